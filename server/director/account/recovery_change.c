/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recovery_change - the window is opened and closed: judged, stored, told. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/role/list_msg.h"
#include "server/director/account/accounts.h"
#include "server/director/account/lists.h"
#include "server/director/account/recovery_int.h"
#include "server/director/director.h"
#include "server/timer.h"

/* The window as it shall be, between a word and the disk. */
struct change {
	struct recovery		*r;
	struct recovery_row	 row;
	char			 who[64], why[RECOVERY_TEXT_SIZE];	/* of row */
	char			 by[64];	/* who makes the change */
	struct mono		 deadline;
	bool			 opens;
	recovery_told		*done;		/* or NULL: nobody waits */
	void			*arg;
};

/* --- the keeper and the sessions --- */

static void
tell_keeper(const struct recovery *r)
{
	struct chan	*keeper = director_keeper(r->d);
	struct mono	 closed = { 0 };

	if (keeper == NULL)
		return;		/* its successor is told */
	msg_put_recovery(chan_begin(keeper, MSG_RECOVERY, 0),
	    recovery_is_open(r) ? r->deadline : closed);
	(void)chan_end(keeper);
}

void
recovery_keeper_ready(struct director *d)
{
	tell_keeper(d->recovery);
}

static bool
has_past(const struct account_entry *a)
{
	return a->kind == ACCOUNT_CLIENT && (a->previous_len > 0 ||
	    (a->state != ACCOUNT_ENABLED && a->verifier_len > 0));
}

/* Clerk and workers know them by the account's number below zero. */
static void
tell_clerk(const struct recovery *r, enum msg_type what)
{
	const struct account_entry	*a = NULL;

	while ((a = accounts_next(r->d->accounts, a)) != NULL)
		if (has_past(a))
			accounts_tell_clerk_of(r->d, what, -a->id);
}

void
recovery_tell_clerk(struct director *d)
{
	if (!recovery_is_open(d->recovery))
		tell_clerk(d->recovery, MSG_ACCOUNT_END);
}

/* --- a change --- */

static void
log_change(const struct recovery *r, const struct change *c)
{
	char	 when[WALL_TEXT_SIZE];

	if (c->opens)
		log_warn("recovery: the window is open until %s, by %s: "
		    "whoever knows a password of the past sees the sealed "
		    "account list", wall_text(r->row.until.wall, when), c->by);
	else
		log_warn("recovery: the window is closed, by %s; it let %u "
		    "session%s in", c->by, r->row.admitted,
		    r->row.admitted == 1 ? "" : "s");
}

static void
committed(void *arg, const struct err *failed)
{
	struct change	*c = arg;
	struct recovery	*r = c->r;

	r->busy = false;
	if (failed == NULL) {
		if (c->opens && !recovery_is_open(r))
			guests_clear(&r->guests);
		else
			c->row.admitted = r->row.admitted;
		recovery_take_row(r, &c->row);
		r->deadline = c->deadline;
		if (c->opens)
			tell_clerk(r, MSG_ACCOUNT_BACK);
		tell_keeper(r);
		/* Whoever came before it was shortened has longer, too. */
		if (!c->opens)
			tell_clerk(r, MSG_ACCOUNT_END);
		log_change(r, c);
		recovery_arm(r);
	} else if (c->done == NULL) {
		log_error("recovery: that the window is closed is not "
		    "stored: %s", failed->text);
		if (r->running)
			timer_after(&r->timer, RECOVERY_RETRY_MS);
	}
	if (c->done != NULL)
		c->done(c->arg, failed);
	free(c);
}

static struct change *
change_new(struct recovery *r, recovery_told *done, void *arg)
{
	struct change	*c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->r = r;
	c->row = r->row;
	text_copy(c->who, sizeof(c->who), r->who);
	text_copy(c->why, sizeof(c->why), r->why);
	c->row.who = c->who;
	c->row.why = c->why;
	c->done = done;
	c->arg = arg;
	return c;
}

static int
submit(struct change *c, const struct audit_row *audit, struct err *e)
{
	struct recovery		*r = c->r;
	struct audit_row	 row = *audit;
	struct batch		*b = store_batch_new();
	char			 detail[128], when[WALL_TEXT_SIZE];

	text_copy(c->by, sizeof(c->by), audit->who);
	if (c->opens)
		(void)snprintf(detail, sizeof(detail), "{\"until\":\"%s\"}",
		    wall_text(c->row.until.wall, when));
	else
		(void)snprintf(detail, sizeof(detail), "{\"sessions\":%u}",
		    c->row.admitted);
	row.at = wall_now();
	row.detail = detail;
	row.outcome = AUDIT_DONE;
	store_recovery_set(b, &c->row);
	(void)store_audit(b, &row);
	r->busy = true;
	if (store_submit(r->d->store, &b, committed, c) == 0)
		return 0;
	r->busy = false;
	free(c);
	return err_set(e, ENOMEM, "recovery: out of memory");
}

