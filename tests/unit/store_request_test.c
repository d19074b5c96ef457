/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests as a queue: begun once, ended as it came, found by their changes. */
#include "tests/unit/storage.h"

#include <string.h>

#include "store/request.h"

static struct request_row	 rows[16];
static size_t			 nrows;
static const struct stored_time	 now = { { 5000000 }, { 7 }, "boot" };

static void
take(void *arg, const struct err *e, const struct request_list *l)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	nrows = l->n;
	for (i = 0; i < l->n; i++) {
		rows[i] = l->rows[i];
		rows[i].computer = kept(s, rows[i].computer);
		rows[i].result = kept(s, rows[i].result);
	}
}

static const struct request_row *
row(struct storage *s, int64_t seq)
{
	const struct request_query	 q = { .seq = seq };

	assert_int_equal(waited(s, store_requests(s->st, &q, take, s)), 0);
	return nrows == 0 ? NULL : &rows[0];
}

/* How many changed after that one. */
static size_t
changed(struct storage *s, int64_t after)
{
	const struct request_query	 q = { .by_change = true,
					    .after = after };

	assert_int_equal(waited(s, store_requests(s->st, &q, take, s)), 0);
	return nrows;
}

static void
ask(struct storage *s, const char *computer, const char *kind)
{
	struct batch	*b = store_batch_new();

	(void)store_request_add(b, &(struct request_row){
	    .computer = computer, .domain = "DEMO", .kind = kind,
	    .latest = AT(1) });
	committed(s, b);
}

struct note {
	struct storage			*s;
	const bool			*taken;
	const struct request_acted	*acted;
	const struct request_found	*found;
	bool				 was_taken;
	struct request_acted		 was_acted;
	struct request_found		 was_found;
};

static void
note(void *arg, const struct err *failed)
{
	struct note	*n = arg;

	note_err(n->s, failed);
	if (n->taken != NULL)
		n->was_taken = *n->taken;
	if (n->acted != NULL)
		n->was_acted = *n->acted;
	if (n->found != NULL)
		n->was_found = *n->found;
}

static bool
begin(struct storage *s, int64_t seq)
{
	struct batch	*b = store_batch_new();
	struct note	 n = { .s = s };

	n.taken = store_request_begin(b, seq, &now);
	assert_int_equal(waited(s, store_submit(s->st, &b, note, &n)), 0);
	return n.was_taken;
}

static struct request_acted
act(struct storage *s, enum request_act what, const int64_t *seqs, size_t n)
{
	struct batch	*b = store_batch_new();
	struct note	 at = { .s = s };

	at.acted = store_requests_act(b, what, seqs, n);
	assert_int_equal(waited(s, store_submit(s->st, &b, note, &at)), 0);
	return at.was_acted;
}

static struct request_found
find(struct storage *s, const char *computer)
{
	struct batch	*b = store_batch_new();
	struct note	 n = { .s = s };

	n.found = store_request_discovered(b, &(struct request_row){
	    .computer = computer, .domain = "DEMO", .kind = "ccr",
	    .latest = AT(9), .source = REQUEST_OF_DISCOVERY,
	    .class = CLASS_SERVER });
	assert_int_equal(waited(s, store_submit(s->st, &b, note, &n)), 0);
	return n.was_found;
}

static void
end(struct storage *s, const struct request_end *e)
{
	struct batch	*b = store_batch_new();

	store_request_end(b, e);
	committed(s, b);
}

/* --- tests --- */

static void
a_request_is_begun_once(void **state)
{
	struct storage	*s = *state;

	ask(s, "PC17", "ccr");
	assert_true(begin(s, 1));
	assert_false(begin(s, 1));
	assert_int_equal(row(s, 1)->state, REQUEST_PROCESSING);
	assert_int_equal(rows[0].tries, 1);
	assert_int_equal(rows[0].first_try.wall.us, now.wall.us);
	assert_string_equal(rows[0].first_try.boot, "boot");
	assert_false(begin(s, 2));
}

static void
what_came_of_it_stands_in_its_row(void **state)
{
	struct storage			*s = *state;
	const struct stored_time	 due = { { 9000000 }, { 8 }, "boot" };

	ask(s, "PC17", "ccr");
	assert_true(begin(s, 1));
	end(s, &(struct request_end){ .seq = 1, .state = REQUEST_RETRY,
	    .due = due, .error = 67, .result = "no share" });
	assert_int_equal(row(s, 1)->state, REQUEST_RETRY);
	assert_int_equal(rows[0].due.wall.us, due.wall.us);
	assert_int_equal(rows[0].error, 67);
	assert_string_equal(rows[0].result, "no share");
	assert_true(begin(s, 1));
	end(s, &(struct request_end){ .seq = 1, .state = REQUEST_PARKED,
	    .hold = HOLD_GATE, .uncounted = true, .result = "" });
	assert_int_equal(row(s, 1)->tries, 1);
	assert_int_equal(rows[0].hold, HOLD_GATE);
	assert_false(begin(s, 1));
}

