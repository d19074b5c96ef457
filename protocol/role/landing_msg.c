/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/landing_msg.h"

#include "protocol/role/field.h"

/* The bytes outlive the program, in attributes; the first had no manifest. */
#define FIRST	1
#define VERSION	2

void
msg_put_landed(struct wr *w, const struct msg_landed *m)
{
	wr_u8(w, VERSION);
	wr_bytes(w, m->landing.b, sizeof(m->landing.b));
	wr_u8(w, (uint8_t)m->box);
	msg_put_text(w, m->name);
	wr_le64(w, m->size);
	wr_le64(w, (uint64_t)m->account);
	wr_le32(w, m->generation);
	wr_le64(w, m->session);
	msg_put_addr(w, &m->address);
	msg_put_text(w, m->workstation);
	msg_put_wall(w, m->landed);
	wr_le64(w, m->manifest);
}

void
msg_get_landed(struct rd *r, struct msg_landed *m)
{
	const uint8_t	 version = rd_u8(r);
	uint8_t		 box;

	if (version != FIRST && version != VERSION)
		rd_fail(r);
	rd_copy(r, m->landing.b, sizeof(m->landing.b));
	box = rd_u8(r);
	if (box >= BOX_COUNT || box_row((enum box)box)->flow != BOX_UP)
		rd_fail(r);
	m->box = box < BOX_COUNT ? (enum box)box : BOX_CCR;
	msg_get_text(r, m->name, sizeof(m->name));
	m->size = rd_le64(r);
	m->account = (int64_t)rd_le64(r);
	m->generation = rd_le32(r);
	m->session = rd_le64(r);
	m->address = msg_get_addr(r);
	msg_get_text(r, m->workstation, sizeof(m->workstation));
	m->landed = msg_get_wall(r);
	m->manifest = version == FIRST ? 0 : rd_le64(r);
}
