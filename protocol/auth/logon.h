/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * logon - the server's side of one logon in the making, from the first token
 * to the last.  It does no I/O: what it wants from the keeper it says, and
 * what the keeper answers it is told.
 *
 *	token ->  logon_input()      LOGON_WANTS_CHALLENGE
 *		  logon_challenge()  LOGON_SEND		-> token
 *	token ->  logon_input()      LOGON_WANTS_VERDICT
 *		  logon_verdict()    LOGON_DONE		-> token
 *
 * Raw NTLMSSP and SPNEGO are told apart by the first token.  Where the client
 * would rather have had another mechanism, one more LOGON_SEND comes first and
 * a mechListMIC is required of it.  Any call out of turn is LOGON_REFUSED, and
 * then every further one.
 *
 * Memory   a logon is about 150 bytes, and from its NEGOTIATE on one block of
 *	    at most LOGON_SAVED_MAX (512 bytes for clients seen so far) with
 *	    the mechanism list, NEGOTIATE and CHALLENGE, which the MICs cover.
 *	    Tokens are the caller's and not copied.
 * Source   RFC 4178 5; [MS-SPNG] 3.3.5; [MS-NLMP] 3.2.5.1.
 */
#ifndef PROTOCOL_AUTH_LOGON_H
#define PROTOCOL_AUTH_LOGON_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/auth/ntlm_proof.h"
#include "protocol/auth/ntlm_server.h"
#include "protocol/auth/spnego.h"

#define LOGON_SAVED_MAX	(SPNEGO_MECH_TYPES_MAX + NTLM_NEGOTIATE_MAX + \
			    NTLM_CHALLENGE_MAX)
/* Room that `out' needs; no token of ours is longer. */
#define LOGON_TOKEN_MAX	(NTLM_CHALLENGE_MAX + SPNEGO_OVERHEAD)

enum logon_step {
	LOGON_SEND,		/* `out' is the next token: more is to come */
	LOGON_WANTS_CHALLENGE,	/* take one from the keeper */
	LOGON_WANTS_VERDICT,	/* ask the keeper about logon_trio() */
	LOGON_DONE,		/* `out' is the last token, perhaps empty */
	LOGON_REFUSED		/* logon_why(); nothing is to be sent */
};

struct logon;

/* The names and the crypto handle are borrowed.  0 or -ENOMEM. */
int		 logon_new(const struct ntlm_names *, struct ntlm_crypto *,
		    struct logon **out);
void		 logon_free(struct logon **);

enum logon_step	 logon_input(struct logon *, struct rd token, struct wr *out);
enum logon_step	 logon_challenge(struct logon *,
		    const uint8_t challenge[static NTLM_CHALLENGE_SIZE],
		    uint64_t nt_now, struct wr *out);
/* The exported session key, or NULL for the keeper's no. */
enum logon_step	 logon_verdict(struct logon *, const uint8_t *session_key,
		    struct wr *out);

/* After LOGON_WANTS_VERDICT, for as long as that token's bytes live. */
struct ntlm_trio logon_trio(const struct logon *);
/*
 * After LOGON_DONE, for session security on top: ntlm_seal_new()'s flags and
 * `first'.
 */
uint32_t	 logon_flags(const struct logon *);
uint32_t	 logon_signed(const struct logon *);
/* Why it was refused: a constant for the log, "" if it was not. */
const char	*logon_why(const struct logon *);

#endif
