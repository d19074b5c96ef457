/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surveys: asked for, run, and what comes of them. */
#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/cap/blobs.h"
#include "server/director/cap/masters.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/stock_int.h"
#include "server/director/director.h"
#include "server/timer.h"

struct look {
	struct stock_task	 task;		/* first */
	struct survey_order	 order;
	struct catalogue	*have;		/* counted */
	struct survey		*found;
	stock_done		*done;
	void			*arg;
};

/* --- alarms: one line for one fault --- */

static bool
is_known(const struct alarm *list, size_t n, const struct alarm *a)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i].bundle, a->bundle) == 0 &&
		    strcmp(list[i].text, a->text) == 0)
			return true;
	return false;
}

static bool
is_named(const struct alarm *list, size_t n, const char *bundle)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i].bundle, bundle) == 0)
			return true;
	return false;
}

static void
add_alarm(struct alarm *list, size_t *n, const char *bundle,
    const char *text)
{
	if (*n == ALARMS_MAX)
		return;
	text_copy(list[*n].bundle, sizeof(list->bundle), bundle);
	text_copy(list[*n].text, sizeof(list->text), text);
	++*n;
}

static void
tell_alarms(const struct stock *s, const struct alarm *fresh, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (!is_known(s->alarms, s->nalarms, &fresh[i]))
			log_warn("components: %s: %s: what clients are shown "
			    "stays", VIS(fresh[i].bundle), fresh[i].text);
	for (i = 0; i < s->nalarms; i++)
		if (!is_named(fresh, n, s->alarms[i].bundle))
			log_info("components: %s is right again",
			    VIS(s->alarms[i].bundle));
}

static void
raise_alarms(struct stock *s)
{
	const struct survey_bundle	*b;
	struct alarm			*fresh;
	size_t				 i, n = 0;

	fresh = calloc(ALARMS_MAX, sizeof(*fresh));
	if (fresh == NULL)
		return;
	for (i = 0; i < s->seen->n; i++) {
		b = &s->seen->bundle[i];
		if (b->state == STATE_BAD || (b->state == STATE_TAKEN &&
		    b->problem != NULL))
			add_alarm(fresh, &n, b->name, b->problem);
	}
	if (s->seen->crowded != NULL)
		add_alarm(fresh, &n, MASTERS_COMPONENTS, s->seen->crowded);
	if (s->seen->damage != NULL)
		add_alarm(fresh, &n, "published files", s->seen->damage);
	tell_alarms(s, fresh, n);
	memcpy(s->alarms, fresh, n * sizeof(*fresh));
	s->nalarms = n;
	free(fresh);
}

/* --- the end of a survey --- */

static void
free_look(struct look *l)
{
	survey_free(&l->found);
	catalogue_unref(&l->have);
	free(l);
}

static void
answer(struct look *l, const struct err *failed)
{
	if (l->done != NULL)
		l->done(l->arg, failed, l->task.stock->have);
	free_look(l);
}

static void
committed(void *arg, const struct err *failed)
{
	answer(arg, failed);
}

static size_t
list_taken(const struct survey *found, const struct bundle **with)
{
	size_t	 i, n = 0;

	for (i = 0; i < found->n; i++)
		if (found->bundle[i].state == STATE_TAKEN)
			with[n++] = &found->bundle[i].as;
	return n;
}

static void
log_taken(const struct bundle *const *with, size_t n)
{
	char	 version[VERSION_TEXT_SIZE];
	size_t	 i;

	for (i = 0; i < n; i++)
		if (with[i]->version.nfield > 0)
			log_info("components: %s %s was taken [files=%zu]",
			    VIS(with[i]->name), version_text(
			    &with[i]->version, version), with[i]->nfile);
		else
			log_info("components: %s was taken [files=%zu]",
			    VIS(with[i]->name), with[i]->nfile);
}

static void
end_trial(struct look *l, const struct bundle *const *with, size_t n)
{
	struct catalogue	*after = catalogue_with(l->have, with, n);
	struct err		 e;

	if (after == NULL)
		(void)err_set(&e, ENOMEM, "out of memory");
	if (l->done != NULL)
		l->done(l->arg, after == NULL ? &e : NULL, after);
	catalogue_unref(&after);
	free_look(l);
}

static bool
somebody_copies(const struct survey *found)
{
	size_t	 i;

	for (i = 0; i < found->n; i++)
		if (found->bundle[i].state == STATE_COPYING)
			return true;
	return false;
}

