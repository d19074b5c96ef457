/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/trace.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "protocol/sms/number.h"

static const char	weekdays[] = "SunMonTueWedThuFriSat";
static const char	months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* The last "$$<" of the line: the text before it may hold one too. */
static size_t
find_trailer(const char *s, size_t n)
{
	size_t	 i;

	for (i = n; i-- > 2;)
		if (s[i] == '<' && s[i - 1] == '$' && s[i - 2] == '$')
			return i - 2;
	return n;
}

/* <...> of at most size - 1 bytes; steps over it. */
static bool
take_bracket(const char **s, const char *end, char *dst, size_t size)
{
	const char	*close;

	if (*s == end || **s != '<')
		return false;
	close = memchr(*s, '>', (size_t)(end - *s));
	if (close == NULL || (size_t)(close - *s) > size)
		return false;
	memcpy(dst, *s + 1, (size_t)(close - *s - 1));
	dst[close - *s - 1] = '\0';
	*s = close + 1;
	return true;
}

/* The index of a three-letter name, -1 if there is no such. */
static int
name_index(const char *s, const char *names)
{
	const char	*p;

	for (p = names; *p != '\0'; p += 3)
		if (strncmp(s, p, 3) == 0)
			return (int)(p - names) / 3;
	return -1;
}

/* Two or more digits at a fixed place. */
static bool
digits(const char *s, size_t at, size_t n, int *out)
{
	uint32_t	 v;

	if (!number_padded(s + at, n, n, &v))
		return false;
	*out = (int)v;
	return true;
}

/* Nothing, or a blank and the zone's name. */
static bool
take_zone(const char *s, char dst[static TRACE_ZONE_SIZE])
{
	size_t	 n = strlen(s);

	dst[0] = '\0';
	if (n == 0)
		return true;
	if (s[0] != ' ' || n == 1 || n > TRACE_ZONE_SIZE)
		return false;
	memcpy(dst, s + 1, n);
	return true;
}

/* "Tue Jan 04 15:19:28.663 2000", then a blank and the zone, if any. */
static bool
take_time(const char *s, struct trace_line *out)
{
	static const char	 form[] = "Www Mmm dd hh:mm:ss.mmm yyyy";
	struct tm		 tm = { 0 };
	struct tm		 again;
	int			 ms;
	size_t			 i, n = strlen(form);

	if (strlen(s) < n || !take_zone(s + n, out->zone))
		return false;
	for (i = 0; i < n; i++)
		if (strchr(" :.", form[i]) != NULL && s[i] != form[i])
			return false;
	tm.tm_mon = name_index(s + 4, months);
	if (name_index(s, weekdays) == -1 || tm.tm_mon == -1 ||
	    !digits(s, 8, 2, &tm.tm_mday) || !digits(s, 11, 2, &tm.tm_hour) ||
	    !digits(s, 14, 2, &tm.tm_min) || !digits(s, 17, 2, &tm.tm_sec) ||
	    !digits(s, 20, 3, &ms) || !digits(s, 24, 4, &tm.tm_year))
		return false;
	tm.tm_year -= 1900;
	again = tm;
	out->local_ms = (int64_t)timegm(&again) * 1000 + ms;
	/* timegm() has made 31 April a 1 May: refused, as is a wrong day */
	return again.tm_mday == tm.tm_mday && again.tm_hour == tm.tm_hour &&
	    again.tm_min == tm.tm_min && again.tm_sec == tm.tm_sec &&
	    again.tm_wday == name_index(s, weekdays);
}

/* "thread=112 (0x70)": both say the same number. */
static bool
take_thread(const char *s, uint32_t *out)
{
	uint64_t	 n;
	char		 again[48];
	size_t		 len;

	if (strncmp(s, "thread=", 7) != 0)
		return false;
	len = strcspn(s + 7, " ");
	if (!number_u64(s + 7, len, UINT32_MAX, &n))
		return false;
	(void)snprintf(again, sizeof(again), "thread=%u (0x%X)", (uint32_t)n,
	    (uint32_t)n);
	*out = (uint32_t)n;
	return strcmp(s, again) == 0;
}

static bool
text_ok(const char *s, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (((unsigned char)s[i] < 0x20 && s[i] != '\t') ||
		    s[i] == 0x7f)
			return false;
	return n < TRACE_LINE_MAX;
}

bool
trace_parse(const char *s, size_t n, struct trace_line *out)
{
	size_t		 text;
	const char	*at, *end;
	char		 when[TRACE_ZONE_SIZE + 32], thread[48];

	while (n > 0 && (s[n - 1] == '\n' || s[n - 1] == '\r'))
		n--;
	text = find_trailer(s, n);
	if (text == n || !text_ok(s, n))
		return false;
	at = s + text + 2;
	end = s + n;
	if (!take_bracket(&at, end, out->component, TRACE_COMPONENT_SIZE) ||
	    !take_bracket(&at, end, when, sizeof(when)) ||
	    !take_bracket(&at, end, thread, sizeof(thread)) || at != end ||
	    !take_time(when, out) || !take_thread(thread, &out->thread))
		return false;
	while (text > 0 && s[text - 1] == ' ')
		text--;
	if (text > 0 && s[text - 1] == '~')
		text--;
	memcpy(out->text, s, text);
	out->text[text] = '\0';
	return true;
}

void
trace_put(struct buf *b, const struct trace_line *t)
{
	int64_t		 ms = t->local_ms % 1000 + (t->local_ms % 1000 < 0 ?
	    1000 : 0);
	time_t		 s = (time_t)((t->local_ms - ms) / 1000);
	struct tm	 tm;

	if (gmtime_r(&s, &tm) == NULL)
		memset(&tm, 0, sizeof(tm));
	buf_fmt(b, "%s~  $$<%s><%.3s %.3s %02d %02d:%02d:%02d.%03d %04d%s%s>"
	    "<thread=%u (0x%X)>\r\n", t->text, t->component,
	    weekdays + 3 * tm.tm_wday, months + 3 * tm.tm_mon, tm.tm_mday,
	    tm.tm_hour, tm.tm_min, tm.tm_sec, (int)ms, tm.tm_year + 1900,
	    t->zone[0] == '\0' ? "" : " ", t->zone, t->thread, t->thread);
}
