/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run - the clock of a world: one event after another, until its end.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/director.h"
#include "tests/sim/sim.h"

#define COMPLAINTS	5		/* told in full, the others counted */

/* Actors after the clients; each controller has two. */
enum actor { TICK, MIDNIGHT, SITE, KILL, OPERATOR, PULL };
#define PULL_OF(dc)	((uint32_t)PULL + 2 * (uint32_t)(dc))
#define POWER_OF(dc)	(PULL_OF(dc) + 1)

void
sim_broken(struct sim *s, const char *fmt, ...)
{
	char	 text[200];
	va_list	 ap;

	if (++s->broken > COMPLAINTS)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(stderr, "sim: seed %llu, day %.2f: %s\n",
	    (unsigned long long)s->seed,
	    (double)(s->now - SIM_BEGIN) / (double)DAY, text);
}

const struct list *
sim_published(const struct sim *s)
{
	return &s->list[s->nlist - 1];
}

void
sim_publish(struct sim *s, const struct list *l)
{
	const struct list	*was = sim_published(s);

	if (was->n == l->n && memcmp(was->e, l->e,
	    l->n * sizeof(l->e[0])) == 0)
		return;
	if (s->nlist == LISTS_MAX)
		sim_broken(s, "more than %d lists were published", LISTS_MAX);
	else
		s->list[s->nlist++] = *l;
}

/* --- what happens to the domain and to the site --- */

/* Mostly within hours, now and then not for days. */
static int64_t
pulls(struct sim *s, size_t dc)
{
	if (!s->domain.up[dc] || !s->domain.up[PDC])
		return s->now + 15 * MINUTE;
	domain_pull(&s->domain, dc);
	return s->now + (rnd_chance(&s->pull[dc], 30) ?
	    rnd_between(&s->pull[dc], DAY, 7 * DAY) :
	    rnd_between(&s->pull[dc], 5 * MINUTE, 8 * HOUR));
}

static int64_t
fails_or_returns(struct sim *s, size_t dc)
{
	struct rnd	*r = &s->power[dc];

	s->domain.up[dc] = !s->domain.up[dc];
	if (!s->domain.up[dc])
		return s->now + rnd_between(r, HOUR,
		    dc == PDC ? DAY : 3 * DAY);
	if (s->domain.up[PDC])
		domain_pull(&s->domain, dc);
	return s->now + rnd_between(r, 20 * DAY, 120 * DAY);
}

static int64_t
site_fails_or_returns(struct sim *s)
{
	s->site_down = !s->site_down;
	return s->now + (s->site_down ?
	    rnd_between(&s->site, HOUR, 2 * DAY) :
	    rnd_between(&s->site, 60 * DAY, 250 * DAY));
}

static uint32_t
without_service(const struct sim *s)
{
	uint32_t	 i, n = 0;

	for (i = 0; i < s->opt->clients; i++)
		n += s->client[i].refused_since != 0;
	return n;
}

static int64_t
counts_the_day(struct sim *s)
{
	const int64_t	 day = (s->now - SIM_BEGIN) / DAY;

	s->day[day] = (struct sample){
		.orphans = s->orphans,
		.lockouts = (uint32_t)s->domain.lockouts,
		.without = without_service(s),
	};
	return s->now + DAY;
}

static int64_t
actor_acts(struct sim *s, uint32_t who)
{
	size_t	 dc = (who - PULL) / 2;

	switch ((enum actor)who) {
	case TICK:
		s->policy->tick(s);
		return s->now + s->policy->every;
	case MIDNIGHT:
		return counts_the_day(s);
	case SITE:
		return site_fails_or_returns(s);
	case KILL:
		return director_is_killed(s);
	case OPERATOR:
		return director_is_steered(s);
	case PULL:
		break;
	}
	return who == PULL_OF(dc) ? pulls(s, dc) : fails_or_returns(s, dc);
}

/* --- begin, run, end --- */

static void
add_domain(struct sim *s)
{
	const uint32_t	 first = s->opt->clients;
	struct heap	*h = &s->heap;
	size_t		 dc;

	s->domain.n = s->opt->dcs;
	for (dc = 0; dc < s->domain.n; dc++) {
		s->domain.up[dc] = true;
		s->pull[dc] = rnd_of(s->seed, RND_PULL, dc);
		s->power[dc] = rnd_of(s->seed, RND_POWER, dc);
		heap_add(h, s->now + rnd_between(&s->power[dc], DAY,
		    120 * DAY), first + POWER_OF(dc));
		if (dc != PDC)
			heap_add(h, s->now, first + PULL_OF(dc));
	}
	s->site = rnd_of(s->seed, RND_SITE, 0);
	heap_add(h, s->now + rnd_between(&s->site, 40 * DAY, 200 * DAY),
	    first + SITE);
}

static void
add_clients(struct sim *s)
{
	struct client	*c;
	struct rnd	 r;
	uint32_t	 i;

	for (i = 0; i < s->opt->clients; i++) {
		c = &s->client[i];
		machine_make(&c->m, s->seed, i, s->opt->clients, s->end);
		c->conduct = rnd_of(s->seed, RND_CONDUCT, i);
		r = c->conduct;
		c->slot = rnd_next(&r);
		heap_add(&s->heap, machine_on(&c->m, c->m.born), i);
	}
}

static int
prepare(struct sim *s)
{
	const uint32_t	 n = s->opt->clients;
	int		 rc;

	s->now = SIM_BEGIN;
	s->end = SIM_BEGIN + s->opt->days * DAY;
	s->nlist = 1;				/* an empty one */
	s->client = calloc(n, sizeof(*s->client));
	rc = heap_new(&s->heap, n + POWER_OF(DCS_MAX));
	if (rc != 0 || s->client == NULL)
		return -ENOMEM;
	add_domain(s);
	add_clients(s);
	heap_add(&s->heap, s->now, n + TICK);
	heap_add(&s->heap, s->now + DAY, n + MIDNIGHT);
	rc = s->policy->begin(s);
	if (rc == 0 && s->director != NULL) {
		heap_add(&s->heap, s->now + DAY, n + KILL);
		heap_add(&s->heap, s->now + 30 * DAY, n + OPERATOR);
	}
	return rc;
}

static void
run(struct sim *s)
{
	const struct heap_event	*e = s->heap.e;
	int64_t			 next;

	while (s->heap.n > 0 && e->at <= s->end) {
		s->now = e->at;
		next = e->who < s->opt->clients ?
		    client_acts(s, &s->client[e->who]) :
		    actor_acts(s, e->who - s->opt->clients);
		if (next == NEVER)
			heap_drop_top(&s->heap);
		else
			heap_move_top(&s->heap, next);
	}
	s->now = s->end;
}

struct sim *
sim_run(const struct options *opt, const struct policy *p, uint64_t seed)
{
	struct sim	*s = calloc(1, sizeof(*s));
	uint32_t	 i;

	if (s == NULL)
		return NULL;
	s->opt = opt;
	s->policy = p;
	s->seed = seed;
	if (prepare(s) != 0) {
		sim_free(&s);
		return NULL;
	}
	run(s);
	for (i = 0; i < opt->clients; i++)
		client_ends(s, &s->client[i]);
	return s;
}

void
sim_free(struct sim **sp)
{
	struct sim	*s = *sp;

	if (s == NULL)
		return;
	director_free(&s->director);
	evidence_free(&s->evidence);
	heap_free(&s->heap);
	free(s->client);
	free(s);
	*sp = NULL;
}
