/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of what is about accounts and their rights, [MS-LSAD]
 * 3.1.4.5 and 3.1.4.8.
 */
#include "protocol/rpc/lsarpc.h"

/* --- the privileges there are --- */

static void
luid(struct ndr *n, uint32_t *low)
{
	ndr_u32(n, low);
	ndr_const32(n, 0);		/* nobody has that many */
}

static void
privilege(struct ndr *n, void *arg)
{
	struct lsa_privilege	*p = arg;

	ndr_ustr_large(n, &p->name);
	luid(n, &p->luid);
}

/* LSAPR_PRIVILEGE_ENUM_BUFFER */
static void
privileges(struct ndr *n, void *arg)
{
	struct lsa_privileges	*a = arg;

	ndr_count(n, &a->count, LSA_LOOKUP_MAX);
	NDR_ARRAY(n, a->v, a->count, privilege);
}

void
lsa_enum_privileges_in(struct ndr *n, void *arg)
{
	struct lsa_privileges	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->resume);
	ndr_u32(n, &a->preferred);
}

void
lsa_enum_privileges_out(struct ndr *n, void *arg)
{
	struct lsa_privileges	*a = arg;

	ndr_u32(n, &a->resume);
	ndr_struct(n, privileges, a);
}

void
lsa_privilege_value_in(struct ndr *n, void *arg)
{
	struct lsa_privilege_args	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_ustr_fn, &a->name);
}

void
lsa_privilege_value_out(struct ndr *n, void *arg)
{
	struct lsa_privilege_args	*a = arg;

	luid(n, &a->luid);
}

void
lsa_privilege_name_in(struct ndr *n, void *arg)
{
	struct lsa_privilege_args	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->luid);
	ndr_u32(n, &a->luid_high);
}

static void
large(struct ndr *n, void *arg)
{
	ndr_ustr_large(n, arg);
}

void
lsa_privilege_name_out(struct ndr *n, void *arg)
{
	struct lsa_privilege_args	*a = arg;

	NDR_PTR(n, a->found, large);
}

void
lsa_privilege_shown_in(struct ndr *n, void *arg)
{
	struct lsa_privilege_args	*a = arg;

	lsa_privilege_value_in(n, a);
	ndr_u16(n, &a->language);
	ndr_u16(n, &a->language_default);
}

void
lsa_privilege_shown_out(struct ndr *n, void *arg)
{
	struct lsa_privilege_args	*a = arg;

	NDR_PTR(n, a->found, large);
	ndr_u16(n, &a->language);
}

/* --- who has which --- */

static void
sid_ptr(struct ndr *n, void *arg)
{
	struct sid	**sid = arg;

	NDR_PTR(n, *sid, ndr_sid_fn);
}

/* LSAPR_ACCOUNT_ENUM_BUFFER */
static void
accounts(struct ndr *n, void *arg)
{
	struct lsa_accounts	*a = arg;

	ndr_count(n, &a->count, LSA_ACCOUNTS_MAX);
	NDR_ARRAY(n, a->sids, a->count, sid_ptr);
}

void
lsa_enum_accounts_in(struct ndr *n, void *arg)
{
	struct lsa_accounts	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->resume);
	ndr_u32(n, &a->preferred);
}

void
lsa_enum_accounts_out(struct ndr *n, void *arg)
{
	struct lsa_accounts	*a = arg;

	ndr_u32(n, &a->resume);
	ndr_struct(n, accounts, a);
}

void
lsa_accounts_with_in(struct ndr *n, void *arg)
{
	struct lsa_accounts	*a = arg;

	ndr_handle(n, &a->handle);
	NDR_PTR(n, a->right, ndr_ustr_fn);
}

void
lsa_accounts_with_out(struct ndr *n, void *arg)
{
	ndr_struct(n, accounts, arg);
}

/* LSAPR_USER_RIGHT_SET */
static void
right_set(struct ndr *n, void *arg)
{
	struct lsa_rights	*a = arg;

	ndr_count(n, &a->count, LSA_RIGHTS_MAX);
	NDR_ARRAY(n, a->names, a->count, large);
}

void
lsa_rights_of_in(struct ndr *n, void *arg)
{
	struct lsa_rights	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_sid_fn, &a->sid);
}

void
lsa_rights_of_out(struct ndr *n, void *arg)
{
	ndr_struct(n, right_set, arg);
}

void
lsa_add_rights_in(struct ndr *n, void *arg)
{
	struct lsa_rights	*a = arg;

	lsa_rights_of_in(n, a);
	ndr_struct(n, right_set, a);
}

void
lsa_remove_rights_in(struct ndr *n, void *arg)
{
	struct lsa_rights	*a = arg;

	lsa_rights_of_in(n, a);
	ndr_u8(n, &a->all);
	ndr_struct(n, right_set, a);
}
