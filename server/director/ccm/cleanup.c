/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/cleanup.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/book.h"
#include "server/director/ccm/cleanup_int.h"
#include "server/director/ccm/lease_rules.h"
#include "server/timer.h"

#define CLIENT_PREFIX	"SMS&_"		/* accounts.md 1a */
#define BOOT_PREFIX	"SMS#_"
#define PREFIX_LEN	(sizeof(CLIENT_PREFIX) - 1)
#define LEASE_MARK	"sited:"
#define TICK_MAX_MS	INT64_C(60000)

int
watch_compare(const struct watch *a, const struct watch *b)
{
	return a->row.account < b->row.account ? -1 :
	    a->row.account > b->row.account;
}

RB_GENERATE(watches, watch, link, watch_compare)

static void
read_rules(const struct director *d, struct cleanup_rules *r)
{
	const struct config	*c = &d->env->config;

	r->interval = c->cleanup_interval;
	r->silence = c->cleanup_silence;
	r->look = c->cleanup_look;
}

/* --- which accounts --- */

static bool
begins(const char *name, const char *prefix)
{
	char	 start[PREFIX_LEN + 1];

	text_copy(start, sizeof(start), name);
	return text_casecmp(start, prefix) == 0;
}

/* A bootstrap account with a mark is its lease's business. */
const char *
cleanup_machine(const struct account_entry *a)
{
	bool	 is_boot = begins(a->name, BOOT_PREFIX);

	if (a->kind != ACCOUNT_DOMAIN || a->name[PREFIX_LEN] == '\0' ||
	    (!is_boot && !begins(a->name, CLIENT_PREFIX)) ||
	    (is_boot && strncmp(a->comment, LEASE_MARK,
	    strlen(LEASE_MARK)) == 0))
		return NULL;
	return a->name + PREFIX_LEN;
}

static struct watch *
find(struct cleanup *c, int64_t account)
{
	struct watch	 key = { .row.account = account };

	return RB_FIND(watches, &c->watches, &key);
}

static struct watch *
add(struct cleanup *c, const struct cleanup_row *row)
{
	struct watch	*w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->owner = c;
	w->row = *row;
	(void)RB_INSERT(watches, &c->watches, w);
	return w;
}

static bool
is_there(const struct cleanup *c, const struct watch *w)
{
	const struct account_entry	*a;

	a = accounts_by_id(c->d->accounts, w->row.account);
	return a != NULL && a->state != ACCOUNT_DELETED;
}

/* What others deleted is of no interest any more. */
static void
forget_deleted(struct cleanup *c, struct batch *b)
{
	struct watch	*w, *next;

	RB_FOREACH_SAFE(w, watches, &c->watches, next) {
		if (w->row.going || w->asking || is_there(c, w))
			continue;
		store_cleanup_remove(b, w->row.account);
		(void)RB_REMOVE(watches, &c->watches, w);
		free(w);
	}
}

static void
find_new(struct cleanup *c)
{
	const struct account_entry	*a = NULL;

	c->changes = c->d->accounts->changes;
	while ((a = accounts_next(c->d->accounts, a)) != NULL)
		if (a->state != ACCOUNT_DELETED && cleanup_machine(a) != NULL &&
		    find(c, a->id) == NULL)
			(void)add(c, &(struct cleanup_row){
			    .account = a->id });
}

/* --- a round --- */

static void
tell_wishes(struct cleanup *c, const struct err *failed)
{
	struct cleanup_wish	*w;

	while ((w = TAILQ_FIRST(&c->wishes)) != NULL) {
		TAILQ_REMOVE(&c->wishes, w, link);
		w->done(w->arg, failed);
		free(w);
	}
}

void
cleanup_end_round(struct cleanup *c, const struct err *failed)
{
	c->busy = false;
	if (failed != NULL) {
		log_error("cleanup: not stored: %s", failed->text);
		c->again = mono_after(mono_now(), CLEANUP_AGAIN_MS);
	}
	tell_wishes(c, failed);
}

static void
round_stored(void *arg, const struct err *failed)
{
	struct cleanup	*c = arg;

	if (failed == NULL && c->wanted && c->running)
		cleanup_begin_run(c);
	else
		cleanup_end_round(c, failed);
}

static void
round_ends(struct cleanup *c)
{
	struct err	 e;
	int		 rc;

	rc = store_submit(c->d->store, &c->batch, round_stored, c);
	if (rc != 0)
		cleanup_end_round(c, (err_set(&e, -rc, "%s", strerror(-rc)),
		    &e));
}

static void
go_on(struct cleanup *c, struct watch *next)
{
	c->at = next;
	if (next != NULL && c->running)
		cleanup_look(next);
	else {
		c->at = NULL;
		round_ends(c);
	}
}

void
cleanup_looked(struct watch *w)
{
	struct cleanup	*c = w->owner;

	if (w->known && w->counts) {
		cleanup_count(&c->rules, &w->row, &w->facts);
		store_cleanup_put(c->batch, &w->row);
	}
	go_on(c, RB_NEXT(watches, &c->watches, w));
}

static void
begin_round(struct cleanup *c)
{
	c->batch = store_batch_new();
	if (c->batch == NULL) {
		c->again = mono_after(mono_now(), CLEANUP_AGAIN_MS);
		return;
	}
	c->busy = true;
	forget_deleted(c, c->batch);
	find_new(c);
	go_on(c, RB_MIN(watches, &c->watches));
}

/* --- when --- */

static bool
is_due(struct cleanup *c)
{
	struct watch	*w;

	if (c->changes != c->d->accounts->changes)
		find_new(c);
	if (c->wanted)
		return true;
	RB_FOREACH(w, watches, &c->watches)
		if (!w->row.going && cleanup_is_due(&c->rules, &w->row))
			return true;
	return false;
}

