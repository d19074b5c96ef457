/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.7. */
#include <string.h>

#include "base/text.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/tree.h"
#include "server/smb/conn.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

#define PATH_MAX_BYTES	1024

/* The name behind "\\server\". */
static const char *
share_name(char *path)
{
	char	*name;

	if (path[0] != '\\' || path[1] != '\\')
		return NULL;
	name = strchr(path + 2, '\\');
	return name == NULL ? NULL : name + 1;
}

static bool
is_ipc(const struct smb_share *share)
{
	return share->ops == NULL;
}

static enum smb_protection
protection_of(const struct conn *conn, const struct smb_share *share)
{
	enum smb_protection	 p = conn->server->settings.encryption;

	return share->encryption > p ? share->encryption : p;
}

static enum ntstatus
may_connect(struct request *req, const struct smb_share *share)
{
	const struct session	*s = req->session;

	/* A client of 3.1.1 always protects this message; who does not is
	   somebody in between. */
	if (req->conn->dialect == SMB2_DIALECT_311 && !req->is_signed &&
	    !req->is_sealed && !s->anonymous)
		return NT_ACCESS_DENIED;
	if (s->anonymous && !(is_ipc(share) &&
	    req->conn->server->settings.anonymous_ipc))
		return NT_ACCESS_DENIED;
	if (share->operators_only && !s->user.is_operator)
		return NT_ACCESS_DENIED;
	if (session_is_rescue(&s->user) && !share->for_rescue)
		return NT_ACCESS_DENIED;
	if (protection_of(req->conn, share) == SMB_REQUIRED &&
	    req->conn->cipher == 0)
		return NT_ACCESS_DENIED;
	return NT_OK;
}

static enum ntstatus
connect_share(struct request *req, const struct smb_share *share,
    struct tree **out)
{
	struct vfs_who	 who;
	struct tree	*t = tree_new(req->session, share);
	enum ntstatus	 status = NT_OK;

	if (t == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	t->maximal_access = FILE_GENERIC_READ | FILE_GENERIC_WRITE |
	    FILE_EXECUTE;
	t->must_seal = protection_of(req->conn, share) == SMB_REQUIRED &&
	    !req->session->anonymous;
	if (!is_ipc(share)) {
		session_who(req->session, &who);
		status = share->ops->connect(share->arg, &who, &t->vfs);
		if (status == NT_OK)
			t->maximal_access = share->ops->maximal_access(t->vfs);
	}
	if (status != NT_OK) {
		tree_end(t, VFS_DISCARD, NULL);
		return status;
	}
	*out = t;
	return NT_OK;
}

static void
answer(struct request *req, const struct tree *t)
{
	struct smb2_tree_connect_rsp	 rsp = {
		.type = is_ipc(t->share) ? SMB2_SHARE_TYPE_PIPE :
		    SMB2_SHARE_TYPE_DISK,
		.flags = (is_ipc(t->share) ? SMB2_SHAREFLAG_NO_CACHING :
		    SMB2_SHAREFLAG_MANUAL_CACHING) |
		    (t->must_seal ? SMB2_SHAREFLAG_ENCRYPT_DATA : 0),
		.maximal_access = t->maximal_access,
	};

	req->header.tree_id = t->id;
	reply(req, 16);
	smb2_put_tree_connect_rsp(&req->w, &rsp);
}

enum ntstatus
op_tree_connect(struct request *req)
{
	struct smb2_tree_connect_req	 q;
	const struct smb_share		*share;
	struct tree			*t;
	const char			*name;
	char				 path[PATH_MAX_BYTES];
	enum ntstatus			 status;

	status = smb2_get_tree_connect_req(&req->msg, &q);
	if (status != NT_OK)
		return status;
	if (utf16_decode(q.path, path, sizeof(path)) != 0 ||
	    (name = share_name(path)) == NULL)
		return NT_BAD_NETWORK_NAME;
	share = server_share(req->conn->server, name);
	status = share == NULL ? NT_BAD_NETWORK_NAME :
	    may_connect(req, share);
	if (status == NT_OK)
		status = connect_share(req, share, &t);
	if (status != NT_OK) {
		log_limited(&req->conn->server->noise, LVL_INFO,
		    "%s: \"%s\": tree connect refused: %s \"%s\" [status=%s]",
		    SUBJECT(req->conn), VIS(req->session->user.name),
		    share == NULL ? "no share" : "share", VIS(name),
		    nt_name((uint32_t)status));
		return status;
	}
	answer(req, t);
	return NT_OK;
}
