/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of a generation: each that is in the table is taken when all it
 * needs is there, and for want of each need it is not; none else exists.
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "server/director/account/pool.h"
#include "server/director/account/pool_ladder.h"

#define DAY	POOL_DAY_US
#define T0	(20000 * DAY)		/* some midnight */
#define AT(us_)	((struct wall){ us_ })

/* Generations in these states, each `age' old in it. */
static void
set_pool(struct pool *p, const enum pool_state *s, size_t n, int64_t age)
{
	size_t	 i;

	pool_init(p, &pool_default_rules);
	pool_start(p, AT(T0 + 10 * DAY));	/* nothing new is due */
	p->seen = AT(T0);
	for (i = 0; i < n; i++)
		p->g[i] = (struct generation){ .number = (uint32_t)i + 1,
		    .account = s[i] > POOL_PLANNED ? 100 + (int64_t)i : 0,
		    .state = s[i], .since = AT(T0 - age) };
	p->n = n;
	p->last = (uint32_t)n;
}

#define SET(p_, age_, ...) do {						\
	const enum pool_state	 s_[] = { __VA_ARGS__ };		\
	set_pool((p_), s_, nitems(s_), (age_));		\
} while (0)

#define PUB3	POOL_PUBLISHED, POOL_PUBLISHED, POOL_PUBLISHED
#define MAX	POOL_ACCOUNTS_MAX
#define STEP(event_, number_, from_, to_, account_)			\
	{ .event = event_, .number = number_, .from = from_, .to = to_,	\
	    .account = account_ }

/* All that can be known, and nothing stands in the way. */
static void
fill(struct pool_facts f[MAX])
{
	size_t	 i;

	memset(f, 0, MAX * sizeof(*f));
	for (i = 0; i < MAX; i++)
		f[i] = (struct pool_facts){ .observed = true, .barrier = true,
		    .laggards_known = true };
}

static void
expect_step(const struct pool *p, const struct pool_facts *f,
    enum pool_event event, uint32_t number)
{
	struct pool_step	 s;

	assert_true(pool_next(p, AT(T0), f, &s));
	assert_string_equal(pool_event_name(s.event), pool_event_name(event));
	assert_int_equal(s.number, number);
}

static void
expect_none(const struct pool *p, const struct pool_facts *f)
{
	struct pool_step	 s;

	assert_false(pool_next(p, AT(T0), f, &s));
}

/* --- each step, and each of its needs alone --- */

struct shape {
	enum pool_event	 event;
	enum pool_state	 oldest;	/* generation 1; then PUB3 */
	int64_t		 age;
	enum pool_need	 needs[12];
};

static const struct shape	 shapes[] = {
	{ POOL_START,		POOL_PLANNED,		0,
	    { POOL_NEEDS_RUNNING, POOL_NEEDS_THAW, POOL_NEEDS_SOUND,
	      POOL_NEEDS_IDLE } },
	{ POOL_OBSERVED,	POOL_CREATING,		0,
	    { POOL_NEEDS_OBSERVED } },
	{ POOL_BARRIER,		POOL_REPLICATING,	0,
	    { POOL_NEEDS_RUNNING, POOL_NEEDS_THAW, POOL_NEEDS_SOUND,
	      POOL_NEEDS_BARRIER } },
	{ POOL_TOO_MANY,	POOL_PUBLISHED,		0,
	    { POOL_NEEDS_RUNNING, POOL_NEEDS_THAW, POOL_NEEDS_SOUND,
	      POOL_NEEDS_WINDOW, POOL_NEEDS_IDLE, POOL_NEEDS_SPACING,
	      POOL_NEEDS_SERVED, POOL_NEEDS_TOO_MANY, POOL_NEEDS_FLOOR } },
	{ POOL_NO_LAGGARDS,	POOL_UNPUBLISHED,	7 * DAY,
	    { POOL_NEEDS_RUNNING, POOL_NEEDS_THAW, POOL_NEEDS_SOUND,
	      POOL_NEEDS_WINDOW, POOL_NEEDS_IDLE, POOL_NEEDS_SPACING,
	      POOL_NEEDS_SERVED, POOL_NEEDS_QUARANTINE, POOL_NEEDS_LAGGARDS,
	      POOL_NEEDS_STRAYS } },
	{ POOL_KNOCK,		POOL_DISABLED,		0,
	    { POOL_NEEDS_IDLE, POOL_NEEDS_KNOCK, POOL_NEEDS_NO_LEAK } },
	{ POOL_AGE,		POOL_DISABLED,		60 * DAY,
	    { POOL_NEEDS_RUNNING, POOL_NEEDS_THAW, POOL_NEEDS_SOUND,
	      POOL_NEEDS_WINDOW, POOL_NEEDS_IDLE, POOL_NEEDS_SPACING,
	      POOL_NEEDS_SERVED, POOL_NEEDS_AGE } },
	{ POOL_WITHDRAW,	POOL_PUBLISHED,		0,
	    { POOL_NEEDS_SOUND, POOL_NEEDS_IDLE, POOL_NEEDS_FLOOR } },
	{ POOL_CUT,		POOL_UNPUBLISHED,	0,
	    { POOL_NEEDS_SOUND, POOL_NEEDS_IDLE, POOL_NEEDS_TERMS } },
};

