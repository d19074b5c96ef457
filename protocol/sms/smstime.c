/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/smstime.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "protocol/sms/number.h"

#define US_PER_S	1000000LL

static bool
digits(const char *s, size_t n, int *out)
{
	uint32_t	 v;

	if (!number_padded(s, n, n, &v))
		return false;
	*out = (int)v;
	return true;
}

/* A date that the calendar lacks does not come back as it was. */
bool
smstime_parse(const char *s, struct wall *out)
{
	static const char	 form[] = "yyyy/mm/dd hh:mm:ss";
	char			 again[SMSTIME_SIZE];
	struct tm		 tm = { 0 };
	struct wall		 w;

	if (strlen(s) != strlen(form) || s[4] != '/' || s[7] != '/' ||
	    s[10] != ' ' || s[13] != ':' || s[16] != ':' ||
	    !digits(s, 4, &tm.tm_year) || !digits(s + 5, 2, &tm.tm_mon) ||
	    !digits(s + 8, 2, &tm.tm_mday) ||
	    !digits(s + 11, 2, &tm.tm_hour) ||
	    !digits(s + 14, 2, &tm.tm_min) || !digits(s + 17, 2, &tm.tm_sec))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	w.us = (int64_t)timegm(&tm) * US_PER_S;
	if (strcmp(smstime_text(w, again), s) != 0)
		return false;
	*out = w;
	return true;
}

const char *
smstime_text(struct wall w, char dst[static SMSTIME_SIZE])
{
	time_t		 s = (time_t)(w.us / US_PER_S - (w.us % US_PER_S < 0));
	struct tm	 tm;

	if (gmtime_r(&s, &tm) == NULL || tm.tm_year < -1900 ||
	    tm.tm_year > 8099)
		memset(&tm, 0, sizeof(tm));
	(void)strftime(dst, SMSTIME_SIZE, "%Y/%m/%d %H:%M:%S", &tm);
	return dst;
}
