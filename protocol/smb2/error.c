/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/error.h"

#include "protocol/smb2/field.h"
#include "protocol/smb2/negotiate.h"

static void
put_fixed(struct wr *w, uint8_t contexts, uint32_t bytes)
{
	wr_le16(w, SMB2_ERROR_STRUCTURE_SIZE);
	wr_u8(w, contexts);
	wr_u8(w, 0);
	wr_le32(w, bytes);
}

void
smb2_put_error(struct wr *w)
{
	put_fixed(w, 0, 0);
	wr_u8(w, 0);
}

void
smb2_put_error_size(struct wr *w, uint16_t dialect, uint32_t needed)
{
	if (dialect == SMB2_DIALECT_311) {
		put_fixed(w, 1, 12);
		wr_le32(w, 4);			/* ErrorDataLength */
		wr_le32(w, SMB2_ERROR_ID_DEFAULT);
	} else
		put_fixed(w, 0, 4);
	wr_le32(w, needed);
}

enum ntstatus
smb2_get_error(struct rd *msg, struct rd *data)
{
	uint8_t		 contexts;
	uint32_t	 bytes;

	field_size(msg, SMB2_ERROR_STRUCTURE_SIZE);
	contexts = rd_u8(msg);
	(void)rd_u8(msg);
	bytes = rd_le32(msg);
	*data = rd_take(msg, bytes);
	if (contexts > 0) {
		bytes = rd_le32(data);
		(void)rd_le32(data);		/* ErrorId */
		*data = rd_take(data, bytes);
	}
	if (!rd_ok(data))
		rd_fail(msg);
	return field_status(msg);
}
