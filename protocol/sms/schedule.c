/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/schedule.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))
#define DAY_S		86400
#define US_PER_S	1000000LL
#define YEAR_BASE	1970
#define TYPE_SHIFT	19
#define TYPE_MASK	7U
#define UTC_BIT		1U
#define MONTHS_TRIED	64	/* 29 February comes every 8 years at worst */

/* One byte-sized field: where it stands in the token and what it may hold. */
struct bits {
	int		 type;		/* 0: every type has it */
	bool		 high;		/* of the two 32-bit words */
	uint8_t		 shift, width, least, most;
	size_t		 offset;
};

#define FIELD(f)	offsetof(struct schedule, f)
static const struct bits	layout[] = {
	{ 0, true, 26, 6, 0, 59, FIELD(minute) },
	{ 0, true, 21, 5, 0, 23, FIELD(hour) },
	{ 0, true, 16, 5, 1, 31, FIELD(day) },
	{ 0, true, 12, 4, 1, 12, FIELD(month) },
	{ 0, true, 0, 6, 0, 59, FIELD(for_minutes) },
	{ 0, false, 27, 5, 0, 23, FIELD(for_hours) },
	{ 0, false, 22, 5, 0, 31, FIELD(for_days) },
	{ SCHEDULE_INTERVAL, false, 13, 6, 0, 59, FIELD(every_minutes) },
	{ SCHEDULE_INTERVAL, false, 8, 5, 0, 23, FIELD(every_hours) },
	{ SCHEDULE_INTERVAL, false, 3, 5, 0, 31, FIELD(every_days) },
	{ SCHEDULE_WEEKLY, false, 16, 3, 1, 7, FIELD(weekday) },
	{ SCHEDULE_WEEKLY, false, 13, 3, 1, 7, FIELD(every_weeks) },
	{ SCHEDULE_BY_WEEKDAY, false, 16, 3, 1, 7, FIELD(weekday) },
	{ SCHEDULE_BY_WEEKDAY, false, 12, 4, 1, 12, FIELD(every_months) },
	{ SCHEDULE_BY_WEEKDAY, false, 9, 3, 0, 4, FIELD(week) },
	{ SCHEDULE_BY_DATE, false, 14, 5, 0, 31, FIELD(date) },
	{ SCHEDULE_BY_DATE, false, 10, 4, 1, 12, FIELD(every_months) },
};
#define YEAR_SHIFT	6
#define YEAR_MASK	0x3fU

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month(int year, int month)
{
	static const uint8_t	 days[12] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool
type_known(uint32_t type)
{
	return type >= SCHEDULE_ONCE && type <= SCHEDULE_BY_DATE;
}

static bool
fields_ok(const struct schedule *s)
{
	const uint8_t	*at = (const uint8_t *)s;
	size_t		 i;

	if (!type_known((uint32_t)s->type) || s->year < YEAR_BASE ||
	    s->year > YEAR_BASE + (int)YEAR_MASK)
		return false;
	for (i = 0; i < nitems(layout); i++) {
		if (layout[i].type != 0 && layout[i].type != (int)s->type)
			continue;
		if (at[layout[i].offset] < layout[i].least ||
		    at[layout[i].offset] > layout[i].most)
			return false;
	}
	if (s->type == SCHEDULE_INTERVAL && s->every_days == 0 &&
	    s->every_hours == 0 && s->every_minutes == 0)
		return false;
	return s->day <= days_in_month(s->year, s->month);
}

bool
schedule_token(const struct schedule *s, char dst[static SCHEDULE_TOKEN_SIZE])
{
	const uint8_t	*at = (const uint8_t *)s;
	uint32_t	 word[2] = { 0, 0 };
	size_t		 i;

	if (!fields_ok(s))
		return false;
	word[0] = (uint32_t)(s->year - YEAR_BASE) << YEAR_SHIFT;
	word[1] = (uint32_t)s->type << TYPE_SHIFT | (s->utc ? UTC_BIT : 0);
	for (i = 0; i < nitems(layout); i++)
		if (layout[i].type == 0 || layout[i].type == (int)s->type)
			word[layout[i].high ? 0 : 1] |=
			    (uint32_t)at[layout[i].offset] << layout[i].shift;
	(void)snprintf(dst, SCHEDULE_TOKEN_SIZE, "%08X%08X", word[0], word[1]);
	return true;
}

static uint32_t
be32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];
}

