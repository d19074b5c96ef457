/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keeper as its peers see it: keys, accounts that come and go, signatures,
 * and messages that are not as they should be.
 */
#include "tests/unit/check.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/keeper_double.h"

static const struct told_account	plant = {
	.id = 1, .name = "plant", .password = "Right-1"
};

/* --- accounts --- */

/* A client that is right must not be told LOGON_FAILURE meanwhile. */
static void
nobody_gets_a_challenge_before_the_accounts_are_there(void **state)
{
	struct msg_challenge	 c;
	struct attempt		 a;
	struct heard		*h;
	struct rd		 r;

	(void)state;
	assert_false(have_challenge(&c));
	accounts_begin();
	tell_account(&plant);
	assert_int_equal(far_unread(worker, MSG_CHALLENGES), 0);
	accounts_end();
	h = far_heard(worker, MSG_CHALLENGES);
	assert_non_null(h);
	r = heard_body(h);
	msg_get_challenge(&r, &c);
	assert_true(rd_end(&r));
	attempt_make(&a, c, "plant", "Right-1");
	assert_told(attempt_send(&a), NT_OK);
	/* And whoever did not ask gets none. */
	tell_accounts(&plant, 1);
	assert_int_equal(far_unread(worker, MSG_CHALLENGES), 0);
}

static void
a_proof_that_comes_before_the_accounts_is_not_judged(void **state)
{
	struct attempt	 a;

	(void)state;
	attempt_make(&a, (struct msg_challenge){ .id = 1 }, "plant",
	    "Right-1");
	assert_told(attempt_send(&a), NT_INSUFFICIENT_RESOURCES);
	assert_int_equal(last_evidence().reason, REASON_COUNT);
}

static void
known_accounts_log_on_while_a_new_director_tells_them_again(void **state)
{
	const struct told_account	 second = { .id = 2, .name = "two",
					    .password = "Two-1" };

	(void)state;
	tell_accounts(&plant, 1);
	accounts_begin();
	assert_told(logon("plant", "Right-1"), NT_OK);
	tell_account(&second);
	assert_told(logon("plant", "Right-1"), NT_OK);
	assert_told(logon("two", "Two-1"), NT_LOGON_FAILURE);
	accounts_end();
	assert_told(logon("two", "Two-1"), NT_OK);
	assert_told(logon("plant", "Right-1"), NT_LOGON_FAILURE);
}

static void
a_list_that_breaks_off_changes_nothing(void **state)
{
	const struct told_account	 renamed = { .id = 1,
					    .name = "other",
					    .password = "Other-1" };

	(void)state;
	tell_accounts(&plant, 1);
	accounts_begin();
	tell_account(&renamed);
	tell_accounts(&plant, 1);	/* the next director begins again */
	assert_told(logon("plant", "Right-1"), NT_OK);
	assert_told(logon("other", "Other-1"), NT_LOGON_FAILURE);
	accounts_end();			/* of nothing */
	assert_told(logon("plant", "Right-1"), NT_OK);
}

static void
a_lock_made_while_the_director_was_away_is_told_to_the_next(void **state)
{
	struct msg_account_locked	 l;
	struct heard			*h;
	struct rd			 body;
	int				 i;

	(void)state;
	tell_accounts(&plant, 1);
	env_double_lose(director);
	for (i = 0; i < 5; i++)
		(void)logon("plant", "x");
	director = env_double_peer(&keeper_env, &keeper_ops, ROLE_DIRECTOR,
	    0);
	tell_accounts(&plant, 1);
	assert_told(logon("plant", "Right-1"), NT_ACCOUNT_LOCKED_OUT);
	h = far_heard(director, MSG_ACCOUNT_LOCKED);
	assert_non_null(h);
	body = heard_body(h);
	msg_get_account_locked(&body, &l);
	assert_int_equal(l.account, 1);
	assert_int_equal(mono_ms_between(mono_now(), l.until_mono),
	    30 * MINUTE);
}

static void
wrong_tries_outlive_the_director(void **state)
{
	int	 i;

	(void)state;
	tell_accounts(&plant, 1);
	for (i = 0; i < 4; i++)
		(void)logon("plant", "x");
	tell_accounts(&plant, 1);
	(void)logon("plant", "x");
	assert_told(logon("plant", "Right-1"), NT_ACCOUNT_LOCKED_OUT);
}

static void
a_change_of_one_account_counts_at_once(void **state)
{
	struct told_account	 changed = plant;

	(void)state;
	tell_accounts(&plant, 1);
	changed.password = "Next-1";
	tell_account(&changed);
	assert_told(logon("plant", "Right-1"), NT_LOGON_FAILURE);
	assert_told(logon("plant", "Next-1"), NT_OK);
	changed.state = MSG_ACCOUNT_DISABLED;
	tell_account(&changed);
	assert_told(logon("plant", "Next-1"), NT_ACCOUNT_DISABLED);
}

