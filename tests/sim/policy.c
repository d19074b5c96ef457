/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy - how connection accounts are changed: ours, and three of then.  All
 * keep the same rule of the domain, that no password in use is older than 42
 * days (Q237759); none but ours asks who still needs one.
 *
 *	in place	one account, a new password every 42 days (Q236052)
 *	two on a timer	every 21 days the one that was not changed last gets a
 *			new password and becomes the first; the other stays
 *			good until the next time
 *	calendar	three accounts; every 14 days a new one is made, and
 *			the oldest deleted when there was time to replicate
 *			(Q237759)
 */
#include "tests/sim/director.h"
#include "tests/sim/sim.h"

#define PASSWORD_AGE	(42 * DAY)
/* "wait for replication": as long as the slowest controller of these worlds
   takes, which is more than an operator would know to wait. */
#define REPLICATED	(7 * DAY)

static void
first_accounts(struct sim *s, uint16_t n)
{
	struct list	 l = { .n = n };
	uint16_t	 i;
	size_t		 dc;

	for (i = 1; i <= n; i++) {
		(void)domain_create(&s->domain, i, i, i);
		l.e[n - i] = (struct entry){ i, i };
	}
	for (dc = 0; dc < s->domain.n; dc++)
		domain_pull(&s->domain, dc);
	s->plan.oldest = 1;
	s->plan.newest = s->plan.secret = n;
	s->generations = n;
	sim_publish(s, &l);
}

static void
plan_next(struct sim *s, int64_t period)
{
	s->plan.next += period;
	s->generations++;
}

/* --- one account, changed in place --- */

static int
single_begin(struct sim *s)
{
	first_accounts(s, 1);
	s->plan.next = s->now + PASSWORD_AGE;
	return 0;
}

static void
single_tick(struct sim *s)
{
	struct list	 l = { .n = 1 };

	if (s->now < s->plan.next ||
	    !domain_set_secret(&s->domain, 1, s->plan.secret + 1))
		return;
	l.e[0] = (struct entry){ 1, ++s->plan.secret };
	sim_publish(s, &l);
	plan_next(s, PASSWORD_AGE);
}

/* --- two accounts, each with a new password in turn --- */

static int
two_begin(struct sim *s)
{
	first_accounts(s, 2);
	s->plan.next = s->now + PASSWORD_AGE / 2;
	return 0;
}

static void
two_tick(struct sim *s)
{
	const struct list	*was = sim_published(s);
	const struct entry	 older = was->e[1];
	struct list		 l = { .n = 2 };

	if (s->now < s->plan.next ||
	    !domain_set_secret(&s->domain, older.account, s->plan.secret + 1))
		return;
	l.e[0] = (struct entry){ older.account, ++s->plan.secret };
	l.e[1] = was->e[0];
	sim_publish(s, &l);
	plan_next(s, PASSWORD_AGE / 2);
}

/* --- three accounts by the calendar --- */

static int
calendar_begin(struct sim *s)
{
	first_accounts(s, 3);
	s->plan.next = s->now + PASSWORD_AGE / 3;
	return 0;
}

static void
calendar_publish(struct sim *s)
{
	struct list	 l = { .n = 0 };
	uint16_t	 a;

	for (a = s->plan.newest; a >= s->plan.oldest; a--)
		l.e[l.n++] = (struct entry){ a, a };
	sim_publish(s, &l);
}

static void
calendar_tick(struct sim *s)
{
	struct plan	*p = &s->plan;

	if (p->remove_at != 0 && s->now >= p->remove_at &&
	    domain_delete(&s->domain, p->oldest)) {
		p->remove_at = 0;
		p->oldest++;
		calendar_publish(s);
	}
	if (s->now < p->next || !domain_create(&s->domain, p->newest + 1u,
	    (uint16_t)(p->newest + 1), p->newest + 1u))
		return;
	p->newest++;
	p->remove_at = s->now + REPLICATED;
	calendar_publish(s);
	plan_next(s, PASSWORD_AGE / 3);
}

const struct policy	policies[POLICIES] = {
	{ "ours", "rotation by proof of uptake",
	    director_begin, director_tick, 10 * MINUTE },
	{ "calendar", "three accounts by the calendar (Q237759)",
	    calendar_begin, calendar_tick, HOUR },
	{ "two", "two accounts on a timer (grace period)",
	    two_begin, two_tick, HOUR },
	{ "in-place", "one account changed in place (Q236052)",
	    single_begin, single_tick, HOUR },
};
