/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/create_context.h"

#include <string.h>

#include "protocol/smb2/field.h"

#define FIXED	16		/* of a context, before its name */

/* Most names are four letters, some are GUIDs; 2.2.13.2. */
static const struct {
	uint8_t		 len;
	const char	*name;
} names[SMB2_CONTEXT_COUNT] = {
[SMB2_CONTEXT_EXTA] = { 4, "ExtA" },
[SMB2_CONTEXT_SECD] = { 4, "SecD" },
[SMB2_CONTEXT_DHNQ] = { 4, "DHnQ" },
[SMB2_CONTEXT_DHNC] = { 4, "DHnC" },
[SMB2_CONTEXT_DH2Q] = { 4, "DH2Q" },
[SMB2_CONTEXT_DH2C] = { 4, "DH2C" },
[SMB2_CONTEXT_ALSI] = { 4, "AlSi" },
[SMB2_CONTEXT_MXAC] = { 4, "MxAc" },
[SMB2_CONTEXT_TWRP] = { 4, "TWrp" },
[SMB2_CONTEXT_QFID] = { 4, "QFid" },
[SMB2_CONTEXT_RQLS] = { 4, "RqLs" },
[SMB2_CONTEXT_APP_INSTANCE_ID] = { 16,
    "\x45\xbc\xa6\x6a\xef\xa7\xf7\x4a\x90\x08\xfa\x46\x2e\x14\x4d\x74" },
[SMB2_CONTEXT_APP_INSTANCE_VERSION] = { 16,
    "\xb9\x82\xd0\xb7\x3b\x56\x07\x4f\xa0\x7b\x52\x4a\x81\x16\xa0\x10" },
[SMB2_CONTEXT_SVHDX] = { 16,
    "\x9c\xcb\xcf\x9e\x04\xc1\xe6\x43\x98\x0e\x15\x8d\xa1\xf6\xec\x83" },
[SMB2_CONTEXT_AAPL] = { 4, "AAPL" },
};

static enum smb2_context
kind_of(const struct rd *name)
{
	int	 i;

	for (i = SMB2_CONTEXT_UNKNOWN + 1; i < SMB2_CONTEXT_COUNT; i++) {
		if (rd_ok(name) && name->len == names[i].len &&
		    memcmp(name->base, names[i].name, name->len) == 0)
			return (enum smb2_context)i;
	}
	return SMB2_CONTEXT_UNKNOWN;
}

/* One context; its offsets count from its own first byte. */
static void
get_one(struct rd *one, enum smb2_context *kind, struct rd *data)
{
	uint16_t	 name_at, name_len, data_at;
	uint32_t	 data_len;
	struct rd	 name;

	(void)rd_le32(one);			/* Next */
	name_at = rd_le16(one);
	name_len = rd_le16(one);
	(void)rd_le16(one);
	data_at = rd_le16(one);
	data_len = rd_le32(one);
	name = field_buffer(one, name_at, name_len);
	*data = field_buffer(one, data_at, data_len);
	if (name_len < 4 || (data_len > 0 && data_at % 8 != 0))
		rd_fail(one);
	*kind = kind_of(&name);
}

bool
smb2_next_context(struct rd *list, enum smb2_context *kind, struct rd *data)
{
	struct rd	 look = *list;
	struct rd	 one;
	uint32_t	 next;

	if (rd_left(list) == 0)
		return false;
	next = rd_le32(&look);
	if (next % 8 != 0)
		rd_fail(list);
	one = rd_take(list, next != 0 ? next : rd_left(list));
	get_one(&one, kind, data);
	if (!rd_ok(&one))
		rd_fail(list);
	return rd_ok(list);
}

/* The few whose data is a single number. */
static void
get_numbers(struct smb2_create_asks *a, struct rd *list)
{
	struct rd	*alsi = &a->data[SMB2_CONTEXT_ALSI];
	struct rd	*twrp = &a->data[SMB2_CONTEXT_TWRP];
	struct rd	*mxac = &a->data[SMB2_CONTEXT_MXAC];

	if (smb2_asks_for(a, SMB2_CONTEXT_ALSI))
		a->allocation = rd_le64(alsi);
	if (smb2_asks_for(a, SMB2_CONTEXT_TWRP))
		a->snapshot = rd_le64(twrp);
	if (smb2_asks_for(a, SMB2_CONTEXT_MXAC) && mxac->len > 0)
		a->max_access_time = rd_le64(mxac);
	if (!rd_ok(alsi) || !rd_ok(twrp) || !rd_ok(mxac))
		rd_fail(list);
}

enum ntstatus
smb2_get_create_asks(struct rd contexts, struct smb2_create_asks *a)
{
	enum smb2_context	 kind;
	struct rd		 data;

	memset(a, 0, sizeof(*a));
	while (smb2_next_context(&contexts, &kind, &data)) {
		if (kind == SMB2_CONTEXT_UNKNOWN)
			continue;
		if (smb2_asks_for(a, kind))
			rd_fail(&contexts);
		a->kinds |= 1U << kind;
		a->data[kind] = data;
	}
	get_numbers(a, &contexts);
	return field_status(&contexts);
}

void
smb2_put_context(struct wr *w, struct smb2_create_body *body,
    enum smb2_context kind, const struct rd *data)
{
	size_t	 name_len = names[kind].len;

	wr_align(w, 8);
	if (body->first == 0) {
		body->first = w->pos;
		field_fill32(w, body->hole, w->pos);
	} else
		field_fill32(w, body->last, w->pos - body->last);
	body->last = w->pos;
	wr_le32(w, 0);				/* Next */
	wr_le16(w, FIXED);
	wr_le16(w, (uint16_t)name_len);
	wr_le16(w, 0);
	wr_le16(w, data->len == 0 ? 0 :
	    (uint16_t)(FIXED + (name_len + 7) / 8 * 8));
	field_put32(w, data->len);
	wr_bytes(w, names[kind].name, name_len);
	if (data->len > 0)
		wr_align(w, 8);
	wr_reader(w, data);
	field_fill32(w, body->hole + 4, w->pos - body->first);
}

void
smb2_put_mxac(struct wr *w, struct smb2_create_body *body,
    enum ntstatus query, uint32_t access)
{
	uint8_t		 mem[8];
	struct wr	 data = wr_over(mem, sizeof(mem));
	struct rd	 written;

	wr_le32(&data, (uint32_t)query);
	wr_le32(&data, access);
	written = wr_written(&data);
	smb2_put_context(w, body, SMB2_CONTEXT_MXAC, &written);
}

void
smb2_put_qfid(struct wr *w, struct smb2_create_body *body,
    uint64_t file_index, uint64_t volume_id)
{
	uint8_t		 mem[32];
	struct wr	 data = wr_over(mem, sizeof(mem));
	struct rd	 written;

	wr_le64(&data, file_index);
	wr_le64(&data, volume_id);
	wr_zero(&data, 16);
	written = wr_written(&data);
	smb2_put_context(w, body, SMB2_CONTEXT_QFID, &written);
}

bool
smb2_get_mxac(struct rd data, uint32_t *status, uint32_t *access)
{
	*status = rd_le32(&data);
	*access = rd_le32(&data);
	return rd_ok(&data);
}

bool
smb2_get_qfid(struct rd data, uint64_t *file_index, uint64_t *volume_id)
{
	*file_index = rd_le64(&data);
	*volume_id = rd_le64(&data);
	return rd_ok(&data);
}
