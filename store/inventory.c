/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports taken; what is listed of them: inventorylist.c. */
#include "store/inventory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "store/batch.h"
#include "store/clients.h"
#include "store/requests.h"

#define US_PER_S	1000000LL

struct report {
	struct inventory_report	 say;
	const char		*computer_key;
	struct inbox_outcome	 result;
	/* While it runs. */
	int64_t			 client;
	struct inventory_row	 known;		/* received 0: nothing yet */
	struct request_target	 target;
};

static void	conclude(struct report *, enum inbox_fate, const char *, ...)
		    __attribute__((format(printf, 3, 4)));

static void
conclude(struct report *r, enum inbox_fate fate, const char *fmt, ...)
{
	va_list	 ap;

	r->result.fate = fate;
	va_start(ap, fmt);
	(void)vsnprintf(r->result.text, sizeof(r->result.text), fmt, ap);
	va_end(ap);
}

/* --- what is known --- */

static int
look_up(struct db *db, struct report *r)
{
	struct sql	 q = sql_make(db, "SELECT told, received, complete, "
			    "deltas, items FROM inventory WHERE client = ? "
			    "AND kind = ?");

	put_i64(&q, r->client);
	put_i64(&q, r->say.kind);
	r->known = (struct inventory_row){ .kind = r->say.kind };
	if (sql_row(&q)) {
		r->known.told = get_wall(&q);
		r->known.received = get_wall(&q);
		r->known.complete = get_wall(&q);
		r->known.deltas = get_u64(&q);
		r->known.items = get_u64(&q);
	}
	return sql_end(&q);
}

static int
find_target(struct db *db, struct report *r, struct arena *mem)
{
	if (r->client != 0)
		return requests_target(db, r->client, mem, &r->target);
	r->target = (struct request_target){
		r->say.computer, r->computer_key, "", ""
	};
	return 0;
}

static bool
is_out_of_date(struct report *r)
{
	char	 taken[WALL_TEXT_SIZE];

	if (r->known.received.us == 0 || r->say.told.us > r->known.told.us)
		return false;
	/* Some formats tell the second only. */
	if (r->say.full && r->say.told.us == r->known.told.us)
		return false;
	if (r->say.full && r->say.at.us - r->known.received.us >
	    INVENTORY_LATE_S * US_PER_S)
		return false;
	conclude(r, INBOX_NOTHING, "out of date: a report of %s was taken "
	    "already", wall_text(r->known.told, taken));
	return true;
}

/* --- what is asked of the client --- */

static int
ask(struct db *db, const struct report *r, const char *kind, bool again)
{
	const struct request_row	 row = { .kind = kind,
					    .source = REQUEST_OF_INVENTORY,
					    .latest = r->say.at };

	return requests_want(db, &r->target, &row, again);
}

static int
ask_for_full(struct db *db, const struct report *r)
{
	return ask(db, r, "resync", false);
}

static int
compare_copylist(struct db *db, const struct report *r)
{
	switch (r->say.copylist) {
	case COPYLIST_DIFFERS:
		return ask(db, r, "copylist", true);
	case COPYLIST_EQUAL:
		return requests_take_back(db, &r->target, "copylist");
	default:
		return 0;
	}
}

static int
let_wait(struct db *db, struct report *r, const char *what)
{
	if (r->say.at.us - r->say.landed.us > INVENTORY_WAIT_S * US_PER_S)
		conclude(r, INBOX_BAD, "%s, and did not come in 14 days",
		    what);
	else
		conclude(r, INBOX_LATER, "%s: it waits", what);
	return ask_for_full(db, r);
}

/* --- items --- */

static int
step(struct db *db, const char *literal)
{
	struct sql	 q = sql_make(db, literal);

	return sql_run(&q);
}

static int
forget_items(struct db *db, const struct report *r)
{
	struct sql	 q = sql_make(db, "DELETE FROM inventory_item "
			    "WHERE client = ? AND kind = ?");

	put_i64(&q, r->client);
	put_i64(&q, r->say.kind);
	return sql_run(&q);
}

static int
apply_item(struct db *db, const struct report *r,
    const struct inventory_item *it)
{
	static const char *const	 statements[] = {
		[ITEM_PUT] = "INSERT INTO inventory_item (value, client, "
		    "kind, class, key) VALUES (?, ?, ?, ?, ?) "
		    "ON CONFLICT DO UPDATE SET value = excluded.value",
		[ITEM_CHANGE] = "UPDATE inventory_item SET value = ? "
		    "WHERE client = ? AND kind = ? AND class = ? AND key = ?",
		[ITEM_REMOVE] = "DELETE FROM inventory_item "
		    "WHERE client = ? AND kind = ? AND class = ? AND key = ?",
	};
	struct sql			 q = sql_make(db, statements[it->act]);

	if (it->act != ITEM_REMOVE)
		put_text(&q, it->value);
	put_i64(&q, r->client);
	put_i64(&q, r->say.kind);
	put_text(&q, it->class);
	put_text(&q, it->key);
	return sql_run(&q);
}

