/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change - what SET_INFO and an overwriting open change of a file.
 *
 * Source   [MS-FSA] 2.1.5.14, 2.1.5.1.2; special times [MS-FSCC] 2.4.7.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/smb2/access.h"
#include "server/smb/disk/file.h"
#include "server/smb/disk/sys.h"

#define TIME_STOP	UINT64_MAX		/* -1 */
#define TIME_RESUME	(UINT64_MAX - 1)	/* -2 */

static bool
is_time(uint64_t t)
{
	return t != 0 && t != TIME_STOP && t != TIME_RESUME;
}

static bool
is_valid_time(uint64_t t)
{
	return !is_time(t) || t <= INT64_MAX;
}

static enum ntstatus
check_basic(const struct disk_file *f, const struct vfs_basic *b)
{
	if (f->share->config.read_only)
		return NT_ACCESS_DENIED;
	if (!is_valid_time(b->created) || !is_valid_time(b->accessed) ||
	    !is_valid_time(b->written) || !is_valid_time(b->changed))
		return NT_INVALID_PARAMETER;
	if (f->is_folder && (b->attributes & FILE_ATTRIBUTE_TEMPORARY) != 0)
		return NT_INVALID_PARAMETER;
	if (!f->is_folder && (b->attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
		return NT_INVALID_PARAMETER;
	return NT_OK;
}

/* Whether a handle's own changes leave a time alone from now on. */
static void
set_sticky(bool *sticky, uint64_t t)
{
	if (t == TIME_RESUME)
		*sticky = false;
	else if (t != 0)
		*sticky = true;
}

/* Besides the change time itself. */
static bool
changes_something(const struct vfs_basic *b)
{
	return b->attributes != 0 || is_time(b->created) ||
	    is_time(b->accessed) || is_time(b->written);
}

static void
set_changed(struct disk_file *f, struct facts *facts,
    const struct vfs_basic *b)
{
	set_sticky(&f->sticky_changed, b->changed);
	if (is_time(b->changed))
		facts_set_changed(facts, b->changed);
	else if (changes_something(b) && f->sticky_changed)
		facts_set_changed(facts, facts_changed(facts));
	else if (changes_something(b))
		facts_touch(facts);
}

enum ntstatus
disk_set_basic(struct vfs_file *vf, const struct vfs_basic *b)
{
	struct disk_file	*f = disk_file_of(vf);
	struct facts		 facts;
	enum ntstatus		 st;
	int			 error;

	st = check_basic(f, b);
	if (st == NT_OK)
		st = disk_settle(f);
	if (st != NT_OK)
		return st;
	error = facts_read(f->fd, &facts);
	if (error != 0)
		return nt_from_errno(error);
	set_changed(f, &facts, b);
	set_sticky(&f->sticky_written, b->written);
	if (b->attributes != 0)
		facts_set_attributes(&facts, b->attributes);
	if (is_time(b->created))
		facts_set_created(&facts, b->created);
	if (is_time(b->accessed))
		error = facts_set_accessed(f->fd, &facts, b->accessed);
	if (error == 0 && is_time(b->written))
		error = facts_set_written(f->fd, &facts, b->written);
	if (error == 0)
		error = facts_store(f->fd, &facts);
	return nt_from_errno(error);
}

static enum ntstatus
before_resize(struct disk_file *f, uint64_t size)
{
	if (f->is_folder)
		return NT_INVALID_PARAMETER;
	if (f->share->config.read_only)
		return NT_ACCESS_DENIED;
	if (size > INT64_MAX)
		return NT_INVALID_PARAMETER;
	return disk_before_write(f);
}

/* ftruncate() moves the file's time even if the size stays. */
static enum ntstatus
truncate_to(struct disk_file *f, uint64_t size)
{
	if (ftruncate(f->fd, (off_t)size) == -1)
		return nt_from_errno(errno);
	disk_show_now(f);
	return NT_OK;
}

enum ntstatus
disk_set_size(struct vfs_file *vf, uint64_t size)
{
	struct disk_file	*f = disk_file_of(vf);
	enum ntstatus		 st;

	st = before_resize(f, size);
	return st != NT_OK ? st : truncate_to(f, size);
}

/* Less than the file's size cuts it; else room is kept beyond its end. */
enum ntstatus
disk_set_allocation(struct vfs_file *vf, uint64_t size)
{
	struct disk_file	*f = disk_file_of(vf);
	struct statx		 now;
	enum ntstatus		 st;
	int			 error;

	st = before_resize(f, size);
	if (st != NT_OK)
		return st;
	error = sys_statx(f->fd, &now);
	if (error != 0)
		return nt_from_errno(error);
	/* Also to the size that it has: what is allocated beyond goes. */
	st = truncate_to(f, size < now.stx_size ? size : now.stx_size);
	return st != NT_OK ? st : nt_from_errno(sys_keep_room(f->fd, size));
}

enum ntstatus
disk_overwrite(struct vfs_file *vf, uint32_t attributes, uint64_t allocation,
    bool supersede)
{
	struct disk_file	*f = disk_file_of(vf);
	struct facts		 facts;
	enum ntstatus		 st;
	int			 error;

	st = before_resize(f, allocation);
	if (st == NT_OK)
		st = truncate_to(f, 0);
	if (st == NT_OK)
		st = nt_from_errno(sys_keep_room(f->fd, allocation));
	if (st != NT_OK)
		return st;
	error = facts_read(f->fd, &facts);
	if (error != 0)
		return nt_from_errno(error);
	/* An overwritten file keeps what it has, a superseded one is new. */
	attributes |= FILE_ATTRIBUTE_ARCHIVE;
	if (!supersede)
		attributes |= facts_attributes(&facts);
	facts_touch(&facts);
	facts_set_attributes(&facts, attributes);
	return nt_from_errno(facts_store(f->fd, &facts));
}
