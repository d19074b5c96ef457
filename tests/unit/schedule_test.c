/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include "protocol/sms/schedule.h"

static struct wall
at(const char *when)
{
	char		 full[64];
	struct wall	 w;

	(void)snprintf(full, sizeof(full), "%s:00Z", when);
	if (!wall_parse(full, &w))
		fail_msg("%s", when);
	return w;
}

static struct schedule
parsed(const char *token)
{
	struct schedule	 s;

	if (!schedule_parse(token, &s))
		fail_msg("%s was refused", token);
	return s;
}

/* Those of the articles, then one of each other type. */
static const struct {
	const char	*token, *text;
} known[] = {
	{ "00C1170000100038", "every 7 days from 1998-01-01 06:00" },
	{ "00011700001000F0", "every 30 days from 1998-01-01 00:00" },
	{ "0001170000080000", "once, on 1998-01-01 00:00" },
	{ "0001170000100008", "every 1 day from 1998-01-01 00:00" },
	{ "0001170000100108", "every 1 day 1 hour from 1998-01-01 00:00" },
	{ "000117000011E000", "every 15 minutes from 1998-01-01 00:00" },
	{ "02811700001F2000", "every Saturday from 1998-01-01 20:00" },
	{ "0001170000194000", "every 2 weeks on Sunday from 1998-01-01 00:00" },
	{ "0001170000284400", "on day 1 of every month from 1998-01-01 00:00" },
	{ "000117000028CC00",
	    "on day 3 of every 3 months from 1998-01-01 00:00" },
	{ "0001170000280400",
	    "on the last day of every month from 1998-01-01 00:00" },
	{ "0001170000231400",
	    "on the second Tuesday of every month from 1998-01-01 00:00" },
	{ "0001170000262000",
	    "on the last Friday of every 2 months from 1998-01-01 00:00" },
	{ "EEDC2FC000080001", "once, on 2033-02-28 22:59 UTC" },
	{ "0001170010500038",
	    "every 7 days from 1998-01-01 00:00, for 1 day 2 hours" },
};

static void
tokens_of_every_type_are_read_written_and_told(void **state)
{
	char		 text[SCHEDULE_TEXT_SIZE], again[SCHEDULE_TOKEN_SIZE];
	struct schedule	 s;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(known); i++) {
		s = parsed(known[i].token);
		assert_string_equal(schedule_text(&s, text), known[i].text);
		assert_true(schedule_token(&s, again));
		assert_string_equal(again, known[i].token);
	}
}

static void
a_token_with_a_bit_nobody_owns_is_refused(void **state)
{
	static const char *const	 bad[] = {
		"", "00C117000010003", "00C11700001000388",
		"00C1170000100G38", "00C11700 0100038",
		"00C1170000000038",	/* type 0 */
		"00C1170000300038",	/* type 6 */
		"00C1170000380038",	/* type 7 */
		"00C1170000100000",	/* every nothing */
		"00C1170000100002",	/* a bit without a field */
		"0001170000080008",	/* "once" with days */
		"00C0170000100038",	/* day 0 */
		"00C1070000100038",	/* month 0 */
		"00C1D70000100038",	/* month 13 */
		"F0C1170000100038",	/* minute 60 */
		"0301170000100038",	/* hour 24 */
		"001F270000080000",	/* 31 February */
		"001D270000080000",	/* 29 February 1998 */
		"0001173C00100038",	/* lasts 60 minutes */
		"000117000018E000",	/* weekday 0 */
		"00011700001F0000",	/* every 0 weeks */
		"0001170000284000",	/* every 0 months */
		"000117000028F400",	/* every 13 months */
		"0001170000231A00",	/* the fifth week */
	};
	struct schedule			 s;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++)
		if (schedule_parse(bad[i], &s))
			fail_msg("%s was accepted", bad[i]);
	assert_true(schedule_parse("00c1170000100038", &s));
	assert_true(schedule_parse("001D278000080000", &s));	/* 2000 */
}

