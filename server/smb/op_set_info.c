/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * [MS-SMB2] 3.3.5.21.  A class that changes something is a row: how it is
 * done.  Rename and disposition ask the books and are answered later.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/file_info.h"
#include "protocol/smb2/query.h"
#include "server/smb/conn.h"
#include "server/smb/eas.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/path.h"
#include "server/smb/request.h"
#include "server/smb/security.h"
#include "server/smb/tree.h"

/* The options that FileModeInformation may set, [MS-FSCC] 2.4.26. */
#define MODE_SETTABLE	(FILE_WRITE_THROUGH | FILE_SEQUENTIAL_ONLY | \
			 FILE_SYNCHRONOUS_IO_ALERT | \
			 FILE_SYNCHRONOUS_IO_NONALERT)

static enum ntstatus
finish(struct request *req, enum ntstatus status)
{
	if (status == NT_OK) {
		reply(req, 4);
		smb2_put_set_info_rsp(&req->w);
	}
	return status;
}

static void
finished(void *ctx, enum ntstatus status)
{
	struct request	*req = ctx;

	request_done(req, finish(req, status));
}

/* Others lose their level II oplocks when the size changes. */
static void
tell_change(struct request *req)
{
	const struct smb_shares	*books = req->conn->server->books;
	struct open		*o = req->open;

	if (o->in_books && (books->hint(books->arg, o->key) &
	    SHARE_HAS_LEVEL_II) != 0)
		books->changed(books->arg, o->id);
}

static enum ntstatus
set_basic(struct request *req, const struct smb2_file_change *c)
{
	struct vfs_basic	 b = { c->creation_time, c->last_access_time,
				    c->last_write_time, c->change_time,
				    c->attributes };

	return req->open->file->ops->set_basic(req->open->file, &b);
}

static enum ntstatus
set_end_of_file(struct request *req, const struct smb2_file_change *c)
{
	tell_change(req);
	return req->open->file->ops->set_size(req->open->file, c->size);
}

static enum ntstatus
set_allocation(struct request *req, const struct smb2_file_change *c)
{
	tell_change(req);
	return req->open->file->ops->set_allocation(req->open->file, c->size);
}

static enum ntstatus
set_position(struct request *req, const struct smb2_file_change *c)
{
	if (c->position > INT64_MAX)
		return NT_INVALID_PARAMETER;
	req->open->position = c->position;
	return NT_OK;
}

static enum ntstatus
set_mode(struct request *req, const struct smb2_file_change *c)
{
	struct open	*o = req->open;

	if ((c->mode & ~MODE_SETTABLE) != 0)
		return NT_INVALID_PARAMETER;
	o->options = (o->options & ~MODE_SETTABLE) | c->mode;
	return NT_OK;
}

static enum ntstatus
set_eas(struct request *req, const struct smb2_file_change *c)
{
	return eas_change(req->open, c->eas);
}

/* --- delete on close --- */

static enum ntstatus
set_disposition(struct request *req, const struct smb2_file_change *c)
{
	const struct smb_shares	*books = req->conn->server->books;
	struct open		*o = req->open;
	enum ntstatus		 status = NT_OK;

	if (c->delete_pending)
		status = o->file->ops->may_remove(o->file);
	if (status != NT_OK)
		return status;
	if (!o->in_books) {		/* its own alone: see open.c */
		o->delete_pending = c->delete_pending;
		return finish(req, NT_OK);
	}
	request_waits(req, NULL);
	books->set_delete(books->arg, o->id, c->delete_pending, finished,
	    req);
	return NT_LATER;
}

/* --- rename --- */

struct renaming {
	bool	 replace;
	char	 to[VFS_PATH_MAX];
};

static enum ntstatus
renamed(struct request *req, enum ntstatus status)
{
	struct renaming		*r = req->state;
	const struct smb_shares	*books = req->conn->server->books;

	if (status == NT_OK && req->open->in_books)
		books->renamed(books->arg, req->open->id, r->to);
	free(r);
	req->state = NULL;
	return finish(req, status);
}

static void
renamed_later(struct vfs_wait *wait, enum ntstatus status)
{
	struct request	*req = request_of(wait);

	request_done(req, renamed(req, status));
}

