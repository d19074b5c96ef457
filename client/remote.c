/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/remote.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "client/pipe.h"
#include "protocol/auth/spnego.h"
#include "protocol/auth/target_info.h"
#include "protocol/rpc/win32.h"
#include "protocol/smb2/close.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/crypto.h"

#define MAX_FRAME	((size_t)1 << 20)
#define CALLS		8
#define CREDITS		64
#define PIPES_MAX	4
#define PATH_SIZE	256
#define FAULT_ACCESS	5U		/* ERROR_ACCESS_DENIED, as a fault */

struct line {
	const struct rpc_iface	*iface;
	struct client_pipe	*pipe;
};

struct remote {
	struct event_base	*base;
	struct client		*client;
	struct client_conn	*conn;
	struct client_how	 how;
	struct ntlm_identity	 who;
	char			 server[REMOTE_NAME_SIZE + 2];	/* "\\\\X" */
	uint32_t		 ipc;		/* its tree */
	struct line		 lines[PIPES_MAX];
	struct remote_look	*look;		/* where its names go */
	bool			 told;
	uint32_t		 error;		/* of the step under way */
	uint32_t		 status;	/* a procedure's own */
	uint32_t		 tree;
	uint32_t		 share;		/* that was asked for last */
	struct smb2_file_id	 file;
	uint64_t		 size;		/* its */
};

/* --- what went wrong, as a number --- */

static uint32_t
number_of(int error)
{
	switch (error) {
	case 0: return 0;
	case -ENOMEM: return WIN32_NOT_ENOUGH_MEMORY;
	case -EACCES: return WIN32_WRONG_TARGET_NAME;
	case -ECONNRESET: case -EPIPE: case -ENOTCONN:
		return WIN32_NETNAME_DELETED;
	case -ETIMEDOUT: return WIN32_SEM_TIMEOUT;
	case -EBADMSG: case -EPROTO: return WIN32_RPC_CALL_FAILED;
	default: return WIN32_BAD_NETPATH;
	}
}

static uint32_t
number_of_result(const struct client_pipe_result *r)
{
	if (r->error != -EREMOTEIO)
		return r->error == -EPERM ? WIN32_RPC_CALL_FAILED :
		    number_of(r->error);
	if (r->fault != 0)
		return r->fault == FAULT_ACCESS ? WIN32_ACCESS_DENIED :
		    WIN32_RPC_CALL_FAILED;
	/* A pipe that is not there is a service that does not run. */
	return r->nt == NT_OBJECT_NAME_NOT_FOUND ? WIN32_RPC_UNAVAILABLE :
	    win32_of(r->nt);
}

/* --- who it says it is --- */

static void
take_name(const struct target_info *info, enum av_id id,
    char dst[static REMOTE_NAME_SIZE])
{
	if (!info->has[id] ||
	    utf16_decode(info->value[id], dst, REMOTE_NAME_SIZE) != 0)
		dst[0] = '\0';
}

static bool
take_challenge(struct rd token, struct remote_look *look)
{
	struct spnego_resp	 resp;
	struct ntlm_challenge	 m;
	struct target_info	 info;

	if (spnego_decode_resp(token, &resp) != 0 ||
	    ntlm_decode_challenge(resp.token, &m) != 0 ||
	    target_info_decode(m.target_info, &info) != 0)
		return false;
	take_name(&info, AV_NB_COMPUTER_NAME, look->computer);
	take_name(&info, AV_NB_DOMAIN_NAME, look->domain);
	look->version = m.version;
	return true;
}

/* --- waiting for an answer --- */

static void
on_answer(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	struct remote	*r = arg;

	(void)conn;
	r->told = true;
	r->error = a->error != 0 ? number_of(a->error) : win32_of(a->status);
	r->tree = a->tree_id;
}

/* A server that lets in whoever has not proved anything is none to trust. */
static void
on_challenge(struct client_conn *conn, const struct client_answer *a,
    void *arg)
{
	struct remote	*r = arg;

	if (a->error != 0 || a->status != NT_MORE_PROCESSING_REQUIRED) {
		on_answer(conn, a, arg);
		if (r->error != 0)
			return;
	}
	r->told = true;
	r->error = a->status == NT_MORE_PROCESSING_REQUIRED &&
	    take_challenge(a->setup.token, r->look) ? 0 :
	    WIN32_RPC_CALL_FAILED;
}

static void
on_pipe(void *arg, const struct client_pipe_result *result)
{
	struct remote	*r = arg;

	r->told = true;
	r->error = number_of_result(result);
	r->status = result->status;
}

/* `error': of the call that asked. */
static uint32_t
await(struct remote *r, int error)
{
	if (error != 0)
		return number_of(error);
	r->told = false;
	while (!r->told)
		if (event_base_loop(r->base, EVLOOP_ONCE) != 0)
			return WIN32_GEN_FAILURE;
	return r->error;
}

/* --- life --- */

static struct remote *
remote_new(uint32_t timeout_ms)
{
	struct client_settings	 s = { .timeout_ms = timeout_ms,
				    .max_frame = MAX_FRAME, .calls = CALLS,
				    .credits = CREDITS };
	struct remote		*r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->base = s.base = event_base_new();
	if (r->base == NULL || client_new(&s, &r->client, NULL) != 0)
		remote_close(&r);
	return r;
}

void
remote_close(struct remote **rp)
{
	struct remote	*r = *rp;
	int		 i;

	*rp = NULL;
	if (r == NULL)
		return;
	for (i = 0; i < PIPES_MAX; i++)
		client_pipe_free(&r->lines[i].pipe);
	client_close(&r->conn);
	client_free(&r->client);
	if (r->base != NULL)
		event_base_free(r->base);
	secret_wipe(&r->who, sizeof(r->who));
	free(r);
}

