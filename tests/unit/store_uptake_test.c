/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients prove of their accounts, and whom an account would leave out. */
#include "tests/unit/storage.h"

#include <string.h>

#include "store/account.h"
#include "store/client.h"
#include "store/enrolled.h"
#include "store/proofs.h"
#include "store/uptake.h"

#define RID(n)		(ACCOUNT_RID_FIRST + (uint32_t)(n))
#define HOUR		3600
#define DAY		(24 * HOUR)
#define NOW		(100 * DAY)
#define LONG_AGO	AT(NOW - 60 * DAY)
#define HOME		"10.0.0.1"

static struct uptake_count	 counts[4];
static uint64_t			 clients;
static struct laggard		 laggards[16];
static struct stray		 strays[16];
static size_t			 n_rows;
static bool			 more;

static struct guid
id(unsigned n)
{
	return (struct guid){ { (uint8_t)n, 1 } };
}

/* Accounts RID(0) to RID(3), of clients; RID(4) is an operator's. */
static void
add_accounts(struct storage *s)
{
	struct batch	*b = store_batch_new();
	char		 name[8];
	int		 i;

	for (i = 0; i < 5; i++) {
		(void)snprintf(name, sizeof(name), "a%d", i);
		(void)store_account_add(b, &(struct account_row){
		    .id = i + 1, .guid = id(100 + (unsigned)i), .name = name,
		    .kind = i == 4 ? ACCOUNT_OPERATOR : ACCOUNT_CLIENT,
		    .secret = SECRET_GENERATED });
	}
	committed(s, b);
}

static void
add_client(struct storage *s, unsigned n)
{
	struct batch	*b = store_batch_new();
	char		 name[16];

	(void)snprintf(name, sizeof(name), "PC%02u", n);
	(void)store_client_seen(b, &(struct client_seen){ .guid = id(n),
	    .name = name, .domain = "PLANT", .source = SOURCE_DDR,
	    .at = AT(1) });
	committed(s, b);
}

struct say {
	unsigned		 client;
	uint32_t		 rid;
	int64_t			 at;
	uint64_t		 session;	/* 0: one of its own */
	const char		*address;	/* NULL: HOME */
	enum evidence_class	 class;		/* 0: A */
	bool			 enrolled;
};

static void
put(struct batch *b, const struct say *y)
{
	store_client_evidence(b, &(struct evidence_row){
	    .client = id(y->client), .account = y->rid, .rid = y->rid,
	    .class = y->class == 0 ? EVIDENCE_A : y->class,
	    .last = AT(y->at), .node = 1, .enrolled = y->enrolled,
	    .session = y->session != 0 ? y->session : (uint64_t)y->at,
	    .address = y->address == NULL ? HOME : y->address });
}

static void
tell(struct storage *s, const struct say *y)
{
	struct batch	*b = store_batch_new();

	put(b, y);
	committed(s, b);
}
#define TELL(s, ...)	tell((s), &(struct say){ __VA_ARGS__ })

static void
logon(struct storage *s, const char *address, uint32_t rid, int64_t at)
{
	struct batch	*b = store_batch_new();

	store_logon(b, address, rid, AT(at));
	committed(s, b);
}

static void
take_counts(void *arg, const struct err *e, const struct uptake_counts *c)
{
	note_err(arg, e);
	assert_true(c->n <= nitems(counts));
	memcpy(counts, c->rows, c->n * sizeof(counts[0]));
	clients = c->clients;
}

static void
count(struct storage *s, enum uptake_rule rule)
{
	const uint32_t			 rids[] = { RID(0), RID(1), RID(2),
					    RID(3) };
	const struct uptake_query	 q = { .rule = rule, .rids = rids,
					    .n = 4, .since = LONG_AGO };

	assert_int_equal(waited(s, store_uptake_count(s->st, &q, take_counts,
	    s)), 0);
}

static uint64_t
lagging(struct storage *s, int account)
{
	count(s, UPTAKE_RETIRE);
	return counts[account].laggards;
}

static uint64_t
strayed(struct storage *s, int account)
{
	count(s, UPTAKE_RETIRE);
	return counts[account].strays;
}

