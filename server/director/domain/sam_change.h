/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_change - a question that changes something, between its coming and its
 * answer.  One runs at a time: judged on what the PDC shows, sealed by the
 * keeper where a password is in it, committed with its audit record, told to
 * the replicas, then applied.
 *
 * Memory   all that a change needs stands in its arena (call.mem).
 */
#ifndef SERVER_DIRECTOR_DOMAIN_SAM_CHANGE_H
#define SERVER_DIRECTOR_DOMAIN_SAM_CHANGE_H

#include "server/director/account/book.h"
#include "server/director/domain/sam_int.h"
#include "store/sam.h"

/* A fact that is put or removed once it is committed. */
struct sam_edit {
	STAILQ_ENTRY(sam_edit)	 link;
	const char		*key;
	const uint32_t		*rid;	/* the key goes on with it */
	struct rd		 value;
	bool			 removed;
};

struct sam_change {
	TAILQ_ENTRY(sam_change)	 link;
	struct sam_call		 call;		/* its answer */
	struct rpc_domain_ask	 q;
	struct rpc_caller	 caller;
	sam_done		*done;
	void			*arg;

	struct batch		*batch;		/* NULL once submitted */
	STAILQ_HEAD(, sam_edit)	 edits;
	const uint32_t		*rid;		/* of what is made: the batch's */
	uint32_t		 given;		/* that, once committed */
	const char		*object;	/* a name, for log and audit */
	char			 detail[256];	/* who joined, which rights */
	enum ntstatus		 taken;		/* if the store knows the name */

	struct account_entry	*user;		/* it is about; NULL: none */
	bool			 is_new;
	struct book_effect	 effect;	/* on that user */
	uint64_t		 task;		/* of the keeper; 0: none */
};

/* --- what handlers are made of --- */

/* The batch gets them too; a fact with a name is found by it. */
void	sam_put(struct sam_change *, const char *key,
	    const struct rpc_account *);
void	sam_put_new(struct sam_change *, enum fact_kind,
	    const struct rpc_account *);
/* Names in a row, or nothing. */
void	sam_put_bytes(struct sam_change *, const char *key, struct rd);
void	sam_remove(struct sam_change *, const char *key);
/* Whatever has that RID leaves all groups and aliases. */
void	sam_leave_all(struct sam_change *, uint32_t rid);
/* One word more of what log and audit tell. */
void	sam_detail(struct sam_change *, const char *);
/* What is not an operator's or client's; else a line in the log. */
bool	sam_may_touch(struct sam_change *, const struct account_entry *);

/*
 * What a question comes to: NT_OK, it is to be committed, with whatever was put
 * into the batch; NT_LATER, the keeper was asked; else why not.
 */
typedef enum ntstatus	sam_make(struct sam_change *);

sam_make	sam_make_create, sam_make_delete, sam_make_write;
sam_make	sam_user_create, sam_user_delete, sam_user_write;
sam_make	sam_join, sam_part, sam_grant, sam_revoke;

/* --- sam_change.c --- */

int	sam_change_take(struct sam_call *, sam_done *, void *arg);
/* The keeper has answered: goes on with NT_OK, ends with anything else. */
void	sam_change_go_on(struct sam_change *, enum ntstatus);

#endif
