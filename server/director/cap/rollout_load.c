/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rollout_load - roll-outs, and what clients told, from the store. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/cap/masters.h"
#include "server/director/cap/rollout_int.h"
#include "server/director/ccm/lease_rules.h"

/* --- roll-outs, at start --- */

struct loading {
	struct rollouts	*all;
	struct batch	*lost;		/* ends those that cannot go on */
	struct err	 e;
};

/* Both versions, as it left them. */
static bool
has_both(const struct director *d, const struct rollout *r)
{
	const struct catalogue	*c = stock_catalogue(d);
	const struct bundle	*to;
	char			 name[160];

	(void)snprintf(name, sizeof(name), MASTERS_COMPONENTS "/%s",
	    r->component);
	to = catalogue_find(c, name);
	(void)snprintf(name, sizeof(name), MASTERS_COMPONENTS "/%s"
	    BUNDLE_BEFORE, r->component);
	return to != NULL && version_compare(&to->version, &r->to) == 0 &&
	    catalogue_find(c, name) != NULL;
}

static void
take(struct loading *l, const struct rollout_row *row)
{
	const int64_t	 wait = l->all->d->env->config.rollout_wait;
	struct rollout	*r = rollout_make(l->all, row->component);

	if (r == NULL || !version_parse(row->from, &r->from) ||
	    !version_parse(row->to, &r->to)) {
		(void)err_set(&l->e, r == NULL ? ENOMEM : EUCLEAN,
		    "the roll-out of %s cannot be read", VIS(row->component));
		if (r != NULL)
			free(r);
		return;
	}
	r->now.state = (enum rollout_state)row->state;
	r->now.percent = row->percent;
	r->now.below = row->below;
	r->now.turn = row->turn;
	r->now.deadline = lease_recall(&row->deadline, row->written, wait,
	    wait);
	text_copy(r->now.why, sizeof(r->now.why), row->why);
	r->began = row->began;
	r->turned = row->written;
	rollout_insert(r);
	if (has_both(l->all->d, r))
		return;
	log_error("rollout: of %s one version is lost: all clients are shown "
	    "the other", VIS(r->component));
	store_rollout_end(l->lost, r->component);
	rollout_drop(r);
}

static void
took(void *arg, const struct err *failed, const struct rollout_list *list)
{
	struct loading	*l = arg;
	size_t		 i;

	if (failed != NULL)
		l->e = *failed;
	for (i = 0; failed == NULL && i < list->n && l->e.code == 0; i++)
		take(l, &list->rows[i]);
}

static void
ended(void *arg, const struct err *failed)
{
	struct loading	*l = arg;

	if (failed != NULL)
		l->e = *failed;
}

int
rollouts_load(struct rollouts *all, struct err *e)
{
	struct loading	 l = { .all = all, .lost = store_batch_new() };

	if (l.lost == NULL || store_rollouts(all->d->store, took, &l) != 0) {
		store_batch_free(&l.lost);
		return err_set(e, ENOMEM, "store: out of memory");
	}
	store_wait(all->d->store);
	if (store_submit(all->d->store, &l.lost, ended, &l) != 0)
		(void)err_set(&l.e, ENOMEM, "store: out of memory");
	store_wait(all->d->store);
	if (l.e.code != 0)
		*e = l.e;
	return -l.e.code;
}

/* --- clients --- */

void
rollout_take_client(struct rollout *r, const struct component_told *t)
{
	struct ring_client	 x = {
		.guid = t->client, .state = RING_OLD, .turn = t->turn,
		.told = t->told,
		.slot = ring_slot(r->all->d->site.public_key, &t->client),
	};
	struct version		 v;

	if (version_parse(t->version, &v) &&
	    version_compare(&v, &r->to) >= 0)
		x.state = RING_UPGRADED;
	else if (version_parse(t->failed, &v) &&
	    version_compare(&v, &r->to) == 0)
		x.state = RING_FAILED;
	if (ring_clients_put(&r->clients, &x) != 0)
		log_error("rollout: %s: a client is not counted: out of "
		    "memory", VIS(r->component));
}

static void	ask(struct rollout *, const struct guid *after);

static void
took_clients(void *arg, const struct err *failed,
    const struct component_told_list *list)
{
	struct rollout	*r = arg;
	size_t		 i;

	r->loading = false;
	if (r->gone) {
		rollout_drop(r);
		return;
	}
	if (failed != NULL) {
		r->blind = true;
		log_error("rollout: %s takes no step: %s", VIS(r->component),
		    failed->text);
	}
	/* One that is there already has told since. */
	for (i = 0; failed == NULL && i < list->n; i++)
		if (ring_clients_find(&r->clients, &list->rows[i].client) ==
		    NULL)
			rollout_take_client(r, &list->rows[i]);
	if (failed == NULL && list->more)
		ask(r, &list->rows[list->n - 1].client);
	else
		rollout_judge_soon(r->all);
}

static void
ask(struct rollout *r, const struct guid *after)
{
	r->loading = store_components_told(r->all->d->store, r->component,
	    after, took_clients, r) == 0;
	r->blind = !r->loading;
	if (r->blind)
		log_error("rollout: %s takes no step: out of memory",
		    VIS(r->component));
}

void
rollout_load_clients(struct rollout *r)
{
	struct wall	 alive = rollout_alive(r->all);

	alive.us -= wall_now().us - r->turned.us;
	ring_clients_turn(&r->clients, r->now.below, r->now.turn, alive);
	ask(r, NULL);
}
