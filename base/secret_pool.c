/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret_pool.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/queue.h>
#include <unistd.h>

#include "base/secret.h"

/* What stands in a piece that nobody has. */
struct piece {
	SLIST_ENTRY(piece)	 link;
};

struct chunk {
	SLIST_ENTRY(chunk)	 link;
	uint8_t			*pages;		/* the first guard */
};

struct secret_pool {
	size_t			 size;		/* of a piece, rounded up */
	size_t			 guard;		/* a page */
	bool			 locked;
	SLIST_HEAD(, piece)	 idle;
	SLIST_HEAD(, chunk)	 chunks;
};

static size_t
round_up(size_t n)
{
	size_t	 to = alignof(max_align_t);

	if (n < sizeof(struct piece))
		n = sizeof(struct piece);
	return (n + to - 1) / to * to;
}

struct secret_pool *
secret_pool_new(size_t size)
{
	struct secret_pool	*p;

	if (size == 0 || size > SECRET_CHUNK)
		return NULL;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return NULL;
	p->size = round_up(size);
	p->guard = (size_t)sysconf(_SC_PAGESIZE);
	p->locked = true;
	SLIST_INIT(&p->idle);
	SLIST_INIT(&p->chunks);
	return p;
}

void
secret_pool_free(struct secret_pool **pp)
{
	struct secret_pool	*p = *pp;
	struct chunk		*c;

	*pp = NULL;
	if (p == NULL)
		return;
	while ((c = SLIST_FIRST(&p->chunks)) != NULL) {
		SLIST_REMOVE_HEAD(&p->chunks, link);
		secret_wipe(c->pages + p->guard, SECRET_CHUNK);
		(void)munmap(c->pages, SECRET_CHUNK + 2 * p->guard);
		free(c);
	}
	free(p);
}

/* Everything forbidden first; then what lies between the guards. */
static uint8_t *
map_pages(struct secret_pool *p)
{
	uint8_t	*pages, *inner;

	pages = mmap(NULL, SECRET_CHUNK + 2 * p->guard, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED)
		return NULL;
	inner = pages + p->guard;
	if (mprotect(inner, SECRET_CHUNK, PROT_READ | PROT_WRITE) == -1) {
		(void)munmap(pages, SECRET_CHUNK + 2 * p->guard);
		return NULL;
	}
	(void)madvise(inner, SECRET_CHUNK, MADV_DONTDUMP);
	(void)madvise(inner, SECRET_CHUNK, MADV_WIPEONFORK);
	if (mlock(inner, SECRET_CHUNK) == -1)
		p->locked = false;
	return pages;
}

static bool
grow(struct secret_pool *p)
{
	struct chunk	*c = calloc(1, sizeof(*c));
	struct piece	*piece;
	size_t		 at;

	if (c == NULL || (c->pages = map_pages(p)) == NULL) {
		free(c);
		return false;
	}
	SLIST_INSERT_HEAD(&p->chunks, c, link);
	for (at = 0; at + p->size <= SECRET_CHUNK; at += p->size) {
		piece = (void *)(c->pages + p->guard + at);
		SLIST_INSERT_HEAD(&p->idle, piece, link);
	}
	return true;
}

void *
secret_pool_take(struct secret_pool *p)
{
	struct piece	*piece;

	if (SLIST_EMPTY(&p->idle) && !grow(p))
		return NULL;
	piece = SLIST_FIRST(&p->idle);
	SLIST_REMOVE_HEAD(&p->idle, link);
	memset(piece, 0, p->size);
	return piece;
}

void
secret_pool_give(struct secret_pool *p, void *taken)
{
	struct piece	*piece = taken;

	if (piece == NULL)
		return;
	secret_wipe(piece, p->size);
	SLIST_INSERT_HEAD(&p->idle, piece, link);
}

bool
secret_pool_is_locked(const struct secret_pool *p)
{
	return p->locked;
}
