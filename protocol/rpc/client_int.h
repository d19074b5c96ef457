/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client_int - what the client's two files share: client.c (calls) and
 * client_bind.c (bind and logon).
 *
 *	BINDING --bind_ack--> IDLE --call--> CALLING --response, fault--> IDLE
 *	   \-- bind_nak, anything against the protocol --> OVER
 */
#ifndef PROTOCOL_RPC_CLIENT_INT_H
#define PROTOCOL_RPC_CLIENT_INT_H

#include "protocol/rpc/client.h"
#include "protocol/rpc/guard.h"
#include "protocol/rpc/pdu.h"

#define CLIENT_CONTEXT	0		/* the only one that we bind */

enum client_state { CLIENT_BINDING, CLIENT_IDLE, CLIENT_CALLING, CLIENT_OVER };

struct rpc_client {
	const struct rpc_iface	*iface;
	const struct rpc_op	*op;
	enum client_state	 state;
	bool			 big;
	uint32_t		 call;
	uint16_t		 opnum;
	uint16_t		 fragment;
	struct client_logon	*logon;
	const struct client_logon_how	*how;
	struct rpc_guard	 guard;
	struct buf		 in;		/* one PDU */
	struct buf		 out;		/* one PDU */
	struct buf		 stub;		/* request, then response */
	size_t			 sent;		/* of the request */
	bool			 pdu_ready;	/* out is to be sent */
	bool			 stub_ready;	/* then, fragments of stub */
	struct arena		 mem;
	void			*args;
	uint32_t		 status;
	uint32_t		 fault;
	const char		*why;
};

enum rpc_event	client_over(struct rpc_client *, const char *why);
struct ndr	client_pdu(struct rpc_client *, enum rpc_type, uint8_t flags);

/* client_bind.c */
int		client_bind(struct rpc_client *, const struct rpc_client_how *);
enum rpc_event	client_take_ack(struct rpc_client *, const struct rpc_pdu *);
enum rpc_event	client_take_nak(struct rpc_client *, const struct rpc_pdu *);

#endif
