/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/rotation_int.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/sms/manifest.h"
#include "server/director/domain/policy.h"
#include "server/director/domain/directory.h"
#include "server/timer.h"

#define US_PER_MS	1000
#define US_PER_S	1000000
#define STEP_US		US_PER_S

/* --- time --- */

struct wall
rotation_now(const struct rotation *r)
{
	return (struct wall){ r->site_then.us + mono_ms_between(r->mono_then,
	    mono_now()) * US_PER_MS };
}

struct wall
rotation_clock(const struct director *d)
{
	return rotation_now(d->rotation);
}

/* Less than a second is drift, and would only put moments out of order. */
int64_t
rotation_ahead(const struct rotation *r)
{
	int64_t	 us = rotation_now(r).us - wall_now().us;

	return us > -STEP_US && us < STEP_US ? 0 : us;
}

static void
notice_step(struct rotation *r)
{
	int64_t	 ahead = rotation_ahead(r), step = r->ahead - ahead;

	if (step > -STEP_US && step < STEP_US)
		return;
	log_warn("the clock was set %s by %lld s: nothing becomes due by it, "
	    "waiting goes by the time since the boot", step > 0 ? "forward" :
	    "back", (long long)(step > 0 ? step : -step) / US_PER_S);
	r->ahead = ahead;
}

/* What was told before a step is dated by it, but never into the future. */
struct wall
rotation_time_of(struct director *d, struct wall told)
{
	struct rotation	*r = d->rotation;
	struct wall	 now = rotation_now(r);

	notice_step(r);
	told.us += r->ahead;
	return told.us > now.us + STEP_US ? now : told;
}

void
rotation_rules(const struct director *d, struct pool_rules *r)
{
	const struct config	*c = &d->env->config;
	const struct policy_row	 policy = policy_in_force(d);

	*r = pool_default_rules;
	r->period = c->rotation_period * US_PER_MS;
	r->max_password_age = policy.max_age_ms * US_PER_MS;
	r->quarantine = c->quarantine * US_PER_MS;
	r->orphan_limit = c->orphan_limit * US_PER_MS;
	r->delete_after = c->delete_after * US_PER_MS;
	r->replication = c->replication_time * US_PER_MS;
	r->spacing = c->rotation_spacing * US_PER_MS;
	r->gap = 15 * c->rotation_interval * US_PER_MS;
	r->window_from = (uint16_t)(c->rotation_from * 60);
	r->window_to = (uint16_t)(c->rotation_to * 60);
	r->target = (uint32_t)c->generations;
}

int
rotation_judge(const struct pool_rules *rules, const struct policy_row *p,
    struct err *e)
{
	struct pool_rules	 r = *rules;
	int			 rc = policy_judge_made(p, e);

	r.max_password_age = p->max_age_ms * US_PER_MS;
	return rc != 0 ? rc : pool_judge_age(&r, e);
}

int
rotation_may_have(const struct director *d, const struct policy_row *p,
    struct err *e)
{
	const struct pool	*pool = &d->rotation->pool;

	return pool->running ? rotation_judge(&pool->rules, p, e) : 0;
}

/* --- facts --- */

static uint32_t
count_others(const struct director *d)
{
	const struct account_entry	*a = NULL;
	uint32_t			 n = 0;

	while ((a = accounts_next(d->accounts, a)) != NULL)
		n += a->kind == ACCOUNT_CLIENT && a->generation == 0 &&
		    a->state != ACCOUNT_DELETED;
	return n;
}

/* What the book knows; who needs an account is asked apart. */
static void
look_at(struct rotation *r, const struct generation *g, struct pool_facts *f)
{
	const struct account_entry	*a = accounts_by_id(r->d->accounts,
					    g->account);
	const struct intent		*i = intent_of(r, g->account);
	bool				 is_enabled;

	is_enabled = a != NULL && a->state == ACCOUNT_ENABLED;
	f->busy = g->account != 0 && i != NULL;
	f->observed = is_enabled && (i == NULL || i->state >= INTENT_OBSERVED);
	f->barrier = is_enabled && i == NULL;
}

