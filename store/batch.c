/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define BATCH_BYTES_MAX	(64U << 20)

struct batch *
store_batch_new(void)
{
	struct batch	*b = calloc(1, sizeof(*b));

	if (b == NULL)
		return NULL;
	arena_init(&b->mem, BATCH_BYTES_MAX);
	STAILQ_INIT(&b->changes);
	return b;
}

void
store_batch_free(struct batch **batch)
{
	struct batch	*b = *batch;

	*batch = NULL;
	if (b == NULL)
		return;
	arena_free(&b->mem);
	free(b);
}

static void
deliver(struct job *job)
{
	struct batch	*b = job->batch;

	if (b->done != NULL)
		b->done(b->arg, job_err(job));
	store_batch_free(&b);
}

int
store_submit(struct store *store, struct batch **batch, store_done *done,
    void *arg)
{
	struct batch	*b = *batch;
	int		 error = -ENOMEM;

	*batch = NULL;
	if (b != NULL && arena_ok(&b->mem)) {
		b->job.batch = b;
		b->job.deliver = deliver;
		b->done = done;
		b->arg = arg;
		error = job_submit(store, &b->job);
	}
	if (error != 0)
		store_batch_free(&b);
	return error;
}

void *
batch_change(struct batch *b, change_run *run, size_t size)
{
	struct change	*c;

	if (b == NULL)
		return NULL;
	c = arena_alloc(&b->mem, sizeof(*c));
	if (c == NULL)
		return NULL;
	c->run = run;
	c->payload = arena_alloc(&b->mem, size);
	STAILQ_INSERT_TAIL(&b->changes, c, link);
	b->n++;
	return c->payload;
}

const char *
batch_text(struct batch *b, const char *s)
{
	return batch_text_or_null(b, s == NULL ? "" : s);
}

const char *
batch_text_or_null(struct batch *b, const char *s)
{
	return s == NULL ? NULL : arena_text(&b->mem, s, strlen(s));
}

const char *
batch_fold(struct batch *b, const char *s)
{
	size_t	 size;
	char	*key;

	if (s == NULL)
		s = "";
	/* Two bytes may become three, never more: text_upper(). */
	size = 2 * strlen(s) + 1;
	key = arena_alloc(&b->mem, size);
	if (key == NULL || text_fold(s, key, size) != 0)
		return NULL;
	return key;
}

struct store_blob
batch_blob(struct batch *b, struct store_blob from)
{
	struct store_blob	 copy = { NULL, 0 };
	void			*p;

	if (from.len == 0)
		return copy;
	p = arena_alloc(&b->mem, from.len);
	if (p == NULL)
		return copy;
	memcpy(p, from.data, from.len);
	return (struct store_blob){ p, from.len };
}
