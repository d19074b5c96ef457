/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/lockout.h"

bool
lockout_applies(const struct lockout_rules *r, const struct account *a)
{
	return r->policy->threshold > 0 && (!a->is_generated || r->all);
}

bool
lockout_is_locked(struct account *a, struct mono now)
{
	if (a->is_locked && a->locked_until.ns != 0 &&
	    mono_passed(a->locked_until, now)) {
		a->is_locked = false;
		a->bad_count = 0;
	}
	return a->is_locked;
}

bool
lockout_count(const struct lockout_rules *r, struct account *a,
    struct mono now)
{
	const struct msg_policy	*p = r->policy;

	if (mono_ms_between(a->bad_last, now) >= p->window_ms)
		a->bad_count = 0;
	a->bad_count++;
	a->bad_last = now;
	if (!lockout_applies(r, a) || a->is_locked ||
	    a->bad_count < p->threshold)
		return false;
	a->is_locked = true;
	a->locked_until = p->duration_ms == 0 ? (struct mono){ 0 } :
	    mono_after(now, p->duration_ms);
	return true;
}

void
lockout_forgive(struct account *a)
{
	a->bad_count = 0;
}
