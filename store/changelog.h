/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * changelog - for account.c and sam.c: a change is about to be made.  See
 * replica.h.
 */
#ifndef STORE_CHANGELOG_H
#define STORE_CHANGELOG_H

#include "store/db.h"
#include "store/replica.h"

/* Before an account is changed, or after it was added. */
int	changelog_add(struct db *, int64_t account, enum change_kind);
/* Before a fact of the domain is put or removed. */
int	changelog_fact(struct db *, const char *key);

#endif
