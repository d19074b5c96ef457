/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "server/smb/disk/node.h"

static int64_t	now_ms;

static struct mono
fake_mono(void *arg)
{
	(void)arg;
	return (struct mono){ now_ms * 1000000 };
}

static struct wall
fake_wall(void *arg)
{
	(void)arg;
	return (struct wall){ now_ms * 1000 };
}

static int
set_up(void **state)
{
	static const struct clock_source	 fake = { fake_mono, fake_wall, NULL };

	(void)state;
	now_ms = 1000;
	clock_simulate(&fake);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	clock_simulate(NULL);
	return 0;
}

/* A write by a handle, as disk_before_write() makes it. */
static void
write_at(struct node *n, bool sticky, uint64_t *disk, uint64_t t)
{
	if (node_cares(n, sticky))
		node_write(n, sticky, *disk);
	*disk = t;
}

static void
one_inode_has_one_node(void **state)
{
	struct nodes	 all = RB_INITIALIZER(&all);
	struct node	*a, *b, *c;

	(void)state;
	a = node_get(&all, 1, 2);
	b = node_get(&all, 1, 2);
	c = node_get(&all, 2, 2);
	assert_ptr_equal(a, b);
	assert_ptr_not_equal(a, c);
	node_drop(&all, &a);
	assert_null(a);
	assert_ptr_equal(node_find(&all, 1, 2), b);
	node_drop(&all, &b);
	assert_null(node_find(&all, 1, 2));
	node_drop(&all, &c);
}

static void
a_write_shows_after_two_seconds(void **state)
{
	struct node	 n = { .state = NODE_QUIET };
	uint64_t	 disk = 10;

	(void)state;
	write_at(&n, false, &disk, 20);
	assert_int_equal(node_written(&n, disk), 10);
	now_ms += NODE_DELAY_MS - 1;
	assert_int_equal(node_written(&n, disk), 10);
	now_ms += 1;
	assert_int_equal(node_written(&n, disk), 20);
	assert_int_equal(node_settle(&n, disk), NODE_AS_ON_DISK);
	assert_int_equal(node_written(&n, disk), 20);
}

static void
a_flush_shows_a_write_at_once(void **state)
{
	struct node	 n = { .state = NODE_QUIET };
	uint64_t	 disk = 10;

	(void)state;
	write_at(&n, false, &disk, 20);
	assert_int_equal(node_settle(&n, disk), NODE_AS_ON_DISK);
	assert_int_equal(node_written(&n, disk), 20);
}

static void
a_second_write_shows_at_the_end_only(void **state)
{
	struct node	 n = { .state = NODE_QUIET };
	uint64_t	 disk = 10;

	(void)state;
	write_at(&n, false, &disk, 20);
	now_ms += 3000;
	assert_int_equal(node_written(&n, disk), 20);
	write_at(&n, false, &disk, 30);
	write_at(&n, false, &disk, 31);
	now_ms += 3000;
	assert_int_equal(node_written(&n, disk), 20);
	assert_int_equal(node_settle(&n, disk), NODE_SET_NOW);
}

/* The same when nobody looked between the two writes. */
static void
a_late_second_write_leaves_the_first_to_show(void **state)
{
	struct node	 n = { .state = NODE_QUIET };
	uint64_t	 disk = 10;

	(void)state;
	write_at(&n, false, &disk, 20);
	now_ms += 3000;
	write_at(&n, false, &disk, 30);
	assert_int_equal(node_written(&n, disk), 20);
	assert_int_equal(node_settle(&n, disk), NODE_SET_NOW);
}

static void
a_handle_that_set_the_time_does_not_move_it(void **state)
{
	struct node	 n = { .state = NODE_QUIET };
	uint64_t	 disk = 10;

	(void)state;
	write_at(&n, true, &disk, 20);
	write_at(&n, true, &disk, 21);
	now_ms += 3000;
	assert_int_equal(node_written(&n, disk), 10);
	assert_int_equal(node_settle(&n, disk), NODE_SET_SHOWN);
	assert_int_equal(n.shown, 10);
}

static void
another_handle_moves_it_all_the_same(void **state)
{
	struct node	 n = { .state = NODE_QUIET };
	uint64_t	 disk = 10;

	(void)state;
	write_at(&n, true, &disk, 20);
	write_at(&n, false, &disk, 30);
	assert_int_equal(node_written(&n, disk), 10);
	assert_int_equal(node_settle(&n, disk), NODE_SET_NOW);
}

static void
a_time_that_somebody_else_set_is_neither_hidden_nor_undone(void **state)
{
	struct node	 n = { .state = NODE_QUIET };
	uint64_t	 disk = 10;

	(void)state;
	write_at(&n, false, &disk, 20);
	now_ms += 3000;
	assert_int_equal(node_written(&n, disk), 20);
	disk = 99;
	assert_int_equal(node_written(&n, disk), 99);
	assert_int_equal(node_settle(&n, disk), NODE_AS_ON_DISK);
}

int
main(void)
{
#define T(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(one_inode_has_one_node),
		T(a_write_shows_after_two_seconds),
		T(a_flush_shows_a_write_at_once),
		T(a_second_write_shows_at_the_end_only),
		T(a_late_second_write_leaves_the_first_to_show),
		T(a_handle_that_set_the_time_does_not_move_it),
		T(another_handle_moves_it_all_the_same),
		T(a_time_that_somebody_else_set_is_neither_hidden_nor_undone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
