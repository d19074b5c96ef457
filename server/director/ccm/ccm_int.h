/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccm_int - the inside of struct ccm: ccm.c (what is known, what is next),
 * ccm_run.c (one request from its turn to its end), ccm_log.c (its lines).
 */
#ifndef SERVER_DIRECTOR_CCM_CCM_INT_H
#define SERVER_DIRECTOR_CCM_CCM_INT_H

#include <event2/event_struct.h>

#include "server/director/ccm/ccm.h"
#include "server/director/ccm/gate.h"
#include "server/director/ccm/push.h"
#include "server/director/ccm/retry.h"
#include "server/director/ccm/sched.h"
#include "server/director/director.h"

#define CCM_NAME_SIZE	64
#define CCM_AGAIN_MS	5000	/* after trouble of the disk or of memory */

/* A request that will have its turn.  sched comes first. */
struct ccm_entry {
	struct sched_entry	 sched;
	RB_ENTRY(ccm_entry)	 by_seq;
	bool			 changed;	/* by others, while it ran */
};

RB_HEAD(ccm_entries, ccm_entry);

struct ccm {
	struct director		*d;
	struct ccm_entries	 entries;
	struct sched		 sched;
	int64_t			 seen;		/* the last change */
	bool			 scanning, again;
	bool			 stopping;
	bool			 noticed;	/* the next look is soon */
	struct event		 scan, turn;
	LIST_HEAD(, ccm_run)	 running;
	struct ccm_status	 told;
	size_t			 runs;
	int64_t			 rests_ms;	/* nothing is begun before */
	struct config_list	 accounts;	/* as they were, for a reload */
	bool			 approval;
	char			 idle[128];	/* why nothing is begun */
};

/* One that is being worked on: its row as it was begun. */
struct ccm_run {
	LIST_ENTRY(ccm_run)	 link;
	struct ccm		*ccm;
	struct ccm_entry	*entry;
	int64_t			 seq;
	const bool		*taken;
	char			 computer[CCM_NAME_SIZE];
	char			 domain[CCM_NAME_SIZE];
	struct ccr		 ccr;
	bool			 upgrade;
	uint64_t		 tries;
	struct stored_time	 first_try;
	uint32_t		 error_before;
	enum request_class	 class;
	struct request_end	 end;
	char			 result[256];
	char			 account[128];
	int64_t			 wait_ms;	/* until the next try */
	bool			 given_up;
	bool			 gated;
	bool			 installed;	/* now */
	uint64_t		 installs;	/* before that, see gate.h */
	struct event		 again;
};

/* --- ccm.c --- */
int64_t	 ccm_ms(void);
void	 ccm_rule(const struct ccm *, struct retry_rule *);
void	 ccm_rest(struct ccm *);	/* the store takes nothing */
/* After a run: what its row says now; seq may be gone. */
void	 ccm_ended(struct ccm *, struct ccm_entry *, bool gone, int64_t due_ms);

/* --- ccm_run.c --- */
void	 ccm_begin(struct ccm *, struct ccm_entry *);
void	 ccm_run_free(struct ccm_run *);

/* --- ccm_log.c: plain, or the lines of Ccm.log --- */
void	 ccm_log_received(const struct request_row *);
void	 ccm_log_begun(const struct ccm_run *, size_t threads);
void	 ccm_log_gate(const struct ccm_run *, const struct gate_answer *);
void	 ccm_log_end(const struct ccm_run *, const struct push_result *);
void	 ccm_log_waiting(const struct ccm *);

#endif
