/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crypto_bench - messages per second and bytes per second of one core for
 * each way to sign and to seal, with one key and with as many as a busy
 * worker has.
 *
 *	crypto_bench [SECONDS]		per figure, 0.3 unless given
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "protocol/smb2/crypto.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/transform.h"

#define SMALL	200
#define BIG	(1U << 20)
#define KEYS	256

struct job {
	const char	*name;
	uint16_t	 id;
	bool		 (*run)(uint16_t id, size_t n, unsigned int key);
};

static struct smb2_crypto	*crypto;
static struct smb2_sign_key	 sign_keys[KEYS];
static struct smb2_seal_key	 seal_keys[KEYS];
static uint8_t			*frame;
static double			 seconds = 0.3;

static bool
run_sign(uint16_t id, size_t n, unsigned int key)
{
	sign_keys[key].algorithm = id;
	return smb2_sign_one(crypto, &sign_keys[key],
	    frame + SMB2_TRANSFORM_SIZE, n);
}

static bool
run_seal(uint16_t id, size_t n, unsigned int key)
{
	seal_keys[key].cipher = id;
	return smb2_seal(crypto, &seal_keys[key], 1, frame,
	    n + SMB2_TRANSFORM_SIZE);
}

/* Opening would need a fresh frame each time, so it is timed with its seal. */
static bool
run_both(uint16_t id, size_t n, unsigned int key)
{
	return run_seal(id, n, key) && smb2_unseal(crypto, &seal_keys[key],
	    frame, n + SMB2_TRANSFORM_SIZE);
}

static const struct job	jobs[] = {
	{ "sign HMAC-SHA256",	SMB2_SIGNING_HMAC_SHA256,	run_sign },
	{ "sign AES-128-CMAC",	SMB2_SIGNING_AES_CMAC,		run_sign },
	{ "sign AES-128-GMAC",	SMB2_SIGNING_AES_GMAC,		run_sign },
	{ "seal AES-128-CCM",	SMB2_ENCRYPTION_AES128_CCM,	run_seal },
	{ "seal AES-128-GCM",	SMB2_ENCRYPTION_AES128_GCM,	run_seal },
	{ "seal AES-256-CCM",	SMB2_ENCRYPTION_AES256_CCM,	run_seal },
	{ "seal AES-256-GCM",	SMB2_ENCRYPTION_AES256_GCM,	run_seal },
	{ "seal+open 128-CCM",	SMB2_ENCRYPTION_AES128_CCM,	run_both },
	{ "seal+open 128-GCM",	SMB2_ENCRYPTION_AES128_GCM,	run_both },
};

/* Messages per second. */
static double
rate(const struct job *j, size_t n, unsigned int keys)
{
	struct mono	 from = mono_now();
	unsigned int	 step = n > SMALL ? 4 : 1024;
	unsigned int	 i, done = 0;
	double		 s;

	do {
		for (i = 0; i < step; i++, done++) {
			if (!j->run(j->id, n, done % keys)) {
				fprintf(stderr, "%s failed\n", j->name);
				exit(1);
			}
		}
		s = (double)(mono_now().ns - from.ns) / 1e9;
	} while (s < seconds);
	return done / s;
}

int
main(int argc, char **argv)
{
	struct smb2_key_source	 src = { .dialect = SMB2_DIALECT_302,
	    .cipher = SMB2_ENCRYPTION_AES128_CCM, .session_key_size = 16 };
	struct smb2_keys	 keys;
	uint8_t			 session_key[16] = { 0 };
	size_t			 i;

	if (argc > 1)
		seconds = strtod(argv[1], NULL);
	frame = calloc(1, BIG + SMB2_TRANSFORM_SIZE);
	if (frame == NULL || smb2_crypto_new(&crypto, NULL) != 0)
		return 1;
	src.session_key = session_key;
	for (i = 0; i < KEYS; i++) {
		session_key[0] = (uint8_t)i;
		if (!smb2_derive_keys(crypto, &src, &keys))
			return 1;
		sign_keys[i] = keys.sign;
		seal_keys[i] = keys.to_client;
		memcpy(seal_keys[i].key + 16, keys.to_server.key, 16);
	}
	printf("%-18s %14s %14s %14s\n", "", "200 bytes/s",
	    "with 256 keys", "MB/s at 1 MiB");
	for (i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		printf("%-18s %14.0f %14.0f %14.0f\n", jobs[i].name,
		    rate(&jobs[i], SMALL, 1), rate(&jobs[i], SMALL, KEYS),
		    rate(&jobs[i], BIG, 1) * BIG / 1e6);
	}
	smb2_crypto_free(&crypto);
	free(frame);
	return 0;
}