static void
two_accounts_of_one_name_are_not_taken(void **state)
{
	const struct told_account	 twin = { .id = 2, .name = "PLANT",
					    .password = "Twin-1" };

	(void)state;
	tell_accounts(&plant, 1);
	log_to(-1);
	tell_account(&twin);
	assert_told(logon("plant", "Right-1"), NT_OK);
	assert_told(logon("plant", "Twin-1"), NT_LOGON_FAILURE);
	log_to(STDERR_FILENO);
}

/* A blob of another account, put into this row of the store. */
static void
a_secret_that_cannot_be_unsealed_opens_for_nobody(void **state)
{
	uint8_t			 blob[NT_HASH_SIZE + SEAL_OVERHEAD];
	uint8_t			 hash[NT_HASH_SIZE];
	struct seal_what	 what = { SEAL_VERIFIER, 99 };
	struct wr		 w = wr_over(blob, sizeof(blob));
	struct msg_account	 m = { .id = 1, .rid = 1001, .name = "plant",
				    .state = MSG_ACCOUNT_ENABLED };

	(void)state;
	assert_int_equal(nt_hash(client_crypto, "Right-1", hash), 0);
	assert_int_equal(seal(&master, &what, rd_over(hash, sizeof(hash)),
	    &w), 0);
	m.verifier = wr_written(&w);
	tell_accounts(NULL, 0);
	log_to(-1);
	msg_put_account(far_begin(director, MSG_ACCOUNT, 0), &m);
	far_end(director);
	assert_told(logon("plant", "Right-1"), NT_LOGON_FAILURE);
	assert_told(logon("plant", ""), NT_LOGON_FAILURE);
	log_to(STDERR_FILENO);
}

/* --- evidence --- */

static void
evidence_waits_for_a_director_that_was_away(void **state)
{
	(void)state;
	tell_accounts(&plant, 1);
	env_double_lose(director);
	(void)logon("plant", "Right-1");
	evidence_send(the_keeper()->evidence);
	director = env_double_peer(&keeper_env, &keeper_ops, ROLE_DIRECTOR,
	    0);
	assert_int_equal(last_evidence().reason, REASON_RIGHT);
}

static void
a_full_batch_leaves_at_once_and_none_is_told_twice(void **state)
{
	struct heard	*h;
	struct rd	 r;
	struct msg_evidence ev;
	size_t		 n = 0;
	int		 i;

	(void)state;
	tell_accounts(&plant, 1);
	for (i = 0; i < 300; i++)
		(void)logon("plant", "Right-1");
	assert_true(far_unread(director, MSG_EVIDENCE) >= 1);
	evidence_send(the_keeper()->evidence);
	evidence_send(the_keeper()->evidence);
	env_double_turn(&keeper_env);
	while ((h = far_heard(director, MSG_EVIDENCE)) != NULL) {
		r = heard_body(h);
		for (; rd_left(&r) > 0; n++)
			msg_get_evidence(&r, &ev);
		assert_true(rd_end(&r));
	}
	assert_int_equal(n, 300);
}

static void
too_much_evidence_without_a_director_is_left_out(void **state)
{
	int	 i;

	(void)state;
	tell_accounts(&plant, 1);
	env_double_lose(director);
	for (i = 0; i < 600; i++)
		(void)logon("plant", "Right-1");
	director = env_double_peer(&keeper_env, &keeper_ops, ROLE_DIRECTOR,
	    0);
	assert_int_equal(last_evidence().reason, REASON_RIGHT);
}

/* --- keys and signatures --- */

static struct msg_site_key_answer
ask_key(struct rd check, struct rd signing)
{
	struct msg_site_key		 q = { .sid = SUB_AUTHORITY,
					    .domain = "SMS", .check = check,
					    .signing = signing };
	struct msg_site_key_answer	 a;
	struct heard			*h;
	struct rd			 r;

	while (far_heard(director, MSG_SITE_KEY_ANSWER) != NULL)
		;
	msg_put_site_key(far_begin(director, MSG_SITE_KEY, 8), &q);
	far_end(director);
	h = far_heard(director, MSG_SITE_KEY_ANSWER);
	assert_non_null(h);
	assert_int_equal(h->id, 8);
	r = heard_body(h);
	msg_get_site_key_answer(&r, &a);
	assert_true(rd_end(&r));
	return a;
}

