/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drop - one file on its way into a drop box.
 *
 *	RESERVED -> LANDING -> LANDED	moved to its final name, durable
 *		 -> KEPT		a *.tmp file, closed: its session's own
 *		 -> GONE		discarded or removed
 *
 * While it is not LANDED it stands in <box>/.open under its name in capital
 * letters, locked with flock() by the process that serves it: a file there
 * that can be locked has lost its server and may be cleared away.
 */
#ifndef SERVER_WORKER_DROP_H
#define SERVER_WORKER_DROP_H

#include "server/worker/cap_int.h"

enum drop_state {
	DROP_RESERVED, DROP_LANDING, DROP_LANDED, DROP_KEPT, DROP_GONE
};

struct drop_file {
	struct vfs_file		 base;		/* tree: the CAP's */
	TAILQ_ENTRY(drop_file)	 link;		/* session->kept */
	struct dropbox		*box;
	struct cap_session	*session;
	enum drop_state		 state;
	int			 fd;
	uint64_t		 ino;
	uint64_t		 size;
	uint64_t		 largest;
	uint64_t		 admitted;	/* bytes that there is room for */
	uint64_t		 created, accessed, written, changed;
	uint32_t		 attributes;
	bool			 is_tmp;
	bool			 remove;	/* marked: goes when it is closed */
	enum ntstatus		 failed;	/* a part of it is missing */
	uint64_t		 ticket;	/* of the quota */
	struct vfs_who		 who;	/* who.user is the next */
	struct smb_user		 user;
	char			 workstation[MSG_STATION_SIZE];
	char			 name[DROP_NAME_SIZE];	/* as spelt */
	char			 key[DROP_NAME_SIZE];	/* on disk */
};

#define DROP_RIGHTS	FILE_ALL_ACCESS	/* of its own file, until it lands */

extern const struct vfs_ops	drop_ops;

/* Its name on disk; false: no name for a file in a drop box. */
bool	drop_name_key(const char *name, char key[static DROP_NAME_SIZE]);
/* The name is ours from here on, or -errno; EEXIST: somebody has it. */
int	drop_reserve(struct dropbox *, const char *key);
bool	drop_is_taken(struct dropbox *, const char *key);
/* At start: what dead servers left in .open goes. */
void	drop_sweep(struct dropbox *);

/* Takes it out of .open and forgets it. */
void	drop_discard(struct drop_file *);
bool	drop_is_named(const struct drop_file *);	/* its key is its own */
void	drop_free(struct drop_file *);
bool	drop_name_is_tmp(const char *);

#define DROP_FIRST_BYTES (64 * 1024)	/* of room, asked for at the open */
enum ntstatus	drop_write(struct vfs_file *, uint64_t off, const void *,
		    size_t, struct vfs_wait *);
/* Not all of it is there: whatever the client does now, it will not land. */
enum ntstatus	drop_spoil(struct drop_file *, enum ntstatus, const char *why);
enum ntstatus	drop_too_large(struct drop_file *);

#endif
