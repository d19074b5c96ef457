/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/worker/box_quota.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/tree.h"
#include "server/smb/auth.h"
#include "server/worker/cap.h"
#include "server/worker/clerk_link.h"

/* A drop that asks, or was admitted and is on its way. */
struct way {
	RB_ENTRY(way)		 node;		/* while on its way */
	LIST_ENTRY(way)		 asking;	/* before */
	struct box_quota	*quota;
	enum box		 box;
	int64_t			 account;
	struct addr		 address;
	uint64_t		 ticket;
	void			(*done)(void *, bool);
	void			*ctx;
};

RB_HEAD(way_tree, way);

struct box_quota {
	struct cap_quota	 ops;
	struct clerk_link	*link;
	struct way_tree		 admitted;
	LIST_HEAD(, way)	 asking;
	uint64_t		 tickets;
};

static int
compare(const struct way *a, const struct way *b)
{
	if (a->box != b->box)
		return a->box < b->box ? -1 : 1;
	if (a->account != b->account)
		return a->account < b->account ? -1 : 1;
	if (!addr_equal(&a->address, &b->address))
		return memcmp(a->address.b, b->address.b,
		    sizeof(a->address.b));
	return a->ticket < b->ticket ? -1 : a->ticket > b->ticket;
}

TREE_GENERATE(way_tree, way, node, compare)

static void
answered(void *ctx, enum ntstatus status)
{
	struct way	*w = ctx;
	void		(*done)(void *, bool) = w->done;
	void		*done_ctx = w->ctx;

	LIST_REMOVE(w, asking);
	if (status == NT_OK)
		(void)RB_INSERT(way_tree, &w->quota->admitted, w);
	else
		free(w);
	done(done_ctx, status == NT_OK);
}

static void
ask(void *arg, enum box box, const struct vfs_who *who,
    void (*done)(void *, bool), void *ctx)
{
	struct box_quota	*q = arg;
	struct way		*w = calloc(1, sizeof(*w));
	struct quota_ask	 question = { .ticket = ++q->tickets };

	if (w == NULL) {
		done(ctx, false);
		return;
	}
	w->quota = q;
	w->box = box;
	w->account = who->user->account;
	w->address = who->address;
	w->ticket = question.ticket;
	w->done = done;
	w->ctx = ctx;
	LIST_INSERT_HEAD(&q->asking, w, asking);
	(void)strlcpy(question.who.box, box_row(box)->name,
	    sizeof(question.who.box));
	question.who.account = w->account;
	question.who.address = w->address;
	clerk_link_quota_ask(q->link, &question, answered, w);
}

static void
cancel(void *arg, void *ctx)
{
	struct box_quota	*q = arg;
	struct way		*w;

	LIST_FOREACH(w, &q->asking, asking)
		if (w->ctx == ctx)
			break;
	if (w == NULL)
		return;
	clerk_link_quota_drop(q->link, w->ticket);
	LIST_REMOVE(w, asking);
	free(w);
}

/* One of that client's in that box ends; 0: there is none. */
static uint64_t
take(struct box_quota *q, enum box box, const struct vfs_who *who)
{
	struct way	 from = { .box = box, .account = who->user->account,
			    .address = who->address };
	struct way	*w = RB_NFIND(way_tree, &q->admitted, &from);
	uint64_t	 ticket;

	if (w == NULL || w->box != box || w->account != from.account ||
	    !addr_equal(&w->address, &from.address))
		return 0;
	ticket = w->ticket;
	(void)RB_REMOVE(way_tree, &q->admitted, w);
	free(w);
	return ticket;
}

static void
landed(void *arg, enum box box, const struct vfs_who *who, uint64_t bytes)
{
	struct box_quota	*q = arg;
	uint64_t		 ticket = take(q, box, who);

	if (ticket != 0)
		clerk_link_quota_charge(q->link, ticket, bytes);
}

static void
discarded(void *arg, enum box box, const struct vfs_who *who)
{
	struct box_quota	*q = arg;
	uint64_t		 ticket = take(q, box, who);

	if (ticket != 0)
		clerk_link_quota_drop(q->link, ticket);
}

struct box_quota *
box_quota_new(struct clerk_link *link)
{
	struct box_quota	*q = calloc(1, sizeof(*q));

	if (q == NULL)
		return NULL;
	q->link = link;
	q->ops = (struct cap_quota){ .arg = q, .ask = ask, .cancel = cancel,
	    .landed = landed, .discarded = discarded };
	RB_INIT(&q->admitted);
	LIST_INIT(&q->asking);
	return q;
}

void
box_quota_free(struct box_quota **qp)
{
	struct box_quota	*q = *qp;
	struct way		*w;

	if (q == NULL)
		return;
	*qp = NULL;
	while ((w = LIST_FIRST(&q->asking)) != NULL)
		cancel(q, w->ctx);
	while ((w = RB_MIN(way_tree, &q->admitted)) != NULL) {
		(void)RB_REMOVE(way_tree, &q->admitted, w);
		free(w);
	}
	free(q);
}

const struct cap_quota *
box_quota_ops(const struct box_quota *q)
{
	return &q->ops;
}
