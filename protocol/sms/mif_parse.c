/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/mif.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/lines.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"
#include "protocol/sms/smstime.h"

#define LINE_MAX_BYTES	4096

struct parser {
	struct lines		 lines;
	uint32_t		 number;	/* of this line */
	const char		*s;		/* it, without edge blanks */
	size_t			 len;
	struct mif		*m;
	struct syntax_err	*err;
};

static const char	no_end[] = "the report ends without End Component";

static bool
wrong(struct parser *p, const char *expected)
{
	(void)syntax_fail(p->err, p->number, 1, "\"%s\": expected %s",
	    VISN(p->s, p->len), expected);
	return false;
}

static bool
advance(struct parser *p)
{
	struct line	 raw;

	if (!lines_next_filled(&p->lines, &raw)) {
		(void)syntax_fail(p->err, p->lines.number, 1, "%s", no_end);
		return false;
	}
	p->number = raw.number;
	p->len = raw.len;
	p->s = blank_trim(raw.s, &p->len);
	return true;
}

static bool
line_is(const struct parser *p, const char *words)
{
	return p->len == strlen(words) &&
	    strncasecmp(p->s, words, p->len) == 0;
}

static bool
expect(struct parser *p, const char *words)
{
	return advance(p) && (line_is(p, words) || wrong(p, words));
}

/* "Key = value": *value and its length, or false for another line. */
static bool
has_key(const struct parser *p, const char *key, const char **value,
    size_t *len)
{
	const char	*eq = memchr(p->s, '=', p->len);
	size_t		 n = eq == NULL ? 0 : (size_t)(eq - p->s);

	if (eq == NULL)
		return false;
	*len = p->len - n - 1;
	*value = blank_trim(eq + 1, len);
	(void)blank_trim(p->s, &n);
	return n == strlen(key) && strncasecmp(p->s, key, n) == 0;
}

/* Text in quotes; a backslash stands before a quote and a backslash. */
static const char *
unquote(struct parser *p, const char *s, size_t len)
{
	char	*text = arena_text(&p->m->arena, s, len);
	size_t	 from, to = 0, chars = 0;

	if (text == NULL)
		return NULL;
	if (len < 2 || s[0] != '"' || s[len - 1] != '"')
		return wrong(p, "text in quotes"), NULL;
	for (from = 1; from < len - 1; from++) {
		if (s[from] == '"')
			return wrong(p, "a \\ before a quote"), NULL;
		if (s[from] == '\\' && ++from < len - 1 && s[from] != '"' &&
		    s[from] != '\\')
			return wrong(p, "\\ or a quote after a \\"), NULL;
		if (from == len - 1)
			return wrong(p, "a quote at the end"), NULL;
		chars += ((unsigned char)s[from] & 0xc0) != 0x80;
		text[to++] = s[from];
	}
	text[to] = '\0';
	if (chars > MIF_STRING_MAX)
		return wrong(p, "at most 260 characters"), NULL;
	return text;
}

/* A line "Key = "text"". */
static const char *
text_of(struct parser *p, const char *key)
{
	const char	*s;
	size_t		 len;

	if (!advance(p))
		return NULL;
	if (!has_key(p, key, &s, &len)) {
		(void)wrong(p, key);
		return NULL;
	}
	return unquote(p, s, len);
}

static const char *
label_of(struct parser *p, const char *key)
{
	const char	*s = text_of(p, key);

	if (s != NULL && name_label(s) != NULL) {
		(void)wrong(p, name_label(s));
		return NULL;
	}
	return s;
}

static bool
id_of(struct parser *p, uint32_t *id)
{
	const char	*s;
	uint64_t	 n = 0;
	size_t		 len;

	if (!advance(p))
		return false;
	if (!has_key(p, "ID", &s, &len) ||
	    !number_u64(s, len, UINT32_MAX, &n) || n == 0)
		return wrong(p, "ID = and a number from 1");
	*id = (uint32_t)n;
	return true;
}

/* --- attributes --- */

static bool
type_of(struct parser *p, enum mif_type *out)
{
	const char	*s, *name;
	size_t		 len;
	int		 i;

	if (!advance(p))
		return false;
	if (!has_key(p, "Type", &s, &len))
		return wrong(p, "Type");
	for (i = 0; i < MIF_TYPES; i++) {
		name = mif_type_name((enum mif_type)i);
		if (strlen(name) == len && strncasecmp(s, name, len) == 0) {
			*out = (enum mif_type)i;
			return true;
		}
	}
	return wrong(p, "Integer, Counter, String or Date");
}

