/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/sitectrl_tell.h"

#include <string.h>
#include <strings.h>

#include "protocol/sms/schedule.h"
#include "protocol/sms/sitectrl_kind.h"
#include "protocol/sms/sitectrl_order.h"

/* No character is cut in two: a piece ends where the next one begins. */
static size_t
whole_characters(const char *s, size_t most)
{
	size_t	 n = strlen(s);

	if (n <= most)
		return n;
	while (most > 0 && ((unsigned char)s[most] & 0xc0) == 0x80)
		most--;
	return most;
}

static void
put_cut(struct buf *b, const char *s, size_t most)
{
	size_t	 n = whole_characters(s, most);

	buf_add(b, s, n);
	if (s[n] != '\0')
		buf_str(b, "...");
}

void
scf_tell_name(struct buf *b, const struct scf_item *it)
{
	const char	*s;
	size_t		 i, n;

	if (it->kind == NULL) {
		s = scf_unknown_name(it, &n);
		buf_add(b, s, n < SCF_TELL_MAX ? n : whole_characters(s,
		    SCF_TELL_MAX));
		return;
	}
	for (i = 0; i < it->kind->nkey && i < it->nhead; i++) {
		if (i > 0)
			buf_str(b, ", ");
		put_cut(b, it->head[i].s, SCF_TELL_MAX);
	}
}

static unsigned
count(const struct scf_texts *texts)
{
	const struct scf_text	*t;
	unsigned		 n = 0;

	STAILQ_FOREACH(t, texts, next)
		n++;
	return n;
}

void
scf_tell_values(struct buf *b, const struct scf_item *it)
{
	size_t	 i;

	if (it->kind == NULL) {
		buf_fmt(b, "not known, kept as it is: %u lines",
		    count(&it->lines));
		return;
	}
	for (i = it->kind->nkey; i < it->nhead; i++) {
		buf_fmt(b, "%s%s ", i > it->kind->nkey ? ", " : "",
		    it->kind->field[i].what);
		put_cut(b, it->head[i].s, SCF_TELL_MAX);
	}
}

void
scf_tell_attr(struct buf *b, const struct scf_attr *a)
{
	static const char *const	 words[] = {
		[SCF_KEY_FLAGS] = "SITE_KEY_FLAGS",
		[SCF_PLATFORM] = "TARGET_PLATFORM",
		[SCF_PROPERTY] = "PROPERTY ",
		[SCF_LIST] = "LIST ",
		[SCF_MULTI] = "MULTI-STRING ",
		[SCF_UNKNOWN] = "",
	};

	buf_str(b, words[a->type]);
	if (a->type == SCF_KEY_FLAGS || a->type == SCF_PLATFORM)
		return;
	put_cut(b, a->name.s, SCF_TELL_MAX);
	if (a->type == SCF_MULTI) {
		buf_str(b, " of ");
		put_cut(b, a->value1.s, SCF_TELL_MAX);
	}
}

static void
tell_property(struct buf *b, const struct scf_attr *a)
{
	char		 text[SCHEDULE_TEXT_SIZE];
	struct schedule	 s;

	if (strcasecmp(a->value1.s, "REG_DWORD") == 0) {
		buf_fmt(b, "%u", a->number);
	} else if (strcasecmp(a->value1.s, "REG_SZ") == 0) {
		put_cut(b, a->value2.s, SCF_TELL_MAX);
		if (schedule_parse(a->value2.s, &s))
			buf_fmt(b, " (%s)", schedule_text(&s, text));
	} else {
		buf_str(b, "<");
		put_cut(b, a->value1.s, SCF_TELL_MAX);
		buf_str(b, "><");
		put_cut(b, a->value2.s, SCF_TELL_MAX);
		buf_fmt(b, "><%u>", a->number);
	}
}

static void
tell_texts(struct buf *b, const struct scf_texts *texts)
{
	const struct scf_text	*t;
	size_t			 from = b->len;

	STAILQ_FOREACH(t, texts, next) {
		if (b->len - from > SCF_TELL_MAX) {
			buf_str(b, "; ...");
			return;
		}
		if (t != STAILQ_FIRST(texts))
			buf_str(b, "; ");
		put_cut(b, t->s, SCF_TELL_MAX);
	}
}

void
scf_tell_value(struct buf *b, const struct scf_attr *a)
{
	switch (a->type) {
	case SCF_KEY_FLAGS:
		buf_fmt(b, "%u", a->number);
		break;
	case SCF_PLATFORM:
		put_cut(b, a->name.s, SCF_TELL_MAX);
		break;
	case SCF_PROPERTY:
		tell_property(b, a);
		break;
	case SCF_MULTI:
		if (a->number != 0)
			buf_fmt(b, "[flags %u] ", a->number);
		tell_texts(b, &a->texts);
		break;
	case SCF_LIST:
		tell_texts(b, &a->texts);
		break;
	case SCF_UNKNOWN:
		buf_fmt(b, "not known, kept as it is: %u lines",
		    count(&a->texts));
		break;
	}
}
