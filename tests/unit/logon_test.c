/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our server and our client against each other, and our server against what
 * real clients sent to another one.
 */
#include "tests/unit/check.h"
#include "tests/unit/ntlm_vectors.h"

#include <errno.h>

#include "protocol/auth/client_logon.h"
#include "protocol/auth/logon.h"
#include "protocol/auth/ntlm_check.h"
#include "protocol/auth/ntlm_seal.h"

#define NT_NOW		133000000000000000ULL

static const struct ntlm_names	 names = {
	.nb_computer = "CAP1", .nb_domain = "SITE",
	.dns_computer = "cap1.site.example", .dns_domain = "site.example",
};
static const uint8_t		 issued[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t		 some_key[NTLM_KEY_SIZE] = { 7 };
static struct ntlm_crypto	*crypto;
static struct ntlm_identity	 who = {
	.user = "SMSClient_00001", .domain = "SITE", .workstation = "PC17",
	.target = "cifs/cap1",
};

/* Both ends of a talk, and the last token of each. */
struct talk {
	struct logon		*server;
	struct client_logon	*client;
	uint8_t			 from_client[CLIENT_TOKEN_MAX];
	uint8_t			 from_server[LOGON_TOKEN_MAX];
	struct rd		 c, s;
	struct ntlm_keys	 keys;		/* as the keeper finds them */
};

static void
talk_start(struct talk *t, bool raw)
{
	struct client_logon_how	 how = { .who = &who, .crypto = crypto,
				    .raw = raw };
	struct wr		 w = wr_over(t->from_client,
				    sizeof(t->from_client));

	memset(how.nonce.challenge, 0xaa, sizeof(how.nonce.challenge));
	memset(how.nonce.key, 0x55, sizeof(how.nonce.key));
	assert_int_equal(logon_new(&names, crypto, &t->server), 0);
	assert_int_equal(client_logon_new(&how, &t->client), 0);
	assert_int_equal(client_logon_start(t->client, rd_over(NULL, 0), &w),
	    0);
	t->c = wr_written(&w);
}

static void
talk_end(struct talk *t)
{
	logon_free(&t->server);
	client_logon_free(&t->client);
}

static enum logon_step
input(struct talk *t)
{
	struct wr	 w = wr_over(t->from_server, sizeof(t->from_server));
	enum logon_step	 step = logon_input(t->server, t->c, &w);

	t->s = wr_written(&w);
	return step;
}

static enum logon_step
challenge(struct talk *t)
{
	struct wr	 w = wr_over(t->from_server, sizeof(t->from_server));
	enum logon_step	 step = logon_challenge(t->server, issued, NT_NOW, &w);

	t->s = wr_written(&w);
	return step;
}

static enum logon_step
verdict(struct talk *t, const uint8_t *key)
{
	struct wr	 w = wr_over(t->from_server, sizeof(t->from_server));
	enum logon_step	 step = logon_verdict(t->server, key, &w);

	t->s = wr_written(&w);
	return step;
}

static int
next(struct talk *t)
{
	struct wr	 w = wr_over(t->from_client, sizeof(t->from_client));
	int		 error = client_logon_next(t->client, t->s, &w);

	t->c = wr_written(&w);
	return error;
}

/* What the keeper would do. */
static enum ntlm_verdict
ask_keeper(struct talk *t)
{
	struct ntlm_trio	 trio = logon_trio(t->server);
	struct ntlm_claim	 cl;
	enum ntlm_verdict	 v;

	v = ntlm_claim_read(&trio, issued, &cl);
	if (v == NTLM_RIGHT)
		v = ntlm_claim_prove(crypto, &cl, who.nt_hash, &t->keys);
	else if (v == NTLM_ANONYMOUS)
		assert_int_equal(ntlm_anonymous_keys(crypto, &cl, &t->keys),
		    NTLM_RIGHT);
	return v;
}

/* Up to the point at which the keeper is asked. */
static void
talk_to_proof(struct talk *t)
{
	assert_int_equal(input(t), LOGON_WANTS_CHALLENGE);
	assert_int_equal(challenge(t), LOGON_SEND);
	assert_int_equal(next(t), 0);
	assert_true(client_logon_proved(t->client));
	assert_int_equal(input(t), LOGON_WANTS_VERDICT);
}

static void
client_and_server_end_with_the_same_key(void **state)
{
	const struct ntlm_keys	*k;
	struct talk		 t;
	int			 raw;

	(void)state;
	for (raw = 0; raw < 2; raw++) {
		talk_start(&t, raw != 0);
		talk_to_proof(&t);
		assert_int_equal(ask_keeper(&t), NTLM_RIGHT);
		assert_int_equal(verdict(&t, t.keys.exported), LOGON_DONE);
		assert_int_equal(t.s.len == 0, raw);
		assert_string_equal(logon_why(t.server), "");
		assert_int_equal(client_logon_finish(t.client, t.s), 0);
		k = client_logon_keys(t.client);
		assert_memory_equal(k, &t.keys, sizeof(*k));
		assert_int_equal(client_logon_signed(t.client), !raw);
		talk_end(&t);
	}
}

static void
a_wrong_password_ends_the_talk(void **state)
{
	struct talk	 t;

	(void)state;
	talk_start(&t, false);
	talk_to_proof(&t);
	who.nt_hash[0] ^= 1;
	assert_int_equal(ask_keeper(&t), NTLM_WRONG_PROOF);
	who.nt_hash[0] ^= 1;
	assert_int_equal(verdict(&t, NULL), LOGON_REFUSED);
	assert_string_equal(logon_why(t.server), "no right proof");
	assert_int_equal(input(&t), LOGON_REFUSED);
	assert_int_equal(verdict(&t, some_key), LOGON_REFUSED);
	talk_end(&t);
}

static void
nobody_logs_on_without_a_secret(void **state)
{
	const char		*user = who.user;
	struct ntlm_authenticate m;
	struct talk		 t;

	(void)state;
	who.user = "";
	talk_start(&t, false);
	talk_to_proof(&t);
	assert_int_equal(ask_keeper(&t), NTLM_ANONYMOUS);
	assert_int_equal(ntlm_decode_authenticate(
	    logon_trio(t.server).authenticate, &m), 0);
	assert_true((m.flags & NTLMSSP_ANONYMOUS) != 0);
	assert_int_equal(verdict(&t, t.keys.exported), LOGON_DONE);
	assert_int_equal(client_logon_finish(t.client, t.s), 0);
	assert_memory_equal(client_logon_keys(t.client)->exported,
	    t.keys.exported, NTLM_KEY_SIZE);
	assert_int_equal(client_logon_signed(t.client), 0);
	talk_end(&t);
	who.user = user;
}

/* The mechListMIC covers the list: whoever changes it is found out. */
static void
a_changed_mechanism_list_is_noticed_by_both(void **state)
{
	static const uint8_t	 other[] = { 6, 10, 0x2b, 6, 1, 4, 1, 0x82,
				    0x37, 2, 2, 11 };
	uint8_t			 token[128];
	struct spnego_resp	 r;
	struct talk		 t;
	struct wr		 w;

	(void)state;
	/* To the server: a second, unknown mechanism has crept in. */
	talk_start(&t, false);
	assert_int_equal(t.c.len, 74);
	w = wr_over(token, sizeof(token));
	wr_bytes(&w, t.c.base, 30);		/* up to the end of the list */
	wr_bytes(&w, other, sizeof(other));
	wr_bytes(&w, t.c.base + 30, t.c.len - 30);
	token[1] += 12;
	token[11] += 12;
	token[13] += 12;
	token[15] += 12;
	token[17] += 12;
	memcpy(t.from_client, token, w.pos);
	t.c = rd_over(t.from_client, w.pos);
	talk_to_proof(&t);
	assert_int_equal(ask_keeper(&t), NTLM_RIGHT);
	assert_int_equal(verdict(&t, t.keys.exported), LOGON_REFUSED);
	assert_string_equal(logon_why(t.server), "wrong mechListMIC");
	talk_end(&t);
	/* To the client: the server's MIC does not fit. */
	talk_start(&t, false);
	talk_to_proof(&t);
	assert_int_equal(ask_keeper(&t), NTLM_RIGHT);
	assert_int_equal(verdict(&t, t.keys.exported), LOGON_DONE);
	assert_int_equal(spnego_decode_resp(t.s, &r), 0);
	assert_int_equal(r.mic.len, NTLM_SIGNATURE_SIZE);
	t.from_server[t.s.len - 8] ^= 1;
	assert_int_equal(client_logon_finish(t.client, t.s), -EACCES);
	talk_end(&t);
}

/* [0] mech types Kerberos and NTLMSSP, and a token for Kerberos. */
#define KRB5_FIRST	"602f06062b0601050502a0253023a01930170609" \
			"2a864886f712010202060a2b06010401823702020a" \
			"a206040460020600"

/* The client's own messages, after the server has chosen. */
static enum logon_step
resp_input(struct talk *t, struct rd token, struct rd mic)
{
	struct spnego_resp	 r = { .state = SPNEGO_UNSTATED,
				    .token = token, .mic = mic };
	struct wr		 w = wr_over(t->from_client,
				    sizeof(t->from_client));

	spnego_encode_resp(&w, &r);
	t->c = wr_written(&w);
	return input(t);
}

static void
kerberos_first_means_one_more_step_and_a_mic(void **state)
{
	const struct rd		 none = rd_over(NULL, 0);
	struct rd		 init = unhex(KRB5_FIRST);
	struct rd		 mechs = rd_over(init.base + 16, 25);
	uint8_t			 neg[64], auth[NTLM_AUTHENTICATE_MAX];
	uint8_t			 mic[NTLM_SIGNATURE_SIZE];
	struct ntlm_nonce	 nonce = { .now = NT_NOW };
	struct ntlm_answer	 answer = { .who = &who, .nonce = &nonce };
	struct spnego_resp	 r;
	struct ntlm_keys	 k;
	struct talk		 t = { 0 };
	struct wr		 nw, aw;
	int			 sends;

	(void)state;
	for (sends = 0; sends < 3; sends++) {
		nw = wr_over(neg, sizeof(neg));
		aw = wr_over(auth, sizeof(auth));
		assert_int_equal(logon_new(&names, crypto, &t.server), 0);
		t.c = init;
		assert_int_equal(input(&t), LOGON_SEND);
		assert_int_equal(spnego_decode_resp(t.s, &r), 0);
		assert_int_equal(r.state, SPNEGO_REQUEST_MIC);
		assert_true(r.mech_is_ntlm);
		assert_int_equal(r.token.len, 0);
		ntlm_client_negotiate(&nw);
		assert_int_equal(resp_input(&t, wr_written(&nw), none),
		    LOGON_WANTS_CHALLENGE);
		assert_int_equal(challenge(&t), LOGON_SEND);
		assert_int_equal(spnego_decode_resp(t.s, &r), 0);
		assert_int_equal(r.state, SPNEGO_ACCEPT_INCOMPLETE);
		assert_false(r.names_mech);
		answer.negotiate = wr_written(&nw);
		answer.challenge = r.token;
		assert_int_equal(ntlm_client_authenticate(crypto, &answer, &aw,
		    &k), 0);
		assert_int_equal(ntlm_mech_list_mic(crypto, &k, NTLM_CLIENT,
		    mechs, mic), 0);
		mic[5] ^= sends == 1;
		assert_int_equal(resp_input(&t, wr_written(&aw), sends == 2 ?
		    none : rd_over(mic, sizeof(mic))), LOGON_WANTS_VERDICT);
		assert_int_equal(ask_keeper(&t), NTLM_RIGHT);
		assert_int_equal(verdict(&t, t.keys.exported), sends == 0 ?
		    LOGON_DONE : LOGON_REFUSED);
		assert_string_equal(logon_why(t.server), sends == 0 ? "" :
		    sends == 1 ? "wrong mechListMIC" : "mechListMIC missing");
		talk_end(&t);
	}
	unhex_free(&init);
}

/* A list with NTLMSSP in front and no token: the client waits for our word. */
static void
a_token_may_come_a_step_later(void **state)
{
	struct rd		 init = unhex("601c06062b0601050502a0123010"
				    "a00e300c060a2b06010401823702020a");
	struct spnego_resp	 r;
	struct talk		 t;

	(void)state;
	talk_start(&t, false);
	t.c = init;
	assert_int_equal(input(&t), LOGON_SEND);
	assert_int_equal(spnego_decode_resp(t.s, &r), 0);
	assert_int_equal(r.state, SPNEGO_ACCEPT_INCOMPLETE);
	/* Our client sends its NEGOTIATE once more, not for ever. */
	assert_int_equal(next(&t), 0);
	assert_false(client_logon_proved(t.client));
	talk_to_proof(&t);
	assert_int_equal(ask_keeper(&t), NTLM_RIGHT);
	assert_int_equal(verdict(&t, t.keys.exported), LOGON_DONE);
	assert_int_equal(client_logon_finish(t.client, t.s), 0);
	talk_end(&t);
	talk_start(&t, false);
	t.c = init;
	assert_int_equal(input(&t), LOGON_SEND);
	assert_int_equal(next(&t), 0);
	assert_int_equal(next(&t), -EPROTO);
	talk_end(&t);
	unhex_free(&init);
}

/* The flags that real clients offer and the bytes that they prove. */
static void
real_clients_reach_the_keeper(void **state)
{
	struct talk	 t = { 0 };
	struct rd	 init, auth;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(exchanges); i++) {
		init = unhex(exchanges[i].init);
		auth = unhex(exchanges[i].authenticate);
		assert_int_equal(logon_new(&names, crypto, &t.server), 0);
		t.c = init;
		assert_int_equal(input(&t), LOGON_WANTS_CHALLENGE);
		assert_int_equal(challenge(&t), LOGON_SEND);
		t.c = auth;
		assert_int_equal(input(&t), LOGON_WANTS_VERDICT);
		/* It answers smbd's challenge, and the keeper sees that. */
		assert_int_not_equal(ask_keeper(&t), NTLM_RIGHT);
		talk_end(&t);
		unhex_free(&auth);
		unhex_free(&init);
	}
}

