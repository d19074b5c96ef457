/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/negotiate.h"

#include <string.h>

#include "protocol/smb2/field.h"

static const struct smb2_list	known_dialects = { true, 5, {
	SMB2_DIALECT_202, SMB2_DIALECT_210, SMB2_DIALECT_300, SMB2_DIALECT_302,
	SMB2_DIALECT_311 } };
static const struct smb2_list	known_hashes = { true, 1, {
	SMB2_PREAUTH_INTEGRITY_SHA512 } };
static const struct smb2_list	known_ciphers = { true, 5, {
	SMB2_ENCRYPTION_NONE, SMB2_ENCRYPTION_AES128_CCM,
	SMB2_ENCRYPTION_AES128_GCM, SMB2_ENCRYPTION_AES256_CCM,
	SMB2_ENCRYPTION_AES256_GCM } };
static const struct smb2_list	known_signings = { true, 3, {
	SMB2_SIGNING_HMAC_SHA256, SMB2_SIGNING_AES_CMAC,
	SMB2_SIGNING_AES_GMAC } };

bool
smb2_list_has(const struct smb2_list *l, uint16_t id)
{
	uint8_t	 i;

	for (i = 0; i < l->count; i++) {
		if (l->id[i] == id)
			return true;
	}
	return false;
}

int
smb2_list_choose(const struct smb2_list *theirs, const struct smb2_list *ours)
{
	uint8_t	 i;

	for (i = 0; i < ours->count; i++) {
		if (smb2_list_has(theirs, ours->id[i]))
			return ours->id[i];
	}
	return -1;
}

/* `count' ids, of which those that we know are kept. */
static void
get_list(struct rd *r, uint16_t count, const struct smb2_list *known,
    struct smb2_list *out)
{
	struct rd	 ids = rd_take(r, 2 * (size_t)count);
	uint16_t	 id;

	if (count == 0 || out->sent)
		rd_fail(r);
	out->sent = true;
	while (rd_left(&ids) > 0) {
		id = rd_le16(&ids);
		if (smb2_list_has(known, id) && !smb2_list_has(out, id))
			out->id[out->count++] = id;
	}
}

static void
put_list(struct wr *w, const struct smb2_list *l)
{
	uint8_t	 i;

	for (i = 0; i < l->count; i++)
		wr_le16(w, l->id[i]);
}

static void
get_preauth(struct rd *data, struct smb2_negotiate_contexts *c)
{
	uint16_t	 hashes = rd_le16(data);
	uint16_t	 salt = rd_le16(data);

	get_list(data, hashes, &known_hashes, &c->hashes);
	c->salt = rd_take(data, salt);
}

static void
get_ciphers(struct rd *data, struct smb2_negotiate_contexts *c)
{
	get_list(data, rd_le16(data), &known_ciphers, &c->ciphers);
}

static void
get_signings(struct rd *data, struct smb2_negotiate_contexts *c)
{
	get_list(data, rd_le16(data), &known_signings, &c->signings);
}

static void
get_netname(struct rd *data, struct smb2_negotiate_contexts *c)
{
	c->netname = rd_rest(data);
}

/* Compression, transport and RDMA are not for us. */
static const struct {
	uint16_t	 type;
	void		 (*get)(struct rd *, struct smb2_negotiate_contexts *);
} context_types[] = {
	{ SMB2_PREAUTH_INTEGRITY_CAPABILITIES,	get_preauth },
	{ SMB2_ENCRYPTION_CAPABILITIES,		get_ciphers },
	{ SMB2_SIGNING_CAPABILITIES,		get_signings },
	{ SMB2_NETNAME_NEGOTIATE_CONTEXT_ID,	get_netname },
};

static void
get_context(struct rd *list, struct smb2_negotiate_contexts *c)
{
	uint16_t	 type = rd_le16(list);
	uint16_t	 len = rd_le16(list);
	struct rd	 data;
	size_t		 i;

	rd_skip(list, 4);
	data = rd_take(list, len);
	for (i = 0; i < nitems(context_types); i++) {
		if (context_types[i].type == type)
			context_types[i].get(&data, c);
	}
	if (!rd_ok(&data))
		rd_fail(list);
}

