/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/sim/evidence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/machine.h"

#define TIE		(8 * DAY)
#define STRAYS_EACH	4		/* room for each identity */

int
evidence_new(struct evidence *e, size_t ids)
{
	memset(e, 0, sizeof(*e));
	e->n = ids;
	e->max_stray = STRAYS_EACH * ids;
	e->proofs = calloc(ids, sizeof(*e->proofs));
	e->stray = calloc(e->max_stray, sizeof(*e->stray));
	return e->proofs == NULL || e->stray == NULL ? -ENOMEM : 0;
}

void
evidence_free(struct evidence *e)
{
	free(e->proofs);
	free(e->stray);
	e->proofs = NULL;
	e->stray = NULL;
}

void
evidence_add(struct evidence *e, const struct evidence_item *item)
{
	if (e->nbatch == EVIDENCE_BATCH)
		evidence_commit(e);
	e->batch[e->nbatch++] = *item;
}

static void
take_logon(struct evidence *e, const struct evidence_item *item)
{
	struct proofs	*p = &e->proofs[item->id];

	memmove(&p->generation[1], &p->generation[0],
	    (EVIDENCE_PROOFS - 1) * sizeof(p->generation[0]));
	p->generation[0] = item->generation;
	p->since = p->seen;
	p->seen = item->at;
	p->address = item->address;
}

static void
take_stray(struct evidence *e, const struct evidence_item *item)
{
	const struct proofs	*p = &e->proofs[item->id];

	e->stray[e->nstray++ % e->max_stray] = (struct stray){
		.at = item->at,
		.id = item->id,
		.generation = item->generation,
		.is_tied = p->seen != 0 && p->address == item->address &&
		    item->at - p->seen <= TIE,
	};
}

void
evidence_commit(struct evidence *e)
{
	const struct evidence_item	*item;
	size_t				 i;

	for (i = 0; i < e->nbatch; i++) {
		item = &e->batch[i];
		if (item->kind == EVIDENCE_LOGON)
			take_logon(e, item);
		else if (item->kind == EVIDENCE_STRAY)
			take_stray(e, item);
		else
			e->knock[item->generation] = item->at;
	}
	e->nbatch = 0;
}

void
evidence_lose(struct evidence *e)
{
	e->lost += e->nbatch;
	e->nbatch = 0;
}

/* The lowest of the last ones; 0 if one of them is not good any more. */
static uint16_t
uptake(const struct proofs *p, const struct view view[DOMAIN_ACCOUNTS])
{
	uint16_t	 lowest = p->generation[0];
	size_t		 i;

	for (i = 0; i < EVIDENCE_PROOFS; i++) {
		if (!view[p->generation[i]].enabled)
			return 0;
		if (p->generation[i] < lowest)
			lowest = p->generation[i];
	}
	return lowest;
}

bool
evidence_is_open(const struct evidence *e,
    const struct view view[DOMAIN_ACCOUNTS], const struct stray *st)
{
	const struct proofs	*p = &e->proofs[st->id];

	return !st->is_tied || p->since <= st->at ||
	    uptake(p, view) <= st->generation;
}

void
evidence_count(const struct evidence *e,
    const struct view view[DOMAIN_ACCOUNTS], int64_t since,
    struct needed needed[DOMAIN_ACCOUNTS])
{
	const struct stray	*st;
	size_t			 i;

	memset(needed, 0, DOMAIN_ACCOUNTS * sizeof(needed[0]));
	for (i = 0; i < e->n; i++)
		if (e->proofs[i].seen > since)
			needed[uptake(&e->proofs[i], view)].laggards++;
	for (i = 1; i < DOMAIN_ACCOUNTS; i++)
		needed[i].laggards += needed[i - 1].laggards;
	for (i = 0; i < e->nstray && i < e->max_stray; i++) {
		st = &e->stray[i];
		if (st->at > since && evidence_is_open(e, view, st))
			needed[st->generation].strays++;
	}
}
