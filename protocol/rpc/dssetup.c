/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/dssetup.h"

static void
basic(struct ndr *n, struct ds_info *d)
{
	ndr_align(n, 4);
	ndr_u16(n, &d->role);
	ndr_u32(n, &d->flags);
	ndr_wstr(n, &d->flat_name);
	ndr_wstr(n, &d->dns_name);
	ndr_wstr(n, &d->forest);
	ndr_guid(n, &d->guid);
}

static void
upgrade(struct ndr *n, struct ds_info *d)
{
	ndr_u32(n, &d->upgrading);
	ndr_u16(n, &d->previous_role);
}

/* DSROLER_PRIMARY_DOMAIN_INFORMATION: the arm follows its tag in place. */
static void
information(struct ndr *n, void *arg)
{
	struct ds_info	*d = arg;

	ndr_u16(n, &d->level);
	if (d->level == DS_BASIC)
		basic(n, d);
	else if (d->level == DS_UPGRADE)
		upgrade(n, d);
	else if (d->level == DS_OPERATION)
		ndr_u16(n, &d->operation);
	else
		ndr_fail(n);
}

static void
primary_domain_in(struct ndr *n, void *arg)
{
	struct ds_args	*a = arg;

	ndr_u16(n, &a->level);
}

static void
primary_domain_out(struct ndr *n, void *arg)
{
	struct ds_args	*a = arg;

	NDR_PTR(n, a->info, information);
	if (a->info != NULL && a->info->level != a->level)
		ndr_fail(n);
}

static const struct rpc_op	ops[] = {
[DS_GET_PRIMARY_DOMAIN]	= { "DsRolerGetPrimaryDomainInformation",
			    sizeof(struct ds_args),
			    primary_domain_in, primary_domain_out },
};

const struct rpc_iface	dssetup_iface = {
	"dssetup",
	{ RPC_UUID(0x3919286aU, 0xb10c, 0x11d0, 0x9ba8, 0x00c04fd92ef5ULL),
	    0, 0 },
	ops, sizeof(ops) / sizeof(ops[0])
};
