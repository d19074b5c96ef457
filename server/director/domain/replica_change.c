/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replica_change - what operators do to an emulated replica. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "server/director/domain/domain_int.h"
#include "server/replica_option.h"

struct change {
	struct director		*d;
	struct replica		*r;
	struct replica		 as;	/* what it becomes */
	domain_changed		*done;
	void			*arg;
};

static void
apply(struct replica *r, const struct domain_wish *w)
{
	switch (w->act) {
	case DOMAIN_PAUSE:
	case DOMAIN_RESUME:
		r->paused = w->act == DOMAIN_PAUSE;
		break;
	case DOMAIN_LAG:
		r->least = w->least;
		r->most = w->most;
		r->has_own_lag = true;
		break;
	case DOMAIN_NOTHING:
		break;
	}
}

int
domain_may(const struct director *d, const struct domain_wish *w,
    struct err *e)
{
	static const char	*const already[] = {
		[DOMAIN_PAUSE] = "paused", [DOMAIN_RESUME] = "not paused",
		[DOMAIN_LAG] = "late by that", [DOMAIN_NOTHING] = "as it is"
	};
	const struct replica	*r;
	struct replica		 as;

	if (w->server == 0 || w->server > d->domain->set.n)
		return err_set(e, EINVAL, "the PDC is where changes are "
		    "made: only a replica can be late");
	r = &d->domain->set.r[w->server - 1];
	as = *r;
	apply(&as, w);
	if (d->domain->changing)
		return err_set(e, EBUSY, "another change of a replica is "
		    "under way: try again");
	if (as.paused == r->paused && as.least == r->least &&
	    as.most == r->most && as.has_own_lag == r->has_own_lag)
		return err_set(e, EALREADY, "replica %s is %s already",
		    r->name, already[w->act]);
	return 0;
}

static void
committed(void *arg, const struct err *failed)
{
	struct change	*c = arg;

	c->d->domain->changing = false;
	if (failed == NULL) {
		c->r->paused = c->as.paused;
		c->r->least = c->as.least;
		c->r->most = c->as.most;
		c->r->has_own_lag = c->as.has_own_lag;
		domain_arm(c->d);
	}
	c->done(c->arg, failed);
	free(c);
}

int
domain_change(struct director *d, const struct domain_wish *w,
    domain_changed *done, void *arg, struct err *e)
{
	struct replica_row	 row;
	struct change		*c;
	struct batch		*b;
	int			 rc = domain_may(d, w, e);

	if (rc != 0)
		return rc;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	c->d = d;
	c->r = &d->domain->set.r[w->server - 1];
	c->as = *c->r;
	c->done = done;
	c->arg = arg;
	apply(&c->as, w);
	row = (struct replica_row){
		.name = c->as.name,
		.paused = c->as.paused,
		.least = c->as.has_own_lag ? c->as.least :
		    REPLICA_AS_CONFIGURED,
		.most = c->as.has_own_lag ? c->as.most :
		    REPLICA_AS_CONFIGURED,
	};
	b = store_batch_new();
	store_replica_set(b, &row);
	(void)store_audit(b, w->audit);
	rc = store_submit(d->store, &b, committed, c);
	if (rc != 0) {
		free(c);
		return err_set(e, -rc, "replica: not stored: %s",
		    strerror(-rc));
	}
	d->domain->changing = true;
	return 0;
}
