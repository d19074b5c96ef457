/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/worker/drop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/smb2/access.h"

static struct drop_file *
drop_of(struct vfs_file *f)
{
	return (struct drop_file *)f;
}

static struct cap *
cap_of(const struct drop_file *d)
{
	return d->box->cap;
}

/* --- life --- */

void
drop_free(struct drop_file *d)
{
	if (d->fd != -1)
		(void)close(d->fd);
	free(d);
}

void
drop_discard(struct drop_file *d)
{
	const struct cap_quota	*quota = cap_of(d)->settings.quota;

	if (d->state == DROP_LANDED || d->state == DROP_GONE)
		return;
	if (drop_is_named(d))	/* somebody may have the name by now */
		(void)unlinkat(d->box->open_fd, d->key, 0);
	d->state = DROP_GONE;
	quota->discarded(quota->arg, d->ticket);
}

void
drop_forget(struct cap_session *s)
{
	struct drop_file	*d;

	while ((d = TAILQ_FIRST(&s->kept)) != NULL) {
		TAILQ_REMOVE(&s->kept, d, link);
		drop_discard(d);
		drop_free(d);
	}
}

static enum ntstatus
drop_overwrite(struct vfs_file *f, uint32_t attributes, uint64_t allocation,
    bool supersede)
{
	struct drop_file	*d = drop_of(f);

	(void)attributes;
	(void)allocation;
	(void)supersede;
	if (d->state != DROP_RESERVED || ftruncate(d->fd, 0) == -1)
		return NT_ACCESS_DENIED;
	d->size = 0;
	d->failed = NT_OK;
	d->written = d->changed = nt_time_now();
	return NT_OK;
}

/* A session's *.tmp file stays, its lock and all, until the session ends. */
static enum ntstatus
keep(struct drop_file *d)
{
	d->state = DROP_KEPT;
	d->base.tree = NULL;
	TAILQ_INSERT_TAIL(&d->session->kept, d, link);
	return NT_OK;
}

struct closing {
	struct vfs_wait		 wait;		/* first */
	struct drop_file	*d;
	struct vfs_wait		*then;
};

static void
landed_and_closed(struct vfs_wait *wait, enum ntstatus status)
{
	struct closing	*c = (struct closing *)wait;
	struct vfs_wait	*then = c->then;

	drop_free(c->d);
	free(c);
	then->done(then, status);
}

static enum ntstatus
land_and_close(struct drop_file *d, struct vfs_wait *wait)
{
	struct closing	*c = calloc(1, sizeof(*c));
	enum ntstatus	 status = NT_INSUFFICIENT_RESOURCES;

	if (c != NULL) {
		c->wait.done = landed_and_closed;
		c->d = d;
		c->then = wait;
		status = landing_begin(d, &c->wait);
		if (status == NT_LATER)
			return NT_LATER;
	}
	free(c);
	drop_discard(d);
	drop_free(d);
	return status;
}

static enum ntstatus
drop_close(struct vfs_file *f, enum vfs_close how, struct vfs_wait *wait)
{
	struct drop_file	*d = drop_of(f);
	enum ntstatus		 status = NT_OK;

	if (d->state == DROP_RESERVED && how == VFS_CLOSE && !d->remove) {
		if (d->is_tmp)
			return keep(d);
		if (d->failed == NT_OK)
			return land_and_close(d, wait);
		status = d->failed;
	}
	drop_discard(d);
	drop_free(d);
	return status;
}

static enum ntstatus
drop_read(struct vfs_file *f, uint64_t off, void *dst, size_t n,
    struct vfs_wait *wait)
{
	struct drop_file	*d = drop_of(f);
	ssize_t			 k;

	if (d->state != DROP_RESERVED)
		return NT_ACCESS_DENIED;
	k = pread(d->fd, dst, n, (off_t)off);	/* just written: in memory */
	if (k == -1)
		return nt_from_errno(errno);
	wait->count = (size_t)k;
	return NT_OK;
}

/* Durability comes with the landing; before it there is nothing to keep. */
static enum ntstatus
drop_flush(struct vfs_file *f, struct vfs_wait *wait)
{
	(void)f;
	(void)wait;
	return NT_OK;
}

static enum ntstatus
drop_copy(struct vfs_file *from, uint64_t from_off, struct vfs_file *to,
    uint64_t to_off, size_t n, struct vfs_wait *wait)
{
	(void)from;
	(void)from_off;
	(void)to;
	(void)to_off;
	(void)n;
	(void)wait;
	return NT_NOT_SUPPORTED;
}

static enum ntstatus
drop_stat(struct vfs_file *f, struct vfs_stat *st)
{
	const struct drop_file	*d = drop_of(f);

	*st = (struct vfs_stat){
		.dev = d->box->ino,
		.ino = d->ino,
		.created = d->created,
		.accessed = d->accessed,
		.written = d->written,
		.changed = d->changed,
		.size = d->size,
		.allocation = (d->size + 4095) & ~4095ULL,
		.attributes = d->attributes,
		.nlink = 1,
	};
	return NT_OK;
}

static enum ntstatus
drop_path(struct vfs_file *f, char *dst, size_t size)
{
	const struct drop_file	*d = drop_of(f);
	int			 n;

	n = snprintf(dst, size, "%s/%s", box_row(d->box->box)->name, d->name);
	return n >= 0 && (size_t)n < size ? NT_OK : NT_BUFFER_TOO_SMALL;
}

