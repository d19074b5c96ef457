/* SPDX-License-Identifier: GPL-3.0-or-later */
/* oldpasswords - for account.c: the history of passwords.  See policy.h. */
#ifndef STORE_OLDPASSWORDS_H
#define STORE_OLDPASSWORDS_H

#include "store/db.h"

/* Before it gets a new one: the one before becomes an old one. */
int	old_password_keep(struct db *, int64_t account);
int	old_password_forget(struct db *, int64_t account);

#endif
