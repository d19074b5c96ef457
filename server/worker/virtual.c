/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * virtual - the root of the CAP and the drop boxes as folders.  They exist
 * here only: no descriptor is behind them that could be listed or changed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "protocol/smb2/access.h"
#include "server/worker/cap_int.h"
#include "server/worker/readonly.h"

#define FOLDER_RIGHTS	(FILE_GENERIC_READ | FILE_GENERIC_EXECUTE)
/* A drop box: one may go in and create, not look around. */
#define BOX_RIGHTS	(FILE_ADD_FILE | FILE_TRAVERSE | \
			 FILE_READ_ATTRIBUTES | FILE_READ_EA | \
			 READ_CONTROL | SYNCHRONIZE)
#define ROOT_INO	1	/* boxes: ROOT_INO + 1 + enum box */
#define ROOT_DEV	0x5331ULL

/* The root, or a drop box: a folder that is only a row of a table. */
struct virtual_file {
	struct vfs_file		 base;
	struct cap		*cap;
	bool			 is_root;
	enum box		 box;
	int			 next;		/* of the listing */
};

static void
virtual_stat(const struct cap *cap, uint64_t ino, struct vfs_stat *st)
{
	*st = (struct vfs_stat){
		.dev = ROOT_DEV,
		.ino = ino,
		.created = cap->started,
		.accessed = cap->started,
		.written = cap->started,
		.changed = cap->started,
		.attributes = FILE_ATTRIBUTE_DIRECTORY,
		.nlink = 1,
		.is_directory = true,
	};
}

static struct virtual_file *
virtual_of(struct vfs_file *f)
{
	return (struct virtual_file *)f;
}

static enum ntstatus
virtual_close(struct vfs_file *f, enum vfs_close how, struct vfs_wait *wait)
{
	(void)how;
	(void)wait;
	free(f);
	return NT_OK;
}

static enum ntstatus
virtual_read(struct vfs_file *f, uint64_t off, void *dst, size_t n,
    struct vfs_wait *wait)
{
	(void)f;
	(void)off;
	(void)dst;
	(void)n;
	(void)wait;
	return NT_INVALID_DEVICE_REQUEST;
}

static enum ntstatus
virtual_file_stat(struct vfs_file *f, struct vfs_stat *st)
{
	const struct virtual_file	*v = virtual_of(f);

	virtual_stat(v->cap, v->is_root ? ROOT_INO :
	    ROOT_INO + 1 + (uint64_t)v->box, st);
	return NT_OK;
}

static enum ntstatus
virtual_path(struct vfs_file *f, char *dst, size_t size)
{
	const struct virtual_file	*v = virtual_of(f);

	(void)snprintf(dst, size, "%s", v->is_root ? "" :
	    box_row(v->box)->name);
	return NT_OK;
}

static enum ntstatus
virtual_next(struct vfs_file *f, bool restart, struct vfs_entry *e)
{
	struct virtual_file	*v = virtual_of(f);
	int			 i;

	if (restart)
		v->next = 0;
	i = v->next++;
	if (i >= BOX_COUNT + 2)
		return NT_NO_MORE_FILES;
	virtual_stat(v->cap, i < 2 ? ROOT_INO : ROOT_INO + 1 +
	    (uint64_t)(i - 2), &e->stat);
	(void)snprintf(e->name, sizeof(e->name), "%s", i == 0 ? "." :
	    i == 1 ? ".." : box_row((enum box)(i - 2))->name);
	return NT_OK;
}

static enum ntstatus
virtual_security(struct vfs_file *f, struct vfs_security *s)
{
	cap_security(virtual_of(f)->cap, s);
	return NT_OK;
}

const struct vfs_ops	virtual_ops = {
	.name = "virtual",
	READ_ONLY_OPS,
	.close = virtual_close,
	.read = virtual_read,
	.stat = virtual_file_stat,
	.path = virtual_path,
	.next_entry = virtual_next,
	.security = virtual_security,
};

enum ntstatus
virtual_open(struct cap_tree *t, enum box box, struct vfs_open *q)
{
	bool			 is_root = box == BOX_COUNT;
	uint32_t		 rights = is_root ? FOLDER_RIGHTS : BOX_RIGHTS;
	struct virtual_file	*v;

	if (q->must_be_file)
		return NT_FILE_IS_A_DIRECTORY;
	if (q->disposition == VFS_CREATE)
		return NT_OBJECT_NAME_COLLISION;
	if ((q->disposition != VFS_OPEN && q->disposition != VFS_OPEN_IF) ||
	    q->delete_on_close ||
	    (q->access & ~(rights | MAXIMUM_ALLOWED)) != 0)
		return NT_ACCESS_DENIED;
	v = calloc(1, sizeof(*v));
	if (v == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	v->base = (struct vfs_file){ &virtual_ops, &t->base };
	v->cap = t->cap;
	v->is_root = is_root;
	v->box = box;
	q->file = &v->base;
	q->created = false;
	q->maximal = rights;
	q->granted = (q->access & MAXIMUM_ALLOWED) != 0 ? rights : q->access;
	return NT_OK;
}
