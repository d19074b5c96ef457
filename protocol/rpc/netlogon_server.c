/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which controllers the domain has, [MS-NRPC] 3.5.4.3: the primary one is the
 * directory's to tell, any one is this server, if it is one.
 */
#include <string.h>

#include "base/text.h"
#include "protocol/rpc/netlogon.h"
#include "protocol/rpc/service.h"
#include "protocol/rpc/werror.h"

/* Computers have no accounts here, so that there is no channel to secure. */
static uint32_t
req_challenge(struct rpc_call *c, void *args)
{
	(void)c;
	(void)args;
	return (uint32_t)NT_ACCESS_DENIED;
}

/* No name is ours. */
static bool
is_ours(const struct rpc_facts *f, const char *name)
{
	return name == NULL || *name == '\0' ||
	    text_casecmp(name, rpc_domain_name(f, DOMAIN_ACCOUNTS)) == 0 ||
	    text_casecmp(name, f->domain) == 0 ||
	    (f->dns_domain[0] != '\0' &&
	    text_casecmp(name, f->dns_domain) == 0);
}

/* "\\NAME"; NULL: no memory. */
static const char *
unc(struct rpc_call *c, const char *name)
{
	size_t	 n = strlen(name);
	char	*s = arena_alloc(rpc_call_arena(c), n + 3);

	if (s == NULL)
		return NULL;
	memcpy(s, "\\\\", 2);
	memcpy(s + 2, name, n);
	return s;
}

static uint32_t
name_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct netlogon_name	*a = args;

	if (r->status != NT_OK || r->facts->primary == NULL)
		return NERR_DC_NOT_FOUND;
	a->found = unc(c, r->facts->primary);
	return WERR_OK;
}

static uint32_t
ask_primary(struct rpc_call *c, rpc_run_domain *then)
{
	struct rpc_domain_ask	 ask = { .op = DOMAIN_FACTS };

	return rpc_call_domain(c, &ask, then);
}

static uint32_t
get_dc(struct rpc_call *c, void *args)
{
	struct netlogon_name	*a = args;

	if (!is_ours(rpc_call_facts(c), a->domain))
		return NERR_DC_NOT_FOUND;
	return ask_primary(c, name_told);
}

static uint32_t
get_any_dc(struct rpc_call *c, void *args)
{
	const struct rpc_facts	*f = rpc_call_facts(c);
	struct netlogon_name	*a = args;

	if (!is_ours(f, a->domain))
		return WERR_NO_SUCH_DOMAIN;
	if (!f->is_controller)
		return ask_primary(c, name_told);
	a->found = unc(c, f->server);
	return WERR_OK;
}

/* --- with all that is known of it --- */

static uint32_t
dc_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	const struct rpc_facts	*f = rpc_call_facts(c);
	struct netlogon_dc_args	*a = args;
	struct netlogon_dc	*d;
	bool			 primary;

	if (r->status != NT_OK || r->facts->primary == NULL)
		return WERR_NO_SUCH_DOMAIN;
	primary = a->flags & (NETLOGON_WANT_PDC | NETLOGON_WANT_WRITABLE) ||
	    !f->is_controller || !f->is_backup;
	d = a->found = arena_alloc(rpc_call_arena(c), sizeof(*d));
	if (d == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	d->name = d->address = unc(c, primary ? r->facts->primary : f->server);
	d->address_type = NETLOGON_ADDRESS_NETBIOS;
	d->domain_guid = f->domain_guid;
	d->domain = rpc_domain_name(f, DOMAIN_ACCOUNTS);
	if (primary)
		d->flags = NETLOGON_IS_PDC | NETLOGON_IS_WRITABLE;
	return WERR_OK;
}

static uint32_t
account_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	(void)args;
	if (r->status != NT_OK || r->count != 1 ||
	    r->rows[0].kind != SID_USE_USER)
		return WERR_NO_SUCH_USER;
	return ask_primary(c, dc_told);
}

static uint32_t
dc_name(struct rpc_call *c, void *args)
{
	struct netlogon_dc_args	*a = args;
	struct rpc_domain_ask	 ask = { .op = DOMAIN_FIND, .count = 1 };

	if (!is_ours(rpc_call_facts(c), a->domain) ||
	    (a->flags & NETLOGON_RETURN_DNS &&
	    rpc_call_facts(c)->dns_domain[0] == '\0'))
		return WERR_NO_SUCH_DOMAIN;
	if (a->account == NULL)
		return ask_primary(c, dc_told);
	ask.names = &a->account;
	return rpc_call_domain(c, &ask, account_told);
}

static const struct rpc_handler	handlers[] = {
[NETLOGON_REQ_CHALLENGE] = { RPC_ANYBODY, req_challenge },
[NETLOGON_GET_DC]	= { RPC_USER,	get_dc },
[NETLOGON_GET_ANY_DC]	= { RPC_USER,	get_any_dc },
[NETLOGON_DC_NAME]	= { RPC_USER,	dc_name },
[NETLOGON_DC_NAME_EX]	= { RPC_USER,	dc_name },
[NETLOGON_DC_NAME_EX2]	= { RPC_USER,	dc_name },
};

const struct rpc_service	netlogon_service = {
	&netlogon_iface, handlers, sizeof(handlers) / sizeof(handlers[0]),
	WERR_ACCESS_DENIED, RPC_ACCOUNTS
};
