/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.15.5 (resume key), 3.3.5.15.6 (server-side copy). */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/fsctl.h"
#include "server/smb/conn.h"
#include "server/smb/fsctl.h"
#include "server/smb/open.h"
#include "server/smb/request.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

#define CHUNKS_MAX	256
#define CHUNK_BYTES_MAX	(1024U * 1024)
#define TOTAL_MAX	(16U * 1024 * 1024)

struct copying {
	struct smb2_copychunk_req q;
	struct open		*source;
	struct smb2_chunk	 chunk;		/* the one under way */
	uint32_t		 done;		/* chunks */
	uint64_t		 total;		/* bytes */
};

enum ntstatus
fsctl_resume_key(struct request *req, const struct smb2_ioctl_req *q)
{
	struct open	*o = req->open;

	if (q->max_output < SMB2_RESUME_KEY_RSP_SIZE)
		return NT_INVALID_PARAMETER;
	if (!o->has_resume_key) {
		/* The id finds the open, the rest proves who was told. */
		memcpy(o->resume_key, &o->id, sizeof(o->id));
		secret_random(o->resume_key + sizeof(o->id),
		    sizeof(o->resume_key) - sizeof(o->id));
		o->has_resume_key = true;
	}
	smb2_put_resume_key(&req->w, o->resume_key);
	return NT_OK;
}

static struct open *
find_source(struct request *req, const uint8_t key[SMB2_RESUME_KEY_SIZE])
{
	struct open	*o;
	uint64_t	 id;

	memcpy(&id, key, sizeof(id));
	HASH_FIND(hh, req->conn->server->opens, &id, sizeof(id), o);
	if (o == NULL || !o->has_resume_key || o->tree->session !=
	    req->session || !secret_equal(o->resume_key, key,
	    SMB2_RESUME_KEY_SIZE))
		return NULL;
	return o;
}

/* Too much at once: the limits are the answer. */
static enum ntstatus
too_much(struct request *req)
{
	struct smb2_copychunk_rsp	 limits = { CHUNKS_MAX,
					    CHUNK_BYTES_MAX, TOTAL_MAX };

	fsctl_reply(req, SMB2_COPYCHUNK_RSP_SIZE);
	smb2_put_copychunk_rsp(&req->w, &limits);
	req->keep_body = true;
	return NT_INVALID_PARAMETER;
}

static enum ntstatus
check_chunks(struct request *req, const struct smb2_copychunk_req *q)
{
	struct smb2_chunk	 chunk;
	struct rd		 chunks = q->chunks;
	uint64_t		 total = 0;

	if (q->count > CHUNKS_MAX)
		return too_much(req);
	while (smb2_next_chunk(&chunks, &chunk)) {
		total += chunk.length;
		if (chunk.length > CHUNK_BYTES_MAX || chunk.length == 0 ||
		    total > TOTAL_MAX)
			return too_much(req);
	}
	return NT_OK;
}

static enum ntstatus
check_rights(const struct request *req, const struct open *from,
    uint32_t code)
{
	const struct open	*to = req->open;
	uint32_t		 read = FILE_READ_DATA | FILE_EXECUTE;

	if (from->is_directory || to->is_directory || from->file == NULL)
		return NT_INVALID_DEVICE_REQUEST;
	if ((from->granted & read) == 0 ||
	    (to->granted & (FILE_WRITE_DATA | FILE_APPEND_DATA)) == 0)
		return NT_ACCESS_DENIED;
	/* Without _WRITE the target's reader must be entitled, too. */
	if (code == FSCTL_SRV_COPYCHUNK &&
	    (to->granted & FILE_READ_DATA) == 0)
		return NT_ACCESS_DENIED;
	return NT_OK;
}

static enum ntstatus
finish(struct request *req, enum ntstatus status)
{
	struct copying			*c = req->state;
	struct smb2_copychunk_rsp	 rsp = { c->done, 0,
					    (uint32_t)c->total };

	open_release(c->source);
	free(c);
	req->state = NULL;
	smb2_put_copychunk_rsp(&req->w, &rsp);
	req->keep_body = true;
	return status;
}

static enum ntstatus	copy_next(struct request *);

static enum ntstatus
copied(struct request *req, enum ntstatus status)
{
	struct copying	*c = req->state;

	if (status == NT_OK && req->wait.count < c->chunk.length)
		status = NT_INVALID_VIEW_SIZE;	/* the source ends before */
	if (status != NT_OK)
		return finish(req, status);
	c->done++;
	c->total += c->chunk.length;
	return NT_OK;
}

static void
copied_later(struct vfs_wait *wait, enum ntstatus status)
{
	struct request	*req = request_of(wait);

	status = copied(req, status);
	if (status == NT_OK)
		status = copy_next(req);
	if (status != NT_LATER)
		fsctl_done(req, status);
}

/* Locks of others stand in the way of each chunk. */
static void
write_judged(void *ctx, enum ntstatus status)
{
	struct request	*req = ctx;
	struct copying	*c = req->state;
	struct vfs_file	*from = c->source->file, *to = req->open->file;

	if (status == NT_OK) {
		req->wait.done = copied_later;
		req->wait.count = 0;
		status = to->ops->copy(from, c->chunk.source_offset, to,
		    c->chunk.target_offset, c->chunk.length, &req->wait);
		if (status == NT_LATER)
			return;
		copied_later(&req->wait, status);
		return;
	}
	fsctl_done(req, finish(req, status));
}

static void
read_judged(void *ctx, enum ntstatus status)
{
	struct request		*req = ctx;
	struct copying		*c = req->state;
	const struct smb_shares	*books = req->conn->server->books;
	struct share_range	 range = { c->chunk.target_offset,
				    c->chunk.length, true, false };

	if (status != NT_OK || !req->open->in_books)
		write_judged(req, status);
	else
		books->may_io(books->arg, req->open->id, &range,
		    write_judged, req);
}

static enum ntstatus
copy_next(struct request *req)
{
	struct copying		*c = req->state;
	const struct smb_shares	*books = req->conn->server->books;
	struct share_range	 range;

	if (!smb2_next_chunk(&c->q.chunks, &c->chunk))
		return finish(req, NT_OK);
	if (!c->source->in_books) {
		read_judged(req, NT_OK);
		return NT_LATER;
	}
	range = (struct share_range){ c->chunk.source_offset,
	    c->chunk.length, false, false };
	books->may_io(books->arg, c->source->id, &range, read_judged, req);
	return NT_LATER;
}

enum ntstatus
fsctl_copychunk(struct request *req, const struct smb2_ioctl_req *q)
{
	struct copying	*c;
	struct open	*source;
	enum ntstatus	 status;
	struct smb2_copychunk_req chunks;

	if (q->max_output < SMB2_COPYCHUNK_RSP_SIZE)
		return NT_INVALID_PARAMETER;
	status = smb2_get_copychunk_req(q->input, &chunks);
	if (status != NT_OK)
		return status;
	source = find_source(req, chunks.source);
	if (source == NULL)
		return NT_OBJECT_NAME_NOT_FOUND;
	status = check_rights(req, source, q->code);
	if (status == NT_OK)
		status = check_chunks(req, &chunks);
	if (status != NT_OK)
		return status;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	c->q = chunks;
	c->source = source;
	open_hold(source);
	req->state = c;
	request_waits(req, NULL);
	return copy_next(req);
}
