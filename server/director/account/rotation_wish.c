/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rotation_wish - what operators ask of the rotation; each waits its turn. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/config_value.h"
#include "server/director/account/rotation_int.h"
#include "server/director/domain/policy.h"

/* What came of judging a wish: a step, or the pool as it shall be. */
struct verdict {
	bool			 is_step;
	unsigned		 cohort;
	struct pool_step	 step;
	struct pool		 next;
	char			 what[400];
};

/* --- judging --- */

/* What the directory would refuse is not even asked for. */
static int
guard_policy(const struct rotation *r, struct err *e)
{
	const struct policy_row	 p = policy_in_force(r->d);
	struct err		 why;

	return rotation_judge(&r->pool.rules, &p, &why) == 0 ? 0 :
	    err_set(e, EBUSY, "%s; see: sitectl policy show", why.text);
}

static int
judge_start(const struct rotation *r, struct verdict *v, struct err *e)
{
	char	 period[32];

	if (r->pool.running)
		return err_set(e, EALREADY, "the rotation runs already");
	if (guard_policy(r, e) != 0)
		return -e->code;
	pool_start(&v->next, rotation_now(r));
	config_duration_text(pool_period(&v->next.rules) / 1000, period,
	    sizeof(period));
	(void)snprintf(v->what, sizeof(v->what), "%u client connection "
	    "accounts would be made at once, one more every %s",
	    v->next.rules.floor, period);
	return 0;
}

static int
need_running(const struct rotation *r, struct err *e)
{
	return r->pool.running ? 0 : err_set(e, EBUSY, "the rotation was not "
	    "started: say sitectl rotation start");
}

static int
judge_freeze(const struct rotation *r, struct verdict *v, struct err *e)
{
	if (r->pool.frozen)
		return err_set(e, EALREADY, "the rotation is frozen already");
	v->next.frozen = true;
	(void)snprintf(v->what, sizeof(v->what), "no account would be made, "
	    "published or retired any more until: sitectl rotation thaw");
	return need_running(r, e);
}

static int
judge_thaw(const struct rotation *r, bool reschedule, struct verdict *v,
    struct err *e)
{
	char	 when[WALL_TEXT_SIZE];

	if (!r->pool.frozen)
		return err_set(e, EALREADY, "the rotation is not frozen");
	if (guard_policy(r, e) != 0)
		return -e->code;
	v->next.frozen = v->next.refused = false;
	if (reschedule)
		v->next.next_due.us = rotation_now(r).us +
		    pool_period(&r->pool.rules);
	(void)snprintf(v->what, sizeof(v->what), "steps would be taken again; "
	    "the next generation is due %s", wall_text(v->next.next_due,
	    when));
	return 0;
}

static int
judge_step(const struct rotation *r, struct verdict *v, struct err *e)
{
	struct pool_reason	 why[POOL_REASONS_MAX];
	int			 rc = need_running(r, e);

	if (rc == 0 && r->pool.refused)
		rc = err_set(e, EBUSY, "the rotation is frozen: %s", r->why);
	if (rc == 0)
		rc = guard_policy(r, e);
	if (rc != 0)
		return rc;
	v->next.next_due = rotation_now(r);
	if (pool_explain(&v->next, v->next.next_due, v->next.n, NULL, why) > 0)
		return err_set(e, EBUSY, "%s", why[0].text);
	(void)snprintf(v->what, sizeof(v->what), "the next generation would "
	    "be made now, the one after it when its period is over");
	return 0;
}

static const struct generation *
find_generation(const struct rotation *r, const char *account,
    struct err *e)
{
	const struct account_entry	*a = accounts_find(r->d->accounts,
					    account);
	const struct generation		*g = a == NULL ? NULL :
					    rotation_generation(r->d, a);

	if (a == NULL)
		(void)err_set(e, EINVAL, "there is no account \"%s\"; see: "
		    "sitectl rotation status", VIS(account));
	else if (g == NULL && a->generation == 0)
		(void)err_set(e, EBUSY, "account \"%s\" is not one of the "
		    "rotation: add another, and disable it with sitectl "
		    "account disable", VIS(account));
	else if (g == NULL)
		(void)err_set(e, EBUSY, "account \"%s\" is deleted already: "
		    "nobody can log on with it", VIS(account));
	return g;
}

/* Of one that is there. */
static unsigned
cohort_of_account(const struct rotation *r, const char *account)
{
	return accounts_find(r->d->accounts, account)->cohort;
}