enum move { RAW_NEG, INIT_NEG, RESP_NEG, RAW_AUTH, RESP_AUTH, JUNK, KRB,
    CHALLENGE, VERDICT, NO_MORE };

/* Every order that is none ends in LOGON_REFUSED, and stays there. */
static void
moves_out_of_turn_are_refused(void **state)
{
	static const struct {
		enum move	 moves[5];
		const char	*why;
	} rows[] = {
		{ { JUNK, NO_MORE }, "neither SPNEGO nor NTLMSSP" },
		{ { KRB, NO_MORE }, "client does not offer NTLMSSP" },
		{ { RESP_NEG, NO_MORE }, "token out of turn" },
		{ { RESP_AUTH, NO_MORE }, "token out of turn" },
		{ { RAW_AUTH, NO_MORE }, "malformed NTLM NEGOTIATE" },
		{ { CHALLENGE, NO_MORE }, "challenge out of turn" },
		{ { VERDICT, NO_MORE }, "verdict out of turn" },
		{ { RAW_NEG, VERDICT, NO_MORE }, "verdict out of turn" },
		{ { RAW_NEG, RAW_NEG, NO_MORE }, "token out of turn" },
		{ { INIT_NEG, RESP_AUTH, NO_MORE }, "token out of turn" },
		{ { INIT_NEG, CHALLENGE, CHALLENGE, NO_MORE },
		  "challenge out of turn" },
		{ { INIT_NEG, CHALLENGE, INIT_NEG, NO_MORE },
		  "token out of turn" },
		{ { INIT_NEG, CHALLENGE, RESP_NEG, NO_MORE },
		  "malformed NTLM AUTHENTICATE" },
		{ { INIT_NEG, CHALLENGE, RAW_AUTH, NO_MORE },
		  "raw NTLMSSP inside SPNEGO" },
		{ { RAW_NEG, CHALLENGE, RAW_NEG, NO_MORE },
		  "malformed NTLM AUTHENTICATE" },
		{ { RAW_NEG, CHALLENGE, RESP_AUTH, NO_MORE },
		  "malformed SPNEGO token" },
		{ { RAW_NEG, CHALLENGE, RAW_AUTH, RAW_AUTH, NO_MORE },
		  "token out of turn" },
		{ { RAW_NEG, CHALLENGE, VERDICT, NO_MORE },
		  "verdict out of turn" },
	};
	struct rd		 tokens[JUNK + 2];
	struct spnego_init	 si;
	struct spnego_resp	 sr;
	struct talk		 t = { 0 };
	uint8_t			 mem[256];
	struct wr		 w = wr_over(mem, sizeof(mem));
	enum logon_step		 step;
	size_t			 i, n;

	(void)state;
	tokens[INIT_NEG] = unhex(exchanges[0].init);
	assert_int_equal(spnego_decode_init(tokens[INIT_NEG], &si), 0);
	tokens[RAW_NEG] = si.token;
	tokens[RESP_AUTH] = unhex(exchanges[0].authenticate);
	assert_int_equal(spnego_decode_resp(tokens[RESP_AUTH], &sr), 0);
	tokens[RAW_AUTH] = sr.token;
	sr = (struct spnego_resp){ .state = SPNEGO_UNSTATED,
	    .token = si.token };
	spnego_encode_resp(&w, &sr);
	tokens[RESP_NEG] = wr_written(&w);
	tokens[JUNK] = rd_over("junk", 4);
	tokens[KRB] = unhex("601b06062b0601050502a011300fa00d300b"
	    "06092a864886f712010202");
	for (i = 0; i < nitems(rows); i++) {
		assert_int_equal(logon_new(&names, crypto, &t.server), 0);
		step = LOGON_SEND;
		for (n = 0; rows[i].moves[n] != NO_MORE; n++) {
			if (step == LOGON_REFUSED)
				fail_msg("row %zu: refused at %zu: %s", i, n,
				    logon_why(t.server));
			t.c = tokens[rows[i].moves[n] % CHALLENGE];
			step = rows[i].moves[n] == CHALLENGE ? challenge(&t) :
			    rows[i].moves[n] == VERDICT ?
			    verdict(&t, some_key) : input(&t);
		}
		if (step != LOGON_REFUSED ||
		    strcmp(logon_why(t.server), rows[i].why) != 0)
			fail_msg("row %zu: %d %s", i, (int)step,
			    logon_why(t.server));
		t.c = tokens[INIT_NEG];
		assert_int_equal(input(&t), LOGON_REFUSED);
		assert_int_equal(challenge(&t), LOGON_REFUSED);
		assert_int_equal(verdict(&t, some_key), LOGON_REFUSED);
		assert_string_equal(logon_why(t.server), rows[i].why);
		talk_end(&t);
	}
	unhex_free(&tokens[INIT_NEG]);
	unhex_free(&tokens[RESP_AUTH]);
	unhex_free(&tokens[KRB]);
}

