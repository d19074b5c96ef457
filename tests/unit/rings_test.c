/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Upgrades in rings: when one goes on and when it halts, who is counted, what
 * clients are told of it, and what they say.
 */
#include "tests/unit/check.h"

#include "protocol/sms/compreport.h"
#include "protocol/sms/rings.h"
#include "server/director/cap/rollout_rules.h"

#define DAYS(n)		((struct wall){ (n) * INT64_C(86400000000) })
#define CLIENTS		2000
#define REPORTS		20000

/* --- the rules --- */

static void
counts_decide(void **state)
{
	static const struct {
		struct ring_count	 count;
		bool			 is_over;
		enum ring_verdict	 verdict;
	} rows[] = {
		/* clients, upgraded, failed, waiting, silent */
		{ { 0, 0, 0, 0, 0 },		false,	RING_ADVANCE },
		{ { 1, 0, 0, 0, 1 },		false,	RING_WAIT },
		{ { 1, 0, 0, 1, 0 },		true,	RING_SHORT },
		{ { 1, 1, 0, 0, 0 },		false,	RING_ADVANCE },
		{ { 1, 1, 0, 0, 0 },		true,	RING_ADVANCE },
		{ { 1, 0, 1, 0, 0 },		false,	RING_FAILS },
		{ { 20, 18, 0, 1, 1 },		false,	RING_WAIT },
		{ { 20, 19, 0, 0, 1 },		false,	RING_ADVANCE },
		{ { 20, 18, 0, 0, 2 },		true,	RING_SHORT },
		{ { 20, 19, 1, 0, 0 },		false,	RING_FAILS },
		{ { 50, 0, 1, 49, 0 },		false,	RING_FAILS },
		{ { 51, 0, 1, 50, 0 },		false,	RING_WAIT },
		{ { 51, 49, 1, 1, 0 },		false,	RING_ADVANCE },
		{ { 1000, 949, 19, 32, 0 },	false,	RING_WAIT },
		{ { 1000, 949, 19, 32, 0 },	true,	RING_SHORT },
		{ { 1000, 950, 19, 31, 0 },	true,	RING_ADVANCE },
		{ { 1000, 980, 20, 0, 0 },	true,	RING_FAILS },
		{ { UINT32_MAX, UINT32_MAX, 0, 0, 0 }, false, RING_ADVANCE },
		{ { UINT32_MAX, 0, UINT32_MAX, 0, 0 }, false, RING_FAILS },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++)
		if (ring_judge(&rows[i].count, rows[i].is_over) !=
		    rows[i].verdict)
			fail_msg("row %zu", i);
}

static void
rings_follow_one_another_up_to_all(void **state)
{
	static const unsigned	 usual[] = { 1, 10, 50 };

	(void)state;
	assert_int_equal(ring_next(usual, 3, 0), 1);
	assert_int_equal(ring_next(usual, 3, 1), 10);
	assert_int_equal(ring_next(usual, 3, 10), 50);
	assert_int_equal(ring_next(usual, 3, 50), ROLLOUT_ALL);
	assert_int_equal(ring_next(usual, 3, 100), ROLLOUT_ALL);
	/* other rings while one is on its way, or none any more */
	assert_int_equal(ring_next(usual, 3, 20), 50);
	assert_int_equal(ring_next(usual, 0, 1), ROLLOUT_ALL);
}

/* --- who is counted --- */

static struct ring_client
client(uint32_t n, uint32_t slot)
{
	struct ring_client	 x = { .slot = slot, .told = DAYS(10) };

	memcpy(x.guid.b, &n, sizeof(n));
	return x;
}

static void
the_first_ring_has_a_client_that_lives(void **state)
{
	struct ring_clients	 c;
	struct ring_client	 x;

	(void)state;
	ring_clients_init(&c);
	assert_int_equal(ring_below(&c, 1, DAYS(9)), 0);
	x = client(1, 700);
	assert_int_equal(ring_clients_put(&c, &x), 0);
	assert_int_equal(ring_below(&c, 1, DAYS(9)), 701);
	assert_int_equal(ring_below(&c, 10, DAYS(9)), 1000);
	x = client(2, 99);
	assert_int_equal(ring_clients_put(&c, &x), 0);
	assert_int_equal(ring_below(&c, 1, DAYS(9)), 100);
	x = client(3, 20);
	x.told = DAYS(8);		/* long not heard of */
	assert_int_equal(ring_clients_put(&c, &x), 0);
	assert_int_equal(ring_below(&c, 1, DAYS(9)), 100);
	assert_int_equal(ring_below(&c, 1, DAYS(11)), 0);
	x = client(4, RING_SLOTS - 1);
	ring_clients_clear(&c);
	assert_int_equal(ring_clients_put(&c, &x), 0);
	assert_int_equal(ring_below(&c, 1, DAYS(9)), RING_SLOTS);
	ring_clients_clear(&c);
}

