/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"


#include "protocol/role/domain_msg.h"
#include "protocol/role/message.h"

static uint8_t		 mem[2 * MSG_BODY_MAX];
static uint8_t		 ticket[DOMAIN_TICKET_SIZE] = { 7, 7, 7 };
static const char	*names[] = { "SMSCliToknAcct&", NULL, "" };
static const uint32_t	 rids[] = { 1000, 513, 0 };
static struct sid	 sids[3];
static struct arena	 arena;

static const struct rpc_domain_facts policy = { .lockout_after = 9 };

static struct msg_domain_ask
full_ask(void)
{
	struct msg_domain_ask	 m = {
		.view = 3,
		.caller = { RPC_OPERATOR, sid_known(SID_WORLD)->sid, "user",
		    "SMS" },
		.ask = { .op = DOMAIN_WRITE, .domain = DOMAIN_BUILTIN,
		    .kind = SID_USE_ALIAS, .rid = 544, .by_place = true,
		    .begin = 5, .most = 9, .fields = FIELD_COMMENT,
		    .all = true, .count = 3, .policy = &policy, .names = names, .rids = rids,
		    .sids = sids },
	};

	sids[0] = sids[1] = sids[2] = sid_known(SID_SYSTEM)->sid;
	m.ask.account = (struct rpc_account){ .kind = SID_USE_USER,
	    .rid = 1001, .flags = USER_NORMAL, .name = "x",
	    .comment = "E=5", .expires = DOMAIN_NEVER, .country = 49,
	    .hours = rd_over("\377\377\377", 3),
	    .parameters = rd_over("p\0", 2) };
	m.ask.password = (struct rpc_password){ .form = PASSWORD_TICKET,
	    .bytes = rd_over(ticket, sizeof(ticket)) };
	return m;
}

static struct rd
asked(const struct msg_domain_ask *m)
{
	struct wr	 w = wr_over(mem, sizeof(mem));

	msg_put_domain_ask(&w, m);
	assert_true(wr_ok(&w));
	return wr_written(&w);
}

static void
a_question_comes_as_it_was_sent(void **state)
{
	struct msg_domain_ask	 m = full_ask(), got;
	struct rd		 r = asked(&m);

	(void)state;
	arena_init(&arena, MSG_DOMAIN_ASK_ARENA);
	msg_get_domain_ask(&r, &arena, &got);
	assert_true(rd_end(&r));
	assert_int_equal(got.view, 3);
	assert_int_equal(got.caller.right, RPC_OPERATOR);
	assert_string_equal(got.caller.account, "user");
	assert_ptr_equal(got.ask.caller, &got.caller);
	assert_int_equal(got.ask.op, DOMAIN_WRITE);
	assert_int_equal(got.ask.rid, 544);
	assert_true(got.ask.by_place && got.ask.all);
	assert_string_equal(got.ask.account.comment, "E=5");
	assert_null(got.ask.account.home);
	assert_true(got.ask.account.expires == DOMAIN_NEVER);
	assert_int_equal(got.ask.account.country, 49);
	assert_int_equal(got.ask.account.hours.len, 3);
	assert_memory_equal(got.ask.account.parameters.base, "p\0", 2);
	assert_memory_equal(got.ask.password.bytes.base, ticket,
	    sizeof(ticket));
	assert_int_equal(got.ask.policy->lockout_after, 9);
	assert_int_equal(got.ask.count, 3);
	assert_string_equal(got.ask.names[0], names[0]);
	assert_null(got.ask.names[1]);
	assert_string_equal(got.ask.names[2], "");
	assert_int_equal(got.ask.rids[1], 513);
	assert_true(sid_equal(&got.ask.sids[2], &sids[2]));
	arena_free(&arena);
}

/* However many they are, they are one account's: others are not read. */
static void
rights_go_with_one_sid(void **state)
{
	static const enum rpc_domain_op	 ops[] = { DOMAIN_GRANT,
					    DOMAIN_REVOKE };
	struct msg_domain_ask		 m, got;
	struct sid			*one = malloc(sizeof(*one));
	struct rd			 r;
	size_t				 i;

	(void)state;
	assert_non_null(one);
	*one = sid_known(SID_WORLD)->sid;
	for (i = 0; i < 4; i++) {
		m = full_ask();
		m.ask.op = ops[i % 2];
		m.ask.count = i < 2 ? 3 : 0;
		m.ask.rids = NULL;
		m.ask.sids = one;
		r = asked(&m);
		arena_init(&arena, MSG_DOMAIN_ASK_ARENA);
		msg_get_domain_ask(&r, &arena, &got);
		assert_true(rd_end(&r));
		assert_true(sid_equal(&got.ask.sids[0], one));
		arena_free(&arena);
	}
	free(one);
}

