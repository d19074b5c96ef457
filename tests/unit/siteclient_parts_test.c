/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of siteclient that decide: slot, CAP, account, card, queue. */
#include "tests/unit/check.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contrib/siteclient/accounts.h"
#include "contrib/siteclient/assign.h"
#include "contrib/siteclient/bundle.h"
#include "contrib/siteclient/caps.h"
#include "contrib/siteclient/components.h"
#include "contrib/siteclient/due.h"
#include "contrib/siteclient/identity.h"
#include "contrib/siteclient/orphan.h"
#include "contrib/siteclient/queue.h"
#include "contrib/siteclient/slot.h"

#define S_US		1000000LL

static const uint8_t	site_key[SIGN_KEY_SIZE] = { 1, 2, 3 };

/* --- slot --- */

static void
slots_are_stable_and_spread(void **state)
{
	unsigned	 bucket[23] = { 0 };
	struct guid	 g = { { 0 } };
	uint8_t		 other[SIGN_KEY_SIZE] = { 9 };
	unsigned	 i;

	(void)state;
	for (i = 0; i < 23000; i++) {
		g.b[0] = (uint8_t)i;
		g.b[1] = (uint8_t)(i >> 8);
		bucket[slot_of(slot_number(site_key, &g), 23 * HOUR_MS) /
		    HOUR_MS]++;
	}
	for (i = 0; i < 23; i++)
		assert_in_range(bucket[i], 850, 1150);
	assert_true(slot_number(site_key, &g) == slot_number(site_key, &g));
	assert_true(slot_number(site_key, &g) != slot_number(other, &g));
	assert_int_equal(slot_of(12345, 0), 0);
}

static void
the_next_cycle_drifts_towards_the_slot_and_stays_there(void **state)
{
	const int64_t	 period = 23 * HOUR_MS;
	uint64_t	 number;
	struct wall	 at, next;
	int64_t		 gap;
	unsigned	 i;

	(void)state;
	for (number = 1; number < 1000000000000ULL; number *= 7) {
		at.us = 1700000000LL * S_US;
		for (i = 0; i < 8; i++) {
			next = slot_next_cycle(number, at, period);
			gap = (next.us - at.us) / 1000;
			assert_in_range(gap, period * 9 / 10,
			    period * 11 / 10);
			at = next;
		}
		assert_int_equal(at.us / 1000 % period,
		    slot_of(number, period));
		assert_int_equal((slot_next_cycle(number, at, period).us -
		    at.us) / 1000, period);
	}
}

/* --- CAPs --- */

static uint32_t
always_last(uint32_t n)
{
	return n - 1;
}

static uint32_t
always_first(uint32_t n)
{
	(void)n;
	return 0;
}

static void
caps_are_preferred_existing_then_random(void **state)
{
	const char	*const caps[] = {
		"MSWNET:[\"SMS_SITE=S01\"]\\\\NODE1\\CAP_S01\\",
		"MSWNET:[\"SMS_SITE=S01\"]\\\\NODE2\\CAP_S01\\",
		"MSWNET:[\"SMS_SITE=S01\"]\\\\NODE3\\CAP_S01\\",
		"MSWNET:[\"SMS_SITE=S01\"]\\\\NODE4\\CAP_S01\\" };
	struct config_list	 preferred = { .n = 0 };
	struct state		 s = { .ncap = 0 };
	struct cap_order	 o;
	char			 name[] = "node3";

	(void)state;
	assert_int_equal(state_set_caps(&s, caps, 4), 0);
	caps_order(&s, &preferred, -1, always_last, &o);
	assert_int_equal(o.n, 4);
	assert_int_equal(o.at[0], 0);
	caps_order(&s, &preferred, -1, always_first, &o);
	assert_int_not_equal(o.at[0], 0);
	caps_order(&s, &preferred, 3, always_first, &o);
	assert_int_equal(o.at[0], 3);
	assert_int_equal(o.n, 4);
	preferred.s[preferred.n++] = name;
	caps_order(&s, &preferred, 3, always_first, &o);
	assert_int_equal(o.at[0], 2);
	assert_int_equal(o.at[1], 3);
	assert_int_equal(o.at[2] + o.at[3], 0 + 1);
	caps_order(&s, &preferred, 17, always_last, &o);
	assert_int_equal(o.at[0], 2);
	assert_int_equal(o.n, 4);
	state_free(&s);
}

