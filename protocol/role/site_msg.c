/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/site_msg.h"

#include "protocol/role/field.h"

void
msg_put_site(struct wr *w, const struct msg_site *m)
{
	size_t	 i;

	wr_bytes(w, m->server.b, sizeof(m->server.b));
	for (i = 0; i < 3; i++)
		wr_le32(w, m->sid[i]);
}

void
msg_get_site(struct rd *r, struct msg_site *m)
{
	size_t	 i;

	rd_copy(r, m->server.b, sizeof(m->server.b));
	for (i = 0; i < 3; i++)
		m->sid[i] = rd_le32(r);
}

void
msg_put_name(struct wr *w, const struct msg_name *m)
{
	wr_le32(w, m->rid);
	msg_put_text(w, m->name);
}

void
msg_get_name(struct rd *r, struct msg_name *m)
{
	m->rid = rd_le32(r);
	msg_get_text(r, m->name, sizeof(m->name));
}