static void
get_ready(struct stock *s)
{
	if (s->ready)
		return;
	s->ready = true;
	publisher_stock_ready(s->d);
}

/* The survey becomes the one that the next is compared with. */
static void
end_look(struct look *l, const struct bundle *const *with, size_t n)
{
	struct stock_change	 change = { .with = with, .n = n };
	struct stock		*s = l->task.stock;

	survey_free(&s->seen);
	s->seen = l->found;
	l->found = NULL;
	raise_alarms(s);
	s->copying = somebody_copies(s->seen);
	get_ready(s);
	stock_arm_scan(s);
	if (n == 0) {
		answer(l, NULL);
		return;
	}
	log_taken(with, n);
	stock_put(s->d, &change, committed, l);
}

static void
looked(struct stock_task *t)
{
	const struct bundle	*with[COMPONENTS_MAX + MASTER_FOLDERS];
	struct look		*l = (struct look *)t;
	struct err		 e;
	size_t			 n;

	if (t->cancelled || l->found == NULL) {
		(void)err_set(&e, t->cancelled ? EAGAIN : ENOMEM,
		    t->cancelled ? "too much file work is waiting" :
		    "out of memory");
		stock_arm_scan(t->stock);
		answer(l, &e);
		return;
	}
	n = list_taken(l->found, with);
	if (l->order.mode == SURVEY_TRIAL)
		end_trial(l, with, n);
	else
		end_look(l, with, n);
}

/* --- the survey itself --- */

static bool
is_wanted(void *arg, const uint8_t sha256[32])
{
	const struct look	*l = arg;
	const struct bundle	*b;
	size_t			 i, k;

	for (i = 0; i < l->found->n; i++) {
		b = &l->found->bundle[i].as;
		for (k = 0; k < b->nfile; k++)
			if (memcmp(b->file[k].sha256, sha256, 32) == 0)
				return true;
	}
	return catalogue_has(l->have, sha256);
}

static void
run_look(struct stock_task *t)
{
	struct look	*l = (struct look *)t;

	l->found = survey_take(&l->order);
	if (l->found != NULL && l->order.mode == SURVEY_DEEP)
		blobs_sweep(l->order.blobs_fd, is_wanted, l);
}

/* When it is its turn: what is in force may have changed meanwhile. */
static void
begin_look(struct stock_task *t)
{
	struct look		*l = (struct look *)t;
	struct stock		*s = t->stock;
	struct publisher_status	 now;

	publisher_status(s->d, &now);
	l->have = catalogue_ref(s->have);
	/* While something is damaged: until somebody brings it. */
	l->order.every_blob = l->order.mode == SURVEY_DEEP ||
	    (s->seen != NULL && s->seen->damage != NULL);
	l->order.masters_fd = s->d->masters_fd;
	l->order.blobs_fd = s->blobs_fd;
	l->order.sets_fd = publisher_sets_fd(s->d);
	l->order.set = now.serial;
	l->order.settle_ms = s->d->env->config.masters_settle;
	l->order.have = l->have;
	l->order.before = s->seen;
	l->order.now = mono_now();
	l->order.wall = wall_now();
}

int
stock_look(struct director *d, enum survey_mode mode, stock_done *done,
    void *arg, struct err *e)
{
	struct look	*l = calloc(1, sizeof(*l));

	if (l == NULL)
		return err_set(e, ENOMEM, "out of memory");
	l->task.begin = begin_look;
	l->task.run = run_look;
	l->task.done = looked;
	l->order.mode = mode;
	l->done = done;
	l->arg = arg;
	stock_queue(d, &l->task);
	return 0;
}

/* --- by timer --- */

void
stock_arm_scan(struct stock *s)
{
	const struct config	*c = &s->d->env->config;
	int64_t			 ms = c->masters_interval;

	if (s->stopping)
		return;
	if (!s->ready)
		ms = 0;
	else if (s->copying && c->masters_settle < ms)
		ms = c->masters_settle;
	timer_after(&s->scan, ms);
}

static void
on_scan(evutil_socket_t fd, short what, void *arg)
{
	struct stock	*s = arg;
	struct err	 e;

	(void)fd;
	(void)what;
	if (stock_look(s->d, SURVEY_SCAN, NULL, NULL, &e) != 0)
		timer_after(&s->scan, s->d->env->config.masters_interval);
}

void
stock_scan_timer(struct stock *s)
{
	(void)event_assign(&s->scan, s->d->env->base, -1, 0, on_scan, s);
}
