/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objects of samr: the server and its two domains, [MS-SAMR] 3.1.5.1, and
 * who gets which access to what.
 */
#include "protocol/rpc/samr_server.h"

#include "base/text.h"

#define GENERIC_READ	0x80000000U
#define GENERIC_WRITE	0x40000000U
#define GENERIC_EXECUTE	0x20000000U
#define GENERIC_ALL	0x10000000U
#define MAXIMUM_ALLOWED	0x02000000U
#define GENERIC_BITS	(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | \
			 GENERIC_ALL | MAXIMUM_ALLOWED)

/* Users read; who changes accounts (an operator) has everything. */
static const struct {
	uint32_t	 reads;
	uint32_t	 all;
	enum sid_use	 use;
} kinds[] = {
[SAM_SERVER]	= { 0x00020031, 0x000f003f, SID_USE_DOMAIN },
[SAM_DOMAIN]	= { 0x00020385, 0x000f07ff, SID_USE_DOMAIN },
[SAM_GROUP]	= { 0x00020011, 0x000f001f, SID_USE_GROUP },
[SAM_ALIAS]	= { 0x0002000c, 0x000f001f, SID_USE_ALIAS },
[SAM_USER]	= { 0x0002031b, 0x000f07ff, SID_USE_USER },
};

enum sid_use
samsrv_use(enum sam_kind kind)
{
	return kinds[kind].use;
}

/* An object's number: its domain and, there, its relative id. */
static uint64_t
number(const struct sam *s)
{
	return (uint64_t)s->domain << 32 | s->rid;
}

uint32_t
samsrv_find(struct rpc_call *c, const struct rpc_handle *h, enum sam_kind kind,
    uint32_t access, struct sam *out)
{
	struct rpc_object	 o;

	if (!rpc_call_handle(c, h, &o)) {
		(void)rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
		return (uint32_t)NT_INVALID_HANDLE;
	}
	if (o.kind != kind)
		return (uint32_t)NT_OBJECT_TYPE_MISMATCH;
	if ((o.access & access) != access)
		return (uint32_t)NT_ACCESS_DENIED;
	*out = (struct sam){ kind, o.access,
	    (enum rpc_domain_which)(o.id >> 32), (uint32_t)o.id };
	return NT_OK;
}

static uint32_t
mapped(const struct sam *s, uint32_t allowed)
{
	uint32_t	 access = s->access & ~GENERIC_BITS;

	if (s->access & (GENERIC_READ | GENERIC_EXECUTE))
		access |= kinds[s->kind].reads;
	if (s->access & (GENERIC_WRITE | GENERIC_ALL))
		access |= kinds[s->kind].all;
	if (s->access & MAXIMUM_ALLOWED)
		access |= allowed;
	return access;
}

uint32_t
samsrv_open(struct rpc_call *c, struct sam *s, struct rpc_handle *h)
{
	uint32_t		 allowed = rpc_call_may(c, RPC_OPERATOR) ?
				    kinds[s->kind].all : kinds[s->kind].reads;
	struct rpc_object	 o = { .kind = s->kind, .id = number(s) };

	s->access = mapped(s, allowed);
	if (s->access & ~allowed)
		return (uint32_t)NT_ACCESS_DENIED;
	o.access = s->access;
	if (rpc_call_handle_new(c, &o, h) != 0)
		return (uint32_t)NT_INSUFFICIENT_RESOURCES;
	return NT_OK;
}

struct rpc_domain_ask
samsrv_ask(const struct sam *s, enum rpc_domain_op op)
{
	return (struct rpc_domain_ask){ .op = op, .domain = s->domain,
	    .kind = kinds[s->kind].use, .rid = s->rid };
}

static uint32_t
changed(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	(void)c;
	(void)args;
	return (uint32_t)r->status;
}

uint32_t
samsrv_change(struct rpc_call *c, const struct rpc_domain_ask *ask)
{
	return rpc_call_domain(c, ask, changed);
}

uint32_t
samsrv_connect(struct rpc_call *c, void *args)
{
	struct samr_connect	*a = args;
	struct sam		 s = { SAM_SERVER, a->access,
				    DOMAIN_ACCOUNTS, 0 };

	a->version = 1;
	a->revision = 3;
	a->features = 0;
	return samsrv_open(c, &s, &a->handle);
}

