/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rotation_adopt - the end of safe mode: what this store has shall hold, and
 * what was done in one that is gone is never done again under the same names.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "server/director/account/book.h"
#include "server/director/account/rotation_int.h"

/* --- are the secrets good? --- */

static void
end_proof(struct rotation *r, const struct err *failed)
{
	struct proof	*p = &r->proof;
	rotation_done	*done = p->done;

	p->done = NULL;
	p->id = 0;
	if (done != NULL)
		done(p->arg, failed);
}

void
rotation_proof_lost(struct rotation *r)
{
	struct err	 e;

	(void)err_set(&e, EAGAIN, "the keeper is not there: try again");
	end_proof(r, &e);
}

/* A generation without an account that is there has no secret. */
static bool
ask(struct rotation *r, size_t i)
{
	const struct account_entry	*a = accounts_by_id(r->d->accounts,
					    rotation_pool(r, r->proof.cohort)
					    ->g[i].account);
	struct chan			*keeper = director_keeper(r->d);
	struct msg_secret_proof		 m;

	if (a == NULL || a->state == ACCOUNT_DELETED || keeper == NULL)
		return false;
	m = (struct msg_secret_proof){ .account = a->id,
	    .verifier = rd_over(a->verifier, a->verifier_len),
	    .password = rd_over(a->password, a->password_len) };
	r->proof.id = ++r->d->accounts->next_task;
	msg_put_secret_proof(chan_begin(keeper, MSG_SECRET_PROVE,
	    r->proof.id), &m);
	return chan_end(keeper) == 0;
}

static void
ask_next(struct rotation *r)
{
	struct proof	*p = &r->proof;

	for (; p->cohort < COHORTS_MAX; p->cohort++, p->next = 0)
		for (; p->next < rotation_pool(r, p->cohort)->n; p->next++) {
			p->fits[p->cohort][p->next] = false;
			if (ask(r, p->next))
				return;
		}
	end_proof(r, NULL);
}

int
rotation_prove(struct director *d, rotation_done *done, void *arg,
    struct err *e)
{
	struct rotation	*r = d->rotation;

	if (director_keeper(d) == NULL)
		return err_set(e, EAGAIN, "the keeper is not there: try "
		    "again");
	if (r->proof.done != NULL)
		return err_set(e, EBUSY, "the secrets are being proven for "
		    "somebody else: try again");
	r->proof.done = done;
	r->proof.arg = arg;
	r->proof.cohort = 0;
	r->proof.next = 0;
	ask_next(r);
	return 0;
}

void
rotation_proven(struct director *d, uint64_t id,
    const struct msg_secret_proven *a)
{
	struct rotation	*r = d->rotation;
	struct proof	*p = &r->proof;
	struct pool	*of;

	if (p->done == NULL || p->id != id || p->cohort >= COHORTS_MAX)
		return;
	of = rotation_pool(r, p->cohort);
	if (p->next >= of->n || of->g[p->next].account != a->account)
		return;
	p->fits[p->cohort][p->next++] = a->fits;
	ask_next(r);
}

/* --- what shall hold --- */

static size_t
count_proven(struct rotation *r, unsigned cohort)
{
	const struct pool	*p = rotation_pool(r, cohort);
	size_t			 i, n = 0;

	for (i = 0; i < p->n; i++)
		n += p->g[i].state == POOL_PUBLISHED &&
		    r->proof.fits[cohort][i];
	return n;
}

/* In each cohort enough of them to stay with. */
static bool
has_proven_enough(struct rotation *r)
{
	unsigned	 c;

	for (c = 0; c < rotation_cohorts(r->d); c++)
		if (rotation_pool(r, c)->n > 0 && count_proven(r, c) <
		    rotation_pool(r, c)->rules.floor)
			return false;
	return count_proven(r, 0) >= r->pool.rules.floor;
}

void
rotation_adopt(struct rotation *r, struct pool *next, char *what,
    size_t size)
{
	const struct wall	 now = rotation_now(r);
	const int64_t		 hold = now.us + next->rules.quarantine;
	size_t			 proven = 0;
	unsigned		 c;
	char			 when[WALL_TEXT_SIZE];

	for (c = 0; c < COHORTS_MAX; c++)
		proven += count_proven(r, c);
	next->safe = false;
	next->last = rotation_last_number(r);
	/* Who uses which account is as old as the store: it is heard anew. */
	if (next->hold.us < hold)
		next->hold.us = hold;
	if (next->running && !has_proven_enough(r))
		next->next_due = now;
	(void)snprintf(what, size, "safe mode would end: the accounts hold as "
	    "this store has them, %zu published with a good secret; a new one "
	    "would have a number above %u, and nothing is taken away before "
	    "%s", proven, next->last, wall_text(next->hold, when));
}