static void
only_enough_is_good_enough(void **state)
{
	static const struct {
		uint32_t	 offered, taken;
	} rows[] = {
		{ 0x62088215, 0x62888215 },	/* smbclient */
		{ 0xa0880205, 0xa0880205 },	/* impacket */
		{ 0xe2088297, 0xe2888235 & ~0x20U },	/* Windows */
		{ 0x00080001, 0x00880201 },
		{ 0x00080002, 0x00880202 },	/* OEM only */
		{ 0x00080003, 0x00880201 },
		{ 0x00080000, 0 },		/* no character set */
		{ 0x00000001, 0 },		/* no extended security */
		{ 0, 0 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++)
		if (ntlm_server_flags(rows[i].offered) != rows[i].taken)
			fail_msg("row %zu: %#x", i,
			    ntlm_server_flags(rows[i].offered));
}

/* As a client without Unicode would do it. */
static void
a_client_without_unicode_proves_the_same(void **state)
{
	struct ntlm_negotiate	 n = { .flags = NTLM_NEGOTIATE_OEM |
				    NTLMSSP_REQUEST_TARGET |
				    NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY };
	const struct ntlm_owner	 owner = { rd_over("smsclient_00001", 15),
				    rd_over("SITE", 4), 0 };
	uint8_t			 mem[512], nt[512], owf[16], ntlm[64];
	struct wr		 w = wr_over(ntlm, sizeof(ntlm));
	struct ntlm_v2_response	 v2 = { 0 };
	struct ntlm_authenticate a = { 0 };
	struct ntlm_challenge	 ch;
	struct rd		 question[2];
	struct talk		 t = { 0 };

	(void)state;
	assert_int_equal(logon_new(&names, crypto, &t.server), 0);
	ntlm_encode_negotiate(&w, &n);
	t.c = wr_written(&w);
	assert_int_equal(input(&t), LOGON_WANTS_CHALLENGE);
	assert_int_equal(challenge(&t), LOGON_SEND);
	assert_int_equal(ntlm_decode_challenge(t.s, &ch), 0);
	assert_int_equal(ch.target_name.len, 4);
	assert_memory_equal(ch.target_name.base, "CAP1", 4);
	v2.target_info = ch.target_info;
	w = wr_over(nt, sizeof(nt));
	ntlm_encode_v2_response(&w, &v2);
	question[0] = rd_over(ch.challenge, sizeof(ch.challenge));
	question[1] = rd_over(nt + 16, w.pos - 16);
	assert_int_equal(ntlm_owf_v2(crypto, who.nt_hash, &owner, owf), 0);
	assert_int_equal(ntlm_proof(crypto, owf, question, nt), 0);
	a.flags = ch.flags;
	a.user = owner.user;
	a.domain = owner.domain;
	a.nt = wr_written(&w);
	w = wr_over(mem, sizeof(mem));
	ntlm_encode_authenticate(&w, &a);
	t.c = wr_written(&w);
	assert_int_equal(input(&t), LOGON_WANTS_VERDICT);
	assert_int_equal(ask_keeper(&t), NTLM_RIGHT);
	assert_int_equal(verdict(&t, t.keys.exported), LOGON_DONE);
	talk_end(&t);
}

static void
a_client_refuses_servers_that_are_too_weak_or_odd(void **state)
{
	static const char	 no_ess[] =
	    "4e544c4d5353500002000000000000003800000015820262"
	    "0102030405060708" "0000000000000000" "0000000038000000"
	    "0000000000000000";
	static const struct {
		const char	*token;
		int		 error;
	} rows[] = {
		{ "a1073005a0030a0102", -EACCES },	/* reject */
		{ "a1073005a0030a0100", -EPROTO },	/* done already? */
		{ "a10f300da10b06092a864886f712010202", -EPROTO },
		{ "a1073005a203040141", -EBADMSG },	/* not NTLM inside */
		{ "6e00", -EBADMSG },
		{ "", -EBADMSG },
	};
	struct rd	 r;
	struct talk	 t;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		talk_start(&t, false);
		r = unhex(rows[i].token);
		t.s = r;
		assert_int_equal(next(&t), rows[i].error);
		assert_int_equal(next(&t), -EPROTO);
		assert_int_equal(client_logon_finish(t.client, r), -EPROTO);
		assert_false(client_logon_proved(t.client));
		unhex_free(&r);
		talk_end(&t);
	}
	talk_start(&t, true);
	r = unhex(no_ess);
	t.s = r;
	assert_int_equal(next(&t), -EPROTO);
	unhex_free(&r);
	talk_end(&t);
}

