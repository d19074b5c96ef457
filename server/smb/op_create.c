/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * [MS-SMB2] 3.3.5.9: resolve, ask the books, overwrite, answer.  Each step may
 * take its time; what was opened when a later one fails is closed again.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/create_context.h"
#include "server/smb/conn.h"
#include "server/smb/create_check.h"
#include "server/smb/eas.h"
#include "server/smb/info.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/path.h"
#include "server/smb/pipe.h"
#include "server/smb/request.h"
#include "server/smb/security.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

#define BODY_MAX	256	/* with the two contexts that we answer */

struct creating {
	struct smb2_create_req	 q;
	struct smb2_create_asks	 asks;
	struct vfs_open		 args;
	struct open		*open;
	struct vfs_security	*security;	/* NULL: none was asked for */
	char			 path[];
};

/* --- the end, good or bad --- */

static void
free_state(struct request *req)
{
	struct creating	*c = req->state;

	free(c->security);
	free(c);
	req->state = NULL;
}

static enum ntstatus
fail(struct request *req, enum ntstatus status)
{
	struct creating	*c = req->state;
	struct open	*o = c->open;

	if (o != NULL) {
		req->open = NULL;
		if (o->dead)	/* with its tree */
			o->how = VFS_DISCARD;
		else
			open_end(o, VFS_DISCARD, NULL, NULL);
		open_release(o);
	}
	free_state(req);
	return status;
}

static uint32_t
action_of(const struct creating *c)
{
	if (c->args.created)
		return FILE_CREATED;
	switch (c->q.disposition) {
	case FILE_SUPERSEDE:
		return FILE_SUPERSEDED;
	case FILE_OVERWRITE:
	case FILE_OVERWRITE_IF:
		return FILE_OVERWRITTEN;
	default:
		return FILE_OPENED;
	}
}

static void
put_contexts(struct request *req, struct smb2_create_body *body,
    const struct smb2_file_facts *facts)
{
	struct creating	*c = req->state;

	if (smb2_asks_for(&c->asks, SMB2_CONTEXT_MXAC))
		smb2_put_mxac(&req->w, body, NT_OK, c->args.maximal);
	if (smb2_asks_for(&c->asks, SMB2_CONTEXT_QFID))
		smb2_put_qfid(&req->w, body, facts->file_index,
		    facts->volume_id);
}

static enum ntstatus
answer(struct request *req)
{
	struct creating		*c = req->state;
	struct open		*o = c->open;
	struct related		*r = &req->chain->related;
	struct smb2_file_facts	 facts;
	struct smb2_create_body	 body;
	struct smb2_create_rsp	 rsp;
	enum ntstatus		 status = facts_of(o, &facts);

	if (status != NT_OK)
		return fail(req, status);
	rsp = (struct smb2_create_rsp){
		.oplock_level = o->oplock,
		.action = action_of(c),
		.creation_time = facts.creation_time,
		.last_access_time = facts.last_access_time,
		.last_write_time = facts.last_write_time,
		.change_time = facts.change_time,
		.allocation_size = facts.allocation_size,
		.end_of_file = facts.end_of_file,
		.attributes = facts.attributes,
		.file_id = { o->persistent, o->id },
	};
	reply(req, BODY_MAX);
	body = smb2_put_create_rsp(&req->w, &rsp);
	put_contexts(req, &body, &facts);
	r->file_id = rsp.file_id;
	r->has_file = true;
	r->failed = false;
	free_state(req);
	return NT_OK;
}

/* --- the steps --- */

static bool
overwrites(const struct creating *c)
{
	return !c->args.created && (c->q.disposition == FILE_SUPERSEDE ||
	    c->q.disposition == FILE_OVERWRITE ||
	    c->q.disposition == FILE_OVERWRITE_IF);
}

/* The new content comes with extended attributes of its own, or none. */
static enum ntstatus
overwrite(struct creating *c)
{
	struct vfs_file	*f = c->open->file;
	struct rd	 eas;
	enum ntstatus	 status;

	status = f->ops->overwrite(f, c->q.attributes, c->args.allocation,
	    c->q.disposition == FILE_SUPERSEDE);
	if (status == NT_OK)
		status = eas_wanted(f->tree, c->asks.data[SMB2_CONTEXT_EXTA],
		    &eas);
	if (status == NT_OK && f->ops->put_eas != NULL)
		status = f->ops->put_eas(f, eas);
	return status;
}

/* Admitted: now the old content may go. */
static enum ntstatus
overwrite_and_answer(struct request *req)
{
	struct creating	*c = req->state;
	enum ntstatus	 status = NT_OK;

	if (overwrites(c))
		status = overwrite(c);
	return status == NT_OK ? answer(req) : fail(req, status);
}

static void
admitted(void *ctx, const struct share_granted *granted)
{
	struct request	*req = ctx;
	struct creating	*c = req->state;

	if (granted->status != NT_OK) {
		request_done(req, fail(req, granted->status));
		return;
	}
	c->open->in_books = true;
	c->open->oplock = granted->oplock;
	request_done(req, c->open->dead ? fail(req, NT_FILE_CLOSED) :
	    overwrite_and_answer(req));
}

static void
give_up(struct request *req, enum cancel_why why)
{
	const struct smb_shares	*books = req->conn->server->books;

	(void)why;
	books->cancel(books->arg, req);
	request_done(req, fail(req, NT_CANCELLED));
}