static bool
is_integer(const char *s, size_t len)
{
	uint64_t	 n;

	if (len > 0 && s[0] == '-')
		return number_u64(s + 1, len - 1, (uint64_t)1 << 63, &n) &&
		    n > 0;
	return number_u64(s, len, INT64_MAX, &n);
}

static bool
value_of(struct parser *p, struct mif_attribute *a)
{
	const char	*s;
	struct wall	 when;
	uint64_t	 n;
	size_t		 len;

	if (!advance(p))
		return false;
	if (!has_key(p, "Value", &s, &len))
		return wrong(p, "Value");
	switch (a->type) {
	case MIF_INTEGER:
		if (!is_integer(s, len))
			return wrong(p, "a whole number");
		a->value = arena_text(&p->m->arena, s, len);
		break;
	case MIF_COUNTER:
		if (!number_u64(s, len, UINT64_MAX, &n))
			return wrong(p, "a number without a sign");
		a->value = arena_text(&p->m->arena, s, len);
		break;
	case MIF_DATE:
		a->value = unquote(p, s, len);
		if (a->value != NULL && a->value[0] != '\0' &&
		    !smstime_parse(a->value, &when))
			return wrong(p, "a time such as 1998/11/02 06:00:00");
		break;
	default:
		a->value = unquote(p, s, len);
	}
	return a->value != NULL;
}

static bool
parse_attribute(struct parser *p, struct mif_group *g)
{
	struct mif_attribute	*a = arena_alloc(&p->m->arena, sizeof(*a));
	const struct mif_attribute *b;

	if (a == NULL)
		return false;
	if (g->nattribute == MIF_ATTRIBUTES_MAX)
		return wrong(p, "at most 256 attributes in a group");
	if ((a->name = label_of(p, "Name")) == NULL || !id_of(p, &a->id))
		return false;
	STAILQ_FOREACH(b, &g->attributes, next)
		if (b->id == a->id)
			return wrong(p, "an ID that the group has not used");
	if (!type_of(p, &a->type) || !value_of(p, a) ||
	    !expect(p, "End Attribute"))
		return false;
	STAILQ_INSERT_TAIL(&g->attributes, a, next);
	g->nattribute++;
	return true;
}

/* --- groups --- */

static bool
has_id(const struct mif_group *g, uint64_t id)
{
	size_t	 i;

	for (i = 0; i < g->nkey; i++)
		if (g->key[i] == id)
			return true;
	return false;
}

/* "1,2": checked when the attributes are known. */
static bool
keys_of(struct parser *p, struct mif_group *g, const char *s, size_t len)
{
	const char	*comma;
	uint64_t	 id;
	size_t		 n;

	for (;;) {
		comma = memchr(s, ',', len);
		n = comma == NULL ? len : (size_t)(comma - s);
		if (g->nkey == MIF_KEYS_MAX ||
		    !number_u64(s, n, UINT32_MAX, &id) || id == 0 ||
		    has_id(g, id))
			return wrong(p, "Key = and at most 8 IDs, each once");
		g->key[g->nkey++] = (uint32_t)id;
		if (comma == NULL)
			return true;
		s += n + 1;
		len -= n + 1;
	}
}

static bool
act_of(struct parser *p, struct mif_group *g, const char *s, size_t len)
{
	const char	*text = unquote(p, s, len);
	int		 i;

	if (text == NULL)
		return false;
	if (p->m->head.full)
		return wrong(p, "no Pragma in a full report");
	for (i = 0; i < MIF_ACTS; i++) {
		if (text_casecmp(text, mif_act_name((enum mif_act)i)) == 0) {
			g->act = (enum mif_act)i;
			return true;
		}
	}
	return wrong(p, "SMS:Add, SMS:Update or SMS:Delete");
}

static bool
parse_group_head(struct parser *p, struct mif_group *g)
{
	const char	*s;
	uint32_t	 id;
	size_t		 len;

	if ((g->name = label_of(p, "Name")) == NULL || !id_of(p, &id) ||
	    (g->class = label_of(p, "Class")) == NULL || !advance(p))
		return false;
	if (has_key(p, "Key", &s, &len) &&
	    (!keys_of(p, g, s, len) || !advance(p)))
		return false;
	if (has_key(p, "Pragma", &s, &len) &&
	    (!act_of(p, g, s, len) || !advance(p)))
		return false;
	return true;
}

