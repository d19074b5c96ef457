/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/push_msg.h"

#include "protocol/role/field.h"

void
msg_put_push_start(struct wr *w, const struct msg_push_start *m)
{
	wr_le16(w, m->slot);
	wr_le32(w, m->deadline);
}

void
msg_get_push_start(struct rd *r, struct msg_push_start *m)
{
	m->slot = rd_le16(r);
	m->deadline = rd_le32(r);
	if (m->slot >= PUSH_SLOTS)
		rd_fail(r);
}

void
msg_put_push_credential(struct wr *w, const struct msg_push_credential *m)
{
	wr_le64(w, (uint64_t)m->id);
	msg_put_text(w, m->name);
	msg_put_blob(w, m->password.base, m->password.len);
	wr_le64(w, (uint64_t)m->account);
	msg_put_text(w, m->account_name);
	msg_put_blob(w, m->account_password.base, m->account_password.len);
}

void
msg_get_push_credential(struct rd *r, struct msg_push_credential *m)
{
	m->id = (int64_t)rd_le64(r);
	msg_get_text(r, m->name, sizeof(m->name));
	m->password = msg_get_blob(r);
	m->account = (int64_t)rd_le64(r);
	msg_get_text(r, m->account_name, sizeof(m->account_name));
	m->account_password = msg_get_blob(r);
}