/* --- accounts --- */

static void
add(struct state *s, const char *name, uint32_t generation)
{
	struct account	*a = state_add_account(s);

	(void)strlcpy(a->name, name, sizeof(a->name));
	(void)strlcpy(a->password, name, sizeof(a->password));
	a->generation = generation;
}

static void
what_a_server_said_decides_when_an_account_is_tried(void **state)
{
	static const struct {
		struct link_reply	 reply;
		enum account_trouble	 trouble;
		bool			 next;
	} rows[] = {
		{ { 0, NT_OK }, ACCOUNT_FINE, false },
		{ { 0, NT_LOGON_FAILURE }, ACCOUNT_REFUSED, true },
		{ { 0, NT_NO_SUCH_USER }, ACCOUNT_REFUSED, true },
		{ { 0, NT_ACCOUNT_LOCKED_OUT }, ACCOUNT_LOCKED, true },
		{ { 0, NT_ACCOUNT_DISABLED }, ACCOUNT_DISABLED, true },
		{ { 0, NT_PASSWORD_MUST_CHANGE }, ACCOUNT_DISABLED, true },
		{ { 0, NT_ACCESS_DENIED }, ACCOUNT_FINE, true },
		{ { -ECONNREFUSED, NT_OK }, ACCOUNT_FINE, false },
		{ { 0, NT_BAD_NETWORK_NAME }, ACCOUNT_FINE, false },
	};
	const struct wall	 now = { 5 };
	struct account		 a = { .generation = 1 };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		a.trouble = ACCOUNT_FINE;
		assert_int_equal(accounts_heard(&a, &rows[i].reply, now),
		    rows[i].next);
		assert_int_equal(a.trouble, rows[i].trouble);
	}
}

static void
a_plan_leaves_out_refused_and_freshly_locked_accounts(void **state)
{
	const struct wall	 now = { 10000 * S_US };
	struct state		 s = { .naccount = 0 };
	struct account_plan	 p;

	(void)state;
	add(&s, "a", 4);
	add(&s, "b", 3);
	add(&s, "c", 2);
	add(&s, "d", 1);
	s.account[0].trouble = ACCOUNT_REFUSED;
	s.account[1].trouble = ACCOUNT_LOCKED;
	s.account[1].since.us = now.us - 100 * S_US;
	s.account[2].trouble = ACCOUNT_DISABLED;
	accounts_plan(&s, now, 200 * 1000, false, &p);
	assert_int_equal(p.n, 2);
	assert_int_equal(p.at[0], 2);
	assert_int_equal(p.at[1], 3);
	accounts_plan(&s, now, 50 * 1000, false, &p);
	assert_int_equal(p.n, 3);
	accounts_plan(&s, now, 200 * 1000, true, &p);
	assert_int_equal(p.n, 4);
	state_free(&s);
}

static void
a_new_list_gives_refused_accounts_another_try(void **state)
{
	struct account	 list[2] = { { .name = "a", .password = "a",
			    .generation = 4 }, { .name = "new",
			    .password = "x", .generation = 5 } };
	struct state	 s = { .naccount = 0 };

	(void)state;
	add(&s, "a", 4);
	add(&s, "b", 3);
	s.account[0].trouble = ACCOUNT_REFUSED;
	assert_int_equal(accounts_replace(&s, list, 2), 1);
	assert_int_equal(s.naccount, 2);
	assert_int_equal(s.account[0].trouble, ACCOUNT_FINE);
	assert_string_equal(s.account[1].name, "new");
	state_free(&s);
}

