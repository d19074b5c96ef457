/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rotation_step - one step of the pool: what it means for the account of its
 * generation is committed with it, as an intent; then memory follows.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/book.h"
#include "server/director/account/lists.h"
#include "server/director/account/rotation_int.h"
#include "server/director/cap/publisher.h"

/* --- the end of a move --- */

static void
move_free(struct move *m)
{
	intent_free(&m->intent);
	m->intent = NULL;
	m->aborted = NULL;
	m->is_step = false;
}

static void
move_fail(struct rotation *r, const struct err *e)
{
	struct petition	*w = r->move.wish;

	move_free(&r->move);
	r->move.wish = NULL;
	r->busy = false;
	if (w != NULL)
		petition_end(&w, e);
	else
		rotation_trouble(r, e->text);
}

/* " of cohort 3"; "" where there are none. */
static const char *
cohort_text(const struct rotation *r, unsigned cohort, char dst[static 24])
{
	dst[0] = '\0';
	if (rotation_cohorts(r->d) > 1)
		(void)snprintf(dst, 24, " of cohort %u", cohort);
	return dst;
}

static void
tell(struct rotation *r, const struct pool_step *s)
{
	char	 name[POOL_NAME_SIZE], cohort[24];

	pool_name(s->number, r->d->env->config.site_in_names ?
	    r->d->site.code : "", name);
	log_info("rotation: \"%s\"%s is %s, was %s: %s", name,
	    cohort_text(r, r->move.cohort, cohort),
	    pool_state_name(s->to), pool_state_name(s->from),
	    pool_event_name(s->event));
	if (s->from == POOL_PUBLISHED || s->to == POOL_PUBLISHED) {
		publisher_wanted(r->d, "rotation of accounts");
		lists_wanted(r->d, "rotation of accounts");
	}
}

/* From now on it is one that others know; what that means, now. */
static void
tell_leaked(struct rotation *r, uint32_t number)
{
	unsigned		 cohort;
	const struct generation	*g = rotation_by_number(r, number, &cohort);
	struct account_entry	*a = g == NULL || !g->leaked ? NULL :
				    book_get(r->d->accounts, g->account);

	if (a == NULL)
		return;
	a->leaked = true;
	if (!pool_is_sealed(g))		/* again: other terms were said */
		accounts_tell_clerk_of(r->d, MSG_ACCOUNT_BACK, a->id);
	telling_change(r->d, a);
	if (pool_is_sealed(g))
		accounts_tell_clerk_of(r->d, MSG_ACCOUNT_END, a->id);
}

/* Facts go by place; who knocked has still knocked. */
static void
move_facts(struct rotation *r, const struct pool *next)
{
	const struct pool	*p = rotation_pool(r, r->move.cohort);
	struct pool_facts	*now = rotation_facts(r, r->move.cohort);
	struct pool_facts	 facts[POOL_ACCOUNTS_MAX] = { 0 };
	const struct generation	*g;
	size_t			 i;

	for (i = 0; i < next->n; i++) {
		g = pool_find(p, next->g[i].number);
		if (g != NULL)
			facts[i].knocked = now[g - p->g].knocked;
	}
	memcpy(now, facts, sizeof(facts));
}

static void
set_all_due(struct rotation *r, struct wall due)
{
	unsigned	 c;

	for (c = 1; c < rotation_cohorts(r->d); c++)
		if (!rotation_is_drained(r, c))
			rotation_pool(r, c)->next_due = due;
}

/* What the site's clock has seen meanwhile stays. */
static void
take_over(struct rotation *r)
{
	struct pool	*next = &r->move.next;
	struct pool	*p = rotation_pool(r, r->move.cohort);

	if (next->next_due.us != p->next_due.us)
		publisher_wanted(r->d, "another day for the next account");
	next->rules = p->rules;
	next->others = p->others;
	r->noted = r->pool.seen;
	next->seen = p->seen;
	next->away = p->away;
	next->back = p->back;
	if (r->move.wish == NULL || next->hold.us < p->hold.us)
		next->hold = p->hold;	/* what adopting says stays, too */
	if (next->n < p->n)
		move_facts(r, next);
	if (r->move.is_for_all)
		set_all_due(r, next->next_due);
	*p = *next;
	rotation_spread(r, p);
	text_copy(r->why, sizeof(r->why), p->frozen ? r->move.why : "");
}

