/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shares - a share table under test: opens are named by small numbers (their
 * tens are the process), files by others, and every piece of news must be
 * expected.
 */
#ifndef TESTS_UNIT_SHARES_H
#define TESTS_UNIT_SHARES_H

#include "tests/unit/check.h"

#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "server/smb/share_table.h"
#include "server/smb/shares.h"

#define RWD	(FILE_READ_DATA | FILE_WRITE_DATA | DELETE)
#define STAT	(FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE)
#define ALL	FILE_SHARE_MASK

static struct share_table	*table;
static struct mono		 clock_now;

static inline int
new_table(void **state)
{
	static const struct share_limits	limits = {
		.max_opens = 1000, .max_locks = 8, .break_ms = 35000 };

	(void)state;
	clock_now.ns = 1000;
	table = share_table_new(&limits);
	share_table_time(table, clock_now);
	return table == NULL ? -1 : 0;
}

/* Nothing may be left untold. */
static inline int
end_table(void **state)
{
	struct share_news	 news;

	(void)state;
	if (share_table_news(table, &news))
		fail_msg("unexpected news %d for %llu", (int)news.kind,
		    (unsigned long long)news.to.id);
	share_table_free(&table);
	assert_null(table);
	return 0;
}

static inline struct share_key
key(uint64_t id)
{
	return (struct share_key){ (unsigned)(id / 10), id };
}

/* File 1, in the middle of everything. */
static inline struct share_open
an_open(uint64_t id)
{
	return (struct share_open){ .id = id, .file = { 7, 1 },
	    .path = "dir/file", .share = 3, .session = id,
	    .access = RWD, .sharing = ALL, .oplock = OPLOCK_NONE,
	    .can_wait = true };
}

static inline struct share_granted
ask(const struct share_open *o)
{
	return share_table_open(table, (unsigned)(o->id / 10), o);
}

static inline void
open_with(uint64_t id, uint32_t access, uint32_t sharing, uint8_t oplock)
{
	struct share_open	 o = an_open(id);
	struct share_granted	 g;

	o.access = access;
	o.sharing = sharing;
	o.oplock = oplock;
	g = ask(&o);
	assert_int_equal(g.status, NT_OK);
	assert_int_equal(g.oplock, oplock);
}

/* File `ino' under that path. */
static inline void
open_path(uint64_t id, uint64_t ino, const char *path)
{
	struct share_open	 o = an_open(id);

	o.file.ino = ino;
	o.path = path;
	assert_int_equal(ask(&o).status, NT_OK);
}

static inline struct share_news
next_news(enum share_news_kind kind, uint64_t id)
{
	struct share_news	 news;

	if (!share_table_news(table, &news))
		fail_msg("no news %d for %llu", (int)kind,
		    (unsigned long long)id);
	assert_int_equal(news.kind, kind);
	assert_int_equal(news.to.id, id);
	assert_int_equal(news.to.process, id / 10);
	return news;
}

static inline void
expect_break(uint64_t id, uint8_t level)
{
	assert_int_equal(next_news(SHARE_NEWS_BREAK, id).level, level);
}

static inline void
expect_opened(uint64_t id, enum ntstatus status, uint8_t oplock)
{
	struct share_news	 news = next_news(SHARE_NEWS_OPENED, id);

	assert_int_equal(news.granted.status, status);
	if (status == NT_OK)
		assert_int_equal(news.granted.oplock, oplock);
}

static inline void
expect_silence(void)
{
	struct share_news	 news;

	if (share_table_news(table, &news))
		fail_msg("unexpected news %d for %llu", (int)news.kind,
		    (unsigned long long)news.to.id);
}

static inline void
pass_ms(int64_t ms)
{
	clock_now = mono_after(clock_now, ms);
	share_table_time(table, clock_now);
}

static inline void
just_close(uint64_t id)
{
	assert_false(share_table_close(table, key(id)).remove);
}

#define share_test(f)	cmocka_unit_test_setup_teardown(f, new_table, end_table)

#endif
