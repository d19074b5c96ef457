/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/client_peer.h"

#include <event2/buffer.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol/auth/ntlm_check.h"
#include "protocol/smb2/error.h"
#include "protocol/smb2/frame.h"
#include "protocol/smb2/fsctl.h"
#include "protocol/smb2/simple.h"
#include "protocol/smb2/transform.h"

#define MUST(x)		do { if (!(x)) abort(); } while (0)

static const struct ntlm_names	 names = { .nb_computer = "PEER",
	.nb_domain = "TEST", .dns_computer = "", .dns_domain = "" };
static const uint8_t		 issued[8] = { 8, 7, 6, 5, 4, 3, 2, 1 };

/* --- answers, by command --- */

static uint32_t
capabilities(const struct peer *p)
{
	return SMB2_GLOBAL_CAP_LARGE_MTU | (p->dialect < SMB2_DIALECT_311 ?
	    SMB2_GLOBAL_CAP_ENCRYPTION : 0);
}

static enum ntstatus
do_negotiate(struct peer *p, struct rd *msg, struct wr *w)
{
	struct smb2_negotiate_req	 q;
	struct smb2_negotiate_rsp	 r = { .dialect = p->dialect,
		.security_mode = p->wants_signing ? 3 : 1,
		.capabilities = capabilities(p),
		.max_transact = 1 << 20, .max_read = 1 << 20,
		.max_write = 1 << 20,
		.contexts = {
			.hashes = { .sent = true, .count = 1, .id = { 1 } },
			.salt = rd_over("salt", 4),
			.ciphers = { .sent = true, .count = 1,
			    .id = { p->cipher } },
			.signings = { .sent = true, .count = 1,
			    .id = { p->signing } },
		} };

	MUST(smb2_get_negotiate_req(msg, &q) == NT_OK);
	smb2_put_negotiate_rsp(w, &r);
	return NT_OK;
}

static void
make_keys(struct peer *p, const struct ntlm_keys *ntlm)
{
	const struct smb2_key_source	 from = { .dialect = p->dialect,
		.signing = p->signing, .cipher = p->cipher,
		.session_key = ntlm->exported, .session_key_size = 16,
		.preauth = &p->preauth };

	MUST(smb2_derive_keys(p->crypto, &from, &p->keys));
	p->has_keys = true;
}

static enum logon_step
judge(struct peer *p, struct wr *out)
{
	const struct ntlm_trio	 trio = logon_trio(p->logon);
	struct ntlm_claim	 claim;
	struct ntlm_keys	 keys;
	uint8_t			 hash[NTLM_KEY_SIZE];

	MUST(nt_hash(p->ntlm, "password", hash) == 0);
	if (ntlm_claim_read(&trio, issued, &claim) != NTLM_RIGHT ||
	    ntlm_claim_prove(p->ntlm, &claim, hash, &keys) != NTLM_RIGHT)
		return logon_verdict(p->logon, NULL, out);
	make_keys(p, &keys);
	return logon_verdict(p->logon, keys.exported, out);
}

static enum ntstatus
do_setup(struct peer *p, struct rd *msg, struct wr *w)
{
	struct smb2_session_setup_req	 q;
	struct smb2_session_setup_rsp	 r = { .flags = 0 };
	uint8_t				 mem[LOGON_TOKEN_MAX];
	struct wr			 out = wr_over(mem, sizeof(mem));
	enum logon_step			 step;

	MUST(smb2_get_session_setup_req(msg, &q) == NT_OK);
	if (p->logon == NULL)
		MUST(logon_new(&names, p->ntlm, &p->logon) == 0);
	step = logon_input(p->logon, q.token, &out);
	if (step == LOGON_WANTS_CHALLENGE)
		step = logon_challenge(p->logon, issued, 1, &out);
	else if (step == LOGON_WANTS_VERDICT)
		step = judge(p, &out);
	if (step == LOGON_REFUSED)
		return NT_LOGON_FAILURE;
	r.token = wr_written(&out);
	smb2_put_session_setup_rsp(w, &r);
	return step == LOGON_SEND ? NT_MORE_PROCESSING_REQUIRED :
	    p->logon_status;
}

