/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lsa_secret - a secret that a call carries, sealed under the session's key:
 * a service's password to the service control manager.
 *
 * Units    bytes; the plain secret is any bytes, a password is UTF-16LE.
 * Errors   -EINVAL: not of that form, or of no such key; -EMSGSIZE; -ENOMEM.
 * Source   [MS-LSAD] 5.1.2 and 5.1.3: DES in ECB mode, 7 bytes of the key at a
 *          time, over a length, a version and the secret.
 */
#ifndef PROTOCOL_AUTH_LSA_SECRET_H
#define PROTOCOL_AUTH_LSA_SECRET_H

#include "base/wire.h"

#define LSA_SECRET_MAX	512		/* of plain bytes */

/* What the sealed form of n bytes takes. */
#define LSA_SECRET_SEALED(n)	(((n) + 8 + 7) / 8 * 8)

int	lsa_secret_seal(struct rd key, struct rd plain, struct wr *);
/* Appends the plain bytes. */
int	lsa_secret_open(struct rd key, struct rd sealed, struct wr *);

#endif
