/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Byte-range locks: asked of the clerk, and remembered for the next one.
 */
#include <stdlib.h>

#include "server/worker/link_impl.h"

static void
put_ranges(struct wr *w, const struct share_locking *head,
    const struct share_range *ranges)
{
	size_t	 i;

	msg_put_share_locking(w, head);
	for (i = 0; i < head->n; i++)
		msg_put_share_range(w, &ranges[i]);
}

static void
books_may_io(void *arg, uint64_t id, const struct share_range *range,
    share_done *done, void *ctx)
{
	struct clerk_link	*l = arg;
	struct wr		*w = link_body(l);
	struct question		*q;

	msg_put_open_id(w, id);
	msg_put_share_range(w, range);
	q = link_ask(l, MSG_SHARE_IO, id);
	if (q == NULL) {
		done(ctx, NT_INSUFFICIENT_RESOURCES);
		return;
	}
	q->done = done;
	q->ctx = ctx;
}

static void
books_lock(void *arg, uint64_t id, const struct share_range *ranges, size_t n,
    bool wait, share_done *done, void *ctx)
{
	struct clerk_link	*l = arg;
	struct share_locking	 head = { .open = id, .wait = wait, .n = n };
	struct question		*q = NULL;

	if (n > 0 && n <= SHARE_RANGES_MAX) {
		put_ranges(link_body(l), &head, ranges);
		q = link_ask(l, MSG_SHARE_LOCK, id);
	}
	if (q == NULL)
		done(ctx, NT_INSUFFICIENT_RESOURCES);
	else
		link_await(l, q, done, ctx);
}

static void
remember(struct link_open *o, const struct share_range *range)
{
	struct link_lock	*k = malloc(sizeof(*k));

	if (k == NULL)		/* a new clerk will not hear of it */
		return;
	k->range = *range;
	LIST_INSERT_HEAD(&o->locks, k, link);
}

/* An exclusive one first, as the clerk does. */
static bool
forget(struct link_open *o, const struct share_range *range)
{
	struct link_lock	*k, *found = NULL;

	LIST_FOREACH(k, &o->locks, link) {
		if (k->range.off != range->off || k->range.len != range->len)
			continue;
		found = k;
		if (k->range.exclusive)
			break;
	}
	if (found == NULL)
		return false;
	LIST_REMOVE(found, link);
	free(found);
	return true;
}

/*
 * Repeats what the clerk did: unlocks go as far as they can, whatever the
 * status; locks are all or none.
 */
static void
repeat(struct link_open *o, struct share_locking *head, enum ntstatus status)
{
	struct share_range	 range;
	size_t			 i;

	for (i = 0; i < head->n; i++) {
		msg_get_share_range(&head->ranges, &range);
		if (range.unlock) {
			if (!forget(o, &range))
				return;
		} else if (status == NT_OK)
			remember(o, &range);
		else
			return;
	}
}

/* Granted before the clerk heard that nobody wants it: given back. */
static void
give_back(struct clerk_link *l, struct share_locking head)
{
	struct share_range	 range;
	struct wr		*w = link_body(l);
	size_t			 i;

	head.wait = false;
	msg_put_share_locking(w, &head);
	for (i = 0; i < head.n; i++) {
		msg_get_share_range(&head.ranges, &range);
		range.unlock = true;
		msg_put_share_range(w, &range);
	}
	(void)link_ask(l, MSG_SHARE_LOCK, head.open);
}

void
link_locked(struct clerk_link *l, const struct question *q,
    enum ntstatus status)
{
	struct rd		 r = rd_over(q->body, q->len);
	struct share_locking	 head;
	struct link_open	*o = link_open_find(l, q->subject);

	msg_get_share_locking(&r, &head);
	if (o == NULL || o->state != OPEN)
		return;
	if (q->cancelled && status == NT_OK)
		give_back(l, head);
	repeat(o, &head, status);
}

void
link_claim_locks(struct clerk_link *l, const struct link_open *o)
{
	struct share_locking	 head = { .open = o->claim.open.id };
	const struct link_lock	*k, *from = LIST_FIRST(&o->locks);
	struct wr		*w;

	while (from != NULL) {
		head.n = 0;
		for (k = from; k != NULL && head.n < SHARE_RANGES_MAX;
		    k = LIST_NEXT(k, link))
			head.n++;
		w = link_begin(l, MSG_LOCK_CLAIM, 0);
		msg_put_share_locking(w, &head);
		for (; from != k; from = LIST_NEXT(from, link))
			msg_put_share_range(w, &from->range);
		link_end(l);
	}
}

void
link_drop_locks(struct link_open *o)
{
	struct link_lock	*k;

	while ((k = LIST_FIRST(&o->locks)) != NULL) {
		LIST_REMOVE(k, link);
		free(k);
	}
}

void
link_locks_books(struct smb_shares *b)
{
	b->may_io = books_may_io;
	b->lock = books_lock;
}
