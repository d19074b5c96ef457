/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * der - the few ASN.1 types that SPNEGO is made of, over struct rd and wr.
 *
 * Reading goes down a fixed grammar: one call per field, no recursion, no
 * memory, nothing skipped that was not asked for.  Tags have one byte and
 * lengths are definite, four bytes at most; a length written longer than it
 * had to be is accepted, for some encoders reserve the room beforehand.
 *
 * Errors   as in base/wire.h: the reader fails for good.
 * Source   ITU-T X.690; why not libtasn1: SPNEGO in protocol/auth/spnego.h.
 */
#ifndef PROTOCOL_AUTH_DER_H
#define PROTOCOL_AUTH_DER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"

#define DER_OCTETS	0x04
#define DER_OID		0x06
#define DER_ENUMERATED	0x0a
#define DER_GENERAL	0x1b		/* GeneralString */
#define DER_SEQUENCE	0x30
#define DER_APPLICATION(n)	(0x60 + (n))
#define DER_CONTEXT(n)		(0xa0 + (n))

bool		 der_is(const struct rd *, uint8_t tag);	/* comes now? */
struct rd	 der_take(struct rd *, uint8_t tag);	/* its contents */

/* What der_begin() returns goes to der_end(), innermost first. */
size_t		 der_begin(struct wr *, uint8_t tag);
void		 der_end(struct wr *, size_t);
void		 der_put(struct wr *, uint8_t tag, const struct rd *);

#endif
