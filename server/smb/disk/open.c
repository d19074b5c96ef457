/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open - the six dispositions: find the name or make it, then judge whether
 * it may be opened so.  Order and answers follow [MS-FSA] 2.1.5.1.
 *
 * A name can come and go between our looking and our opening: then we start
 * over, a few times.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "protocol/smb2/access.h"
#include "server/smb/disk/file.h"
#include "server/smb/disk/opening.h"
#include "server/smb/disk/place.h"
#include "server/smb/disk/rights.h"
#include "server/smb/disk/sys.h"

#define TRIES		16

#define WRITES		(FILE_WRITE_DATA | FILE_APPEND_DATA)

static bool
overwrites(enum vfs_disposition d)
{
	return d == VFS_SUPERSEDE || d == VFS_OVERWRITE ||
	    d == VFS_OVERWRITE_IF;
}

/* Of what it names, all must be the share's own. */
static bool
names_owner(const struct disk_share *share, const struct vfs_security *s)
{
	const struct vfs_security	*own = &share->config.security;

	return (s->owner.count == 0 || sid_equal(&s->owner, &own->owner)) &&
	    (s->group.count == 0 || sid_equal(&s->group, &own->group));
}

/* What can be said without looking at the disk. */
static enum ntstatus
check_request(const struct opening *op)
{
	const struct vfs_open	*o = op->o;
	uint32_t		 specific = o->access & ~MAXIMUM_ALLOWED;

	if (o->must_be_directory && (overwrites(o->disposition) ||
	    (opening_attributes(o) & FILE_ATTRIBUTE_TEMPORARY) != 0))
		return NT_INVALID_PARAMETER;
	if (o->access == 0 || (specific & ~op->share->config.access) != 0)
		return NT_ACCESS_DENIED;
	if (o->security != NULL && !names_owner(op->share, o->security))
		return NT_INVALID_OWNER;
	if (op->share->config.read_only &&
	    (overwrites(o->disposition) || o->disposition == VFS_CREATE ||
	    o->delete_on_close))
		return NT_ACCESS_DENIED;
	return NT_OK;
}

static bool
wants_writing(const struct opening *op)
{
	return !op->share->config.read_only &&
	    ((op->o->access & (WRITES | MAXIMUM_ALLOWED)) != 0 ||
	    overwrites(op->o->disposition));
}

/* For writing if that is wanted and possible; a folder is only ever read. */
static int
open_fd(struct opening *op, int folder, const char *name)
{
	int	 fd;

	op->read_only_fd = false;
	fd = open_beneath(folder, name,
	    wants_writing(op) ? O_RDWR : O_RDONLY, 0);
	if (fd == -EISDIR)
		return open_beneath(folder, name, O_RDONLY | O_DIRECTORY, 0);
	if ((fd == -EACCES || fd == -EPERM || fd == -EROFS) &&
	    wants_writing(op) && (op->o->access & WRITES) == 0 &&
	    !overwrites(op->o->disposition)) {
		op->read_only_fd = true;
		return open_beneath(folder, name, O_RDONLY, 0);
	}
	return fd;
}

enum ntstatus
opening_status(int error)
{
	if (error == -E2BIG)				/* of eas_store() */
		return NT_EA_TOO_LARGE;
	if (error == -ENXIO || error == -ENODEV)	/* a pipe, a socket */
		return NT_ACCESS_DENIED;
	return nt_from_errno(error);
}

/* The straight way.  Whatever is odd about the name, place_find() tells. */
static enum ntstatus
open_by_name(struct opening *op)
{
	op->fd = open_fd(op, op->share->config.root, op->o->path);
	if (op->fd == -ENOENT || op->fd == -ENOTDIR || op->fd == -ELOOP)
		return NT_OBJECT_NAME_NOT_FOUND;
	if (op->fd < 0)
		return opening_status(op->fd);
	(void)strlcpy(op->path, op->o->path, sizeof(op->path));
	return NT_OK;
}

static enum ntstatus
open_found(struct opening *op, const struct place *p)
{
	op->fd = open_fd(op, p->folder, p->leaf);
	if (op->fd == -ENOENT)
		return OPENING_AGAIN;
	return op->fd >= 0 ? NT_OK : opening_status(op->fd);
}

static enum ntstatus
open_by_place(struct opening *op)
{
	struct place	 p;
	enum ntstatus	 st;

	st = place_find(op->share, op->o->path, op->o->case_sensitive, &p);
	if (st == NT_OK) {
		(void)strlcpy(op->path, p.path, sizeof(op->path));
		st = place_is_special(&p) ? NT_ACCESS_DENIED :
		    p.found ? open_found(op, &p) : disk_make(op, &p);
	}
	place_end(&p);
	return st;
}

