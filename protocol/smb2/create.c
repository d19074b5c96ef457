/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/create.h"

#include "protocol/smb2/field.h"

enum ntstatus
smb2_get_create_req(struct rd *msg, struct smb2_create_req *req)
{
	uint16_t	 name_at, name_len;
	uint32_t	 off, len;

	(void)rd_le16(msg);			/* StructureSize */
	(void)rd_u8(msg);			/* SecurityFlags */
	req->oplock_level = rd_u8(msg);
	req->impersonation = rd_le32(msg);
	(void)rd_le64(msg);			/* SmbCreateFlags */
	(void)rd_le64(msg);
	req->access = rd_le32(msg);
	req->attributes = rd_le32(msg);
	req->share = rd_le32(msg);
	req->disposition = rd_le32(msg);
	req->options = rd_le32(msg);
	name_at = rd_le16(msg);
	name_len = rd_le16(msg);
	off = rd_le32(msg);
	len = rd_le32(msg);
	req->name = field_buffer(msg, name_at, name_len);
	req->contexts = field_buffer(msg, off, len);
	if (name_len % 2 != 0)
		rd_fail(msg);
	return field_status(msg);
}

struct smb2_create_body
smb2_put_create_req(struct wr *w, const struct smb2_create_req *req)
{
	struct smb2_create_body	 body = { 0 };

	wr_le16(w, 57);
	wr_u8(w, 0);
	wr_u8(w, req->oplock_level);
	wr_le32(w, req->impersonation);
	wr_zero(w, 16);
	wr_le32(w, req->access);
	wr_le32(w, req->attributes);
	wr_le32(w, req->share);
	wr_le32(w, req->disposition);
	wr_le32(w, req->options);
	field_put16(w, w->pos + 12);
	field_put16(w, req->name.len);
	body.hole = w->pos;
	wr_zero(w, 8);
	wr_reader(w, &req->name);
	if (req->name.len == 0)
		wr_u8(w, 0);			/* Buffer: one byte at least */
	return body;
}

enum ntstatus
smb2_get_create_rsp(struct rd *msg, struct smb2_create_rsp *rsp)
{
	uint32_t	 off, len;

	field_size(msg, 89);
	rsp->oplock_level = rd_u8(msg);
	rsp->flags = rd_u8(msg);
	rsp->action = rd_le32(msg);
	rsp->creation_time = rd_le64(msg);
	rsp->last_access_time = rd_le64(msg);
	rsp->last_write_time = rd_le64(msg);
	rsp->change_time = rd_le64(msg);
	rsp->allocation_size = rd_le64(msg);
	rsp->end_of_file = rd_le64(msg);
	rsp->attributes = rd_le32(msg);
	(void)rd_le32(msg);
	rsp->file_id = field_get_file_id(msg);
	off = rd_le32(msg);
	len = rd_le32(msg);
	rsp->contexts = field_buffer(msg, off, len);
	return field_status(msg);
}

struct smb2_create_body
smb2_put_create_rsp(struct wr *w, const struct smb2_create_rsp *rsp)
{
	struct smb2_create_body	 body = { 0 };

	wr_le16(w, 89);
	wr_u8(w, rsp->oplock_level);
	wr_u8(w, rsp->flags);
	wr_le32(w, rsp->action);
	wr_le64(w, rsp->creation_time);
	wr_le64(w, rsp->last_access_time);
	wr_le64(w, rsp->last_write_time);
	wr_le64(w, rsp->change_time);
	wr_le64(w, rsp->allocation_size);
	wr_le64(w, rsp->end_of_file);
	wr_le32(w, rsp->attributes);
	wr_le32(w, 0);
	field_put_file_id(w, &rsp->file_id);
	body.hole = w->pos;
	wr_zero(w, 8);
	return body;
}
