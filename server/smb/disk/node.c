/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/node.h"

#include <stdlib.h>

static int
by_identity(const struct node *a, const struct node *b)
{
	if (a->ino != b->ino)
		return a->ino < b->ino ? -1 : 1;
	return a->dev < b->dev ? -1 : a->dev > b->dev;
}

RB_PROTOTYPE(nodes, node, link, by_identity)
RB_GENERATE(nodes, node, link, by_identity)

struct node *
node_find(struct nodes *all, uint64_t dev, uint64_t ino)
{
	struct node	 key = { .dev = dev, .ino = ino };

	return RB_FIND(nodes, all, &key);
}

struct node *
node_get(struct nodes *all, uint64_t dev, uint64_t ino)
{
	struct node	*n;

	n = node_find(all, dev, ino);
	if (n == NULL) {
		n = calloc(1, sizeof(*n));
		if (n == NULL)
			return NULL;
		n->dev = dev;
		n->ino = ino;
		RB_INSERT(nodes, all, n);
	}
	n->refs++;
	return n;
}

void
node_drop(struct nodes *all, struct node **np)
{
	struct node	*n = *np;

	*np = NULL;
	if (n == NULL || --n->refs > 0)
		return;
	RB_REMOVE(nodes, all, n);
	free(n);
}

static bool
is_due(const struct node *n)
{
	return n->state == NODE_WAITING && mono_passed(n->due, mono_now());
}

static void
show(struct node *n, uint64_t t, bool pinned)
{
	n->state = NODE_SHOWN;
	n->shown = t;
	n->again = false;
	n->pinned = pinned;
}

bool
node_cares(const struct node *n, bool sticky)
{
	return n->state == NODE_QUIET ||
	    (!sticky && (is_due(n) || (n->state == NODE_SHOWN && !n->again)));
}

void
node_write(struct node *n, bool sticky, uint64_t on_disk)
{
	if (n->state == NODE_QUIET && sticky) {
		show(n, on_disk, true);
	} else if (n->state == NODE_QUIET) {
		n->state = NODE_WAITING;
		n->shown = on_disk;
		n->due = mono_after(mono_now(), NODE_DELAY_MS);
	} else if (!sticky) {
		n->shown = node_written(n, on_disk);
		n->again = n->state == NODE_SHOWN;
	}
}

uint64_t
node_written(struct node *n, uint64_t on_disk)
{
	if (is_due(n))
		show(n, on_disk, false);
	if (n->state == NODE_WAITING ||
	    (n->state == NODE_SHOWN && (n->again || n->pinned)))
		return n->shown;
	return on_disk;
}

enum node_end
node_settle(struct node *n, uint64_t on_disk)
{
	uint64_t	 seen = node_written(n, on_disk);
	bool		 was_shown = n->state == NODE_SHOWN;

	n->state = NODE_QUIET;
	if (was_shown && n->again)
		return NODE_SET_NOW;
	if (was_shown && seen != on_disk)
		return NODE_SET_SHOWN;
	return NODE_AS_ON_DISK;
}
