/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publisher_int - the inside of struct publisher, shared by publisher.c (one
 * round), publisher_life.c (start, checks, status) and site_change.c.
 */
#ifndef SERVER_DIRECTOR_CAP_PUBLISHER_INT_H
#define SERVER_DIRECTOR_CAP_PUBLISHER_INT_H

#include <event2/event_struct.h>
#include <stddef.h>
#include <sys/queue.h>

#include "protocol/role/account_msg.h"
#include "protocol/sms/site.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/set.h"
#include "server/director/director.h"
#include "server/smb/iopool.h"

enum pub_state {
	PUB_IDLE, PUB_BEGINNING, PUB_SIGNING, PUB_WRITING, PUB_COMMITTING
};

struct waiter {
	STAILQ_ENTRY(waiter)	 link;
	publisher_done		*done;
	void			*arg;
	bool			 has_audit;	/* kept with the round */
	struct audit_row	 audit;
	char			 who[64], verb[64];
};
STAILQ_HEAD(waiters, waiter);

/* Somebody who wants to change the site control file after another. */
struct site_turn {
	STAILQ_ENTRY(site_turn)	 link;
	void			(*run)(void *);
	void			*arg;
};

/* A set that is not in force any more, but may still be read. */
struct old_set {
	STAILQ_ENTRY(old_set)	 link;
	uint64_t		 serial;
	struct mono		 since;
};

struct publisher {
	struct director		*d;
	struct set_place	 place;
	/* The site control file in force; site_control 0: none. */
	struct scf		 file;
	struct site		 site;
	uint64_t		 site_control;
	bool			 storing;	/* another one, that will be */
	STAILQ_HEAD(, site_turn) turns;

	enum pub_state		 state;
	bool			 wanted;
	bool			 hurries;	/* `soon' is soon */
	bool			 stopping;
	struct waiters		 waiting;	/* for the next round */
	struct waiters		 served;	/* by this one */
	uint64_t		 serial;
	const uint64_t		*serial_out;	/* of the batch */
	struct set		*making;
	struct set		*signing;	/* it, or one of its views */
	struct buf		 payload;
	struct iojob		 write;
	struct err		 write_error;
	struct event		 soon, deadline;

	struct set		*current;	/* NULL: none */
	struct wall		 published, verified;
	uint32_t		 copy_list;
	char			 alarm[sizeof(((struct err *)0)->text)];
	struct iojob		 check;
	struct err		 check_error;
	bool			 checking;
	struct event		 check_timer, prune_timer, renew_timer;
	STAILQ_HEAD(, old_set)	 old;
};

static inline struct publisher *
publisher_of_job(struct iojob *job)
{
	return (struct publisher *)((char *)job -
	    offsetof(struct publisher, write));
}

void	publisher_timers(struct publisher *);
void	publisher_await(struct publisher *, publisher_done *, void *arg);
void	publisher_plan_renewal(struct publisher *);
void	old_set_add(struct publisher *, uint64_t serial);

/* What would be published now: `out' without its signature, and `payload'. */
int	publisher_make(const struct publisher *, uint64_t serial,
	    const struct catalogue *, struct set **out, struct buf *payload,
	    struct err *);
/* The set that is in force now is known by more than its manifest. */
void	publisher_learn(struct publisher *);
/* Parses and takes a file as the one in force. */
int	site_take(struct publisher *, const char *name, struct rd text,
	    uint64_t serial, struct err *);

#endif
