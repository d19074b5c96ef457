/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup - a copy of the running store into one file, and back.
 *
 * The copy is taken in steps of 1 MiB between commits, is the state at its
 * end, and is checked and on the disk when `done' is called.  Secrets in it
 * stay sealed: it is worth nothing without the key file, which is not in it.
 *
 * The descriptors are regular files, opened for reading and writing by
 * whoever may; they are borrowed until `done'.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/store.h"

/* After each step; false ends the backup (ECANCELED). */
typedef bool	backup_progress(void *arg, uint64_t bytes, uint64_t total);

/* fd: an empty file.  -EINVAL: it is not.  -EBUSY: one is under way. */
int	store_backup(struct store *, int fd, backup_progress *, store_done *,
	    void *arg);

/*
 * Offline: checks the copy, brings it up to date, marks it as restored
 * (setting "restored", an audit record, RIDs skip a thousand) and puts it
 * into a folder that holds no store yet.  Blocks.
 */
int	store_restore(int fd, const char *dir, const char *who, uint32_t uid,
	    struct err *);

/*
 * The store is an older copy of itself: RIDs and serials of publications that
 * it may have given out since are left out, and the account list is not
 * believed any more.  store_restore() does it, too.
 */
void	store_numbers_skip(struct batch *);

#endif
