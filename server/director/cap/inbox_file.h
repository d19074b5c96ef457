/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inbox_file - a dropped file on disk, as the pool's threads handle it: what
 * it says of itself, its content, taking it away.
 *
 * Identity the landing id in the file's attribute; for a file that was put
 *          there by hand one is made from what the file is, the same each
 *          time.  Nothing is removed whose id is not the expected one: names
 *          come back.
 * Limits   what was put aside is kept for people to look at, BAD_FILES of a
 *          box and BAD_BYTES; the oldest go.
 */
#ifndef SERVER_DIRECTOR_CAP_INBOX_FILE_H
#define SERVER_DIRECTOR_CAP_INBOX_FILE_H

#include "base/buf.h"
#include "protocol/role/landing_msg.h"

#define BAD_FOLDER	".bad"		/* below the box */
#define BAD_FILES	1000
#define BAD_BYTES	(256ULL * 1024 * 1024)

/* 0 or -errno; ENOENT: it is gone. */
int	inbox_file_record(int box_fd, enum box, const char *key,
	    struct msg_landed *out);
int	inbox_file_read(int box_fd, const char *key, size_t most,
	    struct buf *out);
/*
 * Out of its box.  Removed: to the folder whose descriptor is `gone_fd' under
 * its id, or, with -1 or when that cannot be, off the disk.  Both:
 * INBOX_FILE_GONE, it was away already; -ESTALE, the name is another's now.
 */
#define INBOX_FILE_GONE	1
int	inbox_file_remove(int box_fd, int gone_fd, const char *key,
	    const struct msg_landed *);
int	inbox_file_put_aside(int box_fd, const char *key,
	    const struct msg_landed *);

#endif
