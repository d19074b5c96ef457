/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/quota_msg.h"

#include "protocol/role/field.h"

static void
who_put(struct wr *w, const struct quota_who *who)
{
	msg_put_text(w, who->box);
	wr_le64(w, (uint64_t)who->account);
	msg_put_addr(w, &who->address);
}

static void
who_get(struct rd *r, struct quota_who *who)
{
	msg_get_text(r, who->box, sizeof(who->box));
	who->account = (int64_t)rd_le64(r);
	who->address = msg_get_addr(r);
}

void
msg_put_quota_ask(struct wr *w, const struct quota_ask *a)
{
	wr_le64(w, a->ticket);
	who_put(w, &a->who);
	wr_le64(w, a->bytes);
}

void
msg_get_quota_ask(struct rd *r, struct quota_ask *a)
{
	a->ticket = rd_le64(r);
	who_get(r, &a->who);
	a->bytes = rd_le64(r);
}

void
msg_put_quota_amount(struct wr *w, const struct quota_amount *a)
{
	who_put(w, &a->who);
	wr_le32(w, a->files);
	wr_le64(w, a->bytes);
}

void
msg_get_quota_amount(struct rd *r, struct quota_amount *a)
{
	who_get(r, &a->who);
	a->files = rd_le32(r);
	a->bytes = rd_le64(r);
}

void
msg_put_quota_state(struct wr *w, const struct quota_state *s)
{
	msg_put_bool(w, s->first);
	msg_put_bool(w, s->last);
	wr_le16(w, s->n);
}

void
msg_get_quota_state(struct rd *r, struct quota_state *s)
{
	s->first = msg_get_bool(r);
	s->last = msg_get_bool(r);
	s->n = rd_le16(r);
}
