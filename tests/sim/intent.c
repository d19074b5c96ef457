/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intent - how a step of the pool is carried out, in the order of the
 * director's own rotation_step.c and rotation_intent.c.
 *
 *	step and intent (PREPARED), one commit -> SENT -> the directory
 *	    -> OBSERVED -> intent gone
 *
 * What is meant is committed before the directory is asked, so that whoever
 * starts after a kill finds the intent, compares it with what the directory
 * shows, and goes on (algorithms.md A7).
 */
#include "tests/sim/director.h"

#include <string.h>

static const struct view *
at_pdc(const struct sim *s, const struct intent *in)
{
	return &s->domain.view[PDC][in->number];
}

/* SIM_BREAK=intent: nothing is written before it is done. */
static void
keep(struct sim *s)
{
	if (s->opt->broken != RULE_INTENT)
		director_commit(s);
}

/* --- what the directory is asked --- */

static bool
is_created(const struct sim *s, const struct intent *in)
{
	return at_pdc(s, in)->exists && s->domain.marker[in->number] ==
	    s->director->mem.marker[in->number];
}

static bool
is_enabled(const struct sim *s, const struct intent *in)
{
	return at_pdc(s, in)->enabled;
}

static bool
is_disabled(const struct sim *s, const struct intent *in)
{
	return at_pdc(s, in)->exists && !at_pdc(s, in)->enabled;
}

static bool
is_deleted(const struct sim *s, const struct intent *in)
{
	return !at_pdc(s, in)->exists;
}

/* An account of that name that is not ours: what a director without intents
   would do, and what must never come to pass. */
static void
create(struct sim *s, const struct intent *in)
{
	const struct kept	*k = &s->director->mem;

	if (at_pdc(s, in)->exists)
		(void)domain_set_secret(&s->domain, in->number,
		    k->secret[in->number]);
	else
		(void)domain_create(&s->domain, in->number,
		    k->secret[in->number], k->marker[in->number]);
}

static void
enable(struct sim *s, const struct intent *in)
{
	(void)domain_enable(&s->domain, in->number, true);
}

static void
disable(struct sim *s, const struct intent *in)
{
	(void)domain_enable(&s->domain, in->number, false);
}

static void
delete(struct sim *s, const struct intent *in)
{
	(void)domain_delete(&s->domain, in->number);
}

static const struct {
	bool	(*is_so)(const struct sim *, const struct intent *);
	void	(*make_so)(struct sim *, const struct intent *);
} kinds[] = {
	[INTENT_CREATE] = { is_created, create },
	[INTENT_ENABLE] = { is_enabled, enable },
	[INTENT_DISABLE] = { is_disabled, disable },
	[INTENT_DELETE] = { is_deleted, delete },
};

/* --- from one phase to the next; false: killed --- */

static struct intent *
find(struct kept *k, uint32_t number)
{
	size_t	 i;

	for (i = 0; i < k->n; i++)
		if (k->intent[i].number == number)
			return &k->intent[i];
	return NULL;
}

static void
drop(struct kept *k, struct intent *in)
{
	const size_t	 i = (size_t)(in - k->intent);

	memmove(in, in + 1, (--k->n - i) * sizeof(*in));
}

static bool
prepared(struct sim *s, struct intent *in)
{
	if (director_dies(s, AT_PREPARED))
		return false;
	in->phase = INTENT_SENT;
	keep(s);
	return !director_dies(s, AT_SENT);
}

/* The directory may have heard it before a kill: then it shows. */
static bool
sent(struct sim *s, struct intent *in)
{
	if (!s->domain.up[PDC])
		return true;
	if (!kinds[in->kind].is_so(s, in)) {
		if (in->kind == INTENT_CREATE ? s->domain.refuses_new :
		    s->domain.refuses_changes)
			return director_is_refused(s, in->number);
		kinds[in->kind].make_so(s, in);
		if (director_dies(s, AT_WRITTEN))
			return false;
	}
	in->phase = INTENT_OBSERVED;
	keep(s);
	return !director_dies(s, AT_OBSERVED);
}

static bool
observed(struct sim *s, struct intent *in)
{
	drop(&s->director->mem, in);
	director_commit(s);
	return !director_dies(s, AT_DONE);
}

/* As far as it gets: it may have to wait for the directory. */
static bool
advance(struct sim *s, uint32_t number)
{
	static bool	(*const from[])(struct sim *, struct intent *) = {
		[INTENT_PREPARED] = prepared,
		[INTENT_SENT] = sent,
		[INTENT_OBSERVED] = observed,
	};
	struct kept		*k = &s->director->mem;
	struct intent		*in = find(k, number);
	enum intent_phase	 was;

	while (in != NULL) {
		was = in->phase;
		if (!from[was](s, in))
			return false;
		in = find(k, number);
		if (in != NULL && in->phase == was)
			break;
	}
	return true;
}

