/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/past.h"

#include <stdlib.h>

#include "base/log.h"
#include "server/director/account/book.h"
#include "server/director/account/uptake.h"

static void
stored(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("verifiers of deleted accounts are kept longer: %s",
		    failed->text);
}

static void
forget(struct director *d, struct account_entry *a)
{
	(void)book_set_blob(&a->verifier, &a->verifier_len, NULL, 0);
	(void)book_set_blob(&a->previous, &a->previous_len, NULL, 0);
	telling_change(d, a);
}

void
past_purge(struct director *d)
{
	struct wall		 before = uptake_horizon(d);
	struct account_entry	*a;
	struct batch		*b;
	size_t			 n = 0;

	RB_FOREACH(a, entries_by_id, &d->accounts->ids)
		if (a->state == ACCOUNT_DELETED &&
		    a->deleted.us < before.us &&
		    a->verifier_len + a->previous_len > 0) {
			forget(d, a);
			n++;
		}
	if (n == 0)
		return;
	b = store_batch_new();
	store_account_purge(b, before);
	if (store_submit(d->store, &b, stored, NULL) != 0)
		log_error("verifiers of deleted accounts are kept longer: "
		    "out of memory");
}
