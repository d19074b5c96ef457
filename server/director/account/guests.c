/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/guests.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/tree.h"

static int
compare(struct guest *a, struct guest *b)
{
	int	 c = memcmp(a->g.peer.b, b->g.peer.b, sizeof(a->g.peer.b));

	if (c != 0)
		return c;
	return a->g.account < b->g.account ? -1 :
	    a->g.account > b->g.account;
}

TREE_GENERATE(guest_tree, guest, link, compare)

void
guests_init(struct guests *gs)
{
	RB_INIT(&gs->tree);
	gs->n = 0;
}

void
guests_clear(struct guests *gs)
{
	struct guest	*g;

	while ((g = RB_ROOT(&gs->tree)) != NULL) {
		RB_REMOVE(guest_tree, &gs->tree, g);
		free(g);
	}
	gs->n = 0;
}

const struct recovery_guest *
guests_add(struct guests *gs, const struct msg_evidence *ev)
{
	struct guest	 key = { .g = { .account = ev->account,
			    .peer = ev->peer } };
	struct guest	*g = RB_FIND(guest_tree, &gs->tree, &key);
	bool		 is_new = g == NULL;

	if (is_new) {
		if (gs->n == GUESTS_MAX || (g = calloc(1, sizeof(*g))) == NULL)
			return NULL;
		g->g = key.g;
		g->g.first = ev->at;
		RB_INSERT(guest_tree, &gs->tree, g);
		gs->n++;
	}
	text_copy(g->g.workstation, sizeof(g->g.workstation),
	    ev->workstation);
	g->g.last = ev->at;
	g->g.sessions++;
	return is_new ? &g->g : NULL;
}

void
guests_back(struct guests *gs, const struct addr *peer, struct wall at)
{
	struct guest	 key = { .g = { .account = INT64_MIN,
			    .peer = *peer } };
	struct guest	*g = RB_NFIND(guest_tree, &gs->tree, &key);

	for (; g != NULL && addr_equal(&g->g.peer, peer);
	    g = RB_NEXT(guest_tree, &gs->tree, g))
		if (g->g.back.us == 0)
			g->g.back = at;
}

const struct recovery_guest *
guests_next(const struct guests *gs, const struct recovery_guest *after)
{
	struct guest_tree	 tree = gs->tree;
	struct guest		 key, *g;

	if (after == NULL)
		g = RB_MIN(guest_tree, &tree);
	else {
		key.g = *after;
		g = RB_FIND(guest_tree, &tree, &key);
		g = g == NULL ? NULL : RB_NEXT(guest_tree, &tree, g);
	}
	return g == NULL ? NULL : &g->g;
}