static enum ntstatus
rename_now(struct request *req)
{
	struct renaming	*r = req->state;
	struct vfs_file	*f = req->open->file;
	enum ntstatus	 status;

	req->wait.done = renamed_later;
	status = f->ops->rename(f, r->to, r->replace, &req->wait);
	return status == NT_LATER ? NT_LATER : renamed(req, status);
}

static void
may_rename(void *ctx, enum ntstatus status)
{
	struct request	*req = ctx;

	status = status == NT_OK ? rename_now(req) : renamed(req, status);
	if (status != NT_LATER)
		request_done(req, status);
}

static enum ntstatus
set_rename(struct request *req, const struct smb2_file_change *c)
{
	const struct smb_shares	*books = req->conn->server->books;
	struct open		*o = req->open;
	struct share_file	 target = { 0, 0 };
	struct renaming		*r;
	enum ntstatus		 status;
	bool			 folder;

	if (c->root != 0)
		return NT_INVALID_PARAMETER;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	r->replace = c->replace;
	status = path_from_wire(c->name, r->to, &folder);
	if (status == NT_OK && o->in_books)
		status = o->tree->vfs->ops->lookup(o->tree->vfs, r->to,
		    &target.dev, &target.ino);
	if (status != NT_OK) {
		free(r);
		return status;
	}
	req->state = r;
	request_waits(req, NULL);
	if (!o->in_books)
		return rename_now(req);
	books->rename(books->arg, o->id, r->to, target, may_rename, req);
	return NT_LATER;
}

static const struct setter {
	uint8_t		 class;
	bool		 asks;		/* and answers by itself */
	enum ntstatus	 (*set)(struct request *,
			    const struct smb2_file_change *);
} setters[] = {
	{ FileBasicInformation,		false,	set_basic },
	{ FileRenameInformation,	true,	set_rename },
	{ FileDispositionInformation,	true,	set_disposition },
	{ FilePositionInformation,	false,	set_position },
	{ FileModeInformation,		false,	set_mode },
	{ FileAllocationInformation,	false,	set_allocation },
	{ FileEndOfFileInformation,	false,	set_end_of_file },
	{ FileFullEaInformation,	false,	set_eas },
};

static enum ntstatus
set_file(struct request *req, const struct smb2_set_info_req *q)
{
	const struct smb2_set_class	*class = smb2_set_class(q->class);
	struct smb2_file_change		 c;
	enum ntstatus			 status;
	size_t				 i;

	if (class == NULL)
		return NT_INVALID_INFO_CLASS;
	if (class->get == NULL)
		return NT_NOT_SUPPORTED;
	if ((req->open->granted & class->access) != class->access)
		return NT_ACCESS_DENIED;
	status = smb2_get_file_change(q->input, class, &c);
	if (status != NT_OK)
		return status;
	if (req->open->read_only && q->class != FilePositionInformation &&
	    q->class != FileModeInformation)
		return NT_ACCESS_DENIED;
	for (i = 0; i < sizeof(setters) / sizeof(setters[0]); i++)
		if (setters[i].class == q->class)
			return setters[i].asks ? setters[i].set(req, &c) :
			    finish(req, setters[i].set(req, &c));
	return NT_NOT_SUPPORTED;
}

enum ntstatus
op_set_info(struct request *req)
{
	struct smb2_set_info_req	 q;
	enum ntstatus			 status;

	status = smb2_get_set_info_req(&req->msg, &q);
	if (status == NT_OK)
		status = request_open(req, &q.file_id);
	if (status == NT_OK && (q.input.len >
	    req->conn->server->settings.max_io ||
	    !request_paid(req, q.input.len)))
		status = NT_INVALID_PARAMETER;
	if (status == NT_OK && req->open->file == NULL)
		status = NT_NOT_SUPPORTED;	/* a pipe */
	if (status != NT_OK)
		return status;
	switch (q.type) {
	case SMB2_0_INFO_FILE:
		return set_file(req, &q);
	case SMB2_0_INFO_SECURITY:
		return finish(req, security_change(req->open, &q));
	case SMB2_0_INFO_FILESYSTEM:
	case SMB2_0_INFO_QUOTA:
		return NT_NOT_SUPPORTED;
	default:
		return NT_INVALID_PARAMETER;
	}
}
