/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/storage.h"

#include "base/text.h"
#include "store/audit.h"
#include "store/site.h"

static struct audit_row		 rows[STORE_PAGE_MAX];
static size_t			 n_rows;
static bool			 more;
static struct audit_verdict	 verdict;

static void
take(void *arg, const struct err *e, const struct audit_list *list)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_rows = list->n;
	more = list->more;
	for (i = 0; i < list->n; i++) {
		rows[i] = list->rows[i];
		rows[i].who = kept(s, rows[i].who);
		rows[i].verb = kept(s, rows[i].verb);
		rows[i].object = kept(s, rows[i].object);
		rows[i].detail = kept(s, rows[i].detail);
	}
}

static void
ask(struct storage *s, const struct audit_query *q)
{
	assert_int_equal(waited(s, store_audits(s->st, q, take, s)), 0);
}

static void
take_verdict(void *arg, const struct err *e, const struct audit_verdict *v)
{
	struct storage	*s = arg;

	note_err(s, e);
	verdict = *v;
	verdict.reason = kept(s, v->reason);
}

static void
verify(struct storage *s)
{
	assert_int_equal(waited(s, store_audit_verify(s->st, take_verdict,
	    s)), 0);
}

static const struct audit_row	 record = {
	.at = { 1234567 }, .uid = 1000, .who = "anna",
	.verb = "account disable", .object = "SMSClient_00001",
	.outcome = AUDIT_DONE, .detail = "{\"force\":true}"
};

static void
append(struct storage *s, size_t n)
{
	struct batch	*b = store_batch_new();

	while (n-- > 0)
		(void)store_audit(b, &record);
	committed(s, b);
}

/* The documented bytes, hashed by another hand (see doc/store.md). */
static void
the_first_hash_is_the_documented_one(void **state)
{
	struct storage	*s = *state;
	char		 hex[65];

	append(s, 1);
	ask(s, &(struct audit_query){ 0 });
	assert_int_equal(n_rows, 1);
	hex_encode(hex, rows[0].hash, 32);
	assert_string_equal(hex, "81a9ed3859da7ebe32d427cf2f0fe6ad"
	    "2714769066773944023249a3098ddf0d");
}

static void
a_record_comes_back_as_it_was_told(void **state)
{
	static const uint8_t	 zero[32];
	struct storage		*s = *state;

	append(s, 2);
	ask(s, &(struct audit_query){ 0 });
	assert_int_equal(n_rows, 2);
	assert_int_equal(rows[0].seq, 1);
	assert_int_equal(rows[0].at.us, 1234567);
	assert_int_equal(rows[0].uid, 1000);
	assert_string_equal(rows[0].who, "anna");
	assert_string_equal(rows[0].verb, "account disable");
	assert_string_equal(rows[0].object, "SMSClient_00001");
	assert_int_equal(rows[0].outcome, AUDIT_DONE);
	assert_string_equal(rows[0].detail, "{\"force\":true}");
	assert_memory_equal(rows[0].prev, zero, 32);
	assert_memory_equal(rows[1].prev, rows[0].hash, 32);
	assert_int_equal(rows[1].seq, 2);
}

static void
the_record_and_its_change_share_their_fate(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	(void)store_audit(b, &record);
	store_site_key(b, 1, (struct store_blob){ "x", 1 });
	assert_int_equal(commit(s, b), ENOENT);
	ask(s, &(struct audit_query){ 0 });
	assert_int_equal(n_rows, 0);
	/* The next one takes its number: no gap is left. */
	append(s, 1);
	verify(s);
	assert_int_equal(verdict.checked, 1);
	assert_int_equal(verdict.broken, 0);
}

