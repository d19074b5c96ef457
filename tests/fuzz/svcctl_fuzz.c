/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests of svcctl, as rpc_talk.h has them, at a machine of four services.
 */
#include "protocol/rpc/svcctl.h"
#include "tests/fuzz/rpc_talk.h"
#include "tests/unit/rpc_machine.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct machine	 machine;

	machine_init(&machine);
	talk_site(RPC_OPERATOR)->host.services = &machine.ops;
	return talk_requests(&svcctl_iface, bytes, n);
}
