/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "server/smb/disk/file.h"
#include "server/smb/disk/listing.h"
#include "server/smb/disk/sys.h"
#include "server/smb/path.h"

#define FOLDER_FLAGS	(O_RDONLY | O_DIRECTORY)

/* One step down, in any case of letters; takes the place of *folder. */
static int
descend(struct disk_share *share, int *folder, char name[static VFS_NAME_MAX])
{
	int	 fd, rc;

	fd = open_beneath(*folder, name, FOLDER_FLAGS, 0);
	if (fd == -ENOENT) {
		rc = listing_spell(share->listings, *folder, name);
		if (rc <= 0)
			return rc == 0 ? -ENOENT : rc;
		fd = open_beneath(*folder, name, FOLDER_FLAGS, 0);
	}
	if (fd < 0)
		return fd;
	(void)close(*folder);
	*folder = fd;
	return 0;
}

/* Opens the folder `path' and writes how it is spelled. */
static int
walk(struct disk_share *share, const char *path,
    char spelled[static VFS_PATH_MAX])
{
	char		 name[VFS_NAME_MAX], so_far[VFS_PATH_MAX];
	size_t		 len;
	int		 folder, error = 0;

	spelled[0] = '\0';
	folder = open_beneath(share->config.root, "", FOLDER_FLAGS, 0);
	if (folder < 0)
		return folder;
	for (; error == 0 && *path != '\0'; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (len >= sizeof(name)) {
			error = -ENOENT;
			break;
		}
		memcpy(name, path, len);
		name[len] = '\0';
		error = descend(share, &folder, name);
		(void)strlcpy(so_far, spelled, sizeof(so_far));
		if (error == 0 && !path_join(so_far, name, spelled))
			error = -ENAMETOOLONG;
	}
	if (error == 0)
		return folder;
	(void)close(folder);
	return error;
}

static int
open_folder(struct disk_share *share, const char *path, bool exact,
    char spelled[static VFS_PATH_MAX])
{
	int	 fd;

	fd = open_beneath(share->config.root, path, FOLDER_FLAGS, 0);
	if (fd == -ENOENT && !exact)
		return walk(share, path, spelled);
	(void)strlcpy(spelled, path, VFS_PATH_MAX);
	return fd;
}

static enum ntstatus
path_status(int error)
{
	if (error == -ENOENT || error == -ENOTDIR || error == -ELOOP)
		return NT_OBJECT_PATH_NOT_FOUND;
	return nt_from_errno(error);
}

/* The exact name first: it is the common case and needs no listing. */
static int
look(struct disk_share *share, struct place *p, char name[static VFS_NAME_MAX],
    bool exact)
{
	int	 rc;

	rc = sys_statx_name(p->folder, name, &p->st);
	if (rc == -ENOENT && !exact) {
		rc = listing_spell(share->listings, p->folder, name);
		if (rc <= 0)
			return rc;
		rc = sys_statx_name(p->folder, name, &p->st);
	}
	if (rc == -ENOENT)
		return 0;
	p->found = rc == 0;
	return rc;
}

enum ntstatus
place_find(struct disk_share *share, const char *path, bool exact,
    struct place *p)
{
	char	 parent[VFS_PATH_MAX], spelled[VFS_PATH_MAX];
	char	 name[VFS_NAME_MAX];
	int	 error;

	p->found = false;
	path_parent(path, parent);
	p->folder = open_folder(share, parent, exact, spelled);
	if (p->folder < 0)
		return path_status(p->folder);
	if (strlcpy(name, path_leaf(path), sizeof(name)) >= sizeof(name))
		return NT_OBJECT_NAME_INVALID;
	error = look(share, p, name, exact);
	if (error != 0)
		return nt_from_errno(error);
	if (!path_join(spelled, name, p->path))
		return NT_OBJECT_NAME_INVALID;
	p->leaf = path_leaf(p->path);
	return NT_OK;
}

void
place_end(struct place *p)
{
	if (p->folder >= 0)
		(void)close(p->folder);
	p->folder = -1;
}

bool
place_is_special(const struct place *p)
{
	return p->found && !S_ISREG(p->st.stx_mode) &&
	    !S_ISDIR(p->st.stx_mode);
}
