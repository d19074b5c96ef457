/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine - the inside of struct smb2_crypto.  Internal to crypto.c, sign.c,
 * seal.c and keys.c.
 *
 * Setting up a context of the library for a key costs more than signing a
 * small message with it.  So each use (an algorithm and a direction) has a
 * table of slots, each with a context that knows the key which came last;
 * keys are random, so their first byte picks the slot.
 */
#ifndef PROTOCOL_SMB2_ENGINE_H
#define PROTOCOL_SMB2_ENGINE_H

#include <openssl/evp.h>

#include "protocol/smb2/crypto.h"

#define AES_BLOCK	16
#define ENGINE_SLOTS	256	/* a power of two, at most 256 */
#define ENGINE_SCRATCH	4096

/* Sealing and opening are in the order of SMB2_ENCRYPTION_*, from 1. */
enum engine_use {
	USE_HMAC, USE_CMAC, USE_GMAC,
	USE_SEAL,
	USE_OPEN = USE_SEAL + 4,
	USE_COUNT = USE_OPEN + 4
};

struct engine_slot {
	bool		 set;
	uint8_t		 key[SMB2_KEY_SIZE_MAX];
	EVP_MAC_CTX	*mac;			/* USE_HMAC */
	EVP_CIPHER_CTX	*cipher;		/* all others */
	uint8_t		 k1[AES_BLOCK];		/* USE_CMAC, SP 800-38B 6.1 */
	uint8_t		 k2[AES_BLOCK];
};

struct smb2_crypto {
	EVP_MD		*sha512;
	EVP_MD_CTX	*hash;
	EVP_MAC		*hmac;
	EVP_MAC_CTX	*kdf;
	EVP_CIPHER	*ciphers[USE_COUNT];
	struct engine_slot slots[USE_COUNT][ENGINE_SLOTS];
	uint8_t		 scratch[ENGINE_SCRATCH];
};

/* The context for this key, ready for an IV; NULL if the library failed. */
struct engine_slot	*engine_slot(struct smb2_crypto *, enum engine_use,
			    const uint8_t *key);

#endif
