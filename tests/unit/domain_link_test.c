/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A worker's way to the accounts: what it is answered when director or keeper
 * are not there, die, say nothing or say it in parts.  rpc_domain_done() and
 * rpc_names_done() are the test's own.
 */
#include "tests/unit/check.h"

#include "protocol/role/domain_msg.h"
#include "server/worker/domain_link.h"
#include "server/worker/worker.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/env_double.h"

void	__wrap_rpc_domain_done(struct rpc_call *,
	    const struct rpc_domain_answer *);
void	__wrap_rpc_names_done(struct rpc_call *);

static struct env	 env;
static struct worker	 w;
static struct far	*director, *keeper;
static struct rpc_call	*const call = (struct rpc_call *)&w;
static const struct rpc_caller	 anna = { .sid = { .count = 1, .sub = { 1 } } };
static const struct rpc_caller	 bert = { .sid = { .count = 1, .sub = { 2 } } };
static const struct rpc_caller	*caller;
static enum ntstatus	 status;
static uint32_t		 count;
static int		 done;

void
__wrap_rpc_domain_done(struct rpc_call *c, const struct rpc_domain_answer *a)
{
	assert_ptr_equal(c, call);
	status = a->status;
	count = a->count;
	done++;
}

void
__wrap_rpc_names_done(struct rpc_call *c)
{
	assert_ptr_equal(c, call);
	done++;
}

static void
on_answer(void *ctx, struct chan *ch, struct chan_msg *m)
{
	(void)ctx;
	domain_link_answered(w.domain, ch, m);
}

static void
on_ticket(void *ctx, struct chan *ch, struct chan_msg *m)
{
	(void)ctx;
	domain_link_ticket(w.domain, ch, m);
}

static void
peer(struct env *e, struct chan *ch)
{
	(void)e;
	(void)ch;
}

static void
peer_lost(struct env *e, struct chan *ch)
{
	(void)e;
	if (chan_peer(ch) == ROLE_DIRECTOR)
		domain_link_director_lost(w.domain);
	else
		domain_link_keeper_lost(w.domain);
}

static const struct chan_handler	handlers[] = {
	{ MSG_DOMAIN_ANSWER,	on_answer },
	{ MSG_TICKET,		on_ticket },
};

static const struct role_ops	ops = {
	.role = ROLE_WORKER, .peer = peer, .peer_lost = peer_lost,
	.handlers = handlers, .nhandlers = nitems(handlers),
};

static int
set_up(void **state)
{
	(void)state;
	clock_double_start();
	env_double_open(&env, ROLE_WORKER);
	memset(&w, 0, sizeof(w));
	w.env = &env;
	caller = &anna;
	done = 0;
	count = 0;
	return domain_link_new(&w, &w.domain);
}

static int
tear_down(void **state)
{
	(void)state;
	domain_link_free(&w.domain);
	env_double_close(&env);
	clock_double_stop();
	return 0;
}

static void
connect_both(void)
{
	director = env_double_peer(&env, &ops, ROLE_DIRECTOR, 0);
	keeper = env_double_peer(&env, &ops, ROLE_KEEPER, 0);
}

static void
ask(enum rpc_domain_op op, const struct rpc_password *password)
{
	struct rpc_domain_ask	 q = { .op = op, .caller = caller };

	if (password != NULL)
		q.password = *password;
	domain_link_ask(w.domain, 2, call, &q);
	env_double_turn(&env);
}

/* What the director was asked, and under which number. */
static uint64_t
asked(struct msg_domain_ask *out, struct arena *mem)
{
	struct heard	*h = far_heard(director, MSG_DOMAIN_ASK);
	struct rd	 r;

	assert_non_null(h);
	r = heard_body(h);
	msg_get_domain_ask(&r, mem, out);
	assert_true(rd_end(&r));
	return h->id;
}

