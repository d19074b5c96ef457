/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/component.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/cap/blobs.h"
#include "server/director/cap/component_int.h"
#include "server/director/cap/masters.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/stock.h"
#include "server/director/director.h"
#include "server/pack_file.h"

#define COMPVER_MAX	65536

struct publishing {
	struct stock_task	 task;		/* first */
	struct director		*d;
	struct component_order	 q;
	struct audit_row	 audit;
	char			 who[64], verb[64], reason[256], detail[400];
	struct survey_order	 order;
	struct catalogue	*have;		/* counted */
	struct brought		 what;
	struct component_outcome out;
	struct err		 e;
	component_done		*done;
	void			*arg;
};

static const struct master_folder *
components_row(void)
{
	return master_folder_of(MASTERS_COMPONENTS);
}

/* --- reading the pack, in the pool --- */

/* The part behind the component's name, which all have; NULL: no. */
static const char *
path_below(struct publishing *p, const char *path)
{
	const char	*slash = strchr(path, '/');
	size_t		 n = slash == NULL ? 0 : (size_t)(slash - path);

	if (n == 0 || n >= sizeof(p->out.name))
		return NULL;
	if (p->out.name[0] == '\0')
		memcpy(p->out.name, path, n);
	return strlen(p->out.name) == n && memcmp(p->out.name, path, n) == 0 ?
	    slash + 1 : NULL;
}

static int
take_entry(struct publishing *p, const struct pack_file *pack,
    const struct pack_entry *e, uint64_t at)
{
	const char		*path = path_below(p, e->path);
	struct survey_bundle	*b = p->what.b;
	struct survey_file	*f = &b->file[b->nfile];
	struct err		 why;
	bool			 is_compver;

	if (path == NULL || master_is_ignored(path))
		return err_set(&p->e, EINVAL, "%s does not belong to a "
		    "component", VIS(e->path));
	is_compver = strcasecmp(path, COMPVER_NAME) == 0;
	if (!is_compver && (strchr(path, '/') == NULL ||
	    strchr(strchr(path, '/') + 1, '/') != NULL))
		return err_set(&p->e, EINVAL, "%s does not stand in the "
		    "folder of a platform", VIS(path));
	if (e->size == 0 || e->size > b->row->largest)
		return err_set(&p->e, EINVAL, "%s has %llu bytes, 1 to %llu "
		    "are allowed", VIS(path), (unsigned long long)e->size,
		    (unsigned long long)b->row->largest);
	if (pack_file_check(pack, e, at, &why) != 0)
		return err_set(&p->e, EINVAL, "%s: %s", VIS(path), why.text);
	*f = (struct survey_file){ .size = e->size, .hashed = true };
	f->path = arena_text(&p->what.s->arena, is_compver ? COMPVER_NAME :
	    path, strlen(path));
	f->mtime.tv_sec = (time_t)(e->changed.us / 1000000);
	memcpy(f->sha256, e->sha256, sizeof(f->sha256));
	if (f->path == NULL)
		return err_set(&p->e, ENOMEM, "out of memory");
	if (is_compver) {
		b->compver = arena_alloc(&p->what.s->arena, sizeof(*f));
		if (b->compver == NULL)
			return err_set(&p->e, ENOMEM, "out of memory");
		*b->compver = *f;
		p->what.compver_at = at;
		return 0;
	}
	((uint64_t *)(uintptr_t)p->what.at)[b->nfile++] = at;
	p->out.bytes += e->size;
	return 0;
}

static int
take_pack(struct publishing *p)
{
	struct pack_file	 pack;
	struct pack_entry	 entry;
	uint64_t		 at;
	int			 rc;

	rc = pack_file_open(&pack, p->q.fd, 0, p->q.size, &p->e);
	if (rc == 0 && pack.left > p->what.b->row->files)
		return err_set(&p->e, EFBIG, "it has %u files, %zu are "
		    "allowed", pack.left, p->what.b->row->files);
	while (rc == 0 && (rc = pack_file_next(&pack, &entry, &at, &p->e)) ==
	    1)
		rc = take_entry(p, &pack, &entry, at);
	return rc;
}

static int
compare_paths(const void *a, const void *b)
{
	const struct component_file	*x = a, *y = b;

	return text_casecmp(x->path, y->path);
}

