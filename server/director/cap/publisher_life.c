/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publisher_life - from the store at start, then by timers: every file is
 * compared with what it should be, old sets go, the manifest is renewed
 * before it runs out.
 */
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "server/director/cap/publisher_int.h"
#include "server/director/cap/stock.h"
#include "server/timer.h"
#include "store/publication.h"
#include "store/sitecontrol.h"

#define PRUNE_MS	60000
/* Longer than a tree may be pinned to a set (server/worker/cap_set.c). */
#define KEEP_MS		(20 * 60 * 1000)

/* --- start --- */

struct loading {
	struct publisher	*p;
	struct err		 e;
};

static void
take_control(void *arg, const struct err *failed,
    const struct sitecontrol_list *list)
{
	struct loading	*l = arg;

	if (failed != NULL)
		l->e = *failed;
	else if (list->n > 0)
		(void)site_take(l->p, "the site control file in the store",
		    rd_over(list->rows[0].content.data,
		    list->rows[0].content.len), list->rows[0].serial, &l->e);
}

/* A crash came after the rename: readers have seen it, so it counts. */
static void
adopt(struct publisher *p, uint64_t serial, struct batch *b)
{
	struct err	 e;

	set_free(&p->current);
	if (set_load(&p->place, serial, &p->current, &e) != 0) {
		log_warn("publish: set %llu was not finished: %s",
		    (unsigned long long)serial, e.text);
		return;
	}
	store_publication_publish(b, serial,
	    p->current->files[p->current->manifest.nfile].sha256,
	    wall_now());
	p->published = wall_now();
	log_info("publish: set %llu was in place before the last end and is "
	    "in force", (unsigned long long)serial);
}

static void
noted(void *arg, const struct err *failed)
{
	struct loading	*l = arg;

	if (failed != NULL)
		l->e = *failed;
}

static void
take_publications(void *arg, const struct err *failed,
    const struct publication_list *list)
{
	struct loading			*l = arg;
	const struct publication_row	*row;
	struct publisher		*p = l->p;
	struct batch			*b = store_batch_new();
	size_t				 i;

	if (failed != NULL) {
		l->e = *failed;
		store_batch_free(&b);
		return;
	}
	for (i = 0; i < list->n && p->current == NULL; i++) {
		row = &list->rows[i];	/* newest first */
		if (row->state == PUBLICATION_BUILDING)
			adopt(p, row->serial, b);
		else if (row->state == PUBLICATION_PUBLISHED) {
			p->published = row->ended;
			if (set_load(&p->place, row->serial, &p->current,
			    &l->e) != 0) {
				log_error("publish: %s: it is made again",
				    l->e.text);
				l->e.code = 0;
				break;
			}
		}
	}
	if (p->current != NULL)
		publisher_learn(p);
	store_publication_abandon(b, wall_now());
	if (store_submit(p->d->store, &b, noted, l) != 0)
		(void)err_set(&l->e, ENOMEM, "store: out of memory");
}

/* Whoever reads an old one may go on for a while. */
static void
take_old(void *arg, uint64_t serial)
{
	struct publisher	*p = arg;

	if (p->current == NULL || serial != p->current->serial)
		old_set_add(p, serial);
}

static void
count_one(void *arg, uint64_t serial)
{
	(void)serial;
	++*(size_t *)arg;
}

static size_t
sets_count(const struct publisher *p)
{
	size_t	 n = 0;

	set_each(p->place.sets_fd, count_one, &n);
	return n;
}

static void
find_highest(void *arg, uint64_t serial)
{
	uint64_t	*highest = arg;

	if (serial > *highest)
		*highest = serial;
}

/*
 * A change that was committed right before the last end, another domain in
 * sited.conf, a sited that writes files otherwise: what is in force may not
 * be what would be published now.
 */
static bool
is_up_to_date(struct publisher *p)
{
	struct set	*fresh = NULL;
	struct buf	 payload;
	struct err	 e;
	uint64_t	 highest = 0;
	bool		 same;

	set_each(p->place.sets_fd, find_highest, &highest);
	if (p->current == NULL || highest > p->current->serial)
		return false;	/* the store is older: readers saw a later */
	buf_init(&payload, MANIFEST_SIZE_MAX);
	same = publisher_make(p, p->current->serial,
	    stock_catalogue(p->d), &fresh, &payload, &e) == 0 && set_same(fresh, p->current);
	set_free(&fresh);
	buf_free(&payload);
	return same;
}

