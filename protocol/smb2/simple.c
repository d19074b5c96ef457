/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/simple.h"

#include "protocol/smb2/field.h"

void
smb2_put_simple(struct wr *w)
{
	wr_le16(w, 4);
	wr_le16(w, 0);
}

enum ntstatus
smb2_get_simple(struct rd *msg)
{
	field_size(msg, 4);
	(void)rd_le16(msg);
	return field_status(msg);
}