static void
look(struct rotation *r)
{
	size_t	 i;

	pool_look(&r->pool, rotation_now(r));
	r->pool.others = count_others(r->d);
	for (i = 0; i < r->pool.n; i++)
		look_at(r, &r->pool.g[i], &r->facts[i]);
}

void
rotation_knocked(struct director *d, const struct account_entry *a)
{
	struct rotation		*r = d->rotation;
	const struct generation	*g = rotation_generation(d, a);

	if (g == NULL || g->state != POOL_DISABLED)
		return;
	/* By the site's clock: the keeper's may have been set meanwhile. */
	r->facts[g - r->pool.g].knocked = rotation_now(r);
	log_info("account \"%s\": somebody still needs it", VIS(a->name));
	rotation_turn(r);
}

/* --- its turn --- */

void
rotation_trouble(struct rotation *r, const char *what)
{
	if (strcmp(r->trouble, what) != 0)
		log_error("rotation: %s", what);
	text_copy(r->trouble, sizeof(r->trouble), what);
}

/* So that a restart finds how long the site was away. */
static bool
note_time(struct rotation *r)
{
	struct batch	*b;

	if (!r->pool.running || r->pool.seen.us - r->noted.us <
	    r->pool.rules.gap / 3)
		return false;
	b = store_batch_new();
	r->move = (struct move){ .next = r->pool };
	text_copy(r->move.why, sizeof(r->move.why), r->why);
	rotation_commit(r, b);
	return true;
}

static bool
take_step(struct rotation *r)
{
	struct pool_step	 s;
	struct err		 e;

	if (rotation_is_unstamped(r, &e) ||
	    !pool_next(&r->pool, rotation_now(r), r->facts, &s))
		return false;
	rotation_step(r, &s, NULL);
	return true;
}

/* The domain, or sited.conf, was changed so that accounts would be too old. */
static bool
stop_for_age(struct rotation *r)
{
	struct err	 e;

	if (!r->pool.running || r->pool.frozen || r->pool.safe ||
	    pool_judge_age(&r->pool.rules, &e) == 0)
		return false;
	log_error("rotation: frozen: %s", e.text);
	r->move = (struct move){ .next = r->pool };
	r->move.next.frozen = r->move.next.refused = true;
	(void)snprintf(r->move.why, sizeof(r->move.why), "%.195s; see sitectl "
	    "policy show, then sitectl rotation thaw", e.text);
	rotation_commit(r, store_batch_new());
	return true;
}

/*
 * Each of these begins something that ends in another turn.  While there is
 * no keeper all waits: it is started again within a second.
 */
void
rotation_turn(struct rotation *r)
{
	if (!r->running || r->busy || director_keeper(r->d) == NULL)
		return;
	look(r);
	if (!rotation_stamp(r) && !intent_advance(r) && !rotation_grant(r) &&
	    !stop_for_age(r) && !rotation_resume(r) && !rotation_ask(r) &&
	    !take_step(r))
		(void)note_time(r);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct rotation	*r = arg;

	(void)fd;
	(void)what;
	timer_after(&r->timer, r->d->env->config.rotation_interval);
	notice_step(r);
	directory_look(r->d);
	r->looked = r->asked = false;
	rotation_turn(r);
}

/* --- the rest of the house --- */

const struct generation *
rotation_generation(const struct director *d, const struct account_entry *a)
{
	const struct generation	*g = a->generation == 0 ? NULL :
				    pool_find(&d->rotation->pool,
				    a->generation);

	return g != NULL && g->account == a->id ? g : NULL;
}

bool
rotation_promise(const struct director *d, const uint32_t numbers[], size_t n,
    struct manifest *m)
{
	const struct pool		*p = &d->rotation->pool;
	const struct generation		*g;
	struct manifest_generation	*to;
	size_t				 i;

	m->ngeneration = 0;
	for (i = 0; i < n; i++) {
		g = pool_find(p, numbers[i]);
		if (g == NULL || g->state != POOL_PUBLISHED)
			return false;
		to = &m->generation[i];
		to->number = g->number;
		to->not_before = g->published;
		to->next_change = pool_leaves(p, g);
		to->valid_until.us = to->next_change.us + p->rules.quarantine;
	}
	if (p->running && n > 0 && p->next_due.us > m->created.us)
		m->next_change = p->next_due;
	m->ngeneration = n;
	return true;
}