static void
the_next_time_is_the_first_one_after(void **state)
{
	static const struct {
		const char	*token, *after, *next;
	} rows[] = {
		/* once */
		{ "0001170000080000", "1997-12-31T23:59", "1998-01-01T00:00" },
		{ "0001170000080000", "1998-01-01T00:00", NULL },
		/* every 7 days from a Thursday, 06:00 */
		{ "00C1170000100038", "1960-01-01T00:00", "1998-01-01T06:00" },
		{ "00C1170000100038", "1998-01-01T05:59", "1998-01-01T06:00" },
		{ "00C1170000100038", "1998-01-01T06:00", "1998-01-08T06:00" },
		{ "00C1170000100038", "2026-11-21T02:54", "2026-11-26T06:00" },
		/* every 15 minutes */
		{ "000117000011E000", "2026-11-21T02:54", "2026-11-21T03:00" },
		{ "000117000011E000", "2026-11-21T03:00", "2026-11-21T03:15" },
		/* every Saturday, 20:00; 1998-01-03 was the first */
		{ "02811700001F2000", "1998-01-01T00:00", "1998-01-03T20:00" },
		{ "02811700001F2000", "1998-01-03T20:00", "1998-01-10T20:00" },
		/* every 2 weeks on Sunday from 1998-01-04 */
		{ "0001170000194000", "1998-01-05T00:00", "1998-01-18T00:00" },
		/* day 1 of every month */
		{ "0001170000284400", "1998-01-01T00:00", "1998-02-01T00:00" },
		{ "0001170000284400", "1999-12-15T12:00", "2000-01-01T00:00" },
		/* the same, but not before 15 January */
		{ "000F170000284400", "1997-12-15T00:00", "1998-02-01T00:00" },
		/* day 3 of every 3 months, from January */
		{ "000117000028CC00", "1998-01-03T00:00", "1998-04-03T00:00" },
		{ "000117000028CC00", "2026-11-21T00:00", "2027-01-03T00:00" },
		/* the last day */
		{ "0001170000280400", "2000-02-01T00:00", "2000-02-29T00:00" },
		{ "0001170000280400", "2000-02-29T00:00", "2000-03-31T00:00" },
		/* day 31 of every month: short months are passed over */
		{ "00011700002FC400", "1998-03-31T00:00", "1998-05-31T00:00" },
		/* day 29 every 12 months from February: leap years only */
		{ "00012800002F7000", "2001-01-01T00:00", "2004-02-29T00:00" },
		/* day 30 every 12 months from February: never */
		{ "00012800002FB000", "2001-01-01T00:00", NULL },
		/* the second Tuesday */
		{ "0001170000231400", "2026-11-01T00:00", "2026-11-10T00:00" },
		{ "0001170000231400", "2026-11-10T00:00", "2026-12-08T00:00" },
		/* the last Friday of every 2 months from January */
		{ "0001170000262000", "1998-01-01T00:00", "1998-01-30T00:00" },
		{ "0001170000262000", "1998-01-30T00:00", "1998-03-27T00:00" },
	};
	char		 text[WALL_TEXT_SIZE];
	struct schedule	 s;
	struct wall	 next;
	size_t		 i;
	bool		 found;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		s = parsed(rows[i].token);
		found = schedule_next(&s, at(rows[i].after), &next);
		if (found != (rows[i].next != NULL))
			fail_msg("row %zu: %s", i, found ? "found" : "none");
		if (found && next.us != at(rows[i].next).us)
			fail_msg("row %zu: %s", i, wall_text(next, text));
	}
}

static void
any_fields(struct schedule *s)
{
	*s = (struct schedule){
		.type = (enum schedule_type)(1 + any_number(5)),
		.year = (uint16_t)(1970 + any_number(64)),
		.month = (uint8_t)(1 + any_number(12)),
		.day = (uint8_t)(1 + any_number(28)),
		.hour = (uint8_t)any_number(24),
		.minute = (uint8_t)any_number(60),
		.for_hours = (uint8_t)any_number(24),
		.utc = any_number(2) == 1,
	};
	s->every_days = s->type == SCHEDULE_INTERVAL ?
	    (uint8_t)(1 + any_number(31)) : 0;
	s->weekday = s->type == SCHEDULE_WEEKLY ||
	    s->type == SCHEDULE_BY_WEEKDAY ? (uint8_t)(1 + any_number(7)) : 0;
	s->every_weeks = s->type == SCHEDULE_WEEKLY ?
	    (uint8_t)(1 + any_number(7)) : 0;
	s->week = s->type == SCHEDULE_BY_WEEKDAY ? (uint8_t)any_number(5) : 0;
	s->date = s->type == SCHEDULE_BY_DATE ? (uint8_t)any_number(32) : 0;
	s->every_months = s->type >= SCHEDULE_BY_WEEKDAY ?
	    (uint8_t)(1 + any_number(12)) : 0;
}

static void
every_schedule_comes_back_from_its_token(void **state)
{
	char		 token[SCHEDULE_TOKEN_SIZE];
	struct schedule	 s, again;
	struct wall	 next, later;
	int		 i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		any_fields(&s);
		assert_true(schedule_token(&s, token));
		assert_true(schedule_parse(token, &again));
		assert_memory_equal(&s, &again, sizeof(s));
		next = at("2020-05-05T05:05");
		if (!schedule_next(&s, next, &later))
			continue;
		assert_true(later.us > next.us);
		next.us = later.us - 1;
		assert_true(schedule_next(&s, next, &next));
		assert_true(next.us == later.us);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    tokens_of_every_type_are_read_written_and_told),
		cmocka_unit_test(a_token_with_a_bit_nobody_owns_is_refused),
		cmocka_unit_test(the_next_time_is_the_first_one_after),
		cmocka_unit_test(every_schedule_comes_back_from_its_token),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
