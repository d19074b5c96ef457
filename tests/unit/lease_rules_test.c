/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long a bootstrap account lives: every state with every event, deadlines
 * over restarts and steps of the clock, and what holds whatever happens.
 */
#include "tests/unit/check.h"

#include <string.h>

#include "server/director/ccm/lease_rules.h"
#include "tests/unit/clock_double.h"

#define MINUTE	INT64_C(60000)
#define HOUR	(60 * MINUTE)
#define WORLDS	60
#define EVENTS	3000

static const struct lease_rules	ours = { 15 * MINUTE, 8 * HOUR, MINUTE,
				    false };
static const struct lease_rules	sp3 = { 15 * MINUTE, 8 * HOUR, MINUTE, true };

static int
set_up(void **state)
{
	(void)state;
	clock_double_start();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	clock_double_stop();
	return 0;
}

static struct lease_life
life_in(enum lease_state s)
{
	struct lease_life	 l;

	lease_begin_life(&l, &ours);
	l.state = s;
	return l;
}

/* true: it applied; the life is the next one then. */
static bool
happens(const struct lease_rules *rules, struct lease_life *l,
    enum lease_event ev)
{
	struct lease_life	 next;
	unsigned		 effects;

	if (!lease_step(rules, l, ev, 0, &next, &effects))
		return false;
	assert_true(next.state == l->state ||
	    (effects & LEASE_DOES_STORE) != 0);
	*l = next;
	return true;
}

/* --- state by event --- */

/* Capital: as it is; -: does not apply.  C A E S(disabled) L(deleting) D F */
static const char	*const expected[LEASE_EVENTS] = {
	/* from			 CAESLDF */
	[LEASE_MADE] =		"A------",
	[LEASE_REFUSED] =	"F------",
	[LEASE_LIFE] =		"CAAA---",
	[LEASE_NO_LIFE] =	"-A-----",
	[LEASE_LOADER_STOPPED] = "-------",
	[LEASE_SUCCEEDED] =	"EE-----",
	[LEASE_GAVE_UP] =	"EE-----",
	[LEASE_PROBE] =		"-A-----",
	[LEASE_DUE] =		"EA-L---",
	[LEASE_CAP] =		"EAES---",
	[LEASE_SHUT] =		"--S----",
	[LEASE_ABSENT] =	"-DDDD--",
	[LEASE_CLOCK] =		"CAES---",
	[LEASE_END] =		"EEES---",
	[LEASE_EXTEND] =	"CAAA---",
};

/* The same of a lease that ended for good. */
static const char	*const expected_final[LEASE_EVENTS] = {
	/* from			 CAESLDF */
	[LEASE_LIFE] =		"CA-----",
	[LEASE_CAP] =		"EA-----",
	[LEASE_END] =		"EE-----",
	[LEASE_EXTEND] =	"CA-----",
};

static char
letter(enum lease_state s)
{
	return "?CAESLDF"[s];
}

static void
check_event(enum lease_event ev, const char *row, bool is_final)
{
	struct lease_life	 l;
	enum lease_state	 s;
	char			 got;

	for (s = LEASE_CREATED; s <= LEASE_FAILED; s++) {
		l = life_in(s);
		l.is_final = is_final;
		got = happens(&ours, &l, ev) ? letter(l.state) : '-';
		if (got != row[s - 1])
			fail_msg("%s in %s%s: %c, not %c",
			    lease_event_name(ev), lease_state_name(s),
			    is_final ? ", final" : "", got, row[s - 1]);
	}
}

static void
every_event_does_in_every_state_what_the_table_says(void **state)
{
	enum lease_event	 ev;

	(void)state;
	for (ev = LEASE_MADE; ev < LEASE_EVENTS; ev++) {
		check_event(ev, expected[ev], false);
		if (expected_final[ev] != NULL)
			check_event(ev, expected_final[ev], true);
	}
}

/* --- ACTIVE --- */

static void
it_ends_when_it_is_due_and_three_probes_were_in_vain(void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE);

	(void)state;
	pass_ms(ours.ttl);
	assert_true(happens(&ours, &l, LEASE_DUE));
	assert_true(happens(&ours, &l, LEASE_NO_LIFE));
	assert_true(happens(&ours, &l, LEASE_NO_LIFE));
	assert_int_equal(l.state, LEASE_ACTIVE);
	assert_true(happens(&ours, &l, LEASE_NO_LIFE));
	assert_int_equal(l.state, LEASE_ENDING);
	assert_int_equal(l.reason, LEASE_BY_SILENCE);
}

