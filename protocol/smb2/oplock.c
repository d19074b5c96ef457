/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/oplock.h"

#include "protocol/smb2/field.h"

enum ntstatus
smb2_get_oplock_break(struct rd *msg, struct smb2_oplock_break *b)
{
	field_size(msg, 24);
	b->level = rd_u8(msg);
	rd_skip(msg, 5);
	b->file_id = field_get_file_id(msg);
	return field_status(msg);
}

void
smb2_put_oplock_break(struct wr *w, const struct smb2_oplock_break *b)
{
	wr_le16(w, 24);
	wr_u8(w, b->level);
	wr_zero(w, 5);
	field_put_file_id(w, &b->file_id);
}

enum ntstatus
smb2_get_lease_ack(struct rd *msg, struct smb2_lease_ack *a)
{
	field_size(msg, SMB2_LEASE_ACK_SIZE);
	(void)rd_le16(msg);
	a->flags = rd_le32(msg);
	a->key = field_get_guid(msg);
	a->state = rd_le32(msg);
	(void)rd_le64(msg);			/* LeaseDuration */
	return field_status(msg);
}
