/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schedule - the 16 hex digits in which SMS writes when something happens.
 *
 *	00C1170000100038	every 7 days from 1998-01-01 06:00
 *
 * Times    a token carries a calendar date and an hour without a zone (or
 *          UTC, if `utc' is set).  Here both are counted as UTC seconds since
 *          1970; a caller that wants local time shifts what it passes in and
 *          what it gets.
 * Errors   false for a token that no date or no known type stands behind.
 * Source   cap.md 4.4 (Q271181, Q246040, Q227019).  The duration, the UTC bit,
 *          "monthly by weekday" and day 0 = last day of the month are known
 *          from the later SDK only.
 */
#ifndef PROTOCOL_SMS_SCHEDULE_H
#define PROTOCOL_SMS_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

#define SCHEDULE_TOKEN_SIZE	17	/* and a NUL */
#define SCHEDULE_TEXT_SIZE	160

enum schedule_type {
	SCHEDULE_ONCE = 1,
	SCHEDULE_INTERVAL = 2,
	SCHEDULE_WEEKLY = 3,
	SCHEDULE_BY_WEEKDAY = 4,	/* "the second Tuesday of ..." */
	SCHEDULE_BY_DATE = 5
};

struct schedule {
	enum schedule_type	 type;
	uint16_t		 year;		/* 1970 to 2033 */
	uint8_t			 month, day;	/* from 1 */
	uint8_t			 hour, minute;
	uint8_t			 every_days;	/* INTERVAL: 0 to 31 */
	uint8_t			 every_hours;	/* 0 to 23 */
	uint8_t			 every_minutes;	/* 0 to 59 */
	uint8_t			 weekday;	/* 1 Sunday to 7 */
	uint8_t			 every_weeks;	/* WEEKLY: 1 to 7 */
	uint8_t			 week;		/* 1 to 4, 0 the last */
	uint8_t			 date;		/* 1 to 31, 0 the last */
	uint8_t			 every_months;	/* 1 to 12 */
	uint8_t			 for_days;	/* how long it lasts */
	uint8_t			 for_hours;
	uint8_t			 for_minutes;
	bool			 utc;
};

bool	 schedule_parse(const char *token, struct schedule *out);
/* False if the fields do not form a schedule; the token is upper case. */
bool	 schedule_token(const struct schedule *,
	    char[static SCHEDULE_TOKEN_SIZE]);

/* The first time strictly after the given one; false: there is none. */
bool	 schedule_next(const struct schedule *, struct wall after,
	    struct wall *out);

/* "every 7 days from 1998-01-01 06:00", "once, on 1999-12-31 23:59". */
const char *schedule_text(const struct schedule *,
	    char[static SCHEDULE_TEXT_SIZE]);

#endif
