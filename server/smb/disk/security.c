/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * security - who may what with an open file, shown and set.
 */
#include <errno.h>

#include "protocol/smb2/security.h"
#include "server/smb/disk/dacl.h"
#include "server/smb/disk/file.h"

enum ntstatus
disk_security(struct vfs_file *vf, struct vfs_security *out)
{
	struct disk_file	*f = disk_file_of(vf);
	int			 rc;
	size_t			 i;

	*out = f->share->config.security;
	rc = dacl_load(f->fd, out);
	for (i = 0; rc == 0 && f->is_folder && i < out->naces; i++)
		out->aces[i].flags |= OBJECT_INHERIT_ACE |
		    CONTAINER_INHERIT_ACE;
	return rc < 0 ? nt_from_errno(rc) : NT_OK;
}

enum ntstatus
disk_set_security(struct vfs_file *vf, const struct vfs_security *s)
{
	struct disk_file	*f = disk_file_of(vf);

	if (f->share->config.read_only)
		return NT_ACCESS_DENIED;
	return nt_from_errno(dacl_store(f->fd, s));
}

/* A new file's: as it was asked for, or as its folder hands it down. */
int
disk_furnish_security(struct vfs_tree *tree, int folder, int fd,
    const struct vfs_open *o)
{
	struct vfs_security	 from = disk_share_of(tree)->config.security;
	struct vfs_security	 s;
	int			 rc;

	if (o->security != NULL)	/* owner and group are not stored */
		return dacl_store(fd, o->security);
	rc = dacl_load(folder, &from);
	if (rc == 1 && dacl_inherit(&from, o->must_be_directory, &s))
		return dacl_store(fd, &s);
	return rc < 0 ? rc : 0;
}