/* *fits: nothing is changed or removed that is not there. */
static int
apply_items(struct db *db, struct report *r, bool *fits)
{
	const struct inventory_item	*it;
	size_t				 i;
	int				 error = 0;

	*fits = true;
	for (i = 0; error == 0 && *fits && i < r->say.n; i++) {
		it = &r->say.items[i];
		error = apply_item(db, r, it);
		*fits = it->act == ITEM_PUT || db_changes(db) > 0;
		if (!*fits)
			conclude(r, INBOX_BAD, "it %s %.100s \"%.100s\", "
			    "which is not known: a full report is asked for",
			    it->act == ITEM_CHANGE ? "changes" : "removes",
			    it->class, it->key);
	}
	return error;
}

static int
write_head(struct db *db, const struct report *r)
{
	struct sql	 q;

	q = sql_make(db, "INSERT INTO inventory VALUES (?1, ?2, ?3, ?4, ?5, "
	    "?6, (SELECT count(*) FROM inventory_item WHERE client = ?1 AND "
	    "kind = ?2)) ON CONFLICT DO UPDATE SET told = excluded.told, "
	    "received = excluded.received, complete = excluded.complete, "
	    "deltas = excluded.deltas, items = excluded.items");
	put_i64(&q, r->client);
	put_i64(&q, r->say.kind);
	put_wall(&q, r->say.told);
	put_wall(&q, r->say.at);
	put_wall(&q, r->say.full ? r->say.told : r->known.complete);
	put_u64(&q, r->say.full ? 0 : r->known.deltas + 1);
	return sql_run(&q);
}

static int
apply(struct db *db, struct report *r)
{
	bool	 fits;
	int	 error;

	if ((error = step(db, "SAVEPOINT inventory")) != 0)
		return error;
	if (r->say.full)
		error = forget_items(db, r);
	if (error == 0)
		error = apply_items(db, r, &fits);
	if (error == 0 && !fits &&
	    (error = step(db, "ROLLBACK TO inventory")) == 0)
		error = ask_for_full(db, r);
	else if (error == 0)
		error = write_head(db, r);
	return error != 0 ? error : step(db, "RELEASE inventory");
}

/* --- the report --- */

static int
take(struct db *db, struct report *r)
{
	int	 error;

	if (r->client == 0)
		return let_wait(db, r, "its client is not known yet");
	if ((error = look_up(db, r)) != 0 || is_out_of_date(r))
		return error;
	if (!r->say.full && r->known.received.us == 0)
		return let_wait(db, r, "its full report is not there yet");
	if ((error = apply(db, r)) != 0 || r->result.fate != INBOX_TAKEN)
		return error;
	if (r->say.full)
		error = requests_take_back(db, &r->target, "resync");
	return error != 0 ? error : compare_copylist(db, r);
}

static int
run(struct db *db, void *payload)
{
	struct report	*r = payload;
	struct arena	 mem;
	int		 error;

	if (r->computer_key == NULL)
		return db_refuse(db, EINVAL, "a report of nobody");
	arena_init(&mem, 65536);
	conclude(r, INBOX_TAKEN, "%s inventory of %.64s, %s",
	    r->say.kind == INVENTORY_HARDWARE ? "hardware" : "software",
	    r->say.computer, r->say.full ? "full" : "delta");
	error = clients_find(db, &r->say.client, &r->client);
	if (error == 0)
		error = find_target(db, r, &mem);
	if (error == 0)
		error = take(db, r);
	arena_free(&mem);
	return error;
}

static const struct inventory_item *
take_items(struct batch *b, const struct inventory_report *say)
{
	struct inventory_item	*items;
	size_t			 i;

	items = arena_array(&b->mem, say->n, sizeof(*items));
	for (i = 0; items != NULL && i < say->n; i++) {
		items[i].act = say->items[i].act;
		items[i].class = batch_text(b, say->items[i].class);
		items[i].key = batch_text(b, say->items[i].key);
		items[i].value = batch_text(b, say->items[i].value);
	}
	return items;
}

const struct inbox_outcome *
store_inventory(struct batch *b, const struct inventory_report *say)
{
	struct report	*r = batch_change(b, run, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->say = *say;
	r->say.computer = batch_text(b, say->computer);
	r->computer_key = batch_fold(b, say->computer);
	r->say.items = take_items(b, say);
	return &r->result;
}
