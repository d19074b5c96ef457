/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/facts.h"

#include <stdio.h>
#include <string.h>

#include "store/findings.h"

#define LIST_MAX	64		/* lines of one list */

bool
lines_have(const char *lines, const char *one, size_t len)
{
	const char	*end;

	for (; *lines != '\0'; lines = end + 1) {
		end = strchr(lines, '\n');
		if (end == NULL)
			return false;
		if ((size_t)(end - lines) == len &&
		    memcmp(lines, one, len) == 0)
			return true;
	}
	return false;
}

bool
lines_meet(const char *a, const char *b)
{
	const char	*end;

	for (; (end = strchr(a, '\n')) != NULL; a = end + 1)
		if (lines_have(b, a, (size_t)(end - a)))
			return true;
	return false;
}

static size_t
count_lines(const char *s)
{
	size_t	 n = 0;

	for (; (s = strchr(s, '\n')) != NULL; s++)
		n++;
	return n;
}

const char *
lines_joined(struct arena *mem, const char *old, const char *fresh,
    size_t most)
{
	char		*all, *to;
	const char	*end;
	size_t		 n = count_lines(old);

	all = arena_alloc(mem, strlen(old) + strlen(fresh) + 1);
	if (all == NULL)
		return NULL;
	to = stpcpy(all, old);
	for (; (end = strchr(fresh, '\n')) != NULL; fresh = end + 1) {
		if (n == most || lines_have(all, fresh, (size_t)(end - fresh)))
			continue;
		to = (char *)mempcpy(to, fresh, (size_t)(end - fresh) + 1);
		*to = '\0';
		n++;
	}
	return all;
}

const struct client_facts *
facts_take(struct batch *b, const struct client_facts *from)
{
	struct client_facts	*f;

	if (b == NULL || from == NULL)
		return NULL;
	f = arena_alloc(&b->mem, sizeof(*f));
	if (f == NULL)
		return NULL;
	*f = *from;
	f->agent = batch_text(b, from->agent);
	f->agent_site = batch_text(b, from->agent_site);
	f->os = batch_text_or_null(b, from->os);
	f->user = batch_text_or_null(b, from->user);
	f->subnets = batch_text_or_null(b, from->subnets);
	f->macs = batch_text_or_null(b, from->macs);
	f->sites = batch_text_or_null(b, from->sites);
	f->assigned = batch_text_or_null(b, from->assigned);
	return f;
}

struct merge {
	const struct client_seen	*say;
	const char			*subnets, *macs;	/* as they were */
	struct client_facts		 facts;			/* as they become */
	struct arena			 mem;
};

static int
look_up(struct db *db, int64_t client, struct merge *m)
{
	struct sql	 q = sql_make(db, "SELECT subnets, macs FROM client "
			    "WHERE seq = ?");

	put_i64(&q, client);
	(void)sql_row(&q);
	m->subnets = get_text(&q, &m->mem);
	m->macs = get_text(&q, &m->mem);
	return sql_end(&q);
}

static void
merge_lists(struct merge *m)
{
	const struct client_facts	*f = m->say->facts;

	m->facts = *f;
	if (!m->say->adds)
		return;
	if (f->subnets != NULL)
		m->facts.subnets = lines_joined(&m->mem, m->subnets,
		    f->subnets, LIST_MAX);
	if (f->macs != NULL)
		m->facts.macs = lines_joined(&m->mem, m->macs, f->macs,
		    LIST_MAX);
}

/* One GUID, other network cards: exchanged, or a machine made from an image. */
static int
find_other_macs(struct db *db, const struct merge *m, uint32_t *found)
{
	struct finding_row	 f = { .kind = FINDING_OTHER_MACS,
				    .client = m->say->guid,
				    .last = m->say->at };
	const char		*now = m->say->facts->macs;
	char			 detail[320], other[64];

	if (m->say->adds || now == NULL || now[0] == '\0' ||
	    m->macs[0] == '\0' || lines_meet(m->macs, now))
		return 0;
	(void)snprintf(other, sizeof(other), "%.*s",
	    (int)strcspn(m->macs, "\n"), m->macs);
	(void)snprintf(detail, sizeof(detail), "had network card %s, now has "
	    "%.*s: another machine, or other cards", other,
	    (int)strcspn(now, "\n"), now);
	f.other = other;
	f.detail = detail;
	(*found)++;
	return findings_add(db, &f);
}

static int
write_facts(struct db *db, int64_t client, const struct client_facts *f)
{
	struct sql	 q;

	q = sql_make(db, "UPDATE client SET agent = ?, agent_site = ?, "
	    "agent_time = ?, installed = ?, travel = ?, os = ifnull(?, os), "
	    "user = ifnull(?, user), subnets = ifnull(?, subnets), "
	    "macs = ifnull(?, macs), sites = ifnull(?, sites), "
	    "assigned = ifnull(?, assigned) WHERE seq = ?");
	put_text(&q, f->agent);
	put_text(&q, f->agent_site);
	put_wall(&q, f->agent_time);
	put_i64(&q, f->installed);
	put_i64(&q, f->travel);
	put_text_or_null(&q, f->os);
	put_text_or_null(&q, f->user);
	put_text_or_null(&q, f->subnets);
	put_text_or_null(&q, f->macs);
	put_text_or_null(&q, f->sites);
	put_text_or_null(&q, f->assigned);
	put_i64(&q, client);
	return sql_run(&q);
}

int
facts_set(struct db *db, int64_t client, const struct client_seen *c,
    uint32_t *found)
{
	struct merge	 m = { .say = c };
	int		 error;

	if (c->facts == NULL)
		return 0;
	arena_init(&m.mem, 65536);
	error = look_up(db, client, &m);
	if (error == 0)
		error = find_other_macs(db, &m, found);
	merge_lists(&m);
	if (error == 0 && !arena_ok(&m.mem))
		error = db_fail(db, SQLITE_NOMEM);
	if (error == 0)
		error = write_facts(db, client, &m.facts);
	arena_free(&m.mem);
	return error;
}

void
facts_get(struct sql *q, struct arena *mem, struct client_facts *f)
{
	f->agent = get_text(q, mem);
	f->agent_site = get_text(q, mem);
	f->agent_time = get_wall(q);
	f->installed = get_i64(q) != 0;
	f->travel = get_u32(q);
	f->os = get_text(q, mem);
	f->user = get_text(q, mem);
	f->subnets = get_text(q, mem);
	f->macs = get_text(q, mem);
	f->sites = get_text(q, mem);
	f->assigned = get_text(q, mem);
}
