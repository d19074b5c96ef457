/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked about clients. */
#include "store/client.h"
#include "store/facts.h"
#include "store/page.h"

#define EVIDENCE_MAX	256	/* shown of one client */

static void
read_client(struct sql *q, struct arena *mem, void *row)
{
	struct client_row	*c = row;

	c->guid = get_guid(q);
	c->name = get_text(q, mem);
	c->domain = get_text(q, mem);
	c->first_seen = get_wall(q);
	c->last_seen = get_wall(q);
	c->source = (enum client_source)get_i64(q);
	c->manifest = get_u64(q);
	c->versions = get_text(q, mem);
	facts_get(q, mem, &c->facts);
}

static int
read_addresses(struct db *db, struct arena *mem, struct client_row *c)
{
	struct client_address	*a;
	struct sql		 q;

	a = arena_array(mem, CLIENT_ADDRESSES_MAX, sizeof(*a));
	if (a == NULL)
		return db_fail(db, SQLITE_NOMEM);
	c->addresses = a;
	q = sql_make(db, "SELECT a.address, a.first, "
	    "iif(a.current, c.last_seen, a.last) AS till "
	    "FROM client AS c JOIN client_address AS a ON a.client = c.seq "
	    "WHERE c.guid = ? ORDER BY till DESC, a.address LIMIT ?");
	put_guid(&q, &c->guid);
	put_i64(&q, CLIENT_ADDRESSES_MAX);
	for (; sql_row(&q); a++, c->n_addresses++) {
		a->address = get_text(&q, mem);
		a->first = get_wall(&q);
		a->last = get_wall(&q);
	}
	return sql_end(&q);
}

static int
read_evidence(struct db *db, struct arena *mem, struct client_row *c)
{
	struct evidence_row	*e;
	struct sql		 q;

	e = arena_array(mem, EVIDENCE_MAX, sizeof(*e));
	if (e == NULL)
		return db_fail(db, SQLITE_NOMEM);
	c->evidence = e;
	q = sql_make(db, "SELECT account, class, generation, count, first, "
	    "last, address, node FROM evidence WHERE client = "
	    "(SELECT seq FROM client WHERE guid = ?) "
	    "ORDER BY last DESC, class DESC LIMIT ?");
	put_guid(&q, &c->guid);
	put_i64(&q, EVIDENCE_MAX);
	for (; sql_row(&q); e++, c->n_evidence++) {
		e->client = c->guid;
		e->account = get_i64(&q);
		e->class = (enum evidence_class)get_i64(&q);
		e->generation = get_u32(&q);
		e->count = get_u64(&q);
		e->first = get_wall(&q);
		e->last = get_wall(&q);
		e->address = get_text(&q, mem);
		e->node = get_u32(&q);
	}
	return sql_end(&q);
}

static int
complete(struct db *db, struct arena *mem, void *row)
{
	int	 error = read_addresses(db, mem, row);

	return error != 0 ? error : read_evidence(db, mem, row);
}

static void
deliver(struct page *p)
{
	const struct client_list	 list = { p->rows, p->n, p->more };

	((client_done *)p->done)(p->arg, job_err(&p->job), &list);
}

static const struct page_noun	 noun = {
	sizeof(struct client_row), read_client, deliver
};

#define COLUMNS	"guid, name, domain, first_seen, last_seen, source, " \
	"manifest, versions, " FACTS_COLUMNS

static struct page *
whole_rows(const struct client_query *want)
{
	struct page	*p;

	if (want->guid != NULL) {
		p = page_new(&noun, "SELECT " COLUMNS " FROM client "
		    "WHERE guid = ? LIMIT ?", 1);
		page_guid(p, want->guid);
	} else {
		p = page_new(&noun, "SELECT " COLUMNS " FROM client "
		    "WHERE name_key = ? ORDER BY domain_key, seq LIMIT ?", want->limit);
		page_name(p, want->name);
	}
	if (p != NULL)
		p->complete = complete;
	return p;
}

static struct page *
next_rows(const struct client_query *want)
{
	static const struct guid	 none;
	const struct client_row		*after = want->after;
	struct page			*p;

	p = page_new(&noun, "SELECT " COLUMNS " FROM client "
	    "WHERE (name_key, domain_key, seq) > (?, ?, "
	    "ifnull((SELECT seq FROM client WHERE guid = ?), 0)) "
	    "ORDER BY name_key, domain_key, seq LIMIT ?", want->limit);
	page_name(p, after == NULL ? "" : after->name);
	page_name(p, after == NULL ? "" : after->domain);
	page_guid(p, after == NULL ? &none : &after->guid);
	return p;
}

int
store_clients(struct store *st, const struct client_query *want,
    client_done *done, void *arg)
{
	struct page	*p;

	p = want->guid != NULL || want->name != NULL ? whole_rows(want) :
	    next_rows(want);
	return page_submit(st, p, (void (*)(void))done, arg);
}
