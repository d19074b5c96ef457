/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replica_change - what operators do to an emulated replica. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "server/director/domain/domain_int.h"
#include "server/config_value.h"

struct change {
	struct director		*d;
	struct replica		*r;
	struct replica		 as;	/* what it becomes */
	uint64_t		 number;	/* SYNC: shown from now on */
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
	case DOMAIN_WAIVE:
		r->waived = (struct stored_time){ 0 };
		if (w->waive == 0)
			break;
		r->waived.wall.us = wall_now().us + w->waive * 1000;
		r->waived.mono = mono_after(mono_now(), w->waive);
		clock_boot_id(r->waived.boot);
		break;
	case DOMAIN_SYNC:
	case DOMAIN_NOTHING:
		break;
	}
}

/* Who logs on there may not find what is published meanwhile (A2). */
static int
check_lost(const struct director *d, const struct replica *r, struct err *e)
{
	const struct directory_change	*c;
	int64_t				 lost = d->env->config.replica_lost;
	char				 text[32];

	c = replicas_pending(&d->domain->set, r);
	if (c == NULL)
		return err_set(e, EBUSY, "replica %s shows every change: "
		    "nothing waits for it", r->name);
	if (replicas_age(c) >= lost)
		return 0;
	config_duration_text(lost, text, sizeof(text));
	return err_set(e, EBUSY, "replica %s is late, but not for %s yet: who "
	    "logs on there would not find what is published without it; "
	    "wait, or say --force", r->name, text);
}

/* As NT's: a server whose netlogon is stopped cannot be synchronised. */
static int
check_sync(const struct director *d, const struct replica *r, struct err *e)
{
	if (r->paused)
		return err_set(e, EBUSY, "replica %s is paused: it shows no "
		    "change before it is resumed", r->name);
	if (replicas_pending(&d->domain->set, r) == NULL)
		return err_set(e, EALREADY, "replica %s shows every change "
		    "already", r->name);
	return 0;
}

int
domain_may(const struct director *d, const struct domain_wish *w,
    struct err *e)
{
	static const char	*const already[] = {
		[DOMAIN_PAUSE] = "paused", [DOMAIN_RESUME] = "not paused",
		[DOMAIN_LAG] = "late by that", [DOMAIN_NOTHING] = "as it is",
		[DOMAIN_WAIVE] = "waited for", [DOMAIN_SYNC] = "in step"
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
	if (w->act == DOMAIN_SYNC)
		return check_sync(d, r, e);
	if (as.paused == r->paused && as.least == r->least &&
	    as.most == r->most && as.has_own_lag == r->has_own_lag &&
	    as.waived.wall.us == r->waived.wall.us)
		return err_set(e, EALREADY, "replica %s is %s already",
		    r->name, already[w->act]);
	return w->act == DOMAIN_WAIVE && w->waive > 0 && !w->force ?
	    check_lost(d, r, e) : 0;
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
		c->r->waived = c->as.waived;
		domain_show(c->d, c->r, c->number);
		replicas_forget(&c->d->domain->set);
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
		.waived = c->as.waived,
	};
	b = store_batch_new();
	store_replica_set(b, &row);
	if (w->act == DOMAIN_SYNC) {
		c->number = d->domain->set.last;
		store_replica_shown(b, c->as.name, c->number);
	}
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
