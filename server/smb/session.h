/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session - a logged-on user on a connection, with keys and tree connections.
 *
 * Life     LOGON (its first setup is under way) -> VALID -> EXPIRED (must
 *          authenticate again) -> VALID; DEAD: out of all tables, kept only
 *          by references.
 * Source   [MS-SMB2] 3.3.1.8, 3.3.5.5.
 */
#ifndef SERVER_SMB_SESSION_H
#define SERVER_SMB_SESSION_H

#include <sys/queue.h>

#include <uthash.h>

#include "base/clock.h"
#include "protocol/smb2/crypto.h"
#include "server/smb/auth.h"
#include "server/smb/vfs.h"

struct conn;
struct latch;
struct setup;
struct request;
struct smb_server;
struct tree;

enum session_state {
	SESSION_LOGON, SESSION_VALID, SESSION_EXPIRED, SESSION_DEAD
};

TAILQ_HEAD(tree_list, tree);

struct session {
	TAILQ_ENTRY(session)	 link;		/* conn->sessions */
	UT_hash_handle		 hh;		/* server->sessions */
	struct conn		*conn;
	unsigned		 refs;
	enum session_state	 state;
	uint64_t		 id;
	struct smb_user		 user;
	int64_t			 owner;		/* whose proof made the keys */
	struct smb2_keys	 keys;
	bool			 has_keys;
	bool			 must_sign;	/* unsigned requests are refused */
	bool			 must_seal;	/* plain requests are refused */
	bool			 anonymous;
	bool			 in_books;
	struct mono		 expires;
	struct setup		*setup;		/* while one is under way */
	struct tree_list	 trees;
	unsigned		 ntrees;
	uint32_t		 next_tree;
	unsigned		 nopens;
};

struct session	*session_new(struct conn *);
struct session	*session_find(struct conn *, uint64_t id);
void		 session_ref(struct session *);
void		 session_unref(struct session *);
/* Somebody else has authenticated on it: the books learn it. */
void		 session_rename(struct session *, const struct smb_user *);
/* Known to the books, and to the connection as one that may act. */
void		 session_up(struct session *);
/*
 * Ends it: waiting requests are cancelled, trees left as `how' says.  The
 * latch (or NULL) falls when the last of its files is closed.
 */
void		 session_end(struct session *, enum vfs_close how,
		    struct latch *);
/* It must authenticate again before it may do more than close. */
void		 session_expire(struct session *);
void		 session_who(const struct session *, struct vfs_who *);
/* It was let in to be rescued. */
bool		 session_is_rescue(const struct smb_user *);

#endif
