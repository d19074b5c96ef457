/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/text.h"
#include "protocol/sms/compcfg.h"
#include "protocol/sms/manifest.h"
#include "server/director/cap/blobs.h"
#include "server/director/cap/survey_int.h"

#define COMPVER_MAX	((size_t)65536)
#define CHECK_ARENA	((size_t)16 << 20)
#define PLATFORM	"i386/"		/* the clients' */

static bool
same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool
same_stamp(const struct survey_file *a, const struct survey_file *b)
{
	return a->size == b->size && a->inode == b->inode &&
	    same_time(a->mtime, b->mtime) && same_time(a->ctime, b->ctime);
}

int
survey_open(const struct survey_order *o, const struct survey_bundle *b,
    const struct survey_file *f)
{
	char	 path[2 * MANIFEST_PATH_SIZE];

	(void)snprintf(path, sizeof(path), "%s/%s", b->name, f->path);
	return open_beneath(o->masters_fd, path, O_RDONLY, 0);
}

/* Is what is open still what was listed? */
static bool
is_still(int fd, const struct survey_file *f)
{
	struct stat	 st;
	struct survey_file now;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		return false;
	now = (struct survey_file){
		.size = (uint64_t)st.st_size, .inode = st.st_ino,
		.mtime = st.st_mtim, .ctime = st.st_ctim,
	};
	return same_stamp(&now, f);
}

/* --- what files say --- */

static const char *
check_form(struct survey *s, const struct master_form *form, int fd,
    const struct survey_file *f)
{
	struct syntax_err	 where = { 0 };
	struct arena		 a;
	struct err		 e;
	const char		*problem = NULL;
	char			*text;
	int			 rc;

	if (f->size > form->largest)
		return survey_note(s, "%s has more than %zu bytes",
		    VIS(f->path), form->largest);
	text = malloc((size_t)f->size + 1);
	if (text == NULL || pread(fd, text, (size_t)f->size, 0) !=
	    (ssize_t)f->size) {
		free(text);
		return survey_note(s, "%s cannot be read", VIS(f->path));
	}
	arena_init(&a, CHECK_ARENA);
	rc = form->check(text, (size_t)f->size, &a, &where);
	if (rc == -EINVAL) {
		(void)syntax_report(&e, VIS(f->path), &where);
		problem = survey_note(s, "%s", e.text);
	} else if (rc != 0)
		problem = survey_note(s, "%s cannot be read: %s",
		    VIS(f->path), strerror(-rc));
	arena_free(&a);
	free(text);
	return problem;
}

static void
read_open(struct survey *s, struct survey_bundle *b, struct survey_file *f,
    int fd)
{
	const struct master_form	*form = master_form(b->row, f->path);
	uint64_t			 size;

	if (file_digest(fd, f->size, &size, f->sha256) != 0) {
		f->problem = survey_note(s, "%s cannot be read",
		    VIS(f->path));
		return;
	}
	if (form != NULL)
		f->problem = check_form(s, form, fd, f);
	if (size != f->size || !is_still(fd, f)) {
		f->problem = survey_note(s, "%s is being written",
		    VIS(f->path));
		return;
	}
	f->hashed = true;
}

static void
read_file(const struct survey_order *o, struct survey *s,
    struct survey_bundle *b, struct survey_file *f)
{
	int	 fd;

	if (f->size == 0) {
		f->problem = survey_note(s, "%s is empty", VIS(f->path));
		return;
	}
	if (f->size > b->row->largest) {
		f->problem = survey_note(s, "%s has more than %llu bytes",
		    VIS(f->path), (unsigned long long)b->row->largest);
		return;
	}
	fd = survey_open(o, b, f);
	if (fd < 0) {
		f->problem = survey_note(s, "%s cannot be read: %s",
		    VIS(f->path), strerror(-fd));
		return;
	}
	if (is_still(fd, f))
		read_open(s, b, f, fd);
	else
		f->problem = survey_note(s, "%s is being written",
		    VIS(f->path));
	(void)close(fd);
}

/* --- what was known before --- */

