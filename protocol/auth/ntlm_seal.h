/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ntlm_seal - session security after a logon: signing and sealing, with
 * extended session security only.
 *
 * Units    bytes; a signature is NTLM_SIGNATURE_SIZE of them.
 * Errors   0, -EBADMSG for a signature that does not fit, -ENOMEM.
 * Order    each direction has its own key stream and sequence number, so the
 *          messages of one direction are handled in the order they are sent.
 *          After -EBADMSG the object is of no more use.
 * Memory   ntlm_seal_free() wipes.  The crypto handle is borrowed.
 * Source   [MS-NLMP] 3.4.
 */
#ifndef PROTOCOL_AUTH_NTLM_SEAL_H
#define PROTOCOL_AUTH_NTLM_SEAL_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/auth/ntlm_crypto.h"
#include "protocol/auth/ntlm_proof.h"

#define NTLM_SIGNATURE_SIZE	16

enum ntlm_side { NTLM_CLIENT, NTLM_SERVER };

struct ntlm_seal;

/*
 * `first' is the sequence number that both directions begin with: 0, or 1
 * after SPNEGO has spent number 0 on its mechListMIC.
 */
int	ntlm_seal_new(struct ntlm_crypto *, const struct ntlm_keys *,
	    enum ntlm_side self, uint32_t first, struct ntlm_seal **out);
void	ntlm_seal_free(struct ntlm_seal **);

int	ntlm_sign(struct ntlm_seal *, struct rd message,
	    uint8_t signature[static NTLM_SIGNATURE_SIZE]);
int	ntlm_verify(struct ntlm_seal *, struct rd message,
	    const uint8_t signature[static NTLM_SIGNATURE_SIZE]) MUST_CHECK;

/*
 * `signed_part' is what the signature covers, as plain text; `data' is what
 * is encrypted in place and may lie inside it (DCE/RPC) or be all of it.
 */
struct ntlm_pdu {
	struct rd	 signed_part;
	uint8_t		*data;
	size_t		 len;
};
int	ntlm_seal(struct ntlm_seal *, const struct ntlm_pdu *,
	    uint8_t signature[static NTLM_SIGNATURE_SIZE]);
int	ntlm_unseal(struct ntlm_seal *, const struct ntlm_pdu *,
	    const uint8_t signature[static NTLM_SIGNATURE_SIZE]) MUST_CHECK;

/* SPNEGO's mechListMIC: the signature numbered 0 of either side. */
int	ntlm_mech_list_mic(struct ntlm_crypto *, const struct ntlm_keys *,
	    enum ntlm_side signer, struct rd mech_types,
	    uint8_t mic[static NTLM_SIGNATURE_SIZE]);

#endif
