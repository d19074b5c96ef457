/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole conversations between smbclient and smbd with the keys that Samba
 * itself derived, and one that Microsoft published: our keys must be the same,
 * the signatures must verify, the encrypted frames must open.
 */
#include "tests/unit/check.h"

#include "protocol/smb2/crypto.h"
#include "protocol/smb2/frame.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/transform.h"
#include "tests/unit/story.h"

struct talk {
	struct story	 story;
	struct smb2_crypto *crypto;
	struct smb2_key_source source;
	struct smb2_preauth preauth;
	struct smb2_keys keys;
	bool		 keyed;
	size_t		 verified;	/* signed messages */
	size_t		 opened;	/* sealed frames */
};

static const struct row {
	const char	*name;
	uint16_t	 signing;
	uint16_t	 cipher;
	size_t		 verified;	/* at least */
	size_t		 opened;
} rows[] = {
#define SIGN(what)	SMB2_SIGNING_##what
#define SEAL(what)	SMB2_ENCRYPTION_##what
	{ "sign-hmac-202", SIGN(HMAC_SHA256), 0, 5, 0 },
	{ "sign-hmac-210", SIGN(HMAC_SHA256), 0, 20, 0 },
	{ "sign-hmac-311", SIGN(HMAC_SHA256), 0, 5, 0 },
	{ "sign-cmac-300", SIGN(AES_CMAC), 0, 20, 0 },
	{ "sign-cmac-311", SIGN(AES_CMAC), 0, 5, 0 },
	{ "sign-gmac-311", SIGN(AES_GMAC), 0, 20, 0 },
	{ "seal-ccm128-300", SIGN(AES_CMAC), SEAL(AES128_CCM), 1, 6 },
	{ "seal-ccm128-302", SIGN(AES_CMAC), SEAL(AES128_CCM), 1, 6 },
	{ "seal-ccm128-311", SIGN(AES_GMAC), SEAL(AES128_CCM), 1, 6 },
	{ "seal-gcm128-311", SIGN(AES_GMAC), SEAL(AES128_GCM), 1, 6 },
	{ "seal-ccm256-311", SIGN(AES_GMAC), SEAL(AES256_CCM), 1, 6 },
	{ "seal-gcm256-311", SIGN(AES_GMAC), SEAL(AES256_GCM), 1, 6 },
	{ "ms-preauth-311", SIGN(AES_CMAC), SEAL(AES128_GCM), 1, 0 },
#undef SEAL
#undef SIGN
};

static void
same_as_recorded(const struct talk *t, const char *key, const uint8_t *ours)
{
	size_t		 n;
	const uint8_t	*theirs = story_value(&t->story, key, &n);

	if (theirs != NULL)
		assert_memory_equal(ours, theirs, n);
}

static void
make_keys(struct talk *t)
{
	t->source.preauth = &t->preauth;
	assert_true(smb2_derive_keys(t->crypto, &t->source, &t->keys));
	same_as_recorded(t, "signing-key", t->keys.sign.key);
	same_as_recorded(t, "application-key", t->keys.application);
	if (t->source.cipher == SMB2_ENCRYPTION_NONE)
		return;
	same_as_recorded(t, "to-server-key", t->keys.to_server.key);
	same_as_recorded(t, "to-client-key", t->keys.to_client.key);
}

static void
take_negotiated(struct talk *t, const struct story_frame *f)
{
	struct rd			 r = rd_over(f->bytes, f->len);
	struct smb2_header		 h;
	struct smb2_negotiate_rsp	 rsp;

	assert_int_equal(smb2_get_header(&r, &h), NT_OK);
	assert_int_equal(smb2_get_negotiate_rsp(&r, &rsp), NT_OK);
	assert_int_equal(rsp.dialect, t->source.dialect);
	if (rsp.dialect != SMB2_DIALECT_311)
		return;
	assert_true(smb2_list_has(&rsp.contexts.hashes,
	    SMB2_PREAUTH_INTEGRITY_SHA512));
	if (rsp.contexts.signings.count == 1)
		t->source.signing = rsp.contexts.signings.id[0];
	if (t->source.cipher != 0)
		assert_int_equal(rsp.contexts.ciphers.id[0], t->source.cipher);
}