static void
without_a_director_it_was_not_asked(void **state)
{
	(void)state;
	ask(DOMAIN_CREATE, NULL);
	assert_int_equal(done, 1);
	assert_int_equal(status, NT_DOMAIN_CONTROLLER_NOT_FOUND);
}

static void
a_director_that_dies_may_have_done_it(void **state)
{
	(void)state;
	connect_both();
	ask(DOMAIN_CREATE, NULL);
	assert_int_equal(done, 0);
	env_double_lose(director);
	env_double_turn(&env);
	assert_int_equal(done, 1);
	assert_int_equal(status, NT_RPC_CALL_FAILED);
}

static void
an_answer_comes_in_parts_and_a_foreign_one_is_nobodys(void **state)
{
	static struct rpc_account	 rows[3000];
	struct rpc_domain_answer	 a = { .count = nitems(rows),
					    .rows = rows };
	struct msg_domain_ask		 m;
	struct arena			 mem;
	uint32_t			 from = 0;
	uint64_t			 id;

	(void)state;
	connect_both();
	ask(DOMAIN_LIST, NULL);
	arena_init(&mem, MSG_DOMAIN_ASK_ARENA);
	id = asked(&m, &mem);
	assert_int_equal(m.view, 2);
	arena_free(&mem);
	(void)msg_put_domain_answer(far_begin(director, MSG_DOMAIN_ANSWER,
	    id + 1), &(struct rpc_domain_answer){ .status = NT_OK }, 0);
	far_end(director);
	while (from < a.count) {
		assert_int_equal(done, 0);
		from = msg_put_domain_answer(far_begin(director,
		    MSG_DOMAIN_ANSWER, id), &a, from);
		far_end(director);
		env_double_turn(&env);
	}
	assert_int_equal(done, 1);
	assert_int_equal(count, nitems(rows));
	assert_false(far_is_cut(director));
}

static const uint8_t	secret[516] = "under the session's key";

static struct rpc_password
password(size_t key)
{
	return (struct rpc_password){ PASSWORD_RC4,
	    rd_over(secret, sizeof(secret)), rd_over(secret, key) };
}

static void
a_password_goes_to_the_keeper_and_its_ticket_to_the_director(void **state)
{
	const struct msg_ticket	 t = { NT_OK, { 1, 2, 3 } };
	struct rpc_password	 p = password(16);
	struct msg_domain_ask	 m;
	struct arena		 mem;
	struct heard		*h;

	(void)state;
	connect_both();
	ask(DOMAIN_WRITE, &p);
	assert_null(far_heard(director, MSG_DOMAIN_ASK));
	h = far_heard(keeper, MSG_TICKET_MAKE);
	assert_non_null(h);
	msg_put_ticket(far_begin(keeper, MSG_TICKET, h->id), &t);
	far_end(keeper);
	env_double_turn(&env);
	arena_init(&mem, MSG_DOMAIN_ASK_ARENA);
	(void)asked(&m, &mem);
	assert_int_equal(m.ask.password.form, PASSWORD_TICKET);
	assert_memory_equal(m.ask.password.bytes.base, t.ticket, 16);
	arena_free(&mem);
	assert_int_equal(done, 0);
}

static void
a_password_that_gets_no_ticket_is_told_as_the_keeper_told(void **state)
{
	const struct msg_ticket	 t = { .status = NT_WRONG_PASSWORD };
	struct rpc_password	 p = password(16), bare = password(0);
	struct heard		*h;

	(void)state;
	connect_both();
	ask(DOMAIN_WRITE, &p);
	h = far_heard(keeper, MSG_TICKET_MAKE);
	msg_put_ticket(far_begin(keeper, MSG_TICKET, h->id), &t);
	far_end(keeper);
	env_double_turn(&env);
	assert_int_equal(status, NT_WRONG_PASSWORD);
	ask(DOMAIN_WRITE, &p);
	env_double_lose(keeper);
	env_double_turn(&env);
	assert_int_equal(done, 2);
	assert_int_equal(status, NT_DOMAIN_CONTROLLER_NOT_FOUND);
	ask(DOMAIN_WRITE, &bare);
	assert_int_equal(done, 3);
	assert_int_equal(status, NT_NO_USER_SESSION_KEY);
	assert_null(far_heard(director, MSG_DOMAIN_ASK));
}