static void
the_tail_is_shown_oldest_first(void **state)
{
	struct storage	*s = *state;

	append(s, 20);
	ask(s, &(struct audit_query){ .limit = 5 });
	assert_true(n_rows == 5 && more);
	assert_int_equal(rows[0].seq, 16);
	assert_int_equal(rows[4].seq, 20);
	ask(s, &(struct audit_query){ .limit = 5, .before = 16 });
	assert_int_equal(rows[0].seq, 11);
	assert_int_equal(rows[4].seq, 15);
	ask(s, &(struct audit_query){ .limit = 5, .before = 3 });
	assert_true(n_rows == 2 && !more);
	ask(s, &(struct audit_query){ .forward = true, .limit = 3 });
	assert_int_equal(rows[0].seq, 1);
	ask(s, &(struct audit_query){ .forward = true, .after = 18 });
	assert_true(n_rows == 2 && !more);
	assert_int_equal(rows[1].seq, 20);
}

static void
a_long_chain_is_walked_to_its_end(void **state)
{
	struct storage	*s = *state;

	verify(s);
	assert_int_equal(verdict.checked, 0);
	append(s, STORE_PAGE_MAX);
	verify(s);
	assert_int_equal(verdict.checked, STORE_PAGE_MAX);
	append(s, 2 * STORE_PAGE_MAX + 7);
	verify(s);
	assert_int_equal(verdict.checked, 3 * STORE_PAGE_MAX + 7);
	assert_int_equal(verdict.broken, 0);
	assert_string_equal(verdict.reason, "");
	ask(s, &(struct audit_query){ .limit = 1 });
	assert_memory_equal(verdict.head, rows[0].hash, 32);
}

/* Each column of record 700 in turn, and back again. */
static void
whatever_is_changed_is_found(void **state)
{
	static const struct {
		const char	*change;
		uint64_t	 broken;
		const char	*reason;
	} attacks[] = {
		{ "at = at + 1", 700, "it was changed" },
		{ "uid = 0", 700, "it was changed" },
		{ "who = 'eve'", 700, "it was changed" },
		{ "verb = 'account disabl', object = 'eSMSClient_00001'",
		    700, "it was changed" },
		{ "object = 'SMSClient_00002'", 700, "it was changed" },
		{ "outcome = 3", 700, "it was changed" },
		{ "detail = ''", 700, "it was changed" },
		{ "hash = zeroblob(32)", 700, "it was changed" },
		{ "prev = zeroblob(32)", 700,
		    "it does not continue the record before it" },
		{ "seq = 5000", 701, "a record is missing before it" },
	};
	struct storage	*s = *state;
	char		 sql[256];
	size_t		 i;

	append(s, 1000);
	for (i = 0; i < nitems(attacks); i++) {
		(void)snprintf(sql, sizeof(sql), "UPDATE audit SET %s "
		    "WHERE seq = 700", attacks[i].change);
		storage_save(s);
		storage_force(s, sql);
		verify(s);
		if (verdict.broken != attacks[i].broken ||
		    verdict.checked != 699 ||
		    strcmp(verdict.reason, attacks[i].reason) != 0)
			fail_msg("row %zu: %s", i, verdict.reason);
		storage_back(s);
	}
	verify(s);
	assert_int_equal(verdict.checked, 1000);
}

static void
a_record_taken_out_is_found(void **state)
{
	struct storage	*s = *state;

	append(s, 10);
	storage_force(s, "DELETE FROM audit WHERE seq = 4");
	verify(s);
	assert_int_equal(verdict.broken, 5);
	assert_int_equal(verdict.checked, 3);
}

static void
the_schema_itself_keeps_records(void **state)
{
	struct storage	*s = *state;

	append(s, 1);
	assert_false(storage_try(s, "UPDATE audit SET who = 'eve'"));
	assert_false(storage_try(s, "DELETE FROM audit"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(the_first_hash_is_the_documented_one),
		WITH_STORE(a_record_comes_back_as_it_was_told),
		WITH_STORE(the_record_and_its_change_share_their_fate),
		WITH_STORE(the_tail_is_shown_oldest_first),
		WITH_STORE(a_long_chain_is_walked_to_its_end),
		WITH_STORE(whatever_is_changed_is_found),
		WITH_STORE(a_record_taken_out_is_found),
		WITH_STORE(the_schema_itself_keeps_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
