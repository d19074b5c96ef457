/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/survey_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/sms/manifest.h"
#include "server/director/cap/blobs.h"

#define ARENA_MAX	((size_t)64 << 20)
#define SET_PATH_SIZE	(MANIFEST_PATH_SIZE + 32)

const char *
survey_note(struct survey *s, const char *fmt, ...)
{
	char	 text[400];
	const char *p;
	va_list	 ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	p = arena_text(&s->arena, text, strlen(text));
	return p != NULL ? p : "out of memory";
}

const struct survey_bundle *
survey_find(const struct survey *s, const char *name)
{
	size_t	 i;

	for (i = 0; i < s->n; i++)
		if (text_casecmp(s->bundle[i].name, name) == 0)
			return &s->bundle[i];
	return NULL;
}

static struct blob
blob_of(const struct component_file *f)
{
	struct blob	 b = { .size = f->size };

	memcpy(b.sha256, f->sha256, sizeof(b.sha256));
	return b;
}

/* --- judging --- */

static bool
has_settled(const struct survey_order *o, struct mono since)
{
	return o->mode == SURVEY_NOW || o->mode == SURVEY_TRIAL ||
	    mono_ms_between(since, o->now) >= o->settle_ms;
}

static void
as_whole(struct survey_bundle *b, struct component_file *to)
{
	size_t	 i;

	for (i = 0; i < b->nfile; i++) {
		to[i].path = b->file[i].path;
		to[i].size = b->file[i].size;
		memcpy(to[i].sha256, b->file[i].sha256, 32);
	}
	b->as.nfile = b->nfile;
}

/* Of a mirror a file that is wrong, or not at rest, stays as it was. */
static void
file_by_file(const struct survey_order *o, struct survey_bundle *b,
    const struct bundle *have, struct component_file *to)
{
	const struct component_file	*old;
	const struct survey_file	*f;
	size_t				 i;

	for (i = 0; i < b->nfile; i++) {
		f = &b->file[i];
		old = have == NULL ? NULL : bundle_find(have, f->path);
		if (f->problem == NULL && f->hashed &&
		    has_settled(o, f->since)) {
			to[b->as.nfile].path = f->path;
			to[b->as.nfile].size = f->size;
			memcpy(to[b->as.nfile++].sha256, f->sha256, 32);
			continue;
		}
		if (old != NULL)
			to[b->as.nfile++] = *old;
		if (f->problem == NULL)
			b->state = STATE_COPYING;
		else if (b->problem == NULL)
			b->problem = f->problem;
	}
}

static void
judge_component(const struct survey_order *o, struct survey_bundle *b,
    const struct bundle *have)
{
	enum verdict	 v;

	if (b->problem == NULL) {
		v = bundle_judge(have, &b->as);
		b->problem = verdict_text(v);
		b->state = v == BUNDLE_SAME ? STATE_RIGHT : STATE_TAKEN;
	}
	if (b->state == STATE_RIGHT && b->problem == NULL)
		return;
	if (!has_settled(o, b->since))
		b->state = STATE_COPYING;
	else if (b->problem != NULL)
		b->state = STATE_BAD;
}

/* A folder that cannot be read is not a folder without files. */
static void
judge_mirror(struct survey_bundle *b, const struct bundle *have)
{
	enum bundle_state	 waits = b->state;

	if (b->unlisted) {
		b->state = STATE_BAD;
		return;
	}
	if (have == NULL && b->as.nfile == 0)
		b->state = STATE_RIGHT;
	else
		b->state = bundle_judge(have, &b->as) == BUNDLE_SAME ?
		    STATE_RIGHT : STATE_TAKEN;
	if (b->state == STATE_RIGHT && waits == STATE_COPYING)
		b->state = STATE_COPYING;
	if (b->state == STATE_RIGHT && b->problem != NULL)
		b->state = STATE_BAD;
}

static void
judge(const struct survey_order *o, struct survey *s, struct survey_bundle *b)
{
	const struct bundle	*have = catalogue_find(o->have, b->name);
	struct component_file	*files;

	b->as = (struct bundle){ .name = b->name, .version = b->version,
	    .since = o->wall, .who = "scan", .reason = "" };
	b->as.file = files = arena_array(&s->arena, b->nfile, sizeof(*files));
	if (files == NULL) {
		b->problem = "out of memory";
		b->state = STATE_BAD;
		return;
	}
	if (b->row->components) {
		as_whole(b, files);
		judge_component(o, b, have);
		if (b->state == STATE_TAKEN &&
		    !catalogue_grow(o->have, &b->as, &s->growth)) {
			/* it would stay, and keep others from coming */
			b->state = STATE_BAD;
			b->problem = CATALOGUE_FULL;
		}
	} else {
		file_by_file(o, b, have, files);
		judge_mirror(b, have);
	}
}

/* --- taking --- */

static const struct survey_file *
file_of(const struct survey_bundle *b, const struct component_file *f)
{
	size_t	 i;

	for (i = 0; i < b->nfile; i++)
		if (b->file[i].hashed && b->file[i].size == f->size &&
		    memcmp(b->file[i].sha256, f->sha256, 32) == 0)
			return &b->file[i];
	return NULL;
}

/* From the master, if that has this content. */
static int
fetch(const struct survey_order *o, const struct survey_bundle *b,
    const struct component_file *f, struct err *e)
{
	const struct survey_file	*from = b == NULL ? NULL :
					    file_of(b, f);
	struct blob			 blob = blob_of(f);
	struct blob_source		 src = { .at = 0 };
	int				 rc;

	if (from == NULL)
		return err_set(e, ENOENT, "no master has it");
	src.fd = survey_open(o, b, from);
	if (src.fd < 0)
		return err_set(e, -src.fd, "%s", strerror(-src.fd));
	src.mtime = from->mtime;
	rc = blob_take(o->blobs_fd, &blob, &src, e);
	(void)close(src.fd);
	return rc;
}