static void
take_time(uint64_t *field, uint64_t v)
{
	/* 0: leave; -1 and -2 concern automatic updates, which end here. */
	if (v != 0 && v < UINT64_MAX - 1)
		*field = v;
}

static enum ntstatus
drop_set_basic(struct vfs_file *f, const struct vfs_basic *b)
{
	struct drop_file	*d = drop_of(f);

	take_time(&d->created, b->created);
	take_time(&d->accessed, b->accessed);
	take_time(&d->written, b->written);
	take_time(&d->changed, b->changed);
	if (b->attributes != 0)
		d->attributes = b->attributes & FILE_ATTRIBUTE_MASK &
		    ~FILE_ATTRIBUTE_DIRECTORY;
	return NT_OK;
}

static enum ntstatus
drop_set_size(struct vfs_file *f, uint64_t size)
{
	struct drop_file	*d = drop_of(f);

	if (d->state != DROP_RESERVED)
		return NT_ACCESS_DENIED;
	if (size > d->largest)
		return drop_too_large(d);
	if (ftruncate(d->fd, (off_t)size) == -1)
		return drop_spoil(d, nt_from_errno(errno), strerror(errno));
	d->size = size;
	d->written = d->changed = nt_time_now();
	return NT_OK;
}

static enum ntstatus
drop_set_allocation(struct vfs_file *f, uint64_t size)
{
	struct drop_file	*d = drop_of(f);

	if (size > d->largest)
		return NT_DISK_FULL;
	return size < d->size ? drop_set_size(f, size) : NT_OK;
}

static enum ntstatus
drop_may_remove(struct vfs_file *f)
{
	return drop_of(f)->state == DROP_RESERVED ? NT_OK : NT_ACCESS_DENIED;
}

static enum ntstatus
drop_remove(struct vfs_file *f, const char *path)
{
	(void)path;
	drop_of(f)->remove = true;	/* the close that follows does it */
	return NT_OK;
}

/* --- renaming: to a final name is a landing --- */

/* It stands in .open under the other name, and still holds its lock. */
static enum ntstatus
take_name(struct drop_file *d, const char *name)
{
	char	 key[DROP_NAME_SIZE];
	int	 fd, rc = 0;

	if (!drop_name_key(name, key))
		return NT_OBJECT_NAME_INVALID;
	if (strcmp(key, d->key) != 0) {
		fd = drop_reserve(d->box, key);
		if (fd == -EEXIST)
			return NT_OBJECT_NAME_COLLISION;
		if (fd < 0)
			return nt_from_errno(fd);
		if (renameat(d->box->open_fd, d->key, d->box->open_fd, key)
		    == -1) {
			rc = errno;
			(void)unlinkat(d->box->open_fd, key, 0);
		}
		(void)close(fd);	/* until here it kept the name */
	}
	if (rc != 0)
		return nt_from_errno(rc);
	strcpy(d->key, key);
	text_copy(d->name, sizeof(d->name), name);
	d->is_tmp = drop_name_is_tmp(name);
	d->largest = box_largest(d->box->box, name);
	return NT_OK;
}

static enum ntstatus
drop_rename(struct vfs_file *f, const char *to, bool replace,
    struct vfs_wait *wait)
{
	struct drop_file	*d = drop_of(f);
	char			 parent[VFS_PATH_MAX];
	const char		*name = path_leaf(to);
	enum ntstatus		 status;
	enum box		 box;

	(void)replace;		/* nobody's file is ever replaced */
	path_parent(to, parent);
	if (d->state != DROP_RESERVED || !box_find(parent, &box) ||
	    box != d->box->box)
		return NT_ACCESS_DENIED;
	if (d->failed != NT_OK)
		return d->failed;
	if (d->size > box_largest(box, name))
		return drop_too_large(d);
	status = take_name(d, name);
	return status != NT_OK || d->is_tmp ? status :
	    landing_begin(d, wait);
}

static void
drop_renamed(struct vfs_file *f, const char *to)
{
	(void)f;
	(void)to;
}

static enum ntstatus
drop_next_entry(struct vfs_file *f, bool restart, struct vfs_entry *e)
{
	(void)f;
	(void)restart;
	(void)e;
	return NT_INVALID_PARAMETER;
}

static enum ntstatus
drop_watch(struct vfs_file *f, struct vfs_watch *w)
{
	(void)f;
	(void)w;
	return NT_INVALID_PARAMETER;
}

static void
drop_unwatch(struct vfs_file *f, struct vfs_watch *w)
{
	(void)f;
	(void)w;
}

static enum ntstatus
drop_security(struct vfs_file *f, struct vfs_security *s)
{
	cap_security(cap_of(drop_of(f)), s);
	return NT_OK;
}

const struct vfs_ops	drop_ops = {
	.name = "drop",
	.overwrite = drop_overwrite,
	.close = drop_close,
	.read = drop_read,
	.write = drop_write,
	.flush = drop_flush,
	.copy = drop_copy,
	.stat = drop_stat,
	.path = drop_path,
	.set_basic = drop_set_basic,
	.set_size = drop_set_size,
	.set_allocation = drop_set_allocation,
	.may_remove = drop_may_remove,
	.remove = drop_remove,
	.rename = drop_rename,
	.renamed = drop_renamed,
	.next_entry = drop_next_entry,
	.watch = drop_watch,
	.unwatch = drop_unwatch,
	.security = drop_security,
};
