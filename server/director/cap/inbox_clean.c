/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inbox_clean - rows that have outlived their files: those of files that were
 * taken away when their last row change was lost with a crash, looked for once
 * after the start.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "server/director/cap/inboxes_int.h"

#define PAGE		500

struct cleaning {
	struct inboxes	*in;
	enum box	 box;
};

static void	ask_page(struct cleaning *, int64_t after);

static void
told(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL && failed->code != EALREADY)
		log_warn("inboxes: rows of files that are gone: %s",
		    failed->text);
}

/* Alone: one that the lane has just done must not refuse the others. */
static void
remove_row(struct inboxes *in, const struct guid *landing)
{
	struct batch	*b = store_batch_new();

	store_inbox_remove(b, landing, wall_now());
	(void)store_submit(in->d->store, &b, told, NULL);
}

static void
next_box(struct cleaning *c)
{
	do
		c->box++;
	while (c->box < BOX_COUNT && !consumer_any(c->box));
	if (c->box < BOX_COUNT)
		ask_page(c, 0);
	else
		free(c);
}

static void
page_came(void *arg, const struct err *failed, const struct inbox_list *l)
{
	struct cleaning	*c = arg;
	size_t		 i;

	if (failed != NULL || c->in->stopping) {
		free(c);
		return;
	}
	for (i = 0; i < l->n; i++)
		if (inbox_item_find(c->in, &l->rows[i].landing) == NULL)
			remove_row(c->in, &l->rows[i].landing);
	if (l->more)
		ask_page(c, l->rows[l->n - 1].seq);
	else
		next_box(c);
}

static void
ask_page(struct cleaning *c, int64_t after)
{
	struct inbox_query	 q = {
		.box = box_row(c->box)->name,
		.state = INBOX_CONSUMED,
		.after = after,
		.limit = PAGE,
	};

	if (store_inbox(c->in->d->store, &q, page_came, c) != 0)
		free(c);
}

void
inboxes_clean(struct inboxes *in)
{
	struct cleaning	*c = calloc(1, sizeof(*c));

	if (c == NULL)
		return;
	c->in = in;
	c->box = (enum box)-1;
	next_box(c);
}
