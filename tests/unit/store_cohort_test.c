/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts in cohorts: what holds of the accounts of a site holds of those of
 * each, and a client that moved to another does not need those of before.
 */
#include "tests/unit/storage.h"

#include <string.h>

#include "base/cohort.h"
#include "store/account.h"
#include "store/client.h"
#include "store/enrolled.h"
#include "store/pool.h"
#include "store/uptake.h"

enum { PUBLISHED = 4, UNPUBLISHED };

#define RID(n)		(ACCOUNT_RID_FIRST + (uint32_t)(n))
#define HOME		"10.0.0.1"

static int
add_account(struct storage *s, int64_t id, unsigned cohort)
{
	struct batch	*b = store_batch_new();
	char		 name[32];

	(void)snprintf(name, sizeof(name), "SMSClient_%05d", (int)id);
	(void)store_account_add(b, &(struct account_row){ .id = id,
	    .guid = guid_random(), .name = name, .kind = ACCOUNT_CLIENT,
	    .secret = SECRET_GENERATED, .cohort = cohort,
	    .verifier = { "v", 1 } });
	return commit(s, b);
}

static int
set(struct storage *s, uint32_t number, unsigned cohort, unsigned state)
{
	struct batch	*b = store_batch_new();

	store_generation_set(b, &(struct generation_row){ .number = number,
	    .account = 100 + number, .state = state, .cohort = cohort });
	return commit(s, b);
}

static void
drain(struct storage *s, unsigned cohort, bool drained)
{
	struct batch	*b = store_batch_new();

	store_cohort_set(b, &(struct cohort_row){ .number = cohort,
	    .next_due = AT(7), .drained = drained });
	committed(s, b);
}

/* --- which --- */

static void
a_client_stays_in_its_cohort_while_there_is_one(void **state)
{
	const struct guid	 site = { { 1, 2, 3 } };
	unsigned		 was, seen[COHORTS_MAX] = { 0 };
	char			 name[16];
	int			 i;

	(void)state;
	assert_int_equal(cohort_of(0, 1, &site, "PC1"), 0);
	assert_int_equal(cohort_of(7, 1, &site, "PC1"), 0);
	assert_int_equal(cohort_of(0, 2, &site, "PC1"), 1);
	for (i = 0; i < 3000; i++) {
		(void)snprintf(name, sizeof(name), "PC%d", i);
		was = cohort_of(0, 16, &site, name);
		assert_in_range(was, 1, 15);
		seen[was]++;
		assert_int_equal(cohort_of(was, 16, &site, "RENAMED"), was);
		assert_int_equal(cohort_of(0, 16, &site, name), was);
		assert_in_range(cohort_of(was, 8, &site, name), 1, 7);
		if (was < 8)
			assert_int_equal(cohort_of(was, 8, &site, name), was);
	}
	for (i = 1; i < 16; i++)
		assert_in_range(seen[i], 140, 260);
}

/* --- limits --- */

static void
each_cohort_keeps_two_published(void **state)
{
	struct storage	*s = *state;
	uint32_t	 i;

	for (i = 1; i <= 5; i++)
		assert_int_equal(set(s, i, i <= 3 ? 0 : 2, PUBLISHED), 0);
	assert_int_equal(set(s, 1, 0, UNPUBLISHED), 0);
	assert_int_equal(set(s, 2, 0, UNPUBLISHED), EPERM);
	assert_int_equal(set(s, 4, 2, UNPUBLISHED), EPERM);
	drain(s, 2, true);
	assert_int_equal(set(s, 2, 0, UNPUBLISHED), EPERM);
	assert_int_equal(set(s, 4, 2, UNPUBLISHED), 0);
	drain(s, 2, false);
	assert_int_equal(set(s, 5, 2, UNPUBLISHED), EPERM);
	drain(s, 2, true);
	assert_int_equal(set(s, 5, 2, UNPUBLISHED), 0);
	assert_false(storage_try(s, "UPDATE generation SET cohort = 1 "
	    "WHERE number = 5"));
	assert_false(storage_try(s, "INSERT INTO cohort VALUES (16, 0, 0)"));
	assert_false(storage_try(s, "INSERT INTO cohort VALUES (0, 0, 1)"));
}

