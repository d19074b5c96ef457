/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/worker/domain_link.h"

#include <sys/queue.h>

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "protocol/role/domain_msg.h"
#include "server/worker/worker.h"

#define LOOK_MS		1000

/*
 * TICKET (the keeper is asked) -> ASKED (the director) -> answered.  One that
 * asks for names has its own lists, in `mem'.
 */
enum state { AT_KEEPER, AT_DIRECTOR };

struct question {
	UT_hash_handle		 hh;
	TAILQ_ENTRY(question)	 in_order;
	uint64_t		 id;
	enum state		 state;
	uint32_t		 view;
	struct mono		 since;
	struct rpc_call		*call;
	struct rpc_domain_ask	 ask;
	bool			 has_password;	/* it holds a ticket, or will */
	bool			 has_ticket;
	uint8_t			 ticket[DOMAIN_TICKET_SIZE];
	struct domain_names	 names;		/* .v NULL: it is none of those */
	struct arena		 mem;
	struct msg_domain_parts	 parts;
};

struct domain_link {
	struct worker		*w;
	struct question		*questions;
	TAILQ_HEAD(, question)	 asked;		/* oldest first */
	size_t			 count;
	uint64_t		 last_id;
	struct event		 look;		/* are any too old? */
	struct log_limit	 limit;
};

/* --- answers --- */

/* What is not known of a name is that there is none. */
static void
take_name(const struct question *q, struct rpc_name *name,
    const struct rpc_account *row)
{
	if (name->use != 0)
		return;
	name->use = SID_USE_UNKNOWN;
	if (row == NULL || row->kind == 0 || row->name == NULL ||
	    !sid_join(q->names.domain, row->rid, &name->sid))
		return;
	text_copy(name->name, sizeof(name->name), row->name);
	name->use = row->kind;
}

/* A row for each of those that were open, in their order. */
static void
answer_names(struct question *q, const struct rpc_domain_answer *a)
{
	bool		 whole = a->status == NT_OK && a->rows != NULL &&
			    a->count == q->ask.count;
	uint32_t	 row = 0;
	size_t		 i;

	for (i = 0; i < q->names.n; i++)
		if (q->names.v[i].use == 0)
			take_name(q, &q->names.v[i], whole ?
			    &a->rows[row++] : NULL);
	rpc_names_done(q->names.call);
}

/* Used or not: others need the place. */
static void
drop_ticket(struct domain_link *l, const uint8_t *ticket)
{
	struct chan	*keeper = env_peer(l->w->env, ROLE_KEEPER, 0);

	if (keeper == NULL)
		return;
	wr_bytes(chan_begin(keeper, MSG_TICKET_DROP, 0), ticket,
	    DOMAIN_TICKET_SIZE);
	(void)chan_end(keeper);
}

/* The pipe may ask the next thing at once. */
static void
answer(struct domain_link *l, struct question *q,
    const struct rpc_domain_answer *a)
{
	HASH_DEL(l->questions, q);
	TAILQ_REMOVE(&l->asked, q, in_order);
	l->count--;
	if (q->has_ticket)
		drop_ticket(l, q->ticket);
	if (q->names.v != NULL)
		answer_names(q, a);
	else
		rpc_domain_done(q->call, a);
	arena_free(&q->mem);
	free(q);
}

static void
fail(struct domain_link *l, struct question *q, enum ntstatus status)
{
	const struct rpc_domain_answer	 none = { .status = status };

	answer(l, q, &none);
}

static void
fail_all(struct domain_link *l, enum state state, enum ntstatus status)
{
	struct question	*q, *next;

	for (q = TAILQ_FIRST(&l->asked); q != NULL; q = next) {
		next = TAILQ_NEXT(q, in_order);
		if (q->state == state)
			fail(l, q, status);
	}
}

void
domain_link_director_lost(struct domain_link *l)
{
	fail_all(l, AT_DIRECTOR, NT_RPC_CALL_FAILED);
}

void
domain_link_keeper_lost(struct domain_link *l)
{
	fail_all(l, AT_KEEPER, NT_DOMAIN_CONTROLLER_NOT_FOUND);
}

