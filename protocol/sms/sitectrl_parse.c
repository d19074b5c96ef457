/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parser of the site control file: by lines, downwards, one block a
 * function.  Everything stops at the first complaint.
 */
#include "protocol/sms/sitectrl.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "protocol/sms/names.h"
#include "protocol/sms/number.h"
#include "protocol/sms/sitectrl_check.h"
#include "protocol/sms/sitectrl_kind.h"
#include "protocol/sms/sitectrl_parser.h"

static bool
parse_head(struct scf_parser *p, size_t i, const struct scf_field *field,
    struct scf_text *out)
{
	char	*s;

	if (!scf_value_at(p, i, out))
		return false;
	if (field->upper) {
		s = arena_text(&p->f->arena, out->s, strlen(out->s));
		if (s == NULL)
			return false;
		name_upper(s);
		out->s = s;
	}
	return scf_text_is(p, out, field->what, field->check);
}

/* The values after BEGIN_<kind>: checked one by one against the kind. */
static bool
parse_heads(struct scf_parser *p, struct scf_item *it, size_t least)
{
	const struct scf_kind	*k = it->kind;
	size_t			 i;

	while (scf_advance(p) && p->now.keyword[0] == '\0') {
		for (i = 0; i < p->now.nvalue; i++) {
			if (it->nhead == k->nfield)
				return scf_unexpected(p, "an attribute or the "
				    "END of the item");
			if (!parse_head(p, i, &k->field[it->nhead],
			    &it->head[it->nhead]))
				return false;
			it->nhead++;
		}
	}
	if (p->err->line == 0 && it->nhead < least)
		(void)syntax_fail(p->err, p->now.number, p->now.column,
		    "%s: expected <%s>", k->name, k->field[it->nhead].what);
	return p->err->line == 0;
}

static bool	parse_item(struct scf_parser *, struct scf_items *,
    const struct scf_item *);

/* Inside a TRANSACTION other than SET, the names of an item are enough. */
static size_t
heads_needed(const struct scf_item *it, const struct scf_item *in)
{
	return in == NULL || strcasecmp(in->head[0].s, SCF_SET) == 0 ?
	    it->kind->nfield : it->kind->nkey;
}

static bool
parse_body(struct scf_parser *p, struct scf_item *it, const struct scf_item *in)
{
	if (!parse_heads(p, it, heads_needed(it, in)))
		return false;
	while (!scf_keyword_is(p, "END_", it->kind_name)) {
		if (it->kind->holds_items) {
			if (!parse_item(p, &it->items, it))
				return false;
		} else if (!scf_parse_attr(p, it))
			return false;
		if (!scf_advance(p))
			return false;
	}
	return scf_values_are(p, 0) &&
	    sitectrl_check_item(p->f, it, p->err);
}

static bool
parse_item(struct scf_parser *p, struct scf_items *to,
    const struct scf_item *in)
{
	struct scf_item	*it;
	const char	*block = p->block;
	uint32_t	 line = p->block_line;
	bool		 ok;

	if (strncmp(p->now.keyword, "BEGIN_", 6) != 0 ||
	    p->now.keyword[6] == '\0')
		return scf_unexpected(p, in == NULL ?
		    "an item (BEGIN_...) or END_OF_FILE" :
		    "an item (BEGIN_...) or END_TRANSACTION");
	if (!scf_values_are(p, 0))
		return false;
	if (p->f->nitem == SCF_ITEMS_MAX) {
		(void)syntax_fail(p->err, p->now.number, p->now.column,
		    "the file holds more than %d items", SCF_ITEMS_MAX);
		return false;
	}
	it = sitectrl_add(p->f, to, p->now.keyword + 6);
	if (it == NULL)
		return false;
	it->line = p->now.number;
	p->block = it->kind_name;
	p->block_line = it->line;
	if (it->kind == NULL)
		ok = scf_keep_lines(p, &it->lines);
	else if (it->kind->holds_items && in != NULL)
		ok = scf_unexpected(p, "an item other than a TRANSACTION");
	else
		ok = parse_body(p, it, in);
	p->block = block;
	p->block_line = line;
	return ok;
}

/* "[1493]": digits and dots in brackets. */
static const char *
bracketed(struct scf_parser *p, const char **s, const char *end)
{
	const char	*from = *s + 1;
	const char	*at = from;

	if (*s == end || **s != '[')
		return NULL;
	while (at < end && ((*at >= '0' && *at <= '9') || *at == '.'))
		at++;
	if (at == from || at - from > 24 || at == end || *at != ']')
		return NULL;
	*s = at + 1;
	return arena_text(&p->f->arena, from, (size_t)(at - from));
}