static void
an_end_of_what_is_not_in_work_changes_nothing(void **state)
{
	struct storage	*s = *state;

	ask(s, "PC17", "ccr");
	end(s, &(struct request_end){ .seq = 1, .done = true });
	end(s, &(struct request_end){ .seq = 1, .state = REQUEST_RETRY,
	    .result = "" });
	assert_int_equal(row(s, 1)->state, REQUEST_INCOMING);
	assert_true(begin(s, 1));
	end(s, &(struct request_end){ .seq = 1, .done = true });
	assert_null(row(s, 1));
}

static void
a_newer_request_begins_the_days_again_and_opens_the_gate(void **state)
{
	struct storage	*s = *state;

	ask(s, "PC17", "ccr");
	assert_true(begin(s, 1));
	end(s, &(struct request_end){ .seq = 1, .state = REQUEST_PARKED,
	    .hold = HOLD_GATE, .result = "" });
	ask(s, "pc17", "ccr");
	assert_int_equal(row(s, 1)->state, REQUEST_INCOMING);
	assert_int_equal(rows[0].tries, 0);
	assert_int_equal(rows[0].first_try.wall.us, 0);
	assert_int_equal(rows[0].count, 2);
	(void)act(s, REQUEST_PARK, (int64_t[]){ 1 }, 1);
	ask(s, "PC17", "ccr");
	assert_int_equal(row(s, 1)->state, REQUEST_PARKED);
}

static void
operators_leave_alone_what_is_in_work(void **state)
{
	static const int64_t	 three[] = { 1, 2, 3 };
	struct storage		*s = *state;
	struct request_acted	 a;

	ask(s, "PC1", "ccr");
	ask(s, "PC2", "ccr");
	assert_true(begin(s, 2));
	a = act(s, REQUEST_PARK, three, 3);
	assert_true(a.n == 1 && a.busy == 1);
	a = act(s, REQUEST_TRY, three, 3);
	assert_true(a.n == 1 && a.busy == 1);
	a = act(s, REQUEST_APPROVE, three, 3);
	assert_true(a.n == 2 && a.busy == 0);
	assert_true(row(s, 2)->approved);
	a = act(s, REQUEST_REMOVE, three, 3);
	assert_true(a.n == 1 && a.busy == 1);
	assert_null(row(s, 1));
	assert_int_equal(row(s, 2)->state, REQUEST_PROCESSING);
}

static void
each_change_of_others_is_found_once(void **state)
{
	struct storage	*s = *state;
	int64_t		 last;
	struct batch	*b;

	ask(s, "PC1", "ccr");
	ask(s, "PC2", "resync");	/* nobody works on that */
	ask(s, "PC3", "copylist");
	assert_int_equal(changed(s, 0), 2);
	last = rows[1].change;
	assert_int_equal(changed(s, last), 0);
	assert_true(begin(s, 1));
	end(s, &(struct request_end){ .seq = 1, .state = REQUEST_PARKED,
	    .hold = HOLD_REFUSED, .result = "" });
	assert_int_equal(changed(s, last), 0);
	ask(s, "PC3", "copylist");
	assert_int_equal(changed(s, last), 1);
	assert_string_equal(rows[0].computer, "PC3");
	last = rows[0].change;
	b = store_batch_new();
	store_requests_unpark(b, HOLD_REFUSED);
	committed(s, b);
	assert_int_equal(changed(s, last), 1);
	assert_int_equal(rows[0].state, REQUEST_INCOMING);
	last = rows[0].change;
	(void)act(s, REQUEST_APPROVE, (int64_t[]){ 3, 1 }, 2);
	assert_int_equal(changed(s, last), 2);
	assert_string_equal(rows[0].computer, "PC3");
}

static void
discovery_is_no_news_to_one_that_waits(void **state)
{
	struct storage		*s = *state;
	struct request_found	 f;

	ask(s, "PC1", "ccr");
	f = find(s, "pc1");
	assert_true(f.seq == 1 && !f.fresh && !f.installed);
	assert_int_equal(row(s, 1)->count, 1);
	assert_int_equal(rows[0].class, CLASS_SERVER);
	assert_int_equal(rows[0].source, REQUEST_OF_CLIENT);
	f = find(s, "PC2");
	assert_true(f.seq == 2 && f.fresh);
	assert_int_equal(row(s, 2)->source, REQUEST_OF_DISCOVERY);
}

static void
what_a_crash_left_in_work_is_incoming_again(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	ask(s, "PC1", "ccr");
	ask(s, "PC2", "ccr");
	assert_true(begin(s, 1));
	store_requests_recover(b);
	committed(s, b);
	assert_int_equal(row(s, 1)->state, REQUEST_INCOMING);
	assert_int_equal(rows[0].tries, 1);
	assert_true(begin(s, 1));
	assert_int_equal(row(s, 1)->tries, 2);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		WITH_STORE(a_request_is_begun_once),
		WITH_STORE(what_came_of_it_stands_in_its_row),
		WITH_STORE(an_end_of_what_is_not_in_work_changes_nothing),
		WITH_STORE(
		    a_newer_request_begins_the_days_again_and_opens_the_gate),
		WITH_STORE(operators_leave_alone_what_is_in_work),
		WITH_STORE(each_change_of_others_is_found_once),
		WITH_STORE(discovery_is_no_news_to_one_that_waits),
		WITH_STORE(what_a_crash_left_in_work_is_incoming_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