static void
on_look(evutil_socket_t fd, short what, void *arg)
{
	struct domain_link	*l = arg;
	struct timeval		 tv = { LOOK_MS / 1000, 0 };
	struct mono		 now = mono_now();
	struct question		*q;

	(void)fd;
	(void)what;
	while ((q = TAILQ_FIRST(&l->asked)) != NULL &&
	    mono_ms_between(q->since, now) >= DOMAIN_WAIT_MS) {
		log_limited(&l->limit, LVL_WARN, "domain: %s: no answer from "
		    "the %s for %d s", rpc_domain_rows[q->ask.op].name,
		    q->state == AT_KEEPER ? "keeper" : "director",
		    DOMAIN_WAIT_MS / 1000);
		fail(l, q, NT_RPC_CALL_FAILED);
	}
	if (q != NULL)
		(void)event_add(&l->look, &tv);
}

/* --- questions --- */

static struct question *
question_new(struct domain_link *l, uint32_t view)
{
	struct timeval	 tv = { LOOK_MS / 1000, 0 };
	struct question	*q = NULL;

	if (l->count < DOMAIN_QUESTIONS_MAX)
		q = calloc(1, sizeof(*q));
	if (q == NULL)
		return NULL;
	q->id = ++l->last_id;
	q->view = view;
	q->since = mono_now();
	arena_init(&q->mem, MSG_DOMAIN_ARENA);
	if (TAILQ_EMPTY(&l->asked))
		(void)event_add(&l->look, &tv);
	TAILQ_INSERT_TAIL(&l->asked, q, in_order);
	HASH_ADD(hh, l->questions, id, sizeof(q->id), q);
	l->count++;
	return q;
}

static void
ask_director(struct domain_link *l, struct question *q)
{
	struct chan		*director = env_peer(l->w->env, ROLE_DIRECTOR,
				    0);
	struct msg_domain_ask	 m = { .view = q->view, .ask = q->ask };
	int			 error;

	if (director == NULL) {
		fail(l, q, NT_DOMAIN_CONTROLLER_NOT_FOUND);
		return;
	}
	if (q->ask.caller != NULL)
		m.caller = *q->ask.caller;
	q->state = AT_DIRECTOR;
	msg_put_domain_ask(chan_begin(director, MSG_DOMAIN_ASK, q->id), &m);
	error = chan_end(director);
	if (error != 0)
		fail(l, q, error == -EMSGSIZE ? NT_INVALID_PARAMETER :
		    NT_DOMAIN_CONTROLLER_NOT_FOUND);
}

/* Without a key there is nothing to open it with. */
static void
ask_keeper(struct domain_link *l, struct question *q,
    const struct rpc_password *p)
{
	struct chan			*keeper = env_peer(l->w->env,
					    ROLE_KEEPER, 0);
	const struct msg_ticket_make	 m = { p->form, p->bytes, p->key };

	if (p->key.len == 0) {
		fail(l, q, NT_NO_USER_SESSION_KEY);
		return;
	}
	q->has_password = true;
	if (keeper != NULL)
		msg_put_ticket_make(chan_begin(keeper, MSG_TICKET_MAKE,
		    q->id), &m);
	if (keeper == NULL || chan_end(keeper) != 0)
		fail(l, q, NT_DOMAIN_CONTROLLER_NOT_FOUND);
}

/* Of the keeper's tickets nobody holds all. */
static size_t
passwords_of(const struct domain_link *l, const struct rpc_caller *who)
{
	const struct question	*q;
	size_t			 n = 0;

	TAILQ_FOREACH(q, &l->asked, in_order)
		n += q->has_password && sid_equal(&q->ask.caller->sid,
		    &who->sid);
	return n;
}

void
domain_link_ask(struct domain_link *l, uint32_t view, struct rpc_call *call,
    const struct rpc_domain_ask *ask)
{
	const struct rpc_domain_answer	 none = { .status =
					    NT_INSUFFICIENT_RESOURCES };
	struct question			*q = question_new(l, view);

	if (q == NULL) {
		rpc_domain_done(call, &none);
		return;
	}
	q->call = call;
	q->ask = *ask;
	q->ask.password = (struct rpc_password){ .form = PASSWORD_NONE };
	if (ask->password.form == PASSWORD_NONE)
		ask_director(l, q);
	else if (passwords_of(l, ask->caller) >= DOMAIN_PASSWORDS_MAX)
		fail(l, q, NT_INSUFFICIENT_RESOURCES);
	else
		ask_keeper(l, q, &ask->password);
}

