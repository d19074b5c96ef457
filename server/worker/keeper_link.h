/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_link - the worker's struct smb_auth: a stock of challenges from the
 * keeper, and proofs on their way to it.
 *
 * Loss     when the keeper dies its challenges are void; who needs one waits
 *          for the next keeper.  Proofs under way are refused as if there
 *          were no memory; the client tries again.
 */
#ifndef SERVER_WORKER_KEEPER_LINK_H
#define SERVER_WORKER_KEEPER_LINK_H

#include "server/chan.h"
#include "server/smb/auth.h"

struct keeper_link;

struct keeper_link	*keeper_link_new(void);	/* NULL: no memory */
void			 keeper_link_free(struct keeper_link **);
const struct smb_auth	*keeper_link_auth(const struct keeper_link *);

void	keeper_link_up(struct keeper_link *, struct chan *);
void	keeper_link_down(struct keeper_link *);
/* CHALLENGES and AUTH_RESULT. */
void	keeper_link_challenges(struct keeper_link *, struct chan *,
	    struct chan_msg *);
void	keeper_link_result(struct keeper_link *, struct chan *,
	    struct chan_msg *);

#endif