static void
only_failures_of_this_turn_count(void **state)
{
	struct ring_clients	 c;
	struct ring_client	 x = client(1, 5);

	(void)state;
	ring_clients_init(&c);
	ring_clients_turn(&c, 100, 7, DAYS(9));
	x.state = RING_FAILED;
	x.turn = 7;
	assert_int_equal(ring_clients_put(&c, &x), 0);
	assert_int_equal(c.count.failed, 1);
	ring_clients_turn(&c, 100, 8, DAYS(9));	/* resumed */
	assert_int_equal(c.count.failed, 0);
	assert_int_equal(c.count.silent, 1);
	x.turn = 8;
	assert_int_equal(ring_clients_put(&c, &x), 0);
	assert_int_equal(c.count.failed, 1);
	x.state = RING_UPGRADED;
	assert_int_equal(ring_clients_put(&c, &x), 0);
	assert_int_equal(c.count.upgraded, 1);
	assert_int_equal(c.count.failed, 0);
	ring_clients_forget(&c, &x.guid);
	ring_clients_forget(&c, &x.guid);
	assert_int_equal(c.count.clients + c.count.upgraded, 0);
	ring_clients_clear(&c);
}

static void
counts_are_the_same_however_they_came(void **state)
{
	struct ring_clients	 c;
	struct ring_client	 x;
	struct ring_count	 was;
	unsigned		 i;

	(void)state;
	seed_random();
	ring_clients_init(&c);
	ring_clients_turn(&c, 4000, 3, DAYS(9));
	for (i = 0; i < REPORTS; i++) {
		x = client((uint32_t)random() % CLIENTS,
		    (uint32_t)random() % RING_SLOTS);
		x.state = (enum ring_state)(random() % 3);
		x.turn = random() % 4;
		x.told = DAYS(random() % 20);
		if (random() % 10 == 0)
			ring_clients_forget(&c, &x.guid);
		else
			assert_int_equal(ring_clients_put(&c, &x), 0);
		if (i % 1000 != 0)
			continue;
		was = c.count;
		ring_clients_turn(&c, 4000, 3, DAYS(9));
		assert_memory_equal(&was, &c.count, sizeof(was));
		assert_int_equal(was.clients, was.upgraded + was.failed +
		    was.waiting + was.silent);
	}
	ring_clients_clear(&c);
}

/* --- rings.ini --- */

static const char	good[] =
    "[Rings]\r\n     Components=2\r\n"
    "[Ring 0]\r\n     Directory=hinv\r\n     Folder=hinv.next\r\n"
    "     Version=2.00.1493.4010\r\n     Below=100\r\n     Held=0\r\n"
    "[Ring 1]\r\n     Directory=base\r\n     Folder=base.next\r\n"
    "     Version=2.00.1493.4011\r\n     Below=10000\r\n     Held=1\r\n"
    "[IDENT]\r\n     SiteCode=S01\r\n     SiteControlSerial=7\r\n"
    "     TYPE=Client Rings File\r\n";

static bool
accepts(const uint8_t *p, size_t n)
{
	struct syntax_err	 e;
	struct arena		 a;
	struct rings		 r;
	bool			 ok;

	arena_init(&a, 1 << 20);
	ok = rings_parse(p, n, &a, &r, &e) == 0;
	arena_free(&a);
	return ok;
}

static void
rings_are_read_as_they_are_written(void **state)
{
	struct syntax_err	 e;
	struct arena		 a;
	struct rings		 r;
	struct buf		 b;

	(void)state;
	arena_init(&a, 1 << 20);
	assert_int_equal(rings_parse(good, strlen(good), &a, &r, &e), 0);
	assert_int_equal(r.n, 2);
	assert_null(rings_find(&r, "sinv"));
	assert_string_equal(rings_find(&r, "HINV")->folder, "hinv.next");
	assert_true(rings_find(&r, "base")->held);
	buf_init(&b, 65536);
	rings_put(&b, &r);
	assert_string_equal(buf_text(&b), good);
	buf_free(&b);
	arena_free(&a);
	no_prefix_is_accepted(accepts, good, strlen(good));
}

