/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/lock.h"

#include "protocol/smb2/field.h"

#define LOCK_SIZE	24

enum ntstatus
smb2_get_lock_req(struct rd *msg, struct smb2_lock_req *req)
{
	(void)rd_le16(msg);			/* StructureSize */
	req->count = rd_le16(msg);
	req->sequence = rd_le32(msg);
	req->file_id = field_get_file_id(msg);
	req->locks = rd_take(msg, LOCK_SIZE * (size_t)req->count);
	if (req->count == 0)
		rd_fail(msg);
	return field_status(msg);
}

bool
smb2_next_lock(struct rd *locks, struct smb2_lock *l)
{
	if (rd_left(locks) == 0)
		return false;
	l->offset = rd_le64(locks);
	l->length = rd_le64(locks);
	l->flags = rd_le32(locks);
	(void)rd_le32(locks);
	return rd_ok(locks);
}

void
smb2_put_lock_req(struct wr *w, const struct smb2_lock_req *req,
    const struct smb2_lock *locks)
{
	uint16_t	 i;

	wr_le16(w, 48);
	wr_le16(w, req->count);
	wr_le32(w, req->sequence);
	field_put_file_id(w, &req->file_id);
	for (i = 0; i < req->count; i++) {
		wr_le64(w, locks[i].offset);
		wr_le64(w, locks[i].length);
		wr_le32(w, locks[i].flags);
		wr_le32(w, 0);
	}
}
