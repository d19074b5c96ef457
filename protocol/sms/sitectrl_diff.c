/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/sitectrl_diff.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/sitectrl_kind.h"
#include "protocol/sms/sitectrl_order.h"
#include "protocol/sms/sitectrl_tell.h"

#define TEXTS_MAX	((size_t)64 * 1024)

enum { NAME, WHAT, OLD, FRESH, TEXTS };

struct differ {
	scf_diff_fn	*tell;
	void		*arg;
	long		 n;
	struct buf	 text[TEXTS];
	bool		 failed;
};

const char *
scf_change_name(enum scf_change c)
{
	static const char *const	 names[] = {
		[SCF_ADDED] = "added",
		[SCF_REMOVED] = "removed",
		[SCF_CHANGED] = "changed",
	};

	return names[c];
}

static void
row(struct differ *d, enum scf_change change, const struct scf_item *it)
{
	struct scf_difference	 r = { .change = change, .kind = it == NULL ?
				    "" : it->kind_name };

	r.name = buf_text(&d->text[NAME]);
	r.what = buf_text(&d->text[WHAT]);
	r.old = buf_text(&d->text[OLD]);
	r.fresh = buf_text(&d->text[FRESH]);
	if (r.name == NULL || r.what == NULL || r.old == NULL ||
	    r.fresh == NULL) {
		d->failed = true;
		return;
	}
	d->n++;
	d->tell(d->arg, &r);
	buf_clear(&d->text[WHAT]);
	buf_clear(&d->text[OLD]);
	buf_clear(&d->text[FRESH]);
}

/* --- attributes --- */

static int
attr_order(const void *x, const void *y)
{
	return scf_attr_compare(*(const struct scf_attr *const *)x,
	    *(const struct scf_attr *const *)y);
}

static const struct scf_attr **
sorted_attrs(const struct scf_item *it)
{
	const struct scf_attr	**list, *a;
	size_t			 n = 0;

	list = calloc(it->nattr + 1, sizeof(struct scf_attr *));
	if (list == NULL)
		return NULL;
	STAILQ_FOREACH(a, &it->attrs, next)
		list[n++] = a;
	if (n > 1)
		qsort(list, n, sizeof(list[0]), attr_order);
	return list;
}

static void
attr_row(struct differ *d, const struct scf_item *it,
    const struct scf_attr *old, const struct scf_attr *fresh)
{
	scf_tell_attr(&d->text[WHAT], old != NULL ? old : fresh);
	if (old != NULL)
		scf_tell_value(&d->text[OLD], old);
	if (fresh != NULL)
		scf_tell_value(&d->text[FRESH], fresh);
	row(d, old == NULL ? SCF_ADDED : fresh == NULL ? SCF_REMOVED :
	    SCF_CHANGED, it);
}

static void
diff_attrs(struct differ *d, const struct scf_item *a,
    const struct scf_item *b)
{
	const struct scf_attr	**x = sorted_attrs(a), **y = sorted_attrs(b);
	size_t			 i = 0, k = 0;
	int			 c;

	if (x == NULL || y == NULL)
		d->failed = true;
	while (!d->failed && (x[i] != NULL || y[k] != NULL)) {
		c = x[i] == NULL ? 1 : y[k] == NULL ? -1 :
		    scf_attr_compare(x[i], y[k]);
		if (c != 0)
			attr_row(d, b, c < 0 ? x[i] : NULL,
			    c > 0 ? y[k] : NULL);
		else if (!sitectrl_attr_equal(x[i], y[k]))
			attr_row(d, b, x[i], y[k]);
		i += c <= 0;
		k += c >= 0;
	}
	free(x);
	free(y);
}

/* --- items --- */

static int
item_order(const void *x, const void *y)
{
	return scf_item_compare(*(const struct scf_item *const *)x,
	    *(const struct scf_item *const *)y);
}

static const struct scf_item **
sorted_items(const struct scf *f)
{
	const struct scf_item	**list, *it;
	size_t			 n = 0;

	list = calloc(f->nitem + 1, sizeof(struct scf_item *));
	if (list == NULL)
		return NULL;
	STAILQ_FOREACH(it, &f->items, next)
		list[n++] = it;
	if (n > 1)
		qsort(list, n, sizeof(list[0]), item_order);
	return list;
}

static void
whole_item(struct differ *d, enum scf_change change, const struct scf_item *it)
{
	struct buf	*b = &d->text[change == SCF_ADDED ? FRESH : OLD];

	scf_tell_values(b, it);
	if (it->nattr > 0)
		buf_fmt(b, "%s%zu attribute%s", b->len > 0 ? ", " : "",
		    it->nattr, it->nattr == 1 ? "" : "s");
	row(d, change, it);
}

static void
diff_heads(struct differ *d, const struct scf_item *a,
    const struct scf_item *b)
{
	size_t	 i;

	for (i = 0; i < a->nhead && i < b->nhead; i++) {
		if (strcmp(a->head[i].s, b->head[i].s) == 0)
			continue;
		buf_str(&d->text[WHAT], a->kind->field[i].what);
		buf_str(&d->text[OLD], a->head[i].s);
		buf_str(&d->text[FRESH], b->head[i].s);
		row(d, SCF_CHANGED, b);
	}
}

static void
diff_item(struct differ *d, const struct scf_item *a, const struct scf_item *b)
{
	long	 before = d->n;

	if (sitectrl_item_equal(a, b))
		return;
	if (a->kind == NULL) {
		scf_tell_values(&d->text[OLD], a);
		scf_tell_values(&d->text[FRESH], b);
		row(d, SCF_CHANGED, b);
		return;
	}
	diff_heads(d, a, b);
	diff_attrs(d, a, b);
	if (d->n == before && !d->failed) {
		buf_str(&d->text[WHAT], "order of the attributes");
		row(d, SCF_CHANGED, b);
	}
}

static void
diff_items(struct differ *d, const struct scf_item **x,
    const struct scf_item **y)
{
	const struct scf_item	*it;
	int			 c;

	while (!d->failed && (*x != NULL || *y != NULL)) {
		c = *x == NULL ? 1 : *y == NULL ? -1 :
		    scf_item_compare(*x, *y);
		it = c <= 0 ? *x : *y;
		buf_clear(&d->text[NAME]);
		scf_tell_name(&d->text[NAME], it);
		if (c == 0)
			diff_item(d, *x, *y);
		else
			whole_item(d, c < 0 ? SCF_REMOVED : SCF_ADDED, it);
		x += c <= 0;
		y += c >= 0;
	}
}

static void
diff_order(struct differ *d, const struct scf *a, const struct scf *b)
{
	buf_clear(&d->text[NAME]);
	if (d->failed || d->n > 0 || sitectrl_items_equal(a, b))
		return;
	buf_str(&d->text[WHAT], "order of the items");
	row(d, SCF_CHANGED, NULL);
}

long
sitectrl_diff(const struct scf *old, const struct scf *fresh,
    scf_diff_fn *tell, void *arg)
{
	struct differ		 d = { .tell = tell, .arg = arg };
	const struct scf_item	**x = sorted_items(old);
	const struct scf_item	**y = sorted_items(fresh);
	size_t			 i;

	for (i = 0; i < TEXTS; i++)
		buf_init(&d.text[i], TEXTS_MAX);
	d.failed = x == NULL || y == NULL;
	if (!d.failed)
		diff_items(&d, x, y);
	diff_order(&d, old, fresh);
	for (i = 0; i < TEXTS; i++)
		buf_free(&d.text[i]);
	free(x);
	free(y);
	return d.failed ? -ENOMEM : d.n;
}
