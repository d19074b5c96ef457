/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name - what a file is called: finding, renaming and removing it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/smb2/access.h"
#include "server/smb/disk/census.h"
#include "server/smb/disk/file.h"
#include "server/smb/disk/listing.h"
#include "server/smb/disk/place.h"
#include "server/smb/disk/remove.h"
#include "server/smb/disk/rights.h"
#include "server/smb/disk/sys.h"
#include "server/smb/disk/walk.h"
#include "server/smb/path.h"

static bool
is_root(const struct disk_file *f)
{
	return f->node->ino == f->share->root.stx_ino &&
	    f->node->dev == sys_dev(&f->share->root);
}

static bool
is_this(const struct disk_file *f, const struct statx *st)
{
	return f->node->ino == st->stx_ino && f->node->dev == sys_dev(st);
}

enum ntstatus
disk_lookup(struct vfs_tree *tree, const char *path, uint64_t *dev,
    uint64_t *ino)
{
	struct disk_share	*share = disk_share_of(tree);
	struct place		 p = { .found = true, .st = share->root,
				    .folder = -1 };
	enum ntstatus		 st = NT_OK;

	if (path[0] != '\0')
		st = place_find(share, path, false, &p);
	*dev = st == NT_OK && p.found ? sys_dev(&p.st) : 0;
	*ino = st == NT_OK && p.found ? p.st.stx_ino : 0;
	place_end(&p);
	return st;
}

enum ntstatus
disk_path(struct vfs_file *vf, char *dst, size_t size)
{
	if (strlcpy(dst, disk_file_of(vf)->path, size) >= size)
		return NT_NAME_TOO_LONG;
	return NT_OK;
}

enum ntstatus
disk_may_remove(struct vfs_file *vf)
{
	struct disk_file	*f = disk_file_of(vf);
	struct facts		 facts;
	int			 rc;

	if (f->share->config.read_only)
		return NT_ACCESS_DENIED;
	if (is_root(f))
		return NT_CANNOT_DELETE;
	rc = facts_read(f->fd, &facts);
	if (rc != 0)
		return nt_from_errno(rc);
	if ((facts_attributes(&facts) & FILE_ATTRIBUTE_READONLY) != 0)
		return NT_CANNOT_DELETE;
	if (!f->is_folder)
		return NT_OK;
	rc = walk_finds_any(f->fd);
	if (rc == 1 && remove_leftovers(f->fd) == 0)
		rc = walk_finds_any(f->fd);
	if (rc < 0)
		return nt_from_errno(rc);
	return rc == 0 ? NT_OK : NT_DIRECTORY_NOT_EMPTY;
}

enum ntstatus
disk_remove(struct vfs_file *vf, const char *path)
{
	struct disk_file	*f = disk_file_of(vf);
	struct place		 p;
	struct census		*census;
	enum ntstatus		 st;
	int			 error;

	if (path == NULL)
		path = f->path;
	if (f->share->config.read_only)
		return NT_ACCESS_DENIED;
	if (path[0] == '\0' || is_root(f))
		return NT_CANNOT_DELETE;
	st = place_find(f->share, path, false, &p);
	if (st == NT_OK && (!p.found || !is_this(f, &p.st)))
		st = NT_OBJECT_NAME_NOT_FOUND;
	if (st == NT_OK) {
		census = census_before(listing_census(f->share->listings),
		    p.folder);
		error = remove_exactly(p.folder, p.leaf, &p.st);
		if (error == 0)
			census_after(census, p.folder, NULL);
		st = error == -ESTALE ? NT_OBJECT_NAME_NOT_FOUND :
		    nt_from_errno(error);
	}
	place_end(&p);
	return st;
}

static void
take_path(struct disk_file *f, const char *path)
{
	char	*copy = strdup(path);

	/* Without memory the old name stays: later calls then find nobody. */
	if (copy == NULL)
		return;
	free(f->path);
	f->path = copy;
}

void
disk_renamed(struct vfs_file *vf, const char *to)
{
	take_path(disk_file_of(vf), to);
}