#define NSHAPES	(nitems(shapes))

static void
set_shape(const struct shape *s, struct pool *p, struct pool_facts f[MAX])
{
	SET(p, s->age, s->oldest, PUB3);
	fill(f);
	if (s->event == POOL_KNOCK)
		f[0].knocked = AT(T0);
	p->g[0].leaked = s->event == POOL_WITHDRAW || s->event == POOL_CUT;
}

static void
take_away(enum pool_need need, struct pool *p, struct pool_facts *f)
{
	switch (need) {
	case POOL_NEEDS_RUNNING:	p->running = false; break;
	case POOL_NEEDS_THAW:		p->frozen = true; break;
	case POOL_NEEDS_SOUND:		p->safe = true; break;
	case POOL_NEEDS_WINDOW:		p->rules.window_from = 60;
					p->rules.window_to = 120; break;
	case POOL_NEEDS_IDLE:		f->busy = true; break;
	case POOL_NEEDS_OBSERVED:	f->observed = false; break;
	case POOL_NEEDS_BARRIER:	f->barrier = false; break;
	case POOL_NEEDS_SPACING:	p->retired = AT(T0 - 1); break;
	case POOL_NEEDS_SERVED:		p->hold = AT(T0 + 1); break;
	case POOL_NEEDS_TOO_MANY:	p->rules.target = 4; break;
	case POOL_NEEDS_FLOOR:		p->rules.floor = 4; break;
	case POOL_NEEDS_QUARANTINE:
	case POOL_NEEDS_AGE:		p->g[0].since.us++; break;
	case POOL_NEEDS_LAGGARDS:	f->laggards = 1; break;
	case POOL_NEEDS_STRAYS:		f->strays = 1; break;
	case POOL_NEEDS_KNOCK:		f->knocked = AT(0); break;
	case POOL_NEEDS_NO_LEAK:	p->g[0].leaked = true; break;
	case POOL_NEEDS_TERMS:		f->strays = 1; break;
	default:			fail();
	}
}

static void
a_step_is_taken_with_all_its_needs_and_for_want_of_each_it_is_not(void **state)
{
	struct pool_facts	 f[MAX];
	struct pool_reason	 why[POOL_REASONS_MAX];
	struct pool		 p;
	size_t			 i, k, n, r;

	(void)state;
	for (i = 0; i < NSHAPES; i++) {
		set_shape(&shapes[i], &p, f);
		expect_step(&p, f, shapes[i].event, 1);
		for (k = 0; shapes[i].needs[k] != 0; k++) {
			set_shape(&shapes[i], &p, f);
			take_away(shapes[i].needs[k], &p, &f[0]);
			expect_none(&p, f);
			if (shapes[i].event == POOL_KNOCK)
				continue;	/* ageing is explained */
			n = pool_explain(&p, AT(T0), 0, &f[0], why);
			for (r = 0; r < n &&
			    why[r].need != shapes[i].needs[k]; r++)
				;
			assert_true(r < n);
			assert_true(why[r].text[0] != '\0');
		}
	}
}

/* Three are kept; the next one is due in a day, then one every 14. */
static void
a_published_generation_leaves_when_enough_newer_ones_can_be_there(void **state)
{
	struct pool	 p;

	(void)state;
	SET(&p, 0, POOL_UNPUBLISHED, PUB3);
	p.next_due = AT(T0 + DAY);
	assert_true(pool_leaves(&p, &p.g[1]).us == T0 + DAY);
	assert_true(pool_leaves(&p, &p.g[2]).us == T0 + 15 * DAY);
	assert_true(pool_leaves(&p, &p.g[3]).us == T0 + 29 * DAY);
	p.rules.target = 4;
	assert_true(pool_leaves(&p, &p.g[1]).us == T0 + 15 * DAY);
	p.rules.target = 2;		/* there are enough of them */
	assert_true(pool_leaves(&p, &p.g[1]).us == p.g[1].published.us);
	assert_true(pool_leaves(&p, &p.g[2]).us == T0 + DAY);
	p.next_due = AT(0);		/* never before it came */
	assert_true(pool_leaves(&p, &p.g[2]).us == p.g[2].published.us);
}

