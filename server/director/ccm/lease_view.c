/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lease_view - what operators see of leases, and say about them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/config_value.h"
#include "server/director/ccm/lease_int.h"

static const char	*const signs[] = {
	[0] = "",
	[LEASE_SIGN_PUSH] = "the pusher is at work",
	[LEASE_SIGN_LOADER] = "the loader runs",
	[LEASE_SIGN_CHILD] = "the child runs",
	[LEASE_SIGN_LOG] = "its log grows",
	[LEASE_SIGN_HEARTBEAT] = "heartbeat",
	[LEASE_SIGN_SYNC] = "Waiting for PDC/BDC Sync",
	[LEASE_SIGN_LOGON] = "a logon",
};

static void
fill(const struct lease *l, struct lease_view *v)
{
	struct mono	 now = mono_now();

	*v = (struct lease_view){
		.id = l->id, .account = l->account, .request = l->request,
		.target = l->target, .name = l->name,
		.state = l->life.state, .reason = l->life.reason,
		.extended = l->life.extended, .created = l->created,
		.sign = l->sign, .sign_text = signs[l->sign_kind],
		.left_ms = mono_ms_between(now, l->life.deadline),
		.has_deadline = l->life.state == LEASE_CREATED ||
		    l->life.state == LEASE_ACTIVE ||
		    l->life.state == LEASE_DISABLED,
		.cap_ms = mono_ms_between(now, l->life.cap),
	};
}

bool
lease_next_view(const struct director *d, const char *after,
    struct lease_view *v)
{
	struct lease_set	*set = &d->leases->set;
	const struct lease	*l;

	l = lease_set_next(set, after == NULL ? NULL :
	    lease_set_find(set, after));
	if (l != NULL)
		fill(l, v);
	return l != NULL;
}

bool
lease_view(const struct director *d, const char *target,
    struct lease_view *v)
{
	const struct lease	*l = lease_set_find(&d->leases->set, target);

	if (l != NULL)
		fill(l, v);
	return l != NULL;
}

void
lease_count(const struct director *d, struct lease_counts *c)
{
	struct lease	*l = NULL;

	*c = (struct lease_counts){ 0 };
	while ((l = lease_set_next(&d->leases->set, l)) != NULL) {
		c->open[l->life.state]++;
		c->overdue += l->life.state == LEASE_ACTIVE &&
		    l->life.overdue;
	}
}

/* --- words --- */

static int
may_end(const struct lease *l, bool force, struct err *e)
{
	char	 left[32];
	int64_t	 ms = mono_ms_between(mono_now(), l->life.deadline);
	int64_t	 ago = mono_ms_between(l->life.sign, mono_now());

	if (l->life.is_final && l->life.state > LEASE_ACTIVE)
		return err_set(e, EALREADY, "the lease of \"%s\" ends already",
		    VIS(l->target));
	if (force || l->life.state != LEASE_ACTIVE || ms <= 0 ||
	    l->sign_kind == 0)
		return 0;
	config_duration_text(ago, left, sizeof(left));
	return err_set(e, EBUSY, "\"%s\" showed life %s ago (%s): whatever "
	    "runs there as \"%s\" fails with 1326 when the account goes "
	    "(Q304961). Wait, or say --force", VIS(l->target), left,
	    signs[l->sign_kind], VIS(l->name));
}

static int
may_extend(const struct leases *ls, const struct lease *l, int64_t ms,
    struct err *e)
{
	if (ms <= 0 || ms > ls->rules.cap)
		return err_set(e, EINVAL, "a lease is extended by more than "
		    "nothing and by the hard cap (option lease_cap) at most");
	if (l->life.state == LEASE_DELETING || (l->life.is_final &&
	    l->life.state > LEASE_ACTIVE))
		return err_set(e, EBUSY, "the lease of \"%s\" has ended for "
		    "good: its account is %s", VIS(l->target),
		    lease_state_name(l->life.state));
	return 0;
}

static int
judge(const struct leases *ls, const struct lease *l,
    const struct lease_wish *w, struct err *e)
{
	if (l->storing)
		return err_set(e, EAGAIN, "a change of the lease of \"%s\" is "
		    "under way: try again", VIS(l->target));
	return w->event == LEASE_END ? may_end(l, w->force, e) :
	    may_extend(ls, l, w->ms, e);
}

int
lease_may(struct director *d, const struct lease_wish *w, struct err *e)
{
	const struct lease	*l = lease_set_find(&d->leases->set,
				    w->target);

	if (l == NULL)
		return err_set(e, ENOENT, "no lease of a machine \"%s\" is "
		    "open", VIS(w->target));
	return judge(d->leases, l, w, e);
}

static struct lease_petition *
petition(const struct lease_wish *w, const struct lease *l, lease_done *done,
    void *arg)
{
	struct lease_petition	*p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->done = done;
	p->arg = arg;
	p->audit = *w->audit;
	text_copy(p->who, sizeof(p->who), w->audit->who);
	text_copy(p->verb, sizeof(p->verb), w->audit->verb);
	text_copy(p->object, sizeof(p->object), l->target);
	(void)snprintf(p->detail, sizeof(p->detail), "{\"account\":\"%s\","
	    "\"was\":\"%s\"}", VIS(l->name), lease_state_name(l->life.state));
	p->audit.who = p->who;
	p->audit.verb = p->verb;
	p->audit.object = p->object;
	p->audit.at = wall_now();
	p->audit.outcome = AUDIT_DONE;
	return p;
}

int
lease_wish(struct director *d, const struct lease_wish *w, lease_done *done,
    void *arg, struct err *e)
{
	struct lease		*l = lease_set_find(&d->leases->set,
				    w->target);
	struct lease_cause	 c = { .event = w->event, .ms = w->ms };
	int			 rc = lease_may(d, w, e);

	if (rc != 0)
		return rc;
	c.wish = petition(w, l, done, arg);
	rc = c.wish == NULL ? -ENOMEM : lease_apply(d->leases, l, &c);
	if (rc == 0)
		return 0;
	free(c.wish);
	return err_set(e, -rc, "the lease of \"%s\" cannot be changed: %s",
	    VIS(l->target), strerror(-rc));
}