static int
load(struct publisher *p, struct err *e)
{
	struct loading			 l = { .p = p };
	struct sitecontrol_query	 last = { .last = true };
	struct publication_query	 recent = { .limit = 64 };

	if (store_sitecontrols(p->d->store, &last, take_control, &l) != 0 ||
	    store_publications(p->d->store, &recent, take_publications, &l)
	    != 0)
		return err_set(e, ENOMEM, "store: out of memory");
	store_wait(p->d->store);
	if (l.e.code != 0) {
		*e = l.e;
		return -e->code;
	}
	set_each(p->place.sets_fd, take_old, p);
	p->wanted = p->site_control != 0 && !is_up_to_date(p);
	p->verified = p->current == NULL ? (struct wall){ 0 } : wall_now();
	return 0;
}

/* --- verification --- */

static struct publisher *
of_check(struct iojob *job)
{
	return (struct publisher *)((char *)job -
	    offsetof(struct publisher, check));
}

static void
run_check(struct iojob *job)
{
	struct publisher	*p = of_check(job);

	p->check_error = (struct err){ 0 };
	(void)set_verify(p->current, &p->place, &p->check_error);
}

static void
checked(struct iojob *job)
{
	struct publisher	*p = of_check(job);

	p->checking = false;
	if (p->wanted)
		timer_after(&p->soon, 0);
	timer_after(&p->check_timer, p->d->env->config.verify_interval);
	if (job->cancelled)
		return;
	if (p->check_error.code == 0) {
		p->verified = wall_now();
		return;
	}
	log_error("publish: %s: the set is made again",
	    p->check_error.text);
	publisher_wanted(p->d, "a published file is not as it should be");
}

/* Not while a round is on: it would free what is being looked at. */
static void
check_set(struct publisher *p)
{
	if (p->current == NULL || p->state != PUB_IDLE || p->checking ||
	    p->stopping) {
		timer_after(&p->check_timer, p->d->env->config.verify_interval);
		return;
	}
	p->checking = true;
	p->check = (struct iojob){ .run = run_check, .done = checked };
	if (iopool_submit(p->d->pool, &p->check) != 0) {
		p->checking = false;
		timer_after(&p->check_timer, 1000);
	}
}

static void
looked(void *arg, const struct err *failed, const struct catalogue *after)
{
	(void)failed;
	(void)after;
	check_set(arg);
}

/* Masters and contents first: the set has links of them. */
static void
on_check(evutil_socket_t fd, short what, void *arg)
{
	struct publisher	*p = arg;
	struct err		 e;

	(void)fd;
	(void)what;
	if (stock_look(p->d, SURVEY_DEEP, looked, p, &e) != 0)
		check_set(p);
}

/* --- renewal and pruning --- */

static void
on_renew(evutil_socket_t fd, short what, void *arg)
{
	struct publisher	*p = arg;

	(void)fd;
	(void)what;
	publisher_wanted(p->d, "the manifest runs out");
}

/* Half of its time before it runs out, so that nobody meets an old one. */
void
publisher_plan_renewal(struct publisher *p)
{
	int64_t	 left;

	if (p->current == NULL)
		return;
	left = (p->current->manifest.valid_until.us - wall_now().us) / 1000 -
	    p->d->env->config.manifest_valid / 2;
	timer_after(&p->renew_timer, left < 0 ? 0 : left);
}

void
old_set_add(struct publisher *p, uint64_t serial)
{
	struct old_set	*o = calloc(1, sizeof(*o));

	if (o == NULL)
		return;		/* its folder stays until the next start */
	o->serial = serial;
	o->since = mono_now();
	STAILQ_INSERT_TAIL(&p->old, o, link);
}

struct pruning {
	struct iojob	 job;		/* first */
	int		 sets_fd;
	uint64_t	 serial;
};

static void
run_prune(struct iojob *job)
{
	struct pruning	*r = (struct pruning *)job;

	set_remove(r->sets_fd, r->serial);
}

static void
pruned(struct iojob *job)
{
	free(job);
}

static void
on_prune(evutil_socket_t fd, short what, void *arg)
{
	struct publisher	*p = arg;
	struct old_set		*o;
	struct pruning		*r;

	(void)fd;
	(void)what;
	timer_after(&p->prune_timer, PRUNE_MS);
	while ((o = STAILQ_FIRST(&p->old)) != NULL &&
	    mono_ms_between(o->since, mono_now()) >= KEEP_MS) {
		r = calloc(1, sizeof(*r));
		if (r == NULL)
			return;
		*r = (struct pruning){ { .run = run_prune, .done = pruned },
		    p->place.sets_fd, o->serial };
		if (iopool_submit(p->d->pool, &r->job) != 0) {
			free(r);
			return;
		}
		STAILQ_REMOVE_HEAD(&p->old, link);
		free(o);
	}
}

