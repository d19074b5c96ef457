/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sam_user_change - users that are made, deleted and written over samr. */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/role/domain_msg.h"
#include "protocol/sms/epoch.h"
#include "server/director/ccm/cleanup.h"
#include "server/director/domain/policy.h"
#include "server/director/domain/sam_change.h"

#define USERS_MAX	50000	/* of the domain, that are not deleted */

/* Kept in the book; the name stays. */
#define BOOK_FIELDS	(FIELD_NAME | FIELD_PASSWORD | FIELD_LM_PASSWORD)

/* --- create --- */

/* What the child of an installation makes bears the mark of its site. */
static const char *
mark_of(struct sam_change *c, char dst[static CLEANUP_MARK_SIZE])
{
	const struct account_entry	*by = NULL;
	struct sid			 own;
	uint32_t			 rid;

	if (sid_split(&c->caller.sid, &own, &rid))
		by = accounts_by_rid(c->call.d->accounts, rid);
	cleanup_mark(c->call.d, by, dst);
	return dst;
}

enum ntstatus
sam_user_create(struct sam_change *c)
{
	char			 mark[CLEANUP_MARK_SIZE];
	struct account_row	 row = {
		.id = store_new_id(), .guid = guid_random(),
		.name = c->q.account.name, .kind = ACCOUNT_DOMAIN,
		.secret = SECRET_ENTERED, .state = ACCOUNT_DISABLED,
		.created = wall_now(), .comment = mark_of(c, mark)
	};

	if (accounts_is_namesake(c->call.d, row.name))
		return NT_INVALID_ACCOUNT_NAME;
	if (c->call.d->accounts->users >= USERS_MAX)
		return NT_INSUFFICIENT_RESOURCES;
	c->user = book_entry_new(row.name);
	if (c->user == NULL)
		return NT_NO_MEMORY;
	c->is_new = true;
	c->user->id = row.id;
	c->user->kind = row.kind;
	c->user->secret = row.secret;
	c->user->state = row.state;
	c->user->created = row.created;
	text_copy(c->user->comment, sizeof(c->user->comment), mark);
	c->taken = NT_USER_EXISTS;
	c->rid = store_account_add(c->batch, &row);
	return NT_OK;
}

/* --- delete --- */

static bool
remove_key(void *arg, const char *key, struct rd value)
{
	(void)value;
	sam_remove(arg, key);
	return true;
}

/* Of all groups and aliases: an alias knows it by its SID. */
void
sam_leave_all(struct sam_change *c, uint32_t rid)
{
	const struct sid	 sid = director_sid(c->call.d, rid);
	struct fact_key		 k;

	view_each_back(&c->call.view, fact_back_user(&k, rid), remove_key, c);
	view_each_back(&c->call.view, fact_back_sid(&k, &sid), remove_key, c);
}

static struct account_entry *
user_of(struct sam_change *c)
{
	const struct account_entry	*a;

	a = c->q.domain == DOMAIN_ACCOUNTS ?
	    sam_user_at(&c->call.view, c->q.rid) : NULL;
	if (a == NULL)
		return NULL;
	c->object = a->name;
	return c->user = book_get(c->call.d->accounts, a->id);
}

enum ntstatus
sam_user_delete(struct sam_change *c)
{
	const struct account_entry	*a = user_of(c);
	struct fact_key			 k;
	struct rd			 value;
	struct sid			 sid;

	if (a == NULL)
		return NT_NO_SUCH_USER;
	sid = director_sid(c->call.d, a->rid);
	if (!sam_may_touch(c, a) || sid_equal(&sid, &c->caller.sid))
		return NT_ACCESS_DENIED;
	c->effect.state = ACCOUNT_DELETED;
	store_account_state(c->batch, a->id, ACCOUNT_DELETED, wall_now());
	if (view_get(&c->call.view, fact_key(&k, FACT_USER, a->rid), &value))
		sam_remove(c, k.s);
	sam_leave_all(c, a->rid);
	return NT_OK;
}

/* --- write --- */

/* A user is a member of its primary group; of the one before it stays one. */
static enum ntstatus
set_primary(struct sam_change *c, struct rpc_account *fact)
{
	uint32_t		 old = fact->primary_group == 0 ?
				    SAM_DOMAIN_USERS : fact->primary_group;
	uint32_t		 new = c->q.account.primary_group;
	struct fact_key		 k;
	struct rd		 value;

	if (new == old)
		return NT_OK;
	if (!view_get(&c->call.view, fact_key(&k, FACT_GROUP, new), &value))
		return NT_NO_SUCH_GROUP;
	if (!view_get(&c->call.view, fact_key_member(&k, new, c->q.rid),
	    &value))
		return NT_MEMBER_NOT_IN_GROUP;
	sam_put_bytes(c, fact_key_member(&k, old, c->q.rid), rd_over("", 0));
	fact->primary_group = new;
	return NT_OK;
}

static const char *
text_of(const char *s)
{
	return s == NULL ? "" : s;
}

/*
 * Those fields that a fact keeps, as it keeps them.  A stamp of several
 * writers is compared and set: a smaller one only gives way (epoch.h).
 */
