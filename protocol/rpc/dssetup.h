/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dssetup - the one question of the Directory Services Setup interface that
 * domain joining tools ask first: what are you?
 *
 * Source   [MS-DSSP] 2.2, 3.2.5.1.
 */
#ifndef PROTOCOL_RPC_DSSETUP_H
#define PROTOCOL_RPC_DSSETUP_H

#include "protocol/rpc/iface.h"

enum ds_opnum { DS_GET_PRIMARY_DOMAIN = 0 };

/* DSROLE_PRIMARY_DOMAIN_INFO_LEVEL */
enum ds_level { DS_BASIC = 1, DS_UPGRADE = 2, DS_OPERATION = 3 };

/* DSROLE_MACHINE_ROLE, those of a server */
enum ds_role { DS_STANDALONE_SERVER = 2, DS_MEMBER_SERVER = 3,
	DS_BACKUP_DC = 4, DS_PRIMARY_DC = 5 };

struct ds_info {
	uint16_t	 level;			/* which of these */
	uint16_t	 role;
	uint32_t	 flags;
	const char	*flat_name;
	const char	*dns_name;
	const char	*forest;
	struct guid	 guid;
	uint32_t	 upgrading;
	uint16_t	 previous_role;		/* 0: unknown */
	uint16_t	 operation;		/* 0: idle */
};

struct ds_args {
	uint16_t	 level;
	struct ds_info	*info;
};

extern const struct rpc_iface	dssetup_iface;

#endif