/* May what bears the new name already go? */
static enum ntstatus
may_replace(const struct disk_file *f, const struct place *to, bool replace)
{
	struct facts	 facts;
	enum ntstatus	 st;
	int		 fd, error;

	if (!replace)
		return NT_OBJECT_NAME_COLLISION;
	if (f->is_folder || !S_ISREG(to->st.stx_mode))
		return NT_ACCESS_DENIED;
	fd = open_beneath(to->folder, to->leaf, O_RDONLY, 0);
	if (fd < 0)
		return nt_from_errno(fd);
	error = facts_read(fd, &facts);
	st = nt_from_errno(error);
	if (error == 0 &&
	    (facts_attributes(&facts) & FILE_ATTRIBUTE_READONLY) != 0)
		st = NT_ACCESS_DENIED;
	if (st == NT_OK)
		st = disk_may_replace(f->vfs.tree, to->folder, fd);
	(void)close(fd);
	return st;
}

static int
move(const struct place *from, const struct place *to, const char *leaf,
    unsigned flags)
{
	return renameat2(from->folder, from->leaf, to->folder, leaf, flags)
	    == -1 ? -errno : 0;
}

static enum ntstatus
rename_status(int error)
{
	switch (error) {
	case -EINVAL:		/* a folder into itself */
	case -EISDIR:		/* what came meanwhile */
	case -ENOTDIR:
	case -ENOTEMPTY:
		return NT_ACCESS_DENIED;
	default:
		return nt_from_errno(error);
	}
}

/*
 * The name moves, and afterwards we look who came with it: if another file
 * had taken our name it goes back, and we are nobody's.
 */
static enum ntstatus
move_checked(struct disk_file *f, const struct place *from,
    const struct place *to, bool replace)
{
	struct statx	 st;
	int		 error;

	error = move(from, to, to->leaf, replace ? 0 : RENAME_NOREPLACE);
	if (error != 0)
		return rename_status(error);
	if (sys_statx_name(to->folder, to->leaf, &st) != 0 || is_this(f, &st))
		return NT_OK;
	(void)renameat2(to->folder, to->leaf, from->folder, from->leaf,
	    RENAME_NOREPLACE);
	return NT_OBJECT_NAME_NOT_FOUND;
}

/* `asked': the new name as the client spells it. */
static enum ntstatus
rename_to(struct disk_file *f, const struct place *from,
    const struct place *to, const char *asked, bool replace)
{
	struct place	 spelled = *to;
	enum ntstatus	 st;
	bool		 same = to->found && is_this(f, &to->st);

	path_parent(to->path, spelled.path);
	if (strlen(spelled.path) + strlen(asked) + 2 > VFS_PATH_MAX)
		return NT_OBJECT_NAME_INVALID;
	if (spelled.path[0] != '\0')
		(void)strlcat(spelled.path, "/", VFS_PATH_MAX);
	(void)strlcat(spelled.path, asked, VFS_PATH_MAX);
	spelled.leaf = path_leaf(spelled.path);

	if (same && strcmp(from->path, spelled.path) == 0)
		return NT_OK;
	if (to->found && !same) {
		st = may_replace(f, to, replace);
		if (st == NT_OK)
			st = move_checked(f, from, to, true);
		if (st == NT_OK && strcmp(to->leaf, spelled.leaf) != 0)
			(void)move(to, to, spelled.leaf, RENAME_NOREPLACE);
	} else
		st = move_checked(f, from, &spelled, false);
	if (st == NT_OK)
		take_path(f, spelled.path);
	return st;
}

enum ntstatus
disk_rename(struct vfs_file *vf, const char *path, bool replace,
    struct vfs_wait *wait)
{
	struct disk_file	*f = disk_file_of(vf);
	struct place		 from, to = { .folder = -1 };
	enum ntstatus		 st;

	(void)wait;
	if (f->share->config.read_only || is_root(f))
		return NT_ACCESS_DENIED;
	if (path[0] == '\0')
		return NT_OBJECT_NAME_COLLISION;
	st = place_find(f->share, f->path, false, &from);
	if (st == NT_OK && (!from.found || !is_this(f, &from.st)))
		st = NT_OBJECT_NAME_NOT_FOUND;
	if (st == NT_OK)
		st = place_find(f->share, path, false, &to);
	if (st == NT_OK)
		st = disk_may_add(f->vfs.tree, to.folder, f->is_folder);
	if (st == NT_OK)
		st = rename_to(f, &from, &to, path_leaf(path), replace);
	place_end(&from);
	place_end(&to);
	return st;
}
