/* SPDX-License-Identifier: GPL-3.0-or-later */
/* embedded - replicas that this process plays, and the time they take. */
#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/book.h"
#include "server/director/account/tries.h"
#include "server/director/domain/domain_int.h"
#include "server/director/domain/sam.h"
#include "server/replica_option.h"
#include "server/timer.h"

/* A step of the wall clock is noticed by then: see replicas_age(). */
#define LONGEST_WAIT_MS	INT64_C(60000)
#define RETRY_MS	5000

/* --- from the store, at start --- */

struct loading {
	struct director	*d;
	struct err	*e;
	int		 rc;
	bool		 more;
	bool		 seen[REPLICAS_MAX];
	struct batch	*batch;		/* who came, who went */
	size_t		 differences;
};

static struct replica *
find(struct replicas *set, const char *name)
{
	size_t	 i;

	for (i = 0; i < set->n; i++)
		if (strcmp(set->r[i].name, name) == 0)
			return &set->r[i];
	return NULL;
}

static void
take_options(struct director *d, struct replicas *set)
{
	struct replica_option	 o;

	while (replica_option_at(&d->env->config, set->n, &o)) {
		text_copy(set->r[set->n].name, REPLICA_NAME_SIZE, o.name);
		set->r[set->n].least = o.least;
		set->r[set->n].most = o.most;
		set->n++;
	}
}

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
take_replica(struct loading *l, const struct replica_row *row)
{
	struct replicas	*set = &l->d->domain->set;
	struct replica	*r = find(set, row->name);

	if (r == NULL) {
		log_warn("replica %s is not configured any more: forgotten",
		    VIS(row->name));
		store_replica_remove(l->batch, row->name);
		l->differences++;
		return;
	}
	l->seen[r - set->r] = true;
	r->shown = row->shown;
	r->paused = row->paused;
	r->waived = row->waived;
	r->has_own_lag = row->least != REPLICA_AS_CONFIGURED;
	if (r->has_own_lag) {
		r->least = row->least;
		r->most = row->most;
	}
}

static void
replicas_loaded(void *arg, const struct err *failed,
    const struct replica_list *list)
{
	struct loading	*l = arg;
	size_t		 i;

	for (i = 0; !load_failed(l, failed) && i < list->n; i++)
		take_replica(l, &list->rows[i]);
}

static void
stored(void *arg, const struct err *failed)
{
	(void)load_failed(arg, failed);
}

static void
changes_loaded(void *arg, const struct err *failed,
    const struct change_list *list)
{
	struct loading	*l = arg;
	size_t		 i;

	if (load_failed(l, failed))
		return;
	for (i = 0; i < list->n && l->rc == 0; i++)
		l->rc = replicas_add(&l->d->domain->set, &list->rows[i]);
	if (l->rc != 0)
		(void)err_set(l->e, ENOMEM, "directory: out of memory");
	l->more = list->more;
}

static void
wait_for(struct loading *l, int rc)
{
	if (rc == 0)
		store_wait(l->d->store);
	else
		l->rc = err_set(l->e, -rc, "directory: %s", strerror(-rc));
}

/* New ones show all there is now: the store says up to which number. */
static void
store_differences(struct loading *l)
{
	struct replicas		*set = &l->d->domain->set;
	struct replica_row	 row = { .least = REPLICA_AS_CONFIGURED,
				    .most = REPLICA_AS_CONFIGURED };
	size_t			 i;

	for (i = 0; i < set->n; i++) {
		if (l->seen[i])
			continue;
		row.name = set->r[i].name;
		store_replica_set(l->batch, &row);
		l->differences++;
	}
	if (l->differences == 0) {
		store_batch_free(&l->batch);
		return;
	}
	wait_for(l, store_submit(l->d->store, &l->batch, stored, l));
	if (l->rc == 0)
		wait_for(l, store_replicas(l->d->store, replicas_loaded, l));
}

