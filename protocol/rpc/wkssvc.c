/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/wkssvc.h"

static void
station_100(struct ndr *n, void *arg)
{
	struct wks_station	*s = arg;

	ndr_u32(n, &s->platform);
	ndr_wstr(n, &s->computer);
	ndr_wstr(n, &s->domain);
	ndr_u32(n, &s->major);
	ndr_u32(n, &s->minor);
}

static void
station_101(struct ndr *n, void *arg)
{
	struct wks_station	*s = arg;

	station_100(n, s);
	ndr_wstr(n, &s->lan_root);
}

static void
station_102(struct ndr *n, void *arg)
{
	struct wks_station	*s = arg;

	station_101(n, s);
	ndr_u32(n, &s->users);
}

static const struct rpc_level	station_levels[] = {
	{ 100, station_100 }, { 101, station_101 }, { 102, station_102 },
};

static void
user_0(struct ndr *n, void *arg)
{
	struct wks_user	*u = arg;

	ndr_wstr(n, &u->name);
}

static void
user_1(struct ndr *n, void *arg)
{
	struct wks_user	*u = arg;

	ndr_wstr(n, &u->name);
	ndr_wstr(n, &u->domain);
	ndr_wstr(n, &u->other_domains);
	ndr_wstr(n, &u->server);
}

static const struct rpc_level	user_levels[] = {
	{ 0, user_0 }, { 1, user_1 },
};

const struct rpc_levels	wks_stations = RPC_LEVELS(station_levels,
    struct wks_station);
const struct rpc_levels	wks_users = RPC_LEVELS(user_levels, struct wks_user);

static void
get_info_in(struct ndr *n, void *arg)
{
	struct wks_info_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_u32(n, &a->level);
}

static void
get_info_out(struct ndr *n, void *arg)
{
	struct wks_info_args	*a = arg;

	a->info = rpc_level_record(n, &wks_stations, a->level, a->info);
}

static void
user_enum_in(struct ndr *n, void *arg)
{
	struct wks_enum	*a = arg;

	ndr_wstr(n, &a->server);
	rpc_list_in(n, &wks_users, &a->list);
}

static void
user_enum_out(struct ndr *n, void *arg)
{
	struct wks_enum	*a = arg;

	rpc_list_out(n, &wks_users, &a->list);
}

static const struct rpc_op	ops[] = {
[WKS_GET_INFO]	= { "NetrWkstaGetInfo", sizeof(struct wks_info_args),
		    get_info_in, get_info_out },
[WKS_USER_ENUM]	= { "NetrWkstaUserEnum", sizeof(struct wks_enum),
		    user_enum_in, user_enum_out },
};

const struct rpc_iface	wkssvc_iface = {
	"wkssvc",
	{ RPC_UUID(0x6bffd098U, 0xa112, 0x3610, 0x9833, 0x46c3f87e345aULL),
	    1, 0 },
	ops, sizeof(ops) / sizeof(ops[0])
};
