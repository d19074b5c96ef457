/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/slot.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdbool.h>

#include "base/wire.h"

#define SIPHASH_KEY	16
#define SIPHASH_SIZE	8

static bool
siphash(const uint8_t key[SIPHASH_KEY], const void *data, size_t n,
    uint8_t out[SIPHASH_SIZE])
{
	size_t		 size = SIPHASH_SIZE, got = 0;
	OSSL_PARAM	 params[] = {
		OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
		OSSL_PARAM_construct_end() };
	EVP_MAC		*mac = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
	EVP_MAC_CTX	*ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
	bool		 ok;

	ok = ctx != NULL && EVP_MAC_init(ctx, key, SIPHASH_KEY, params) &&
	    EVP_MAC_update(ctx, data, n) &&
	    EVP_MAC_final(ctx, out, &got, SIPHASH_SIZE) &&
	    got == SIPHASH_SIZE;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	return ok;
}

uint64_t
slot_number(const uint8_t site_key[static SIGN_KEY_SIZE],
    const struct guid *id)
{
	uint8_t		 out[SIPHASH_SIZE] = { 0 };
	struct rd	 r = rd_over(out, sizeof(out));

	/* A library without it: the identity itself is random enough. */
	if (!siphash(site_key, id->b, sizeof(id->b), out))
		r = rd_over(id->b, SIPHASH_SIZE);
	return rd_le64(&r);
}

uint32_t
ring_slot(const uint8_t site_key[static SIGN_KEY_SIZE],
    const struct guid *id)
{
	return (uint32_t)(slot_number(site_key, id) % RING_SLOTS);
}
