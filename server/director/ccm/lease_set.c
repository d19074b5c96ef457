/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/lease_set.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/tree.h"

#define HEAP_FIRST	64

static_assert(sizeof(struct lease) + sizeof(struct lease *) < 448,
    "a lease, with what malloc adds, stays below 512 bytes");

static int
compare_ids(const struct lease *a, const struct lease *b)
{
	return (a->id > b->id) - (a->id < b->id);
}

static int
compare_targets(const struct lease *a, const struct lease *b)
{
	return strcmp(a->key, b->key);
}

static int
compare_accounts(const struct lease *a, const struct lease *b)
{
	return (a->account > b->account) - (a->account < b->account);
}

TREE_GENERATE(leases_by_id, lease, by_id, compare_ids)
TREE_GENERATE(leases_by_target, lease, by_target, compare_targets)
TREE_GENERATE(leases_by_account, lease, by_account, compare_accounts)

void
lease_set_init(struct lease_set *s)
{
	*s = (struct lease_set){ 0 };
	RB_INIT(&s->ids);
	RB_INIT(&s->targets);
	RB_INIT(&s->accounts);
}

void
lease_set_clear(struct lease_set *s)
{
	struct lease	*l;

	while ((l = RB_MIN(leases_by_id, &s->ids)) != NULL)
		lease_set_remove(s, &l);
	free(s->heap);
	lease_set_init(s);
}

/* Room for each lease that there is, so that being due never fails. */
static int
grow_heap(struct lease_set *s)
{
	size_t		 cap = s->cap == 0 ? HEAP_FIRST : s->cap * 2;
	struct lease	**heap;

	if (s->count + 2 <= s->cap)
		return 0;
	heap = reallocarray(s->heap, cap, sizeof(*heap));
	if (heap == NULL)
		return -ENOMEM;
	s->heap = heap;
	s->cap = cap;
	return 0;
}

int
lease_set_add(struct lease_set *s, struct lease *l)
{
	int	 error = text_fold(l->target, l->key, sizeof(l->key));

	if (error == 0)
		error = grow_heap(s);
	if (error != 0)
		return error;
	if (RB_INSERT(leases_by_id, &s->ids, l) != NULL)
		return -EEXIST;
	if (RB_INSERT(leases_by_target, &s->targets, l) != NULL) {
		RB_REMOVE(leases_by_id, &s->ids, l);
		return -EEXIST;
	}
	if (RB_INSERT(leases_by_account, &s->accounts, l) != NULL) {
		RB_REMOVE(leases_by_id, &s->ids, l);
		RB_REMOVE(leases_by_target, &s->targets, l);
		return -EEXIST;
	}
	l->place = 0;
	s->count++;
	return 0;
}

void
lease_forget_secret(struct lease *l)
{
	free(l->verifier);
	free(l->password);
	l->verifier = l->password = NULL;
	l->verifier_len = l->password_len = 0;
}

void
lease_set_remove(struct lease_set *s, struct lease **lp)
{
	struct lease	*l = *lp;

	*lp = NULL;
	lease_set_rest(s, l);
	RB_REMOVE(leases_by_id, &s->ids, l);
	RB_REMOVE(leases_by_target, &s->targets, l);
	RB_REMOVE(leases_by_account, &s->accounts, l);
	s->count--;
	lease_forget_secret(l);
	free(l);
}

struct lease *
lease_set_get(struct lease_set *s, int64_t id)
{
	struct lease	 key = { .id = id };

	return RB_FIND(leases_by_id, &s->ids, &key);
}

struct lease *
lease_set_find(struct lease_set *s, const char *target)
{
	struct lease	 key;

	if (text_fold(target, key.key, sizeof(key.key)) != 0)
		return NULL;
	return RB_FIND(leases_by_target, &s->targets, &key);
}

struct lease *
lease_set_of(struct lease_set *s, int64_t account)
{
	struct lease	 key = { .account = account };

	return RB_FIND(leases_by_account, &s->accounts, &key);
}

struct lease *
lease_set_next(struct lease_set *s, const struct lease *l)
{
	if (l == NULL)
		return RB_MIN(leases_by_target, &s->targets);
	return RB_NEXT(leases_by_target, &s->targets,
	    (struct lease *)(uintptr_t)l);
}

/* --- the heap --- */

static void
place(struct lease_set *s, struct lease *l, size_t i)
{
	s->heap[i] = l;
	l->place = i;
}

static void
rise(struct lease_set *s, struct lease *l)
{
	size_t	 i = l->place;

	for (; i > 1 && s->heap[i / 2]->due.ns > l->due.ns; i /= 2)
		place(s, s->heap[i / 2], i);
	place(s, l, i);
}

static void
sink(struct lease_set *s, struct lease *l)
{
	size_t	 i = l->place, child;

	for (; (child = 2 * i) <= s->n; i = child) {
		if (child < s->n &&
		    s->heap[child + 1]->due.ns < s->heap[child]->due.ns)
			child++;
		if (s->heap[child]->due.ns >= l->due.ns)
			break;
		place(s, s->heap[child], i);
	}
	place(s, l, i);
}

void
lease_set_due(struct lease_set *s, struct lease *l, struct mono when)
{
	l->due = when;
	if (l->place == 0)
		place(s, l, ++s->n);
	rise(s, l);
	sink(s, l);
}

void
lease_set_rest(struct lease_set *s, struct lease *l)
{
	struct lease	*last;
	size_t		 i = l->place;

	if (i == 0)
		return;
	last = s->heap[s->n--];
	l->place = 0;
	if (last == l)
		return;
	place(s, last, i);
	rise(s, last);
	sink(s, last);
}

struct lease *
lease_set_first(const struct lease_set *s)
{
	return s->n == 0 ? NULL : s->heap[1];
}