static bool
has_terms(const struct generation *g, const struct pool_terms *t)
{
	return g->leaked && g->terms.orphans == t->orphans &&
	    g->terms.unsealed == t->unsealed &&
	    g->terms.by.us == 0 && t->by.us == 0;
}

static int
judge_leak(struct rotation *r, const struct rotation_wish *w,
    struct verdict *v, struct err *e)
{
	const struct generation	*g = find_generation(r, w->account, e);
	struct pool_terms	 t = { w->orphans, { 0 }, w->unsealed };
	int			 rc;

	if (g == NULL)
		return -e->code;
	v->cohort = cohort_of_account(r, w->account);
	if (w->within_us != 0)
		t.by.us = rotation_now(r).us + w->within_us;
	if (has_terms(g, &t))
		return err_set(e, EALREADY, "that is known of \"%s\" already; "
		    "see: sitectl rotation status", VIS(w->account));
	rc = pool_wish(rotation_pool(r, v->cohort), rotation_now(r),
	    g->number, POOL_LEAK, NULL, &v->step, e);
	if (rc == -EPROTO)
		return err_set(e, EBUSY, "account \"%s\" is %s, clients were "
		    "not shown it yet: sitectl account undo takes it back",
		    VIS(w->account), pool_state_name(g->state));
	v->step.terms = t;
	v->is_step = rc == 0;
	(void)snprintf(v->what, sizeof(v->what), "account \"%s\" would be "
	    "replaced out of turn, never be listed or enabled again, and be "
	    "disabled as said", VIS(w->account));
	return rc;
}

static int
judge_retire(struct rotation *r, const char *account, struct verdict *v,
    struct err *e)
{
	const struct generation	*g = find_generation(r, account, e);
	const struct pool	*p;
	int			 rc;

	if (g == NULL)
		return -e->code;
	if (g->state == POOL_UNPUBLISHED || g->state == POOL_DISABLED)
		return err_set(e, EALREADY, "account \"%s\" is %s already",
		    VIS(account), pool_state_name(g->state));
	v->cohort = cohort_of_account(r, account);
	p = rotation_pool(r, v->cohort);
	rc = pool_wish(p, rotation_now(r), g->number, POOL_RETIRE,
	    &rotation_facts(r, v->cohort)[g - p->g], &v->step, e);
	if (rc == -EPROTO)
		return err_set(e, EBUSY, "account \"%s\" is %s, clients were "
		    "not shown it yet: sitectl account undo takes it back",
		    VIS(account), pool_state_name(g->state));
	v->is_step = rc == 0;
	(void)snprintf(v->what, sizeof(v->what), "account \"%s\" would leave "
	    "the list and stay enabled until no client needs it",
	    VIS(account));
	return rc;
}

static int
judge_undo(struct rotation *r, const char *account, struct verdict *v,
    struct err *e)
{
	const struct account_entry	*a = accounts_find(r->d->accounts,
					    account);
	const struct generation		*g;
	const struct intent		*i;
	const struct pool		*p;
	struct pool_facts		 facts;
	int				 rc;

	if (a == NULL)
		return err_set(e, ENOENT, "there is no account \"%s\"",
		    VIS(account));
	g = rotation_generation(r->d, a);
	if (g == NULL)
		return err_set(e, EBUSY, "account \"%s\" is not one of the "
		    "rotation, or it is deleted: there is no step to take "
		    "back", VIS(account));
	v->cohort = a->cohort;
	p = rotation_pool(r, v->cohort);
	facts = rotation_facts(r, v->cohort)[g - p->g];
	i = intent_of(r, a->id);
	if (i != NULL && i->state >= INTENT_OBSERVED)
		facts.busy = false;	/* it ends with this step */
	rc = pool_wish(p, rotation_now(r), g->number, POOL_UNDO,
	    &facts, &v->step, e);
	v->is_step = rc == 0;
	if (rc == 0)
		(void)snprintf(v->what, sizeof(v->what), "account \"%s\" "
		    "would be %s again, now it is %s; and the rotation frozen "
		    "until: sitectl rotation thaw", VIS(account),
		    pool_state_name(v->step.to), pool_state_name(g->state));
	return rc;
}

static int
judge_adopt(struct rotation *r, struct verdict *v, struct err *e)
{
	if (!r->pool.safe)
		return err_set(e, EALREADY, "the site is not in safe mode: "
		    "store and directory fit together");
	rotation_adopt(r, &v->next, v->what, sizeof(v->what));
	return 0;
}

