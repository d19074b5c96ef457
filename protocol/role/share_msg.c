/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/share_msg.h"

#include "protocol/role/field.h"

/* The yes-or-no members of an open, as one byte. */
enum {
	OPEN_DIRECTORY		= 1 << 0,
	OPEN_DELETE_ON_CLOSE	= 1 << 1,
	OPEN_OVERWRITE		= 1 << 2,
	OPEN_CAN_WAIT		= 1 << 3,
	OPEN_ALL		= (1 << 4) - 1
};

enum {
	CLAIM_BREAKING		= 1 << 0,
	CLAIM_DELETING		= 1 << 1,
	CLAIM_REMOVING		= 1 << 2,
	CLAIM_ALL		= (1 << 3) - 1
};

enum {
	RANGE_EXCLUSIVE		= 1 << 0,
	RANGE_UNLOCK		= 1 << 1,
	RANGE_ALL		= (1 << 2) - 1
};

static void
flags_put(struct wr *w, int flags)
{
	wr_u8(w, (uint8_t)flags);
}

static int
flags_get(struct rd *r, int all)
{
	int	 flags = rd_u8(r);

	if ((flags & ~all) != 0)
		rd_fail(r);
	return flags;
}

static void
file_put(struct wr *w, const struct share_file *f)
{
	wr_le64(w, f->dev);
	wr_le64(w, f->ino);
}

static void
file_get(struct rd *r, struct share_file *f)
{
	f->dev = rd_le64(r);
	f->ino = rd_le64(r);
}

void
msg_put_open_id(struct wr *w, uint64_t id)
{
	wr_le64(w, id);
}

uint64_t
msg_get_open_id(struct rd *r)
{
	uint64_t	 id = rd_le64(r);

	if (id == 0)
		rd_fail(r);
	return id;
}

uint8_t
msg_get_oplock(struct rd *r)
{
	uint8_t	 level = rd_u8(r);

	if (level != OPLOCK_NONE && level != OPLOCK_II &&
	    level != OPLOCK_EXCLUSIVE && level != OPLOCK_BATCH)
		rd_fail(r);
	return level;
}

void
msg_put_share_open(struct wr *w, const struct share_open *o)
{
	wr_le64(w, o->id);
	file_put(w, &o->file);
	wr_le32(w, o->share);
	wr_le64(w, o->session);
	wr_le32(w, o->access);
	wr_le32(w, o->sharing);
	wr_u8(w, o->oplock);
	flags_put(w, (o->is_directory ? OPEN_DIRECTORY : 0) |
	    (o->delete_on_close ? OPEN_DELETE_ON_CLOSE : 0) |
	    (o->overwrite ? OPEN_OVERWRITE : 0) |
	    (o->can_wait ? OPEN_CAN_WAIT : 0));
	msg_put_text(w, o->path);
}

void
msg_get_share_open(struct rd *r, struct share_open *o,
    char path[static SHARE_PATH_SIZE])
{
	int	 flags;

	o->id = msg_get_open_id(r);
	file_get(r, &o->file);
	o->share = rd_le32(r);
	o->session = rd_le64(r);
	o->access = rd_le32(r);
	o->sharing = rd_le32(r);
	o->oplock = msg_get_oplock(r);
	flags = flags_get(r, OPEN_ALL);
	o->is_directory = (flags & OPEN_DIRECTORY) != 0;
	o->delete_on_close = (flags & OPEN_DELETE_ON_CLOSE) != 0;
	o->overwrite = (flags & OPEN_OVERWRITE) != 0;
	o->can_wait = (flags & OPEN_CAN_WAIT) != 0;
	msg_get_text(r, path, SHARE_PATH_SIZE);
	o->path = path;
}

void
msg_put_share_granted(struct wr *w, const struct share_granted *g)
{
	msg_put_status(w, g->status);
	wr_u8(w, g->oplock);
}

void
msg_get_share_granted(struct rd *r, struct share_granted *g)
{
	g->status = msg_get_status(r);
	g->oplock = msg_get_oplock(r);
}

void
msg_put_share_claim(struct wr *w, const struct share_claim *c)
{
	wr_u8(w, c->oplock);
	wr_u8(w, c->break_to);
	flags_put(w, (c->breaking ? CLAIM_BREAKING : 0) |
	    (c->deleting ? CLAIM_DELETING : 0) |
	    (c->removing ? CLAIM_REMOVING : 0));
	msg_put_share_open(w, &c->open);
}

void
msg_get_share_claim(struct rd *r, struct share_claim *c,
    char path[static SHARE_PATH_SIZE])
{
	int	 flags;

	c->oplock = msg_get_oplock(r);
	c->break_to = msg_get_oplock(r);
	flags = flags_get(r, CLAIM_ALL);
	c->breaking = (flags & CLAIM_BREAKING) != 0;
	c->deleting = (flags & CLAIM_DELETING) != 0;
	c->removing = (flags & CLAIM_REMOVING) != 0;
	msg_get_share_open(r, &c->open, path);
}

void
msg_put_share_closed(struct wr *w, const struct share_closed *c)
{
	msg_put_bool(w, c->remove);
	msg_put_text(w, c->remove ? c->path : "");
}

void
msg_get_share_closed(struct rd *r, struct share_closed *c,
    char path[static SHARE_PATH_SIZE])
{
	c->remove = msg_get_bool(r);
	msg_get_text(r, path, SHARE_PATH_SIZE);
	c->path = path;
}

void
msg_put_share_range(struct wr *w, const struct share_range *range)
{
	wr_le64(w, range->off);
	wr_le64(w, range->len);
	flags_put(w, (range->exclusive ? RANGE_EXCLUSIVE : 0) |
	    (range->unlock ? RANGE_UNLOCK : 0));
}

void
msg_get_share_range(struct rd *r, struct share_range *range)
{
	int	 flags;

	range->off = rd_le64(r);
	range->len = rd_le64(r);
	flags = flags_get(r, RANGE_ALL);
	range->exclusive = (flags & RANGE_EXCLUSIVE) != 0;
	range->unlock = (flags & RANGE_UNLOCK) != 0;
}

#define RANGE_SIZE	17

void
msg_put_share_locking(struct wr *w, const struct share_locking *l)
{
	wr_le64(w, l->open);
	msg_put_bool(w, l->wait);
	wr_le16(w, (uint16_t)l->n);
}

void
msg_get_share_locking(struct rd *r, struct share_locking *l)
{
	l->open = msg_get_open_id(r);
	l->wait = msg_get_bool(r);
	l->n = rd_le16(r);
	if (l->n == 0 || l->n > SHARE_RANGES_MAX)
		rd_fail(r);
	l->ranges = rd_take(r, l->n * RANGE_SIZE);
}

void
msg_put_share_rename(struct wr *w, const struct share_rename *m)
{
	wr_le64(w, m->open);
	file_put(w, &m->target);
	msg_put_text(w, m->to);
}

void
msg_get_share_rename(struct rd *r, struct share_rename *m,
    char to[static SHARE_PATH_SIZE])
{
	m->open = msg_get_open_id(r);
	file_get(r, &m->target);
	msg_get_text(r, to, SHARE_PATH_SIZE);
	m->to = to;
}

void
msg_put_share_break(struct wr *w, const struct share_break *b)
{
	wr_le64(w, b->open);
	wr_u8(w, b->to);
	msg_put_bool(w, b->lost);
}

void
msg_get_share_break(struct rd *r, struct share_break *b)
{
	b->open = msg_get_open_id(r);
	b->to = msg_get_oplock(r);
	b->lost = msg_get_bool(r);
}