uint32_t
samsrv_close(struct rpc_call *c, void *args)
{
	struct samr_close	*a = args;

	if (!rpc_call_handle_close(c, &a->handle))
		return rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
	return NT_OK;
}

static const struct sid *
domain_sid(struct rpc_call *c, enum rpc_domain_which which)
{
	return which == DOMAIN_BUILTIN ? &sid_known(SID_BUILTIN)->sid :
	    rpc_call_facts(c)->account_sid;
}

uint32_t
samsrv_lookup_domain(struct rpc_call *c, void *args)
{
	struct samr_lookup_domain	*a = args;
	struct sam			 s;
	uint32_t			 status;
	int				 i;

	status = samsrv_find(c, &a->handle, SAM_SERVER, SAM_SERVER_LOOKUP, &s);
	if (status != NT_OK)
		return status;
	if (a->name == NULL)
		return (uint32_t)NT_INVALID_PARAMETER;
	for (i = DOMAIN_ACCOUNTS; i <= DOMAIN_BUILTIN; i++) {
		if (text_casecmp(a->name, rpc_domain_name(rpc_call_facts(c),
		    (enum rpc_domain_which)i)) != 0)
			continue;
		a->sid = arena_alloc(rpc_call_arena(c), sizeof(*a->sid));
		if (a->sid == NULL)
			return (uint32_t)NT_NO_MEMORY;
		*a->sid = *domain_sid(c, (enum rpc_domain_which)i);
		return NT_OK;
	}
	return (uint32_t)NT_NO_SUCH_DOMAIN;
}

/* Both domains fit into any buffer. */
uint32_t
samsrv_enum_domains(struct rpc_call *c, void *args)
{
	struct samr_enum	*a = args;
	struct sam		 s;
	uint32_t		 status, i;

	status = samsrv_find(c, &a->handle, SAM_SERVER, SAM_SERVER_ENUMERATE, &s);
	if (status != NT_OK)
		return status;
	a->v = arena_array(rpc_call_arena(c), 2, sizeof(*a->v));
	if (a->v == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = a->resume; i <= DOMAIN_BUILTIN; i++)
		a->v[a->count++].name = rpc_domain_name(rpc_call_facts(c),
		    (enum rpc_domain_which)i);
	a->there = true;
	a->returned = a->count;
	a->resume = DOMAIN_BUILTIN + 1;
	return NT_OK;
}

uint32_t
samsrv_open_domain(struct rpc_call *c, void *args)
{
	struct samr_open	*a = args;
	struct sam		 s;
	uint32_t		 status;
	int			 i;

	status = samsrv_find(c, &a->handle, SAM_SERVER, SAM_SERVER_LOOKUP, &s);
	if (status != NT_OK)
		return status;
	for (i = DOMAIN_ACCOUNTS; i <= DOMAIN_BUILTIN; i++) {
		if (!sid_equal(&a->sid, domain_sid(c,
		    (enum rpc_domain_which)i)))
			continue;
		s = (struct sam){ SAM_DOMAIN, a->access,
		    (enum rpc_domain_which)i, 0 };
		return samsrv_open(c, &s, &a->opened);
	}
	return (uint32_t)NT_NO_SUCH_DOMAIN;
}

/* --- security descriptors: [MS-DTYP] 2.4.6 --- */

#define PART_OWNER	1U
#define PART_GROUP	2U
#define PART_DACL	4U
#define PART_SACL	8U
#define SD_SIZE		20
#define SD_MAX		128

static void
put_ace(struct wr *w, uint32_t access, enum sid_known who)
{
	const struct sid	*sid = &sid_known(who)->sid;

	wr_le16(w, 0);				/* allowed, not inherited */
	wr_le16(w, (uint16_t)(8 + sid_size(sid)));
	wr_le32(w, access);
	sid_put(w, sid);
}

/* Everybody reads, administrators do everything. */
static void
put_dacl(struct wr *w, enum sam_kind kind)
{
	size_t	 size = 8 + 8 + sid_size(&sid_known(SID_WORLD)->sid) +
		    8 + sid_size(&sid_known(SID_ADMINISTRATORS)->sid);

	wr_le16(w, 2);				/* revision */
	wr_le16(w, (uint16_t)size);
	wr_le32(w, 2);				/* entries */
	put_ace(w, kinds[kind].reads, SID_WORLD);
	put_ace(w, kinds[kind].all, SID_ADMINISTRATORS);
}