static void
facts_that_are_not_known_block(void **state)
{
	struct pool_facts	 none[MAX];
	struct pool		 p;
	size_t			 i;

	(void)state;
	for (i = 0; i < NSHAPES; i++) {
		SET(&p, 100 * DAY, shapes[i].oldest, PUB3);
		memset(none, 0, sizeof(none));
		none[0].busy = true;
		expect_none(&p, none);
	}
	SET(&p, 100 * DAY, POOL_UNPUBLISHED, PUB3);
	none[0].busy = false;
	expect_none(&p, none);		/* laggards_known is false */
}

static void
a_leaked_generation_is_not_enabled_by_a_knock_but_ages(void **state)
{
	struct pool_facts	 f[MAX];
	struct pool		 p;

	(void)state;
	SET(&p, 60 * DAY, POOL_DISABLED, PUB3);
	fill(f);
	f[0].knocked = AT(T0);
	expect_step(&p, f, POOL_KNOCK, 1);
	p.g[0].leaked = true;
	expect_step(&p, f, POOL_AGE, 1);
	p.g[0].leaked = false;
	f[0].knocked = AT(p.g[0].since.us - 1);	/* before it was disabled */
	expect_step(&p, f, POOL_AGE, 1);
}

static void
leak(struct pool *p, uint32_t number, struct pool_terms terms)
{
	struct pool_step	 s;

	assert_int_equal(pool_wish(p, AT(T0), number, POOL_LEAK, NULL, &s,
	    NULL), 0);
	s.terms = terms;
	assert_int_equal(pool_apply(p, &s, AT(T0), NULL), 0);
}

/* Out of turn, in no window, before its quarantine is over. */
static void
a_leaked_generation_is_cut_off_on_its_terms(void **state)
{
	static const struct {
		uint64_t	 laggards, strays;
		bool		 known;
		struct pool_terms terms;
		bool		 goes;
	} rows[] = {
		{ 0, 0, true, { 0, { 0 }, false }, true },
		{ 0, 0, false, { 0, { 0 }, false }, false },
		{ 1, 0, true, { 0, { 0 }, false }, false },
		{ 0, 1, true, { 0, { 0 }, false }, false },
		{ 2, 1, true, { 3, { 0 }, false }, true },
		{ 2, 2, true, { 3, { 0 }, false }, false },
		{ 9, 9, true, { 3, { T0 }, false }, true },
		{ 9, 9, false, { 3, { T0 }, false }, true },
		{ 9, 9, true, { 3, { T0 + 1 }, false }, false },
	};
	struct pool_facts	 f[MAX];
	struct pool_reason	 why[POOL_REASONS_MAX];
	struct pool		 p;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		SET(&p, 0, PUB3, POOL_UNPUBLISHED);
		p.rules.window_from = 60;
		p.rules.window_to = 120;
		p.hold = p.retired = AT(T0 + DAY);
		fill(f);
		f[3].laggards = rows[i].laggards;
		f[3].strays = rows[i].strays;
		f[3].laggards_known = rows[i].known;
		leak(&p, 4, rows[i].terms);
		p.frozen = true;
		assert_int_equal(pool_next_event(&p.g[3]), POOL_CUT);
		assert_int_equal(pool_explain(&p, AT(T0), 3, &f[3], why),
		    rows[i].goes ? 0 : 1);
		if (rows[i].goes)
			expect_step(&p, f, POOL_CUT, 4);
		else
			expect_none(&p, f);
	}
}

/* The floor stays, whatever was leaked: what takes its place comes first. */
static void
leaked_ones_leave_the_list_when_others_are_on_it(void **state)
{
	static const struct pool_step	 made = STEP(POOL_BARRIER, 4,
					    POOL_REPLICATING, POOL_PUBLISHED,
					    103);
	struct pool_facts	 f[MAX];
	struct pool_step	 s;
	struct pool		 p;

	(void)state;
	SET(&p, 0, PUB3);
	fill(f);
	leak(&p, 2, (struct pool_terms){ 0 });
	leak(&p, 3, (struct pool_terms){ 0 });
	p.rules.window_from = 60;
	p.rules.window_to = 120;
	expect_step(&p, f, POOL_WITHDRAW, 2);
	assert_true(pool_next(&p, AT(T0), f, &s));
	assert_int_equal(pool_apply(&p, &s, AT(T0), NULL), 0);
	f[1].laggards = 1;
	expect_step(&p, f, POOL_DUE, 4);	/* in no window */
	p.g[3] = (struct generation){ .number = 4, .account = 103,
	    .state = POOL_REPLICATING };
	p.n = p.last = 4;
	assert_int_equal(pool_apply(&p, &made, AT(T0), NULL), 0);
	expect_step(&p, f, POOL_WITHDRAW, 3);
	f[2].busy = true;
	expect_none(&p, f);		/* the next waits for the window */
	p.rules.window_to = 60;
	expect_none(&p, f);		/* and for its time: two are good */
}

