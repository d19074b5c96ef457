/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ntlm_client - the client's two messages.
 *
 * Errors   0 or -errno: -EBADMSG malformed CHALLENGE, -EPROTO a server
 *          without extended session security or Unicode, -ENAMETOOLONG,
 *          -ENOBUFS the writer is full, -EACCES another server's challenge,
 *          or one that a MIC would not cover, -ENOMEM.
 * Memory   the identity is borrowed; the secrets in it are the caller's.
 * Source   [MS-NLMP] 3.1.5.1.
 */
#ifndef PROTOCOL_AUTH_NTLM_CLIENT_H
#define PROTOCOL_AUTH_NTLM_CLIENT_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/auth/ntlm_crypto.h"
#include "protocol/auth/ntlm_proof.h"

struct ntlm_identity {			/* UTF-8, none NULL but `server' */
	const char	*user;		/* "": anonymous */
	const char	*domain;
	const char	*workstation;
	const char	*target;	/* "cifs/server"; "": not said */
	uint8_t		 nt_hash[NTLM_KEY_SIZE];
	/* Its NetBIOS name: no other's challenge is answered, so that nobody
	   passes the proof on; NULL: any. */
	const char	*server;
};

/* What makes two logons differ; tests bring the specification's own. */
struct ntlm_nonce {
	uint8_t		 challenge[NTLM_CHALLENGE_SIZE];
	uint8_t		 key[NTLM_KEY_SIZE];	/* the session key to be */
	uint64_t	 now;			/* NT time */
};
void	ntlm_nonce_fresh(struct ntlm_nonce *);

struct ntlm_answer {
	const struct ntlm_identity	*who;
	const struct ntlm_nonce		*nonce;
	struct rd			 negotiate;
	struct rd			 challenge;
};

void	ntlm_client_negotiate(struct wr *);
int	ntlm_client_authenticate(struct ntlm_crypto *,
	    const struct ntlm_answer *, struct wr *, struct ntlm_keys *);

#endif
