/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link_impl - what the files of clerk_link have in common.
 *
 * question	sent and not answered, or waiting for a clerk.  A note is a
 *		question to which no answer comes: it is kept only while there
 *		is no clerk to be told.
 * link_open	an open, with all that a new clerk has to know of it; it is its
 *		own question while it opens and closes.
 */
#ifndef SERVER_WORKER_LINK_IMPL_H
#define SERVER_WORKER_LINK_IMPL_H

#include <sys/queue.h>

#include "base/tree.h"
#include "protocol/role/session_msg.h"
#include "server/hint_table.h"
#include "server/worker/clerk_link.h"

struct question;

enum open_state { OPENING, OPEN, CLOSING, REMOVING };

struct link_lock {
	LIST_ENTRY(link_lock)	 link;
	struct share_range	 range;
};

struct link_open {
	RB_ENTRY(link_open)	 by_id;
	RB_ENTRY(link_open)	 by_ctx;	/* OPENING, not cancelled */
	enum open_state		 state;
	struct share_claim	 claim;
	bool			 cancelled;	/* while it opens */
	share_open_done		*opened;
	share_close_done	*closed;	/* NULL: nobody asks */
	void			*ctx;		/* of either */
	LIST_HEAD(, link_lock)	 locks;
};

struct question {
	RB_ENTRY(question)	 by_id;
	RB_ENTRY(question)	 by_ctx;	/* locks, not cancelled */
	TAILQ_ENTRY(question)	 in_order;
	uint64_t		 id;
	enum msg_type		 type;
	bool			 note;
	bool			 cancelled;
	uint64_t		 subject;	/* open or ticket */
	share_done		*done;
	void			*ctx;
	size_t			 len;
	uint8_t			 body[];
};

struct link_session {
	RB_ENTRY(link_session)	 node;
	struct session_info	 info;
	char			 text[];	/* both */
};

struct link_conn {
	RB_ENTRY(link_conn)	 node;
	uint64_t		 id;
	struct addr		 address;
	int64_t			 account;
	bool			 logged_on;
};

struct link_ticket {
	RB_ENTRY(link_ticket)	 node;
	struct quota_ask	 ask;		/* as it was granted */
	bool			 granted;
	struct question		*asking;	/* NULL: no question */
};

RB_HEAD(open_id_tree, link_open);
RB_HEAD(open_ctx_tree, link_open);
RB_HEAD(question_id_tree, question);
RB_HEAD(question_ctx_tree, question);
RB_HEAD(link_session_tree, link_session);
RB_HEAD(link_conn_tree, link_conn);
RB_HEAD(link_ticket_tree, link_ticket);
TAILQ_HEAD(question_queue, question);

struct clerk_link {
	struct smb_shares	 books;
	struct smb_server	*server;
	struct chan		*chan;		/* NULL: no clerk */
	struct hint_view	*hints;		/* NULL: ask */
	void			(*stuck)(void *, struct chan *);
	void			*stuck_arg;
	bool			 is_stuck;	/* this clerk, and it was told */
	struct open_id_tree	 opens;
	struct open_ctx_tree	 opening;
	struct question_id_tree	 questions;
	struct question_ctx_tree locking;
	struct question_queue	 asked;		/* all, in their order */
	struct link_session_tree sessions;
	struct link_conn_tree	 conns;
	struct link_ticket_tree	 tickets;
	uint64_t		 last_id;
	struct wr		 body;		/* see link_body() */
	uint8_t			 body_memory[MSG_BODY_MAX];
	char			 path[SHARE_PATH_SIZE];
};

typedef void	link_run(struct clerk_link *, struct chan_msg *);

/* clerk_link.c: whether there is a clerk to send to, and the body is whole */
bool		 link_decoded(struct clerk_link *, const struct chan_msg *);
struct wr	*link_begin(struct clerk_link *, enum msg_type, uint64_t id);
void		 link_end(struct clerk_link *);

/* link_questions.c: fill a body, then ask or note what it says */
struct wr	*link_body(struct clerk_link *);
struct question	*link_ask(struct clerk_link *, enum msg_type,
		    uint64_t subject);		/* NULL: no memory */
void		 link_note(struct clerk_link *, enum msg_type);
void		 link_await(struct clerk_link *, struct question *,
		    share_done *, void *ctx);	/* a lock; can be cancelled */
struct question	*link_locking(struct clerk_link *, const void *ctx);
void		 link_cancelled(struct clerk_link *, struct question *);
void		 link_ask_again(struct clerk_link *);
void		 link_drop_cancelled(struct clerk_link *);
void		 link_drop_questions(struct clerk_link *);
link_run	 link_done;

/* link_files.c */
void		 link_files_books(struct smb_shares *);
void		 link_claim_files(struct clerk_link *);
void		 link_open_again(struct clerk_link *);
void		 link_close_again(struct clerk_link *);
void		 link_files_lost(struct clerk_link *);
/* A note of another time was sent: what it says holds from now on. */
void		 link_noted(struct clerk_link *, const struct question *);
void		 link_drop_files(struct clerk_link *);
struct link_open *link_open_find(struct clerk_link *, uint64_t id);
link_run	 link_opened, link_closed, link_break, link_deleting,
		 link_renamed;

/* link_locks.c */
void		 link_locks_books(struct smb_shares *);
void		 link_claim_locks(struct clerk_link *,
		    const struct link_open *);
void		 link_locked(struct clerk_link *, const struct question *,
		    enum ntstatus);
void		 link_drop_locks(struct link_open *);

/* link_people.c */
void		 link_people_books(struct smb_shares *);
void		 link_claim_people(struct clerk_link *);
void		 link_drop_people(struct clerk_link *);
link_run	 link_session_close, link_conn_refuse;

/* link_quota.c */
void		 link_claim_quota(struct clerk_link *);
void		 link_quota_answered(struct clerk_link *,
		    const struct question *, enum ntstatus);
void		 link_drop_quota(struct clerk_link *);

#endif