static void
a_leak_that_is_off_the_list_asks_for_nothing_new(void **state)
{
	struct pool_facts	 f[MAX];
	struct pool		 p;

	(void)state;
	SET(&p, 0, POOL_DISABLED, POOL_UNPUBLISHED, PUB3);
	fill(f);
	f[1].laggards = 1;
	leak(&p, 1, (struct pool_terms){ 0 });
	leak(&p, 2, (struct pool_terms){ 0 });
	assert_int_equal(p.next_due.us, T0 + 10 * DAY);
	assert_int_equal(pool_next_event(&p.g[0]), POOL_AGE);
	expect_none(&p, f);
	leak(&p, 2, (struct pool_terms){ 1, { 0 }, false });	/* said again */
	expect_step(&p, f, POOL_CUT, 2);
}

/* What is shown before is what the rules then do. */
static void
the_ladder_tells_each_rung_and_whom_it_leaves_out(void **state)
{
	static const struct {
		enum pool_state	 s[4];
		size_t		 n;
		uint64_t	 laggards, orphans;
		bool		 unsealed;
		const char	*rungs;		/* done, waits, now */
	} rows[] = {
		{ { PUB3 }, 3, 0, 0, false, "nnnnd" },
		{ { PUB3 }, 3, 2, 0, false, "nnnwn" },
		{ { PUB3 }, 3, 2, 2, false, "nnnnn" },
		{ { PUB3 }, 3, 2, 2, true, "nnwnn" },
		{ { POOL_PUBLISHED, POOL_PUBLISHED }, 2, 1, 0, false,
		    "nwwwn" },
		{ { POOL_PUBLISHED, PUB3 }, 4, 1, 0, false, "dnnwn" },
		{ { POOL_UNPUBLISHED, PUB3 }, 4, 1, 0, false, "ddnwn" },
		{ { POOL_UNPUBLISHED, PUB3 }, 4, 1, 0, true, "ddwwn" },
		{ { POOL_DISABLED, PUB3 }, 4, 1, 0, false, "ddndn" },
		{ { POOL_PUBLISHED, POOL_PUBLISHED, POOL_REPLICATING }, 3, 1,
		    0, false, "wwwwn" },
	};
	struct pool_facts	 f = { .laggards_known = true };
	struct pool_terms	 t = { 0 };
	struct rung		 out[RUNGS];
	struct pool		 p, before;
	size_t			 i, k;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		set_pool(&p, rows[i].s, rows[i].n, 0);
		before = p;
		f.laggards = rows[i].laggards;
		f.keyless = rows[i].laggards / 2;
		t.orphans = rows[i].orphans;
		t.unsealed = rows[i].unsealed;
		pool_ladder(&p, AT(T0), 0, &f, &t, out);
		assert_memory_equal(&p, &before, sizeof(p));
		for (k = 0; k < RUNGS; k++) {
			assert_int_equal(out[k].done ? 'd' : out[k].waits ?
			    'w' : 'n', rows[i].rungs[k]);
			assert_int_equal(out[k].clients, k < RUNG_SEAL ? 0 :
			    k == RUNG_SEAL ? f.keyless : rows[i].laggards);
			assert_true(!out[k].waits || out[k].why[0] != '\0');
			assert_non_null(rung_name((enum rung_kind)k));
			assert_non_null(rung_text((enum rung_kind)k));
		}
	}
}

static void
the_oldest_published_leaves_first(void **state)
{
	struct pool_facts	 f[MAX];
	struct pool		 p;

	(void)state;
	SET(&p, 0, POOL_UNPUBLISHED, POOL_PUBLISHED, PUB3);
	fill(f);
	expect_step(&p, f, POOL_TOO_MANY, 2);
	f[1].busy = true;		/* the next oldest does not jump in */
	expect_none(&p, f);
}

/* --- a new one --- */

static void
a_new_generation_needs_time_room_and_no_other_in_the_making(void **state)
{
	struct pool_facts	 f[MAX];
	struct pool		 p;

	(void)state;
	SET(&p, 0, PUB3);
	fill(f);
	expect_none(&p, f);
	p.next_due = AT(T0);
	expect_step(&p, f, POOL_DUE, 4);
	p.others = MAX - 3;
	expect_none(&p, f);
	p.others = MAX - 4;
	expect_step(&p, f, POOL_DUE, 4);
	p.rules.window_from = 1;
	expect_none(&p, f);
	p.rules.window_from = 0;
	p.running = false;
	expect_none(&p, f);
	p.running = true;
	p.g[2].state = POOL_REPLICATING;
	f[2].barrier = false;
	expect_none(&p, f);
}