bool
director_goes_on(struct sim *s)
{
	const struct kept	*k = &s->director->mem;
	uint32_t		 open[INTENTS_MAX];
	size_t			 i, n = k->n;

	for (i = 0; i < n; i++)
		open[i] = k->intent[i].number;
	for (i = 0; i < n; i++)
		if (!advance(s, open[i]))
			return false;
	return true;
}

/* --- a step --- */

/* False: the account is as the step wants it. */
static bool
kind_of(const struct sim *s, const struct pool_step *step,
    enum intent_kind *out)
{
	const struct view	*v = &s->domain.view[PDC][step->number];
	const bool		 on = pool_state_is_enabled(step->to);

	if (step->event == POOL_START && (!v->exists ||
	    s->domain.marker[step->number] !=
	    s->director->mem.marker[step->number]))
		*out = INTENT_CREATE;
	else if (step->event == POOL_START)
		*out = INTENT_ENABLE;
	else if (!v->exists)
		return false;
	else if (step->to == POOL_DELETED)
		*out = INTENT_DELETE;
	else if (on == v->enabled)
		return false;
	else
		*out = on ? INTENT_ENABLE : INTENT_DISABLE;
	return true;
}

/* Its secret and its marker are made once, and kept with the intent. */
static void
make_secret(struct sim *s, uint32_t number)
{
	struct director	*d = s->director;
	struct kept	*k = &d->mem;

	while (k->secret[number] == 0)
		k->secret[number] = (uint16_t)rnd_next(&d->secrets);
	while (k->marker[number] == 0)
		k->marker[number] = rnd_next(&d->secrets);
}

static void
open_intent(struct sim *s, enum intent_kind kind, uint32_t number)
{
	struct kept	*k = &s->director->mem;

	if (k->n == INTENTS_MAX)
		sim_broken(s, "more than %d open intents", INTENTS_MAX);
	else
		k->intent[k->n++] = (struct intent){ .kind = kind,
		    .number = number };
	if (kind == INTENT_CREATE)
		make_secret(s, number);
}

/* What the step says is checked before it is true. */
static void
apply(struct sim *s, const struct pool_step *step)
{
	struct director	*d = s->director;
	struct err	 e;

	check_step(s, step);
	if (pool_apply(&d->mem.pool, step, director_now(s), &e) != 0)
		sim_broken(s, "a step that was decided is refused: %s",
		    e.text);
	d->steps++;
	d->retired += step->event == POOL_NO_LAGGARDS;
	d->leaks += step->event == POOL_LEAK;
	d->cuts += step->event == POOL_CUT;
	d->withdrawn += step->event == POOL_RETIRE;
	d->knocks += step->event == POOL_KNOCK;
}

bool
director_takes(struct sim *s, const struct pool_step *wanted)
{
	struct kept		*k = &s->director->mem;
	struct pool_step	 step = *wanted;
	struct intent		*open = find(k, step.number);
	enum intent_kind	 kind;
	bool			 asks = kind_of(s, &step, &kind);

	if (step.event == POOL_START)
		step.account = step.number;
	if ((step.event == POOL_UNDO || step.event == POOL_REFUSED) &&
	    open != NULL)
		drop(k, open);
	apply(s, &step);
	if (asks) {
		open_intent(s, kind, step.number);
		keep(s);
		return advance(s, step.number);
	}
	director_commit(s);
	if (step.event == POOL_BARRIER) {
		check_list(s, step.number);
		s->director->published_at = s->now;
	}
	if (director_dies(s, AT_DONE))
		return false;
	director_publish(s);
	return true;
}

/* Named, and not asked again before somebody has mended it. */
bool
director_is_refused(struct sim *s, uint32_t number)
{
	struct director		*d = s->director;
	struct kept		*k = &d->mem;
	struct intent		*open;
	struct pool_step	 step;

	d->refusals++;
	d->undone = true;	/* the next comes when it is mended */
	if (d->was_refused[number])
		sim_broken(s, "generation %u is refused by policy, and asked "
		    "for again", number);
	d->was_refused[number] = true;
	if (pool_wish(&k->pool, director_now(s), number, POOL_REFUSED, NULL,
	    &step, NULL) == 0)
		return director_takes(s, &step);
	open = find(k, number);
	if (open != NULL)
		drop(k, open);
	k->pool.frozen = k->pool.refused = true;
	director_commit(s);
	return !director_dies(s, AT_DONE);
}

/* A step back disabled it; now the rotation goes on. */
bool
director_resumes(struct sim *s)
{
	struct kept			*k = &s->director->mem;
	const struct generation		*g;
	const struct view		*v;
	size_t				 i;

	if (k->pool.frozen)
		return true;
	for (i = 0; i < k->pool.n; i++) {
		g = &k->pool.g[i];
		v = &s->domain.view[PDC][g->number];
		if (g->state != POOL_CREATING || !v->exists || v->enabled ||
		    find(k, g->number) != NULL)
			continue;
		open_intent(s, INTENT_ENABLE, g->number);
		keep(s);
		return advance(s, g->number);
	}
	return true;
}
