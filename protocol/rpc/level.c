/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/level.h"

static ndr_fn *
codec(const struct rpc_levels *t, uint32_t level)
{
	size_t	 i;

	for (i = 0; i < t->count; i++) {
		if (t->rows[i].level == level)
			return t->rows[i].fn;
	}
	return NULL;
}

bool
rpc_level_known(const struct rpc_levels *t, uint32_t level)
{
	return codec(t, level) != NULL;
}

void *
rpc_level_record(struct ndr *n, const struct rpc_levels *t, uint32_t level,
    void *record)
{
	ndr_fn	*fn = codec(t, level);

	ndr_const32(n, level);
	if (fn != NULL)
		return ndr_ptr(n, record, t->size, fn);
	ndr_null(n);
	return NULL;
}

static void
container(struct ndr *n, void *arg)
{
	struct rpc_list	*l = arg;

	ndr_count(n, &l->count, RPC_ROWS_MAX);
	l->rows = ndr_array(n, l->rows, &l->count, l->levels->size,
	    codec(l->levels, l->level));
}

static void
list(struct ndr *n, void *arg)
{
	struct rpc_list	*l = arg;

	ndr_u32(n, &l->level);
	ndr_const32(n, l->level);		/* the union's own tag */
	if (rpc_level_known(l->levels, l->level))
		ndr_opt(n, &l->there, container, l);
	else
		l->there = false;
}

void
rpc_list_in(struct ndr *n, const struct rpc_levels *t, struct rpc_list *l)
{
	l->levels = t;
	ndr_struct(n, list, l);
	ndr_u32(n, &l->preferred);
	NDR_PTR(n, l->resume, ndr_u32_fn);
}

void
rpc_list_out(struct ndr *n, const struct rpc_levels *t, struct rpc_list *l)
{
	l->levels = t;
	ndr_struct(n, list, l);
	ndr_u32(n, &l->total);
	NDR_PTR(n, l->resume, ndr_u32_fn);
}
