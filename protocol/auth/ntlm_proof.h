/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ntlm_proof - the arithmetic of NTLMv2 that both ends do alike.
 *
 * Errors   0 or -ENOMEM (ntlm_crypto.h); ntlm_owf_v2() also -ENAMETOOLONG,
 *          ntlm_mic() -EBADMSG for a message without room for one.
 * Memory   nothing is kept; intermediate secrets are wiped.
 * Source   [MS-NLMP] 3.3.2 (NTOWFv2, ComputeResponse), 3.4.5.1 (KXKEY),
 *          3.1.5.1.2 and 3.2.5.1.2 (key exchange, MIC).
 */
#ifndef PROTOCOL_AUTH_NTLM_PROOF_H
#define PROTOCOL_AUTH_NTLM_PROOF_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/auth/ntlm_crypto.h"
#include "protocol/auth/ntlm_message.h"

/* The three messages of one logon, byte for byte as they were sent. */
struct ntlm_trio {
	struct rd	 negotiate;
	struct rd	 challenge;
	struct rd	 authenticate;
};

/* What a logon leaves behind.  Wipe it. */
struct ntlm_keys {
	uint8_t		 base[NTLM_KEY_SIZE];
	uint8_t		 exported[NTLM_KEY_SIZE];	/* the session's */
	uint32_t	 flags;		/* agreed by both: for ntlm_seal.h */
};

/*
 * The key that stands for this user in this domain.  The user name is
 * upper-cased here; the domain is taken as it is.  `flags' tell the character
 * set of both.
 */
struct ntlm_owner {
	struct rd	 user;
	struct rd	 domain;
	uint32_t	 flags;
};
int	ntlm_owf_v2(struct ntlm_crypto *, const uint8_t nt_hash[static 16],
	    const struct ntlm_owner *, uint8_t out[static NTLM_KEY_SIZE]);

/* NTProofStr from the server's challenge and the client's `temp'. */
int	ntlm_proof(struct ntlm_crypto *, const uint8_t owf[static 16],
	    const struct rd question[static 2],
	    uint8_t out[static NTLM_KEY_SIZE]);
int	ntlm_base_key(struct ntlm_crypto *, const uint8_t owf[static 16],
	    const uint8_t proof[static 16], uint8_t out[static NTLM_KEY_SIZE]);

/* Over the three messages, with the MIC in AUTHENTICATE taken as zero. */
int	ntlm_mic(struct ntlm_crypto *, const uint8_t exported[static 16],
	    const struct ntlm_trio *, uint8_t out[static NTLM_KEY_SIZE]);

#endif