/* The end of a talk that was all right so far, as a server might put it. */
static void
a_client_takes_only_a_right_end(void **state)
{
	static const struct {
		const char	*token;
		bool		 raw;
		int		 error;
	} rows[] = {
		{ "", false, 0 },		/* signed by SMB itself */
		{ "a1073005a0030a0100", false, 0 },
		{ "a1073005a0030a0101", false, -EPROTO },
		{ "a1073005a0030a0102", false, -EACCES },
		{ "a1023000", false, -EPROTO },
		{ "a10c300aa0030a0100a303040101", false, -EACCES },
		{ "a11b3019a0030a0100a3120410"
		  "01000000000000000000000000000000", false, -EACCES },
		{ "a1073005a0030a01", false, -EBADMSG },
		{ "", true, 0 },
		{ "a1073005a0030a0100", true, -EBADMSG },
	};
	struct talk	 t;
	struct rd	 r;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		talk_start(&t, rows[i].raw);
		talk_to_proof(&t);
		r = unhex(rows[i].token);
		if (client_logon_finish(t.client, r) != rows[i].error)
			fail_msg("row %zu", i);
		assert_int_equal(client_logon_finish(t.client, r), -EPROTO);
		unhex_free(&r);
		talk_end(&t);
	}
}

/* A client may take less than it was given: KEY_EXCH is in our CHALLENGE. */
static void
what_the_client_left_out_is_not_agreed(void **state)
{
	struct talk	 t;
	uint8_t		*at;

	(void)state;
	talk_start(&t, false);
	assert_int_equal(input(&t), LOGON_WANTS_CHALLENGE);
	assert_int_equal(challenge(&t), LOGON_SEND);
	at = memmem(t.from_server, t.s.len, "NTLMSSP", 8);
	assert_non_null(at);
	assert_int_equal(at[23] & 0x40, 0x40);
	at[23] &= (uint8_t)~0x40;
	assert_int_equal(next(&t), 0);
	assert_int_equal(client_logon_keys(t.client)->flags &
	    NTLMSSP_NEGOTIATE_KEY_EXCH, 0);
	assert_int_equal(input(&t), LOGON_WANTS_VERDICT);
	assert_int_equal(verdict(&t, client_logon_keys(t.client)->exported),
	    LOGON_DONE);
	assert_int_equal(client_logon_finish(t.client, t.s), 0);
	talk_end(&t);
}

