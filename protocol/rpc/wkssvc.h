/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wkssvc - the Workstation service: what this machine is called and who is
 * logged on to it.
 *
 * Source   [MS-WKST] 2.2.5, 3.2.4.
 */
#ifndef PROTOCOL_RPC_WKSSVC_H
#define PROTOCOL_RPC_WKSSVC_H

#include "protocol/rpc/iface.h"
#include "protocol/rpc/level.h"

enum wks_opnum { WKS_GET_INFO = 0, WKS_USER_ENUM = 2 };

struct wks_station {			/* levels 100, 101, 102 */
	uint32_t	 platform;
	const char	*computer;
	const char	*domain;
	uint32_t	 major;
	uint32_t	 minor;
	const char	*lan_root;
	uint32_t	 users;
};

struct wks_user {			/* levels 0, 1 */
	const char	*name;
	const char	*domain;
	const char	*other_domains;
	const char	*server;
};

struct wks_info_args {
	const char		*server;
	uint32_t		 level;
	struct wks_station	*info;
};

struct wks_enum {
	const char	*server;
	struct rpc_list	 list;
};

extern const struct rpc_iface	wkssvc_iface;
extern const struct rpc_levels	wks_stations, wks_users;

#endif
