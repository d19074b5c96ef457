/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "server/worker/link_impl.h"

static int
compare(const struct link_ticket *a, const struct link_ticket *b)
{
	uint64_t	 x = a->ask.ticket, y = b->ask.ticket;

	return x < y ? -1 : x > y;
}

TREE_GENERATE(link_ticket_tree, link_ticket, node, compare)

static struct link_ticket *
ticket_find(struct clerk_link *l, uint64_t ticket)
{
	struct link_ticket	 want = { .ask.ticket = ticket };

	return RB_FIND(link_ticket_tree, &l->tickets, &want);
}

static struct link_ticket *
ticket_get(struct clerk_link *l, const struct quota_ask *ask)
{
	struct link_ticket	*t = ticket_find(l, ask->ticket);

	if (t != NULL || (t = calloc(1, sizeof(*t))) == NULL)
		return t;
	t->ask = *ask;
	(void)RB_INSERT(link_ticket_tree, &l->tickets, t);
	return t;
}

static void
drop(struct clerk_link *l, struct link_ticket *t)
{
	if (t->asking != NULL)
		link_cancelled(l, t->asking);
	(void)RB_REMOVE(link_ticket_tree, &l->tickets, t);
	free(t);
}

void
clerk_link_quota_ask(struct clerk_link *l, const struct quota_ask *ask,
    share_done *done, void *ctx)
{
	struct link_ticket	*t = ticket_get(l, ask);
	struct question		*q = NULL;

	if (t != NULL) {
		msg_put_quota_ask(link_body(l), ask);
		q = link_ask(l, MSG_QUOTA_ASK, ask->ticket);
	}
	if (q == NULL) {
		if (t != NULL && !t->granted)
			drop(l, t);
		done(ctx, NT_INSUFFICIENT_RESOURCES);
		return;
	}
	t->asking = q;
	q->done = done;
	q->ctx = ctx;
}

void
link_quota_answered(struct clerk_link *l, const struct question *q,
    enum ntstatus status)
{
	struct rd		 r = rd_over(q->body, q->len);
	struct link_ticket	*t = ticket_find(l, q->subject);
	struct quota_ask	 ask;

	msg_get_quota_ask(&r, &ask);
	if (t == NULL || q->cancelled)
		return;
	if (t->asking == q)
		t->asking = NULL;
	if (status == NT_OK) {
		t->granted = true;
		t->ask.bytes = ask.bytes;
	} else if (!t->granted && t->asking == NULL)
		drop(l, t);
}

void
clerk_link_quota_charge(struct clerk_link *l, uint64_t ticket, uint64_t bytes)
{
	struct link_ticket	*t = ticket_find(l, ticket);
	struct wr		*w;

	if (t == NULL)
		return;
	drop(l, t);
	if (l->chan == NULL)	/* the director will tell the next clerk */
		return;
	w = link_begin(l, MSG_QUOTA_CHARGE, 0);
	wr_le64(w, ticket);
	wr_le64(w, bytes);
	link_end(l);
}

void
clerk_link_quota_drop(struct clerk_link *l, uint64_t ticket)
{
	struct link_ticket	*t = ticket_find(l, ticket);

	if (t == NULL)
		return;
	drop(l, t);
	if (l->chan == NULL)
		return;
	wr_le64(link_begin(l, MSG_QUOTA_DROP, 0), ticket);
	link_end(l);
}

void
link_claim_quota(struct clerk_link *l)
{
	struct link_ticket	*t;

	RB_FOREACH(t, link_ticket_tree, &l->tickets) {
		if (!t->granted)
			continue;
		msg_put_quota_ask(link_begin(l, MSG_QUOTA_ASK, 0), &t->ask);
		link_end(l);
	}
}

void
link_drop_quota(struct clerk_link *l)
{
	struct link_ticket	*t;

	while ((t = RB_MIN(link_ticket_tree, &l->tickets)) != NULL) {
		t->asking = NULL;
		drop(l, t);
	}
}
