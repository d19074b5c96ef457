/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder - enumeration: ".", "..", then the names of a listing that was taken
 * when the enumeration began, with their facts as they are now.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "server/smb/disk/file.h"
#include "server/smb/disk/listing.h"
#include "server/smb/disk/sys.h"
#include "server/smb/path.h"

static int
facts_of_parent(struct disk_file *f, struct vfs_stat *st)
{
	char	 parent[VFS_PATH_MAX];
	int	 fd, error;

	path_parent(f->path, parent);
	fd = open_beneath(f->share->config.root, parent,
	    O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return disk_facts(f->share, f->fd, st);
	error = disk_facts(f->share, fd, st);
	(void)close(fd);
	return error;
}

/* What we may not open, or need not, has the facts of stat. */
static int
facts_unopened(struct disk_file *f, const char *name, struct vfs_stat *st)
{
	struct facts	 facts = { .rec = { .parts = 0 } };
	int		 error;

	error = sys_statx_name(f->fd, name, &facts.st);
	if (error == 0 && !facts_is_file(&facts) && !facts_is_folder(&facts))
		error = -ENOENT;
	if (error == 0)
		facts_show(&facts, st);
	return error;
}

static int
facts_of_name(struct disk_file *f, const char *name, struct vfs_stat *st)
{
	int	 fd, error;

	if (f->share->config.read_only)
		return facts_unopened(f, name, st);
	fd = open_beneath(f->fd, name, O_RDONLY, 0);
	if (fd == -EACCES)
		return facts_unopened(f, name, st);
	if (fd < 0)
		return fd;
	error = disk_facts(f->share, fd, st);
	(void)close(fd);
	return error;
}

/* The name whose turn it is, or NULL at the end. */
static const char *
name_at(const struct disk_file *f)
{
	if (f->next < 2)
		return f->next == 0 ? "." : "..";
	if (f->next - 2 >= listing_count(f->listing))
		return NULL;
	return listing_name(f->listing, f->next - 2);
}

static int
facts_at(struct disk_file *f, const char *name, struct vfs_stat *st)
{
	if (f->next == 0)
		return disk_facts(f->share, f->fd, st);
	if (f->next == 1)
		return facts_of_parent(f, st);
	return facts_of_name(f, name, st);
}

static int
start(struct disk_file *f)
{
	listing_drop(&f->listing);
	f->next = 0;
	return listing_get(f->share->listings, f->fd, &f->listing);
}

enum ntstatus
disk_next_wanted(struct vfs_file *vf, bool restart,
    const struct vfs_wanted *wanted, struct vfs_entry *e)
{
	struct disk_file	*f = disk_file_of(vf);
	const char		*name;
	int			 error = 0;

	if (!f->is_folder)
		return NT_INVALID_PARAMETER;
	if (restart || f->listing == NULL)
		error = start(f);
	if (error != 0)
		return nt_from_errno(error);
	for (; (name = name_at(f)) != NULL; f->next++) {
		if (wanted != NULL && !wanted->test(wanted->arg, name))
			continue;
		/* Gone meanwhile, or become something we do not show. */
		if (facts_at(f, name, &e->stat) != 0)
			continue;
		(void)strlcpy(e->name, name, sizeof(e->name));
		f->next++;
		return NT_OK;
	}
	return NT_NO_MORE_FILES;
}

enum ntstatus
disk_next_entry(struct vfs_file *vf, bool restart, struct vfs_entry *e)
{
	return disk_next_wanted(vf, restart, NULL, e);
}
