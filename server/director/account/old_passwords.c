/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * old_passwords - what an account had before its last two passwords, as the
 * store has it (store/policy.h): for a policy that asks for new ones.
 */
#include <stdlib.h>
#include <string.h>

#include "server/director/account/book.h"

static void
trim(struct account_entry *a, size_t keep)
{
	while (a->nold > keep)
		free(a->old[--a->nold].data);
}

bool
book_add_old(struct account_entry *a, const void *data, size_t len,
    size_t keep)
{
	uint8_t	*copy = NULL;
	size_t	 none = 0;

	if (keep == 0 || len == 0)
		return true;
	if (!book_set_blob(&copy, &none, data, len))
		return false;
	trim(a, (keep < ACCOUNT_OLD_MAX ? keep : ACCOUNT_OLD_MAX) - 1);
	memmove(&a->old[1], &a->old[0], a->nold * sizeof(a->old[0]));
	a->old[0].data = copy;
	a->old[0].len = len;
	a->nold++;
	return true;
}

void
book_free_old(struct account_entry *a)
{
	trim(a, 0);
}

void
book_trim_old(struct accounts *book, size_t history)
{
	struct account_entry	*a;

	RB_FOREACH(a, entries_by_id, &book->ids)
		trim(a, history > 2 ? history - 2 : 0);
}

void
book_list_old(const struct account_entry *a, size_t history,
    struct msg_secret *m)
{
	size_t	 i;

	m->nold = 0;
	if (history > 0)
		m->old[m->nold++] = rd_over(a->verifier, a->verifier_len);
	if (history > 1 && a->previous_len > 0)
		m->old[m->nold++] = rd_over(a->previous, a->previous_len);
	for (i = 0; i < a->nold && m->nold < history; i++)
		m->old[m->nold++] = rd_over(a->old[i].data, a->old[i].len);
}