static enum ntstatus
set_fact(struct sam_change *c)
{
	struct rpc_account	 fact = { 0 }, as = c->q.account;
	uint32_t		 fields = c->q.fields & SAM_RECORD_FIELDS &
				    ~(uint32_t)(BOOK_FIELDS |
				    FIELD_PRIMARY_GROUP | FIELD_ATTRIBUTES);
	enum ntstatus		 status = NT_OK;
	struct fact_key		 k;
	struct rd		 value;

	if (view_get(&c->call.view, fact_key(&k, FACT_USER, c->q.rid), &value))
		(void)sam_record_get(value, &fact);
	if (fields & FIELD_COMMENT && !epoch_may_replace(text_of(fact.comment),
	    text_of(as.comment)))
		return NT_REVISION_MISMATCH;
	as.flags &= USER_KEEPS_PASSWORD;
	if (as.expires == DOMAIN_NEVER)
		as.expires = 0;
	sam_record_copy(&fact, &as, fields);
	if (c->q.fields & FIELD_PRIMARY_GROUP) {
		status = set_primary(c, &fact);
		fields |= FIELD_PRIMARY_GROUP;
	}
	if (status == NT_OK && fields != 0)
		sam_put(c, fact_key(&k, FACT_USER, c->q.rid), &fact);
	return status;
}

/* Without a password nobody may log on, unless the policy asks for none. */
static enum ntstatus
set_state(struct sam_change *c)
{
	const struct policy_row	 policy = policy_in_force(c->call.d);
	struct account_entry	*a = c->user;
	enum account_state	 state = c->q.account.flags & USER_DISABLED ?
				    ACCOUNT_DISABLED : ACCOUNT_ENABLED;

	if (a->is_locked && !(c->q.account.flags & USER_LOCKED)) {
		c->effect.unlock = true;
		store_account_lock(c->batch, a->id, NULL);
	}
	if (state == a->state)
		return NT_OK;
	if (state == ACCOUNT_ENABLED && a->verifier_len == 0 &&
	    c->q.password.form == PASSWORD_NONE && policy.min_length > 0)
		return NT_PASSWORD_RESTRICTION;
	c->effect.state = state;
	store_account_state(c->batch, a->id, state, wall_now());
	return NT_OK;
}

/* The keeper has opened it; here is nothing but its ticket. */
static enum ntstatus
set_password(struct sam_change *c)
{
	struct director			*d = c->call.d;
	const struct policy_row		 policy = policy_in_force(d);
	struct chan			*keeper = director_keeper(d);
	struct msg_secret_ticket	 m = { .secret = {
					    .task = SECRET_TAKE,
					    .account = c->user->id } };
	struct err			 e;

	if (c->q.password.form != PASSWORD_TICKET ||
	    c->q.password.bytes.len != sizeof(m.ticket))
		return NT_INVALID_PARAMETER;
	if (keeper == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	if (c->user->verifier_len > 0 &&
	    policy_judge_change(d, c->user->password_at, &e) != 0)
		return NT_ACCOUNT_RESTRICTION;
	memcpy(m.ticket, c->q.password.bytes.base, sizeof(m.ticket));
	text_copy(m.secret.name, sizeof(m.secret.name), c->user->name);
	book_list_old(c->user, (size_t)policy.history, &m.secret);
	c->effect.secret = SECRET_ENTERED;
	c->task = ++d->accounts->next_task;
	msg_put_secret_ticket(chan_begin(keeper, MSG_SECRET_TICKET, c->task),
	    &m);
	if (chan_end(keeper) == 0)
		return NT_LATER;
	c->task = 0;
	return NT_INSUFFICIENT_RESOURCES;
}

/* Which fields, for log and audit; of the account's state what it becomes. */
static void
tell_fields(struct sam_change *c)
{
	static const struct { uint32_t field; const char *name; } words[] = {
		{ FIELD_FULL_NAME, "full name" }, { FIELD_COMMENT, "comment" },
		{ FIELD_USER_COMMENT, "user's comment" },
		{ FIELD_PRIMARY_GROUP, "primary group" },
		{ FIELD_HOME | FIELD_HOME_DRIVE, "home" },
		{ FIELD_SCRIPT, "script" }, { FIELD_PROFILE, "profile" },
		{ FIELD_WORKSTATIONS, "workstations" },
		{ FIELD_HOURS, "hours" }, { FIELD_EXPIRES, "last day" },
		{ FIELD_PARAMETERS, "parameters" },
		{ FIELD_PASSWORD | FIELD_LM_PASSWORD, "password" },
	};
	size_t	 i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (c->q.fields & words[i].field)
			sam_detail(c, words[i].name);
	if (c->effect.unlock)
		sam_detail(c, "unlocked");
	if (c->effect.state != 0)
		sam_detail(c, c->effect.state == ACCOUNT_ENABLED ? "enabled" :
		    "disabled");
}

enum ntstatus
sam_user_write(struct sam_change *c)
{
	const struct rpc_domain_ask	*q = &c->q;
	struct account_entry		*a = user_of(c);
	enum ntstatus			 status;

	if (a == NULL)
		return NT_NO_SUCH_USER;
	if (!sam_may_touch(c, a))
		return NT_ACCESS_DENIED;
	/* A name belongs to its relative id: clients and logs know both. */
	if (q->fields & FIELD_NAME && (q->account.name == NULL ||
	    strcmp(q->account.name, a->name) != 0))
		return NT_NOT_SUPPORTED;
	status = q->fields & FIELD_FLAGS ? set_state(c) : NT_OK;
	if (status == NT_OK)
		status = set_fact(c);
	if (status == NT_OK)
		tell_fields(c);
	if (status == NT_OK && q->fields & (FIELD_PASSWORD |
	    FIELD_LM_PASSWORD))
		status = set_password(c);
	return status;
}
