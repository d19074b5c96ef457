/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/iface.h"

const struct rpc_op *
rpc_iface_op(const struct rpc_iface *iface, uint16_t opnum)
{
	if (opnum >= iface->count || iface->ops[opnum].name == NULL)
		return NULL;
	return &iface->ops[opnum];
}
