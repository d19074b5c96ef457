/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record - the extended attribute user.sited.nt: what NT knows of a file and
 * the file system does not keep.
 *
 * Each part is there or not; what is not there is derived from stat.  The
 * write time and the change time carry an anchor that says as long as what
 * they count, so that a change made by a local program is never hidden:
 *	written		while the file's mtime is the one noted beside it;
 *	changed		while the file's ctime is not later than noted.
 *
 * Layout   u8 version 1, u8 parts, u16 0, then the parts in the order of
 *          their bits, little endian.  At most 64 bytes, so that ext4 keeps
 *          it in the inode.
 * Errors   -errno; a missing or damaged attribute is an empty record.
 */
#ifndef SERVER_SMB_DISK_RECORD_H
#define SERVER_SMB_DISK_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/wire.h"

#define RECORD_NAME		"user.sited.nt"
#define RECORD_SIZE_MAX		64

enum record_part {
	RECORD_ATTRIBUTES	= 1 << 0,
	RECORD_CREATED		= 1 << 1,
	RECORD_ACCESSED		= 1 << 2,
	RECORD_WRITTEN		= 1 << 3,
	RECORD_CHANGED		= 1 << 4
};
#define RECORD_ALL_PARTS	0x1f

struct record {
	unsigned	 parts;
	uint32_t	 attributes;	/* FILE_ATTRIBUTE_...; 0: NORMAL */
	uint64_t	 created;	/* NT times */
	uint64_t	 accessed;
	uint64_t	 written;
	struct timespec	 mtime;		/* anchor of written */
	uint64_t	 changed;
	uint64_t	 ctime;		/* anchor of changed */
};

bool	record_decode(struct rd, struct record *);
void	record_encode(struct wr *, const struct record *);

int	record_load(int fd, struct record *);
int	record_store(int fd, const struct record *);	/* empty: removes it */

#endif
