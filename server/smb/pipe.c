/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/pipe.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/rpc/domain.h"
#include "protocol/rpc/pipe.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/fsctl.h"
#include "protocol/smb2/ioctl.h"
#include "protocol/smb2/read.h"
#include "protocol/smb2/write.h"
#include "server/smb/conn.h"
#include "server/smb/fsctl.h"
#include "server/smb/open.h"
#include "server/smb/pipe_proof.h"
#include "server/smb/request.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

#define CREATE_BODY	96
#define READ_FIXED	16
#define PIPE_BUFFER	4096
#define PIPES_MAX	64	/* of a connection: each may hold a long call */

/* A request that reads, from READ or from FSCTL_PIPE_TRANSCEIVE. */
struct reader {
	TAILQ_ENTRY(reader)	 link;
	struct request		*req;
	uint32_t		 room;
	bool			 is_ioctl;
};

struct pipe {
	struct open		*open;
	struct rpc_pipe		*rpc;
	const struct smb_rpc	*behind;
	struct rpc_host		 host;
	struct rpc_holder	 holder;
	struct rpc_caller	 caller;
	struct pipe_proof	*proof;		/* while one is judged */
	char			 name[32];	/* "\\srvsvc" */
	TAILQ_HEAD(, reader)	 readers;	/* oldest first */
	struct event		 deliver;
};

static struct smb_server *
server_of(const struct pipe *p)
{
	return p->open->tree->session->conn->server;
}

/* Whoever stands behind the listener that the client came over. */
static const struct smb_rpc *
rpc_of(const struct conn *conn)
{
	const struct smb_rpc	*rpc = conn->view < SMB_VIEWS_MAX ?
				    conn->server->rpc[conn->view] : NULL;

	return rpc != NULL ? rpc : conn->server->rpc[0];
}

/* --- what the RPC engine asks --- */

static void
readable(void *arg)
{
	struct pipe	*p = arg;

	event_active(&p->deliver, 0, 0);
}

static bool
share_at(void *arg, size_t i, struct rpc_share *out)
{
	const struct smb_server	*server = server_of(arg);
	const struct smb_share	*share;

	if (i >= server->nshares)
		return false;
	share = &server->shares[i];
	*out = (struct rpc_share){
		.name = share->name,
		.comment = share->comment,
		.path = share->path,
		.type = share->ops == NULL ? (uint32_t)SRVS_IPC |
		    (uint32_t)SRVS_SPECIAL : (uint32_t)SRVS_DISK,
	};
	return true;
}

static void
resolve_sids(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t n)
{
	const struct smb_rpc	*rpc = ((struct pipe *)arg)->behind;

	rpc->resolve_sids(rpc->arg, call, names, n);
}

static void
resolve_names(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t n)
{
	const struct smb_rpc	*rpc = ((struct pipe *)arg)->behind;

	rpc->resolve_names(rpc->arg, call, names, n);
}

static void
list(void *arg, struct rpc_call *call, enum rpc_rows_kind kind)
{
	const struct smb_rpc	*rpc = ((struct pipe *)arg)->behind;

	rpc->list(rpc->arg, call, (int)kind);
}

/* A password comes under the key of the pipe's own logon, or the session's. */
static void
domain(void *arg, struct rpc_call *call, const struct rpc_domain_ask *ask)
{
	struct pipe		*p = arg;
	const struct session	*s = p->open->tree->session;
	struct rpc_domain_ask	 full = *ask;

	if (full.password.key.len == 0 && s->has_keys)
		full.password.key = rd_over(s->keys.application,
		    sizeof(s->keys.application));
	p->behind->domain(p->behind->arg, call, &full);
}

static int
challenge(void *arg, struct rpc_challenge *out)
{
	struct pipe	*p = arg;

	return pipe_challenge(p->open->tree->session->conn, out);
}

static int
prove(void *arg, const struct rpc_proof *proof, struct rpc_auth *auth)
{
	struct pipe	*p = arg;

	return pipe_prove(p->open->tree->session->conn, proof, auth,
	    &p->proof);
}

/* --- reading --- */

static struct request *
take(struct pipe *p, struct reader *r)
{
	struct request	*req = r->req;

	TAILQ_REMOVE(&p->readers, r, link);
	free(r);
	req->state = NULL;
	return req;
}

