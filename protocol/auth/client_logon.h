/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client_logon - the mirror of logon.h: a client's side of one logon.
 *
 *	client_logon_start()	-> token	then, as the server answers:
 *	client_logon_next()	-> token	MORE_PROCESSING_REQUIRED
 *	client_logon_finish()			SUCCESS
 *
 * The session key stands from the moment that client_logon_proved() is true,
 * which is when AUTHENTICATE is in the token; the last answer may be signed
 * with it.
 *
 * Errors   0 or -errno: -EBADMSG malformed, -EPROTO out of turn or without
 *	    NTLMSSP, -EACCES rejected by the server or its MIC is wrong,
 *	    -ENOBUFS, -ENAMETOOLONG, -ENOMEM.  After an error all is over.
 * Memory   identity and crypto handle are borrowed; free wipes the keys.
 * Source   RFC 4178 5; [MS-NLMP] 3.1.5.1.
 */
#ifndef PROTOCOL_AUTH_CLIENT_LOGON_H
#define PROTOCOL_AUTH_CLIENT_LOGON_H

#include <stdbool.h>

#include "base/wire.h"
#include "protocol/auth/ntlm_client.h"
#include "protocol/auth/spnego.h"

/* Room that `out' needs. */
#define CLIENT_TOKEN_MAX	(NTLM_AUTHENTICATE_MAX + SPNEGO_OVERHEAD)

struct client_logon;

/* `raw' leaves SPNEGO out.  The nonce is copied. */
struct client_logon_how {
	const struct ntlm_identity	*who;
	struct ntlm_crypto		*crypto;
	struct ntlm_nonce		 nonce;
	bool				 raw;
};
int	client_logon_new(const struct client_logon_how *,
	    struct client_logon **out);
void	client_logon_free(struct client_logon **);

/* `hint' is the blob of the server's NEGOTIATE response; it may be empty. */
int	client_logon_start(struct client_logon *, struct rd hint,
	    struct wr *out);
int	client_logon_next(struct client_logon *, struct rd token,
	    struct wr *out);
int	client_logon_finish(struct client_logon *, struct rd token);

bool			 client_logon_proved(const struct client_logon *);
const struct ntlm_keys	*client_logon_keys(const struct client_logon *);
/* For session security on top: ntlm_seal_new()'s `first'. */
uint32_t		 client_logon_signed(const struct client_logon *);

#endif
