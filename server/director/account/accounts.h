/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accounts - the book of accounts: what the store knows of them, in memory,
 * and the changes that operators make.  Each change is committed first, then
 * told to the keeper, and a session of an account that stops being enabled
 * ends.
 *
 * Async    a function that returns 0 calls `done' once: NULL when the change
 *          is on the disk and the keeper was told, else why not.
 * Errors   -errno and a sentence: EEXIST a name is or was in use, EINVAL a
 *          name or limit is not kept, ENOENT no such account, EPERM it is
 *          deleted, EBUSY a guard refuses (`force' overrides), EAGAIN the
 *          keeper is away.
 * Limits   product.md 4: 32 accounts, names of 31, passwords of 14; refused,
 *          not cut (Q280518, Q271149, Q318396).
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_ACCOUNTS_H
#define SERVER_DIRECTOR_ACCOUNT_ACCOUNTS_H

#include <sys/cdefs.h>
#include <sys/queue.h>
#include <sys/tree.h>

#include "base/err.h"
#include "protocol/role/account_msg.h"
#include "protocol/role/message.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/policy.h"

#define ACCOUNTS_CLIENT_MAX	32	/* client accounts of a cohort that are
					   not deleted */
#define ACCOUNT_COMMENT_SIZE	256
#define ACCOUNT_OLD_MAX		POLICY_HISTORY_MAX

struct accounts;
struct chan;
struct chan_msg;
struct director;
struct namesakes;

#define ACCOUNT_SERVERS_MAX	16	/* PDC and replicas */

/* Wrong passwords at one server of the domain, in a lockout window: tries.h. */
struct account_tries {
	uint32_t		 wrong;
	struct wall		 last;
	bool			 is_locked;	/* of a replica */
	struct stored_time	 until;		/* not set: until unlocked */
};

/* Is the keeper still to be told of it? */
enum account_untold { UNTOLD_NOTHING, UNTOLD_FIRST, UNTOLD_LATER };

struct account_entry {
	RB_ENTRY(account_entry)	 by_id;
	RB_ENTRY(account_entry)	 by_name;
	RB_ENTRY(account_entry)	 by_rid;
	int64_t			 id;
	uint32_t		 rid;
	uint32_t		 generation;
	unsigned		 cohort;
	enum account_kind	 kind;
	enum account_secret	 secret;
	enum account_state	 state;
	char			 name[MSG_NAME_SIZE];
	char			 folded[MSG_NAME_SIZE * 2];
	char			 comment[ACCOUNT_COMMENT_SIZE];
	bool			 leaving;	/* ENABLED, once committed */
	bool			 leaked;	/* others know its secret */
	bool			 is_locked;
	struct stored_time	 locked_until;	/* not set: until unlocked */
	struct wall		 created, changed, last_logon, deleted;
	/* Since this process started; the keeper tells. */
	uint64_t		 right, wrong;
	struct account_tries	*tries;		/* of each; NULL: nothing */
	struct wall		 last_wrong;
	enum msg_reason		 last_reason;
	char			 last_wrong_from[ADDR_TEXT_SIZE];
	/* Sealed, for the keeper's next start; the last for the account list
	   of a client account, empty if it is not kept. */
	uint8_t			*verifier, *previous, *password;
	size_t			 verifier_len, previous_len, password_len;
	struct wall		 password_at;	/* it was set */
	TAILQ_ENTRY(account_entry) telling;	/* telling.h */
	enum account_untold	 untold;
	/* Sealed verifiers before the previous, newest first. */
	struct { uint8_t *data; size_t len; } old[ACCOUNT_OLD_MAX];
	size_t			 nold;
};

typedef void	accounts_done(void *arg, const struct err *failed);

/* Reads the whole book from the store; blocks, at start only. */
int	accounts_new(struct director *, struct err *);
void	accounts_free(struct accounts **);
/* Secrets that it was sealing are lost: those changes fail. */
void	accounts_keeper_lost(struct director *);
/* A keeper has come up: it is told all. */
void	accounts_tell_keeper(struct director *);
/* MSG_ACCOUNT_END, MSG_ACCOUNT_BACK; the account's number is below zero for
   those sessions that see the sealed list only. */
