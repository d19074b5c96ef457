/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session, its pipes, and a procedure that is waited for. */
#include "contrib/siteclient/domain_int.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/netlogon.h"
#include "protocol/rpc/winreg.h"
#include "protocol/rpc/wkssvc.h"

#define MAX_FRAME	((size_t)1 << 20)
#define CALLS		8
#define CREDITS		64
#define FAULT_ACCESS	5U		/* ERROR_ACCESS_DENIED, as a fault */
#define FAULT_RANGE	0x1c010002U	/* nca_s_op_rng_error */

static const struct {
	const char		*name;
	const struct rpc_iface	*iface;
} pipes[PIPE_COUNT] = {
	[PIPE_SAMR]	= { "samr", &samr_iface },
	[PIPE_LSARPC]	= { "lsarpc", &lsarpc_iface },
	[PIPE_NETLOGON]	= { "netlogon", &netlogon_iface },
	[PIPE_WKSSVC]	= { "wkssvc", &wkssvc_iface },
	[PIPE_WINREG]	= { "winreg", &winreg_iface },
};

/* --- what went wrong, as a number --- */

/* Of the connection: it is over. */
static uint32_t
number_of(int error)
{
	switch (error) {
	case 0: return 0;
	case -ENOMEM: return WIN32_NOT_ENOUGH_MEMORY;
	case -EACCES: return WIN32_WRONG_TARGET_NAME;
	case -ECONNRESET: return WIN32_NETNAME_DELETED;
	default: return WIN32_RPC_UNAVAILABLE;
	}
}

static uint32_t
number_of_fault(uint32_t fault)
{
	return fault == FAULT_ACCESS ? WIN32_ACCESS_DENIED :
	    fault == FAULT_RANGE ? WIN32_NOT_SUPPORTED :
	    WIN32_RPC_CALL_FAILED;
}

static uint32_t
number_of_result(const struct client_pipe_result *r)
{
	if (r->error != -EREMOTEIO)
		return r->error == -EBADMSG || r->error == -EPERM ?
		    WIN32_RPC_CALL_FAILED : number_of(r->error);
	if (r->fault != 0)
		return number_of_fault(r->fault);
	/* a pipe that is not there is a service that does not run */
	return r->nt == NT_OBJECT_NAME_NOT_FOUND ? WIN32_RPC_UNAVAILABLE :
	    win32_of(r->nt);
}

/* --- waiting for an answer --- */

static void
on_answer(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	struct domain	*d = arg;

	(void)conn;
	d->told = true;
	d->error = a->error != 0 ? number_of(a->error) : win32_of(a->status);
	d->tree = a->tree_id;
}

static void
on_pipe(void *arg, const struct client_pipe_result *r)
{
	struct domain	*d = arg;

	d->told = true;
	d->error = number_of_result(r);
	d->status = r->status;
}

/* `error': of the call that asked. */
static uint32_t
await(struct domain *d, int error)
{
	if (error != 0)
		return number_of(error);
	d->told = false;
	while (!d->told)
		if (event_base_loop(d->base, EVLOOP_ONCE) != 0)
			return WIN32_GEN_FAILURE;
	return d->error;
}

/* --- the session --- */

static uint32_t
connect_to(struct domain *d)
{
	const struct client_done	 done = { on_answer, d };
	char				 path[sizeof(d->server) + 8];
	uint32_t			 error;

	error = await(d, client_open(d->client, &d->how, &done, &d->conn));
	if (error != 0)
		return error;
	(void)snprintf(path, sizeof(path), "%s\\IPC$", d->server);
	return await(d, client_tree_connect(d->conn, path, &done));
}

static uint32_t
identify(struct domain *d, const struct domain_how *how)
{
	d->who = (struct ntlm_identity){ .user = how->user,
	    .domain = how->domain, .workstation = how->workstation,
	    .target = "" };
	d->how.to = how->to;
	d->how.guard = CLIENT_SIGNED;
	d->how.who = &d->who;
	(void)snprintf(d->server, sizeof(d->server), "\\\\%s", how->server);
	return nt_hash(client_ntlm(d->client), how->password,
	    d->who.nt_hash) == 0 ? 0 : WIN32_INVALID_PASSWORD;
}

uint32_t
domain_open(const struct domain_how *how, struct domain **out)
{
	struct client_settings	 s = { .timeout_ms = how->timeout_ms,
				    .max_frame = MAX_FRAME, .calls = CALLS,
				    .credits = CREDITS };
	struct domain		*d = calloc(1, sizeof(*d));
	uint32_t		 error = WIN32_NOT_ENOUGH_MEMORY;

	*out = NULL;
	if (d == NULL)
		return error;
	d->base = s.base = event_base_new();
	if (d->base != NULL && client_new(&s, &d->client, NULL) == 0 &&
	    (error = identify(d, how)) == 0)
		error = connect_to(d);
	/* it is borrowed until the logon only, and so is not kept */
	secret_wipe(d->who.nt_hash, sizeof(d->who.nt_hash));
	if (error != 0)
		domain_close(&d);
	*out = d;
	return error;
}

static void
log_off(struct domain *d)
{
	const struct client_done	 done = { on_answer, d };

	if (client_facts(d->conn)->session_id != 0)
		(void)await(d, client_log_off(d->conn, &done));
}

void
domain_close(struct domain **dp)
{
	struct domain	*d = *dp;
	int		 i;

	*dp = NULL;
	if (d == NULL)
		return;
	for (i = 0; i < PIPE_COUNT; i++)
		client_pipe_free(&d->pipe[i]);
	if (d->conn != NULL) {
		log_off(d);
		client_close(&d->conn);
	}
	client_free(&d->client);
	if (d->base != NULL)
		event_base_free(d->base);
	free(d);
}

/* --- procedures --- */

static uint32_t
open_pipe(struct domain *d, enum domain_pipe which)
{
	const struct client_pipe_how	 how = {
		.tree = d->tree, .name = pipes[which].name, .done = on_pipe,
		.arg = d, .rpc = { .iface = pipes[which].iface } };
	uint32_t			 tree = d->tree, error;

	error = await(d, client_pipe_open(d->conn, &how, &d->pipe[which]));
	d->tree = tree;
	if (error != 0)
		client_pipe_free(&d->pipe[which]);
	return error;
}

uint32_t
domain_ask(struct domain *d, enum domain_pipe which, uint16_t opnum,
    void *args)
{
	uint32_t	 error = 0;

	if (d->pipe[which] == NULL)
		error = open_pipe(d, which);
	if (error == 0)
		error = await(d, client_pipe_call(d->pipe[which], opnum,
		    args));
	return error;
}

uint32_t
domain_call(struct domain *d, enum domain_pipe which, uint16_t opnum,
    void *args)
{
	uint32_t	 error = domain_ask(d, which, opnum, args);

	return error != 0 ? error :
	    win32_net_of((enum ntstatus)(int)d->status);
}

void
domain_close_handle(struct domain *d, enum domain_pipe which,
    const struct rpc_handle *h)
{
	static const uint16_t	 op[PIPE_COUNT] = {
		[PIPE_SAMR] = SAMR_CLOSE, [PIPE_LSARPC] = LSA_CLOSE,
		[PIPE_WINREG] = WINREG_CLOSE };
	struct winreg_handle	 args = { .handle = *h };	/* the longest */

	(void)domain_ask(d, which, op[which], &args);
}
