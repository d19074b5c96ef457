/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.4.6 (sending), 3.3.5.22.1 (the acknowledgement). */
#include <stdlib.h>

#include "protocol/smb2/create.h"
#include "protocol/smb2/oplock.h"
#include "protocol/smb2/transform.h"
#include "server/smb/conn.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

#define BODY_SIZE	24

/* Unsolicited, unsigned, sealed only where everything is. */
static bool
send_break(struct open *o, uint8_t to)
{
	struct session		*s = o->tree->session;
	struct smb2_oplock_break body = { .level = to,
				    .file_id = { o->persistent, o->id } };
	struct smb2_header	 h = { .command = SMB2_OPLOCK_BREAK,
				    .flags = SMB2_FLAGS_SERVER_TO_REDIR,
				    .message_id = SMB2_UNSOLICITED };
	bool			 sealed = s->must_seal || o->tree->must_seal;
	size_t			 front = sealed ? SMB2_TRANSFORM_SIZE : 0;
	size_t			 n = front + SMB2_HEADER_SIZE + BODY_SIZE;
	struct out		*out = conn_out(n);
	struct wr		 w;

	if (out == NULL)
		return false;
	w = wr_over(out->data + SMB2_PREFIX_SIZE + front, n - front);
	smb2_put_header(&w, &h);
	smb2_put_oplock_break(&w, &body);
	if (!wr_ok(&w) || (sealed && !smb2_seal(s->conn->server->crypto,
	    &s->keys.to_client, s->id, out->data + SMB2_PREFIX_SIZE, n))) {
		free(out);
		return false;
	}
	smb2_put_prefix(out->data, n);
	out->len = SMB2_PREFIX_SIZE + n;
	conn_send(s->conn, out);
	return true;
}

void
smb_oplock_break(struct smb_server *server, uint64_t id, uint8_t to)
{
	struct open	*o;
	bool		 answered;

	HASH_FIND(hh, server->opens, &id, sizeof(id), o);
	if (o == NULL)
		return;		/* its close is on the way to the books */
	/* Level II to none is told, not asked. */
	answered = o->oplock != OPLOCK_II;
	o->breaking_to = to;
	if (!answered)
		o->oplock = to;
	o->is_breaking = answered;
	if (!send_break(o, to) && answered) {
		o->oplock = OPLOCK_NONE;
		o->is_breaking = false;
		server->books->oplock_ack(server->books->arg, id,
		    OPLOCK_NONE);
	}
}

void
smb_oplock_lost(struct smb_server *server, uint64_t id)
{
	struct open	*o;

	HASH_FIND(hh, server->opens, &id, sizeof(id), o);
	if (o == NULL)
		return;
	o->oplock = OPLOCK_NONE;
	o->is_breaking = false;
}

static enum ntstatus
acknowledge(struct request *req, const struct smb2_oplock_break *q)
{
	const struct smb_shares	*books = req->conn->server->books;
	struct open		*o = req->open;
	bool			 right = q->level == OPLOCK_NONE ||
				    (q->level == OPLOCK_II &&
				    o->breaking_to == OPLOCK_II);

	if (!o->is_breaking)
		return q->level == SMB2_OPLOCK_LEVEL_LEASE ?
		    NT_INVALID_PARAMETER : NT_INVALID_OPLOCK_PROTOCOL;
	o->is_breaking = false;
	o->oplock = right ? q->level : OPLOCK_NONE;
	books->oplock_ack(books->arg, o->id, o->oplock);
	return right ? NT_OK : NT_INVALID_OPLOCK_PROTOCOL;
}

enum ntstatus
op_oplock_break(struct request *req)
{
	struct smb2_oplock_break q;
	struct rd		 look = req->msg;
	enum ntstatus		 status;

	if (rd_le16(&look) == SMB2_LEASE_ACK_SIZE)
		return NT_INVALID_PARAMETER;	/* we granted no lease */
	status = smb2_get_oplock_break(&req->msg, &q);
	if (status == NT_OK)
		status = request_open(req, &q.file_id);
	if (status == NT_OK)
		status = acknowledge(req, &q);
	if (status != NT_OK)
		return status;
	q.level = req->open->oplock;
	reply(req, BODY_SIZE);
	smb2_put_oplock_break(&req->w, &q);
	return NT_OK;
}
