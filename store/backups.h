/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backups - what backup and restore share. */
#ifndef STORE_BACKUPS_H
#define STORE_BACKUPS_H

#include "base/err.h"

/* Reads it from end to end.  backup: the one that may be cancelled, or NULL. */
int	backup_check(int fd, void *backup, struct err *);

#endif
