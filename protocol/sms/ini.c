/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/ini.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/lines.h"
#include "protocol/sms/number.h"

#define KEY_SIZE	64		/* of a numbered key, "Component17" */

static bool
complain(struct ini *ini, const struct line *line, const char *s,
    const char *what)
{
	(void)syntax_fail(ini->err, line->number,
	    (size_t)(s - line->s) + 1, "%s", what);
	return false;
}

static bool
count_one(struct ini *ini, const struct line *line)
{
	if (ini->count++ < INI_KEYS_MAX)
		return true;
	return complain(ini, line, line->s, "too many sections and keys");
}

static bool
add_section(struct ini *ini, const struct line *line, const char *s,
    size_t len)
{
	struct ini_section	*sec, *other;
	size_t			 n = len - 2;
	const char		*name = s + 1;

	if (len < 3 || s[len - 1] != ']')
		return complain(ini, line, s, "expected [section]");
	/* "[IP Address ]": trimmed, ccm.md 2.2 */
	name = blank_trim(name, &n);
	sec = arena_alloc(ini->arena, sizeof(*sec));
	if (sec == NULL || !count_one(ini, line))
		return false;
	sec->name = arena_text(ini->arena, name, n);
	if (sec->name == NULL)
		return false;
	sec->line = line->number;
	STAILQ_INIT(&sec->keys);
	STAILQ_FOREACH(other, &ini->sections, next)
		if (text_casecmp(other->name, sec->name) == 0)
			return complain(ini, line, s,
			    "the section stands in the file already");
	STAILQ_INSERT_TAIL(&ini->sections, sec, next);
	return true;
}

static bool
add_key(struct ini *ini, struct ini_section *sec, const struct line *line)
{
	struct ini_key	*key, *other;
	const char	*end = line->s + line->len;
	const char	*eq = memchr(line->s, '=', line->len);
	const char	*name, *text;
	size_t		 n, k;

	if (eq == NULL)
		return complain(ini, line, line->s,
		    "expected key=value or [section]");
	if (sec == NULL)
		return complain(ini, line, line->s,
		    "expected a [section] before the first key");
	n = (size_t)(eq - line->s);
	name = blank_trim(line->s, &n);
	if (n == 0 || (ini->mode == INI_STRICT && name + n != eq))
		return complain(ini, line, eq, "expected key=value");
	text = eq + 1;
	k = (size_t)(end - text);
	if (ini->mode == INI_LENIENT)
		text = blank_trim(text, &k);
	key = arena_alloc(ini->arena, sizeof(*key));
	if (key == NULL || !count_one(ini, line))
		return false;
	key->name = arena_text(ini->arena, name, n);
	key->text = arena_text(ini->arena, text, k);
	if (key->name == NULL || key->text == NULL)
		return false;
	key->line = line->number;
	key->column = (uint32_t)(text - line->s) + 1;
	STAILQ_FOREACH(other, &sec->keys, next)
		if (text_casecmp(other->name, key->name) == 0)
			return complain(ini, line, name,
			    "the key stands in the section already");
	STAILQ_INSERT_TAIL(&sec->keys, key, next);
	return true;
}

int
ini_parse(const void *text, size_t len, enum ini_mode mode,
    struct arena *arena, struct ini *out, struct syntax_err *err)
{
	struct lines	 lines;
	struct line	 line;
	const char	*s;
	size_t		 n;
	bool		 ok = true;

	*err = (struct syntax_err){ 0 };
	*out = (struct ini){ .arena = arena, .err = err, .mode = mode };
	STAILQ_INIT(&out->sections);
	if (len > INI_SIZE_MAX)
		return syntax_fail(err, 1, 1, "the file has %zu bytes; at "
		    "most %d are taken", len, INI_SIZE_MAX);
	lines = lines_over(text, len, INI_LINE_MAX, err);
	while (ok && lines_next_filled(&lines, &line)) {
		n = line.len;
		s = blank_trim(line.s, &n);
		ok = *s == '[' ? add_section(out, &line, s, n) :
		    add_key(out, STAILQ_LAST(&out->sections, ini_section,
		    next), &line);
	}
	out->lines = lines.number;
	if (err->line != 0)
		return -EINVAL;
	if (ok)
		return 0;
	(void)syntax_fail(err, lines.number, 1, "not enough memory");
	return -ENOMEM;
}

