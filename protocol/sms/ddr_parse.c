/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/ddr.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/angle.h"
#include "protocol/sms/ddr_known.h"
#include "protocol/sms/number.h"
#include "protocol/sms/smstime.h"

#define LINE_MAX_BYTES	4096
#define US_PER_S	1000000LL

struct parser {
	struct lines		 lines;
	struct line		 raw;
	struct angle_line	 now;
	struct ddr		*d;
	struct syntax_err	*err;
	bool			 edge_blanks;	/* the complaint is of them */
};

static bool
advance(struct parser *p)
{
	if (!lines_next_filled(&p->lines, &p->raw)) {
		(void)syntax_fail(p->err, p->lines.number, 1,
		    "the record ends without END_OF_FILE");
		return false;
	}
	return angle_parse(&p->raw, &p->now, p->err);
}

static bool
line_is(struct parser *p, const char *keyword, size_t nvalue)
{
	if (strcmp(p->now.keyword, keyword) == 0 && p->now.nvalue == nvalue)
		return true;
	(void)syntax_fail(p->err, p->now.number, p->now.column,
	    "expected %s%swith %zu value%s", keyword,
	    keyword[0] == '\0' ? "a line " : " ", nvalue,
	    nvalue == 1 ? "" : "s");
	return false;
}

/* The i-th value; NULL after a complaint or without memory. */
static const char *
value_at(struct parser *p, size_t i)
{
	const struct angle_value	*v = &p->now.value[i];

	if (v->len > 0 && (is_blank(v->s[0]) || is_blank(v->s[v->len - 1]))) {
		p->edge_blanks = p->err->line == 0;
		(void)syntax_fail(p->err, p->now.number, v->column,
		    "\"%s\" begins or ends with blanks", VISN(v->s, v->len));
		return NULL;
	}
	return arena_text(&p->d->arena, v->s, v->len);
}

static bool
wrong(struct parser *p, size_t i, const char *expected)
{
	(void)syntax_fail(p->err, p->now.number, p->now.value[i].column,
	    "\"%s\": expected %s", VISN(p->now.value[i].s,
	    p->now.value[i].len), expected);
	return false;
}

static bool
number_at(struct parser *p, size_t i, uint32_t *out)
{
	const char	*s = value_at(p, i);

	if (s == NULL)
		return false;
	return number_u32(s, out) || wrong(p, i, "a number");
}

static bool
parse_head(struct parser *p)
{
	struct ddr	*d = p->d;
	const char	*when;
	char		*site;

	if (!advance(p) || !line_is(p, "", 1))
		return false;
	d->architecture = value_at(p, 0);
	if (d->architecture == NULL || d->architecture[0] == '\0')
		return wrong(p, 0, "an architecture such as System");
	if (!advance(p) || !line_is(p, "AGENTINFO", 3))
		return false;
	d->agent = value_at(p, 0);
	when = value_at(p, 2);
	site = d->agent == NULL || when == NULL || value_at(p, 1) == NULL ?
	    NULL : arena_text(&d->arena, p->now.value[1].s,
	    p->now.value[1].len);
	if (site == NULL)
		return false;
	name_upper(site);
	d->site = site;
	if (d->agent[0] == '\0')
		return wrong(p, 0, "the agent's name");
	if (name_site_code(site) != NULL)
		return wrong(p, 1, name_site_code(site));
	return smstime_parse(when, &d->time) ||
	    wrong(p, 2, "a time such as 1998/11/02 06:00:00");
}

/* flags, name, type, width */
static bool
parse_property_head(struct parser *p, struct ddr_property *q)
{
	const char	*type;

	if (!advance(p) || !line_is(p, "", 4) || !number_at(p, 0, &q->flags) ||
	    (q->name = value_at(p, 1)) == NULL ||
	    (type = value_at(p, 2)) == NULL || !number_at(p, 3, &q->width))
		return false;
	if (name_label(q->name) != NULL)
		return wrong(p, 1, name_label(q->name));
	if (ddr_property(p->d, q->name) != NULL)
		return wrong(p, 1, "a property that the record has not said "
		    "yet");
	return ddr_type_parse(type, &q->type) ||
	    wrong(p, 2, "STRING, INTEGER or DATETIME");
}

