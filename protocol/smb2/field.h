/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field - the few shapes that many messages of this folder share.  Internal.
 */
#ifndef PROTOCOL_SMB2_FIELD_H
#define PROTOCOL_SMB2_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "base/guid.h"
#include "base/wire.h"
#include "protocol/smb2/header.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

/*
 * A buffer named by offset and length.  Called behind the last fixed field,
 * so that it cannot lie over the header or the fields; an empty one may claim
 * to stand anywhere.
 */
static inline struct rd
field_buffer(struct rd *msg, size_t off, size_t n)
{
	if (n == 0)
		return rd_over(NULL, 0);
	if (off < msg->pos)
		rd_fail(msg);
	return rd_at(msg, off, n);
}

static inline enum ntstatus
field_status(const struct rd *r)
{
	return rd_ok(r) ? NT_OK : NT_INVALID_PARAMETER;
}

/* StructureSize of a response, which no dispatcher has looked at. */
static inline void
field_size(struct rd *msg, uint16_t want)
{
	if (rd_le16(msg) != want)
		rd_fail(msg);
}

static inline struct smb2_file_id
field_get_file_id(struct rd *msg)
{
	struct smb2_file_id	 id;

	id.persistent_id = rd_le64(msg);
	id.volatile_id = rd_le64(msg);
	return id;
}

static inline void
field_put_file_id(struct wr *w, const struct smb2_file_id *id)
{
	wr_le64(w, id->persistent_id);
	wr_le64(w, id->volatile_id);
}

static inline struct guid
field_get_guid(struct rd *r)
{
	struct guid	 g;

	rd_copy(r, g.b, sizeof(g.b));
	return g;
}

/* Numbers that must fit their field: what does not is our own mistake. */
static inline void
field_put16(struct wr *w, size_t v)
{
	if (v > UINT16_MAX)
		wr_fail(w);
	wr_le16(w, (uint16_t)v);
}

static inline void
field_put32(struct wr *w, size_t v)
{
	if (v > UINT32_MAX)
		wr_fail(w);
	wr_le32(w, (uint32_t)v);
}

static inline void
field_fill16(struct wr *w, size_t hole, size_t v)
{
	if (v > UINT16_MAX)
		wr_fail(w);
	wr_fill16(w, hole, (uint16_t)v);
}

static inline void
field_fill32(struct wr *w, size_t hole, size_t v)
{
	if (v > UINT32_MAX)
		wr_fail(w);
	wr_fill32(w, hole, (uint32_t)v);
}

#endif
