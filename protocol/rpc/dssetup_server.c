/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/dssetup.h"
#include "protocol/rpc/service.h"
#include "protocol/rpc/werror.h"

static uint32_t
primary_domain(struct rpc_call *c, void *args)
{
	const struct rpc_facts	*f = rpc_call_facts(c);
	struct ds_args		*a = args;
	struct ds_info		*d;

	if (a->level < DS_BASIC || a->level > DS_OPERATION)
		return WERR_INVALID_PARAMETER;
	d = arena_alloc(rpc_call_arena(c), sizeof(*d));
	if (d == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	d->level = a->level;
	d->role = f->is_controller ? DS_PRIMARY_DC : DS_STANDALONE_SERVER;
	d->flat_name = f->domain;
	if (f->domain_sid != NULL) {
		d->dns_name = f->dns_domain;
		d->forest = f->forest;
		d->guid = f->domain_guid;
	}
	a->info = d;
	return WERR_OK;
}

static const struct rpc_handler	handlers[] = {
[DS_GET_PRIMARY_DOMAIN]	= { RPC_USER,	primary_domain },
};

const struct rpc_service	dssetup_service = {
	&dssetup_iface, handlers, sizeof(handlers) / sizeof(handlers[0]),
	WERR_ACCESS_DENIED, RPC_NOTHING
};