static void
committed(void *arg, const struct err *failed)
{
	struct rotation	*r = arg;
	struct move	*m = &r->move;
	struct petition	*w = m->wish;

	if (failed != NULL) {
		move_fail(r, failed);
		return;
	}
	if (m->has_stamp)
		rotation_stamp_stored(r);
	take_over(r);
	if (m->aborted != NULL) {
		TAILQ_REMOVE(&r->intents, m->aborted, link);
		intent_free(&m->aborted);
	}
	if (m->intent != NULL)
		TAILQ_INSERT_TAIL(&r->intents, m->intent, link);
	m->intent = NULL;
	if (m->is_step) {
		tell(r, &m->step);
		tell_leaked(r, m->step.number);
	}
	m->is_step = false;
	m->wish = NULL;
	r->busy = false;
	r->looked = r->asked = false;
	r->trouble[0] = '\0';
	if (w != NULL)
		petition_end(&w, NULL);
	rotation_turn(r);
}

/* --- to the disk --- */

static void
put_audit(struct rotation *r, struct batch *b)
{
	const struct pool_step	*s = &r->move.step;
	char			 verb[32], object[64], detail[96];
	char			 cohort[24];
	struct audit_row	 row = {
		.at = wall_now(), .uid = UINT32_MAX, .who = "rotation",
		.verb = verb, .object = object, .detail = detail,
		.outcome = AUDIT_DONE,
	};

	if (r->move.wish != NULL) {
		(void)store_audit(b, &r->move.wish->audit);
		return;
	}
	if (!r->move.is_step)
		return;
	(void)snprintf(verb, sizeof(verb), "rotation %s",
	    pool_event_name(s->event));
	(void)snprintf(object, sizeof(object), "generation %u%s", s->number,
	    cohort_text(r, r->move.cohort, cohort));
	(void)snprintf(detail, sizeof(detail),
	    "{\"from\":\"%s\",\"to\":\"%s\"}", pool_state_name(s->from),
	    pool_state_name(s->to));
	(void)store_audit(b, &row);
}

/* The generation as it will be; one that is deleted left the pool. */
static void
put_step(struct rotation *r, struct batch *b)
{
	const struct pool_step	*s = &r->move.step;
	const struct generation	*g = pool_find(&r->move.next, s->number);
	struct generation	 gone;

	if (g == NULL) {
		gone = *pool_find(rotation_pool(r, r->move.cohort), s->number);
		gone.state = POOL_DELETED;
		gone.since = rotation_now(r);
		g = &gone;
	}
	rotation_put_generation(b, r->move.cohort, g);
}

/* Given out by a store that is gone: never again. */
static void
put_number(struct batch *b, uint32_t number)
{
	const struct generation	 gone = { .number = number,
				    .state = POOL_DELETED };

	rotation_put_generation(b, 0, &gone);
}

/* Before the step: the floor of a cohort that is drained is none. */
static void
put_pools(struct rotation *r, struct batch *b)
{
	const struct move	*m = &r->move;
	struct pool		 row = m->next;
	unsigned		 c;

	if (m->cohort != 0)
		row.next_due = r->pool.next_due;
	rotation_put_pool(r, b, &row, row.frozen ? m->why : "");
	rotation_put_cohort(r, b, m->cohort, &m->next);
	for (c = 1; m->is_for_all && c < rotation_cohorts(r->d); c++)
		if (!rotation_is_drained(r, c))
			rotation_put_cohort(r, b, c, &row);
}

