/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/read.h"

#include "protocol/smb2/field.h"

enum ntstatus
smb2_get_read_req(struct rd *msg, struct smb2_read_req *req)
{
	(void)rd_le16(msg);			/* StructureSize */
	(void)rd_u8(msg);			/* Padding */
	req->flags = rd_u8(msg);
	req->length = rd_le32(msg);
	req->offset = rd_le64(msg);
	req->file_id = field_get_file_id(msg);
	req->minimum = rd_le32(msg);
	req->channel = rd_le32(msg);
	req->remaining = rd_le32(msg);
	rd_skip(msg, 4);			/* ReadChannelInfo: RDMA only */
	return field_status(msg);
}

void
smb2_put_read_req(struct wr *w, const struct smb2_read_req *req)
{
	wr_le16(w, 49);
	wr_u8(w, SMB2_READ_RSP_DATA);
	wr_u8(w, req->flags);
	wr_le32(w, req->length);
	wr_le64(w, req->offset);
	field_put_file_id(w, &req->file_id);
	wr_le32(w, req->minimum);
	wr_le32(w, req->channel);
	wr_le32(w, req->remaining);
	wr_le32(w, 0);
	wr_u8(w, 0);				/* Buffer: one byte at least */
}

size_t
smb2_begin_read_rsp(struct wr *w)
{
	wr_le16(w, 17);
	wr_u8(w, SMB2_READ_RSP_DATA);
	wr_zero(w, 13);
	if (w->pos != SMB2_READ_RSP_DATA)
		wr_fail(w);
	return w->pos;
}

void
smb2_end_read_rsp(struct wr *w, size_t begun, size_t n)
{
	if (w->failed || n > w->pos - begun) {
		wr_fail(w);
		return;
	}
	w->pos = begun + n;
	field_fill32(w, begun - 12, n);
}

enum ntstatus
smb2_get_read_rsp(struct rd *msg, struct rd *data)
{
	uint8_t		 off;
	uint32_t	 len;

	field_size(msg, 17);
	off = rd_u8(msg);
	(void)rd_u8(msg);
	len = rd_le32(msg);
	rd_skip(msg, 8);			/* DataRemaining, Flags */
	*data = field_buffer(msg, off, len);
	return field_status(msg);
}
