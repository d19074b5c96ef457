/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests of lsarpc, as rpc_talk.h has them, behind an odd number of a mere user,
 * and with its second bit at a backup controller.
 */
#include "protocol/rpc/lsarpc.h"
#include "tests/fuzz/rpc_talk.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	return talk_requests(&lsarpc_iface, bytes, n);
}