static void
probes_in_vain_end_nothing_before_it_is_due(void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE);
	int			 i;

	(void)state;
	for (i = 0; i < 20; i++)
		assert_true(happens(&ours, &l, LEASE_NO_LIFE));
	assert_int_equal(l.state, LEASE_ACTIVE);
	pass_ms(ours.ttl);
	assert_true(happens(&ours, &l, LEASE_DUE));
	assert_true(happens(&ours, &l, LEASE_NO_LIFE));
	assert_int_equal(l.state, LEASE_ENDING);
}

static void
a_sign_of_life_counts_from_now(void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE);
	struct mono		 when;
	enum lease_event	 ev;

	(void)state;
	pass_ms(ours.ttl);
	assert_true(happens(&ours, &l, LEASE_DUE));
	assert_true(happens(&ours, &l, LEASE_NO_LIFE));
	assert_true(happens(&ours, &l, LEASE_LIFE));
	assert_int_equal(l.missed, 0);
	assert_false(l.overdue);
	l.probe = mono_after(l.deadline, 1);
	assert_true(lease_next(&l, false, &when, &ev));
	assert_int_equal(ev, LEASE_DUE);
	assert_int_equal(mono_ms_between(mono_now(), when), ours.ttl);
}

static void
r11_the_end_of_the_loader_alone_is_never_an_end(void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE);

	(void)state;
	assert_false(happens(&ours, &l, LEASE_LOADER_STOPPED));
	pass_ms(ours.ttl - MINUTE);
	assert_true(happens(&ours, &l, LEASE_LIFE));
	pass_ms(2 * MINUTE);
	assert_false(mono_passed(l.deadline, mono_now()));
}

static void
a_sign_of_life_brings_an_ending_one_back_with_nothing_held_against_it(
    void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE);

	(void)state;
	assert_true(happens(&ours, &l, LEASE_GAVE_UP));
	assert_true(happens(&ours, &l, LEASE_SHUT));
	assert_int_equal(l.state, LEASE_DISABLED);
	assert_true(happens(&ours, &l, LEASE_LIFE));
	assert_int_equal(l.state, LEASE_ACTIVE);
	assert_int_equal(l.reason, LEASE_LIVES);
}

/* --- the hard cap --- */

static void
a_child_that_hangs_for_ever_gets_the_cap_once_more_and_then_goes(
    void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE), next;
	unsigned		 effects;

	(void)state;
	pass_ms(ours.cap);
	assert_true(happens(&ours, &l, LEASE_LIFE));
	assert_true(lease_step(&ours, &l, LEASE_CAP, 0, &next, &effects));
	assert_int_equal(next.state, LEASE_ACTIVE);
	assert_int_equal(effects, LEASE_DOES_STORE | LEASE_DOES_EXPIRY |
	    LEASE_DOES_ALARM);
	assert_int_equal(mono_ms_between(mono_now(), next.cap), ours.cap);
	l = next;
	pass_ms(ours.cap);
	assert_true(happens(&ours, &l, LEASE_LIFE));
	assert_true(happens(&ours, &l, LEASE_CAP));
	assert_int_equal(l.state, LEASE_ENDING);
	assert_false(happens(&ours, &l, LEASE_LIFE));
}

static void
the_cap_of_one_that_was_silent_is_the_end(void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE);

	(void)state;
	pass_ms(ours.cap);
	assert_true(happens(&ours, &l, LEASE_CAP));
	assert_int_equal(l.state, LEASE_ENDING);
	assert_int_equal(l.reason, LEASE_BY_CAP);
}

static void
what_an_operator_adds_moves_deadline_and_cap(void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE), next;
	unsigned		 effects;

	(void)state;
	assert_true(lease_step(&ours, &l, LEASE_EXTEND, 9 * HOUR, &next,
	    &effects));
	assert_int_equal(mono_ms_between(mono_now(), next.deadline),
	    9 * HOUR);
	assert_int_equal(next.cap.ns, next.deadline.ns);
	assert_true(effects & LEASE_DOES_EXPIRY);
	assert_true(lease_step(&ours, &next, LEASE_EXTEND, MINUTE, &l,
	    &effects));
	assert_int_equal(l.deadline.ns, next.deadline.ns);
	assert_true(lease_step(&ours, &next, LEASE_LIFE, 0, &l, &effects));
	assert_int_equal(l.deadline.ns, next.deadline.ns);
}

/* --- sp3 --- */

