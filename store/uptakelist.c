/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who still needs an account: what is asked of uptake.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/page.h"
#include "store/uptake.h"

#define GOOD_MAX	544	/* accounts that may log on: 32 in each of 16
				   cohorts at most */

/* Accounts of clients that may log on. */
#define GOOD	"SELECT rid FROM account WHERE kind = 2 AND state = 1"
/* Of an account beside that which is asked for: in its cohort newer ones. */
#define COHORT(rid_)	"(SELECT cohort FROM account WHERE rid = " rid_ ")"
#define SERVES(rid_)	"(" rid_ " > ?3 OR " COHORT(rid_) " <> " COHORT("?3") ")"

struct good {
	uint32_t	 rid;
	unsigned	 cohort;
};

struct count {
	struct job		 job;
	enum uptake_rule	 rule;
	struct wall		 since;
	bool			 by_key;
	struct uptake_count	 rows[UPTAKE_ACCOUNTS_MAX];
	unsigned		 cohort[UPTAKE_ACCOUNTS_MAX];
	size_t			 n;
	struct good		 good[GOOD_MAX];
	size_t			 n_good;
	uint64_t		 clients;
	uptake_done		*done;
	void			*arg;
};

static int
read_good(struct count *c, struct db *db)
{
	struct sql	 q = sql_make(db, "SELECT rid, cohort FROM account "
			    "WHERE kind = 2 AND state = 1 LIMIT ?");

	put_i64(&q, GOOD_MAX);
	while (sql_row(&q) && c->n_good < GOOD_MAX) {
		c->good[c->n_good].rid = get_u32(&q);
		c->good[c->n_good++].cohort = get_u32(&q);
	}
	return sql_end(&q);
}

static int
read_cohorts(struct count *c, struct db *db)
{
	struct sql	 q;
	size_t		 i;
	int		 error = 0;

	for (i = 0; i < c->n && error == 0; i++) {
		q = sql_make(db, "SELECT cohort FROM account WHERE rid = ?");
		put_i64(&q, c->rows[i].rid);
		c->cohort[i] = sql_row(&q) ? get_u32(&q) : 0;
		error = sql_end(&q);
	}
	return error;
}

/* NULL: it cannot log on. */
static const struct good *
find_good(const struct count *c, uint32_t rid)
{
	size_t	 i;

	for (i = 0; i < c->n_good; i++)
		if (c->good[i].rid == rid)
			return &c->good[i];
	return NULL;
}

/* Does it make do with this one instead? */
static bool
is_served(const struct count *c, const struct good *proven, size_t i)
{
	uint32_t	 rid = c->rows[i].rid;

	if (proven == NULL || proven->rid == rid)
		return false;
	return c->rule == UPTAKE_CLOSE || proven->rid > rid ||
	    proven->cohort != c->cohort[i];
}

static void
count_in(struct uptake_count *u, uint64_t *n, struct wall at)
{
	(*n)++;
	if (at.us > u->last.us)
		u->last = at;
}

static void
count_client(struct count *c, struct sql *q)
{
	uint32_t		 newest = get_u32(q), earlier = get_u32(q);
	struct wall		 seen = get_wall(q);
	bool			 keyless = get_i64(q) != 0;
	const struct good	*last = find_good(c, newest);
	const struct good	*before = find_good(c, earlier);
	struct uptake_count	*u;
	size_t			 i;

	c->clients++;
	for (i = 0; i < c->n; i++) {
		u = &c->rows[i];
		u->using += newest == u->rid;
		if (is_served(c, last, i) && is_served(c, before, i))
			continue;
		count_in(u, &u->laggards, seen);
		u->keyless += keyless;
	}
}

static int
count_clients(struct count *c, struct db *db)
{
	struct sql	 q = sql_make(db, c->by_key ?
			    "SELECT newest, earlier, seen, NOT EXISTS "
			    "(SELECT 1 FROM client JOIN enrolled USING (guid) "
			    "WHERE client.seq = uptake.client AND kek "
			    "IS NOT NULL) FROM uptake WHERE seen > ?" :
			    "SELECT newest, earlier, seen, 0 FROM uptake "
			    "WHERE seen > ?");

	put_wall(&q, c->since);
	while (sql_row(&q))
		count_client(c, &q);
	return sql_end(&q);
}

static int
count_strays(struct count *c, struct db *db)
{
	struct sql	 q = sql_make(db, "SELECT rid, last FROM logon "
			    "WHERE last > max(tied, explained) AND last > ?");
	uint32_t	 rid;
	struct wall	 last;
	size_t		 i;

	put_wall(&q, c->since);
	while (sql_row(&q)) {
		rid = get_u32(&q);
		last = get_wall(&q);
		for (i = 0; i < c->n; i++)
			if (c->rows[i].rid == rid)
				count_in(&c->rows[i], &c->rows[i].strays,
				    last);
	}
	return sql_end(&q);
}

