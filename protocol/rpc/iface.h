/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * iface - what both ends must know of an interface: its name, its UUID and,
 * for each operation, how its arguments travel.
 *
 * An operation has one argument struct; `in' describes the parameters that
 * the request carries, `out' those of the response, each in the IDL's order
 * and without the status that ends every response.  A row without a name is
 * an operation that we do not speak.
 */
#ifndef PROTOCOL_RPC_IFACE_H
#define PROTOCOL_RPC_IFACE_H

#include "protocol/rpc/syntax.h"

struct rpc_op {
	const char	*name;
	size_t		 size;		/* of the argument struct */
	ndr_fn		*in;
	ndr_fn		*out;
};

struct rpc_iface {
	const char		*name;
	struct rpc_syntax	 syntax;
	const struct rpc_op	*ops;
	uint16_t		 count;
};

/* NULL: no such operation. */
const struct rpc_op	*rpc_iface_op(const struct rpc_iface *, uint16_t opnum);

#endif
