/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vfs - what a share is made of: libsmbserver's view of files.  Behind it
 * stand a folder on disk (disk/), and the worker's CAP (pinned sets, drop
 * boxes).  No structure of SMB 2 appears here; times are NT times, access
 * masks, attributes and NTSTATUS those of [MS-FSCC] and [MS-ERREF].
 *
 * Async    open, close, read, write, flush, copy and rename take a struct
 *          vfs_wait.
 *          They either return a status at once, or NT_LATER and call
 *          wait->done exactly once, on the loop's thread.  A file is not
 *          closed while one of its calls is under way: the caller waits.
 * Paths    relative to the share, UTF-8, components parted by '/', no empty
 *          one, already judged by path.h; "" is the share's root.
 * Memory   buffers given to read and write live until done.  vfs_file is
 *          freed by close.
 */
#ifndef SERVER_SMB_VFS_H
#define SERVER_SMB_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/wire.h"
#include "protocol/sid.h"
#include "protocol/smb2/status.h"

#define VFS_NAME_MAX	1024	/* one component, UTF-8 with NUL: 255 units */
#define VFS_PATH_MAX	4096
#define VFS_EAS_MAX	65536
#define VFS_ACES_MAX	32	/* so many fit into an attribute on ext4 */

struct smb_user;
struct vfs_file;
struct vfs_security;
struct vfs_tree;

struct vfs_wait {
	void	(*done)(struct vfs_wait *, enum ntstatus);
	size_t	 count;		/* read, write, copy: bytes done */
};

/* Whose session it is; `user' lives, and may change, while the tree does. */
struct vfs_who {
	const struct smb_user	*user;
	struct addr		 address;
	uint64_t		 session;
};

enum vfs_disposition {		/* the numbers of [MS-SMB2] 2.2.13 */
	VFS_SUPERSEDE, VFS_OPEN, VFS_CREATE, VFS_OPEN_IF, VFS_OVERWRITE,
	VFS_OVERWRITE_IF
};

struct vfs_open {
	const char		*path;
	enum vfs_disposition	 disposition;
	uint32_t		 access;	/* specific rights and
						   MAXIMUM_ALLOWED */
	uint32_t		 attributes;	/* of a new file */
	uint64_t		 allocation;
	struct rd		 eas;		/* of a new file, see get_eas; */
	/* The same; NULL: as its folder says.  A SID of no count is not named. */
	const struct vfs_security *security;
	bool			 must_be_directory;
	bool			 must_be_file;
	bool			 delete_on_close;
	bool			 case_sensitive;
	bool			 temporary;	/* FILE_ATTRIBUTE_TEMPORARY */
	/* out */
	struct vfs_file		*file;
	bool			 created;	/* it did not exist */
	uint32_t		 granted;
	uint32_t		 maximal;
};

struct vfs_stat {
	uint64_t	 dev, ino;	/* identity for share modes and locks */
	uint64_t	 created, accessed, written, changed;	/* NT times */
	uint64_t	 size;
	uint64_t	 allocation;
	uint32_t	 attributes;
	uint32_t	 nlink;
	uint32_t	 ea_size;
	bool		 is_directory;
};

/* 0 leaves a field; times: -1 stops, -2 resumes automatic updates. */
struct vfs_basic {
	uint64_t	 created, accessed, written, changed;
	uint32_t	 attributes;
};

struct vfs_entry {
	char		 name[VFS_NAME_MAX];
	struct vfs_stat	 stat;
};

/* Whom an enumeration shall look at: the others cost their name only. */
struct vfs_wanted {
	bool		(*test)(const void *arg, const char *name);
	const void	*arg;
};

struct vfs_space {
	uint64_t	 total_units, free_units, caller_free_units;
	uint32_t	 unit_bytes;
	uint32_t	 serial;
	uint64_t	 created;
	char		 label[32];
};

struct vfs_security {
	struct sid	 owner, group;
	uint16_t	 control;	/* SE_DACL_PROTECTED, _AUTO_INHERITED */
	bool		 everybody;	/* no DACL at all: everybody may all */
	struct vfs_ace {
		struct sid	 who;
		uint32_t	 access;
		uint8_t		 flags;
		bool		 denies;
	} aces[VFS_ACES_MAX];
	size_t		 naces;
};

enum vfs_close {
	VFS_CLOSE,		/* the client closed, logged off, left the tree */
	VFS_DISCARD		/* the connection was lost: nothing lands */
};

/* One event of a watched folder; renames come as two. */
struct vfs_change {
	uint32_t	 action;	/* FILE_ACTION_..., [MS-FSCC] 2.7.1 */
	uint32_t	 filter;	/* which FILE_NOTIFY_CHANGE_ it is */
	const char	*name;		/* relative to the watched folder */
};

