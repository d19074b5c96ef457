/* SPDX-License-Identifier: GPL-3.0-or-later */
/* control_int - the inside of the control socket: see control.h. */
#ifndef SERVER_DIRECTOR_CONTROL_CONTROL_INT_H
#define SERVER_DIRECTOR_CONTROL_CONTROL_INT_H

#include <event2/event_struct.h>
#include <sys/queue.h>
#include <sys/types.h>

#include "base/log.h"
#include "protocol/control/verb.h"
#include "server/director/control/control.h"
#include "server/director/control/question.h"
#include "server/director/director.h"
#include "server/user.h"

struct caller;
struct closer;
struct errand;

TAILQ_HEAD(callers, caller);

struct control {
	struct director	*d;
	struct event	 accept, pause;
	struct user_groups groups;
	struct callers	 callers;		/* longest silent first */
	size_t		 ncallers;
	size_t		 nothers;	/* of them who are no operators */
	struct closer	*closer;
	struct questions questions;
	uint64_t	 next_question;
	struct log_limit strangers;	/* lines about peers without a right */
};

/* Who is at the other end. */
struct control_peer {
	uid_t			 uid;
	gid_t			 gid;
	pid_t			 pid;
	enum control_right	 right;
};

#endif
