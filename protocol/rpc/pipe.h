/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipe - a named pipe with RPC services behind it, as a state machine: bytes
 * that the client writes go in, messages that it reads come out.
 *
 * Messages Each response fragment is one message.  A read that has less room
 *          gets NT_BUFFER_OVERFLOW and the rest with the next one.
 * Order    One thing at a time: what a client writes before it has read the
 *          answer to the former waits, RPC_INPUT_MAX bytes of it at most.
 * End      After a protocol error the pipe has ended: a last fault may be
 *          there to read, then NT_PIPE_DISCONNECTED.
 * Memory   A pipe is some 700 bytes; it owns no buffer while nothing is under
 *          way.  It borrows host and holder.
 * Source   [MS-RPCE] 2.1.1.2, 3.3; [MS-SMB2] 3.3.5.12, .13, .15.10.
 */
#ifndef PROTOCOL_RPC_PIPE_H
#define PROTOCOL_RPC_PIPE_H

#include "base/wire.h"
#include "protocol/rpc/group.h"
#include "protocol/rpc/host.h"
#include "protocol/smb2/status.h"

#define RPC_INPUT_MAX		65536	/* bytes that wait */
#define RPC_REQUEST_MAX		(256U << 10)	/* for host->request_max */
#define RPC_RESPONSE_MAX	(4U << 20)
#define RPC_ARENA_MAX		(8U << 20)	/* for decoding and handling */

struct rpc_endpoint;
struct rpc_pipe;

/* By the name that CREATE brings, "srvsvc", in any case; NULL: none such. */
const struct rpc_endpoint	*rpc_endpoint_find(const char *name);
const char			*rpc_endpoint_name(const struct rpc_endpoint *);

/* 0 or -ENOMEM. */
int		 rpc_pipe_new(const struct rpc_endpoint *,
		    const struct rpc_host *, const struct rpc_holder *,
		    struct rpc_pipe **out);
void		 rpc_pipe_free(struct rpc_pipe **);

/*
 * All of it or nothing: NT_OK, NT_PIPE_BUSY when too much waits already,
 * NT_PIPE_DISCONNECTED.  holder->readable() is not called from in here: look
 * with rpc_pipe_left().
 */
enum ntstatus	 rpc_pipe_write(struct rpc_pipe *, struct rd);

/*
 * What fits of the message that is next: NT_OK, NT_BUFFER_OVERFLOW with a
 * part, NT_LATER when there is none yet, NT_PIPE_DISCONNECTED.
 */
enum ntstatus	 rpc_pipe_read(struct rpc_pipe *, struct wr *);

/* Bytes of the message that is next; 0: none yet, or ended. */
size_t		 rpc_pipe_left(const struct rpc_pipe *);
bool		 rpc_pipe_ended(const struct rpc_pipe *);
const char	*rpc_pipe_why(const struct rpc_pipe *);	/* it ended; or "" */

#endif