/* The list as the keeper publishes it. */
static struct rd	 sealed;

static const char *
open_under(struct state *s, const struct manifest *m, const char *site,
    enum acctlist_form form, const uint8_t *key, int *news)
{
	return accounts_open(s, &(struct account_source){ .site = site,
	    .form = form, .key = key, .manifest = m }, sealed, news);
}

static void
a_sealed_list_is_taken_only_where_it_belongs(void **state)
{
	const uint8_t		 key[CIPHER_KEY_SIZE] = { 5 }, bad[32] = { 6 };
	struct acctlist		 list = { .n = 1, .acct = { { .generation = 7,
	    .domain = "DEMO", .name = "SMSClient_00007",
	    .password = "Secret-7" } } };
	struct acctlist_head	 head = { ACCTLIST_SITE, "S01", 12 };
	static uint8_t		 mem[ACCTLIST_SEALED_MAX];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct state		 s = { .naccount = 0 };
	int			 news = -1;

	(void)state;
	assert_true(acctlist_seal(&head, key, &list, &w));
	sealed = wr_written(&w);
	assert_non_null(open_under(&s, NULL, "S02", ACCTLIST_SITE, key,
	    &news));
	assert_non_null(open_under(&s, NULL, "S01", ACCTLIST_LIST, key,
	    &news));
	assert_non_null(open_under(&s, NULL, "S01", ACCTLIST_SITE, bad,
	    &news));
	s.list_serial = 13;
	assert_non_null(open_under(&s, NULL, "S01", ACCTLIST_SITE, key,
	    &news));
	assert_int_equal(s.naccount, 0);
	s.list_serial = 12;
	assert_null(open_under(&s, NULL, "S01", ACCTLIST_SITE, key,
	    &news));
	assert_int_equal(news, 1);
	assert_string_equal(s.account[0].password, "Secret-7");
	state_free(&s);
}

static void
a_list_has_the_generations_that_the_manifest_promises(void **state)
{
	const uint8_t		 key[CIPHER_KEY_SIZE] = { 5 };
	struct acctlist		 list = { .n = 3, .acct = {
	    { .generation = 7, .domain = "D", .name = "A", .password = "x" },
	    { .generation = 6, .domain = "D", .name = "B", .password = "y" },
	    { .generation = 0, .domain = "D", .name = "C", .password = "z" } } };
	static const struct {
		uint32_t	 number[3];
		bool		 taken;
	} rows[] = {
		{ { 0 }, true },	/* a manifest that does not say */
		{ { 7, 6 }, true },
		{ { 7 }, false },
		{ { 6 }, false },
		{ { 8, 6 }, false },
		{ { 7, 5 }, false },
		{ { 8, 7, 6 }, false },
		{ { 7, 6, 5 }, false },
	};
	struct acctlist_head	 head = { ACCTLIST_SITE, "S01", 12 };
	static uint8_t		 mem[ACCTLIST_SEALED_MAX];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct manifest		 m;
	struct state		 s = { .naccount = 0 };
	size_t			 i;
	int			 news;

	(void)state;
	assert_true(acctlist_seal(&head, key, &list, &w));
	sealed = wr_written(&w);
	for (i = 0; i < nitems(rows); i++) {
		m = (struct manifest){ .nfile = 0 };
		while (m.ngeneration < 3 && rows[i].number[m.ngeneration] != 0) {
			m.generation[m.ngeneration].valid_until.us =
			    100 - (int64_t)m.ngeneration;
			m.generation[m.ngeneration].number =
			    rows[i].number[m.ngeneration];
			m.ngeneration++;
		}
		if ((open_under(&s, &m, "S01", ACCTLIST_SITE, key, &news) ==
		    NULL) != rows[i].taken)
			fail_msg("row %zu", i);
	}
	accounts_promised(&s, &m);		/* 7, 6 and one unknown */
	assert_int_equal(s.accounts_until.us, 100);
	m.ngeneration = 0;
	accounts_promised(&s, &m);
	assert_int_equal(s.accounts_until.us, 0);
	state_free(&s);
}

