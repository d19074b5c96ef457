/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/session.h"

#include "protocol/smb2/field.h"

enum ntstatus
smb2_get_session_setup_req(struct rd *msg, struct smb2_session_setup_req *req)
{
	uint16_t	 off, len;

	(void)rd_le16(msg);			/* StructureSize */
	req->flags = rd_u8(msg);
	req->security_mode = rd_u8(msg);
	req->capabilities = rd_le32(msg);
	(void)rd_le32(msg);			/* Channel: must be 0 */
	off = rd_le16(msg);
	len = rd_le16(msg);
	req->previous_session = rd_le64(msg);
	req->token = field_buffer(msg, off, len);
	return field_status(msg);
}

void
smb2_put_session_setup_req(struct wr *w,
    const struct smb2_session_setup_req *req)
{
	wr_le16(w, 25);
	wr_u8(w, req->flags);
	wr_u8(w, req->security_mode);
	wr_le32(w, req->capabilities);
	wr_le32(w, 0);
	field_put16(w, w->pos + 12);
	field_put16(w, req->token.len);
	wr_le64(w, req->previous_session);
	wr_reader(w, &req->token);
}

enum ntstatus
smb2_get_session_setup_rsp(struct rd *msg, struct smb2_session_setup_rsp *rsp)
{
	uint16_t	 off, len;

	field_size(msg, 9);
	rsp->flags = rd_le16(msg);
	off = rd_le16(msg);
	len = rd_le16(msg);
	rsp->token = field_buffer(msg, off, len);
	return field_status(msg);
}

void
smb2_put_session_setup_rsp(struct wr *w,
    const struct smb2_session_setup_rsp *rsp)
{
	wr_le16(w, 9);
	wr_le16(w, rsp->flags);
	field_put16(w, w->pos + 4);
	field_put16(w, rsp->token.len);
	wr_reader(w, &rsp->token);
}