static void
run_count(struct job *job, struct db *db)
{
	struct count	*c = (struct count *)job;

	if (read_good(c, db) != 0 || read_cohorts(c, db) != 0 ||
	    count_clients(c, db) != 0 ||
	    count_strays(c, db) != 0)
		job_fail(job, db);
}

static void
deliver_count(struct job *job)
{
	struct count			*c = (struct count *)job;
	const struct uptake_counts	 counts = { c->rows, c->n,
					    c->clients };

	c->done(c->arg, job_err(job), &counts);
	free(c);
}

int
store_uptake_count(struct store *st, const struct uptake_query *want,
    uptake_done *done, void *arg)
{
	struct count	*c;
	size_t		 i;
	int		 error;

	if (want->n > UPTAKE_ACCOUNTS_MAX)
		return -EINVAL;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->job.run = run_count;
	c->job.deliver = deliver_count;
	c->rule = want->rule;
	c->since = want->since;
	c->by_key = want->by_key;
	for (i = 0; i < want->n; i++)
		c->rows[c->n++].rid = want->rids[i];
	c->done = done;
	c->arg = arg;
	error = job_submit(st, &c->job);
	if (error != 0)
		free(c);
	return error;
}

/* --- by name --- */

#define LAGGARD	"SELECT c.seq, c.guid, c.name, c.domain, u.newest, "	\
	"u.earlier, u.seen, u.address, "
#define FROM	" FROM uptake AS u JOIN client AS c ON c.seq = u.client "
#define UNABLE	"(u.newest NOT IN (" GOOD ") OR u.earlier NOT IN (" GOOD "))"
#define CUT_OFF	"(u.newest <> 0 AND u.newest NOT IN (" GOOD ") "	\
	"AND u.earlier NOT IN (" GOOD "))"

static void
read_laggard(struct sql *q, struct arena *mem, void *row)
{
	struct laggard	*l = row;

	l->seq = get_i64(q);
	l->guid = get_guid(q);
	l->name = get_text(q, mem);
	l->domain = get_text(q, mem);
	l->newest = get_u32(q);
	l->earlier = get_u32(q);
	l->seen = get_wall(q);
	l->address = get_text(q, mem);
	l->cut_off = get_i64(q) != 0;
}

static void
deliver_laggards(struct page *p)
{
	const struct laggard_list	 list = { p->rows, p->n, p->more };

	((laggard_done *)p->done)(p->arg, job_err(&p->job), &list);
}

static const struct page_noun	 laggard_noun = {
	sizeof(struct laggard), read_laggard, deliver_laggards
};

int
store_laggards(struct store *st, const struct laggard_query *want,
    laggard_done *done, void *arg)
{
	struct page	*p;

	p = page_new(&laggard_noun, want->rule == UPTAKE_RETIRE ?
	    LAGGARD CUT_OFF FROM "WHERE u.client > ?1 AND u.seen > ?2 "
	    "AND (NOT " SERVES("u.newest") " OR NOT " SERVES("u.earlier")
	    " OR " UNABLE ") ORDER BY u.client LIMIT ?4" :
	    LAGGARD CUT_OFF FROM "WHERE u.client > ? AND u.seen > ? "
	    "AND (? IN (u.newest, u.earlier) OR " UNABLE ") "
	    "ORDER BY u.client LIMIT ?", want->limit);
	page_number(p, want->after);
	page_number(p, want->since.us);
	page_number(p, want->rid);
	return page_submit(st, p, (void (*)(void))done, arg);
}

int
store_orphans(struct store *st, const struct orphan_query *want,
    laggard_done *done, void *arg)
{
	struct page	*p;

	p = page_new(&laggard_noun, LAGGARD CUT_OFF FROM "WHERE u.client > ? "
	    "AND (u.seen <= ? OR " CUT_OFF ") ORDER BY u.client LIMIT ?",
	    want->limit);
	page_number(p, want->after);
	page_number(p, want->until.us);
	return page_submit(st, p, (void (*)(void))done, arg);
}

static void
read_stray(struct sql *q, struct arena *mem, void *row)
{
	struct stray	*s = row;

	s->address = get_text(q, mem);
	s->last = get_wall(q);
}

static void
deliver_strays(struct page *p)
{
	const struct stray_list	 list = { p->rows, p->n, p->more };

	((stray_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_strays(struct store *st, const struct stray_query *want,
    stray_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct stray), read_stray, deliver_strays
	};
	struct page			*p;

	p = page_new(&noun, "SELECT address, last FROM logon "
	    "WHERE address > ? AND rid = ? AND last > max(tied, explained) "
	    "AND last > ? "
	    "ORDER BY address LIMIT ?", want->limit);
	page_text(p, want->after == NULL ? "" : want->after);
	page_number(p, want->rid);
	page_number(p, want->since.us);
	return page_submit(st, p, (void (*)(void))done, arg);
}
