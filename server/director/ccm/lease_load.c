/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lease_load - leases from the store, and the rows of it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/ccm/lease_int.h"

#define NAME_PREFIX	"SMS#_"		/* accounts.md 1a */

struct lease *
lease_make(struct leases *ls, const char *target)
{
	struct lease	*l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->owner = ls;
	l->id = store_new_id();
	l->account = store_new_id();
	text_copy(l->target, sizeof(l->target), target);
	(void)snprintf(l->name, sizeof(l->name), NAME_PREFIX "%s",
	    l->target);
	l->created = wall_now();
	lease_begin_life(&l->life, &ls->rules);
	l->stored = l->life.deadline;
	return l;
}

void
lease_row(const struct lease *l, const struct lease_life *life,
    struct lease_row *row)
{
	*row = (struct lease_row){
		.id = l->id, .target = l->target, .name = l->name,
		.account = l->account, .request = l->request,
		.state = life->state, .reason = life->reason,
		.is_final = life->is_final, .extended = life->extended,
		.loader_stopped = life->loader_stopped,
		.written = wall_now(), .created = l->created, .sign = l->sign,
		.why = "",
	};
	if (!lease_is_open(life->state))
		row->ended = row->written;
	lease_keep(life->deadline, &row->deadline);
	lease_keep(life->cap, &row->cap);
}

/* --- at start --- */

struct loading {
	struct leases	*ls;
	struct err	 e;
	int64_t		 after;
	bool		 more;
};

static uint8_t *
copy(struct store_blob b)
{
	uint8_t	*p = malloc(b.len == 0 ? 1 : b.len);

	if (p != NULL && b.len > 0)
		memcpy(p, b.data, b.len);
	return p;
}

static bool
take_secret(struct lease *l, const struct lease_row *row)
{
	if (row->verifier.len == 0 || row->verifier.len > UINT16_MAX ||
	    row->password.len > UINT16_MAX)
		return true;
	l->verifier = copy(row->verifier);
	l->password = copy(row->password);
	if (l->verifier == NULL || l->password == NULL)
		return false;
	l->verifier_len = (uint16_t)row->verifier.len;
	l->password_len = (uint16_t)row->password.len;
	return true;
}

/* The dates in store and directory are of another time of day. */
static bool
is_off(const struct stored_time *t, struct mono recalled)
{
	int64_t	 wall = wall_now().us / 1000 + mono_ms_between(mono_now(),
		    recalled);
	int64_t	 off = t->wall.us / 1000 - wall;

	return off > LEASE_CLOCK_SLACK_MS || off < -LEASE_CLOCK_SLACK_MS;
}

/* A sign of life may have come since it was written: see lease_slack(). */
static void
take_life(struct leases *ls, struct lease *l, const struct lease_row *row)
{
	const struct lease_rules	*r = &ls->rules;
	struct lease_life		*f = &l->life;

	f->state = (enum lease_state)row->state;
	f->reason = (enum lease_reason)row->reason;
	f->is_final = row->is_final;
	f->extended = row->extended;
	f->loader_stopped = row->loader_stopped;
	l->stored = lease_recall(&row->deadline, row->written, r->ttl,
	    r->ttl > r->cap ? r->ttl : r->cap);
	f->deadline = mono_after(l->stored, lease_slack(r));
	f->cap = lease_recall(&row->cap, row->written, r->cap, r->cap);
	f->sign = mono_after(f->deadline, -r->ttl);
	if (f->sign.ns > mono_now().ns)		/* an operator gave more */
		f->sign = mono_now();
	f->probe = mono_after(mono_now(), l->id % r->probe);
	if (is_off(&row->cap, f->cap))
		l->waiting |= LEASE_EVENT(LEASE_CLOCK);
}

static int
take(struct leases *ls, const struct lease_row *row)
{
	struct lease	*l = lease_make(ls, row->target);
	int		 rc = -ENOMEM;

	if (l == NULL)
		return rc;
	l->id = row->id;
	l->account = row->account;
	l->request = row->request;
	l->created = row->created;
	l->sign = row->sign;
	text_copy(l->name, sizeof(l->name), row->name);
	take_life(ls, l, row);
	if (take_secret(l, row))
		rc = lease_set_add(&ls->set, l);
	if (rc != 0) {
		lease_forget_secret(l);
		free(l);
	}
	return rc;
}

static void
loaded(void *arg, const struct err *failed, const struct lease_list *list)
{
	struct loading	*g = arg;
	size_t		 i;
	int		 rc = 0;

	if (failed != NULL) {
		g->e = *failed;
		return;
	}
	for (i = 0; i < list->n && rc == 0; i++) {
		g->after = list->rows[i].id;
		rc = take(g->ls, &list->rows[i]);
	}
	if (rc != 0)
		(void)err_set(&g->e, -rc, "lease %" PRId64 ": %s", g->after,
		    strerror(-rc));
	g->more = list->more;
}

int
lease_load(struct leases *ls, struct err *e)
{
	struct loading		 g = { .ls = ls, .more = true };
	struct lease_query	 q = { .limit = 0 };

	while (g.more && g.e.code == 0) {
		g.more = false;
		q.after = g.after;
		if (store_leases(ls->d->store, &q, loaded, &g) != 0)
			return err_set(e, ENOMEM, "out of memory");
		store_wait(ls->d->store);
	}
	if (g.e.code != 0)
		*e = g.e;
	else if (ls->set.count > 0)
		log_info("leases: %zu of bootstrap accounts are open",
		    ls->set.count);
	return -g.e.code;
}