static void
tokens_longer_than_any_are_refused(void **state)
{
	static uint8_t		 big[NTLM_AUTHENTICATE_MAX + 1];
	struct wr		 w = wr_over(big, sizeof(big));
	struct talk		 t = { 0 };
	size_t			 extra;

	(void)state;
	ntlm_client_negotiate(&w);
	for (extra = 0; extra < 2; extra++) {
		assert_int_equal(logon_new(&names, crypto, &t.server), 0);
		t.c = rd_over(big, NTLM_NEGOTIATE_MAX + extra);
		assert_int_equal(input(&t), extra == 0 ?
		    LOGON_WANTS_CHALLENGE : LOGON_REFUSED);
		talk_end(&t);
	}
	for (extra = 0; extra < 2; extra++) {
		talk_start(&t, true);
		assert_int_equal(input(&t), LOGON_WANTS_CHALLENGE);
		assert_int_equal(challenge(&t), LOGON_SEND);
		assert_int_equal(next(&t), 0);
		memset(big, 0, sizeof(big));
		memcpy(big, t.c.base, t.c.len);
		t.c = rd_over(big, NTLM_AUTHENTICATE_MAX + extra);
		assert_int_equal(input(&t), extra == 0 ?
		    LOGON_WANTS_VERDICT : LOGON_REFUSED);
		talk_end(&t);
	}
}

