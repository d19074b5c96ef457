/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recovery - the recovery window (product.md 4): while it is open, a client
 * whose proof fits an account of the past sees the sealed account list, and
 * nothing else.  It closes by itself, across a restart too.
 *
 * Time     in the boot in which it was opened the boot-time clock decides; in
 *          another the wall's, and if that went back it is closed.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_RECOVERY_H
#define SERVER_DIRECTOR_ACCOUNT_RECOVERY_H

#include "base/err.h"
#include "base/clock.h"

struct director;
struct recovery;

int	recovery_new(struct director *, struct err *);	/* blocks */
void	recovery_free(struct director *);

struct recovery_view {
	bool		 is_open;
	struct wall	 opened;	/* the last time; { 0 }: never */
	struct wall	 until;		/* while it is open */
	struct wall	 closed;	/* { 0 }: not since then */
	const char	*who;		/* opened it */
	const char	*why;
	uint32_t	 admitted;	/* sessions since it was opened */
};

struct recovery_view	recovery_view(const struct director *);

#endif