static int
take_version(struct publishing *p)
{
	struct syntax_err	 where = { 0 };
	struct survey_bundle	*b = p->what.b;
	struct compver		 c;
	char			*text;
	int			 rc;

	if (b->compver == NULL)
		return err_set(&p->e, EINVAL, "it has no " COMPVER_NAME ", "
		    "which says its version");
	if (b->compver->size > COMPVER_MAX)
		return err_set(&p->e, EINVAL, COMPVER_NAME " is too large");
	text = malloc((size_t)b->compver->size);
	if (text == NULL || pread(p->q.fd, text, (size_t)b->compver->size,
	    (off_t)p->what.compver_at) != (ssize_t)b->compver->size) {
		free(text);
		return err_set(&p->e, EIO, COMPVER_NAME " cannot be read");
	}
	rc = compver_read(text, (size_t)b->compver->size, &p->what.s->arena,
	    &c, &where);
	free(text);
	if (rc != 0)
		return syntax_report(&p->e, COMPVER_NAME, &where);
	survey_component(p->what.s, b, &c);
	p->out.version = b->version;
	return b->problem == NULL ? 0 : err_set(&p->e, EINVAL, "%s",
	    b->problem);
}

/* --- judging --- */

static int
make_bundle(struct publishing *p)
{
	const struct bundle	*have;
	struct survey_bundle	*b = p->what.b;
	struct component_file	*to;
	char			 name[MANIFEST_PATH_SIZE];
	size_t			 i;

	(void)snprintf(name, sizeof(name), MASTERS_COMPONENTS "/%s",
	    p->out.name);
	have = catalogue_find(p->have, name);
	/* In the spelling that its folder has already. */
	if (have != NULL)
		(void)snprintf(name, sizeof(name), "%s", have->name);
	else
		component_folder(&p->order, name);
	b->name = arena_text(&p->what.s->arena, name, strlen(name));
	to = arena_array(&p->what.s->arena, b->nfile, sizeof(*to));
	if (b->name == NULL || to == NULL)
		return err_set(&p->e, ENOMEM, "out of memory");
	for (i = 0; i < b->nfile; i++) {
		to[i].path = b->file[i].path;
		to[i].size = b->file[i].size;
		memcpy(to[i].sha256, b->file[i].sha256, 32);
	}
	qsort(to, b->nfile, sizeof(*to), compare_paths);
	for (i = 1; i < b->nfile; i++)
		if (compare_paths(&to[i - 1], &to[i]) == 0)
			return err_set(&p->e, EINVAL, "%s is there twice, in "
			    "another case", VIS(to[i].path));
	b->as = (struct bundle){ .name = b->name, .version = b->version,
	    .since = p->order.wall, .who = p->who, .reason = p->reason,
	    .file = to, .nfile = b->nfile };
	p->out.files = b->nfile;
	if (have != NULL)
		p->out.before = have->version;
	return 0;
}

static int
judge(struct publishing *p)
{
	const struct bundle	*have = catalogue_find(p->have,
				    p->what.b->name);
	enum verdict		 v = bundle_judge(have, &p->what.b->as);
	struct growth		 growth = { 0 };

	if (!catalogue_grow(p->have, &p->what.b->as, &growth))
		return err_set(&p->e, ENOSPC, CATALOGUE_FULL);
	if (v == BUNDLE_SAME)
		return err_set(&p->e, EALREADY, "clients are shown exactly "
		    "this already");
	if (verdict_text(v) == NULL || p->q.reason != NULL)
		return 0;
	return err_set(&p->e, EPERM, "%s", verdict_text(v));
}

/* --- taking --- */

static int
take_contents(struct publishing *p)
{
	const struct survey_bundle	*b = p->what.b;
	struct blob_source		 src = { .fd = p->q.fd };
	struct blob			 blob;
	size_t				 i;
	int				 rc;

	/* Once as blobs, once as the master. */
	rc = blobs_room(p->order.blobs_fd, 2 * p->out.bytes, &p->e);
	for (i = 0; i < b->nfile && rc == 0; i++) {
		blob.size = b->file[i].size;
		memcpy(blob.sha256, b->file[i].sha256, 32);
		src.at = p->what.at[i];
		src.mtime = b->file[i].mtime;
		if (!blob_is_there(p->order.blobs_fd, &blob))
			rc = blob_take(p->order.blobs_fd, &blob, &src, &p->e);
	}
	return rc != 0 ? rc : blobs_sync(p->order.blobs_fd, &p->e);
}

static int
run(struct publishing *p)
{
	int	 rc = take_pack(p);

	if (rc == 0 && p->out.name[0] == '\0')
		rc = err_set(&p->e, EINVAL, "the folder is empty: a component "
		    "is " COMPVER_NAME " and a folder i386 with its files");
	if (rc == 0 && name_folder(p->out.name) != NULL)
		rc = err_set(&p->e, EINVAL, "%s is no name for a component",
		    VIS(p->out.name));
	if (rc == 0)
		rc = take_version(p);
	if (rc == 0)
		rc = make_bundle(p);
	if (rc == 0)
		rc = judge(p);
	if (rc != 0 || p->q.dry_run)
		return rc;
	rc = take_contents(p);
	return rc != 0 ? rc : component_write_master(&p->order, &p->what,
	    &p->e);
}

