/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/ntlm_vectors.h"

#include "protocol/auth/der.h"
#include "protocol/auth/spnego.h"

/* Pieces of tokens: OIDs with their tag, and the whole NTLM-only list. */
#define SPNEGO	"06062b0601050502"
#define NTLMSSP	"060a2b06010401823702020a"
#define KRB5	"06092a864886f712010202"
#define LIST	"a00e" "300c" NTLMSSP

static bool
takes_init(const uint8_t *p, size_t n)
{
	struct spnego_init	 t;

	return spnego_decode_init(rd_over(p, n), &t) == 0;
}

static bool
takes_resp(const uint8_t *p, size_t n)
{
	struct spnego_resp	 t;

	return spnego_decode_resp(rd_over(p, n), &t) == 0;
}

static void
our_hint_is_the_one_that_smbd_sends(void **state)
{
	uint8_t		 mem[128];
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct spnego_init t;

	(void)state;
	spnego_encode_hint(&w);
	assert_true(wr_ok(&w));
	assert_hex(mem, w.pos, smbd_hint);
	assert_int_equal(spnego_decode_init(wr_written(&w), &t), 0);
	assert_true(t.ntlm_offered);
	assert_int_equal(t.token.len, 0);
	assert_int_equal(t.mic.len, 0);
	no_prefix_is_accepted(takes_init, mem, w.pos);
}

/* Decoding and encoding again gives the client's and smbd's own bytes. */
static void
tokens_of_real_peers_come_back_as_they_were(void **state)
{
	uint8_t			 mem[1024];
	struct wr		 w;
	struct rd		 r;
	struct spnego_init	 i;
	struct spnego_resp	 t;
	const char		*resps[3];
	size_t			 n, k;

	(void)state;
	for (n = 0; n < nitems(exchanges); n++) {
		r = unhex(exchanges[n].init);
		assert_true(spnego_is_init(&r));
		assert_int_equal(spnego_decode_init(r, &i), 0);
		assert_true(i.ntlm_first);
		w = wr_over(mem, sizeof(mem));
		spnego_encode_init(&w, &i.token);
		assert_hex(mem, w.pos, exchanges[n].init);
		unhex_free(&r);
		resps[0] = exchanges[n].challenge;
		resps[1] = exchanges[n].authenticate;
		resps[2] = exchanges[n].final;
		for (k = 0; k < 3 && resps[k] != NULL; k++) {
			r = unhex(resps[k]);
			assert_true(spnego_is_resp(&r));
			assert_int_equal(spnego_decode_resp(r, &t), 0);
			no_prefix_is_accepted(takes_resp, r.base, r.len);
			w = wr_over(mem, sizeof(mem));
			spnego_encode_resp(&w, &t);
			assert_hex(mem, w.pos, resps[k]);
			unhex_free(&r);
		}
	}
}

