/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An answer in parts.  Each begins with what all of them say: status, how many
 * things there are in all, of which kinds, with which this part begins and how
 * many it has.
 */
#include <string.h>

#include "protocol/role/domain_msg.h"
#include "protocol/role/domain_row.h"
#include "protocol/role/field.h"

#define PART_BYTES	65536	/* about: the last thing goes beyond it */

enum { OF_ROWS = 1, OF_SIDS = 2, OF_NAMES = 4, WITH_FACTS = 8, MORE = 16,
    PART_ALL = 31 };

struct head {
	enum ntstatus	 status;
	uint8_t		 what;		/* bits above */
	uint32_t	 total;
	uint32_t	 count;		/* of all parts */
	uint32_t	 from;
};

void
domain_put_facts(struct wr *w, const struct rpc_domain_facts *f)
{
	wr_le16(w, f->password_least);
	wr_le16(w, f->password_history);
	wr_le32(w, f->password_properties);
	wr_le64(w, (uint64_t)f->password_most_age);
	wr_le64(w, (uint64_t)f->password_least_age);
	wr_le64(w, (uint64_t)f->lockout_for);
	wr_le64(w, (uint64_t)f->lockout_window);
	wr_le16(w, f->lockout_after);
	wr_le64(w, (uint64_t)f->created);
	wr_le64(w, (uint64_t)f->changes);
	wr_le32(w, f->users);
	wr_le32(w, f->groups);
	wr_le32(w, f->aliases);
	domain_put_text(w, f->primary);
}

void
domain_get_facts(struct rd *r, struct arena *mem, struct rpc_domain_facts *f)
{
	f->password_least = rd_le16(r);
	f->password_history = rd_le16(r);
	f->password_properties = rd_le32(r);
	f->password_most_age = (int64_t)rd_le64(r);
	f->password_least_age = (int64_t)rd_le64(r);
	f->lockout_for = (int64_t)rd_le64(r);
	f->lockout_window = (int64_t)rd_le64(r);
	f->lockout_after = rd_le16(r);
	f->created = (int64_t)rd_le64(r);
	f->changes = (int64_t)rd_le64(r);
	f->users = rd_le32(r);
	f->groups = rd_le32(r);
	f->aliases = rd_le32(r);
	f->primary = domain_get_text(r, mem);
}

static uint8_t
what(const struct rpc_domain_answer *a, uint32_t from)
{
	int	 bits = 0;

	if (a->rows != NULL)
		bits |= OF_ROWS;
	if (a->sids != NULL)
		bits |= OF_SIDS;
	if (a->names != NULL)
		bits |= OF_NAMES;
	if (a->facts != NULL && from == 0)
		bits |= WITH_FACTS;
	if (a->more)
		bits |= MORE;
	return (uint8_t)bits;
}

static void
put_thing(struct wr *w, const struct rpc_domain_answer *a, uint32_t i)
{
	if (a->rows != NULL)
		domain_put_account(w, &a->rows[i]);
	if (a->sids != NULL)
		sid_put(w, &a->sids[i]);
	if (a->names != NULL)
		domain_put_text(w, a->names[i]);
}

uint32_t
msg_put_domain_answer(struct wr *w, const struct rpc_domain_answer *a,
    uint32_t from)
{
	size_t		 start = w->pos, hole;
	uint32_t	 i;

	if (a->count > MSG_DOMAIN_COUNT_MAX)
		wr_fail(w);
	msg_put_status(w, a->status);
	wr_u8(w, what(a, from));
	wr_le32(w, a->total);
	wr_le32(w, a->count);
	wr_le32(w, from);
	hole = wr_hole32(w);
	if (a->facts != NULL && from == 0)
		domain_put_facts(w, a->facts);
	for (i = from; i < a->count && w->pos - start < PART_BYTES; i++)
		put_thing(w, a, i);
	wr_fill32(w, hole, i - from);
	return wr_ok(w) ? i : a->count;
}

static void
get_head(struct rd *r, struct head *h)
{
	h->status = msg_get_status(r);
	h->what = rd_u8(r);
	h->total = rd_le32(r);
	h->count = rd_le32(r);
	h->from = rd_le32(r);
	if (h->what & ~PART_ALL || h->count > MSG_DOMAIN_COUNT_MAX)
		rd_fail(r);
}

static bool
room(struct arena *mem, const struct head *h, struct msg_domain_parts *p)
{
	if (h->what & OF_ROWS)
		p->rows = arena_array(mem, h->count, sizeof(*p->rows));
	if (h->what & OF_SIDS)
		p->sids = arena_array(mem, h->count, sizeof(*p->sids));
	if (h->what & OF_NAMES)
		p->names = arena_array(mem, h->count, sizeof(*p->names));
	return arena_ok(mem);
}

/* The first part tells how much there will be. */
static bool
begin(struct arena *mem, const struct head *h, struct msg_domain_parts *p)
{
	p->begun = true;
	p->answer = (struct rpc_domain_answer){ .status = h->status,
	    .count = h->count, .total = h->total,
	    .more = (h->what & MORE) != 0 };
	if (!room(mem, h, p))
		return false;
	p->answer.rows = p->rows;
	p->answer.sids = p->sids;
	p->answer.names = p->names;
	return true;
}

static bool
goes_on(const struct head *h, const struct msg_domain_parts *p)
{
	return h->from == p->got && h->count == p->answer.count &&
	    !(h->what & OF_ROWS) == (p->rows == NULL) &&
	    !(h->what & OF_SIDS) == (p->sids == NULL) &&
	    !(h->what & OF_NAMES) == (p->names == NULL);
}

static void
get_thing(struct rd *r, struct arena *mem, struct msg_domain_parts *p)
{
	if (p->rows != NULL)
		domain_get_account(r, mem, &p->rows[p->got]);
	if (p->sids != NULL)
		sid_get(r, &p->sids[p->got]);
	if (p->names != NULL)
		p->names[p->got] = domain_get_text(r, mem);
	p->got++;
}

bool
msg_get_domain_answer(struct rd *r, struct arena *mem,
    struct msg_domain_parts *p)
{
	struct head	 h;
	uint32_t	 n;

	get_head(r, &h);
	n = rd_le32(r);
	if (!rd_ok(r) || (!p->begun && !begin(mem, &h, p)) ||
	    !goes_on(&h, p) || n > h.count - p->got ||
	    (n == 0 && p->got < h.count)) {
		rd_fail(r);
		return false;
	}
	if (h.what & WITH_FACTS) {
		domain_get_facts(r, mem, &p->facts);
		p->answer.facts = &p->facts;
	}
	for (; n > 0 && rd_ok(r); n--)
		get_thing(r, mem, p);
	if (!arena_ok(mem))
		rd_fail(r);
	return p->got == p->answer.count;
}
