/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of domains, users, groups and aliases, and how it is changed,
 * [MS-SAMR] 3.1.5.5, 3.1.5.6.
 */
#include <string.h>

#include "base/text.h"
#include "protocol/rpc/samr_server.h"

#define READ_FIELDS	0x00ffffffU	/* all but the secrets */

/* --- domains --- */

static uint32_t
domain_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_query_domain	*a = args;
	const struct rpc_facts		*f = rpc_call_facts(c);
	struct sam			 s;
	uint32_t			 status;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	status = samsrv_find(c, &a->handle, SAM_DOMAIN, 0, &s);
	if (status != NT_OK)
		return status;
	a->info = arena_alloc(rpc_call_arena(c), sizeof(*a->info));
	if (a->info == NULL)
		return (uint32_t)NT_NO_MEMORY;
	a->info->level = a->level;
	a->info->facts = *r->facts;
	a->info->name = rpc_domain_name(f, s.domain);
	a->info->oem = "";
	a->info->role = f->is_backup ? SAMR_ROLE_BACKUP : SAMR_ROLE_PRIMARY;
	a->info->state = 1;
	return NT_OK;
}

uint32_t
samsrv_query_domain(struct rpc_call *c, void *args)
{
	struct samr_query_domain	*a = args;
	struct rpc_domain_ask		 ask;
	struct sam			 s;
	uint32_t			 status;
	bool				 policy;

	policy = a->level == SAMR_DOMAIN_PASSWORD ||
	    a->level == SAMR_DOMAIN_LOCKOUT;
	status = samsrv_find(c, &a->handle, SAM_DOMAIN, policy ?
	    SAM_DOMAIN_READ_PASSWORD : SAM_DOMAIN_READ_OTHER, &s);
	if (status != NT_OK)
		return status;
	if (!samr_domain_level_known(a->level))
		return (uint32_t)NT_INVALID_INFO_CLASS;
	ask = samsrv_ask(&s, DOMAIN_FACTS);
	return rpc_call_domain(c, &ask, domain_told);
}

/* The others are settled by who this server is. */
static const uint32_t	policy_fields[] = {
[SAMR_DOMAIN_PASSWORD]	= POLICY_PASSWORD,
[SAMR_DOMAIN_LOCKOUT]	= POLICY_LOCKOUT,
};

uint32_t
samsrv_set_domain(struct rpc_call *c, void *args)
{
	struct samr_query_domain	*a = args;
	struct rpc_domain_ask		 ask;
	struct sam			 s;
	uint32_t			 status;

	status = samsrv_find(c, &a->handle, SAM_DOMAIN,
	    SAM_DOMAIN_WRITE_PASSWORD, &s);
	if (status != NT_OK)
		return status;
	if (a->level >= sizeof(policy_fields) / sizeof(policy_fields[0]) ||
	    policy_fields[a->level] == 0)
		return (uint32_t)NT_INVALID_INFO_CLASS;
	if (s.domain == DOMAIN_BUILTIN)
		return (uint32_t)NT_ACCESS_DENIED;
	ask = samsrv_ask(&s, DOMAIN_POLICY);
	ask.fields = policy_fields[a->level];
	ask.policy = &a->set.facts;
	return samsrv_change(c, &ask);
}

static uint32_t
policy_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_password_info	*a = args;

	(void)c;
	if (r->status != NT_OK)
		return (uint32_t)r->status;
	a->least = r->facts->password_least;
	a->properties = r->facts->password_properties;
	return NT_OK;
}

uint32_t
samsrv_password_info(struct rpc_call *c, void *args)
{
	struct rpc_domain_ask	 ask = { .op = DOMAIN_FACTS };

	(void)args;
	return rpc_call_domain(c, &ask, policy_told);
}

uint32_t
samsrv_user_password_info(struct rpc_call *c, void *args)
{
	struct samr_password_info	*a = args;
	struct sam			 s;
	uint32_t			 status;

	status = samsrv_find(c, &a->handle, SAM_USER, 0, &s);
	return status != NT_OK ? status : samsrv_password_info(c, a);
}

