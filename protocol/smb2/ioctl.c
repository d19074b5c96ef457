/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/ioctl.h"

#include "protocol/smb2/field.h"

enum ntstatus
smb2_get_ioctl_req(struct rd *msg, struct smb2_ioctl_req *req)
{
	uint32_t	 off, len;

	(void)rd_le16(msg);			/* StructureSize */
	(void)rd_le16(msg);
	req->code = rd_le32(msg);
	req->file_id = field_get_file_id(msg);
	off = rd_le32(msg);
	len = rd_le32(msg);
	req->max_input = rd_le32(msg);
	rd_skip(msg, 8);			/* Output: of a response only */
	req->max_output = rd_le32(msg);
	req->flags = rd_le32(msg);
	(void)rd_le32(msg);
	req->input = field_buffer(msg, off, len);
	return field_status(msg);
}

void
smb2_put_ioctl_req(struct wr *w, const struct smb2_ioctl_req *req)
{
	wr_le16(w, 57);
	wr_le16(w, 0);
	wr_le32(w, req->code);
	field_put_file_id(w, &req->file_id);
	field_put32(w, req->input.len == 0 ? 0 : w->pos + 32);
	field_put32(w, req->input.len);
	wr_le32(w, req->max_input);
	wr_zero(w, 8);
	wr_le32(w, req->max_output);
	wr_le32(w, req->flags);
	wr_le32(w, 0);
	wr_reader(w, &req->input);
}

enum ntstatus
smb2_get_ioctl_rsp(struct rd *msg, struct smb2_ioctl_rsp *rsp)
{
	uint32_t	 off, len;

	field_size(msg, 49);
	(void)rd_le16(msg);
	rsp->code = rd_le32(msg);
	rsp->file_id = field_get_file_id(msg);
	rd_skip(msg, 8);			/* Input */
	off = rd_le32(msg);
	len = rd_le32(msg);
	rd_skip(msg, 8);			/* Flags */
	rsp->output = field_buffer(msg, off, len);
	return field_status(msg);
}

size_t
smb2_begin_ioctl_rsp(struct wr *w, const struct smb2_ioctl_rsp *rsp)
{
	wr_le16(w, 49);
	wr_le16(w, 0);
	wr_le32(w, rsp->code);
	field_put_file_id(w, &rsp->file_id);
	wr_le32(w, SMB2_IOCTL_RSP_DATA);
	wr_le32(w, 0);
	wr_le32(w, SMB2_IOCTL_RSP_DATA);
	wr_zero(w, 12);				/* OutputCount, Flags */
	if (w->pos != SMB2_IOCTL_RSP_DATA)
		wr_fail(w);
	return w->pos;
}

void
smb2_end_ioctl_rsp(struct wr *w, size_t begun)
{
	if (!w->failed)
		field_fill32(w, begun - 12, w->pos - begun);
}
