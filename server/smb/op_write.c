/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * [MS-SMB2] 3.3.5.13.  Data is written from the frame it came in.  No interim
 * answer is sent: small clients take it for the final one.
 */
#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/read.h"
#include "protocol/smb2/write.h"
#include "server/smb/conn.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/pipe.h"
#include "server/smb/request.h"

#define BODY_SIZE	16

static enum ntstatus
finish(struct request *req, enum ntstatus status)
{
	const struct smb_shares	*books = req->conn->server->books;
	struct open		*o = req->open;

	if (status != NT_OK)
		return status;
	if (o->in_books && (books->hint(books->arg, o->key) &
	    SHARE_HAS_LEVEL_II) != 0)
		books->changed(books->arg, o->id);
	reply(req, BODY_SIZE);
	smb2_put_write_rsp(&req->w, (uint32_t)req->wait.count);
	return NT_OK;
}

static void
flush_done(struct vfs_wait *wait, enum ntstatus status)
{
	struct request	*req = request_of(wait);

	request_done(req, finish(req, status));
}

/* Written; write-through asks for the disk as well. */
static enum ntstatus
written(struct request *req, enum ntstatus status)
{
	struct smb2_write_req	 q;
	struct rd		 msg = rd_over(req->msg.base, req->msg.len);
	struct open		*o = req->open;

	rd_skip(&msg, SMB2_HEADER_SIZE);
	if (status != NT_OK || smb2_get_write_req(&msg, &q) != NT_OK ||
	    ((q.flags & SMB2_WRITEFLAG_WRITE_THROUGH) == 0 &&
	    (o->options & FILE_WRITE_THROUGH) == 0))
		return finish(req, status);
	req->wait.done = flush_done;
	status = o->file->ops->flush(o->file, &req->wait);
	return status == NT_LATER ? NT_LATER : finish(req, status);
}

static void
write_done(struct vfs_wait *wait, enum ntstatus status)
{
	struct request	*req = request_of(wait);

	status = written(req, status);
	if (status != NT_LATER)
		request_done(req, status);
}

static enum ntstatus
start(struct request *req, const struct smb2_write_req *q)
{
	struct vfs_file	*f = req->open->file;
	enum ntstatus	 status;

	req->wait.done = write_done;
	req->wait.count = 0;
	if (q->data.len == 0)
		return finish(req, NT_OK);
	status = f->ops->write(f, q->offset, q->data.base, q->data.len,
	    &req->wait);
	return status == NT_LATER ? NT_LATER : written(req, status);
}

/* The books were asked because somebody holds a lock on the file. */
static void
judged(void *ctx, enum ntstatus status)
{
	struct request		*req = ctx;
	struct smb2_write_req	 q;
	struct rd		 msg = rd_over(req->msg.base, req->msg.len);

	rd_skip(&msg, SMB2_HEADER_SIZE);
	if (status == NT_OK)
		status = smb2_get_write_req(&msg, &q);
	if (status == NT_OK)
		status = start(req, &q);
	if (status != NT_LATER)
		request_done(req, status);
}

static enum ntstatus
check(struct request *req, const struct smb2_write_req *q)
{
	const struct open	*o = req->open;
	uint32_t		 needed = FILE_WRITE_DATA | FILE_APPEND_DATA;

	if (q->data.len > req->conn->server->settings.max_io ||
	    !request_paid(req, q->data.len) ||
	    q->channel != SMB2_CHANNEL_NONE)
		return NT_INVALID_PARAMETER;
	if (o->is_directory)
		return NT_INVALID_DEVICE_REQUEST;
	if ((o->granted & needed) == 0)
		return NT_ACCESS_DENIED;
	if (q->offset > INT64_MAX || q->data.len > INT64_MAX - q->offset)
		return NT_INVALID_PARAMETER;
	return NT_OK;
}

enum ntstatus
op_write(struct request *req)
{
	const struct smb_shares	*books = req->conn->server->books;
	struct smb2_write_req	 q;
	struct share_range	 range;
	enum ntstatus		 status;

	status = smb2_get_write_req(&req->msg, &q);
	if (status == NT_OK)
		status = request_open(req, &q.file_id);
	if (status == NT_OK)
		status = check(req, &q);
	if (status != NT_OK)
		return status;
	if (req->open->pipe != NULL)
		return pipe_write(req, q.data);
	if (!req->open->in_books || (books->hint(books->arg, req->open->key) &
	    SHARE_HAS_LOCKS) == 0) {
		status = start(req, &q);
		if (status == NT_LATER)
			request_waits(req, NULL);
		return status;
	}
	range = (struct share_range){ .off = q.offset, .len = q.data.len,
	    .exclusive = true };
	request_waits(req, NULL);
	books->may_io(books->arg, req->open->id, &range, judged, req);
	return NT_LATER;
}
