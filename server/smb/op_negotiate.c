/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.3 (from SMB 1), 3.3.5.4, 3.3.5.15.12 (validation). */
#include <string.h>

#include "base/secret.h"
#include "protocol/auth/spnego.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/smb1.h"
#include "server/smb/conn.h"
#include "server/smb/negotiate.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"

#define SALT_SIZE	32
#define BODY_MAX	1024
#define IO_MAX_202	65536U

static const struct smb2_list	dialects = { .count = 5, .id = {
	SMB2_DIALECT_311, SMB2_DIALECT_302, SMB2_DIALECT_300,
	SMB2_DIALECT_210, SMB2_DIALECT_202 } };
static const struct smb2_list	ciphers = { .count = 4, .id = {
	SMB2_ENCRYPTION_AES128_GCM, SMB2_ENCRYPTION_AES128_CCM,
	SMB2_ENCRYPTION_AES256_GCM, SMB2_ENCRYPTION_AES256_CCM } };
static const struct smb2_list	signings = { .count = 3, .id = {
	SMB2_SIGNING_AES_GMAC, SMB2_SIGNING_AES_CMAC,
	SMB2_SIGNING_HMAC_SHA256 } };

uint16_t
negotiate_security_mode(const struct smb_server *server)
{
	return SMB2_NEGOTIATE_SIGNING_ENABLED |
	    (server->settings.signing_required ?
	    SMB2_NEGOTIATE_SIGNING_REQUIRED : 0);
}

uint32_t
negotiate_capabilities(const struct conn *conn)
{
	uint32_t	 caps = 0;

	if (conn->dialect >= SMB2_DIALECT_210 &&
	    conn->dialect != SMB2_DIALECT_ANY)
		caps |= SMB2_GLOBAL_CAP_LARGE_MTU;
	if ((conn->dialect == SMB2_DIALECT_300 ||
	    conn->dialect == SMB2_DIALECT_302) && conn->cipher != 0)
		caps |= SMB2_GLOBAL_CAP_ENCRYPTION;
	return caps;
}

/* What 3.1.1 agrees on in contexts, older dialects imply. */
static enum ntstatus
choose_311(struct conn *conn, const struct smb2_negotiate_contexts *c)
{
	int	 id;

	if (!c->hashes.sent)
		return NT_INVALID_PARAMETER;
	if (!smb2_list_has(&c->hashes, SMB2_PREAUTH_INTEGRITY_SHA512))
		return NT_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP;
	conn->signing = SMB2_SIGNING_AES_CMAC;
	if (c->signings.sent) {
		id = smb2_list_choose(&c->signings, &signings);
		if (id != -1)
			conn->signing = (uint16_t)id;
	}
	if (c->ciphers.sent &&
	    conn->server->settings.encryption != SMB_OFF) {
		id = smb2_list_choose(&c->ciphers, &ciphers);
		conn->cipher = id == -1 ? 0 : (uint16_t)id;
	}
	return NT_OK;
}

static enum ntstatus
choose(struct conn *conn, const struct smb2_negotiate_req *q)
{
	int	 dialect;

	if (q->dialects.count == 0 && !q->dialects.sent)
		return NT_INVALID_PARAMETER;
	dialect = smb2_list_choose(&q->dialects, &dialects);
	if (dialect == -1)
		return NT_NOT_SUPPORTED;
	conn->client_dialects = q->dialects;
	conn->client_guid = q->client_guid;
	conn->client_caps = q->capabilities;
	conn->client_mode = q->security_mode;
	if (dialect == SMB2_DIALECT_311 &&
	    choose_311(conn, &q->contexts) != NT_OK)
		return choose_311(conn, &q->contexts);
	if (dialect == SMB2_DIALECT_300 || dialect == SMB2_DIALECT_302) {
		conn->signing = SMB2_SIGNING_AES_CMAC;
		if ((q->capabilities & SMB2_GLOBAL_CAP_ENCRYPTION) != 0 &&
		    conn->server->settings.encryption != SMB_OFF)
			conn->cipher = SMB2_ENCRYPTION_AES128_CCM;
	} else if (dialect < SMB2_DIALECT_300)
		conn->signing = SMB2_SIGNING_HMAC_SHA256;
	conn->dialect = (uint16_t)dialect;
	return NT_OK;
}

