/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What wkssvc answers, [MS-WKST] 3.2.4.1 and 3.2.4.3.  Nobody is ever logged
 * on to this machine's desktop: it has none.
 */
#include "protocol/rpc/service.h"
#include "protocol/rpc/werror.h"
#include "protocol/rpc/wkssvc.h"

#define PLATFORM_NT	500

static uint32_t
get_info(struct rpc_call *c, void *args)
{
	const struct rpc_facts	*f = rpc_call_facts(c);
	struct wks_info_args	*a = args;
	struct wks_station	*s;

	if (!rpc_level_known(&wks_stations, a->level))
		return WERR_INVALID_LEVEL;
	if (a->level > 100 && !rpc_call_may(c, RPC_USER))
		return WERR_ACCESS_DENIED;
	s = arena_alloc(rpc_call_arena(c), sizeof(*s));
	if (s == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	s->platform = PLATFORM_NT;
	s->computer = f->server;
	s->domain = f->domain;
	s->major = f->major;
	s->minor = f->minor;
	s->lan_root = "";
	a->info = s;
	return WERR_OK;
}

static uint32_t
user_enum(struct rpc_call *c, void *args)
{
	struct wks_enum	*a = args;

	(void)c;
	a->list.there = true;
	a->list.count = 0;
	a->list.rows = NULL;
	if (!rpc_level_known(&wks_users, a->list.level))
		return WERR_INVALID_LEVEL;
	return WERR_OK;
}

static const struct rpc_handler	handlers[] = {
[WKS_GET_INFO]	= { RPC_ANYBODY,	get_info },
[WKS_USER_ENUM]	= { RPC_OPERATOR,	user_enum },
};

const struct rpc_service	wkssvc_service = {
	&wkssvc_iface, handlers, sizeof(handlers) / sizeof(handlers[0]),
	WERR_ACCESS_DENIED, RPC_NOTHING
};
