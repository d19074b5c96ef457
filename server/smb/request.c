/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "protocol/smb2/error.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/smb1.h"
#include "protocol/smb2/transform.h"
#include "server/smb/conn.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

#define ALIGN8(n)	(((n) + 7) & ~(size_t)7)
/* Of all answers of a chain, unless one alone has more: a frame ends at 16 MiB
   anyway.  Refusals are small, and always have a place. */
#define ANSWERS_MAX	(8 * 1024 * 1024)
#define REFUSAL_MAX	256

static void	chain_step(struct chain *);

struct chain *
chain_new(struct conn *conn, size_t len, size_t cap)
{
	struct chain	*ch = calloc(1, sizeof(*ch));

	if (ch == NULL)
		return NULL;
	ch->frame = malloc(cap + (cap == 0));
	if (ch->frame == NULL) {
		free(ch);
		return NULL;
	}
	ch->conn = conn;
	ch->len = len;
	ch->cap = cap;
	conn_ref(conn);
	return ch;
}

void
chain_free(struct chain **chp)
{
	struct chain	*ch = *chp;

	if (ch == NULL)
		return;
	*chp = NULL;
	session_unref(ch->sealed_by);
	conn_unref(ch->conn);
	free(ch->out);
	free(ch->frame);
	free(ch);
}

/* --- answers --- */

/* Where the first answer begins in out->data: behind what sealing needs. */
static size_t
answers_at(const struct chain *ch)
{
	return SMB2_PREFIX_SIZE + (ch->sealed ? SMB2_TRANSFORM_SIZE : 0);
}

/* Makes room for one more answer of at most n bytes, aligned to 8. */
static uint8_t *
out_room(struct chain *ch, size_t *start, size_t n)
{
	size_t		 first = answers_at(ch);
	size_t		 len = ch->out == NULL ? first : ch->out->len;
	size_t		 at = first + ALIGN8(len - first);
	struct out	*out = ch->out;

	if (out == NULL || at + n > ch->out_cap) {
		out = realloc(ch->out, sizeof(*out) + at + n);
		if (out == NULL)
			return NULL;
		if (ch->out == NULL)
			out->pos = 0;
		ch->out = out;
		ch->out_cap = at + n;
	}
	if (ch->nanswers == 0)
		memset(out->data, 0, at);
	else
		memset(out->data + len, 0, at - len);
	out->len = at;
	*start = at;
	return out->data + at;
}

void
reply(struct request *req, size_t n)
{
	struct chain	*ch = req->chain;
	size_t		 start;
	uint8_t		*p = NULL;

	if (n <= REFUSAL_MAX || ch->nanswers == 0 ||
	    ch->out->len + n <= ANSWERS_MAX)
		p = out_room(ch, &start, SMB2_HEADER_SIZE + n);
	if (p == NULL) {
		req->w = wr_over(NULL, 0);
		wr_fail(&req->w);
		return;
	}
	req->w = wr_over(p, SMB2_HEADER_SIZE + n);
	wr_zero(&req->w, SMB2_HEADER_SIZE);
}

static struct smb2_header
answer_header(struct request *req, enum ntstatus status)
{
	struct smb2_header	 h = {
		.credit_charge = req->header.credit_charge,
		.status = (uint32_t)status,
		.command = req->header.command,
		.flags = SMB2_FLAGS_SERVER_TO_REDIR |
		    (req->header.flags & (SMB2_FLAGS_RELATED_OPERATIONS |
		    SMB2_FLAGS_PRIORITY_MASK)),
		.message_id = req->header.message_id,
		.process_id = req->header.process_id,
		.tree_id = req->header.tree_id,
		.session_id = req->header.session_id,
	};

	if (req->interim_sent || status == NT_PENDING) {
		h.flags |= SMB2_FLAGS_ASYNC_COMMAND;
		h.async_id = req->async_id;
	}
	/* An interim answer brought the credits already. */
	if (!req->interim_sent)
		h.credits = credits_grant(&req->conn->credits,
		    req->header.credits);
	return h;
}

/*
 * Is this answer to be signed, and with whose key?  An interim one never,
 * 3.3.4.1.1: the MessageId is the nonce of GMAC, and whoever sees it used for
 * two signatures can compute what the others hang on.
 */
static struct session *
signer(const struct request *req, enum ntstatus status)
{
	struct session	*s = req->session;

	if (s == NULL || !s->has_keys || req->chain->sealed ||
	    status == NT_PENDING)
		return NULL;
	if (req->is_signed)
		return s;
	if (req->header.command == SMB2_SESSION_SETUP)
		return status == NT_OK && !s->anonymous ? s : NULL;
	return s->must_sign && s->state == SESSION_VALID ? s : NULL;
}

