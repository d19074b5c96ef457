/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/query.h"

#include "protocol/smb2/field.h"

size_t
smb2_begin_output(struct wr *w)
{
	wr_le16(w, 9);
	field_put16(w, w->pos + 6);
	wr_le32(w, 0);
	return w->pos;
}

void
smb2_end_output(struct wr *w, size_t begun)
{
	if (!w->failed)
		field_fill32(w, begun - 4, w->pos - begun);
}

enum ntstatus
smb2_get_output(struct rd *msg, struct rd *output)
{
	uint16_t	 off;
	uint32_t	 len;

	field_size(msg, 9);
	off = rd_le16(msg);
	len = rd_le32(msg);
	*output = field_buffer(msg, off, len);
	return field_status(msg);
}

enum ntstatus
smb2_get_query_directory_req(struct rd *msg,
    struct smb2_query_directory_req *req)
{
	uint16_t	 off, len;

	(void)rd_le16(msg);			/* StructureSize */
	req->class = rd_u8(msg);
	req->flags = rd_u8(msg);
	req->file_index = rd_le32(msg);
	req->file_id = field_get_file_id(msg);
	off = rd_le16(msg);
	len = rd_le16(msg);
	req->max_output = rd_le32(msg);
	req->pattern = field_buffer(msg, off, len);
	if (len % 2 != 0)
		rd_fail(msg);
	return field_status(msg);
}

void
smb2_put_query_directory_req(struct wr *w,
    const struct smb2_query_directory_req *req)
{
	wr_le16(w, 33);
	wr_u8(w, req->class);
	wr_u8(w, req->flags);
	wr_le32(w, req->file_index);
	field_put_file_id(w, &req->file_id);
	field_put16(w, w->pos + 8);
	field_put16(w, req->pattern.len);
	wr_le32(w, req->max_output);
	wr_reader(w, &req->pattern);
}

enum ntstatus
smb2_get_change_notify_req(struct rd *msg, struct smb2_change_notify_req *req)
{
	(void)rd_le16(msg);			/* StructureSize */
	req->flags = rd_le16(msg);
	req->max_output = rd_le32(msg);
	req->file_id = field_get_file_id(msg);
	req->filter = rd_le32(msg);
	(void)rd_le32(msg);
	return field_status(msg);
}

void
smb2_put_change_notify_req(struct wr *w,
    const struct smb2_change_notify_req *req)
{
	wr_le16(w, 32);
	wr_le16(w, req->flags);
	wr_le32(w, req->max_output);
	field_put_file_id(w, &req->file_id);
	wr_le32(w, req->filter);
	wr_le32(w, 0);
}

enum ntstatus
smb2_get_query_info_req(struct rd *msg, struct smb2_query_info_req *req)
{
	uint16_t	 off;
	uint32_t	 len;

	(void)rd_le16(msg);			/* StructureSize */
	req->type = rd_u8(msg);
	req->class = rd_u8(msg);
	req->max_output = rd_le32(msg);
	off = rd_le16(msg);
	(void)rd_le16(msg);
	len = rd_le32(msg);
	req->additional = rd_le32(msg);
	req->flags = rd_le32(msg);
	req->file_id = field_get_file_id(msg);
	req->input = field_buffer(msg, off, len);
	return field_status(msg);
}

void
smb2_put_query_info_req(struct wr *w, const struct smb2_query_info_req *req)
{
	wr_le16(w, 41);
	wr_u8(w, req->type);
	wr_u8(w, req->class);
	wr_le32(w, req->max_output);
	field_put16(w, req->input.len == 0 ? 0 : w->pos + 32);
	wr_le16(w, 0);
	field_put32(w, req->input.len);
	wr_le32(w, req->additional);
	wr_le32(w, req->flags);
	field_put_file_id(w, &req->file_id);
	wr_reader(w, &req->input);
}

enum ntstatus
smb2_get_set_info_req(struct rd *msg, struct smb2_set_info_req *req)
{
	uint32_t	 len;
	uint16_t	 off;

	(void)rd_le16(msg);			/* StructureSize */
	req->type = rd_u8(msg);
	req->class = rd_u8(msg);
	len = rd_le32(msg);
	off = rd_le16(msg);
	(void)rd_le16(msg);
	req->additional = rd_le32(msg);
	req->file_id = field_get_file_id(msg);
	req->input = field_buffer(msg, off, len);
	return field_status(msg);
}

size_t
smb2_begin_set_info_req(struct wr *w, const struct smb2_set_info_req *req)
{
	wr_le16(w, 33);
	wr_u8(w, req->type);
	wr_u8(w, req->class);
	wr_le32(w, 0);				/* BufferLength */
	field_put16(w, w->pos + 24);
	wr_le16(w, 0);
	wr_le32(w, req->additional);
	field_put_file_id(w, &req->file_id);
	return w->pos;
}

void
smb2_end_set_info_req(struct wr *w, size_t begun)
{
	if (!w->failed)
		field_fill32(w, begun - 28, w->pos - begun);
}

void
smb2_put_set_info_rsp(struct wr *w)
{
	wr_le16(w, 2);
}

enum ntstatus
smb2_get_set_info_rsp(struct rd *msg)
{
	field_size(msg, 2);
	return field_status(msg);
}
