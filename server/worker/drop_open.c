/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drop_open - who may open what in a drop box (product.md 3): a free name is
 * created, a taken one collides; a session's own *.tmp file opens again;
 * nobody sees another's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/smb2/access.h"
#include "server/worker/drop.h"

static struct drop_file *
drop_new(struct cap_tree *t, struct dropbox *box, const char *name)
{
	struct drop_file	*d = calloc(1, sizeof(*d));

	if (d == NULL || !drop_name_key(name, d->key)) {
		free(d);
		return NULL;
	}
	strcpy(d->name, name);
	d->base.ops = &drop_ops;
	d->base.tree = &t->base;
	d->box = box;
	d->session = t->session;
	d->who = t->who;
	d->user = t->user;
	d->who.user = &d->user;
	text_copy(d->workstation, sizeof(d->workstation),
	    t->user.workstation);
	d->largest = box_largest(box->box, name);
	d->admitted = d->largest < DROP_FIRST_BYTES ? d->largest :
	    DROP_FIRST_BYTES;
	d->is_tmp = drop_name_is_tmp(name);
	d->fd = -1;
	return d;
}

static void
opened(struct drop_file *d, struct vfs_open *q, bool created)
{
	q->file = &d->base;
	q->created = created;
	q->maximal = DROP_RIGHTS;
	q->granted = (q->access & MAXIMUM_ALLOWED) != 0 ? DROP_RIGHTS :
	    q->access;
}

static enum ntstatus
create_now(struct drop_file *d, struct vfs_open *q)
{
	struct stat	 st;
	int		 fd = drop_reserve(d->box, d->key);

	if (fd == -EEXIST)
		return NT_OBJECT_NAME_COLLISION;
	if (fd < 0)
		return nt_from_errno(fd);
	d->fd = fd;
	d->state = DROP_RESERVED;
	d->ino = fstat(fd, &st) == 0 ? st.st_ino : 0;
	d->created = d->accessed = d->written = d->changed = nt_time_now();
	d->attributes = FILE_ATTRIBUTE_ARCHIVE;
	opened(d, q, true);
	return NT_OK;
}

/* An open that waits for the books to say whether there is room. */
struct admission {
	struct drop_file	*d;
	struct vfs_open		*q;
	struct vfs_wait		*wait;
	bool			 asking;	/* inside ask() */
	bool			 answered;
	enum ntstatus		 status;
};

static void
admitted(void *ctx, enum ntstatus status)
{
	struct admission	*a = ctx;
	const struct cap_quota	*quota = a->d->box->cap->settings.quota;
	struct vfs_wait		*wait = a->wait;

	a->status = status == NT_OK ? create_now(a->d, a->q) : status;
	if (a->status != NT_OK && status == NT_OK)
		quota->discarded(quota->arg, a->d->ticket);
	if (a->status != NT_OK)
		drop_free(a->d);
	a->answered = true;
	if (a->asking)
		return;
	status = a->status;
	free(a);
	wait->done(wait, status);
}

static enum ntstatus
create_file(struct cap_tree *t, struct dropbox *box, struct vfs_open *q,
    struct vfs_wait *wait)
{
	const struct cap_quota	*quota = box->cap->settings.quota;
	struct admission	*a = calloc(1, sizeof(*a));
	enum ntstatus		 status;

	if (a == NULL || (a->d = drop_new(t, box, path_leaf(q->path))) ==
	    NULL) {
		free(a);
		return NT_OBJECT_NAME_INVALID;
	}
	a->q = q;
	a->wait = wait;
	a->asking = true;
	a->d->ticket = ++box->cap->tickets;
	quota->ask(quota->arg, &(struct cap_room){ a->d->ticket, box->box,
	    &t->who, a->d->admitted }, admitted, a);
	a->asking = false;
	if (!a->answered)
		return NT_LATER;
	status = a->status;
	free(a);
	return status;
}

static struct drop_file *
find_kept(struct cap_session *s, struct dropbox *box, const char *key)
{
	struct drop_file	*d;

	TAILQ_FOREACH(d, &s->kept, link)
		if (d->box == box && strcmp(d->key, key) == 0)
			return d;
	return NULL;
}

/* Its own *.tmp file again: any disposition but CREATE. */
static enum ntstatus
reopen(struct cap_tree *t, struct drop_file *d, struct vfs_open *q)
{
	if (q->disposition == VFS_CREATE)
		return NT_OBJECT_NAME_COLLISION;
	TAILQ_REMOVE(&t->session->kept, d, link);
	d->base.tree = &t->base;
	d->state = DROP_RESERVED;
	opened(d, q, false);
	return NT_OK;
}

/* A name that is not this session's: whether it is free, and no more. */
static enum ntstatus
refuse_foreign(struct dropbox *box, const char *key)
{
	return drop_is_taken(box, key) ? NT_ACCESS_DENIED :
	    NT_OBJECT_NAME_NOT_FOUND;
}

enum ntstatus
drop_open(struct cap_tree *t, struct dropbox *box, struct vfs_open *q,
    struct vfs_wait *wait)
{
	const char		*name = path_leaf(q->path);
	struct drop_file	*d;
	char			 key[DROP_NAME_SIZE];

	if (q->must_be_directory)
		return q->disposition == VFS_OPEN ?
		    NT_OBJECT_NAME_NOT_FOUND : NT_ACCESS_DENIED;
	if (!drop_name_key(name, key))
		return NT_OBJECT_NAME_INVALID;
	if ((q->access & ~(DROP_RIGHTS | MAXIMUM_ALLOWED)) != 0)
		return NT_ACCESS_DENIED;
	d = find_kept(t->session, box, key);
	if (d != NULL)
		return reopen(t, d, q);
	if (q->disposition == VFS_OPEN || q->disposition == VFS_OVERWRITE)
		return refuse_foreign(box, key);
	return create_file(t, box, q, wait);
}

