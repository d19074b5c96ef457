/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/director/account/book.h"
#include "server/director/account/rotation.h"
#include "server/director/director.h"

struct policy {
	struct policy_row	 row;
	bool			 changing;
};

/* --- from the store, at start --- */

struct loading {
	struct director	*d;
	struct err	*e;
	int		 rc;
	uint64_t	 after;
	bool		 more;
};

static bool
load_failed(struct loading *l, const struct err *failed)
{
	if (failed == NULL)
		return false;
	*l->e = *failed;
	l->rc = -failed->code;
	return true;
}

static void
loaded(void *arg, const struct err *failed, const struct policy_row *row)
{
	struct loading	*l = arg;

	if (!load_failed(l, failed))
		l->d->policy->row = *row;
}

static void
old_loaded(void *arg, const struct err *failed,
    const struct old_password_list *list)
{
	struct loading			*l = arg;
	const struct old_password	*o;
	struct account_entry		*a;
	size_t				 i;

	if (load_failed(l, failed))
		return;
	for (i = 0; i < list->n && l->rc == 0; i++) {
		o = &list->rows[i];
		l->after = o->number;
		a = book_get(l->d->accounts, o->account);
		if (a != NULL && !book_add_old(a, o->verifier.data,
		    o->verifier.len, POLICY_HISTORY_MAX))
			l->rc = err_set(l->e, ENOMEM, "policy: out of memory");
	}
	l->more = list->more;
}

static void
wait_for(struct loading *l, int rc)
{
	if (rc == 0)
		store_wait(l->d->store);
	else
		l->rc = err_set(l->e, -rc, "policy: %s", strerror(-rc));
}

int
policy_new(struct director *d, struct err *e)
{
	struct loading	 l = { .d = d, .e = e };

	d->policy = calloc(1, sizeof(*d->policy));
	if (d->policy == NULL)
		return err_set(e, ENOMEM, "policy: out of memory");
	wait_for(&l, store_policy(d->store, loaded, &l));
	l.more = l.rc == 0;
	while (l.rc == 0 && l.more) {
		l.more = false;
		wait_for(&l, store_old_passwords(d->store, l.after,
		    old_loaded, &l));
	}
	return l.rc;
}

void
policy_free(struct director *d)
{
	free(d->policy);
	d->policy = NULL;
}

/* --- in force --- */

static int64_t
or_configured(int64_t set, int64_t configured)
{
	return set == POLICY_AS_CONFIGURED ? configured : set;
}

static struct policy_row
in_force(const struct director *d, const struct policy_row *as)
{
	const struct config	*c = &d->env->config;
	struct policy_row	 p = *as;

	p.max_age_ms = or_configured(p.max_age_ms, c->max_password_age);
	p.threshold = or_configured(p.threshold, c->lockout_threshold);
	p.window_ms = or_configured(p.window_ms, c->lockout_window);
	p.duration_ms = or_configured(p.duration_ms, c->lockout_duration);
	return p;
}

struct policy_row
policy_in_force(const struct director *d)
{
	return in_force(d, &d->policy->row);
}

const struct policy_row *
policy_as_set(const struct director *d)
{
	return &d->policy->row;
}

void
policy_tell_keeper(struct director *d)
{
	const struct policy_row	 p = policy_in_force(d);
	struct chan		*keeper = director_keeper(d);
	const struct msg_policy	 m = {
		.min_length = (uint32_t)p.min_length, .complex = p.complex,
		.threshold = (uint32_t)p.threshold, .window_ms = p.window_ms,
		.duration_ms = p.duration_ms,
	};

	if (keeper == NULL)
		return;
	msg_put_policy(chan_begin(keeper, MSG_POLICY, 0), &m);
	(void)chan_end(keeper);
}

/* --- judging --- */

