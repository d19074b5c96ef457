/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines, values and the attributes of items. */
#include "protocol/sms/sitectrl_parser.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"
#include "protocol/sms/sitectrl_kind.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

void
scf_complain_at_end(struct scf_parser *p)
{
	if (p->block == NULL)
		(void)syntax_fail(p->err, p->lines.number, 1,
		    "the file ends without END_OF_FILE: it was cut short");
	else
		(void)syntax_fail(p->err, p->lines.number, 1,
		    "the file ends inside the %s that starts in line %u: "
		    "expected END_%s", p->block, p->block_line, p->block);
}

/* To the next line that is not blank. */
bool
scf_advance(struct scf_parser *p)
{
	if (!lines_next_filled(&p->lines, &p->raw)) {
		scf_complain_at_end(p);
		return false;
	}
	return angle_parse(&p->raw, &p->now, p->err);
}

bool
scf_keyword_is(const struct scf_parser *p, const char *a, const char *b)
{
	size_t	 n = strlen(a);

	return strncmp(p->now.keyword, a, n) == 0 &&
	    strcasecmp(p->now.keyword + n, b) == 0;
}

bool
scf_unexpected(struct scf_parser *p, const char *expected)
{
	if (p->now.keyword[0] == '\0')
		(void)syntax_fail(p->err, p->now.number, p->now.column,
		    "expected %s, found a value", expected);
	else
		(void)syntax_fail(p->err, p->now.number, p->now.column,
		    "expected %s, found %s", expected, p->now.keyword);
	return false;
}

bool
scf_values_are(struct scf_parser *p, size_t n)
{
	if (p->now.nvalue == n)
		return true;
	(void)syntax_fail(p->err, p->now.number, p->now.column,
	    "%s takes %zu value%s, found %zu", p->now.keyword, n,
	    n == 1 ? "" : "s", p->now.nvalue);
	return false;
}

/* The i-th value of the line as a text of the tree. */
bool
scf_value_at(struct scf_parser *p, size_t i, struct scf_text *out)
{
	out->s = arena_text(&p->f->arena, p->now.value[i].s,
	    p->now.value[i].len);
	out->line = p->now.number;
	out->column = p->now.value[i].column;
	return out->s != NULL;
}

/* A text that its check refuses: says what was expected. */
bool
scf_text_is(struct scf_parser *p, const struct scf_text *t, const char *what,
    const char *(*check)(const char *))
{
	const char	*expected = check(t->s);

	if (expected == NULL)
		return true;
	(void)syntax_fail(p->err, t->line, t->column,
	    "%s \"%s\": expected %s", what, PLAINN(t->s, 80), expected);
	return false;
}

static bool
number_at(struct scf_parser *p, size_t i, uint32_t *out)
{
	struct scf_text	 t;

	if (!scf_value_at(p, i, &t))
		return false;
	if (number_u32(t.s, out))
		return true;
	(void)syntax_fail(p->err, t.line, t.column, "\"%s\": expected a "
	    "number from 0 to 4294967295", PLAINN(t.s, 80));
	return false;
}

static bool
name_at(struct scf_parser *p, size_t i, const char *what, struct scf_text *out)
{
	return scf_value_at(p, i, out) && scf_text_is(p, out, what, name_label);
}

/* All values of this line and the next ones, up to END_<block>. */
static bool
parse_texts(struct scf_parser *p, struct scf_texts *to, const char *block)
{
	struct scf_text	*t;
	size_t		 i;

	while (scf_advance(p) && !scf_keyword_is(p, "END_", block)) {
		if (p->now.keyword[0] != '\0')
			return scf_unexpected(p, "a value or the END of the "
			    "list");
		for (i = 0; i < p->now.nvalue; i++) {
			t = arena_alloc(&p->f->arena, sizeof(*t));
			if (t == NULL || !scf_value_at(p, i, t))
				return false;
			STAILQ_INSERT_TAIL(to, t, next);
		}
	}
	return p->err->line == 0 && scf_values_are(p, 0);
}

static struct scf_attr *
new_attr(struct scf_parser *p, struct scf_item *it, enum scf_attr_type type)
{
	struct scf_attr	*a;

	if (it->nattr == SCF_ATTRS_MAX) {
		(void)syntax_fail(p->err, p->now.number, p->now.column,
		    "the item holds more than %d attributes", SCF_ATTRS_MAX);
		return NULL;
	}
	a = item_add(p->f, it, type, "");
	if (a == NULL)
		return NULL;
	a->line = p->now.number;
	a->name.line = p->now.number;
	a->name.column = p->now.column;
	return a;
}

static bool
parse_key_flags(struct scf_parser *p, struct scf_attr *a)
{
	return scf_values_are(p, 1) && number_at(p, 0, &a->number);
}

static bool
parse_platform(struct scf_parser *p, struct scf_attr *a)
{
	return scf_values_are(p, 1) && name_at(p, 0, "platform", &a->name);
}

static bool
parse_property(struct scf_parser *p, struct scf_attr *a)
{
	return scf_values_are(p, 4) && name_at(p, 0, "property", &a->name) &&
	    scf_value_at(p, 1, &a->value1) && scf_value_at(p, 2, &a->value2) &&
	    number_at(p, 3, &a->number);
}

