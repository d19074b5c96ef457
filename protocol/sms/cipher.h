/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cipher - the few primitives that account lists and enrolment are made of,
 * with keys as the 32 bytes they are.
 *
 * Units    bytes.
 * Errors   false: the library failed, or what is opened or unwrapped was not
 *          made with this key.  What was to be filled is wiped then.
 * Memory   the caller's; who holds a secret wipes it.
 * Source   X25519 RFC 7748; HKDF-SHA256 RFC 5869, without a salt; AES-256-GCM
 *          NIST SP 800-38D; AES key wrap RFC 3394.
 */
#ifndef PROTOCOL_SMS_CIPHER_H
#define PROTOCOL_SMS_CIPHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

#define CIPHER_KEY_SIZE		32
#define CIPHER_NONCE_SIZE	12
#define CIPHER_TAG_SIZE		16
#define CIPHER_WRAP_SIZE	40	/* a wrapped key */

bool	agree_public_key(const uint8_t secret[static CIPHER_KEY_SIZE],
	    uint8_t public_key[static CIPHER_KEY_SIZE]) MUST_CHECK;
/* false also for a public key that gives the same with every secret. */
bool	agree(const uint8_t secret[static CIPHER_KEY_SIZE],
	    const uint8_t peer[static CIPHER_KEY_SIZE],
	    uint8_t shared[static CIPHER_KEY_SIZE]) MUST_CHECK;

/* Another key for each purpose that `info' names. */
bool	derive_key(const uint8_t from[static CIPHER_KEY_SIZE], struct rd info,
	    uint8_t out[static CIPHER_KEY_SIZE]) MUST_CHECK;

struct gcm {
	const uint8_t	*key;		/* CIPHER_KEY_SIZE */
	const uint8_t	*nonce;		/* CIPHER_NONCE_SIZE; once for a key */
	struct rd	 bound;		/* authenticated, not encrypted */
};

/* The text, encrypted, and its tag. */
bool	gcm_seal(const struct gcm *, struct rd plain, struct wr *) MUST_CHECK;
bool	gcm_open(const struct gcm *, struct rd sealed, struct wr *) MUST_CHECK;

/* One for many keys: the library's context is what takes time. */
struct wrapper;

struct wrapper	*wrapper_new(void);		/* NULL: no memory */
void		 wrapper_free(struct wrapper **);
bool	wrap_key(struct wrapper *, const uint8_t kek[static CIPHER_KEY_SIZE],
	    const uint8_t key[static CIPHER_KEY_SIZE],
	    uint8_t out[static CIPHER_WRAP_SIZE]) MUST_CHECK;
bool	unwrap_key(struct wrapper *, const uint8_t kek[static CIPHER_KEY_SIZE],
	    const uint8_t in[static CIPHER_WRAP_SIZE],
	    uint8_t key[static CIPHER_KEY_SIZE]) MUST_CHECK;

#endif
