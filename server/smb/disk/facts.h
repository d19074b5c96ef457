/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts - stat and record of an open file taken together: what NT is told of
 * it, and how it is changed.
 *
 * Changing is done in memory first; facts_store() writes the record if that
 * differs from what is on disk.  Times that the file system can keep itself
 * are set there at once, so that local programs see them too.
 *
 * Errors   0 or -errno.
 */
#ifndef SERVER_SMB_DISK_FACTS_H
#define SERVER_SMB_DISK_FACTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "server/smb/disk/record.h"
#include "server/smb/vfs.h"

struct facts {
	struct statx	 st;
	struct record	 rec;
	bool		 dirty;		/* the record is not what is on disk */
};

int		 facts_read(int fd, struct facts *);
/* Where nobody can have kept any: those of stat. */
int		 facts_read_plain(int fd, struct facts *);
void		 facts_show(const struct facts *, struct vfs_stat *);

bool		 facts_is_folder(const struct facts *);
bool		 facts_is_file(const struct facts *);
uint32_t	 facts_attributes(const struct facts *);	/* as kept */
uint64_t	 facts_written(const struct facts *);
uint64_t	 facts_changed(const struct facts *);

/* Those that can be kept of `attributes'; DIRECTORY and NORMAL are implied. */
void		 facts_set_attributes(struct facts *, uint32_t attributes);
void		 facts_set_created(struct facts *, uint64_t);
int		 facts_set_accessed(int fd, struct facts *, uint64_t);
int		 facts_set_written(int fd, struct facts *, uint64_t);
/* Holds until somebody changes the file again; to be stored last. */
void		 facts_set_changed(struct facts *, uint64_t);
/* Something is changed now: a change time that was set holds no longer. */
void		 facts_touch(struct facts *);

int		 facts_store(int fd, struct facts *);

#endif
