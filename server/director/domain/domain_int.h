/* SPDX-License-Identifier: GPL-3.0-or-later */
/* domain_int - the inside of the embedded directory: see domain.h. */
#ifndef SERVER_DIRECTOR_DOMAIN_DOMAIN_INT_H
#define SERVER_DIRECTOR_DOMAIN_DOMAIN_INT_H

#include <event2/event_struct.h>

#include "server/director/director.h"
#include "server/director/domain/domain.h"
#include "server/director/domain/replicas.h"

/* An answer that is due at the next turn of the loop. */
struct dir_answer {
	STAILQ_ENTRY(dir_answer) link;
	struct dir_reply	 reply;
	directory_done		*done;
	void			*arg;
};

STAILQ_HEAD(dir_answers, dir_answer);

struct domain {
	struct replicas		 set;
	struct event		 timer;		/* a replica can show more */
	bool			 started;
	bool			 storing;	/* that it does */
	bool			 changing;	/* a replica, by an operator */
	uint64_t		 coming[REPLICAS_MAX];	/* when stored */
	struct event		 answer;
	struct dir_answers	 answers;
};

/* A replica shows more: it is in the store that it does. */
void	domain_show(struct director *, struct replica *, uint64_t number);
/* Replicas have changed: when is there more to be shown? */
void	domain_arm(struct director *);
void	domain_answer_all(struct domain *);
void	domain_on_answer(evutil_socket_t, short, void *);

#endif