/* Each begins on a multiple of 8 from the first; the last is not padded. */
static void
get_contexts(struct rd *msg, uint32_t off, uint16_t count,
    struct smb2_negotiate_contexts *c)
{
	struct rd	 list;

	if (count == 0 || off < msg->pos)
		rd_fail(msg);
	list = rd_at(msg, off, off > msg->len ? 0 : msg->len - off);
	while (count-- > 0 && rd_ok(&list)) {
		get_context(&list, c);
		if (count > 0)
			rd_align(&list, 8);
	}
	if (!rd_ok(&list))
		rd_fail(msg);
}

enum ntstatus
smb2_get_negotiate_req(struct rd *msg, struct smb2_negotiate_req *req)
{
	uint16_t	 dialects, contexts;
	uint32_t	 off;

	memset(req, 0, sizeof(*req));
	(void)rd_le16(msg);			/* StructureSize */
	dialects = rd_le16(msg);
	req->security_mode = rd_le16(msg);
	(void)rd_le16(msg);
	req->capabilities = rd_le32(msg);
	req->client_guid = field_get_guid(msg);
	off = rd_le32(msg);			/* or ClientStartTime */
	contexts = rd_le16(msg);
	(void)rd_le16(msg);
	get_list(msg, dialects, &known_dialects, &req->dialects);
	if (smb2_list_has(&req->dialects, SMB2_DIALECT_311))
		get_contexts(msg, off, contexts, &req->contexts);
	return field_status(msg);
}

enum ntstatus
smb2_get_negotiate_rsp(struct rd *msg, struct smb2_negotiate_rsp *rsp)
{
	uint16_t	 contexts, token_at, token_len;
	uint32_t	 off;

	memset(rsp, 0, sizeof(*rsp));
	field_size(msg, 65);
	rsp->security_mode = rd_le16(msg);
	rsp->dialect = rd_le16(msg);
	contexts = rd_le16(msg);
	rsp->server_guid = field_get_guid(msg);
	rsp->capabilities = rd_le32(msg);
	rsp->max_transact = rd_le32(msg);
	rsp->max_read = rd_le32(msg);
	rsp->max_write = rd_le32(msg);
	rsp->system_time = rd_le64(msg);
	rsp->start_time = rd_le64(msg);
	token_at = rd_le16(msg);
	token_len = rd_le16(msg);
	off = rd_le32(msg);
	rsp->token = field_buffer(msg, token_at, token_len);
	if (rsp->dialect == SMB2_DIALECT_311)
		get_contexts(msg, off, contexts, &rsp->contexts);
	return field_status(msg);
}

/* The head of a context; the position from which its data is counted. */
static size_t
begin_context(struct wr *w, uint16_t type, uint16_t *count)
{
	wr_align(w, 8);
	wr_le16(w, type);
	(void)wr_hole16(w);
	wr_le32(w, 0);
	(*count)++;
	return w->pos;
}

static void
end_context(struct wr *w, size_t begun)
{
	field_fill16(w, begun - 6, w->pos - begun);
}

static void
put_list_context(struct wr *w, uint16_t type, const struct smb2_list *l,
    uint16_t *count)
{
	size_t	 begun;

	if (!l->sent)
		return;
	begun = begin_context(w, type, count);
	wr_le16(w, l->count);
	put_list(w, l);
	end_context(w, begun);
}