static void
a_mic_of_a_wrong_size_is_refused(void **state)
{
	struct talk		 t;
	struct spnego_resp	 r;
	struct rd		 token;

	(void)state;
	talk_start(&t, false);
	assert_int_equal(input(&t), LOGON_WANTS_CHALLENGE);
	assert_int_equal(challenge(&t), LOGON_SEND);
	assert_int_equal(next(&t), 0);
	assert_int_equal(spnego_decode_resp(t.c, &r), 0);
	token = rd_over(exact(r.token.base, r.token.len), r.token.len);
	assert_int_equal(resp_input(&t, token, rd_over("12345678", 8)),
	    LOGON_REFUSED);
	assert_string_equal(logon_why(t.server),
	    "mechListMIC of a wrong size");
	unhex_free(&token);
	talk_end(&t);
}

static void
a_client_reads_the_servers_hint(void **state)
{
	static const struct {
		const char	*hint;
		int		 error;
	} rows[] = {
		{ smbd_hint, 0 },
		{ "601b06062b0601050502a011300fa00d300b"
		  "06092a864886f712010202", -EPROTO },
		{ "6000", -EBADMSG },
	};
	struct client_logon_how	 how = { .who = &who, .crypto = crypto };
	struct client_logon	*l;
	uint8_t			 mem[128];
	struct wr		 w;
	struct rd		 r;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		w = wr_over(mem, sizeof(mem));
		r = unhex(rows[i].hint);
		assert_int_equal(client_logon_new(&how, &l), 0);
		assert_int_equal(client_logon_start(l, r, &w), rows[i].error);
		assert_int_equal(client_logon_start(l, r, &w), -EPROTO);
		client_logon_free(&l);
		unhex_free(&r);
	}
}