static enum ntstatus
do_simple(struct peer *p, struct rd *msg, struct wr *w)
{
	(void)p;
	MUST(smb2_get_simple(msg) == NT_OK);
	smb2_put_simple(w);
	return NT_OK;
}

static enum ntstatus
do_tree(struct peer *p, struct rd *msg, struct wr *w)
{
	const struct smb2_tree_connect_rsp	 r = {
		.type = SMB2_SHARE_TYPE_DISK,
		.flags = p->seals_share ? SMB2_SHAREFLAG_ENCRYPT_DATA : 0 };

	(void)msg;
	smb2_put_tree_connect_rsp(w, &r);
	return NT_OK;
}

static enum ntstatus
do_create(struct peer *p, struct rd *msg, struct wr *w)
{
	const struct smb2_create_rsp	 r = { .action = FILE_OPENED,
		.file_id = { 1, 2 } };
	struct smb2_create_req		 q;

	(void)p;
	if (smb2_get_create_req(msg, &q) != NT_OK || q.name.len == 0)
		return NT_OBJECT_NAME_NOT_FOUND;
	(void)smb2_put_create_rsp(w, &r);
	return NT_OK;
}

static enum ntstatus
do_close(struct peer *p, struct rd *msg, struct wr *w)
{
	const struct smb2_close_rsp	 r = { .flags = 0 };

	(void)p;
	(void)msg;
	smb2_put_close_rsp(w, &r);
	return NT_OK;
}

/* The writer stands behind the fixed part of the answer. */
static enum ntstatus
read_pipe(struct peer *p, struct wr *w, size_t n)
{
	size_t		 begun = w->pos;
	struct wr	 out = wr_over(w->base + begun, n);
	enum ntstatus	 status = rpc_pipe_read(p->pipe, &out);

	MUST(status != NT_LATER && wr_space(w, n) != NULL);
	smb2_end_read_rsp(w, begun, out.pos);
	return status;
}

static enum ntstatus
do_read(struct peer *p, struct rd *msg, struct wr *w)
{
	struct smb2_read_req	 q;
	size_t			 begun;

	MUST(smb2_get_read_req(msg, &q) == NT_OK);
	begun = smb2_begin_read_rsp(w);
	if (p->pipe != NULL)
		return read_pipe(p, w, q.length);
	wr_zero(w, q.length);
	smb2_end_read_rsp(w, begun, q.length);
	return NT_OK;
}

static enum ntstatus
do_write(struct peer *p, struct rd *msg, struct wr *w)
{
	struct smb2_write_req	 q;

	MUST(smb2_get_write_req(msg, &q) == NT_OK);
	if (p->pipe != NULL)
		MUST(rpc_pipe_write(p->pipe, q.data) == NT_OK);
	smb2_put_write_rsp(w, (uint32_t)q.data.len);
	return NT_OK;
}

/* Nothing but the question what was negotiated. */
static enum ntstatus
do_ioctl(struct peer *p, struct rd *msg, struct wr *w)
{
	const struct smb2_validate_rsp	 v = {
		.capabilities = capabilities(p) ^ (p->is_touched ? 1 : 0),
		.security_mode = p->wants_signing ? 3 : 1,
		.dialect = p->dialect };
	struct smb2_ioctl_req		 q;
	struct smb2_ioctl_rsp		 r = { .code = 0 };
	size_t				 begun;

	MUST(smb2_get_ioctl_req(msg, &q) == NT_OK);
	MUST(q.code == FSCTL_VALIDATE_NEGOTIATE_INFO);
	r.code = q.code;
	begun = smb2_begin_ioctl_rsp(w, &r);
	smb2_put_validate_rsp(w, &v);
	smb2_end_ioctl_rsp(w, begun);
	return NT_OK;
}

