/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/listing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "server/smb/disk/census.h"
#include "server/smb/disk/sys.h"
#include "server/smb/disk/walk.h"
#include "server/smb/path.h"

#define QUIET		(50 * 10000)	/* NT time units: 50 ms */

struct entry {
	uint32_t	 name, key;	/* where they are in the text */
};

struct listing {
	unsigned		 refs;
	struct statx		 folder;	/* as it was before the reading */
	struct buf		 text;
	struct buf		 entries;	/* struct entry */
	TAILQ_ENTRY(listing)	 link;
};

struct listing_cache {
	TAILQ_HEAD(listings, listing)	 recent;	/* newest first */
	size_t				 count;
	size_t				 bytes;
	struct census_book		*census;	/* of busy folders */
};

static const struct entry *
entry_at(const struct listing *l, size_t i)
{
	return (const struct entry *)(const void *)l->entries.data + i;
}

size_t
listing_count(const struct listing *l)
{
	return l->entries.len / sizeof(struct entry);
}

const char *
listing_name(const struct listing *l, size_t i)
{
	return (const char *)l->text.data + entry_at(l, i)->name;
}

static const char *
key_of(const struct listing *l, const struct entry *e)
{
	return (const char *)l->text.data + e->key;
}

static void
listing_free(struct listing *l)
{
	buf_free(&l->text);
	buf_free(&l->entries);
	free(l);
}

void
listing_drop(struct listing **lp)
{
	struct listing	*l = *lp;

	*lp = NULL;
	if (l != NULL && --l->refs == 0)
		listing_free(l);
}

static bool
is_shown(const struct dirent64 *d)
{
	return (d->d_type == DT_REG || d->d_type == DT_DIR ||
	    d->d_type == DT_UNKNOWN) && path_check_name(d->d_name) == NT_OK;
}

static void
add_name(struct listing *l, const char *name)
{
	struct entry	 e = { .name = (uint32_t)l->text.len };
	char		 key[VFS_NAME_MAX];
	size_t		 len = strlen(name) + 1;

	if (text_fold(name, key, sizeof(key)) != 0)
		return;
	buf_add(&l->text, name, len);
	e.key = e.name;		/* a name in upper case is its own key */
	if (strcmp(name, key) != 0) {
		e.key = (uint32_t)l->text.len;
		buf_add(&l->text, key, strlen(key) + 1);
	}
	buf_add(&l->entries, &e, sizeof(e));
}

static bool
collect(void *arg, const struct dirent64 *d)
{
	struct listing	*l = arg;

	if (is_shown(d))
		add_name(l, d->d_name);
	return buf_ok(&l->text) && buf_ok(&l->entries);
}

static int
by_key(const void *a, const void *b, void *arg)
{
	const struct listing	*l = arg;
	const struct entry	*x = a, *y = b;
	int			 order;

	order = strcmp(key_of(l, x), key_of(l, y));
	if (order != 0)
		return order;
	return strcmp((const char *)l->text.data + x->name,
	    (const char *)l->text.data + y->name);
}

static int
listing_read(int folder, const struct statx *st, struct listing **out)
{
	struct listing	*l;
	int		 error;

	l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	l->refs = 1;
	l->folder = *st;
	buf_init(&l->text, LISTING_BYTES_MAX);
	buf_init(&l->entries, LISTING_BYTES_MAX);
	error = walk_folder(folder, collect, l);
	if (error == 0 && (!buf_ok(&l->text) || !buf_ok(&l->entries)))
		error = -EOVERFLOW;
	if (error != 0) {
		listing_drop(&l);
		return error;
	}
	if (listing_count(l) > 1)
		qsort_r(l->entries.data, listing_count(l), sizeof(struct entry),
		    by_key, l);
	*out = l;
	return 0;
}

struct listing_cache *
listing_cache_new(void)
{
	struct listing_cache	*c;

	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return NULL;
	TAILQ_INIT(&c->recent);
	c->census = census_book_new();
	if (c->census == NULL)
		listing_cache_free(&c);
	return c;
}

static size_t
bytes_of(const struct listing *l)
{
	return sizeof(*l) + l->text.cap + l->entries.cap;
}

static void
forget(struct listing_cache *c, struct listing *l)
{
	TAILQ_REMOVE(&c->recent, l, link);
	c->count--;
	c->bytes -= bytes_of(l);
	listing_drop(&l);
}

