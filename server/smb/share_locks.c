/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Byte-range locks of handles, [MS-FSA] 2.1.5.8 and 2.1.5.9, [MS-SMB2]
 * 3.3.5.14.  A lock that waits is tried again, in the order of coming,
 * whenever a lock of the file goes.
 */
#include <stdlib.h>

#include "server/smb/share_impl.h"

/* Which question range_locks answers with `true: no'. */
typedef bool	barred(const struct range_locks *, const struct range_lock *);

static void
give(struct share_table *t, struct handle *h, struct range_lock *l)
{
	range_locks_add(&h->file->locks, l);
	LIST_INSERT_HEAD(&h->locks, l, of_owner);
	t->counts.locks++;
}

static void
drop(struct share_table *t, struct handle *h, struct range_lock *l)
{
	LIST_REMOVE(l, of_owner);
	free(l);
	h->nlocks--;
	t->counts.locks--;
}

static void
answer(struct share_table *t, struct lock_wait *w, enum ntstatus status)
{
	LIST_REMOVE(w, of_handle);
	TAILQ_REMOVE(&w->handle->file->lock_waits, w, of_file);
	t->counts.waiting--;
	w->handle = NULL;
	w->answer = status;
	TAILQ_INSERT_TAIL(&t->answered, w, of_news);
}

static void
retry(struct share_table *t, struct file *f)
{
	struct lock_wait	*w, *next;

	for (w = TAILQ_FIRST(&f->lock_waits); w != NULL; w = next) {
		next = TAILQ_NEXT(w, of_file);
		if (range_locks_bar_lock(&f->locks, w->lock))
			continue;
		give(t, w->handle, w->lock);
		w->lock = NULL;
		answer(t, w, NT_OK);
	}
}

static void
abandon(struct share_table *t, struct handle *h, struct lock_wait *w,
    enum ntstatus status)
{
	free(w->lock);
	w->lock = NULL;
	h->nlocks--;
	answer(t, w, status);
}

void
locks_drop(struct share_table *t, struct handle *h)
{
	struct lock_wait	*w;
	struct range_lock	*l;

	/* That status is what Windows gives a lock whose handle closes. */
	while ((w = LIST_FIRST(&h->lock_waits)) != NULL)
		abandon(t, h, w, NT_RANGE_NOT_LOCKED);
	while ((l = LIST_FIRST(&h->locks)) != NULL) {
		range_locks_take(&h->file->locks, l);
		drop(t, h, l);
	}
	retry(t, h->file);
	hint_update(t, h->file);
}

static enum ntstatus
wait_for(struct share_table *t, struct handle *h, struct range_lock *l,
    uint64_t request)
{
	struct lock_wait	*w = calloc(1, sizeof(*w));

	if (w == NULL) {
		free(l);
		return NT_INSUFFICIENT_RESOURCES;
	}
	w->handle = h;
	w->to = h->key;
	w->request = request;
	w->lock = l;
	LIST_INSERT_HEAD(&h->lock_waits, w, of_handle);
	TAILQ_INSERT_TAIL(&h->file->lock_waits, w, of_file);
	h->nlocks++;
	t->counts.waiting++;
	return NT_LATER;
}

static struct range_lock *
new_lock(struct handle *h, const struct share_range *range)
{
	struct range_lock	*l = malloc(sizeof(*l));

	if (l != NULL) {
		range_lock_init(l, h, range->off, range->len);
		l->exclusive = range->exclusive;
	}
	return l;
}