void
rotation_commit(struct rotation *r, struct batch *b)
{
	struct move	*m = &r->move;
	struct err	 e;
	int		 rc;

	put_pools(r, b);
	if (m->is_step)
		put_step(r, b);
	else if (m->next.last > r->pool.last)
		put_number(b, m->next.last);
	if (m->aborted != NULL)
		store_intent_state(b, m->aborted->id, INTENT_ABORTED,
		    pool_event_name(m->step.event), wall_now());
	if (m->intent != NULL)
		intent_put(b, m->intent, &m->step);
	put_audit(r, b);
	m->has_stamp = !m->next.safe && (m->is_step || m->wish != NULL);
	if (m->has_stamp)
		rotation_put_stamp(r, b);
	r->busy = true;
	rc = store_submit(r->d->store, &b, committed, r);
	if (rc != 0) {
		(void)err_set(&e, -rc, "the rotation is not stored: %s",
		    strerror(-rc));
		move_fail(r, &e);
	}
}

/* --- the secret of a new account --- */

/* Made and sealed; nobody is shown it. */
static int
ask_secret(struct rotation *r, int64_t account, struct err *e)
{
	struct chan		*keeper = director_keeper(r->d);
	struct msg_secret	 m = { .task = SECRET_KEEP,
				    .account = account };
	int			 pair[2], rc;

	if (keeper == NULL)
		return err_set(e, EAGAIN, "the keeper is not there");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return err_sys(e, "cannot make a channel for the secret");
	(void)close(pair[1]);
	r->secret = ++r->d->accounts->next_task;
	msg_put_secret(chan_begin(keeper, MSG_SECRET_TASK, r->secret), &m);
	rc = chan_end_fd(keeper, pair[0]);
	if (rc != 0) {
		r->secret = 0;
		return err_set(e, -rc, "the keeper cannot be asked: %s",
		    strerror(-rc));
	}
	r->busy = true;
	return 0;
}

static void
judge_and_commit(struct rotation *r)
{
	struct err	 e;

	r->move.next = *rotation_pool(r, r->move.cohort);
	if (pool_apply(&r->move.next, &r->move.step, rotation_now(r), &e) != 0)
		move_fail(r, &e);
	else
		rotation_commit(r, store_batch_new());
}

void
rotation_sealed(struct director *d, uint64_t id,
    const struct msg_secret_sealed *s)
{
	struct rotation	*r = d->rotation;
	struct intent	*i = r->secret_of;
	struct err	 e;

	if (r->secret == 0 || r->secret != id || i->account != s->account)
		return;
	r->secret = 0;
	r->secret_of = NULL;
	r->move.intent = i;
	if (s->why[0] != '\0')
		(void)err_set(&e, EAGAIN, "%s", s->why);
	else if (!book_set_blob(&i->verifier, &i->verifier_len,
	    s->verifier.base, s->verifier.len) ||
	    !book_set_blob(&i->password, &i->password_len, s->password.base,
	    s->password.len))
		(void)err_set(&e, ENOMEM, "out of memory");
	else {
		judge_and_commit(r);
		return;
	}
	move_fail(r, &e);
}

/* --- what a step means for an account --- */

static enum intent_kind
kind_for(const struct pool_step *s, const struct account_entry *a)
{
	if (s->event == POOL_START)
		return a == NULL ? INTENT_CREATE : INTENT_ENABLE;
	if (a == NULL || a->state == ACCOUNT_DELETED)
		return (enum intent_kind)0;
	if (s->to == POOL_DELETED)
		return INTENT_DELETE;
	if (pool_state_is_enabled(s->to))
		return a->state == ACCOUNT_ENABLED ? (enum intent_kind)0 :
		    INTENT_ENABLE;
	return a->state == ACCOUNT_DISABLED ? (enum intent_kind)0 :
	    INTENT_DISABLE;
}

