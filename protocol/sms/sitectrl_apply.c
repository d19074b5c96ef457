/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/sitectrl_apply.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/sitectrl_kind.h"
#include "protocol/sms/sitectrl_order.h"
#include "protocol/sms/sitectrl_tell.h"

struct applying {
	struct scf		*out;
	struct syntax_err	*err;
};

/* Lists are shared with `from': they are read only from now on. */
static struct scf_item *
new_item(struct applying *ap, const struct scf_item *from)
{
	struct scf_item	*it;

	if (ap->out->nitem == SCF_ITEMS_MAX) {
		(void)syntax_fail(ap->err, from->line, 1, "the site would "
		    "hold more than %d items", SCF_ITEMS_MAX);
		return NULL;
	}
	it = arena_alloc(&ap->out->arena, sizeof(*it));
	if (it == NULL)
		return NULL;
	*it = *from;
	ap->out->nitem++;
	return it;
}

static void
copy_master(struct applying *ap, const struct scf *master)
{
	const struct scf_item	*from;
	struct scf_item		*it;
	size_t			 i;

	STAILQ_FOREACH(from, &master->items, next) {
		it = new_item(ap, from);
		if (it == NULL)
			return;
		it->line = 1;
		for (i = 0; i < it->nhead; i++)
			it->head[i].line = it->head[i].column = 1;
		STAILQ_INSERT_TAIL(&ap->out->items, it, next);
	}
}

static struct scf_item *
find(struct scf *f, const struct scf_item *like)
{
	struct scf_item	*it;

	STAILQ_FOREACH(it, &f->items, next)
		if (scf_item_compare(it, like) == 0)
			return it;
	return NULL;
}

/* --- SET --- */

static bool
same_kind(const struct scf_item *a, const struct scf_item *b)
{
	return a->kind == b->kind &&
	    (a->kind != NULL || strcasecmp(a->kind_name, b->kind_name) == 0);
}

/* Behind the last of its kind, else at the end. */
static void
insert(struct scf *f, struct scf_item *fresh)
{
	struct scf_item	*it, *last = NULL;

	STAILQ_FOREACH(it, &f->items, next)
		if (same_kind(it, fresh))
			last = it;
	if (last != NULL)
		STAILQ_INSERT_AFTER(&f->items, last, fresh, next);
	else
		STAILQ_INSERT_TAIL(&f->items, fresh, next);
}

static void
set(struct applying *ap, const struct scf_item *given)
{
	struct scf_item	*it = find(ap->out, given), *following;

	if (it != NULL) {
		following = STAILQ_NEXT(it, next);
		*it = *given;
		STAILQ_NEXT(it, next) = following;
		return;
	}
	it = new_item(ap, given);
	if (it != NULL)
		insert(ap->out, it);
}

/* --- MERGE --- */

/* The given attributes, sorted; `taken' tells which have found a place. */
struct given {
	const struct scf_attr	**attr;
	bool			 *taken;
	size_t			  n;
};

static int
given_order(const void *x, const void *y)
{
	return scf_attr_compare(*(const struct scf_attr *const *)x,
	    *(const struct scf_attr *const *)y);
}

static bool
sort_given(struct arena *a, const struct scf_item *it, struct given *g)
{
	const struct scf_attr	*at;

	g->n = 0;
	g->attr = arena_array(a, it->nattr + 1, sizeof(struct scf_attr *));
	g->taken = arena_array(a, it->nattr + 1, sizeof(bool));
	if (g->attr == NULL || g->taken == NULL)
		return false;
	STAILQ_FOREACH(at, &it->attrs, next)
		g->attr[g->n++] = at;
	if (g->n > 1)
		qsort(g->attr, g->n, sizeof(g->attr[0]), given_order);
	return true;
}

static const struct scf_attr **
find_given(const struct given *g, const struct scf_attr *like)
{
	return bsearch(&like, g->attr, g->n, sizeof(g->attr[0]), given_order);
}

static bool
put_attr(struct applying *ap, struct scf_item *it, const struct scf_attr *from)
{
	struct scf_attr	*a = arena_alloc(&ap->out->arena, sizeof(*a));

	if (a == NULL)
		return false;
	if (it->nattr == SCF_ATTRS_MAX) {
		(void)syntax_fail(ap->err, from->line, 1, "the item would "
		    "hold more than %d attributes", SCF_ATTRS_MAX);
		return false;
	}
	*a = *from;
	STAILQ_INSERT_TAIL(&it->attrs, a, next);
	it->nattr++;
	return true;
}

/* What was there keeps its place; what is new stands behind it. */
static bool
merge_attrs(struct applying *ap, struct scf_item *it,
    const struct scf_attrs *was, const struct scf_item *given)
{
	const struct scf_attr	*a, **at;
	struct given		 g;

	if (!sort_given(&ap->out->arena, given, &g))
		return false;
	STAILQ_FOREACH(a, was, next) {
		at = find_given(&g, a);
		if (at != NULL && a->type == SCF_UNKNOWN)
			continue;	/* all of that name are replaced */
		if (at != NULL)
			g.taken[at - g.attr] = true;
		if (!put_attr(ap, it, at != NULL ? *at : a))
			return false;
	}
	STAILQ_FOREACH(a, &given->attrs, next) {
		at = find_given(&g, a);
		if ((at == NULL || !g.taken[at - g.attr]) &&
		    !put_attr(ap, it, a))
			return false;
	}
	return true;
}