/* --- assignment --- */

static void
a_card_in_bounds_is_enough_and_its_own_mask_counts(void **state)
{
	struct boundary	 b[] = {
		{ BOUNDARY_IP_SUBNET, 0xc0a80780, 0xffffff80 },
		{ BOUNDARY_IPX_NETWORK, 0x0a010000, 0 } };
	struct netconf	 net = { { "S01", 1 }, b, 2 };
	static const struct {
		const char	*card;
		bool		 is_assigned;
	} rows[] = {
		{ "192.168.7.132/25", true },	/* .128, Q288218; not .129 */
		{ "192.168.7.132/24", false },
		{ "192.168.7.12/25", false },
		{ "0.0.0.0/0", false },
		{ "10.1.2.3/16", false },	/* that is an IPX network */
	};
	struct cards	 cards = { .n = 1 };
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		assert_true(card_parse(rows[i].card, &cards.card[0]));
		assert_int_equal(assign_check(&cards, &net) != NULL,
		    rows[i].is_assigned);
	}
	assert_true(card_parse("192.168.7.200/25", &cards.card[cards.n++]));
	assert_ptr_equal(assign_check(&cards, &net), &cards.card[1]);
	/* a site that lists 0.0.0.0 does not have all machines */
	b[0].network = 0;
	assert_true(card_parse("0.0.0.0/32", &cards.card[0]));
	cards.n = 1;
	assert_null(assign_check(&cards, &net));
}

static void
a_card_is_an_address_and_bits(void **state)
{
	static const char	*const bad[] = { "", "10.1.2.3", "10.1.2/8",
	    "10.1.2.3/33", "10.1.2.3/-1", "10.1.2.3/ 8", "10.1.2.3/8/8" };
	struct card		 c;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++)
		assert_false(card_parse(bad[i], &c));
	assert_true(card_parse("10.1.2.3/0", &c));
	assert_int_equal(c.mask, 0);
}

/* --- components --- */

static void
versions_rise_and_what_is_old_is_verified(void **state)
{
	struct offer_entry	 e = { .name = "x", .directory = "x" };
	struct installed	 was = { .state = INSTALLED_WHOLE };

	(void)state;
	assert_true(version_parse("2.00.1493.3000", &e.version));
	assert_int_equal(component_action(NULL, &e, false),
	    COMPONENT_INSTALL);
	assert_true(version_parse("2.00.1493.2009", &was.version));
	assert_int_equal(component_action(&was, &e, false),
	    COMPONENT_UPGRADE);
	assert_true(version_parse("2.00.1493.10000", &was.version));
	assert_int_equal(component_action(&was, &e, false),
	    COMPONENT_LEAVE);
	was.version = e.version;
	assert_int_equal(component_action(&was, &e, false),
	    COMPONENT_LEAVE);
	was.state = INSTALLED_PENDING;
	assert_int_equal(component_action(&was, &e, false),
	    COMPONENT_INSTALL);
	was.state = INSTALLED_WHOLE;
	assert_int_equal(component_action(&was, &e, true), COMPONENT_VERIFY);
	was.state = INSTALLED_REPAIR;
	assert_int_equal(component_action(&was, &e, false), COMPONENT_VERIFY);
}

/* --- what is due --- */

