/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * service - the server's side of an interface: for each operation who may call
 * it and what it does.
 *
 * A handler finds the request's arguments decoded, fills in the response's in
 * the same struct and returns the status that ends the response.  What it
 * allocates from the call's arena lives until the response is encoded; if that
 * failed once, a fault is answered, whatever the handler returns.  To
 * answer later it returns what rpc_call_resolve() or its like return; the
 * function that it gave there is then the one to return the status.
 *
 * A new interface is a codec file (iface.h), a file with a table of handlers,
 * and a row in endpoint.c.
 */
#ifndef PROTOCOL_RPC_SERVICE_H
#define PROTOCOL_RPC_SERVICE_H

#include "protocol/rpc/domain.h"
#include "protocol/rpc/fault.h"
#include "protocol/rpc/group.h"
#include "protocol/rpc/host.h"
#include "protocol/rpc/iface.h"

typedef uint32_t	rpc_run(struct rpc_call *, void *args);
typedef uint32_t	rpc_run_names(struct rpc_call *, void *args,
			    struct rpc_name *);
typedef uint32_t	rpc_run_rows(struct rpc_call *, void *args,
			    const struct rpc_rows *);

typedef uint32_t	rpc_run_domain(struct rpc_call *, void *args,
			    const struct rpc_domain_answer *);

/* What a host must have for the interface to be there. */
enum rpc_behind { RPC_NOTHING, RPC_ACCOUNTS, RPC_VALUES, RPC_SERVICES };

struct rpc_handler {
	enum rpc_right	 needs;
	rpc_run		*run;
};

struct rpc_service {
	const struct rpc_iface		*iface;
	const struct rpc_handler	*handlers;	/* by operation */
	size_t				 count;		/* as many as ops */
	uint32_t			 denied;	/* the answer */
	enum rpc_behind			 behind;
};

extern const struct rpc_service	srvsvc_service, wkssvc_service,
				lsarpc_service, dssetup_service,
				samr_service, netlogon_service,
				winreg_service, svcctl_service;

const struct rpc_facts	*rpc_call_facts(const struct rpc_call *);
const struct rpc_caller	*rpc_call_caller(const struct rpc_call *);
bool			 rpc_call_may(const struct rpc_call *, enum rpc_right);
struct arena		*rpc_call_arena(struct rpc_call *);
bool			 rpc_call_share(struct rpc_call *, size_t,
			    struct rpc_share *out);

const struct rpc_value	*rpc_call_values(const struct rpc_call *,
			    size_t *count_out);
const struct rpc_services *rpc_call_services(const struct rpc_call *);
/* Under which its secrets are sealed: the SMB session's; empty: none. */
struct rd		 rpc_call_key(const struct rpc_call *);

/* A handler's answer that is none: a fault, or one that comes later. */
uint32_t	rpc_call_fault(struct rpc_call *, enum rpc_fault);
uint32_t	rpc_call_resolve(struct rpc_call *, struct rpc_name *, size_t,
		    rpc_run_names *then);		/* SIDs to names */
uint32_t	rpc_call_find(struct rpc_call *, struct rpc_name *, size_t,
		    rpc_run_names *then);		/* names to SIDs */
uint32_t	rpc_call_list(struct rpc_call *, enum rpc_rows_kind,
		    rpc_run_rows *then);
/*
 * Judges first: NT_ACCESS_DENIED, NT_INVALID_DOMAIN_ROLE.  The question is
 * copied, what it points at is not.
 */
uint32_t	rpc_call_domain(struct rpc_call *,
		    const struct rpc_domain_ask *, rpc_run_domain *then);

/*
 * Context handles, of the caller's association group.  Of another interface,
 * made up or closed they are not found; the handler then answers with
 * RPC_FAULT_CONTEXT_MISMATCH.  -ENOSPC, -ENOMEM.
 */
int	rpc_call_handle_new(struct rpc_call *, const struct rpc_object *,
	    struct rpc_handle *out);
bool	rpc_call_handle(struct rpc_call *, const struct rpc_handle *,
	    struct rpc_object *out);
bool	rpc_call_handle_close(struct rpc_call *, struct rpc_handle *);

#endif
