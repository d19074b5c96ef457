/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_refusal - which machine refused which account: it is not asked again
 * with that password (ccm.md 5.1).
 */
#include <stdlib.h>

#include "base/text.h"
#include "base/tree.h"
#include "server/director/ccm/push_int.h"
#include "server/director/director.h"

#define REFUSALS_MAX	100000

static int
cmp_refusal(const struct push_refusal *a, const struct push_refusal *b)
{
	if (a->account != b->account)
		return a->account < b->account ? -1 : 1;
	return text_casecmp(a->computer, b->computer);
}

TREE_GENERATE(push_refusals, push_refusal, link, cmp_refusal)

bool
push_was_refused(const struct push_task *t, int64_t account)
{
	struct push_refusal	 key = { .account = account };

	text_copy(key.computer, sizeof(key.computer), t->computer);
	return RB_FIND(push_refusals, &t->pushers->refusals, &key) != NULL;
}

void
push_remember_refusal(struct push_task *t)
{
	struct push_refusal	*r;

	if (t->pushers->refused >= REFUSALS_MAX)
		return;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return;
	r->account = t->account;
	text_copy(r->computer, sizeof(r->computer), t->computer);
	if (RB_INSERT(push_refusals, &t->pushers->refusals, r) != NULL)
		free(r);
	else
		t->pushers->refused++;
}

void
push_forget(struct director *d)
{
	struct push_refusal	*r, *next;

	RB_FOREACH_SAFE(r, push_refusals, &d->pushers->refusals, next) {
		(void)RB_REMOVE(push_refusals, &d->pushers->refusals, r);
		free(r);
	}
	d->pushers->refused = 0;
}

/* A parked request is begun again by an operator, or with other accounts. */
void
push_forget_machine(struct push_task *t)
{
	struct push_refusal	*r, *next;

	RB_FOREACH_SAFE(r, push_refusals, &t->pushers->refusals, next) {
		if (text_casecmp(r->computer, t->computer) != 0)
			continue;
		(void)RB_REMOVE(push_refusals, &t->pushers->refusals, r);
		t->pushers->refused--;
		free(r);
	}
}