static void
ask_books(struct request *req)
{
	struct creating		*c = req->state;
	struct open		*o = c->open;
	const struct smb_shares	*books = req->conn->server->books;
	struct share_open	 ask = {
		.id = o->id,
		.file = o->key,
		.path = c->path,
		.share = o->tree->share->id,
		.session = req->session->id,
		.access = o->granted,
		.sharing = o->sharing,
		.oplock = c->q.oplock_level == SMB2_OPLOCK_LEVEL_LEASE ||
		    o->is_directory ? OPLOCK_NONE : c->q.oplock_level,
		.is_directory = o->is_directory,
		.delete_on_close = c->args.delete_on_close,
		.overwrite = overwrites(c),
		.can_wait = (c->q.options & FILE_COMPLETE_IF_OPLOCKED) == 0,
	};

	if (!req->waits)
		request_waits(req, give_up);
	else
		req->cancel = give_up;
	request_interim_later(req);	/* before: it may be done at once */
	books->open(books->arg, &ask, admitted, req);
}

/* The file is there; who else has it open is another question. */
static enum ntstatus
opened(struct request *req, enum ntstatus status)
{
	struct creating	*c = req->state;
	struct open	*o = c->open;
	struct vfs_stat	 st;
	unsigned	 flags;

	if (status != NT_OK)
		return fail(req, status);
	o->file = c->args.file;
	o->granted = c->args.granted;
	o->sharing = c->q.share;
	o->options = c->q.options;
	o->sequence.number = request_sequence(req);
	status = o->dead ? NT_FILE_CLOSED : o->file->ops->stat(o->file, &st);
	if (status != NT_OK)
		return fail(req, status);
	o->is_directory = st.is_directory;
	o->key = (struct share_file){ st.dev, st.ino };
	if (!c->args.created && (c->q.options & FILE_NO_EA_KNOWLEDGE) != 0)
		status = eas_needed(o);
	if (status != NT_OK)
		return fail(req, status);
	flags = o->tree->vfs->ops->flags(o->tree->vfs, o->file);
	o->read_only = (flags & VFS_READ_ONLY) != 0;
	if ((flags & VFS_SHARED) == 0) {
		o->delete_pending = c->args.delete_on_close;
		return overwrite_and_answer(req);
	}
	ask_books(req);
	return NT_LATER;
}

static void
opened_later(struct vfs_wait *wait, enum ntstatus status)
{
	struct request	*req = request_of(wait);

	status = opened(req, status);
	if (status != NT_LATER)
		request_done(req, status);
}

static struct creating *
creating_new(const struct smb2_create_req *q,
    const struct smb2_create_asks *asks, const char *path)
{
	struct creating	*c = calloc(1, sizeof(*c) + strlen(path) + 1);

	if (c == NULL)
		return NULL;
	strcpy(c->path, path);
	c->q = *q;
	c->asks = *asks;
	c->args = (struct vfs_open){
		.path = c->path,
		.disposition = (enum vfs_disposition)q->disposition,
		.access = smb2_map_generic(q->access),
		.attributes = q->attributes,
		.allocation = smb2_asks_for(asks, SMB2_CONTEXT_ALSI) ?
		    asks->allocation : 0,
		.must_be_directory =
		    (q->options & FILE_DIRECTORY_FILE) != 0,
		.must_be_file = (q->options & FILE_NON_DIRECTORY_FILE) != 0,
		.delete_on_close = (q->options & FILE_DELETE_ON_CLOSE) != 0,
		.temporary = (q->attributes & FILE_ATTRIBUTE_TEMPORARY) != 0,
	};
	return c;
}

/* What a new file comes with. */
static enum ntstatus
furnish(const struct vfs_tree *vfs, struct creating *c)
{
	enum ntstatus	 status;
	bool		 given;

	status = eas_wanted(vfs, c->asks.data[SMB2_CONTEXT_EXTA],
	    &c->args.eas);
	if (status != NT_OK || !smb2_asks_for(&c->asks, SMB2_CONTEXT_SECD))
		return status;
	c->security = malloc(sizeof(*c->security));
	if (c->security == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	status = security_wanted(vfs, c->asks.data[SMB2_CONTEXT_SECD],
	    c->security, &given);
	if (status == NT_OK && given)
		c->args.security = c->security;
	return status;
}

static enum ntstatus
open_file(struct request *req, struct creating *c)
{
	struct vfs_tree	*vfs = req->tree->vfs;
	enum ntstatus	 status;

	req->state = c;
	c->open = open_new(req->tree);
	if (c->open == NULL)
		return fail(req, NT_TOO_MANY_OPENED_FILES);
	req->open = c->open;
	open_hold(c->open);
	req->wait.done = opened_later;
	status = furnish(vfs, c);
	if (status == NT_OK)
		status = vfs->ops->open(vfs, &c->args, &req->wait);
	if (status != NT_LATER)
		return opened(req, status);
	request_waits(req, NULL);
	return NT_LATER;
}

enum ntstatus
op_create(struct request *req)
{
	struct smb2_create_req	 q;
	struct smb2_create_asks	 asks;
	struct creating		*c;
	char			 path[VFS_PATH_MAX];
	enum ntstatus		 status;
	bool			 folder;

	status = smb2_get_create_req(&req->msg, &q);
	if (status == NT_OK)
		status = smb2_get_create_asks(q.contexts, &asks);
	if (status != NT_OK)
		return status;
	if (req->tree->vfs == NULL)
		return pipe_open(req, &q);
	if (req->session->anonymous)	/* since its last authentication */
		return NT_ACCESS_DENIED;
	status = create_check(&q, &asks);
	if (status == NT_OK)
		status = path_from_wire(q.name, path, &folder);
	if (status != NT_OK)
		return status;
	c = creating_new(&q, &asks, path);
	if (c == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	c->args.must_be_directory |= folder;
	return open_file(req, c);
}
