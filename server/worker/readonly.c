/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/worker/readonly.h"

enum ntstatus
readonly_overwrite(struct vfs_file *f, uint32_t attributes, uint64_t allocation,
    bool supersede)
{
	(void)f;
	(void)attributes;
	(void)allocation;
	(void)supersede;
	return NT_ACCESS_DENIED;
}

enum ntstatus
readonly_write(struct vfs_file *f, uint64_t off, const void *src, size_t n,
    struct vfs_wait *wait)
{
	(void)f;
	(void)off;
	(void)src;
	(void)n;
	(void)wait;
	return NT_ACCESS_DENIED;
}

enum ntstatus
readonly_flush(struct vfs_file *f, struct vfs_wait *wait)
{
	(void)f;
	(void)wait;
	return NT_ACCESS_DENIED;
}

enum ntstatus
readonly_copy(struct vfs_file *from, uint64_t from_off, struct vfs_file *to,
    uint64_t to_off, size_t n, struct vfs_wait *wait)
{
	(void)from;
	(void)from_off;
	(void)to;
	(void)to_off;
	(void)n;
	(void)wait;
	return NT_ACCESS_DENIED;
}

enum ntstatus
readonly_set_basic(struct vfs_file *f, const struct vfs_basic *b)
{
	(void)f;
	(void)b;
	return NT_ACCESS_DENIED;
}

enum ntstatus
readonly_set_size(struct vfs_file *f, uint64_t size)
{
	(void)f;
	(void)size;
	return NT_ACCESS_DENIED;
}

enum ntstatus
readonly_may_remove(struct vfs_file *f)
{
	(void)f;
	return NT_ACCESS_DENIED;
}

enum ntstatus
readonly_remove(struct vfs_file *f, const char *path)
{
	(void)f;
	(void)path;
	return NT_ACCESS_DENIED;
}

enum ntstatus
readonly_rename(struct vfs_file *f, const char *to, bool replace,
    struct vfs_wait *wait)
{
	(void)f;
	(void)to;
	(void)replace;
	(void)wait;
	return NT_ACCESS_DENIED;
}

void
readonly_renamed(struct vfs_file *f, const char *to)
{
	(void)f;
	(void)to;
}

/* It never changes: there is nothing to wait for, but one may wait. */
enum ntstatus
readonly_watch(struct vfs_file *f, struct vfs_watch *w)
{
	(void)f;
	(void)w;
	return NT_OK;
}

void
readonly_unwatch(struct vfs_file *f, struct vfs_watch *w)
{
	(void)f;
	(void)w;
}
