/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handles and the files that hang on them: how they come and go in memory.
 */
#include <stdlib.h>

#include "server/smb/share_impl.h"
#include "server/smb/shares.h"

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_handles(const struct handle *a, const struct handle *b)
{
	int	 order = compare_numbers(a->key.process, b->key.process);

	return order != 0 ? order : compare_numbers(a->key.id, b->key.id);
}

static int
compare_files(const struct file *a, const struct file *b)
{
	int	 order = compare_numbers(a->id.dev, b->id.dev);

	return order != 0 ? order : compare_numbers(a->id.ino, b->id.ino);
}

TREE_GENERATE(handle_tree, handle, node, compare_handles)
TREE_GENERATE(file_tree, file, node, compare_files)

struct handle *
handle_find(struct share_table *t, struct share_key key)
{
	struct handle	 want = { .key = key };

	return RB_FIND(handle_tree, &t->handles, &want);
}

struct handle *
handle_find_open(struct share_table *t, struct share_key key)
{
	struct handle	*h = handle_find(t, key);

	return h != NULL && h->state == HANDLE_OPEN ? h : NULL;
}

struct file *
file_find(struct share_table *t, struct share_file id)
{
	struct file	 want = { .id = id };

	return RB_FIND(file_tree, &t->files, &want);
}

static struct file *
file_get(struct share_table *t, struct share_file id)
{
	struct file	*f = file_find(t, id);

	if (f != NULL || (f = calloc(1, sizeof(*f))) == NULL)
		return f;
	f->id = id;
	TAILQ_INIT(&f->handles);
	TAILQ_INIT(&f->waiting);
	LIST_INIT(&f->level2);
	TAILQ_INIT(&f->lock_waits);
	range_locks_init(&f->locks);
	(void)RB_INSERT(file_tree, &t->files, f);
	t->counts.files++;
	return f;
}

void
file_release(struct share_table *t, struct file *f)
{
	if (!TAILQ_EMPTY(&f->handles) || !TAILQ_EMPTY(&f->waiting) ||
	    f->remover != NULL)
		return;
	(void)RB_REMOVE(file_tree, &t->files, f);
	free(f);
	t->counts.files--;
}

static unsigned
hint_of(const struct file *f)
{
	return (f->locks.n > 0 ? SHARE_HAS_LOCKS : 0U) |
	    (!LIST_EMPTY(&f->level2) ? SHARE_HAS_LEVEL_II : 0U);
}

void
hint_update(struct share_table *t, struct file *f)
{
	unsigned	 now = hint_of(f);

	if (now != f->hint && t->hint != NULL)
		t->hint(t->hint_arg, f->id, f->hint, now);
	f->hint = now;
}

unsigned
share_table_hint(struct share_table *t, struct share_file id)
{
	struct file	*f = file_find(t, id);

	return f == NULL ? 0 : f->hint;
}

void
handle_free(struct share_table *t, struct handle *h)
{
	if (h->in_news)
		TAILQ_REMOVE(&t->news, h, of_news);
	if (h->name != NULL) {
		name_unlink(t, h);
		(void)RB_REMOVE(handle_tree, &t->handles, h);
	}
	free(h);
}

struct handle *
handle_new(struct share_table *t, unsigned process,
    const struct share_open *o)
{
	struct handle	*h = calloc(1, sizeof(*h));

	if (h == NULL)
		return NULL;
	h->key = (struct share_key){ process, o->id };
	h->session = o->session;
	h->access = o->access;
	h->sharing = o->sharing;
	h->wanted = o->oplock;
	h->is_directory = o->is_directory;
	h->delete_on_close = o->delete_on_close;
	h->overwrite = o->overwrite;
	h->can_wait = o->can_wait;
	LIST_INIT(&h->locks);
	LIST_INIT(&h->lock_waits);
	h->file = file_get(t, o->file);
	if (h->file == NULL || !name_link(t, h, o)) {
		if (h->file != NULL)
			file_release(t, h->file);
		free(h);
		return NULL;
	}
	(void)RB_INSERT(handle_tree, &t->handles, h);
	return h;
}

/* The open after `key', whatever its state. */
struct handle *
handle_after(struct share_table *t, struct share_key key)
{
	struct handle	 want = { .key = key };
	struct handle	*h;

	h = RB_NFIND(handle_tree, &t->handles, &want);
	if (h != NULL && compare_handles(h, &want) == 0)
		h = RB_NEXT(handle_tree, &t->handles, h);
	return h;
}

void
handle_orphan(struct share_table *t, struct handle *h)
{
	name_unlink(t, h);
	(void)RB_REMOVE(handle_tree, &t->handles, h);
	h->file = NULL;
}
