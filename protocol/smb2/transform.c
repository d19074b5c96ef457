/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/transform.h"

#include "protocol/smb2/field.h"

#define PROTOCOL_ID	0x424d53fdU	/* 0xfd 'S' 'M' 'B' */

enum ntstatus
smb2_get_transform(struct rd *frame, struct smb2_transform *t)
{
	uint32_t	 id = rd_le32(frame);

	rd_copy(frame, t->signature, sizeof(t->signature));
	rd_copy(frame, t->nonce, sizeof(t->nonce));
	t->size = rd_le32(frame);
	(void)rd_le16(frame);
	t->flags = rd_le16(frame);
	t->session_id = rd_le64(frame);
	if (id != PROTOCOL_ID || t->flags != SMB2_TRANSFORM_ENCRYPTED ||
	    t->size != rd_left(frame) || t->size < SMB2_HEADER_SIZE)
		rd_fail(frame);
	return field_status(frame);
}

void
smb2_put_transform(struct wr *w, const struct smb2_transform *t)
{
	wr_le32(w, PROTOCOL_ID);
	wr_bytes(w, t->signature, sizeof(t->signature));
	wr_bytes(w, t->nonce, sizeof(t->nonce));
	wr_le32(w, t->size);
	wr_le16(w, 0);
	wr_le16(w, t->flags);
	wr_le64(w, t->session_id);
}
