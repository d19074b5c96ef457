/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form of a site control file, and when two are the same. */
#include "protocol/sms/sitectrl.h"

#include <string.h>
#include <strings.h>

#include "protocol/sms/angle.h"
#include "protocol/sms/sitectrl_kind.h"

#define EOL	"\r\n"

static void
indent(struct buf *b, unsigned depth)
{
	while (depth-- > 0)
		buf_str(b, "    ");
}

static void
put_texts(struct buf *b, const struct scf_texts *texts, unsigned depth)
{
	const struct scf_text	*t;

	STAILQ_FOREACH(t, texts, next) {
		indent(b, depth);
		angle_put(b, t->s);
		buf_str(b, EOL);
	}
}

static void
put_lines(struct buf *b, const struct scf_texts *lines)
{
	const struct scf_text	*t;

	STAILQ_FOREACH(t, lines, next) {
		buf_str(b, t->s);
		buf_str(b, EOL);
	}
}

static void
put_property(struct buf *b, const struct scf_attr *a, unsigned depth)
{
	indent(b, depth);
	buf_str(b, "PROPERTY ");
	angle_put(b, a->name.s);
	angle_put(b, a->value1.s);
	angle_put(b, a->value2.s);
	buf_fmt(b, "<%u>" EOL, a->number);
}

static void
put_list(struct buf *b, const struct scf_attr *a, unsigned depth)
{
	indent(b, depth);
	buf_str(b, "BEGIN_PROPERTY_LIST" EOL);
	indent(b, depth + 1);
	angle_put(b, a->name.s);
	buf_str(b, EOL);
	put_texts(b, &a->texts, depth + 1);
	indent(b, depth);
	buf_str(b, "END_PROPERTY_LIST" EOL);
}

static void
put_multi(struct buf *b, const struct scf_attr *a, unsigned depth)
{
	indent(b, depth);
	buf_str(b, "BEGIN_CLIENT_REG_MULTI_STRING_LIST" EOL);
	indent(b, depth + 1);
	angle_put(b, a->name.s);
	angle_put(b, a->value1.s);
	buf_str(b, EOL);
	indent(b, depth + 1);
	buf_fmt(b, "SITE_KEY_FLAGS <%u>" EOL, a->number);
	put_texts(b, &a->texts, depth + 1);
	indent(b, depth);
	buf_str(b, "END_CLIENT_REG_MULTI_STRING_LIST" EOL);
}

static void
put_attr(struct buf *b, const struct scf_attr *a, unsigned depth)
{
	switch (a->type) {
	case SCF_KEY_FLAGS:
		indent(b, depth);
		buf_fmt(b, "SITE_KEY_FLAGS <%u>" EOL, a->number);
		break;
	case SCF_PLATFORM:
		indent(b, depth);
		buf_str(b, "TARGET_PLATFORM ");
		angle_put(b, a->name.s);
		buf_str(b, EOL);
		break;
	case SCF_PROPERTY:
		put_property(b, a, depth);
		break;
	case SCF_LIST:
		put_list(b, a, depth);
		break;
	case SCF_MULTI:
		put_multi(b, a, depth);
		break;
	case SCF_UNKNOWN:
		put_lines(b, &a->texts);
		break;
	}
}

static void
put_item(struct buf *b, const struct scf_item *it, unsigned depth)
{
	const struct scf_attr	*a;
	const struct scf_item	*sub;
	size_t			 i;

	if (it->kind == NULL) {
		put_lines(b, &it->lines);
		return;
	}
	indent(b, depth);
	buf_fmt(b, "BEGIN_%s" EOL, it->kind_name);
	for (i = 0; i < it->nhead; i++) {
		indent(b, depth + 1);
		angle_put(b, it->head[i].s);
		buf_str(b, EOL);
	}
	STAILQ_FOREACH(a, &it->attrs, next)
		put_attr(b, a, depth + 1);
	STAILQ_FOREACH(sub, &it->items, next)
		put_item(b, sub, depth + 1);
	indent(b, depth);
	buf_fmt(b, "END_%s" EOL, it->kind_name);
}

void
sitectrl_print(const struct scf *f, struct buf *b)
{
	const struct scf_item	*it;

	buf_fmt(b, "SITE CONTROL FILE [%s][%s]" EOL, f->build, f->syntax);
	buf_fmt(b, "BEGIN_FILE_DEFINITION" EOL "    <%d>" EOL "    <%s>" EOL
	    "    <%s>" EOL "    <%s>" EOL "    <%lld>" EOL "    <%u>" EOL
	    "END_FILE_DEFINITION" EOL, (int)f->type, f->comment, f->from_site,
	    f->for_site, (long long)f->time, f->serial);
	STAILQ_FOREACH(it, &f->items, next) {
		buf_str(b, EOL);
		put_item(b, it, 0);
	}
	buf_str(b, EOL "END_OF_FILE" EOL);
}

static bool
texts_equal(const struct scf_texts *a, const struct scf_texts *b)
{
	const struct scf_text	*x = STAILQ_FIRST(a), *y = STAILQ_FIRST(b);

	while (x != NULL && y != NULL && strcmp(x->s, y->s) == 0) {
		x = STAILQ_NEXT(x, next);
		y = STAILQ_NEXT(y, next);
	}
	return x == NULL && y == NULL;
}

bool
sitectrl_attr_equal(const struct scf_attr *a, const struct scf_attr *b)
{
	return a->type == b->type && a->number == b->number &&
	    strcmp(a->name.s, b->name.s) == 0 &&
	    strcmp(a->value1.s, b->value1.s) == 0 &&
	    strcmp(a->value2.s, b->value2.s) == 0 &&
	    texts_equal(&a->texts, &b->texts);
}

static bool
items_equal(const struct scf_items *a, const struct scf_items *b)
{
	const struct scf_item	*x = STAILQ_FIRST(a), *y = STAILQ_FIRST(b);

	while (x != NULL && y != NULL && sitectrl_item_equal(x, y)) {
		x = STAILQ_NEXT(x, next);
		y = STAILQ_NEXT(y, next);
	}
	return x == NULL && y == NULL;
}

bool
sitectrl_item_equal(const struct scf_item *a, const struct scf_item *b)
{
	const struct scf_attr	*x = STAILQ_FIRST(&a->attrs);
	const struct scf_attr	*y = STAILQ_FIRST(&b->attrs);
	size_t			 i;

	if (strcasecmp(a->kind_name, b->kind_name) != 0 ||
	    a->nhead != b->nhead)
		return false;
	for (i = 0; i < a->nhead; i++)
		if (strcmp(a->head[i].s, b->head[i].s) != 0)
			return false;
	while (x != NULL && y != NULL && sitectrl_attr_equal(x, y)) {
		x = STAILQ_NEXT(x, next);
		y = STAILQ_NEXT(y, next);
	}
	return x == NULL && y == NULL && items_equal(&a->items, &b->items) &&
	    texts_equal(&a->lines, &b->lines);
}

bool
sitectrl_items_equal(const struct scf *a, const struct scf *b)
{
	return items_equal(&a->items, &b->items);
}

bool
sitectrl_equal(const struct scf *a, const struct scf *b)
{
	return strcmp(a->build, b->build) == 0 &&
	    strcmp(a->syntax, b->syntax) == 0 && a->type == b->type &&
	    strcmp(a->comment, b->comment) == 0 &&
	    strcmp(a->from_site, b->from_site) == 0 &&
	    strcmp(a->for_site, b->for_site) == 0 && a->time == b->time &&
	    a->serial == b->serial && items_equal(&a->items, &b->items);
}
