/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hostile server at the other end of our client.  The first byte chooses the
 * logon (bits 2 to 4) and the operation, of three interfaces, that is called once
 * the bind is through; the rest is what the server sends.
 */
#include <stdint.h>
#include <stdlib.h>

#include "protocol/rpc/client.h"
#include "protocol/rpc/pdu.h"
#include "protocol/rpc/srvsvc.h"
#include "protocol/rpc/svcctl.h"
#include "protocol/rpc/winreg.h"

#define ROOM	8192

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

union args {
	struct srvs_enum	 list;
	struct srvs_share_args	 share;
	struct srvs_time_args	 time;
	struct srvs_disk_args	 disk;
	struct svc_open		 open;
	struct svc_list		 services;
	struct svc_query	 query;
	struct svc_do		 does;
	struct winreg_open	 key;
	struct winreg_value	 value;
};

/* The first four are those of before there were others. */
static const struct {
	const struct rpc_iface	*iface;
	uint16_t		 opnum;
} calls[] = {
	{ &srvsvc_iface, SRVS_SHARE_ENUM },
	{ &srvsvc_iface, SRVS_SHARE_GET_INFO },
	{ &srvsvc_iface, SRVS_REMOTE_TOD },
	{ &srvsvc_iface, SRVS_SERVER_DISK_ENUM },
	{ &svcctl_iface, SVC_OPEN_MANAGER },
	{ &svcctl_iface, SVC_LIST },
	{ &svcctl_iface, SVC_QUERY_CONFIG },
	{ &svcctl_iface, SVC_QUERY_STATUS },
	{ &winreg_iface, WINREG_OPEN_HKLM },
	{ &winreg_iface, WINREG_OPEN_KEY },
	{ &winreg_iface, WINREG_QUERY_VALUE },
};

#define CALLS	(sizeof(calls) / sizeof(calls[0]))

/* The numbers that a value's answer brings back are the caller's. */
struct numbers {
	uint32_t	 type, room, length;
};

static void
fill(union args *a, unsigned which, struct numbers *n)
{
	*a = (union args){ .list = { .list = { .level = 1 } } };
	*n = (struct numbers){ 0, ROOM, 0 };
	if (calls[which].iface == &svcctl_iface)
		*a = (union args){ .open = { .name = "X" } };
	if (calls[which].iface == &winreg_iface)
		*a = (union args){ .key = { .name = "X" } };
	switch (which) {
	case 1:
		a->share = (struct srvs_share_args){ .name = "X",
		    .level = 502 };
		break;
	case 5:
		a->services = (struct svc_list){ .room = ROOM };
		break;
	case 6:
		a->query = (struct svc_query){ .room = ROOM };
		break;
	case 7:
		a->does = (struct svc_do){ .control = 0 };
		break;
	case 10:
		a->value = (struct winreg_value){ .name = "X", .data = {
		    .type = &n->type, .there = true, .most = ROOM,
		    .room = &n->room, .length = &n->length } };
	}
}

static void
talk(struct rpc_client *c, struct rd r, unsigned which)
{
	union args	 args;
	struct numbers	 numbers;
	enum rpc_event	 event = RPC_SEND;
	size_t		 used;

	fill(&args, which, &numbers);
	while (event != RPC_OVER) {
		while (rpc_client_next(c).len > 0)
			continue;
		if (event == RPC_READY)
			(void)rpc_client_call(c, calls[which].opnum, &args);
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
	struct rpc_client_how			 how = { .level = 0 };
	struct rpc_client			*c;
	uint8_t					 choice;
	unsigned				 which;

	if (crypto == NULL && ntlm_crypto_new(&crypto, NULL) != 0)
		abort();
	if (n == 0)
		return 0;
	choice = bytes[0];
	which = ((choice & 3U) + 4U * (choice >> 5)) % CALLS;
	how.iface = calls[which].iface;
	logon.crypto = crypto;
	logon.raw = choice & 8;
	how.level = choice & 16 ? RPC_LEVEL_CONNECT : RPC_LEVEL_PRIVACY;
	how.logon = choice & 4 ? &logon : NULL;
	if (rpc_client_new(&how, &c) != 0)
		return 0;
	talk(c, rd_over(bytes + 1, n - 1), which);
	rpc_client_free(&c);
	return 0;
}