static void
each_cohort_has_room_for_32_accounts(void **state)
{
	struct storage	*s = *state;
	int64_t		 i;

	for (i = 1; i <= 64; i++)
		assert_int_equal(add_account(s, i, i % 2 == 0 ? 0 : 15), 0);
	assert_int_equal(add_account(s, 100, 0), EPERM);
	assert_int_equal(add_account(s, 101, 15), EPERM);
	assert_int_equal(add_account(s, 102, 1), 0);
	assert_false(storage_try(s, "UPDATE account SET cohort = 3 "
	    "WHERE id = 1"));
	assert_false(storage_try(s, "UPDATE account SET cohort = 16"));
}

/* --- what is kept --- */

static struct cohort_row	 cohorts[4];
static struct generation_row	 generations[8];
static struct enrolled_row	 client;
static size_t			 n_rows;

static void
take_cohorts(void *arg, const struct err *e, const struct cohort_list *l)
{
	note_err(arg, e);
	n_rows = l->n;
	memcpy(cohorts, l->rows, l->n * sizeof(cohorts[0]));
}

static void
take_generations(void *arg, const struct err *e,
    const struct generation_list *l)
{
	note_err(arg, e);
	n_rows = l->n;
	memcpy(generations, l->rows, l->n * sizeof(generations[0]));
}

static void
take_client(void *arg, const struct err *e, const struct enrolled_list *l)
{
	note_err(arg, e);
	assert_int_equal(l->n, 1);
	client = l->rows[0];
}

static void
cohorts_come_back_as_they_were_set(void **state)
{
	const struct enrolled_row	 in = { .guid = { { 9 } },
					    .name = "PC", .cohort = 11 };
	struct storage			*s = *state;
	struct batch			*b = store_batch_new();

	drain(s, 3, true);
	drain(s, 15, false);
	assert_int_equal(set(s, 1, 3, PUBLISHED), 0);
	store_enrolled_put(b, &in);
	committed(s, b);
	storage_close(s);
	storage_open(s);
	assert_int_equal(waited(s, store_cohorts(s->st, take_cohorts, s)), 0);
	assert_int_equal(n_rows, 2);
	assert_int_equal(cohorts[0].number, 3);
	assert_true(cohorts[0].drained && !cohorts[1].drained);
	assert_int_equal(cohorts[1].next_due.us, AT(7).us);
	assert_int_equal(waited(s, store_generations(s->st, take_generations,
	    s)), 0);
	assert_int_equal(generations[0].cohort, 3);
	assert_int_equal(waited(s, store_enrolled(s->st, NULL, take_client,
	    s)), 0);
	assert_int_equal(client.cohort, 11);
	b = store_batch_new();
	store_enrolled_cohort(b, &in.guid, 4);
	committed(s, b);
	assert_int_equal(waited(s, store_enrolled(s->st, NULL, take_client,
	    s)), 0);
	assert_int_equal(client.cohort, 4);
}

static void
take_number(void *arg, const struct err *e, const struct generation_list *l)
{
	note_err(arg, e);
	assert_false(l->more);
	n_rows = l->n;
}

static void
all_that_16_cohorts_can_have_is_read_at_once(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();
	uint32_t	 i;

	for (i = 0; i < COHORTS_MAX * 32; i++)
		store_generation_set(b, &(struct generation_row){
		    .number = i + 1, .account = 100 + i, .state = PUBLISHED,
		    .cohort = i % COHORTS_MAX });
	committed(s, b);
	assert_int_equal(waited(s, store_generations(s->st, take_number, s)),
	    0);
	assert_int_equal(n_rows, 512);
}

/* --- who needs what --- */

static struct uptake_count	 counts[6];
static size_t			 n_laggards;

static void
take_counts(void *arg, const struct err *e, const struct uptake_counts *c)
{
	note_err(arg, e);
	memcpy(counts, c->rows, c->n * sizeof(counts[0]));
}

static void
take_laggards(void *arg, const struct err *e, const struct laggard_list *l)
{
	note_err(arg, e);
	n_laggards = l->n;
}

