/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keyfile - the keeper's key on disk: one line of text, 0600, made once.
 *
 *	sited-key-1:<key id, 8 hex digits>:<key, 64 hex digits>\n
 *
 * Errors   keyfile_read(): -ENOENT, none there; -EPERM, others may read it or
 *          it is not ours; -EBADMSG, not a key file.  keyfile_create():
 *          -EEXIST, one is there, and stays as it is.
 *          Whether to create one is the caller's decision: never for a
 *          store that has its identity.
 * Memory   the caller wipes the key (secret_wipe).
 */
#ifndef STORE_KEYFILE_H
#define STORE_KEYFILE_H

#include "base/err.h"
#include "base/wire.h"
#include "store/seal.h"

#define KEYFILE_SIZE	86	/* bytes, newline included */

int	keyfile_create(const char *path, struct seal_key *out, struct err *);
int	keyfile_read(const char *path, struct seal_key *out, struct err *);
int	keyfile_parse(struct rd, struct seal_key *out) MUST_CHECK;

#endif
