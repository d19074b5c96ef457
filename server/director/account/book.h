/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * book - the inside of struct accounts: the trees, and what is under way.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_BOOK_H
#define SERVER_DIRECTOR_ACCOUNT_BOOK_H

#include <sys/queue.h>

#include "server/director/account/accounts.h"
#include "server/director/account/refusals.h"
#include "server/director/account/telling.h"
#include "server/director/client/namesakes.h"
#include "server/director/director.h"

RB_HEAD(entries_by_id, account_entry);
RB_HEAD(entries_by_name, account_entry);
RB_HEAD(entries_by_rid, account_entry);

/* What a change that is committed does to an account. */
struct book_effect {
	enum account_state	 state;		/* 0: stays */
	bool			 unlock;
	enum account_secret	 secret;
	uint8_t			*verifier;	/* NULL: stays */
	uint8_t			*password;
	size_t			 verifier_len, password_len;
};

/* A change between the operator's word and the disk. */
struct change {
	TAILQ_ENTRY(change)	 link;		/* while the keeper seals */
	struct director		*d;
	uint64_t		 id;		/* of the message to the keeper */
	struct account_entry	*entry;		/* add: not in the book yet */
	bool			 is_new;
	bool			 counted;	/* in accounts->adding */
	bool			 in_place;	/* passwd */
	struct book_effect	 as;
	const uint32_t		*rid;		/* of the batch */
	struct audit_row	 audit;
	char			 who[64], verb[64], object[MSG_NAME_SIZE];
	char			 detail[256];
	accounts_done		*done;
	void			*arg;
};

struct accounts {
	struct entries_by_id	 ids;
	struct entries_by_name	 names;
	struct entries_by_rid	 rids;
	TAILQ_HEAD(, change)	 sealing;
	struct telling		 telling;
	uint64_t		 next_task;
	uint64_t		 changes;	/* of who there is */
	size_t			 users;		/* of the domain, now */
	size_t			 adding;	/* client accounts under way */
	struct refusals		 refusals;
	struct namesakes	 namesakes;
};

RB_PROTOTYPE(entries_by_id, account_entry, by_id, book_compare_ids)
RB_PROTOTYPE(entries_by_name, account_entry, by_name, book_compare_names)
RB_PROTOTYPE(entries_by_rid, account_entry, by_rid, book_compare_rids)

struct account_entry	*book_find(struct accounts *, const char *name);
struct account_entry	*book_get(struct accounts *, int64_t id);
struct account_entry	*book_entry_new(const char *name);	/* NULL: no memory */
void			 book_insert(struct accounts *,
			    struct account_entry *);
void			 book_entry_free(struct account_entry *);
/* Takes a copy; false: no memory, the old one stays. */
bool			 book_set_blob(uint8_t **dst, size_t *len,
			    const void *, size_t);
/* The newest of the old passwords; at most `keep' stay.  false: no memory. */
bool			 book_add_old(struct account_entry *, const void *,
			    size_t, size_t keep);
/* A history so long: the last two are not among the old ones. */
void			 book_trim_old(struct accounts *, size_t history);
void			 book_free_old(struct account_entry *);
/* What the policy says that it must not be again. */
void			 book_list_old(const struct account_entry *,
			    size_t history, struct msg_secret *);
void			 book_forget_secrets(struct account_entry *);
/* Takes the blobs; keeper and clerk are told, in the order that it takes. */
void			 book_apply(struct director *, struct account_entry *,
			    struct book_effect *);
enum msg_account_state	 book_wire_state(enum account_state);

#endif
