/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedules in words. */
#include "protocol/sms/schedule.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct words {
	char	*dst;
	size_t	 at;
};

static void	say(struct words *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(struct words *w, const char *fmt, ...)
{
	va_list	 ap;
	int	 n;

	va_start(ap, fmt);
	n = vsnprintf(w->dst + w->at, SCHEDULE_TEXT_SIZE - w->at, fmt, ap);
	va_end(ap);
	if (n > 0)
		w->at += (size_t)n;
	if (w->at >= SCHEDULE_TEXT_SIZE)
		w->at = SCHEDULE_TEXT_SIZE - 1;
}

/* "2 days 1 hour" */
static void
say_span(struct words *w, unsigned days, unsigned hours, unsigned minutes)
{
	const struct {
		unsigned	 n;
		const char	*unit;
	} part[] = {
		{ days, "day" }, { hours, "hour" }, { minutes, "minute" }
	};
	const char	*gap = "";
	size_t		 i;

	for (i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		if (part[i].n == 0)
			continue;
		say(w, "%s%u %s%s", gap, part[i].n, part[i].unit,
		    part[i].n == 1 ? "" : "s");
		gap = " ";
	}
}

static void
say_months(struct words *w, unsigned every)
{
	if (every == 1)
		say(w, "every month");
	else
		say(w, "every %u months", every);
}

static void
say_when(struct words *w, const struct schedule *s)
{
	static const char *const	 weekdays[] = {
		"", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
		"Friday", "Saturday"
	};
	static const char *const	 weeks[] = {
		"last", "first", "second", "third", "fourth"
	};

	switch (s->type) {
	case SCHEDULE_ONCE:
		say(w, "once, on");
		return;
	case SCHEDULE_INTERVAL:
		say(w, "every ");
		say_span(w, s->every_days, s->every_hours, s->every_minutes);
		break;
	case SCHEDULE_WEEKLY:
		if (s->every_weeks == 1)
			say(w, "every %s", weekdays[s->weekday]);
		else
			say(w, "every %u weeks on %s", s->every_weeks,
			    weekdays[s->weekday]);
		break;
	case SCHEDULE_BY_WEEKDAY:
		say(w, "on the %s %s of ", weeks[s->week],
		    weekdays[s->weekday]);
		say_months(w, s->every_months);
		break;
	case SCHEDULE_BY_DATE:
		if (s->date == 0)
			say(w, "on the last day of ");
		else
			say(w, "on day %u of ", s->date);
		say_months(w, s->every_months);
		break;
	}
	say(w, " from");
}

const char *
schedule_text(const struct schedule *s, char dst[static SCHEDULE_TEXT_SIZE])
{
	char		 token[SCHEDULE_TOKEN_SIZE];
	struct words	 w = { dst, 0 };

	dst[0] = '\0';
	if (!schedule_token(s, token)) {
		say(&w, "not a schedule");
		return dst;
	}
	say_when(&w, s);
	say(&w, " %04u-%02u-%02u %02u:%02u%s", s->year, s->month, s->day,
	    s->hour, s->minute, s->utc ? " UTC" : "");
	if (s->for_days + s->for_hours + s->for_minutes > 0) {
		say(&w, ", for ");
		say_span(&w, s->for_days, s->for_hours, s->for_minutes);
	}
	return dst;
}
