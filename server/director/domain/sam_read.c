/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sam_read - facts, find, name, list, read: as a server shows them. */
#include "server/director/domain/policy.h"
#include "server/director/domain/sam_int.h"

#include <stdlib.h>
#include <string.h>

enum ntstatus
sam_missing(enum sid_use kind)
{
	return kind == SID_USE_USER ? NT_NO_SUCH_USER :
	    kind == SID_USE_GROUP ? NT_NO_SUCH_GROUP : NT_NO_SUCH_ALIAS;
}

static int64_t
span(int64_t ms)
{
	return -ms * INT64_C(10000);
}

enum ntstatus
sam_read_facts(struct sam_call *c)
{
	const struct policy_row	 p = policy_in_force(c->d);
	struct rpc_domain_facts	*f = arena_alloc(&c->mem, sizeof(*f));
	struct dir_server	*pdc = arena_alloc(&c->mem, sizeof(*pdc));

	if (f == NULL || pdc == NULL)
		return NT_NO_MEMORY;
	directory_server(c->d, 0, pdc);
	*f = (struct rpc_domain_facts){
		.password_least = (uint16_t)p.min_length,
		.password_history = (uint16_t)p.history,
		.password_properties = p.complex ? 1 : 0,
		.password_most_age = p.max_age_ms == 0 ? INT64_MIN :
		    span(p.max_age_ms),
		.password_least_age = span(p.min_age_ms),
		.lockout_for = p.duration_ms == 0 ? INT64_MIN :
		    span(p.duration_ms),
		.lockout_window = span(p.window_ms),
		.lockout_after = (uint16_t)p.threshold,
		.created = (int64_t)nt_time_from_wall(c->d->site.created),
		.changes = (int64_t)c->d->domain->set.last,
		.users = sam_roll(c, SID_USE_USER)->n,
		.groups = sam_roll(c, SID_USE_GROUP)->n,
		.aliases = sam_roll(c, SID_USE_ALIAS)->n,
		.primary = pdc->name,
	};
	c->r.facts = f;
	return NT_OK;
}

/* --- one group or alias --- */

/* Of which domain an alias is, its RID tells; groups and users are of one. */
static bool
is_of(const struct sam_call *c, enum sid_use kind, uint32_t rid)
{
	enum rpc_domain_which	 whose = kind == SID_USE_ALIAS &&
				    rid < FACT_FIRST_RID ? DOMAIN_BUILTIN :
				    DOMAIN_ACCOUNTS;

	return c->q->domain == whose;
}

static enum sid_use
kind_of(const char *key)
{
	return key[0] == FACT_GROUP ? SID_USE_GROUP : SID_USE_ALIAS;
}

static void
thing_row(const char *key, struct rd value, struct rpc_account *row)
{
	*row = (struct rpc_account){ .kind = kind_of(key),
	    .rid = fact_rid(key), .attributes = SAM_MEMBERSHIP };
	(void)sam_record_get(value, row);
}

bool
sam_row_of(struct sam_call *c, enum sid_use kind, uint32_t rid,
    struct rpc_account *row)
{
	const struct account_entry	*a;
	struct fact_key			 k;
	struct rd			 value;

	if (!is_of(c, kind, rid))
		return false;
	if (kind == SID_USE_USER) {
		a = sam_user_at(&c->view, rid);
		if (a != NULL)
			sam_user_row(&c->view, a, row);
		return a != NULL;
	}
	if (!view_get(&c->view, fact_key(&k, kind == SID_USE_GROUP ?
	    FACT_GROUP : FACT_ALIAS, rid), &value))
		return false;
	thing_row(k.s, value, row);
	return true;
}

static const enum sid_use	 kinds[] = {
	SID_USE_USER, SID_USE_GROUP, SID_USE_ALIAS
};

enum ntstatus
sam_read_name(struct sam_call *c)
{
	struct rpc_account	*row;
	uint32_t		 i, k;

	for (i = 0; i < c->q->count; i++) {
		if ((row = sam_row(c)) == NULL)
			return NT_NO_MEMORY;
		for (k = 0; k < 3 && row->kind == 0; k++)
			(void)sam_row_of(c, kinds[k], c->q->rids[i], row);
	}
	return NT_OK;
}

/* --- by name --- */

struct naming {
	struct sam_call		*c;
	const char		*folded;	/* with its "n:" */
	struct rpc_account	*row;
};

/* A replica may have it under another name. */
static bool
named(void *arg, const char *key, struct rd value)
{
	struct naming	*n = arg;
	struct fact_key	 k;
	const char	*back = fact_back(&k, key, value);

	if (back != NULL && strcmp(back, n->folded) == 0 &&
	    is_of(n->c, kind_of(key), fact_rid(key)))
		thing_row(key, value, n->row);
	return n->row->kind == 0;
}

void
sam_named(struct sam_call *c, const char *name, struct rpc_account *row)
{
	const struct account_entry	*a;
	struct fact_key			 k;
	struct naming			 n = { c, NULL, row };

	a = sam_user_named(&c->view, name);
	if (a != NULL && c->q->domain == DOMAIN_ACCOUNTS) {
		sam_user_row(&c->view, a, row);
		return;
	}
	n.folded = fact_back_name(&k, name);
	if (n.folded != NULL)
		view_each_back(&c->view, n.folded, named, &n);
}

enum ntstatus
sam_read_find(struct sam_call *c)
{
	struct rpc_account	*row;
	uint32_t		 i;

	for (i = 0; i < c->q->count; i++) {
		if ((row = sam_row(c)) == NULL)
			return NT_NO_MEMORY;
		if (c->q->names[i] != NULL)
			sam_named(c, c->q->names[i], row);
	}
	return NT_OK;
}

/* --- listings --- */

static uint32_t
place_after(const struct sam_roll *roll, uint32_t rid)
{
	uint32_t	 low = 0, high = roll->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (roll->rids[mid] <= rid)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

enum ntstatus
sam_read_list(struct sam_call *c)
{
	const struct rpc_domain_ask	*q = c->q;
	const struct sam_roll		*roll = sam_roll(c, q->kind);
	struct rpc_account		*row;
	uint32_t			 i;

	i = q->by_place ? q->begin : place_after(roll, q->begin);
	for (; i < roll->n && c->r.count < q->most; i++) {
		if ((row = sam_row(c)) == NULL)
			return NT_NO_MEMORY;
		(void)sam_row_of(c, q->kind, roll->rids[i], row);
	}
	c->r.total = roll->n;
	c->r.more = i < roll->n;
	return NT_OK;
}

enum ntstatus
sam_read_one(struct sam_call *c)
{
	struct rpc_account	*row = sam_row(c);

	if (row == NULL)
		return NT_NO_MEMORY;
	if (!sam_row_of(c, c->q->kind, c->q->rid, row))
		return sam_missing(c->q->kind);
	if (c->q->kind != SID_USE_USER)
		row->members = sam_count_members(c);
	return NT_OK;
}
