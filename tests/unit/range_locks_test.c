/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "server/smb/range_locks.h"

static const int	owners[4];

static struct range_lock
lock_of(int owner, uint64_t off, uint64_t len, bool exclusive)
{
	struct range_lock	 l;

	range_lock_init(&l, &owners[owner], off, len);
	l.exclusive = exclusive;
	return l;
}

static void
a_range_ends_with_the_last_byte_of_64_bits(void **state)
{
	static const struct {
		uint64_t	off, len;
		bool		valid;
	} rows[] = {
		{ 0, 0, true }, { 0, 1, true }, { 0, UINT64_MAX, true },
		{ 1, UINT64_MAX, true }, { 2, UINT64_MAX, false },
		{ UINT64_MAX, 0, true }, { UINT64_MAX, 1, true },
		{ UINT64_MAX, 2, false }, { UINT64_MAX, UINT64_MAX, false },
		{ 1ULL << 63, 1ULL << 63, true },
		{ 1ULL << 63, (1ULL << 63) + 1, false },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++)
		if (range_valid(rows[i].off, rows[i].len) != rows[i].valid)
			fail_msg("row %zu", i);
}

/* Two exclusive locks, in either order, of one owner or of two. */
static void
ranges_meet_where_they_share_a_byte_or_hold_a_gap(void **state)
{
	static const struct {
		uint64_t	off1, len1, off2, len2;
		bool		meet;
	} rows[] = {
		{ 10, 0, 10, 0, false }, { 0, 0, 0, 0, false },
		{ 10, 0, 9, 1, false },	 { 10, 0, 10, 1, false },
		{ 10, 0, 11, 1, false }, { 10, 0, 9, 2, true },
		{ 10, 0, 10, 2, false }, { 10, 0, 9, 3, true },
		{ 0, 0, 0, 10, false },	 { UINT64_MAX, 0, 0, UINT64_MAX, false },
		{ UINT64_MAX, 0, 1, UINT64_MAX, true },
		{ UINT64_MAX, 0, UINT64_MAX, 0, false },
		{ 0, 10, 10, 10, false }, { 0, 10, 9, 1, true },
		{ 0, 10, 3, 2, true },	 { 5, 5, 0, 6, true },
		{ UINT64_MAX, 1, UINT64_MAX, 1, true },
		{ UINT64_MAX - 1, 1, UINT64_MAX, 1, false },
		{ 0, UINT64_MAX, UINT64_MAX, 1, false },
	};
	struct range_locks	 set;
	struct range_lock	 a, b;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows) * 2; i++) {
		range_locks_init(&set);
		a = lock_of(0, rows[i / 2].off1, rows[i / 2].len1, true);
		b = lock_of(i % 2, rows[i / 2].off2, rows[i / 2].len2, true);
		range_locks_add(&set, &a);
		if (range_locks_bar_lock(&set, &b) != rows[i / 2].meet)
			fail_msg("row %zu", i / 2);
		range_locks_take(&set, &a);
		range_locks_add(&set, &b);
		if (range_locks_bar_lock(&set, &a) != rows[i / 2].meet)
			fail_msg("row %zu, the other way", i / 2);
	}
}

/* [MS-FSA] 2.1.4.10, one row a pair of owner and kind. */
static void
what_a_lock_bars_depends_on_its_owner_and_kind(void **state)
{
	static const struct {
		bool	held_exclusive;
		int	asker;		/* the holder is 0 */
		bool	lock_shared, lock_exclusive, read, write;
	} rows[] = {
		/*			barred: shared excl.	read	write */
		{ false, 0,		false,	true,	false,	true },
		{ false, 1,		false,	true,	false,	true },
		{ true,	 0,		false,	true,	false,	false },
		{ true,	 1,		true,	true,	true,	true },
	};
	struct range_locks	 set;
	struct range_lock	 held, shared, exclusive;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		range_locks_init(&set);
		held = lock_of(0, 10, 10, rows[i].held_exclusive);
		range_locks_add(&set, &held);
		shared = lock_of(rows[i].asker, 15, 10, false);
		exclusive = lock_of(rows[i].asker, 15, 10, true);
		if (range_locks_bar_lock(&set, &shared) !=
		    rows[i].lock_shared ||
		    range_locks_bar_lock(&set, &exclusive) !=
		    rows[i].lock_exclusive ||
		    range_locks_bar_read(&set, &shared) != rows[i].read ||
		    range_locks_bar_write(&set, &shared) != rows[i].write)
			fail_msg("row %zu", i);
	}
}

