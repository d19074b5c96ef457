/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handle - an open file from its granting to its end.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "server/smb/disk/file.h"
#include "server/smb/disk/listing.h"
#include "server/smb/disk/sys.h"
#include "server/smb/disk/watch.h"

static void
free_file(struct disk_file *f)
{
	if (f->node != NULL)
		node_drop(&f->share->nodes, &f->node);
	listing_drop(&f->listing);
	if (f->fd >= 0)
		(void)close(f->fd);
	free(f->path);
	free(f);
}

struct disk_file *
disk_file_new(struct vfs_tree *tree, int fd, const struct facts *facts,
    const char *path)
{
	struct disk_file	*f;

	f = calloc(1, sizeof(*f));
	if (f == NULL)
		return NULL;
	f->vfs = (struct vfs_file){ .ops = tree->ops, .tree = tree };
	f->share = disk_share_of(tree);
	f->fd = -1;
	f->is_folder = facts_is_folder(facts);
	f->path = strdup(path);
	f->node = node_get(&f->share->nodes, sys_dev(&facts->st),
	    facts->st.stx_ino);
	if (f->path == NULL || f->node == NULL) {
		free_file(f);
		return NULL;
	}
	f->fd = fd;
	return f;
}

/*
 * A write time that cannot be set is no reason to keep a handle open: the
 * file's own time, which the write moved, is what remains.
 */
enum ntstatus
disk_close(struct vfs_file *vf, enum vfs_close how, struct vfs_wait *wait)
{
	static struct log_limit	 limit = { .burst = 5 };
	struct disk_file	*f = disk_file_of(vf);
	enum ntstatus		 st = NT_OK;

	(void)how;
	(void)wait;
	watch_close(f);
	if (f->wrote)
		st = disk_settle(f);
	if (st != NT_OK)
		log_limited(&limit, LVL_WARN, "share \"%s\": file \"%s\": "
		    "cannot set its write time [status=%s]", f->share->label,
		    VIS(f->path), nt_name((uint32_t)st));
	free_file(f);
	return NT_OK;
}
