/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/statmsg.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "protocol/sms/lines.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"

#define ARENA_MAX	((size_t)256 << 10)	/* twelve times the line */
#define US_PER_S	1000000LL
#define DATE_LEN	28		/* "Mon Nov 02 06:00:00.250 1998" */

static const char	severities[] = "IWE", levels[] = "MDA";
static const char	days[] = "SunMonTueWedThuFriSat";
static const char	months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

struct parser {
	const char		*line;
	const char		*at, *end;
	struct statmsg		*m;
	struct syntax_err	*err;
};

void
statmsg_free(struct statmsg *m)
{
	arena_free(&m->arena);
	memset(m, 0, sizeof(*m));
	arena_init(&m->arena, ARENA_MAX);
}

/* --- reading --- */

static bool
wrong(struct parser *p, const char *expected)
{
	(void)syntax_fail(p->err, 1, (size_t)(p->at - p->line) + 1,
	    "\"%s\": expected %s", VISN(p->at, (size_t)(p->end - p->at)),
	    expected);
	return false;
}

static bool
expect(struct parser *p, const char *text)
{
	size_t	 n = strlen(text);

	if ((size_t)(p->end - p->at) < n || memcmp(p->at, text, n) != 0)
		return wrong(p, text);
	p->at += n;
	return true;
}

/* Up to the next blank or the end. */
static size_t
word_length(const struct parser *p)
{
	const char	*blank = memchr(p->at, ' ', (size_t)(p->end - p->at));

	return (size_t)((blank == NULL ? p->end : blank) - p->at);
}

static bool
number(struct parser *p, const char *key, uint32_t *out)
{
	uint64_t	 n;
	size_t		 len;

	if (!expect(p, key))
		return false;
	len = word_length(p);
	if (!number_u64(p->at, len, UINT32_MAX, &n))
		return wrong(p, "a number");
	*out = (uint32_t)n;
	p->at += len;
	return true;
}

static bool
letter(struct parser *p, const char *key, const char *letters, int *out)
{
	const char	*found;

	if (!expect(p, key))
		return false;
	found = p->at == p->end ? NULL : memchr(letters, *p->at,
	    strlen(letters));
	if (found == NULL)
		return wrong(p, letters);
	*out = (int)(found - letters);
	p->at++;
	return true;
}

static bool
name(struct parser *p, const char *key, const char *(*check)(const char *),
    const char **out)
{
	char	*s;
	size_t	 len;

	if (!expect(p, key))
		return false;
	len = word_length(p);
	s = arena_text(&p->m->arena, p->at, len);
	if (s == NULL)
		return false;
	name_upper(s);
	if (check(s) != NULL)
		return wrong(p, check(s));
	*out = s;
	p->at += len;
	return true;
}

static bool
quoted(struct parser *p, const char *key, const char **out)
{
	char	*s;
	size_t	 to = 0, chars = 0;

	if (!expect(p, key) || !expect(p, "\""))
		return false;
	s = arena_text(&p->m->arena, p->at, (size_t)(p->end - p->at));
	if (s == NULL)
		return false;
	for (; p->at < p->end; p->at++) {
		if (*p->at == '"' && (p->at + 1 == p->end ||
		    *++p->at != '"'))
			break;
		chars += ((unsigned char)*p->at & 0xc0) != 0x80;
		s[to++] = *p->at;
	}
	s[to] = '\0';
	if (p->at == p->end)
		return wrong(p, "a quote at the end");
	if (chars > STATMSG_STRING_MAX)
		return wrong(p, "at most 255 characters before it");
	*out = s;
	return true;
}

static bool
one_of(const char *list, const char *s, int *out)
{
	size_t	 i;

	for (i = 0; i + 3 <= strlen(list); i += 3) {
		if (memcmp(list + i, s, 3) == 0) {
			*out = (int)(i / 3);
			return true;
		}
	}
	return false;
}

static const char *
date_text(struct wall w, char dst[static DATE_LEN + 1])
{
	time_t		 s = (time_t)(w.us / US_PER_S);
	struct tm	 tm;

	memset(dst, 0, DATE_LEN + 1);
	if (gmtime_r(&s, &tm) == NULL || w.us < 0 || tm.tm_year > 8099)
		memset(&tm, 0, sizeof(tm));
	(void)snprintf(dst, DATE_LEN + 1, "%.3s %.3s %02u %02u:%02u:%02u.%03u "
	    "%04u", days + 3 * tm.tm_wday, months + 3 * tm.tm_mon,
	    (unsigned)tm.tm_mday % 100, (unsigned)tm.tm_hour % 100,
	    (unsigned)tm.tm_min % 100, (unsigned)tm.tm_sec % 100,
	    (unsigned)(w.us / 1000 % 1000) % 1000,
	    ((unsigned)tm.tm_year + 1900) % 10000);
	return dst;
}

static bool
padded(const char *s, size_t digits, int *out)
{
	uint32_t	 n;

	if (!number_padded(s, digits, digits, &n))
		return false;
	*out = (int)n;
	return true;
}

