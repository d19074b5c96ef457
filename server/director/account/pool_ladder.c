/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/pool_ladder.h"

#include <stdio.h>

#include "server/director/account/pool_int.h"

static const struct {
	const char	*name, *text;
} rungs[RUNGS] = {
	[RUNG_REPLACE]	= { "replace", "another account is made and listed "
			    "out of turn" },
	[RUNG_WITHDRAW]	= { "withdraw", "it leaves the list, stays enabled, "
			    "and never comes back" },
	[RUNG_SEAL]	= { "seal", "whoever comes with it sees the sealed "
			    "account list and nothing else" },
	[RUNG_CUT]	= { "cut off", "it is disabled and its sessions end" },
	[RUNG_RESCUE]	= { "rescue", "who was left out is given the list by "
			    "hand" },
};

const char *
rung_name(enum rung_kind k)
{
	return rungs[k].name;
}

const char *
rung_text(enum rung_kind k)
{
	return rungs[k].text;
}

/* What the rules say of it in the state that the rung begins from. */
static void
explain(const struct pool *p, struct wall now, size_t i,
    const struct pool_facts *f, struct rung *out)
{
	struct pool_reason	 why[POOL_REASONS_MAX];
	size_t			 k, n, len = 0;

	n = pool_explain(p, now, i, f, why);
	out->waits = n > 0;
	for (k = 0; k < n && len < sizeof(out->why); k++)
		len += (size_t)snprintf(out->why + len,
		    sizeof(out->why) - len, "%s%s", k == 0 ? "" : "; ",
		    why[k].text);
}

static void
look_at_others(const struct pool *p, struct wall now, struct rung *out)
{
	if (pool_is_urgent(p)) {
		explain(p, now, p->n, NULL, out);
		return;
	}
	out->done = true;
	(void)snprintf(out->why, sizeof(out->why), "%zu others are published",
	    pool_count_good(p));
}

/* With the rung before it, at once or later. */
static void
look_at_seal(const struct generation *g, const struct pool_facts *f,
    const struct rung *withdraw, struct rung *out)
{
	out->clients = f->keyless;
	out->addresses = f->strays;
	out->done = pool_is_sealed(g);
	out->waits = g->terms.unsealed || withdraw->waits;
	if (g->terms.unsealed)
		(void)snprintf(out->why, sizeof(out->why), "--unsealed was "
		    "said: it sees all until it is cut off");
	else if (withdraw->waits)
		(void)snprintf(out->why, sizeof(out->why), "the rung before");
}

void
pool_ladder(const struct pool *from, struct wall now, size_t i,
    const struct pool_facts *f, const struct pool_terms *terms,
    struct rung out[static RUNGS])
{
	struct pool		 p = *from;
	struct generation	*g = &p.g[i];
	enum pool_state		 state = g->state;
	bool			 was;

	for (i = 0; i < RUNGS; i++)
		out[i] = (struct rung){ 0 };
	i = (size_t)(g - p.g);
	was = g->leaked && !terms->unsealed;
	if (!g->leaked)
		p.next_due = now;
	g->terms = *terms;
	g->leaked = true;
	look_at_others(&p, now, &out[RUNG_REPLACE]);
	out[RUNG_WITHDRAW].done = state != POOL_PUBLISHED;
	if (!out[RUNG_WITHDRAW].done)
		explain(&p, now, i, f, &out[RUNG_WITHDRAW]);
	look_at_seal(g, f, &out[RUNG_WITHDRAW], &out[RUNG_SEAL]);
	out[RUNG_SEAL].done = out[RUNG_SEAL].done && was;
	out[RUNG_CUT].done = state == POOL_DISABLED;
	g->state = POOL_UNPUBLISHED;
	if (!out[RUNG_CUT].done)
		explain(&p, now, i, f, &out[RUNG_CUT]);
	out[RUNG_CUT].clients = out[RUNG_RESCUE].clients = f->laggards;
	out[RUNG_CUT].addresses = out[RUNG_RESCUE].addresses = f->strays;
	out[RUNG_RESCUE].done = f->laggards_known &&
	    f->laggards + f->strays == 0;
}