void
listing_cache_free(struct listing_cache **cp)
{
	struct listing_cache	*c = *cp;
	struct listing		*l;

	if (c == NULL)
		return;
	*cp = NULL;
	while ((l = TAILQ_FIRST(&c->recent)) != NULL)
		forget(c, l);
	census_book_free(&c->census);
	free(c);
}

struct census_book *
listing_census(struct listing_cache *c)
{
	return c->census;
}

/* For a while nothing has come or gone. */
static bool
is_quiet(const struct statx *folder)
{
	return sys_nt_time(&folder->stx_ctime) + QUIET < nt_time_now();
}

static void
remember(struct listing_cache *c, struct listing *l)
{
	if (!is_quiet(&l->folder) || bytes_of(l) > LISTING_CACHED_BYTES)
		return;
	l->refs++;
	TAILQ_INSERT_HEAD(&c->recent, l, link);
	c->count++;
	c->bytes += bytes_of(l);
	while (c->count > LISTING_CACHED_MAX ||
	    c->bytes > LISTING_CACHED_BYTES)
		forget(c, TAILQ_LAST(&c->recent, listings));
}

/* What was read of this folder before; forgets it if it is out of date. */
static struct listing *
recall(struct listing_cache *c, const struct statx *st)
{
	struct listing	*l;

	TAILQ_FOREACH(l, &c->recent, link) {
		if (sys_same_file(&l->folder, st))
			break;
	}
	if (l == NULL)
		return NULL;
	if (!sys_same_moment(&l->folder.stx_mtime, &st->stx_mtime) ||
	    !sys_same_moment(&l->folder.stx_ctime, &st->stx_ctime)) {
		forget(c, l);
		return NULL;
	}
	TAILQ_REMOVE(&c->recent, l, link);
	TAILQ_INSERT_HEAD(&c->recent, l, link);
	l->refs++;
	return l;
}

int
listing_get(struct listing_cache *c, int folder, struct listing **out)
{
	struct statx	 st;
	int		 error;

	error = sys_statx(folder, &st);
	if (error != 0)
		return error;
	*out = recall(c, &st);
	if (*out != NULL)
		return 0;
	error = listing_read(folder, &st, out);
	if (error == 0)
		remember(c, *out);
	return error;
}

static const char *
find_name(const struct listing *l, const char *name)
{
	char	 key[VFS_NAME_MAX];
	size_t	 low = 0, high = listing_count(l), mid;

	if (text_fold(name, key, sizeof(key)) != 0)
		return NULL;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (strcmp(key_of(l, entry_at(l, mid)), key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == listing_count(l) ||
	    strcmp(key_of(l, entry_at(l, low)), key) != 0)
		return NULL;
	return listing_name(l, low);
}

struct search {
	const char	*name;
	char		 best[VFS_NAME_MAX];	/* "": none yet */
};

static bool
compare(void *arg, const struct dirent64 *d)
{
	struct search	*s = arg;

	if (text_casecmp(d->d_name, s->name) == 0 && is_shown(d) &&
	    (s->best[0] == '\0' || strcmp(d->d_name, s->best) < 0))
		(void)strlcpy(s->best, d->d_name, sizeof(s->best));
	return true;
}

/* Of a folder that changes all the time a listing would be used once. */
static int
search(int folder, char name[static VFS_NAME_MAX])
{
	struct search	 s = { .name = name };
	int		 error;

	error = walk_folder(folder, compare, &s);
	if (error != 0 || s.best[0] == '\0')
		return error;
	(void)strlcpy(name, s.best, VFS_NAME_MAX);
	return 1;
}

int
listing_spell(struct listing_cache *c, int folder,
    char name[static VFS_NAME_MAX])
{
	struct statx	 st;
	struct listing	*l;
	const char	*found;
	int		 error, rc;

	error = sys_statx(folder, &st);
	if (error != 0)
		return error;
	l = recall(c, &st);
	if (l == NULL && !is_quiet(&st)) {
		rc = census_may_have(c->census, folder, name);
		return rc == 1 ? search(folder, name) : rc;
	}
	if (l == NULL) {
		error = listing_read(folder, &st, &l);
		if (error != 0)
			return error;
		remember(c, l);
	}
	found = find_name(l, name);
	if (found != NULL)
		(void)strlcpy(name, found, VFS_NAME_MAX);
	listing_drop(&l);
	return found != NULL;
}
