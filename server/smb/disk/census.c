/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/census.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "server/smb/disk/sys.h"
#include "server/smb/disk/walk.h"

#define FIRST_SLOTS	256

/* Open addressing; a power of two, at most half full; 0 is empty. */
struct census {
	struct statx	 folder;	/* as it was at the last look */
	struct mono	 until;
	uint64_t	*slots;
	size_t		 nslots;
	size_t		 count;
	bool		 failed;	/* no memory, or too many */
};

struct census_book {
	struct census	 of[CENSUS_FOLDERS];
	size_t		 next;		/* the oldest */
};

static uint64_t
hash(const char *name)
{
	uint64_t	 h = text_casehash(name);

	return h == 0 ? 1 : h;
}

static void
put(struct census *c, uint64_t h)
{
	size_t	 at = h & (c->nslots - 1);

	while (c->slots[at] != 0 && c->slots[at] != h)
		at = (at + 1) & (c->nslots - 1);
	c->count += c->slots[at] == 0;
	c->slots[at] = h;
}

static bool
has(const struct census *c, uint64_t h)
{
	size_t	 at = h & (c->nslots - 1);

	while (c->slots[at] != 0 && c->slots[at] != h)
		at = (at + 1) & (c->nslots - 1);
	return c->slots[at] == h;
}

static bool
grow(struct census *c)
{
	uint64_t	*old = c->slots;
	size_t		 i, n = c->nslots;

	c->slots = calloc(n == 0 ? FIRST_SLOTS : 2 * n, sizeof(*c->slots));
	if (c->slots == NULL) {
		c->slots = old;
		return false;
	}
	c->nslots = n == 0 ? FIRST_SLOTS : 2 * n;
	c->count = 0;
	for (i = 0; i < n; i++) {
		if (old[i] != 0)
			put(c, old[i]);
	}
	free(old);
	return true;
}

static void
add(struct census *c, const char *name)
{
	if (c->count >= CENSUS_NAMES_MAX ||
	    (2 * (c->count + 1) > c->nslots && !grow(c)))
		c->failed = true;
	else
		put(c, hash(name));
}

static bool
add_entry(void *arg, const struct dirent64 *d)
{
	struct census	*c = arg;

	add(c, d->d_name);
	return !c->failed;
}

static void
clear(struct census *c)
{
	free(c->slots);
	*c = (struct census){ .nslots = 0 };
}

static bool
is_true(const struct census *c, const struct statx *st)
{
	return c->nslots > 0 && !c->failed &&
	    sys_same_file(&c->folder, st) &&
	    sys_same_moment(&c->folder.stx_mtime, &st->stx_mtime) &&
	    sys_same_moment(&c->folder.stx_ctime, &st->stx_ctime) &&
	    !mono_passed(c->until, mono_now());
}

/* What there is of this folder, true or not; else the oldest. */
static struct census *
seat(struct census_book *b, const struct statx *st)
{
	struct census	*c;
	size_t		 i;

	for (i = 0; i < CENSUS_FOLDERS; i++) {
		c = &b->of[i];
		if (c->nslots > 0 && sys_same_file(&c->folder, st))
			return c;
	}
	b->next = (b->next + 1) % CENSUS_FOLDERS;
	return &b->of[b->next];
}

static int
take(struct census *c, int folder, const struct statx *st)
{
	int	 error;

	clear(c);
	if (!grow(c))
		return -ENOMEM;
	c->folder = *st;
	c->until = mono_after(mono_now(), CENSUS_TRUST_MS);
	error = walk_folder(folder, add_entry, c);
	if (error == 0 && c->failed)
		error = -ENOMEM;
	if (error != 0)
		clear(c);
	return error;
}

int
census_may_have(struct census_book *b, int folder, const char *name)
{
	struct statx	 st;
	struct census	*c;
	int		 error;

	error = sys_statx(folder, &st);
	if (error != 0)
		return error;
	c = seat(b, &st);
	if (!is_true(c, &st)) {
		error = take(c, folder, &st);
		/* Too many for a census: look for yourself. */
		if (error != 0)
			return error == -ENOMEM ? 1 : error;
	}
	return has(c, hash(name));
}

struct census *
census_before(struct census_book *b, int folder)
{
	struct statx	 st;
	struct census	*c;

	if (sys_statx(folder, &st) != 0)
		return NULL;
	c = seat(b, &st);
	return is_true(c, &st) ? c : NULL;
}

void
census_after(struct census *c, int folder, const char *came)
{
	struct statx	 st;

	if (c == NULL || sys_statx(folder, &st) != 0)
		return;
	if (came != NULL)
		add(c, came);
	c->folder = st;
}

struct census_book *
census_book_new(void)
{
	return calloc(1, sizeof(struct census_book));
}

void
census_book_free(struct census_book **bp)
{
	struct census_book	*b = *bp;
	size_t			 i;

	if (b == NULL)
		return;
	*bp = NULL;
	for (i = 0; i < CENSUS_FOLDERS; i++)
		clear(&b->of[i]);
	free(b);
}