static bool
parse_header(struct scf_parser *p)
{
	static const char	 title[] = "SITE CONTROL FILE ";
	const char		*s, *end;
	size_t			 len;

	if (!lines_next_filled(&p->lines, &p->raw)) {
		if (p->lines.number == 0)
			(void)syntax_fail(p->err, 1, 1, "the file is empty");
		scf_complain_at_end(p);
		return false;
	}
	len = p->raw.len;
	s = blank_trim(p->raw.s, &len);
	end = s + len;
	if (len > strlen(title) &&
	    strncasecmp(s, title, strlen(title)) == 0) {
		s += strlen(title);
		p->f->build = bracketed(p, &s, end);
		p->f->syntax = p->f->build == NULL ? NULL :
		    bracketed(p, &s, end);
		if (p->f->syntax != NULL && s == end)
			return true;
	}
	(void)syntax_fail(p->err, p->raw.number, 1,
	    "expected SITE CONTROL FILE [build][syntax version]");
	return false;
}

/* The values have passed their checks: the numbers are numbers. */
static void
take_file_definition(struct scf *f, const struct scf_item *def)
{
	const char	*time = def->head[FILE_TIME].s;
	uint32_t	 type = SCF_EMPTY;
	uint64_t	 n = 0;

	(void)number_u32(def->head[FILE_TYPE].s, &type);
	(void)number_u64(time, strlen(time), INT64_MAX, &n);
	(void)number_u32(def->head[FILE_SERIAL].s, &f->serial);
	f->type = (enum scf_type)type;
	f->time = (int64_t)n;
	f->comment = def->head[FILE_COMMENT].s;
	f->from_site = def->head[FILE_FROM_SITE].s;
	f->for_site = def->head[FILE_FOR_SITE].s;
}

static bool
parse_file_definition(struct scf_parser *p)
{
	struct scf_item	 def = { .kind = &sitectrl_file_definition };

	if (!scf_advance(p))
		return false;
	if (!scf_keyword_is(p, "BEGIN_", def.kind->name))
		return scf_unexpected(p, "BEGIN_FILE_DEFINITION");
	p->block = def.kind->name;
	p->block_line = p->now.number;
	if (!scf_values_are(p, 0) || !parse_heads(p, &def, def.kind->nfield))
		return false;
	if (!scf_keyword_is(p, "END_", def.kind->name))
		return scf_unexpected(p, "END_FILE_DEFINITION");
	p->block = NULL;
	take_file_definition(p->f, &def);
	return scf_values_are(p, 0);
}

/* What is kept in the canonical form must be readable again. */
static bool
canonical_form_fits(struct scf_parser *p)
{
	struct buf	 b;
	bool		 fits;

	buf_init(&b, SCF_SIZE_MAX);
	if (buf_space(&b, SCF_SIZE_MAX) == NULL) {
		p->f->arena.failed = true;
		return false;
	}
	buf_clear(&b);		/* with its memory: only the limit is left */
	sitectrl_print(p->f, &b);
	fits = buf_ok(&b);
	buf_free(&b);
	if (!fits)
		(void)syntax_fail(p->err, p->lines.number, 1, "the file holds "
		    "too much: its canonical form has more than %d bytes",
		    SCF_SIZE_MAX);
	return fits;
}

static bool
parse_file(struct scf_parser *p)
{
	if (!parse_header(p) || !parse_file_definition(p))
		return false;
	while (scf_advance(p) && strcmp(p->now.keyword, "END_OF_FILE") != 0)
		if (!parse_item(p, &p->f->items, NULL))
			return false;
	if (p->err->line != 0 || !scf_values_are(p, 0))
		return false;
	if (lines_next_filled(&p->lines, &p->raw))
		(void)syntax_fail(p->err, p->raw.number, 1,
		    "expected nothing after END_OF_FILE");
	return p->err->line == 0 && sitectrl_check_file(p->f, p->err) &&
	    canonical_form_fits(p);
}

int
sitectrl_parse(const void *text, size_t len, struct scf *out,
    struct syntax_err *err)
{
	struct scf_parser	 p = { .f = out, .err = err };
	int			 error = -EINVAL;

	*err = (struct syntax_err){ 0 };
	sitectrl_init(out);
	if (len > SCF_SIZE_MAX)
		return syntax_fail(err, 1, 1, "the file has %zu bytes; at "
		    "most %d are taken", len, SCF_SIZE_MAX);
	p.lines = lines_over(text, len, SCF_LINE_MAX, err);
	if (parse_file(&p) && arena_ok(&out->arena))
		return 0;
	if (!arena_ok(&out->arena)) {	/* whatever was complained about */
		*err = (struct syntax_err){ 0 };
		(void)syntax_fail(err, p.lines.number, 1, "not enough memory");
		error = -ENOMEM;
	}
	sitectrl_free(out);
	return error;
}