void
cleanup_turn(struct cleanup *c)
{
	if (!c->running || c->busy)
		return;
	cleanup_pursue(c);
	if (!mono_passed(c->again, mono_now()))
		return;
	if (c->run.due.wall.us == 0)
		cleanup_plan_first(c);
	else if (mono_passed(c->due, mono_now()))
		c->wanted = true;
	if (!c->busy && is_due(c))
		begin_round(c);
}

static void
arm(struct cleanup *c)
{
	int64_t	 ms = c->rules.look / 4;
	int64_t	 left = mono_ms_between(mono_now(), c->due);

	if (c->run.due.wall.us != 0 && left < ms)
		ms = left + 1;
	timer_after(&c->timer, ms < 100 ? 100 : ms > TICK_MAX_MS ?
	    TICK_MAX_MS : ms);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct cleanup	*c = arg;

	(void)fd;
	(void)what;
	cleanup_turn(c);
	arm(c);
}

/* --- what others ask for --- */

int
cleanup_examine(struct director *d, cleanup_done *done, void *arg)
{
	struct cleanup		*c = d->cleanup;
	struct cleanup_wish	*w;

	if (!c->running || c->busy)
		return -EBUSY;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return -ENOMEM;
	w->done = done;
	w->arg = arg;
	TAILQ_INSERT_TAIL(&c->wishes, w, link);
	begin_round(c);
	return 0;
}

int
cleanup_now(struct director *d, const struct audit_row *audit,
    cleanup_done *done, void *arg)
{
	struct cleanup	*c = d->cleanup;
	int		 rc;

	if (!c->running || c->busy)
		return -EBUSY;
	c->wanted = true;
	c->uid = audit->uid;
	text_copy(c->who, sizeof(c->who), audit->who);
	rc = cleanup_examine(d, done, arg);
	if (rc != 0)
		c->who[0] = '\0';
	return rc;
}

void
cleanup_call_by(struct director *d, cleanup_caller *caller, void *arg)
{
	d->cleanup->caller = caller;
	d->cleanup->caller_arg = arg;
}

/* --- life --- */

struct loading {
	struct cleanup	*c;
	struct err	 e;
	int64_t		 after;
	bool		 more;
};

/* What was about to go when sited ended is judged once more. */
static void
take(struct loading *g, const struct cleanup_row *row)
{
	struct watch	*w = add(g->c, row);

	if (w == NULL)
		(void)err_set(&g->e, ENOMEM, "out of memory");
	else if (row->going && is_there(g->c, w)) {
		w->row.going = false;
		g->c->wanted = true;
	}
}

static void
loaded(void *arg, const struct err *failed, const struct cleanup_list *list)
{
	struct loading	*g = arg;
	size_t		 i;

	if (failed != NULL) {
		g->e = *failed;
		return;
	}
	for (i = 0; i < list->n && g->e.code == 0; i++) {
		g->after = list->rows[i].account;
		take(g, &list->rows[i]);
	}
	g->more = list->more;
}

static void
run_loaded(void *arg, const struct err *failed, const struct cleanup_run *run)
{
	struct loading	*g = arg;
	struct cleanup	*c = g->c;

	if (failed != NULL) {
		g->e = *failed;
		return;
	}
	c->run = *run;
	if (run->due.wall.us != 0)
		c->due = lease_recall(&run->due, run->written,
		    c->rules.interval, c->rules.interval);
}

static int
load(struct cleanup *c, struct err *e)
{
	struct store	*st = c->d->store;
	struct loading	 g = { .c = c, .more = true };
	int		 rc = store_cleanup_run(st, run_loaded, &g);

	store_wait(st);
	while (rc == 0 && g.more && g.e.code == 0) {
		g.more = false;
		rc = store_cleanups(st, g.after, loaded, &g);
		store_wait(st);
	}
	if (rc != 0)
		return err_set(e, -rc, "cleanup: %s", strerror(-rc));
	if (g.e.code != 0)
		*e = g.e;
	return -g.e.code;
}

int
cleanup_new(struct director *d, struct err *e)
{
	struct cleanup	*c = calloc(1, sizeof(*c));

	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->cleanup = c;
	c->d = d;
	TAILQ_INIT(&c->wishes);
	RB_INIT(&c->watches);
	c->changes = UINT64_MAX;
	read_rules(d, &c->rules);
	(void)event_assign(&c->timer, d->env->base, -1, 0, on_timer, c);
	return load(c, e);
}

void
cleanup_start(struct director *d)
{
	d->cleanup->running = true;
	timer_after(&d->cleanup->timer, 0);
}

/* An interval that is shorter now counts from now. */
void
cleanup_reconfigured(struct director *d)
{
	struct cleanup	*c = d->cleanup;
	struct mono	 most;

	read_rules(d, &c->rules);
	most = mono_after(mono_now(), c->rules.interval);
	if (mono_passed(most, c->due))
		c->due = most;
}

void
cleanup_stop(struct director *d)
{
	struct cleanup	*c = d->cleanup;
	struct err	 e;

	c->running = false;
	(void)event_del(&c->timer);
	(void)err_set(&e, ESHUTDOWN, "sited ends");
	tell_wishes(c, &e);
}

void
cleanup_free(struct director *d)
{
	struct cleanup	*c = d->cleanup;
	struct watch	*w;

	if (c == NULL)
		return;
	while ((w = RB_MIN(watches, &c->watches)) != NULL) {
		(void)RB_REMOVE(watches, &c->watches, w);
		free(w);
	}
	store_batch_free(&c->batch);
	free(c);
	d->cleanup = NULL;
}
