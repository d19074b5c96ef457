/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_inbox - what lies in the drop boxes. */
#include <string.h>

#include "base/text.h"
#include "protocol/sms/box.h"
#include "server/director/account/accounts.h"
#include "server/director/cap/consumer.h"
#include "server/director/control/errand.h"
#include "store/inbox.h"

#define LATEST	10	/* bad files, unless told */

static const struct inbox_total *
total(const struct inbox_totals *t, const char *box, enum inbox_state state)
{
	static const struct inbox_total	 none;
	size_t				 i;

	for (i = 0; i < t->n; i++)
		if (t->rows[i].state == state &&
		    strcmp(t->rows[i].box, box) == 0)
			return &t->rows[i];
	return &none;
}

static void
show_boxes(struct errand *r, const struct inbox_totals *t)
{
	const struct inbox_total	*landed, *consumed, *bad, *gone;
	const struct box_row		*b;
	int				 i;

	for (i = 0; i < BOX_COUNT; i++) {
		b = box_row((enum box)i);
		if (b->flow != BOX_UP)
			continue;
		landed = total(t, b->name, INBOX_LANDED);
		consumed = total(t, b->name, INBOX_CONSUMED);
		bad = total(t, b->name, INBOX_QUARANTINED);
		gone = total(t, b->name, INBOX_REMOVED);
		ERRAND_ROW(r, &table_boxes, TEXT(b->name),
		    NUMBER(landed->files), BYTES(landed->bytes),
		    TIME(landed->oldest), NUMBER(consumed->files),
		    NUMBER(bad->files), NUMBER(gone->files),
		    BYTES(gone->bytes),
		    FLAG(consumer_any((enum box)i)));
	}
}

static void	next_bad(struct errand *);

static void
show_bad(struct errand *r, const struct quarantine_row *q)
{
	const struct account_entry	*a = accounts_by_id(r->d->accounts,
					    q->account);

	ERRAND_ROW(r, &table_quarantine, TIME(q->at), TEXT(q->box),
	    TEXT(q->name), BYTES(q->size), a == NULL ? NOTHING :
	    TEXT(a->name), TEXT(q->address), TEXT(q->reason));
}

static void
got_bad(void *arg, const struct err *failed,
    const struct quarantine_list *list)
{
	struct errand	*r = arg;
	size_t		 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		show_bad(r, &list->rows[i]);
		r->after.number = (uint64_t)list->rows[i].seq;
		r->count--;
	}
	errand_page(r, failed, failed == NULL && list->more && r->count > 0,
	    next_bad);
}

static void
next_bad(struct errand *r)
{
	uint32_t	 n = r->count < ERRAND_PAGE ? (uint32_t)r->count :
			    ERRAND_PAGE;

	errand_asked(r, store_quarantine(r->d->store,
	    (int64_t)r->after.number, n, got_bad, r));
}

static void
got_totals(void *arg, const struct err *failed, const struct inbox_totals *t)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	show_boxes(r, t);
	r->count = errand_flag(r, "count") ?
	    (uint64_t)errand_number(r, "count") : LATEST;
	if (r->count == 0)
		errand_done(r);
	else
		errand_next(r, next_bad);
}

void
verb_run_INBOX_STATUS(struct errand *r)
{
	errand_asked(r, store_inbox_totals(r->d->store, got_totals, r));
}
