/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/session_msg.h"

#include "protocol/role/field.h"

enum {
	SESSION_SIGNED		= 1 << 0,
	SESSION_ENCRYPTED	= 1 << 1,
	SESSION_FLAGS		= (1 << 2) - 1
};

void
msg_put_session(struct wr *w, const struct session_info *s)
{
	wr_le64(w, s->id);
	wr_le64(w, (uint64_t)s->account);
	wr_le32(w, s->generation);
	wr_le16(w, s->dialect);
	wr_u8(w, (uint8_t)((s->is_signed ? SESSION_SIGNED : 0) |
	    (s->is_encrypted ? SESSION_ENCRYPTED : 0)));
	msg_put_wall(w, s->since);
	msg_put_addr(w, &s->address);
	msg_put_text(w, s->user);
	msg_put_text(w, s->workstation);
}

void
msg_get_session(struct rd *r, struct session_info *s, struct session_text *t)
{
	unsigned	 flags;

	s->id = rd_le64(r);
	s->account = (int64_t)rd_le64(r);
	s->generation = rd_le32(r);
	s->dialect = rd_le16(r);
	flags = rd_u8(r);
	s->is_signed = (flags & SESSION_SIGNED) != 0;
	s->is_encrypted = (flags & SESSION_ENCRYPTED) != 0;
	if ((flags & ~(unsigned)SESSION_FLAGS) != 0)
		rd_fail(r);
	s->since = msg_get_wall(r);
	s->address = msg_get_addr(r);
	msg_get_text(r, t->user, sizeof(t->user));
	msg_get_text(r, t->workstation, sizeof(t->workstation));
	s->user = t->user;
	s->workstation = t->workstation;
}

void
msg_put_session_close(struct wr *w, const struct session_close *c)
{
	wr_le64(w, c->id);
	msg_put_status(w, c->why);
}

void
msg_get_session_close(struct rd *r, struct session_close *c)
{
	c->id = rd_le64(r);
	c->why = msg_get_status(r);
}

void
msg_put_session_list(struct wr *w, const struct session_list *l)
{
	wr_le64(w, l->after);
	wr_le16(w, l->most);
}

void
msg_get_session_list(struct rd *r, struct session_list *l)
{
	l->after = rd_le64(r);
	l->most = rd_le16(r);
}

size_t
msg_begin_page(struct wr *w)
{
	size_t	 begun = wr_hole16(w);

	(void)wr_hole16(w);
	return begun;
}

void
msg_end_page(struct wr *w, size_t begun, const struct page_head *h)
{
	wr_fill16(w, begun, h->n);
	wr_fill16(w, begun + sizeof(h->n), h->more);
}

void
msg_get_page_head(struct rd *r, struct page_head *h)
{
	uint16_t	 more;

	h->n = rd_le16(r);
	more = rd_le16(r);
	if (more > 1)
		rd_fail(r);
	h->more = more == 1;
}

static const char *const	refusals[CONN_REFUSALS] = {
	[CONN_TOO_MANY] = "too many connections that have not logged on",
	[CONN_TOO_MANY_OF_ADDRESS] =
	    "too many connections of its address that have not logged on",
	[CONN_TOO_MANY_LOGGED_ON] = "too many connections of its address",
};

const char *
conn_refusal_text(enum conn_refusal why)
{
	return why < CONN_REFUSALS ? refusals[why] : "refused";
}

void
msg_put_conn_up(struct wr *w, uint64_t conn, const struct addr *a)
{
	wr_le64(w, conn);
	msg_put_addr(w, a);
}

uint64_t
msg_get_conn_up(struct rd *r, struct addr *a)
{
	uint64_t	 conn = rd_le64(r);

	*a = msg_get_addr(r);
	return conn;
}

void
msg_put_conn_refuse(struct wr *w, uint64_t conn, enum conn_refusal why)
{
	wr_le64(w, conn);
	wr_u8(w, (uint8_t)why);
}

uint64_t
msg_get_conn_refuse(struct rd *r, enum conn_refusal *why)
{
	uint64_t	 conn = rd_le64(r);

	*why = (enum conn_refusal)rd_u8(r);
	if (*why >= CONN_REFUSALS)
		rd_fail(r);
	return conn;
}
