/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push - the work that a request asks for: judge the target, install the
 * client on it.  The queue knows no more of it than this page.
 *
 * A job is started when its turn has come and every gate that needs no contact
 * let it through (gate.h).  The queue starts no more than push_parallel, one of
 * a machine, and of domain controllers one of a domain at a time.
 *
 * Async    push_start() returns 0: done() is called once, never from inside of
 *          it.  -errno: not at all, and the request counts no try.
 * Memory   the job is the caller's until push_start() returns; result and its
 *          texts are the callee's until done() returns.
 * Crash    a director that starts again knows of no job: what may still be at
 *          work on a target, push_start() has to end before it begins anew.
 * Source   ccm.md 5, A13.
 */
#ifndef SERVER_DIRECTOR_CCM_PUSH_H
#define SERVER_DIRECTOR_CCM_PUSH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "protocol/sms/ccr.h"
#include "store/request.h"

struct director;

struct push_job {
	int64_t			 request;	/* its number in the queue */
	const char		*computer;	/* NetBIOS, upper case */
	const char		*domain;	/* or "" */
	enum request_class	 class;		/* as far as it is known */
	bool			 upgrade;	/* its files are out of date */
	bool			 in_site;	/* by an address that is known;
						   else it is yours to judge */
	/* What the request says.  A client wrote it: nothing of it decides to
	   whom a credential is shown (T2). */
	const struct ccr	*ccr;
	uint64_t		 attempt;	/* from 1 */
};

enum push_verdict {
	PUSH_INSTALLED,		/* the client runs: the request is done */
	PUSH_DISCARD,		/* nothing to do on it: `text' says why */
	PUSH_RETRY,		/* not this time: in an hour */
	PUSH_PARK,		/* refused: not again before the accounts, or an
				   operator, say so */
	PUSH_CONTROLLER		/* it is one: again, when its domain's turn is */
};

struct push_result {
	enum push_verdict	 verdict;
	uint32_t		 error;		/* Win32, 0: none */
	const char		*account;	/* that was tried last; "": none */
	const char		*text;		/* a sentence for operators */
};

typedef void	push_done(void *arg, const struct push_result *);

/* Could a job be started at all; else a sentence why not. */
bool	push_possible(const struct director *, struct err *);
int	push_start(struct director *, const struct push_job *, push_done *,
	    void *arg);

/* Passwords have changed: whom they refused may be asked again. */
void	push_forget(struct director *);

/* How far it is with that machine, and with which account; false: no job. */
struct push_progress {
	const char	*step;		/* of site-push, or what is waited for */
	const char	*account;	/* "": none yet */
};
bool	push_progress(const struct director *, const char *computer,
	    struct push_progress *);

int	push_new(struct director *, struct err *);
void	push_run(struct director *);	/* leases are probed from now on */
void	push_stop(struct director *);	/* nothing more is begun or told */
void	push_free(struct director *);	/* after the leases */

#endif
