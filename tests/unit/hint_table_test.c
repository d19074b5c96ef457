/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/hint_table.h"
#include "server/smb/shares.h"

#define BOTH	(SHARE_HAS_LOCKS | SHARE_HAS_LEVEL_II)

static struct hint_table	*table;
static struct hint_view		*view;

static int
set_up(void **state)
{
	struct err	 e;

	(void)state;
	assert_int_equal(hint_table_new(&table, &e), 0);
	assert_int_equal(hint_view_new(hint_table_fd(table), &view), 0);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	hint_view_free(&view);
	hint_table_free(&table);
	return 0;
}

static struct share_file
file(uint64_t ino)
{
	return (struct share_file){ 0x801, ino };
}

static void
before_it_begins_every_hint_says_ask(void **state)
{
	uint64_t	 i;

	(void)state;
	hint_table_change(table, file(5), 0, SHARE_HAS_LOCKS);
	for (i = 0; i < 100000; i++)
		assert_int_equal(hint_view_of(view, file(i)), BOTH);
	hint_table_begin(table);
	assert_int_equal(hint_view_of(view, file(5)), SHARE_HAS_LOCKS);
	assert_int_equal(hint_view_of(view, file(6)), 0);
}

static void
a_view_sees_what_the_table_says(void **state)
{
	static const unsigned	 steps[] = { SHARE_HAS_LOCKS, BOTH,
		SHARE_HAS_LEVEL_II, 0, BOTH, 0 };
	unsigned		 was = 0;
	size_t			 i;

	(void)state;
	hint_table_begin(table);
	for (i = 0; i < nitems(steps); i++) {
		hint_table_change(table, file(9), was, steps[i]);
		assert_int_equal(hint_view_of(view, file(9)), steps[i]);
		was = steps[i];
	}
}

/* Files that share a slot keep each other's bits set, never cleared. */
static void
a_hint_is_wrong_only_by_saying_ask(void **state)
{
	static bool	 has[200000];
	uint64_t	 i;
	size_t		 asked = 0;

	(void)state;
	seed_random();
	hint_table_begin(table);
	for (i = 0; i < nitems(has); i++)
		if ((has[i] = rand() % 100 == 0))
			hint_table_change(table, file(i), 0, SHARE_HAS_LOCKS);
	for (i = 0; i < nitems(has); i++) {
		if (has[i])
			assert_int_equal(hint_view_of(view, file(i)),
			    SHARE_HAS_LOCKS);
		asked += hint_view_of(view, file(i)) != 0;
	}
	assert_true(asked < nitems(has) / 10);
	for (i = 0; i < nitems(has); i++)
		if (has[i])
			hint_table_change(table, file(i), SHARE_HAS_LOCKS, 0);
	for (i = 0; i < nitems(has); i++)
		assert_int_equal(hint_view_of(view, file(i)), 0);
}

static void
whoever_is_handed_the_memory_cannot_change_it(void **state)
{
	int	 fd = fcntl(hint_table_fd(table), F_DUPFD_CLOEXEC, 0);

	(void)state;
	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, "x", 1), -1);
	assert_int_equal(ftruncate(fd, 1), -1);
	assert_int_equal(ftruncate(fd, 1 << 20), -1);
	assert_ptr_equal(mmap(NULL, HINT_SLOTS, PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0), MAP_FAILED);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), -1);
	(void)close(fd);
}

static void
memory_that_could_shrink_is_not_looked_at(void **state)
{
	struct hint_view	*v = NULL;
	int			 fd;

	(void)state;
	fd = memfd_create("test", MFD_ALLOW_SEALING);
	assert_int_equal(ftruncate(fd, HINT_SLOTS), 0);
	assert_int_equal(hint_view_new(fd, &v), -EINVAL);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	assert_int_equal(hint_view_new(fd, &v), 0);
	hint_view_free(&v);
	assert_int_equal(ftruncate(fd, HINT_SLOTS * 2), 0);
	assert_int_equal(hint_view_new(fd, &v), -EINVAL);
	(void)close(fd);
	assert_int_equal(hint_view_new(-1, &v), -EINVAL);
}

/*
 * The argument for level II: the writer changes the data, then looks at the
 * hint; the holder's hint is set, then it reads.  Never may both miss.
 */
#define ROUNDS	20000

static atomic_uint	 data, turn, holder_read[ROUNDS];

static void *
write_then_look(void *missed)
{
	unsigned	 i;

	for (i = 0; i < ROUNDS; i++) {
		while (atomic_load(&turn) < i)
			continue;
		atomic_store_explicit(&data, i + 1, memory_order_relaxed);
		if ((hint_view_of(view, file(i)) & SHARE_HAS_LEVEL_II) == 0)
			((bool *)missed)[i] = true;
	}
	return NULL;
}

static void
a_writer_and_a_new_holder_never_miss_each_other(void **state)
{
	static bool	 missed[ROUNDS];
	pthread_t	 thread;
	unsigned	 i;

	(void)state;
	hint_table_begin(table);
	assert_int_equal(pthread_create(&thread, NULL, write_then_look,
	    missed), 0);
	for (i = 0; i < ROUNDS; i++) {
		atomic_store(&turn, i);
		hint_table_change(table, file(i), 0, SHARE_HAS_LEVEL_II);
		atomic_store(&holder_read[i], atomic_load(&data));
	}
	assert_int_equal(pthread_join(thread, NULL), 0);
	for (i = 0; i < ROUNDS; i++)
		if (missed[i] && atomic_load(&holder_read[i]) < i + 1)
			fail_msg("round %u: neither saw the other", i);
}

#define hint_test(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		hint_test(before_it_begins_every_hint_says_ask),
		hint_test(a_view_sees_what_the_table_says),
		hint_test(a_hint_is_wrong_only_by_saying_ask),
		hint_test(whoever_is_handed_the_memory_cannot_change_it),
		hint_test(memory_that_could_shrink_is_not_looked_at),
		hint_test(a_writer_and_a_new_holder_never_miss_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