/* What makes, disables or deletes nothing may be wished for. */
static int
guard_safe(const struct rotation *r, enum wish_kind kind, struct err *e)
{
	if (!r->pool.safe || kind == WISH_ADOPT || kind == WISH_FREEZE)
		return 0;
	return err_set(e, EBUSY, SAFE_MODE_REFUSAL, r->mark.why);
}

static int
judge(struct rotation *r, const struct rotation_wish *w,
    struct verdict *v, struct err *e)
{
	v->is_step = false;
	v->cohort = 0;
	v->next = r->pool;
	if (guard_safe(r, w->kind, e) != 0)
		return -e->code;
	switch (w->kind) {
	case WISH_START:
		return judge_start(r, v, e);
	case WISH_FREEZE:
		return judge_freeze(r, v, e);
	case WISH_THAW:
		return judge_thaw(r, w->reschedule, v, e);
	case WISH_STEP:
		return judge_step(r, v, e);
	case WISH_LEAK:
		return judge_leak(r, w, v, e);
	case WISH_ADOPT:
		return judge_adopt(r, v, e);
	case WISH_RETIRE:
		return judge_retire(r, w->account, v, e);
	case WISH_UNDO:
	default:
		return judge_undo(r, w->account, v, e);
	}
}

int
rotation_may(struct director *d, const struct rotation_wish *w, char *what,
    size_t size, struct err *e)
{
	struct verdict	 v;
	int		 rc;

	(void)rotation_view(d);		/* facts of now */
	rc = judge(d->rotation, w, &v, e);
	if (rc == 0)
		text_copy(what, size, v.what);
	return rc;
}

/* --- granting --- */

void
petition_end(struct petition **wp, const struct err *failed)
{
	struct petition	*w = *wp;
	rotation_done	*done = w->done;
	void		*arg = w->arg;

	*wp = NULL;
	free(w);
	done(arg, failed);
}

bool
rotation_grant(struct rotation *r)
{
	struct petition	*w = STAILQ_FIRST(&r->wishes);
	struct verdict	 v;
	struct err	 e;

	if (w == NULL)
		return false;
	STAILQ_REMOVE_HEAD(&r->wishes, link);
	if (rotation_is_unstamped(r, &e) || judge(r, &w->w, &v, &e) != 0) {
		petition_end(&w, &e);
		rotation_turn(r);
	} else if (v.is_step)
		rotation_step(r, v.cohort, &v.step, w);
	else {
		r->move = (struct move){ .next = v.next, .wish = w,
		    .is_for_all = v.next.next_due.us !=
		    r->pool.next_due.us };
		text_copy(r->move.why, sizeof(r->move.why),
		    r->pool.frozen && v.next.frozen ? r->why : w->why);
		rotation_commit(r, store_batch_new());
	}
	return true;
}

static struct petition *
petition_new(const struct rotation_wish *from, rotation_done *done, void *arg)
{
	struct petition	*w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->w = *from;
	w->done = done;
	w->arg = arg;
	w->audit = *from->audit;
	text_copy(w->who, sizeof(w->who), from->audit->who);
	text_copy(w->verb, sizeof(w->verb), from->audit->verb);
	text_copy(w->object, sizeof(w->object), from->audit->object);
	text_copy(w->detail, sizeof(w->detail), from->audit->detail);
	text_copy(w->account, sizeof(w->account),
	    from->account == NULL ? "" : from->account);
	if (from->why != NULL && from->why[0] != '\0')
		text_copy(w->why, sizeof(w->why), from->why);
	else
		(void)snprintf(w->why, sizeof(w->why), "%s by %s", w->verb,
		    w->who);
	w->audit.who = w->who;
	w->audit.verb = w->verb;
	w->audit.object = w->object;
	w->audit.detail = w->detail;
	w->audit.outcome = AUDIT_DONE;
	w->w.account = w->account;
	w->w.why = w->why;
	return w;
}

int
rotation_wish(struct director *d, const struct rotation_wish *from,
    rotation_done *done, void *arg, struct err *e)
{
	struct petition	*w = petition_new(from, done, arg);

	if (w == NULL)
		return err_set(e, ENOMEM, "out of memory");
	STAILQ_INSERT_TAIL(&d->rotation->wishes, w, link);
	rotation_turn(d->rotation);
	return 0;
}
