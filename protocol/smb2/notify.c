/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/notify.h"

#include "base/text.h"
#include "protocol/smb2/field.h"

#define FIXED	12

bool
smb2_put_notify(struct wr *w, struct smb2_notify_list *list,
    enum smb2_notify_action action, const char *name)
{
	size_t	 need = FIXED + utf16_bytes(name);
	size_t	 used = (w->pos - list->start + 3) / 4 * 4;
	size_t	 start = list->start + used;

	if (used > list->most || need > list->most - used ||
	    start - w->pos + need > wr_left(w))
		return false;
	wr_zero(w, start - w->pos);
	if (list->last != 0)
		field_fill32(w, list->last - 1, start - (list->last - 1));
	list->last = start + 1;
	wr_le32(w, 0);				/* NextEntryOffset */
	wr_le32(w, (uint32_t)action);
	field_put32(w, need - FIXED);
	utf16_encode(w, name);
	return true;
}

bool
smb2_next_notify(struct rd *output, struct smb2_notify *n)
{
	struct rd	 look = *output;
	struct rd	 one;
	uint32_t	 next;

	if (rd_left(output) == 0)
		return false;
	next = rd_le32(&look);
	one = rd_take(output, next != 0 ? next : rd_left(output));
	(void)rd_le32(&one);
	n->action = rd_le32(&one);
	n->name = rd_take(&one, rd_le32(&one));
	if (!rd_ok(&one) || next % 4 != 0)
		rd_fail(output);
	return rd_ok(output);
}
