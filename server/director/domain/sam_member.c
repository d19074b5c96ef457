/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_member - who is in which group or alias.  A global group has users of
 * the domain; an alias users, global groups and strangers, but no alias: so no
 * chain of memberships is longer than two, and none leads back.
 */
#include <string.h>

#include "base/log.h"
#include "server/director/domain/sam_change.h"

/* --- the users of a group --- */

static bool
add_user_row(struct sam_call *c, const struct account_entry *a)
{
	struct rpc_account	*row = sam_row(c);

	if (row == NULL)
		return false;
	*row = (struct rpc_account){ .kind = SID_USE_USER, .rid = a->rid,
	    .name = a->name, .attributes = SAM_MEMBERSHIP };
	return true;
}

/* 0: as every user is, Domain Users. */
static uint32_t
primary_of(const struct sam_view *v, uint32_t rid)
{
	struct rpc_account	 a = { 0 };
	struct fact_key		 k;
	struct rd		 value;

	if (view_get(v, fact_key(&k, FACT_USER, rid), &value))
		(void)sam_record_get(value, &a);
	return a.primary_group == 0 ? SAM_DOMAIN_USERS : a.primary_group;
}

/* By a fact; whose primary group it is comes by itself. */
static bool
add_member(void *arg, const char *key, struct rd value)
{
	struct sam_call			*c = arg;
	const struct account_entry	*a = sam_user_at(&c->view,
					    fact_user(key));

	(void)value;
	return a == NULL || primary_of(&c->view, a->rid) == fact_rid(key) ||
	    add_user_row(c, a);
}

static bool
add_by_primary(void *arg, const char *key, struct rd value)
{
	struct sam_call			*c = arg;
	const struct account_entry	*a = sam_user_at(&c->view,
					    fact_rid(key));

	(void)value;
	return a == NULL || add_user_row(c, a);
}

static void
add_domain_users(struct sam_call *c)
{
	const struct sam_roll	*roll = sam_roll(c, SID_USE_USER);
	uint32_t		 i;

	for (i = 0; i < roll->n; i++)
		if (primary_of(&c->view, roll->rids[i]) == SAM_DOMAIN_USERS &&
		    !add_user_row(c, sam_user_at(&c->view, roll->rids[i])))
			return;
}

static enum ntstatus
group_members(struct sam_call *c)
{
	struct fact_key	 k;

	if (c->q->rid == SAM_DOMAIN_USERS)
		add_domain_users(c);
	else
		view_each_back(&c->view, fact_back_primary(&k, c->q->rid),
		    add_by_primary, c);
	view_each(&c->view, fact_prefix_members(&k, c->q->rid), add_member,
	    c);
	return NT_OK;
}

/* --- the SIDs of an alias --- */

bool
sam_add_sid(struct sam_call *c, const struct sid *sid)
{
	uint32_t	 more = c->sid_room == 0 ? 8 : 2 * c->sid_room;
	struct sid	*v;

	if (c->r.count == c->sid_room) {
		v = arena_array(&c->mem, more, sizeof(*v));
		if (v == NULL)
			return false;
		if (c->r.count > 0)
			memcpy(v, c->sids, c->r.count * sizeof(*v));
		c->sids = v;
		c->sid_room = more;
	}
	c->sids[c->r.count++] = *sid;
	return true;
}

static bool
add_side(void *arg, const char *key, struct rd value)
{
	struct sid	 sid;

	(void)value;
	return !fact_sid(key, &sid) || sam_add_sid(arg, &sid);
}

struct count {
	const struct sam_view	*v;
	uint32_t		 n;
};

/* Whose primary group is another one. */
static bool
count_elsewhere(void *arg, const char *key, struct rd value)
{
	struct count	*n = arg;

	(void)value;
	n->n += primary_of(n->v, fact_rid(key)) != SAM_DOMAIN_USERS &&
	    sam_user_at(n->v, fact_rid(key)) != NULL;
	return true;
}

/* Who is in it by a fact, and not by being its primary group. */
static bool
count_besides(void *arg, const char *key, struct rd value)
{
	struct count	*n = arg;

	(void)value;
	n->n += primary_of(n->v, fact_user(key)) != SAM_DOMAIN_USERS &&
	    sam_user_at(n->v, fact_user(key)) != NULL;
	return true;
}

/* All there are, but for those few who are not as all are. */
static uint32_t
count_domain_users(struct sam_call *c)
{
	struct count	 elsewhere = { &c->view, 0 }, besides = elsewhere;
	struct fact_key	 k;

	view_each_back(&c->view, FACT_BACK_PRIMARIES, count_elsewhere,
	    &elsewhere);
	view_each(&c->view, fact_prefix_members(&k, SAM_DOMAIN_USERS),
	    count_besides, &besides);
	return sam_roll(c, SID_USE_USER)->n - elsewhere.n + besides.n;
}