const char *
rotation_safe_mode(const struct director *d)
{
	return d->rotation->pool.safe ? d->rotation->mark.why : NULL;
}

/* It may be on its way back already. */
bool
rotation_wakes(const struct director *d, const struct account_entry *a)
{
	const struct generation	*g = rotation_generation(d, a);

	return g != NULL && !g->leaked && (g->state == POOL_DISABLED ||
	    pool_state_is_enabled(g->state));
}

bool
rotation_seals(const struct director *d, const struct account_entry *a)
{
	const struct generation	*g = rotation_generation(d, a);

	return g != NULL && pool_is_sealed(g);
}

bool
rotation_lists(const struct director *d, const struct account_entry *a)
{
	const struct generation	*g = rotation_generation(d, a);

	return a->generation == 0 || (g != NULL && g->state == POOL_PUBLISHED);
}

struct rotation_view
rotation_view(const struct director *d)
{
	struct rotation	*r = d->rotation;
	struct intent	*i;

	look(r);
	TAILQ_FOREACH(i, &r->intents, link)
		if (i->state == INTENT_CONFLICT)
			(void)snprintf(r->trouble, sizeof(r->trouble),
			    "account \"%s\" was changed by somebody else: "
			    "sitectl account undo ends what was under way",
			    VIS(i->name));
	return (struct rotation_view){ .pool = &r->pool, .facts = r->facts,
	    .now = rotation_now(r), .why = r->why, .trouble = r->trouble,
	    .torn = r->mark.why,
	    .proven = r->proof.fits };
}

void
rotation_keeper_ready(struct director *d)
{
	rotation_turn(d->rotation);
}

void
rotation_keeper_lost(struct director *d)
{
	struct rotation	*r = d->rotation;

	rotation_proof_lost(r);
	if (r->secret == 0)
		return;
	r->secret = 0;
	intent_free(&r->secret_of);
	r->busy = false;
}

/* --- life --- */

int
rotation_new(struct director *d, struct err *e)
{
	struct rotation	*r = calloc(1, sizeof(*r));
	struct pool_rules rules;
	int		 rc;

	if (r == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->rotation = r;
	r->d = d;
	TAILQ_INIT(&r->intents);
	STAILQ_INIT(&r->wishes);
	rotation_rules(d, &rules);
	pool_init(&r->pool, &rules);
	(void)event_assign(&r->timer, d->env->base, -1, 0, on_timer, r);
	r->mark.folder = -1;
	rc = rotation_load(r, e);
	return rc != 0 ? rc : rotation_load_stamp(r, e);
}

void
rotation_run(struct director *d)
{
	struct rotation	*r = d->rotation;

	r->running = true;
	timer_after(&r->timer, d->env->config.rotation_interval);
}

void
rotation_reconfigured(struct director *d)
{
	rotation_rules(d, &d->rotation->pool.rules);
	if (d->rotation->running)
		timer_after(&d->rotation->timer,
		    d->env->config.rotation_interval);
}

/* What was committed is finished at the next start. */
void
rotation_stop(struct director *d)
{
	d->rotation->running = false;
	(void)event_del(&d->rotation->timer);
}

void
rotation_free(struct director *d)
{
	struct rotation	*r = d->rotation;
	struct intent	*i;
	struct petition	*w;
	struct err	 e;

	if (r == NULL)
		return;
	(void)err_set(&e, ESHUTDOWN, "sited ends");
	while ((w = STAILQ_FIRST(&r->wishes)) != NULL) {
		STAILQ_REMOVE_HEAD(&r->wishes, link);
		petition_end(&w, &e);
	}
	while ((i = TAILQ_FIRST(&r->intents)) != NULL) {
		TAILQ_REMOVE(&r->intents, i, link);
		intent_free(&i);
	}
	intent_free(&r->secret_of);
	if (r->mark.folder != -1)
		(void)close(r->mark.folder);
	free(r);
	d->rotation = NULL;
}
