/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The buffer of EnumServicesStatusW: ENUM_SERVICE_STATUSW one behind another,
 * their texts at the end, found by offset from the buffer's begin, [MS-SCMR]
 * 2.2.11.
 */
#include <string.h>

#include "base/text.h"
#include "protocol/rpc/svcctl.h"

#define ROW_SIZE	36		/* two offsets and the status */

static size_t
text_size(const char *s)
{
	return utf16_bytes(s) + 2;
}

size_t
svc_row_size(const struct svc_row *r)
{
	return ROW_SIZE + text_size(r->name) + text_size(r->display);
}

/* Where the text stands now. */
static uint32_t
put_text(uint8_t *dst, size_t *end, const char *s)
{
	struct wr	 w;

	*end -= text_size(s);
	w = wr_over(dst + *end, text_size(s));
	utf16_encode(&w, s);
	wr_le16(&w, 0);
	return (uint32_t)*end;
}

static void
put_status(struct wr *w, const struct svc_status *s)
{
	wr_le32(w, s->type);
	wr_le32(w, s->state);
	wr_le32(w, s->accepts);
	wr_le32(w, s->win32_exit);
	wr_le32(w, s->service_exit);
	wr_le32(w, s->check_point);
	wr_le32(w, s->wait_hint);
}

void
svc_rows_put(uint8_t *dst, size_t room, const struct svc_row *rows,
    uint32_t count)
{
	struct wr	 w = wr_over(dst, room);
	size_t		 end = room & ~(size_t)1;
	uint32_t	 i;

	if (room > 0)
		memset(dst, 0, room);
	for (i = 0; i < count; i++) {
		wr_le32(&w, put_text(dst, &end, rows[i].name));
		wr_le32(&w, put_text(dst, &end, rows[i].display));
		put_status(&w, &rows[i].status);
	}
}

static bool
get_text(struct rd all, uint32_t at, struct arena *mem, const char **out)
{
	struct rd	 r, units;
	size_t		 size;
	char		*s;

	if (at > all.len)
		return false;
	r = rd_at(&all, at, all.len - at);
	units = r;
	while (rd_le16(&r) != 0 && rd_ok(&r))
		continue;
	if (!rd_ok(&r))
		return false;
	units.len = r.pos - 2;
	size = units.len / 2 * 3 + 1;
	s = arena_array(mem, size, 1);
	if (s == NULL || utf16_decode(units, s, size) != 0)
		return false;
	*out = s;
	return true;
}

bool
svc_rows_get(struct rd all, uint32_t count, uint32_t index, struct arena *mem,
    struct svc_row *out)
{
	struct svc_status	*s = &out->status;
	uint32_t		 name, display;
	struct rd		 r;

	if (index >= count || count > all.len / ROW_SIZE)
		return false;
	r = rd_at(&all, (size_t)index * ROW_SIZE, ROW_SIZE);
	name = rd_le32(&r);
	display = rd_le32(&r);
	s->type = rd_le32(&r);
	s->state = rd_le32(&r);
	s->accepts = rd_le32(&r);
	s->win32_exit = rd_le32(&r);
	s->service_exit = rd_le32(&r);
	s->check_point = rd_le32(&r);
	s->wait_hint = rd_le32(&r);
	return rd_end(&r) && get_text(all, name, mem, &out->name) &&
	    get_text(all, display, mem, &out->display);
}
