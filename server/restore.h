/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore - `sited -R BACKUP': the store of a site that has none is made from
 * what `sitectl site backup' wrote, and the operators' folders get what they
 * had.  Nothing is ever overwritten.
 */
#ifndef SERVER_RESTORE_H
#define SERVER_RESTORE_H

#include "base/err.h"
#include "server/config.h"

/* Becomes the director's user, for good. */
int	restore_site(const struct config *, const char *backup, struct err *);

#endif