static void
a_window_may_pass_midnight(void **state)
{
	static const struct {
		uint16_t	 from, to, minute;
		bool		 open;
	} rows[] = {
		{ 0, 0, 700, true }, { 600, 700, 599, false },
		{ 600, 700, 600, true }, { 600, 700, 700, false },
		{ 1320, 120, 0, true }, { 1320, 120, 119, true },
		{ 1320, 120, 120, false }, { 1320, 120, 1319, false },
		{ 1320, 120, 1320, true }, { 5, 5, 4, true },
	};
	struct pool_facts	 f[MAX];
	struct pool_step	 s;
	struct pool		 p;
	size_t			 i;

	(void)state;
	fill(f);
	for (i = 0; i < nitems(rows); i++) {
		SET(&p, 0, PUB3);
		p.next_due = AT(T0);
		p.rules.window_from = rows[i].from;
		p.rules.window_to = rows[i].to;
		assert_int_equal(pool_next(&p, AT(T0 + rows[i].minute *
		    INT64_C(60000000)), f, &s), rows[i].open);
	}
}

/* --- steps that somebody wishes for --- */

/* Every pair of state and event: what it leads to, or that it is not. */
static void
no_other_step_can_be_wished_for(void **state)
{
	static const struct {
		enum pool_state	 from;
		enum pool_event	 event;
		enum pool_state	 to;
	} rows[] = {
		{ POOL_PLANNED, POOL_START, POOL_CREATING },
		{ POOL_PLANNED, POOL_UNDO, POOL_DELETED },
		{ POOL_CREATING, POOL_OBSERVED, POOL_REPLICATING },
		{ POOL_CREATING, POOL_GIVE_UP, POOL_DELETED },
		{ POOL_CREATING, POOL_REFUSED, POOL_DELETED },
		{ POOL_UNPUBLISHED, POOL_REFUSED, POOL_DISABLED },
		{ POOL_DISABLED, POOL_REFUSED, POOL_UNPUBLISHED },
		{ POOL_CREATING, POOL_UNDO, POOL_PLANNED },
		{ POOL_REPLICATING, POOL_BARRIER, POOL_PUBLISHED },
		{ POOL_REPLICATING, POOL_UNDO, POOL_CREATING },
		{ POOL_PUBLISHED, POOL_TOO_MANY, POOL_UNPUBLISHED },
		{ POOL_PUBLISHED, POOL_UNDO, POOL_REPLICATING },
		{ POOL_PUBLISHED, POOL_LEAK, POOL_PUBLISHED },
		{ POOL_PUBLISHED, POOL_WITHDRAW, POOL_UNPUBLISHED },
		{ POOL_PUBLISHED, POOL_RETIRE, POOL_UNPUBLISHED },
		{ POOL_UNPUBLISHED, POOL_NO_LAGGARDS, POOL_DISABLED },
		{ POOL_UNPUBLISHED, POOL_UNDO, POOL_PUBLISHED },
		{ POOL_UNPUBLISHED, POOL_LEAK, POOL_UNPUBLISHED },
		{ POOL_UNPUBLISHED, POOL_CUT, POOL_DISABLED },
		{ POOL_DISABLED, POOL_KNOCK, POOL_UNPUBLISHED },
		{ POOL_DISABLED, POOL_AGE, POOL_DELETED },
		{ POOL_DISABLED, POOL_UNDO, POOL_UNPUBLISHED },
		{ POOL_DISABLED, POOL_LEAK, POOL_DISABLED },
	};
	struct pool_facts	 f = { .observed = true, .barrier = true,
				    .laggards_known = true,
				    .knocked = { T0 } };
	enum pool_state		 from;
	enum pool_event		 ev;
	struct pool_step	 s;
	struct pool		 p;
	size_t			 i, n = nitems(rows);
	int			 rc;

	(void)state;
	for (from = POOL_PLANNED; from < POOL_DELETED; from++)
		for (ev = POOL_DUE; ev <= POOL_REFUSED; ev++) {
			SET(&p, 100 * DAY, from, PUB3);
			p.g[0].leaked = ev == POOL_CUT || ev == POOL_WITHDRAW;
			rc = pool_wish(&p, AT(T0), 1, ev, &f, &s, NULL);
			for (i = 0; i < n && (rows[i].from != from ||
			    rows[i].event != ev); i++)
				;
			assert_int_equal(rc, i < n ? 0 : -EPROTO);
			if (i == n)
				continue;
			assert_int_equal(s.to, rows[i].to);
			if (ev == POOL_START)
				s.account = 77;
			assert_int_equal(pool_apply(&p, &s, AT(T0), NULL), 0);
			assert_int_equal(p.n, rows[i].to == POOL_DELETED ?
			    3 : 4);
		}
	assert_int_equal(pool_wish(&p, AT(T0), 9, POOL_UNDO, &f, &s, NULL),
	    -ENOENT);
}

