/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facts of the account domain: what a record says, keys and ways back, and a
 * set of them when memory fails at any of its allocations.
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "server/director/domain/replicas.h"
#include "server/director/domain/sam_fact.h"
#include "server/director/domain/sam_record.h"

static long	fail_at = -1;
static long	calls;

void	*__real_malloc(size_t);
void	*__real_calloc(size_t, size_t);
char	*__real_strdup(const char *);
void	*__wrap_malloc(size_t);
void	*__wrap_calloc(size_t, size_t);
char	*__wrap_strdup(const char *);

void *
__wrap_malloc(size_t n)
{
	return calls++ == fail_at ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return calls++ == fail_at ? NULL : __real_calloc(n, size);
}

char *
__wrap_strdup(const char *s)
{
	return calls++ == fail_at ? NULL : __real_strdup(s);
}

static uint8_t			 bytes[4096];

static struct rd
record(const struct rpc_account *a)
{
	struct wr	 w = wr_over(bytes, sizeof(bytes));

	sam_record_put(&w, a);
	assert_true(wr_ok(&w));
	return wr_written(&w);
}

static const struct rpc_account	 full = {
	.name = "n", .full_name = "f", .comment = "c", .user_comment = "u",
	.home = "h", .home_drive = "H:", .script = "s", .profile = "p",
	.workstations = "PC1,PC2", .primary_group = 1002, .expires = 1 << 30,
	.flags = USER_KEEPS_PASSWORD, .country = 49, .code_page = 850,
	.password_expired = 1, .attributes = 7,
	.hours = { (const uint8_t *)"abc", 3, 0, false },
	.parameters = { (const uint8_t *)"\0x", 2, 0, false }
};

static void
a_record_comes_back_as_it_was(void **state)
{
	struct rpc_account	 a = { 0 };

	(void)state;
	assert_true(sam_record_get(record(&full), &a));
	assert_string_equal(a.name, "n");
	assert_string_equal(a.workstations, "PC1,PC2");
	assert_string_equal(a.user_comment, "u");
	assert_int_equal(a.primary_group, 1002);
	assert_int_equal(a.expires, 1 << 30);
	assert_int_equal(a.country, 49);
	assert_int_equal(a.password_expired, 1);
	assert_int_equal(a.hours.len, 3);
	assert_memory_equal(a.parameters.base, "\0x", 2);
	assert_int_equal(record(&(struct rpc_account){ .comment = "" }).len,
	    0);
}

static void
bytes_that_are_no_record_are_refused(void **state)
{
	static const struct { const char *s; size_t n; } bad[] = {
		{ "\1", 1 }, { "\1\0\0\0\2\0n", 7 },
		{ "\1\0\0\0\1\0n", 7 },		/* no NUL */
		{ "\1\0\0\0\3\0n\0x", 9 },	/* one inside */
		{ "\1\0\0\0\0\0", 6 },		/* nothing */
		{ "\0\0\0\2\1\0x", 7 },		/* no field of ours */
		{ "\0\0\10\0\4\0xxxx", 10 },	/* a short number */
	};
	struct rpc_account	 a;
	char			*copy;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		copy = malloc(bad[i].n);
		assert_non_null(copy);
		memcpy(copy, bad[i].s, bad[i].n);
		a = (struct rpc_account){ 0 };
		if (sam_record_get(rd_over(copy, bad[i].n), &a))
			fail_msg("row %zu", i);
		free(copy);
	}
}

static void
a_record_cut_off_is_refused_but_between_its_fields(void **state)
{
	struct rpc_account	 a;
	size_t			 n, all, whole = 0;
	uint8_t			*copy;

	(void)state;
	all = record(&full).len;
	for (n = 0; n <= all; n++) {
		copy = malloc(n + 1);
		assert_non_null(copy);
		memcpy(copy, bytes, n);
		a = (struct rpc_account){ 0 };
		whole += sam_record_get(rd_over(copy, n), &a);
		free(copy);
	}
	assert_int_equal(whole, 18 + 1);	/* fields, and none */
}

