/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/storage.h"

#include "store/inbox.h"
#include "store/site.h"

static struct inbox_row		 rows[STORE_PAGE_MAX];
static size_t			 n_rows;
static bool			 more;
static struct inbox_total	 totals[16];
static size_t			 n_totals;
static struct quarantine_row	 bad[16];
static size_t			 n_bad;

static void
take(void *arg, const struct err *e, const struct inbox_list *list)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_rows = list->n;
	more = list->more;
	for (i = 0; i < list->n; i++) {
		rows[i] = list->rows[i];
		rows[i].box = kept(s, rows[i].box);
		rows[i].name = kept(s, rows[i].name);
		rows[i].address = kept(s, rows[i].address);
		rows[i].workstation = kept(s, rows[i].workstation);
		rows[i].result = kept(s, rows[i].result);
	}
}

static void
ask(struct storage *s, const struct inbox_query *q)
{
	assert_int_equal(waited(s, store_inbox(s->st, q, take, s)), 0);
}

static void
take_totals(void *arg, const struct err *e, const struct inbox_totals *t)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_totals = 0;
	for (i = 0; i < t->n; i++) {
		totals[n_totals] = t->rows[i];
		totals[n_totals++].box = kept(s, t->rows[i].box);
	}
}

static const struct inbox_total *
total(struct storage *s, const char *box, enum inbox_state state)
{
	static const struct inbox_total	 none;
	size_t				 i;

	assert_int_equal(waited(s, store_inbox_totals(s->st, take_totals, s)),
	    0);
	for (i = 0; i < n_totals; i++) {
		if (totals[i].state == state &&
		    strcmp(totals[i].box, box) == 0)
			return &totals[i];
	}
	return &none;
}

static void
take_bad(void *arg, const struct err *e, const struct quarantine_list *list)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_bad = list->n;
	for (i = 0; i < list->n; i++) {
		bad[i] = list->rows[i];
		bad[i].name = kept(s, bad[i].name);
		bad[i].reason = kept(s, bad[i].reason);
	}
}

static struct guid
id(unsigned n)
{
	struct guid	 g = { { 0 } };

	memcpy(g.b, &n, sizeof(n));
	return g;
}

static struct inbox_row
file(unsigned n, const char *box, uint64_t size)
{
	return (struct inbox_row){
		.landing = id(n), .box = box, .name = "ABCDEFGH.DDR",
		.size = size, .account = 42, .generation = 3,
		.session = 0xfedcba9876543210ULL, .address = "10.1.2.3",
		.workstation = "PC17", .node = 1, .landed = AT(n)
	};
}

static void
landed(struct storage *s, unsigned n, const char *box)
{
	struct batch		*b = store_batch_new();
	struct inbox_row	 row = file(n, box, 100 + n);

	(void)store_inbox_land(b, &row);
	committed(s, b);
}

static void
a_landed_file_is_a_row_with_all_that_is_known(void **state)
{
	struct storage		*s = *state;
	struct guid		 g = id(5);

	landed(s, 5, "ddr.box");
	ask(s, &(struct inbox_query){ .landing = &g });
	assert_int_equal(n_rows, 1);
	assert_true(guid_equal(&rows[0].landing, &g));
	assert_int_equal(rows[0].seq, 1);
	assert_string_equal(rows[0].box, "ddr.box");
	assert_string_equal(rows[0].name, "ABCDEFGH.DDR");
	assert_int_equal(rows[0].size, 105);
	assert_int_equal(rows[0].account, 42);
	assert_int_equal(rows[0].generation, 3);
	assert_true(rows[0].session == 0xfedcba9876543210ULL);
	assert_string_equal(rows[0].address, "10.1.2.3");
	assert_string_equal(rows[0].workstation, "PC17");
	assert_int_equal(rows[0].node, 1);
	assert_int_equal(rows[0].landed.us, AT(5).us);
	assert_int_equal(rows[0].state, INBOX_LANDED);
	assert_string_equal(rows[0].result, "");
}

