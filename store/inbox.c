/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a dropped file; what is listed of it: inboxlist.c. */
#include "store/inbox.h"

#include <errno.h>

#include "store/batch.h"

/* What stands in each box is counted as it changes, never by a scan. */
static int
count(struct db *db, const char *box, enum inbox_state state, int64_t files,
    int64_t bytes)
{
	struct sql	 q;

	q = sql_make(db, "INSERT INTO inbox_total VALUES (?, ?, ?, ?) "
	    "ON CONFLICT DO UPDATE SET files = files + excluded.files, "
	    "bytes = bytes + excluded.bytes");
	put_text(&q, box);
	put_i64(&q, state);
	put_i64(&q, files);
	put_i64(&q, bytes);
	return sql_run(&q);
}

struct landing {
	struct inbox_row	 row;
	struct inbox_landing	 result;
};

static int
find(struct db *db, const struct guid *id, struct inbox_landing *out)
{
	struct sql	 q = sql_make(db, "SELECT seq, state FROM inbox "
			    "WHERE landing = ?");

	put_guid(&q, id);
	out->fresh = !sql_row(&q);
	if (!out->fresh) {
		out->seq = get_i64(&q);
		out->state = (enum inbox_state)get_i64(&q);
	}
	return sql_end(&q);
}

static int
insert(struct db *db, const struct inbox_row *r, int64_t seq)
{
	struct sql	 q;

	q = sql_make(db, "INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
	    "?, ?, ?, ?, 1, ?, '')");
	put_i64(&q, seq);
	put_guid(&q, &r->landing);
	put_text(&q, r->box);
	put_text(&q, r->name);
	put_u64(&q, r->size);
	put_i64(&q, r->account);
	put_i64(&q, r->generation);
	put_u64(&q, r->session);
	put_text(&q, r->address);
	put_text(&q, r->workstation);
	put_i64(&q, r->node);
	put_wall(&q, r->landed);
	put_wall(&q, r->landed);
	return sql_run(&q);
}

static int
land(struct db *db, void *payload)
{
	struct landing		*l = payload;
	const struct inbox_row	*r = &l->row;
	int			 error;

	if ((error = find(db, &r->landing, &l->result)) != 0 ||
	    !l->result.fresh)
		return error;
	l->result.state = INBOX_LANDED;
	if ((error = db_next(db, "inbox", &l->result.seq)) != 0 ||
	    (error = insert(db, r, l->result.seq)) != 0)
		return error;
	return count(db, r->box, INBOX_LANDED, 1, (int64_t)r->size);
}

