/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What handlers ask of their call.
 */
#include "protocol/rpc/pipe_int.h"

const struct rpc_facts *
rpc_call_facts(const struct rpc_call *c)
{
	return c->pipe->host->facts;
}

const struct rpc_caller *
rpc_call_caller(const struct rpc_call *c)
{
	return auth_caller(c->pipe);
}

bool
rpc_call_may(const struct rpc_call *c, enum rpc_right needs)
{
	return rpc_call_caller(c)->right >= needs;
}

struct arena *
rpc_call_arena(struct rpc_call *c)
{
	return &c->mem;
}

bool
rpc_call_share(struct rpc_call *c, size_t index, struct rpc_share *out)
{
	const struct rpc_host	*h = c->pipe->host;

	return h->share(h->arg, index, out);
}

const struct rpc_value *
rpc_call_values(const struct rpc_call *c, size_t *count_out)
{
	*count_out = c->pipe->host->value_count;
	return c->pipe->host->values;
}

const struct rpc_services *
rpc_call_services(const struct rpc_call *c)
{
	return c->pipe->host->services;
}

struct rd
rpc_call_key(const struct rpc_call *c)
{
	return c->pipe->holder->key;
}

uint32_t
rpc_call_fault(struct rpc_call *c, enum rpc_fault fault)
{
	c->fault = (uint32_t)fault;
	return 0;
}

uint32_t
rpc_call_resolve(struct rpc_call *c, struct rpc_name *names, size_t count,
    rpc_run_names *then)
{
	const struct rpc_host	*h = c->pipe->host;

	c->names = names;
	c->then_names = then;
	h->resolve_sids(h->arg, c, names, count);
	return NT_LATER;
}

uint32_t
rpc_call_find(struct rpc_call *c, struct rpc_name *names, size_t count,
    rpc_run_names *then)
{
	const struct rpc_host	*h = c->pipe->host;

	c->names = names;
	c->then_names = then;
	h->resolve_names(h->arg, c, names, count);
	return NT_LATER;
}

uint32_t
rpc_call_list(struct rpc_call *c, enum rpc_rows_kind kind, rpc_run_rows *then)
{
	const struct rpc_host	*h = c->pipe->host;

	c->then_rows = then;
	h->list(h->arg, c, kind);
	return NT_LATER;
}

uint32_t
rpc_call_domain(struct rpc_call *c, const struct rpc_domain_ask *ask,
    rpc_run_domain *then)
{
	const struct rpc_host		*h = c->pipe->host;
	const struct rpc_domain_row	*row = &rpc_domain_rows[ask->op];
	struct rpc_domain_ask		*copy;
	struct rpc_caller		*caller;

	if (h->domain == NULL)
		return rpc_call_fault(c, RPC_FAULT_OP_RANGE);
	if (!rpc_call_may(c, row->needs))
		return (uint32_t)NT_ACCESS_DENIED;
	if (row->writes && h->facts->is_backup)
		return (uint32_t)NT_INVALID_DOMAIN_ROLE;
	copy = arena_alloc(&c->mem, sizeof(*copy));
	caller = arena_alloc(&c->mem, sizeof(*caller));
	if (copy == NULL || caller == NULL)
		return (uint32_t)NT_NO_MEMORY;
	*copy = *ask;
	*caller = *rpc_call_caller(c);		/* the pipe may go before */
	copy->caller = caller;
	copy->password.key = auth_key(c->pipe);
	c->then_domain = then;
	h->domain(h->arg, c, copy);
	return NT_LATER;
}

int
rpc_call_handle_new(struct rpc_call *c, const struct rpc_object *object,
    struct rpc_handle *out)
{
	return group_handle_new(c->pipe->group, c->service, object, out);
}

bool
rpc_call_handle(struct rpc_call *c, const struct rpc_handle *h,
    struct rpc_object *out)
{
	return group_handle_find(c->pipe->group, c->service, h, out);
}

bool
rpc_call_handle_close(struct rpc_call *c, struct rpc_handle *h)
{
	bool	 found = group_handle_close(c->pipe->group, c->service, h);

	*h = (struct rpc_handle){ 0 };
	return found;
}