static void
add_answer(struct request *req, enum ntstatus status)
{
	struct chain		*ch = req->chain;
	struct smb2_header	 h = answer_header(req, status);
	struct answer		*a = &ch->answers[ch->nanswers++];

	smb2_fill_header(&req->w, &h);
	a->start = (size_t)(req->w.base - ch->out->data);
	a->sign_with = signer(req, status);
	if (a->sign_with != NULL)
		session_ref(a->sign_with);
	ch->out->len = a->start + req->w.pos;
}

/* The body as the handler left it, or an error body in its place. */
static bool
finish_body(struct request *req, enum ntstatus status)
{
	bool	 body = (status == NT_OK || req->keep_body) &&
		    req->w.base != NULL && wr_ok(&req->w);

	if (status == NT_OK && !body)
		return false;
	if (!body) {
		reply(req, 64);
		smb2_put_error(&req->w);
	}
	return wr_ok(&req->w);
}

static void
patch_next(struct chain *ch, size_t i, size_t len)
{
	struct wr	 w = wr_over(ch->out->data + ch->answers[i].start,
			    SMB2_HEADER_SIZE);

	/* NextCommand stands at byte 20, Flags at 16. */
	w.pos = SMB2_HEADER_SIZE;
	wr_fill32(&w, 20, (uint32_t)len);
}

static bool
protect_answer(struct chain *ch, size_t i, size_t len)
{
	struct answer	*a = &ch->answers[i];
	uint8_t		*p = ch->out->data + a->start;
	bool		 ok;

	if (a->sign_with == NULL)
		return true;
	p[16] |= SMB2_FLAGS_SIGNED;
	ok = smb2_sign_one(ch->conn->server->crypto, &a->sign_with->keys.sign,
	    p, len);
	session_unref(a->sign_with);
	a->sign_with = NULL;
	return ok;
}

/* Chains, signs and seals the answers so far, and sends them. */
static void
chain_send(struct chain *ch)
{
	struct smb2_crypto	*crypto = ch->conn->server->crypto;
	size_t			 i, end, first = answers_at(ch);
	bool			 ok = true;

	if (ch->nanswers == 0)
		return;
	for (i = 0; i < ch->nanswers; i++) {
		end = i + 1 < ch->nanswers ? ch->answers[i + 1].start :
		    ch->out->len;
		if (i + 1 < ch->nanswers)
			patch_next(ch, i, end - ch->answers[i].start);
		ok &= protect_answer(ch, i, end - ch->answers[i].start);
	}
	if (ch->hash_answer != NULL)
		ok &= smb2_preauth_add(crypto, ch->hash_answer,
		    ch->out->data + first, ch->out->len - first);
	if (ch->sealed)
		ok &= smb2_seal(crypto, &ch->sealed_by->keys.to_client,
		    ch->sealed_by->id, ch->out->data + SMB2_PREFIX_SIZE,
		    ch->out->len - SMB2_PREFIX_SIZE);
	ch->nanswers = 0;
	ch->hash_answer = NULL;
	if (!ok) {
		conn_close(ch->conn, "an answer could not be protected");
		return;
	}
	smb2_put_prefix(ch->out->data, ch->out->len - SMB2_PREFIX_SIZE);
	conn_send(ch->conn, ch->out);
	ch->out = NULL;
	ch->out_cap = 0;
}

/* --- one request --- */

static void
request_release(struct request *req)
{
	if (req->waits)
		TAILQ_REMOVE(&req->conn->waiting, req, link);
	if (req->is_patient)
		TAILQ_REMOVE(&req->conn->server->patient, req, patient_link);
	req->waits = false;
	req->is_patient = false;
	if (req->open != NULL && req->is_counted)
		sequence_end(&req->open->sequence, request_sequence(req));
	if (req->open != NULL)
		open_release(req->open);
	if (req->tree != NULL)
		tree_unref(req->tree);
	session_unref(req->session);
	req->open = NULL;
	req->is_counted = false;
	req->tree = NULL;
	req->session = NULL;
}

