/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/sim/machine.h"

#include <string.h>

#define DCS_OF_HOMES	251	/* taken modulo the controllers there are */

/* In a hundred machines. */
#define SHARE_ALWAYS	20
#define SHARE_OFFICE	55
#define SHARE_LONG	15
#define SHARE_LEGACY	50
#define SHARE_TRAVEL	30
#define SHARE_LATE	10
#define SHARE_SCRAPPED	8
#define SHARE_IMAGES	10
#define SHARE_CLONES	2
#define SHARE_NAT	30
#define NAT_CLIENTS	50	/* in all, for each address that they share */

static bool
one_of(struct rnd *r, unsigned percent)
{
	return rnd_below(r, 100) < percent;
}

static enum rhythm
make_rhythm(struct rnd *r)
{
	unsigned	 percent = (unsigned)rnd_below(r, 100);

	if (percent < SHARE_ALWAYS)
		return ALWAYS_ON;
	if (percent < SHARE_ALWAYS + SHARE_OFFICE)
		return OFFICE_HOURS;
	if (percent < SHARE_ALWAYS + SHARE_OFFICE + SHARE_LONG)
		return LONG_HOURS;
	return TWICE_A_WEEK;
}

static void
make_hours(struct machine *m, struct rnd *r)
{
	m->rhythm = make_rhythm(r);
	m->on_at = (int32_t)rnd_between(r, 6 * HOUR, 10 * HOUR);
	m->on_for = (int32_t)(m->rhythm == LONG_HOURS ?
	    rnd_between(r, 10 * HOUR, 13 * HOUR) :
	    rnd_between(r, 4 * HOUR, 9 * HOUR));
}

static void
next_absence(struct machine *m)
{
	int64_t	 here, away;

	here = m->travels ? rnd_between(&m->life, 20 * DAY, 90 * DAY) :
	    rnd_between(&m->life, 60 * DAY, 200 * DAY);
	away = m->travels ? rnd_between(&m->life, 7 * DAY, AWAY_MAX) :
	    rnd_between(&m->life, 3 * DAY, 21 * DAY);
	m->away_from = m->away_until + here;
	m->away_until = m->away_from + away;
}

/* Behind a router: with all that are behind it. */
static uint32_t
make_address(uint64_t seed, uint32_t number, uint32_t n)
{
	struct rnd	 r = rnd_of(seed, RND_NAT, number);

	return one_of(&r, SHARE_NAT) ?
	    (uint32_t)rnd_below(&r, n / NAT_CLIENTS + 1) : number;
}

void
machine_make(struct machine *m, uint64_t seed, uint32_t number, uint32_t n,
    int64_t end)
{
	struct rnd	 r = rnd_of(seed, RND_MACHINE, number);
	const int64_t	 half = SIM_BEGIN + (end - SIM_BEGIN) / 2;

	memset(m, 0, sizeof(*m));
	m->number = number;
	m->address = make_address(seed, number, n);
	m->seed = rnd_next(&r);
	m->life = rnd_of(seed, RND_LIFE, number);
	m->images = rnd_of(seed, RND_IMAGE, number);
	m->home = (uint8_t)rnd_below(&r, DCS_OF_HOMES);
	make_hours(m, &r);
	m->legacy = one_of(&r, SHARE_LEGACY);
	m->travels = one_of(&r, SHARE_TRAVEL);
	m->twin = number;
	m->born = SIM_BEGIN + rnd_between(&r, 0, 2 * DAY);
	if (one_of(&r, SHARE_LATE))
		m->born = rnd_between(&r, SIM_BEGIN, half);
	m->gone = one_of(&r, SHARE_SCRAPPED) ? rnd_between(&r, half, end) :
	    NEVER;
	m->image_at = one_of(&r, SHARE_IMAGES) ?
	    m->born + rnd_between(&r, 10 * DAY, 120 * DAY) : NEVER;
	if (number > n / 2 && one_of(&r, 2 * SHARE_CLONES)) {
		m->twin = (uint32_t)rnd_below(&r, n / 2);
		m->born = rnd_between(&r, SIM_BEGIN + 60 * DAY, half);
	}
	m->away_until = m->born;
	next_absence(m);
}

static bool
works_on(const struct machine *m, int64_t day)
{
	const int64_t	 weekday = (day - SIM_BEGIN / DAY) % 7;

	switch (m->rhythm) {
	case OFFICE_HOURS:
		return weekday < 5;
	case TWICE_A_WEEK:
		return weekday == m->number % 5 ||
		    weekday == (m->number + 2) % 5;
	default:
		return true;
	}
}

/* From `t' on in that day, or NEVER; up to half an hour late each morning. */
static int64_t
on_in_day(const struct machine *m, int64_t day, int64_t t)
{
	struct rnd	 r = rnd_of(m->seed, RND_DAY, (uint64_t)day);
	const int64_t	 from = day * DAY + m->on_at +
			    rnd_between(&r, 0, 30 * MINUTE);

	if (!works_on(m, day) || t >= from + m->on_for)
		return NEVER;
	return t > from ? t : from;
}

int64_t
machine_on(struct machine *m, int64_t t)
{
	int64_t	 day, on;

	for (;;) {
		while (t >= m->away_until)
			next_absence(m);
		if (t >= m->away_from)
			t = m->away_until;
		if (m->rhythm == ALWAYS_ON)
			return t;
		for (day = t / DAY; (on = on_in_day(m, day, t)) == NEVER;
		    day++)
			continue;
		if (on < m->away_from || on >= m->away_until)
			return on;
		t = on;
	}
}

void
machine_keep_here(struct machine *m, int64_t until)
{
	const int64_t	 late = until - m->away_from;

	if (late <= 0)
		return;
	m->away_from += late;
	m->away_until += late;
}

int64_t
machine_image_age(struct machine *m)
{
	return rnd_between(&m->images, DAY, IMAGE_MAX);
}

void
machine_next_image(struct machine *m, int64_t t)
{
	m->image_at = t + rnd_between(&m->images, 30 * DAY, 200 * DAY);
}
