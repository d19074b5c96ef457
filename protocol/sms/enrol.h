/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enrol - how a client becomes known by its keys: the bundle that the
 * operator carries to it, and its answer ccr.box/XXXXXXXX.ENR.
 *
 * The bundle holds a token of 32 random bytes that nobody keeps: from it
 * follow the key that signs the answer and the key under which the first
 * account list is sealed.  The site holds the public half of the former.
 *
 * Errors   parsers return 0, -EINVAL or -ENOMEM, or false for binary forms.
 * Memory   the bundle's texts and its list live in the arena given, which
 *          then holds secrets: wipe the text and the struct after use.
 * Source   product.md 4 "Sealing"; the layouts are ours: doc/formats.
 */
#ifndef PROTOCOL_SMS_ENROL_H
#define PROTOCOL_SMS_ENROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/guid.h"
#include "protocol/sms/acctlist.h"
#include "protocol/sms/cipher.h"
#include "protocol/sms/names.h"
#include "protocol/sms/sign.h"
#include "protocol/sms/syntax.h"
#include "protocol/sms/textlist.h"

#define ENROL_ID_BYTES		8
#define ENROL_ID_SIZE		(2 * ENROL_ID_BYTES + 1)	/* as text */
#define ENROL_BUNDLE_MAX	65536
#define ENROL_REPLY_SIZE	252

/* What follows from a token. */
struct enrol_keys {
	uint8_t		 sign[SIGN_KEY_SIZE];	/* Ed25519 secret */
	uint8_t		 list[CIPHER_KEY_SIZE];
};

bool	 enrol_keys(const uint8_t token[static CIPHER_KEY_SIZE],
	    struct enrol_keys *out) MUST_CHECK;

/* --- the bundle --- */

struct enrol_public {			/* what the director knows */
	uint8_t		 id[ENROL_ID_BYTES];
	char		 site[SITE_CODE_SIZE];
	char		 name[NETBIOS_NAME_SIZE];	/* of the client */
	bool		 has_client;	/* only that one may use it */
	struct guid	 client;
	struct wall	 expires;
	struct text_list caps;			/* NAL paths */
	const char	*logon_point;		/* \\SERVER\SMSLOGON */
};

struct enrol_secret {			/* what the keeper adds */
	uint8_t		 token[CIPHER_KEY_SIZE];
	uint8_t		 signing[SIGN_KEY_SIZE];	/* site, public */
	uint8_t		 agreement[CIPHER_KEY_SIZE];	/* site, public */
	uint8_t		 site_list[CIPHER_KEY_SIZE];	/* accounts.site */
	size_t		 nlist;
	uint8_t		 list[ACCTLIST_SEALED_MAX];	/* under the token */
};

struct enrol_bundle {
	struct enrol_public pub;
	struct enrol_secret sec;
};

/* One after the other they are the file. */
void	 enrol_put_public(struct buf *, const struct enrol_public *);
void	 enrol_put_secret(struct buf *, const struct enrol_secret *);
int	 enrol_parse(const void *, size_t, struct arena *,
	    struct enrol_bundle *out, struct syntax_err *);

/* --- the answer --- */

struct enrol_reply {
	char		 site[SITE_CODE_SIZE];
	uint8_t		 id[ENROL_ID_BYTES];
	struct guid	 guid;
	char		 name[NETBIOS_NAME_SIZE];
	uint8_t		 agreement[CIPHER_KEY_SIZE];	/* X25519 public */
	uint8_t		 signing[SIGN_KEY_SIZE];	/* Ed25519 public */
	struct wall	 when;
};

/* Signed with the token's key and with the client's own new one. */
void	 enrol_put_reply(struct wr *, const struct enrol_reply *,
	    const uint8_t token_sign[static SIGN_KEY_SIZE],
	    const uint8_t own_sign[static SIGN_KEY_SIZE]);
bool	 enrol_get_reply(const void *, size_t, struct enrol_reply *out)
	    MUST_CHECK;
/* Both signatures, the first by the public key of its token. */
bool	 enrol_verify_reply(const void *, size_t,
	    const uint8_t token_public[static SIGN_KEY_SIZE]) MUST_CHECK;

#endif
