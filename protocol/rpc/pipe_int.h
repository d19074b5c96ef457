/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipe_int - what the engine's files share: pipe.c (bytes in, messages out),
 * bind.c (contexts), auth.c (a logon on the pipe), call.c (requests and
 * responses), trailer.c.
 *
 *	FRESH --bind--> BOUND --protocol error--> ENDED
 *	  \---------------malformed--------------/
 *
 * p->out holds the one PDU that is being read.  A call goes through
 *	COLLECTING (fragments) -> RUNNING (its handler) -> ANSWERING (fragments)
 * and belongs to the pipe, but one that waits for the host outlives it.
 */
#ifndef PROTOCOL_RPC_PIPE_INT_H
#define PROTOCOL_RPC_PIPE_INT_H

#include "protocol/auth/logon.h"
#include "protocol/rpc/fault.h"
#include "protocol/rpc/guard.h"
#include "protocol/rpc/pdu.h"
#include "protocol/rpc/pipe.h"
#include "protocol/rpc/service.h"

#define RPC_SERVICES_MAX	4	/* behind one pipe */

struct rpc_endpoint {
	const char			*name;
	const char			*address;	/* as bind_ack says */
	const struct rpc_service	*services[RPC_SERVICES_MAX];
};

enum pipe_state { PIPE_FRESH, PIPE_BOUND, PIPE_ENDED };

struct presentation {
	uint16_t			 id;
	const struct rpc_service	*service;
};

struct rpc_pipe {
	const struct rpc_endpoint	*endpoint;
	const struct rpc_host		*host;
	const struct rpc_holder		*holder;
	struct rpc_group		*group;
	struct rpc_auth			*auth;		/* NULL: none */
	struct rpc_call			*call;
	struct buf			 in;
	struct buf			 out;
	size_t				 out_pos;
	const char			*why;
	enum pipe_state			 state;
	uint16_t			 fragment;	/* bytes, agreed */
	bool				 busy;		/* writing, reading */
	bool				 held;		/* out lacks a token */
	uint8_t				 count;
	struct presentation		 context[RPC_CONTEXTS_MAX];
};

enum call_state { CALL_COLLECTING, CALL_RUNNING, CALL_ANSWERING };

struct rpc_call {
	struct rpc_pipe			*pipe;	/* NULL: closed meanwhile */
	const struct rpc_service	*service;	/* NULL: unknown */
	const struct rpc_op		*op;
	enum call_state			 state;
	uint32_t			 id;
	uint16_t			 context;
	uint16_t			 opnum;
	bool				 big;
	uint32_t			 fault;
	struct buf			 stub;		/* or response */
	size_t				 sent;		/* of the response */
	struct arena			 mem;
	void				*args;
	struct rpc_name			*names;		/* asked for */
	rpc_run_names			*then_names;
	rpc_run_rows			*then_rows;
	rpc_run_domain			*then_domain;
};

/*
 * A logon on the pipe:
 *
 *	ASKING (the host) <-> WAITING (for the client's next token)
 *	   \-> DONE or REFUSED
 */
enum auth_state { AUTH_WAITING, AUTH_ASKING, AUTH_DONE, AUTH_REFUSED };

struct rpc_auth {
	struct rpc_pipe		*pipe;		/* NULL: closed meanwhile */
	enum auth_state		 state;
	struct logon		*logon;		/* until DONE */
	struct rpc_guard	 guard;
	struct rpc_challenge	 challenge;
	struct rpc_caller	 caller;	/* when DONE */
	uint8_t			 key[NTLM_KEY_SIZE];	/* the same */
	uint32_t		 call;		/* of the PDU being answered */
	uint8_t			 answering;	/* its type */
};

/* One row for each PDU that a client may send; pipe.c. */
typedef void	pipe_take(struct rpc_pipe *, const struct rpc_pdu *);

const struct rpc_service	*endpoint_service(const struct rpc_pipe *,
				    const struct rpc_syntax *);

/* pipe.c */
void	pipe_end(struct rpc_pipe *, const char *why);
/* A fault, after which the pipe has ended. */
void	pipe_refuse(struct rpc_pipe *, const struct rpc_pdu *, enum rpc_fault,
	    const char *why);
struct ndr pipe_pdu(struct rpc_pipe *, enum rpc_type, uint8_t flags,
	    uint32_t call);			/* begins one in p->out */
void	pipe_sent(struct rpc_pipe *);		/* p->out is whole */
void	pipe_resume(struct rpc_pipe *);		/* after a wait, no answer */

/* bind.c */
pipe_take	bind_take, alter_take;
void	bind_refuse(struct rpc_pipe *, uint32_t call, enum rpc_nak,
	    const char *why);

/* auth.c: takes the verifier of a bind, alter_context or auth3. */
pipe_take	auth_take;
bool	auth_new(struct rpc_pipe *, const struct rpc_pdu *);
void	auth_step(struct rpc_pipe *, const struct rpc_pdu *);
void	auth_drop(struct rpc_pipe *);
const struct rpc_caller	*auth_caller(const struct rpc_pipe *);
struct rd	auth_key(const struct rpc_pipe *);	/* empty: none */
bool	auth_open(struct rpc_pipe *, const struct rpc_pdu *, size_t at);
struct rpc_guard	*auth_guard(struct rpc_pipe *);

/* trailer.c: does what the client signed inside its arguments fit the call? */
bool	trailer_fits(const struct rpc_call *, struct ndr *);

/* call.c */
pipe_take	call_take, call_orphaned;
void	call_fault(struct rpc_pipe *, const struct rpc_call *, uint8_t flags);
void	call_next_fragment(struct rpc_pipe *);
void	call_drop(struct rpc_pipe *);		/* or leave it to the host */

#endif