static void
what_is_configured_counts_then_the_schedule_then_the_usual(void **state)
{
	const struct wall	 start = { 1700000000LL * S_US };
	struct wall		 now = start;
	struct config		 c;
	struct agent		 a = { .config = &c };
	struct err		 err;

	(void)state;
	assert_int_equal(config_init(&c, &err), 0);
	assert_true(due_is(&a, DUE_HEARTBEAT, (struct wall){ 0 }, now));
	now.us -= 1;				/* the last one was ahead */
	assert_true(due_is(&a, DUE_HEARTBEAT, start, now));
	now.us = start.us + 7 * DAY_MS * 1000 - 1;
	assert_false(due_is(&a, DUE_HEARTBEAT, start, now));
	now.us++;
	assert_true(due_is(&a, DUE_HEARTBEAT, start, now));
	/* every day from 1998-01-01 00:00: the next midnight */
	(void)strlcpy(a.state.schedule[DUE_HEARTBEAT], "0001170000100008",
	    sizeof(a.state.schedule[0]));
	now.us = start.us + DAY_MS * 1000;
	assert_true(due_is(&a, DUE_HEARTBEAT, start, now));
	now.us = start.us + 60 * S_US;
	assert_false(due_is(&a, DUE_HEARTBEAT, start, now));
	assert_false(due_is(&a, DUE_HARDWARE, start, now));
	assert_int_equal(config_set(&c, "heartbeat = 1s", &err), 0);
	assert_true(due_is(&a, DUE_HEARTBEAT, start, now));
	config_free(&c);
}

static void
schedules_are_taken_from_where_they_are_published(void **state)
{
	struct reg_value value = { REG_SZ, "Schedule", "00C1170000100038", 0 };
	struct reg_key	 key = { "Client Components\\Heartbeat Discovery", 0,
			    &value, 1 };
	struct clibase	 base = { .agents = { &key, 1 } };
	struct compcfg	 cfg = { .own = { "x", 0, &value, 1 } };
	struct state	 s = { .naccount = 0 };

	(void)state;
	due_take_base(&s, &base);
	assert_string_equal(s.schedule[DUE_HEARTBEAT], "00C1170000100038");
	due_take_component(&s, "HINV", &cfg);
	assert_string_equal(s.schedule[DUE_HARDWARE], "00C1170000100038");
	due_take_component(&s, "base", &cfg);
	assert_string_equal(s.schedule[DUE_VERIFY], "");
	value.name = "Component Verify Interval";
	due_take_component(&s, "base", &cfg);
	assert_string_equal(s.schedule[DUE_VERIFY], "00C1170000100038");
	due_take_component(&s, "hinv", &cfg);
	assert_string_equal(s.schedule[DUE_HARDWARE], "");
}

/* --- orphans --- */

static void
the_age_of_an_orphan_is_from_the_stamp_or_the_installation(void **state)
{
	const struct wall	 now = { 1000 * DAY_MS * 1000 };
	struct state		 s = { .naccount = 0 };

	(void)state;
	assert_true(orphan_mend(&s, now));
	assert_true(s.installed.us == now.us);
	assert_false(orphan_mend(&s, now));
	s.installed.us = now.us - 61 * DAY_MS * 1000;
	assert_true(orphan_is(&s, now, 60 * DAY_MS));
	s.config_checked.us = now.us - 59 * DAY_MS * 1000;
	assert_false(orphan_is(&s, now, 60 * DAY_MS));
	s.config_checked.us = now.us + DAY_MS;	/* from the future */
	assert_true(orphan_mend(&s, now));
	assert_true(s.config_checked.us == now.us);
}

/* --- the queue --- */

static void
what_waits_is_tried_after_15_30_60_then_every_360_minutes(void **state)
{
	static const unsigned	 minutes[] = { 15, 30, 60, 360, 360, 360 };
	struct queue_item	*q;
	struct config		 c;
	struct state		 s = { .naccount = 0 };
	struct wall		 now = { 1000 * S_US };
	struct err		 err;
	size_t			 i;

	(void)state;
	assert_int_equal(config_init(&c, &err), 0);
	assert_int_equal(queue_add(-1, &s, BOX_DDR, ".DDR", "x", 1, now), 0);
	for (i = 0; i < nitems(minutes); i++) {
		q = queue_due(&s, now);
		assert_non_null(q);
		queue_failed(q, &c.queue_retry, now);
		assert_null(queue_due(&s, now));
		now.us += minutes[i] * 60 * S_US - 1;
		assert_null(queue_due(&s, now));
		now.us++;
	}
	assert_int_equal(queue_expire(-1, &s, now, c.queue_life_ms), 0);
	now.us = (1000 + 8 * 86400) * S_US;
	assert_int_equal(queue_expire(-1, &s, now, c.queue_life_ms), 0);
	now.us++;
	assert_int_equal(queue_expire(-1, &s, now, c.queue_life_ms), 1);
	assert_int_equal(s.nitem, 0);
	config_free(&c);
	state_free(&s);
}

