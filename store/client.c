/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told about clients, merged; what is listed of it: clientlist.c. */
#include "store/client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/findings.h"

struct seen {
	struct client_seen	 say;
	const char		*name_key;
	const char		*domain_key;
	const char		**addresses;
	const char		*joined;	/* a line each */
	struct client_merge	 result;
};

/* The row as it stands before the merge. */
struct known {
	int64_t			 seq;		/* 0: there is none */
	const char		*name;
	const char		*name_key;
	const char		*domain_key;
	struct wall		 last_seen;
	const char		*joined;
};

static int
look_up(struct db *db, const struct guid *guid, struct arena *mem,
    struct known *k)
{
	struct sql	 q = sql_make(db, "SELECT seq, name, name_key, "
			    "domain_key, last_seen, addresses FROM client "
			    "WHERE guid = ?");

	put_guid(&q, guid);
	(void)sql_row(&q);
	k->seq = get_i64(&q);
	k->name = get_text(&q, mem);
	k->name_key = get_text(&q, mem);
	k->domain_key = get_text(&q, mem);
	k->last_seen = get_wall(&q);
	k->joined = get_text(&q, mem);
	return sql_end(&q);
}

static int
insert(struct db *db, const struct seen *s, int64_t *seq)
{
	const struct client_seen	*c = &s->say;
	struct sql			 q;
	int				 error;

	if ((error = db_next(db, "client", seq)) != 0)
		return error;
	q = sql_make(db, "INSERT INTO client VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
	    "?, 0, ?, '')");
	put_i64(&q, *seq);
	put_guid(&q, &c->guid);
	put_text(&q, c->name);
	put_text(&q, s->name_key);
	put_text(&q, c->domain);
	put_text(&q, s->domain_key);
	put_wall(&q, c->at);
	put_wall(&q, c->at);
	put_i64(&q, c->source);
	put_text(&q, c->versions);
	return sql_run(&q);
}

static int
update(struct db *db, const struct seen *s, int64_t seq)
{
	const struct client_seen	*c = &s->say;
	struct sql			 q;

	q = sql_make(db, "UPDATE client SET name = ?, "
	    "domain = ifnull(?, domain), last_seen = ?, source = ?, "
	    "versions = ifnull(?, versions) WHERE seq = ?");
	put_text(&q, c->name);
	put_text_or_null(&q, c->domain);
	put_wall(&q, c->at);
	put_i64(&q, c->source);
	put_text_or_null(&q, c->versions);
	put_i64(&q, seq);
	return sql_run(&q);
}

/* Apart, as even the same key written again would touch the index. */
static int
update_keys(struct db *db, const struct seen *s, int64_t seq)
{
	struct sql	 q;

	q = sql_make(db, "UPDATE client SET name_key = ?, "
	    "domain_key = ifnull(?, domain_key) WHERE seq = ?");
	put_text(&q, s->name_key);
	put_text_or_null(&q, s->domain_key);
	put_i64(&q, seq);
	return sql_run(&q);
}

/* News that is older than what the row says. */
static int
update_old(struct db *db, const struct seen *s, int64_t seq)
{
	struct sql	 q = sql_make(db, "UPDATE client SET first_seen = "
			    "min(first_seen, ?) WHERE seq = ?");

	put_wall(&q, s->say.at);
	put_i64(&q, seq);
	return sql_run(&q);
}

static int
add_address(struct db *db, const struct seen *s, int64_t seq,
    const char *address)
{
	struct sql	 q;

	q = sql_make(db, "INSERT INTO client_address VALUES (?, ?, ?, ?, 1) "
	    "ON CONFLICT DO UPDATE SET last = excluded.last, current = 1");
	put_i64(&q, seq);
	put_text(&q, address);
	put_wall(&q, s->say.at);
	put_wall(&q, s->say.at);
	return sql_run(&q);
}

/* What was told so far is history from now on. */
static int
retire_addresses(struct db *db, int64_t seq, struct wall last_seen)
{
	struct sql	 q;

	q = sql_make(db, "UPDATE client_address SET current = 0, last = ? "
	    "WHERE client = ? AND current = 1");
	put_wall(&q, last_seen);
	put_i64(&q, seq);
	return sql_run(&q);
}

/* A client may not fill the table by telling a new one each time. */
static int
cut_addresses(struct db *db, int64_t seq)
{
	struct sql	 q;

	q = sql_make(db, "DELETE FROM client_address WHERE client = ?1 AND "
	    "address IN (SELECT address FROM client_address WHERE client = ?1 "
	    "ORDER BY current DESC, last DESC, address LIMIT -1 OFFSET ?2)");
	put_i64(&q, seq);
	put_i64(&q, CLIENT_ADDRESSES_MAX);
	return sql_run(&q);
}

