/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/sim/evidence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/machine.h"

#define TIE		(8 * DAY)
#define STRAYS_EACH	4		/* room for each identity */
#define FORGOTTEN	(120 * DAY)	/* longer than anybody counts */

int
evidence_new(struct evidence *e, size_t ids)
{
	size_t	 i;

	memset(e, 0, sizeof(*e));
	e->n = ids;
	e->max_stray = STRAYS_EACH * ids;
	e->proofs = calloc(ids, sizeof(*e->proofs));
	e->place = calloc(ids, sizeof(*e->place));
	e->stray = calloc(e->max_stray, sizeof(*e->stray));
	if (e->proofs == NULL || e->place == NULL || e->stray == NULL)
		return -ENOMEM;
	for (i = 0; i < ids; i++)
		e->place[i].first = NO_STRAY;
	return 0;
}

void
evidence_free(struct evidence *e)
{
	free(e->proofs);
	free(e->place);
	free(e->stray);
	e->proofs = NULL;
	e->place = NULL;
	e->stray = NULL;
}

void
evidence_add(struct evidence *e, const struct evidence_item *item)
{
	if (e->nbatch == EVIDENCE_BATCH)
		evidence_commit(e);
	e->batch[e->nbatch++] = *item;
}

/* The place of that generation among the files of an address, or the oldest. */
static size_t
file_of(const struct place *p, uint16_t generation)
{
	size_t	 i, oldest = 0;

	for (i = 0; i < EVIDENCE_FILES; i++) {
		if (p->file_of[i] == generation)
			return i;
		if (p->file_at[i] < p->file_at[oldest])
			oldest = i;
	}
	return oldest;
}

static bool
is_explained(const struct stray *st, const struct proofs *p,
    const struct evidence_item *file)
{
	size_t	 i;

	if (st->generation == file->generation)
		return true;
	for (i = 0; i < EVIDENCE_PROOFS; i++)
		if (p->generation[i] <= st->generation)
			return false;
	return st->is_tied && p->since >= st->at;
}

static void
explain(struct evidence *e, const struct evidence_item *file)
{
	uint32_t	*at = &e->place[file->address].first;
	struct stray	*st;

	while (*at != NO_STRAY) {
		st = &e->stray[*at];
		if (is_explained(st, &e->proofs[file->id], file)) {
			st->is_open = false;
			*at = st->next;
		} else
			at = &st->next;
	}
}

static void
take_logon(struct evidence *e, const struct evidence_item *item)
{
	struct proofs	*p = &e->proofs[item->id];
	struct place	*at = &e->place[item->address];
	size_t		 i;

	memmove(&p->generation[1], &p->generation[0],
	    (EVIDENCE_PROOFS - 1) * sizeof(p->generation[0]));
	p->generation[0] = item->generation;
	p->since = p->seen;
	p->seen = item->at;
	i = file_of(at, item->generation);
	at->file_of[i] = item->generation;
	at->file_at[i] = item->at;
	explain(e, item);
}

/* Those that count no more, for want of room. */
static void
forget(struct evidence *e, int64_t now)
{
	size_t		 i, n = 0;
	struct stray	 st;

	for (i = 0; i < e->n; i++)
		e->place[i].first = NO_STRAY;
	for (i = 0; i < e->nstray; i++) {
		st = e->stray[i];
		if (!st.is_open || st.at < now - FORGOTTEN)
			continue;
		st.next = e->place[st.address].first;
		e->place[st.address].first = (uint32_t)n;
		e->stray[n++] = st;
	}
	e->nstray = n;
}

static void
take_stray(struct evidence *e, const struct evidence_item *item)
{
	struct place	*at = &e->place[item->address];
	size_t		 i = file_of(at, item->generation);

	if (e->nstray == e->max_stray)
		forget(e, item->at);
	if (e->nstray == e->max_stray) {
		e->lost++;
		return;
	}
	e->stray[e->nstray] = (struct stray){
		.at = item->at,
		.address = item->address,
		.next = at->first,
		.generation = item->generation,
		.is_tied = at->file_of[i] == item->generation &&
		    item->at - at->file_at[i] <= TIE,
		.is_open = true,
	};
	at->first = (uint32_t)e->nstray++;
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
evidence_has_stray(const struct evidence *e, uint32_t address,
    uint16_t generation, int64_t since)
{
	const struct stray	*st;
	uint32_t		 i = e->place[address].first;

	for (; i != NO_STRAY; i = st->next) {
		st = &e->stray[i];
		if (st->generation == generation && st->at > since)
			return true;
	}
	return false;
}

bool
evidence_uses(const struct proofs *p, const struct view view[DOMAIN_ACCOUNTS],
    uint32_t generation)
{
	size_t	 i;

	for (i = 0; i < EVIDENCE_PROOFS; i++)
		if (p->generation[i] == generation ||
		    !view[p->generation[i]].enabled)
			return true;
	return false;
}

/* Who has a proof that is good no more may need any of them. */
static void
count_users(const struct view view[DOMAIN_ACCOUNTS],
    const struct proofs *p, struct needed needed[DOMAIN_ACCOUNTS])
{
	size_t	 i;

	if (uptake(p, view) == 0) {
		needed[0].users++;
		return;
	}
	for (i = 0; i < EVIDENCE_PROOFS; i++)
		if (i == 0 || p->generation[i] != p->generation[i - 1])
			needed[p->generation[i]].users++;
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
		if (e->proofs[i].seen > since) {
			needed[uptake(&e->proofs[i], view)].laggards++;
			count_users(view, &e->proofs[i], needed);
		}
	for (i = 1; i < DOMAIN_ACCOUNTS; i++) {
		needed[i].laggards += needed[i - 1].laggards;
		needed[i].users += needed[0].users;
	}
	for (i = 0; i < e->nstray; i++) {
		st = &e->stray[i];
		if (st->at > since && st->is_open)
			needed[st->generation].strays++;
	}
}
