/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rotation_load - the pool between memory and store. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "server/director/account/book.h"
#include "server/director/account/rotation_int.h"

#define NS_PER_US	1000

/* The wall's time when it is told at the same moment, by the site's clock. */
void
rotation_put_pool(struct rotation *r, struct batch *b, const struct pool *p,
    const char *why)
{
	struct pool_row	 row = {
		.running = p->running, .frozen = p->frozen,
		.refused = p->refused, .why = why,
		.next_due = p->next_due, .retired = p->retired,
		.back = p->back, .hold = p->hold, .away = p->away,
		.seen = { .wall = p->seen, .mono = mono_now() },
	};

	row.seen.wall = rotation_now(r);
	clock_boot_id(row.seen.boot);
	store_pool_set(b, &row);
}

void
rotation_put_cohort(struct rotation *r, struct batch *b, unsigned cohort,
    const struct pool *p)
{
	const struct cohort_row	 row = { .number = cohort,
		.next_due = p->next_due,
		.drained = rotation_is_drained(r, cohort) };

	if (cohort != 0)
		store_cohort_set(b, &row);
}

void
rotation_put_generation(struct batch *b, unsigned cohort,
    const struct generation *g)
{
	const struct generation_row	 row = {
		.number = g->number, .account = g->account, .state = g->state,
		.cohort = cohort,
		.leaked = g->leaked, .leak_orphans = g->terms.orphans,
		.leak_by = g->terms.by, .leak_unsealed = g->terms.unsealed,
		.since = g->since,
		.created = g->created, .published = g->published,
		.unpublished = g->unpublished, .disabled = g->disabled,
	};

	store_generation_set(b, &row);
}

struct loading {
	struct rotation	*r;
	struct err	 e;
};

/*
 * In the boot in which it was written the boot-time clock tells how long ago
 * that was; in another the wall's clock, unless it went back.
 */
static void
set_clock(struct rotation *r, const struct stored_time *seen)
{
	char	 boot[BOOT_ID_SIZE];

	clock_boot_id(boot);
	r->mono_then = mono_now();
	if (boot[0] != '\0' && strcmp(boot, seen->boot) == 0)
		r->site_then.us = seen->wall.us + (r->mono_then.ns -
		    seen->mono.ns) / NS_PER_US;
	else
		r->site_then = wall_now();
	if (r->site_then.us < seen->wall.us)
		r->site_then = seen->wall;
	r->ahead = rotation_ahead(r);
}

static void
take_pool(void *arg, const struct err *failed, const struct pool_row *row)
{
	struct loading	*l = arg;
	struct pool	*p = &l->r->pool;

	if (failed != NULL) {
		l->e = *failed;
		return;
	}
	if (row == NULL) {
		(void)err_set(&l->e, EUCLEAN, "the row of the rotation is "
		    "missing");
		return;
	}
	p->running = row->running;
	p->frozen = row->frozen;
	p->refused = row->refused;
	p->next_due = row->next_due;
	p->retired = row->retired;
	p->back = row->back;
	p->hold = row->hold;
	p->away = row->away;
	p->seen = row->seen.wall;
	p->last = row->last;
	l->r->noted = row->seen.wall;
	text_copy(l->r->why, sizeof(l->r->why), row->why);
	set_clock(l->r, &row->seen);
	rotation_spread(l->r, p);
}

static void
take_cohorts(void *arg, const struct err *failed,
    const struct cohort_list *list)
{
	struct loading	*l = arg;
	size_t		 i;

	if (failed != NULL) {
		l->e = *failed;
		return;
	}
	for (i = 0; i < list->n; i++)
		rotation_pool(l->r, list->rows[i].number)->next_due =
		    list->rows[i].next_due;
}

static void
mark_leaked(struct rotation *r, int64_t account)
{
	struct account_entry	*a = book_get(r->d->accounts, account);

	if (a != NULL)
		a->leaked = true;
}

static void
take_generation(struct loading *l, const struct generation_row *row)
{
	struct pool	*p = rotation_pool(l->r, row->cohort);

	if (p->n == POOL_ACCOUNTS_MAX) {
		(void)err_set(&l->e, EUCLEAN, "more than %u generations of "
		    "client accounts are live", POOL_ACCOUNTS_MAX);
		return;
	}
	if (row->leaked)
		mark_leaked(l->r, row->account);
	p->g[p->n++] = (struct generation){
		.number = row->number, .account = row->account,
		.state = (enum pool_state)row->state,
		.leaked = row->leaked, .terms = {
		    row->leak_orphans, row->leak_by, row->leak_unsealed },
		.since = row->since,
		.created = row->created, .published = row->published,
		.unpublished = row->unpublished,
		.disabled = row->disabled,
	};
}

static void
take_generations(void *arg, const struct err *failed,
    const struct generation_list *list)
{
	struct loading	*l = arg;
	size_t		 i;

	if (failed != NULL) {
		l->e = *failed;
		return;
	}
	for (i = 0; i < list->n; i++)
		take_generation(l, &list->rows[i]);
	if (list->more)
		(void)err_set(&l->e, EUCLEAN, "more than %zu generations of "
		    "client accounts are live", list->n);
}

static void
take_leaked(void *arg, const struct err *failed,
    const struct generation_list *list)
{
	struct loading	*l = arg;
	size_t		 i;

	if (failed != NULL) {
		l->e = *failed;
		return;
	}
	for (i = 0; i < list->n; i++)
		mark_leaked(l->r, list->rows[i].account);
}

static void
take_intents(void *arg, const struct err *failed,
    const struct intent_list *list)
{
	struct loading		*l = arg;
	const struct intent_row	*row;
	struct intent		*i;
	size_t			 k;

	if (failed != NULL) {
		l->e = *failed;
		return;
	}
	for (k = 0; k < list->n; k++) {
		row = &list->rows[k];
		i = intent_new(l->r, row->kind, &(struct generation){
		    .number = row->generation }, row->account);
		if (i == NULL || !book_set_blob(&i->verifier,
		    &i->verifier_len, row->verifier.data, row->verifier.len) ||
		    !book_set_blob(&i->password, &i->password_len,
		    row->password.data, row->password.len)) {
			intent_free(&i);
			(void)err_set(&l->e, ENOMEM, "out of memory");
			return;
		}
		i->id = row->id;
		i->state = row->state;
		text_copy(i->name, sizeof(i->name), row->name);
		TAILQ_INSERT_TAIL(&l->r->intents, i, link);
	}
}

int
rotation_load(struct rotation *r, struct err *e)
{
	struct loading	 l = { .r = r };

	if (store_pool(r->d->store, take_pool, &l) != 0 ||
	    store_cohorts(r->d->store, take_cohorts, &l) != 0 ||
	    store_generations(r->d->store, take_generations, &l) != 0 ||
	    store_generations_leaked(r->d->store, take_leaked, &l) != 0 ||
	    store_intents(r->d->store, take_intents, &l) != 0)
		return err_set(e, ENOMEM, "out of memory");
	store_wait(r->d->store);
	*e = l.e;
	return -l.e.code;
}