static enum ntstatus
judge_kind(const struct opening *op)
{
	const struct vfs_open	*o = op->o;
	bool			 folder = facts_is_folder(&op->facts);

	if (!folder && !facts_is_file(&op->facts))
		return NT_ACCESS_DENIED;
	if (o->disposition == VFS_CREATE)
		return NT_OBJECT_NAME_COLLISION;
	if (folder && o->must_be_file)
		return NT_FILE_IS_A_DIRECTORY;
	if (!folder && o->must_be_directory)
		return NT_NOT_A_DIRECTORY;
	if (folder && overwrites(o->disposition))
		return NT_OBJECT_NAME_COLLISION;
	return NT_OK;
}

static enum ntstatus
judge_attributes(const struct opening *op)
{
	const uint32_t		 shy = FILE_ATTRIBUTE_HIDDEN |
				    FILE_ATTRIBUTE_SYSTEM;
	const struct vfs_open	*o = op->o;
	uint32_t		 has = facts_attributes(&op->facts);
	bool			 writes = (o->access & WRITES) != 0 &&
				    !facts_is_folder(&op->facts);

	if (o->delete_on_close && ((has & FILE_ATTRIBUTE_READONLY) != 0 ||
	    sys_same_file(&op->facts.st, &op->share->root)))
		return NT_CANNOT_DELETE;
	if ((has & FILE_ATTRIBUTE_READONLY) != 0 &&
	    (writes || overwrites(o->disposition)))
		return NT_ACCESS_DENIED;
	if (overwrites(o->disposition) &&
	    (has & shy & ~opening_attributes(o)) != 0)
		return NT_ACCESS_DENIED;
	return NT_OK;
}

static enum ntstatus
judge(struct opening *op)
{
	enum ntstatus	 st;
	int		 error;

	if (op->o->created)
		return NT_OK;
	error = op->share->config.read_only ?
	    facts_read_plain(op->fd, &op->facts) :
	    facts_read(op->fd, &op->facts);
	if (error != 0)
		return nt_from_errno(error);
	st = judge_kind(op);
	if (st == NT_OK)
		st = judge_attributes(op);
	return st;
}

/* Overwriting is writing, superseding also deleting. */
static uint32_t
needed_access(const struct vfs_open *o)
{
	uint32_t	 need = o->access & ~MAXIMUM_ALLOWED;

	if (overwrites(o->disposition))
		need |= FILE_WRITE_DATA;
	if (o->disposition == VFS_SUPERSEDE)
		need |= DELETE;
	return need;
}

static enum ntstatus
judge_rights(struct opening *op)
{
	struct vfs_open	*o = op->o;
	enum ntstatus	 st;

	st = disk_rights(op->tree, op->fd, op->path, &o->maximal);
	if (o->created)
		return NT_OK;		/* whose maker gets what he asked for */
	if (st == NT_OK && (needed_access(o) & ~o->maximal) != 0)
		st = NT_ACCESS_DENIED;
	return st;
}

static void
grant(struct opening *op)
{
	struct vfs_open	*o = op->o;

	o->granted = o->access & ~MAXIMUM_ALLOWED;
	if ((o->access & MAXIMUM_ALLOWED) == 0)
		return;
	o->granted |= o->maximal;
	if (!o->created && !facts_is_folder(&op->facts) &&
	    (op->read_only_fd || (facts_attributes(&op->facts) &
	    FILE_ATTRIBUTE_READONLY) != 0))
		o->granted &= ~WRITES;
}

static enum ntstatus
find_or_make(struct opening *op)
{
	enum ntstatus	 st = OPENING_AGAIN;
	int		 tries;

	for (tries = 0; st == OPENING_AGAIN && tries < TRIES; tries++) {
		st = open_by_name(op);
		if (st == NT_OBJECT_NAME_NOT_FOUND)
			st = open_by_place(op);
	}
	return st == OPENING_AGAIN ? NT_SHARING_VIOLATION : st;
}

enum ntstatus
disk_open(struct vfs_tree *tree, struct vfs_open *o, struct vfs_wait *wait)
{
	struct opening	 op = { .tree = tree, .o = o, .fd = -1,
			    .share = disk_share_of(tree) };
	enum ntstatus	 st;

	(void)wait;
	o->file = NULL;
	o->created = false;
	st = check_request(&op);
	if (st == NT_OK)
		st = find_or_make(&op);
	if (st == NT_OK)
		st = judge(&op);
	if (st == NT_OK)
		st = judge_rights(&op);
	if (st == NT_OK && op.file == NULL)
		op.file = disk_file_new(tree, op.fd, &op.facts, op.path);
	if (st == NT_OK && op.file != NULL) {
		grant(&op);
		o->file = &op.file->vfs;
		return NT_OK;
	}
	if (op.fd >= 0)
		(void)close(op.fd);
	return st == NT_OK ? NT_INSUFFICIENT_RESOURCES : st;
}
