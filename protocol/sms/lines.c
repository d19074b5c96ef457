/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/lines.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

static const char	byte_order_mark[] = "\xef\xbb\xbf";

struct lines
lines_over(const void *text, size_t len, size_t line_max,
    struct syntax_err *err)
{
	struct lines	 l = { .line_max = line_max, .err = err };

	l.at = text;
	l.end = len == 0 ? l.at : l.at + len;
	if (len >= 3 && memcmp(text, byte_order_mark, 3) == 0)
		(void)syntax_fail(err, 1, 1, "the file starts with a byte "
		    "order mark; save it as plain UTF-8 or ASCII");
	return l;
}

/* The line ends before a CR or LF, so a code point cannot run past it. */
static bool
characters_ok(struct lines *l, const struct line *line)
{
	const char	*p = line->s;
	const char	*end = line->s + line->len;
	const char	*from;
	uint32_t	 cp;

	while (p < end) {
		from = p;
		cp = utf8_next(&p);
		if (cp == 0xfffd && p - from == 1) {
			(void)syntax_fail(l->err, line->number,
			    (size_t)(from - line->s) + 1,
			    "byte 0x%02x is not UTF-8; the file must be UTF-8 "
			    "or ASCII", (unsigned)(unsigned char)*from);
			return false;
		}
		if ((cp < 0x20 && cp != '\t') || cp == 0x7f) {
			(void)syntax_fail(l->err, line->number,
			    (size_t)(from - line->s) + 1,
			    "control character 0x%02x", (unsigned)cp);
			return false;
		}
	}
	return true;
}

bool
lines_next(struct lines *l, struct line *out)
{
	const char	*nl;
	size_t		 left = (size_t)(l->end - l->at);

	if (l->err->line != 0 || left == 0)
		return false;
	l->number++;
	nl = memchr(l->at, '\n', left);
	if (nl == NULL) {
		(void)syntax_fail(l->err, l->number, left + 1,
		    "the file ends in the middle of a line");
		return false;
	}
	out->s = l->at;
	out->len = (size_t)(nl - l->at);
	out->number = l->number;
	l->at = nl + 1;
	if (out->len > 0 && out->s[out->len - 1] == '\r')
		out->len--;
	if (out->len > l->line_max) {
		(void)syntax_fail(l->err, l->number, l->line_max + 1,
		    "the line is longer than %zu bytes", l->line_max);
		return false;
	}
	return characters_ok(l, out);
}

bool
lines_next_filled(struct lines *l, struct line *out)
{
	size_t	 len;

	while (lines_next(l, out)) {
		len = out->len;
		(void)blank_trim(out->s, &len);
		if (len > 0)
			return true;
	}
	return false;
}

bool
lines_end_with(const void *text, size_t len, const char *last)
{
	const char	*s = text;
	size_t		 n = strlen(last);

	if (len == 0 || s[len - 1] != '\n')
		return false;
	while (len > 0 && (is_blank(s[len - 1]) || s[len - 1] == '\n' ||
	    s[len - 1] == '\r'))
		len--;
	return len >= n && strncasecmp(s + len - n, last, n) == 0;
}

uint32_t
lines_count(const void *text, size_t len)
{
	const char	*s = text;
	uint32_t	 n = 1;
	size_t		 i;

	for (i = 0; i + 1 < len; i++)
		n += s[i] == '\n';
	return n;
}

bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

const char *
blank_trim(const char *s, size_t *len)
{
	while (*len > 0 && is_blank(s[*len - 1]))
		(*len)--;
	while (*len > 0 && is_blank(*s)) {
		s++;
		(*len)--;
	}
	return s;
}