static void
init_tokens_are_taken_or_refused(void **state)
{
	static const struct {
		const char	*hex;
		bool		 good, offered, first;
		size_t		 token, mic;
	} rows[] = {
		{ "601c" SPNEGO "a012" "3010" LIST, true, true, true, 0, 0 },
		{ "6022" SPNEGO "a018" "3016" LIST "a2040402" "aabb",
		  true, true, true, 2, 0 },
		/* [3] is a mechListMIC, RFC 4178 */
		{ "6022" SPNEGO "a018" "3016" LIST "a3040402" "aabb",
		  true, true, true, 0, 2 },
		/* [3] is negHints, [4] the MIC: NegTokenInit2 */
		{ "6022" SPNEGO "a018" "3016" LIST "a3023000" "a400" , false,
		  false, false, 0, 0 },
		{ "6025" SPNEGO "a01b" "3019" LIST "a3023000" "a4030401" "cc",
		  true, true, true, 0, 1 },
		{ "6020" SPNEGO "a016" "3014" LIST "a3023000",
		  true, true, true, 0, 0 },
		{ "601f" SPNEGO "a015" "3013" LIST "a3023001" "00",
		  false, false, false, 0, 0 },
		/* reqFlags are passed over */
		{ "6022" SPNEGO "a018" "3016" LIST "a1040302" "0640",
		  true, true, true, 0, 0 },
		/* Kerberos first, with a token of its own */
		{ "602a" SPNEGO "a020" "301e" "a019" "3017" KRB5 NTLMSSP
		  "a2010400", false, false, false, 0, 0 },
		{ "602d" SPNEGO "a023" "3021" "a019" "3017" KRB5 NTLMSSP
		  "a2040402" "6e00", true, true, false, 2, 0 },
		{ "601b" SPNEGO "a011" "300f" "a00d" "300b" KRB5,
		  true, false, false, 0, 0 },
		/* lengths in a longer form than need be */
		{ "60820020" SPNEGO "a08112" "3010" LIST, false, false, false,
		  0, 0 },
		{ "6082001f" SPNEGO "a08114" "30820010" LIST,
		  true, true, true, 0, 0 },
		/* no mechanism; not a list; not SPNEGO */
		{ "6010" SPNEGO "a006" "3004" "a002" "3000",
		  false, false, false, 0, 0 },
		{ "600e" SPNEGO "a004" "3002" "a000", false, false, false,
		  0, 0 },
		{ "600c" SPNEGO "a002" "3000", false, false, false, 0, 0 },
		{ "601c" "06062b0601050503" "a012" "3010" LIST,
		  false, false, false, 0, 0 },
		/* something left over, at each level */
		{ "601c" SPNEGO "a012" "3010" LIST "00",
		  false, false, false, 0, 0 },
		{ "601d" SPNEGO "a012" "3010" LIST "00",
		  false, false, false, 0, 0 },
		{ "601d" SPNEGO "a013" "3010" LIST "00",
		  false, false, false, 0, 0 },
		{ "601d" SPNEGO "a013" "3011" LIST "00",
		  false, false, false, 0, 0 },
		{ "601d" SPNEGO "a013" "3011" "a00f" "300c" NTLMSSP "00",
		  false, false, false, 0, 0 },
		{ "601d" SPNEGO "a013" "3011" "a00f" "300d" NTLMSSP "00",
		  false, false, false, 0, 0 },
		/* fields out of order or twice */
		{ "6022" SPNEGO "a018" "3016" "a2040402" "aabb" LIST,
		  false, false, false, 0, 0 },
		{ "602c" SPNEGO "a022" "3020" LIST LIST,
		  false, false, false, 0, 0 },
		/* indefinite, too long, multi-byte tag */
		{ "6080" SPNEGO "a012" "3010" LIST "0000",
		  false, false, false, 0, 0 },
		{ "6085" "000000001c" SPNEGO "a012" "3010" LIST,
		  false, false, false, 0, 0 },
		{ "6084ffffffff" SPNEGO "a012" "3010" LIST,
		  false, false, false, 0, 0 },
		{ "7f60", false, false, false, 0, 0 },
		{ "", false, false, false, 0, 0 },
	};
	struct spnego_init	 t;
	struct rd		 r;
	size_t			 i;
	bool			 good;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		r = unhex(rows[i].hex);
		good = spnego_decode_init(r, &t) == 0;
		if (good != rows[i].good || (good &&
		    (t.ntlm_offered != rows[i].offered ||
		    t.ntlm_first != rows[i].first ||
		    t.token.len != rows[i].token ||
		    t.mic.len != rows[i].mic)))
			fail_msg("row %zu: %s", i, rows[i].hex);
		unhex_free(&r);
	}
}

static void
resp_tokens_are_taken_or_refused(void **state)
{
	static const struct {
		const char		*hex;
		bool			 good;
		enum spnego_state	 state;
		bool			 named, ntlm;
	} rows[] = {
		{ "a102" "3000", true, SPNEGO_UNSTATED, false, false },
		{ "a107" "3005" "a0030a0100", true, SPNEGO_ACCEPT_COMPLETED,
		  false, false },
		{ "a107" "3005" "a0030a0103", true, SPNEGO_REQUEST_MIC,
		  false, false },
		{ "a107" "3005" "a0030a0104", false, 0, false, false },
		{ "a107" "3005" "a0030a0180", false, 0, false, false },
		{ "a108" "3006" "a0040a020000", false, 0, false, false },
		{ "a106" "3004" "a0020a00", false, 0, false, false },
		{ "a107" "3005" "a003020100", false, 0, false, false },
		{ "a110" "300e" "a10c" NTLMSSP, true, SPNEGO_UNSTATED,
		  true, true },
		{ "a10f" "300d" "a10b" KRB5, true, SPNEGO_UNSTATED,
		  true, false },
		{ "a107" "3005" "a2030401" "aa", true, SPNEGO_UNSTATED,
		  false, false },
		{ "a107" "3005" "a4030401" "aa", false, 0, false, false },
		{ "a10c" "300a" "a3030401" "aa" "a2030401" "aa",
		  false, 0, false, false },
		{ "a107" "3005" "a2030301" "aa", false, 0, false, false },
		{ "a108" "3006" "a2040401" "aabb", false, 0, false, false },
		{ "a106" "3004" "a2020400", true, SPNEGO_UNSTATED,
		  false, false },
		{ "a106" "3004" "a2020480", false, 0, false, false },
		{ "a102" "3000" "00", false, 0, false, false },
		{ "a103" "3000" "00", false, 0, false, false },
		{ "a100", false, 0, false, false },
		{ "a002" "3000", false, 0, false, false },
	};
	struct spnego_resp	 t;
	struct rd		 r;
	size_t			 i;
	bool			 good;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		r = unhex(rows[i].hex);
		good = spnego_decode_resp(r, &t) == 0;
		if (good != rows[i].good || (good &&
		    (t.state != rows[i].state ||
		    t.names_mech != rows[i].named ||
		    t.mech_is_ntlm != rows[i].ntlm)))
			fail_msg("row %zu: %s", i, rows[i].hex);
		unhex_free(&r);
	}
}