static const struct survey_file *
known(const struct survey_bundle *before, const char *path)
{
	size_t	 low = 0, high = before == NULL ? 0 : before->nfile, mid;
	int	 order;

	while (low < high) {
		mid = low + (high - low) / 2;
		order = text_casecmp(before->file[mid].path, path);
		if (order == 0)
			return &before->file[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* Its dates, and its hash unless every byte is wanted. */
static void
remember(const struct survey_order *o, struct survey *s,
    const struct survey_file *old, struct survey_file *f)
{
	f->since = o->now;
	if (old == NULL || !same_stamp(old, f))
		return;
	f->since = old->since;
	if (o->mode == SURVEY_DEEP || !old->hashed)
		return;
	f->hashed = true;
	memcpy(f->sha256, old->sha256, sizeof(f->sha256));
	if (old->problem != NULL)
		f->problem = survey_note(s, "%s", old->problem);
}

static bool
is_later(struct mono a, struct mono b)
{
	return a.ns > b.ns;
}

static void
date_bundle(const struct survey_order *o, const struct survey_bundle *before,
    struct survey_bundle *b)
{
	size_t	 i;

	b->since = before == NULL || before->nfile != b->nfile ||
	    (before->compver == NULL) != (b->compver == NULL) ? o->now :
	    before->since;
	for (i = 0; i < b->nfile; i++)
		if (is_later(b->file[i].since, b->since))
			b->since = b->file[i].since;
	if (b->compver != NULL && is_later(b->compver->since, b->since))
		b->since = b->compver->since;
}

/* --- a component's version --- */

static int
load_compver(const struct survey_order *o, struct survey *s,
    struct survey_bundle *b, struct compver *out)
{
	struct syntax_err	 where = { 0 };
	struct survey_file	*f = b->compver;
	struct err		 e;
	char			*text;
	int			 fd, rc;

	fd = f->size > COMPVER_MAX ? -EFBIG : survey_open(o, b, f);
	text = fd < 0 ? NULL : malloc((size_t)f->size + 1);
	if (text == NULL || pread(fd, text, (size_t)f->size, 0) !=
	    (ssize_t)f->size || !is_still(fd, f)) {
		b->problem = COMPVER_NAME " cannot be read";
		rc = -EIO;
	} else {
		rc = compver_read(text, (size_t)f->size, &s->arena, out,
		    &where);
		(void)syntax_report(&e, COMPVER_NAME, &where);
		if (rc != 0)
			b->problem = survey_note(s, "%s", e.text);
	}
	free(text);
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

/* What [Files] says belongs to the version must be there, and be it. */
static void
compare_files(struct survey *s, struct survey_bundle *b,
    const struct compver *c)
{
	const struct survey_file	*f;
	size_t				 i;

	for (i = 0; i < c->nfile && b->problem == NULL; i++) {
		f = known(b, c->file[i].path);
		if (f == NULL)
			b->problem = survey_note(s, "%s is missing",
			    VIS(c->file[i].path));
		else if (f->size != c->file[i].size ||
		    (c->file[i].has_sha256 && f->hashed &&
		    memcmp(f->sha256, c->file[i].sha256, 32) != 0))
			b->problem = survey_note(s, "%s is not the file that "
			    COMPVER_NAME " names", VIS(f->path));
	}
}

static bool
has_platform(const struct survey_bundle *b)
{
	size_t	 i;

	for (i = 0; i < b->nfile; i++)
		if (strncasecmp(b->file[i].path, PLATFORM,
		    strlen(PLATFORM)) == 0)
			return true;
	return false;
}

void
survey_component(struct survey *s, struct survey_bundle *b,
    const struct compver *c)
{
	size_t	 i;

	b->version = c->version;
	if (b->problem == NULL && !has_platform(b))
		b->problem = "it has no file in folder i386";
	for (i = 0; i < b->nfile && b->problem == NULL; i++)
		b->problem = b->file[i].problem;
	compare_files(s, b, c);
}

static void
read_component(const struct survey_order *o, struct survey *s,
    struct survey_bundle *b)
{
	struct compver	 c = { .nfile = 0 };

	if (b->problem != NULL)
		return;
	if (b->compver == NULL)
		b->problem = "it has no " COMPVER_NAME " yet";
	else if (load_compver(o, s, b, &c) == 0)
		survey_component(s, b, &c);
}

void
survey_read(const struct survey_order *o, struct survey *s,
    struct survey_bundle *b)
{
	const struct survey_bundle	*before = o->before == NULL ? NULL :
					    survey_find(o->before, b->name);
	size_t				 i;

	for (i = 0; i < b->nfile; i++) {
		remember(o, s, known(before, b->file[i].path), &b->file[i]);
		if (!b->file[i].hashed)
			read_file(o, s, b, &b->file[i]);
	}
	if (b->compver != NULL)
		remember(o, s, before == NULL ? NULL : before->compver,
		    b->compver);
	date_bundle(o, before, b);
	if (b->row->components)
		read_component(o, s, b);
}