struct landing_note {
	struct storage			*s;
	const struct inbox_landing	*at;
	struct inbox_landing		 was;
};

static void
note_landing(void *arg, const struct err *failed)
{
	struct landing_note	*n = arg;

	note_err(n->s, failed);
	n->was = *n->at;
}

static struct inbox_landing
land_again(struct storage *s, unsigned n)
{
	struct landing_note	 note = { .s = s };
	struct inbox_row	 row = file(n, "ccr.box", 1);
	struct batch		*b = store_batch_new();

	note.at = store_inbox_land(b, &row);
	assert_int_equal(waited(s, store_submit(s->st, &b, note_landing,
	    &note)), 0);
	return note.was;
}

static void
landing_twice_is_landing_once(void **state)
{
	struct storage		*s = *state;
	struct inbox_landing	 l;
	struct guid		 g = id(1);
	struct batch		*b = store_batch_new();

	l = land_again(s, 1);
	assert_true(l.fresh && l.state == INBOX_LANDED && l.seq == 1);
	l = land_again(s, 1);
	assert_true(!l.fresh && l.state == INBOX_LANDED && l.seq == 1);
	store_inbox_consume(b, &g, "ok", AT(9));
	committed(s, b);
	l = land_again(s, 1);
	assert_true(!l.fresh && l.state == INBOX_CONSUMED && l.seq == 1);
	l = land_again(s, 2);
	assert_true(l.fresh && l.seq == 2);
	ask(s, &(struct inbox_query){ 0 });
	assert_int_equal(n_rows, 2);
}

static void
no_effect_happens_twice(void **state)
{
	struct storage	*s = *state;
	struct guid	 g = id(1);
	struct batch	*b = store_batch_new();

	landed(s, 1, "ddr.box");
	store_setting_set(b, "effect", "one");
	store_inbox_consume(b, &g, "client known", AT(9));
	committed(s, b);
	b = store_batch_new();
	store_setting_set(b, "effect", "two");
	store_inbox_consume(b, &g, "client known", AT(10));
	assert_int_equal(commit(s, b), EALREADY);
	assert_string_equal(s->err.text, "landing 00000001-0000-0000-0000-"
	    "000000000000 in ddr.box is consumed, it cannot become consumed");
	ask(s, &(struct inbox_query){ .landing = &g });
	assert_string_equal(rows[0].result, "client known");
	assert_int_equal(rows[0].changed.us, AT(9).us);
}

static void
add_move(struct batch *b, const struct guid *g, enum inbox_state to)
{
	if (to == INBOX_CONSUMED)
		store_inbox_consume(b, g, "", AT(1));
	else if (to == INBOX_QUARANTINED)
		store_inbox_quarantine(b, g, "", AT(1));
	else if (to == INBOX_REMOVED)
		store_inbox_remove(b, g, AT(1));
}

static void
only_the_drawn_moves_are_possible(void **state)
{
	static const struct {
		enum inbox_state	from, to;
		int			error;
	} moves[] = {
		{ INBOX_LANDED, INBOX_CONSUMED, 0 },
		{ INBOX_LANDED, INBOX_QUARANTINED, 0 },
		{ INBOX_LANDED, INBOX_REMOVED, EALREADY },
		{ INBOX_CONSUMED, INBOX_QUARANTINED, EALREADY },
		{ INBOX_CONSUMED, INBOX_REMOVED, 0 },
		{ INBOX_QUARANTINED, INBOX_CONSUMED, EALREADY },
		{ INBOX_QUARANTINED, INBOX_REMOVED, 0 },
		{ INBOX_REMOVED, INBOX_CONSUMED, EALREADY },
		{ INBOX_REMOVED, INBOX_QUARANTINED, EALREADY },
		{ INBOX_REMOVED, INBOX_REMOVED, EALREADY },
	};
	struct storage	*s = *state;
	struct batch	*b;
	struct guid	 g;
	size_t		 i;

	for (i = 0; i < nitems(moves); i++) {
		g = id((unsigned)i + 1);
		landed(s, (unsigned)i + 1, "ddr.box");
		b = store_batch_new();
		if (moves[i].from == INBOX_REMOVED)
			add_move(b, &g, INBOX_CONSUMED);
		add_move(b, &g, moves[i].from);
		committed(s, b);
		b = store_batch_new();
		add_move(b, &g, moves[i].to);
		if (commit(s, b) != moves[i].error)
			fail_msg("row %zu", i);
	}
}