static enum ntstatus
lock_range(struct share_table *t, struct handle *h,
    const struct share_range *range, const struct share_lock *req)
{
	struct range_lock	*l;

	if (!range_valid(range->off, range->len))
		return NT_INVALID_LOCK_RANGE;
	if (h->nlocks >= t->limits.max_locks ||
	    (l = new_lock(h, range)) == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	oplock_break_level2(t, h->file);
	if (range_locks_bar_lock(&h->file->locks, l)) {
		if (req->wait && req->n == 1)
			return wait_for(t, h, l, req->request);
		free(l);
		return NT_LOCK_NOT_GRANTED;
	}
	give(t, h, l);
	h->nlocks++;
	return NT_OK;
}

static enum ntstatus
unlock_range(struct share_table *t, struct handle *h,
    const struct share_range *range)
{
	struct range_lock	 want;
	struct range_lock	*l;

	if (!range_valid(range->off, range->len))
		return NT_INVALID_LOCK_RANGE;
	range_lock_init(&want, h, range->off, range->len);
	l = range_unlock(&h->file->locks, &want);
	if (l == NULL)
		return NT_RANGE_NOT_LOCKED;
	drop(t, h, l);
	return NT_OK;
}

/* What came after `before' was taken by a request that failed in the end. */
static void
roll_back(struct share_table *t, struct handle *h, uint64_t before)
{
	struct range_lock	*l;

	while ((l = LIST_FIRST(&h->locks)) != NULL && l->seq > before) {
		range_locks_take(&h->file->locks, l);
		drop(t, h, l);
	}
}

enum ntstatus
share_table_lock(struct share_table *t, struct share_key key,
    const struct share_lock *req)
{
	struct handle	*h = handle_find_open(t, key);
	enum ntstatus	 status = NT_OK;
	uint64_t	 before;
	size_t		 i, unlocked = 0;

	if (h == NULL)
		return NT_FILE_CLOSED;
	if (h->is_directory)
		return NT_INVALID_PARAMETER;
	before = h->file->locks.seq;
	for (i = 0; i < req->n && status == NT_OK; i++) {
		if (req->ranges[i].unlock) {
			status = unlock_range(t, h, &req->ranges[i]);
			unlocked += status == NT_OK;
		} else
			status = lock_range(t, h, &req->ranges[i], req);
	}
	if (status != NT_OK && status != NT_LATER)
		roll_back(t, h, before);
	if (unlocked > 0)
		retry(t, h->file);
	hint_update(t, h->file);
	return status;
}

bool
share_table_cancel_lock(struct share_table *t, struct share_key key,
    uint64_t request)
{
	struct handle		*h = handle_find_open(t, key);
	struct lock_wait	*w;

	if (h == NULL)
		return false;
	LIST_FOREACH(w, &h->lock_waits, of_handle)
		if (w->request == request)
			break;
	if (w == NULL)
		return false;
	LIST_REMOVE(w, of_handle);
	TAILQ_REMOVE(&h->file->lock_waits, w, of_file);
	t->counts.waiting--;
	h->nlocks--;
	free(w->lock);
	free(w);
	return true;
}

enum ntstatus
share_table_claim_lock(struct share_table *t, struct share_key key,
    const struct share_range *range)
{
	struct handle		*h = handle_find_open(t, key);
	struct range_lock	*l;

	if (h == NULL)
		return NT_FILE_CLOSED;
	if (!range_valid(range->off, range->len))
		return NT_INVALID_LOCK_RANGE;
	l = new_lock(h, range);
	if (l == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	give(t, h, l);
	h->nlocks++;
	hint_update(t, h->file);
	return NT_OK;
}

enum ntstatus
share_table_may_io(struct share_table *t, struct share_key key,
    const struct share_range *range)
{
	struct handle		*h = handle_find_open(t, key);
	barred			*bar;
	struct range_lock	 io;

	if (h == NULL)
		return NT_FILE_CLOSED;
	if (range->len == 0 || !range_valid(range->off, range->len))
		return range->len == 0 ? NT_OK : NT_INVALID_PARAMETER;
	bar = range->exclusive ? range_locks_bar_write : range_locks_bar_read;
	range_lock_init(&io, h, range->off, range->len);
	return bar(&h->file->locks, &io) ? NT_FILE_LOCK_CONFLICT : NT_OK;
}
