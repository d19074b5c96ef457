/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cleanup - accounts of domain controllers that are gone: SMS&_<Computer>, and
 * SMS#_<Computer> of no lease, are looked for every cleanup_look, and taken
 * away every cleanup_interval if there is proof (cleanup_rules.h).
 *
 * Whose    an account that an installation of this site made bears its mark
 *          (cleanup_mark()); else its client's last word counts.  What is
 *          another site's is never touched.
 * Crash    counts, the next date and what is to go are in the store; what was
 *          about to go and is not gone is judged anew.
 */
#ifndef SERVER_DIRECTOR_CCM_CLEANUP_H
#define SERVER_DIRECTOR_CCM_CLEANUP_H

#include "base/err.h"
#include "server/director/ccm/cleanup_rules.h"
#include "store/audit.h"

struct account_entry;
struct cleanup;
struct director;

int	cleanup_new(struct director *, struct err *);	/* blocks */
void	cleanup_start(struct director *);
void	cleanup_stop(struct director *);
void	cleanup_free(struct director *);
void	cleanup_reconfigured(struct director *);

/* The comment of what `creator' makes; "": it is not for an installation. */
#define CLEANUP_MARK_SIZE	32
void	cleanup_mark(const struct director *,
	    const struct account_entry *creator,
	    char[static CLEANUP_MARK_SIZE]);

/*
 * Calls a machine, if there is somebody who can: answers once, later or at
 * once, by cleanup_called().  NOBODY: this look does not count.
 */
enum cleanup_call { CALL_NOBODY, CALL_SILENT, CALL_ANSWERED };
typedef void	cleanup_caller(void *arg, const char *computer);
void	cleanup_call_by(struct director *, cleanup_caller *, void *arg);
void	cleanup_called(struct director *, enum cleanup_call);

/* --- for operators --- */

struct cleanup_view {
	int64_t			 account;
	const char		*name;
	enum cleanup_verdict	 verdict;
	char			 why[128];
	uint32_t		 failures;
	int64_t			 silent_ms;
	struct wall		 heard, looked;		/* 0: never */
	bool			 going;
};

/* In the order of their numbers; 0 begins.  false: no more. */
bool	cleanup_next_view(const struct director *, int64_t after,
	    struct cleanup_view *);

struct cleanup_state {
	struct wall		 next, last;		/* 0: never yet */
	uint32_t		 removed;		/* by the last */
	uint64_t		 kept, gone, going;	/* now */
};
void	cleanup_state(const struct director *, struct cleanup_state *);

typedef void	cleanup_done(void *arg, const struct err *failed);

/* Looks at all of them now; nothing counts before its time. */
int	cleanup_examine(struct director *, cleanup_done *, void *arg);
/* And what there is proof of goes. */
int	cleanup_now(struct director *, const struct audit_row *,
	    cleanup_done *, void *arg);

#endif