static bool
ask_is_taken(const uint8_t *p, size_t n)
{
	struct msg_domain_ask	 m;
	struct rd		 r = rd_over(p, n);

	arena_init(&arena, MSG_DOMAIN_ASK_ARENA);
	msg_get_domain_ask(&r, &arena, &m);
	arena_free(&arena);
	return rd_end(&r);
}

static void
no_prefix_of_a_question_is_taken(void **state)
{
	struct msg_domain_ask	 m = full_ask();
	struct rd		 r = asked(&m);

	(void)state;
	no_prefix_is_accepted(ask_is_taken, r.base, r.len);
}

/* A password itself never leaves for the director. */
static void
a_password_is_not_sent_but_its_ticket(void **state)
{
	struct msg_domain_ask	 m = full_ask();
	struct wr		 w = wr_over(mem, sizeof(mem));

	(void)state;
	m.ask.password.form = PASSWORD_RC4;
	msg_put_domain_ask(&w, &m);
	assert_false(wr_ok(&w));
	w = wr_over(mem, sizeof(mem));
	m.ask.password.form = PASSWORD_TICKET;
	m.ask.password.bytes.len = 15;
	msg_put_domain_ask(&w, &m);
	assert_false(wr_ok(&w));
}

static void
what_no_question_can_be_is_refused(void **state)
{
	struct msg_domain_ask	 m = full_ask();
	struct rd		 r;
	uint8_t			 copy[512];
	static const struct { size_t from_op; uint8_t value; } wrong[] = {
		{ 0, DOMAIN_OP_COUNT }, { 1, 2 }, { 2, SID_USE_COMPUTER + 1 },
		{ 7, 2 },
	};
	size_t			 i, op = 4 + 1 + 12 + 6 + 5;

	(void)state;
	r = asked(&m);
	assert_true(r.len < sizeof(copy));
	memcpy(copy, r.base, r.len);
	assert_int_equal(copy[op], DOMAIN_WRITE);
	for (i = 0; i < nitems(wrong); i++) {
		memcpy(copy, r.base, r.len);
		copy[op + wrong[i].from_op] = wrong[i].value;
		assert_false(ask_is_taken(copy, r.len));
	}
	memcpy(copy, r.base, r.len);
	copy[4] = RPC_OPERATOR + 1;
	assert_false(ask_is_taken(copy, r.len));
	memcpy(copy, r.base, r.len);
	*(uint8_t *)memmem(copy, r.len, "E=5", 3) = 0xff;	/* not UTF-8 */
	assert_false(ask_is_taken(copy, r.len));
	*(uint8_t *)memmem(copy, r.len, "\377=5", 3) = 0;
	assert_false(ask_is_taken(copy, r.len));
}

static void
more_is_asked_for_than_one_question_may(void **state)
{
	struct msg_domain_ask	 m = full_ask();
	struct wr		 w = wr_over(mem, sizeof(mem));

	(void)state;
	m.ask.count = MSG_DOMAIN_ASK_MAX + 1;
	m.ask.names = NULL;
	m.ask.rids = NULL;
	m.ask.sids = NULL;
	msg_put_domain_ask(&w, &m);
	assert_false(wr_ok(&w));
}

/* --- answers --- */

#define MANY	10000

static struct rpc_account	 rows[MANY];

static struct rpc_domain_answer
many(void)
{
	uint32_t	 i;

	for (i = 0; i < MANY; i++)
		rows[i] = (struct rpc_account){ .kind = SID_USE_USER,
		    .rid = 1000 + i, .name = "somebody", .comment = "c" };
	return (struct rpc_domain_answer){ .status = NT_OK, .count = MANY,
	    .rows = rows, .total = 20000, .more = true };
}

/* How many parts it took. */
static unsigned
send_all(const struct rpc_domain_answer *a, struct msg_domain_parts *p)
{
	uint32_t	 from = 0;
	unsigned	 n = 0;
	struct rd	 r;
	struct wr	 w;
	bool		 last;

	do {
		w = wr_over(mem, MSG_BODY_MAX);
		from = msg_put_domain_answer(&w, a, from);
		assert_true(wr_ok(&w));
		r = wr_written(&w);
		last = msg_get_domain_answer(&r, &arena, p);
		assert_true(rd_end(&r));
		n++;
		assert_true(last == (from == a->count));
	} while (!last);
	return n;
}

