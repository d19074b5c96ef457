/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/client_int.h"

#include <errno.h>
#include <sys/uio.h>

#define MESSAGE_FLAGS_AT	16

static bool
is_logon(uint16_t command)
{
	return command == SMB2_NEGOTIATE || command == SMB2_SESSION_SETUP;
}

bool
guard_seals(const struct client_conn *conn, uint16_t command)
{
	return conn->seals && conn->keys != NULL && !is_logon(command);
}

/*
 * [MS-SMB2] 3.2.4.1.1: 3.1.1 signs every tree connect that is not sealed, and
 * the question of validate.c is worth nothing without.
 */
static bool
must_sign(const struct client_conn *conn, const struct call *call)
{
	uint16_t	 command = call->header.command;

	return conn->keys != NULL && !is_logon(command) && (conn->signs ||
	    (conn->facts.dialect == SMB2_DIALECT_311 &&
	    command == SMB2_TREE_CONNECT) || call->kept != NULL);
}

static bool
sign_call(struct client_conn *conn, struct call *call)
{
	struct iovec	 iov[2] = {
		{ call->room + CALL_MESSAGE_AT, call->len },
		{ (void *)(uintptr_t)call->data.base, call->data.len }
	};
	struct wr	 w = wr_over(call->room + CALL_MESSAGE_AT, call->len);

	call->header.flags |= SMB2_FLAGS_SIGNED;
	smb2_put_header(&w, &call->header);
	return smb2_sign(conn->client->crypto, &conn->keys->sign, iov,
	    call->data.len > 0 ? 2 : 1);
}

static bool
seal_call(struct client_conn *conn, struct call *call)
{
	call->from = 0;
	call->len += SMB2_TRANSFORM_SIZE;
	smb2_put_prefix(call->room, call->len);
	if (!smb2_seal(conn->client->crypto, &conn->keys->to_server,
	    conn->facts.session_id, call->room + SMB2_PREFIX_SIZE, call->len))
		return false;
	call->len += SMB2_PREFIX_SIZE;
	return true;
}

bool
guard_call(struct client_conn *conn, struct call *call)
{
	if (call->is_sealed)
		return seal_call(conn, call);
	if (must_sign(conn, call) && !sign_call(conn, call))
		return false;
	call->from = SMB2_TRANSFORM_SIZE;
	smb2_put_prefix(call->room + call->from, call->len + call->data.len);
	call->len += SMB2_PREFIX_SIZE;
	return true;
}

/*
 * [MS-SMB2] 3.2.5.1.3.  The last word of a 3.1.1 logon is always signed: it
 * is what proves that nobody has touched the negotiation.
 */
bool
guard_is_signed_right(struct client_conn *conn, const struct smb2_message *m)
{
	bool	 must = conn->signs || (m->header.command ==
		    SMB2_SESSION_SETUP &&
		    conn->facts.dialect == SMB2_DIALECT_311);

	if (conn->keys == NULL)
		return true;
	if ((m->header.flags & SMB2_FLAGS_SIGNED) == 0)
		return !must;
	return smb2_verify_one(conn->client->crypto, &conn->keys->sign,
	    m->body.base, m->body.len);
}

int
guard_unseal(struct client_conn *conn, struct rd *frame, uint8_t *bytes)
{
	struct smb2_transform	 t;
	size_t			 n = frame->len;

	if (smb2_get_transform(frame, &t) != NT_OK)
		return -EBADMSG;
	if (conn->keys == NULL || t.session_id != conn->facts.session_id ||
	    t.flags != SMB2_TRANSFORM_ENCRYPTED ||
	    conn->facts.cipher == SMB2_ENCRYPTION_NONE ||
	    !smb2_unseal(conn->client->crypto, &conn->keys->to_client, bytes,
	    n))
		return -EACCES;
	*frame = rd_rest(frame);
	return 0;
}