static uint64_t
bytes_missing(const struct survey_order *o, const struct bundle *b)
{
	struct blob	 blob;
	uint64_t	 bytes = 0;
	size_t		 i;

	for (i = 0; i < b->nfile; i++) {
		blob = blob_of(&b->file[i]);
		if (!blob_is_there(o->blobs_fd, &blob))
			bytes += blob.size;
	}
	return bytes;
}

static int
take_files(const struct survey_order *o, const struct survey_bundle *b,
    const char **path, struct err *e)
{
	struct blob	 blob;
	size_t		 i;
	int		 rc;

	*path = "";
	rc = blobs_room(o->blobs_fd, bytes_missing(o, &b->as), e);
	for (i = 0; i < b->as.nfile && rc == 0; i++) {
		blob = blob_of(&b->as.file[i]);
		if (blob_is_there(o->blobs_fd, &blob))
			continue;
		*path = b->as.file[i].path;
		rc = fetch(o, b, &b->as.file[i], e);
	}
	return rc != 0 ? rc : blobs_sync(o->blobs_fd, e);
}

static void
take(const struct survey_order *o, struct survey *s, struct survey_bundle *b)
{
	const char	*path;
	struct err	 e;

	if (b->state != STATE_TAKEN || o->mode == SURVEY_TRIAL ||
	    take_files(o, b, &path, &e) == 0)
		return;
	b->state = STATE_BAD;
	b->problem = survey_note(s, "%s%s%s", VIS(path),
	    path[0] == '\0' ? "" : ": ", e.text);
}

/* --- what is shown already --- */

/* "7/cap/clicomp.box/hinv" of the set in force. */
static void
path_in_set(const struct survey_order *o, const struct bundle *b,
    char dst[static SET_PATH_SIZE])
{
	char	 shown[MANIFEST_PATH_SIZE];

	master_shown(b->name, shown, sizeof(shown));
	(void)snprintf(dst, SET_PATH_SIZE, "%llu/cap/%s",
	    (unsigned long long)o->set, shown);
}

/*
 * Clients that know no manifest would take what is damaged: they are kept off
 * until another set is in force (cap.md 3.2, 7).
 */
static void
lock_bundle(const struct survey_order *o, const struct bundle *b)
{
	char	 path[SET_PATH_SIZE + 32], folder[SET_PATH_SIZE];
	int	 fd;

	if (o->set == 0 || !master_folder_of(b->name)->components)
		return;
	path_in_set(o, b, folder);
	(void)snprintf(path, sizeof(path), "%s/" MASTER_LOCK, folder);
	fd = openat(o->sets_fd, path, O_WRONLY | O_CREAT | O_NOFOLLOW |
	    O_CLOEXEC, 0640);
	if (fd != -1)
		(void)close(fd);
}

/* The set in force may still have what was lost by name. */
static bool
fetch_from_set(const struct survey_order *o, const struct bundle *b,
    const struct component_file *f)
{
	struct blob	 blob = blob_of(f);
	char		 folder[SET_PATH_SIZE];
	char		 path[SET_PATH_SIZE + MANIFEST_PATH_SIZE];

	if (o->set == 0)
		return false;
	path_in_set(o, b, folder);
	(void)snprintf(path, sizeof(path), "%s/%s", folder, f->path);
	return blob_link_back(o->blobs_fd, &blob, o->sets_fd, path) == 0;
}

static void
mend(const struct survey_order *o, struct survey *s, const struct bundle *b,
    const struct component_file *f)
{
	struct blob	 blob = blob_of(f);
	struct err	 e;
	bool		 lost = blob_is_gone(o->blobs_fd, &blob);

	if (!lost && blob_is_there(o->blobs_fd, &blob) &&
	    (!o->every_blob || blob_is_right(o->blobs_fd, &blob)))
		return;
	if (lost && fetch_from_set(o, b, f))
		return;
	if (!lost)
		lock_bundle(o, b);
	if (fetch(o, survey_find(s, b->name), f, &e) == 0)
		s->mended = true;
	else if (s->damage == NULL)
		s->damage = survey_note(s, "%s/%s is %s, and cannot be made "
		    "again: %s", VIS(b->name), VIS(f->path), lost ? "lost" :
		    "damaged", e.text);
}

static void
mend_all(const struct survey_order *o, struct survey *s)
{
	const struct bundle	*b;
	size_t			 i, k;

	for (i = 0; i < o->have->n; i++) {
		b = &o->have->bundle[i];
		for (k = 0; k < b->nfile; k++)
			mend(o, s, b, &b->file[k]);
	}
	if (s->mended)		/* if it cannot be: the next one sees it */
		(void)blobs_sync(o->blobs_fd, NULL);
}

struct survey *
survey_take(const struct survey_order *o)
{
	struct survey	*s = calloc(1, sizeof(*s));
	size_t		 i;

	if (s == NULL)
		return NULL;
	arena_init(&s->arena, ARENA_MAX);
	survey_list(o, s);
	for (i = 0; i < s->n; i++) {
		survey_read(o, s, &s->bundle[i]);
		judge(o, s, &s->bundle[i]);
	}
	if (o->mode != SURVEY_TRIAL)
		mend_all(o, s);
	for (i = 0; i < s->n; i++)
		take(o, s, &s->bundle[i]);
	if (!arena_ok(&s->arena))
		survey_free(&s);
	return s;
}

void
survey_free(struct survey **sp)
{
	struct survey	*s = *sp;

	*sp = NULL;
	if (s == NULL)
		return;
	arena_free(&s->arena);
	free(s);
}
