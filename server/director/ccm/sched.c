/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/sched.h"

#include <stdlib.h>
#include <string.h>

struct sched_lane {
	RB_ENTRY(sched_lane)	 link;
	char			 name[SCHED_LANE_SIZE];
	struct sched_queue	 behind;
};

static int
cmp_due(const struct sched_entry *a, const struct sched_entry *b)
{
	if (a->due_ms != b->due_ms)
		return a->due_ms < b->due_ms ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static int
cmp_lane(const struct sched_lane *a, const struct sched_lane *b)
{
	return strcmp(a->name, b->name);
}

TREE_GENERATE(sched_due_tree, sched_entry, by_due, cmp_due)
TREE_GENERATE(sched_lane_tree, sched_lane, link, cmp_lane)

void
sched_init(struct sched *s, size_t most)
{
	RB_INIT(&s->due);
	RB_INIT(&s->lanes);
	TAILQ_INIT(&s->next);
	s->running = 0;
	s->most = most;
}

/* --- lanes --- */

static struct sched_lane *
find_lane(struct sched *s, const struct sched_entry *e)
{
	struct sched_lane	 key;

	memcpy(key.name, e->lane, sizeof(key.name));
	return RB_FIND(sched_lane_tree, &s->lanes, &key);
}

static struct sched_lane *
take_lane(struct sched *s, const struct sched_entry *e)
{
	struct sched_lane	*l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	memcpy(l->name, e->lane, sizeof(l->name));
	TAILQ_INIT(&l->behind);
	(void)RB_INSERT(sched_lane_tree, &s->lanes, l);
	return l;
}

/* To whoever stood behind first, else nobody needs it. */
static void
leave_lane(struct sched *s, struct sched_lane *l)
{
	struct sched_entry	*e = TAILQ_FIRST(&l->behind);

	if (e == NULL) {
		(void)RB_REMOVE(sched_lane_tree, &s->lanes, l);
		free(l);
		return;
	}
	TAILQ_REMOVE(&l->behind, e, link);
	e->state = SCHED_NEXT;
	TAILQ_INSERT_TAIL(&s->next, e, link);
}

/* --- entries --- */

void
sched_out(struct sched *s, struct sched_entry *e)
{
	struct sched_lane	*l = e->in;
	const enum sched_state	 was = e->state;

	e->state = SCHED_OUT;
	e->in = NULL;
	switch (was) {
	case SCHED_OUT:
		return;
	case SCHED_WAITING:
		(void)RB_REMOVE(sched_due_tree, &s->due, e);
		return;
	case SCHED_BEHIND:
		TAILQ_REMOVE(&l->behind, e, link);
		return;
	case SCHED_NEXT:
		TAILQ_REMOVE(&s->next, e, link);
		break;
	case SCHED_RUNNING:
		s->running--;
		break;
	}
	leave_lane(s, l);
}

void
sched_put(struct sched *s, struct sched_entry *e, int64_t due_ms)
{
	sched_out(s, e);
	e->due_ms = due_ms;
	e->state = SCHED_WAITING;
	(void)RB_INSERT(sched_due_tree, &s->due, e);
}

static struct sched_entry *
run(struct sched *s, struct sched_entry *e)
{
	e->state = SCHED_RUNNING;
	s->running++;
	return e;
}

/* It is due: behind another, or the lane is its own.  false: no memory. */
static bool
enter(struct sched *s, struct sched_entry *e)
{
	struct sched_lane	*l = find_lane(s, e);
	const bool		 taken = l != NULL;

	if (!taken && (l = take_lane(s, e)) == NULL)
		return false;
	(void)RB_REMOVE(sched_due_tree, &s->due, e);
	e->in = l;
	e->state = taken ? SCHED_BEHIND : SCHED_NEXT;
	TAILQ_INSERT_TAIL(taken ? &l->behind : &s->next, e, link);
	return true;
}

struct sched_entry *
sched_next(struct sched *s, int64_t now_ms)
{
	struct sched_entry	*e;

	if (s->running >= s->most)
		return NULL;
	while ((e = TAILQ_FIRST(&s->next)) == NULL) {
		e = RB_MIN(sched_due_tree, &s->due);
		if (e == NULL || e->due_ms > now_ms || !enter(s, e))
			return NULL;
	}
	TAILQ_REMOVE(&s->next, e, link);
	return run(s, e);
}

bool
sched_when(struct sched *s, int64_t *ms_out)
{
	const struct sched_entry	*e;

	if (s->running >= s->most)
		return false;
	e = TAILQ_FIRST(&s->next);
	if (e == NULL)
		e = RB_MIN(sched_due_tree, &s->due);
	if (e == NULL)
		return false;
	*ms_out = e->due_ms;
	return true;
}
