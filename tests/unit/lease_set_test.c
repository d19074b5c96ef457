/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leases are found by three keys, and come out of the heap in their order. */
#include "tests/unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "server/director/ccm/lease_set.h"

#define MANY	2000

static struct lease_set	 set;

static int
set_up(void **state)
{
	(void)state;
	lease_set_init(&set);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lease_set_clear(&set);
	return 0;
}

static struct lease *
make(int64_t id, const char *target)
{
	struct lease	*l = calloc(1, sizeof(*l));

	assert_non_null(l);
	l->id = id;
	l->account = id * 10;
	(void)snprintf(l->target, sizeof(l->target), "%s", target);
	return l;
}

static struct lease *
add(int64_t id, const char *target)
{
	struct lease	*l = make(id, target);

	assert_int_equal(lease_set_add(&set, l), 0);
	return l;
}

static void
it_is_found_by_number_machine_in_any_case_and_account(void **state)
{
	struct lease	*l = add(7, "DcOne");

	(void)state;
	(void)add(8, "DCTWO");
	assert_ptr_equal(lease_set_get(&set, 7), l);
	assert_ptr_equal(lease_set_find(&set, "dcone"), l);
	assert_ptr_equal(lease_set_of(&set, 70), l);
	assert_null(lease_set_get(&set, 9));
	assert_null(lease_set_find(&set, "dcthree"));
	assert_null(lease_set_find(&set, "\xff"));
	assert_null(lease_set_of(&set, 7));
}

static void
a_second_one_of_a_key_is_refused_and_leaves_no_trace(void **state)
{
	struct lease	*l;

	(void)state;
	(void)add(7, "DC1");
	l = make(7, "DC2");
	assert_int_equal(lease_set_add(&set, l), -EEXIST);
	l->id = 8;
	(void)strcpy(l->target, "dc1");
	assert_int_equal(lease_set_add(&set, l), -EEXIST);
	(void)strcpy(l->target, "DC2");
	l->account = 70;
	assert_int_equal(lease_set_add(&set, l), -EEXIST);
	assert_null(lease_set_get(&set, 8));
	assert_null(lease_set_find(&set, "DC2"));
	l->account = 80;
	assert_int_equal(lease_set_add(&set, l), 0);
}

static uint64_t
draw(uint64_t below)
{
	static uint64_t	 random = 88172645463325252ULL;

	random ^= random << 13;
	random ^= random >> 7;
	random ^= random << 17;
	return random % below;
}

/* Some are moved, some rest, some go before their time. */
static size_t
shuffle(void)
{
	struct lease	*l;
	size_t		 left = MANY;
	int64_t		 id;

	for (id = 1; id <= MANY; id++) {
		l = lease_set_get(&set, id);
		if (id % 3 == 0)
			lease_set_due(&set, l, (struct mono){
			    (int64_t)draw(9000) });
		else if (id % 7 == 0) {
			lease_set_rest(&set, l);
			left--;
		} else if (id % 11 == 0) {
			lease_set_remove(&set, &l);
			assert_null(l);
			left--;
		}
	}
	return left;
}

static void
they_are_due_in_the_order_of_their_times(void **state)
{
	struct lease	*l;
	char		 name[16];
	size_t		 left;
	int64_t		 id, before = 0;

	(void)state;
	for (id = 1; id <= MANY; id++) {
		(void)snprintf(name, sizeof(name), "PC%d", (int)id);
		lease_set_due(&set, add(id, name), (struct mono){
		    (int64_t)draw(9000) });
	}
	for (left = shuffle(); left > 0; left--) {
		l = lease_set_first(&set);
		assert_non_null(l);
		assert_true(l->due.ns >= before);
		before = l->due.ns;
		lease_set_rest(&set, l);
	}
	assert_null(lease_set_first(&set));
}

static void
they_are_listed_in_the_order_of_machines(void **state)
{
	struct lease	*l;

	(void)state;
	(void)add(1, "dcb");
	(void)add(2, "DCA");
	(void)add(3, "DCC");
	l = lease_set_next(&set, NULL);
	assert_int_equal(l->id, 2);
	l = lease_set_next(&set, l);
	assert_int_equal(l->id, 1);
	l = lease_set_next(&set, l);
	assert_int_equal(l->id, 3);
	assert_null(lease_set_next(&set, l));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		T(it_is_found_by_number_machine_in_any_case_and_account),
		T(a_second_one_of_a_key_is_refused_and_leaves_no_trace),
		T(they_are_due_in_the_order_of_their_times),
		T(they_are_listed_in_the_order_of_machines),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
