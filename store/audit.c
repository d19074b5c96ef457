/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/audit.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "store/batch.h"
#include "store/page.h"

/* A field of the hashed form: its length, then its bytes. */
static bool
feed(EVP_MD_CTX *md, const void *p, size_t n)
{
	uint8_t		 length[8];
	struct wr	 w = wr_over(length, sizeof(length));

	wr_le64(&w, n);
	return EVP_DigestUpdate(md, length, sizeof(length)) == 1 &&
	    EVP_DigestUpdate(md, p, n) == 1;
}

static bool
feed_number(EVP_MD_CTX *md, uint64_t v)
{
	uint8_t		 bytes[8];
	struct wr	 w = wr_over(bytes, sizeof(bytes));

	wr_le64(&w, v);
	return feed(md, bytes, sizeof(bytes));
}

static bool
feed_text(EVP_MD_CTX *md, const char *s)
{
	return feed(md, s, strlen(s));
}

/* doc/store.md, "The audit chain". */
static int
chain(struct db *db, const struct audit_row *a, uint8_t out[static 32])
{
	static const char	 tag[] = "sited audit 1";
	EVP_MD_CTX		*md = EVP_MD_CTX_new();
	bool			 ok;

	ok = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
	    feed_text(md, tag) && feed(md, a->prev, sizeof(a->prev)) &&
	    feed_number(md, a->seq) && feed_number(md, (uint64_t)a->at.us) &&
	    feed_number(md, a->uid) && feed_text(md, a->who) &&
	    feed_text(md, a->verb) && feed_text(md, a->object) &&
	    feed_number(md, a->outcome) && feed_text(md, a->detail) &&
	    EVP_DigestFinal_ex(md, out, NULL) == 1;
	EVP_MD_CTX_free(md);
	return ok ? 0 : db_fail(db, SQLITE_NOMEM);
}

static int
read_head(struct db *db, struct audit_row *a)
{
	struct sql	 q = sql_make(db, "SELECT seq, hash FROM audit "
			    "ORDER BY seq DESC LIMIT 1");

	a->seq = 1;
	memset(a->prev, 0, sizeof(a->prev));
	if (sql_row(&q)) {
		a->seq = get_u64(&q) + 1;
		get_bytes(&q, a->prev, sizeof(a->prev));
	}
	return sql_end(&q);
}

static int
append(struct db *db, void *payload)
{
	struct audit_row	*a = payload;
	struct sql		 q;
	int			 error;

	if ((error = read_head(db, a)) != 0 ||
	    (error = chain(db, a, a->hash)) != 0)
		return error;
	q = sql_make(db, "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
	    "?, ?)");
	put_u64(&q, a->seq);
	put_wall(&q, a->at);
	put_i64(&q, a->uid);
	put_text(&q, a->who);
	put_text(&q, a->verb);
	put_text(&q, a->object);
	put_i64(&q, a->outcome);
	put_text(&q, a->detail);
	put_bytes(&q, a->prev, sizeof(a->prev));
	put_bytes(&q, a->hash, sizeof(a->hash));
	return sql_run(&q);
}

const uint64_t *
store_audit(struct batch *b, const struct audit_row *row)
{
	struct audit_row	*a = batch_change(b, append, sizeof(*a));

	if (a == NULL)
		return NULL;
	*a = *row;
	a->who = batch_text(b, row->who);
	a->verb = batch_text(b, row->verb);
	a->object = batch_text(b, row->object);
	a->detail = batch_text(b, row->detail);
	return &a->seq;
}

static void
read_record(struct sql *q, struct arena *mem, void *row)
{
	struct audit_row	*a = row;

	a->seq = get_u64(q);
	a->at = get_wall(q);
	a->uid = get_u32(q);
	a->who = get_text(q, mem);
	a->verb = get_text(q, mem);
	a->object = get_text(q, mem);
	a->outcome = (enum audit_outcome)get_i64(q);
	a->detail = get_text(q, mem);
	get_bytes(q, a->prev, sizeof(a->prev));
	get_bytes(q, a->hash, sizeof(a->hash));
}

#define COLUMNS	"seq, at, uid, who, verb, object, outcome, detail, prev, hash"
#define FORWARD	"SELECT " COLUMNS " FROM audit WHERE seq > ? " \
	"ORDER BY seq LIMIT ?"
