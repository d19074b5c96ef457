/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam - the account domain as samr and lsarpc ask for it: users, groups,
 * aliases, who is in which, and rights.
 *
 * Users are accounts of the book; what else is known of a user, and all other
 * things, are facts: small objects under a key, kept in the store.  A replica
 * shows a fact as it was before the changes that it has not got, as it does
 * with accounts (replicas.h).
 *
 * Who      any user may ask; changes are made on the PDC, by operators and by
 *          who is there in BUILTIN\Administrators or Domain Admins.  Client
 *          and operator accounts are shown, but changed by sitectl only.
 * Order    one change at a time: it is committed with its audit record, then
 *          replicas know what they are not to show yet, then it shows.
 * Source   [MS-SAMR] 3.1.1, 3.1.5; [MS-LSAD] 3.1.1.3; algorithms.md A9, A18.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_SAM_H
#define SERVER_DIRECTOR_DOMAIN_SAM_H

#include "base/err.h"
#include "protocol/role/account_msg.h"
#include "protocol/rpc/domain.h"

#define SAM_DOMAIN_ADMINS	512
#define SAM_DOMAIN_USERS	513
#define SAM_DOMAIN_GUESTS	514
#define SAM_ADMINISTRATORS	544
#define SAM_USERS		545
#define SAM_GUESTS		546

struct account_entry;
struct director;
struct sam;

int	sam_new(struct director *, struct err *);	/* blocks, at start */
/* What waits is answered, what is under way comes to its end. */
void	sam_stop(struct director *);
void	sam_free(struct sam **);
/* A replica shows more than it did. */
void	sam_shown(struct director *);

typedef void	sam_done(void *arg, const struct rpc_domain_answer *);

/*
 * Server 0 is the PDC, the others are replicas as directory.h counts them.
 * 0: `done' is called once, at once or later, with an answer that lives until
 * it returns; -errno (ENOMEM, ENODEV no such server, EAGAIN too many changes
 * wait): it is not.  The question is copied where it has to wait.
 */
int	sam_ask(struct director *, size_t server,
	    const struct rpc_domain_ask *, sam_done *, void *arg);

/* In Administrators or Domain Admins as that server shows it; no operator. */
bool	sam_is_admin(const struct director *, size_t server, uint32_t rid);

/*
 * What matters of a user at a logon there; the workstations are the fact's own
 * bytes, good until the next change.
 */
void	sam_logon_facts(const struct director *, size_t server, uint32_t rid,
	    struct msg_account_facts *);
bool	sam_logon_facts_equal(const struct msg_account_facts *,
	    const struct msg_account_facts *);
/* What is said of an account, over samr or by sitectl; as long as those. */
const char *sam_comment(const struct director *, const struct account_entry *);
/* That fact is shown otherwise now: whom it matters for, the keeper is told. */
void	sam_tell(struct director *, const char *key);

/* The keeper's answer to a password; false: nobody here asked for it. */
bool	sam_sealed(struct director *, uint64_t task,
	    const struct msg_secret_sealed *);
void	sam_keeper_lost(struct director *);

#endif