static void
a_long_answer_comes_in_parts(void **state)
{
	struct rpc_domain_answer	 a = many();
	struct msg_domain_parts		 p = { .got = 0 };
	uint32_t			 i;

	(void)state;
	arena_init(&arena, MSG_DOMAIN_ARENA);
	assert_in_range(send_all(&a, &p), 2, 20);
	assert_int_equal(p.answer.count, MANY);
	assert_int_equal(p.answer.total, 20000);
	assert_true(p.answer.more);
	for (i = 0; i < MANY; i++)
		assert_int_equal(p.answer.rows[i].rid, 1000 + i);
	assert_string_equal(p.answer.rows[MANY - 1].name, "somebody");
	arena_free(&arena);
}

static void
facts_and_a_status_come_alone(void **state)
{
	const struct rpc_domain_facts	 f = { .password_least = 6,
		.lockout_after = 5, .lockout_for = -5, .users = 7,
		.primary = "SITE01" };
	struct rpc_domain_answer	 a = { .facts = &f };
	struct msg_domain_parts		 p = { .got = 0 };

	(void)state;
	arena_init(&arena, MSG_DOMAIN_ARENA);
	assert_int_equal(send_all(&a, &p), 1);
	assert_int_equal(p.answer.facts->lockout_for, -5);
	assert_string_equal(p.answer.facts->primary, "SITE01");
	a = (struct rpc_domain_answer){ .status = NT_USER_EXISTS };
	p = (struct msg_domain_parts){ .got = 0 };
	assert_int_equal(send_all(&a, &p), 1);
	assert_int_equal(p.answer.status, NT_USER_EXISTS);
	assert_null(p.answer.facts);
	assert_null(p.answer.rows);
	arena_free(&arena);
}

/* The second part again, or of another answer. */
static void
parts_that_do_not_go_together_are_refused(void **state)
{
	struct rpc_domain_answer	 a = many();
	struct msg_domain_parts		 p = { .got = 0 };
	struct wr			 w = wr_over(mem, MSG_BODY_MAX);
	uint32_t			 from;
	struct rd			 r;

	(void)state;
	arena_init(&arena, MSG_DOMAIN_ARENA);
	from = msg_put_domain_answer(&w, &a, 0);
	r = wr_written(&w);
	assert_false(msg_get_domain_answer(&r, &arena, &p));
	assert_true(rd_end(&r));
	r = wr_written(&w);
	(void)msg_get_domain_answer(&r, &arena, &p);
	assert_false(rd_ok(&r));
	w = wr_over(mem, MSG_BODY_MAX);
	a.count--;
	(void)msg_put_domain_answer(&w, &a, from);
	r = wr_written(&w);
	(void)msg_get_domain_answer(&r, &arena, &p);
	assert_false(rd_ok(&r));
	arena_free(&arena);
}

static bool
answer_is_taken(const uint8_t *bytes, size_t n)
{
	struct msg_domain_parts	 p = { .got = 0 };
	struct rd		 r = rd_over(bytes, n);
	bool			 last;

	arena_init(&arena, MSG_DOMAIN_ARENA);
	last = msg_get_domain_answer(&r, &arena, &p);
	arena_free(&arena);
	return last && rd_end(&r);
}

static void
no_prefix_of_an_answer_is_taken(void **state)
{
	struct rpc_domain_answer	 a = many();
	struct wr			 w = wr_over(mem, MSG_BODY_MAX);

	(void)state;
	sids[0] = sids[1] = sids[2] = sid_known(SID_SYSTEM)->sid;
	a.count = 3;
	a.sids = sids;
	a.names = names;
	(void)msg_put_domain_answer(&w, &a, 0);
	no_prefix_is_accepted(answer_is_taken, mem, w.pos);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_question_comes_as_it_was_sent),
		cmocka_unit_test(rights_go_with_one_sid),
		cmocka_unit_test(no_prefix_of_a_question_is_taken),
		cmocka_unit_test(a_password_is_not_sent_but_its_ticket),
		cmocka_unit_test(what_no_question_can_be_is_refused),
		cmocka_unit_test(more_is_asked_for_than_one_question_may),
		cmocka_unit_test(a_long_answer_comes_in_parts),
		cmocka_unit_test(facts_and_a_status_come_alone),
		cmocka_unit_test(parts_that_do_not_go_together_are_refused),
		cmocka_unit_test(no_prefix_of_an_answer_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