static enum ntstatus	(*const commands[SMB2_COMMAND_COUNT])(struct peer *,
			    struct rd *, struct wr *) = {
	[SMB2_NEGOTIATE] = do_negotiate,	[SMB2_SESSION_SETUP] = do_setup,
	[SMB2_LOGOFF] = do_simple,		[SMB2_TREE_CONNECT] = do_tree,
	[SMB2_TREE_DISCONNECT] = do_simple,	[SMB2_CREATE] = do_create,
	[SMB2_CLOSE] = do_close,		[SMB2_READ] = do_read,
	[SMB2_WRITE] = do_write,		[SMB2_ECHO] = do_simple,
	[SMB2_IOCTL] = do_ioctl,
};

/* --- frames --- */

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct peer	*p = arg;

	(void)what;
	if (evbuffer_write(p->left, fd) >= 0 &&
	    evbuffer_get_length(p->left) > 0)
		(void)event_add(p->write_ev, NULL);
}

static void
send_all(struct peer *p, const uint8_t *bytes, size_t n)
{
	MUST(evbuffer_add(p->left, bytes, n) == 0);
	on_writable(p->fd, EV_WRITE, p);
}

/* out: prefix, transform, message of n bytes. */
static void
send_answer(struct peer *p, const struct smb2_header *h, size_t n, bool sealed)
{
	uint8_t	*message = p->out + SMB2_PREFIX_SIZE + SMB2_TRANSFORM_SIZE;
	uint8_t	*frame = message;

	if (p->spoil != NULL)
		p->spoil(p, h->command, message, &n, false);
	if (!sealed && h->flags & SMB2_FLAGS_SIGNED)
		MUST(smb2_sign_one(p->crypto, &p->keys.sign, message, n));
	if (sealed) {
		frame -= SMB2_TRANSFORM_SIZE;
		n += SMB2_TRANSFORM_SIZE;
		MUST(smb2_seal(p->crypto, &p->keys.to_client, PEER_SESSION,
		    frame, n));
	}
	smb2_put_prefix(frame - SMB2_PREFIX_SIZE, n);
	n += SMB2_PREFIX_SIZE;
	if (p->spoil != NULL)
		p->spoil(p, h->command, frame - SMB2_PREFIX_SIZE, &n, true);
	send_all(p, frame - SMB2_PREFIX_SIZE, n);
}

static void
hash(struct peer *p, const struct smb2_header *h, const uint8_t *m, size_t n)
{
	if (h->command == SMB2_NEGOTIATE || h->command == SMB2_SESSION_SETUP)
		MUST(smb2_preauth_add(p->crypto, &p->preauth, m, n));
}

static void
check_request(struct peer *p, const struct smb2_message *m, bool sealed)
{
	p->charged += m->header.credit_charge > 1 ? m->header.credit_charge : 1;
	p->count[m->header.command]++;
	if (!sealed && m->header.flags & SMB2_FLAGS_SIGNED)
		MUST(smb2_verify_one(p->crypto, &p->keys.sign, m->body.base,
		    m->body.len));
	if (p->seals_share && p->count[SMB2_TREE_CONNECT] > 0 &&
	    m->header.command != SMB2_TREE_CONNECT)
		MUST(sealed);
	if (!sealed && p->has_keys && p->wants_signing)
		MUST(m->header.flags & SMB2_FLAGS_SIGNED);
}

static void
answer(struct peer *p, struct smb2_message *m, bool sealed)
{
	struct smb2_header	 h = m->header;
	uint8_t			*message = p->out + SMB2_PREFIX_SIZE +
				    SMB2_TRANSFORM_SIZE;
	struct wr		 w = wr_over(message, PEER_FRAME_MAX);
	enum ntstatus		 status;

	check_request(p, m, sealed);
	hash(p, &h, m->body.base, m->body.len);
	wr_zero(&w, SMB2_HEADER_SIZE);
	MUST(h.command < SMB2_COMMAND_COUNT && commands[h.command] != NULL);
	status = commands[h.command](p, &m->body, &w);
	if (nt_is_error(status) && status != NT_MORE_PROCESSING_REQUIRED) {
		w.pos = SMB2_HEADER_SIZE;
		smb2_put_error(&w);
	}
	if (p->is_silent)
		return;
	h.status = (uint32_t)status;
	h.flags = SMB2_FLAGS_SERVER_TO_REDIR |
	    (p->has_keys && !sealed ? SMB2_FLAGS_SIGNED : 0);
	h.credits = p->credits;
	h.session_id = h.command == SMB2_NEGOTIATE ? 0 : PEER_SESSION;
	if (h.command == SMB2_TREE_CONNECT)
		h.tree_id = PEER_TREE;
	smb2_fill_header(&w, &h);
	MUST(wr_ok(&w));
	if (status != NT_OK || h.command == SMB2_NEGOTIATE)
		hash(p, &h, message, w.pos);
	send_answer(p, &h, w.pos, sealed);
}