static void
verify(struct talk *t, const struct smb2_message *m)
{
	size_t	 n = m->body.len;
	uint8_t	*p = exact(m->body.base, n);
	size_t	 at = 64 + t->verified % (n - 64);

	assert_true(smb2_verify_one(t->crypto, &t->keys.sign, p, n));
	p[at] ^= 0x40;
	assert_false(smb2_verify_one(t->crypto, &t->keys.sign, p, n));
	p[at] ^= 0x40;
	memset(p + SMB2_SIGNATURE_AT, 0, SMB2_SIGNATURE_SIZE);
	assert_true(smb2_sign_one(t->crypto, &t->keys.sign, p, n));
	assert_memory_equal(p, m->body.base, n);
	free(p);
	t->verified++;
}

static void
open_frame(struct talk *t, struct story_frame *f)
{
	struct rd		 r = rd_over(f->bytes, f->len);
	struct smb2_transform	 header;
	struct smb2_seal_key	*key = f->from_server ?
	    &t->keys.to_client : &t->keys.to_server;
	uint8_t			*p = exact(f->bytes, f->len);

	assert_int_equal(smb2_get_transform(&r, &header), NT_OK);
	assert_true(smb2_unseal(t->crypto, key, p, f->len));
	r = rd_over(p + SMB2_TRANSFORM_SIZE, f->len - SMB2_TRANSFORM_SIZE);
	assert_int_equal(smb2_frame_kind(&r), SMB2_FRAME_PLAIN);
	free(p);
	p = exact(f->bytes, f->len);
	p[SMB2_TRANSFORM_SIZE + t->opened] ^= 1;
	assert_false(smb2_unseal(t->crypto, key, p, f->len));
	free(p);
	t->opened++;
}

static void
plain_frame(struct talk *t, const struct story_frame *f)
{
	struct smb2_chain	 chain = smb2_chain_over(rd_over(f->bytes, f->len));
	struct smb2_message	 m;
	bool			 last_setup;

	while (smb2_chain_next(&chain, &m) == SMB2_CHAIN_MESSAGE) {
		last_setup = f->from_server &&
		    m.header.command == SMB2_SESSION_SETUP &&
		    m.header.status == (uint32_t)NT_OK;
		if (f->from_server && m.header.command == SMB2_NEGOTIATE)
			take_negotiated(t, f);
		if (last_setup && !t->keyed) {
			make_keys(t);
			t->keyed = true;
		}
		if (m.header.flags & SMB2_FLAGS_SIGNED)
			verify(t, &m);
		if (!t->keyed)
			assert_true(smb2_preauth_add(t->crypto, &t->preauth,
			    f->bytes, f->len));
	}
}

static void
replay(const struct row *row, struct talk *t)
{
	struct story_frame	*f;
	const uint8_t		*v;
	size_t			 i, n;

	memset(t, 0, sizeof(*t));
	story_load(&t->story, row->name);
	assert_int_equal(smb2_crypto_new(&t->crypto, NULL), 0);
	v = story_value(&t->story, "dialect", &n);
	assert_non_null(v);
	t->source.dialect = (uint16_t)(v[0] << 8 | v[1]);
	t->source.session_key = story_value(&t->story, "session-key",
	    &t->source.session_key_size);
	assert_non_null(t->source.session_key);
	t->source.cipher = row->cipher;
	t->source.signing = SMB2_SIGNING_AES_CMAC;	/* unless negotiated */
	for (i = 0; i < t->story.count; i++) {
		f = &t->story.frames[i];
		if (f->bytes[0] == 0xfd)
			open_frame(t, f);
		else
			plain_frame(t, f);
	}
}

static void
keys_signatures_and_seals_are_those_recorded(void **state)
{
	struct talk	 t;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		replay(&rows[i], &t);
		assert_true(t.keyed);
		assert_int_equal(t.keys.sign.algorithm, rows[i].signing);
		assert_true(t.verified >= rows[i].verified);
		assert_true(t.opened >= rows[i].opened);
		smb2_crypto_free(&t.crypto);
		story_free(&t.story);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_signatures_and_seals_are_those_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