static bool
parse_list(struct scf_parser *p, struct scf_attr *a)
{
	if (!scf_values_are(p, 0) || !scf_advance(p))
		return false;
	if (p->now.keyword[0] != '\0' || p->now.nvalue != 1)
		return scf_unexpected(p, "the list's name alone on its line");
	return name_at(p, 0, "list", &a->name) &&
	    parse_texts(p, &a->texts, "PROPERTY_LIST");
}

static bool
parse_multi(struct scf_parser *p, struct scf_attr *a)
{
	if (!scf_values_are(p, 0) || !scf_advance(p))
		return false;
	if (p->now.keyword[0] != '\0' || p->now.nvalue != 2)
		return scf_unexpected(p, "the names of the value and of its "
		    "list on one line");
	if (!name_at(p, 0, "value", &a->name) ||
	    !name_at(p, 1, "list", &a->value1) || !scf_advance(p))
		return false;
	if (strcmp(p->now.keyword, "SITE_KEY_FLAGS") != 0)
		return scf_unexpected(p, "SITE_KEY_FLAGS");
	return scf_values_are(p, 1) && number_at(p, 0, &a->number) &&
	    parse_texts(p, &a->texts, "CLIENT_REG_MULTI_STRING_LIST");
}

/* Keeps lines as they are, the present one first, up to END_<keyword>. */
bool
scf_keep_lines(struct scf_parser *p, struct scf_texts *to)
{
	const char	*block = p->now.keyword + strlen("BEGIN_");
	const char	*s;
	struct scf_text	*t;
	size_t		 len;

	do {
		t = arena_alloc(&p->f->arena, sizeof(*t));
		if (t == NULL)
			return false;
		t->s = arena_text(&p->f->arena, p->raw.s, p->raw.len);
		t->line = p->raw.number;
		t->column = 1;
		if (t->s == NULL)
			return false;
		STAILQ_INSERT_TAIL(to, t, next);
		len = p->raw.len;
		s = blank_trim(p->raw.s, &len);
		if (len == strlen(block) + 4 &&
		    strncasecmp(s, "END_", 4) == 0 &&
		    strncasecmp(s + 4, block, len - 4) == 0)
			return true;
	} while (lines_next(&p->lines, &p->raw));
	scf_complain_at_end(p);
	return false;
}

static bool
parse_unknown(struct scf_parser *p, struct scf_attr *a)
{
	a->name.s = arena_text(&p->f->arena, p->now.keyword,
	    strlen(p->now.keyword));
	return a->name.s != NULL && scf_keep_lines(p, &a->texts);
}

static const struct attr_syntax {
	const char		*keyword;
	enum scf_attr_type	 type;
	bool			(*parse)(struct scf_parser *,
				    struct scf_attr *);
} attrs[] = {
	{ "SITE_KEY_FLAGS", SCF_KEY_FLAGS, parse_key_flags },
	{ "TARGET_PLATFORM", SCF_PLATFORM, parse_platform },
	{ "PROPERTY", SCF_PROPERTY, parse_property },
	{ "BEGIN_PROPERTY_LIST", SCF_LIST, parse_list },
	{ "BEGIN_CLIENT_REG_MULTI_STRING_LIST", SCF_MULTI, parse_multi },
}, unknown_block = { "", SCF_UNKNOWN, parse_unknown };

/* An item inside an item is one whose END was forgotten. */
static const struct attr_syntax *
attr_syntax(const char *keyword)
{
	size_t	 i;

	for (i = 0; i < nitems(attrs); i++)
		if (strcmp(keyword, attrs[i].keyword) == 0)
			return &attrs[i];
	if (strncmp(keyword, "BEGIN_", 6) == 0 && keyword[6] != '\0' &&
	    sitectrl_kind(keyword + 6) == NULL)
		return &unknown_block;
	return NULL;
}

static bool
parse_block(struct scf_parser *p, const struct attr_syntax *s,
    struct scf_attr *a)
{
	const char	*block = p->block;
	uint32_t	 line = p->block_line;
	bool		 ok;

	p->block_line = p->now.number;
	p->block = arena_text(&p->f->arena, p->now.keyword + 6,
	    strlen(p->now.keyword + 6));
	ok = p->block != NULL && s->parse(p, a);
	p->block = block;
	p->block_line = line;
	return ok;
}

bool
scf_parse_attr(struct scf_parser *p, struct scf_item *it)
{
	const struct attr_syntax	*s = attr_syntax(p->now.keyword);
	struct scf_attr			*a;
	char				 expected[160];

	if (s == NULL) {
		(void)snprintf(expected, sizeof(expected), "PROPERTY, "
		    "SITE_KEY_FLAGS, TARGET_PLATFORM, a list or END_%s",
		    it->kind_name);
		return scf_unexpected(p, expected);
	}
	a = new_attr(p, it, s->type);
	if (a == NULL)
		return false;
	return strncmp(p->now.keyword, "BEGIN_", 6) == 0 ?
	    parse_block(p, s, a) : s->parse(p, a);
}
