/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.15. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "protocol/smb2/fsctl.h"
#include "protocol/smb2/negotiate.h"
#include "server/smb/conn.h"
#include "server/smb/fsctl.h"
#include "server/smb/negotiate.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"

#define FIXED	48	/* of the body, before the output */

enum {
	NO_FILE		= 1 << 0,	/* the file id is all ones */
	ON_PIPE		= 1 << 1,
	ON_FILE		= 1 << 2
};

static enum ntstatus
validate_negotiate(struct request *req, const struct smb2_ioctl_req *q)
{
	struct conn			*conn = req->conn;
	struct smb2_validate_req	 v;
	struct smb2_validate_rsp	 rsp;

	if (q->max_output < SMB2_VALIDATE_RSP_SIZE)
		return NT_INVALID_PARAMETER;
	/* Somebody changed what the client said first: cut the line. */
	if (smb2_get_validate_req(q->input, &v) != NT_OK ||
	    v.capabilities != conn->client_caps ||
	    v.security_mode != conn->client_mode ||
	    !guid_equal(&v.client_guid, &conn->client_guid) ||
	    v.dialects.count != conn->client_dialects.count ||
	    memcmp(v.dialects.id, conn->client_dialects.id,
	    v.dialects.count * sizeof(v.dialects.id[0])) != 0) {
		log_warn("%s: its negotiation was tampered with",
		    SUBJECT(conn));
		conn_close(conn, "negotiation was tampered with");
		return NT_ACCESS_DENIED;
	}
	rsp = (struct smb2_validate_rsp){
		.capabilities = negotiate_capabilities(conn),
		.server_guid = conn->server->settings.guid,
		.security_mode = negotiate_security_mode(conn->server),
		.dialect = conn->dialect,
	};
	smb2_put_validate_rsp(&req->w, &rsp);
	return NT_OK;
}

/* No DFS here: clients that ask go on without. */
static enum ntstatus
no_dfs(struct request *req, const struct smb2_ioctl_req *q)
{
	(void)req;
	(void)q;
	return NT_FS_DRIVER_REQUIRED;
}

/* The id is made from the file's identity: the same for its whole life. */
static enum ntstatus
object_id(struct request *req, const struct smb2_ioctl_req *q)
{
	const struct open	*o = req->open;
	struct smb2_object_id	 id = { 0 };

	if (q->max_output < SMB2_OBJECT_ID_SIZE)
		return NT_INVALID_PARAMETER;
	memcpy(id.object.b, &o->key.dev, sizeof(o->key.dev));
	memcpy(id.object.b + 8, &o->key.ino, sizeof(o->key.ino));
	id.birth_volume = req->conn->server->settings.guid;
	id.birth_object = id.object;
	smb2_put_object_id(&req->w, &id);
	return NT_OK;
}

static const struct fsctl {
	uint32_t	 code;
	unsigned	 on;
	uint32_t	 output;	/* room that it needs, 0: as asked */
	enum ntstatus	 (*run)(struct request *,
			    const struct smb2_ioctl_req *);
} fsctls[] = {
	{ FSCTL_VALIDATE_NEGOTIATE_INFO, NO_FILE, SMB2_VALIDATE_RSP_SIZE,
	  validate_negotiate },
	{ FSCTL_DFS_GET_REFERRALS, NO_FILE, 16, no_dfs },
	{ FSCTL_DFS_GET_REFERRALS_EX, NO_FILE, 16, no_dfs },
	{ FSCTL_PIPE_WAIT, NO_FILE, 16, fsctl_pipe_wait },
	{ FSCTL_PIPE_TRANSCEIVE, ON_PIPE, 0, fsctl_pipe_transceive },
	{ FSCTL_SRV_REQUEST_RESUME_KEY, ON_FILE, SMB2_RESUME_KEY_RSP_SIZE,
	  fsctl_resume_key },
	{ FSCTL_SRV_COPYCHUNK, ON_FILE, SMB2_COPYCHUNK_RSP_SIZE,
	  fsctl_copychunk },
	{ FSCTL_SRV_COPYCHUNK_WRITE, ON_FILE, SMB2_COPYCHUNK_RSP_SIZE,
	  fsctl_copychunk },
	{ FSCTL_CREATE_OR_GET_OBJECT_ID, ON_FILE, SMB2_OBJECT_ID_SIZE,
	  object_id },
};

static const struct fsctl *
find(uint32_t code)
{
	size_t	 i;

	for (i = 0; i < sizeof(fsctls) / sizeof(fsctls[0]); i++)
		if (fsctls[i].code == code)
			return &fsctls[i];
	return NULL;
}

static size_t
begin(struct request *req, const struct smb2_ioctl_req *q, size_t room)
{
	struct smb2_ioctl_rsp	 rsp = { .code = q->code,
				    .file_id = q->file_id };

	reply(req, FIXED + room);
	return smb2_begin_ioctl_rsp(&req->w, &rsp);
}

void
fsctl_reply(struct request *req, size_t n)
{
	struct rd		 msg = rd_over(req->msg.base, req->msg.len);
	struct smb2_ioctl_req	 q;

	rd_skip(&msg, SMB2_HEADER_SIZE);
	if (smb2_get_ioctl_req(&msg, &q) == NT_OK)
		(void)begin(req, &q, n);
}

static enum ntstatus
finish(struct request *req, enum ntstatus status)
{
	if (status == NT_OK || status == NT_BUFFER_OVERFLOW ||
	    req->keep_body) {
		smb2_end_ioctl_rsp(&req->w, SMB2_IOCTL_RSP_DATA);
		req->keep_body = true;
	}
	return status;
}

void
fsctl_done(struct request *req, enum ntstatus status)
{
	request_done(req, finish(req, status));
}

static enum ntstatus
check(struct request *req, const struct smb2_ioctl_req *q)
{
	size_t	 most = q->max_input > q->max_output ? q->max_input :
		    q->max_output;
	size_t	 limit = req->conn->server->settings.max_io;

	if (q->flags != SMB2_0_IOCTL_IS_FSCTL)
		return NT_NOT_SUPPORTED;
	if (most > limit || q->input.len > limit)
		return NT_INVALID_PARAMETER;
	if (q->input.len > most)
		most = q->input.len;
	return request_paid(req, most) ? NT_OK : NT_INVALID_PARAMETER;
}

static enum ntstatus
find_file(struct request *req, const struct smb2_ioctl_req *q,
    const struct fsctl *f)
{
	enum ntstatus	 status;

	if ((f->on & NO_FILE) != 0)
		return NT_OK;
	status = request_open(req, &q->file_id);
	if (status != NT_OK)
		return status;
	if (((f->on & ON_PIPE) != 0) != (req->open->pipe != NULL))
		return NT_INVALID_DEVICE_REQUEST;
	return NT_OK;
}

enum ntstatus
op_ioctl(struct request *req)
{
	struct smb2_ioctl_req	 q;
	const struct fsctl	*f;
	enum ntstatus		 status;

	status = smb2_get_ioctl_req(&req->msg, &q);
	if (status == NT_OK)
		status = check(req, &q);
	if (status != NT_OK)
		return status;
	f = find(q.code);
	if (f == NULL)
		return NT_INVALID_DEVICE_REQUEST;
	status = find_file(req, &q, f);
	if (status != NT_OK)
		return status;
	(void)begin(req, &q, f->output == 0 ? q.max_output : f->output);
	status = f->run(req, &q);
	return status == NT_LATER ? NT_LATER : finish(req, status);
}
