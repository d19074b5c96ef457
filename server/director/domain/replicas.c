/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/replicas.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tree.h"
#include "server/director/domain/sam_fact.h"

static int
by_number(const struct directory_change *a, const struct directory_change *b)
{
	return a->number < b->number ? -1 : a->number > b->number;
}

static int
compare_numbers(struct directory_change *a, struct directory_change *b)
{
	return by_number(a, b);
}

static int
changes_compare_keys(struct directory_change *a, struct directory_change *b)
{
	int	 c = strcmp(a->key, b->key);

	return c != 0 ? c : by_number(a, b);
}

static int
changes_compare_backs(struct directory_change *a, struct directory_change *b)
{
	int	 c = strcmp(a->back, b->back);

	return c != 0 ? c : changes_compare_keys(a, b);
}

TREE_GENERATE(changes_by_number, directory_change, by_number, compare_numbers)
RB_GENERATE(changes_by_key, directory_change, by_key, changes_compare_keys)
RB_GENERATE(changes_by_back, directory_change, by_back, changes_compare_backs)

#define ACCOUNT_KEY_SIZE	24

static const char *
account_key(int64_t account, char key[static ACCOUNT_KEY_SIZE])
{
	(void)snprintf(key, ACCOUNT_KEY_SIZE, "@%" PRId64, account);
	return key;
}

void
replicas_init(struct replicas *s)
{
	*s = (struct replicas){ 0 };
	STAILQ_INIT(&s->changes);
}

static void
change_free(struct directory_change *c)
{
	free(c->verifier);
	free(c->key);
	free(c->back);
	free(c->value);
	free(c);
}

static size_t
bytes_of(const struct directory_change *c)
{
	return sizeof(*c) + c->verifier_len + c->len + strlen(c->key) +
	    (c->back == NULL ? 0 : strlen(c->back));
}

static void
drop_first(struct replicas *s)
{
	struct directory_change	*c = STAILQ_FIRST(&s->changes);

	s->bytes -= bytes_of(c);
	STAILQ_REMOVE_HEAD(&s->changes, link);
	RB_REMOVE(changes_by_number, &s->numbers, c);
	RB_REMOVE(changes_by_key, &s->keys, c);
	if (c->back != NULL)
		RB_REMOVE(changes_by_back, &s->backs, c);
	change_free(c);
}

void
replicas_clear(struct replicas *s)
{
	while (!STAILQ_EMPTY(&s->changes))
		drop_first(s);
}

static bool
take_blob(uint8_t **dst, size_t *len, struct store_blob from)
{
	*len = from.len;
	if (from.len == 0)
		return true;
	*dst = malloc(from.len);
	if (*dst != NULL)
		memcpy(*dst, from.data, from.len);
	return *dst != NULL;
}

/* What it was found back by: only what was there can be. */
static bool
take_back(struct directory_change *c)
{
	struct fact_key	 k;
	const char	*back = NULL;

	if (c->account == 0 && c->state != 0)
		back = fact_back(&k, c->key, rd_over(c->value, c->len));
	if (back != NULL)
		c->back = strdup(back);
	return back == NULL || c->back != NULL;
}

int
replicas_add(struct replicas *s, const struct change_row *row)
{
	struct directory_change	*c;
	char			 key[ACCOUNT_KEY_SIZE];

	if (row->number <= s->last)
		return 0;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->number = row->number;
	c->account = row->account;
	c->at = row->at;
	c->state = row->state;
	c->changed = row->changed;
	c->key = strdup(row->kind == CHANGE_FACT ? row->key :
	    account_key(row->account, key));
	if (c->key == NULL ||
	    !take_blob(&c->verifier, &c->verifier_len, row->verifier) ||
	    !take_blob(&c->value, &c->len, row->value) || !take_back(c)) {
		change_free(c);
		return -ENOMEM;
	}
	s->last = row->number;
	s->bytes += bytes_of(c);
	STAILQ_INSERT_TAIL(&s->changes, c, link);
	RB_INSERT(changes_by_number, &s->numbers, c);
	RB_INSERT(changes_by_key, &s->keys, c);
	if (c->back != NULL)
		RB_INSERT(changes_by_back, &s->backs, c);
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
	struct changes_by_number	 numbers = s->numbers;
	struct directory_change		 like = { .number = r->shown + 1 };

	return RB_NFIND(changes_by_number, &numbers, &like);
}

const struct directory_change *
replicas_pending_key(const struct replicas *s, const struct replica *r,
    const char *key)
{
	struct changes_by_key	 keys = s->keys;
	struct directory_change	 like = { .number = r->shown + 1 };
	struct directory_change	*c;

	memcpy(&like.key, &key, sizeof(key));
	c = RB_NFIND(changes_by_key, &keys, &like);
	return c != NULL && strcmp(c->key, key) == 0 ? c : NULL;
}

const struct directory_change *
replicas_pending_of(const struct replicas *s, const struct replica *r,
    int64_t account)
{
	char	 key[ACCOUNT_KEY_SIZE];

	return replicas_pending_key(s, r, account_key(account, key));
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