static void
the_answer_to_an_enrolment_goes_before_all_else(void **state)
{
	const struct wall	 now = { 1000 * S_US };
	struct config_list	 none = { .n = 0 };
	struct state		 s = { .naccount = 0 };
	struct queue_item	*q;

	(void)state;
	assert_int_equal(queue_add(-1, &s, BOX_DDR, ".DDR", "x", 1, now), 0);
	assert_int_equal(queue_add(-1, &s, BOX_CCR, QUEUE_ANSWER, "x", 1,
	    now), 0);
	q = queue_due(&s, now);
	assert_int_equal(q->box, BOX_CCR);
	queue_failed(q, &none, now);
	assert_null(queue_due(&s, now));
	queue_sent(-1, &s, q);
	assert_int_equal(queue_due(&s, now)->box, BOX_DDR);
	state_free(&s);
}

static void
what_may_have_landed_is_not_overtaken(void **state)
{
	const struct wall	 now = { 1000 * S_US };
	struct config_list	 none = { .n = 0 };
	struct state		 s = { .naccount = 0 };

	(void)state;
	assert_int_equal(queue_add(-1, &s, BOX_DDR, ".DDR", "x", 1, now), 0);
	assert_int_equal(queue_add(-1, &s, BOX_SINV, ".SIC", "x", 1, now), 0);
	s.item[1].number = 7;
	assert_ptr_equal(queue_due(&s, now), &s.item[1]);
	queue_failed(&s.item[1], &none, now);
	assert_null(queue_due(&s, now));
	s.item[1].number = 0;
	assert_ptr_equal(queue_due(&s, now), &s.item[0]);
	state_free(&s);
}

static void
queue_names_have_eight_letters_and_differ(void **state)
{
	char	 a[QUEUE_NAME_SIZE], b[QUEUE_NAME_SIZE];

	(void)state;
	queue_name(a);
	queue_name(b);
	assert_int_equal(strlen(a), 8);
	assert_int_equal(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
	    8);
	assert_string_not_equal(a, b);
}

static void
a_full_queue_takes_no_more(void **state)
{
	struct state	 s = { .naccount = 0 };
	size_t		 i;

	(void)state;
	for (i = 0; i < QUEUE_MAX; i++)
		assert_int_equal(queue_add(-1, &s, BOX_DDR, ".DDR", "x", 1,
		    (struct wall){ 1 }), 0);
	assert_int_equal(queue_add(-1, &s, BOX_DDR, ".DDR", "x", 1,
	    (struct wall){ 1 }), -ENOSPC);
	assert_int_equal(queue_add(-1, &s, BOX_DDR, ".DDR", "x", 0,
	    (struct wall){ 1 }), -EINVAL);
	state_free(&s);
}

/* --- the state as text --- */