static void
put_security(struct wr *w, enum sam_kind kind, uint32_t parts)
{
	const struct sid	*admins = &sid_known(SID_ADMINISTRATORS)->sid;
	uint32_t		 at = SD_SIZE + (uint32_t)sid_size(admins);

	wr_le16(w, 1);
	wr_le16(w, parts & PART_DACL ? 0x8004 : 0x8000);
	wr_le32(w, parts & PART_OWNER ? SD_SIZE : 0);
	wr_le32(w, parts & PART_GROUP ? SD_SIZE : 0);
	wr_le32(w, 0);
	wr_le32(w, parts & PART_DACL ? at : 0);
	sid_put(w, admins);
	if (parts & PART_DACL)
		put_dacl(w, kind);
}

uint32_t
samsrv_security(struct rpc_call *c, void *args)
{
	struct samr_security	*a = args;
	struct rpc_object	 o;
	struct wr		 w;
	uint8_t			*mem;

	if (!rpc_call_handle(c, &a->handle, &o))
		return rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
	if (!(o.access & SAM_READ_CONTROL) || a->parts & PART_SACL)
		return (uint32_t)NT_ACCESS_DENIED;
	mem = arena_alloc(rpc_call_arena(c), SD_MAX);
	if (mem == NULL)
		return (uint32_t)NT_NO_MEMORY;
	w = wr_over(mem, SD_MAX);
	put_security(&w, (enum sam_kind)o.kind, a->parts);
	a->sd = wr_written(&w);
	a->size = (uint32_t)a->sd.len;
	a->there = true;
	return NT_OK;
}

/* What objects are protected by is not stored, but always the same. */
uint32_t
samsrv_set_security(struct rpc_call *c, void *args)
{
	struct samr_security	*a = args;
	struct rpc_object	 o;

	if (!rpc_call_handle(c, &a->handle, &o))
		return rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
	return (uint32_t)(o.access & SAM_WRITE_DAC ? NT_NOT_SUPPORTED :
	    NT_ACCESS_DENIED);
}

/* Of the domain that the handle, whatever it stands for, is in. */
uint32_t
samsrv_rid_to_sid(struct rpc_call *c, void *args)
{
	struct samr_rid_to_sid	*a = args;
	struct rpc_object	 o;

	if (!rpc_call_handle(c, &a->handle, &o))
		return rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
	if (o.kind == SAM_SERVER)
		return (uint32_t)NT_OBJECT_TYPE_MISMATCH;
	a->sid = arena_alloc(rpc_call_arena(c), sizeof(*a->sid));
	if (a->sid == NULL)
		return (uint32_t)NT_NO_MEMORY;
	if (!sid_join(domain_sid(c, (enum rpc_domain_which)(o.id >> 32)),
	    a->rid, a->sid))
		return (uint32_t)NT_INVALID_PARAMETER;
	return NT_OK;
}

