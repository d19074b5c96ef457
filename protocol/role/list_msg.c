/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/list_msg.h"

#include "protocol/role/field.h"

void
msg_put_list_account(struct wr *w, const struct msg_list_account *m)
{
	wr_le64(w, (uint64_t)m->id);
	wr_le32(w, m->generation);
	msg_put_bool(w, m->is_generated);
	msg_put_text(w, m->name);
	msg_put_blob(w, m->password.base, m->password.len);
}

void
msg_get_list_account(struct rd *r, struct msg_list_account *m)
{
	m->id = (int64_t)rd_le64(r);
	m->generation = rd_le32(r);
	m->is_generated = msg_get_bool(r);
	msg_get_text(r, m->name, sizeof(m->name));
	m->password = msg_get_blob(r);
}

static void
put_site(struct wr *w, const char site[static MSG_LIST_SITE_SIZE])
{
	wr_bytes(w, site, MSG_LIST_SITE_SIZE - 1);
}

static void
get_site(struct rd *r, char site[static MSG_LIST_SITE_SIZE])
{
	rd_copy(r, site, MSG_LIST_SITE_SIZE - 1);
	site[MSG_LIST_SITE_SIZE - 1] = '\0';
}

static uint16_t
get_count(struct rd *r, uint16_t most)
{
	uint16_t	 n = rd_le16(r);

	if (n > most)
		rd_fail(r);
	return n > most ? 0 : n;
}

void
msg_put_list_make(struct wr *w, const struct msg_list_make *m)
{
	put_site(w, m->site);
	wr_le64(w, m->serial);
	wr_le16(w, m->n);
}

void
msg_get_list_make(struct rd *r, struct msg_list_make *m)
{
	get_site(r, m->site);
	m->serial = rd_le64(r);
	m->n = get_count(r, MSG_LIST_ACCOUNTS_MAX);
}

void
msg_put_list_made(struct wr *w, const struct msg_list_made *m)
{
	msg_put_blob(w, m->key.base, m->key.len);
	msg_put_blob(w, m->list_form.base, m->list_form.len);
	msg_put_blob(w, m->site_form.base, m->site_form.len);
}

void
msg_get_list_made(struct rd *r, struct msg_list_made *m)
{
	m->key = msg_get_blob(r);
	m->list_form = msg_get_blob(r);
	m->site_form = msg_get_blob(r);
}

void
msg_put_list_wrap(struct wr *w, const struct msg_list_wrap *m)
{
	put_site(w, m->site);
	wr_le64(w, m->serial);
	msg_put_blob(w, m->key.base, m->key.len);
	wr_le16(w, m->n);
}

void
msg_get_list_wrap(struct rd *r, struct msg_list_wrap *m)
{
	get_site(r, m->site);
	m->serial = rd_le64(r);
	m->key = msg_get_blob(r);
	m->n = get_count(r, MSG_LIST_CLIENTS_MAX);
}

void
msg_put_list_client(struct wr *w, const struct msg_list_client *m)
{
	wr_bytes(w, m->guid.b, sizeof(m->guid.b));
	wr_bytes(w, m->agreement, sizeof(m->agreement));
	msg_put_bool(w, m->has_kek);
	if (m->has_kek)
		wr_bytes(w, m->kek, sizeof(m->kek));
}

void
msg_get_list_client(struct rd *r, struct msg_list_client *m)
{
	rd_copy(r, m->guid.b, sizeof(m->guid.b));
	rd_copy(r, m->agreement, sizeof(m->agreement));
	m->has_kek = msg_get_bool(r);
	if (m->has_kek)
		rd_copy(r, m->kek, sizeof(m->kek));
}

void
msg_put_list_wrapped(struct wr *w, const struct msg_list_wrapped *m)
{
	wr_bytes(w, m->wrapped, sizeof(m->wrapped));
	msg_put_bool(w, m->has_kek);
	if (m->has_kek)
		wr_bytes(w, m->kek, sizeof(m->kek));
}

void
msg_get_list_wrapped(struct rd *r, struct msg_list_wrapped *m)
{
	rd_copy(r, m->wrapped, sizeof(m->wrapped));
	m->has_kek = msg_get_bool(r);
	if (m->has_kek)
		rd_copy(r, m->kek, sizeof(m->kek));
}

void
msg_put_enrol(struct wr *w, const struct msg_enrol *m)
{
	msg_put_blob(w, m->bundle.base, m->bundle.len);
	msg_put_list_make(w, &m->list);
}

void
msg_get_enrol(struct rd *r, struct msg_enrol *m)
{
	m->bundle = msg_get_blob(r);
	msg_get_list_make(r, &m->list);
}

void
msg_put_enrolled(struct wr *w, const struct msg_enrolled *m)
{
	wr_bytes(w, m->public_key, sizeof(m->public_key));
	msg_put_text(w, m->why);
}

void
msg_get_enrolled(struct rd *r, struct msg_enrolled *m)
{
	rd_copy(r, m->public_key, sizeof(m->public_key));
	msg_get_text(r, m->why, sizeof(m->why));
}