/* A date that the calendar lacks does not come back as it was. */
static bool
date(struct parser *p, const char *key)
{
	char		 again[DATE_LEN + 1];
	const char	*s;
	struct tm	 tm = { 0 };
	int		 ms = 0;

	if (!expect(p, key))
		return false;
	s = p->at;
	if (p->end - s < DATE_LEN || !one_of(months, s + 4, &tm.tm_mon) ||
	    !padded(s + 8, 2, &tm.tm_mday) ||
	    !padded(s + 11, 2, &tm.tm_hour) ||
	    !padded(s + 14, 2, &tm.tm_min) ||
	    !padded(s + 17, 2, &tm.tm_sec) || !padded(s + 20, 3, &ms) ||
	    !padded(s + 24, 4, &tm.tm_year))
		return wrong(p, "a time such as Mon Nov 02 06:00:00.250 1998");
	tm.tm_year -= 1900;
	p->m->time.us = (int64_t)timegm(&tm) * US_PER_S + ms * 1000;
	if (memcmp(date_text(p->m->time, again), s, DATE_LEN) != 0)
		return wrong(p, "a time that is in the calendar");
	p->at += DATE_LEN;
	return true;
}

static bool
strings(struct parser *p)
{
	char	 key[16];
	int	 i;

	for (i = 0; i < STATMSG_STRINGS; i++) {
		(void)snprintf(key, sizeof(key), " ISTR%d=", i);
		if (!quoted(p, key, &p->m->string[i]))
			return false;
	}
	return true;
}

static void
parse_line(struct parser *p)
{
	struct statmsg	*m = p->m;
	int		 severity = 0, level = 0;

	if (!number(p, "STATMSG: ID=", &m->id) ||
	    !letter(p, " SEV=", severities, &severity) ||
	    !letter(p, " LEV=", levels, &level) ||
	    !quoted(p, " SOURCE=", &m->source) ||
	    !quoted(p, " COMP=", &m->component) ||
	    !name(p, " SYS=", name_computer, &m->system) ||
	    !name(p, " SITE=", name_site_code, &m->site) ||
	    !number(p, " PID=", &m->pid) || !number(p, " TID=", &m->tid) ||
	    !date(p, " GMTDATE=") || !strings(p) ||
	    !expect(p, " NUMATTRS=0"))
		return;
	if (p->at != p->end)
		(void)wrong(p, "nothing after NUMATTRS=0");
	m->severity = (enum statmsg_severity)severity;
	m->level = (enum statmsg_level)level;
}

enum report_outcome
statmsg_parse(const void *text, size_t len, struct wall now,
    struct statmsg *out, struct syntax_err *err)
{
	struct parser	 p = { .m = out, .err = err };
	struct lines	 lines;
	struct line	 line;

	*err = (struct syntax_err){ 0 };
	memset(out, 0, sizeof(*out));
	arena_init(&out->arena, ARENA_MAX);
	if (len == 0)
		return REPORT_EMPTY;
	if (len > STATMSG_SIZE_MAX)
		return REPORT_TOO_LARGE;
	if (!lines_end_with(text, len, " NUMATTRS=0")) {
		(void)syntax_fail(err, 1, len, "the message ends without "
		    "NUMATTRS=0");
		return REPORT_HALF;
	}
	lines = lines_over(text, len, STATMSG_SIZE_MAX, err);
	if (!lines_next(&lines, &line))
		return REPORT_MALFORMED;
	p.line = p.at = line.s;
	p.end = line.s + line.len;
	parse_line(&p);
	if (err->line == 0 && lines_next_filled(&lines, &line))
		(void)syntax_fail(err, line.number, 1,
		    "expected one line only");
	if (!arena_ok(&out->arena))
		return REPORT_NO_MEMORY;
	if (err->line != 0)
		return REPORT_MALFORMED;
	return report_is_future(out->time, now) ? REPORT_FUTURE : REPORT_OK;
}

/* --- writing --- */

static void
put_quoted(struct buf *b, const char *key, const char *s)
{
	const char	*from;
	uint32_t	 cp;
	int		 n;

	buf_fmt(b, "%s\"", key);
	for (n = 0; s != NULL && *s != '\0' && n < STATMSG_STRING_MAX; n++) {
		from = s;
		cp = utf8_next(&s);
		if (cp == 0xfffd && s - from == 1)
			buf_str(b, "?");
		else if (cp < 0x20 || cp == 0x7f)
			buf_str(b, " ");
		else
			buf_fmt(b, "%s%.*s", cp == '"' ? "\"" : "",
			    (int)(s - from), from);
	}
	buf_str(b, "\"");
}

void
statmsg_put(struct buf *b, const struct statmsg *m)
{
	char	 when[DATE_LEN + 1], key[16];
	int	 i;

	buf_fmt(b, "STATMSG: ID=%u SEV=%c LEV=%c", m->id,
	    severities[m->severity], levels[m->level]);
	put_quoted(b, " SOURCE=", m->source);
	put_quoted(b, " COMP=", m->component);
	buf_fmt(b, " SYS=%s SITE=%s PID=%u TID=%u GMTDATE=%s", m->system,
	    m->site, m->pid, m->tid, date_text(m->time, when));
	for (i = 0; i < STATMSG_STRINGS; i++) {
		(void)snprintf(key, sizeof(key), " ISTR%d=", i);
		put_quoted(b, key, m->string[i]);
	}
	buf_str(b, " NUMATTRS=0\r\n");
}
