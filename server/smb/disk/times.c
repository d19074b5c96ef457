/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * times - the facts of an open file, with the write time that its clients see
 * while writes are pending (node.h).
 */
#include <errno.h>

#include "base/clock.h"
#include "protocol/smb2/access.h"
#include "server/smb/disk/eas.h"
#include "server/smb/disk/file.h"
#include "server/smb/disk/sys.h"

int
disk_facts(struct disk_share *share, int fd, struct vfs_stat *st)
{
	struct facts	 facts;
	struct node	*node;
	int		 error;

	error = share->config.read_only ? facts_read_plain(fd, &facts) :
	    facts_read(fd, &facts);
	if (error != 0)
		return error;
	if (!facts_is_file(&facts) && !facts_is_folder(&facts))
		return -ENOENT;
	facts_show(&facts, st);
	st->ea_size = share->config.read_only ? 0 : eas_size(fd);
	node = node_find(&share->nodes, st->dev, st->ino);
	if (node != NULL)
		st->written = node_written(node, st->written);
	return 0;
}

static void
touch(const struct disk_file *f, struct facts *facts)
{
	if (!f->sticky_changed)
		facts_touch(facts);
}

enum ntstatus
disk_before_write(struct disk_file *f)
{
	struct facts	 facts;
	uint32_t	 attributes;
	int		 error;

	if (!node_cares(f->node, f->sticky_written))
		return NT_OK;
	error = facts_read(f->fd, &facts);
	if (error != 0)
		return nt_from_errno(error);
	node_write(f->node, f->sticky_written, facts_written(&facts));
	f->wrote = true;
	attributes = facts_attributes(&facts);
	if ((attributes & FILE_ATTRIBUTE_ARCHIVE) == 0) {
		touch(f, &facts);
		facts_set_attributes(&facts,
		    attributes | FILE_ATTRIBUTE_ARCHIVE);
		error = facts_store(f->fd, &facts);
	}
	return nt_from_errno(error);
}

enum ntstatus
disk_settle(struct disk_file *f)
{
	struct facts	 facts;
	uint64_t	 shown = f->node->shown;
	enum node_end	 end;
	int		 error;

	f->wrote = false;
	if (f->node->state == NODE_QUIET)
		return NT_OK;
	error = facts_read(f->fd, &facts);
	if (error != 0)
		return nt_from_errno(error);
	end = node_settle(f->node, facts_written(&facts));
	if (end == NODE_AS_ON_DISK)
		return NT_OK;
	touch(f, &facts);
	error = facts_set_written(f->fd, &facts,
	    end == NODE_SET_NOW ? nt_time_now() : shown);
	if (error == 0)
		error = facts_store(f->fd, &facts);
	return nt_from_errno(error);
}

void
disk_show_now(struct disk_file *f)
{
	if (!f->sticky_written)
		f->node->state = NODE_QUIET;
}