static void
unlocking_needs_the_exact_range_and_takes_an_exclusive_lock_first(void **state)
{
	struct range_locks	 set;
	struct range_lock	 shared = lock_of(0, 10, 5, false);
	struct range_lock	 exclusive = lock_of(0, 10, 5, true);
	struct range_lock	 want;

	(void)state;
	range_locks_init(&set);
	range_locks_add(&set, &shared);
	range_locks_add(&set, &exclusive);
	want = lock_of(0, 10, 6, false);
	assert_null(range_unlock(&set, &want));
	want = lock_of(0, 11, 5, false);
	assert_null(range_unlock(&set, &want));
	want = lock_of(1, 10, 5, false);
	assert_null(range_unlock(&set, &want));
	want = lock_of(0, 10, 5, false);
	assert_ptr_equal(range_unlock(&set, &want), &exclusive);
	assert_ptr_equal(range_unlock(&set, &want), &shared);
	assert_null(range_unlock(&set, &want));
	assert_int_equal(set.n, 0);
}

/* The same questions, asked of every lock one by one. */
static bool
meets(const struct range_lock *a, const struct range_lock *b)
{
	if (a->len == 0 && b->len == 0)
		return false;
	if (a->len == 0)
		return b->off < a->off && a->off - b->off < b->len;
	if (b->len == 0)
		return a->off < b->off && b->off - a->off < a->len;
	return a->off <= b->off ? b->off - a->off < a->len :
	    a->off - b->off < b->len;
}

#define MANY	200

static bool
some(const struct range_lock *held, const bool *in, const struct range_lock *l,
    bool exclusive, bool of_others)
{
	size_t	 i;

	for (i = 0; i < MANY; i++)
		if (in[i] && held[i].exclusive == exclusive &&
		    (!of_others || held[i].owner != l->owner) &&
		    meets(&held[i], l))
			return true;
	return false;
}

static void
compare_answers(const struct range_locks *set, const struct range_lock *held,
    const bool *in, const struct range_lock *l)
{
	bool	 read = some(held, in, l, true, true);
	bool	 write = read || some(held, in, l, false, false);
	bool	 lock = l->exclusive ? some(held, in, l, true, false) ||
		    some(held, in, l, false, false) : read;

	if (range_locks_bar_read(set, l) != read ||
	    range_locks_bar_write(set, l) != write ||
	    range_locks_bar_lock(set, l) != lock)
		fail_msg("wrong for %llu+%llu",
		    (unsigned long long)l->off, (unsigned long long)l->len);
}

/* Small numbers meet often; every eighth range stands at the far end. */
static struct range_lock
random_lock(void)
{
	uint64_t	 off = (uint64_t)(rand() % 300);
	uint64_t	 len = (uint64_t)(rand() % 12);

	if (rand() % 8 == 0)
		off = UINT64_MAX - (uint64_t)(rand() % 10);
	if (rand() % 16 == 0)
		len = (uint64_t)(rand() % 400);
	if (!range_valid(off, len))
		len = 0;
	return lock_of(rand() % 4, off, len, rand() % 2 == 0);
}

static void
the_trees_answer_as_a_look_at_every_lock_does(void **state)
{
	struct range_locks	 set;
	struct range_lock	 held[MANY], l;
	bool			 in[MANY] = { false };
	size_t			 step, i;

	(void)state;
	seed_random();
	range_locks_init(&set);
	for (step = 0; step < 20000; step++) {
		l = random_lock();
		compare_answers(&set, held, in, &l);
		i = (size_t)rand() % MANY;
		if (in[i])
			range_locks_take(&set, &held[i]);
		else {
			held[i] = l;
			range_locks_add(&set, &held[i]);
		}
		in[i] = !in[i];
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_ends_with_the_last_byte_of_64_bits),
		cmocka_unit_test(
		    ranges_meet_where_they_share_a_byte_or_hold_a_gap),
		cmocka_unit_test(
		    what_a_lock_bars_depends_on_its_owner_and_kind),
		cmocka_unit_test(
		    unlocking_needs_the_exact_range_and_takes_an_exclusive_lock_first),
		cmocka_unit_test(
		    the_trees_answer_as_a_look_at_every_lock_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
