/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hostile server at the other end of our client.  The first byte chooses the
 * logon and the operation that is called once the bind is through; the rest
 * is what the server sends.
 */
#include <stdint.h>
#include <stdlib.h>

#include "protocol/rpc/client.h"
#include "protocol/rpc/pdu.h"
#include "protocol/rpc/srvsvc.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const uint16_t	calls[] = {
	SRVS_SHARE_ENUM, SRVS_SHARE_GET_INFO, SRVS_REMOTE_TOD,
	SRVS_SERVER_DISK_ENUM
};

union args {
	struct srvs_enum	 list;
	struct srvs_share_args	 share;
	struct srvs_time_args	 time;
	struct srvs_disk_args	 disk;
};

static void
talk(struct rpc_client *c, struct rd r, uint16_t opnum)
{
	union args	 args = { .list = { .list = { .level = 1 } } };
	enum rpc_event	 event = RPC_SEND;
	size_t		 used;

	if (opnum == SRVS_SHARE_GET_INFO)
		args.share = (struct srvs_share_args){ .name = "X",
		    .level = 502 };
	while (event != RPC_OVER) {
		while (rpc_client_next(c).len > 0)
			continue;
		if (event == RPC_READY)
			(void)rpc_client_call(c, opnum, &args);
		if (rd_left(&r) == 0)
			break;
		event = rpc_client_input(c, r, &used);
		r = rd_over(r.base + used, r.len - used);
		if (event == RPC_AWAIT && used == 0)
			break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct ntlm_crypto		*crypto;
	static const struct ntlm_identity	 who = { .user = "user",
	    .domain = "D", .workstation = "W", .target = "" };
	struct client_logon_how			 logon = { .who = &who };
	struct rpc_client_how			 how = {
	    .iface = &srvsvc_iface };
	struct rpc_client			*c;
	uint8_t					 choice;

	if (crypto == NULL && ntlm_crypto_new(&crypto, NULL) != 0)
		abort();
	if (n == 0)
		return 0;
	choice = bytes[0];
	logon.crypto = crypto;
	logon.raw = choice & 8;
	how.level = choice & 16 ? RPC_LEVEL_CONNECT : RPC_LEVEL_PRIVACY;
	how.logon = choice & 4 ? &logon : NULL;
	if (rpc_client_new(&how, &c) != 0)
		return 0;
	talk(c, rd_over(bytes + 1, n - 1), calls[choice & 3]);
	rpc_client_free(&c);
	return 0;
}
