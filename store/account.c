/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/account.h"

#include <errno.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/changelog.h"
#include "store/oldpasswords.h"
#include "store/page.h"

struct new_account {
	struct account_row	 row;
	const char		*key;
	uint32_t		 rid;		/* the result */
};

static int
check_group(struct db *db, const struct new_account *a)
{
	struct sql	 q = sql_make(db, "SELECT 1 FROM sam "
			    "WHERE name_key = ?");
	bool		 taken;
	int		 error;

	put_text(&q, a->key);
	taken = sql_row(&q);
	if ((error = sql_end(&q)) != 0)
		return error;
	return taken ? db_refuse(db, EEXIST, "\"%s\" is the name of a group",
	    VIS(a->row.name)) : 0;
}

/* Who has the name, or had it. */
static int
check_name(struct db *db, const struct new_account *a)
{
	struct sql	 q;
	int64_t		 state = 0;
	int		 error;

	if (a->key == NULL || a->key[0] == '\0')
		return db_refuse(db, EINVAL, "\"%s\" is no account name",
		    VIS(a->row.name));
	q = sql_make(db, "SELECT state FROM account WHERE name_key = ? AND "
	    "(state <> 3 OR kind <> 3)");
	put_text(&q, a->key);
	if (sql_row(&q))
		state = get_i64(&q);
	if ((error = sql_end(&q)) != 0 || (state == 0 &&
	    (error = check_group(db, a)) != 0))
		return error;
	if (state == ACCOUNT_DELETED)
		return db_refuse(db, EEXIST, "account name \"%s\" belonged to "
		    "a deleted account and is not used again",
		    VIS(a->row.name));
	if (state != 0)
		return db_refuse(db, EEXIST, "account name \"%s\" is in use",
		    VIS(a->row.name));
	return 0;
}

static int
add(struct db *db, void *payload)
{
	struct new_account	*a = payload;
	const struct account_row *r = &a->row;
	struct sql		 q;
	int64_t			 rid;
	int			 error;

	if ((error = check_name(db, a)) != 0 ||
	    (error = db_next(db, "rid", &rid)) != 0)
		return error;
	a->rid = (uint32_t)rid;
	q = sql_make(db, "INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?, "
	    "?, ?, ?, NULL, ?, 0, 0, '', ?, ?, 0, 0, ?, ?, ?)");
	put_i64(&q, r->id);
	put_guid(&q, &r->guid);
	put_i64(&q, rid);
	put_text(&q, r->name);
	put_text(&q, a->key);
	put_i64(&q, r->kind);
	put_i64(&q, r->secret);
	put_i64(&q, r->state == 0 ? ACCOUNT_ENABLED : r->state);
	put_i64(&q, r->generation);
	put_blob(&q, r->verifier);
	put_blob(&q, r->password);
	put_wall(&q, r->created);
	put_wall(&q, r->created);
	put_text(&q, r->comment);
	put_wall(&q, r->created);
	put_i64(&q, r->cohort);
	error = sql_run(&q);
	return error != 0 ? error : changelog_add(db, r->id, CHANGE_ADD);
}

