/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "server/clerk/quotas.h"

static struct quotas	*q;

static int
set_up(void **state)
{
	static const struct quota_limits	limits = { .box_files = 5,
		.box_bytes = 1000, .client_files = 3, .client_bytes = 500 };

	(void)state;
	q = quotas_new(&limits);
	return q == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	(void)state;
	quotas_free(&q);
	return 0;
}

static struct quota_who
who(const char *box, int64_t account, const char *from)
{
	struct quota_who	 w = { .account = account };

	(void)snprintf(w.box, sizeof(w.box), "%s", box);
	assert_true(addr_parse(from, &w.address));
	return w;
}

static struct quota_who
client(int64_t account)
{
	return who("ddr.box", account, "10.0.0.1");
}

static enum ntstatus
ask(uint64_t ticket, struct quota_who w, uint64_t bytes)
{
	struct quota_ask	 a = { ticket, w, bytes };

	return quotas_ask(q, 1, &a, true);
}

static struct quota_amount
amount(struct quota_who w, uint32_t files, uint64_t bytes)
{
	return (struct quota_amount){ w, files, bytes };
}

static void
a_client_has_so_many_files_and_a_box_more(void **state)
{
	(void)state;
	assert_int_equal(ask(1, client(1), 10), NT_OK);
	assert_int_equal(ask(2, client(1), 10), NT_OK);
	assert_int_equal(ask(3, client(1), 10), NT_OK);
	assert_int_equal(ask(4, client(1), 10), NT_QUOTA_EXCEEDED);
	assert_int_equal(ask(4, client(2), 10), NT_OK);
	assert_int_equal(ask(5, client(3), 10), NT_OK);
	assert_int_equal(ask(6, client(4), 10), NT_DISK_FULL);
	assert_int_equal(ask(6, who("ccr.box", 4, "10.0.0.1"), 10), NT_OK);
	assert_int_equal(quotas_counts(q).under_way, 6);
	assert_int_equal(quotas_counts(q).refused, 2);
}

static void
bytes_are_limited_as_files_are(void **state)
{
	(void)state;
	assert_int_equal(ask(1, client(1), 501), NT_QUOTA_EXCEEDED);
	assert_int_equal(ask(1, client(1), UINT64_MAX), NT_DISK_FULL);
	assert_int_equal(ask(1, client(1), 500), NT_OK);
	assert_int_equal(ask(2, client(1), 1), NT_QUOTA_EXCEEDED);
	assert_int_equal(ask(2, client(1), 0), NT_OK);
	assert_int_equal(ask(3, client(2), 500), NT_OK);
	assert_int_equal(ask(4, client(3), 1), NT_DISK_FULL);
}

static void
the_client_is_account_and_address(void **state)
{
	uint64_t	 i;

	(void)state;
	for (i = 1; i <= 3; i++)
		assert_int_equal(ask(i, who("ddr.box", 1, "2001:db8::1"), 1),
		    NT_OK);
	assert_int_equal(ask(9, who("ddr.box", 1, "2001:db8::2"), 1),
	    NT_QUOTA_EXCEEDED);
	assert_int_equal(ask(9, who("ddr.box", 1, "2001:db8:0:1::2"), 1),
	    NT_OK);
}

static void
a_ticket_grows_within_the_limits_and_never_shrinks(void **state)
{
	(void)state;
	assert_int_equal(ask(1, client(1), 100), NT_OK);
	assert_int_equal(ask(1, client(1), 400), NT_OK);
	assert_int_equal(ask(1, client(1), 100), NT_OK);
	assert_int_equal(ask(2, client(1), 101), NT_QUOTA_EXCEEDED);
	assert_int_equal(ask(1, client(1), 501), NT_QUOTA_EXCEEDED);
	assert_int_equal(ask(2, client(1), 100), NT_OK);
	assert_int_equal(quotas_counts(q).under_way, 2);
}

