/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list - the account list of one publication, sealed: a part for each cohort
 * that has accounts enough, and keys.dat for it.  See lists.h.
 *
 * Errors   false: no memory, or it makes no sense.
 * Memory   the list owns its buffers.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_LIST_H
#define SERVER_DIRECTOR_ACCOUNT_LIST_H

#include "base/buf.h"
#include "protocol/role/list_msg.h"
#include "protocol/sms/acctshelf.h"
#include "protocol/sms/listkeys.h"
#include "server/director/account/lists.h"
#include "store/accountlist.h"

#define LIST_BLOB_MAX	16384
#define LIST_SHELF_MAX	(2 * (size_t)ACCTSHELF_SIZE_MAX)
#define LIST_KEYS_MAX	(KEYS_HEAD_SIZE + (size_t)KEYS_RECORDS_MAX *	\
			    KEYS_RECORD_SIZE)

struct director;

/* The list of a cohort, and keys.dat for it. */
struct part {
	unsigned	 cohort;
	struct buf	 key, form, keys;
	uint32_t	 count;		/* clients in keys */
	uint32_t	 generation[MSG_LIST_ACCOUNTS_MAX];
	size_t		 ngeneration;
};

/*
 * Of one publication.  `key' and `form' are as the store keeps them: of all
 * parts; so is `keys', of all clients.
 */
struct list {
	uint64_t	 serial;	/* 0: there is none */
	uint8_t		 digest[ACCOUNTLIST_DIGEST_SIZE];
	struct buf	 key, form, site_form, keys;
	struct part	 part[COHORTS_MAX];	/* the first of cohort 0 */
	size_t		 nparts;
};

void	list_init(struct list *);
void	list_free(struct list *);	/* and it is as new */
/* As the store has it; and of the parts, as the store shall have it. */
bool	list_fill(struct list *, struct rd key, struct rd form,
	    struct rd site_form);
bool	list_gather(struct list *);
/* In which list a client of that cohort finds its own. */
size_t	list_part_of(const struct list *, unsigned cohort);

/* Which parts it has now, of whose accounts; and all that it depends on. */
void	list_plan(const struct director *, struct list *);
void	list_note_generations(const struct director *, struct part *);
bool	list_digest(const struct director *, struct list *);

#endif
