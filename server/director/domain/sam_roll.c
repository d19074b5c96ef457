/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_roll - who there is on a server, by relative id: made anew after a
 * change, so that a page of a listing costs its rows.
 */
#include "server/director/account/book.h"
#include "server/director/domain/sam_int.h"

#include <stdlib.h>

static bool
add(struct sam_roll *r, uint32_t rid)
{
	uint32_t	 more = r->room == 0 ? 64 : 2 * r->room;
	uint32_t	*v;

	if (r->n == r->room) {
		v = reallocarray(r->rids, more, sizeof(*v));
		if (v == NULL)
			return false;
		r->rids = v;
		r->room = more;
	}
	r->rids[r->n++] = rid;
	return true;
}

static bool
add_users(const struct sam_view *v, struct sam_roll *r)
{
	const struct account_entry	*a = NULL;

	while ((a = accounts_next_rid(v->d->accounts, a)) != NULL)
		if (view_state(v, a) != 0 && !add(r, a->rid))
			return false;
	return true;
}

struct things {
	struct sam_roll	*roll;
	bool		 builtin;
	bool		 failed;
};

static bool
add_thing(void *arg, const char *key, struct rd value)
{
	struct things	*t = arg;
	uint32_t	 rid = fact_rid(key);

	(void)value;
	if (key[0] == FACT_GROUP || (rid < FACT_FIRST_RID) == t->builtin)
		t->failed = !add(t->roll, rid);
	return !t->failed;
}

static const struct sam_roll	empty;

/* Either only rises. */
static uint64_t
version(const struct director *d)
{
	return d->sam->version + d->accounts->changes;
}

const struct sam_roll *
sam_roll(struct sam_call *c, enum sid_use kind)
{
	bool		 builtin = c->q->domain == DOMAIN_BUILTIN;
	struct sam_roll	*r = &c->d->sam->rolls[c->view.server]
			    [kind == SID_USE_USER ? 0 : kind == SID_USE_GROUP ?
			    1 : builtin ? 2 : 3];
	struct things	 t = { r, builtin, false };

	if (builtin && kind != SID_USE_ALIAS)
		return &empty;
	if (r->version == version(c->d))
		return r;
	r->n = 0;
	if (kind == SID_USE_USER)
		t.failed = !add_users(&c->view, r);
	else
		view_each(&c->view, kind == SID_USE_GROUP ? "g:" : "a:",
		    add_thing, &t);
	if (t.failed)
		c->mem.failed = true;
	else
		r->version = version(c->d);
	return r;
}

void
sam_roll_free(struct sam *s)
{
	size_t	 i, k;

	for (i = 0; i < DIRECTORY_SERVERS_MAX; i++)
		for (k = 0; k < SAM_ROLLS; k++)
			free(s->rolls[i][k].rids);
}