/* What there is of the next message; NT_LATER when there is none yet. */
static enum ntstatus
fetch(struct pipe *p, struct request *req, uint32_t room, bool is_ioctl)
{
	size_t		 n = rpc_pipe_left(p->rpc), begun = 0;
	struct wr	 sub;
	enum ntstatus	 status;
	uint8_t		*dst;

	if (n == 0 && !rpc_pipe_ended(p->rpc))
		return NT_LATER;
	if (n > room)
		n = room;
	if (is_ioctl)
		fsctl_reply(req, n);
	else {
		reply(req, READ_FIXED + n + (n == 0));
		begun = smb2_begin_read_rsp(&req->w);
	}
	dst = wr_space(&req->w, n);
	if (dst == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	sub = wr_over(dst, n);
	status = rpc_pipe_read(p->rpc, &sub);
	if (!is_ioctl)
		smb2_end_read_rsp(&req->w, begun, sub.pos);
	req->keep_body = status == NT_BUFFER_OVERFLOW;
	return status;
}

static void
answer(struct request *req, bool is_ioctl, enum ntstatus status)
{
	if (is_ioctl)
		fsctl_done(req, status);
	else
		request_done(req, status);
}

static void
on_deliver(evutil_socket_t fd, short what, void *arg)
{
	struct pipe	*p = arg;
	struct reader	*r;
	struct request	*req;
	enum ntstatus	 status;
	bool		 is_ioctl;

	(void)fd;
	(void)what;
	open_hold(p->open);	/* an answer may be the end of it */
	while ((r = TAILQ_FIRST(&p->readers)) != NULL) {
		is_ioctl = r->is_ioctl;
		status = fetch(p, r->req, r->room, is_ioctl);
		if (status == NT_LATER)
			break;
		req = take(p, r);
		answer(req, is_ioctl, status);
	}
	open_release(p->open);
}

static void
give_up(struct request *req, enum cancel_why why)
{
	struct reader	*r = req->state;
	bool		 is_ioctl = r->is_ioctl;

	(void)take(req->open->pipe, r);
	answer(req, is_ioctl, why == CANCEL_CLOSED ? NT_PIPE_BROKEN :
	    NT_CANCELLED);
}

static enum ntstatus
read_or_wait(struct request *req, uint32_t room, bool is_ioctl)
{
	struct pipe	*p = req->open->pipe;
	struct reader	*r;
	enum ntstatus	 status = NT_LATER;

	if (TAILQ_EMPTY(&p->readers))
		status = fetch(p, req, room, is_ioctl);
	if (status != NT_LATER)
		return status;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	*r = (struct reader){ .req = req, .room = room,
	    .is_ioctl = is_ioctl };
	TAILQ_INSERT_TAIL(&p->readers, r, link);
	req->state = r;
	request_waits(req, give_up);
	request_interim_later(req);
	return NT_LATER;
}

enum ntstatus
pipe_read(struct request *req, uint32_t length)
{
	return read_or_wait(req, length, false);
}

enum ntstatus
pipe_write(struct request *req, struct rd data)
{
	struct pipe	*p = req->open->pipe;
	enum ntstatus	 status = rpc_pipe_write(p->rpc, data);

	if (status != NT_OK)
		return status;
	event_active(&p->deliver, 0, 0);
	reply(req, 16);
	smb2_put_write_rsp(&req->w, (uint32_t)data.len);
	return NT_OK;
}

enum ntstatus
fsctl_pipe_transceive(struct request *req, const struct smb2_ioctl_req *q)
{
	enum ntstatus	 status;

	status = rpc_pipe_write(req->open->pipe->rpc, q->input);
	return status != NT_OK ? status :
	    read_or_wait(req, q->max_output, true);
}

/* Our pipes are always there, or never. */
enum ntstatus
fsctl_pipe_wait(struct request *req, const struct smb2_ioctl_req *q)
{
	struct smb2_pipe_wait	 wait;
	char			 name[64];

	(void)req;
	if (smb2_get_pipe_wait(q->input, &wait) != NT_OK)
		return NT_INVALID_PARAMETER;
	if (utf16_decode(wait.name, name, sizeof(name)) != 0 ||
	    rpc_endpoint_find(name) == NULL)
		return NT_OBJECT_NAME_NOT_FOUND;
	return NT_OK;
}

/* --- life --- */

static struct pipe *
pipe_new(struct open *o, const struct rpc_endpoint *endpoint)
{
	struct smb_server	*server = o->tree->session->conn->server;
	struct pipe		*p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->open = o;
	p->behind = rpc_of(o->tree->session->conn);
	TAILQ_INIT(&p->readers);
	pipe_caller(&o->tree->session->user, o->tree->session->anonymous,
	    &p->caller);
	p->host = (struct rpc_host){
		.arg = p,
		.facts = p->behind->facts,
		.names = &server->names,
		.crypto = server->ntlm,
		.groups = server->groups,
		.request_max = RPC_REQUEST_MAX,
		.share = share_at,
		.resolve_sids = resolve_sids,
		.resolve_names = resolve_names,
		.list = list,
		.domain = p->behind->domain == NULL ? NULL : domain,
		.values = p->behind->values,
		.value_count = p->behind->value_count,
		.services = p->behind->services,
	};
	p->holder = (struct rpc_holder){
		.arg = p,
		.caller = &p->caller,
		.readable = readable,
		.challenge = challenge,
		.prove = prove,
	};
	if (o->tree->session->has_keys)
		p->holder.key = rd_over(o->tree->session->keys.application,
		    SMB2_KEY_SIZE);
	(void)snprintf(p->name, sizeof(p->name), "\\%s",
	    rpc_endpoint_name(endpoint));
	if (rpc_pipe_new(endpoint, &p->host, &p->holder, &p->rpc) != 0) {
		free(p);
		return NULL;
	}
	(void)event_assign(&p->deliver, server->base, -1, 0, on_deliver, p);
	o->tree->session->conn->npipes++;
	return p;
}

void
pipe_free(struct pipe **pp)
{
	struct pipe	*p = *pp;

	if (p == NULL)
		return;
	*pp = NULL;
	p->open->tree->session->conn->npipes--;
	(void)event_del(&p->deliver);
	rpc_pipe_free(&p->rpc);
	pipe_proof_drop(&p->proof);
	free(p);
}

static enum ntstatus
find_endpoint(struct rd name, const struct rpc_endpoint **out)
{
	char	 text[64];

	if (utf16_decode(name, text, sizeof(text)) != 0)
		return NT_OBJECT_NAME_NOT_FOUND;
	*out = rpc_endpoint_find(text);
	return *out == NULL ? NT_OBJECT_NAME_NOT_FOUND : NT_OK;
}

static void
put_answer(struct request *req, const struct open *o)
{
	struct smb2_create_rsp	 rsp = {
		.action = FILE_OPENED,
		.allocation_size = PIPE_BUFFER,
		.attributes = FILE_ATTRIBUTE_NORMAL,
		.file_id = { o->persistent, o->id },
	};
	struct related		*r = &req->chain->related;

	reply(req, CREATE_BODY);
	(void)smb2_put_create_rsp(&req->w, &rsp);
	r->file_id = rsp.file_id;
	r->has_file = true;
	r->failed = false;
}

enum ntstatus
pipe_open(struct request *req, const struct smb2_create_req *q)
{
	const struct rpc_endpoint	*endpoint;
	struct open			*o;
	enum ntstatus			 status;

	if (q->impersonation > SMB2_IMPERSONATION_DELEGATE)
		return NT_BAD_IMPERSONATION_LEVEL;
	if (rpc_of(req->conn) == NULL)
		return NT_OBJECT_NAME_NOT_FOUND;
	status = find_endpoint(q->name, &endpoint);
	if (status != NT_OK)
		return status;
	if (req->conn->npipes >= PIPES_MAX)
		return NT_PIPE_NOT_AVAILABLE;
	o = open_new(req->tree);
	if (o == NULL)
		return NT_TOO_MANY_OPENED_FILES;
	o->granted = FILE_GENERIC_READ | FILE_GENERIC_WRITE;
	o->sequence.number = request_sequence(req);
	o->pipe = pipe_new(o, endpoint);
	if (o->pipe == NULL) {
		open_end(o, VFS_DISCARD, NULL, NULL);
		return NT_INSUFFICIENT_RESOURCES;
	}
	put_answer(req, o);
	return NT_OK;
}

enum ntstatus
pipe_facts(struct open *o, struct smb2_file_facts *f)
{
	memset(f, 0, sizeof(*f));
	f->name = o->pipe->name;
	f->allocation_size = PIPE_BUFFER;
	f->nlink = 1;
	f->delete_pending = true;	/* as NT shows a pipe */
	f->attributes = FILE_ATTRIBUTE_NORMAL;
	f->access = o->granted;
	return NT_OK;
}
