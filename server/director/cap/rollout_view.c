/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rollout_view - what operators see of roll-outs. */
#include "server/director/cap/rollout_int.h"

const char *
rollout_state_name(enum rollout_state s)
{
	static const char *const	 names[] = {
		[ROLLOUT_RUNNING] = "running",
		[ROLLOUT_PAUSED] = "paused",
		[ROLLOUT_HALTED] = "halted",
	};

	return names[s];
}

static void
view(const struct rollout *r, struct rollout_view *v)
{
	*v = (struct rollout_view){
		.component = r->component, .from = r->from, .to = r->to,
		.state = r->now.state, .percent = r->now.percent,
		.count = r->clients.count, .began = r->began,
		.turned = r->turned, .why = r->now.why,
		.left_ms = mono_ms_between(mono_now(), r->now.deadline),
		.clients = &r->clients,
	};
	if (v->left_ms < 0)
		v->left_ms = 0;
}

bool
rollout_at(const struct director *d, size_t i, struct rollout_view *v)
{
	const struct rollout	*r;

	TAILQ_FOREACH(r, &d->rollouts->list, link)
		if (i-- == 0) {
			view(r, v);
			return true;
		}
	return false;
}

bool
rollout_of(const struct director *d, const char *component,
    struct rollout_view *v)
{
	const struct rollout	*r = rollout_find(d->rollouts, component);

	if (r != NULL)
		view(r, v);
	return r != NULL;
}
