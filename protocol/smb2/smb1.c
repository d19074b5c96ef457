/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/smb1.h"

#include <string.h>

#include "protocol/smb2/field.h"

#define PROTOCOL_ID		0x424d53ffU
#define SMB_COM_NEGOTIATE	0x72
#define BEHIND_COMMAND		27	/* status to MID: of no use here */
#define BUFFER_FORMAT_DIALECT	0x02

#define DIALECT_002	"SMB 2.002"
#define DIALECT_ANY	"SMB 2.???"

/* A dialect string with its NUL, which must stand within the list. */
static struct rd
next_dialect(struct rd *list)
{
	const uint8_t	*from, *nul;
	size_t		 left;

	if (rd_u8(list) != BUFFER_FORMAT_DIALECT)
		rd_fail(list);
	left = rd_left(list);
	from = rd_ok(list) ? list->base + list->pos : NULL;
	nul = from == NULL ? NULL : memchr(from, '\0', left);
	if (nul == NULL)
		rd_fail(list);
	return rd_take(list, nul == NULL ? 0 : (size_t)(nul - from) + 1);
}

static bool
is_dialect(const struct rd *r, const char *name)
{
	return r->len == strlen(name) + 1 && memcmp(r->base, name, r->len) == 0;
}

enum ntstatus
smb2_get_smb1_negotiate(struct rd frame, struct smb2_smb1_negotiate *out)
{
	struct rd	 list, dialect;
	uint32_t	 id = rd_le32(&frame);
	uint8_t		 command = rd_u8(&frame);
	uint8_t		 words;

	memset(out, 0, sizeof(*out));
	rd_skip(&frame, BEHIND_COMMAND);
	words = rd_u8(&frame);
	list = rd_take(&frame, rd_le16(&frame));
	if (id != PROTOCOL_ID || command != SMB_COM_NEGOTIATE || words != 0)
		return NT_INVALID_PARAMETER;
	while (rd_left(&list) > 0) {
		dialect = next_dialect(&list);
		if (!rd_ok(&list))
			break;
		out->smb2_002 |= is_dialect(&dialect, DIALECT_002);
		out->smb2_any |= is_dialect(&dialect, DIALECT_ANY);
	}
	return field_status(&list);
}

static void
put_dialect(struct wr *w, bool offered, const char *name)
{
	if (!offered)
		return;
	wr_u8(w, BUFFER_FORMAT_DIALECT);
	wr_bytes(w, name, strlen(name) + 1);
}

void
smb2_put_smb1_negotiate(struct wr *w, const struct smb2_smb1_negotiate *in)
{
	size_t	 hole;

	wr_le32(w, PROTOCOL_ID);
	wr_u8(w, SMB_COM_NEGOTIATE);
	wr_le32(w, 0);			/* Status */
	wr_u8(w, 0x18);			/* canonical names, no case */
	wr_le16(w, 0xc853);		/* Unicode, NT status, long names ... */
	wr_zero(w, 12);			/* PIDHigh, security, reserved */
	wr_le16(w, 0xffff);		/* TID */
	wr_zero(w, 6);			/* PID, UID, MID */
	wr_u8(w, 0);			/* WordCount */
	hole = wr_hole16(w);
	put_dialect(w, true, "NT LM 0.12");
	put_dialect(w, in->smb2_002, DIALECT_002);
	put_dialect(w, in->smb2_any, DIALECT_ANY);
	field_fill16(w, hole, w->pos - hole - 2);
}