static void
fill_contexts(const struct conn *conn, const struct smb2_negotiate_contexts *q,
    const uint8_t salt[SALT_SIZE], struct smb2_negotiate_contexts *out)
{
	out->hashes = (struct smb2_list){ .sent = true, .count = 1,
	    .id = { SMB2_PREAUTH_INTEGRITY_SHA512 } };
	out->salt = rd_over(salt, SALT_SIZE);
	if (q->ciphers.sent && conn->server->settings.encryption != SMB_OFF)
		out->ciphers = (struct smb2_list){ .sent = true, .count = 1,
		    .id = { conn->cipher } };
	if (q->signings.sent)
		out->signings = (struct smb2_list){ .sent = true, .count = 1,
		    .id = { conn->signing } };
}

/* The answer to all three forms of NEGOTIATE. */
static void
answer(struct request *req, uint16_t dialect,
    const struct smb2_negotiate_contexts *asked)
{
	struct conn			*conn = req->conn;
	const struct smb_settings	*s = &conn->server->settings;
	uint32_t			 most = dialect == SMB2_DIALECT_202 ?
					    IO_MAX_202 : s->max_io;
	uint8_t				 salt[SALT_SIZE], hint[256];
	struct wr			 token = wr_over(hint, sizeof(hint));
	struct smb2_negotiate_rsp	 rsp = {
		.security_mode = negotiate_security_mode(conn->server),
		.dialect = dialect,
		.server_guid = s->guid,
		.capabilities = negotiate_capabilities(conn),
		.max_transact = most,
		.max_read = most,
		.max_write = most,
		.system_time = nt_time_now(),
	};

	spnego_encode_hint(&token);
	rsp.token = wr_written(&token);
	if (asked != NULL) {
		secret_random(salt, sizeof(salt));
		fill_contexts(conn, asked, salt, &rsp.contexts);
	}
	reply(req, BODY_MAX);
	smb2_put_negotiate_rsp(&req->w, &rsp);
	if (conn->state < CONN_NEGOTIATED && conn->dialect != 0)
		conn->state = CONN_NEGOTIATED;
}

enum ntstatus
op_negotiate(struct request *req)
{
	struct smb2_negotiate_req	 q;
	struct conn			*conn = req->conn;
	enum ntstatus			 status;

	status = smb2_get_negotiate_req(&req->msg, &q);
	if (status == NT_OK)
		status = choose(conn, &q);
	if (status != NT_OK)
		return status;
	if (conn->dialect == SMB2_DIALECT_311) {
		if (!smb2_preauth_add(conn->server->crypto, &conn->preauth,
		    req->msg.base, req->msg.len))
			return NT_INSUFFICIENT_RESOURCES;
		req->chain->hash_answer = &conn->preauth;
	}
	answer(req, conn->dialect, conn->dialect == SMB2_DIALECT_311 ?
	    &q.contexts : NULL);
	return NT_OK;
}

bool
negotiate_smb1(struct chain *ch)
{
	struct smb2_smb1_negotiate	 q;
	struct conn			*conn = ch->conn;
	struct request			*req = &ch->req;
	uint16_t			 dialect;

	if (conn->dialect != 0 || conn->any_dialect ||
	    smb2_get_smb1_negotiate(rd_over(ch->frame, ch->len), &q) !=
	    NT_OK || (!q.smb2_002 && !q.smb2_any) ||
	    !credits_use(&conn->credits, 0, 1))
		return false;
	memset(req, 0, sizeof(*req));
	req->chain = ch;
	req->conn = conn;
	req->header.command = SMB2_NEGOTIATE;
	dialect = SMB2_DIALECT_ANY;
	if (!q.smb2_any) {
		dialect = SMB2_DIALECT_202;
		conn->dialect = dialect;
		conn->signing = SMB2_SIGNING_HMAC_SHA256;
	}
	conn->any_dialect = q.smb2_any;
	answer(req, dialect, NULL);
	return request_answer(req, NT_OK);
}