static void
take_frame(struct peer *p, uint8_t *bytes, size_t n)
{
	struct rd		 frame = rd_over(bytes, n);
	bool			 sealed;
	struct smb2_transform	 t;
	struct smb2_chain	 chain;
	struct smb2_message	 m;

	sealed = smb2_frame_kind(&frame) == SMB2_FRAME_SEALED;
	if (sealed) {
		MUST(smb2_get_transform(&frame, &t) == NT_OK);
		MUST(smb2_unseal(p->crypto, &p->keys.to_server, bytes, n));
		frame = rd_rest(&frame);
	}
	chain = smb2_chain_over(frame);
	while (smb2_chain_next(&chain, &m) == SMB2_CHAIN_MESSAGE)
		answer(p, &m, sealed);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct peer	*p = arg;
	ssize_t		 n;
	size_t		 len;

	(void)what;
	n = recv(fd, p->in + p->in_len, PEER_FRAME_MAX - p->in_len,
	    MSG_DONTWAIT);
	if (n <= 0) {
		(void)event_del(p->ev);
		return;
	}
	p->in_len += (size_t)n;
	while (p->in_len >= SMB2_PREFIX_SIZE) {
		len = (size_t)smb2_get_prefix(p->in) + SMB2_PREFIX_SIZE;
		MUST(len <= PEER_FRAME_MAX);
		if (p->in_len < len)
			return;
		take_frame(p, p->in + SMB2_PREFIX_SIZE,
		    len - SMB2_PREFIX_SIZE);
		p->in_len -= len;
		memmove(p->in, p->in + len, p->in_len);
	}
}

void
peer_open(struct peer *p, struct event_base *base, int fd)
{
	struct smb2_crypto	*crypto = p->crypto;
	struct ntlm_crypto	*ntlm = p->ntlm;

	(void)signal(SIGPIPE, SIG_IGN);
	memset(p, 0, sizeof(*p));
	p->crypto = crypto;
	p->ntlm = ntlm;
	p->fd = fd;
	p->dialect = SMB2_DIALECT_311;
	p->cipher = SMB2_ENCRYPTION_AES128_GCM;
	p->signing = SMB2_SIGNING_AES_GMAC;
	p->credits = 8;
	p->in = malloc(PEER_FRAME_MAX);
	p->out = malloc(PEER_FRAME_MAX + SMB2_PREFIX_SIZE +
	    SMB2_TRANSFORM_SIZE);
	MUST(p->in != NULL && p->out != NULL);
	MUST(crypto != NULL || smb2_crypto_new(&p->crypto, NULL) == 0);
	MUST(ntlm != NULL || ntlm_crypto_new(&p->ntlm, NULL) == 0);
	p->left = evbuffer_new();
	p->write_ev = event_new(base, fd, EV_WRITE, on_writable, p);
	MUST(p->left != NULL && p->write_ev != NULL);
	MUST(evutil_make_socket_nonblocking(fd) == 0);
	p->ev = event_new(base, fd, EV_READ | EV_PERSIST, on_readable, p);
	MUST(p->ev != NULL && event_add(p->ev, NULL) == 0);
}

void
peer_close(struct peer *p)
{
	event_free(p->ev);
	event_free(p->write_ev);
	evbuffer_free(p->left);
	(void)close(p->fd);
	logon_free(&p->logon);
	free(p->in);
	free(p->out);
}

void
peer_free(struct peer *p)
{
	smb2_crypto_free(&p->crypto);
	ntlm_crypto_free(&p->ntlm);
}