/* What the rest of a related chain needs to know of this one. */
static void
remember(struct request *req, enum ntstatus status)
{
	struct related	*r = &req->chain->related;

	r->first = false;
	r->session_id = req->header.session_id;
	r->tree_id = req->header.tree_id;
	if (req->session == NULL && req->header.command != SMB2_CANCEL &&
	    status == NT_USER_SESSION_DELETED)
		r->broken = true;	/* there is nothing to be related to */
	if (req->header.command == SMB2_CREATE && nt_is_error(status)) {
		r->failed = true;
		r->status = status;
		r->has_file = false;
	}
}

static void
request_finish(struct request *req, enum ntstatus status)
{
	struct chain	*ch = req->chain;

	remember(req, status);
	if (req->header.command == SMB2_CANCEL) {
		request_release(req);
		return;
	}
	if (nt_is_error(status) && status != NT_MORE_PROCESSING_REQUIRED)
		log_debug("%s: %s: %s", SUBJECT(req->conn),
		    smb2_command_name(req->header.command),
		    nt_name((uint32_t)status));
	if (!request_answer(req, status)) {
		req->keep_body = false;
		if (!request_answer(req, NT_INSUFFICIENT_RESOURCES))
			conn_close(ch->conn, "out of memory");
	}
	request_release(req);
}

bool
request_answer(struct request *req, enum ntstatus status)
{
	if (!finish_body(req, status))
		return false;
	add_answer(req, status);
	return true;
}

void
request_done(struct request *req, enum ntstatus status)
{
	struct chain	*ch = req->chain;

	if (req->running) {		/* answered before it could wait */
		req->early = status;
		return;
	}
	request_finish(req, status);
	chain_step(ch);
}

void
request_waits(struct request *req,
    void (*cancel)(struct request *, enum cancel_why))
{
	struct conn	*conn = req->conn;

	req->cancel = cancel;
	req->async_id = ++conn->next_async;
	req->waits = true;
	TAILQ_INSERT_TAIL(&conn->waiting, req, link);
}

void
request_cancel(struct request *req, enum cancel_why why)
{
	if (req->cancelled || req->cancel == NULL)
		return;
	req->cancelled = true;
	req->cancel(req, why);
}

/* Whoever cannot be taken back runs to its end. */
void
request_cancel_all(struct conn *conn, const struct tree *tree,
    const struct open *open, enum cancel_why why)
{
	struct request	*req;

again:
	TAILQ_FOREACH(req, &conn->waiting, link) {
		if (req->cancelled || req->cancel == NULL ||
		    (tree != NULL && req->tree != tree) ||
		    (open != NULL && req->open != open))
			continue;
		request_cancel(req, why);
		goto again;	/* the list is not what it was */
	}
}

bool
request_is_last(const struct request *req)
{
	return rd_left(&req->chain->left.left) == 0;
}

bool
request_is_alone(const struct request *req)
{
	return req->chain->count == 1 && request_is_last(req);
}

/* Only the last of a chain is answered in parts; the others just take time. */
void
request_interim(struct request *req)
{
	struct chain	*ch = req->chain;

	if (req->interim_sent || !request_is_last(req) ||
	    ch->conn->state == CONN_CLOSED)
		return;
	reply(req, 64);
	smb2_put_error(&req->w);
	if (!wr_ok(&req->w))
		return;
	add_answer(req, NT_PENDING);
	req->interim_sent = true;
	req->w = wr_over(NULL, 0);
	chain_send(ch);
}

void
request_interim_later(struct request *req)
{
	if (req->is_patient)
		return;
	req->is_patient = true;
	req->ticks = 0;
	TAILQ_INSERT_TAIL(&req->conn->server->patient, req, patient_link);
}

void
request_send_interims(struct smb_server *server)
{
	struct request	*req, *next;

	for (req = TAILQ_FIRST(&server->patient); req != NULL; req = next) {
		next = TAILQ_NEXT(req, patient_link);
		if (req->ticks++ == 0)
			continue;
		TAILQ_REMOVE(&server->patient, req, patient_link);
		req->is_patient = false;
		request_interim(req);
	}
}

struct request *
request_of(struct vfs_wait *wait)
{
	return (struct request *)((char *)wait -
	    offsetof(struct request, wait));
}

bool
request_paid(const struct request *req, size_t n)
{
	size_t	 charge = req->header.credit_charge;

	if (req->conn->dialect == SMB2_DIALECT_202)
		return n <= 65536;
	return n == 0 || (n - 1) / 65536 + 1 <= (charge == 0 ? 1 : charge);
}

uint16_t
request_sequence(const struct request *req)
{
	return req->conn->dialect < SMB2_DIALECT_300 ? 0 :
	    (uint16_t)req->header.status;
}