static void
fill(struct state *s)
{
	const char		*const caps[] = {
		"MSWNET:[\"SMS_SITE=S01\"]\\\\NODE1\\CAP_S01\\" };
	struct installed	*c;
	struct advert		*ad;

	memset(s, 0, sizeof(*s));
	s->installed.us = 7 * S_US;
	s->manifest_serial = 1ULL << 40;
	s->hresult = 2147942405U;
	s->is_assigned = true;
	s->list_hash[3] = 0xab;
	assert_int_equal(state_set_caps(s, caps, 1), 0);
	add(s, "SMSClient_00001", 1);
	(void)strlcpy(s->account[0].password, " ,=\\\xc3\xa4 ", 32);
	s->account[0].trouble = ACCOUNT_LOCKED;
	c = state_add_component(s);
	(void)strlcpy(c->name, "Event to Trap, (SNMP)", sizeof(c->name));
	(void)strlcpy(c->directory, "snmpelea", sizeof(c->directory));
	assert_true(version_parse("2.00.1493.2009", &c->version));
	assert_int_equal(queue_add(-1, s, BOX_SINV, ".SIC", "x", 1,
	    (struct wall){ S_US }), 0);
	s->item[0].number = 1795266000123;
	ad = state_add_advert(s);
	(void)strlcpy(ad->id, "S0120001", sizeof(ad->id));
	ad->state = ADVERT_DONE;
}

static bool
accepts_state(const uint8_t *p, size_t n)
{
	struct state	 s;
	bool		 ok = state_parse(p, n, &s, NULL) == 0;

	state_free(&s);
	return ok;
}

static void
a_state_reads_as_it_was_written_and_not_by_halves(void **state)
{
	struct state	 s, again;
	struct buf	 b, c;
	struct err	 err;

	(void)state;
	buf_init(&b, 65536);
	buf_init(&c, 65536);
	fill(&s);
	state_put(&b, &s);
	if (state_parse(b.data, b.len, &again, &err) != 0)
		fail_msg("%s", err.text);
	state_put(&c, &again);
	assert_int_equal(b.len, c.len);
	assert_memory_equal(b.data, c.data, b.len);
	assert_string_equal(again.account[0].password, s.account[0].password);
	no_prefix_is_accepted(accepts_state, b.data, b.len);
	state_free(&s);
	state_free(&again);
	buf_free(&b);
	buf_free(&c);
}

static void
a_complaint_about_the_state_shows_no_password(void **state)
{
	struct state	 s;
	struct buf	 b;
	struct err	 err;
	char		*at;

	(void)state;
	buf_init(&b, 65536);
	fill(&s);
	(void)strlcpy(s.account[0].password, "Secret-1", 32);
	state_put(&b, &s);
	state_free(&s);
	at = strstr(buf_text(&b), "5365637265742d31");
	assert_non_null(at);
	at[0] = 'x';
	assert_int_equal(state_parse(b.data, b.len, &s, &err), -EINVAL);
	assert_null(strstr(err.text, "5637265"));
	buf_free(&b);
}

static bool
accepts_identity(const uint8_t *p, size_t n)
{
	struct identity	 i;

	return identity_parse(p, n, &i, NULL) == 0;
}

static void
an_identity_reads_as_it_was_written_and_not_by_halves(void **state)
{
	struct identity	 i = { .name = "PC17", .site = "S01",
			    .logon_point = "\\\\NODE7\\SMSLOGON",
			    .is_enrolled = true, .token = { 1, 2, 3 } },
			 again;
	struct buf	 b;
	struct err	 err;

	(void)state;
	i.id = guid_random();
	i.sign_secret[5] = 0x5e;
	buf_init(&b, 65536);
	identity_put(&b, &i);
	assert_int_equal(identity_parse(b.data, b.len, &again, &err), 0);
	assert_memory_equal(&i, &again, sizeof(i));
	no_prefix_is_accepted(accepts_identity, b.data, b.len);
	buf_free(&b);
}

static void
an_enrolment_file_that_others_can_write_is_not_taken(void **state)
{
	char		 path[] = "enrolment-test.XXXXXX";
	int		 fd = mkstemp(path);
	struct bundle	 b;
	struct err	 err;

	(void)state;
	assert_return_code(fd, errno);
	assert_int_equal(write(fd, "x\n", 2), 2);
	assert_int_equal(bundle_read(path, &b, &err), -EINVAL);
	assert_int_equal(fchmod(fd, 0620), 0);
	assert_int_equal(bundle_read(path, &b, &err), -EPERM);
	assert_int_equal(fchmod(fd, 0602), 0);
	assert_int_equal(bundle_read(path, &b, &err), -EPERM);
	assert_int_equal(fchmod(fd, 0600), 0);
	if (geteuid() == 0) {
		assert_int_equal(fchown(fd, 12345, 0), 0);
		assert_int_equal(bundle_read(path, &b, &err), -EPERM);
	}
	(void)close(fd);
	assert_int_equal(unlink(path), 0);
}