/* However long the names, tokens keep within what the headers promise. */
static void
long_names_fit_or_are_refused(void **state)
{
	static char		 dns[256];
	const struct ntlm_names	 longest = { "COMPUTERCOMPUTER",
				    "DOMAINDOMAINDOM", dns, dns, true,
				    { 0, 0, 0 } };
	const struct ntlm_names	*sets[] = { &names, &longest };
	struct talk		 t = { 0 };
	struct wr		 small = wr_over(t.from_server, 100);
	struct rd		 init = unhex(exchanges[0].init);

	(void)state;
	memset(dns, 'x', sizeof(dns) - 1);
	assert_int_equal(logon_new(sets[1], crypto, &t.server), 0);
	t.c = init;
	assert_int_equal(input(&t), LOGON_WANTS_CHALLENGE);
	assert_int_equal(challenge(&t), LOGON_SEND);
	assert_true(t.s.len < LOGON_TOKEN_MAX);
	talk_end(&t);
	/* A writer that is too small is an error, never a cut token. */
	assert_int_equal(logon_new(sets[0], crypto, &t.server), 0);
	t.c = init;
	assert_int_equal(input(&t), LOGON_WANTS_CHALLENGE);
	assert_int_equal(logon_challenge(t.server, issued, NT_NOW, &small),
	    LOGON_REFUSED);
	talk_end(&t);
	unhex_free(&init);
}