/* --- opening --- */

struct recovery_past
recovery_past(const struct director *d)
{
	struct recovery_past		 n = { 0 };
	const struct account_entry	*a = NULL;

	while ((a = accounts_next(d->accounts, a)) != NULL) {
		if (!has_past(a))
			continue;
		n.disabled += a->state == ACCOUNT_DISABLED;
		n.deleted += a->state == ACCOUNT_DELETED;
		n.changed += a->state == ACCOUNT_ENABLED;
	}
	return n;
}

static int
guard_change(const struct recovery *r, struct err *e)
{
	return !r->busy ? 0 : err_set(e, EBUSY, "the recovery window is being "
	    "opened or closed just now: try again");
}

int
recovery_may_open(struct director *d, const struct recovery_wish *w,
    struct err *e)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	size_t			 left_out;

	if (w->ms < RECOVERY_LEAST_MS || w->ms > RECOVERY_MOST_MS)
		return err_set(e, EINVAL, "the recovery window opens for one "
		    "second at least and for 24 hours at most; open it again "
		    "if clients still need it then");
	if (lists_accounts(d, rows, &left_out) == 0)
		return err_set(e, EBUSY, "there is no account that clients "
		    "could be told of: whoever came by the recovery window "
		    "would be as lost as before. Add one first, with: sitectl "
		    "account add NAME --generate");
	if (director_keeper(d) == NULL)
		return err_set(e, EAGAIN, "the keeper is not there: try "
		    "again");
	return guard_change(d->recovery, e);
}

int
recovery_open(struct director *d, const struct recovery_wish *w,
    recovery_told *done, void *arg, struct err *e)
{
	struct recovery	*r = d->recovery;
	struct change	*c;
	struct wall	 now = wall_now();
	int		 rc = recovery_may_open(d, w, e);

	if (rc != 0)
		return rc;
	c = change_new(r, done, arg);
	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	c->opens = true;
	c->deadline = mono_after(mono_now(), w->ms);
	if (!recovery_is_open(r)) {
		c->row.opened = now;
		c->row.closed.us = 0;
		c->row.admitted = 0;
	}
	c->row.until.wall.us = now.us + w->ms * 1000;
	c->row.until.mono = c->deadline;
	clock_boot_id(c->row.until.boot);
	if (c->row.until.boot[0] == '\0')	/* it marks that it is open */
		text_copy(c->row.until.boot, sizeof(c->row.until.boot), "?");
	text_copy(c->who, sizeof(c->who), w->audit->who);
	text_copy(c->why, sizeof(c->why), w->why == NULL ? "" : w->why);
	return submit(c, w->audit, e);
}

/* --- closing --- */

int
recovery_may_close(struct director *d, struct err *e)
{
	if (!recovery_is_open(d->recovery))
		return err_set(e, EALREADY, "the recovery window is closed");
	return guard_change(d->recovery, e);
}

static int
close_window(struct change *c, const struct audit_row *audit, struct err *e)
{
	memset(&c->row.until, 0, sizeof(c->row.until));
	c->row.closed = wall_now();
	return submit(c, audit, e);
}

int
recovery_close(struct director *d, const struct audit_row *audit,
    recovery_told *done, void *arg, struct err *e)
{
	struct recovery	*r = d->recovery;
	struct change	*c;
	int		 rc = recovery_may_close(d, e);

	if (rc != 0)
		return rc;
	c = change_new(r, done, arg);
	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	return close_window(c, audit, e);
}

/* Its time has come, or the timer came too soon. */
void
recovery_expire(struct recovery *r)
{
	static const struct audit_row	 by_itself = {
		.uid = UINT32_MAX, .who = "sited", .verb = "recovery close",
		.object = "",
	};
	struct change			*c;
	struct err			 e;

	if (!recovery_is_open(r))
		return;
	if (!r->busy && !mono_passed(r->deadline, mono_now())) {
		recovery_arm(r);
		return;
	}
	c = r->busy ? NULL : change_new(r, NULL, NULL);
	if (c == NULL || close_window(c, &by_itself, &e) != 0)
		timer_after(&r->timer, RECOVERY_RETRY_MS);
}
