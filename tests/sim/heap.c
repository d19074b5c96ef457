/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/sim/heap.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

int
heap_new(struct heap *h, size_t actors)
{
	h->n = 0;
	h->e = calloc(actors, sizeof(*h->e));
	return h->e == NULL ? -ENOMEM : 0;
}

void
heap_free(struct heap *h)
{
	free(h->e);
	h->e = NULL;
	h->n = 0;
}

/* By actor too, so that a world does not depend on the order of insertion. */
static bool
before(const struct heap_event *a, const struct heap_event *b)
{
	return a->at != b->at ? a->at < b->at : a->who < b->who;
}

void
heap_add(struct heap *h, int64_t at, uint32_t who)
{
	const struct heap_event	 e = { at, who };
	size_t			 i = h->n++;

	for (; i > 0 && before(&e, &h->e[(i - 1) / 2]); i = (i - 1) / 2)
		h->e[i] = h->e[(i - 1) / 2];
	h->e[i] = e;
}

static void
sink(struct heap *h, struct heap_event e)
{
	size_t	 i = 0, child;

	while ((child = 2 * i + 1) < h->n) {
		if (child + 1 < h->n && before(&h->e[child + 1], &h->e[child]))
			child++;
		if (!before(&h->e[child], &e))
			break;
		h->e[i] = h->e[child];
		i = child;
	}
	h->e[i] = e;
}

void
heap_move_top(struct heap *h, int64_t at)
{
	sink(h, (struct heap_event){ at, h->e[0].who });
}

void
heap_drop_top(struct heap *h)
{
	if (--h->n > 0)
		sink(h, h->e[h->n]);
}
