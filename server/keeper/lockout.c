/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/lockout.h"

bool
lockout_applies(const struct config *c, const struct account *a)
{
	return c->lockout_threshold > 0 &&
	    (!a->is_generated || c->behaviour == BEHAVIOUR_SP3);
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
lockout_count(const struct config *c, struct account *a, struct mono now)
{
	if (mono_ms_between(a->bad_last, now) >= c->lockout_window)
		a->bad_count = 0;
	a->bad_count++;
	a->bad_last = now;
	if (!lockout_applies(c, a) || a->is_locked ||
	    a->bad_count < (uint64_t)c->lockout_threshold)
		return false;
	a->is_locked = true;
	a->locked_until = c->lockout_duration == 0 ? (struct mono){ 0 } :
	    mono_after(now, c->lockout_duration);
	return true;
}

void
lockout_forgive(struct account *a)
{
	a->bad_count = 0;
}
