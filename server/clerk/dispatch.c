/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <event2/event.h>

#include "server/clerk/clerk_impl.h"

static clerk_run	*const runs[MSG_COUNT] = {
#define M(id, run)	[MSG_##id] = run,
	CLERK_MESSAGES(M)
#undef M
};

void
clerk_receive(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct clerk_peer	*p = chan_data(ch);

	(void)ctx;
	if (p != NULL && !clerk_hold(p, m))
		clerk_dispatch(p, m);
}

/* The oplock timer stands at the table's next deadline. */
static void
arm(struct clerk *c)
{
	struct mono	 when = { 0 };
	struct timeval	 tv;
	int64_t		 ms;

	if (!share_table_deadline(c->table, &when))
		when.ns = 0;
	if (when.ns == c->armed.ns)
		return;
	c->armed = when;
	(void)event_del(c->oplock_timer);
	if (when.ns == 0)
		return;
	ms = mono_ms_between(mono_now(), when) + 1;
	if (ms < 1)
		ms = 1;
	tv.tv_sec = ms / 1000;
	tv.tv_usec = (suseconds_t)(ms % 1000 * 1000);
	(void)event_add(c->oplock_timer, &tv);
}

void
clerk_dispatch(struct clerk_peer *p, struct chan_msg *m)
{
	struct clerk	*c = p->clerk;

	share_table_time(c->table, mono_now());
	runs[m->type](p, m);
	clerk_tell_news(c);
	arm(c);
}

void
clerk_oplock_time(struct clerk *c)
{
	c->armed.ns = 0;
	share_table_time(c->table, mono_now());
	clerk_tell_news(c);
	arm(c);
}
