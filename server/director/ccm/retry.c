/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/retry.h"

#include <string.h>

#define NS_PER_MS	1000000
#define US_PER_MS	1000

void
moment_now(struct moment *m)
{
	m->wall = wall_now();
	m->mono = mono_now();
	clock_boot_id(m->boot);
}

void
moment_store(const struct moment *now, int64_t ms, struct stored_time *t)
{
	t->wall.us = now->wall.us + ms * US_PER_MS;
	t->mono = mono_after(now->mono, ms);
	memcpy(t->boot, now->boot, sizeof(t->boot));
}

static bool
same_boot(const struct stored_time *t, const struct moment *now)
{
	return now->boot[0] != '\0' && strcmp(now->boot, t->boot) == 0;
}

/* From then to now. */
static int64_t
age_ms(const struct stored_time *t, const struct moment *now)
{
	return same_boot(t, now) ? (now->mono.ns - t->mono.ns) / NS_PER_MS :
	    (now->wall.us - t->wall.us) / US_PER_MS;
}

static int64_t
tenth(const struct retry_rule *rule)
{
	return rule->interval_ms / 10;
}

int64_t
retry_wait_ms(const struct retry_rule *rule, uint64_t random)
{
	const uint64_t	 span = 2 * (uint64_t)tenth(rule) + 1;

	return rule->interval_ms - tenth(rule) + (int64_t)(random % span);
}

int64_t
retry_left_ms(const struct retry_rule *rule, const struct stored_time *due,
    const struct moment *now)
{
	const int64_t	 most = rule->interval_ms + tenth(rule);
	int64_t		 left;

	if (due->wall.us == 0)
		return 0;
	left = -age_ms(due, now);
	if (left > most)
		return most;
	return left < 0 ? 0 : left;
}

bool
retry_is_over(const struct retry_rule *rule, uint64_t tries,
    const struct stored_time *first, const struct moment *now)
{
	if (tries >= rule->tries)
		return true;
	return first->wall.us != 0 && age_ms(first, now) >= rule->give_up_ms;
}
