/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "server/director/cap/blobs.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/rollout.h"
#include "server/director/cap/stock_int.h"
#include "server/director/director.h"
#include "store/bundle.h"

/* --- tasks --- */

static struct stock_task *
of_job(struct iojob *job)
{
	return (struct stock_task *)job;
}

static void
run_task(struct iojob *job)
{
	of_job(job)->run(of_job(job));
}

static void
task_done(struct iojob *job)
{
	struct stock_task	*t = of_job(job);
	struct stock		*s = t->stock;

	STAILQ_REMOVE_HEAD(&s->tasks, next);
	t->cancelled = job->cancelled;
	t->done(t);
	s->running = false;
	stock_next(s);
}

void
stock_next(struct stock *s)
{
	struct stock_task	*t = STAILQ_FIRST(&s->tasks);

	if (t == NULL || s->running || s->committing || s->stopping)
		return;
	s->running = true;
	if (t->begin != NULL)
		t->begin(t);
	t->job = (struct iojob){ .run = run_task, .done = task_done };
	if (iopool_submit(s->d->pool, &t->job) == 0)
		return;
	t->job.cancelled = true;	/* too much is waiting */
	task_done(&t->job);
}

void
stock_queue(struct director *d, struct stock_task *t)
{
	struct stock	*s = d->stock;

	t->stock = s;
	t->cancelled = false;
	STAILQ_INSERT_TAIL(&s->tasks, t, next);
	stock_next(s);
}

/* --- changes --- */

struct putting {
	struct stock		*s;
	struct catalogue	*next;
	struct rollout_put	*rings;
	stock_committed		*done;
	void			*arg;
};

static void
put_done(void *arg, const struct err *failed)
{
	struct putting	*p = arg;
	struct stock	*s = p->s;

	s->committing = false;
	if (failed == NULL) {
		catalogue_unref(&s->have);
		s->have = p->next;
		p->next = NULL;
		publisher_wanted(s->d, "what operators brought was taken");
	} else
		log_error("components: %s", failed->text);
	catalogue_unref(&p->next);
	rollouts_put_done(s->d, &p->rings, failed);
	p->done(p->arg, failed);
	free(p);
	stock_next(s);
}

static void
store_one(struct batch *b, const struct bundle *bundle)
{
	struct bundle_file_row	*files;
	char			 version[VERSION_TEXT_SIZE] = "";
	struct bundle_row	 row = {
		.name = bundle->name,
		.since = bundle->since,
		.who = bundle->who,
		.reason = bundle->reason,
		.version = version,
	};
	size_t			 i;

	files = calloc(bundle->nfile + 1, sizeof(*files));
	if (files == NULL)
		return;
	for (i = 0; i < bundle->nfile; i++) {
		files[i].path = bundle->file[i].path;
		files[i].size = bundle->file[i].size;
		memcpy(files[i].sha256, bundle->file[i].sha256, 32);
	}
	if (bundle->version.nfield > 0)
		(void)version_text(&bundle->version, version);
	row.files = files;
	row.nfiles = bundle->nfile;
	store_bundle_put(b, &row);
	free(files);
}

/* With older versions that some clients go on seeing. */
static bool
make_next(struct stock *s, const struct stock_change *c, struct putting *p,
    struct batch *b)
{
	const struct bundle *const	*more;
	const struct bundle		**with;
	size_t				 i, n;

	p->rings = rollouts_put(s->d, c, b);
	if (p->rings == NULL)
		return false;
	more = rollout_put_more(p->rings, &n);
	with = calloc(c->n + n + 1, sizeof(*with));
	for (i = 0; with != NULL && i < c->n + n; i++)
		with[i] = i < c->n ? c->with[i] : more[i - c->n];
	if (with != NULL)
		p->next = catalogue_with(s->have, with, c->n + n);
	free(with);
	if (p->next == NULL)
		rollouts_put_done(s->d, &p->rings, &(struct err){
		    .code = ENOMEM });
	return p->next != NULL;
}

static void
store_more(struct batch *b, const struct rollout_put *rings)
{
	const struct bundle *const	*more;
	size_t				 i, n;

	more = rollout_put_more(rings, &n);
	for (i = 0; i < n; i++)
		store_one(b, more[i]);
}