static int
prepare(struct rotation *r, const struct generation *g, struct err *e)
{
	struct pool_step		*s = &r->move.step;
	const struct account_entry	*a = g == NULL || g->account == 0 ?
					    NULL : accounts_by_id(
					    r->d->accounts, g->account);
	enum intent_kind		 kind = kind_for(s, a);

	if (s->event == POOL_START && s->account == 0)
		s->account = store_new_id();
	if (s->event == POOL_UNDO || s->event == POOL_GIVE_UP ||
	    s->event == POOL_REFUSED)
		r->move.aborted = intent_of(r, s->account);
	if (kind == 0)
		return 0;
	r->move.intent = intent_new(r, kind, g, s->account);
	return r->move.intent != NULL ? 0 :
	    err_set(e, ENOMEM, "out of memory");
}

static void
begin(struct rotation *r, unsigned cohort, const struct pool_step *s,
    struct petition *w, const char *why)
{
	struct err	 e;
	int		 rc;

	r->move = (struct move){ .cohort = cohort, .step = *s,
	    .is_step = true, .wish = w };
	text_copy(r->move.why, sizeof(r->move.why), why);
	rc = prepare(r, pool_find(rotation_pool(r, cohort), s->number), &e);
	if (rc != 0) {
		move_fail(r, &e);
		return;
	}
	if (r->move.intent == NULL || r->move.intent->kind != INTENT_CREATE) {
		judge_and_commit(r);
		return;
	}
	if (ask_secret(r, r->move.step.account, &e) != 0) {
		move_fail(r, &e);
		return;
	}
	r->secret_of = r->move.intent;
	r->move.intent = NULL;
}

void
rotation_step(struct rotation *r, unsigned cohort, const struct pool_step *s,
    struct petition *w)
{
	begin(r, cohort, s, w, w != NULL ? w->why : r->why);
}

void
rotation_refused(struct rotation *r, struct intent *i, const char *text)
{
	const struct pool_facts	 facts = { .busy = true };
	struct pool_step	 s;
	char			 why[ROTATION_TEXT];
	unsigned		 cohort;

	(void)rotation_by_number(r, i->number, &cohort);
	log_error("rotation: frozen: the directory refuses account \"%s\" by "
	    "its policy: %s", VIS(i->name), text);
	(void)snprintf(why, sizeof(why), "%.190s; then sitectl rotation thaw",
	    text);
	if (pool_wish(rotation_pool(r, cohort), rotation_now(r), i->number,
	    POOL_REFUSED, &facts, &s, NULL) == 0) {
		begin(r, cohort, &s, NULL, why);
		return;
	}
	/* Its generation has gone, or is where no step leads from. */
	r->move = (struct move){ .next = r->pool, .aborted = i,
	    .step = { .event = POOL_REFUSED } };
	r->move.next.frozen = r->move.next.refused = true;
	text_copy(r->move.why, sizeof(r->move.why), why);
	rotation_commit(r, store_batch_new());
}

/* The first of a pool that was made and is not enabled; NULL: none is. */
static const struct generation *
find_unfinished(struct rotation *r, const struct pool *p)
{
	const struct generation		*g;
	const struct account_entry	*a;
	size_t				 i;

	for (i = 0; i < p->n; i++) {
		g = &p->g[i];
		a = accounts_by_id(r->d->accounts, g->account);
		if (g->state == POOL_CREATING && a != NULL &&
		    a->state == ACCOUNT_DISABLED &&
		    intent_of(r, g->account) == NULL)
			return g;
	}
	return NULL;
}

bool
rotation_resume(struct rotation *r)
{
	const struct generation	*g = NULL;
	unsigned		 c;

	if (!r->pool.running || r->pool.frozen || r->pool.safe)
		return false;
	for (c = 0; c < COHORTS_MAX; c++) {
		g = find_unfinished(r, rotation_pool(r, c));
		if (g != NULL)
			break;
	}
	if (g == NULL)
		return false;
	r->move = (struct move){ .cohort = c, .next = *rotation_pool(r, c),
	    .step = { .event = POOL_OBSERVED, .number = g->number,
	    .from = g->state, .to = g->state } };
	r->move.intent = intent_new(r, INTENT_ENABLE, g, g->account);
	if (r->move.intent == NULL)
		return false;
	rotation_commit(r, store_batch_new());
	return true;
}