static int
start(void **state)
{
	(void)state;
	if (ntlm_crypto_new(&crypto, NULL) != 0)
		return -1;
	return nt_hash(crypto, "14 characters!", who.nt_hash);
}

static int
stop(void **state)
{
	(void)state;
	ntlm_crypto_free(&crypto);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client_and_server_end_with_the_same_key),
		cmocka_unit_test(a_wrong_password_ends_the_talk),
		cmocka_unit_test(nobody_logs_on_without_a_secret),
		cmocka_unit_test(a_changed_mechanism_list_is_noticed_by_both),
		cmocka_unit_test(kerberos_first_means_one_more_step_and_a_mic),
		cmocka_unit_test(a_token_may_come_a_step_later),
		cmocka_unit_test(real_clients_reach_the_keeper),
		cmocka_unit_test(moves_out_of_turn_are_refused),
		cmocka_unit_test(only_enough_is_good_enough),
		cmocka_unit_test(a_client_without_unicode_proves_the_same),
		cmocka_unit_test(
		    a_client_refuses_servers_that_are_too_weak_or_odd),
		cmocka_unit_test(a_client_takes_only_a_right_end),
		cmocka_unit_test(what_the_client_left_out_is_not_agreed),
		cmocka_unit_test(tokens_longer_than_any_are_refused),
		cmocka_unit_test(a_mic_of_a_wrong_size_is_refused),
		cmocka_unit_test(a_client_reads_the_servers_hint),
		cmocka_unit_test(long_names_fit_or_are_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
