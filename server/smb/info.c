/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/info.h"

#include <string.h>

#include "protocol/smb2/create.h"
#include "server/smb/open.h"
#include "server/smb/tree.h"

/* Options of CREATE that FileModeInformation shows, [MS-FSCC] 2.4.26. */
#define MODE_MASK	(FILE_WRITE_THROUGH | FILE_SEQUENTIAL_ONLY | \
			 FILE_NO_INTERMEDIATE_BUFFERING | \
			 FILE_SYNCHRONOUS_IO_ALERT | \
			 FILE_SYNCHRONOUS_IO_NONALERT | FILE_DELETE_ON_CLOSE)

static void
from_stat(const struct vfs_stat *st, struct smb2_file_facts *f)
{
	memset(f, 0, sizeof(*f));
	f->creation_time = st->created;
	f->last_access_time = st->accessed;
	f->last_write_time = st->written;
	f->change_time = st->changed;
	f->allocation_size = st->allocation;
	f->end_of_file = st->size;
	f->attributes = st->attributes;
	f->nlink = st->nlink;
	f->ea_size = st->ea_size;
	f->file_index = st->ino;
	f->volume_id = st->dev;
	f->directory = st->is_directory;
}

/* "\dir\file": from the share's root, with its separators. */
static void
wire_path(char *path)
{
	for (; *path != '\0'; path++)
		if (*path == '/')
			*path = '\\';
}

enum ntstatus
facts_of(struct open *o, struct smb2_file_facts *f)
{
	static _Thread_local char	 path[VFS_PATH_MAX + 1];
	struct vfs_stat			 st;
	enum ntstatus			 status;

	status = o->file->ops->stat(o->file, &st);
	if (status != NT_OK)
		return status;
	from_stat(&st, f);
	path[0] = '\\';
	status = o->file->ops->path(o->file, path + 1, sizeof(path) - 1);
	if (status != NT_OK)
		return status;
	wire_path(path);
	f->name = path;
	f->position = o->position;
	f->access = o->granted;
	f->mode = o->options & MODE_MASK;
	f->delete_pending = o->delete_pending;
	if (f->delete_pending && f->nlink > 0)
		f->nlink--;
	return NT_OK;
}

void
facts_of_entry(const struct vfs_entry *e, struct smb2_file_facts *f)
{
	from_stat(&e->stat, f);
	f->name = e->name;
}
