/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal - secrets at rest: AES-256-GCM under the keeper's key.  Pure
 * functions; the keeper calls them, the store only keeps the result.
 *
 * A sealed blob is bound to what it is and whose it is, so that one cannot be
 * put in the place of another: header (magic, version, key id, nonce),
 * cipher text, tag; header, kind and owner are authenticated.
 *
 * Errors   -EBADMSG   not a sealed blob, cut, changed, of another owner
 *          -ENOKEY    sealed under a key with another id
 *          -ENOBUFS   the destination is too small
 *          -EIO       the crypto library failed
 * Memory   the destination is wiped when unsealing fails.
 */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

#define SEAL_KEY_SIZE	32
#define SEAL_OVERHEAD	40	/* header 24, tag 16; bytes */
#define SEAL_PLAIN_MAX	65536

struct seal_key {
	uint32_t	 id;
	uint8_t		 bytes[SEAL_KEY_SIZE];
};

/* The numbers are authenticated: never renumber. */
enum seal_kind {
	SEAL_CHECK = 1,		/* owner 0 */
	SEAL_VERIFIER = 2,	/* owner: account id */
	SEAL_PASSWORD = 3,	/* owner: account id */
	SEAL_SIGNING = 4,	/* owner 0: the seed of the manifest's key */
	SEAL_AGREEMENT = 5,	/* owner 0: the site's X25519 key */
	SEAL_SITE_LIST = 6,	/* owner 0: the key of accounts.site */
	SEAL_LIST = 7,		/* owner: serial of the account list */
	SEAL_KEK = 8,		/* owner: the start of the client's GUID */
	SEAL_PUSH = 9		/* owner: store/push_account.h */
};

struct seal_what {
	enum seal_kind	 kind;
	int64_t		 owner;
};

int	seal(const struct seal_key *, const struct seal_what *,
	    struct rd plain, struct wr *dst) MUST_CHECK;
int	unseal(const struct seal_key *, const struct seal_what *,
	    struct rd sealed, struct wr *dst) MUST_CHECK;

/* A known text, sealed: tells a wrong key before anything else is tried. */
#define SEAL_CHECK_SIZE	(SEAL_OVERHEAD + 16)
int	seal_check_make(const struct seal_key *,
	    uint8_t dst[static SEAL_CHECK_SIZE]) MUST_CHECK;
int	seal_check(const struct seal_key *, struct rd check) MUST_CHECK;

#endif
