/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/site_msg.h"

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
