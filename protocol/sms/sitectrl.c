/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/sitectrl.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/sitectrl_kind.h"

/* A text costs its record beside its bytes; the file's size bounds both. */
#define ARENA_MAX	((size_t)64 << 20)

void
sitectrl_init(struct scf *f)
{
	memset(f, 0, sizeof(*f));
	arena_init(&f->arena, ARENA_MAX);
	STAILQ_INIT(&f->items);
	f->build = f->syntax = f->comment = "";
	f->from_site = f->for_site = "";
	f->type = SCF_ACTUAL;
}

void
sitectrl_free(struct scf *f)
{
	arena_free(&f->arena);
	sitectrl_init(f);
}

const char *
scf_type_name(enum scf_type type)
{
	static const char *const	 names[] = {
		[SCF_EMPTY] = "empty",
		[SCF_ACTUAL] = "actual",
		[SCF_PROPOSED] = "proposed",
		[SCF_NEWSITE] = "new site",
		[SCF_TRANSACTIONS] = "transactions",
		[SCF_LOCAL_TRANSACTIONS] = "local transactions",
	};

	return (size_t)type < sizeof(names) / sizeof(names[0]) ?
	    names[type] : NULL;
}

static bool
item_is(const struct scf_item *it, const char *kind, const char *name)
{
	return strcasecmp(it->kind_name, kind) == 0 && (name == NULL ||
	    (it->nhead > 0 && text_casecmp(it->head[0].s, name) == 0));
}

struct scf_item *
sitectrl_find(const struct scf *f, const char *kind, const char *name)
{
	struct scf_item	*it;

	STAILQ_FOREACH(it, &f->items, next)
		if (item_is(it, kind, name))
			return it;
	return NULL;
}

struct scf_item *
sitectrl_next(const struct scf_item *it)
{
	const char	*kind = it->kind_name;
	struct scf_item	*n = STAILQ_NEXT(it, next);

	while (n != NULL && !item_is(n, kind, NULL))
		n = STAILQ_NEXT(n, next);
	return n;
}

static const struct scf_attr *
attr_find(const struct scf_item *it, enum scf_attr_type type,
    const char *name, const char *value1)
{
	const struct scf_attr	*a;

	STAILQ_FOREACH(a, &it->attrs, next) {
		if (a->type == type &&
		    (name == NULL || text_casecmp(a->name.s, name) == 0) &&
		    (value1 == NULL || text_casecmp(a->value1.s, value1) == 0))
			return a;
	}
	return NULL;
}

const struct scf_attr *
item_property(const struct scf_item *it, const char *name)
{
	return attr_find(it, SCF_PROPERTY, name, NULL);
}

const struct scf_attr *
item_list(const struct scf_item *it, const char *name)
{
	return attr_find(it, SCF_LIST, name, NULL);
}

const struct scf_attr *
item_multi(const struct scf_item *it, const char *list, const char *value)
{
	return attr_find(it, SCF_MULTI, value, list);
}

uint32_t
item_key_flags(const struct scf_item *it)
{
	const struct scf_attr	*a = attr_find(it, SCF_KEY_FLAGS, NULL, NULL);

	return a == NULL ? 0 : a->number;
}

struct scf_item *
sitectrl_add(struct scf *f, struct scf_items *to, const char *kind)
{
	struct scf_item	*it = arena_alloc(&f->arena, sizeof(*it));
	const char	*name = arena_text(&f->arena, kind, strlen(kind));

	if (it == NULL || name == NULL)
		return NULL;
	if (f->nitem == SCF_ITEMS_MAX) {
		f->arena.failed = true;
		return NULL;
	}
	it->kind = sitectrl_kind(kind);
	it->kind_name = it->kind != NULL ? it->kind->name : name;
	STAILQ_INIT(&it->attrs);
	STAILQ_INIT(&it->items);
	STAILQ_INIT(&it->lines);
	STAILQ_INSERT_TAIL(to, it, next);
	f->nitem++;
	return it;
}

static bool
text_set(struct scf *f, struct scf_text *t, const char *s)
{
	t->s = arena_text(&f->arena, s, strlen(s));
	return t->s != NULL;
}

struct scf_text *
item_add_head(struct scf *f, struct scf_item *it, const char *s)
{
	struct scf_text	*t;

	if (it->nhead == SCF_HEADS_MAX) {
		f->arena.failed = true;
		return NULL;
	}
	t = &it->head[it->nhead];
	if (!text_set(f, t, s))
		return NULL;
	it->nhead++;
	return t;
}

struct scf_attr *
item_add(struct scf *f, struct scf_item *it, enum scf_attr_type type,
    const char *name)
{
	struct scf_attr	*a = arena_alloc(&f->arena, sizeof(*a));

	if (a == NULL || !text_set(f, &a->name, name))
		return NULL;
	if (it->nattr == SCF_ATTRS_MAX) {
		f->arena.failed = true;
		return NULL;
	}
	a->type = type;
	a->value1.s = a->value2.s = "";
	STAILQ_INIT(&a->texts);
	STAILQ_INSERT_TAIL(&it->attrs, a, next);
	it->nattr++;
	return a;
}

struct scf_attr *
item_add_property(struct scf *f, struct scf_item *it, const char *name,
    const char *value1, const char *value2, uint32_t number)
{
	struct scf_attr	*a = item_add(f, it, SCF_PROPERTY, name);

	if (a == NULL || !text_set(f, &a->value1, value1) ||
	    !text_set(f, &a->value2, value2))
		return NULL;
	a->number = number;
	return a;
}

struct scf_text *
texts_add(struct scf *f, struct scf_texts *to, const char *s)
{
	struct scf_text	*t = arena_alloc(&f->arena, sizeof(*t));

	if (t == NULL || !text_set(f, t, s))
		return NULL;
	STAILQ_INSERT_TAIL(to, t, next);
	return t;
}
