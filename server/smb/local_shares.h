/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local_shares - the books of shares.h kept by the server's own process, over
 * a share table: for tests, and for servers of one process.
 *
 * Time     local_shares_deadline() tells when local_shares_tick() has to be
 *          called at the latest; `wake' is called whenever that changes.
 * Limits   connections are not counted: who shares a process with nobody can
 *          do that himself.
 * Memory   local_shares_free() forgets questions under way, unanswered.
 */
#ifndef SERVER_SMB_LOCAL_SHARES_H
#define SERVER_SMB_LOCAL_SHARES_H

#include "server/smb/share_table.h"
#include "server/smb/shares.h"

struct local_shares;

struct local_shares	*local_shares_new(const struct share_limits *);
void			 local_shares_free(struct local_shares **);
const struct smb_shares	*local_shares_books(struct local_shares *);
/* Whom to tell of breaks and the like; before the first question. */
void			 local_shares_serve(struct local_shares *,
			    struct smb_server *);

void			 local_shares_on_wake(struct local_shares *,
			    void (*wake)(void *), void *arg);
bool			 local_shares_deadline(const struct local_shares *,
			    struct mono *);
void			 local_shares_tick(struct local_shares *);

#endif