#define BACK	"SELECT " COLUMNS " FROM audit WHERE seq < ? " \
	"ORDER BY seq DESC LIMIT ?"

static void
reverse(struct audit_row *rows, size_t n)
{
	struct audit_row	 swap;
	size_t			 i;

	for (i = 0; i < n / 2; i++) {
		swap = rows[i];
		rows[i] = rows[n - 1 - i];
		rows[n - 1 - i] = swap;
	}
}

static void
deliver_forward(struct page *p)
{
	const struct audit_list	 list = { p->rows, p->n, p->more };

	((audit_done *)p->done)(p->arg, job_err(&p->job), &list);
}

static void
deliver_back(struct page *p)
{
	reverse(p->rows, p->n);
	deliver_forward(p);
}

static const struct page_noun	 forward = {
	sizeof(struct audit_row), read_record, deliver_forward
};
static const struct page_noun	 back = {
	sizeof(struct audit_row), read_record, deliver_back
};

int
store_audits(struct store *st, const struct audit_query *want,
    audit_done *done, void *arg)
{
	struct page	*p;

	if (want->forward) {
		p = page_new(&forward, FORWARD, want->limit);
		page_number(p, (int64_t)want->after);
	} else {
		p = page_new(&back, BACK, want->limit);
		page_number(p, want->before != 0 ? (int64_t)want->before :
		    INT64_MAX);
	}
	return page_submit(st, p, (void (*)(void))done, arg);
}

/* The walk along the chain: one page a step. */
struct walk {
	struct job		 job;
	struct audit_verdict	 so_far;
	bool			 end;
	audit_verify_done	*done;
	void			*arg;
};

static const char *
why_broken(const struct walk *k, const struct audit_row *a,
    const uint8_t hash[static 32])
{
	if (a->seq != k->so_far.checked + 1)
		return "a record is missing before it";
	if (memcmp(a->prev, k->so_far.head, sizeof(a->prev)) != 0)
		return "it does not continue the record before it";
	if (memcmp(a->hash, hash, sizeof(a->hash)) != 0)
		return "it was changed";
	return NULL;
}

/* True: it is right, the walk goes on. */
static bool
take(struct walk *k, struct db *db, const struct audit_row *a)
{
	uint8_t	 hash[32];

	if (chain(db, a, hash) != 0) {
		job_fail(&k->job, db);
		return false;
	}
	k->so_far.reason = why_broken(k, a, hash);
	if (k->so_far.reason != NULL) {
		k->so_far.broken = a->seq;
		return false;
	}
	k->so_far.checked++;
	memcpy(k->so_far.head, a->hash, sizeof(a->hash));
	return true;
}

static void
step(struct job *job, struct db *db)
{
	struct walk		*k = (struct walk *)job;
	struct sql		 q = sql_make(db, FORWARD);
	struct audit_row	 a;
	struct arena		 mem;
	int			 n = 0;

	arena_init(&mem, PAGE_BYTES_MAX);
	put_u64(&q, k->so_far.checked);
	put_i64(&q, STORE_PAGE_MAX);
	while (sql_row(&q)) {
		read_record(&q, &mem, &a);
		if (!take(k, db, &a))
			break;
		n++;
	}
	if (sql_end(&q) != 0)
		job_fail(job, db);
	arena_free(&mem);
	k->end = job->err.code != 0 || n < STORE_PAGE_MAX;
}

static void
next_step(struct job *job)
{
	struct walk	*k = (struct walk *)job;

	if (!k->end && !job->store->closing) {
		job_again(job);
		return;
	}
	if (!k->end)
		(void)err_set(&job->err, ESHUTDOWN, "the store is closing");
	if (k->so_far.reason == NULL)
		k->so_far.reason = "";
	k->done(k->arg, job_err(job), &k->so_far);
	free(k);
}

int
store_audit_verify(struct store *st, audit_verify_done *done, void *arg)
{
	struct walk	*k = calloc(1, sizeof(*k));
	int		 error;

	if (k == NULL)
		return -ENOMEM;
	k->job.run = step;
	k->job.deliver = next_step;
	k->done = done;
	k->arg = arg;
	if ((error = job_submit(st, &k->job)) != 0)
		free(k);
	return error;
}