static void
moves_of_what_never_landed_are_refused(void **state)
{
	struct storage	*s = *state;
	struct guid	 g = id(99);
	struct batch	*b = store_batch_new();

	store_inbox_consume(b, &g, "", AT(1));
	assert_int_equal(commit(s, b), ENOENT);
}

static void
a_box_is_read_oldest_first_page_by_page(void **state)
{
	struct storage		*s = *state;
	struct inbox_query	 q = {
		.box = "ddr.box", .state = INBOX_LANDED, .limit = 4
	};
	struct guid		 g;
	struct batch		*b = store_batch_new();
	unsigned		 n, expect = 1;
	size_t			 i;

	for (n = 1; n <= 20; n++)
		landed(s, n, n % 2 == 1 ? "ddr.box" : "ccr.box");
	g = id(5);
	store_inbox_consume(b, &g, "", AT(50));
	committed(s, b);
	do {
		ask(s, &q);
		for (i = 0; i < n_rows; i++, expect += 2) {
			if (expect == 5)
				expect += 2;
			assert_int_equal(rows[i].seq, expect);
		}
		q.after = rows[n_rows - 1].seq;
	} while (more);
	assert_int_equal(expect, 21);
	q = (struct inbox_query){ .box = "ddr.box", .state = INBOX_CONSUMED };
	ask(s, &q);
	assert_int_equal(n_rows, 1);
	assert_int_equal(rows[0].seq, 5);
}

static void
totals_follow_every_move(void **state)
{
	struct storage	*s = *state;
	struct guid	 one = id(1), two = id(2), three = id(3);
	struct batch	*b = store_batch_new();

	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->files, 0);
	landed(s, 1, "ddr.box");
	landed(s, 2, "ddr.box");
	landed(s, 3, "ddr.box");
	(void)land_again(s, 3);		/* known: not counted again */
	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->files, 3);
	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->bytes, 306);
	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->oldest.us,
	    AT(1).us);
	store_inbox_consume(b, &one, "", AT(9));
	store_inbox_quarantine(b, &two, "bad", AT(9));
	committed(s, b);
	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->files, 1);
	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->bytes, 103);
	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->oldest.us,
	    AT(3).us);
	assert_int_equal(total(s, "ddr.box", INBOX_CONSUMED)->files, 1);
	assert_int_equal(total(s, "ddr.box", INBOX_QUARANTINED)->bytes, 102);
	b = store_batch_new();
	store_inbox_remove(b, &one, AT(10));
	store_inbox_remove(b, &two, AT(10));
	store_inbox_consume(b, &three, "", AT(10));
	store_inbox_remove(b, &three, AT(10));
	committed(s, b);
	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->files, 0);
	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->oldest.us, 0);
	assert_int_equal(total(s, "ddr.box", INBOX_CONSUMED)->files, 0);
	assert_int_equal(total(s, "ddr.box", INBOX_QUARANTINED)->files, 0);
}

static void
a_refused_batch_counts_nothing(void **state)
{
	struct storage		*s = *state;
	struct guid		 g = id(99);
	struct inbox_row	 row = file(1, "ddr.box", 5);
	struct batch		*b = store_batch_new();

	(void)store_inbox_land(b, &row);
	store_inbox_consume(b, &g, "", AT(1));
	assert_int_equal(commit(s, b), ENOENT);
	assert_int_equal(total(s, "ddr.box", INBOX_LANDED)->files, 0);
	ask(s, &(struct inbox_query){ 0 });
	assert_int_equal(n_rows, 0);
}

