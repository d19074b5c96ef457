/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/sinv.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/angle.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"
#include "protocol/sms/smstime.h"

#define ARENA_MAX	((size_t)96 << 20)
#define LINE_MAX_BYTES	16384
#define EOL		"\r\n"

struct parser {
	struct lines		 lines;
	struct angle_line	 now;
	struct sinv		*s;
	struct syntax_err	*err;
};

void
sinv_init(struct sinv *s, const struct report_head *head)
{
	memset(s, 0, sizeof(*s));
	arena_init(&s->arena, ARENA_MAX);
	STAILQ_INIT(&s->files);
	s->head = *head;
	if (head->computer != NULL)
		s->head.computer = arena_text(&s->arena, head->computer,
		    strlen(head->computer));
}

void
sinv_free(struct sinv *s)
{
	arena_free(&s->arena);
	memset(s, 0, sizeof(*s));
	arena_init(&s->arena, ARENA_MAX);
	STAILQ_INIT(&s->files);
}

/* --- reading --- */

static bool
advance(struct parser *p)
{
	struct line	 raw;

	if (!lines_next_filled(&p->lines, &raw)) {
		(void)syntax_fail(p->err, p->lines.number, 1,
		    "the report ends without END_OF_FILE");
		return false;
	}
	return angle_parse(&raw, &p->now, p->err);
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

static bool
wrong(struct parser *p, size_t i, const char *expected)
{
	(void)syntax_fail(p->err, p->now.number, p->now.value[i].column,
	    "\"%s\": expected %s", VISN(p->now.value[i].s,
	    p->now.value[i].len), expected);
	return false;
}

/* The i-th value; NULL after a complaint or without memory. */
static const char *
value_at(struct parser *p, size_t i)
{
	const struct angle_value	*v = &p->now.value[i];

	if (v->len > SINV_TEXT_MAX) {
		(void)wrong(p, i, "at most 1024 bytes");
		return NULL;
	}
	return arena_text(&p->s->arena, v->s, v->len);
}

static bool
time_at(struct parser *p, size_t i, struct wall *out)
{
	const char	*s = value_at(p, i);

	return s != NULL && (smstime_parse(s, out) ||
	    wrong(p, i, "a time such as 1998/11/02 06:00:00"));
}

static bool
computer_at(struct parser *p, size_t i)
{
	const struct angle_value	*v = &p->now.value[i];
	char				*name;

	name = arena_text(&p->s->arena, v->s, v->len);
	if (name == NULL)
		return false;
	name_upper(name);
	p->s->head.computer = name;
	return name_computer(name) == NULL || wrong(p, i, name_computer(name));
}

static bool
parse_head(struct parser *p)
{
	struct report_head	*h = &p->s->head;
	const char		*kind, *id;

	if (!advance(p) || !line_is(p, "", 1) ||
	    (kind = value_at(p, 0)) == NULL)
		return false;
	if (strcasecmp(kind, "System") != 0)
		return wrong(p, 0, "the architecture System");
	if (!advance(p) || !line_is(p, "SINV", 4) ||
	    (kind = value_at(p, 0)) == NULL || (id = value_at(p, 1)) == NULL)
		return false;
	h->full = strcasecmp(kind, "FULL") == 0;
	if (!h->full && strcasecmp(kind, "DELTA") != 0)
		return wrong(p, 0, "FULL or DELTA");
	if (!sms_id_parse(id, &h->id))
		return wrong(p, 1, "GUID: and 36 characters");
	return computer_at(p, 2) && time_at(p, 3, &h->time);
}

static bool
parse_names(struct parser *p, struct sinv_file *f)
{
	if ((f->folder = value_at(p, 0)) == NULL ||
	    (f->name = value_at(p, 1)) == NULL)
		return false;
	return f->name[0] != '\0' || wrong(p, 1, "a file's name");
}

static bool
parse_facts(struct parser *p, struct sinv_file *f)
{
	const struct angle_value	*size = &p->now.value[2];

	if (!number_u64(size->s, size->len, INT64_MAX, &f->size))
		return wrong(p, 2, "a number");
	if (p->now.value[3].len > 0 && !time_at(p, 3, &f->modified))
		return false;
	f->version = value_at(p, 4);
	f->company = value_at(p, 5);
	f->product = value_at(p, 6);
	f->product_version = value_at(p, 7);
	return p->err->line == 0 && arena_ok(&p->s->arena);
}

static bool
parse_file(struct parser *p)
{
	struct sinv_file	*f = arena_alloc(&p->s->arena, sizeof(*f));

	if (f == NULL)
		return false;
	if (p->s->nfile == SINV_FILES_MAX) {
		(void)syntax_fail(p->err, p->now.number, 1,
		    "more than %d files", SINV_FILES_MAX);
		return false;
	}
	f->gone = strcmp(p->now.keyword, "GONE") == 0;
	if (f->gone && p->s->head.full) {
		(void)syntax_fail(p->err, p->now.number, 1,
		    "expected no GONE in a full report");
		return false;
	}
	if (!line_is(p, f->gone ? "GONE" : "FILE", f->gone ? 2 : 8) ||
	    !parse_names(p, f) || (!f->gone && !parse_facts(p, f)))
		return false;
	STAILQ_INSERT_TAIL(&p->s->files, f, next);
	p->s->nfile++;
	return true;
}

static void
parse_report(struct parser *p)
{
	struct line	 after;

	if (!parse_head(p))
		return;
	while (advance(p) && strcmp(p->now.keyword, "END_OF_FILE") != 0)
		if (!parse_file(p))
			return;
	if (p->err->line != 0 || !line_is(p, "END_OF_FILE", 0))
		return;
	if (lines_next_filled(&p->lines, &after))
		(void)syntax_fail(p->err, after.number, 1,
		    "expected nothing after END_OF_FILE");
}

enum report_outcome
sinv_parse(const void *text, size_t len, struct wall now, struct sinv *out,
    struct syntax_err *err)
{
	struct parser	 p = { .s = out, .err = err };

	*err = (struct syntax_err){ 0 };
	sinv_init(out, &(struct report_head){ .computer = "" });
	if (len == 0)
		return REPORT_EMPTY;
	if (len > SINV_SIZE_MAX)
		return REPORT_TOO_LARGE;
	if (!lines_end_with(text, len, "END_OF_FILE")) {
		(void)syntax_fail(err, lines_count(text, len), 1,
		    "the report ends without END_OF_FILE");
		return REPORT_HALF;
	}
	p.lines = lines_over(text, len, LINE_MAX_BYTES, err);
	parse_report(&p);
	if (!arena_ok(&out->arena))
		return REPORT_NO_MEMORY;
	if (err->line != 0)
		return REPORT_MALFORMED;
	return report_is_future(out->head.time, now) ? REPORT_FUTURE :
	    REPORT_OK;
}

/* --- making --- */

/* No '<', '>' and control characters: a value may not hold them. */
static const char *
copy(struct sinv *s, const char *text)
{
	char	*c, *made;

	made = arena_text(&s->arena, text == NULL ? "" : text,
	    text == NULL ? 0 : strnlen(text, SINV_TEXT_MAX));
	for (c = made; c != NULL && *c != '\0'; c++)
		if (*c == '<' || *c == '>' || (unsigned char)*c < 0x20 ||
		    *c == 0x7f)
			*c = '?';
	return made;
}

void
sinv_add(struct sinv *s, const struct sinv_file *file)
{
	struct sinv_file	*f = arena_alloc(&s->arena, sizeof(*f));

	if (f == NULL)
		return;
	*f = *file;
	f->folder = copy(s, file->folder);
	f->name = copy(s, file->name);
	f->version = copy(s, file->version);
	f->company = copy(s, file->company);
	f->product = copy(s, file->product);
	f->product_version = copy(s, file->product_version);
	STAILQ_INSERT_TAIL(&s->files, f, next);
	s->nfile++;
}

static void
put_file(struct buf *b, const struct sinv_file *f)
{
	char	 when[SMSTIME_SIZE] = "";

	if (f->gone) {
		buf_fmt(b, "GONE <%s><%s>" EOL, f->folder, f->name);
		return;
	}
	if (f->modified.us != 0)
		(void)smstime_text(f->modified, when);
	buf_fmt(b, "FILE <%s><%s><%llu><%s><%s><%s><%s><%s>" EOL, f->folder,
	    f->name, (unsigned long long)f->size, when, f->version,
	    f->company, f->product, f->product_version);
}

void
sinv_put(struct buf *b, const struct sinv *s)
{
	const struct sinv_file	*f;
	char			 id[SMS_ID_SIZE], when[SMSTIME_SIZE];

	if (!arena_ok(&s->arena)) {
		b->failed = true;
		return;
	}
	sms_id_text(&s->head.id, id);
	buf_fmt(b, "<System>" EOL "SINV <%s><%s><%s><%s>" EOL,
	    s->head.full ? "FULL" : "DELTA", id, s->head.computer,
	    smstime_text(s->head.time, when));
	STAILQ_FOREACH(f, &s->files, next)
		put_file(b, f);
	buf_str(b, "END_OF_FILE" EOL);
}
