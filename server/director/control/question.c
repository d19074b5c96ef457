/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/question.h"

#include <stdlib.h>

#include "server/director/control/errand.h"
#include "server/director/control/rights.h"

static struct chan *
channel(struct errand *r, enum role role)
{
	return role == ROLE_PARENT ? r->d->env->parent :
	    env_peer(r->d->env, role, 0);
}

struct wr *
question_begin(struct errand *r, enum role role, enum msg_type type,
    question_answered *answered)
{
	struct control	*ctl = r->d->control;
	struct chan	*ch = ctl == NULL ? NULL : channel(r, role);
	struct question	*q = ch == NULL ? NULL : calloc(1, sizeof(*q));

	if (q == NULL) {
		errand_end(r, CONTROL_FAILED, "it is being started again: "
		    "try again in a few seconds", "the %s is not there",
		    role_name(role));
		return NULL;
	}
	q->id = ++ctl->next_question;
	q->role = role;
	q->errand = r;
	q->answered = answered;
	TAILQ_INSERT_TAIL(&ctl->questions, q, link);
	return chan_begin(ch, type, q->id);
}

void
question_send(struct errand *r, enum role role)
{
	(void)chan_end(channel(r, role));
}

static void
answer(struct control *ctl, struct question *q, struct chan_msg *m)
{
	struct errand		*r = q->errand;
	question_answered	*answered = q->answered;

	TAILQ_REMOVE(&ctl->questions, q, link);
	free(q);
	answered(r, m);
}

void
questions_lost(struct control *ctl, enum role role)
{
	struct question	*q, *next;

	for (q = TAILQ_FIRST(&ctl->questions); q != NULL; q = next) {
		next = TAILQ_NEXT(q, link);
		if (q->role == role)
			answer(ctl, q, NULL);
	}
}

void
control_message(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct question	*q;

	if (m->type == MSG_GROUPS) {
		rights_told(&d->control->groups, ch, m);
		return;
	}
	TAILQ_FOREACH(q, &d->control->questions, link)
		if (q->id == m->id && q->role == chan_peer(ch)) {
			answer(d->control, q, m);
			return;
		}
}