static bool
value_fits(struct parser *p, const struct ddr_property *q, const char *s)
{
	struct wall	 w;
	uint32_t	 n;

	if (q->type == DDR_STRING && strlen(s) > q->width)
		return wrong(p, 0, "no more bytes than the property's width");
	if (q->type == DDR_INTEGER && !number_u32(s, &n))
		return wrong(p, 0, "a number");
	if (q->type == DDR_DATETIME && s[0] != '\0' && !smstime_parse(s, &w))
		return wrong(p, 0, "a time such as 1998/11/02 06:00:00");
	return true;
}

static bool
parse_values(struct parser *p, struct ddr_property *q)
{
	struct ddr_value	*v;
	size_t			 most;

	most = (q->flags & DDR_ARRAY) != 0 ? DDR_VALUES_MAX : 1;
	while (advance(p) && p->now.keyword[0] == '\0') {
		if (!line_is(p, "", 1))
			return false;
		if (q->nvalue == most)
			return wrong(p, 0, most == 1 ? "one value" :
			    "at most 64 values");
		v = arena_alloc(&p->d->arena, sizeof(*v));
		if (v == NULL || (v->s = value_at(p, 0)) == NULL ||
		    !value_fits(p, q, v->s))
			return false;
		STAILQ_INSERT_TAIL(&q->values, v, next);
		q->nvalue++;
	}
	if (p->err->line != 0 || !line_is(p, "END_PROPERTY", 0))
		return false;
	if (most == 1 && q->nvalue == 0)
		(void)syntax_fail(p->err, p->now.number, p->now.column,
		    "expected a value before END_PROPERTY");
	return p->err->line == 0;
}

static bool
parse_property(struct parser *p)
{
	struct ddr_property	*q = arena_alloc(&p->d->arena, sizeof(*q));
	const char		*expected;
	uint32_t		 line = p->now.number;

	if (q == NULL || !line_is(p, "BEGIN_PROPERTY", 0))
		return false;
	if (p->d->nproperty == DDR_PROPERTIES_MAX) {
		(void)syntax_fail(p->err, line, 1, "more than %d properties",
		    DDR_PROPERTIES_MAX);
		return false;
	}
	STAILQ_INIT(&q->values);
	if (!parse_property_head(p, q) || !parse_values(p, q))
		return false;
	STAILQ_INSERT_TAIL(&p->d->properties, q, next);
	p->d->nproperty++;
	expected = ddr_understand(p->d, q);
	if (expected != NULL)
		(void)syntax_fail(p->err, line, 1, "property \"%s\": expected "
		    "%s", VISN(q->name, 80), expected);
	return p->err->line == 0;
}

static bool
parse_record(struct parser *p)
{
	if (!parse_head(p))
		return false;
	while (advance(p) && strcmp(p->now.keyword, "END_OF_FILE") != 0)
		if (!parse_property(p))
			return false;
	if (p->err->line != 0 || !line_is(p, "END_OF_FILE", 0))
		return false;
	if (lines_next_filled(&p->lines, &p->raw))
		(void)syntax_fail(p->err, p->raw.number, 1,
		    "expected nothing after END_OF_FILE");
	return p->err->line == 0;
}

static enum ddr_outcome
outcome_of(const struct parser *p, struct wall now)
{
	const struct ddr	*d = p->d;

	if (!arena_ok(&d->arena))	/* whatever was complained about then */
		return DDR_NO_MEMORY;
	if (p->err->line != 0)
		return p->edge_blanks ? DDR_EDGE_BLANKS : DDR_MALFORMED;
	if (strcasecmp(d->architecture, "System") == 0 && !d->has_id &&
	    d->computer == NULL)
		return DDR_NAMELESS;
	if (d->time.us > now.us + DDR_TOLERANCE_S * US_PER_S)
		return DDR_FUTURE;
	return DDR_OK;
}

enum ddr_outcome
ddr_parse(const void *text, size_t len, struct wall now, struct ddr *out,
    struct syntax_err *err)
{
	struct parser	 p = { .d = out, .err = err };

	*err = (struct syntax_err){ 0 };
	ddr_init(out, "", "", "", (struct wall){ 0 });
	if (len == 0)
		return DDR_EMPTY;
	if (len > DDR_SIZE_MAX)
		return DDR_TOO_LARGE;
	if (!lines_end_with(text, len, "END_OF_FILE")) {
		(void)syntax_fail(err, lines_count(text, len), 1,
		    "the record ends without END_OF_FILE");
		return DDR_HALF;
	}
	p.lines = lines_over(text, len, LINE_MAX_BYTES, err);
	(void)parse_record(&p);
	return outcome_of(&p, now);
}
