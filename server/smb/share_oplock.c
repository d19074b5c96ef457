/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Oplocks.  A file has either one holder of an exclusive or batch oplock, or
 * any number of level II.  Only the holder acknowledges, and only it is
 * waited for.
 *
 *	level		another opens	opens to overwrite	data change
 *	batch, excl.	-> II, waits	-> none, waits		(the holder's)
 *	II		stays		-> none			-> none, all
 */
#include "protocol/smb2/access.h"
#include "server/smb/share_impl.h"

#define STAT_ACCESS	(FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | \
			 SYNCHRONIZE)

static bool
is_top(uint8_t level)
{
	return level == OPLOCK_EXCLUSIVE || level == OPLOCK_BATCH;
}

/* [MS-FSA] 2.1.4.12, OPEN: who only looks at attributes breaks nothing. */
static bool
disturbs(const struct handle *h)
{
	return h->overwrite || (h->access & ~STAT_ACCESS) != 0;
}

void
oplock_set(struct share_table *t, struct handle *h, uint8_t level)
{
	struct file	*f = h->file;

	if (h->breaking)
		TAILQ_REMOVE(&t->breaking, f, breaking);
	h->breaking = false;
	if (f->holder == h)
		f->holder = NULL;
	if (h->level == OPLOCK_II)
		LIST_REMOVE(h, of_level2);
	h->level = level;
	if (is_top(level))
		f->holder = h;
	if (level == OPLOCK_II)
		LIST_INSERT_HEAD(&f->level2, h, of_level2);
	hint_update(t, f);
}

void
oplock_await_ack(struct share_table *t, struct handle *h, uint8_t level)
{
	h->breaking = true;
	h->break_to = level;
	h->file->break_deadline = mono_after(t->now, t->limits.break_ms);
	TAILQ_INSERT_TAIL(&t->breaking, h->file, breaking);
}

bool
oplock_bars(struct share_table *t, const struct handle *h, uint8_t level)
{
	struct handle	*holder = h->file->holder;

	if (holder == NULL || holder->level != level || !disturbs(h))
		return false;
	if (!holder->breaking) {
		oplock_await_ack(t, holder,
		    h->overwrite ? OPLOCK_NONE : OPLOCK_II);
		news_add(t, holder, SHARE_NEWS_BREAK);
		t->counts.breaks++;
	}
	return true;
}

/*
 * [MS-FSA] 2.1.5.18: exclusive and batch for the only open, level II beside
 * others unless one of them holds more or there are byte-range locks;
 * [MS-SMB2] 3.3.5.9: what cannot be had is asked for as level II.
 */
uint8_t
oplock_to_grant(const struct handle *h)
{
	const struct file	*f = h->file;

	if (h->wanted == OPLOCK_NONE || h->is_directory)
		return OPLOCK_NONE;
	if (is_top(h->wanted) && f->nhandles == 1)
		return h->wanted;
	if (f->holder != NULL || f->locks.n > 0)
		return OPLOCK_NONE;
	return OPLOCK_II;
}

void
oplock_break_level2(struct share_table *t, struct file *f)
{
	struct handle	*h;

	while ((h = LIST_FIRST(&f->level2)) != NULL) {
		oplock_set(t, h, OPLOCK_NONE);
		h->break_to = OPLOCK_NONE;
		/* Who has not heard of the grant yet hears `none'. */
		if ((h->news & 1U << SHARE_NEWS_OPENED) != 0)
			continue;
		news_add(t, h, SHARE_NEWS_BREAK);
		t->counts.breaks++;
	}
}

/* A level that was not offered counts as none, [MS-SMB2] 3.3.5.22.1. */
void
share_table_ack(struct share_table *t, struct share_key key, uint8_t level)
{
	struct handle	*h = handle_find_open(t, key);

	if (h == NULL || !h->breaking)
		return;
	oplock_set(t, h, level == OPLOCK_II && h->break_to == OPLOCK_II ?
	    OPLOCK_II : OPLOCK_NONE);
	file_retry(t, h->file);
}

void
share_table_changed(struct share_table *t, struct share_key key)
{
	struct handle	*h = handle_find_open(t, key);

	if (h != NULL)
		oplock_break_level2(t, h->file);
}

bool
share_table_deadline(const struct share_table *t, struct mono *out)
{
	const struct file	*f = TAILQ_FIRST(&t->breaking);

	if (f != NULL)
		*out = f->break_deadline;
	return f != NULL;
}

void
share_table_time(struct share_table *t, struct mono now)
{
	struct file	*f;
	struct handle	*h;

	t->now = now;
	while ((f = TAILQ_FIRST(&t->breaking)) != NULL &&
	    mono_passed(f->break_deadline, now)) {
		h = f->holder;
		oplock_set(t, h, OPLOCK_NONE);
		news_add(t, h, SHARE_NEWS_LOST);
		t->counts.lost++;
		file_retry(t, f);
	}
}
