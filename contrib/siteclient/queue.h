/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue - what waits to be dropped into a box of the CAP.  Its bytes are in
 * queue/ of the agent's folder, its row in the state; what has only one of the
 * two after a crash is forgotten.
 *
 * What is on its way bears the number that it was signed with until it is known
 * to have landed or to have been refused, and goes before all others: sent
 * again after a crash, or a lost answer, it is the same file to the site.
 *
 * A try that failed is made again after 15, 30, 60, then every 360 minutes;
 * what has waited for 8 days is dropped.
 *
 * Source   cap.md 5.3: Q292030, Q301352, Q263594.
 */
#ifndef CONTRIB_SITECLIENT_QUEUE_H
#define CONTRIB_SITECLIENT_QUEUE_H

#include "contrib/siteclient/config.h"
#include "contrib/siteclient/state.h"

#define QUEUE_FILE_MAX		((size_t)8 << 20)
#define QUEUE_ANSWER		".ENR"	/* to an enrolment */
#define QUEUE_NAMES_TRIED	50	/* when a name is taken on the CAP */

/* 8 random letters and digits. */
void	queue_name(char[static QUEUE_NAME_SIZE]);
/* Durable before it returns; the state has to be saved after it. */
int	queue_add(int folder, struct state *, enum box, const char *ext,
	    const void *, size_t, struct wall now);
int	queue_read(int folder, const struct queue_item *, struct buf *);
/* An answer to an enrolment first, then what is on its way; nothing overtakes
   these. */
struct queue_item *queue_due(struct state *, struct wall now);	/* or NULL */
void	queue_sent(int folder, struct state *, struct queue_item *);
void	queue_failed(struct queue_item *, const struct config_list *retries,
	    struct wall now);
/* How many were too old. */
size_t	queue_expire(int folder, struct state *, struct wall now,
	    int64_t life_ms);
void	queue_mend(int folder, struct state *);

#endif