static void
what_landed_lies_there_until_it_is_released(void **state)
{
	struct quota_amount	 a = amount(client(1), 1, 60);

	(void)state;
	assert_int_equal(ask(1, client(1), 500), NT_OK);
	quotas_charge(q, 1, 1, 60);
	quotas_charge(q, 1, 1, 60);		/* there is no such ticket now */
	assert_int_equal(quotas_counts(q).files, 1);
	assert_int_equal(quotas_counts(q).bytes, 60);
	assert_int_equal(ask(2, client(1), 441), NT_QUOTA_EXCEEDED);
	assert_int_equal(ask(2, client(1), 440), NT_OK);
	quotas_drop(q, 1, 2);
	quotas_drop(q, 1, 2);
	assert_int_equal(ask(2, client(1), 440), NT_OK);
	quotas_charge(q, 1, 2, 440);
	assert_int_equal(ask(3, client(1), 0), NT_OK);	/* just full */
	quotas_drop(q, 1, 3);
	a.bytes = 440;
	quotas_release(q, &a);
	a.bytes = 60;
	quotas_release(q, &a);
	assert_int_equal(quotas_counts(q).files, 0);
	assert_int_equal(quotas_counts(q).bytes, 0);
	quotas_release(q, &a);			/* told twice: not below zero */
	assert_int_equal(quotas_counts(q).files, 0);
	assert_int_equal(ask(3, client(1), 500), NT_OK);
}

static void
the_director_knows_better(void **state)
{
	struct quota_amount	 a = amount(client(1), 2, 20);
	struct quota_amount	 b = amount(client(2), 1, 30);

	(void)state;
	assert_int_equal(ask(1, client(1), 7), NT_OK);
	quotas_charge(q, 1, 1, 7);
	assert_int_equal(ask(2, client(2), 9), NT_OK);
	quotas_restate(q);
	quotas_state(q, &a);
	quotas_state(q, &b);
	assert_int_equal(quotas_counts(q).files, 3);
	assert_int_equal(quotas_counts(q).bytes, 50);
	assert_int_equal(quotas_counts(q).under_way, 1);
	assert_int_equal(ask(3, client(1), 1), NT_OK);
	assert_int_equal(ask(4, client(1), 1), NT_DISK_FULL);
	quotas_restate(q);
	assert_int_equal(quotas_counts(q).files, 0);
	assert_int_equal(ask(4, client(1), 1), NT_OK);
}

static void
the_end_of_a_process_drops_what_it_had_under_way(void **state)
{
	struct quota_ask	 other = { 1, client(1), 5 };

	(void)state;
	assert_int_equal(ask(1, client(1), 5), NT_OK);
	assert_int_equal(ask(2, client(1), 5), NT_OK);
	assert_int_equal(quotas_ask(q, 2, &other, true), NT_OK);
	quotas_charge(q, 2, 2, 1);		/* another process's ticket */
	assert_int_equal(quotas_counts(q).files, 0);
	quotas_end_process(q, 1);
	assert_int_equal(quotas_counts(q).under_way, 1);
	assert_int_equal(ask(1, client(1), 5), NT_OK);
	assert_int_equal(ask(2, client(1), 5), NT_OK);
	assert_int_equal(ask(3, client(1), 5), NT_QUOTA_EXCEEDED);
}

static void
what_is_claimed_is_not_judged(void **state)
{
	struct quota_ask	 a = { 1, client(1), 5000 };

	(void)state;
	assert_int_equal(quotas_ask(q, 1, &a, false), NT_OK);
	assert_int_equal(ask(2, client(2), 1), NT_DISK_FULL);
	quotas_drop(q, 1, 1);
	assert_int_equal(ask(2, client(2), 1), NT_OK);
}

static void
new_limits_count_at_once(void **state)
{
	static const struct quota_limits	none = { 0, 0, 0, 0 };

	(void)state;
	assert_int_equal(ask(1, client(1), 1), NT_OK);
	quotas_set_limits(q, &none);
	assert_int_equal(ask(2, client(1), 1), NT_DISK_FULL);
	assert_int_equal(ask(1, client(1), 1), NT_OK);
	assert_int_equal(ask(1, client(1), 2), NT_DISK_FULL);
}

#define quota_test(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		quota_test(a_client_has_so_many_files_and_a_box_more),
		quota_test(bytes_are_limited_as_files_are),
		quota_test(the_client_is_account_and_address),
		quota_test(a_ticket_grows_within_the_limits_and_never_shrinks),
		quota_test(what_landed_lies_there_until_it_is_released),
		quota_test(the_director_knows_better),
		quota_test(the_end_of_a_process_drops_what_it_had_under_way),
		quota_test(what_is_claimed_is_not_judged),
		quota_test(new_limits_count_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