static void
give_ticket(uint8_t first)
{
	const struct msg_ticket	 t = { NT_OK, { first } };
	struct heard		*h = far_heard(keeper, MSG_TICKET_MAKE);

	assert_non_null(h);
	msg_put_ticket(far_begin(keeper, MSG_TICKET, h->id), &t);
	far_end(keeper);
	env_double_turn(&env);
}

/* The first byte of the oldest one that was given back; 0: there is none. */
static int
given_back(void)
{
	struct heard	*h = far_heard(keeper, MSG_TICKET_DROP);

	return h == NULL ? 0 : h->body[0];
}

static void
a_ticket_is_given_back_with_the_answer_or_when_nobody_waits(void **state)
{
	const struct rpc_domain_answer	 no = { .status =
					    NT_ACCOUNT_RESTRICTION };
	struct rpc_password		 p = password(16);

	(void)state;
	connect_both();
	ask(DOMAIN_WRITE, &p);
	give_ticket(7);
	assert_int_equal(given_back(), 0);
	(void)msg_put_domain_answer(far_begin(director, MSG_DOMAIN_ANSWER,
	    far_heard(director, MSG_DOMAIN_ASK)->id), &no, 0);
	far_end(director);
	env_double_turn(&env);
	assert_int_equal(status, NT_ACCOUNT_RESTRICTION);
	assert_int_equal(given_back(), 7);
	ask(DOMAIN_WRITE, &p);
	domain_link_keeper_lost(w.domain);
	assert_int_equal(done, 2);
	give_ticket(8);
	assert_int_equal(given_back(), 8);
	ask(DOMAIN_WRITE, &p);
	env_double_lose(director);
	give_ticket(9);
	assert_int_equal(status, NT_DOMAIN_CONTROLLER_NOT_FOUND);
	assert_int_equal(given_back(), 9);
}

static void
one_account_does_not_hold_all_tickets(void **state)
{
	struct rpc_password	 p = password(16);
	int			 i;

	(void)state;
	connect_both();
	for (i = 0; i < DOMAIN_PASSWORDS_MAX; i++)
		ask(DOMAIN_WRITE, &p);
	assert_int_equal(done, 0);
	ask(DOMAIN_WRITE, &p);
	assert_int_equal(done, 1);
	assert_int_equal(status, NT_INSUFFICIENT_RESOURCES);
	ask(DOMAIN_WRITE, NULL);
	caller = &bert;
	ask(DOMAIN_WRITE, &p);
	assert_int_equal(done, 1);
}

static void
names_that_nobody_answers_are_unknown(void **state)
{
	struct rpc_name			 v[2] = { { .name = "x" },
					    { .use = SID_USE_ALIAS } };
	const struct sid		 domain = { .count = 4,
					    .authority = 5, .sub = { 21 } };
	const struct domain_names	 q = { call, v, 2, false, &domain };

	(void)state;
	domain_link_names(w.domain, 0, &q);
	assert_int_equal(done, 1);
	assert_int_equal(v[0].use, SID_USE_UNKNOWN);
	assert_int_equal(v[1].use, SID_USE_ALIAS);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(without_a_director_it_was_not_asked),
		T(a_director_that_dies_may_have_done_it),
		T(an_answer_comes_in_parts_and_a_foreign_one_is_nobodys),
		T(a_password_goes_to_the_keeper_and_its_ticket_to_the_director),
		T(a_password_that_gets_no_ticket_is_told_as_the_keeper_told),
		T(a_ticket_is_given_back_with_the_answer_or_when_nobody_waits),
		T(one_account_does_not_hold_all_tickets),
		T(names_that_nobody_answers_are_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