/* A bit that no field owns does not survive the way back: refused. */
bool
schedule_parse(const char *token, struct schedule *out)
{
	struct schedule	 s = { 0 };
	uint8_t		*at = (uint8_t *)&s;
	uint8_t		 raw[8];
	uint32_t	 word[2], type;
	char		 again[SCHEDULE_TOKEN_SIZE];
	size_t		 i;

	if (strlen(token) != SCHEDULE_TOKEN_SIZE - 1 ||
	    !hex_decode(raw, sizeof(raw), token))
		return false;
	word[0] = be32(raw);
	word[1] = be32(raw + 4);
	type = word[1] >> TYPE_SHIFT & TYPE_MASK;
	if (!type_known(type))
		return false;
	s.type = (enum schedule_type)type;
	s.year = (uint16_t)(YEAR_BASE + (word[0] >> YEAR_SHIFT & YEAR_MASK));
	s.utc = (word[1] & UTC_BIT) != 0;
	for (i = 0; i < nitems(layout); i++)
		if (layout[i].type == 0 || layout[i].type == (int)type)
			at[layout[i].offset] =
			    (uint8_t)(word[layout[i].high ? 0 : 1] >>
			    layout[i].shift & ((1U << layout[i].width) - 1));
	if (!schedule_token(&s, again) || strcasecmp(again, token) != 0)
		return false;
	*out = s;
	return true;
}

static int64_t
seconds_at(const struct schedule *s, int year, int month, int day)
{
	struct tm	 tm = { 0 };

	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	tm.tm_hour = s->hour;
	tm.tm_min = s->minute;
	return (int64_t)timegm(&tm);
}

/* 1 Sunday to 7 Saturday; 1970-01-01 was a Thursday. */
static int
weekday_of(int64_t seconds)
{
	int64_t	 days = seconds / DAY_S - (seconds % DAY_S < 0);

	return (int)(((days + 4) % 7 + 7) % 7) + 1;
}

static bool
next_periodic(int64_t first, int64_t period, int64_t after, int64_t *out)
{
	*out = after < first ? first :
	    first + ((after - first) / period + 1) * period;
	return true;
}

/* The day of that month on which it happens, 0: the month has none. */
static int
day_in_month(const struct schedule *s, int year, int month)
{
	int	 last = days_in_month(year, month);
	int	 day;

	if (s->type == SCHEDULE_BY_DATE) {
		day = s->date == 0 ? last : s->date;
		return day <= last ? day : 0;
	}
	day = 1 + (s->weekday -
	    weekday_of(seconds_at(s, year, month, 1)) + 7) % 7;
	if (s->week > 0)
		return day + 7 * (s->week - 1);
	return day + 28 <= last ? day + 28 : day + 21;
}

static bool
next_monthly(const struct schedule *s, int64_t start, int64_t after,
    int64_t *out)
{
	struct tm	 tm;
	time_t		 t = (time_t)after;
	int64_t		 months = 0, at;
	int		 i, year, month, day;

	if (after > start && gmtime_r(&t, &tm) != NULL)
		months = ((int64_t)tm.tm_year + 1900 - s->year) * 12 +
		    tm.tm_mon + 1 - s->month;
	months -= months % s->every_months;
	for (i = 0; i < MONTHS_TRIED; i++, months += s->every_months) {
		year = s->year + (int)((s->month - 1 + months) / 12);
		month = (int)((s->month - 1 + months) % 12) + 1;
		day = day_in_month(s, year, month);
		at = day == 0 ? 0 : seconds_at(s, year, month, day);
		if (day != 0 && at >= start && at > after) {
			*out = at;
			return true;
		}
	}
	return false;
}

bool
schedule_next(const struct schedule *s, struct wall after, struct wall *out)
{
	int64_t	 start = seconds_at(s, s->year, s->month, s->day);
	int64_t	 t = after.us / US_PER_S - (after.us % US_PER_S < 0);
	int64_t	 at = start;
	bool	 found = false;

	switch (s->type) {
	case SCHEDULE_ONCE:
		found = t < start;
		break;
	case SCHEDULE_INTERVAL:
		found = next_periodic(start, s->every_days * (int64_t)DAY_S +
		    s->every_hours * 3600 + s->every_minutes * 60, t, &at);
		break;
	case SCHEDULE_WEEKLY:
		start += (s->weekday - weekday_of(start) + 7) % 7 *
		    (int64_t)DAY_S;
		found = next_periodic(start,
		    s->every_weeks * 7 * (int64_t)DAY_S, t, &at);
		break;
	case SCHEDULE_BY_WEEKDAY:
	case SCHEDULE_BY_DATE:
		found = next_monthly(s, start, t, &at);
		break;
	}
	if (found)
		out->us = at * US_PER_S;
	return found;
}
