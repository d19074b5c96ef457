/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client - the client's end of a pipe with one interface behind it, without
 * any I/O: PDUs to be sent come out, bytes that were read go in.
 *
 *	rpc_client_new(&how, &c);		RPC_SEND: the bind is there
 *	while ((pdu = rpc_client_next(c)).len > 0)
 *		send it;
 *	event = rpc_client_input(c, bytes);	RPC_SEND: go on sending
 *						RPC_READY: bound
 *	rpc_client_call(c, SRVS_SHARE_ENUM, &args);
 *	... send, input ...			RPC_READY: args are answered
 *
 * On a named pipe each PDU is one write, and the last of them may be a
 * transceive; RPC_AWAIT asks for more bytes.
 *
 * Errors   RPC_FAULTED: this call failed, rpc_client_fault() says why, the next
 *          one may do better.  RPC_OVER: nothing more can be done on this
 *          pipe, rpc_client_why().
 * Memory   `how' is borrowed until RPC_READY, its crypto handle until the
 *          client is freed; arguments until they are answered.  Texts and
 *          arrays in the answer live until the next call.
 * Source   [MS-RPCE] 3.3.2.
 */
#ifndef PROTOCOL_RPC_CLIENT_H
#define PROTOCOL_RPC_CLIENT_H

#include "base/wire.h"
#include "protocol/auth/client_logon.h"
#include "protocol/rpc/iface.h"

#define RPC_CLIENT_MAX	(16U << 20)	/* bytes of one answer, decoded */

struct rpc_client;

struct rpc_client_how {
	const struct rpc_iface		*iface;
	const struct client_logon_how	*logon;	/* NULL: the SMB session's */
	uint8_t				 level;	/* enum rpc_auth_level */
	bool				 big_endian;	/* as others may be */
};

enum rpc_event { RPC_SEND, RPC_AWAIT, RPC_READY, RPC_FAULTED, RPC_OVER };

/* 0, -ENOMEM or what client_logon_start() returns. */
int		 rpc_client_new(const struct rpc_client_how *,
		    struct rpc_client **out);
void		 rpc_client_free(struct rpc_client **);

/* The next PDU to be sent, borrowed until the next call; empty: none. */
struct rd	 rpc_client_next(struct rpc_client *);
/* At most to the end of one PDU is taken; `used_out' says how much. */
enum rpc_event	 rpc_client_input(struct rpc_client *, struct rd,
		    size_t *used_out);

/* 0, -EINVAL (no such operation; arguments), -EPROTO (not ready), -ENOMEM. */
int		 rpc_client_call(struct rpc_client *, uint16_t opnum,
		    void *args);
uint32_t	 rpc_client_status(const struct rpc_client *);	/* call's own */
uint32_t	 rpc_client_fault(const struct rpc_client *);
const char	*rpc_client_why(const struct rpc_client *);

#endif