static void
take_laggards(void *arg, const struct err *e, const struct laggard_list *l)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	assert_true(l->n <= nitems(laggards));
	n_rows = l->n;
	more = l->more;
	for (i = 0; i < l->n; i++) {
		laggards[i] = l->rows[i];
		laggards[i].name = kept(s, l->rows[i].name);
		laggards[i].address = kept(s, l->rows[i].address);
	}
}

static void
take_strays(void *arg, const struct err *e, const struct stray_list *l)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	assert_true(l->n <= nitems(strays));
	n_rows = l->n;
	for (i = 0; i < l->n; i++) {
		strays[i] = l->rows[i];
		strays[i].address = kept(s, l->rows[i].address);
	}
}

/* Client 1 is known; all that it has used are accounts of clients. */
static struct storage *
site(void **state)
{
	struct storage	*s = *state;

	add_accounts(s);
	add_client(s, 1);
	return s;
}

/* --- proofs --- */

static void
two_logons_in_a_row_with_newer_accounts_prove(void **state)
{
	struct storage	*s = site(state);

	assert_int_equal(lagging(s, 0), 0);	/* it never logged on */
	assert_int_equal(clients, 0);
	TELL(s, .client = 1, .rid = RID(0), .at = NOW);
	assert_int_equal(lagging(s, 0), 1);
	assert_int_equal(clients, 1);
	TELL(s, .client = 1, .rid = RID(2), .at = NOW + HOUR);
	assert_int_equal(lagging(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 2 * HOUR);
	assert_int_equal(lagging(s, 0), 0);
	assert_int_equal(counts[1].laggards, 1);
	assert_int_equal(counts[1].using, 1);
	assert_int_equal(counts[1].last.us, AT(NOW + 2 * HOUR).us);
	assert_int_equal(counts[2].laggards, 1);
	/* Closed at once: another will do, an older one too. */
	count(s, UPTAKE_CLOSE);
	assert_int_equal(counts[0].laggards, 0);
	assert_int_equal(counts[1].laggards, 1);
	assert_int_equal(counts[2].laggards, 1);
	assert_int_equal(counts[3].laggards, 0);
}

static void
files_of_one_session_prove_once(void **state)
{
	struct storage	*s = site(state);

	TELL(s, .client = 1, .rid = RID(1), .at = NOW, .session = 7);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 1, .session = 7);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + HOUR, .session = 7);
	assert_int_equal(lagging(s, 0), 1);
	assert_int_equal(counts[0].last.us, AT(NOW + HOUR).us);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + HOUR, .session = 8);
	assert_int_equal(lagging(s, 0), 0);
}

static void
an_old_account_used_again_is_waited_for_at_once(void **state)
{
	struct storage	*s = site(state);

	TELL(s, .client = 1, .rid = RID(1), .at = NOW);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + HOUR);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 2 * HOUR);
	assert_int_equal(lagging(s, 0), 0);
	TELL(s, .client = 1, .rid = RID(0), .at = NOW + 3 * HOUR);
	assert_int_equal(lagging(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 4 * HOUR);
	assert_int_equal(lagging(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 5 * HOUR);
	assert_int_equal(lagging(s, 0), 0);
}

/* Lanes digest side by side: rows come in any order, and twice. */
static void
whatever_the_order_the_old_account_that_came_last_counts(void **state)
{
	static const int	 orders[][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 },
		{ 2, 0, 1 }, { 2, 1, 0 },
	};
	struct storage		*s = site(state);
	struct say		 say[3];
	unsigned		 c;
	size_t			 i, j;

	for (i = 0; i < nitems(orders); i++) {
		c = (unsigned)(10 + i);
		add_client(s, c);
		say[0] = (struct say){ .client = c, .rid = RID(1), .at = NOW };
		say[1] = (struct say){ .client = c, .rid = RID(1), .at = NOW + 60 };
		say[2] = (struct say){ .client = c, .rid = RID(0), .at = NOW + 120 };
		for (j = 0; j < 3; j++) {
			tell(s, &say[orders[i][j]]);
			tell(s, &say[orders[i][j]]);
		}
		assert_int_equal(lagging(s, 0), i + 1);
	}
}

