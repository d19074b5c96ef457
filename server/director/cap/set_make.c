/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/director/cap/set.h"

#define ARENA_MAX	((size_t)16 << 20)
#define FILE_MAX	((size_t)4 << 20)
#define PATH_SIZE	320

/* The logon point shows some of the CAP's files again (cap.md 1.3). */
static const struct {
	const char	*from;		/* below clidata.box */
	const char	*to;		/* below logon/Sites/<site> */
} logon_files[] = {
	{ "Cli_inst.cfg",	"Cli_inst.cfg" },
	{ "NETCONF.NCF",	"NETCONF.NCF" },
	{ "Caplist.ini",	"Caplist.ini" },
};

_Static_assert(sizeof(logon_files) / sizeof(logon_files[0]) ==
    SET_LOGON_FILES, "the number stands in set.h");

static bool
hash(const struct buf *b, uint8_t out[static MANIFEST_HASH_SIZE])
{
	return EVP_Digest(b->data, b->len, out, NULL, EVP_sha256(), NULL) == 1;
}

static struct set_file *
add_file(struct set *s, const char *path)
{
	struct set_file	*f = &s->files[s->nfiles];

	f->path = arena_text(&s->arena, path, strlen(path));
	if (f->path == NULL)
		return NULL;
	buf_init(&f->content, FILE_MAX);
	s->nfiles++;
	return f;
}

static bool
finish_file(struct set *s, struct set_file *f)
{
	f->size = f->content.len;
	s->bytes += f->size;
	return buf_ok(&f->content) && hash(&f->content, f->sha256);
}

static bool
make_published(struct set *s, const struct set_plan *plan,
    const struct published_file *rows, size_t n)
{
	struct set_file	*f;
	char		 path[PATH_SIZE];
	size_t		 i;

	for (i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "cap/%s", rows[i].path);
		f = add_file(s, path);
		if (f == NULL || !rows[i].write(&s->arena, plan->publication,
		    &f->content) || !finish_file(s, f))
			return false;
	}
	return true;
}

static const struct set_file *
find(const struct set *s, const char *path)
{
	size_t	 i;

	for (i = 0; i < s->nfiles; i++)
		if (strcmp(s->files[i].path, path) == 0)
			return &s->files[i];
	return NULL;
}

bool
set_add_logon(struct set *s)
{
	const struct set_file	*from;
	struct set_file		*f;
	char			 path[PATH_SIZE];
	size_t			 i;

	for (i = 0; i < SET_LOGON_FILES; i++) {
		(void)snprintf(path, sizeof(path), "cap/clidata.box/%s",
		    logon_files[i].from);
		from = find(s, path);
		(void)snprintf(path, sizeof(path), "logon/Sites/%s/%s",
		    s->manifest.site, logon_files[i].to);
		f = add_file(s, path);
		if (from == NULL || f == NULL)
			return false;
		buf_add(&f->content, from->content.data, from->content.len);
		f->size = from->size;
		s->bytes += f->size;
		memcpy(f->sha256, from->sha256, sizeof(f->sha256));
		if (!buf_ok(&f->content))
			return false;
	}
	return true;
}

/* What clients can check: the files of the CAP. */
static bool
fill_manifest(struct set *s, const struct set_plan *plan)
{
	struct manifest	*m = &s->manifest;
	size_t		 i;

	m->serial = plan->serial;
	m->site_control = plan->publication->site->file->serial;
	m->created = m->not_before = m->next_change = plan->now;
	m->valid_until.us = plan->now.us + plan->valid_ms * 1000;
	m->file = arena_array(&s->arena, s->nfiles, sizeof(*m->file));
	if (m->file == NULL)
		return false;
	for (i = 0; i < s->nfiles; i++) {
		if (strncmp(s->files[i].path, "cap/", 4) != 0)
			continue;
		m->file[m->nfile].path = s->files[i].path + 4;
		m->file[m->nfile].size = s->files[i].size;
		memcpy(m->file[m->nfile++].sha256, s->files[i].sha256,
		    MANIFEST_HASH_SIZE);
	}
	manifest_sort(m);
	return true;
}

int
set_make(const struct set_plan *plan, struct set **out, struct buf *payload,
    struct err *e)
{
	const struct published_file	*rows;
	struct set			*s = calloc(1, sizeof(*s));
	size_t				 n;
	int				 rc;

	rows = published_files(&n);
	if (s == NULL)
		return err_set(e, ENOMEM, "publish: out of memory");
	arena_init(&s->arena, ARENA_MAX);
	s->serial = plan->serial;
	(void)snprintf(s->manifest.site, sizeof(s->manifest.site), "%s",
	    plan->publication->site->code);
	s->files = calloc(n + SET_LOGON_FILES + 1, sizeof(*s->files));
	if (s->files == NULL || !make_published(s, plan, rows, n) ||
	    !set_add_logon(s) || !fill_manifest(s, plan)) {
		set_free(&s);
		return err_set(e, ENOMEM, "publish: the files could not be "
		    "made: out of memory, or one is over its limit");
	}
	rc = manifest_payload(&s->manifest, payload, e);
	if (rc != 0) {
		set_free(&s);
		return rc;
	}
	*out = s;
	return 0;
}

static bool
has_same(const struct set *s, const struct manifest_file *want)
{
	size_t	 i;

	for (i = 0; i < s->manifest.nfile; i++)
		if (strcmp(s->manifest.file[i].path, want->path) == 0)
			return memcmp(s->manifest.file[i].sha256,
			    want->sha256, MANIFEST_HASH_SIZE) == 0;
	return false;
}

bool
set_same(const struct set *a, const struct set *b)
{
	size_t	 i;

	if (a->manifest.nfile != b->manifest.nfile ||
	    a->manifest.site_control != b->manifest.site_control)
		return false;
	for (i = 0; i < a->manifest.nfile; i++)
		if (!has_same(b, &a->manifest.file[i]))
			return false;
	return true;
}

int
set_sign(struct set *s, const struct buf *payload,
    const uint8_t public_key[static SIGN_KEY_SIZE],
    const uint8_t signature[static SIGN_SIZE], struct err *e)
{
	struct set_file	*f = add_file(s, "cap/" MANIFEST_PATH);

	manifest_assemble(&f->content, payload->data, payload->len,
	    public_key, signature);
	if (!finish_file(s, f))
		return err_set(e, ENOMEM, "publish: out of memory");
	return 0;
}

void
set_free(struct set **sp)
{
	struct set	*s = *sp;
	size_t		 i;

	if (s == NULL)
		return;
	*sp = NULL;
	for (i = 0; i < s->nfiles; i++)
		buf_free(&s->files[i].content);
	free(s->files);
	arena_free(&s->arena);
	free(s);
}
