/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/replicas.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
replicas_init(struct replicas *s)
{
	*s = (struct replicas){ 0 };
	STAILQ_INIT(&s->changes);
}

static void
drop_first(struct replicas *s)
{
	struct directory_change	*c = STAILQ_FIRST(&s->changes);

	STAILQ_REMOVE_HEAD(&s->changes, link);
	free(c->verifier);
	free(c);
}

void
replicas_clear(struct replicas *s)
{
	while (!STAILQ_EMPTY(&s->changes))
		drop_first(s);
}

int
replicas_add(struct replicas *s, const struct change_row *row)
{
	struct directory_change	*c;

	if (row->number <= s->last)
		return 0;
	c = calloc(1, sizeof(*c));
	if (c != NULL && row->verifier.len > 0)
		c->verifier = malloc(row->verifier.len);
	if (c == NULL || (row->verifier.len > 0 && c->verifier == NULL)) {
		free(c);
		return -ENOMEM;
	}
	c->number = s->last = row->number;
	c->account = row->account;
	c->at = row->at;
	c->state = row->state;
	c->changed = row->changed;
	c->verifier_len = row->verifier.len;
	if (c->verifier_len > 0)
		memcpy(c->verifier, row->verifier.data, c->verifier_len);
	STAILQ_INSERT_TAIL(&s->changes, c, link);
	return 0;
}

/* Same boot: the clock that does not step; else the time of day. */
int64_t
replicas_age(const struct directory_change *c)
{
	char	 boot[BOOT_ID_SIZE];
	int64_t	 ms;

	clock_boot_id(boot);
	if (boot[0] != '\0' && strcmp(boot, c->at.boot) == 0)
		ms = mono_ms_between(c->at.mono, mono_now());
	else
		ms = (wall_now().us - c->at.wall.us) / 1000;
	return ms < 0 ? 0 : ms;
}

/* In another boot the time of day decides, unless it was set back far. */
bool
replicas_is_waived(const struct replica *r)
{
	char	 boot[BOOT_ID_SIZE];
	int64_t	 left;

	if (r->waived.wall.us == 0)
		return false;
	clock_boot_id(boot);
	if (boot[0] != '\0' && strcmp(boot, r->waived.boot) == 0)
		left = mono_ms_between(mono_now(), r->waived.mono);
	else
		left = (r->waived.wall.us - wall_now().us) / 1000;
	return left > 0 && left <= REPLICAS_WAIVE_MOST_MS;
}

/* Spreads well enough for a lag; the same for the same two. */
static uint64_t
draw(const char *name, uint64_t number)
{
	uint64_t	 v = number * 0x9e3779b97f4a7c15U;

	for (; *name != '\0'; name++)
		v = (v ^ (uint8_t)*name) * 0x100000001b3U;
	v ^= v >> 29;
	v *= 0xbf58476d1ce4e5b9U;
	return v ^ v >> 32;
}

static int64_t
lag_of(const struct replica *r, uint64_t number)
{
	uint64_t	 width = (uint64_t)(r->most - r->least) + 1;

	return r->least + (int64_t)(draw(r->name, number) % width);
}

static int64_t
left_of(const struct replica *r, const struct directory_change *c)
{
	int64_t	 left = lag_of(r, c->number) - replicas_age(c);

	return left < 0 ? 0 : left;
}

const struct directory_change *
replicas_pending(const struct replicas *s, const struct replica *r)
{
	const struct directory_change	*c;

	STAILQ_FOREACH(c, &s->changes, link)
		if (c->number > r->shown)
			return c;
	return NULL;
}

const struct directory_change *
replicas_pending_of(const struct replicas *s, const struct replica *r,
    int64_t account)
{
	const struct directory_change	*c;

	STAILQ_FOREACH(c, &s->changes, link)
		if (c->number > r->shown && c->account == account)
			return c;
	return NULL;
}

size_t
replicas_count(const struct replicas *s, const struct replica *r)
{
	const struct directory_change	*c;
	size_t				 n = 0;

	STAILQ_FOREACH(c, &s->changes, link)
		n += c->number > r->shown;
	return n;
}

uint64_t
replicas_due(const struct replicas *s, const struct replica *r)
{
	const struct directory_change	*c = replicas_pending(s, r);
	uint64_t			 due = r->shown;

	for (; c != NULL && left_of(r, c) == 0; c = STAILQ_NEXT(c, link))
		due = c->number;
	return due;
}

int64_t
replicas_wait(const struct replicas *s, const struct replica *r)
{
	const struct directory_change	*c = replicas_pending(s, r);

	return c == NULL || r->paused ? REPLICAS_NEVER : left_of(r, c);
}

void
replicas_forget(struct replicas *s)
{
	const struct directory_change	*c;
	uint64_t			 all = UINT64_MAX;
	size_t				 i;

	for (i = 0; i < s->n; i++)
		if (s->r[i].shown < all)
			all = s->r[i].shown;
	while ((c = STAILQ_FIRST(&s->changes)) != NULL && c->number <= all)
		drop_first(s);
}