static void
load_changes(struct loading *l)
{
	do {
		l->more = false;
		wait_for(l, store_changes(l->d->store,
		    l->d->domain->set.last, changes_loaded, l));
	} while (l->rc == 0 && l->more);
}

int
domain_new(struct director *d, struct err *e)
{
	struct loading	 l = { .d = d, .e = e,
			    .batch = store_batch_new() };

	d->domain = calloc(1, sizeof(*d->domain));
	if (d->domain == NULL || l.batch == NULL) {
		store_batch_free(&l.batch);
		return err_set(e, ENOMEM, "directory: out of memory");
	}
	replicas_init(&d->domain->set);
	STAILQ_INIT(&d->domain->answers);
	take_options(d, &d->domain->set);
	wait_for(&l, store_replicas(d->store, replicas_loaded, &l));
	if (l.rc == 0)
		store_differences(&l);
	else
		store_batch_free(&l.batch);
	if (l.rc == 0)
		load_changes(&l);
	return l.rc;
}

/* --- a replica shows more --- */

static void
tell_keeper(struct director *d, size_t server,
    const struct directory_change *c)
{
	struct account_entry	*a = book_get(d->accounts, c->account);

	if (c->account == 0)
		sam_tell(d, c->key);
	if (a == NULL)
		return;
	tries_replicated(a, server);
	telling_later(d, a);
}

void
domain_show(struct director *d, struct replica *r, uint64_t number)
{
	const struct directory_change	*c;
	uint64_t			 before = r->shown;

	if (number <= before)
		return;
	r->shown = number;
	sam_shown(d);
	log_info("replica %s: shows the changes %llu to %llu", r->name,
	    (unsigned long long)before + 1, (unsigned long long)number);
	STAILQ_FOREACH(c, &d->domain->set.changes, link)
		if (c->number > before && c->number <= number)
			tell_keeper(d, (size_t)(r - d->domain->set.r) + 1,
			    c);
}

static void
progress_stored(void *arg, const struct err *failed)
{
	struct director	*d = arg;
	struct domain	*o = d->domain;
	size_t		 i;

	o->storing = false;
	if (failed != NULL) {
		log_error("directory: a replica waits: %s", failed->text);
		timer_after(&o->timer, RETRY_MS);
		return;
	}
	for (i = 0; i < o->set.n; i++)
		domain_show(d, &o->set.r[i], o->coming[i]);
	replicas_forget(&o->set);
	domain_arm(d);
}

/* Stored first: what a replica has shown once, it shows for good. */
static void
go_on(struct director *d)
{
	struct domain	*o = d->domain;
	struct batch	*b = store_batch_new();
	size_t		 i, n = 0;
	int		 rc;

	for (i = 0; i < o->set.n; i++) {
		o->coming[i] = o->set.r[i].paused ? o->set.r[i].shown :
		    replicas_due(&o->set, &o->set.r[i]);
		if (o->coming[i] == o->set.r[i].shown)
			continue;
		store_replica_shown(b, o->set.r[i].name, o->coming[i]);
		n++;
	}
	if (n == 0) {
		store_batch_free(&b);
		domain_arm(d);
		return;
	}
	o->storing = true;
	rc = store_submit(d->store, &b, progress_stored, d);
	if (rc != 0)
		progress_stored(d, &(struct err){ -rc, "not stored" });
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	go_on(arg);
}

void
domain_arm(struct director *d)
{
	struct domain	*o = d->domain;
	int64_t		 ms, least = REPLICAS_NEVER;
	size_t		 i;

	if (!o->started || o->storing)
		return;
	for (i = 0; i < o->set.n; i++) {
		ms = replicas_wait(&o->set, &o->set.r[i]);
		if (ms != REPLICAS_NEVER && (least == REPLICAS_NEVER ||
		    ms < least))
			least = ms;
	}
	if (least != REPLICAS_NEVER)
		timer_after(&o->timer, least < LONGEST_WAIT_MS ? least :
		    LONGEST_WAIT_MS);
}