/* --- life --- */

int
publisher_new(struct director *d, struct err *e)
{
	struct publisher	*p = calloc(1, sizeof(*p));
	char			 path[CONFIG_PATH_MAX];

	if (p == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->publisher = p;
	p->d = d;
	STAILQ_INIT(&p->waiting);
	STAILQ_INIT(&p->served);
	STAILQ_INIT(&p->old);
	STAILQ_INIT(&p->turns);
	sitectrl_init(&p->file);
	buf_init(&p->payload, MANIFEST_SIZE_MAX);
	publisher_timers(p);
	(void)event_assign(&p->check_timer, d->env->base, -1, 0, on_check, p);
	(void)event_assign(&p->prune_timer, d->env->base, -1, 0, on_prune, p);
	(void)event_assign(&p->renew_timer, d->env->base, -1, 0, on_renew, p);
	p->place.blobs_fd = stock_blobs_fd(d);
	config_path(&d->env->config, "cap/sets", path);
	p->place.sets_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->place.sets_fd == -1)
		return err_sys(e, "folder %s", path);
	set_sweep(p->place.sets_fd);
	/* A store that was lost or emptied must not become a site anew. */
	if (d->site.is_new && sets_count(p) > 0)
		return err_set(e, EUCLEAN, "the store is empty, but %s holds "
		    "what a site has published: restore a backup of the "
		    "store, or move cap away to begin a new site", path);
	return load(p, e);
}

void
publisher_start(struct director *d)
{
	struct publisher	*p = d->publisher;

	timer_after(&p->check_timer, d->env->config.verify_interval);
	timer_after(&p->prune_timer, PRUNE_MS);
	publisher_plan_renewal(p);
}

void
publisher_reconfigured(struct director *d)
{
	timer_after(&d->publisher->check_timer, d->env->config.verify_interval);
	publisher_plan_renewal(d->publisher);
}

void
publisher_stop(struct director *d)
{
	struct publisher	*p = d->publisher;

	p->stopping = true;
	(void)event_del(&p->soon);
	(void)event_del(&p->deadline);
	(void)event_del(&p->check_timer);
	(void)event_del(&p->prune_timer);
	(void)event_del(&p->renew_timer);
}

void
publisher_free(struct publisher **pp)
{
	struct publisher	*p = *pp;
	struct old_set		*o;
	struct site_turn	*t;

	if (p == NULL)
		return;
	*pp = NULL;
	set_free(&p->making);
	set_free(&p->current);
	while ((o = STAILQ_FIRST(&p->old)) != NULL) {
		STAILQ_REMOVE_HEAD(&p->old, link);
		free(o);
	}
	while ((t = STAILQ_FIRST(&p->turns)) != NULL) {
		STAILQ_REMOVE_HEAD(&p->turns, link);
		free(t);
	}
	buf_free(&p->payload);
	sitectrl_free(&p->file);
	(void)close(p->place.sets_fd);
	free(p);
}

/* --- status --- */

int
publisher_sets_fd(const struct director *d)
{
	return d->publisher->place.sets_fd;
}

void
publisher_status(const struct director *d, struct publisher_status *s)
{
	const struct publisher	*p = d->publisher;

	*s = (struct publisher_status){
		.site_control = p->site_control,
		.published = p->published,
		.verified = p->verified,
		.busy = p->state != PUB_IDLE,
		.alarm = p->alarm,
	};
	if (p->current == NULL)
		return;
	s->serial = p->current->serial;
	s->valid_until = p->current->manifest.valid_until;
	s->files = (uint32_t)p->current->nfiles;
	s->bytes = p->current->bytes;
}

const struct site *
publisher_site(const struct director *d)
{
	return d->publisher->site_control == 0 ? NULL : &d->publisher->site;
}

bool
publisher_file(const struct director *d, uint32_t i,
    struct publisher_file *out)
{
	const struct set	*s = d->publisher->current;

	if (s == NULL || i >= s->nfiles)
		return false;
	*out = (struct publisher_file){ s->files[i].path, s->files[i].size,
	    s->files[i].sha256 };
	return true;
}

bool
publisher_content(const struct director *d, const char *path, struct rd *out)
{
	const struct set	*s = d->publisher->current;
	const struct set_file	*f = s == NULL ? NULL : set_find(s, path);

	if (f == NULL || f->is_blob || f->content.len != f->size)
		return false;
	*out = rd_over(f->content.data, f->content.len);
	return true;
}