static void
keys_stand_in_order_and_lead_back(void **state)
{
	const struct sid	 sid = { 5, 5, { 21, 1, 2, 3, 1000 } };
	struct sid		 again;
	struct fact_key		 k, b;
	struct rd		 none = rd_over("", 0);

	(void)state;
	assert_string_equal(fact_key(&k, FACT_GROUP, 513), "g:00000201");
	assert_int_equal(fact_rid(k.s), 513);
	assert_string_equal(fact_key_member(&k, 513, 1000),
	    "m:00000201:000003e8");
	assert_int_equal(fact_user(k.s), 1000);
	assert_string_equal(fact_back(&b, k.s, none), "u:000003e8:00000201");
	assert_string_equal(fact_key_side(&k, 544, &sid),
	    "s:00000220:S-1-5-21-1-2-3-1000");
	assert_true(fact_sid(k.s, &again) && sid_equal(&sid, &again));
	assert_string_equal(fact_back(&b, k.s, none),
	    "s:S-1-5-21-1-2-3-1000:00000220");
	assert_null(fact_back(&b, fact_key_rights(&k, &sid), none));
	assert_true(fact_sid(k.s, &again) && sid_equal(&sid, &again));
	assert_string_equal(fact_back(&b, "g:00000201",
	    record(&(struct rpc_account){ .name = "Ab" })), "n:AB");
	assert_string_equal(fact_back(&b, "u:000003e8", record(&full)),
	    "p:000003ea:000003e8");
	assert_null(fact_back(&b, "u:000003e8", none));
}

static void
no_memory_leaves_a_set_as_it_was(void **state)
{
	struct sam_facts	 f = { 0 };
	struct rd		 was = record(&full);
	bool			 done = false;

	(void)state;
	fail_at = -1;
	assert_int_equal(sam_facts_put(&f, "g:1", was), 0);
	for (fail_at = 0; !done; fail_at++) {
		calls = 0;
		done = sam_facts_put(&f, "g:1", rd_over("", 0)) == 0;
		assert_true(done || sam_facts_get(&f, "g:1")->len ==
		    was.len);
		calls = 0;
		(void)sam_facts_put(&f, "m:00000201:000003e8",
		    rd_over("", 0));
	}
	fail_at = -1;
	assert_true(calls > 2);
	assert_int_equal(sam_facts_get(&f, "g:1")->len, 0);
	sam_facts_remove(&f, "g:1");
	assert_null(sam_facts_get(&f, "g:1"));
	sam_facts_clear(&f);
	assert_null(RB_ROOT(&f.keys));
	assert_null(RB_ROOT(&f.backs));
}

static void
a_change_is_known_to_replicas_whole_or_not_at_all(void **state)
{
	struct replicas		 set;
	struct rd		 r = record(&full);
	struct change_row	 row = { .number = 1, .kind = CHANGE_FACT,
				    .state = 1, .key = "g:1",
				    .value = { r.base, r.len } };
	int			 rc = -ENOMEM;

	(void)state;
	replicas_init(&set);
	set.n = 1;
	for (fail_at = 0; rc != 0; fail_at++) {
		calls = 0;
		assert_int_equal(set.last, 0);
		assert_null(replicas_pending_key(&set, &set.r[0], "g:1"));
		rc = replicas_add(&set, &row);
		assert_true(rc == 0 || rc == -ENOMEM);
	}
	fail_at = -1;
	assert_true(calls > 3);
	assert_non_null(replicas_pending_key(&set, &set.r[0], "g:1"));
	assert_null(replicas_pending_key(&set, &set.r[0], "g:"));
	set.r[0].shown = 1;
	assert_null(replicas_pending_key(&set, &set.r[0], "g:1"));
	replicas_forget(&set);
	assert_null(RB_ROOT(&set.keys));
	assert_null(RB_ROOT(&set.backs));
	replicas_clear(&set);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_record_comes_back_as_it_was),
		cmocka_unit_test(bytes_that_are_no_record_are_refused),
		cmocka_unit_test(
		    a_record_cut_off_is_refused_but_between_its_fields),
		cmocka_unit_test(keys_stand_in_order_and_lead_back),
		cmocka_unit_test(no_memory_leaves_a_set_as_it_was),
		cmocka_unit_test(
		    a_change_is_known_to_replicas_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