/* Only what changes something is refused, 3.3.5.2.10. */
static enum ntstatus
count(struct request *req)
{
	uint16_t	 command = req->header.command;

	req->is_counted = sequence_begin(&req->open->sequence,
	    request_sequence(req), (req->header.flags &
	    SMB2_FLAGS_REPLAY_OPERATION) != 0);
	if (!req->is_counted && (command == SMB2_WRITE ||
	    command == SMB2_SET_INFO || command == SMB2_IOCTL))
		return NT_FILE_NOT_AVAILABLE;
	return NT_OK;
}

enum ntstatus
request_open(struct request *req, const struct smb2_file_id *id)
{
	struct related	*r = &req->chain->related;
	bool		 is_related = (req->header.flags &
			    SMB2_FLAGS_RELATED_OPERATIONS) != 0;
	struct open	*o;

	if (is_related && smb2_file_id_is_related(id)) {
		if (r->failed)
			return r->status;
		if (!r->has_file)
			return NT_FILE_CLOSED;
		id = &r->file_id;
	}
	o = open_find(req->tree, id);
	if (o == NULL)
		return NT_FILE_CLOSED;
	r->file_id = *id;
	r->has_file = true;
	req->open = o;
	open_hold(o);
	return count(req);
}

/* --- one chain --- */

static void
request_start(struct chain *ch, const struct smb2_message *m)
{
	struct request	*req = &ch->req;

	memset(req, 0, sizeof(*req));
	req->chain = ch;
	req->conn = ch->conn;
	req->header = m->header;
	req->msg = m->body;
	req->is_sealed = ch->sealed;
	req->early = NT_LATER;
	ch->conn->server->stats.requests++;
}

/* Runs what can be run; frees the chain when all is answered. */
static void
chain_step(struct chain *ch)
{
	struct smb2_message	 m;
	enum smb2_chain_step	 step = SMB2_CHAIN_END;
	enum ntstatus		 status;

	while (ch->conn->state != CONN_CLOSED) {
		step = smb2_chain_next(&ch->left, &m);
		if (step != SMB2_CHAIN_MESSAGE)
			break;
		if (ch->count++ == CHAIN_MESSAGES_MAX) {
			step = SMB2_CHAIN_BROKEN;
			break;
		}
		request_start(ch, &m);
		ch->req.running = true;
		status = dispatch(&ch->req);
		ch->req.running = false;
		if (status == NT_LATER)
			status = ch->req.early;
		if (status == NT_LATER)
			return;
		request_finish(&ch->req, status);
	}
	if (ch->conn->state != CONN_CLOSED) {
		chain_send(ch);
		if (step == SMB2_CHAIN_BROKEN) {
			ch->conn->server->stats.bad_frames++;
			conn_close(ch->conn, "a message is malformed");
		}
	}
	chain_free(&ch);
}

/* Decrypts in place; the messages stand behind the transform header. */
static bool
unseal(struct chain *ch)
{
	struct conn		*conn = ch->conn;
	struct rd		 frame = rd_over(ch->frame, ch->len);
	struct smb2_transform	 t;
	struct session		*s;

	if (conn->cipher == 0 ||
	    smb2_get_transform(&frame, &t) != NT_OK)
		return false;
	s = session_find(conn, t.session_id);
	if (s == NULL || !s->has_keys || !smb2_unseal(conn->server->crypto,
	    &s->keys.to_server, ch->frame, ch->len))
		return false;
	session_ref(s);
	ch->sealed = true;
	ch->sealed_by = s;
	ch->left = smb2_chain_over(rd_rest(&frame));
	return true;
}

static void
reject(struct chain *ch, const char *why)
{
	ch->conn->server->stats.bad_frames++;
	conn_close(ch->conn, why);
	chain_free(&ch);
}

void
chain_run(struct chain *ch)
{
	struct rd	 frame = rd_over(ch->frame, ch->len);

	ch->related.first = true;
	switch (smb2_frame_kind(&frame)) {
	case SMB2_FRAME_PLAIN:
		ch->left = smb2_chain_over(frame);
		break;
	case SMB2_FRAME_SEALED:
		if (!unseal(ch)) {
			reject(ch, "a frame cannot be decrypted");
			return;
		}
		break;
	case SMB2_FRAME_SMB1:
		if (!negotiate_smb1(ch)) {
			reject(ch, "SMB 1 is not spoken here");
			return;
		}
		chain_send(ch);
		chain_free(&ch);
		return;
	default:
		reject(ch, "a frame is not SMB");
		return;
	}
	chain_step(ch);
}
