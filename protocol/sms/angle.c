/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/angle.h"

#include <string.h>

#include "base/text.h"

static bool
is_keyword_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

static size_t
skip_blanks(const struct line *line, size_t at)
{
	while (at < line->len && is_blank(line->s[at]))
		at++;
	return at;
}

/* Returns the offset after the keyword. */
static size_t
take_keyword(const struct line *line, size_t at, struct angle_line *out,
    struct syntax_err *err)
{
	size_t	 from = at;
	size_t	 i;

	while (at < line->len && is_keyword_char(line->s[at]))
		at++;
	if (at - from >= ANGLE_KEYWORD_SIZE) {
		(void)syntax_fail(err, line->number, from + 1,
		    "a keyword has fewer than %d characters",
		    ANGLE_KEYWORD_SIZE);
		return at;
	}
	for (i = from; i < at; i++)
		out->keyword[i - from] =
		    (char)text_upper((unsigned char)line->s[i]);
	return at;
}

/* Returns the offset after the '>', or 0 after a complaint. */
static size_t
take_value(const struct line *line, size_t at, struct angle_line *out,
    struct syntax_err *err)
{
	struct angle_value	*v;
	size_t			 i;

	if (line->s[at] != '<') {
		(void)syntax_fail(err, line->number, at + 1,
		    "expected a value in angle brackets, found \"%s\"",
		    PLAINN(line->s + at, line->len - at));
		return 0;
	}
	if (out->nvalue == ANGLE_VALUES_MAX) {
		(void)syntax_fail(err, line->number, at + 1,
		    "more than %d values on one line", ANGLE_VALUES_MAX);
		return 0;
	}
	for (i = at + 1; i < line->len && line->s[i] != '>'; i++)
		if (line->s[i] == '<')
			break;
	if (i == line->len || line->s[i] != '>') {
		(void)syntax_fail(err, line->number, i + 1,
		    "expected '>' to end the value that starts in column %zu",
		    at + 1);
		return 0;
	}
	if (i - at - 1 > ANGLE_VALUE_MAX) {
		(void)syntax_fail(err, line->number, at + 1,
		    "the value is longer than %d bytes", ANGLE_VALUE_MAX);
		return 0;
	}
	v = &out->value[out->nvalue++];
	v->s = line->s + at + 1;
	v->len = i - at - 1;
	v->column = (uint32_t)at + 1;
	return i + 1;
}

bool
angle_parse(const struct line *line, struct angle_line *out,
    struct syntax_err *err)
{
	size_t	 at = skip_blanks(line, 0);

	memset(out, 0, sizeof(*out));
	out->number = line->number;
	out->column = (uint32_t)at + 1;
	at = take_keyword(line, at, out, err);
	at = skip_blanks(line, at);
	while (err->line == 0 && at < line->len) {
		at = take_value(line, at, out, err);
		if (at == 0)
			return false;
		at = skip_blanks(line, at);
	}
	return err->line == 0;
}

void
angle_put(struct buf *b, const char *s)
{
	buf_str(b, "<");
	buf_str(b, s);
	buf_str(b, ">");
}
