/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_rollout - newer versions on their way through rings of clients. */
#include <stdio.h>

#include "base/text.h"
#include "server/director/cap/rollout.h"
#include "server/director/client/enrolled.h"
#include "server/director/control/errand.h"
#include "store/rollout.h"

#define CLIENTS_MAX	100	/* that are listed */

/* --- status --- */

/* What the next step waits for. */
static const char *
waits_for(const struct rollout_view *v, char dst[static 160])
{
	const struct ring_count	*c = &v->count;
	const uint64_t		 enough = ((uint64_t)c->clients *
				    ROLLOUT_ENOUGH + 99) / 100;

	if (v->state == ROLLOUT_HALTED)
		(void)snprintf(dst, 160, "%.80s; component rollout resume, or "
		    "a better version", v->why);
	else if (v->state == ROLLOUT_PAUSED)
		(void)snprintf(dst, 160, "component rollout resume (%.60s)",
		    v->why);
	else if (v->percent == 0)
		(void)snprintf(dst, 160, "the first ring is about to begin");
	else
		(void)snprintf(dst, 160, "%llu more that have it",
		    (unsigned long long)(enough > c->upgraded ?
		    enough - c->upgraded : 0));
	return dst;
}

static void
tell(struct errand *r, const struct rollout_view *v)
{
	char	 from[VERSION_TEXT_SIZE], to[VERSION_TEXT_SIZE], text[160];

	ERRAND_ROW(r, &table_rollouts, TEXT(v->component),
	    TEXT(version_text(&v->from, from)),
	    TEXT(version_text(&v->to, to)),
	    TEXT(rollout_state_name(v->state)), NUMBER(v->percent),
	    NUMBER(v->count.clients), NUMBER(v->count.upgraded),
	    NUMBER(v->count.failed), NUMBER(v->count.waiting),
	    NUMBER(v->count.silent), TIME(v->turned),
	    v->state == ROLLOUT_RUNNING ? TIME((struct wall){ wall_now().us +
	    v->left_ms * 1000 }) : NOTHING, TEXT(waits_for(v, text)));
	if (v->state == ROLLOUT_HALTED)
		r->exit = CONTROL_DEGRADED;
}

static void
tell_client(struct errand *r, const struct rollout_view *v,
    const struct component_told *t)
{
	const struct ring_client	*x;
	const struct enrolled		*e = enrolled_find(r->d, &t->client);
	char				 id[GUID_TEXT_SIZE];

	x = ring_clients_find(v->clients, &t->client);
	if (x == NULL || !ring_counts(v->clients, x) ||
	    x->state == RING_UPGRADED || r->count >= CLIENTS_MAX)
		return;
	r->count++;
	ERRAND_ROW(r, &table_ring_clients, TEXT(e == NULL ?
	    guid_text(&t->client, id) : e->name),
	    TEXT(ring_is_failed(v->clients, x) ? "failed" :
	    x->turn == v->clients->turn ? "waiting" : "silent"),
	    t->version[0] == '\0' ? NOTHING : TEXT(t->version), TIME(t->told),
	    TEXT(t->why));
}

static errand_run	next_clients;

static void
got_clients(void *arg, const struct err *failed,
    const struct component_told_list *list)
{
	struct errand		*r = arg;
	struct rollout_view	 v;
	size_t			 i;
	bool			 is_there;

	is_there = rollout_of(r->d, errand_text(r, "component"), &v);
	for (i = 0; failed == NULL && is_there && i < list->n; i++)
		tell_client(r, &v, &list->rows[i]);
	if (failed == NULL && list->n > 0)
		(void)guid_text(&list->rows[list->n - 1].client,
		    r->after.text);
	errand_page(r, failed, failed == NULL && list->more && is_there &&
	    r->count < CLIENTS_MAX, next_clients);
}

static void
next_clients(struct errand *r)
{
	struct guid	 after;

	errand_asked(r, store_components_told(r->d->store, errand_text(r,
	    "component"), r->after.text[0] != '\0' &&
	    guid_parse(r->after.text, &after) ? &after : NULL, got_clients,
	    r));
}

void
verb_run_COMPONENT_ROLLOUT_STATUS(struct errand *r)
{
	const char		*component = errand_text(r, "component");
	struct rollout_view	 v;
	size_t			 i;

	if (component == NULL) {
		for (i = 0; rollout_at(r->d, i, &v); i++)
			tell(r, &v);
		errand_done(r);
	} else if (!rollout_of(r->d, component, &v))
		errand_end(r, CONTROL_FAILED, "sitectl component list tells "
		    "what clients are shown", "no version of %s is on its way "
		    "through rings", VIS(component));
	else {
		tell(r, &v);
		next_clients(r);
	}
}

/* --- pause, resume --- */

static struct rollout_wish
wish_of(struct errand *r, bool resume)
{
	return (struct rollout_wish){ .component = errand_text(r,
	    "component"), .resume = resume, .audit = &r->audit };
}

static void
obeyed(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	errand_end(r, CONTROL_DONE, "sitectl component rollout status tells "
	    "how it goes", "%s", r->after.number != 0 ? "it goes on" :
	    "nobody further gets it");
}

static void
obey(struct errand *r, bool resume)
{
	const struct rollout_wish	 w = wish_of(r, resume);
	struct err			 e;
	bool				 dry_run = r->q.dry_run;
	int				 rc;

	r->after.number = resume;
	rc = dry_run ? rollout_may(r->d, &w, &e) :
	    rollout_wish(r->d, &w, obeyed, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (dry_run)
		errand_end_dry(r, resume ? "it would go on" : "nobody further "
		    "would get it");
}

void
verb_run_COMPONENT_ROLLOUT_PAUSE(struct errand *r)
{
	obey(r, false);
}

void
verb_run_COMPONENT_ROLLOUT_RESUME(struct errand *r)
{
	obey(r, true);
}