/* Not even for who knocks, until somebody has mended and thawed it. */
static void
what_the_directory_refuses_is_not_asked_again(void **state)
{
	struct pool_facts	 f[MAX];
	struct pool_step	 s;
	struct pool		 p;

	(void)state;
	fill(f);
	f[0].knocked = AT(T0 + 1);
	SET(&p, 0, POOL_UNPUBLISHED, PUB3);
	assert_int_equal(pool_wish(&p, AT(T0), 1, POOL_REFUSED, &f[0], &s,
	    NULL), 0);
	assert_int_equal(pool_apply(&p, &s, AT(T0), NULL), 0);
	assert_int_equal(p.g[0].state, POOL_DISABLED);
	assert_true(p.frozen && p.refused);
	expect_none(&p, f);
	p.refused = false;		/* thawed, and frozen again */
	assert_true(pool_next(&p, AT(T0 + 2), f, &s));
	assert_int_equal(s.event, POOL_KNOCK);
}

static void
undo_goes_back_state_by_state_and_freezes(void **state)
{
	static const enum pool_state	 back[] = { POOL_UNPUBLISHED,
		POOL_PUBLISHED, POOL_REPLICATING, POOL_CREATING,
		POOL_PLANNED };
	struct pool_facts	 f[MAX];
	struct pool_step	 s;
	struct pool		 p;
	size_t			 i;

	(void)state;
	fill(f);
	SET(&p, 0, POOL_DISABLED, PUB3);
	for (i = 0; i < nitems(back); i++) {
		assert_int_equal(pool_wish(&p, AT(T0), 1, POOL_UNDO, &f[0],
		    &s, NULL), 0);
		assert_int_equal(pool_apply(&p, &s, AT(T0), NULL), 0);
		assert_int_equal(p.g[0].state, back[i]);
		assert_int_equal(p.g[0].account, 100);
		assert_true(p.frozen);
		f[0].observed = false;	/* the intent was given up */
		expect_none(&p, f);
	}
	assert_int_equal(pool_wish(&p, AT(T0), 1, POOL_UNDO, &f[0], &s, NULL),
	    0);
	assert_int_equal(pool_apply(&p, &s, AT(T0), NULL), 0);
	assert_null(pool_find(&p, 1));
	assert_int_equal(p.last, 4);
}

static void
a_wish_is_refused_with_a_sentence(void **state)
{
	static const struct {
		enum pool_state	 from;
		enum pool_event	 event;
		bool		 busy, leaked;
		uint32_t	 floor;
	} rows[] = {
		{ POOL_PUBLISHED, POOL_UNDO, false, false, 4 },
		{ POOL_PUBLISHED, POOL_WITHDRAW, false, true, 4 },
		{ POOL_PUBLISHED, POOL_WITHDRAW, false, false, 2 },
		{ POOL_PUBLISHED, POOL_RETIRE, false, false, 4 },
		{ POOL_PUBLISHED, POOL_RETIRE, true, false, 2 },
		{ POOL_PUBLISHED, POOL_UNDO, true, false, 2 },
		{ POOL_UNPUBLISHED, POOL_UNDO, false, true, 2 },
		{ POOL_DISABLED, POOL_UNDO, false, true, 2 },
		{ POOL_UNPUBLISHED, POOL_CUT, true, true, 2 },
		{ POOL_UNPUBLISHED, POOL_CUT, false, false, 2 },
		{ POOL_UNPUBLISHED, POOL_CUT, false, true, 2 },
	};
	struct pool_step	 s;
	struct pool		 p;
	struct err		 e;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		struct pool_facts	 f = { .busy = rows[i].busy };

		SET(&p, 0, rows[i].from, PUB3);
		p.g[0].leaked = rows[i].leaked;
		p.rules.floor = rows[i].floor;
		assert_int_equal(pool_wish(&p, AT(T0), 1, rows[i].event, &f,
		    &s, &e), -EBUSY);
		assert_memory_equal(e.text, "generation 1: ", 14);
	}
}

/* --- what is durable must still fit --- */

