/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of operations on one account, [MS-LSAD] 3.1.4.5: those of NT 4,
 * which name privileges by number.
 */
#include "protocol/rpc/lsarpc.h"

void
lsa_open_account_in(struct ndr *n, void *arg)
{
	struct lsa_account	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_sid_fn, &a->sid);
	ndr_u32(n, &a->access);
}

void
lsa_open_account_out(struct ndr *n, void *arg)
{
	ndr_handle(n, &((struct lsa_account *)arg)->opened);
}

/* LSAPR_LUID_AND_ATTRIBUTES */
static void
privilege(struct ndr *n, struct lsa_luid *p)
{
	ndr_u32(n, &p->low);
	ndr_u32(n, &p->high);
	ndr_u32(n, &p->attributes);
}

/* LSAPR_PRIVILEGE_SET: conformant, the size of its array comes first. */
static void
privilege_set(struct ndr *n, void *arg)
{
	struct lsa_luids	*s = arg;
	uint32_t		 most = s->count, i;

	ndr_count(n, &most, LSA_RIGHTS_MAX);
	ndr_count(n, &s->count, LSA_RIGHTS_MAX);
	ndr_u32(n, &s->control);
	if (n->pass == NDR_REFERENTS)
		return;
	if (most != s->count)
		ndr_fail(n);
	if (ndr_reads(n) && ndr_ok(n))
		s->v = arena_array(n->mem, s->count, sizeof(*s->v));
	if (s->v == NULL && s->count > 0)
		ndr_fail(n);
	for (i = 0; i < s->count && ndr_ok(n); i++)
		privilege(n, &s->v[i]);
}

void
lsa_account_privileges_in(struct ndr *n, void *arg)
{
	ndr_handle(n, &((struct lsa_account *)arg)->handle);
}

void
lsa_account_privileges_out(struct ndr *n, void *arg)
{
	struct lsa_account	*a = arg;

	NDR_PTR(n, a->luids, privilege_set);
}

void
lsa_add_privileges_in(struct ndr *n, void *arg)
{
	struct lsa_account	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, privilege_set, &a->set);
}

void
lsa_remove_privileges_in(struct ndr *n, void *arg)
{
	struct lsa_account	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u8(n, &a->all);
	NDR_PTR(n, a->luids, privilege_set);
}
