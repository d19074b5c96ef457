/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/slot.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>

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

int64_t
slot_of(uint64_t number, int64_t period_ms)
{
	return period_ms <= 0 ? 0 :
	    (int64_t)(number % (uint64_t)period_ms);
}

struct wall
slot_next_cycle(uint64_t number, struct wall started, int64_t period_ms)
{
	const int64_t	 most = period_ms / 10;
	const int64_t	 due = started.us / 1000 + period_ms;
	const int64_t	 ahead = slot_of(number, period_ms) -
			    (period_ms <= 0 ? 0 : due % period_ms);
	int64_t		 move = ahead;

	/* the nearer way round, and no more than a tenth of it */
	if (move > period_ms / 2)
		move -= period_ms;
	else if (move < -period_ms / 2)
		move += period_ms;
	if (move > most)
		move = most;
	else if (move < -most)
		move = -most;
	return (struct wall){ (due + move) * 1000 };
}
