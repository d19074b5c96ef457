/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/netlogon.h"

static void
challenge_in(struct ndr *n, void *arg)
{
	struct netlogon_challenge	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr_ref(n, &a->computer);
	ndr_bytes(n, a->client, sizeof(a->client));
}

static void
challenge_out(struct ndr *n, void *arg)
{
	struct netlogon_challenge	*a = arg;

	ndr_bytes(n, a->answer, sizeof(a->answer));
}

static void
get_dc_in(struct ndr *n, void *arg)
{
	struct netlogon_name	*a = arg;

	ndr_wstr_ref(n, &a->server);
	ndr_wstr(n, &a->domain);
}

static void
get_any_dc_in(struct ndr *n, void *arg)
{
	struct netlogon_name	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr(n, &a->domain);
}

static void
get_dc_out(struct ndr *n, void *arg)
{
	struct netlogon_name	*a = arg;

	ndr_wstr(n, &a->found);
}

static void
guid(struct ndr *n, void *arg)
{
	ndr_guid(n, arg);
}

static void
dc_name_in(struct ndr *n, void *arg)
{
	struct netlogon_dc_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr(n, &a->domain);
	NDR_PTR(n, a->domain_guid, guid);
	NDR_PTR(n, a->site_guid, guid);
	ndr_u32(n, &a->flags);
}

static void
where(struct ndr *n, struct netlogon_dc_args *a)
{
	ndr_wstr(n, &a->domain);
	NDR_PTR(n, a->domain_guid, guid);
	ndr_wstr(n, &a->site);
	ndr_u32(n, &a->flags);
}

static void
dc_name_ex_in(struct ndr *n, void *arg)
{
	struct netlogon_dc_args	*a = arg;

	ndr_wstr(n, &a->server);
	where(n, a);
}

static void
dc_name_ex2_in(struct ndr *n, void *arg)
{
	struct netlogon_dc_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr(n, &a->account);
	ndr_u32(n, &a->account_flags);
	where(n, a);
}

/* DOMAIN_CONTROLLER_INFOW */
static void
dc(struct ndr *n, void *arg)
{
	struct netlogon_dc	*d = arg;

	ndr_wstr(n, &d->name);
	ndr_wstr(n, &d->address);
	ndr_u32(n, &d->address_type);
	ndr_guid(n, &d->domain_guid);
	ndr_wstr(n, &d->domain);
	ndr_wstr(n, &d->forest);
	ndr_u32(n, &d->flags);
	ndr_wstr(n, &d->dc_site);
	ndr_wstr(n, &d->client_site);
}

static void
dc_name_out(struct ndr *n, void *arg)
{
	struct netlogon_dc_args	*a = arg;

	NDR_PTR(n, a->found, dc);
}

#define NAME	sizeof(struct netlogon_name)
#define DC	sizeof(struct netlogon_dc_args)

static const struct rpc_op	ops[] = {
[NETLOGON_REQ_CHALLENGE] = { "NetrServerReqChallenge",
			    sizeof(struct netlogon_challenge),
			    challenge_in, challenge_out },
[NETLOGON_GET_DC]	= { "NetrGetDCName", NAME, get_dc_in, get_dc_out },
[NETLOGON_GET_ANY_DC]	= { "NetrGetAnyDCName", NAME,
			    get_any_dc_in, get_dc_out },
[NETLOGON_DC_NAME]	= { "DsrGetDcName", DC, dc_name_in, dc_name_out },
[NETLOGON_DC_NAME_EX]	= { "DsrGetDcNameEx", DC,
			    dc_name_ex_in, dc_name_out },
[NETLOGON_DC_NAME_EX2]	= { "DsrGetDcNameEx2", DC,
			    dc_name_ex2_in, dc_name_out },
};

const struct rpc_iface	netlogon_iface = {
	"netlogon",
	{ RPC_UUID(0x12345678U, 0x1234, 0xabcd, 0xef00, 0x01234567cffbULL),
	    1, 0 },
	ops, sizeof(ops) / sizeof(ops[0])
};
