/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sessions - the sessions of all workers, by id and by account, and who waits
 * for the end of one.
 *
 * Late     a session that comes up within moments of its account's end is
 *          told apart by sessions_is_late(): its logon was on the way.
 * Pure     no I/O, no clock: time is passed in.
 * Memory   sessions_free() frees all.  A session found lives until the next
 *          call that ends one.
 */
#ifndef SERVER_CLERK_SESSIONS_H
#define SERVER_CLERK_SESSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "protocol/role/session_msg.h"

struct sessions;

struct session {
	unsigned	 process;
	struct session_info info;
};

/* A worker's question that is answered when the session has ended. */
struct session_asker {
	unsigned	 process;
	uint64_t	 question;
};

struct sessions	*sessions_new(void);
void		 sessions_free(struct sessions **);
size_t		 sessions_count(const struct sessions *);

/* 0, -EEXIST, -ENOMEM. */
int		 sessions_up(struct sessions *, unsigned process,
		    const struct session_info *);
const struct session *sessions_find(struct sessions *, uint64_t id);
const struct session *sessions_after(struct sessions *, uint64_t id);
const struct session *sessions_of_account(struct sessions *, int64_t account,
		    uint64_t after);
const struct session *sessions_of_process(struct sessions *, unsigned process);

/* 0; -ENOENT, no such session of that account; -ENOMEM. */
int		 sessions_ask(struct sessions *, uint64_t id, int64_t account,
		    const struct session_asker *);
/* Who asked and is to be told, one by one; false: nobody (any more). */
bool		 sessions_next_asker(struct sessions *, uint64_t id,
		    struct session_asker *);
/* Those of a process that is gone ask no more. */
void		 sessions_forget_askers(struct sessions *, unsigned process);
void		 sessions_down(struct sessions *, uint64_t id);

#define SESSIONS_LATE_MS	3000

void		 sessions_account_ended(struct sessions *, int64_t account,
		    struct mono now);
void		 sessions_account_back(struct sessions *, int64_t account);
bool		 sessions_is_late(const struct sessions *, int64_t account,
		    struct mono now);

#endif
