/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guard - signing and sealing of request and response fragments, for either
 * end.
 *
 * The signature is the verifier's value, at the fragment's end, and covers
 * everything in front of it: NTLM's extended session security takes headers
 * in whether or not the ends have agreed to sign them.  Arguments are padded
 * to 16 bytes, and the padding is sealed with them.
 *
 * Source   [MS-RPCE] 2.2.2.11, 3.3.1.5.2.2; that headers always count is seen
 *          with every other implementation, and said nowhere.
 */
#ifndef PROTOCOL_RPC_GUARD_H
#define PROTOCOL_RPC_GUARD_H

#include "protocol/auth/ntlm_seal.h"
#include "protocol/rpc/pdu.h"

struct rpc_guard {
	struct ntlm_seal	*seal;		/* NULL: no logon (yet) */
	uint32_t		 context;
	uint8_t			 type;		/* enum rpc_auth_type */
	uint8_t			 level;		/* enum rpc_auth_level */
	bool			 header_sign;	/* agreed; for trailer.c */
};

/* A NULL guard protects nothing. */

/* Bytes of arguments that fit into a fragment. */
size_t	guard_room(const struct rpc_guard *, size_t fragment);

/*
 * `at' is where the arguments begin in the fragment.  Opening checks, and
 * decrypts in place; closing appends the verifier and ends the PDU, or marks
 * the buffer failed.
 */
bool	guard_open(struct rpc_guard *, const struct rpc_pdu *,
	    uint8_t *fragment, size_t at) MUST_CHECK;
void	guard_close(struct rpc_guard *, struct ndr *, size_t at);

#endif
