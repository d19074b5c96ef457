/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rotation_intent - a change of an account on its way (store/intent.h).  What
 * the directory shows is read before anything is sent, so that the same code
 * begins an intent and finds one again after a crash.
 *
 * A change is made on the PDC, which is the book of accounts; it is REPLICATED
 * when every other server of the directory shows it (the barrier, A2).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/rotation_int.h"
#include "server/director/domain/directory.h"
#include "server/timer.h"

#define PATIENCE_MIN_MS		1000
#define PATIENCE_MAX_MS		900000	/* A7: 15 minutes */
#define TIMER_EARLY_MS		50	/* a timer may come so much too soon */

struct intent *
intent_new(const struct rotation *r, enum intent_kind kind,
    const struct generation *g, int64_t account)
{
	const struct account_entry	*a = accounts_by_id(r->d->accounts,
					    account);
	struct intent			*i = calloc(1, sizeof(*i));
	char				 name[POOL_NAME_SIZE];

	if (i == NULL)
		return NULL;
	pool_name(g->number, r->d->env->config.site_in_names ?
	    r->d->site.code : "", name);
	i->id = store_new_id();
	i->kind = kind;
	i->account = account;
	i->state = INTENT_PREPARED;
	i->number = g->number;
	i->patience_ms = PATIENCE_MIN_MS;
	text_copy(i->name, sizeof(i->name), a != NULL ? a->name : name);
	return i;
}

void
intent_free(struct intent **ip)
{
	struct intent	*i = *ip;

	if (i == NULL)
		return;
	*ip = NULL;
	free(i->verifier);
	free(i->password);
	free(i);
}

void
intent_put(struct batch *b, const struct intent *i, const struct pool_step *s)
{
	const struct intent_row	 row = {
		.id = i->id, .kind = i->kind, .account = i->account,
		.name = i->name, .generation = i->number, .event = s->event,
		.from = s->from, .to = s->to, .created = wall_now(),
		.verifier = { i->verifier, i->verifier_len },
		.password = { i->password, i->password_len },
	};

	store_intent_add(b, &row);
}

struct intent *
intent_of(struct rotation *r, int64_t account)
{
	struct intent	*i;

	TAILQ_FOREACH(i, &r->intents, link)
		if (i->account == account)
			return i;
	return NULL;
}

/* --- one point further --- */

static void
hold_off(struct rotation *r, struct intent *i, const char *why)
{
	rotation_trouble(r, why);
	i->not_before = mono_after(mono_now(), i->patience_ms);
	i->patience_ms *= 2;
	if (i->patience_ms > PATIENCE_MAX_MS)
		i->patience_ms = PATIENCE_MAX_MS;
}

static void
noted(void *arg, const struct err *failed)
{
	struct rotation	*r = arg;
	struct intent	*i = r->under_way;

	r->under_way = NULL;
	r->busy = false;
	if (failed != NULL) {
		hold_off(r, i, failed->text);
		return;
	}
	i->state = r->to;
	if (i->state == INTENT_DONE) {
		TAILQ_REMOVE(&r->intents, i, link);
		intent_free(&i);
	}
	rotation_turn(r);
}

static void
note(struct rotation *r, struct intent *i, enum intent_state to,
    const char *why)
{
	struct batch	*b = store_batch_new();

	store_intent_state(b, i->id, to, why, wall_now());
	r->under_way = i;
	r->to = to;
	r->busy = true;
	if (store_submit(r->d->store, &b, noted, r) != 0) {
		r->under_way = NULL;
		r->busy = false;
		hold_off(r, i, "the store takes no more");
	}
}

/* --- what the directory shows, and is asked for --- */

static enum account_state
wanted_state(enum intent_kind kind)
{
	return kind == INTENT_DISABLE ? ACCOUNT_DISABLED :
	    kind == INTENT_DELETE ? ACCOUNT_DELETED : ACCOUNT_ENABLED;
}

/* Somebody else's account has the name: the number is given up. */
static void
give_up(struct rotation *r, struct intent *i, const char *why)
{
	struct pool_facts	 facts = { .busy = true };
	struct pool_step	 s;
	struct err		 e;
	unsigned		 cohort;

	(void)rotation_by_number(r, i->number, &cohort);

	log_error("rotation: account \"%s\" cannot be made, the next "
	    "generation gets another name: %s", VIS(i->name), why);
	if (pool_wish(rotation_pool(r, cohort), rotation_now(r), i->number,
	    POOL_GIVE_UP, &facts, &s, &e) == 0)
		rotation_step(r, cohort, &s, NULL);
	else
		note(r, i, INTENT_CONFLICT, e.text);
}

/* What the directory takes later is another thing than what it never takes. */
static void
not_done(struct rotation *r, struct intent *i, const struct err *e)
{
	if (e->code == EKEYREJECTED)
		rotation_refused(r, i, e->text);
	else
		hold_off(r, i, e->text);
}