static const struct rpc_handler	handlers[] = {
[SAMR_CONNECT]		= { RPC_USER,	samsrv_connect },
[SAMR_CLOSE]		= { RPC_ANYBODY, samsrv_close },
[SAMR_SET_SECURITY]	= { RPC_USER,	samsrv_set_security },
[SAMR_QUERY_SECURITY]	= { RPC_USER,	samsrv_security },
[SAMR_LOOKUP_DOMAIN]	= { RPC_USER,	samsrv_lookup_domain },
[SAMR_ENUM_DOMAINS]	= { RPC_USER,	samsrv_enum_domains },
[SAMR_OPEN_DOMAIN]	= { RPC_USER,	samsrv_open_domain },
[SAMR_QUERY_DOMAIN]	= { RPC_USER,	samsrv_query_domain },
[SAMR_SET_DOMAIN]	= { RPC_USER,	samsrv_set_domain },
[SAMR_CREATE_GROUP]	= { RPC_USER,	samsrv_create_group },
[SAMR_ENUM_GROUPS]	= { RPC_USER,	samsrv_enum_groups },
[SAMR_CREATE_USER]	= { RPC_USER,	samsrv_create_user },
[SAMR_ENUM_USERS]	= { RPC_USER,	samsrv_enum_users },
[SAMR_CREATE_ALIAS]	= { RPC_USER,	samsrv_create_alias },
[SAMR_ENUM_ALIASES]	= { RPC_USER,	samsrv_enum_aliases },
[SAMR_ALIASES_OF]	= { RPC_USER,	samsrv_aliases_of },
[SAMR_LOOKUP_NAMES]	= { RPC_USER,	samsrv_lookup_names },
[SAMR_LOOKUP_IDS]	= { RPC_USER,	samsrv_lookup_ids },
[SAMR_OPEN_GROUP]	= { RPC_USER,	samsrv_open_group },
[SAMR_QUERY_GROUP]	= { RPC_USER,	samsrv_query_group },
[SAMR_SET_GROUP]	= { RPC_USER,	samsrv_set_group },
[SAMR_ADD_TO_GROUP]	= { RPC_USER,	samsrv_add_to_group },
[SAMR_DELETE_GROUP]	= { RPC_USER,	samsrv_delete_group },
[SAMR_REMOVE_FROM_GROUP] = { RPC_USER,	samsrv_remove_from_group },
[SAMR_GROUP_MEMBERS]	= { RPC_USER,	samsrv_group_members },
[SAMR_OPEN_ALIAS]	= { RPC_USER,	samsrv_open_alias },
[SAMR_QUERY_ALIAS]	= { RPC_USER,	samsrv_query_alias },
[SAMR_SET_ALIAS]	= { RPC_USER,	samsrv_set_alias },
[SAMR_DELETE_ALIAS]	= { RPC_USER,	samsrv_delete_alias },
[SAMR_ADD_TO_ALIAS]	= { RPC_USER,	samsrv_add_to_alias },
[SAMR_REMOVE_FROM_ALIAS] = { RPC_USER,	samsrv_remove_from_alias },
[SAMR_ALIAS_MEMBERS]	= { RPC_USER,	samsrv_alias_members },
[SAMR_OPEN_USER]	= { RPC_USER,	samsrv_open_user },
[SAMR_DELETE_USER]	= { RPC_USER,	samsrv_delete_user },
[SAMR_QUERY_USER]	= { RPC_USER,	samsrv_query_user },
[SAMR_SET_USER]		= { RPC_USER,	samsrv_set_user },
[SAMR_GROUPS_OF]	= { RPC_USER,	samsrv_groups_of },
[SAMR_QUERY_DISPLAY]	= { RPC_USER,	samsrv_display },
[SAMR_USER_PASSWORD_INFO] = { RPC_USER,	samsrv_user_password_info },
[SAMR_REMOVE_FROM_ALL]	= { RPC_USER,	samsrv_remove_from_all },
[SAMR_QUERY_DOMAIN2]	= { RPC_USER,	samsrv_query_domain },
[SAMR_QUERY_USER2]	= { RPC_USER,	samsrv_query_user },
[SAMR_QUERY_DISPLAY2]	= { RPC_USER,	samsrv_display },
[SAMR_CREATE_USER2]	= { RPC_USER,	samsrv_create_user2 },
[SAMR_QUERY_DISPLAY3]	= { RPC_USER,	samsrv_display },
[SAMR_ADD_ALL_TO_ALIAS]	= { RPC_USER,	samsrv_add_all_to_alias },
[SAMR_REMOVE_ALL_FROM_ALIAS] = { RPC_USER, samsrv_remove_all_from_alias },
[SAMR_PASSWORD_INFO]	= { RPC_USER,	samsrv_password_info },
[SAMR_CONNECT2]		= { RPC_USER,	samsrv_connect },
[SAMR_SET_USER2]	= { RPC_USER,	samsrv_set_user },
[SAMR_CONNECT4]		= { RPC_USER,	samsrv_connect },
[SAMR_CONNECT5]		= { RPC_USER,	samsrv_connect },
[SAMR_RID_TO_SID]	= { RPC_USER,	samsrv_rid_to_sid },
};

const struct rpc_service	samr_service = {
	&samr_iface, handlers, sizeof(handlers) / sizeof(handlers[0]),
	(uint32_t)NT_ACCESS_DENIED, RPC_ACCOUNTS
};