uint32_t
remote_look(const struct sockaddr_storage *to, uint32_t timeout_ms,
    struct remote_look *out)
{
	struct remote		*r = remote_new(timeout_ms);
	struct client_done	 done = { on_challenge, r };
	uint32_t		 error;

	*out = (struct remote_look){ .dialect = 0 };
	if (r == NULL)
		return WIN32_NOT_ENOUGH_MEMORY;
	r->how.to = *to;
	r->look = out;
	error = await(r, client_open(r->client, &r->how, &done, &r->conn));
	if (error == 0)
		out->dialect = client_facts(r->conn)->dialect;
	remote_close(&r);
	return error;
}

static uint32_t
log_on(struct remote *r, const struct remote_how *how)
{
	struct client_done	 done = { on_answer, r };
	uint32_t		 error;

	r->who = (struct ntlm_identity){ .user = how->user,
	    .domain = how->domain, .workstation = "", .target = "",
	    .server = how->server };
	r->how.to = how->to;
	r->how.guard = CLIENT_SIGNED;
	r->how.who = &r->who;
	(void)snprintf(r->server, sizeof(r->server), "\\\\%s", how->server);
	if (nt_hash(client_ntlm(r->client), how->password,
	    r->who.nt_hash) != 0)
		return WIN32_INVALID_PASSWORD;
	error = await(r, client_open(r->client, &r->how, &done, &r->conn));
	/* It is borrowed until the logon only. */
	secret_wipe(r->who.nt_hash, sizeof(r->who.nt_hash));
	return error;
}

uint32_t
remote_open(const struct remote_how *how, struct remote **out)
{
	struct remote	*r = remote_new(how->timeout_ms);
	uint32_t	 error;

	*out = NULL;
	if (r == NULL)
		return WIN32_NOT_ENOUGH_MEMORY;
	error = log_on(r, how);
	if (error == 0)
		error = remote_share(r, "IPC$");
	r->ipc = r->tree;
	if (error != 0)
		remote_close(&r);
	*out = r;
	return error;
}

uint32_t
remote_share(struct remote *r, const char *share)
{
	struct client_done	 done = { on_answer, r };
	char			 path[2 * REMOTE_NAME_SIZE];

	uint32_t		 error;

	(void)snprintf(path, sizeof(path), "%s\\%s", r->server, share);
	error = await(r, client_tree_connect(r->conn, path, &done));
	r->share = r->tree;
	return error;
}

/* --- a file --- */

static void
on_file(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	struct remote	*r = arg;

	on_answer(conn, a, arg);
	if (r->error == 0) {
		r->file = a->create.file_id;
		r->size = a->create.end_of_file;
	} else if (a->error == 0 && (a->status == NT_OBJECT_NAME_NOT_FOUND ||
	    a->status == NT_OBJECT_PATH_NOT_FOUND)) {
		r->error = WIN32_FILE_NOT_FOUND;
	}
}

uint32_t
remote_file(struct remote *r, const char *path, uint32_t access,
    uint64_t *size_out)
{
	struct smb2_create_req		 req = {
		.impersonation = SMB2_IMPERSONATION_IMPERSONATION,
		.access = access, .share = FILE_SHARE_MASK,
		.disposition = FILE_OPEN, .options = FILE_NON_DIRECTORY_FILE,
	};
	const struct client_done	 opened = { on_file, r };
	const struct client_done	 closed = { on_answer, r };
	struct smb2_close_req		 shut = { .flags = 0 };
	uint8_t				 name[2 * PATH_SIZE];
	struct wr			 w = wr_over(name, sizeof(name));
	uint32_t			 error;

	utf16_encode(&w, path);
	if (!wr_ok(&w))
		return WIN32_INVALID_PARAMETER;
	req.name = wr_written(&w);
	error = await(r, client_create(r->conn, r->share, &req, &opened));
	if (error != 0)
		return error;
	*size_out = r->size;
	shut.file_id = r->file;
	return await(r, client_close_file(r->conn, r->share, &shut, &closed));
}

struct rd
remote_key(const struct remote *r)
{
	const uint8_t	*key = client_session_key(r->conn);

	return rd_over(key, key == NULL ? 0 : SMB2_KEY_SIZE);
}

/* --- procedures --- */

static struct line *
line_of(struct remote *r, const struct rpc_iface *iface)
{
	int	 i;

	for (i = 0; i < PIPES_MAX; i++)
		if (r->lines[i].iface == iface || r->lines[i].iface == NULL)
			return &r->lines[i];
	return NULL;
}

static uint32_t
open_line(struct remote *r, struct line *l, const struct rpc_iface *iface)
{
	const struct client_pipe_how	 how = {
		.tree = r->ipc, .name = iface->name, .done = on_pipe,
		.arg = r, .rpc = { .iface = iface } };
	uint32_t			 error;

	error = await(r, client_pipe_open(r->conn, &how, &l->pipe));
	if (error != 0)
		client_pipe_free(&l->pipe);
	else
		l->iface = iface;
	return error;
}

uint32_t
remote_call(struct remote *r, const struct rpc_iface *iface, uint16_t opnum,
    void *args)
{
	struct line	*l = line_of(r, iface);
	uint32_t	 error = 0;

	if (l == NULL)
		return WIN32_NOT_SUPPORTED;
	if (l->pipe == NULL)
		error = open_line(r, l, iface);
	if (error == 0)
		error = await(r, client_pipe_call(l->pipe, opnum, args));
	return error != 0 ? error : r->status;
}
