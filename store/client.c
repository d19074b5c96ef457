/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told about clients, merged; what is listed of it: clientlist.c. */
#include "store/client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "store/addresses.h"
#include "store/batch.h"
#include "store/clients.h"
#include "store/facts.h"
#include "store/findings.h"

struct seen {
	struct client_seen	 say;
	const char		*name_key;
	const char		*domain_key;
	struct addresses	 addresses;
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

int
clients_find(struct db *db, const struct guid *guid, int64_t *seq)
{
	struct sql	 q = sql_make(db, "SELECT seq FROM client "
			    "WHERE guid = ?");

	put_guid(&q, guid);
	*seq = sql_row(&q) ? get_i64(&q) : 0;
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
	q = sql_make(db, "INSERT INTO client (seq, guid, name, name_key, "
	    "domain, domain_key, first_seen, last_seen, source, manifest, "
	    "versions, addresses) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, '')");
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
	    "domain_key = ? AND guid <> ? ORDER BY seq LIMIT 1");
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
		error = addresses_set(db, &s->addresses,
		    &(struct addresses_known){ seq, k->joined, k->last_seen });
	if (error == 0)
		error = facts_set(db, seq, &s->say, &s->result.findings);
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
	if (error == 0 && (k.seq != 0 || !s->say.known_only)) {
		s->result.fresh = k.seq == 0;
		error = merge(db, s, &k);
	}
	arena_free(&mem);
	return error;
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
	s->say.facts = facts_take(b, say->facts);
	addresses_take(b, &s->addresses, say);
	return &s->result;
}

struct awaited {
	struct guid		 guid;
	const char		*name;
	struct inbox_outcome	 result;
};

static int
look_for(struct db *db, void *payload)
{
	struct awaited	*w = payload;
	int64_t		 seq;
	int		 error = clients_find(db, &w->guid, &seq);

	w->result.fate = seq != 0 ? INBOX_TAKEN : INBOX_LATER;
	(void)snprintf(w->result.text, sizeof(w->result.text), seq != 0 ?
	    "client %.64s" : "%.64s would be one more new client of an "
	    "address that brought many within an hour: it waits", w->name);
	return error;
}

const struct inbox_outcome *
store_client_awaited(struct batch *b, const struct client_seen *say)
{
	struct awaited	*w = batch_change(b, look_for, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->guid = say->guid;
	w->name = batch_text(b, say->name);
	return &w->result;
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

	q = sql_make(db, "UPDATE client SET manifest = max(manifest, ?) "
	    "WHERE guid = ?");
	put_u64(&q, f->manifest);
	put_guid(&q, &f->guid);
	return sql_run(&q);
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
#define OF_CLIENT	" WHERE client = (SELECT seq FROM client WHERE guid = ?)"
	static const char *const	 deletes[] = {
		"DELETE FROM client_address" OF_CLIENT,
		"DELETE FROM evidence" OF_CLIENT,
		"DELETE FROM uptake" OF_CLIENT,
		"DELETE FROM inventory" OF_CLIENT,
		"DELETE FROM inventory_item" OF_CLIENT,
		"DELETE FROM client WHERE guid = ?"
	};
#undef OF_CLIENT
	const struct guid		*guid = payload;
	struct sql			 q;
	size_t				 i;
	int				 error = 0;

	for (i = 0; error == 0 && i < sizeof(deletes) / sizeof(deletes[0]);
	    i++) {
		q = sql_make(db, deletes[i]);
		put_guid(&q, guid);
		error = sql_run(&q);
	}
	return error == 0 && db_changes(db) == 0 ? no_client(db, guid) : error;
}

void
store_client_forget(struct batch *b, const struct guid *guid)
{
	struct guid	*g = batch_change(b, forget, sizeof(*g));

	if (g != NULL)
		*g = *guid;
}