/* --- users --- */

static uint32_t
user_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	static const uint8_t	 always[DOMAIN_HOURS_SIZE] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff,
	};
	struct samr_user_args	*a = args;
	struct samr_user	*u;

	if (r->status != NT_OK || r->count != 1)
		return (uint32_t)(r->status != NT_OK ? r->status :
		    NT_INTERNAL_ERROR);
	u = a->info = arena_alloc(rpc_call_arena(c), sizeof(*u));
	if (u == NULL)
		return (uint32_t)NT_NO_MEMORY;
	u->level = a->level;
	u->fields = READ_FIELDS;
	u->a = r->rows[0];
	u->hours = DOMAIN_HOURS;
	if (u->a.hours.len != DOMAIN_HOURS_SIZE)
		u->a.hours = rd_over(always, sizeof(always));
	return NT_OK;
}

uint32_t
samsrv_query_user(struct rpc_call *c, void *args)
{
	struct samr_user_args		*a = args;
	const struct samr_user_row	*row = samr_user_row(a->level);
	struct rpc_domain_ask		 ask;
	struct sam			 s;
	uint32_t			 status;

	status = samsrv_find(c, &a->handle, SAM_USER, row == NULL ? 0 :
	    row->reads, &s);
	if (status != NT_OK)
		return status;
	if (row == NULL || row->reads == 0)
		return (uint32_t)NT_INVALID_INFO_CLASS;
	ask = samsrv_ask(&s, DOMAIN_READ);
	return rpc_call_domain(c, &ask, user_told);
}

/* The fields that a level is to set; 0: none that it may. */
static uint32_t
fields_set(const struct samr_user *u, const struct samr_user_row *row)
{
	bool	 chosen = u->level == SAMR_USER_ALL ||
		    u->level == SAMR_USER_ALL_RC4 ||
		    u->level == SAMR_USER_ALL_SALTED;

	if (u->level == SAMR_USER_HASHES && !u->nt_set)
		return 0;
	return chosen ? u->fields : row->fields;
}

static uint32_t
access_for(uint32_t fields)
{
	const uint32_t	 preferences = FIELD_USER_COMMENT | FIELD_COUNTRY |
			    FIELD_CODE_PAGE;
	const uint32_t	 password = FIELD_PASSWORD | FIELD_LM_PASSWORD |
			    FIELD_PASSWORD_EXPIRED;
	uint32_t	 access = 0;

	if (fields & preferences)
		access |= SAM_USER_WRITE_PREFERENCES;
	if (fields & password)
		access |= SAM_USER_SET_PASSWORD;
	if (fields & ~(preferences | password))
		access |= SAM_USER_WRITE_ACCOUNT;
	return access;
}

static uint32_t
values_check(const struct samr_user *u, uint32_t fields)
{
	if (fields & FIELD_NAME && (u->a.name == NULL ||
	    !rpc_account_name_fits(SID_USE_USER, u->a.name)))
		return (uint32_t)NT_INVALID_ACCOUNT_NAME;
	if (!rpc_account_fits(&u->a, fields) ||
	    (fields & FIELD_FLAGS && !(u->a.flags & USER_NORMAL)))
		return (uint32_t)NT_INVALID_PARAMETER;
	return NT_OK;
}

/* A password goes on as it came: who can open it is not here. */
static void
password_set(const struct samr_user *u, const struct samr_user_row *row,
    struct rpc_domain_ask *ask)
{
	if (!(ask->fields & (FIELD_PASSWORD | FIELD_LM_PASSWORD)))
		return;
	ask->password.form = row->form;
	ask->password.bytes = rd_over(u->password, row->password_size);
}

