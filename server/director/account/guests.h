/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guests - whom the recovery window let in: one row by address and account,
 * and whether somebody came back from there as any client does.
 *
 * Memory   the list owns its rows; GUESTS_MAX at most, who comes later is
 *          counted in the window's row alone.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_GUESTS_H
#define SERVER_DIRECTOR_ACCOUNT_GUESTS_H

#include <sys/cdefs.h>
#include <sys/tree.h>

#include "server/director/account/recovery.h"

#define GUESTS_MAX	65536

struct guest {
	RB_ENTRY(guest)		 link;
	struct recovery_guest	 g;
};

RB_HEAD(guest_tree, guest);

struct guests {
	struct guest_tree	 tree;
	size_t			 n;
};

void	guests_init(struct guests *);
void	guests_clear(struct guests *);
/* One session more; its row if that is the first one, else NULL. */
const struct recovery_guest	*guests_add(struct guests *,
				    const struct msg_evidence *);
void	guests_back(struct guests *, const struct addr *, struct wall at);
const struct recovery_guest	*guests_next(const struct guests *,
				    const struct recovery_guest *);

#endif
