/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/sitectrl_order.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/lines.h"
#include "protocol/sms/sitectrl_kind.h"

const char *
scf_unknown_name(const struct scf_item *it, size_t *len)
{
	const struct scf_text	*t = STAILQ_FIRST(&it->lines);
	const char		*s;

	*len = 0;
	if (t == NULL || (t = STAILQ_NEXT(t, next)) == NULL ||
	    STAILQ_NEXT(t, next) == NULL)	/* that is its END */
		return "";
	*len = strlen(t->s);
	s = blank_trim(t->s, len);
	return s;
}

static int
unknown_compare(const struct scf_item *a, const struct scf_item *b)
{
	const char	*x, *y;
	size_t		 nx, ny;
	int		 c = strcasecmp(a->kind_name, b->kind_name);

	if (c != 0)
		return c;
	x = scf_unknown_name(a, &nx);
	y = scf_unknown_name(b, &ny);
	if (nx != ny)
		return nx < ny ? -1 : 1;
	return strncasecmp(x, y, nx);
}

int
scf_item_compare(const struct scf_item *a, const struct scf_item *b)
{
	size_t	 i;
	int	 c;

	if (a->kind != b->kind) {
		if (a->kind == NULL || b->kind == NULL)
			return a->kind == NULL ? 1 : -1;
		return a->kind < b->kind ? -1 : 1;
	}
	if (a->kind == NULL)
		return unknown_compare(a, b);
	for (i = 0; i < a->kind->nkey; i++) {
		c = text_casecmp(a->head[i].s, b->head[i].s);
		if (c != 0)
			return c;
	}
	return 0;
}

int
scf_attr_compare(const struct scf_attr *a, const struct scf_attr *b)
{
	int	 c;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (a->type == SCF_KEY_FLAGS)
		return 0;
	if (a->type == SCF_UNKNOWN)
		return strcasecmp(a->name.s, b->name.s);
	c = text_casecmp(a->name.s, b->name.s);
	if (c == 0 && a->type == SCF_MULTI)
		c = text_casecmp(a->value1.s, b->value1.s);
	return c;
}
