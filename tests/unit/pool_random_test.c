/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever happens to a pool, what must hold holds: years of random events,
 * facts, wishes and stops, watched after each step.
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "server/director/account/pool.h"

#define DAY	POOL_DAY_US
#define HOUR	(DAY / 24)
#define WORLDS	150
#define LOOKS	3000
#define NUMBERS	400

struct world {
	struct pool		 p;
	struct pool_facts	 f[POOL_ACCOUNTS_MAX];
	struct wall		 now;
	uint64_t		 random;
	int64_t			 account[NUMBERS];	/* by number */
	bool			 gone[NUMBERS];
	struct wall		 last_due;
	bool			 floor_reached;
};

static uint64_t
draw(struct world *w, uint64_t below)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return w->random % below;
}

static bool
one_in(struct world *w, uint64_t n)
{
	return draw(w, n) == 0;
}

static void
draw_facts(struct world *w)
{
	size_t	 i;

	for (i = 0; i < w->p.n; i++)
		w->f[i] = (struct pool_facts){
			.busy = one_in(w, 8),
			.observed = !one_in(w, 3),
			.barrier = !one_in(w, 3),
			.laggards_known = !one_in(w, 5),
			.laggards = one_in(w, 3) ? draw(w, 9) : 0,
			.strays = one_in(w, 5) ? draw(w, 3) : 0,
			.knocked = { one_in(w, 20) ? w->now.us : 0 },
		};
}

static const struct pool_facts *
facts_of(const struct world *w, uint32_t number)
{
	size_t	 i;

	for (i = 0; i < w->p.n; i++)
		if (w->p.g[i].number == number)
			return &w->f[i];
	return NULL;
}

/* What the step itself may never do. */
static void
watch_step(struct world *w, const struct pool_step *s, size_t published)
{
	const struct pool_facts	*f = facts_of(w, s->number);

	if (s->from == POOL_PUBLISHED && s->to != POOL_PUBLISHED)
		assert_true(published - 1 >= w->p.rules.floor);
	if (s->event == POOL_NO_LAGGARDS) {
		assert_true(f->laggards_known);
		assert_int_equal(f->laggards + f->strays, 0);
	}
	if (s->event == POOL_CUT) {
		assert_true(pool_find(&w->p, s->number)->leaked);
		assert_true(f->laggards_known);
		assert_int_equal(f->laggards + f->strays, 0);
	}
	if (s->event == POOL_DUE) {
		assert_false(w->gone[s->number]);
		assert_true(w->last_due.us == 0 || !w->floor_reached ||
		    pool_is_urgent(&w->p) ||
		    w->now.us - w->last_due.us >= w->p.rules.spacing);
		w->last_due = w->now;
	}
}

static void
watch_pool(struct world *w)
{
	const struct generation	*g;
	size_t			 i;

	assert_true(w->p.n + w->p.others <= POOL_ACCOUNTS_MAX);
	if (pool_count(&w->p, POOL_PUBLISHED) >= w->p.rules.floor)
		w->floor_reached = true;
	assert_true(!w->floor_reached || pool_count(&w->p, POOL_PUBLISHED) >=
	    w->p.rules.floor);
	for (i = 0; i < w->p.n; i++) {
		g = &w->p.g[i];
		assert_true(g->state != POOL_DELETED && g->state != POOL_NONE);
		assert_true(g->number <= w->p.last && !w->gone[g->number]);
		assert_true(i == 0 || g->number > w->p.g[i - 1].number);
		assert_true(w->account[g->number] == 0 ||
		    w->account[g->number] == g->account);
		assert_true(g->account != 0 || g->state == POOL_PLANNED);
		w->account[g->number] = g->account;
	}
}

static void
take(struct world *w, struct pool_step *s)
{
	size_t	 published = pool_count(&w->p, POOL_PUBLISHED);

	if (s->event == POOL_START && s->account == 0)
		s->account = 1000 + s->number;
	watch_step(w, s, published);
	assert_int_equal(pool_apply(&w->p, s, w->now, NULL), 0);
	if (s->to == POOL_DELETED)
		w->gone[s->number] = true;
	watch_pool(w);
}

