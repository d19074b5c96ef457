/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/sitectrl_check.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/property.h"
#include "protocol/sms/regkey.h"
#include "protocol/sms/sitectrl_kind.h"
#include "protocol/sms/sitectrl_order.h"

static int
by_line(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int
attr_order(const void *x, const void *y)
{
	const struct scf_attr	*a = *(struct scf_attr *const *)x;
	const struct scf_attr	*b = *(struct scf_attr *const *)y;
	int			 c = scf_attr_compare(a, b);

	return c != 0 ? c : by_line(a->line, b->line);
}

static bool
attrs_differ(struct scf *f, const struct scf_item *it, struct syntax_err *err)
{
	struct scf_attr	**sorted, *a;
	size_t		 i, n = 0;

	sorted = arena_array(&f->arena, it->nattr, sizeof(struct scf_attr *));
	if (sorted == NULL)
		return false;
	STAILQ_FOREACH(a, &it->attrs, next)
		if (a->type != SCF_UNKNOWN)
			sorted[n++] = a;
	if (n > 1)
		qsort(sorted, n, sizeof(sorted[0]), attr_order);
	for (i = 1; i < n; i++) {
		if (scf_attr_compare(sorted[i - 1], sorted[i]) != 0)
			continue;
		a = sorted[i];
		(void)syntax_fail(err, a->name.line, a->name.column,
		    "%s \"%s\" stands in line %u already",
		    a->type == SCF_KEY_FLAGS ? "SITE_KEY_FLAGS" : "the name",
		    PLAINN(a->name.s, 80), sorted[i - 1]->name.line);
		return false;
	}
	return true;
}

/* <REG_DWORD><><n>, <REG_SZ><text><0>; other first values are no registry. */
static bool
client_property_ok(const struct scf_attr *a, struct syntax_err *err)
{
	enum reg_type	 type;
	const char	*expected;

	if (strchr(a->name.s, '=') != NULL) {
		(void)syntax_fail(err, a->line, a->name.column,
		    "\"%s\": expected a name without '='",
		    PLAINN(a->name.s, 80));
		return false;
	}
	if (strncasecmp(a->value1.s, "REG_", 4) != 0)
		return true;
	if (!reg_type_parse(a->value1.s, strlen(a->value1.s), &type) ||
	    type == REG_MULTI_SZ)
		(void)syntax_fail(err, a->line, a->value1.column,
		    "\"%s\": expected REG_DWORD or REG_SZ",
		    PLAINN(a->value1.s, 80));
	else if (type == REG_DWORD && a->value2.s[0] != '\0')
		(void)syntax_fail(err, a->line, a->value2.column,
		    "a REG_DWORD has its number last: expected <> here");
	else if (type == REG_SZ && a->number != 0)
		(void)syntax_fail(err, a->line, a->value2.column,
		    "a REG_SZ has its text here: expected <0> after it");
	else if ((expected = property_check(a->name.s, type, a->value2.s,
	    a->number)) != NULL)
		(void)syntax_fail(err, a->line, type == REG_SZ ?
		    a->value2.column : a->name.column,
		    "property \"%s\": expected %s", PLAINN(a->name.s, 80),
		    expected);
	return err->line == 0;
}

/* A multi-string becomes one line of a published file. */
static bool
client_multi_ok(const struct scf_attr *a, struct syntax_err *err)
{
	const struct scf_text	*t;
	size_t			 n = 0;

	STAILQ_FOREACH(t, &a->texts, next)
		n += strlen(t->s) + 2;
	if (n <= REG_MULTI_MAX)
		return true;
	(void)syntax_fail(err, a->name.line, a->name.column, "the texts "
	    "of \"%s\" have %zu bytes: expected at most %d",
	    PLAINN(a->name.s, 80), n, REG_MULTI_MAX);
	return false;
}

static bool
client_list_ok(const struct scf_attr *a, struct syntax_err *err)
{
	const struct scf_text	*t;
	struct regvalue		 v;

	STAILQ_FOREACH(t, &a->texts, next) {
		if (regvalue_parse(t->s, &v) && v.type != REG_MULTI_SZ)
			continue;
		(void)syntax_fail(err, t->line, t->column, "\"%s\": expected "
		    "(REG_DWORD)name=number or (REG_SZ)name=text",
		    PLAINN(t->s, 80));
		return false;
	}
	return true;
}

bool
sitectrl_check_item(struct scf *f, const struct scf_item *it,
    struct syntax_err *err)
{
	const struct scf_attr	*a;

	if (!attrs_differ(f, it, err))
		return false;
	if (!it->kind->for_clients)
		return true;
	STAILQ_FOREACH(a, &it->attrs, next) {
		if (a->type == SCF_PROPERTY && !client_property_ok(a, err))
			return false;
		if (a->type == SCF_LIST && !client_list_ok(a, err))
			return false;
		if (a->type == SCF_MULTI && !client_multi_ok(a, err))
			return false;
	}
	return true;
}

static int
item_order(const void *x, const void *y)
{
	const struct scf_item	*a = *(struct scf_item *const *)x;
	const struct scf_item	*b = *(struct scf_item *const *)y;
	int			 c = scf_item_compare(a, b);

	return c != 0 ? c : by_line(a->line, b->line);
}

static bool
items_differ(struct scf *f, struct syntax_err *err)
{
	struct scf_item	**sorted, *it;
	size_t		 i, n = 0;

	sorted = arena_array(&f->arena, f->nitem, sizeof(struct scf_item *));
	if (sorted == NULL)
		return false;
	STAILQ_FOREACH(it, &f->items, next)
		if (it->kind != NULL && it->kind->nkey > 0)
			sorted[n++] = it;
	if (n > 1)
		qsort(sorted, n, sizeof(sorted[0]), item_order);
	for (i = 1; i < n; i++) {
		if (scf_item_compare(sorted[i - 1], sorted[i]) != 0)
			continue;
		(void)syntax_fail(err, sorted[i]->line, 1,
		    "%s \"%s\" stands in line %u already",
		    sorted[i]->kind->name, PLAINN(sorted[i]->head[0].s, 80),
		    sorted[i - 1]->line);
		return false;
	}
	return true;
}

/* Deltas hold transactions only, masters hold none. */
static bool
type_fits(const struct scf *f, struct syntax_err *err)
{
	const struct scf_item	*it;
	bool			 delta = f->type == SCF_TRANSACTIONS ||
	    f->type == SCF_LOCAL_TRANSACTIONS;

	STAILQ_FOREACH(it, &f->items, next) {
		if (delta == (it->kind != NULL && it->kind->holds_items))
			continue;
		(void)syntax_fail(err, it->line, 1, "a file of type %d (%s) "
		    "holds %s, not %s", (int)f->type, scf_type_name(f->type),
		    delta ? "transactions only" : "no transactions",
		    PLAINN(it->kind_name, 64));
		return false;
	}
	return true;
}

bool
sitectrl_check_file(struct scf *f, struct syntax_err *err)
{
	return type_fits(f, err) && items_differ(f, err);
}