static void
a_clock_that_was_set_hides_no_old_account(void **state)
{
	struct storage	*s = site(state);

	/* A day ahead, then right again: the old one came last. */
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + DAY);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + DAY + 60);
	TELL(s, .client = 1, .rid = RID(0), .at = NOW + 120);
	assert_int_equal(lagging(s, 0), 1);
}

static void
an_operators_account_proves_nothing(void **state)
{
	struct storage	*s = site(state);

	TELL(s, .client = 1, .rid = 0, .at = NOW);
	TELL(s, .client = 1, .rid = 0, .at = NOW + HOUR);
	assert_int_equal(lagging(s, 0), 1);
	/* Not even if it is told as a client's. */
	TELL(s, .client = 1, .rid = RID(4), .at = NOW + 2 * HOUR);
	TELL(s, .client = 1, .rid = RID(4), .at = NOW + 3 * HOUR);
	assert_int_equal(lagging(s, 0), 1);
}

static void
a_hint_is_no_proof(void **state)
{
	struct storage	*s = site(state);

	TELL(s, .client = 1, .rid = RID(1), .at = NOW, .class = EVIDENCE_B);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + HOUR,
	    .class = EVIDENCE_C);
	assert_int_equal(lagging(s, 0), 1);
}

static void
an_account_that_is_closed_by_now_serves_nobody(void **state)
{
	struct storage	*s = site(state);
	struct batch	*b = store_batch_new();

	TELL(s, .client = 1, .rid = RID(1), .at = NOW);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + HOUR);
	assert_int_equal(lagging(s, 0), 0);
	store_account_state(b, 2, ACCOUNT_DISABLED, AT(NOW + HOUR));
	committed(s, b);
	assert_int_equal(lagging(s, 0), 1);
}

static void
a_client_away_too_long_is_not_waited_for(void **state)
{
	struct storage	*s = site(state);

	TELL(s, .client = 1, .rid = RID(0), .at = NOW - 60 * DAY);
	assert_int_equal(lagging(s, 0), 0);
	assert_int_equal(clients, 0);
	add_client(s, 2);
	TELL(s, .client = 2, .rid = RID(0), .at = NOW - 60 * DAY + 1);
	assert_int_equal(lagging(s, 0), 1);
}

static void
a_refused_batch_proves_nothing(void **state)
{
	struct storage	*s = site(state);
	struct batch	*b = store_batch_new();

	TELL(s, .client = 1, .rid = RID(1), .at = NOW);
	put(b, &(struct say){ .client = 1, .rid = RID(1), .at = NOW + HOUR });
	store_account_state(b, 99, ACCOUNT_DISABLED, AT(1));
	assert_int_equal(commit(s, b), ENOENT);
	assert_int_equal(lagging(s, 0), 1);
}

/* Of any history: who is waited for is so too when a proof is lost. */
static void
a_lost_proof_only_delays(void **state)
{
	enum { HISTORIES = 100, ROWS = 6 };
	struct storage	*s = site(state);
	struct batch	*b = store_batch_new();
	struct guid	 whole, lossy;
	struct evidence_row e;
	uint32_t	 seed = 4711, rid;
	unsigned	 i, j;

	for (i = 0; i < HISTORIES; i++) {
		whole = (struct guid){ { (uint8_t)i, 2 } };
		lossy = (struct guid){ { (uint8_t)i, 3 } };
		(void)store_client_seen(b, &(struct client_seen){
		    .guid = whole, .name = "WHOLE", .at = AT(1) });
		(void)store_client_seen(b, &(struct client_seen){
		    .guid = lossy, .name = "LOSSY", .at = AT(1) });
		for (j = 0; j < ROWS; j++) {
			seed = seed * 1103515245 + 12345;
			rid = RID(seed >> 16 & 1);
			e = (struct evidence_row){
				.client = whole, .account = rid, .rid = rid,
				.class = EVIDENCE_A, .address = HOME,
				.last = AT(NOW + j * HOUR), .session = j + 1
			};
			store_client_evidence(b, &e);
			e.client = lossy;
			if (j != i % ROWS || rid == RID(0))
				store_client_evidence(b, &e);
		}
	}
	committed(s, b);
	/* The table tells of both: never proven by less than the whole. */
	assert_true(storage_try(s, "CREATE TEMP TABLE t (n CHECK (n = 0));"
	    "INSERT INTO t SELECT count(*) FROM client AS w JOIN client AS l "
	    "ON substr(hex(w.guid), 1, 2) = substr(hex(l.guid), 1, 2) "
	    "JOIN uptake AS uw ON uw.client = w.seq "
	    "JOIN uptake AS ul ON ul.client = l.seq "
	    "WHERE w.name = 'WHOLE' AND l.name = 'LOSSY' "
	    "AND min(ul.newest, ul.earlier) > min(uw.newest, uw.earlier)"));
	assert_true(storage_try(s, "CREATE TEMP TABLE t (n CHECK (n > 10));"
	    "INSERT INTO t SELECT count(*) FROM uptake "
	    "WHERE min(newest, earlier) > 1000"));
}