static int
set_joined(struct db *db, const struct seen *s, int64_t seq)
{
	struct sql	 q = sql_make(db, "UPDATE client SET addresses = ? "
			    "WHERE seq = ?");

	put_text(&q, s->joined);
	put_i64(&q, seq);
	return sql_run(&q);
}

/* A heartbeat from where the client was before changes nothing here. */
static int
set_addresses(struct db *db, const struct seen *s, const struct known *k,
    int64_t seq)
{
	size_t	 i;
	int	 error;

	if (s->say.n_addresses == 0 || strcmp(s->joined, k->joined) == 0)
		return 0;
	if ((error = retire_addresses(db, seq, k->last_seen)) != 0)
		return error;
	for (i = 0; i < s->say.n_addresses; i++) {
		if ((error = add_address(db, s, seq, s->addresses[i])) != 0)
			return error;
	}
	if ((error = cut_addresses(db, seq)) != 0)
		return error;
	return set_joined(db, s, seq);
}

/* One GUID, two names: renamed, or two machines made from one image. */
static int
find_renamed(struct db *db, struct seen *s, const struct known *k)
{
	struct finding_row	 f = {
		.kind = FINDING_GUID_TWO_NAMES, .client = s->say.guid,
		.other = k->name, .last = s->say.at
	};
	char			 detail[320];

	if (k->seq == 0 || strcmp(k->name_key, s->name_key) == 0)
		return 0;
	(void)snprintf(detail, sizeof(detail), "was \"%s\", now calls itself "
	    "\"%s\"", VIS(k->name), VIS(s->say.name));
	f.detail = detail;
	s->result.findings++;
	return findings_add(db, &f);
}

/* One name, two GUIDs: re-installed, or two machines of one name. */
static int
find_namesake(struct db *db, struct seen *s)
{
	struct finding_row	 f = {
		.kind = FINDING_NAME_TWO_GUIDS, .client = s->say.guid,
		.last = s->say.at
	};
	struct sql		 q;
	struct guid		 other;
	char			 text[GUID_TEXT_SIZE], detail[320];
	bool			 found;
	int			 error;

	q = sql_make(db, "SELECT guid FROM client WHERE name_key = ? AND "
	    "domain_key = ? AND guid <> ? ORDER BY guid LIMIT 1");
	put_text(&q, s->name_key);
	put_text(&q, s->domain_key);
	put_guid(&q, &s->say.guid);
	found = sql_row(&q);
	other = get_guid(&q);
	if ((error = sql_end(&q)) != 0 || !found)
		return error;
	(void)snprintf(detail, sizeof(detail), "\"%s\" is also the name of %s",
	    VIS(s->say.name), guid_text(&other, text));
	f.other = text;
	f.detail = detail;
	s->result.findings++;
	return findings_add(db, &f);
}

static int
merge(struct db *db, struct seen *s, const struct known *k)
{
	int64_t	 seq = k->seq;
	bool	 moved;
	int	 error;

	if (seq != 0 && s->say.at.us < k->last_seen.us)
		return update_old(db, s, seq);
	moved = seq == 0 || strcmp(k->name_key, s->name_key) != 0 ||
	    (s->domain_key != NULL &&
	    strcmp(k->domain_key, s->domain_key) != 0);
	error = seq != 0 ? update(db, s, seq) : insert(db, s, &seq);
	if (error == 0 && moved && k->seq != 0)
		error = update_keys(db, s, seq);
	if (error == 0 && moved)
		error = find_renamed(db, s, k);
	if (error == 0 && moved)
		error = find_namesake(db, s);
	if (error == 0)
		error = set_addresses(db, s, k, seq);
	return error;
}

static int
seen(struct db *db, void *payload)
{
	struct seen	*s = payload;
	struct known	 k;
	struct arena	 mem;
	int		 error;

	if (s->name_key == NULL || s->name_key[0] == '\0')
		return db_refuse(db, EINVAL, "\"%s\" is no computer name",
		    VIS(s->say.name));
	if (s->say.domain != NULL && s->domain_key == NULL)
		return db_refuse(db, EINVAL, "\"%s\" is no domain name",
		    VIS(s->say.domain));
	s->result = (struct client_merge){ false, 0 };
	arena_init(&mem, 65536);
	error = look_up(db, &s->say.guid, &mem, &k);
	if (error == 0) {
		s->result.fresh = k.seq == 0;
		error = merge(db, s, &k);
	}
	arena_free(&mem);
	return error;
}

