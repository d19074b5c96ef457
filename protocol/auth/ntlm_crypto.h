/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ntlm_crypto - MD4, HMAC-MD5, RC4 and DES, which live on in NTLM only.
 *
 * MD4 and RC4 are in OpenSSL's legacy provider, loaded into a context of our
 * own.  ntlm_crypto_new() loads everything and uses it once; it belongs before
 * the sandbox, for no file is opened afterwards.
 *
 * Units    bytes; a key or digest is NTLM_KEY_SIZE of them.
 * Errors   0 or -ENOMEM: nothing else can go wrong once the handle is made.
 * Threads  one handle for each thread.
 * Source   [MS-NLMP] 6, appendix of cryptographic operations.
 */
#ifndef PROTOCOL_AUTH_NTLM_CRYPTO_H
#define PROTOCOL_AUTH_NTLM_CRYPTO_H

#include <stdint.h>

#include "base/err.h"
#include "base/wire.h"
#include "protocol/auth/ntlm_message.h"

struct ntlm_crypto;

int	ntlm_crypto_new(struct ntlm_crypto **out, struct err *);
void	ntlm_crypto_free(struct ntlm_crypto **);

/* The MD4 of the password in UTF-16LE; -EILSEQ, -ENAMETOOLONG (over 256). */
int	nt_hash(struct ntlm_crypto *, const char *password,
	    uint8_t out[static NTLM_KEY_SIZE]);

/* Over the parts one after the other. */
int	ntlm_md5(struct ntlm_crypto *, const struct rd *parts, size_t n,
	    uint8_t out[static NTLM_KEY_SIZE]);
int	ntlm_hmac(struct ntlm_crypto *, const uint8_t key[static NTLM_KEY_SIZE],
	    const struct rd *parts, size_t n,
	    uint8_t out[static NTLM_KEY_SIZE]);

/* RC4 under a fresh key of 5 to 16 bytes; `out' may be where `in' is. */
int	ntlm_rc4(struct ntlm_crypto *, struct rd key, struct rd in,
	    uint8_t *out);

/* 16 bytes under two DES keys, of 7 of the key's bytes each:
   [MS-SAMR] 2.2.11.1.3. */
int	ntlm_des_seal(struct ntlm_crypto *,
	    const uint8_t key[static NTLM_KEY_SIZE],
	    const uint8_t in[static NTLM_KEY_SIZE],
	    uint8_t out[static NTLM_KEY_SIZE]);
int	ntlm_des_open(struct ntlm_crypto *,
	    const uint8_t key[static NTLM_KEY_SIZE],
	    const uint8_t in[static NTLM_KEY_SIZE],
	    uint8_t out[static NTLM_KEY_SIZE]);

/* A key stream that goes on from call to call. */
struct ntlm_stream;
int	ntlm_stream_new(struct ntlm_crypto *, struct rd key,
	    struct ntlm_stream **out);
void	ntlm_stream_free(struct ntlm_stream **);
int	ntlm_stream_apply(struct ntlm_stream *, void *data, size_t);

#endif