/* --- who it is --- */

static void
an_enrolled_client_proves_only_by_what_it_signs(void **state)
{
	struct storage	*s = site(state);

	TELL(s, .client = 1, .rid = RID(1), .at = NOW, .enrolled = true);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + HOUR, .enrolled = true);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 2 * HOUR,
	    .enrolled = true);
	assert_int_equal(lagging(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 3 * HOUR,
	    .enrolled = true,
	    .class = EVIDENCE_A_PLUS);
	assert_int_equal(lagging(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 4 * HOUR,
	    .enrolled = true,
	    .class = EVIDENCE_A_PLUS);
	assert_int_equal(lagging(s, 0), 0);
	/* Somebody says so with an old one: it is waited for. */
	TELL(s, .client = 1, .rid = RID(0), .at = NOW + 5 * HOUR,
	    .enrolled = true);
	assert_int_equal(lagging(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 6 * HOUR,
	    .enrolled = true);
	assert_int_equal(lagging(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 7 * HOUR,
	    .enrolled = true,
	    .class = EVIDENCE_A_PLUS);
	assert_int_equal(lagging(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 8 * HOUR,
	    .enrolled = true,
	    .class = EVIDENCE_A_PLUS);
	assert_int_equal(lagging(s, 0), 0);
}

static void
what_is_not_signed_neither_counts_nor_pushes_out(void **state)
{
	struct storage	*s = site(state);
	int		 i;

	TELL(s, .client = 1, .rid = RID(2), .at = NOW, .enrolled = true,
	    .class = EVIDENCE_A_PLUS);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 1, .enrolled = true);
	assert_int_equal(lagging(s, 0), 1);	/* one signed, not two */
	TELL(s, .client = 1, .rid = RID(2), .at = NOW + 2, .enrolled = true,
	    .class = EVIDENCE_A_PLUS);
	TELL(s, .client = 1, .rid = RID(2), .at = NOW + 3, .enrolled = true,
	    .class = EVIDENCE_A_PLUS);
	assert_int_equal(lagging(s, 1), 0);
	for (i = 0; i < PROOFS_KEPT; i++)
		TELL(s, .client = 1, .rid = RID(2), .at = NOW + 4 + i,
		    .enrolled = true);
	assert_int_equal(lagging(s, 1), 0);
}

static void
enrolment_begins_from_nothing(void **state)
{
	struct storage	*s = site(state);
	struct batch	*b = store_batch_new();

	TELL(s, .client = 1, .rid = RID(1), .at = NOW);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + HOUR);
	assert_int_equal(lagging(s, 0), 0);
	store_enrolled_put(b, &(struct enrolled_row){ .guid = id(1),
	    .name = "PC01" });
	committed(s, b);
	assert_int_equal(lagging(s, 0), 1);
}

static void
two_addresses_within_the_hour_take_back_what_was_proven(void **state)
{
	struct storage	*s = site(state);

	TELL(s, .client = 1, .rid = RID(1), .at = NOW);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + DAY);
	assert_int_equal(lagging(s, 0), 0);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + DAY + HOUR - 1,
	    .address = "10.0.0.2");
	assert_int_equal(lagging(s, 0), 1);
	/* It has moved: two logons from there prove again. */
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + DAY + 3 * HOUR,
	    .address = "10.0.0.2");
	assert_int_equal(lagging(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + DAY + 4 * HOUR,
	    .address = "10.0.0.2");
	assert_int_equal(lagging(s, 0), 0);
}

