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
#include "server/director/account/lists.h"
#include "server/director/domain/policy.h"
#include "server/director/domain/directory.h"
#include "server/timer.h"

#define US_PER_MS	1000
#define US_PER_S	1000000
#define STEP_US		US_PER_S
#define NEVER_US	(INT64_MAX / 2)

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

/* --- cohorts --- */

struct pool *
rotation_pool(struct rotation *r, unsigned cohort)
{
	return cohort == 0 ? &r->pool : &r->more[cohort - 1].pool;
}

struct pool_facts *
rotation_facts(struct rotation *r, unsigned cohort)
{
	return cohort == 0 ? r->facts : r->more[cohort - 1].facts;
}

static unsigned
cohorts_wanted(const struct rotation *r)
{
	return (unsigned)r->d->env->config.cohorts;
}

bool
rotation_is_drained(const struct rotation *r, unsigned cohort)
{
	return cohort >= cohorts_wanted(r);
}

unsigned
rotation_cohorts(const struct director *d)
{
	struct rotation	*r = d->rotation;
	unsigned	 n = COHORTS_MAX;

	while (n > cohorts_wanted(r) && rotation_pool(r, n - 1)->n == 0)
		n--;
	return n;
}

const struct generation *
rotation_by_number(struct rotation *r, uint32_t number, unsigned *cohort)
{
	const struct generation	*g;

	for (*cohort = 0; *cohort < COHORTS_MAX; ++*cohort) {
		g = pool_find(rotation_pool(r, *cohort), number);
		if (g != NULL)
			return g;
	}
	*cohort = 0;
	return NULL;
}

void
rotation_spread(struct rotation *r, const struct pool *from)
{
	struct pool	*p;
	unsigned	 c;

	for (c = 0; c < COHORTS_MAX; c++) {
		p = rotation_pool(r, c);
		p->running = from->running;
		p->frozen = from->frozen;
		p->refused = from->refused;
		p->safe = from->safe;
		p->last = from->last;
		p->retired = from->retired;
	}
}

/* One that is drained makes no account, and keeps none on its list. */
static void
set_rules(struct rotation *r, unsigned cohort)
{
	struct pool	*p = rotation_pool(r, cohort);

	rotation_rules(r->d, &p->rules);
	if (cohort == 0)
		return;
	if (rotation_is_drained(r, cohort)) {
		p->rules.target = p->rules.floor = 0;
		p->next_due.us = NEVER_US;
	} else if (p->next_due.us == NEVER_US || p->next_due.us == 0)
		p->next_due = rotation_now(r);
}

/* --- facts --- */

static uint32_t
count_others(const struct director *d)
{
	const struct account_entry	*a = NULL;
	uint32_t			 n = 0;

	while ((a = accounts_next(d->accounts, a)) != NULL)
		n += a->kind == ACCOUNT_CLIENT && a->generation == 0 &&
		    a->state != ACCOUNT_DELETED;	/* all of cohort 0 */
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

/* There is one clock: all cohorts were away together. */
static void
set_clock(struct pool *p, const struct pool *from)
{
	p->seen = from->seen;
	p->back = from->back;
	p->hold = from->hold;
	p->away = from->away;
}

static void
look(struct rotation *r)
{
	struct pool	*p;
	unsigned	 c;
	size_t		 i;

	pool_look(&r->pool, rotation_now(r));
	r->pool.others = count_others(r->d);
	for (c = 0; c < rotation_cohorts(r->d); c++) {
		p = rotation_pool(r, c);
		set_rules(r, c);
		set_clock(p, &r->pool);
		for (i = 0; i < p->n; i++)
			look_at(r, &p->g[i], &rotation_facts(r, c)[i]);
	}
}

void
rotation_knocked(struct director *d, const struct account_entry *a)
{
	struct rotation		*r = d->rotation;
	const struct generation	*g = rotation_generation(d, a);

	if (g == NULL || g->state != POOL_DISABLED)
		return;
	/* By the site's clock: the keeper's may have been set meanwhile. */
	rotation_facts(r, a->cohort)[g - rotation_pool(r, a->cohort)->g]
	    .knocked = rotation_now(r);
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

/* In whichever cohort somebody knocks, he is let in before anything else. */
static bool
next_step(struct rotation *r, unsigned *cohort, struct pool_step *out)
{
	struct pool_step	 s;
	unsigned		 c, n = rotation_cohorts(r->d);
	bool			 found = false;

	for (c = 0; c < n; c++) {
		if (!pool_next(rotation_pool(r, c), rotation_now(r),
		    rotation_facts(r, c), &s) ||
		    (found && s.event != POOL_KNOCK))
			continue;
		*cohort = c;
		*out = s;
		if (s.event == POOL_KNOCK)
			return true;
		found = true;
	}
	return found;
}

static bool
take_step(struct rotation *r)
{
	struct pool_step	 s;
	struct err		 e;
	unsigned		 cohort = 0;

	if (rotation_is_unstamped(r, &e) || !next_step(r, &cohort, &s))
		return false;
	rotation_step(r, cohort, &s, NULL);
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
				    pool_find(rotation_pool(d->rotation,
				    a->cohort), a->generation);

	return g != NULL && g->account == a->id ? g : NULL;
}

bool
rotation_is_ready(const struct director *d, unsigned cohort)
{
	const struct pool	*p = rotation_pool(d->rotation, cohort);

	/* Its own floor is that of before, until it is looked at again. */
	return cohort == 0 || (!rotation_is_drained(d->rotation, cohort) &&
	    pool_count(p, POOL_PUBLISHED) >= d->rotation->pool.rules.floor);
}

bool
rotation_promise(const struct director *d, unsigned cohort,
    const uint32_t numbers[], size_t n, struct manifest *m)
{
	const struct pool		*p = rotation_pool(d->rotation,
					    cohort);
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
rotation_view_of(const struct director *d, unsigned cohort)
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
	return (struct rotation_view){ .pool = rotation_pool(r, cohort),
	    .facts = rotation_facts(r, cohort),
	    .now = rotation_now(r), .why = r->why, .trouble = r->trouble,
	    .torn = r->mark.why,
	    .proven = r->proof.fits[cohort] };
}

struct rotation_view
rotation_view(const struct director *d)
{
	return rotation_view_of(d, 0);
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
	unsigned	 c;
	int		 rc;

	if (r == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->rotation = r;
	r->d = d;
	TAILQ_INIT(&r->intents);
	STAILQ_INIT(&r->wishes);
	rotation_rules(d, &rules);
	for (c = 0; c < COHORTS_MAX; c++)
		pool_init(rotation_pool(r, c), &rules);
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
	if (d->lists != NULL)
		lists_wanted(d, "configuration");
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