/* By both ways of asking, which must say the same. */
static uint64_t
lagging(struct storage *s, int account)
{
	const uint32_t			 rids[] = { RID(0), RID(1), RID(2),
					    RID(3), RID(4), RID(5) };
	const struct uptake_query	 q = { .rule = UPTAKE_RETIRE,
					    .rids = rids, .n = 6,
					    .since = AT(1) };
	const struct laggard_query	 who = { .rule = UPTAKE_RETIRE,
					    .rid = RID(account),
					    .since = AT(1), .limit = 10 };

	assert_int_equal(waited(s, store_uptake_count(s->st, &q, take_counts,
	    s)), 0);
	assert_int_equal(waited(s, store_laggards(s->st, &who, take_laggards,
	    s)), 0);
	assert_int_equal(n_laggards, counts[account].laggards);
	return counts[account].laggards;
}

/* Accounts 2 and 3 are of cohort 1, the others of cohort 0; and a client. */
static void
begin(struct storage *s)
{
	struct batch	*b = store_batch_new();
	int		 i;

	for (i = 0; i < 6; i++)
		assert_int_equal(add_account(s, i + 1,
		    i == 2 || i == 3 ? 1 : 0), 0);
	store_client_seen(b, &(struct client_seen){ .guid = { { 1 } },
	    .name = "PC", .domain = "PLANT", .source = SOURCE_DDR,
	    .at = AT(2) });
	committed(s, b);
}

static void
tell(struct storage *s, int account, int64_t at)
{
	struct batch	*b = store_batch_new();

	store_client_evidence(b, &(struct evidence_row){
	    .client = { { 1 } }, .account = account + 1, .rid = RID(account),
	    .class = EVIDENCE_A_PLUS, .enrolled = true, .last = AT(at),
	    .node = 1, .session = (uint64_t)at, .address = HOME });
	committed(s, b);
}

static void
who_moved_does_not_need_the_cohort_of_before(void **state)
{
	struct storage	*s = *state;

	begin(s);
	tell(s, 4, 100);
	tell(s, 4, 200);
	assert_int_equal(lagging(s, 4), 1);
	assert_int_equal(lagging(s, 2), 0);	/* it can do without */
	tell(s, 2, 300);
	assert_int_equal(lagging(s, 4), 1);	/* once only */
	assert_int_equal(lagging(s, 2), 1);
	tell(s, 2, 400);
	assert_int_equal(lagging(s, 4), 0);
	assert_int_equal(lagging(s, 5), 0);	/* newer, but not its own */
	assert_int_equal(lagging(s, 0), 0);
	assert_int_equal(lagging(s, 2), 1);
	assert_int_equal(lagging(s, 3), 1);	/* its own, not proven yet */
	tell(s, 3, 500);
	tell(s, 3, 600);
	assert_int_equal(lagging(s, 2), 0);
	assert_int_equal(lagging(s, 3), 1);
}

static void
whose_cohort_is_closed_needs_all(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	begin(s);
	tell(s, 2, 300);
	tell(s, 2, 400);
	store_account_state(b, 3, ACCOUNT_DISABLED, AT(5));
	committed(s, b);
	assert_int_equal(lagging(s, 4), 1);
	assert_int_equal(lagging(s, 3), 1);
}

static uint64_t
strayed(struct storage *s, int account)
{
	(void)lagging(s, account);
	return counts[account].strays;
}

static void
strays_of_who_moved_are_explained(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	begin(s);
	tell(s, 4, 100);
	store_logon(b, HOME, RID(4), AT(150));
	store_logon(b, "10.0.0.2", RID(4), AT(150));
	committed(s, b);
	assert_int_equal(strayed(s, 4), 2);
	tell(s, 2, 300);
	assert_int_equal(strayed(s, 4), 2);
	tell(s, 2, 400);
	assert_int_equal(strayed(s, 4), 1);	/* not from elsewhere */
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(
		    a_client_stays_in_its_cohort_while_there_is_one),
		WITH_STORE(each_cohort_keeps_two_published),
		WITH_STORE(each_cohort_has_room_for_32_accounts),
		WITH_STORE(cohorts_come_back_as_they_were_set),
		WITH_STORE(all_that_16_cohorts_can_have_is_read_at_once),
		WITH_STORE(who_moved_does_not_need_the_cohort_of_before),
		WITH_STORE(whose_cohort_is_closed_needs_all),
		WITH_STORE(strays_of_who_moved_are_explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
