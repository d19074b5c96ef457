/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/questions.h"

#include <errno.h>
#include <stdlib.h>

#include "protocol/role/domain_msg.h"
#include "server/director/director.h"
#include "server/director/domain/policy_ask.h"

struct domain_question {
	TAILQ_ENTRY(domain_question) link;
	struct director		*d;
	struct chan		*worker;	/* NULL: gone meanwhile */
	uint64_t		 id;
};

/* An answer that cannot be written is at least told to be none. */
static void
send_answer(struct chan *worker, uint64_t id,
    const struct rpc_domain_answer *a)
{
	const struct rpc_domain_answer	 none = { .status =
					    NT_INSUFFICIENT_RESOURCES };
	uint32_t			 from = 0, next;

	do {
		next = msg_put_domain_answer(chan_begin(worker,
		    MSG_DOMAIN_ANSWER, id), a, from);
		if (chan_end(worker) != 0)
			break;
		from = next;
	} while (from < a->count);
	if (from > 0 || a->count == 0)
		return;
	(void)msg_put_domain_answer(chan_begin(worker, MSG_DOMAIN_ANSWER, id),
	    &none, 0);
	(void)chan_end(worker);
}

static void
forget(struct domain_question *q)
{
	TAILQ_REMOVE(&q->d->questions, q, link);
	free(q);
}

static void
answered(void *arg, const struct rpc_domain_answer *a)
{
	struct domain_question	*q = arg;

	if (q->worker != NULL)
		send_answer(q->worker, q->id, a);
	forget(q);
}

static struct domain_question *
question_new(struct director *d, struct chan *worker, uint64_t id)
{
	struct domain_question	*q = calloc(1, sizeof(*q));

	if (q == NULL)
		return NULL;
	q->d = d;
	q->worker = worker;
	q->id = id;
	TAILQ_INSERT_TAIL(&d->questions, q, link);
	return q;
}

static void
ask(struct director *d, struct chan *worker, uint64_t id,
    const struct msg_domain_ask *m)
{
	struct rpc_domain_answer	 none = { .status =
					    NT_INSUFFICIENT_RESOURCES };
	struct domain_question		*q = question_new(d, worker, id);
	int				 error;

	if (q == NULL)
		error = -ENOMEM;
	else if (m->ask.op == DOMAIN_POLICY)
		error = policy_ask(d, m->view, &m->ask, answered, q);
	else
		error = sam_ask(d, m->view, &m->ask, answered, q);
	if (error == 0)
		return;
	if (error == -ENODEV)
		none.status = NT_DOMAIN_CONTROLLER_NOT_FOUND;
	send_answer(worker, id, &none);
	if (q != NULL)
		forget(q);
}

void
questions_take(struct director *d, struct chan *worker, struct chan_msg *m)
{
	struct msg_domain_ask	 q;
	struct arena		 mem;

	arena_init(&mem, MSG_DOMAIN_ASK_ARENA);
	msg_get_domain_ask(&m->body, &mem, &q);
	if (rd_end(&m->body))
		ask(d, worker, m->id, &q);
	else
		chan_malformed(worker, m);
	arena_free(&mem);
}

void
questions_worker_lost(struct director *d, const struct chan *worker)
{
	struct domain_question	*q;

	TAILQ_FOREACH(q, &d->questions, link)
		if (q->worker == worker)
			q->worker = NULL;
}
