/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of groups and aliases, and the rights of an account. */
#include "contrib/siteclient/domain_int.h"

#include "base/text.h"
#include "protocol/rpc/lsarpc.h"

#define USUAL_MEMBER	7	/* mandatory, by default, enabled */

static uint32_t
change(struct domain *d, enum rpc_domain_which which, uint16_t op,
    struct samr_member *args, uint32_t group)
{
	const bool	 alias = op == SAMR_ADD_TO_ALIAS ||
			    op == SAMR_REMOVE_FROM_ALIAS;
	uint32_t	 error;

	error = domain_open_rid(d, which, alias ? SAMR_OPEN_ALIAS :
	    SAMR_OPEN_GROUP, group, &args->handle);
	if (error != 0)
		return error;
	error = domain_call(d, PIPE_SAMR, op, args);
	domain_close_handle(d, PIPE_SAMR, &args->handle);
	return error;
}

uint32_t
domain_join(struct domain *d, uint32_t group, uint32_t user)
{
	struct samr_member	 args = { .rid = user,
				    .attributes = USUAL_MEMBER };

	return change(d, DOMAIN_ACCOUNTS, SAMR_ADD_TO_GROUP, &args, group);
}

uint32_t
domain_part(struct domain *d, uint32_t group, uint32_t user)
{
	struct samr_member	 args = { .rid = user };

	return change(d, DOMAIN_ACCOUNTS, SAMR_REMOVE_FROM_GROUP, &args,
	    group);
}

uint32_t
domain_join_alias(struct domain *d, enum rpc_domain_which which,
    uint32_t alias, const struct sid *sid)
{
	struct samr_member	 args = { .sid = *sid };

	return change(d, which, SAMR_ADD_TO_ALIAS, &args, alias);
}

uint32_t
domain_part_alias(struct domain *d, enum rpc_domain_which which,
    uint32_t alias, const struct sid *sid)
{
	struct samr_member	 args = { .sid = *sid };

	return change(d, which, SAMR_REMOVE_FROM_ALIAS, &args, alias);
}

static void
take(struct domain_rids *out, uint32_t rid)
{
	if (out->n < sizeof(out->v) / sizeof(out->v[0]))
		out->v[out->n++] = rid;
}

uint32_t
domain_groups_of(struct domain *d, uint32_t user, struct domain_rids *out)
{
	struct samr_members	 args = { .there = false };
	uint32_t		 error, i;

	out->n = 0;
	error = domain_open_rid(d, DOMAIN_ACCOUNTS, SAMR_OPEN_USER, user,
	    &args.handle);
	if (error != 0)
		return error;
	error = domain_call(d, PIPE_SAMR, SAMR_GROUPS_OF, &args);
	for (i = 0; error == 0 && i < args.count; i++)
		take(out, args.groups[i].rid);
	domain_close_handle(d, PIPE_SAMR, &args.handle);
	return error;
}

uint32_t
domain_aliases_of(struct domain *d, enum rpc_domain_which which,
    const struct sid *sids, uint32_t n, struct domain_rids *out)
{
	struct sid		*of[256];
	struct samr_sids	 args = { .count = n, .sids = of };
	struct sid		 copy[256];
	uint32_t		 error = domain_enter(d), i;

	out->n = 0;
	if (n > 256)
		return WIN32_INVALID_PARAMETER;
	for (i = 0; i < n; i++) {
		copy[i] = sids[i];
		of[i] = &copy[i];
	}
	args.handle = d->domain[which];
	if (error == 0)
		error = domain_call(d, PIPE_SAMR, SAMR_ALIASES_OF, &args);
	for (i = 0; error == 0 && i < args.ids.count; i++)
		take(out, args.ids.v[i]);
	return error;
}

bool
domain_has_rid(const struct domain_rids *list, uint32_t rid)
{
	uint32_t	 i;

	for (i = 0; i < list->n; i++)
		if (list->v[i] == rid)
			return true;
	return false;
}

/* --- rights --- */

static uint32_t
open_policy(struct domain *d)
{
	struct lsa_open	 args = { .system = d->server,
			    .access = DOMAIN_MAXIMUM };
	uint32_t	 error;

	if (d->has_policy)
		return 0;
	error = domain_call(d, PIPE_LSARPC, LSA_OPEN_POLICY2, &args);
	d->policy = args.handle;
	d->has_policy = error == 0;
	return error;
}

static bool
is_among(const struct lsa_rights *rights, const char *name)
{
	uint32_t	 i;

	for (i = 0; i < rights->count; i++)
		if (rights->names[i] != NULL &&
		    text_casecmp(rights->names[i], name) == 0)
			return true;
	return false;
}

uint32_t
domain_lacks(struct domain *d, const struct sid *sid,
    const char *const *names, uint32_t n, uint32_t *bits_out)
{
	struct lsa_rights	 args = { .sid = *sid };
	uint32_t		 error = open_policy(d), i;

	*bits_out = 0;
	args.handle = d->policy;
	if (error == 0)
		error = domain_ask(d, PIPE_LSARPC, LSA_RIGHTS_OF, &args);
	if (error != 0)
		return error;
	/* whoever never had a right is not known there at all */
	if (d->status == (uint32_t)NT_OBJECT_NAME_NOT_FOUND)
		args.count = 0;
	else if (d->status != NT_OK)
		return win32_of((enum ntstatus)(int)d->status);
	for (i = 0; i < n && i < 32; i++)
		if (!is_among(&args, names[i]))
			*bits_out |= UINT32_C(1) << i;
	return 0;
}

static uint32_t
change_rights(struct domain *d, uint16_t op, struct lsa_rights *args,
    const char *const *names)
{
	const char	*copy[32];
	uint32_t	 error = open_policy(d), i;

	if (args->count > 32)
		return WIN32_INVALID_PARAMETER;
	for (i = 0; i < args->count; i++)
		copy[i] = names[i];
	args->names = copy;
	args->handle = d->policy;
	return error != 0 ? error : domain_call(d, PIPE_LSARPC, op, args);
}

uint32_t
domain_grant(struct domain *d, const struct sid *sid,
    const char *const *names, uint32_t n)
{
	struct lsa_rights	 args = { .sid = *sid, .count = n };

	return change_rights(d, LSA_ADD_RIGHTS, &args, names);
}

uint32_t
domain_revoke(struct domain *d, const struct sid *sid,
    const char *const *names, uint32_t n)
{
	struct lsa_rights	 args = { .sid = *sid, .count = n };

	return change_rights(d, LSA_REMOVE_RIGHTS, &args, names);
}
