/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recovery - the recovery window (product.md 4): one row, whether it is open
 * and until when.  It is written before anybody is let in.
 */
#ifndef STORE_RECOVERY_H
#define STORE_RECOVERY_H

#include "store/store.h"

struct recovery_row {
	struct stored_time	 until;		/* not set: it is closed */
	struct wall		 opened;	/* the last time; { 0 }: never */
	struct wall		 closed;	/* { 0 }: not since then */
	const char		*who;		/* opened it */
	const char		*why;
	uint32_t		 admitted;	/* sessions since it was opened */
};

void	store_recovery_set(struct batch *, const struct recovery_row *);

typedef void	recovery_done(void *arg, const struct err *,
		    const struct recovery_row *);

int	store_recovery(struct store *, recovery_done *, void *arg);

#endif
