/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crypto - signing, sealing, key derivation and the pre-authentication hash.
 *
 * A session keeps raw keys only (small values); the contexts of the library
 * live in an engine, one per thread, made once.  The engine remembers the
 * schedules of the keys that it used last, so that a busy session does not
 * pay for its key again.
 *
 * Units    bytes.
 * Errors   false: the signature or tag is wrong, the message too short, or
 *          the library failed.  Nothing may then be believed or sent.
 * Memory   the engine is freed, and wiped, by smb2_crypto_free().
 * Threads  one engine must not be used by two threads at once.
 * Source   [MS-SMB2] 3.1.4.1-3.1.4.3, 3.3.5.4, 3.3.5.5; NIST SP 800-108,
 *          SP 800-38B (CMAC), 38C (CCM), 38D (GCM), RFC 2104.
 */
#ifndef PROTOCOL_SMB2_CRYPTO_H
#define PROTOCOL_SMB2_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "base/err.h"

struct smb2_crypto;

int	 smb2_crypto_new(struct smb2_crypto **out, struct err *);
void	 smb2_crypto_free(struct smb2_crypto **);

/* --- pre-authentication integrity hash (3.1.1) --- */

#define SMB2_PREAUTH_SIZE	64

struct smb2_preauth {
	uint8_t		 hash[SMB2_PREAUTH_SIZE];	/* zeroes at first */
};

bool	 smb2_preauth_add(struct smb2_crypto *, struct smb2_preauth *,
	    const void *message, size_t);

/* --- keys --- */

#define SMB2_KEY_SIZE		16
#define SMB2_KEY_SIZE_MAX	32

struct smb2_sign_key {
	uint16_t	 algorithm;	/* SMB2_SIGNING_* of negotiate.h */
	uint8_t		 key[SMB2_KEY_SIZE];
};

/* One direction.  The nonce counts up from a random start. */
struct smb2_seal_key {
	uint16_t	 cipher;	/* SMB2_ENCRYPTION_* */
	uint8_t		 key[SMB2_KEY_SIZE_MAX];
	uint64_t	 nonce;
};

struct smb2_keys {
	struct smb2_sign_key sign;
	struct smb2_seal_key to_server;
	struct smb2_seal_key to_client;
	uint8_t		 application[SMB2_KEY_SIZE];
};

/* What the keys of a session are made from. */
struct smb2_key_source {
	uint16_t	 dialect;
	uint16_t	 signing;	/* SMB2_SIGNING_*; 3.1.1, else implied */
	uint16_t	 cipher;	/* SMB2_ENCRYPTION_*, NONE: no sealing */
	const uint8_t	*session_key;	/* from the authentication, whole */
	size_t		 session_key_size;	/* 16 to 32 */
	const struct smb2_preauth *preauth;	/* 3.1.1 */
};

bool	 smb2_derive_keys(struct smb2_crypto *, const struct smb2_key_source *,
	    struct smb2_keys *out);

/* --- signing --- */

/*
 * The message begins with its header in iov[0] (at least 64 bytes of it); the
 * signature goes into, or is taken from, the header.  SMB2_FLAGS_SIGNED is
 * for the caller to set or ask.  A compounded message is signed by itself,
 * padding included.
 */
bool	 smb2_sign(struct smb2_crypto *, const struct smb2_sign_key *,
	    const struct iovec *, int);
bool	 smb2_verify(struct smb2_crypto *, const struct smb2_sign_key *,
	    const struct iovec *, int);

static inline bool
smb2_sign_one(struct smb2_crypto *c, const struct smb2_sign_key *key,
    void *message, size_t n)
{
	return smb2_sign(c, key, &(struct iovec){ message, n }, 1);
}

static inline bool
smb2_verify_one(struct smb2_crypto *c, const struct smb2_sign_key *key,
    const void *message, size_t n)
{
	return smb2_verify(c, key, &(struct iovec){ (void *)(uintptr_t)message,
	    n }, 1);
}

/* --- sealing --- */

/*
 * `frame' is n bytes: SMB2_TRANSFORM_SIZE to be filled, then the messages,
 * which are encrypted where they stand.
 */
bool	 smb2_seal(struct smb2_crypto *, struct smb2_seal_key *,
	    uint64_t session_id, uint8_t *frame, size_t n);
/* The reverse; the transform header must have been accepted before. */
bool	 smb2_unseal(struct smb2_crypto *, const struct smb2_seal_key *,
	    uint8_t *frame, size_t n);

#endif