void	accounts_tell_clerk_of(struct director *, enum msg_type,
	    int64_t account);
/* A clerk has, or this process: whoever came with a leaked account while it
   saw all is out, and with one that no server of the directory shows enabled. */
void	accounts_tell_clerk(struct director *);
void	accounts_tell_clerk_if_shut(struct director *,
	    const struct account_entry *);

/* Whoever has the name, else who had it last. */
const struct account_entry	*accounts_find(struct accounts *,
				    const char *name);
/* All who have or had it, by their RIDs. */
const struct account_entry	*accounts_first_named(struct accounts *,
				    const char *name);
const struct account_entry	*accounts_next_named(struct accounts *,
				    const struct account_entry *);
const struct account_entry	*accounts_by_id(struct accounts *, int64_t);
const struct account_entry	*accounts_by_rid(struct accounts *, uint32_t);
/* In the order of names, or of RIDs; NULL begins, NULL ends. */
const struct account_entry	*accounts_next(struct accounts *,
				    const struct account_entry *);
const struct account_entry	*accounts_next_rid(struct accounts *,
				    const struct account_entry *);

/* Who asks for a change, for the audit; verb, object and outcome are set. */
struct account_wish {
	const char		*name;
	const char		*comment;	/* add only */
	enum account_kind	 kind;		/* add only */
	enum account_secret	 secret;	/* add and passwd */
	unsigned		 cohort;	/* add: not by operators */
	bool			 force;
	const struct audit_row	*audit;
};

/* Q256963: it would be taken for the site, server or domain. */
bool	accounts_is_namesake(const struct director *, const char *name);

/* Would it be done?  For --dry-run, and asked by the changes themselves. */
int	accounts_may_add(struct director *, const struct account_wish *,
	    struct err *);
int	accounts_may_passwd(struct director *, const struct account_wish *,
	    struct err *);
int	accounts_may_set_state(struct director *, const struct account_wish *,
	    enum account_state, struct err *);
int	accounts_may_unlock(struct director *, const struct account_wish *,
	    struct err *);

/*
 * *secret_fd is the end that sitectl gets: it writes the password there and
 * shuts down (SECRET_ENTERED), or reads it (SECRET_GENERATED).  The caller
 * owns it.
 */
int	accounts_add(struct director *, const struct account_wish *,
	    int *secret_fd, accounts_done *, void *arg, struct err *);
int	accounts_passwd(struct director *, const struct account_wish *,
	    int *secret_fd, accounts_done *, void *arg, struct err *);
int	accounts_set_state(struct director *, const struct account_wish *,
	    enum account_state, accounts_done *, void *arg, struct err *);
int	accounts_unlock(struct director *, const struct account_wish *,
	    accounts_done *, void *arg, struct err *);

/* Refusals that grow more, refusals.h. */
struct account_alarm {
	const char	*account;
	const char	*workstation;	/* as it called itself */
	char		 from[ADDR_TEXT_SIZE];
	enum msg_reason	 reason;	/* of the last */
	uint64_t	 count;
	struct wall	 last;
};

/* From 0 on; false: no more. */
bool	accounts_alarm(struct director *, size_t *i, struct account_alarm *);
/* Machines that came with accounts of their own. */
const struct namesakes	*accounts_namesakes(const struct accounts *);

/* For the rotation and leases, which keep their own guards and audit. */
struct account_sealed {
	int64_t			 id;		/* the secret is sealed for it */
	const char		*name;
	const char		*comment;	/* NULL: none */
	enum account_kind	 kind;
	uint32_t		 generation;
	unsigned		 cohort;
	struct store_blob	 verifier, password;
};

/* An account, enabled, with a secret that was made before. */
int	accounts_add_sealed(struct director *, const struct account_sealed *,
	    accounts_done *, void *arg, struct err *);
int	accounts_move(struct director *, int64_t id, enum account_state,
	    accounts_done *, void *arg, struct err *);

/* Messages of the keeper. */
void	accounts_sealed(struct director *, struct chan *, struct chan_msg *);
void	accounts_locked(struct director *, struct chan *, struct chan_msg *);
void	accounts_wanted(struct director *, struct chan *, struct chan_msg *);
void	accounts_evidence(struct director *, struct chan *, struct chan_msg *);

#endif
