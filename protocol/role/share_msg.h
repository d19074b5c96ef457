/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * share_msg - what workers and the clerk say to each other about open files:
 * the nouns of server/smb/shares.h and one codec pair a body.
 *
 *	SHARE_OPEN	worker -> clerk		share_open
 *	SHARE_OPENED	clerk -> worker		share_granted
 *	SHARE_CLAIM	worker -> clerk		share_claim
 *	SHARE_CLOSE	worker -> clerk		open
 *	SHARE_CLOSED	clerk -> worker		share_closed
 *	SHARE_REMOVED	worker -> clerk		open
 *	SHARE_IO	worker -> clerk		open, range
 *	SHARE_CHANGED	worker -> clerk		open
 *	SHARE_LOCK	worker -> clerk		share_locking and ranges
 *	LOCK_CLAIM	worker -> clerk		share_locking and ranges
 *	SHARE_DELETE	worker -> clerk		open, yes or no
 *	SHARE_DELETING	clerk -> worker		open, yes or no
 *	SHARE_RENAME	worker -> clerk		share_rename
 *	SHARE_RENAMED	either way		open, path
 *	SHARE_BREAK	clerk -> worker		share_break
 *	SHARE_ACK	worker -> clerk		open, level
 *	SHARE_CANCEL	worker -> clerk		open; the question's id
 *
 * SHARE_IO, _LOCK, _DELETE and _RENAME are answered by CLERK_DONE {status}.
 *
 * Errors   the cursor's own: bodies that hold what cannot be fail the reader.
 * Memory   paths are decoded into the caller's memory of SHARE_PATH_SIZE
 *          bytes; nothing is allocated.
 */
#ifndef PROTOCOL_ROLE_SHARE_MSG_H
#define PROTOCOL_ROLE_SHARE_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

#define SHARE_PATH_SIZE		4096	/* with NUL */
#define SHARE_RANGES_MAX	8192	/* in one request */

/* Oplock levels, [MS-SMB2] 2.2.13. */
enum oplock { OPLOCK_NONE = 0, OPLOCK_II = 1, OPLOCK_EXCLUSIVE = 8,
    OPLOCK_BATCH = 9 };

/* The file, whatever its name. */
struct share_file {
	uint64_t	 dev, ino;
};

struct share_open {
	uint64_t	 id;
	struct share_file file;
	const char	*path;		/* from the share's root, for renames */
	uint32_t	 share;		/* which share, for paths */
	uint64_t	 session;
	uint32_t	 access;	/* granted */
	uint32_t	 sharing;	/* FILE_SHARE_... */
	uint8_t		 oplock;	/* wanted */
	bool		 is_directory;
	bool		 delete_on_close;
	bool		 overwrite;	/* will truncate: breaks to none */
	bool		 can_wait;	/* for a break; else it is refused */
};

struct share_granted {
	enum ntstatus	 status;
	uint8_t		 oplock;
};

struct share_closed {
	bool		 remove;	/* the last one, marked: remove it */
	const char	*path;		/* as it is called now */
};

struct share_range {
	uint64_t	 off, len;
	bool		 exclusive;
	bool		 unlock;
};

/* How an open stands, told to a clerk that has come new. */
struct share_claim {
	struct share_open open;
	uint8_t		 oplock;	/* granted */
	bool		 breaking;	/* to `break_to', not acknowledged */
	uint8_t		 break_to;
	bool		 deleting;	/* the file goes with its last handle */
	bool		 removing;	/* close() said so, removed() is to come */
};

/* SHARE_LOCK and LOCK_CLAIM; the ranges follow in `ranges'. */
struct share_locking {
	uint64_t	 open;
	bool		 wait;
	size_t		 n;
	struct rd	 ranges;
};

struct share_rename {
	uint64_t	 open;
	struct share_file target;
	const char	*to;
};

struct share_break {
	uint64_t	 open;
	uint8_t		 to;
	bool		 lost;		/* not a break: the ack came too late */
};

/* Opens that are named are never 0; levels are those of enum oplock. */
void	msg_put_share_open(struct wr *, const struct share_open *);
void	msg_get_share_open(struct rd *, struct share_open *,
	    char path[static SHARE_PATH_SIZE]);
void	msg_put_share_granted(struct wr *, const struct share_granted *);
void	msg_get_share_granted(struct rd *, struct share_granted *);
void	msg_put_share_claim(struct wr *, const struct share_claim *);
void	msg_get_share_claim(struct rd *, struct share_claim *,
	    char path[static SHARE_PATH_SIZE]);
void	msg_put_share_closed(struct wr *, const struct share_closed *);
void	msg_get_share_closed(struct rd *, struct share_closed *,
	    char path[static SHARE_PATH_SIZE]);
void	msg_put_share_rename(struct wr *, const struct share_rename *);
void	msg_get_share_rename(struct rd *, struct share_rename *,
	    char to[static SHARE_PATH_SIZE]);
void	msg_put_share_break(struct wr *, const struct share_break *);
void	msg_get_share_break(struct rd *, struct share_break *);
/* The head, then each of the n ranges (get: out of `ranges'). */
void	msg_put_share_locking(struct wr *, const struct share_locking *);
void	msg_get_share_locking(struct rd *, struct share_locking *);
void	msg_put_share_range(struct wr *, const struct share_range *);
void	msg_get_share_range(struct rd *, struct share_range *);

/* The bodies {open}, {open, range}, {open, byte} and {open, path} are made of
   these and the fields of field.h. */
void	 msg_put_open_id(struct wr *, uint64_t);
uint64_t msg_get_open_id(struct rd *);
uint8_t	 msg_get_oplock(struct rd *);

#endif
