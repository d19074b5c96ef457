/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NEGOTIATE and SESSION_SETUP: what happens between the connect and the first
 * word to the owner.
 */
#include "client/client_int.h"

#include <errno.h>
#include <stdlib.h>

#include "base/guid.h"
#include "base/secret.h"

#define SALT_SIZE	32

static const struct smb2_list	all_dialects = { .count = 5, .id = {
	SMB2_DIALECT_202, SMB2_DIALECT_210, SMB2_DIALECT_300,
	SMB2_DIALECT_302, SMB2_DIALECT_311 } };
static const struct smb2_list	all_hashes = { .sent = true, .count = 1,
	.id = { SMB2_PREAUTH_INTEGRITY_SHA512 } };
static const struct smb2_list	all_ciphers = { .sent = true, .count = 4,
	.id = { SMB2_ENCRYPTION_AES128_GCM, SMB2_ENCRYPTION_AES128_CCM,
	SMB2_ENCRYPTION_AES256_GCM, SMB2_ENCRYPTION_AES256_CCM } };
static const struct smb2_list	all_signings = { .sent = true, .count = 3,
	.id = { SMB2_SIGNING_AES_GMAC, SMB2_SIGNING_AES_CMAC,
	SMB2_SIGNING_HMAC_SHA256 } };

static struct smb2_list
list_or(const struct smb2_list *ours, const struct smb2_list *all)
{
	struct smb2_list	 l = ours->count > 0 ? *ours : *all;

	l.sent = true;
	return l;
}

/* --- what the keys depend upon --- */

bool
logon_hash(struct client_conn *conn, const struct smb2_header *h,
    const uint8_t *message, size_t n)
{
	bool	 counts = h->command == SMB2_NEGOTIATE ||
		    (h->command == SMB2_SESSION_SETUP &&
		    (h->status != NT_OK ||
		    (h->flags & SMB2_FLAGS_SERVER_TO_REDIR) == 0));

	return !counts || conn->state > CLIENT_LOGGING_ON ||
	    smb2_preauth_add(conn->client->crypto, &conn->preauth, message, n);
}

int
logon_keys(struct client_conn *conn)
{
	struct smb2_key_source	 from = {
		.dialect = conn->facts.dialect,
		.signing = conn->facts.signing,
		.cipher = conn->facts.cipher,
		.session_key_size = NTLM_KEY_SIZE,
		.preauth = &conn->preauth,
	};

	if (conn->keys != NULL || conn->logon == NULL ||
	    !client_logon_proved(conn->logon))
		return -EPROTO;
	from.session_key = client_logon_keys(conn->logon)->exported;
	conn->keys = malloc(sizeof(*conn->keys));
	if (conn->keys == NULL ||
	    !smb2_derive_keys(conn->client->crypto, &from, conn->keys))
		return -ENOMEM;
	return 0;
}

/* --- session set-up --- */

static void	on_setup(struct client_conn *, const struct client_answer *,
		    void *);

static int
ask_setup(struct client_conn *conn, struct rd token)
{
	const struct smb2_session_setup_req	 req = {
		.security_mode = conn->signs ?
		    SMB2_NEGOTIATE_SIGNING_REQUIRED :
		    SMB2_NEGOTIATE_SIGNING_ENABLED,
		.token = token,
	};
	const struct question	 q = { .command = SMB2_SESSION_SETUP };
	const struct client_done done = { on_setup, NULL };
	struct wr		 w = call_body(conn);

	smb2_put_session_setup_req(&w, &req);
	return call_ask(conn, &q, &w, &done);
}

static int
next_token(struct client_conn *conn, struct rd token)
{
	uint8_t		 mem[CLIENT_TOKEN_MAX];
	struct wr	 out = wr_over(mem, sizeof(mem));
	int		 error;

	error = client_logon_next(conn->logon, token, &out);
	return error != 0 ? error : ask_setup(conn, wr_written(&out));
}

/* Nobody but a server that knows the password makes us a guest. */
static int
established(struct client_conn *conn, const struct smb2_session_setup_rsp *rsp)
{
	int	 error = client_logon_finish(conn->logon, rsp->token);

	if (error != 0)
		return error;
	if (rsp->flags & (SMB2_SESSION_FLAG_IS_GUEST |
	    SMB2_SESSION_FLAG_IS_NULL))
		return -EACCES;
	conn->facts.session_flags = rsp->flags;
	if (rsp->flags & SMB2_SESSION_FLAG_ENCRYPT_DATA)
		conn->seals = true;
	if (conn->seals && conn->facts.cipher == SMB2_ENCRYPTION_NONE)
		return -EPROTONOSUPPORT;
	client_logon_free(&conn->logon);
	conn->state = CLIENT_READY;
	return 0;
}

static void
on_setup(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	int	 error = a->error;

	(void)arg;
	if (error != 0)
		return;			/* conn_fail() tells the owner */
	if (a->status == NT_MORE_PROCESSING_REQUIRED &&
	    conn->how->who == NULL) {
		conn_opened(conn, a);
		return;
	}
	if (a->status == NT_MORE_PROCESSING_REQUIRED)
		error = next_token(conn, a->setup.token);
	else if (a->status == NT_OK)
		error = established(conn, &a->setup);
	if (error != 0)
		conn_fail(conn, error);
	else if (a->status != NT_MORE_PROCESSING_REQUIRED)
		conn_opened(conn, a);
}