static void
a_step_that_does_not_fit_changes_nothing(void **state)
{
	static const struct {
		struct pool_step	 s;
		int			 rc;
	} rows[] = {
		{ STEP(POOL_NO_LAGGARDS, 1, POOL_UNPUBLISHED, POOL_DISABLED, 100),
		    -EPROTO },			/* it is published */
		{ STEP(POOL_TOO_MANY, 1, POOL_PUBLISHED, POOL_DISABLED, 100),
		    -EPROTO },			/* another end */
		{ STEP(POOL_TOO_MANY, 1, POOL_PUBLISHED, POOL_UNPUBLISHED, 100),
		    -EBUSY },			/* the floor */
		{ STEP(POOL_WITHDRAW, 1, POOL_PUBLISHED, POOL_UNPUBLISHED, 100),
		    -EBUSY },
		{ STEP(POOL_LEAK, 1, POOL_PUBLISHED, POOL_UNPUBLISHED, 100),
		    -EPROTO },
		{ STEP(POOL_UNDO, 2, POOL_PUBLISHED, POOL_REPLICATING, 101),
		    -EBUSY },
		{ STEP(POOL_DUE, 3, POOL_NONE, POOL_PLANNED, 0), -EPROTO },
		{ STEP(POOL_DUE, 4, POOL_NONE, POOL_PLANNED, 0), -EEXIST },
		{ STEP(POOL_DUE, 5, POOL_NONE, POOL_PLANNED, 0), -EBUSY },
		{ STEP(POOL_START, 3, POOL_PLANNED, POOL_CREATING, 0),
		    -EINVAL },
		{ STEP(POOL_START, 3, POOL_PLANNED, POOL_CREATING, 101),
		    -EEXIST },			/* that of another */
		{ STEP(POOL_START, 7, POOL_PLANNED, POOL_CREATING, 5),
		    -EPROTO },
	};
	struct pool	 p, before;
	struct err	 e;
	size_t		 i;

	(void)state;
	SET(&p, 0, POOL_PUBLISHED, POOL_PUBLISHED, POOL_PLANNED);
	p.last = 4;		/* the fourth was deleted */
	before = p;
	for (i = 0; i < nitems(rows); i++) {
		assert_int_equal(pool_apply(&p, &rows[i].s, AT(T0), &e),
		    rows[i].rc);
		assert_memory_equal(&p, &before, sizeof(p));
	}
}

static void
an_account_stays_that_of_its_generation(void **state)
{
	struct pool_step	 s = STEP(POOL_START, 1, POOL_PLANNED,
				    POOL_CREATING, 55);
	struct pool		 p;

	(void)state;
	SET(&p, 0, POOL_PLANNED);
	p.g[0].account = 54;		/* undone before */
	assert_int_equal(pool_apply(&p, &s, AT(T0), NULL), -EEXIST);
	s.account = 54;
	assert_int_equal(pool_apply(&p, &s, AT(T0), NULL), 0);
}

/* --- time --- */

static void
the_floor_is_made_up_at_once_then_the_period_counts(void **state)
{
	struct pool_facts	 f[MAX];
	struct pool_step	 s;
	struct pool		 p;
	size_t			 steps = 0;

	(void)state;
	pool_init(&p, &pool_default_rules);
	fill(f);
	assert_false(pool_next(&p, AT(T0), f, &s));
	pool_start(&p, AT(T0));
	while (pool_next(&p, AT(T0), f, &s)) {
		s.account = s.event == POOL_DUE ? 0 : s.number;
		assert_int_equal(pool_apply(&p, &s, AT(T0), NULL), 0);
		assert_true(++steps < 20);
	}
	assert_int_equal(steps, 8);
	assert_int_equal(pool_count(&p, POOL_PUBLISHED), 2);
	assert_int_equal(p.next_due.us, T0 + 14 * DAY);
}

static void
the_period_leaves_the_oldest_time_to_drain(void **state)
{
	struct pool_rules	 r = pool_default_rules;

	(void)state;
	assert_int_equal(pool_period(&r), 14 * DAY);
	r.max_password_age = 42 * DAY;
	assert_int_equal(pool_period(&r), (34 * DAY - r.replication) / 3);
	r.max_password_age = 90 * DAY;
	assert_int_equal(pool_period(&r), 14 * DAY);
	r.max_password_age = DAY;	/* nothing fits: not faster than this */
	assert_int_equal(pool_period(&r), r.spacing);
}

/* Faster than that there would be more than 32 accounts at a time (Q280518). */
static void
passwords_that_get_too_old_too_soon_are_told(void **state)
{
	struct pool_rules	 r = pool_default_rules;
	struct err		 e;
	int64_t			 days;

	(void)state;
	assert_int_equal(pool_judge_age(&r, &e), 0);
	for (days = 1; days < 60; days++) {
		r.max_password_age = days * DAY;
		assert_int_equal(pool_judge_age(&r, &e), days < 16 ? -ERANGE :
		    0);
	}
	r.max_password_age = 14 * DAY;
	assert_int_equal(pool_judge_age(&r, &e), -ERANGE);
	assert_non_null(strstr(e.text, "may be 14 days old"));
	assert_non_null(strstr(e.text, "accounts need 16"));
	r.delete_after = 20 * DAY;	/* then they are fewer */
	assert_int_equal(pool_judge_age(&r, &e), 0);
	r.quarantine = 14 * DAY;
	assert_int_equal(pool_judge_age(&r, &e), -ERANGE);
}