void
stock_put(struct director *d, const struct stock_change *c,
    stock_committed *done, void *arg)
{
	struct stock	*s = d->stock;
	struct putting	*p = calloc(1, sizeof(*p));
	struct batch	*b = store_batch_new();
	struct err	 e;
	size_t		 i;

	if (p == NULL || b == NULL || !make_next(s, c, p, b)) {
		store_batch_free(&b);
		free(p);
		(void)err_set(&e, ENOMEM, "out of memory");
		done(arg, &e);
		return;
	}
	p->s = s;
	p->done = done;
	p->arg = arg;
	for (i = 0; i < c->n; i++)
		store_one(b, c->with[i]);
	store_more(b, p->rings);
	if (c->audit != NULL)
		(void)store_audit(b, c->audit);
	s->committing = true;
	if (store_submit(d->store, &b, put_done, p) != 0) {
		(void)err_set(&e, ENOMEM, "the store takes no more");
		put_done(p, &e);
	}
}

/* --- from the store --- */

struct loading {
	struct arena		 arena;
	struct bundle		*bundle;	/* room for all */
	size_t			 n, room;
	char			 path[512];	/* of the last file */
	char			 name[128];	/* of its bundle, or of the last */
	bool			 more;
	struct err		 e;
};

static const char *
keep(struct loading *l, const char *s)
{
	const char	*p = arena_text(&l->arena, s, strlen(s));

	return p == NULL ? "" : p;
}

static void
take_bundles(void *arg, const struct err *failed,
    const struct bundle_list *list)
{
	struct loading	*l = arg;
	struct bundle	*b;
	size_t		 i;

	if (failed != NULL)
		l->e = *failed;
	for (i = 0; failed == NULL && i < list->n && l->n < l->room; i++) {
		b = &l->bundle[l->n++];
		b->name = keep(l, list->rows[i].name);
		b->since = list->rows[i].since;
		b->who = keep(l, list->rows[i].who);
		b->reason = keep(l, list->rows[i].reason);
		(void)version_parse(list->rows[i].version, &b->version);
		(void)snprintf(l->name, sizeof(l->name), "%s", b->name);
	}
	l->more = failed == NULL && list->more && l->n < l->room;
}

static struct bundle *
bundle_named(struct loading *l, const char *name)
{
	size_t	 i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->bundle[i].name, name) == 0)
			return &l->bundle[i];
	return NULL;
}

static void
take_file(struct loading *l, const struct bundle_file_row *row)
{
	struct bundle		*b = bundle_named(l, row->bundle);
	struct component_file	*files;

	if (b == NULL)
		return;
	if (b->file == NULL)
		b->file = arena_array(&l->arena, master_folder_of(b->name)->
		    files, sizeof(*b->file));
	if (b->file == NULL || b->nfile == master_folder_of(b->name)->files)
		return;
	files = (struct component_file *)(uintptr_t)b->file;	/* ours yet */
	files[b->nfile].path = keep(l, row->path);
	files[b->nfile].size = row->size;
	memcpy(files[b->nfile++].sha256, row->sha256, 32);
}

static void
take_files(void *arg, const struct err *failed,
    const struct bundle_files *list)
{
	struct loading	*l = arg;
	size_t		 i;

	l->more = failed == NULL && list->more;
	if (failed != NULL)
		l->e = *failed;
	for (i = 0; failed == NULL && i < list->n; i++) {
		take_file(l, &list->rows[i]);
		(void)snprintf(l->name, sizeof(l->name), "%s",
		    list->rows[i].bundle);
		(void)snprintf(l->path, sizeof(l->path), "%s",
		    list->rows[i].path);
	}
}

/* The store sorts by bytes, we without case. */
static void
sort_files(struct loading *l)
{
	size_t	 i;

	for (i = 0; i < l->n; i++)
		if (l->bundle[i].nfile > 1)
			qsort((void *)(uintptr_t)l->bundle[i].file,
			    l->bundle[i].nfile, sizeof(*l->bundle[i].file),
			    component_file_order);
}

static int
read_all(struct stock *s, struct loading *l)
{
	int	 rc;

	do {
		rc = store_bundles(s->d->store, l->name, take_bundles, l);
		store_wait(s->d->store);
	} while (rc == 0 && l->more);
	l->name[0] = '\0';
	do {
		if (rc == 0)
			rc = store_bundle_files(s->d->store, l->name, l->path,
			    take_files, l);
		store_wait(s->d->store);
	} while (rc == 0 && l->more);
	return rc != 0 ? rc : -l->e.code;
}