static void
the_keys_that_were_made_fit_and_no_others(void **state)
{
	static const uint8_t		 none[1];
	struct rd			 nothing = rd_over(none, 0);
	struct msg_site_key_answer	 made = ask_key(nothing, nothing);
	struct msg_site_key_answer	 again, other;
	uint8_t				 spoilt[256];

	(void)state;
	assert_int_equal(made.answer, KEY_MADE);
	assert_int_equal(made.key_id, master.id);
	again = ask_key(made.check, made.signing);
	assert_int_equal(again.answer, KEY_FITS);
	assert_memory_equal(again.public_key, made.public_key,
	    sizeof(made.public_key));
	other = ask_key(nothing, nothing);
	assert_int_equal(other.answer, KEY_MADE);
	assert_memory_not_equal(other.public_key, made.public_key,
	    sizeof(made.public_key));

	assert_true(made.check.len <= sizeof(spoilt));
	memcpy(spoilt, made.check.base, made.check.len);
	spoilt[made.check.len - 1] ^= 1;
	assert_int_equal(ask_key(rd_over(spoilt, made.check.len),
	    made.signing).answer, KEY_WRONG);
	memcpy(spoilt, made.signing.base, made.signing.len);
	spoilt[30] ^= 1;
	assert_int_equal(ask_key(made.check, rd_over(spoilt,
	    made.signing.len)).answer, KEY_WRONG);
	assert_int_equal(ask_key(made.check, nothing).answer, KEY_WRONG);
}

static int
payload(size_t n)
{
	char	*p = calloc(1, n + 1);
	int	 fd = memfd_create("payload", MFD_CLOEXEC);

	assert_non_null(p);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, n), n);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	free(p);
	return fd;
}

static bool
sign_payload(size_t n, uint8_t out[static MSG_SIGNATURE_SIZE])
{
	struct heard	*h;
	struct rd	 r;

	(void)far_begin(director, MSG_SIGN, 5);
	far_end_fd(director, payload(n));
	h = far_heard(director, MSG_SIGNED);
	assert_non_null(h);
	assert_int_equal(h->id, 5);
	r = heard_body(h);
	return msg_get_signed(&r, out) && rd_end(&r);
}

static void
a_signature_is_the_sites_over_all_of_the_bytes(void **state)
{
	static const uint8_t		 none[1];
	static uint8_t			 zeroes[70000];
	struct rd			 nothing = rd_over(none, 0);
	struct msg_site_key_answer	 made = ask_key(nothing, nothing);
	uint8_t				 s[MSG_SIGNATURE_SIZE];

	(void)state;
	assert_true(sign_payload(70000, s));
	assert_true(sign_verify(made.public_key, zeroes, 70000, s));
	assert_false(sign_verify(made.public_key, zeroes, 69999, s));
}

static void
what_is_larger_than_a_manifest_is_not_signed(void **state)
{
	uint8_t	 s[MSG_SIGNATURE_SIZE];

	(void)state;
	assert_false(sign_payload(64 * 1024 * 1024, s));
}

/* --- peers that do not keep to the protocol --- */

static void
a_worker_that_wants_too_many_challenges_is_cut_off(void **state)
{
	(void)state;
	tell_accounts(&plant, 1);
	log_to(-1);
	wr_le16(far_begin(worker, MSG_CHALLENGE_WANT, 0),
	    MSG_CHALLENGES_MAX + 1);
	far_end(worker);
	log_to(STDERR_FILENO);
	assert_true(far_is_cut(worker));
	assert_int_equal(env_double_blamed(), 1);
}

static void
a_malformed_question_cuts_its_worker_off(void **state)
{
	struct wr	*w = far_begin(worker, MSG_AUTH_CHECK, 1);

	(void)state;
	wr_zero(w, 40);
	wr_u8(w, 1);
	log_to(-1);
	far_end(worker);
	log_to(STDERR_FILENO);
	assert_true(far_is_cut(worker));
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, keeper_up, keeper_down)
	const struct CMUnitTest	 tests[] = {
		T(nobody_gets_a_challenge_before_the_accounts_are_there),
		T(a_proof_that_comes_before_the_accounts_is_not_judged),
		T(known_accounts_log_on_while_a_new_director_tells_them_again),
		T(a_list_that_breaks_off_changes_nothing),
		T(a_lock_made_while_the_director_was_away_is_told_to_the_next),
		T(wrong_tries_outlive_the_director),
		T(a_change_of_one_account_counts_at_once),
		T(two_accounts_of_one_name_are_not_taken),
		T(a_secret_that_cannot_be_unsealed_opens_for_nobody),
		T(evidence_waits_for_a_director_that_was_away),
		T(a_full_batch_leaves_at_once_and_none_is_told_twice),
		T(too_much_evidence_without_a_director_is_left_out),
		T(the_keys_that_were_made_fit_and_no_others),
		T(a_signature_is_the_sites_over_all_of_the_bytes),
		T(what_is_larger_than_a_manifest_is_not_signed),
		T(a_worker_that_wants_too_many_challenges_is_cut_off),
		T(a_malformed_question_cuts_its_worker_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