static void
wish(struct world *w)
{
	static const enum pool_event	 events[] = { POOL_GIVE_UP, POOL_UNDO,
		POOL_LEAK, POOL_WITHDRAW, POOL_AGE, POOL_NO_LAGGARDS,
		POOL_REFUSED };
	struct pool_step	 s;
	size_t			 i;

	if (w->p.n == 0)
		return;
	i = draw(w, w->p.n);
	if (pool_wish(&w->p, w->now, w->p.g[i].number, events[draw(w, 7)],
	    &w->f[i], &s, NULL) == 0)
		take(w, &s);
}

/* A tick; now and then the site was away for weeks. */
static void
look(struct world *w)
{
	struct pool_step	 s;
	int			 steps = 0;

	w->now.us += one_in(w, 200) ? (int64_t)draw(w, 100) * DAY : HOUR * 4;
	w->p.rules.gap = DAY;
	pool_look(&w->p, w->now);
	w->p.others = (uint32_t)draw(w, 20);
	if (w->p.n + w->p.others > POOL_ACCOUNTS_MAX)
		w->p.others = 0;
	if (one_in(w, 100))
		w->p.frozen = !w->p.frozen;
	w->p.refused = w->p.refused && w->p.frozen;
	if (one_in(w, 300))
		w->p.safe = !w->p.safe;
	do {
		draw_facts(w);
		if (one_in(w, 60))
			wish(w);
		draw_facts(w);
		if (!pool_next(&w->p, w->now, w->f, &s))
			break;
		take(w, &s);
	} while (++steps < 100);
	assert_true(steps < 100);
}

static void
floor_secrets_numbers_and_pace_are_kept_in_every_world(void **state)
{
	static struct world	 w;
	uint64_t		 seed, made = 0;
	size_t			 i;

	(void)state;
	for (seed = 1; seed <= WORLDS; seed++) {
		memset(&w, 0, sizeof(w));
		w.random = seed * UINT64_C(0x9e3779b97f4a7c15);
		w.now.us = 20000 * DAY;
		pool_init(&w.p, &pool_default_rules);
		pool_start(&w.p, w.now);
		for (i = 0; i < LOOKS && w.p.last < NUMBERS - 2; i++)
			look(&w);
		made += w.p.last;
	}
	assert_true(made > WORLDS * 10);	/* something did happen */
}

/* All is well, the site goes away for a year and comes back. */
static void
after_a_long_stop_one_step_is_due_and_no_more(void **state)
{
	static struct world	 w;
	struct pool_step	 s;
	uint32_t		 last;
	size_t			 live, i, k;

	(void)state;
	memset(&w, 0, sizeof(w));
	w.now.us = 20000 * DAY;
	pool_init(&w.p, &pool_default_rules);
	pool_start(&w.p, w.now);
	for (i = 0; i < POOL_ACCOUNTS_MAX; i++)
		w.f[i] = (struct pool_facts){ .observed = true,
		    .barrier = true, .laggards_known = true };
	for (i = 0; i < 24 * 200; i++, w.now.us += HOUR) {
		w.p.rules.gap = HOUR;
		pool_look(&w.p, w.now);
		while (pool_next(&w.p, w.now, w.f, &s))
			take(&w, &s);
	}
	last = w.p.last;
	live = w.p.n;
	assert_true(live > 3);
	w.now.us += 365 * DAY;
	for (i = 0; i < 24 * 7; i++, w.now.us += HOUR) {
		pool_look(&w.p, w.now);
		for (k = 0; pool_next(&w.p, w.now, w.f, &s); k++)
			take(&w, &s);
		assert_true(k <= 4);	/* one generation's making */
	}
	assert_int_equal(w.p.last, last + 1);
	assert_int_equal(w.p.n, live + 1);	/* nothing was taken away */
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(
		    floor_secrets_numbers_and_pace_are_kept_in_every_world),
		cmocka_unit_test(
		    after_a_long_stop_one_step_is_due_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
