/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/range_locks.h"

#include "base/tree.h"

static void	reach_upwards(struct range_lock *);

/* Equal ranges of one owner stand together, in the order of their coming. */
static int
compare(const struct range_lock *a, const struct range_lock *b)
{
	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	if (a->owner != b->owner)
		return (uintptr_t)a->owner < (uintptr_t)b->owner ? -1 : 1;
	if (a->seq != b->seq)
		return a->seq < b->seq ? -1 : 1;
	return 0;
}

/* What the tree's macros do to a node whose children changed. */
#undef RB_AUGMENT
#define RB_AUGMENT(x)	reach_upwards(x)

TREE_GENERATE(range_tree, range_lock, node, compare)

static uint64_t
reach_of(const struct range_lock *l)
{
	return l == NULL ? 0 : l->reach;
}

/*
 * Also called in the midst of a rotation: whatever comes out wrong above the
 * node then is mended by the call that ends the rotation, because each call
 * goes up to the root.
 */
static void
reach_upwards(struct range_lock *l)
{
	uint64_t	 left, right;

	for (; l != NULL; l = RB_PARENT(l, node)) {
		left = reach_of(RB_LEFT(l, node));
		right = reach_of(RB_RIGHT(l, node));
		l->reach = l->last;
		if (left > l->reach)
			l->reach = left;
		if (right > l->reach)
			l->reach = right;
	}
}

void
range_locks_init(struct range_locks *s)
{
	*s = (struct range_locks){ .n = 0 };
	RB_INIT(&s->shared);
	RB_INIT(&s->exclusive);
}

bool
range_valid(uint64_t off, uint64_t len)
{
	return len == 0 || off + (len - 1) >= off;
}

void
range_lock_init(struct range_lock *l, const void *owner, uint64_t off,
    uint64_t len)
{
	*l = (struct range_lock){ .owner = owner, .off = off, .len = len,
	    .last = len == 0 ? off : off + (len - 1) };
}

/* Does the gap in front of byte z->off lie inside the range? */
static bool
gap_inside(const struct range_lock *z, const struct range_lock *range)
{
	return range->off < z->off && z->off <= range->last;
}

static bool
overlap(const struct range_lock *a, const struct range_lock *b)
{
	if (a->len == 0 && b->len == 0)
		return false;
	if (a->len == 0)
		return gap_inside(a, b);
	if (b->len == 0)
		return gap_inside(b, a);
	return a->off <= b->last && b->off <= a->last;
}

/*
 * The first lock in order of offset that meets `range' and is not owned by
 * `but'.  A subtree that reaches less far than the range begins is passed
 * over; so is everything right of a lock that begins behind the range.
 */
static const struct range_lock *
find_overlap(const struct range_lock *l, const struct range_lock *range,
    const void *but)
{
	const struct range_lock	*found;

	while (l != NULL && l->reach >= range->off) {
		found = find_overlap(RB_LEFT(l, node), range, but);
		if (found != NULL)
			return found;
		if (l->off > range->last)
			return NULL;
		if (l->owner != but && overlap(l, range))
			return l;
		l = RB_RIGHT(l, node);
	}
	return NULL;
}

bool
range_locks_bar_lock(const struct range_locks *s, const struct range_lock *l)
{
	if (!l->exclusive)
		return range_locks_bar_read(s, l);
	return find_overlap(RB_ROOT(&s->exclusive), l, NULL) != NULL ||
	    find_overlap(RB_ROOT(&s->shared), l, NULL) != NULL;
}

bool
range_locks_bar_read(const struct range_locks *s, const struct range_lock *l)
{
	return find_overlap(RB_ROOT(&s->exclusive), l, l->owner) != NULL;
}

/* A shared lock keeps its own owner from writing, too. */
bool
range_locks_bar_write(const struct range_locks *s, const struct range_lock *l)
{
	return range_locks_bar_read(s, l) ||
	    find_overlap(RB_ROOT(&s->shared), l, NULL) != NULL;
}

static struct range_tree *
tree_of(struct range_locks *s, const struct range_lock *l)
{
	return l->exclusive ? &s->exclusive : &s->shared;
}

void
range_locks_add(struct range_locks *s, struct range_lock *l)
{
	l->seq = ++s->seq;
	l->reach = l->last;
	(void)RB_INSERT(range_tree, tree_of(s, l), l);
	s->n++;
}

void
range_locks_take(struct range_locks *s, struct range_lock *l)
{
	(void)RB_REMOVE(range_tree, tree_of(s, l), l);
	s->n--;
}

static struct range_lock *
find_exact(struct range_tree *tree, const struct range_lock *want)
{
	struct range_lock	 key = *want;
	struct range_lock	*l;

	key.seq = 0;
	l = RB_NFIND(range_tree, tree, &key);
	if (l == NULL || l->off != want->off || l->len != want->len ||
	    l->owner != want->owner)
		return NULL;
	return l;
}

struct range_lock *
range_unlock(struct range_locks *s, const struct range_lock *want)
{
	struct range_lock	*l = find_exact(&s->exclusive, want);

	if (l == NULL)
		l = find_exact(&s->shared, want);
	if (l != NULL)
		range_locks_take(s, l);
	return l;
}