static uint16_t
put_contexts(struct wr *w, const struct smb2_negotiate_contexts *c)
{
	uint16_t	 count = 0;
	size_t		 begun;

	if (c->hashes.sent) {
		begun = begin_context(w, SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
		    &count);
		wr_le16(w, c->hashes.count);
		field_put16(w, c->salt.len);
		put_list(w, &c->hashes);
		wr_reader(w, &c->salt);
		end_context(w, begun);
	}
	put_list_context(w, SMB2_ENCRYPTION_CAPABILITIES, &c->ciphers, &count);
	put_list_context(w, SMB2_SIGNING_CAPABILITIES, &c->signings, &count);
	if (c->netname.len > 0) {
		begun = begin_context(w, SMB2_NETNAME_NEGOTIATE_CONTEXT_ID,
		    &count);
		wr_reader(w, &c->netname);
		end_context(w, begun);
	}
	return count;
}

void
smb2_put_negotiate_req(struct wr *w, const struct smb2_negotiate_req *req)
{
	size_t	 off, count;

	wr_le16(w, 36);
	wr_le16(w, req->dialects.count);
	wr_le16(w, req->security_mode);
	wr_le16(w, 0);
	wr_le32(w, req->capabilities);
	wr_bytes(w, req->client_guid.b, sizeof(req->client_guid.b));
	off = wr_hole32(w);
	count = wr_hole16(w);
	wr_le16(w, 0);
	put_list(w, &req->dialects);
	if (!smb2_list_has(&req->dialects, SMB2_DIALECT_311))
		return;
	wr_align(w, 8);
	field_fill32(w, off, w->pos);
	wr_fill16(w, count, put_contexts(w, &req->contexts));
}

void
smb2_put_negotiate_rsp(struct wr *w, const struct smb2_negotiate_rsp *rsp)
{
	size_t	 off, count, token;

	wr_le16(w, 65);
	wr_le16(w, rsp->security_mode);
	wr_le16(w, rsp->dialect);
	count = wr_hole16(w);
	wr_bytes(w, rsp->server_guid.b, sizeof(rsp->server_guid.b));
	wr_le32(w, rsp->capabilities);
	wr_le32(w, rsp->max_transact);
	wr_le32(w, rsp->max_read);
	wr_le32(w, rsp->max_write);
	wr_le64(w, rsp->system_time);
	wr_le64(w, rsp->start_time);
	token = wr_hole16(w);
	field_put16(w, rsp->token.len);
	off = wr_hole32(w);
	field_fill16(w, token, w->pos);
	wr_reader(w, &rsp->token);
	if (rsp->dialect != SMB2_DIALECT_311)
		return;
	wr_align(w, 8);
	field_fill32(w, off, w->pos);
	wr_fill16(w, count, put_contexts(w, &rsp->contexts));
}

enum ntstatus
smb2_get_validate_req(struct rd input, struct smb2_validate_req *req)
{
	uint16_t	 dialects;

	memset(req, 0, sizeof(*req));
	req->capabilities = rd_le32(&input);
	req->client_guid = field_get_guid(&input);
	req->security_mode = rd_le16(&input);
	dialects = rd_le16(&input);
	get_list(&input, dialects, &known_dialects, &req->dialects);
	return field_status(&input);
}

enum ntstatus
smb2_get_validate_rsp(struct rd output, struct smb2_validate_rsp *rsp)
{
	rsp->capabilities = rd_le32(&output);
	rsp->server_guid = field_get_guid(&output);
	rsp->security_mode = rd_le16(&output);
	rsp->dialect = rd_le16(&output);
	return field_status(&output);
}

void
smb2_put_validate_req(struct wr *w, const struct smb2_validate_req *req)
{
	wr_le32(w, req->capabilities);
	wr_bytes(w, req->client_guid.b, sizeof(req->client_guid.b));
	wr_le16(w, req->security_mode);
	wr_le16(w, req->dialects.count);
	put_list(w, &req->dialects);
}

void
smb2_put_validate_rsp(struct wr *w, const struct smb2_validate_rsp *rsp)
{
	wr_le32(w, rsp->capabilities);
	wr_bytes(w, rsp->server_guid.b, sizeof(rsp->server_guid.b));
	wr_le16(w, rsp->security_mode);
	wr_le16(w, rsp->dialect);
}