const struct inbox_landing *
store_inbox_land(struct batch *b, const struct inbox_row *row)
{
	struct landing	*l = batch_change(b, land, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->row = *row;
	l->row.box = batch_text(b, row->box);
	l->row.name = batch_text(b, row->name);
	l->row.address = batch_text(b, row->address);
	l->row.workstation = batch_text(b, row->workstation);
	return &l->result;
}

struct move {
	struct guid		 landing;
	enum inbox_state	 to;
	const char		*result;	/* NULL: as it is */
	struct wall		 at;
};

/* Where a file is before it may get there, as bits of 1 << state. */
static const unsigned	 comes_from[] = {
	[INBOX_CONSUMED]	= 1U << INBOX_LANDED,
	[INBOX_QUARANTINED]	= 1U << INBOX_LANDED,
	[INBOX_REMOVED]		= 1U << INBOX_CONSUMED |
				  1U << INBOX_QUARANTINED,
};

struct place {
	int64_t		 seq;
	enum inbox_state state;
	const char	*box;
	int64_t		 size;
};

static int
look(struct db *db, const struct move *m, struct arena *mem,
    struct place *p)
{
	static const char *const names[] = {
		[INBOX_LANDED] = "landed", [INBOX_CONSUMED] = "consumed",
		[INBOX_QUARANTINED] = "quarantined",
		[INBOX_REMOVED] = "removed",
	};
	struct sql	 q = sql_make(db, "SELECT seq, state, box, size "
			    "FROM inbox WHERE landing = ?");
	char		 id[GUID_TEXT_SIZE];
	bool		 found;
	int		 error;

	put_guid(&q, &m->landing);
	found = sql_row(&q);
	p->seq = get_i64(&q);
	p->state = (enum inbox_state)get_i64(&q);
	p->box = get_text(&q, mem);
	p->size = get_i64(&q);
	if ((error = sql_end(&q)) != 0)
		return error;
	if (!found)
		return db_refuse(db, ENOENT, "no file has landed as %s",
		    guid_text(&m->landing, id));
	if ((comes_from[m->to] & 1U << p->state) == 0)
		return db_refuse(db, EALREADY, "landing %s in %s is %s, it "
		    "cannot become %s", guid_text(&m->landing, id), p->box,
		    names[p->state], names[m->to]);
	return 0;
}

static int
write_move(struct db *db, const struct move *m, const struct place *p)
{
	struct sql	 q;
	int		 error;

	q = sql_make(db, "UPDATE inbox SET state = ?, changed = ?, "
	    "result = ifnull(?, result) WHERE seq = ?");
	put_i64(&q, m->to);
	put_wall(&q, m->at);
	put_text_or_null(&q, m->result);
	put_i64(&q, p->seq);
	if ((error = sql_run(&q)) != 0 ||
	    (error = count(db, p->box, p->state, -1, -p->size)) != 0)
		return error;
	return count(db, p->box, m->to, 1, p->size);
}

static int
log_quarantine(struct db *db, const struct place *p)
{
	struct sql	 q;
	int64_t		 seq;
	int		 error;

	if ((error = db_next(db, "quarantine", &seq)) != 0)
		return error;
	q = sql_make(db, "INSERT INTO quarantine SELECT ?, landing, box, "
	    "name, size, account, address, changed, result FROM inbox "
	    "WHERE seq = ?");
	put_i64(&q, seq);
	put_i64(&q, p->seq);
	return sql_run(&q);
}

static int
move(struct db *db, void *payload)
{
	const struct move	*m = payload;
	struct place		 p;
	struct arena		 mem;
	int			 error;

	arena_init(&mem, 65536);
	error = look(db, m, &mem, &p);
	if (error == 0)
		error = write_move(db, m, &p);
	if (error == 0 && m->to == INBOX_QUARANTINED)
		error = log_quarantine(db, &p);
	arena_free(&mem);
	return error;
}

static void
add_move(struct batch *b, const struct move *as)
{
	struct move	*m = batch_change(b, move, sizeof(*m));

	if (m != NULL) {
		*m = *as;
		m->result = batch_text_or_null(b, as->result);
	}
}

void
store_inbox_consume(struct batch *b, const struct guid *landing,
    const char *result, struct wall at)
{
	add_move(b, &(struct move){ *landing, INBOX_CONSUMED, result, at });
}

void
store_inbox_quarantine(struct batch *b, const struct guid *landing,
    const char *reason, struct wall at)
{
	add_move(b, &(struct move){ *landing, INBOX_QUARANTINED, reason, at });
}

void
store_inbox_remove(struct batch *b, const struct guid *landing,
    struct wall at)
{
	add_move(b, &(struct move){ *landing, INBOX_REMOVED, NULL, at });
}

struct settling {
	struct move			 move;
	const struct inbox_outcome	*outcome;
};

/* One that a crash brought back has nothing to wait for. */
static int
still_here(struct db *db, const struct move *m)
{
	struct place	 p;
	struct arena	 mem;
	int		 error;

	arena_init(&mem, 65536);
	error = look(db, m, &mem, &p);
	arena_free(&mem);
	return error;
}

static int
settle(struct db *db, void *payload)
{
	struct settling			*s = payload;
	const struct inbox_outcome	*o = s->outcome;

	s->move.to = o->fate == INBOX_BAD ? INBOX_QUARANTINED :
	    INBOX_CONSUMED;
	s->move.result = o->text;
	return o->fate == INBOX_LATER ? still_here(db, &s->move) :
	    move(db, &s->move);
}

void
store_inbox_settle(struct batch *b, const struct guid *landing,
    const struct inbox_outcome *outcome, struct wall at)
{
	struct settling	*s = batch_change(b, settle, sizeof(*s));

	if (s != NULL)
		*s = (struct settling){ .move = { .landing = *landing,
		    .at = at }, .outcome = outcome };
}

struct prune {
	struct wall	 before;
	uint32_t	 most;
	uint32_t	 n;		/* the result */
};

static int
prune(struct db *db, void *payload)
{
	struct prune	*p = payload;
	struct sql	 q;
	int		 error;

	q = sql_make(db, "DELETE FROM inbox WHERE seq IN (SELECT seq "
	    "FROM inbox WHERE state = 4 AND changed < ? ORDER BY changed "
	    "LIMIT ?)");
	put_wall(&q, p->before);
	put_i64(&q, p->most);
	if ((error = sql_run(&q)) == 0)
		p->n = (uint32_t)db_changes(db);
	return error;
}

const uint32_t *
store_inbox_prune(struct batch *b, struct wall before, uint32_t most)
{
	struct prune	*p = batch_change(b, prune, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->before = before;
	p->most = most;
	return &p->n;
}
