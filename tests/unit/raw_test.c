/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include "protocol/sms/raw.h"

static struct wall	now;
static struct buf	good;		/* as written by a client of SP4 */

static void
make(struct buf *b, unsigned service_pack)
{
	struct report_head	 h = { .computer = "pc17", .full = true,
				    .time = now };
	struct mif		 m;
	struct mif_group	*g;

	memset(h.id.b, 0x5a, sizeof(h.id.b));
	mif_init(&m, &h);
	g = mif_add_group(&m, MIF_CLIENT_GROUP, MIF_CLIENT_CLASS);
	(void)mif_add_number(&m, g, MIF_COPYLIST, 4711);
	g = mif_add_group(&m, "NT CPU", "MICROSOFT|NT CPU|1.2");
	(void)mif_add(&m, g, "Name", "x86 Family 6 Model 3");
	(void)mif_add_number(&m, g, "Speed", 266);
	(void)mif_add(&m, g, "Vendor", "GenuineIntel");
	g = mif_add_group(&m, "Disk", "MICROSOFT|DISK|1.2");
	(void)mif_add(&m, g, "Drive", "C:");
	(void)mif_add(&m, g, "Label", "0123456789abcde\xc3\xa9");
	(void)mif_add_number(&m, g, "Free (MB)", 812);
	(void)mif_add_group(&m, "Nobody knows it", "X|Y|1");
	raw_put(b, &m, service_pack);
	assert_true(buf_ok(b));
	mif_free(&m);
}

static enum report_outcome
parse(const void *p, size_t len, struct mif *m, struct syntax_err *e)
{
	uint8_t			*copy = exact(p, len);
	enum report_outcome	 o = raw_parse(copy, len, now, m, e);

	free(copy);
	return o;
}

static void
a_file_of_an_old_client_tells_the_same_as_a_new_ones(void **state)
{
	struct syntax_err	 e;
	struct mif		 m;
	uint32_t		 version = 0;

	(void)state;
	if (parse(good.data, good.len, &m, &e) != REPORT_OK)
		fail_msg("%u: %s", e.line, e.text);
	assert_true(m.head.full);
	assert_string_equal(m.head.computer, "PC17");
	assert_true(m.head.time.us == now.us);
	assert_int_equal(m.head.id.b[15], 0x5a);
	assert_int_equal(m.ngroup, 3);
	assert_true(mif_copylist(&m, &version));
	assert_int_equal(version, 4711);
	assert_string_equal(mif_value(&m, "NT CPU", "Name"),
	    "x86 Family 6 Model 3");
	assert_string_equal(mif_value(&m, "NT CPU", "Speed"), "266");
	assert_string_equal(mif_value(&m, "NT CPU", "Vendor"), "GenuineInt");
	assert_string_equal(mif_value(&m, "Disk", "Label"),
	    "0123456789abcde");
	assert_string_equal(mif_key_text(&m.arena,
	    STAILQ_LAST(&m.groups, mif_group, next)), "C:");
	mif_free(&m);
}

static void
records_of_another_service_pack_come_from_an_agent_out_of_date(void **state)
{
	static const struct {
		unsigned	 service_pack;
		const char	*words;
	} rows[] = {
		{ 0, "incorrect dataLength for NT CPU; expected 64 got 44" },
		{ 1, "incorrect dataLength for NT CPU; expected 64 got 44" },
		{ 2, "incorrect dataLength for NT CPU; expected 64 got 54" },
		{ 3, "incorrect dataLength for NT CPU; expected 64 got 54" },
	};
	struct syntax_err	 e;
	struct mif		 m;
	struct buf		 b;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		buf_init(&b, MIF_SIZE_MAX);
		make(&b, rows[i].service_pack);
		assert_int_equal(parse(b.data, b.len, &m, &e),
		    REPORT_OUTDATED);
		complains("row", &e, 1, 1, rows[i].words);
		assert_string_equal(m.head.computer, "PC17");
		mif_free(&m);
		buf_free(&b);
	}
}

static const struct {
	size_t			 at;
	uint8_t			 byte;
	enum report_outcome	 outcome;
	const char		*words;
} bad[] = {
	{ 0, 'X', REPORT_MALFORMED, "header is not one" },
	{ 4, 51, REPORT_MALFORMED, "header is not one" },
	{ 6, 3, REPORT_MALFORMED, "version is not 1.2" },
	{ 10, 1, REPORT_MALFORMED, "trailer does not end" },
	{ 11, 2, REPORT_MALFORMED, "more than 256" },
	{ 19, 0xff, REPORT_FUTURE, "" },
	{ 36, '/', REPORT_MALFORMED, "name is none" },
	{ 36, 0, REPORT_MALFORMED, "name is no text" },
	{ 37, 1, REPORT_MALFORMED, "name is no text" },
	{ 37, 0xff, REPORT_MALFORMED, "name is no text" },
	{ 51, 'x', REPORT_MALFORMED, "name is no text" },
	{ 52, 9, REPORT_MALFORMED, "unknown kind 9" },
	{ 54, 63, REPORT_OUTDATED, "expected 64 got 63" },
	{ 56, 7, REPORT_MALFORMED, "do not belong there" },
	{ 87, 'x', REPORT_MALFORMED, "do not belong there" },
};

static void
each_check_of_a_file_is_made(void **state)
{
	struct syntax_err	 e;
	struct mif		 m;
	enum report_outcome	 o;
	uint8_t			 before;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		before = good.data[bad[i].at];
		good.data[bad[i].at] = bad[i].byte;
		o = parse(good.data, good.len, &m, &e);
		if (o != bad[i].outcome ||
		    strstr(e.text, bad[i].words) == NULL)
			fail_msg("row %zu: %s: %s", i, report_outcome_name(o),
			    e.text);
		mif_free(&m);
		good.data[bad[i].at] = before;
	}
}

static void
the_trailer_ends_the_file_and_knows_its_length(void **state)
{
	struct syntax_err	 e;
	struct mif		 m;
	size_t			 i;

	(void)state;
	for (i = good.len - 8; i < good.len; i++) {
		good.data[i] ^= 1;
		assert_int_equal(parse(good.data, good.len, &m, &e),
		    REPORT_MALFORMED);
		mif_free(&m);
		good.data[i] ^= 1;
	}
	buf_str(&good, "x");
	assert_int_equal(parse(good.data, good.len, &m, &e),
	    REPORT_MALFORMED);
	mif_free(&m);
	good.len--;
}

static void
a_file_that_is_cut_short_is_half(void **state)
{
	struct syntax_err	 e;
	struct mif		 m;
	size_t			 n;

	(void)state;
	assert_int_equal(parse("", 0, &m, &e), REPORT_EMPTY);
	mif_free(&m);
	for (n = 1; n < good.len; n++) {
		if (parse(good.data, n, &m, &e) != REPORT_HALF || e.line == 0)
			fail_msg("cut at %zu", n);
		mif_free(&m);
	}
}

static int
set_up(void **state)
{
	(void)state;
	now.us = 909986400000000;	/* 1998-11-02 06:00:00 */
	buf_init(&good, MIF_SIZE_MAX);
	make(&good, RAW_SERVICE_PACK);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	buf_free(&good);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_file_of_an_old_client_tells_the_same_as_a_new_ones),
		cmocka_unit_test(
		    records_of_another_service_pack_come_from_an_agent_out_of_date),
		cmocka_unit_test(each_check_of_a_file_is_made),
		cmocka_unit_test(
		    the_trailer_ends_the_file_and_knows_its_length),
		cmocka_unit_test(a_file_that_is_cut_short_is_half),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