/* Which component it is stands before what is wrong with it. */
static void
say_whose(struct publishing *p)
{
	const struct err	 e = p->e;

	if (p->out.name[0] != '\0')
		(void)err_set(&p->e, e.code, "%s: %.380s", VIS(p->out.name),
		    e.text);
}

static void
run_task(struct stock_task *t)
{
	struct publishing	*p = (struct publishing *)t;
	struct survey		*s = p->what.s;
	uint64_t		*at;

	p->what.b = &s->bundle[0];
	p->what.b->row = components_row();
	p->what.b->file = arena_array(&s->arena, components_row()->files + 1,
	    sizeof(*p->what.b->file));
	at = arena_array(&s->arena, components_row()->files + 1, sizeof(*at));
	p->what.at = at;
	p->what.fd = p->q.fd;
	if (p->what.b->file == NULL || at == NULL)
		(void)err_set(&p->e, ENOMEM, "out of memory");
	else if (run(p) != 0)
		say_whose(p);
}

/* --- on the loop --- */

static void
end(struct publishing *p, const struct err *failed)
{
	p->done(p->arg, failed, &p->out);
	survey_free(&p->what.s);
	catalogue_unref(&p->have);
	free(p);
}

static void
published(void *arg, const struct err *failed)
{
	struct publishing	*p = arg;
	struct err		 e;

	if (failed != NULL)
		(void)err_set(&e, failed->code, "%s is taken, but not "
		    "published yet: %.300s", p->out.name, failed->text);
	end(p, failed == NULL ? NULL : &e);
}

/* So that the list tells of the new master. */
static void
looked(void *arg, const struct err *failed, const struct catalogue *after)
{
	struct publishing	*p = arg;

	(void)failed;
	(void)after;
	publisher_soon(p->d, published, p);
}

static void
committed(void *arg, const struct err *failed)
{
	struct publishing	*p = arg;
	struct err		 e;
	char			 version[VERSION_TEXT_SIZE];

	if (failed != NULL) {
		end(p, failed);
		return;
	}
	log_info("components: %s %s was brought by %s [files=%zu]",
	    VIS(p->out.name), version_text(&p->out.version, version), p->who,
	    p->out.files);
	if (stock_look(p->d, SURVEY_SCAN, looked, p, &e) != 0)
		publisher_soon(p->d, published, p);
}

static void
task_done(struct stock_task *t)
{
	struct publishing	*p = (struct publishing *)t;
	const struct bundle	*with[1] = { &p->what.b->as };
	struct stock_change	 change = { with, 1, &p->audit };

	if (t->cancelled)
		(void)err_set(&p->e, EAGAIN, "too much file work is waiting");
	if (p->e.code != 0 || p->q.dry_run)
		end(p, p->e.code == 0 ? NULL : &p->e);
	else
		stock_put(p->d, &change, committed, p);
}

static void
begin_task(struct stock_task *t)
{
	struct publishing	*p = (struct publishing *)t;

	p->have = catalogue_ref(stock_catalogue(p->d));
	p->order.have = p->have;
	p->order.masters_fd = p->d->masters_fd;
	p->order.blobs_fd = stock_blobs_fd(p->d);
	p->order.wall = wall_now();
}

static void
keep_audit(struct publishing *p, const struct audit_row *from)
{
	p->audit = *from;
	text_copy(p->who, sizeof(p->who), from->who);
	text_copy(p->verb, sizeof(p->verb), from->verb);
	text_copy(p->reason, sizeof(p->reason), p->q.reason == NULL ? "" :
	    p->q.reason);
	p->audit.who = p->who;
	p->audit.verb = p->verb;
	p->audit.object = p->out.name;
	p->audit.detail = p->reason;
}

int
component_publish(struct director *d, const struct component_order *q,
    component_done *done, void *arg, struct err *e)
{
	struct publishing	*p = calloc(1, sizeof(*p));

	if (p == NULL || (p->what.s = calloc(1, sizeof(*p->what.s))) ==
	    NULL) {
		free(p);
		return err_set(e, ENOMEM, "out of memory");
	}
	arena_init(&p->what.s->arena, (size_t)8 << 20);
	if (!survey_begin(p->what.s)) {
		survey_free(&p->what.s);
		free(p);
		return err_set(e, ENOMEM, "out of memory");
	}
	p->d = d;
	p->q = *q;
	keep_audit(p, q->audit);
	p->done = done;
	p->arg = arg;
	p->task.begin = begin_task;
	p->task.run = run_task;
	p->task.done = task_done;
	stock_queue(d, &p->task);
	return 0;
}