/* Of any other they are found as if they were asked for, and left. */
uint32_t
sam_count_members(const struct sam_call *of)
{
	struct sam_call	 c = { .d = of->d, .view = of->view, .q = of->q };
	uint32_t	 n;

	arena_init(&c.mem, SAM_ANSWER_MAX);
	if (c.q->kind == SID_USE_GROUP && c.q->domain == DOMAIN_ACCOUNTS &&
	    c.q->rid == SAM_DOMAIN_USERS)
		n = count_domain_users(&c);
	else
		n = sam_members(&c) == NT_OK ? c.r.count : 0;
	if (!arena_ok(&c.mem))
		n = 0;
	arena_free(&c.mem);
	return n;
}

enum ntstatus
sam_members(struct sam_call *c)
{
	struct rpc_account	 row;
	struct fact_key		 k;

	if (c->q->kind == SID_USE_USER ||
	    !sam_row_of(c, c->q->kind, c->q->rid, &row))
		return sam_missing(c->q->kind);
	if (c->q->kind == SID_USE_GROUP)
		return group_members(c);
	view_each(&c->view, fact_prefix_sides(&k, c->q->rid), add_side, c);
	return NT_OK;
}

/* --- the other way --- */

static bool
add_thing(struct sam_call *c, enum sid_use kind, uint32_t rid)
{
	struct rpc_account	 row;
	struct rpc_account	*to;
	uint32_t		 i;

	if (!sam_row_of(c, kind, rid, &row))
		return true;
	for (i = 0; i < c->r.count; i++)
		if (c->rows[i].rid == rid)
			return true;
	if ((to = sam_row(c)) == NULL)
		return false;
	*to = row;
	return true;
}

static bool
add_group(void *arg, const char *key, struct rd value)
{
	(void)value;
	return add_thing(arg, SID_USE_GROUP, fact_rid(key));
}

static bool
add_alias(void *arg, const char *key, struct rd value)
{
	(void)value;
	return add_thing(arg, SID_USE_ALIAS, fact_rid(key));
}

enum ntstatus
sam_member_of(struct sam_call *c)
{
	struct fact_key	 k;
	uint32_t	 i;

	for (i = 0; c->q->kind == SID_USE_ALIAS && i < c->q->count; i++)
		view_each_back(&c->view, fact_back_sid(&k, &c->q->sids[i]),
		    add_alias, c);
	if (c->q->kind == SID_USE_ALIAS)
		return NT_OK;
	if (c->q->domain != DOMAIN_ACCOUNTS ||
	    sam_user_at(&c->view, c->q->rid) == NULL)
		return NT_NO_SUCH_USER;
	if (add_thing(c, SID_USE_GROUP, primary_of(&c->view, c->q->rid)))
		view_each_back(&c->view, fact_back_user(&k, c->q->rid),
		    add_group, c);
	return NT_OK;
}

/* --- who is an administrator --- */

static bool
is_in(const struct sam_view *v, const char *key)
{
	struct rd	 value;

	return view_get(v, key, &value);
}

static bool
is_side(const struct sam_view *v, uint32_t rid)
{
	const struct sid	 sid = director_sid(v->d, rid);
	struct fact_key		 k;

	return is_in(v, fact_key_side(&k, SAM_ADMINISTRATORS, &sid));
}

struct search {
	const struct sam_view	*v;
	bool			 found;
};

static bool
is_group_side(void *arg, const char *key, struct rd value)
{
	struct search	*s = arg;

	(void)value;
	s->found = is_side(s->v, fact_rid(key));
	return !s->found;
}

/* Whatever groups it is in: all clients know it, and all are Domain Users. */
static bool
is_client(const struct director *d, uint32_t rid)
{
	const struct account_entry	*a = accounts_by_rid(d->accounts, rid);

	return a != NULL && a->kind == ACCOUNT_CLIENT;
}

bool
sam_is_admin(const struct director *d, size_t server, uint32_t rid)
{
	const struct sam_view	 v = sam_view(d, server);
	struct search		 s = { &v, false };
	struct fact_key		 k;
	uint32_t		 primary = primary_of(&v, rid);

	if (is_client(d, rid))
		return false;
	if (primary == SAM_DOMAIN_ADMINS || is_side(&v, rid) ||
	    is_side(&v, primary) ||
	    is_in(&v, fact_key_member(&k, SAM_DOMAIN_ADMINS, rid)))
		return true;
	view_each_back(&v, fact_back_user(&k, rid), is_group_side, &s);
	return s.found;
}

/* --- join and part --- */

/* Whoever has a name here is told by it. */
static void
note_side(struct sam_change *c, const struct sid *sid)
{
	const struct sid		 own = director_sid(c->call.d, 0);
	const enum rpc_domain_which	 domain = c->q.domain;
	const struct account_entry	*a = NULL;
	struct rpc_account		 row;
	struct sid			 parent;
	char				 text[SID_TEXT_SIZE];
	uint32_t			 rid;

	row.name = sid_text(sid, text);
	if (sid_split(sid, &parent, &rid) && sid_equal(&parent, &own)) {
		c->q.domain = DOMAIN_ACCOUNTS;
		if ((a = sam_user_at(&c->call.view, rid)) != NULL)
			row.name = a->name;
		else if (!sam_row_of(&c->call, SID_USE_GROUP, rid, &row))
			row.name = text;
		c->q.domain = domain;
	}
	sam_detail(c, row.name);
}

