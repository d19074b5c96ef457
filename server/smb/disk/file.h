/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file - what the parts of disk/ share: the share, a connection to it, an open
 * file, and the operations that disk.c puts into the table.
 */
#ifndef SERVER_SMB_DISK_FILE_H
#define SERVER_SMB_DISK_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "server/smb/disk/disk.h"
#include "server/smb/disk/facts.h"
#include "server/smb/disk/node.h"
#include "server/smb/vfs.h"

struct listing;
struct listing_cache;
struct watcher;

struct disk_share {
	struct disk_config	 config;	/* root is ours */
	struct statx		 root;
	char			 label[32];
	struct nodes		 nodes;
	struct listing_cache	*listings;
	struct watcher		*watcher;	/* NULL until first asked */
	unsigned		 trees;
};

struct disk_tree {
	struct vfs_tree		 vfs;
	struct disk_share	*share;
	const struct smb_user	*user;
};

struct disk_file {
	struct vfs_file		 vfs;
	struct disk_share	*share;
	int			 fd;
	bool			 is_folder;
	unsigned		 watches;
	bool			 wrote;		/* and may owe a write time */
	bool			 sticky_written;	/* set by this handle: */
	bool			 sticky_changed;	/* writes leave it */
	struct node		*node;
	char			*path;		/* as on disk; "": the root */
	struct listing		*listing;	/* of an enumeration */
	size_t			 next;		/* 0 ".", 1 "..", then names */
};

static inline struct disk_share *
disk_share_of(struct vfs_tree *t)
{
	return ((struct disk_tree *)(void *)t)->share;
}

static inline const struct smb_user *
disk_user_of(struct vfs_tree *t)
{
	return ((struct disk_tree *)(void *)t)->user;
}

static inline struct disk_file *
disk_file_of(struct vfs_file *f)
{
	return (struct disk_file *)(void *)f;
}

/* Facts with the write time that clients see. */
int		disk_facts(struct disk_share *, int fd, struct vfs_stat *);
/* Before the bytes change: remembers the write time, sets ARCHIVE. */
enum ntstatus	disk_before_write(struct disk_file *);
/* Pending writes get their time; flush, close and set_basic begin with it. */
enum ntstatus	disk_settle(struct disk_file *);
/* After a change whose time shows at once: a size set, an overwrite. */
void		disk_show_now(struct disk_file *);

/* open.c */
enum ntstatus	disk_open(struct vfs_tree *, struct vfs_open *,
		    struct vfs_wait *);
/* handle.c; the handle takes the descriptor over, unless it is NULL */
struct disk_file *disk_file_new(struct vfs_tree *, int fd, const struct facts *,
		    const char *path);
enum ntstatus	disk_close(struct vfs_file *, enum vfs_close,
		    struct vfs_wait *);
/* io.c */
enum ntstatus	disk_read(struct vfs_file *, uint64_t, void *, size_t,
		    struct vfs_wait *);
enum ntstatus	disk_write(struct vfs_file *, uint64_t, const void *, size_t,
		    struct vfs_wait *);
enum ntstatus	disk_flush(struct vfs_file *, struct vfs_wait *);
enum ntstatus	disk_copy(struct vfs_file *, uint64_t, struct vfs_file *,
		    uint64_t, size_t, struct vfs_wait *);
/* change.c */
enum ntstatus	disk_overwrite(struct vfs_file *, uint32_t, uint64_t, bool);
enum ntstatus	disk_set_basic(struct vfs_file *, const struct vfs_basic *);
enum ntstatus	disk_set_size(struct vfs_file *, uint64_t);
enum ntstatus	disk_set_allocation(struct vfs_file *, uint64_t);
/* security.c */
enum ntstatus	disk_security(struct vfs_file *, struct vfs_security *);
enum ntstatus	disk_set_security(struct vfs_file *,
		    const struct vfs_security *);
int		disk_furnish_security(struct vfs_tree *, int folder, int fd,
		    const struct vfs_open *);
/* eas.c */
enum ntstatus	disk_get_eas(struct vfs_file *, void *, size_t, size_t *);
enum ntstatus	disk_put_eas(struct vfs_file *, struct rd);
/* name.c */
enum ntstatus	disk_lookup(struct vfs_tree *, const char *, uint64_t *,
		    uint64_t *);
enum ntstatus	disk_path(struct vfs_file *, char *, size_t);
enum ntstatus	disk_may_remove(struct vfs_file *);
enum ntstatus	disk_remove(struct vfs_file *, const char *);
enum ntstatus	disk_rename(struct vfs_file *, const char *, bool,
		    struct vfs_wait *);
void		disk_renamed(struct vfs_file *, const char *);
/* folder.c */
enum ntstatus	disk_next_entry(struct vfs_file *, bool, struct vfs_entry *);
enum ntstatus	disk_next_wanted(struct vfs_file *, bool,
		    const struct vfs_wanted *, struct vfs_entry *);
#endif