static void
sp3_deletes_a_ttl_after_the_loader_whatever_runs(void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE);

	(void)state;
	pass_ms(5 * MINUTE);
	assert_true(happens(&sp3, &l, LEASE_LOADER_STOPPED));
	assert_int_equal(mono_ms_between(mono_now(), l.deadline), sp3.ttl);
	pass_ms(14 * MINUTE);
	assert_true(happens(&sp3, &l, LEASE_LIFE));
	assert_true(happens(&sp3, &l, LEASE_LOADER_STOPPED));
	assert_int_equal(mono_ms_between(mono_now(), l.deadline), MINUTE);
	pass_ms(MINUTE);
	assert_true(happens(&sp3, &l, LEASE_DUE));
	assert_int_equal(l.state, LEASE_DELETING);
	assert_false(happens(&sp3, &l, LEASE_LIFE));
}

static void
sp3_waits_for_the_loader_however_silent_all_is(void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE);
	int			 i;

	(void)state;
	pass_ms(sp3.ttl);
	assert_true(happens(&sp3, &l, LEASE_DUE));
	for (i = 0; i < 9; i++)
		assert_true(happens(&sp3, &l, LEASE_NO_LIFE));
	assert_int_equal(l.state, LEASE_ACTIVE);
}

/* --- what happens by itself --- */

static void
nothing_expires_while_the_clocks_are_in_doubt(void **state)
{
	struct lease_life	 l = life_in(LEASE_ACTIVE);
	struct mono		 when;
	enum lease_event	 ev;

	(void)state;
	pass_ms(9 * HOUR);
	assert_true(lease_next(&l, true, &when, &ev));
	assert_int_equal(ev, LEASE_PROBE);
	l.state = LEASE_DISABLED;
	assert_false(lease_next(&l, true, &when, &ev));
	assert_true(lease_next(&l, false, &when, &ev));
	assert_int_equal(ev, LEASE_DUE);
	l.state = LEASE_DELETING;
	assert_false(lease_next(&l, false, &when, &ev));
}

/* --- deadlines that are kept --- */

static void
in_the_same_boot_a_step_of_the_wall_clock_moves_no_deadline(void **state)
{
	struct stored_time	 t;
	struct wall		 written = wall_now();

	(void)state;
	lease_keep(mono_after(mono_now(), HOUR), &t);
	step_wall_ms(24 * HOUR);
	pass_ms(20 * MINUTE);
	assert_int_equal(mono_ms_between(mono_now(), lease_recall(&t,
	    written, HOUR, 8 * HOUR)), 40 * MINUTE);
}

/* After another start of the machine, `up' ms ago. */
static void
boot_again(struct stored_time *t, int64_t up)
{
	(void)strcpy(t->boot, "another");
	pass_ms(up - mono_now().ns / 1000000);
	step_wall_ms(mono_now().ns / 1000000 - up);
}

static void
in_another_boot_the_time_of_day_decides(void **state)
{
	struct stored_time	 t;
	struct wall		 written;

	(void)state;
	pass_ms(5 * MINUTE - mono_now().ns / 1000000);
	written = wall_now();
	lease_keep(mono_after(mono_now(), 8 * HOUR), &t);
	boot_again(&t, 5 * MINUTE);
	step_wall_ms(2 * HOUR);
	assert_int_equal(mono_ms_between(mono_now(), lease_recall(&t,
	    written, 8 * HOUR, 8 * HOUR)), 6 * HOUR);
	step_wall_ms(9 * HOUR);
	assert_true(mono_passed(lease_recall(&t, written, 8 * HOUR, 8 * HOUR),
	    mono_now()));
}

static void
a_clock_that_was_set_back_gives_a_full_period(void **state)
{
	struct stored_time	 t;
	struct wall		 written;

	(void)state;
	pass_ms(MINUTE - mono_now().ns / 1000000);
	written = wall_now();
	lease_keep(mono_after(mono_now(), 15 * MINUTE), &t);
	(void)strcpy(t.boot, "another");
	step_wall_ms(-24 * HOUR);
	assert_int_equal(mono_ms_between(mono_now(), lease_recall(&t,
	    written, 15 * MINUTE, 8 * HOUR)), 15 * MINUTE);
	/* It says it was written before this boot, ten hours ago. */
	step_wall_ms(24 * HOUR);
	pass_ms(10 * HOUR);
	step_wall_ms(-10 * HOUR + MINUTE);
	assert_int_equal(mono_ms_between(mono_now(), lease_recall(&t,
	    written, 15 * MINUTE, 8 * HOUR)), 15 * MINUTE);
}

/* --- whatever happens --- */

struct world {
	uint64_t		 random;
	struct lease_life	 l;
	struct mono		 sign, begun;
	int64_t			 given;		/* by operators */
	unsigned		 moved;		/* the cap */
};

static uint64_t
draw(struct world *w, uint64_t below)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return w->random % below;
}

