/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spnego - the wrapper in which peers agree on a mechanism; ours is NTLMSSP.
 *
 * The grammar is read by a strict reader of our own (der.h).  libtasn1 was
 * measured first: 4 to 8 us and a tree of allocations for each token, 23 us
 * for each logon, and 10 ms and 2 MiB for a hostile token of 60 KiB, where a
 * logon's whole arithmetic takes less than 10 us.
 *
 * Units    bytes.
 * Errors   decoding returns 0 or -EBADMSG; encoding marks the writer.
 * Memory   decoded readers are views into the token.
 * Source   RFC 4178 4.2; [MS-SPNG] 2.2.1 for NegTokenInit2 and its hints.
 */
#ifndef PROTOCOL_AUTH_SPNEGO_H
#define PROTOCOL_AUTH_SPNEGO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"

/* Of mechanisms offered, more than anybody has; of their bytes. */
#define SPNEGO_MECHS_MAX	16
#define SPNEGO_MECH_TYPES_MAX	256
/* What a wrapper adds to the token inside at most, MIC included. */
#define SPNEGO_OVERHEAD		128

enum spnego_state {
	SPNEGO_ACCEPT_COMPLETED,
	SPNEGO_ACCEPT_INCOMPLETE,
	SPNEGO_REJECT,
	SPNEGO_REQUEST_MIC,
	SPNEGO_UNSTATED			/* the field is absent */
};

/* NegTokenInit, also in Microsoft's form with hints. */
struct spnego_init {
	struct rd	 mech_types;	/* DER as received; the MIC covers it */
	bool		 ntlm_offered;
	bool		 ntlm_first;	/* the mechToken, if any, is NTLM's */
	struct rd	 token;		/* mechToken; empty: absent */
	struct rd	 mic;		/* mechListMIC; empty: absent */
};

/* NegTokenResp. */
struct spnego_resp {
	enum spnego_state	 state;
	bool			 names_mech;	/* supportedMech is there */
	bool			 mech_is_ntlm;	/* ... and is NTLMSSP */
	struct rd		 token;		/* responseToken, or empty */
	struct rd		 mic;
};

/* By the first byte; what is neither is refused by both decoders. */
bool	spnego_is_init(const struct rd *);
bool	spnego_is_resp(const struct rd *);

int	spnego_decode_init(struct rd, struct spnego_init *) MUST_CHECK;
int	spnego_decode_resp(struct rd, struct spnego_resp *) MUST_CHECK;

/* The server's first word, in the SMB2 NEGOTIATE response: NTLMSSP only. */
void	spnego_encode_hint(struct wr *);
/* The client's first token; the list is NTLMSSP only. */
void	spnego_encode_init(struct wr *, const struct rd *token);
void	spnego_encode_resp(struct wr *, const struct spnego_resp *);
/* The list that spnego_encode_init() writes, for the client's MIC. */
struct rd	spnego_ntlm_only(void);

#endif
