/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_request - the queue of client configuration requests. */
#include "server/director/control/errand.h"
#include "store/request.h"

static void	next_requests(struct errand *);

static void
got_requests(void *arg, const struct err *failed,
    const struct request_list *list)
{
	struct errand			*r = arg;
	const struct request_row	*q;
	size_t				 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		q = &list->rows[i];
		r->after.number = (uint64_t)q->seq;
		ERRAND_ROW(r, &table_requests, NUMBER((uint64_t)q->seq),
		    TEXT(q->computer), TEXT(q->domain), TEXT(q->kind),
		    NUMBER(q->count), TIME(q->initial), TIME(q->latest));
	}
	errand_page(r, failed, failed == NULL && list->more, next_requests);
}

static void
next_requests(struct errand *r)
{
	struct request_query	 q = { .after = (int64_t)r->after.number,
				    .limit = ERRAND_PAGE };

	errand_asked(r, store_requests(r->d->store, &q, got_requests, r));
}

void
verb_run_CCR_LIST(struct errand *r)
{
	next_requests(r);
}