/* What comes by itself comes in time; else anything. */
static enum lease_event
draw_event(struct world *w)
{
	struct mono		 when;
	enum lease_event	 ev;

	if (lease_next(&w->l, draw(w, 9) == 0, &when, &ev) &&
	    mono_passed(when, mono_now()))
		return ev;
	do
		ev = (enum lease_event)(1 + draw(w, LEASE_EVENTS - 1));
	while (ev == LEASE_DUE || ev == LEASE_CAP || ev == LEASE_PROBE ||
	    ev == LEASE_ABSENT);
	if ((ev == LEASE_END || ev == LEASE_EXTEND ||
	    ev == LEASE_SUCCEEDED || ev == LEASE_GAVE_UP) && draw(w, 40) != 0)
		ev = draw(w, 2) == 0 ? LEASE_NO_LIFE : LEASE_LIFE;
	if (w->l.state == LEASE_DELETING)
		ev = LEASE_ABSENT;
	return ev;
}

static void
watch(struct world *w, const struct lease_life *was, enum lease_event ev)
{
	const struct lease_life	*l = &w->l;

	assert_false(was->is_final && !l->is_final);
	assert_false(was->is_final && was->state > LEASE_ACTIVE &&
	    l->state < was->state);
	if (was->state == LEASE_ACTIVE && l->state == LEASE_ENDING &&
	    l->reason == LEASE_BY_SILENCE) {
		assert_int_equal(ev, LEASE_NO_LIFE);
		assert_true(mono_ms_between(w->sign, mono_now()) >=
		    ours.ttl);
	}
	if (l->state == LEASE_DELETING && was->state != LEASE_DELETING)
		assert_int_equal(was->state, LEASE_DISABLED);
	if (ev == LEASE_CAP && l->state == LEASE_ACTIVE)
		assert_int_equal(++w->moved, 1);
	if (ev == LEASE_LIFE && !was->is_final)
		assert_true(l->state <= LEASE_ACTIVE);
}

static void
live(struct world *w)
{
	struct lease_life	 was;
	enum lease_event	 ev;
	unsigned		 effects;
	int64_t			 ms = (int64_t)draw(w, 40) * MINUTE;

	pass_ms((int64_t)draw(w, 2 * (uint64_t)MINUTE));
	was = w->l;
	ev = draw_event(w);
	if (!lease_step(&ours, &was, ev, ms, &w->l, &effects))
		return;
	if (ev == LEASE_EXTEND)
		w->given += ms;
	if (ev == LEASE_LIFE || ev == LEASE_MADE)
		w->sign = mono_now();
	watch(w, &was, ev);
}

static void
whatever_happens_it_ends_and_never_while_there_was_life(void **state)
{
	struct world	 w = { 0 };
	int		 i, n, deleted = 0;

	(void)state;
	for (n = 1; n <= WORLDS; n++) {
		w = (struct world){ .random = (uint64_t)n * 7919 + 1 };
		lease_begin_life(&w.l, &ours);
		w.sign = w.begun = mono_now();
		for (i = 0; i < EVENTS && lease_is_open(w.l.state); i++)
			live(&w);
		assert_false(lease_is_open(w.l.state));
		deleted += w.l.state == LEASE_DELETED;
		assert_true(mono_ms_between(w.begun, mono_now()) <
		    2 * ours.cap + 4 * HOUR + w.given);
	}
	assert_in_range(deleted, WORLDS / 3, WORLDS);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(every_event_does_in_every_state_what_the_table_says),
		T(it_ends_when_it_is_due_and_three_probes_were_in_vain),
		T(probes_in_vain_end_nothing_before_it_is_due),
		T(a_sign_of_life_counts_from_now),
		T(r11_the_end_of_the_loader_alone_is_never_an_end),
		T(a_sign_of_life_brings_an_ending_one_back_with_nothing_held_against_it),
		T(a_child_that_hangs_for_ever_gets_the_cap_once_more_and_then_goes),
		T(the_cap_of_one_that_was_silent_is_the_end),
		T(what_an_operator_adds_moves_deadline_and_cap),
		T(sp3_deletes_a_ttl_after_the_loader_whatever_runs),
		T(sp3_waits_for_the_loader_however_silent_all_is),
		T(nothing_expires_while_the_clocks_are_in_doubt),
		T(in_the_same_boot_a_step_of_the_wall_clock_moves_no_deadline),
		T(in_another_boot_the_time_of_day_decides),
		T(a_clock_that_was_set_back_gives_a_full_period),
		T(whatever_happens_it_ends_and_never_while_there_was_life),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
