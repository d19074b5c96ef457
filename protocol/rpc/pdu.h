/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdu - the protocol data units of connection-oriented RPC, both directions.
 *
 * rpc_pdu_open() takes one whole fragment apart into header, body and auth
 * verifier; the rpc_..._body() functions describe one body each, read or write
 * it, and stand in the order of the specification's tables.
 *
 *	reading		rpc_pdu_open(fragment, &pdu);
 *			n = rpc_pdu_body(&pdu); rpc_bind_body(&n, &bind);
 *	writing		n = rpc_pdu_begin(&buf, &pdu); rpc_bind_body(&n, &bind);
 *			rpc_pdu_end(&buf, at)
 *
 * Units    bytes.
 * Errors   0, or -EPROTO for bytes that are no PDU of version 5.
 * Memory   what was opened borrows the fragment.
 * Source   [C706] 12.6, [MS-RPCE] 2.2.2.
 */
#ifndef PROTOCOL_RPC_PDU_H
#define PROTOCOL_RPC_PDU_H

#include "protocol/rpc/syntax.h"

#define RPC_HEADER_SIZE		16
#define RPC_REQUEST_SIZE	24	/* header and fixed part */
#define RPC_TRAILER_SIZE	8	/* sec_trailer without its value */
#define RPC_FRAGMENT_LEAST	2048	/* what everybody must take */
#define RPC_FRAGMENT_PIPE	4280	/* what Windows offers on a pipe */
#define RPC_FRAGMENT_MOST	5840
#define RPC_AUTH_VALUE_MAX	8192

enum rpc_type {
	RPC_REQUEST = 0, RPC_RESPONSE = 2, RPC_FAULT = 3, RPC_BIND = 11,
	RPC_BIND_ACK = 12, RPC_BIND_NAK = 13, RPC_ALTER = 14,
	RPC_ALTER_RESP = 15, RPC_AUTH3 = 16, RPC_SHUTDOWN = 17,
	RPC_CO_CANCEL = 18, RPC_ORPHANED = 19
};

enum {					/* flags */
	RPC_FIRST = 0x01, RPC_LAST = 0x02, RPC_WHOLE = 0x03,
	RPC_PENDING_CANCEL = 0x04,	/* requests */
	RPC_HEADER_SIGN = 0x04,		/* bind and alter_context */
	RPC_DID_NOT_EXECUTE = 0x20, RPC_OBJECT = 0x80
};

enum rpc_auth_type {
	RPC_AUTH_NONE = 0, RPC_AUTH_SPNEGO = 9, RPC_AUTH_NTLM = 10
};

enum rpc_auth_level {
	RPC_LEVEL_NONE = 1, RPC_LEVEL_CONNECT = 2, RPC_LEVEL_CALL = 3,
	RPC_LEVEL_PACKET = 4, RPC_LEVEL_INTEGRITY = 5, RPC_LEVEL_PRIVACY = 6
};

/* The sec_trailer and its value, [MS-RPCE] 2.2.2.11. */
struct rpc_verifier {
	uint8_t		 type;		/* RPC_AUTH_NONE: there is none */
	uint8_t		 level;
	uint8_t		 pad;		/* in front of it, not of the body */
	uint32_t	 context;
	struct rd	 value;
};

struct rpc_pdu {
	uint8_t			 type;
	uint8_t			 flags;
	bool			 big;		/* integers are big-endian */
	uint32_t		 call;
	struct rd		 whole;
	struct rd		 body;		/* based at fragment's start */
	struct rpc_verifier	 verifier;
};

/* Length of the fragment that these bytes begin; 0: more than these needed. */
int		 rpc_pdu_length(struct rd, size_t *out);
int		 rpc_pdu_open(struct rd fragment, struct rpc_pdu *);
struct ndr	 rpc_pdu_body(const struct rpc_pdu *);

/* Returns a writer that stands behind the header. */
struct ndr	 rpc_pdu_begin(struct buf *, const struct rpc_pdu *);
/* Appends the verifier, value included (a hole if value.base is NULL). */
void		 rpc_verifier_put(struct ndr *, const struct rpc_verifier *);
/* Fills in the lengths of the PDU that starts at `at'. */
void		 rpc_pdu_end(struct ndr *, uint16_t auth_length);

#define RPC_CONTEXTS_MAX	16	/* in one bind */
#define RPC_TRANSFERS_MAX	8	/* for one context */

struct rpc_context {
	uint16_t		 id;
	uint8_t			 count;
	struct rpc_syntax	 interface;
	struct rpc_syntax	 transfer[RPC_TRANSFERS_MAX];
};

struct rpc_bind {			/* bind, alter_context */
	uint16_t		 max_xmit;
	uint16_t		 max_recv;
	uint32_t		 group;
	uint8_t			 count;
	struct rpc_context	 context[RPC_CONTEXTS_MAX];
};

struct rpc_context_result {
	uint16_t		 result;	/* enum rpc_result */
	uint16_t		 reason;	/* enum rpc_reason; features */
	struct rpc_syntax	 transfer;
};

#define RPC_ADDRESS_SIZE	64

struct rpc_bind_ack {			/* bind_ack, alter_context_resp */
	uint16_t			 max_xmit;
	uint16_t			 max_recv;
	uint32_t			 group;
	char				 address[RPC_ADDRESS_SIZE];
	uint8_t				 count;
	struct rpc_context_result	 result[RPC_CONTEXTS_MAX];
};

struct rpc_request {
	uint32_t	 hint;
	uint16_t	 context;
	uint16_t	 opnum;
};

struct rpc_response {			/* and the head of a fault */
	uint32_t	 hint;
	uint16_t	 context;
};

void	rpc_bind_body(struct ndr *, struct rpc_bind *);
void	rpc_bind_ack_body(struct ndr *, struct rpc_bind_ack *);
void	rpc_bind_nak_body(struct ndr *, uint16_t *reason);
void	rpc_request_body(struct ndr *, struct rpc_request *, bool object);
void	rpc_response_body(struct ndr *, struct rpc_response *);
void	rpc_fault_body(struct ndr *, struct rpc_response *, uint32_t *status);

#endif
