/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_thing_change - groups and aliases that are made, deleted and written,
 * and what holds of whatever is.
 */
#include <string.h>

#include "base/text.h"
#include "server/director/account/pool.h"
#include "server/director/domain/sam_change.h"

#define THINGS_MAX	10000	/* groups, or aliases */

static enum fact_kind
fact_of(enum sid_use kind)
{
	return kind == SID_USE_GROUP ? FACT_GROUP : FACT_ALIAS;
}

static enum ntstatus
exists(enum sid_use kind)
{
	return kind == SID_USE_USER ? NT_USER_EXISTS :
	    kind == SID_USE_GROUP ? NT_GROUP_EXISTS : NT_ALIAS_EXISTS;
}

/* Users, groups and aliases of both domains have one pool of names. */
static enum sid_use
whose_name(struct sam_change *c, const char *name)
{
	struct rpc_account	 row = { 0 };

	c->q.domain = DOMAIN_BUILTIN;
	sam_named(&c->call, name, &row);
	c->q.domain = DOMAIN_ACCOUNTS;
	if (row.kind == 0)
		sam_named(&c->call, name, &row);
	return row.kind;
}

static bool
was_ours(const struct sam_change *c, const char *name)
{
	const struct account_entry	*a = accounts_find(
					    c->call.d->accounts, name);

	return a != NULL && a->kind != ACCOUNT_DOMAIN;
}

/* Each that somebody else has costs the rotation a name, and its time. */
static bool
is_rotations(const char *name)
{
	char	 start[sizeof(POOL_NAME_PREFIX)];

	text_copy(start, sizeof(start), name);
	return text_casecmp(start, POOL_NAME_PREFIX) == 0;
}

enum ntstatus
sam_make_create(struct sam_change *c)
{
	const struct rpc_domain_ask	*q = &c->q;
	const struct rpc_account	 a = { .name = q->account.name };
	enum sid_use			 there;

	c->object = a.name;
	if (q->domain == DOMAIN_BUILTIN)
		return NT_ACCESS_DENIED;
	if (a.name == NULL || !rpc_account_name_fits(q->kind, a.name))
		return NT_INVALID_ACCOUNT_NAME;
	if ((there = whose_name(c, a.name)) != 0)
		return exists(there);
	if (was_ours(c, a.name))
		return NT_USER_EXISTS;
	if (is_rotations(a.name))
		return NT_INVALID_ACCOUNT_NAME;
	if (q->kind == SID_USE_USER)
		return sam_user_create(c);
	if (sam_roll(&c->call, q->kind)->n >= THINGS_MAX)
		return NT_INSUFFICIENT_RESOURCES;
	c->taken = exists(q->kind);
	sam_put_new(c, fact_of(q->kind), &a);
	return NT_OK;
}

/* --- delete --- */

static bool
note_one(void *arg, const char *key, struct rd value)
{
	bool	*found = arg;

	(void)key;
	(void)value;
	*found = true;
	return false;
}

/* As a primary group, too. */
static bool
has_members(struct sam_change *c, uint32_t group)
{
	struct fact_key	 k;
	bool		 found = false;

	view_each(&c->call.view, fact_prefix_members(&k, group), note_one,
	    &found);
	view_each_back(&c->call.view, fact_back_primary(&k, group), note_one,
	    &found);
	return found;
}

static bool
remove_key(void *arg, const char *key, struct rd value)
{
	(void)value;
	sam_remove(arg, key);
	return true;
}

/* The fact that a question is about; it stays valid while it is judged. */
static bool
thing_of(struct sam_change *c, struct fact_key *k, struct rpc_account *a)
{
	*a = (struct rpc_account){ 0 };
	if (!sam_row_of(&c->call, c->q.kind, c->q.rid, a))
		return false;
	(void)fact_key(k, fact_of(c->q.kind), c->q.rid);
	c->object = arena_text(&c->call.mem, a->name, strlen(a->name));
	return true;
}

enum ntstatus
sam_make_delete(struct sam_change *c)
{
	struct rpc_account	 a;
	struct fact_key		 k;
	uint32_t		 rid = c->q.rid;

	if (c->q.kind == SID_USE_USER)
		return sam_user_delete(c);
	if (!thing_of(c, &k, &a))
		return sam_missing(c->q.kind);
	if (rid < FACT_FIRST_RID)
		return c->q.kind == SID_USE_GROUP ? NT_SPECIAL_GROUP :
		    NT_SPECIAL_ACCOUNT;
	if (c->q.kind == SID_USE_GROUP && has_members(c, rid))
		return NT_MEMBER_IN_GROUP;
	sam_remove(c, k.s);
	if (c->q.kind == SID_USE_ALIAS)
		view_each(&c->call.view, fact_prefix_sides(&k, rid),
		    remove_key, c);
	sam_leave_all(c, rid);
	return NT_OK;
}

/* --- write --- */

#define THING_FIELDS	(FIELD_NAME | FIELD_COMMENT | FIELD_ATTRIBUTES)

enum ntstatus
sam_make_write(struct sam_change *c)
{
	const struct rpc_account	*as = &c->q.account;
	struct rpc_account		 a;
	struct fact_key			 k;

	if (c->q.kind == SID_USE_USER)
		return sam_user_write(c);
	if (!thing_of(c, &k, &a))
		return sam_missing(c->q.kind);
	if (c->q.fields & FIELD_NAME) {
		if (c->q.rid < FACT_FIRST_RID)
			return NT_SPECIAL_ACCOUNT;
		if (as->name == NULL || is_rotations(as->name) ||
		    !rpc_account_name_fits(c->q.kind, as->name))
			return NT_INVALID_ACCOUNT_NAME;
		c->taken = exists(c->q.kind);
	}
	sam_record_copy(&a, as, c->q.fields & THING_FIELDS);
	sam_put(c, k.s, &a);
	return NT_OK;
}
