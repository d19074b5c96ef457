/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dispatch - what a command needs is data: one row each.  The checks are made
 * here, in the order of [MS-SMB2] 3.3.5.2, and nowhere else.
 */
#include <stddef.h>

#include "base/log.h"
#include "server/smb/conn.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

enum {
	NEED_SESSION	= 1 << 0,
	NEED_TREE	= 1 << 1,
	WHEN_EXPIRED	= 1 << 2,	/* also on an expired session */
	NO_ID		= 1 << 3,	/* takes no MessageId of the window */
	ALONE		= 1 << 4	/* its frame is hashed: no compounds */
};

#define AUTHED	NEED_SESSION
#define ON_TREE	(NEED_SESSION | NEED_TREE)

static const struct command {
	unsigned	 needs;
	enum ntstatus	(*run)(struct request *);
} commands[] = {
[SMB2_NEGOTIATE]	= { ALONE,			op_negotiate },
[SMB2_SESSION_SETUP]	= { ALONE,			op_session_setup },
[SMB2_LOGOFF]		= { AUTHED | WHEN_EXPIRED,	op_logoff },
[SMB2_TREE_CONNECT]	= { AUTHED,			op_tree_connect },
[SMB2_TREE_DISCONNECT]	= { ON_TREE,			op_tree_disconnect },
[SMB2_CREATE]		= { ON_TREE,			op_create },
[SMB2_CLOSE]		= { ON_TREE | WHEN_EXPIRED,	op_close },
[SMB2_FLUSH]		= { ON_TREE,			op_flush },
[SMB2_READ]		= { ON_TREE,			op_read },
[SMB2_WRITE]		= { ON_TREE,			op_write },
[SMB2_LOCK]		= { ON_TREE | WHEN_EXPIRED,	op_lock },
[SMB2_IOCTL]		= { ON_TREE,			op_ioctl },
[SMB2_CANCEL]		= { NO_ID,			op_cancel },
[SMB2_ECHO]		= { 0,				op_echo },
[SMB2_QUERY_DIRECTORY]	= { ON_TREE,			op_query_directory },
[SMB2_CHANGE_NOTIFY]	= { ON_TREE,			op_change_notify },
[SMB2_QUERY_INFO]	= { ON_TREE,			op_query_info },
[SMB2_SET_INFO]		= { ON_TREE,			op_set_info },
[SMB2_OPLOCK_BREAK]	= { ON_TREE,			op_oplock_break },
};

_Static_assert(sizeof(commands) / sizeof(commands[0]) == SMB2_COMMAND_COUNT,
    "a command without a row");

/* [MS-SMB2] 3.3.5.2.7.2: what a related request takes from the one before. */
static enum ntstatus
inherit(struct request *req)
{
	struct related	*r = &req->chain->related;

	if ((req->header.flags & SMB2_FLAGS_RELATED_OPERATIONS) == 0) {
		*r = (struct related){ .first = r->first };
		return NT_OK;
	}
	if (r->first)
		r->broken = true;
	if (r->broken)
		return NT_INVALID_PARAMETER;
	if (req->header.session_id == SMB2_RELATED_SESSION)
		req->header.session_id = r->session_id;
	if (req->header.tree_id == SMB2_RELATED_TREE)
		req->header.tree_id = r->tree_id;
	return NT_OK;
}

static bool
signature_fits(struct request *req)
{
	return smb2_verify_one(req->conn->server->crypto,
	    &req->session->keys.sign, req->msg.base, req->msg.len);
}

/* [MS-SMB2] 3.3.5.2.4, 3.3.5.2.9, 3.3.5.2.11: signed, sealed, or refused. */
static enum ntstatus
check_protection(struct request *req)
{
	struct session	*s = req->session;

	if (req->is_sealed)
		return NT_OK;
	if ((req->header.flags & SMB2_FLAGS_SIGNED) != 0 && s->has_keys) {
		if (!signature_fits(req)) {
			log_limited(&req->conn->server->noise, LVL_WARN,
			    "%s: wrong signature on %s", SUBJECT(req->conn),
			    smb2_command_name(req->header.command));
			return NT_ACCESS_DENIED;
		}
		req->is_signed = true;
	} else if (s->must_sign && s->state != SESSION_LOGON)
		return NT_ACCESS_DENIED;
	if (s->must_seal && s->state == SESSION_VALID)
		return NT_ACCESS_DENIED;
	return NT_OK;
}

static enum ntstatus
check_session(struct request *req, const struct command *c)
{
	struct session	*s = session_find(req->conn, req->header.session_id);

	if (s == NULL)
		return NT_USER_SESSION_DELETED;
	session_ref(s);
	req->session = s;
	if (s->state == SESSION_LOGON && !s->has_keys && !s->anonymous)
		return NT_USER_SESSION_DELETED;
	if (s->state == SESSION_VALID && mono_passed(s->expires, mono_now()))
		session_expire(s);
	if (s->state == SESSION_EXPIRED && (c->needs & WHEN_EXPIRED) == 0)
		return NT_NETWORK_SESSION_EXPIRED;
	return check_protection(req);
}

static enum ntstatus
check_tree(struct request *req)
{
	struct tree	*t = tree_find(req->session, req->header.tree_id);

	if (t == NULL)
		return NT_NETWORK_NAME_DELETED;
	if (t->must_seal && !req->is_sealed)
		return NT_ACCESS_DENIED;
	tree_ref(t);
	req->tree = t;
	return NT_OK;
}

/* Before the dialect is known only NEGOTIATE may come; afterwards, never. */
static bool
fits_connection(const struct request *req)
{
	return (req->conn->dialect == 0) ==
	    (req->header.command == SMB2_NEGOTIATE);
}

static bool
takes_credits(struct request *req, const struct command *c)
{
	uint16_t	 charge = req->conn->dialect == SMB2_DIALECT_202 ? 1 :
			    req->header.credit_charge;

	if (c != NULL && (c->needs & NO_ID) != 0)
		return true;
	return credits_use(&req->conn->credits, req->header.message_id,
	    charge);
}

/* A lease break acknowledgement comes under the same command. */
static bool
size_fits(const struct request *req)
{
	struct rd	 r = req->msg;
	uint16_t	 size = rd_le16(&r);

	return size == smb2_request_size(req->header.command) ||
	    (req->header.command == SMB2_OPLOCK_BREAK &&
	    size == SMB2_LEASE_ACK_SIZE);
}

enum ntstatus
dispatch(struct request *req)
{
	const struct command	*c = NULL;
	enum ntstatus		 status;

	if (req->header.command < SMB2_COMMAND_COUNT)
		c = &commands[req->header.command];
	if (!fits_connection(req) || !takes_credits(req, c)) {
		conn_close(req->conn, req->conn->dialect == 0 ?
		    "the first message is not NEGOTIATE" :
		    "a message id was not granted");
		return NT_INVALID_PARAMETER;
	}
	if (req->conn->server->draining)
		return NT_NETWORK_NAME_DELETED;
	status = inherit(req);
	if (status == NT_OK && (c == NULL ||
	    ((c->needs & ALONE) != 0 && !request_is_alone(req))))
		status = NT_INVALID_PARAMETER;
	if (status == NT_OK && (c->needs & NEED_SESSION) != 0)
		status = check_session(req, c);
	if (status == NT_OK && (c->needs & NEED_TREE) != 0)
		status = check_tree(req);
	if (status == NT_OK && !size_fits(req))
		status = NT_INVALID_PARAMETER;
	return status == NT_OK ? c->run(req) : status;
}
