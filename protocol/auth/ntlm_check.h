/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ntlm_check - the keeper's half: is this AUTHENTICATE proof of the password?
 *
 * Two steps, because the user's name has to be known before its hash can be
 * found: ntlm_claim_read() says who claims what, ntlm_claim_prove() whether a
 * hash bears it out.  The latter may be asked again with another hash.  For a
 * name that nobody has, ask it with a random hash: then unknown and wrong
 * take the same time.
 *
 * Memory   a claim is views into the three messages; it holds no secret.
 * Source   [MS-NLMP] 3.2.5.1.2, 3.3.2; what is compared when a client sends
 *          no MIC is ours.
 */
#ifndef PROTOCOL_AUTH_NTLM_CHECK_H
#define PROTOCOL_AUTH_NTLM_CHECK_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/auth/ntlm_crypto.h"
#include "protocol/auth/ntlm_message.h"
#include "protocol/auth/ntlm_proof.h"
#include "protocol/auth/target_info.h"

#define NTLM_NAME_SIZE	512		/* UTF-8 with its NUL */

#define NTLM_VERDICT_TABLE(X)						\
	X(RIGHT,	"right proof")					\
	X(ANONYMOUS,	"anonymous")					\
	X(MALFORMED,	"malformed message")				\
	X(NOT_OURS,	"answers another challenge")			\
	X(NOT_V2,	"not NTLMv2 (LM or NTLMv1 response)")		\
	X(WEAK,		"no extended session security")			\
	X(WRONG_PROOF,	"wrong proof")					\
	X(MIC_MISSING,	"announced MIC is missing")			\
	X(WRONG_MIC,	"wrong MIC")					\
	X(TAMPERED,	"right proof for another server's target info")	\
	X(NO_MEMORY,	"no memory")

enum ntlm_verdict {
#define X(name, text)	NTLM_##name,
	NTLM_VERDICT_TABLE(X)
#undef X
	NTLM_VERDICT_COUNT
};

struct ntlm_claim {
	struct ntlm_trio		 trio;
	struct ntlm_authenticate	 auth;
	struct ntlm_v2_response		 v2;
	struct target_info		 sent;	/* in our CHALLENGE */
	struct target_info		 echo;	/* in the client's proof */
	uint8_t				 challenge[NTLM_CHALLENGE_SIZE];
	uint32_t			 flags;	/* agreed by both */
	char				 user[NTLM_NAME_SIZE];
	char				 domain[NTLM_NAME_SIZE];
	char				 workstation[NTLM_NAME_SIZE];
};

/*
 * `issued' is the challenge that was given out for this logon.  NTLM_RIGHT:
 * there is a claim to prove.  NTLM_ANONYMOUS: there is none, and nobody's name.
 */
enum ntlm_verdict	ntlm_claim_read(const struct ntlm_trio *,
			    const uint8_t issued[static NTLM_CHALLENGE_SIZE],
			    struct ntlm_claim *);

/*
 * The proof is made with the domain as the client sent it; to try another
 * one, point auth.domain of the claim there.  Keys are zero unless NTLM_RIGHT.
 */
enum ntlm_verdict	ntlm_claim_prove(struct ntlm_crypto *,
			    const struct ntlm_claim *,
			    const uint8_t nt_hash[static NTLM_KEY_SIZE],
			    struct ntlm_keys *);

/* The keys of a session that is nobody's: no secret at all is in them. */
enum ntlm_verdict	ntlm_anonymous_keys(struct ntlm_crypto *,
			    const struct ntlm_claim *, struct ntlm_keys *);

const char		*ntlm_verdict_text(enum ntlm_verdict);

#endif