static int
start_logon(struct client_conn *conn, struct rd hint)
{
	struct client_logon_how	 how = { .who = conn->how->who,
				    .crypto = conn->client->ntlm };
	uint8_t			 mem[CLIENT_TOKEN_MAX];
	struct wr		 out = wr_over(mem, sizeof(mem));
	int			 error;

	ntlm_nonce_fresh(&how.nonce);
	error = client_logon_new(&how, &conn->logon);
	secret_wipe(&how.nonce, sizeof(how.nonce));
	if (error != 0 ||
	    (error = client_logon_start(conn->logon, hint, &out)) != 0)
		return error;
	conn->state = CLIENT_LOGGING_ON;
	return ask_setup(conn, wr_written(&out));
}

/* --- negotiate --- */

/* One id where one is chosen, and one of those that we offered. */
static int
chosen(const struct smb2_list *theirs, const struct smb2_list *ours,
    uint16_t otherwise)
{
	if (!theirs->sent)
		return otherwise;
	if (theirs->count != 1 || !smb2_list_has(ours, theirs->id[0]))
		return -EPROTO;
	return theirs->id[0];
}

static int
choose_311(struct client_conn *conn,
    const struct smb2_negotiate_contexts *theirs)
{
	const struct smb2_list	 ciphers = list_or(&conn->how->ciphers,
				    &all_ciphers);
	const struct smb2_list	 signings = list_or(&conn->how->signings,
				    &all_signings);
	const bool		 no_cipher = theirs->ciphers.sent &&
				    theirs->ciphers.count == 0;
	int			 signing, cipher;

	if (!smb2_list_has(&theirs->hashes, SMB2_PREAUTH_INTEGRITY_SHA512))
		return -EPROTO;
	signing = chosen(&theirs->signings, &signings, SMB2_SIGNING_AES_CMAC);
	cipher = no_cipher ? SMB2_ENCRYPTION_NONE :
	    chosen(&theirs->ciphers, &ciphers, SMB2_ENCRYPTION_NONE);
	if (signing < 0 || cipher < 0)
		return -EPROTO;
	conn->facts.signing = (uint16_t)signing;
	conn->facts.cipher = (uint16_t)cipher;
	return 0;
}

static int
choose(struct client_conn *conn, const struct smb2_negotiate_rsp *rsp)
{
	struct client_facts	*f = &conn->facts;
	const struct smb2_list	 dialects = list_or(&conn->how->dialects,
				    &all_dialects);

	if (!smb2_list_has(&dialects, rsp->dialect))
		return -EPROTO;
	f->dialect = rsp->dialect;
	conn->greeting.server = rsp->server_guid;
	conn->greeting.server_caps = rsp->capabilities;
	conn->greeting.server_mode = rsp->security_mode;
	conn->validated = f->dialect == SMB2_DIALECT_311 ||
	    dialects.id[dialects.count - 1] < SMB2_DIALECT_300;
	f->max_transact = rsp->max_transact;
	f->max_read = rsp->max_read;
	f->max_write = rsp->max_write;
	conn->signs = conn->how->guard == CLIENT_SIGNED ||
	    (rsp->security_mode & SMB2_NEGOTIATE_SIGNING_REQUIRED);
	conn->seals = conn->how->guard == CLIENT_SEALED;
	f->signing = f->dialect < SMB2_DIALECT_300 ?
	    SMB2_SIGNING_HMAC_SHA256 : SMB2_SIGNING_AES_CMAC;
	f->cipher = SMB2_ENCRYPTION_NONE;
	if (f->dialect >= SMB2_DIALECT_300 &&
	    (rsp->capabilities & SMB2_GLOBAL_CAP_ENCRYPTION))
		f->cipher = SMB2_ENCRYPTION_AES128_CCM;
	return f->dialect == SMB2_DIALECT_311 ?
	    choose_311(conn, &rsp->contexts) : 0;
}

static void
on_negotiated(struct client_conn *conn, const struct client_answer *a,
    void *arg)
{
	int	 error = a->error;

	(void)arg;
	if (error != 0)
		return;			/* conn_fail() tells the owner */
	if (a->status != NT_OK) {
		conn_opened(conn, a);
		return;
	}
	if ((error = choose(conn, &a->negotiate)) != 0 ||
	    (error = start_logon(conn, a->negotiate.token)) != 0)
		conn_fail(conn, error);
}

int
logon_negotiate(struct client_conn *conn)
{
	uint8_t				 salt[SALT_SIZE];
	const struct smb2_negotiate_req	 req = {
		.security_mode = conn->how->guard == CLIENT_SIGNED ?
		    SMB2_NEGOTIATE_SIGNING_REQUIRED :
		    SMB2_NEGOTIATE_SIGNING_ENABLED,
		.capabilities = CLIENT_CAPABILITIES,
		.client_guid = guid_random(),
		.dialects = list_or(&conn->how->dialects, &all_dialects),
		.contexts = {
			.hashes = all_hashes,
			.salt = rd_over(salt, sizeof(salt)),
			.ciphers = list_or(&conn->how->ciphers, &all_ciphers),
			.signings = list_or(&conn->how->signings,
			    &all_signings),
		},
	};
	const struct question	 q = { .command = SMB2_NEGOTIATE };
	const struct client_done done = { on_negotiated, NULL };
	struct wr		 w = call_body(conn);

	secret_random(salt, sizeof(salt));
	conn->greeting = (struct greeting){ .client = req.client_guid,
	    .client_mode = req.security_mode, .dialects = req.dialects };
	conn->state = CLIENT_NEGOTIATING;
	smb2_put_negotiate_req(&w, &req);
	return call_ask(conn, &q, &w, &done);
}
