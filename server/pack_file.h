/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pack_file - a pack (protocol/sms/pack.h) in a part of a file, entry by
 * entry: no content is ever in memory as a whole.
 *
 * Errors   -EINVAL: this is no pack, or it is cut off; else -errno; each with
 *          a sentence.
 */
#ifndef SERVER_PACK_FILE_H
#define SERVER_PACK_FILE_H

#include "base/err.h"
#include "protocol/sms/pack.h"

struct pack_file {
	int		 fd;		/* borrowed */
	uint64_t	 at, end;	/* bytes */
	uint32_t	 left;		/* entries */
};

int	pack_file_open(struct pack_file *, int fd, uint64_t at, uint64_t end,
	    struct err *);
/* 1: an entry, and where its content stands; 0: that was the last. */
int	pack_file_next(struct pack_file *, struct pack_entry *,
	    uint64_t *content, struct err *);

/* Has the content the hash that the entry says?  -EINVAL: no. */
int	pack_file_check(const struct pack_file *, const struct pack_entry *,
	    uint64_t content, struct err *);
/* The content, into another file; not synced. */
int	pack_file_copy(const struct pack_file *, const struct pack_entry *,
	    uint64_t content, int to, struct err *);

/* Writing: the head says how many will come. */
int	pack_file_begin(struct pack_file *, int fd, uint64_t at,
	    uint32_t files, struct err *);
/* Content follows from the other file, from its start. */
int	pack_file_add(struct pack_file *, const struct pack_entry *, int from,
	    struct err *);

#endif