struct ini_section *
ini_section(struct ini *ini, const char *name)
{
	struct ini_section	*sec;

	STAILQ_FOREACH(sec, &ini->sections, next) {
		if (text_casecmp(sec->name, name) == 0) {
			sec->used = true;
			return sec;
		}
	}
	return NULL;
}

struct ini_key *
ini_key(struct ini *ini, const char *section, const char *name)
{
	struct ini_section	*sec = ini_section(ini, section);
	struct ini_key		*key;

	if (sec == NULL)
		return NULL;
	STAILQ_FOREACH(key, &sec->keys, next) {
		if (text_casecmp(key->name, name) == 0) {
			key->used = true;
			return key;
		}
	}
	return NULL;
}

struct ini_key *
ini_nth(struct ini *ini, const char *section, const char *name, size_t n)
{
	char	 numbered[KEY_SIZE];

	(void)snprintf(numbered, sizeof(numbered), "%s%zu", name, n);
	return ini_key(ini, section, numbered);
}

void
ini_expected(struct ini *ini, const struct ini_key *key, const char *expected)
{
	(void)syntax_fail(ini->err, key->line, key->column,
	    "%s \"%s\": expected %s", PLAINN(key->name, 64),
	    PLAINN(key->text, 80), expected);
}

const char *
ini_text(struct ini *ini, const char *section, const char *name,
    const char *(*check)(const char *))
{
	const struct ini_key	*key = ini_key(ini, section, name);
	const char		*expected;

	if (key == NULL) {
		(void)syntax_fail(ini->err, ini->lines, 1,
		    "[%s] lacks %s: the file is not whole", section, name);
		return "";
	}
	expected = check == NULL ? NULL : check(key->text);
	if (expected != NULL)
		ini_expected(ini, key, expected);
	return key->text;
}

static const char *
is_number(const char *s)
{
	uint32_t	 n;

	return number_u32(s, &n) ? NULL : "a number from 0 to 4294967295";
}

uint32_t
ini_number(struct ini *ini, const char *section, const char *name)
{
	uint32_t	 n = 0;

	(void)number_u32(ini_text(ini, section, name, is_number), &n);
	return n;
}

static void
refuse_left_over(struct ini *ini)
{
	const struct ini_section	*sec;
	const struct ini_key		*key;

	STAILQ_FOREACH(sec, &ini->sections, next) {
		if (!sec->used)
			(void)syntax_fail(ini->err, sec->line, 1,
			    "unknown section [%s]", PLAINN(sec->name, 64));
		STAILQ_FOREACH(key, &sec->keys, next)
			if (!key->used)
				(void)syntax_fail(ini->err, key->line, 1,
				    "unknown key \"%s\"",
				    PLAINN(key->name, 64));
	}
}

int
ini_end(struct ini *ini)
{
	if (!arena_ok(ini->arena)) {	/* whatever was complained about */
		*ini->err = (struct syntax_err){ 0 };
		(void)syntax_fail(ini->err, ini->lines, 1,
		    "not enough memory");
		return -ENOMEM;
	}
	refuse_left_over(ini);
	return ini->err->line == 0 ? 0 : -EINVAL;
}

void
ini_put_section(struct buf *b, const char *name)
{
	buf_fmt(b, "[%s]\r\n", name);
}

void
ini_put(struct buf *b, const char *key, const char *text)
{
	buf_fmt(b, "     %s=%s\r\n", key, text);
}

void
ini_put_number(struct buf *b, const char *key, uint32_t n)
{
	buf_fmt(b, "     %s=%u\r\n", key, n);
}

void
ini_put_nth(struct buf *b, const char *key, size_t n, const char *text)
{
	buf_fmt(b, "     %s%zu=%s\r\n", key, n, text);
}
