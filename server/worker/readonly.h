/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readonly - the half of struct vfs_ops that says no: what flows down is
 * read-only in code, not by file mode, whoever asks (T15).
 */
#ifndef SERVER_WORKER_READONLY_H
#define SERVER_WORKER_READONLY_H

#include "server/smb/vfs.h"

enum ntstatus	readonly_overwrite(struct vfs_file *, uint32_t, uint64_t,
		    bool);
enum ntstatus	readonly_write(struct vfs_file *, uint64_t, const void *,
		    size_t, struct vfs_wait *);
enum ntstatus	readonly_flush(struct vfs_file *, struct vfs_wait *);
enum ntstatus	readonly_copy(struct vfs_file *, uint64_t, struct vfs_file *,
		    uint64_t, size_t, struct vfs_wait *);
enum ntstatus	readonly_set_basic(struct vfs_file *,
		    const struct vfs_basic *);
enum ntstatus	readonly_set_size(struct vfs_file *, uint64_t);
enum ntstatus	readonly_may_remove(struct vfs_file *);
enum ntstatus	readonly_remove(struct vfs_file *, const char *);
enum ntstatus	readonly_rename(struct vfs_file *, const char *, bool,
		    struct vfs_wait *);
void		readonly_renamed(struct vfs_file *, const char *);
enum ntstatus	readonly_watch(struct vfs_file *, struct vfs_watch *);
void		readonly_unwatch(struct vfs_file *, struct vfs_watch *);

#define READ_ONLY_OPS				\
	.overwrite = readonly_overwrite,	\
	.write = readonly_write,		\
	.flush = readonly_flush,		\
	.copy = readonly_copy,			\
	.set_basic = readonly_set_basic,	\
	.set_size = readonly_set_size,		\
	.set_allocation = readonly_set_size,	\
	.may_remove = readonly_may_remove,	\
	.remove = readonly_remove,		\
	.rename = readonly_rename,		\
	.renamed = readonly_renamed,		\
	.watch = readonly_watch,		\
	.unwatch = readonly_unwatch

#endif
