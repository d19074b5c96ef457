/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipe - remote procedures over a named pipe of IPC$.
 *
 *	client_tree_connect(conn, "\\\\server\\IPC$")	then
 *	client_pipe_open()		done: bound to the interface
 *	client_pipe_call()		done: the arguments are answered
 *	client_pipe_free()
 *
 * Errors   calls: as in client.h, -EPROTO while one is under way, -EINVAL.
 *          done(): error 0 and the procedure's own `status'; -EREMOTEIO the
 *          server refused: `nt' of SMB or `fault' of RPC say why; -EBADMSG,
 *          -EPERM (its seal is wrong): `why'; else the connection is over.
 *          After a fault the pipe can go on, after all others it cannot.
 * Memory   as in protocol/rpc/client.h; `how' is borrowed until it is bound.
 *          client_pipe_free() may be called at any time, also after the
 *          connection was closed, which ends a call without a word.
 * Source   [MS-RPCE] 2.1.1.2.
 */
#ifndef CLIENT_PIPE_H
#define CLIENT_PIPE_H

#include "client/client.h"
#include "protocol/rpc/client.h"

struct client_pipe;

struct client_pipe_result {
	int		 error;
	enum ntstatus	 nt;
	uint32_t	 fault;
	uint32_t	 status;
	const char	*why;
};

struct client_pipe_how {
	uint32_t	 tree;
	const char	*name;		/* of the pipe: "srvsvc" */
	struct rpc_client_how rpc;
	void		(*done)(void *arg, const struct client_pipe_result *);
	void		*arg;
};

int	 client_pipe_open(struct client_conn *, const struct client_pipe_how *,
	    struct client_pipe **);
int	 client_pipe_call(struct client_pipe *, uint16_t opnum, void *args);
void	 client_pipe_free(struct client_pipe **);

#endif
