/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/auth_msg.h"

#include "base/cohort.h"

#include "protocol/role/field.h"

static const char *const	reasons[REASON_COUNT] = {
#define X(name, text)	[REASON_##name] = text,
	MSG_REASON_TABLE(X)
#undef X
};

const char *
msg_reason_text(enum msg_reason reason)
{
	return reason < REASON_COUNT ? reasons[reason] : "?";
}

void
msg_put_challenge(struct wr *w, const struct msg_challenge *m)
{
	wr_le64(w, m->id);
	wr_bytes(w, m->bytes, sizeof(m->bytes));
}

void
msg_get_challenge(struct rd *r, struct msg_challenge *m)
{
	m->id = rd_le64(r);
	rd_copy(r, m->bytes, sizeof(m->bytes));
}

void
msg_put_auth_check(struct wr *w, const struct msg_auth_check *m)
{
	wr_le32(w, m->view);
	wr_u8(w, m->mech);
	wr_le64(w, m->challenge);
	msg_put_addr(w, &m->peer);
	msg_put_blob(w, m->negotiate.base, m->negotiate.len);
	msg_put_blob(w, m->challenged.base, m->challenged.len);
	msg_put_blob(w, m->authenticate.base, m->authenticate.len);
}

void
msg_get_auth_check(struct rd *r, struct msg_auth_check *m)
{
	m->view = rd_le32(r);
	m->mech = rd_u8(r);
	m->challenge = rd_le64(r);
	m->peer = msg_get_addr(r);
	m->negotiate = msg_get_blob(r);
	m->challenged = msg_get_blob(r);
	m->authenticate = msg_get_blob(r);
}

void
msg_put_auth_result(struct wr *w, const struct msg_auth_result *m)
{
	wr_le32(w, m->status);
	wr_le32(w, m->delay_ms);
	msg_put_blob(w, m->key, m->key_len);
	wr_le64(w, (uint64_t)m->account);
	wr_le32(w, m->generation);
	wr_u8(w, m->cohort);
	wr_u8(w, m->is_operator);
	msg_put_text(w, m->name);
	msg_put_text(w, m->domain);
	msg_put_text(w, m->workstation);
	sid_put(w, &m->sid);
	wr_le64(w, (uint64_t)m->rescue_until.ns);
	msg_put_bool(w, m->is_leaked);
	msg_put_bool(w, m->is_admin);
}

void
msg_get_auth_result(struct rd *r, struct msg_auth_result *m)
{
	struct rd	 key;

	m->status = rd_le32(r);
	m->delay_ms = rd_le32(r);
	key = msg_get_blob(r);
	if (key.len > sizeof(m->key))
		rd_fail(r);
	else {
		m->key_len = (uint8_t)key.len;
		rd_copy(&key, m->key, key.len);
	}
	m->account = (int64_t)rd_le64(r);
	m->generation = rd_le32(r);
	m->cohort = rd_u8(r);
	if (m->cohort >= COHORTS_MAX)
		rd_fail(r);
	m->is_operator = rd_u8(r) != 0;
	msg_get_text(r, m->name, sizeof(m->name));
	msg_get_text(r, m->domain, sizeof(m->domain));
	msg_get_text(r, m->workstation, sizeof(m->workstation));
	sid_get(r, &m->sid);
	m->rescue_until.ns = (int64_t)rd_le64(r);
	m->is_leaked = msg_get_bool(r);
	m->is_admin = msg_get_bool(r);
}

void
msg_put_evidence(struct wr *w, const struct msg_evidence *m)
{
	wr_u8(w, (uint8_t)m->reason);
	wr_le64(w, (uint64_t)m->account);
	wr_le32(w, m->generation);
	wr_le32(w, m->view);
	msg_put_wall(w, m->at);
	msg_put_addr(w, &m->peer);
	msg_put_text(w, m->name);
	msg_put_text(w, m->workstation);
}

void
msg_get_evidence(struct rd *r, struct msg_evidence *m)
{
	uint8_t	 reason = rd_u8(r);

	if (reason >= REASON_COUNT)
		rd_fail(r);
	m->reason = (enum msg_reason)reason;
	m->account = (int64_t)rd_le64(r);
	m->generation = rd_le32(r);
	m->view = rd_le32(r);
	m->at = msg_get_wall(r);
	m->peer = msg_get_addr(r);
	msg_get_text(r, m->name, sizeof(m->name));
	msg_get_text(r, m->workstation, sizeof(m->workstation));
}

void
msg_put_account_locked(struct wr *w, const struct msg_account_locked *m)
{
	wr_le64(w, (uint64_t)m->account);
	msg_put_wall(w, m->until);
	wr_le64(w, (uint64_t)m->until_mono.ns);
	msg_put_addr(w, &m->peer);
}

void
msg_get_account_locked(struct rd *r, struct msg_account_locked *m)
{
	m->account = (int64_t)rd_le64(r);
	m->until = msg_get_wall(r);
	m->until_mono.ns = (int64_t)rd_le64(r);
	m->peer = msg_get_addr(r);
}

void
msg_put_recovery(struct wr *w, struct mono until)
{
	wr_le64(w, (uint64_t)until.ns);
}

struct mono
msg_get_recovery(struct rd *r)
{
	return (struct mono){ (int64_t)rd_le64(r) };
}
