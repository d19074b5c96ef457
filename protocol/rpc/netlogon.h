/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * netlogon - where the domain's controllers are.  Of the secure channel we
 * speak the first step only, to refuse it: computers do not join here.
 *
 * Memory   a decoded argument struct borrows from the call's arena.
 * Source   [MS-NRPC] 2.2.1.2 (structures), 3.5.4 (operations).
 */
#ifndef PROTOCOL_RPC_NETLOGON_H
#define PROTOCOL_RPC_NETLOGON_H

#include "protocol/rpc/iface.h"

#define NETLOGON_CHALLENGE_SIZE	8

enum netlogon_opnum {
	NETLOGON_REQ_CHALLENGE = 4, NETLOGON_GET_DC = 11,
	NETLOGON_GET_ANY_DC = 13, NETLOGON_DC_NAME = 20,
	NETLOGON_DC_NAME_EX = 27, NETLOGON_DC_NAME_EX2 = 34
};

/* [MS-NRPC] 3.5.4.3.1: what is asked for... */
enum netlogon_wish {
	NETLOGON_WANT_PDC	= 0x00000080,
	NETLOGON_WANT_WRITABLE	= 0x00001000,
	NETLOGON_NAME_IS_FLAT	= 0x00010000,
	NETLOGON_NAME_IS_DNS	= 0x00020000,
	NETLOGON_RETURN_DNS	= 0x40000000
};

/* ...and 2.2.1.2.1: what was found. */
enum netlogon_found {
	NETLOGON_IS_PDC		= 0x00000001,
	NETLOGON_IS_WRITABLE	= 0x00000100
};

#define NETLOGON_ADDRESS_NETBIOS	2

struct netlogon_challenge {
	const char	*server;
	const char	*computer;
	uint8_t		 client[NETLOGON_CHALLENGE_SIZE];
	uint8_t		 answer[NETLOGON_CHALLENGE_SIZE];
};

struct netlogon_name {			/* GetDCName, GetAnyDCName */
	const char	*server;
	const char	*domain;
	const char	*found;		/* "\\\\NAME" */
};

struct netlogon_dc {
	const char	*name;
	const char	*address;
	uint32_t	 address_type;
	struct guid	 domain_guid;
	const char	*domain;
	const char	*forest;
	uint32_t	 flags;		/* enum netlogon_found */
	const char	*dc_site;
	const char	*client_site;
};

struct netlogon_dc_args {
	const char		*server;
	const char		*account;	/* Ex2: it has to be there */
	uint32_t		 account_flags;
	const char		*domain;
	struct guid		*domain_guid;
	struct guid		*site_guid;	/* DsrGetDcName */
	const char		*site;		/* Ex, Ex2 */
	uint32_t		 flags;		/* enum netlogon_wish */
	struct netlogon_dc	*found;
};

extern const struct rpc_iface	netlogon_iface;

#endif