static void
time_away_counts_for_nobody(void **state)
{
	int64_t		 minute = 60000000;
	struct pool	 p;

	(void)state;
	pool_init(&p, &pool_default_rules);
	pool_look(&p, AT(T0));
	pool_look(&p, AT(T0 + minute));
	assert_int_equal(p.hold.us, 0);
	assert_int_equal(pool_horizon(&p, AT(T0)).us, T0 - 60 * DAY);
	/* Five days away: five days' grace. */
	pool_look(&p, AT(T0 + 5 * DAY + minute));
	assert_int_equal(p.hold.us, T0 + 10 * DAY + minute);
	assert_int_equal(p.away, 5 * DAY);
	assert_int_equal(pool_horizon(&p, AT(T0 + 5 * DAY)).us,
	    T0 - 60 * DAY);
	/* A clock that went back is not believed. */
	pool_look(&p, AT(T0));
	assert_int_equal(p.seen.us, T0 + 5 * DAY + minute);
}

static void
a_year_away_holds_for_the_quarantine_and_is_forgotten_later(void **state)
{
	struct pool	 p;
	int64_t		 t = T0 + 365 * DAY, end;

	(void)state;
	pool_init(&p, &pool_default_rules);
	pool_look(&p, AT(T0));
	pool_look(&p, AT(t));
	assert_int_equal(p.hold.us, t + 7 * DAY);
	assert_int_equal(pool_horizon(&p, AT(t)).us, T0 - 60 * DAY);
	for (end = t + 425 * DAY; t < end; t += p.rules.gap) {
		pool_look(&p, AT(t));
		assert_int_equal(p.away, 365 * DAY);
	}
	pool_look(&p, AT(t));
	assert_int_equal(p.away, 0);
}

static void
names_have_five_digits_and_the_site_where_it_is_asked_for(void **state)
{
	char	 name[POOL_NAME_SIZE];

	(void)state;
	pool_name(7, "", name);
	assert_string_equal(name, "SMSClient_00007");
	pool_name(99999, "S01", name);
	assert_string_equal(name, "SMSClient_S0199999");
	pool_name(100000, "", name);
	assert_string_equal(name, "SMSClient_100000");
}

static void
every_state_and_event_has_a_name(void **state)
{
	int	 i;

	(void)state;
	for (i = POOL_NONE; i <= POOL_DELETED; i++)
		assert_string_not_equal(pool_state_name((enum pool_state)i),
		    "?");
	for (i = POOL_DUE; i <= POOL_REFUSED; i++)
		assert_string_not_equal(pool_event_name((enum pool_event)i),
		    "?");
	assert_string_equal(pool_state_name((enum pool_state)8), "?");
	assert_string_equal(pool_event_name((enum pool_event)0), "?");
	assert_int_equal(pool_next_event(&(struct generation){
	    .state = POOL_DISABLED }), POOL_AGE);
	assert_int_equal(pool_next_event(&(struct generation){
	    .state = POOL_DELETED }), 0);
	assert_int_equal(pool_next_event(NULL), POOL_DUE);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(
		    a_step_is_taken_with_all_its_needs_and_for_want_of_each_it_is_not),
		cmocka_unit_test(
		    a_published_generation_leaves_when_enough_newer_ones_can_be_there),
		cmocka_unit_test(facts_that_are_not_known_block),
		cmocka_unit_test(
		    a_leaked_generation_is_not_enabled_by_a_knock_but_ages),
		cmocka_unit_test(a_leaked_generation_is_cut_off_on_its_terms),
		cmocka_unit_test(
		    leaked_ones_leave_the_list_when_others_are_on_it),
		cmocka_unit_test(
		    a_leak_that_is_off_the_list_asks_for_nothing_new),
		cmocka_unit_test(
		    the_ladder_tells_each_rung_and_whom_it_leaves_out),
		cmocka_unit_test(the_oldest_published_leaves_first),
		cmocka_unit_test(
		    a_new_generation_needs_time_room_and_no_other_in_the_making),
		cmocka_unit_test(a_window_may_pass_midnight),
		cmocka_unit_test(no_other_step_can_be_wished_for),
		cmocka_unit_test(what_the_directory_refuses_is_not_asked_again),
		cmocka_unit_test(undo_goes_back_state_by_state_and_freezes),
		cmocka_unit_test(a_wish_is_refused_with_a_sentence),
		cmocka_unit_test(a_step_that_does_not_fit_changes_nothing),
		cmocka_unit_test(an_account_stays_that_of_its_generation),
		cmocka_unit_test(
		    the_floor_is_made_up_at_once_then_the_period_counts),
		cmocka_unit_test(the_period_leaves_the_oldest_time_to_drain),
		cmocka_unit_test(passwords_that_get_too_old_too_soon_are_told),
		cmocka_unit_test(time_away_counts_for_nobody),
		cmocka_unit_test(
		    a_year_away_holds_for_the_quarantine_and_is_forgotten_later),
		cmocka_unit_test(
		    names_have_five_digits_and_the_site_where_it_is_asked_for),
		cmocka_unit_test(every_state_and_event_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