static void
bad_rings_are_refused(void **state)
{
	static const char *const	 rows[][2] = {
		{ "Components=2", "Components=1" },
		{ "Components=2", "Components=3" },
		{ "Components=2", "Components=4294967295" },
		{ "Directory=hinv", "Directory=..\\hinv" },
		{ "Folder=hinv.next", "Folder=hinv/next" },
		{ "Version=2.00.1493.4010", "Version=new" },
		{ "Below=10000", "Below=10001" },
		{ "Below=100\r", "Below=-1\r" },
		{ "Held=1", "Held=2" },
		{ "Held=0\r\n", "Held=0\r\n     More=1\r\n" },
		{ "Client Rings File", "Client Offer File" },
	};
	char	 text[1024];
	char	*at;
	size_t	 i, n;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		at = strstr(good, rows[i][0]);
		assert_non_null(at);
		n = (size_t)(at - good);
		(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)n, good,
		    rows[i][1], at + strlen(rows[i][0]));
		if (accepts((const uint8_t *)text, strlen(text)))
			fail_msg("\"%s\" was accepted", rows[i][1]);
	}
}

static void
who_has_the_newest_keeps_seeing_it(void **state)
{
	struct ring_entry	 e = { .below = 100 };
	struct version		 old, new, later;

	(void)state;
	assert_true(version_parse("2.00.1493.4000", &old));
	assert_true(version_parse("2.00.1493.4010", &new));
	assert_true(version_parse("2.00.1493.4020", &later));
	e.version = new;
	assert_true(ring_shows(&e, 99, &old));
	assert_true(ring_shows(&e, 99, NULL));
	assert_false(ring_shows(&e, 100, &old));
	assert_true(ring_shows(&e, 100, &new));
	e.held = true;
	assert_false(ring_shows(&e, 0, &old));
	assert_false(ring_shows(&e, 0, NULL));
	assert_true(ring_shows(&e, 9999, &new));
	assert_true(ring_shows(&e, 9999, &later));
}

/* --- what clients say --- */

static void
reports_are_read_as_they_are_written(void **state)
{
	static const char *const	 rows[] = {
		"hinv=2.00.1493.4000",
		"hinv=2.00.1493.4000;2.00.1493.4010;exit code = 1",
		"hinv=;2.00.1493.4010;no room",
	};
	struct compreport		 r;
	char				 text[COMPREPORT_SIZE];
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		assert_true(compreport_parse(rows[i], &r));
		compreport_put(text, &r);
		assert_string_equal(text, rows[i]);
	}
	(void)snprintf(r.why, sizeof(r.why), "a <b>\t\xc3\xa4 ");
	compreport_put(text, &r);
	assert_string_equal(text, "hinv=;2.00.1493.4010;a ?b????");
	r.why[0] = '\0';
	compreport_put(text, &r);
	assert_string_equal(text, "hinv=;2.00.1493.4010;?");
}

static void
bad_reports_are_refused(void **state)
{
	static const char *const	 rows[] = {
		"", "hinv", "=2.00", "hinv=", "hinv=x", "a/b=2.00.1",
		"hinv=2.00;", "hinv=2.00;2.01", "hinv=2.00;2.01;",
		"hinv=2.00;x;why", "hinv=x;2.01;why", "hinv=;;why",
		"hinv=2.00;2.01;tab\there",
	};
	struct compreport		 r;
	char				 text[256];
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++)
		if (compreport_parse(rows[i], &r))
			fail_msg("\"%s\" was accepted", rows[i]);
	(void)snprintf(text, sizeof(text), "hinv=2.00;2.01;%0*d",
	    COMPREPORT_WHY_SIZE, 1);
	assert_false(compreport_parse(text, &r));
	(void)snprintf(text, sizeof(text), "%0*d=2.00", COMPREPORT_NAME_SIZE,
	    1);
	assert_false(compreport_parse(text, &r));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(counts_decide),
		cmocka_unit_test(rings_follow_one_another_up_to_all),
		cmocka_unit_test(the_first_ring_has_a_client_that_lives),
		cmocka_unit_test(only_failures_of_this_turn_count),
		cmocka_unit_test(counts_are_the_same_however_they_came),
		cmocka_unit_test(rings_are_read_as_they_are_written),
		cmocka_unit_test(bad_rings_are_refused),
		cmocka_unit_test(who_has_the_newest_keeps_seeing_it),
		cmocka_unit_test(reports_are_read_as_they_are_written),
		cmocka_unit_test(bad_reports_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
