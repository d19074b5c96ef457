/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/close.h"

#include "protocol/smb2/field.h"

enum ntstatus
smb2_get_close_req(struct rd *msg, struct smb2_close_req *req)
{
	(void)rd_le16(msg);			/* StructureSize */
	req->flags = rd_le16(msg);
	(void)rd_le32(msg);
	req->file_id = field_get_file_id(msg);
	return field_status(msg);
}

void
smb2_put_close_req(struct wr *w, const struct smb2_close_req *req)
{
	wr_le16(w, 24);
	wr_le16(w, req->flags);
	wr_le32(w, 0);
	field_put_file_id(w, &req->file_id);
}

enum ntstatus
smb2_get_close_rsp(struct rd *msg, struct smb2_close_rsp *rsp)
{
	field_size(msg, 60);
	rsp->flags = rd_le16(msg);
	(void)rd_le32(msg);
	rsp->creation_time = rd_le64(msg);
	rsp->last_access_time = rd_le64(msg);
	rsp->last_write_time = rd_le64(msg);
	rsp->change_time = rd_le64(msg);
	rsp->allocation_size = rd_le64(msg);
	rsp->end_of_file = rd_le64(msg);
	rsp->attributes = rd_le32(msg);
	return field_status(msg);
}

void
smb2_put_close_rsp(struct wr *w, const struct smb2_close_rsp *rsp)
{
	wr_le16(w, 60);
	wr_le16(w, rsp->flags);
	wr_le32(w, 0);
	wr_le64(w, rsp->creation_time);
	wr_le64(w, rsp->last_access_time);
	wr_le64(w, rsp->last_write_time);
	wr_le64(w, rsp->change_time);
	wr_le64(w, rsp->allocation_size);
	wr_le64(w, rsp->end_of_file);
	wr_le32(w, rsp->attributes);
}

enum ntstatus
smb2_get_flush_req(struct rd *msg, struct smb2_file_id *id)
{
	(void)rd_le16(msg);			/* StructureSize */
	rd_skip(msg, 6);
	*id = field_get_file_id(msg);
	return field_status(msg);
}

void
smb2_put_flush_req(struct wr *w, const struct smb2_file_id *id)
{
	wr_le16(w, 24);
	wr_zero(w, 6);
	field_put_file_id(w, id);
}
