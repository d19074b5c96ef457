/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign - Ed25519 over bytes (RFC 8032), with keys as the 32 bytes they are.
 *
 * Errors   false if the library fails or the signature does not fit.
 * Memory   the caller's; who holds a secret key wipes it.
 */
#ifndef PROTOCOL_SMS_SIGN_H
#define PROTOCOL_SMS_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

#define SIGN_KEY_SIZE	32
#define SIGN_SIZE	64
#define SIGN_ID_SIZE	17	/* 16 hex digits and a NUL */

bool	sign_public_key(const uint8_t secret[static SIGN_KEY_SIZE],
	    uint8_t public_key[static SIGN_KEY_SIZE]) MUST_CHECK;
bool	sign_bytes(const uint8_t secret[static SIGN_KEY_SIZE], const void *,
	    size_t, uint8_t signature[static SIGN_SIZE]) MUST_CHECK;
bool	sign_verify(const uint8_t public_key[static SIGN_KEY_SIZE],
	    const void *, size_t, const uint8_t signature[static SIGN_SIZE])
	    MUST_CHECK;
/* Names a public key: the start of its SHA-256, in hex. */
void	sign_key_id(const uint8_t public_key[static SIGN_KEY_SIZE],
	    char[static SIGN_ID_SIZE]);

#endif
