/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blobs - the files that were taken from operators, each content once: folder
 * cap/blobs, named by SHA-256.  Sets have hard links to them, so that a set
 * with gigabytes costs nothing, and a set that is still read keeps its own
 * when the name here has gone.
 *
 * Threads  all of it may run in the pool, one caller at a time.
 * Errors   -errno and a sentence.
 */
#ifndef SERVER_DIRECTOR_CAP_BLOBS_H
#define SERVER_DIRECTOR_CAP_BLOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"

#define BLOB_HASH_SIZE	32

/*
 * SHA-256 of what follows in the file; -EIO.  One of more than `most' bytes is
 * not read to its end, which whoever writes it could move away for ever: its
 * size is then more than `most', and the hash of no use.
 */
int	file_digest(int fd, uint64_t most, uint64_t *size,
	    uint8_t out[static BLOB_HASH_SIZE]);

struct blob {
	uint64_t	 size;
	uint8_t		 sha256[BLOB_HASH_SIZE];
};

/* Where its content comes from: a part of a file. */
struct blob_source {
	int		 fd;
	uint64_t	 at;
	struct timespec	 mtime;		/* of the copy */
};

/* Made if missing; what was never finished goes.  Descriptor or -errno. */
int	blobs_open(int cap_fd, struct err *);
/* Is there room for so many bytes more?  -ENOSPC: no. */
int	blobs_room(int blobs_fd, uint64_t bytes, struct err *);
/*
 * Copied and compared with its hash: ESTALE, it has another one.  Durable with
 * the next blobs_sync(): thousands of small files would each wait for the disk.
 */
int	blob_take(int blobs_fd, const struct blob *,
	    const struct blob_source *, struct err *);
/* Names and contents are durable. */
int	blobs_sync(int blobs_fd, struct err *);
/* By name and size; by name; by every byte. */
bool	blob_is_there(int blobs_fd, const struct blob *);
bool	blob_is_gone(int blobs_fd, const struct blob *);
bool	blob_is_right(int blobs_fd, const struct blob *);
/* Descriptor to read, or -errno. */
int	blob_open(int blobs_fd, const struct blob *);
/* Into a folder under that name. */
int	blob_link(int blobs_fd, const struct blob *, int dir,
	    const char *name, struct err *);
/* From there: a set still has what was lost here. */
int	blob_link_back(int blobs_fd, const struct blob *, int dir,
	    const char *path);
/* Those that no set has and for which keep() says no go. */
void	blobs_sweep(int blobs_fd, bool (*keep)(void *,
	    const uint8_t sha256[32]), void *);

#endif
