/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests of samr, as rpc_talk.h has them, behind an odd number of a mere user,
 * and with its second bit at a backup controller.
 */
#include "protocol/rpc/samr.h"
#include "tests/fuzz/rpc_talk.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	return talk_requests(&samr_iface, bytes, n);
}