/* Client accounts are known to many: no right comes to one by a group. */
static enum ntstatus
judge_user(struct sam_change *c, const struct account_entry *a)
{
	return c->q.op == DOMAIN_JOIN && a->kind == ACCOUNT_CLIENT &&
	    !sam_may_touch(c, a) ? NT_ACCESS_DENIED : NT_OK;
}

static enum ntstatus
group_change(struct sam_change *c, uint32_t rid)
{
	const struct account_entry	*a = sam_user_at(&c->call.view, rid);
	bool				 join = c->q.op == DOMAIN_JOIN;
	bool				 primary, there;
	struct fact_key			 k;

	if (a == NULL)
		return NT_NO_SUCH_USER;
	primary = primary_of(&c->call.view, rid) == c->q.rid;
	(void)fact_key_member(&k, c->q.rid, rid);
	there = primary || is_in(&c->call.view, k.s);
	if (join == there)
		return join ? NT_MEMBER_IN_GROUP : NT_MEMBER_NOT_IN_GROUP;
	if (!join && primary)
		return NT_MEMBERS_PRIMARY_GROUP;
	if (!join)
		sam_remove(c, k.s);
	else if (judge_user(c, a) != NT_OK)
		return NT_ACCESS_DENIED;
	else
		sam_put_bytes(c, k.s, rd_over("", 0));
	sam_detail(c, a->name);
	return NT_OK;
}

static enum ntstatus
may_be_side(struct sam_change *c, const struct sid *sid)
{
	const struct sid		 own = director_sid(c->call.d, 0);
	const struct account_entry	*a;
	struct rpc_account		 row;
	struct sid			 parent;
	uint32_t			 rid;

	if (!sid_split(sid, &parent, &rid))
		return NT_INVALID_SID;
	if (sid_equal(&parent, &sid_known(SID_BUILTIN)->sid))
		return NT_INVALID_MEMBER;
	if (!sid_equal(&parent, &own))
		return NT_OK;
	if ((a = sam_user_at(&c->call.view, rid)) != NULL)
		return judge_user(c, a);
	c->q.domain = DOMAIN_ACCOUNTS;
	if (sam_row_of(&c->call, SID_USE_GROUP, rid, &row))
		return NT_OK;
	return sam_row_of(&c->call, SID_USE_ALIAS, rid, &row) ?
	    NT_INVALID_MEMBER : NT_NO_SUCH_MEMBER;
}

static enum ntstatus
alias_change(struct sam_change *c, const struct sid *sid)
{
	bool		 join = c->q.op == DOMAIN_JOIN;
	struct fact_key	 k;
	enum ntstatus	 status = join ? may_be_side(c, sid) : NT_OK;

	if (status != NT_OK)
		return status;
	(void)fact_key_side(&k, c->q.rid, sid);
	if (join == is_in(&c->call.view, k.s))
		return join ? NT_MEMBER_IN_ALIAS : NT_MEMBER_NOT_IN_ALIAS;
	if (join)
		sam_put_bytes(c, k.s, rd_over("", 0));
	else
		sam_remove(c, k.s);
	note_side(c, sid);
	return NT_OK;
}

static bool
leave(void *arg, const char *key, struct rd value)
{
	struct sam_change	*c = arg;
	bool			 builtin = fact_rid(key) < FACT_FIRST_RID;

	(void)value;
	if (builtin == (c->q.domain == DOMAIN_BUILTIN))
		sam_remove(c, key);
	return true;
}

/* Every alias of one domain. */
static enum ntstatus
leave_all(struct sam_change *c)
{
	struct fact_key	 k;
	uint32_t	 i;

	c->object = "aliases";
	for (i = 0; i < c->q.count; i++) {
		note_side(c, &c->q.sids[i]);
		view_each_back(&c->call.view, fact_back_sid(&k,
		    &c->q.sids[i]), leave, c);
	}
	return NT_OK;
}

/* All of them or none. */
static enum ntstatus
change(struct sam_change *c)
{
	struct rpc_account	 row;
	enum ntstatus		 status = NT_OK;
	uint32_t		 i;

	if (c->q.all)
		return leave_all(c);
	if (c->q.kind == SID_USE_USER ||
	    !sam_row_of(&c->call, c->q.kind, c->q.rid, &row))
		return sam_missing(c->q.kind);
	c->object = arena_text(&c->call.mem, row.name, strlen(row.name));
	for (i = 0; i < c->q.count && status == NT_OK; i++)
		status = c->q.kind == SID_USE_GROUP ?
		    group_change(c, c->q.rids[i]) :
		    alias_change(c, &c->q.sids[i]);
	return status;
}

enum ntstatus
sam_join(struct sam_change *c)
{
	return change(c);
}

enum ntstatus
sam_part(struct sam_change *c)
{
	return change(c);
}
