/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * files - the folder of a store: the lock that keeps a second sited out, and
 * a look at the files before SQLite sees them.
 */
#ifndef STORE_FILES_H
#define STORE_FILES_H

#include "store/store.h"

#define STORE_FILE	"site.db"
#define STORE_LOG	"site.db-wal"
#define STORE_LOCK	"lock"

int	files_open_dir(const char *dir, struct err *);	/* descriptor */
/* A descriptor that holds the lock until closed, or -EBUSY. */
int	files_lock(int dirfd, const char *dir, struct err *);
/* There is a file that may be a store; makes an empty one if it is to. */
int	files_prepare(int dirfd, const char *dir, bool create, struct err *);

/* -EUCLEAN: the log has a hole (wal.h).  Reads it once, from end to end. */
int	files_check_log(int dirfd, const char *dir, struct err *);

#endif