/* --- options --- */

static void
options_are_read_with_units_and_wrong_ones_told(void **state)
{
	static const char	*const bad[] = { "cycle", "cycle = 5",
	    "cycle = 5 m", "cycle = 99999999999d", "cicle = 5m", "= 5" };
	struct config		 c;
	struct err		 err;
	int64_t			 ms;
	size_t			 i;

	(void)state;
	assert_int_equal(config_init(&c, &err), 0);
	assert_int_equal(c.cycle_ms, 23 * HOUR_MS);
	assert_false(c.cycle_set);
	for (i = 0; i < nitems(bad); i++)
		assert_int_equal(config_set(&c, bad[i], &err), -EINVAL);
	assert_int_equal(config_set(&c, "cycle=250ms", &err), 0);
	assert_int_equal(c.cycle_ms, 250);
	assert_true(c.cycle_set);
	assert_int_equal(config_set(&c, "queue_retry = 1s 2s", &err), 0);
	assert_int_equal(c.queue_retry.n, 2);
	assert_int_equal(config_set(&c, "host = A=1.2.3.4", &err), 0);
	assert_int_equal(config_set(&c, "host=B=1.2.3.4:44 C=[::1]:5", &err),
	    0);
	assert_int_equal(c.host.n, 3);
	assert_true(config_time("60d", &ms));
	assert_int_equal(ms, 60 * DAY_MS);
	config_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_are_stable_and_spread),
		cmocka_unit_test(
		    the_next_cycle_drifts_towards_the_slot_and_stays_there),
		cmocka_unit_test(caps_are_preferred_existing_then_random),
		cmocka_unit_test(
		    what_a_server_said_decides_when_an_account_is_tried),
		cmocka_unit_test(
		    a_plan_leaves_out_refused_and_freshly_locked_accounts),
		cmocka_unit_test(
		    a_new_list_gives_refused_accounts_another_try),
		cmocka_unit_test(a_sealed_list_is_taken_only_where_it_belongs),
		cmocka_unit_test(
		    a_list_has_the_generations_that_the_manifest_promises),
		cmocka_unit_test(
		    a_card_in_bounds_is_enough_and_its_own_mask_counts),
		cmocka_unit_test(a_card_is_an_address_and_bits),
		cmocka_unit_test(versions_rise_and_what_is_old_is_verified),
		cmocka_unit_test(
		    what_is_configured_counts_then_the_schedule_then_the_usual),
		cmocka_unit_test(
		    schedules_are_taken_from_where_they_are_published),
		cmocka_unit_test(
		    the_age_of_an_orphan_is_from_the_stamp_or_the_installation),
		cmocka_unit_test(
		    what_waits_is_tried_after_15_30_60_then_every_360_minutes),
		cmocka_unit_test(
		    the_answer_to_an_enrolment_goes_before_all_else),
		cmocka_unit_test(what_may_have_landed_is_not_overtaken),
		cmocka_unit_test(queue_names_have_eight_letters_and_differ),
		cmocka_unit_test(a_full_queue_takes_no_more),
		cmocka_unit_test(
		    a_state_reads_as_it_was_written_and_not_by_halves),
		cmocka_unit_test(
		    a_complaint_about_the_state_shows_no_password),
		cmocka_unit_test(
		    an_identity_reads_as_it_was_written_and_not_by_halves),
		cmocka_unit_test(
		    an_enrolment_file_that_others_can_write_is_not_taken),
		cmocka_unit_test(
		    options_are_read_with_units_and_wrong_ones_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
