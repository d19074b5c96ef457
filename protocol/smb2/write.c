/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/write.h"

#include "protocol/smb2/field.h"

enum ntstatus
smb2_get_write_req(struct rd *msg, struct smb2_write_req *req)
{
	uint16_t	 off;
	uint32_t	 len;

	(void)rd_le16(msg);			/* StructureSize */
	off = rd_le16(msg);
	len = rd_le32(msg);
	req->offset = rd_le64(msg);
	req->file_id = field_get_file_id(msg);
	req->channel = rd_le32(msg);
	req->remaining = rd_le32(msg);
	rd_skip(msg, 4);			/* WriteChannelInfo: RDMA only */
	req->flags = rd_le32(msg);
	req->data = field_buffer(msg, off, len);
	return field_status(msg);
}

size_t
smb2_begin_write_req(struct wr *w, const struct smb2_write_req *req)
{
	wr_le16(w, 49);
	field_put16(w, w->pos + 46);
	wr_le32(w, 0);				/* Length */
	wr_le64(w, req->offset);
	field_put_file_id(w, &req->file_id);
	wr_le32(w, req->channel);
	wr_le32(w, req->remaining);
	wr_le32(w, 0);
	wr_le32(w, req->flags);
	return w->pos;
}

void
smb2_end_write_req(struct wr *w, size_t begun, size_t n)
{
	if (w->failed || n > w->pos - begun) {
		wr_fail(w);
		return;
	}
	w->pos = begun + n;
	field_fill32(w, begun - 44, n);
}

void
smb2_put_write_head(struct wr *w, const struct smb2_write_req *req)
{
	size_t	 begun = smb2_begin_write_req(w, req);

	field_fill32(w, begun - 44, req->data.len);
}

void
smb2_put_write_req(struct wr *w, const struct smb2_write_req *req)
{
	smb2_put_write_head(w, req);
	wr_reader(w, &req->data);
}

enum ntstatus
smb2_get_write_rsp(struct rd *msg, uint32_t *count)
{
	field_size(msg, 17);
	(void)rd_le16(msg);
	*count = rd_le32(msg);
	rd_skip(msg, 8);			/* Remaining, WriteChannelInfo */
	return field_status(msg);
}

void
smb2_put_write_rsp(struct wr *w, uint32_t count)
{
	wr_le16(w, 17);
	wr_le16(w, 0);
	wr_le32(w, count);
	wr_zero(w, 8);
}