int
policy_judge_made(const struct policy_row *p, struct err *e)
{
	if (p->min_length <= POLICY_MADE_LENGTH)
		return 0;
	return err_set(e, EKEYREJECTED, "the policy of the domain asks for %d "
	    "characters, and SMS 2.0 clients take %d (2245, Q318396): say "
	    "sitectl policy set --min-length=%d", (int)p->min_length,
	    POLICY_MADE_LENGTH, POLICY_MADE_LENGTH);
}

int
policy_judge_change(const struct director *d, struct wall since,
    struct err *e)
{
	const struct policy_row	*p = &d->policy->row;
	char			 when[WALL_TEXT_SIZE];

	if (p->min_age_ms == 0 ||
	    wall_now().us - since.us >= p->min_age_ms * 1000)
		return 0;
	since.us += p->min_age_ms * 1000;
	return err_set(e, EKEYREJECTED, "the policy of the domain lets a new "
	    "password be changed from %s on (1327, Q221218); see: sitectl "
	    "policy show", wall_text(since, when));
}

/* As NT's own tools refuse it. */
static int
judge_itself(const struct policy_row *p, struct err *e)
{
	if (p->max_age_ms != 0 && p->min_age_ms >= p->max_age_ms)
		return err_set(e, EINVAL, "a password could never be changed: "
		    "the minimum age must be below the maximum age");
	if (p->threshold != 0 && p->duration_ms != 0 &&
	    p->duration_ms < p->window_ms)
		return err_set(e, EINVAL, "a lock must last as long as wrong "
		    "tries are counted, the window, or until an operator "
		    "unlocks (0)");
	return 0;
}

static bool
is_same(const struct policy_row *a, const struct policy_row *b)
{
	return a->min_length == b->min_length && a->history == b->history &&
	    a->min_age_ms == b->min_age_ms && a->complex == b->complex &&
	    a->max_age_ms == b->max_age_ms && a->threshold == b->threshold &&
	    a->window_ms == b->window_ms && a->duration_ms == b->duration_ms;
}

int
policy_may_set(struct director *d, const struct policy_wish *w,
    struct err *e)
{
	const struct policy_row	 p = in_force(d, &w->as);
	struct err		 why;
	int			 rc;

	if (is_same(&w->as, &d->policy->row))
		return err_set(e, EALREADY, "that is the policy already");
	if (d->policy->changing)
		return err_set(e, EBUSY, "another change of the policy is "
		    "under way: try again");
	rc = judge_itself(&p, e);
	if (rc != 0 || w->force || rotation_may_have(d, &p, &why) == 0)
		return rc;
	return err_set(e, EBUSY, "the rotation could not go on: %s; --force "
	    "sets it all the same, and freezes the rotation", why.text);
}

/* --- setting --- */

struct policy_change {
	struct director		*d;
	struct policy_row	 as;
	policy_changed		*done;
	void			*arg;
};

static void
committed(void *arg, const struct err *failed)
{
	struct policy_change	*c = arg;
	struct director	*d = c->d;

	d->policy->changing = false;
	if (failed == NULL) {
		d->policy->row = c->as;
		book_trim_old(d->accounts, (size_t)c->as.history);
		policy_tell_keeper(d);
		rotation_reconfigured(d);
	}
	c->done(c->arg, failed);
	free(c);
}

int
policy_set(struct director *d, const struct policy_wish *w,
    policy_changed *done, void *arg, struct err *e)
{
	struct policy_change	*c;
	struct batch	*b;
	int		 rc = policy_may_set(d, w, e);

	if (rc != 0)
		return rc;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	*c = (struct policy_change){ d, w->as, done, arg };
	b = store_batch_new();
	store_policy_set(b, &w->as);
	(void)store_audit(b, w->audit);
	rc = store_submit(d->store, &b, committed, c);
	if (rc != 0) {
		free(c);
		return err_set(e, -rc, "policy: not stored: %s",
		    strerror(-rc));
	}
	d->policy->changing = true;
	return 0;
}
