/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/sim/domain.h"

#include <string.h>

bool
domain_create(struct domain *d, size_t account, uint16_t secret,
    uint64_t marker)
{
	struct view	*v = &d->view[PDC][account];

	if (!d->up[PDC])
		return false;
	d->made_twice += d->marker[account] != 0;
	d->marker[account] = marker;
	*v = (struct view){ .secret = secret, .exists = true, .enabled = true };
	return true;
}

bool
domain_set_secret(struct domain *d, size_t account, uint16_t secret)
{
	if (!d->up[PDC])
		return false;
	d->view[PDC][account].secret = secret;
	d->secret_changed++;
	return true;
}

bool
domain_enable(struct domain *d, size_t account, bool on)
{
	if (!d->up[PDC])
		return false;
	d->view[PDC][account].enabled = on;
	return true;
}

bool
domain_delete(struct domain *d, size_t account)
{
	if (!d->up[PDC])
		return false;
	d->view[PDC][account] = (struct view){ .exists = false };
	return true;
}

void
domain_pull(struct domain *d, size_t dc)
{
	memcpy(d->view[dc], d->view[PDC], sizeof(d->view[dc]));
}

static bool
same(const struct view *a, const struct view *b)
{
	return a->exists == b->exists && a->enabled == b->enabled &&
	    a->secret == b->secret;
}

bool
domain_is_everywhere(const struct domain *d, size_t account)
{
	size_t	 i;

	for (i = 0; i < d->n; i++)
		if (!d->up[i] || !same(&d->view[i][account],
		    &d->view[PDC][account]))
			return false;
	return true;
}

size_t
domain_choose(const struct domain *d, size_t preferred)
{
	size_t	 i, dc;

	for (i = 0; i < d->n; i++) {
		dc = (preferred + i) % d->n;
		if (d->up[dc])
			return dc;
	}
	return d->n;
}

static void
count_bad(struct domain *d, size_t dc, size_t account, int64_t now)
{
	struct bad_count	*b = &d->bad[dc][account];

	if (now - b->last >= LOCKOUT_WINDOW)
		b->n = 0;
	b->last = now;
	b->n++;
	if (b->n < LOCKOUT_THRESHOLD || (dc != PDC && d->up[PDC]))
		return;
	b->n = 0;
	b->locked_until = now + LOCKOUT_DURATION;
	d->lockouts++;
}

/* The password is right in the eyes of `v'. */
static enum logon
admit(struct domain *d, size_t dc, size_t account, const struct view *v)
{
	if (!v->enabled)
		return LOGON_DISABLED;
	d->bad[dc][account].n = 0;
	if (d->up[PDC])
		d->bad[PDC][account].n = 0;
	return LOGON_OK;
}

enum logon
domain_logon(struct domain *d, size_t dc, size_t account, uint16_t secret,
    int64_t now)
{
	const struct view	*v = &d->view[dc][account];
	const struct view	*p = &d->view[PDC][account];
	const size_t		 judge = d->up[PDC] ? PDC : dc;

	if (!v->exists)
		return LOGON_UNKNOWN;
	if (d->bad[judge][account].locked_until > now)
		return LOGON_LOCKED;
	if (v->secret == secret)
		return admit(d, dc, account, v);
	if (judge == PDC && p->exists && p->secret == secret)
		return admit(d, dc, account, p);
	count_bad(d, dc, account, now);
	if (judge != dc)
		count_bad(d, judge, account, now);
	return LOGON_WRONG;
}
