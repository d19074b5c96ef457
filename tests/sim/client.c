/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client - a cycle of a client: it logs on with an account of its list, the
 * newest first, leaves a file, and only then sees the list of today.
 *
 *	our agent	does not try again what was refused before its list
 *			changes; when all are refused, one of them each time,
 *			in turn
 *	the legacy one	tries all, each time (Q237759)
 *	both		every 23 hours, 60 minutes after a failure, when
 *			switched on if due before; an orphan after 60 days
 *			without contact (Q236052)
 */
#include "contrib/siteclient/slot.h"
#include "tests/sim/director.h"

#define CYCLE		(23 * HOUR)
#define RETRY		(60 * MINUTE)
#define AFTER_BOOT	(10 * MINUTE)
#define STRAYS		5	/* of 1000 sessions end before a file */
#define ELSEWHERE	200	/* of 1000 go to some other controller */

enum outcome { SERVED, REFUSED, CUT_SHORT };

static void
told(struct sim *s, const struct client *c, enum evidence_kind kind,
    uint16_t account)
{
	const struct evidence_item	 item = { s->now, c->m.twin,
					    c->m.address, account, kind };

	if (s->director != NULL)
		evidence_add(&s->evidence, &item);
}

/* The bits of the entries to be tried now. */
static uint32_t
to_try(struct client *c, const struct list *l)
{
	const uint32_t	 all = l->n == LIST_ACCOUNTS ? UINT32_MAX :
			    (UINT32_C(1) << l->n) - 1;

	if (c->m.legacy || l->n == 0)
		return all;
	if ((c->refused & all) != all)
		return all & ~c->refused;
	return UINT32_C(1) << c->turn++ % l->n;
}

static size_t
choose_dc(const struct sim *s, struct client *c)
{
	size_t	 home = c->m.home % s->domain.n;

	if (rnd_chance(&c->conduct, ELSEWHERE))
		home = (size_t)rnd_below(&c->conduct, s->domain.n);
	return domain_choose(&s->domain, home);
}

static enum outcome
served(struct sim *s, struct client *c, uint16_t account)
{
	if (rnd_chance(&c->conduct, STRAYS)) {
		told(s, c, EVIDENCE_STRAY, account);
		return CUT_SHORT;
	}
	told(s, c, EVIDENCE_LOGON, account);
	if (c->list != s->nlist - 1) {
		c->list = (uint16_t)(s->nlist - 1);
		c->refused = 0;
	}
	c->checked = s->now;
	if (c->refused_since != 0)
		s->lost_seconds += s->now - c->refused_since;
	c->refused_since = 0;
	return SERVED;
}

static enum outcome
contact(struct sim *s, struct client *c)
{
	const struct list	*l = &s->list[c->list];
	const size_t		 dc = choose_dc(s, c);
	uint32_t		 try;
	uint16_t		 i;
	enum logon		 answer;

	if (s->site_down || dc == s->domain.n)
		return CUT_SHORT;
	try = to_try(c, l);
	for (i = 0; i < l->n; i++) {
		if ((try & UINT32_C(1) << i) == 0)
			continue;
		s->logons++;
		answer = domain_logon(&s->domain, dc, l->e[i].account,
		    l->e[i].secret, s->now);
		if (answer == LOGON_OK)
			return served(s, c, l->e[i].account);
		if (answer == LOGON_DISABLED)
			told(s, c, EVIDENCE_KNOCK, l->e[i].account);
		else if (answer != LOGON_LOCKED)
			c->refused |= UINT32_C(1) << i;
	}
	return REFUSED;
}

/* Installed with today's list; a clone has that of the one it was made of. */
static bool
is_born(struct sim *s, struct client *c)
{
	const struct client	*twin = &s->client[c->m.twin];

	if (sim_published(s)->n == 0)
		return false;
	c->list = (uint16_t)(s->nlist - 1);
	c->checked = s->now;
	if (twin != c) {
		if (!twin->lives || s->now - twin->checked > IMAGE_MAX)
			return false;
		c->list = twin->list;
		c->checked = twin->checked;
		machine_keep_here(&c->m, s->now + 7 * DAY);
	}
	c->lives = true;
	c->restore_at = NEVER;
	return true;
}

/* An image holds what the client knew after a good cycle. */
static void
take_image(struct sim *s, struct client *c)
{
	c->image_list = c->list;
	c->image_checked = s->now;
	c->restore_at = s->now + machine_image_age(&c->m);
	c->m.image_at = NEVER;
}

static void
restore_image(struct sim *s, struct client *c)
{
	if (s->now - c->image_checked <= IMAGE_MAX) {
		c->list = c->image_list;
		c->checked = c->image_checked;
		c->refused = 0;
		s->restored++;
		machine_keep_here(&c->m, s->now + 7 * DAY);
	}
	c->restore_at = NEVER;
	machine_next_image(&c->m, s->now);
}

/* Switched on later than it was due: within ten minutes of that. */
static int64_t
when_on(struct client *c, int64_t due)
{
	const int64_t	 on = machine_on(&c->m, due);

	return on == due ? on : on + rnd_between(&c->conduct, 0, AFTER_BOOT);
}

static int64_t
next_cycle(const struct client *c, int64_t now)
{
	const struct wall	 started = { now * 1000000 };

	if (c->m.legacy)
		return now + CYCLE;
	return slot_next_cycle(c->slot, started, CYCLE * 1000).us / 1000000;
}

int64_t
client_acts(struct sim *s, struct client *c)
{
	enum outcome	 outcome;

	if (s->now >= c->m.gone) {
		client_ends(s, c);
		return NEVER;
	}
	if (!c->lives && !is_born(s, c))
		return when_on(c, s->now + DAY);
	if (s->now >= c->restore_at)
		restore_image(s, c);
	outcome = contact(s, c);
	if (outcome == SERVED) {
		if (s->now >= c->m.image_at)
			take_image(s, c);
		return when_on(c, next_cycle(c, s->now));
	}
	if (outcome == REFUSED && c->refused_since == 0)
		c->refused_since = s->now;
	if (s->now - c->checked >= ORPHAN_AGE) {
		c->orphan = true;
		if (director_named(s, c))
			s->told++;
		else
			s->orphans++;
		return NEVER;
	}
	return when_on(c, s->now + RETRY);
}

void
client_ends(struct sim *s, struct client *c)
{
	if (c->lives && c->refused_since != 0)
		s->lost_seconds += s->now - c->refused_since;
	c->refused_since = 0;
	c->lives = false;
}
