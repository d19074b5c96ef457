/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reseal - the master key of a site that does not run is replaced: whatever
 * is sealed in its store is opened with the old key and sealed with the new
 * one, in one commit with its audit record.  What was only kept because it
 * takes time to derive is dropped, and made again.
 *
 * Errors   -EALREADY  the store is under the new key already
 *          -ENOKEY    it is under neither
 *          -EBADMSG   something in it does not open: nothing was changed
 *          -EBUSY     a sited runs
 *          else as store_open() and batches (store.h)
 */
#ifndef STORE_RESEAL_H
#define STORE_RESEAL_H

#include "store/seal.h"
#include "store/store.h"

struct reseal {
	const struct seal_key	*old, *fresh;
	const char		*who;		/* for the audit */
	uint32_t		 uid;
	bool			 dry_run;	/* all is tried, nothing kept */
	uint64_t		 count;		/* secrets; out */
};

/* Blocks; to be called from nothing that has a loop. */
int	store_reseal(const char *dir, struct reseal *, struct err *);

#endif