/* An older version whose files did not come along with a backup. */
static bool
is_lost(const struct stock *s, const struct bundle *b)
{
	struct blob	 blob;
	size_t		 i;

	for (i = 0; bundle_is_before(b->name) && i < b->nfile; i++) {
		blob.size = b->file[i].size;
		memcpy(blob.sha256, b->file[i].sha256, sizeof(blob.sha256));
		if (blob_is_gone(s->blobs_fd, &blob))
			return true;
	}
	return false;
}

int
stock_load(struct stock *s, struct err *e)
{
	struct loading		 l = { .room = 2 * COMPONENTS_MAX +
				    MASTER_FOLDERS };
	const struct bundle	*with[2 * COMPONENTS_MAX + MASTER_FOLDERS];
	size_t			 i, n = 0;
	int			 rc;

	arena_init(&l.arena, (size_t)32 << 20);
	l.bundle = arena_array(&l.arena, l.room, sizeof(*l.bundle));
	rc = l.bundle == NULL ? -ENOMEM : read_all(s, &l);
	sort_files(&l);
	for (i = 0; i < l.n; i++)
		if (master_folder_of(l.bundle[i].name) != NULL &&
		    !is_lost(s, &l.bundle[i]))
			with[n++] = &l.bundle[i];
	if (rc == 0 && arena_ok(&l.arena))
		s->have = catalogue_with(NULL, with, n);
	arena_free(&l.arena);
	if (l.e.code != 0) {
		*e = l.e;
		return -e->code;
	}
	return s->have != NULL ? 0 : err_set(e, ENOMEM, "out of memory");
}

/* --- life --- */

static bool
is_in_catalogue(void *arg, const uint8_t sha256[32])
{
	return catalogue_has(arg, sha256);
}

int
stock_new(struct director *d, struct err *e)
{
	struct stock	*s = calloc(1, sizeof(*s));
	char		 path[CONFIG_PATH_MAX];
	int		 cap;

	if (s == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->stock = s;
	s->d = d;
	s->blobs_fd = -1;
	STAILQ_INIT(&s->tasks);
	stock_scan_timer(s);
	config_path(&d->env->config, "cap", path);
	cap = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cap == -1)
		return err_sys(e, "folder %s", path);
	s->blobs_fd = blobs_open(cap, e);
	(void)close(cap);
	if (s->blobs_fd < 0 || stock_load(s, e) != 0)
		return -e->code;
	/* What no commit followed may not have come to the disk whole. */
	blobs_sweep(s->blobs_fd, is_in_catalogue, s->have);
	return 0;
}

void
stock_start(struct director *d)
{
	stock_arm_scan(d->stock);
}

void
stock_reconfigured(struct director *d)
{
	if (d->stock->ready)
		stock_arm_scan(d->stock);
}

/* What never ran is told so; what runs is finished by the pool's end. */
void
stock_stop(struct director *d)
{
	struct stock		*s = d->stock;
	struct stock_task	*t, *first;

	s->stopping = true;
	(void)event_del(&s->scan);
	first = s->running ? STAILQ_FIRST(&s->tasks) : NULL;
	while ((t = first == NULL ? STAILQ_FIRST(&s->tasks) :
	    STAILQ_NEXT(first, next)) != NULL) {
		STAILQ_REMOVE(&s->tasks, t, stock_task, next);
		t->cancelled = true;
		t->done(t);
	}
}

void
stock_free(struct stock **sp)
{
	struct stock	*s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	survey_free(&s->seen);
	catalogue_unref(&s->have);
	if (s->blobs_fd >= 0)
		(void)close(s->blobs_fd);
	free(s);
}

/* --- looking --- */

bool
stock_is_ready(const struct director *d)
{
	return d->stock->ready;
}

struct catalogue *
stock_catalogue(const struct director *d)
{
	return d->stock->have;
}

int
stock_blobs_fd(const struct director *d)
{
	return d->stock->blobs_fd;
}

const struct survey *
stock_seen(const struct director *d)
{
	return d->stock->seen;
}

bool
stock_problem(const struct director *d, size_t i, struct stock_problem *out)
{
	const struct stock	*s = d->stock;

	if (i >= s->nalarms)
		return false;
	*out = (struct stock_problem){ s->alarms[i].bundle,
	    s->alarms[i].text };
	return true;
}
