/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "protocol/smb2/access.h"
#include "server/smb/disk/file.h"
#include "server/smb/disk/listing.h"
#include "server/smb/disk/sys.h"
#include "server/smb/disk/watch.h"

#define CHANGING	(FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_WRITE_EA | \
			 FILE_WRITE_ATTRIBUTES | FILE_DELETE_CHILD | DELETE | \
			 WRITE_DAC | WRITE_OWNER)

static int
open_root(struct disk_share *s, int folder, struct err *e)
{
	int	 error;

	s->config.root = open_beneath(folder, "", O_RDONLY | O_DIRECTORY, 0);
	if (s->config.root < 0)
		return err_set(e, -s->config.root,
		    "cannot open the folder of share \"%s\": %s", s->label,
		    strerror(-s->config.root));
	error = sys_statx(s->config.root, &s->root);
	if (error != 0)
		return err_set(e, -error,
		    "cannot look at the folder of share \"%s\": %s", s->label,
		    strerror(-error));
	return 0;
}

int
disk_share_new(const struct disk_config *config, struct disk_share **out,
    struct err *e)
{
	struct disk_share	*s;
	int			 error;

	*out = NULL;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return err_set(e, ENOMEM, "no memory for a share");
	s->config = *config;
	s->config.root = -1;
	if (config->read_only)
		s->config.access &= ~CHANGING;
	RB_INIT(&s->nodes);
	(void)strlcpy(s->label, config->label, sizeof(s->label));
	s->config.label = s->label;
	s->listings = listing_cache_new();
	if (s->listings == NULL)
		error = err_set(e, ENOMEM, "no memory for a share");
	else
		error = open_root(s, config->root, e);
	if (error != 0)
		disk_share_free(&s);
	*out = s;
	return error;
}

void
disk_share_free(struct disk_share **sp)
{
	struct disk_share	*s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	watcher_free(&s->watcher);
	listing_cache_free(&s->listings);
	if (s->config.root >= 0)
		(void)close(s->config.root);
	free(s);
}

static enum ntstatus
connect_tree(void *share, const struct vfs_who *who, struct vfs_tree **out)
{
	struct disk_tree	*t;

	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	t->vfs.ops = &disk_ops;
	t->user = who == NULL ? NULL : who->user;
	t->share = share;
	t->share->trees++;
	*out = &t->vfs;
	return NT_OK;
}

static void
disconnect(struct vfs_tree *tree, enum vfs_close how)
{
	(void)how;
	disk_share_of(tree)->trees--;
	free(tree);
}

static uint32_t
maximal_access(struct vfs_tree *tree)
{
	return disk_share_of(tree)->config.access;
}

static unsigned
flags(struct vfs_tree *tree, struct vfs_file *f)
{
	(void)f;
	return disk_share_of(tree)->config.read_only ? VFS_READ_ONLY :
	    VFS_SHARED;
}

static enum ntstatus
space(struct vfs_tree *tree, struct vfs_space *out)
{
	struct disk_share	*s = disk_share_of(tree);
	struct vfs_stat		 st;
	struct statvfs		 fs;
	int			 error;

	if (fstatvfs(s->config.root, &fs) == -1)
		return nt_from_errno(errno);
	error = disk_facts(s, s->config.root, &st);
	if (error != 0)
		return nt_from_errno(error);
	*out = (struct vfs_space){
		.total_units = fs.f_blocks,
		.free_units = fs.f_bfree,
		.caller_free_units = fs.f_bavail,
		.unit_bytes = (uint32_t)fs.f_frsize,
		.serial = (uint32_t)(fs.f_fsid ^ fs.f_fsid >> 32),
		.created = st.created,
	};
	(void)strlcpy(out->label, s->label, sizeof(out->label));
	return NT_OK;
}

static enum ntstatus
stat_file(struct vfs_file *vf, struct vfs_stat *st)
{
	struct disk_file	*f = disk_file_of(vf);

	return nt_from_errno(disk_facts(f->share, f->fd, st));
}

static void
settle(struct vfs_file *vf)
{
	struct disk_file	*f = disk_file_of(vf);

	if (f->wrote)
		(void)disk_settle(f);
}

const struct vfs_ops	disk_ops = {
	.name = "disk",
	.connect = connect_tree,
	.disconnect = disconnect,
	.maximal_access = maximal_access,
	.flags = flags,
	.space = space,
	.open = disk_open,
	.overwrite = disk_overwrite,
	.close = disk_close,
	.read = disk_read,
	.write = disk_write,
	.flush = disk_flush,
	.copy = disk_copy,
	.settle = settle,
	.stat = stat_file,
	.path = disk_path,
	.set_basic = disk_set_basic,
	.set_size = disk_set_size,
	.set_allocation = disk_set_allocation,
	.may_remove = disk_may_remove,
	.remove = disk_remove,
	.rename = disk_rename,
	.lookup = disk_lookup,
	.renamed = disk_renamed,
	.next_entry = disk_next_entry,
	.next_wanted = disk_next_wanted,
	.watch = disk_watch,
	.unwatch = disk_unwatch,
	.security = disk_security,
	.set_security = disk_set_security,
	.get_eas = disk_get_eas,
	.put_eas = disk_put_eas,
};
