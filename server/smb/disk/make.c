/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make - a new file or folder, with all that it is to have besides its name.
 *
 * Source   [MS-FSA] 2.1.5.1.1.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "protocol/smb2/access.h"
#include "server/smb/disk/census.h"
#include "server/smb/disk/eas.h"
#include "server/smb/disk/file.h"
#include "server/smb/disk/listing.h"
#include "server/smb/disk/opening.h"
#include "server/smb/disk/remove.h"
#include "server/smb/disk/rights.h"
#include "server/smb/disk/sys.h"

static bool
creates(enum vfs_disposition d)
{
	return d != VFS_OPEN && d != VFS_OVERWRITE;
}

static int
make_folder(struct opening *op, const struct place *p)
{
	if (mkdirat(p->folder, p->leaf, op->share->config.folder_mode) == -1)
		return -errno;
	op->o->created = true;
	return open_beneath(p->folder, p->leaf, O_RDONLY | O_DIRECTORY, 0);
}

static int
make_file(struct opening *op, const struct place *p)
{
	int	 fd;

	fd = open_beneath(p->folder, p->leaf, O_RDWR | O_CREAT | O_EXCL,
	    op->share->config.file_mode);
	op->o->created = fd >= 0;
	return fd;
}

/* What the new one is to be besides its name. */
static int
furnish(struct opening *op, const struct place *p)
{
	const struct vfs_open	*o = op->o;
	uint32_t		 attributes = opening_attributes(o);
	int			 error;

	error = facts_read(op->fd, &op->facts);
	if (error != 0)
		return error;
	if (!o->must_be_directory)
		attributes |= FILE_ATTRIBUTE_ARCHIVE;
	facts_set_attributes(&op->facts, attributes);
	/* Where the file system knows no birth, it would follow the mtime. */
	if ((op->facts.st.stx_mask & STATX_BTIME) == 0)
		facts_set_created(&op->facts,
		    sys_nt_time(&op->facts.st.stx_mtime));
	error = facts_store(op->fd, &op->facts);
	if (error == 0)
		error = disk_furnish_security(op->tree, p->folder, op->fd, o);
	if (error == 0 && o->eas.len > 0)
		error = eas_store(op->fd, o->eas);
	if (error != 0 || o->must_be_directory || o->allocation == 0)
		return error;
	error = sys_keep_room(op->fd, o->allocation);
	return error != 0 ? error : sys_statx(op->fd, &op->facts.st);
}

/* What we just made and could not finish goes again. */
static void
unmake(struct opening *op, const struct place *p)
{
	struct statx	 st;

	if (op->o->created && op->fd < 0)
		(void)unlinkat(p->folder, p->leaf, AT_REMOVEDIR);
	else if (op->o->created && sys_statx(op->fd, &st) == 0)
		(void)remove_exactly(p->folder, p->leaf, &st);
	op->o->created = false;
}

static enum ntstatus
may_create(struct opening *op, const struct place *p)
{
	const struct vfs_open	*o = op->o;

	if (!creates(o->disposition))
		return NT_OBJECT_NAME_NOT_FOUND;
	if (op->share->config.read_only)
		return NT_ACCESS_DENIED;
	if (o->delete_on_close &&
	    (o->attributes & FILE_ATTRIBUTE_READONLY) != 0)
		return NT_CANNOT_DELETE;
	return disk_may_add(op->tree, p->folder, o->must_be_directory);
}

enum ntstatus
disk_make(struct opening *op, const struct place *p)
{
	struct vfs_open	*o = op->o;
	struct census	*census;
	enum ntstatus	 st;
	int		 error;

	st = may_create(op, p);
	if (st != NT_OK)
		return st;
	census = census_before(listing_census(op->share->listings),
	    p->folder);
	op->fd = o->must_be_directory ? make_folder(op, p) : make_file(op, p);
	if (o->created)
		census_after(census, p->folder, p->leaf);
	if (op->fd == -EEXIST || (op->fd == -ENOENT && o->created)) {
		o->created = false;
		return OPENING_AGAIN;
	}
	error = op->fd < 0 ? op->fd : furnish(op, p);
	if (error == 0) {
		op->file = disk_file_new(op->tree, op->fd, &op->facts,
		    op->path);
		if (op->file != NULL)
			return NT_OK;
		error = -ENOMEM;
	}
	unmake(op, p);
	return opening_status(error);
}