static void
the_quarantine_log_outlives_the_file(void **state)
{
	struct storage	*s = *state;
	struct guid	 one = id(1), two = id(2);
	struct batch	*b = store_batch_new();

	landed(s, 1, "ddr.box");
	landed(s, 2, "ddr.box");
	store_inbox_quarantine(b, &one, "cut off at byte 7", AT(8));
	store_inbox_quarantine(b, &two, "no GUID", AT(9));
	store_inbox_remove(b, &one, AT(10));
	(void)store_inbox_prune(b, AT(11), 100);
	committed(s, b);
	ask(s, &(struct inbox_query){ .landing = &one });
	assert_int_equal(n_rows, 0);
	assert_int_equal(waited(s, store_quarantine(s->st, 0, 10, take_bad,
	    s)), 0);
	assert_int_equal(n_bad, 2);
	assert_string_equal(bad[0].reason, "no GUID");
	assert_string_equal(bad[1].reason, "cut off at byte 7");
	assert_string_equal(bad[1].name, "ABCDEFGH.DDR");
	assert_true(guid_equal(&bad[1].landing, &one));
	assert_int_equal(bad[1].size, 101);
	assert_int_equal(bad[1].account, 42);
	assert_int_equal(bad[1].at.us, AT(8).us);
	assert_int_equal(waited(s, store_quarantine(s->st, bad[0].seq, 10,
	    take_bad, s)), 0);
	assert_int_equal(n_bad, 1);
}

struct prune_note {
	struct storage	*s;
	const uint32_t	*n;
	uint32_t	 was;
};

static void
note_prune(void *arg, const struct err *failed)
{
	struct prune_note	*p = arg;

	note_err(p->s, failed);
	p->was = *p->n;
}

static uint32_t
pruned(struct storage *s, int64_t before, uint32_t most)
{
	struct prune_note	 p = { .s = s };
	struct batch		*b = store_batch_new();

	p.n = store_inbox_prune(b, AT(before), most);
	assert_int_equal(waited(s, store_submit(s->st, &b, note_prune, &p)),
	    0);
	return p.was;
}

static void
only_what_was_removed_long_ago_is_forgotten(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();
	struct guid	 g;
	unsigned	 n;

	for (n = 1; n <= 10; n++)
		landed(s, n, "ddr.box");
	for (n = 1; n <= 8; n++) {
		g = id(n);
		store_inbox_consume(b, &g, "", AT(n));
		if (n <= 6)
			store_inbox_remove(b, &g, AT(n));
	}
	committed(s, b);
	assert_int_equal(pruned(s, 5, 3), 3);
	assert_int_equal(pruned(s, 5, 3), 1);
	assert_int_equal(pruned(s, 5, 3), 0);
	ask(s, &(struct inbox_query){ 0 });
	assert_int_equal(n_rows, 6);
	assert_int_equal(rows[0].seq, 5);
	/* A sequence goes on even when the highest row is gone. */
	landed(s, 11, "ddr.box");
	ask(s, &(struct inbox_query){ .after = 10 });
	assert_int_equal(rows[0].seq, 11);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_landed_file_is_a_row_with_all_that_is_known),
		WITH_STORE(landing_twice_is_landing_once),
		WITH_STORE(no_effect_happens_twice),
		WITH_STORE(only_the_drawn_moves_are_possible),
		WITH_STORE(moves_of_what_never_landed_are_refused),
		WITH_STORE(a_box_is_read_oldest_first_page_by_page),
		WITH_STORE(totals_follow_every_move),
		WITH_STORE(a_refused_batch_counts_nothing),
		WITH_STORE(the_quarantine_log_outlives_the_file),
		WITH_STORE(only_what_was_removed_long_ago_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
