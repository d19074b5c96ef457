/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rpc_talk - a client that keeps to the protocol as far as the target at hand
 * asks, on one of our pipes, with a made-up domain behind.
 */
#ifndef TESTS_FUZZ_RPC_TALK_H
#define TESTS_FUZZ_RPC_TALK_H

#include "protocol/rpc/iface.h"
#include "protocol/rpc/pdu.h"
#include "tests/unit/rpc_site.h"

struct rpc_talk {
	struct rpc_pipe	*pipe;
	struct buf	 out;		/* the PDU that is being written */
	uint32_t	 call;
	uint8_t		 message[RPC_FRAGMENT_MOST];
	size_t		 len;		/* of the last one that came whole */
};

/* Sets up what is shared by all runs, and a fresh domain; aborts without
   memory. */
struct rpc_site	*talk_site(enum rpc_right caller);
bool	talk_begin(struct rpc_talk *, const char *pipe);
void	talk_end(struct rpc_talk *);

struct ndr	 talk_pdu(struct rpc_talk *, enum rpc_type, uint8_t flags);
void	talk_bind_body(struct ndr *, const struct rpc_iface *);
/* Writes it, `chunk' bytes at a time, and reads all that comes of it. */
void	talk_send(struct rpc_talk *, size_t chunk);

/*
 * Requests of one interface: each is an operation, a handle, the length (le16)
 * of its arguments, and these.  A handle below 8 takes the place of their first
 * 20 bytes: the last handles that answers brought, in turns.
 */
int	talk_requests(const struct rpc_iface *, const uint8_t *, size_t);

#endif