static void
merge(struct applying *ap, struct scf_item *it, const struct scf_item *given)
{
	struct scf_attrs	 was = it->attrs;
	size_t			 i;

	if (it->kind == NULL) {
		(void)syntax_fail(ap->err, given->line, 1, "MERGE cannot "
		    "change a %s, whose layout is not known: SET replaces it",
		    PLAINN(it->kind_name, 64));
		return;
	}
	for (i = 0; i < given->nhead; i++)
		it->head[i] = given->head[i];
	STAILQ_INIT(&it->attrs);
	it->nattr = 0;
	(void)merge_attrs(ap, it, &was, given);
}

/* --- steps --- */

static void
miss(struct applying *ap, const struct scf_item *given, const char *what)
{
	struct buf	 name;

	buf_init(&name, SIZE_MAX);
	scf_tell_name(&name, given);
	(void)syntax_fail(ap->err, given->line, 1, "there is no %s \"%s\" "
	    "to %s", PLAINN(given->kind_name, 64), buf_text(&name) == NULL ?
	    "" : PLAINN(buf_text(&name), 120), what);
	buf_free(&name);
}

static void
step(struct applying *ap, const char *action, const struct scf_item *given)
{
	struct scf_item	*it;

	if (strcasecmp(action, SCF_SET) == 0) {
		set(ap, given);
		return;
	}
	it = find(ap->out, given);
	if (strcasecmp(action, SCF_MERGE) == 0) {
		if (it == NULL)
			miss(ap, given, "merge into");
		else
			merge(ap, it, given);
	} else if (it == NULL) {
		miss(ap, given, "delete");
	} else {
		STAILQ_REMOVE(&ap->out->items, it, scf_item, next);
		ap->out->nitem--;
	}
}

static void
carry_out(struct applying *ap, const struct scf *delta, size_t steps)
{
	const struct scf_item	*t, *given;

	STAILQ_FOREACH(t, &delta->items, next) {
		STAILQ_FOREACH(given, &t->items, next) {
			if (steps-- == 0)
				return;
			step(ap, t->head[0].s, given);
			if (ap->err->line != 0)
				return;
		}
	}
}

size_t
sitectrl_steps(const struct scf *delta)
{
	const struct scf_item	*t, *given;
	size_t			 n = 0;

	STAILQ_FOREACH(t, &delta->items, next)
		STAILQ_FOREACH(given, &t->items, next)
			n++;
	return n;
}

uint32_t
sitectrl_step_line(const struct scf *delta, size_t n)
{
	const struct scf_item	*t, *given;

	STAILQ_FOREACH(t, &delta->items, next)
		STAILQ_FOREACH(given, &t->items, next)
			if (n-- == 0)
				return given->line;
	return 1;
}

/* Is it a delta at all, and one for this master? */
static bool
fits(const struct scf *master, const struct scf *delta,
    struct syntax_err *err)
{
	if (delta->type != SCF_TRANSACTIONS &&
	    delta->type != SCF_LOCAL_TRANSACTIONS)
		(void)syntax_fail(err, 1, 1, "the file's type is %d (%s): "
		    "expected 4 or 6 for transactions", (int)delta->type,
		    scf_type_name(delta->type));
	else if (strcmp(master->for_site, delta->for_site) != 0)
		(void)syntax_fail(err, 1, 1, "the file is for site %s, but "
		    "this is site %s", PLAINN(delta->for_site, 3),
		    PLAINN(master->for_site, 3));
	else if (delta->serial != 0 && delta->serial != master->serial)
		(void)syntax_fail(err, 1, 1, "the file was made for site "
		    "control file %u, but %u is in force (0 fits all)",
		    delta->serial, master->serial);
	return err->line == 0;
}

int
sitectrl_apply(const struct scf *master, const struct scf *delta,
    size_t steps, struct scf *out, struct syntax_err *err)
{
	struct applying	 ap = { .out = out, .err = err };

	*err = (struct syntax_err){ 0 };
	sitectrl_init(out);
	out->build = master->build;
	out->syntax = master->syntax;
	out->type = SCF_ACTUAL;
	out->serial = master->serial;
	out->time = delta->time;
	out->comment = delta->comment;
	out->from_site = delta->from_site;
	out->for_site = master->for_site;
	if (fits(master, delta, err)) {
		copy_master(&ap, master);
		carry_out(&ap, delta, steps);
	}
	if (arena_ok(&out->arena) && err->line == 0)
		return 0;
	if (err->line == 0)
		(void)syntax_fail(err, 1, 1, "not enough memory");
	sitectrl_free(out);
	return -EINVAL;
}
