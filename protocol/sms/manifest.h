/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * manifest - clidata.box/manifest.json: what is published, signed with
 * Ed25519, so that a client can tell a whole, fresh, genuine set.
 *
 *	{"signed":{ ... },
 *	"key":"0123456789abcdef",
 *	"signature":"128 hex digits"}
 *
 * The signature is over the bytes between {"signed": and the last 172, as
 * they stand in the file.  A checker cuts both ends off at fixed lengths,
 * verifies, and only then looks at JSON; nothing has to be put into a canonical
 * form first.  The signed object itself has one form only: whatever this
 * encoder would not write byte for byte is refused.
 *
 * Errors   0, -EINVAL (not a manifest), -EBADMSG (the signature is wrong),
 *          -ENOMEM, each with a sentence.
 * Memory   a decoded manifest lives in the arena given.
 * Source   ours; product.md 3, algorithms.md A20, T18.
 */
#ifndef PROTOCOL_SMS_MANIFEST_H
#define PROTOCOL_SMS_MANIFEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "protocol/sms/names.h"
#include "protocol/sms/sign.h"

#define MANIFEST_PATH		"clidata.box/manifest.json"
#define MANIFEST_SIZE_MAX	4194304
#define MANIFEST_FILES_MAX	16384
#define MANIFEST_PATH_SIZE	256
#define MANIFEST_HASH_SIZE	32

struct manifest_file {
	const char	*path;		/* "clidata.box/Caplist.ini" */
	uint64_t	 size;
	uint8_t		 sha256[MANIFEST_HASH_SIZE];
};

/* A client connection account that rotates, newest first. */
struct manifest_generation {
	uint32_t		 number;
	struct wall		 not_before;	/* it is published since */
	struct wall		 next_change;	/* leaves the list, earliest */
	struct wall		 valid_until;	/* enabled at least so long */
};

struct manifest {
	char			 site[SITE_CODE_SIZE];
	uint64_t		 serial;	/* of the set; only rises */
	uint32_t		 site_control;	/* serial of that file */
	struct wall		 created;
	struct wall		 not_before;
	struct wall		 valid_until;
	struct wall		 next_change;	/* not expected earlier */
	struct manifest_generation generation[ACCOUNTS_MAX];
	size_t			 ngeneration;	/* 0: it does not say */
	struct manifest_file	*file;		/* sorted by path */
	size_t			 nfile;
};

/* Relative, '/' between components, none of them odd on any system. */
bool	 manifest_path_ok(const char *);
void	 manifest_sort(struct manifest *);

/* The bytes to sign; the keeper signs them. */
int	 manifest_payload(const struct manifest *, struct buf *, struct err *);
void	 manifest_assemble(struct buf *, const void *payload, size_t,
	    const uint8_t public_key[static SIGN_KEY_SIZE],
	    const uint8_t signature[static SIGN_SIZE]);

/* Checks the signature, then decodes. */
int	 manifest_open(const void *, size_t,
	    const uint8_t public_key[static SIGN_KEY_SIZE], struct arena *,
	    struct manifest *out, struct err *);
/* For who trusts the file already, such as the site that made it. */
int	 manifest_decode(const void *payload, size_t, struct arena *,
	    struct manifest *out, struct err *);
int	 manifest_split(const void *, size_t, struct rd *payload,
	    char key_id[static SIGN_ID_SIZE],
	    uint8_t signature[static SIGN_SIZE], struct err *);

#endif
