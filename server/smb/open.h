/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open - an open file, folder or pipe of a tree connection.
 *
 * Life     an open that a request works with is busy; open_end() takes it out
 *          of the tables at once, closes the file when nobody is busy with it
 *          any more, and tells the books.
 * Source   [MS-SMB2] 3.3.1.10.
 */
#ifndef SERVER_SMB_OPEN_H
#define SERVER_SMB_OPEN_H

#include <sys/queue.h>

#include <uthash.h>

#include "protocol/smb2/header.h"
#include "protocol/smb2/wildcard.h"
#include "server/smb/sequence.h"
#include "server/smb/shares.h"
#include "server/smb/vfs.h"

struct pipe;
struct request;
struct tree;
struct notify;

struct listing {
	struct smb2_pattern	 pattern;
	bool			 started;
	bool			 exhausted;
	bool			 kept;		/* `entry' did not fit last time */
	bool			 matched;	/* at least one entry did */
	uint32_t		 index;
	struct vfs_entry	 entry;
};

struct open {
	TAILQ_ENTRY(open)	 link;		/* tree->opens */
	UT_hash_handle		 hh;		/* server->opens */
	struct tree		*tree;
	struct vfs_file		*file;		/* NULL: a pipe */
	struct pipe		*pipe;
	uint64_t		 id;		/* volatile; books know it too */
	uint64_t		 persistent;
	uint32_t		 granted;
	uint32_t		 sharing;
	uint32_t		 options;	/* FILE_..., for Mode */
	uint8_t			 oplock;
	uint8_t			 breaking_to;
	bool			 is_breaking;	/* an acknowledgement is owed */
	bool			 is_directory;
	bool			 in_books;	/* share modes apply */
	bool			 read_only;	/* nothing below can change */
	bool			 delete_pending;
	bool			 dead;
	bool			 closing;
	unsigned		 busy;
	unsigned		 nlocks;
	struct share_file	 key;
	uint64_t		 position;
	struct sequence		 sequence;
	uint32_t		 next_ea;	/* of a scan one by one */
	uint8_t			 resume_key[24];
	bool			 has_resume_key;
	struct listing		*listing;
	struct notify		*notify;
	enum vfs_close		 how;
	void			(*ended)(void *, enum ntstatus);
	void			*ended_arg;
};

struct open	*open_new(struct tree *);
struct open	*open_find(struct tree *, const struct smb2_file_id *);
void		 open_hold(struct open *);
void		 open_release(struct open *);
/* `ended' (or NULL) is told how the close went, once the file is closed. */
void		 open_end(struct open *, enum vfs_close how,
		    void (*ended)(void *, enum ntstatus), void *arg);

#endif