uint32_t
samsrv_set_user(struct rpc_call *c, void *args)
{
	struct samr_user_args		*a = args;
	const struct samr_user_row	*row = samr_user_row(a->level);
	uint32_t			 fields, status;
	struct rpc_domain_ask		 ask;
	struct sam			 s;

	fields = fields_set(&a->set, row);
	status = samsrv_find(c, &a->handle, SAM_USER, access_for(fields &
	    row->fields), &s);
	if (status != NT_OK)
		return status;
	if (row->fields == 0)
		return (uint32_t)NT_INVALID_INFO_CLASS;
	if (fields == 0)
		return (uint32_t)NT_INVALID_PARAMETER;
	if (fields & ~row->fields)
		return (uint32_t)NT_ACCESS_DENIED;
	status = values_check(&a->set, fields);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_WRITE);
	ask.fields = fields;
	ask.account = a->set.a;
	password_set(&a->set, row, &ask);
	return samsrv_change(c, &ask);
}

/* --- groups and aliases --- */

static uint32_t
group_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_group_args	*a = args;

	if (r->status != NT_OK || r->count != 1)
		return (uint32_t)(r->status != NT_OK ? r->status :
		    NT_INTERNAL_ERROR);
	a->info = arena_alloc(rpc_call_arena(c), sizeof(*a->info));
	if (a->info == NULL)
		return (uint32_t)NT_NO_MEMORY;
	a->info->level = a->level;
	a->info->a = r->rows[0];
	return NT_OK;
}

static uint32_t
query(struct rpc_call *c, struct samr_group_args *a, enum sam_kind kind,
    uint32_t access)
{
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, kind, access, &s);
	if (status != NT_OK)
		return status;
	if (!samr_group_level_known(samsrv_use(kind), a->level))
		return (uint32_t)NT_INVALID_INFO_CLASS;
	ask = samsrv_ask(&s, DOMAIN_READ);
	return rpc_call_domain(c, &ask, group_told);
}

uint32_t
samsrv_query_group(struct rpc_call *c, void *args)
{
	return query(c, args, SAM_GROUP, SAM_GROUP_READ);
}

uint32_t
samsrv_query_alias(struct rpc_call *c, void *args)
{
	return query(c, args, SAM_ALIAS, SAM_ALIAS_READ);
}

static uint32_t
set(struct rpc_call *c, struct samr_group_args *a, const struct sam *s,
    uint32_t fields)
{
	struct rpc_domain_ask	 ask = samsrv_ask(s, DOMAIN_WRITE);
	const char		*name = a->set.a.name;

	if (fields == 0)
		return (uint32_t)NT_INVALID_INFO_CLASS;
	if (fields & FIELD_NAME && (name == NULL ||
	    !rpc_account_name_fits(samsrv_use(s->kind), name)))
		return (uint32_t)NT_INVALID_ACCOUNT_NAME;
	if (!rpc_account_fits(&a->set.a, fields))
		return (uint32_t)NT_INVALID_PARAMETER;
	ask.fields = fields;
	ask.account = a->set.a;
	return samsrv_change(c, &ask);
}

uint32_t
samsrv_set_group(struct rpc_call *c, void *args)
{
	static const uint32_t	 fields[] = {
		[SAMR_GROUP_NAME] = FIELD_NAME,
		[SAMR_GROUP_ATTRIBUTE] = FIELD_ATTRIBUTES,
		[SAMR_GROUP_COMMENT] = FIELD_COMMENT,
		[SAMR_GROUP_GENERAL2] = 0,
	};
	struct samr_group_args	*a = args;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_GROUP, SAM_GROUP_WRITE, &s);
	return status != NT_OK ? status : set(c, a, &s, fields[a->level]);
}

uint32_t
samsrv_set_alias(struct rpc_call *c, void *args)
{
	static const uint32_t	 fields[] = {
		[SAMR_GROUP_NAME] = FIELD_NAME,
		[SAMR_ALIAS_COMMENT] = FIELD_COMMENT,
	};
	struct samr_group_args	*a = args;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_ALIAS, SAM_ALIAS_WRITE, &s);
	return status != NT_OK ? status : set(c, a, &s, fields[a->level]);
}
