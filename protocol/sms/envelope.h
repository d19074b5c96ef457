/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * envelope - a signed drop: what an enrolled client puts into a drop box is
 * wrapped and signed with its Ed25519 key, so that nobody else can speak for
 * it and nothing of it can be dropped twice.
 *
 * Units    bytes.
 * Errors   false: no envelope, cut, more than one, a box or site that cannot
 *          be.  envelope_parse() does not check the signature: who signs is
 *          known only then.
 * Memory   the decoded struct borrows the payload from the bytes given.
 * Source   product.md 4 "Evidence classes"; the layout is ours: doc/formats.
 */
#ifndef PROTOCOL_SMS_ENVELOPE_H
#define PROTOCOL_SMS_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guid.h"
#include "base/wire.h"
#include "protocol/sms/box.h"
#include "protocol/sms/names.h"
#include "protocol/sms/sign.h"

#define ENVELOPE_HEAD_SIZE	56
#define ENVELOPE_OVERHEAD	(ENVELOPE_HEAD_SIZE + SIGN_SIZE)

struct envelope {
	char		 site[SITE_CODE_SIZE];
	enum box	 box;		/* that it was dropped into */
	struct guid	 guid;		/* of the signer */
	uint64_t	 sequence;	/* from 1, never used twice */
	struct rd	 payload;
};

/* Does it claim to be one?  The first four bytes say so. */
bool	 envelope_is(const void *, size_t);
bool	 envelope_parse(const void *, size_t, struct envelope *out)
	    MUST_CHECK;
bool	 envelope_verify(const void *, size_t,
	    const uint8_t public_key[static SIGN_KEY_SIZE]) MUST_CHECK;
/* ENVELOPE_OVERHEAD and the payload are written, or the cursor fails. */
void	 envelope_put(struct wr *, const struct envelope *,
	    const uint8_t secret[static SIGN_KEY_SIZE]);

#endif
