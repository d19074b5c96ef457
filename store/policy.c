/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/policy.h"

#include "store/batch.h"
#include "store/oldpasswords.h"
#include "store/page.h"

/* The account itself has the last two. */
#define TOO_OLD	"(SELECT count(*) FROM old_password AS n WHERE "		\
    "n.account = old_password.account AND n.number > old_password.number) "	\
    ">= (SELECT max(history - 2, 0) FROM policy)"

int
old_password_keep(struct db *db, int64_t account)
{
	struct sql	 q;
	int		 error;

	q = sql_make(db, "INSERT INTO old_password (number, account, "
	    "verifier) SELECT coalesce((SELECT max(number) FROM "
	    "old_password), 0) + 1, id, previous FROM account "
	    "WHERE id = ? AND previous IS NOT NULL");
	put_i64(&q, account);
	if ((error = sql_run(&q)) != 0)
		return error;
	q = sql_make(db, "DELETE FROM old_password WHERE account = ? AND "
	    TOO_OLD);
	put_i64(&q, account);
	return sql_run(&q);
}

int
old_password_forget(struct db *db, int64_t account)
{
	struct sql	 q = sql_make(db, "DELETE FROM old_password "
			    "WHERE account = ?");

	put_i64(&q, account);
	return sql_run(&q);
}

static int
set_policy(struct db *db, void *payload)
{
	const struct policy_row	*p = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "UPDATE policy SET min_length = ?, history = ?, "
	    "min_age = ?, complex = ?, max_age = ?, lock_threshold = ?, "
	    "lock_window = ?, lock_duration = ?");
	put_i64(&q, p->min_length);
	put_i64(&q, p->history);
	put_i64(&q, p->min_age_ms);
	put_i64(&q, p->complex);
	put_i64(&q, p->max_age_ms);
	put_i64(&q, p->threshold);
	put_i64(&q, p->window_ms);
	put_i64(&q, p->duration_ms);
	if ((error = sql_run(&q)) != 0)
		return error;
	q = sql_make(db, "DELETE FROM old_password WHERE " TOO_OLD);
	return sql_run(&q);
}

void
store_policy_set(struct batch *b, const struct policy_row *row)
{
	struct policy_row	*p = batch_change(b, set_policy, sizeof(*p));

	if (p != NULL)
		*p = *row;
}

static void
read_policy(struct sql *q, struct arena *mem, void *dst)
{
	struct policy_row	*p = dst;

	(void)mem;
	p->min_length = get_i64(q);
	p->history = get_i64(q);
	p->min_age_ms = get_i64(q);
	p->complex = get_i64(q) != 0;
	p->max_age_ms = get_i64(q);
	p->threshold = get_i64(q);
	p->window_ms = get_i64(q);
	p->duration_ms = get_i64(q);
}

static void
deliver_policy(struct page *p)
{
	((policy_done *)p->done)(p->arg, job_err(&p->job), p->rows);
}

int
store_policy(struct store *st, policy_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct policy_row), read_policy, deliver_policy
	};

	return page_submit(st, page_new(&noun, "SELECT min_length, history, "
	    "min_age, complex, max_age, lock_threshold, lock_window, "
	    "lock_duration FROM policy LIMIT ?", 1), (void (*)(void))done, arg);
}

static void
read_old(struct sql *q, struct arena *mem, void *dst)
{
	struct old_password	*o = dst;

	o->number = get_u64(q);
	o->account = get_i64(q);
	o->verifier = get_blob(q, mem);
}

static void
deliver_old(struct page *p)
{
	const struct old_password_list	 list = { p->rows, p->n, p->more };

	((old_password_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_old_passwords(struct store *st, uint64_t after, old_password_done *done,
    void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct old_password), read_old, deliver_old
	};
	struct page			*p;

	p = page_new(&noun, "SELECT number, account, verifier "
	    "FROM old_password WHERE number > ? ORDER BY number LIMIT ?", 0);
	page_number(p, (int64_t)after);
	return page_submit(st, p, (void (*)(void))done, arg);
}
