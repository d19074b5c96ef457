/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/director/cap/masterforms.h"

#define ARENA_MAX	((size_t)64 << 20)

bool
bundle_is_before(const char *name)
{
	return strchr(name, ':') != NULL;
}

struct catalogue *
catalogue_ref(struct catalogue *c)
{
	c->refs++;
	return c;
}

void
catalogue_unref(struct catalogue **cp)
{
	struct catalogue	*c = *cp;

	*cp = NULL;
	if (c == NULL || --c->refs > 0)
		return;
	arena_free(&c->arena);
	free(c);
}

int
component_file_order(const void *a, const void *b)
{
	const struct component_file	*x = a, *y = b;

	return text_casecmp(x->path, y->path);
}

static int
bundle_order(const void *a, const void *b)
{
	const struct bundle	*x = a, *y = b;

	return text_casecmp(x->name, y->name);
}

static const char *
copy_text(struct arena *a, const char *s)
{
	return s == NULL ? "" : arena_text(a, s, strlen(s));
}

static void
copy_bundle(struct arena *a, const struct bundle *from, struct bundle *to)
{
	struct component_file	*files;
	size_t			 i;

	*to = *from;
	to->name = copy_text(a, from->name);
	to->who = copy_text(a, from->who);
	to->reason = copy_text(a, from->reason);
	to->file = files = arena_array(a, from->nfile, sizeof(*files));
	for (i = 0; files != NULL && i < from->nfile; i++) {
		files[i] = from->file[i];
		files[i].path = copy_text(a, from->file[i].path);
	}
}

static const struct bundle *
replacement(const struct bundle *const *with, size_t n, const char *name)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (text_casecmp(with[i]->name, name) == 0)
			return with[i];
	return NULL;
}

struct catalogue *
catalogue_with(const struct catalogue *from, const struct bundle *const *with,
    size_t n)
{
	struct catalogue	*c = calloc(1, sizeof(*c));
	const struct bundle	*b;
	size_t			 i, have = from == NULL ? 0 : from->n;

	if (c == NULL)
		return NULL;
	c->refs = 1;
	arena_init(&c->arena, ARENA_MAX);
	c->bundle = arena_array(&c->arena, have + n, sizeof(*c->bundle));
	for (i = 0; c->bundle != NULL && i < have; i++)
		if (replacement(with, n, from->bundle[i].name) == NULL)
			copy_bundle(&c->arena, &from->bundle[i],
			    &c->bundle[c->n++]);
	for (i = 0; c->bundle != NULL && i < n; i++) {
		b = with[i];
		copy_bundle(&c->arena, b, &c->bundle[c->n++]);
	}
	if (!arena_ok(&c->arena))
		catalogue_unref(&c);
	else if (c->n > 1)
		qsort(c->bundle, c->n, sizeof(*c->bundle), bundle_order);
	return c;
}

const struct bundle *
catalogue_find(const struct catalogue *c, const char *name)
{
	struct bundle	 key = { .name = name };

	return c->n == 0 ? NULL : bsearch(&key, c->bundle, c->n,
	    sizeof(*c->bundle), bundle_order);
}

/* Its files, .CFG and compver.ini. */
static size_t
files_shown(const struct bundle *b)
{
	return b == NULL ? 0 : b->nfile + 2;
}

bool
catalogue_grow(const struct catalogue *c, const struct bundle *b,
    struct growth *g)
{
	const struct bundle	*old = catalogue_find(c, b->name);
	const size_t		 was = files_shown(old), is = files_shown(b);
	const struct growth	 next = { g->components + (old == NULL),
				    g->files + (is > was ? is - was : 0) };
	struct growth		 all = next;
	size_t			 i;

	for (i = 0; i < c->n; i++)
		if (master_folder_of(c->bundle[i].name)->components &&
		    !bundle_is_before(c->bundle[i].name)) {
			all.components++;
			all.files += files_shown(&c->bundle[i]);
		}
	if (all.components > COMPONENTS_MAX || all.files > COMPONENT_FILES_MAX)
		return false;
	*g = next;
	return true;
}

const struct component_file *
bundle_find(const struct bundle *b, const char *path)
{
	struct component_file	 key = { .path = path };

	return b->nfile == 0 ? NULL : bsearch(&key, b->file, b->nfile,
	    sizeof(*b->file), component_file_order);
}

bool
catalogue_has(const struct catalogue *c, const uint8_t sha256[32])
{
	size_t	 i, k;

	for (i = 0; i < c->n; i++)
		for (k = 0; k < c->bundle[i].nfile; k++)
			if (memcmp(c->bundle[i].file[k].sha256, sha256, 32)
			    == 0)
				return true;
	return false;
}

static bool
same_files(const struct bundle *a, const struct bundle *b)
{
	size_t	 i;

	if (a->nfile != b->nfile)
		return false;
	for (i = 0; i < a->nfile; i++)
		if (text_casecmp(a->file[i].path, b->file[i].path) != 0 ||
		    memcmp(a->file[i].sha256, b->file[i].sha256, 32) != 0)
			return false;
	return true;
}

enum verdict
bundle_judge(const struct bundle *have, const struct bundle *found)
{
	bool	 same;
	int	 order;

	if (have == NULL)
		return BUNDLE_NEWER;
	same = same_files(have, found);
	if (found->version.nfield == 0)
		return same ? BUNDLE_SAME : BUNDLE_NEWER;
	order = version_compare(&found->version, &have->version);
	if (order < 0)
		return BUNDLE_OLDER;
	if (order == 0)
		return same ? BUNDLE_SAME : BUNDLE_CHANGED;
	return same ? BUNDLE_RENAMED : BUNDLE_NEWER;
}

const char *
verdict_text(enum verdict v)
{
	static const char *const	texts[] = {
		[BUNDLE_OLDER] = "its version is lower than the one that "
		    "clients are shown",
		[BUNDLE_CHANGED] = "its files differ from those that clients "
		    "are shown, but its version is the same",
		[BUNDLE_RENAMED] = "its version is higher, but no file "
		    "differs: copy the files first, then compver.ini",
	};

	return (size_t)v < sizeof(texts) / sizeof(texts[0]) ? texts[v] : NULL;
}
