/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "protocol/role/field.h"
#include "server/worker/link_impl.h"

static int
compare_ids(const struct question *a, const struct question *b)
{
	return a->id < b->id ? -1 : a->id > b->id;
}

static int
compare_ctxs(const struct question *a, const struct question *b)
{
	uintptr_t	 x = (uintptr_t)a->ctx, y = (uintptr_t)b->ctx;

	return x != y ? (x < y ? -1 : 1) : compare_ids(a, b);
}

TREE_GENERATE(question_id_tree, question, by_id, compare_ids)
TREE_GENERATE(question_ctx_tree, question, by_ctx, compare_ctxs)

struct wr *
link_body(struct clerk_link *l)
{
	l->body = wr_over(l->body_memory, sizeof(l->body_memory));
	return &l->body;
}

static void
put_question(struct clerk_link *l, const struct question *q)
{
	wr_bytes(link_begin(l, q->type, q->note ? 0 : q->id), q->body, q->len);
	link_end(l);
}

static struct question *
question_new(struct clerk_link *l, enum msg_type type)
{
	size_t		 len = l->body.pos;
	struct question	*q = malloc(sizeof(*q) + len);

	if (q == NULL)
		return NULL;
	*q = (struct question){ .type = type, .id = ++l->last_id,
	    .len = len };
	memcpy(q->body, l->body_memory, len);
	(void)RB_INSERT(question_id_tree, &l->questions, q);
	TAILQ_INSERT_TAIL(&l->asked, q, in_order);
	return q;
}

struct question *
link_ask(struct clerk_link *l, enum msg_type type, uint64_t subject)
{
	struct question	*q = question_new(l, type);

	if (q == NULL)
		return NULL;
	q->subject = subject;
	if (l->chan != NULL)
		put_question(l, q);
	return q;
}

void
link_note(struct clerk_link *l, enum msg_type type)
{
	struct question	*q;

	if (l->chan != NULL) {
		wr_bytes(link_begin(l, type, 0), l->body_memory, l->body.pos);
		link_end(l);
		return;
	}
	q = question_new(l, type);
	if (q != NULL)
		q->note = true;
}

static bool
can_be_cancelled(const struct question *q)
{
	return q->type == MSG_SHARE_LOCK && !q->cancelled && q->done != NULL;
}

void
link_await(struct clerk_link *l, struct question *q, share_done *done,
    void *ctx)
{
	q->done = done;
	q->ctx = ctx;
	(void)RB_INSERT(question_ctx_tree, &l->locking, q);
}

struct question *
link_locking(struct clerk_link *l, const void *ctx)
{
	struct question	 from = { .ctx = (void *)(uintptr_t)ctx };
	struct question	*q = RB_NFIND(question_ctx_tree, &l->locking, &from);

	return q != NULL && q->ctx == ctx ? q : NULL;
}

static void
forget(struct clerk_link *l, struct question *q)
{
	if (can_be_cancelled(q))
		(void)RB_REMOVE(question_ctx_tree, &l->locking, q);
	(void)RB_REMOVE(question_id_tree, &l->questions, q);
	TAILQ_REMOVE(&l->asked, q, in_order);
	free(q);
}

/* Its answer is still to come, unless nobody ever heard the question. */
void
link_cancelled(struct clerk_link *l, struct question *q)
{
	if (l->chan == NULL) {
		forget(l, q);
		return;
	}
	if (can_be_cancelled(q))
		(void)RB_REMOVE(question_ctx_tree, &l->locking, q);
	q->cancelled = true;
}

void
link_ask_again(struct clerk_link *l)
{
	struct question	*q, *next;

	for (q = TAILQ_FIRST(&l->asked); q != NULL; q = next) {
		next = TAILQ_NEXT(q, in_order);
		put_question(l, q);
		if (!q->note)
			continue;
		link_noted(l, q);
		forget(l, q);
	}
}

void
link_drop_cancelled(struct clerk_link *l)
{
	struct question	*q, *next;

	for (q = TAILQ_FIRST(&l->asked); q != NULL; q = next) {
		next = TAILQ_NEXT(q, in_order);
		if (q->cancelled)
			forget(l, q);
	}
}

void
link_drop_questions(struct clerk_link *l)
{
	struct question	*q;

	while ((q = TAILQ_FIRST(&l->asked)) != NULL)
		forget(l, q);
}

/* What the answer means for what a new clerk would have to know. */
static void
take_over(struct clerk_link *l, const struct question *q,
    enum ntstatus status)
{
	struct link_open	*o;

	switch (q->type) {
	case MSG_SHARE_LOCK:
		link_locked(l, q, status);
		break;
	case MSG_SHARE_DELETE:
		o = link_open_find(l, q->subject);
		if (o != NULL && status == NT_OK)
			o->claim.deleting = q->body[q->len - 1] != 0;
		break;
	case MSG_QUOTA_ASK:
		link_quota_answered(l, q, status);
		break;
	default:
		break;
	}
}

void
link_done(struct clerk_link *l, struct chan_msg *m)
{
	struct question	 want = { .id = m->id };
	enum ntstatus	 status = msg_get_status(&m->body);
	struct question	*q;
	share_done	*done;
	void		*ctx;

	if (!link_decoded(l, m))
		return;
	q = RB_FIND(question_id_tree, &l->questions, &want);
	if (q == NULL)
		return;
	done = q->cancelled ? NULL : q->done;
	ctx = q->ctx;
	take_over(l, q, status);
	forget(l, q);
	if (done != NULL)
		done(ctx, status);
}
