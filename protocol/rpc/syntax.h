/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * syntax - the names of interfaces and of transfer encodings: a UUID and a
 * version.
 *
 * Source   [C706] 12.6.3.1 p_syntax_id_t; [MS-RPCE] 2.2.2.14 (bind time
 *          feature negotiation), 2.2.4.12 (NDR), 2.2.5 (NDR64, refused).
 */
#ifndef PROTOCOL_RPC_SYNTAX_H
#define PROTOCOL_RPC_SYNTAX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/guid.h"
#include "protocol/rpc/ndr.h"

struct rpc_syntax {
	struct guid	 uuid;
	uint16_t	 major;
	uint16_t	 minor;
};

/* 8 and 4 and 4 and 8 and 12 hex digits as numbers, in wire order. */
#define RPC_UUID(a, b, c, d, e)						\
	{ {								\
		(a) & 0xff, (a) >> 8 & 0xff, (a) >> 16 & 0xff,		\
		(a) >> 24,						\
		(b) & 0xff, (b) >> 8, (c) & 0xff, (c) >> 8,		\
		(d) >> 8, (d) & 0xff,					\
		(e) >> 40 & 0xff, (e) >> 32 & 0xff, (e) >> 24 & 0xff,	\
		(e) >> 16 & 0xff, (e) >> 8 & 0xff, (e) & 0xff		\
	} }

extern const struct rpc_syntax	rpc_ndr32;

void	rpc_syntax_body(struct ndr *, struct rpc_syntax *);
bool	rpc_syntax_equal(const struct rpc_syntax *, const struct rpc_syntax *);

/* The features that a client offers in the guise of a transfer syntax. */
#define RPC_SECURITY_MULTIPLEXING	0x01
#define RPC_KEEP_ON_ORPHAN		0x02

bool	rpc_syntax_features(const struct rpc_syntax *, uint64_t *features_out);

#endif
