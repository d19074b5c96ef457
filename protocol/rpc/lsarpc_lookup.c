/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of the lookups.  Each newer form adds a field to the records
 * and two numbers to the request, [MS-LSAT] 3.1.4.5 to 3.1.4.11.
 */
#include "protocol/rpc/lsarpc.h"

/* LSAPR_TRUST_INFORMATION */
void
lsa_domain_fn(struct ndr *n, void *arg)
{
	struct lsa_domain	*d = arg;

	ndr_ustr_large(n, &d->name);
	NDR_PTR(n, d->sid, ndr_sid_fn);
}

static void
domains(struct ndr *n, void *arg)
{
	struct lsa_domains	*d = arg;

	ndr_count(n, &d->count, LSA_LOOKUP_MAX);
	NDR_ARRAY(n, d->v, d->count, lsa_domain_fn);
	ndr_u32(n, &d->most);
}

static void
sid_ptr(struct ndr *n, void *arg)
{
	struct sid	**sid = arg;

	NDR_PTR(n, *sid, ndr_sid_fn);
}

/* LSAPR_SID_ENUM_BUFFER */
static void
sid_buffer(struct ndr *n, void *arg)
{
	struct lsa_lookup_sids	*a = arg;

	ndr_count(n, &a->count, LSA_LOOKUP_MAX);
	NDR_ARRAY(n, a->sids, a->count, sid_ptr);
}

/* LSAPR_TRANSLATED_NAME; the enumeration is 16 bits wide. */
static void
name_1(struct ndr *n, void *arg)
{
	struct lsa_name	*t = arg;

	ndr_align(n, 4);
	ndr_u16(n, &t->use);
	ndr_ustr(n, &t->name);
	ndr_u32(n, &t->domain);
}

static void
name_2(struct ndr *n, void *arg)
{
	struct lsa_name	*t = arg;

	name_1(n, t);
	ndr_u32(n, &t->flags);
}

static void
names_1(struct ndr *n, void *arg)
{
	struct lsa_lookup_sids	*a = arg;

	ndr_count(n, &a->name_count, LSA_LOOKUP_MAX);
	NDR_ARRAY(n, a->names, a->name_count, name_1);
}

static void
names_2(struct ndr *n, void *arg)
{
	struct lsa_lookup_sids	*a = arg;

	ndr_count(n, &a->name_count, LSA_LOOKUP_MAX);
	NDR_ARRAY(n, a->names, a->name_count, name_2);
}

void
lsa_lookup_sids_in(struct ndr *n, void *arg)
{
	struct lsa_lookup_sids	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, sid_buffer, a);
	ndr_struct(n, names_1, a);
	ndr_u16(n, &a->level);
	ndr_u32(n, &a->mapped);
}

void
lsa_lookup_sids_out(struct ndr *n, void *arg)
{
	struct lsa_lookup_sids	*a = arg;

	NDR_PTR(n, a->domains, domains);
	ndr_struct(n, names_1, a);
	ndr_u32(n, &a->mapped);
}

void
lsa_lookup_sids2_in(struct ndr *n, void *arg)
{
	struct lsa_lookup_sids	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, sid_buffer, a);
	ndr_struct(n, names_2, a);
	ndr_u16(n, &a->level);
	ndr_u32(n, &a->mapped);
	ndr_u32(n, &a->options);
	ndr_u32(n, &a->revision);
}

void
lsa_lookup_sids2_out(struct ndr *n, void *arg)
{
	struct lsa_lookup_sids	*a = arg;

	NDR_PTR(n, a->domains, domains);
	ndr_struct(n, names_2, a);
	ndr_u32(n, &a->mapped);
}

/* LSA_TRANSLATED_SID, [MS-LSAT] 2.2.20 */
static void
sid_1(struct ndr *n, void *arg)
{
	struct lsa_sid	*t = arg;

	ndr_align(n, 4);
	ndr_u16(n, &t->use);
	ndr_u32(n, &t->rid);
	ndr_u32(n, &t->domain);
}

static void
sid_2(struct ndr *n, void *arg)
{
	struct lsa_sid	*t = arg;

	sid_1(n, t);
	ndr_u32(n, &t->flags);
}

/* LSAPR_TRANSLATED_SID_EX2: the whole SID instead of its last part. */
static void
sid_3(struct ndr *n, void *arg)
{
	struct lsa_sid	*t = arg;

	ndr_align(n, 4);
	ndr_u16(n, &t->use);
	NDR_PTR(n, t->sid, ndr_sid_fn);
	ndr_u32(n, &t->domain);
	ndr_u32(n, &t->flags);
}

static void
sids_1(struct ndr *n, void *arg)
{
	struct lsa_lookup_names	*a = arg;

	ndr_count(n, &a->sid_count, LSA_LOOKUP_MAX);
	NDR_ARRAY(n, a->sids, a->sid_count, sid_1);
}

static void
sids_2(struct ndr *n, void *arg)
{
	struct lsa_lookup_names	*a = arg;

	ndr_count(n, &a->sid_count, LSA_LOOKUP_MAX);
	NDR_ARRAY(n, a->sids, a->sid_count, sid_2);
}

static void
sids_3(struct ndr *n, void *arg)
{
	struct lsa_lookup_names	*a = arg;

	ndr_count(n, &a->sid_count, LSA_LOOKUP_MAX);
	NDR_ARRAY(n, a->sids, a->sid_count, sid_3);
}

static void
names_wanted(struct ndr *n, struct lsa_lookup_names *a)
{
	ndr_handle(n, &a->handle);
	ndr_count(n, &a->count, LSA_LOOKUP_MAX);
	NDR_REF_ARRAY(n, a->names, a->count, ndr_ustr_fn);
}

void
lsa_lookup_names_in(struct ndr *n, void *arg)
{
	struct lsa_lookup_names	*a = arg;

	names_wanted(n, a);
	ndr_struct(n, sids_1, a);
	ndr_u16(n, &a->level);
	ndr_u32(n, &a->mapped);
}

void
lsa_lookup_names_out(struct ndr *n, void *arg)
{
	struct lsa_lookup_names	*a = arg;

	NDR_PTR(n, a->domains, domains);
	ndr_struct(n, sids_1, a);
	ndr_u32(n, &a->mapped);
}

void
lsa_lookup_names2_in(struct ndr *n, void *arg)
{
	struct lsa_lookup_names	*a = arg;

	names_wanted(n, a);
	ndr_struct(n, sids_2, a);
	ndr_u16(n, &a->level);
	ndr_u32(n, &a->mapped);
	ndr_u32(n, &a->options);
	ndr_u32(n, &a->revision);
}

void
lsa_lookup_names2_out(struct ndr *n, void *arg)
{
	struct lsa_lookup_names	*a = arg;

	NDR_PTR(n, a->domains, domains);
	ndr_struct(n, sids_2, a);
	ndr_u32(n, &a->mapped);
}

void
lsa_lookup_names3_in(struct ndr *n, void *arg)
{
	struct lsa_lookup_names	*a = arg;

	names_wanted(n, a);
	ndr_struct(n, sids_3, a);
	ndr_u16(n, &a->level);
	ndr_u32(n, &a->mapped);
	ndr_u32(n, &a->options);
	ndr_u32(n, &a->revision);
}

void
lsa_lookup_names3_out(struct ndr *n, void *arg)
{
	struct lsa_lookup_names	*a = arg;

	NDR_PTR(n, a->domains, domains);
	ndr_struct(n, sids_3, a);
	ndr_u32(n, &a->mapped);
}