static bool
keys_are_there(struct parser *p, const struct mif_group *g)
{
	const struct mif_attribute	*a;
	size_t				 i;

	for (i = 0; i < g->nkey; i++) {
		STAILQ_FOREACH(a, &g->attributes, next)
			if (a->id == g->key[i])
				break;
		if (a == NULL)
			return wrong(p, "an attribute for each ID of Key");
	}
	return true;
}

static bool
parse_group(struct parser *p)
{
	struct mif_group	*g = arena_alloc(&p->m->arena, sizeof(*g));

	if (g == NULL)
		return false;
	if (p->m->ngroup == MIF_GROUPS_MAX)
		return wrong(p, "at most 20000 groups");
	STAILQ_INIT(&g->attributes);
	if (!parse_group_head(p, g))
		return false;
	while (line_is(p, "Start Attribute"))
		if (!parse_attribute(p, g) || !advance(p))
			return false;
	if (!line_is(p, "End Group"))
		return wrong(p, "Start Attribute or End Group");
	if (!keys_are_there(p, g))
		return false;
	STAILQ_INSERT_TAIL(&p->m->groups, g, next);
	p->m->ngroup++;
	return true;
}

/* --- the report --- */

/* A line "//Tag<value>". */
static const char *
tag_of(struct parser *p, const char *tag)
{
	size_t	 n = strlen(tag);

	if (!advance(p))
		return NULL;
	if (p->len < n + 4 || strncmp(p->s, "//", 2) != 0 ||
	    strncasecmp(p->s + 2, tag, n) != 0 || p->s[n + 2] != '<' ||
	    p->s[p->len - 1] != '>') {
		(void)syntax_fail(p->err, p->number, 1,
		    "\"%s\": expected //%s<...>", VISN(p->s, p->len), tag);
		return NULL;
	}
	return arena_text(&p->m->arena, p->s + n + 3, p->len - n - 4);
}

static bool
parse_head(struct parser *p)
{
	struct report_head	*h = &p->m->head;
	const char		*s;

	if ((s = tag_of(p, "Architecture")) == NULL)
		return false;
	if (strcasecmp(s, "System") != 0)
		return wrong(p, "the architecture System");
	if ((s = tag_of(p, "UniqueId")) == NULL)
		return false;
	if (!sms_id_parse(s, &h->id))
		return wrong(p, "GUID: and 36 characters");
	if ((s = tag_of(p, "Report")) == NULL)
		return false;
	h->full = strcasecmp(s, "Full") == 0;
	if (!h->full && strcasecmp(s, "Delta") != 0)
		return wrong(p, "Full or Delta");
	if ((s = tag_of(p, "Time")) == NULL)
		return false;
	return smstime_parse(s, &h->time) ||
	    wrong(p, "a time such as 1998/11/02 06:00:00");
}

static bool
parse_name(struct parser *p)
{
	const char	*s = text_of(p, "Name");
	char		*name;

	name = s == NULL ? NULL : arena_text(&p->m->arena, s, strlen(s));
	if (name == NULL)
		return false;
	name_upper(name);
	p->m->head.computer = name;
	return name_computer(name) == NULL || wrong(p, name_computer(name));
}

static bool
parse_report(struct parser *p)
{
	struct line	 after;

	if (!parse_head(p) || !expect(p, "Start Component") || !parse_name(p))
		return false;
	while (advance(p) && line_is(p, "Start Group"))
		if (!parse_group(p))
			return false;
	if (p->err->line != 0)
		return false;
	if (!line_is(p, "End Component"))
		return wrong(p, "Start Group or End Component");
	if (lines_next_filled(&p->lines, &after))
		(void)syntax_fail(p->err, after.number, 1,
		    "expected nothing after End Component");
	return p->err->line == 0;
}

enum report_outcome
mif_parse(const void *text, size_t len, struct wall now, struct mif *out,
    struct syntax_err *err)
{
	struct parser	 p = { .m = out, .err = err };

	*err = (struct syntax_err){ 0 };
	mif_init(out, &(struct report_head){ .computer = "" });
	if (len == 0)
		return REPORT_EMPTY;
	if (len > MIF_SIZE_MAX)
		return REPORT_TOO_LARGE;
	if (!lines_end_with(text, len, "End Component")) {
		(void)syntax_fail(err, lines_count(text, len), 1, "%s",
		    no_end);
		return REPORT_HALF;
	}
	p.lines = lines_over(text, len, LINE_MAX_BYTES, err);
	(void)parse_report(&p);
	if (!arena_ok(&out->arena))
		return REPORT_NO_MEMORY;
	if (err->line != 0)
		return REPORT_MALFORMED;
	return report_is_future(out->head.time, now) ? REPORT_FUTURE :
	    REPORT_OK;
}
