/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/rights.h"

#include <fcntl.h>
#include <unistd.h>

#include "protocol/smb2/access.h"
#include "server/smb/disk/dacl.h"
#include "server/smb/disk/file.h"
#include "server/smb/disk/sys.h"
#include "server/smb/path.h"

/* What a folder's rights say about everything in it. */
#define BY_FOLDER	(DELETE | FILE_READ_ATTRIBUTES)

static enum ntstatus
own_rights(struct vfs_tree *tree, int fd, uint32_t *most)
{
	const struct disk_share	*share = disk_share_of(tree);
	struct vfs_security	 s;
	int			 rc;

	*most = share->config.access;
	if (share->config.read_only)	/* nobody can have set one */
		return NT_OK;
	s.owner = share->config.security.owner;
	rc = dacl_load(fd, &s);
	if (rc == 1)
		*most &= dacl_allows(&s, disk_user_of(tree));
	return rc < 0 ? nt_from_errno(rc) : NT_OK;
}

static uint32_t
given_by_folder(uint32_t of_folder)
{
	uint32_t	 given = 0;

	if ((of_folder & FILE_DELETE_CHILD) != 0)
		given |= DELETE;
	if ((of_folder & FILE_LIST_DIRECTORY) != 0)
		given |= FILE_READ_ATTRIBUTES;
	return given;
}

enum ntstatus
disk_rights(struct vfs_tree *tree, int fd, const char *path, uint32_t *most)
{
	const struct disk_share	*share = disk_share_of(tree);
	char			 parent[VFS_PATH_MAX];
	uint32_t		 of_folder;
	enum ntstatus		 st;
	int			 folder;

	st = own_rights(tree, fd, most);
	if (st != NT_OK || path[0] == '\0' ||
	    (~*most & share->config.access & BY_FOLDER) == 0)
		return st;
	path_parent(path, parent);
	folder = open_beneath(share->config.root, parent,
	    O_RDONLY | O_DIRECTORY, 0);
	if (folder < 0)
		return NT_OK;
	st = own_rights(tree, folder, &of_folder);
	(void)close(folder);
	if (st == NT_OK)
		*most |= given_by_folder(of_folder) & share->config.access;
	return st;
}

enum ntstatus
disk_may_add(struct vfs_tree *tree, int folder, bool a_folder)
{
	uint32_t	 most, need;
	enum ntstatus	 st;

	need = a_folder ? FILE_ADD_SUBDIRECTORY : FILE_ADD_FILE;
	st = own_rights(tree, folder, &most);
	return st != NT_OK || (most & need) != 0 ? st : NT_ACCESS_DENIED;
}

enum ntstatus
disk_may_replace(struct vfs_tree *tree, int folder, int fd)
{
	uint32_t	 most, of_folder;
	enum ntstatus	 st;

	st = own_rights(tree, fd, &most);
	if (st == NT_OK)
		st = own_rights(tree, folder, &of_folder);
	if (st != NT_OK)
		return st;
	most |= given_by_folder(of_folder);
	return (most & DELETE) != 0 ? NT_OK : NT_ACCESS_DENIED;
}
