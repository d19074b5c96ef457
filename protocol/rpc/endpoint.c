/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "protocol/rpc/pipe_int.h"

/*
 * All of them can be opened, as on every Windows; where nothing answers there
 * (no accounts to show), a bind is told so, instead of the open.
 */
static const struct rpc_endpoint	endpoints[] = {
	{ "srvsvc", "\\PIPE\\srvsvc", { &srvsvc_service } },
	{ "wkssvc", "\\PIPE\\wkssvc", { &wkssvc_service } },
	{ "lsarpc", "\\PIPE\\lsass", { &lsarpc_service, &dssetup_service } },
	{ "lsass", "\\PIPE\\lsass", { &lsarpc_service, &dssetup_service } },
	{ "samr", "\\PIPE\\lsass", { &samr_service } },
	{ "netlogon", "\\PIPE\\lsass", { &netlogon_service } },
	{ "winreg", "\\PIPE\\winreg", { &winreg_service } },
	{ "svcctl", "\\PIPE\\ntsvcs", { &svcctl_service } },
};

const struct rpc_endpoint *
rpc_endpoint_find(const char *name)
{
	size_t	 i;

	for (i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++) {
		if (text_casecmp(endpoints[i].name, name) == 0)
			return &endpoints[i];
	}
	return NULL;
}

const char *
rpc_endpoint_name(const struct rpc_endpoint *ep)
{
	return ep->name;
}

static bool
is_there(const struct rpc_host *h, enum rpc_behind what)
{
	return what == RPC_NOTHING ||
	    (what == RPC_ACCOUNTS && h->domain != NULL) ||
	    (what == RPC_VALUES && h->value_count > 0) ||
	    (what == RPC_SERVICES && h->services != NULL);
}

const struct rpc_service *
endpoint_service(const struct rpc_pipe *p, const struct rpc_syntax *wanted)
{
	const struct rpc_endpoint	*ep = p->endpoint;
	const struct rpc_syntax		*own;
	size_t				 i;

	for (i = 0; i < RPC_SERVICES_MAX && ep->services[i] != NULL; i++) {
		if (!is_there(p->host, ep->services[i]->behind))
			continue;
		own = &ep->services[i]->iface->syntax;
		if (guid_equal(&own->uuid, &wanted->uuid) &&
		    own->major == wanted->major && own->minor >= wanted->minor)
			return ep->services[i];
	}
	return NULL;
}