/* --- after a change --- */

struct sync {
	struct director	*d;
	domain_done	*done;
	void		*arg;
};

static void	ask_for_changes(struct sync *);

static void
sync_end(struct sync *s, const char *why)
{
	if (why != NULL)
		log_error("directory: replicas show a change too early: %s",
		    why);
	domain_arm(s->d);
	s->done(s->arg);
	free(s);
}

static void
changes_came(void *arg, const struct err *failed,
    const struct change_list *list)
{
	struct sync	*s = arg;
	size_t		 i;
	int		 rc = 0;

	if (failed != NULL) {
		sync_end(s, failed->text);
		return;
	}
	for (i = 0; i < list->n && rc == 0; i++)
		rc = replicas_add(&s->d->domain->set, &list->rows[i]);
	if (rc == 0 && list->more)
		ask_for_changes(s);
	else
		sync_end(s, rc == 0 ? NULL : "out of memory");
}

static void
ask_for_changes(struct sync *s)
{
	int	 rc = store_changes(s->d->store, s->d->domain->set.last,
		    changes_came, s);

	if (rc != 0)
		sync_end(s, strerror(-rc));
}

void
domain_sync(struct director *d, domain_done *done, void *arg)
{
	struct sync	*s;

	if (d->domain->set.n == 0) {
		done(arg);
		return;
	}
	s = calloc(1, sizeof(*s));
	if (s == NULL) {
		log_error("directory: replicas show a change too early: out "
		    "of memory");
		done(arg);
		return;
	}
	*s = (struct sync){ d, done, arg };
	ask_for_changes(s);
}

/* As that server has it; false: as the PDC has. */
static bool
view_of(const struct director *d, size_t server,
    const struct account_entry *a, struct msg_account_view *out)
{
	const struct replicas		*set = &d->domain->set;
	const struct replica		*r = &set->r[server - 1];
	const struct directory_change	*c;
	struct msg_account_facts	 pdc;

	if (r->shown >= set->last)
		return false;
	c = replicas_pending_of(set, r, a->id);
	*out = (struct msg_account_view){ .view = (uint32_t)server,
	    .exists = true, .state = book_wire_state(a->state),
	    .verifier = rd_over(a->verifier, a->verifier_len) };
	if (c != NULL) {
		out->exists = c->state != 0;
		out->state = book_wire_state(c->state);
		out->verifier = rd_over(c->verifier, c->verifier_len);
	}
	sam_logon_facts(d, server, a->rid, &out->facts);
	sam_logon_facts(d, 0, a->rid, &pdc);
	return c != NULL || !sam_logon_facts_equal(&out->facts, &pdc);
}

size_t
domain_views(const struct director *d, const struct account_entry *a,
    struct msg_account_view out[static MSG_VIEWS_MAX])
{
	size_t	 i, n = 0;

	for (i = 0; i < d->domain->set.n; i++)
		n += view_of(d, i + 1, a, &out[n]);
	return n;
}

/* --- life --- */

int
domain_start(struct director *d, struct err *e)
{
	struct domain	*o = d->domain;

	if (event_assign(&o->timer, d->env->base, -1, 0, on_timer, d) == -1 ||
	    event_assign(&o->answer, d->env->base, -1, 0, domain_on_answer,
	    o) == -1)
		return err_set(e, ENOMEM, "directory: out of memory");
	o->started = true;
	domain_arm(d);
	return 0;
}

/* Whoever has asked is answered. */
void
domain_stop(struct director *d)
{
	struct domain	*o = d->domain;

	o->started = false;
	(void)event_del(&o->timer);
	(void)event_del(&o->answer);
	domain_answer_all(o);
}

void
domain_free(struct domain **op)
{
	struct domain	*o = *op;

	if (o == NULL)
		return;
	*op = NULL;
	replicas_clear(&o->set);
	free(o);
}
