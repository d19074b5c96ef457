/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * [MS-SMB2] 3.3.5.12.  Data goes from the file straight into the answer.  No
 * interim answer is sent: small clients take it for the final one.
 */
#include <stdlib.h>

#include "protocol/smb2/access.h"
#include "protocol/smb2/read.h"
#include "server/smb/conn.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/pipe.h"
#include "server/smb/request.h"
#include "server/smb/tree.h"

#define FIXED	16	/* of the body, before the data */

struct reading {
	struct smb2_read_req	 q;
	size_t			 begun;
	uint8_t			*dst;
};

static enum ntstatus
finish(struct request *req, enum ntstatus status)
{
	struct reading	*r = req->state;
	size_t		 n = req->wait.count;
	uint32_t	 least = r->q.minimum;
	size_t		 begun = r->begun;
	uint64_t	 end = r->q.offset + n;
	uint32_t	 asked = r->q.length;

	free(r);
	req->state = NULL;
	if (status != NT_OK)
		return status;
	if ((n == 0 && asked > 0) || n < least)
		return NT_END_OF_FILE;
	smb2_end_read_rsp(&req->w, begun, n);
	req->open->position = end;
	return NT_OK;
}

static void
read_done(struct vfs_wait *wait, enum ntstatus status)
{
	struct request	*req = request_of(wait);

	request_done(req, finish(req, status));
}

static enum ntstatus
start(struct request *req)
{
	struct reading	*r = req->state;
	struct vfs_file	*f = req->open->file;
	enum ntstatus	 status;

	reply(req, FIXED + r->q.length + (r->q.length == 0));
	r->begun = smb2_begin_read_rsp(&req->w);
	r->dst = wr_space(&req->w, r->q.length);
	if (r->dst == NULL)
		return finish(req, NT_INSUFFICIENT_RESOURCES);
	req->wait.done = read_done;
	req->wait.count = 0;
	if (r->q.length == 0)
		return finish(req, NT_OK);
	status = f->ops->read(f, r->q.offset, r->dst, r->q.length,
	    &req->wait);
	return status == NT_LATER ? NT_LATER : finish(req, status);
}

/* The books were asked because somebody holds a lock on the file. */
static void
judged(void *ctx, enum ntstatus status)
{
	struct request	*req = ctx;

	status = status == NT_OK ? start(req) : finish(req, status);
	if (status != NT_LATER)
		request_done(req, status);
}

static enum ntstatus
check(struct request *req, const struct smb2_read_req *q)
{
	const struct open	*o = req->open;

	if (q->length > req->conn->server->settings.max_io ||
	    !request_paid(req, q->length) || q->channel != SMB2_CHANNEL_NONE)
		return NT_INVALID_PARAMETER;
	if (o->is_directory)
		return NT_INVALID_DEVICE_REQUEST;
	if ((o->granted & (FILE_READ_DATA | FILE_EXECUTE)) == 0)
		return NT_ACCESS_DENIED;
	if (q->offset > INT64_MAX || q->length > INT64_MAX - q->offset)
		return NT_INVALID_PARAMETER;
	return NT_OK;
}

enum ntstatus
op_read(struct request *req)
{
	const struct smb_shares	*books = req->conn->server->books;
	struct smb2_read_req	 q;
	struct share_range	 range;
	struct reading		*r;
	enum ntstatus		 status;

	status = smb2_get_read_req(&req->msg, &q);
	if (status == NT_OK)
		status = request_open(req, &q.file_id);
	if (status == NT_OK)
		status = check(req, &q);
	if (status != NT_OK)
		return status;
	if (req->open->pipe != NULL)
		return pipe_read(req, q.length);
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	r->q = q;
	req->state = r;
	if (!req->open->in_books || (books->hint(books->arg, req->open->key) &
	    SHARE_HAS_LOCKS) == 0) {
		status = start(req);
		if (status == NT_LATER)
			request_waits(req, NULL);
		return status;
	}
	range = (struct share_range){ .off = q.offset, .len = q.length };
	request_waits(req, NULL);
	books->may_io(books->arg, req->open->id, &range, judged, req);
	return NT_LATER;
}