/* The MIC covers the list as it came, so that it must be kept byte for byte. */
static void
the_mechanism_list_is_kept_as_received(void **state)
{
	struct rd		 r = unhex("601e" SPNEGO "a014" "3012" "a010"
				    "3082000c" NTLMSSP);
	struct spnego_init	 t;

	(void)state;
	assert_int_equal(spnego_decode_init(r, &t), 0);
	assert_hex(t.mech_types.base, t.mech_types.len, "3082000c" NTLMSSP);
	unhex_free(&r);
}

/* n mechanisms of one arc each, then whether the token is taken. */
static bool
takes_mechs(size_t n, size_t oid_len)
{
	static uint8_t	 mem[70000], arcs[65536];
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct rd	 oid = rd_over("\x2b\6\1\5\5\2", 6);
	struct rd	 arc = rd_over(arcs, oid_len);
	size_t		 at[5], i;

	at[0] = der_begin(&w, DER_APPLICATION(0));
	der_put(&w, DER_OID, &oid);
	at[1] = der_begin(&w, DER_CONTEXT(0));
	at[2] = der_begin(&w, DER_SEQUENCE);
	at[3] = der_begin(&w, DER_CONTEXT(0));
	at[4] = der_begin(&w, DER_SEQUENCE);
	for (i = 0; i < n; i++)
		der_put(&w, DER_OID, &arc);
	for (i = 5; i-- > 0;)
		der_end(&w, at[i]);
	assert_true(wr_ok(&w));
	return takes_init(mem, w.pos);
}

static void
mechanism_lists_have_a_limit(void **state)
{
	(void)state;
	assert_true(takes_mechs(1, 1));
	assert_true(takes_mechs(SPNEGO_MECHS_MAX, 1));
	assert_false(takes_mechs(SPNEGO_MECHS_MAX + 1, 1));
	assert_false(takes_mechs(20000, 1));
	assert_true(takes_mechs(1, SPNEGO_MECH_TYPES_MAX - 6));
	assert_false(takes_mechs(1, SPNEGO_MECH_TYPES_MAX - 5));
	assert_false(takes_mechs(1, 65000));
}

static void
lengths_are_written_in_their_shortest_form(void **state)
{
	static const struct {
		size_t		 n;
		const char	*head;
	} rows[] = {
		{ 0, "0400" }, { 127, "047f" }, { 128, "048180" },
		{ 255, "0481ff" }, { 256, "04820100" }, { 65535, "0482ffff" },
		{ 65536, "0483010000" },
	};
	static uint8_t	 mem[65536 + 8], zeroes[65536];
	struct wr	 w;
	struct rd	 r, back;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		w = wr_over(mem, sizeof(mem));
		r = rd_over(zeroes, rows[i].n);
		der_put(&w, DER_OCTETS, &r);
		assert_true(wr_ok(&w));
		assert_hex(mem, strlen(rows[i].head) / 2, rows[i].head);
		r = wr_written(&w);
		back = der_take(&r, DER_OCTETS);
		assert_true(rd_end(&r));
		assert_int_equal(back.len, rows[i].n);
	}
	w = wr_over(mem, 129);			/* room for no length */
	r = rd_over(zeroes, 128);
	der_put(&w, DER_OCTETS, &r);
	assert_false(wr_ok(&w));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_hint_is_the_one_that_smbd_sends),
		cmocka_unit_test(tokens_of_real_peers_come_back_as_they_were),
		cmocka_unit_test(init_tokens_are_taken_or_refused),
		cmocka_unit_test(resp_tokens_are_taken_or_refused),
		cmocka_unit_test(the_mechanism_list_is_kept_as_received),
		cmocka_unit_test(mechanism_lists_have_a_limit),
		cmocka_unit_test(lengths_are_written_in_their_shortest_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