/* --- names --- */

static bool
list_names(struct question *q)
{
	const char	**v = arena_array(&q->mem, q->names.n, sizeof(*v));
	size_t		 i;

	for (i = 0; i < q->names.n && v != NULL; i++)
		if (q->names.v[i].use == 0)
			v[q->ask.count++] = q->names.v[i].name;
	q->ask.op = DOMAIN_FIND;
	q->ask.names = v;
	return v != NULL;
}

/* RID 0 is nobody's. */
static bool
list_rids(struct question *q)
{
	uint32_t	*v = arena_array(&q->mem, q->names.n, sizeof(*v));
	struct sid	 domain;
	uint32_t	 rid;
	size_t		 i;

	for (i = 0; i < q->names.n && v != NULL; i++) {
		if (q->names.v[i].use != 0)
			continue;
		if (!sid_split(&q->names.v[i].sid, &domain, &rid) ||
		    !sid_equal(&domain, q->names.domain))
			rid = 0;
		v[q->ask.count++] = rid;
	}
	q->ask.op = DOMAIN_NAME;
	q->ask.rids = v;
	return v != NULL;
}

void
domain_link_names(struct domain_link *l, uint32_t view,
    const struct domain_names *names)
{
	const struct rpc_domain_answer	 none = { .status = NT_NO_MEMORY };
	struct question			*q = question_new(l, view);
	struct question			 stand_in = { .names = *names };

	if (q == NULL) {
		answer_names(&stand_in, &none);
		return;
	}
	q->names = *names;
	if (names->by_sid ? list_rids(q) : list_names(q))
		ask_director(l, q);
	else
		fail(l, q, NT_NO_MEMORY);
}

/* --- what comes back --- */

static struct question *
find(struct domain_link *l, uint64_t id, enum state state)
{
	struct question	*q;

	HASH_FIND(hh, l->questions, &id, sizeof(id), q);
	return q != NULL && q->state == state ? q : NULL;
}

/* Of a question that was given up, nothing is wanted any more. */
void
domain_link_answered(struct domain_link *l, struct chan *ch,
    struct chan_msg *m)
{
	struct question	*q = find(l, m->id, AT_DIRECTOR);
	bool		 last;

	if (q == NULL)
		return;
	last = msg_get_domain_answer(&m->body, &q->mem, &q->parts);
	if (!rd_end(&m->body)) {
		fail(l, q, NT_RPC_CALL_FAILED);
		chan_malformed(ch, m);
	} else if (last)
		answer(l, q, &q->parts.answer);
}

void
domain_link_ticket(struct domain_link *l, struct chan *ch, struct chan_msg *m)
{
	struct question		*q = find(l, m->id, AT_KEEPER);
	struct msg_ticket	 t;

	msg_get_ticket(&m->body, &t);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	if (q == NULL) {		/* it was given up */
		if (t.status == NT_OK)
			drop_ticket(l, t.ticket);
		return;
	}
	if (t.status != NT_OK) {
		fail(l, q, t.status);
		return;
	}
	memcpy(q->ticket, t.ticket, sizeof(q->ticket));
	q->has_ticket = true;
	q->ask.password = (struct rpc_password){ .form = PASSWORD_TICKET,
	    .bytes = rd_over(q->ticket, sizeof(q->ticket)) };
	ask_director(l, q);
}

/* --- life --- */

int
domain_link_new(struct worker *w, struct domain_link **out)
{
	struct domain_link	*l = calloc(1, sizeof(*l));

	if (l == NULL)
		return -ENOMEM;
	l->w = w;
	l->limit.burst = 5;
	TAILQ_INIT(&l->asked);
	(void)event_assign(&l->look, w->env->base, -1, 0, on_look, l);
	*out = l;
	return 0;
}

void
domain_link_free(struct domain_link **lp)
{
	struct domain_link	*l = *lp;

	if (l == NULL)
		return;
	*lp = NULL;
	fail_all(l, AT_KEEPER, NT_DOMAIN_CONTROLLER_NOT_FOUND);
	fail_all(l, AT_DIRECTOR, NT_RPC_CALL_FAILED);
	(void)event_del(&l->look);
	free(l);
}