static void
done(void *arg, const struct err *failed)
{
	struct rotation	*r = arg;
	struct intent	*i = r->under_way;

	r->under_way = NULL;
	r->busy = false;
	if (failed != NULL)
		not_done(r, i, failed);
	rotation_turn(r);
}

static void
create(struct rotation *r, struct intent *i)
{
	struct account_sealed		 a = {
		.id = i->account, .name = i->name, .kind = ACCOUNT_CLIENT,
		.generation = i->number,
		.verifier = { i->verifier, i->verifier_len },
		.password = { i->password, i->password_len },
	};
	struct err			 e;

	(void)rotation_by_number(r, i->number, &a.cohort);
	r->busy = true;
	r->under_way = i;
	if (accounts_add_sealed(r->d, &a, done, r, &e) == 0)
		return;
	r->busy = false;
	r->under_way = NULL;
	if (e.code == EEXIST || e.code == EINVAL)
		give_up(r, i, e.text);
	else
		not_done(r, i, &e);
}

static void
move(struct rotation *r, struct intent *i)
{
	struct err	 e;

	r->busy = true;
	r->under_way = i;
	if (accounts_move(r->d, i->account, wanted_state(i->kind), done, r,
	    &e) == 0)
		return;
	r->busy = false;
	r->under_way = NULL;
	not_done(r, i, &e);
}

/* Sent, perhaps before a crash: has it come about? */
static void
carry_out(struct rotation *r, struct intent *i)
{
	const struct account_entry	*a = accounts_by_id(r->d->accounts,
					    i->account);

	if (a != NULL && a->state == wanted_state(i->kind))
		note(r, i, INTENT_OBSERVED, "");
	else if (a == NULL && i->kind == INTENT_CREATE)
		create(r, i);
	else if (a == NULL || a->state == ACCOUNT_DELETED ||
	    i->kind == INTENT_CREATE) {
		log_error("rotation: account \"%s\" is not as this site left "
		    "it: nothing more is done to it", VIS(i->name));
		note(r, i, INTENT_CONFLICT, "the account was changed by "
		    "somebody else");
	} else
		move(r, i);
}

/* --- the barrier --- */

static void	ask_servers(struct rotation *, struct intent *, size_t);

/* Soon at first, then with each look of the rotation (A2). */
static void
look_again(struct rotation *r, struct intent *i)
{
	int64_t	 ms = r->d->env->config.rotation_interval;

	if (i->patience_ms < ms) {
		ms = i->patience_ms;
		i->patience_ms *= 2;
	}
	i->not_before = mono_after(mono_now(), ms);
	timer_after(&r->timer, ms + TIMER_EARLY_MS);
}

static bool
shows(const struct intent *i, const struct dir_reply *a)
{
	if (a->error == DIR_USER_NOT_FOUND)
		return i->kind == INTENT_DELETE;
	return a->error == 0 && a->state == wanted_state(i->kind);
}

static void
answered(void *arg, const struct dir_reply *a)
{
	struct rotation	*r = arg;
	struct intent	*i = r->under_way;

	r->under_way = NULL;
	r->busy = false;
	if (shows(i, a)) {
		ask_servers(r, i, a->server + 1);
		return;
	}
	look_again(r, i);
	rotation_turn(r);
}

/* One that operators say is lost is passed over. */
static size_t
next_server(const struct director *d, size_t server)
{
	struct dir_server	 s;

	for (; server < directory_servers(d); server++) {
		directory_server(d, server, &s);
		if (s.waived.us == 0)
			break;
	}
	return server;
}

/* One after the other: the first that is late ends the round. */
static void
ask_servers(struct rotation *r, struct intent *i, size_t server)
{
	struct dir_request	 q = { .op = (uint64_t)i->id,
				    .account = i->account };

	q.server = server = next_server(r->d, server);
	if (server >= directory_servers(r->d)) {
		note(r, i, INTENT_REPLICATED, "");
		return;
	}
	r->busy = true;
	r->under_way = i;
	if (directory_ask(r->d, &q, answered, r) == 0)
		return;
	r->busy = false;
	r->under_way = NULL;
	hold_off(r, i, "the directory cannot be asked");
}

static bool
advance(struct rotation *r, struct intent *i)
{
	switch (i->state) {
	case INTENT_PREPARED:
		note(r, i, INTENT_SENT, "");
		return true;
	case INTENT_SENT:
		carry_out(r, i);
		return true;
	case INTENT_OBSERVED:
		ask_servers(r, i, 1);
		return true;
	case INTENT_REPLICATED:
		note(r, i, INTENT_DONE, "");
		return true;
	default:
		return false;	/* a conflict waits for the operator */
	}
}

bool
intent_advance(struct rotation *r)
{
	struct intent	*i;

	TAILQ_FOREACH(i, &r->intents, link)
		if ((!r->pool.safe || i->kind == INTENT_ENABLE) &&
		    mono_passed(i->not_before, mono_now()) && advance(r, i))
			return true;
	return false;
}
