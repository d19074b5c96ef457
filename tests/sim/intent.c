/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intent - how a step of the pool is carried out.
 *
 *	PREPARED -> SENT -> (directory) -> OBSERVED -> step taken, intent gone
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
	s->director->knocks += in->step.event == POOL_KNOCK;
}

static void
disable(struct sim *s, const struct intent *in)
{
	check_disabled(s, in->number);
	(void)domain_enable(&s->domain, in->number, false);
	s->director->retired++;
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

static void
apply(struct sim *s, const struct pool_step *step)
{
	struct director	*d = s->director;
	struct err	 e;

	if (pool_apply(&d->mem.pool, step, director_now(s), &e) != 0)
		sim_broken(s, "a step that was decided is refused: %s",
		    e.text);
	d->steps++;
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

/* Days may have passed, and logons come, since it was decided. */
static bool
is_still_right(struct sim *s, const struct intent *in)
{
	return in->kind != INTENT_DISABLE || in->decided_at == s->now ||
	    director_is_free(s, in->number);
}

/* The directory may have heard it before a kill: then it shows. */
static bool
sent(struct sim *s, struct intent *in)
{
	if (!s->domain.up[PDC])
		return true;
	if (!kinds[in->kind].is_so(s, in)) {
		if (!is_still_right(s, in)) {
			s->director->aborted++;
			drop(&s->director->mem, in);
			director_commit(s);
			return true;
		}
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
	if (in->step.event != 0)
		apply(s, &in->step);
	drop(&s->director->mem, in);
	director_commit(s);
	if (director_dies(s, AT_DONE))
		return false;
	director_publish(s);
	return true;
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

/* False: the directory has nothing to do with it. */
static bool
kind_of(const struct pool_step *step, enum intent_kind *out)
{
	if (step->event == POOL_START)
		*out = INTENT_CREATE;
	else if (step->to == POOL_DISABLED)
		*out = INTENT_DISABLE;
	else if (step->from == POOL_DISABLED)
		*out = step->to == POOL_DELETED ? INTENT_DELETE :
		    INTENT_ENABLE;
	else if (step->to == POOL_DELETED && step->account != 0)
		*out = INTENT_DELETE;
	else
		return false;
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

static bool
takes_by_intent(struct sim *s, const struct pool_step *wanted,
    enum intent_kind kind)
{
	struct kept		*k = &s->director->mem;
	struct pool_step	 step = *wanted;

	if (k->n == INTENTS_MAX) {
		sim_broken(s, "more than %d open intents", INTENTS_MAX);
		return true;
	}
	if (kind == INTENT_CREATE) {
		step.account = step.number;
		make_secret(s, step.number);
		apply(s, &step);
		step.event = 0;
	}
	k->intent[k->n++] = (struct intent){ .kind = kind,
	    .number = step.number, .step = step, .decided_at = s->now };
	keep(s);
	return advance(s, step.number);
}

bool
director_takes(struct sim *s, const struct pool_step *step)
{
	enum intent_kind	 kind;

	if (kind_of(step, &kind))
		return takes_by_intent(s, step, kind);
	apply(s, step);
	director_commit(s);
	if (step->event == POOL_DUE)
		check_planned(s);
	if (step->event == POOL_BARRIER) {
		check_list(s, step->number);
		s->director->published_at = s->now;
	}
	if (director_dies(s, AT_DONE))
		return false;
	director_publish(s);
	return true;
}