struct vfs_watch {
	uint32_t	 filter;
	bool		 recursive;
	void		(*changed)(struct vfs_watch *,
			    const struct vfs_change *);
	/* Too much happened: the client has to look for itself. */
	void		(*overflow)(struct vfs_watch *);
	void		(*gone)(struct vfs_watch *);	/* folder removed */
	void		*private;
};

enum vfs_tree_flags {
	VFS_READ_ONLY	= 1 << 0,	/* nothing below can ever change */
	VFS_SHARED	= 1 << 1	/* share modes, locks and oplocks apply */
};

struct vfs_ops {
	const char	*name;

	enum ntstatus	(*connect)(void *share, const struct vfs_who *,
			    struct vfs_tree **);
	/* How: as for the files that are still open, which are closed first. */
	void		(*disconnect)(struct vfs_tree *, enum vfs_close how);
	uint32_t	(*maximal_access)(struct vfs_tree *);
	unsigned	(*flags)(struct vfs_tree *, struct vfs_file *);
	enum ntstatus	(*space)(struct vfs_tree *, struct vfs_space *);

	enum ntstatus	(*open)(struct vfs_tree *, struct vfs_open *,
			    struct vfs_wait *);
	/* After an open with an overwriting disposition was admitted. */
	enum ntstatus	(*overwrite)(struct vfs_file *, uint32_t attributes,
			    uint64_t allocation, bool supersede);
	enum ntstatus	(*close)(struct vfs_file *, enum vfs_close,
			    struct vfs_wait *);
	enum ntstatus	(*read)(struct vfs_file *, uint64_t off, void *dst,
			    size_t n, struct vfs_wait *);
	enum ntstatus	(*write)(struct vfs_file *, uint64_t off,
			    const void *src, size_t n, struct vfs_wait *);
	enum ntstatus	(*flush)(struct vfs_file *, struct vfs_wait *);
	enum ntstatus	(*copy)(struct vfs_file *from, uint64_t from_off,
			    struct vfs_file *to, uint64_t to_off, size_t n,
			    struct vfs_wait *);

	/*
	 * Before the last stat of a handle, whose answer the client keeps:
	 * times that writes still owe become final.  NULL: nothing owes any.
	 */
	void		(*settle)(struct vfs_file *);
	enum ntstatus	(*stat)(struct vfs_file *, struct vfs_stat *);
	/* The path now (it changes with renames), from the share's root. */
	enum ntstatus	(*path)(struct vfs_file *, char *dst, size_t);
	enum ntstatus	(*set_basic)(struct vfs_file *,
			    const struct vfs_basic *);
	enum ntstatus	(*set_size)(struct vfs_file *, uint64_t);
	enum ntstatus	(*set_allocation)(struct vfs_file *, uint64_t);
	/* May this file be marked for deletion (read-only, not empty)? */
	enum ntstatus	(*may_remove)(struct vfs_file *);
	/* The last handle closes and it was marked: remove it, from `path'
	   (NULL: share modes do not apply to it, it knows where it is). */
	enum ntstatus	(*remove)(struct vfs_file *, const char *path);
	enum ntstatus	(*rename)(struct vfs_file *, const char *to,
			    bool replace, struct vfs_wait *);
	/* Which file bears that name now; ino 0: none. */
	enum ntstatus	(*lookup)(struct vfs_tree *, const char *path,
			    uint64_t *dev, uint64_t *ino);
	/* Another handle renamed the file. */
	void		(*renamed)(struct vfs_file *, const char *to);
	/* The next entry in the order of the folder; NT_NO_MORE_FILES. */
	enum ntstatus	(*next_entry)(struct vfs_file *, bool restart,
			    struct vfs_entry *);
	/* The same for a pattern.  NULL: use next_entry and test yourself. */
	enum ntstatus	(*next_wanted)(struct vfs_file *, bool restart,
			    const struct vfs_wanted *, struct vfs_entry *);
	enum ntstatus	(*watch)(struct vfs_file *, struct vfs_watch *);
	void		(*unwatch)(struct vfs_file *, struct vfs_watch *);
	enum ntstatus	(*security)(struct vfs_file *, struct vfs_security *);
	/* Owner and group cannot be changed.  NULL: neither can the rest. */
	enum ntstatus	(*set_security)(struct vfs_file *,
			    const struct vfs_security *);
	/*
	 * All extended attributes, a chain of [MS-FSCC] 2.4.16 of at most
	 * VFS_EAS_MAX bytes, empty if there are none.  Nothing is merged: the
	 * last put wins.  Both NULL: there can be none.
	 */
	enum ntstatus	(*get_eas)(struct vfs_file *, void *dst, size_t size,
			    size_t *len_out);
	enum ntstatus	(*put_eas)(struct vfs_file *, struct rd);
};

/* Every implementation's file and tree begin with these. */
struct vfs_file {
	const struct vfs_ops	*ops;
	struct vfs_tree		*tree;
};

struct vfs_tree {
	const struct vfs_ops	*ops;
};

#endif
