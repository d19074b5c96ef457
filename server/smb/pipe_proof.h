/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipe_proof - a logon on a pipe itself, beside that of its session: the
 * proof goes to the same keeper.
 */
#ifndef SERVER_SMB_PIPE_PROOF_H
#define SERVER_SMB_PIPE_PROOF_H

#include "protocol/rpc/host.h"
#include "server/smb/auth.h"

struct conn;
struct pipe_proof;

int	pipe_challenge(struct conn *, struct rpc_challenge *out);

/* Sets *slot while the keeper is asked.  0 or -errno, as rpc_holder's. */
int	pipe_prove(struct conn *, const struct rpc_proof *, struct rpc_auth *,
	    struct pipe_proof **slot);
/* Takes the question back; the pipe of it is closed already. */
void	pipe_proof_drop(struct pipe_proof **);

void	pipe_caller(const struct smb_user *, bool anonymous,
	    struct rpc_caller *out);

#endif