/* The addresses: copied, and joined as the row keeps them. */
static void
take_addresses(struct batch *b, struct seen *s, const struct client_seen *say)
{
	size_t	 i, n = say->n_addresses, size = 1;
	char	*p;

	n = n < CLIENT_ADDRESSES_MAX ? n : CLIENT_ADDRESSES_MAX;
	s->say.n_addresses = n;
	s->addresses = arena_array(&b->mem, n, sizeof(*s->addresses));
	for (i = 0; i < n; i++)
		size += strlen(say->addresses[i]) + 1;
	s->joined = p = arena_alloc(&b->mem, size);
	for (i = 0; p != NULL && s->addresses != NULL && i < n; i++) {
		s->addresses[i] = batch_text(b, say->addresses[i]);
		p = stpcpy(stpcpy(p, say->addresses[i]), "\n");
	}
}

const struct client_merge *
store_client_seen(struct batch *b, const struct client_seen *say)
{
	struct seen	*s = batch_change(b, seen, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->say = *say;
	s->say.name = batch_text(b, say->name);
	s->name_key = batch_fold(b, say->name);
	s->say.domain = batch_text_or_null(b, say->domain);
	s->domain_key = say->domain == NULL ? NULL :
	    batch_fold(b, say->domain);
	s->say.versions = batch_text_or_null(b, say->versions);
	take_addresses(b, s, say);
	return &s->result;
}

static int
add_evidence(struct db *db, void *payload)
{
	const struct evidence_row	*e = payload;
	struct sql			 q;

	q = sql_make(db, "INSERT INTO evidence SELECT seq, ?, ?, ?, 1, ?, ?, "
	    "?, ? FROM client WHERE guid = ? "
	    "ON CONFLICT DO UPDATE SET count = count + 1, "
	    "generation = excluded.generation, "
	    "first = min(first, excluded.first), "
	    "last = max(last, excluded.last), "
	    "address = iif(excluded.last < last, address, excluded.address), "
	    "node = iif(excluded.last < last, node, excluded.node)");
	put_i64(&q, e->account);
	put_i64(&q, e->class);
	put_i64(&q, e->generation);
	put_wall(&q, e->last);
	put_wall(&q, e->last);
	put_text(&q, e->address);
	put_i64(&q, e->node);
	put_guid(&q, &e->client);
	return sql_run(&q);
}

void
store_client_evidence(struct batch *b, const struct evidence_row *row)
{
	struct evidence_row	*e = batch_change(b, add_evidence, sizeof(*e));

	if (e != NULL) {
		*e = *row;
		e->address = batch_text(b, row->address);
	}
}

struct fetched {
	struct guid	 guid;
	uint64_t	 manifest;
};

static int
no_client(struct db *db, const struct guid *guid)
{
	char	 text[GUID_TEXT_SIZE];

	return db_refuse(db, ENOENT, "there is no client %s",
	    guid_text(guid, text));
}

static int
set_fetched(struct db *db, void *payload)
{
	const struct fetched	*f = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "UPDATE client SET manifest = max(manifest, ?) "
	    "WHERE guid = ?");
	put_u64(&q, f->manifest);
	put_guid(&q, &f->guid);
	error = sql_run(&q);
	return error == 0 && db_changes(db) == 0 ? no_client(db, &f->guid) :
	    error;
}

void
store_client_fetched(struct batch *b, const struct guid *guid,
    uint64_t manifest)
{
	struct fetched	*f = batch_change(b, set_fetched, sizeof(*f));

	if (f != NULL)
		*f = (struct fetched){ *guid, manifest };
}

static int
forget(struct db *db, void *payload)
{
	const struct guid	*guid = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "DELETE FROM client_address WHERE client = "
	    "(SELECT seq FROM client WHERE guid = ?)");
	put_guid(&q, guid);
	if ((error = sql_run(&q)) != 0)
		return error;
	q = sql_make(db, "DELETE FROM evidence WHERE client = "
	    "(SELECT seq FROM client WHERE guid = ?)");
	put_guid(&q, guid);
	if ((error = sql_run(&q)) != 0)
		return error;
	q = sql_make(db, "DELETE FROM client WHERE guid = ?");
	put_guid(&q, guid);
	error = sql_run(&q);
	return error == 0 && db_changes(db) == 0 ? no_client(db, guid) : error;
}

void
store_client_forget(struct batch *b, const struct guid *guid)
{
	struct guid	*g = batch_change(b, forget, sizeof(*g));

	if (g != NULL)
		*g = *guid;
}