static void
a_signed_file_proves_from_wherever_it_comes(void **state)
{
	struct storage	*s = site(state);

	TELL(s, .client = 1, .rid = RID(1), .at = NOW, .enrolled = true,
	    .class = EVIDENCE_A_PLUS);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 60, .enrolled = true,
	    .class = EVIDENCE_A_PLUS, .address = "10.0.0.2");
	assert_int_equal(lagging(s, 0), 0);
	/* An unsigned one from a third place still lowers. */
	TELL(s, .client = 1, .rid = RID(0), .at = NOW + 120, .enrolled = true,
	    .address = "10.0.0.3");
	assert_int_equal(lagging(s, 0), 1);
}

static void
a_forgotten_client_is_not_waited_for(void **state)
{
	struct storage	*s = site(state);
	struct guid	 one = id(1);
	struct batch	*b = store_batch_new();

	TELL(s, .client = 1, .rid = RID(0), .at = NOW);
	store_client_forget(b, &one);
	committed(s, b);
	assert_int_equal(lagging(s, 0), 0);
}

/* --- strays --- */

static void
a_logon_that_no_file_follows_blocks_by_its_address(void **state)
{
	struct storage	*s = site(state);

	logon(s, "10.9.9.9", RID(0), NOW);
	logon(s, "10.9.9.9", RID(0), NOW - HOUR);	/* late */
	assert_int_equal(strayed(s, 0), 1);
	assert_int_equal(counts[0].last.us, AT(NOW).us);
	assert_int_equal(counts[1].strays, 0);
	/* A file from elsewhere, or with another account, says nothing. */
	TELL(s, .client = 1, .rid = RID(0), .at = NOW + 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + HOUR + 2,
	    .address = "10.9.9.9");
	assert_int_equal(strayed(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(0), .at = NOW + DAY,
	    .address = "10.9.9.9");
	assert_int_equal(strayed(s, 0), 0);
}

static void
a_stray_that_is_too_old_blocks_no_more(void **state)
{
	struct storage	*s = site(state);
	struct batch	*b = store_batch_new();

	logon(s, "10.9.9.9", RID(0), NOW - 60 * DAY);
	assert_int_equal(strayed(s, 0), 0);
	logon(s, "10.9.9.9", RID(0), NOW - 60 * DAY + 1);
	assert_int_equal(strayed(s, 0), 1);
	store_logons_prune(b, AT(NOW - 60 * DAY + 2));
	committed(s, b);
	assert_int_equal(strayed(s, 0), 0);
	assert_true(storage_try(s, "CREATE TEMP TABLE t (n CHECK (n = 0));"
	    "INSERT INTO t SELECT count(*) FROM logon"));
}

/* It had only read since its last file with the old account. */
static void
a_client_that_proved_newer_accounts_explains_its_strays(void **state)
{
	struct storage	*s = site(state);

	TELL(s, .client = 1, .rid = RID(0), .at = NOW);
	logon(s, HOME, RID(0), NOW + 5 * DAY);
	assert_int_equal(strayed(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 6 * DAY);
	assert_int_equal(strayed(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 7 * DAY);
	assert_int_equal(strayed(s, 0), 0);
	/* The same logon, told late. */
	logon(s, HOME, RID(0), NOW + 5 * DAY);
	assert_int_equal(strayed(s, 0), 0);
	/* And again with the old one, after what was proven. */
	logon(s, HOME, RID(0), NOW + 7 * DAY + HOUR);
	assert_int_equal(strayed(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 7 * DAY + 2 * HOUR);
	assert_int_equal(strayed(s, 0), 1);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 7 * DAY + 3 * HOUR);
	assert_int_equal(strayed(s, 0), 0);
}

/* Behind one address: who was explained once is not for ever. */
static void
another_machine_there_is_explained_for_some_days_only(void **state)
{
	struct storage	*s = site(state);
	int64_t		 day;

	TELL(s, .client = 1, .rid = RID(0), .at = NOW);
	for (day = 1; day < 20; day++) {
		logon(s, HOME, RID(0), NOW + day * DAY);
		TELL(s, .client = 1, .rid = RID(1),
		    .at = NOW + day * DAY + HOUR);
		TELL(s, .client = 1, .rid = RID(1),
		    .at = NOW + day * DAY + 2 * HOUR);
		assert_int_equal(strayed(s, 0), day > 8);
	}
}

static void
nobody_explains_a_stray_of_a_stranger(void **state)
{
	struct storage	*s = site(state);

	/* No file of this account came from there within STRAY_TIE. */
	TELL(s, .client = 1, .rid = RID(0), .at = NOW);
	logon(s, HOME, RID(0), NOW + 9 * DAY);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 10 * DAY);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW + 11 * DAY);
	assert_int_equal(lagging(s, 0), 0);
	assert_int_equal(counts[0].strays, 1);
}

/* --- by name --- */

static void
laggards_are_listed_page_by_page(void **state)
{
	struct storage		*s = site(state);
	struct laggard_query	 q = { .rule = UPTAKE_RETIRE, .rid = RID(0),
				    .since = LONG_AGO, .limit = 2 };

	add_client(s, 2);
	add_client(s, 3);
	add_client(s, 4);
	TELL(s, .client = 1, .rid = RID(0), .at = NOW);
	TELL(s, .client = 2, .rid = RID(1), .at = NOW);
	TELL(s, .client = 2, .rid = RID(1), .at = NOW + HOUR);
	TELL(s, .client = 3, .rid = RID(1), .at = NOW);
	TELL(s, .client = 4, .rid = RID(0), .at = NOW);
	TELL(s, .client = 4, .rid = RID(1), .at = NOW + HOUR);
	assert_int_equal(waited(s, store_laggards(s->st, &q, take_laggards,
	    s)), 0);
	assert_int_equal(n_rows, 2);
	assert_true(more);
	assert_string_equal(laggards[0].name, "PC01");
	assert_int_equal(laggards[0].newest, RID(0));
	assert_int_equal(laggards[0].earlier, 0);
	assert_string_equal(laggards[0].address, HOME);
	assert_string_equal(laggards[1].name, "PC03");
	q.after = laggards[1].seq;
	assert_int_equal(waited(s, store_laggards(s->st, &q, take_laggards,
	    s)), 0);
	assert_int_equal(n_rows, 1);
	assert_false(more);
	assert_string_equal(laggards[0].name, "PC04");
	q = (struct laggard_query){ .rule = UPTAKE_CLOSE, .rid = RID(1),
	    .since = LONG_AGO };
	assert_int_equal(waited(s, store_laggards(s->st, &q, take_laggards,
	    s)), 0);
	assert_int_equal(n_rows, 4);
	q.rid = RID(3);
	assert_int_equal(waited(s, store_laggards(s->st, &q, take_laggards,
	    s)), 0);
	assert_int_equal(n_rows, 2);		/* proven nothing at all */
}

static void
orphans_are_those_away_and_those_cut_off(void **state)
{
	struct storage		*s = site(state);
	struct orphan_query	 q = { .until = LONG_AGO };
	struct batch		*b = store_batch_new();

	add_client(s, 2);
	add_client(s, 3);
	TELL(s, .client = 1, .rid = RID(1), .at = NOW - 61 * DAY);
	TELL(s, .client = 2, .rid = RID(0), .at = NOW);
	TELL(s, .client = 3, .rid = RID(0), .at = NOW);
	TELL(s, .client = 3, .rid = RID(1), .at = NOW + HOUR);
	assert_int_equal(waited(s, store_orphans(s->st, &q, take_laggards,
	    s)), 0);
	assert_int_equal(n_rows, 1);
	assert_string_equal(laggards[0].name, "PC01");
	assert_false(laggards[0].cut_off);
	store_account_state(b, 1, ACCOUNT_DISABLED, AT(NOW));
	committed(s, b);
	assert_int_equal(waited(s, store_orphans(s->st, &q, take_laggards,
	    s)), 0);
	assert_int_equal(n_rows, 2);
	assert_string_equal(laggards[1].name, "PC02");
	assert_true(laggards[1].cut_off);
}

static void
strays_are_listed_by_address(void **state)
{
	struct storage		*s = site(state);
	struct stray_query	 q = { .rid = RID(0), .since = LONG_AGO };

	logon(s, "10.0.0.7", RID(0), NOW);
	logon(s, "10.0.0.8", RID(1), NOW);
	logon(s, "10.0.0.9", RID(0), NOW);
	assert_int_equal(waited(s, store_strays(s->st, &q, take_strays, s)),
	    0);
	assert_int_equal(n_rows, 2);
	assert_string_equal(strays[0].address, "10.0.0.7");
	q.after = strays[0].address;
	assert_int_equal(waited(s, store_strays(s->st, &q, take_strays, s)),
	    0);
	assert_int_equal(n_rows, 1);
	assert_string_equal(strays[0].address, "10.0.0.9");
}

/* --- as it is kept --- */

static void
proofs_that_cannot_be_read_prove_nothing(void **state)
{
	struct proofs	 ps = { 0 }, back;
	uint8_t		 bytes[PROOFS_BYTES_MAX + 1];
	struct wr	 w = wr_over(bytes, sizeof(bytes));
	size_t		 n;

	(void)state;
	assert_true(proofs_take(&ps, &(struct proof){ 7, EVIDENCE_A, AT(2), 1 },
	    false));
	assert_true(proofs_take(&ps, &(struct proof){ 8, EVIDENCE_A_PLUS,
	    AT(3), 2 }, false));
	proofs_put(&w, &ps);
	n = wr_written(&w).len;
	proofs_get(rd_over(bytes, n), &back);
	assert_int_equal(back.n, 2);
	assert_int_equal(back.p[0].rid, 8);
	assert_int_equal(back.p[0].class, EVIDENCE_A_PLUS);
	assert_int_equal(back.p[1].at.us, AT(2).us);
	assert_int_equal(back.p[1].session, 1);
	while (n-- > 0) {
		proofs_get(rd_over(bytes, n), &back);
		assert_true(back.n == 0 || n % 21 == 0);
	}
	proofs_get(rd_over(bytes, sizeof(bytes)), &back);
	assert_int_equal(back.n, 0);		/* more than are kept */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(two_logons_in_a_row_with_newer_accounts_prove),
		WITH_STORE(files_of_one_session_prove_once),
		WITH_STORE(an_old_account_used_again_is_waited_for_at_once),
		WITH_STORE(
		    whatever_the_order_the_old_account_that_came_last_counts),
		WITH_STORE(a_clock_that_was_set_hides_no_old_account),
		WITH_STORE(an_operators_account_proves_nothing),
		WITH_STORE(a_hint_is_no_proof),
		WITH_STORE(an_account_that_is_closed_by_now_serves_nobody),
		WITH_STORE(a_client_away_too_long_is_not_waited_for),
		WITH_STORE(a_refused_batch_proves_nothing),
		WITH_STORE(a_lost_proof_only_delays),
		WITH_STORE(an_enrolled_client_proves_only_by_what_it_signs),
		WITH_STORE(what_is_not_signed_neither_counts_nor_pushes_out),
		WITH_STORE(enrolment_begins_from_nothing),
		WITH_STORE(
		    two_addresses_within_the_hour_take_back_what_was_proven),
		WITH_STORE(a_signed_file_proves_from_wherever_it_comes),
		WITH_STORE(a_forgotten_client_is_not_waited_for),
		WITH_STORE(a_logon_that_no_file_follows_blocks_by_its_address),
		WITH_STORE(a_stray_that_is_too_old_blocks_no_more),
		WITH_STORE(
		    a_client_that_proved_newer_accounts_explains_its_strays),
		WITH_STORE(
		    another_machine_there_is_explained_for_some_days_only),
		WITH_STORE(nobody_explains_a_stray_of_a_stranger),
		WITH_STORE(laggards_are_listed_page_by_page),
		WITH_STORE(orphans_are_those_away_and_those_cut_off),
		WITH_STORE(strays_are_listed_by_address),
		cmocka_unit_test(proofs_that_cannot_be_read_prove_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
