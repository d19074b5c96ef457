/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/pack.h"

#include <string.h>

#define VERSION	1

static const char	magic[8] = { 'S', 'I', 'T', 'E', 'P', 'A', 'C', 'K' };

static const char	tail[8] = { 'S', 'I', 'T', 'E', 'T', 'A', 'I', 'L' };

bool
pack_head_get(struct rd *r, uint32_t *files)
{
	char		 got[sizeof(magic)];
	uint32_t	 version;

	rd_copy(r, got, sizeof(got));
	version = rd_le32(r);
	*files = rd_le32(r);
	return rd_ok(r) && memcmp(got, magic, sizeof(magic)) == 0 &&
	    version == VERSION && *files <= PACK_FILES_MAX;
}

void
pack_head_put(struct wr *w, uint32_t files)
{
	wr_bytes(w, magic, sizeof(magic));
	wr_le32(w, VERSION);
	wr_le32(w, files);
}

bool
pack_entry_get(struct rd *r, struct pack_entry *e)
{
	size_t	 n;

	memset(e, 0, sizeof(*e));
	e->size = rd_le64(r);
	e->changed.us = (int64_t)rd_le64(r);
	rd_copy(r, e->sha256, sizeof(e->sha256));
	n = rd_le16(r);
	if (n >= sizeof(e->path))
		rd_fail(r);
	else
		rd_copy(r, e->path, n);
	return rd_ok(r) && e->size <= INT64_MAX && strlen(e->path) == n &&
	    manifest_path_ok(e->path);
}

void
pack_entry_put(struct wr *w, const struct pack_entry *e)
{
	size_t	 n = strlen(e->path);

	wr_le64(w, e->size);
	wr_le64(w, (uint64_t)e->changed.us);
	wr_bytes(w, e->sha256, sizeof(e->sha256));
	wr_le16(w, (uint16_t)n);
	wr_bytes(w, e->path, n);
}

bool
pack_tail_get(struct rd *r, uint64_t *begin)
{
	char	 got[sizeof(tail)];

	rd_copy(r, got, sizeof(got));
	*begin = rd_le64(r);
	return rd_end(r) && memcmp(got, tail, sizeof(tail)) == 0;
}

void
pack_tail_put(struct wr *w, uint64_t begin)
{
	wr_bytes(w, tail, sizeof(tail));
	wr_le64(w, begin);
}
