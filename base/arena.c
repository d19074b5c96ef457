/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "build_config.h"

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT	8
#define CHUNK_MIN	2048
#define CHUNK_MAX	262144

struct arena_chunk {
	struct arena_chunk	*next;
	size_t			 used;
	size_t			 size;
	_Alignas(ALIGNMENT) uint8_t	 mem[];
};

void
arena_init(struct arena *a, size_t max)
{
	*a = (struct arena){ .max = max };
}

void
arena_free(struct arena *a)
{
	struct arena_chunk	*c, *next;

	for (c = a->chunks; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	arena_init(a, a->max);
}

/* Chunks double, so that small trees stay small and large ones stay few. */
static size_t
chunk_size(const struct arena *a, size_t n)
{
#ifdef SITED_SANITIZERS
	(void)a;
	return n;	/* one chunk a piece: the sanitizer sees one byte over */
#else
	size_t	 size = CHUNK_MIN;

	if (a->chunks != NULL && a->chunks->size < CHUNK_MAX)
		size = a->chunks->size * 2;
	else if (a->chunks != NULL)
		size = CHUNK_MAX;
	return n > size ? n : size;
#endif
}

static bool
chunk_add(struct arena *a, size_t n)
{
	size_t			 size = chunk_size(a, n);
	struct arena_chunk	*c = malloc(sizeof(*c) + size);

	if (c == NULL)
		return false;
	c->next = a->chunks;
	c->used = 0;
	c->size = size;
	a->chunks = c;
	return true;
}

static void *
take(struct arena *a, size_t n, size_t align)
{
	struct arena_chunk	*c = a->chunks;
	size_t			 from = 0;

	if (a->failed || n > a->max - a->used)
		goto fail;
	if (c != NULL)
		from = (c->used + align - 1) & ~(align - 1);
	if (c == NULL || from > c->size || n > c->size - from) {
		if (!chunk_add(a, n))
			goto fail;
		c = a->chunks;
		from = 0;
	}
	c->used = from + n;
	a->used += n;
	memset(c->mem + from, 0, n);
	return c->mem + from;
fail:
	a->failed = true;
	return NULL;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	return take(a, n, ALIGNMENT);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size) {
		a->failed = true;
		return NULL;
	}
	return take(a, n * size, ALIGNMENT);
}

char *
arena_text(struct arena *a, const char *s, size_t n)
{
	char	*p = n == SIZE_MAX ? NULL : take(a, n + 1, 1);

	if (p == NULL) {
		a->failed = true;
		return NULL;
	}
	memcpy(p, s, n);
	return p;
}

bool
arena_ok(const struct arena *a)
{
	return !a->failed;
}
