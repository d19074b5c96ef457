/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_int - what is being installed: push.c has the jobs, with which account
 * each is tried and what its end means; push_lease.c the bootstrap accounts of
 * controllers; push_call.c machines that are only called; push_process.c the
 * processes.
 */
#ifndef SERVER_DIRECTOR_CCM_PUSH_INT_H
#define SERVER_DIRECTOR_CCM_PUSH_INT_H

#include <event2/event_struct.h>
#include <sys/queue.h>
#include <sys/tree.h>

#include "protocol/role/push_job.h"
#include "protocol/role/push_msg.h"
#include "server/director/ccm/lease.h"
#include "server/director/ccm/push.h"
#include "server/director/ccm/push_book.h"

#define PUSH_MOST	10	/* installations at a time; the rest is probes */
#define PUSH_NAME_SIZE	64
#define PUSH_TEXT_SIZE	512

struct push_process;
struct push_showing;
struct push_task;

/* A machine that refused an account: not asked again with that password. */
struct push_refusal {
	RB_ENTRY(push_refusal)	 link;
	int64_t			 account;
	char			 computer[PUSH_NAME_SIZE];
};

RB_HEAD(push_refusals, push_refusal);

struct pushers {
	struct director		*d;
	LIST_HEAD(, push_task)	 tasks;
	struct push_refusals	 refusals;
	size_t			 refused;	/* of them */
	uint32_t		 busy;		/* bits of slots */
	unsigned		 last;		/* slot that was taken */
	bool			 stopping;
};

/* Of a machine, until it is ended with one account or another. */
struct push_task {
	LIST_ENTRY(push_task)	 link;
	struct pushers		*pushers;
	char			 computer[PUSH_NAME_SIZE];
	char			 domain[PUSH_NAME_SIZE];
	bool			 controller, upgrade, force, in_site;
	bool			 probe;		/* of a lease, nothing else */
	bool			 waiting;	/* for leave, or for a slot */
	bool			 asked;		/* for the credential, once */
	bool			 reserved;	/* the account's budget */
	bool			 counted;	/* as a failure, until it says */
	bool			 shown;		/* the password, of that */
	struct push_showing	*showing;	/* to be counted first */
	bool			 outside;	/* not in the site's networks */
	int64_t			 lease;		/* 0: none */
	bool			 new_lease;
	bool			 asking;	/* whether a server has it */
	size_t			 server;
	struct mono		 until;		/* it is waited for that */
	struct mono		 wait_told;	/* in the log, next */
	size_t			 at;		/* in option push */
	int64_t			 account;
	char			 name[PUSH_ACCOUNT_SIZE];
	struct push_process	*process;
	/* What it said. */
	char			 step[16];
	bool			 stopped, shows_life, has_ended;
	enum lease_sign		 sign;		/* that it showed */
	uint64_t		 log;		/* bytes; 0: none was seen */
	struct mono		 told;
	enum push_end		 end;
	uint32_t		 error;
	char			 text[PUSH_TEXT_SIZE];
	/* What came of it. */
	struct push_result	 result;
	struct event		 later;
	push_done		*done;
	void			*arg;
};

/* NULL: its process has ended. */
typedef void	push_heard(struct push_task *, const char *line);

/* --- push.c --- */

int	push_begin_process(struct push_task *, push_heard *, struct err *);
/* NULL: no memory. */
struct push_task *push_task_new(struct pushers *, const char *computer);
void	push_next_account(struct push_task *);
void	push_finish(struct push_task *, enum push_verdict, uint32_t error,
	    const char *text);
/* A slot, or the leave to show a password, has come free. */
void	push_wake_others(struct pushers *);

/* --- push_refusal.c --- */

bool	push_was_refused(const struct push_task *, int64_t account);
void	push_remember_refusal(struct push_task *);
/* A parked request is begun again by an operator, or with other accounts. */
void	push_forget_machine(struct push_task *);

/* --- push_show.c --- */

/* When the disk has it that it is a try (A4). */
void	push_give_credential(struct push_task *);
/* The password was taken: others may be shown it. */
void	push_proven(struct push_task *);
/* An attempt has ended without a verdict on its password. */
void	push_settle(struct push_task *, bool was_judged);
void	push_stop_showing(struct push_task *);

/* --- push_said.c --- */

/* Of an installation, or of a probe of a lease. */
void	push_heard_line(struct push_task *, const char *line);

/* --- push_lease.c --- */

bool	push_is_sp3(const struct push_task *);
/* Then comes the first account. */
void	push_ask_lease(struct push_task *, int64_t request);
void	push_ask_servers(struct push_task *);
void	push_tell_lease(struct push_task *);
void	push_end_probe(struct push_task *);
void	push_probe(void *pushers, int64_t lease);

/* --- push_call.c --- */

/* Does that machine answer?  No credential is shown. */
void	push_call(void *pushers, const char *computer);

/* --- push_process.c --- */

/* -EAGAIN: no slot is free. */
int	push_process_begin(struct push_task *, const struct push_order *,
	    push_heard *, struct err *);
void	push_process_credential(struct push_process *,
	    const struct msg_push_credential *);
/* Killed, if it still lives; nothing more is heard. */
void	push_process_end(struct push_process **);

#endif
