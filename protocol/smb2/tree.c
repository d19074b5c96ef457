/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/tree.h"

#include "protocol/smb2/field.h"

enum ntstatus
smb2_get_tree_connect_req(struct rd *msg, struct smb2_tree_connect_req *req)
{
	uint16_t	 off, len;

	(void)rd_le16(msg);			/* StructureSize */
	req->flags = rd_le16(msg);
	off = rd_le16(msg);
	len = rd_le16(msg);
	req->path = field_buffer(msg, off, len);
	if (len % 2 != 0)
		rd_fail(msg);
	return field_status(msg);
}

void
smb2_put_tree_connect_req(struct wr *w, const struct smb2_tree_connect_req *req)
{
	wr_le16(w, 9);
	wr_le16(w, req->flags);
	field_put16(w, w->pos + 4);
	field_put16(w, req->path.len);
	wr_reader(w, &req->path);
}

enum ntstatus
smb2_get_tree_connect_rsp(struct rd *msg, struct smb2_tree_connect_rsp *rsp)
{
	field_size(msg, 16);
	rsp->type = rd_u8(msg);
	(void)rd_u8(msg);
	rsp->flags = rd_le32(msg);
	rsp->capabilities = rd_le32(msg);
	rsp->maximal_access = rd_le32(msg);
	return field_status(msg);
}

void
smb2_put_tree_connect_rsp(struct wr *w, const struct smb2_tree_connect_rsp *rsp)
{
	wr_le16(w, 16);
	wr_u8(w, rsp->type);
	wr_u8(w, 0);
	wr_le32(w, rsp->flags);
	wr_le32(w, rsp->capabilities);
	wr_le32(w, rsp->maximal_access);
}
