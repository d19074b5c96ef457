/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/clerk_msg.h"

#include "protocol/role/field.h"

void
msg_put_file_list(struct wr *w, const struct file_list *l)
{
	wr_le16(w, l->process);
	wr_le64(w, l->open);
	wr_le16(w, l->most);
}

void
msg_get_file_list(struct rd *r, struct file_list *l)
{
	l->process = rd_le16(r);
	l->open = rd_le64(r);
	l->most = rd_le16(r);
}

void
msg_put_file_row(struct wr *w, const struct file_row *f)
{
	wr_le16(w, f->process);
	wr_le64(w, f->open);
	wr_le64(w, f->session);
	wr_le32(w, f->share);
	wr_le32(w, f->access);
	wr_le32(w, f->sharing);
	wr_u8(w, f->oplock);
	wr_le32(w, f->locks);
	msg_put_bool(w, f->is_directory);
	msg_put_bool(w, f->deleting);
	msg_put_text(w, f->path);
}

void
msg_get_file_row(struct rd *r, struct file_row *f,
    char path[static SHARE_PATH_SIZE])
{
	f->process = rd_le16(r);
	f->open = msg_get_open_id(r);
	f->session = rd_le64(r);
	f->share = rd_le32(r);
	f->access = rd_le32(r);
	f->sharing = rd_le32(r);
	f->oplock = msg_get_oplock(r);
	f->locks = rd_le32(r);
	f->is_directory = msg_get_bool(r);
	f->deleting = msg_get_bool(r);
	msg_get_text(r, path, SHARE_PATH_SIZE);
	f->path = path;
}

void
msg_put_clerk_counts(struct wr *w, const struct clerk_counts *c)
{
#define C(name, when, help)	wr_le64(w, c->name);
	CLERK_COUNT_TABLE(C)
#undef C
}

void
msg_get_clerk_counts(struct rd *r, struct clerk_counts *c)
{
#define C(name, when, help)	c->name = rd_le64(r);
	CLERK_COUNT_TABLE(C)
#undef C
}
