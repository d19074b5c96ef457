/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recovery - the recovery window (product.md 4): while it is open, a client
 * whose proof fits an account of the past sees the sealed account list, and
 * nothing else.  It closes by itself, across a restart too.
 *
 * Past     a client account that is disabled; a deleted one while its
 *          verifier is kept; one whose password was changed in place, by the
 *          password before.
 * Time     in the boot in which it was opened the boot-time clock decides; in
 *          another the wall's, and if that went back it is closed.  The keeper
 *          closes it too, by itself.
 * Async    a function that returns 0 calls `done' once: NULL when it is on the
 *          disk and the keeper was told, else why not.
 * Errors   -errno and a sentence: EALREADY it is closed, EBUSY a guard or a
 *          change under way refuses, EAGAIN the keeper is away.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_RECOVERY_H
#define SERVER_DIRECTOR_ACCOUNT_RECOVERY_H

#include "base/err.h"
#include "protocol/role/auth_msg.h"
#include "store/audit.h"

#define RECOVERY_MOST_MS	(INT64_C(24) * 3600 * 1000)	/* at a time */
#define RECOVERY_LEAST_MS	1000

struct account_entry;
struct director;
struct recovery;

int	recovery_new(struct director *, struct err *);	/* blocks */
void	recovery_run(struct director *);
void	recovery_stop(struct director *);
void	recovery_free(struct director *);
void	recovery_keeper_ready(struct director *);
/* As accounts_tell_clerk(): while it is closed it has let nobody in. */
void	recovery_tell_clerk(struct director *);

struct recovery_wish {
	int64_t			 ms;		/* open for so long */
	const char		*why;		/* or NULL */
	const struct audit_row	*audit;		/* verb, object, outcome set */
};

typedef void	recovery_told(void *arg, const struct err *failed);

/* Accounts by which somebody could be let in. */
struct recovery_past {
	size_t	 disabled, deleted, changed;
};

struct recovery_past	recovery_past(const struct director *);
/* Would it be done?  For --dry-run, and asked by the changes themselves. */
int	recovery_may_open(struct director *, const struct recovery_wish *,
	    struct err *);
int	recovery_may_close(struct director *, struct err *);
/* One that is open already gets the new end, counted from now. */
int	recovery_open(struct director *, const struct recovery_wish *,
	    recovery_told *, void *arg, struct err *);
/* Sessions that it let in end. */
int	recovery_close(struct director *, const struct audit_row *,
	    recovery_told *, void *arg, struct err *);

/* The keeper let somebody in by the window. */
void	recovery_admitted(struct director *, const struct account_entry *,
	    const struct msg_evidence *);
/* Somebody at that address has logged on as any client does. */
void	recovery_back(struct director *, const struct addr *, struct wall at);

struct recovery_view {
	bool		 is_open;
	struct wall	 opened;	/* the last time; { 0 }: never */
	struct wall	 until;		/* while it is open */
	struct wall	 closed;	/* { 0 }: not since then */
	const char	*who;		/* opened it */
	const char	*why;
	uint32_t	 admitted;	/* sessions since it was opened */
};

struct recovery_view	recovery_view(const struct director *);

/* Who was let in, since this process started or it was opened. */
struct recovery_guest {
	int64_t		 account;
	struct addr	 peer;
	char		 workstation[MSG_STATION_SIZE];	/* its own word */
	struct wall	 first, last;
	struct wall	 back;		/* as any client; { 0 }: not yet */
	uint32_t	 sessions;
};

/* By address and account; NULL begins, NULL ends. */
const struct recovery_guest	*recovery_next(const struct director *,
				    const struct recovery_guest *);

#endif