const uint32_t *
store_account_add(struct batch *b, const struct account_row *row)
{
	struct new_account	*a = batch_change(b, add, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->row = *row;
	a->row.name = batch_text(b, row->name);
	a->row.comment = batch_text(b, row->comment);
	a->row.verifier = batch_blob(b, row->verifier);
	a->row.password = batch_blob(b, row->password);
	a->key = batch_fold(b, row->name);
	return &a->rid;
}

/* An update found no row that it may change: why not? */
static int
explain(struct db *db, int64_t id)
{
	struct sql	 q = sql_make(db, "SELECT name FROM account "
			    "WHERE id = ?");
	struct vis	 v = { "" };
	struct arena	 mem;
	bool		 found;
	int		 error;

	arena_init(&mem, 4096);
	put_i64(&q, id);
	found = sql_row(&q);
	if (found)
		(void)vis_text(&v, get_text(&q, &mem), SIZE_MAX);
	error = sql_end(&q);
	arena_free(&mem);
	if (error != 0)
		return error;
	if (!found)
		return db_refuse(db, ENOENT, "there is no account with id "
		    "%lld", (long long)id);
	return db_refuse(db, EPERM, "account \"%s\" is deleted", v.s);
}

static int
run_update(struct sql *q, int64_t id)
{
	struct db	*db = q->db;
	int		 error = sql_run(q);

	if (error == 0 && db_changes(db) == 0)
		return explain(db, id);
	return error;
}

struct new_state {
	int64_t			 id;
	enum account_state	 state;
	struct wall		 at;
};

static int
set_state(struct db *db, void *payload)
{
	const struct new_state	*s = payload;
	struct sql		 q;
	int			 error;

	if ((error = changelog_add(db, s->id, CHANGE_STATE)) != 0)
		return error;
	if (s->state == ACCOUNT_DELETED) {
		if ((error = old_password_forget(db, s->id)) != 0)
			return error;
		q = sql_make(db, "UPDATE account SET state = ?, changed = ?, "
		    "password = NULL, deleted = ?, "
		    "verifier = iif(kind = 3, NULL, verifier), "
		    "previous = iif(kind = 3, NULL, previous) "
		    "WHERE id = ? AND state <> 3");
		put_i64(&q, s->state);
		put_wall(&q, s->at);
		put_wall(&q, s->at);
	} else {
		q = sql_make(db, "UPDATE account SET state = ?, changed = ? "
		    "WHERE id = ? AND state <> 3");
		put_i64(&q, s->state);
		put_wall(&q, s->at);
	}
	put_i64(&q, s->id);
	return run_update(&q, s->id);
}

void
store_account_state(struct batch *b, int64_t id, enum account_state state,
    struct wall at)
{
	struct new_state	*s = batch_change(b, set_state, sizeof(*s));

	if (s != NULL)
		*s = (struct new_state){ id, state, at };
}

struct passwd {
	int64_t				 id;
	struct account_new_secret	 new;
	struct wall			 at;
};

static int
set_secret(struct db *db, void *payload)
{
	const struct passwd	*p = payload;
	struct sql		 q;
	int			 error;

	if ((error = changelog_add(db, p->id, CHANGE_PASSWORD)) != 0 ||
	    (error = old_password_keep(db, p->id)) != 0)
		return error;
	q = sql_make(db, "UPDATE account SET previous = verifier, "
	    "verifier = ?, password = ?, secret = ?, changed = ?, "
	    "password_at = ? WHERE id = ? AND state <> 3");
	put_blob(&q, p->new.verifier);
	put_blob(&q, p->new.password);
	put_i64(&q, p->new.secret);
	put_wall(&q, p->at);
	put_wall(&q, p->at);
	put_i64(&q, p->id);
	return run_update(&q, p->id);
}

void
store_account_passwd(struct batch *b, int64_t id,
    const struct account_new_secret *new, struct wall at)
{
	struct passwd	*p = batch_change(b, set_secret, sizeof(*p));

	if (p == NULL)
		return;
	p->id = id;
	p->new.secret = new->secret;
	p->new.verifier = batch_blob(b, new->verifier);
	p->new.password = batch_blob(b, new->password);
	p->at = at;
}

struct lock {
	int64_t			 id;
	struct stored_time	 until;
};

static int
set_lock(struct db *db, void *payload)
{
	const struct lock	*l = payload;
	struct sql		 q;
	int			 error = 0;

	if (l->until.boot[0] == '\0')
		error = changelog_add(db, l->id, CHANGE_STATE);
	if (error != 0)
		return error;
	q = sql_make(db, "UPDATE account SET locked_wall = ?, "
	    "locked_mono = ?, locked_boot = ? WHERE id = ? AND state <> 3");
	put_stored_time(&q, &l->until);
	put_i64(&q, l->id);
	return run_update(&q, l->id);
}

void
store_account_lock(struct batch *b, int64_t id,
    const struct stored_time *until)
{
	struct lock	*l = batch_change(b, set_lock, sizeof(*l));

	if (l == NULL)
		return;
	l->id = id;
	if (until != NULL)
		l->until = *until;
}

struct logon {
	int64_t		 id;
	struct wall	 at;
};

static int
set_logon(struct db *db, void *payload)
{
	const struct logon	*l = payload;
	struct sql		 q;

	q = sql_make(db, "UPDATE account SET last_logon = "
	    "max(last_logon, ?) WHERE id = ? AND state <> 3");
	put_wall(&q, l->at);
	put_i64(&q, l->id);
	return run_update(&q, l->id);
}

void
store_account_logon(struct batch *b, int64_t id, struct wall at)
{
	struct logon	*l = batch_change(b, set_logon, sizeof(*l));

	if (l != NULL)
		*l = (struct logon){ id, at };
}

static int
purge(struct db *db, void *payload)
{
	const struct wall	*before = payload;
	struct sql		 q;

	q = sql_make(db, "UPDATE account SET verifier = NULL, previous = NULL "
	    "WHERE state = 3 AND deleted < ? AND "
	    "(verifier IS NOT NULL OR previous IS NOT NULL)");
	put_wall(&q, *before);
	return sql_run(&q);
}

void
store_account_purge(struct batch *b, struct wall before)
{
	struct wall	*w = batch_change(b, purge, sizeof(*w));

	if (w != NULL)
		*w = before;
}

static void
read_account(struct sql *q, struct arena *mem, void *row)
{
	struct account_row	*a = row;

	a->id = get_i64(q);
	a->guid = get_guid(q);
	a->rid = get_u32(q);
	a->name = get_text(q, mem);
	a->kind = (enum account_kind)get_i64(q);
	a->secret = (enum account_secret)get_i64(q);
	a->state = (enum account_state)get_i64(q);
	a->generation = get_u32(q);
	a->verifier = get_blob(q, mem);
	a->previous = get_blob(q, mem);
	a->password = get_blob(q, mem);
	get_stored_time(q, &a->locked_until);
	a->created = get_wall(q);
	a->changed = get_wall(q);
	a->last_logon = get_wall(q);
	a->deleted = get_wall(q);
	a->comment = get_text(q, mem);
	a->password_at = get_wall(q);
	a->cohort = get_u32(q);
}

static void
deliver(struct page *p)
{
	const struct account_list	 list = { p->rows, p->n, p->more };

	((account_done *)p->done)(p->arg, job_err(&p->job), &list);
}

#define COLUMNS	"id, guid, rid, name, kind, secret, state, generation, " \
	"verifier, previous, password, locked_wall, locked_mono, " \
	"locked_boot, created, changed, last_logon, deleted, comment, " \
	"password_at, cohort"

int
store_accounts(struct store *st, const struct account_query *want,
    account_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct account_row), read_account, deliver
	};
	struct page			*p;

	if (want->id != 0) {
		p = page_new(&noun, "SELECT " COLUMNS " FROM account "
		    "WHERE id = ? LIMIT ?", 1);
		page_number(p, want->id);
	} else if (want->name != NULL) {
		p = page_new(&noun, "SELECT " COLUMNS " FROM account "
		    "WHERE name_key = ? AND (state <> 3 OR kind <> 3) "
		    "LIMIT ?", 1);
		page_name(p, want->name);
	} else {
		p = page_new(&noun, "SELECT " COLUMNS " FROM account "
		    "WHERE (name_key, id) > (?, ?) "
		    "ORDER BY name_key, id LIMIT ?", want->limit);
		page_name(p, want->after == NULL ? "" : want->after);
		page_number(p, want->after_id == 0 ? INT64_MAX :
		    want->after_id);
	}
	return page_submit(st, p, (void (*)(void))done, arg);
}
