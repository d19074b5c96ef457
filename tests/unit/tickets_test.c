/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A password that came over samr is opened by the keeper alone: worker and
 * director see a ticket, which is good once and for a minute.
 */
#include "tests/unit/check.h"

#include "base/text.h"
#include "protocol/role/domain_msg.h"
#include "protocol/smb2/status.h"
#include "server/keeper/tickets.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/keeper_double.h"

#define ACCOUNT	42

static const uint8_t	key[NTLM_KEY_SIZE] = "0123456789abcde";
static uint8_t		ticket[DOMAIN_TICKET_SIZE];

/* [MS-SAMR] 2.2.6.21: noise, the password, its length in bytes. */
static void
open_form(const char *password, uint8_t out[static 516])
{
	struct wr	 w;
	size_t		 n = utf16_bytes(password);

	memset(out, 0x5a, 512);
	w = wr_over(out + 512 - n, n + 4);
	utf16_encode(&w, password);
	wr_le32(&w, (uint32_t)n);
}

static enum ntstatus
send_form(enum rpc_password_form form, const uint8_t *bytes, size_t n)
{
	const struct msg_ticket_make	 m = { form, rd_over(bytes, n),
					    rd_over(key, sizeof(key)) };
	struct msg_ticket		 a;
	struct heard			*h;
	struct rd			 r;

	msg_put_ticket_make(far_begin(worker, MSG_TICKET_MAKE, 5), &m);
	far_end(worker);
	env_double_turn(&keeper_env);
	h = far_heard(worker, MSG_TICKET);
	assert_non_null(h);
	assert_int_equal(h->id, 5);
	r = heard_body(h);
	msg_get_ticket(&r, &a);
	assert_true(rd_end(&r));
	memcpy(ticket, a.ticket, sizeof(ticket));
	return a.status;
}

static enum ntstatus
send_rc4(const char *password)
{
	uint8_t	 bytes[516];

	open_form(password, bytes);
	assert_int_equal(ntlm_rc4(client_crypto, rd_over(key, sizeof(key)),
	    rd_over(bytes, sizeof(bytes)), bytes), 0);
	return send_form(PASSWORD_RC4, bytes, sizeof(bytes));
}

static enum ntstatus
send_salted(const char *password)
{
	uint8_t		 bytes[532], mixed[NTLM_KEY_SIZE];
	struct rd	 parts[2] = { rd_over("saltsaltsaltsalt", 16),
			    rd_over(key, sizeof(key)) };

	open_form(password, bytes);
	assert_int_equal(ntlm_md5(client_crypto, parts, 2, mixed), 0);
	assert_int_equal(ntlm_rc4(client_crypto, rd_over(mixed,
	    sizeof(mixed)), rd_over(bytes, 516), bytes), 0);
	memcpy(bytes + 516, "saltsaltsaltsalt", 16);
	return send_form(PASSWORD_RC4_SALTED, bytes, sizeof(bytes));
}

static enum ntstatus
send_hashes(const char *password)
{
	uint8_t	 bytes[2 * NTLM_KEY_SIZE] = { 0 }, hash[NTLM_KEY_SIZE];

	assert_int_equal(nt_hash(client_crypto, password, hash), 0);
	assert_int_equal(ntlm_des_seal(client_crypto, key, hash, bytes), 0);
	return send_form(PASSWORD_HASHES, bytes, sizeof(bytes));
}

static struct msg_secret_sealed
redeem(const struct rd *old)
{
	struct msg_secret_ticket	 m = { .secret = {
					    .task = SECRET_TAKE,
					    .account = ACCOUNT,
					    .name = "Smith" } };
	struct msg_secret_sealed	 s;
	struct heard			*h;
	struct rd			 r;

	if (old != NULL)
		m.secret.old[m.secret.nold++] = *old;
	memcpy(m.ticket, ticket, sizeof(m.ticket));
	msg_put_secret_ticket(far_begin(director, MSG_SECRET_TICKET, 9), &m);
	far_end(director);
	env_double_turn(&keeper_env);
	h = far_heard(director, MSG_SECRET_SEALED);
	assert_non_null(h);
	assert_int_equal(h->id, 9);
	r = heard_body(h);
	msg_get_secret_sealed(&r, &s);
	assert_true(rd_end(&r));
	return s;
}

static void
assert_seals(const struct msg_secret_sealed *s, const char *password)
{
	struct seal_what	 what = { SEAL_VERIFIER, ACCOUNT };
	uint8_t			 hash[NT_HASH_SIZE], made[NT_HASH_SIZE];
	struct wr		 w = wr_over(hash, sizeof(hash));

	assert_string_equal(s->why, "");
	assert_int_equal(unseal(&master, &what, s->verifier, &w), 0);
	assert_int_equal(nt_hash(client_crypto, password, made), 0);
	assert_memory_equal(hash, made, sizeof(hash));
}

static void
each_form_is_opened_and_sealed_for_its_account(void **state)
{
	static enum ntstatus	(*const send[])(const char *) = {
		send_rc4, send_salted, send_hashes,
	};
	static const char	*const words[] = { "Secret-Pw1", "x",
				    "P\xc3\xa4ss w\xc3\xb6rd" };
	struct msg_secret_sealed s;
	size_t			 i, k;

	(void)state;
	for (i = 0; i < nitems(send); i++)
		for (k = 0; k < nitems(words); k++) {
			assert_int_equal(send[i](words[k]), NT_OK);
			s = redeem(NULL);
			assert_seals(&s, words[k]);
			/* Of a hash there is no password to be kept. */
			assert_true((s.password.len > 0) == (i < 2));
		}
}

static void
a_ticket_is_good_once(void **state)
{
	struct msg_secret_sealed	 s;

	(void)state;
	assert_int_equal(send_rc4("Secret-Pw1"), NT_OK);
	s = redeem(NULL);
	assert_seals(&s, "Secret-Pw1");
	s = redeem(NULL);
	assert_non_null(strstr(s.why, "sent again"));
	assert_int_equal(s.verifier.len, 0);
}

static void
a_ticket_is_good_for_a_minute(void **state)
{
	struct msg_secret_sealed	 s;

	(void)state;
	assert_int_equal(send_rc4("Secret-Pw1"), NT_OK);
	pass_ms(TICKETS_LIFE_MS - 1);
	s = redeem(NULL);
	assert_seals(&s, "Secret-Pw1");
	assert_int_equal(send_rc4("Secret-Pw1"), NT_OK);
	pass_ms(TICKETS_LIFE_MS + 1);
	s = redeem(NULL);
	assert_int_equal(s.verifier.len, 0);
}

static void
a_ticket_that_was_made_up_is_refused(void **state)
{
	struct msg_secret_sealed	 s;

	(void)state;
	assert_int_equal(send_rc4("Secret-Pw1"), NT_OK);
	ticket[DOMAIN_TICKET_SIZE - 1] ^= 1;
	s = redeem(NULL);
	assert_int_equal(s.verifier.len, 0);
}

static void
the_policy_judges_what_a_ticket_brings(void **state)
{
	const struct msg_policy		 policy = { .min_length = 8 };
	struct msg_secret_sealed	 s;
	uint8_t				 old[128];
	struct rd			 before;

	(void)state;
	tell_policy(&policy);
	assert_int_equal(send_rc4("1234567"), NT_OK);
	s = redeem(NULL);
	assert_non_null(strstr(s.why, "2245"));
	assert_int_equal(send_rc4("12345678"), NT_OK);
	s = redeem(NULL);
	assert_seals(&s, "12345678");
	memcpy(old, s.verifier.base, s.verifier.len);
	before = rd_over(old, s.verifier.len);
	assert_int_equal(send_rc4("12345678"), NT_OK);
	s = redeem(&before);
	assert_non_null(strstr(s.why, "2245"));
	assert_int_equal(send_hashes("12345678"), NT_OK);
	s = redeem(&before);
	assert_non_null(strstr(s.why, "2245"));
	assert_int_equal(send_rc4("123456789012345"), NT_OK);
	s = redeem(NULL);
	assert_non_null(strstr(s.why, "14 characters"));
}

static void
what_does_not_open_gets_no_ticket(void **state)
{
	uint8_t		 bytes[532];

	(void)state;
	memset(bytes, 0, sizeof(bytes));	/* noise, once opened */
	assert_int_equal(send_form(PASSWORD_RC4, bytes, 516),
	    NT_WRONG_PASSWORD);
	assert_int_equal(send_form(PASSWORD_RC4_SALTED, bytes, 532),
	    NT_WRONG_PASSWORD);
	assert_int_equal(send_form(PASSWORD_RC4, bytes, 515),
	    NT_INVALID_PARAMETER);
	assert_int_equal(send_form(PASSWORD_RC4_SALTED, bytes, 516),
	    NT_INVALID_PARAMETER);
	assert_int_equal(send_form(PASSWORD_HASHES, bytes, 16),
	    NT_INVALID_PARAMETER);
}

/* The length is what was sealed with it: nobody may read before the buffer. */
static void
a_length_that_cannot_be_is_refused(void **state)
{
	static const uint32_t	 bad[] = { 1, 3, 513, 514, 0x80000000,
				    0xffffffff };
	uint8_t			 bytes[516];
	struct wr		 w;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		open_form("Secret-Pw1", bytes);
		w = wr_over(bytes + 512, 4);
		wr_le32(&w, bad[i]);
		assert_int_equal(ntlm_rc4(client_crypto, rd_over(key,
		    sizeof(key)), rd_over(bytes, 516), bytes), 0);
		assert_int_equal(send_form(PASSWORD_RC4, bytes, 516),
		    NT_WRONG_PASSWORD);
	}
	open_form("", bytes);
	memset(bytes, 'x', 512);
	w = wr_over(bytes + 512, 4);
	wr_le32(&w, 512);
	assert_int_equal(ntlm_rc4(client_crypto, rd_over(key, sizeof(key)),
	    rd_over(bytes, 516), bytes), 0);
	assert_int_equal(send_form(PASSWORD_RC4, bytes, 516),
	    NT_PASSWORD_RESTRICTION);
}

static void
a_worker_has_so_many_tickets_and_no_more(void **state)
{
	int	 i;

	(void)state;
	for (i = 0; i < TICKETS_MAX; i++)
		assert_int_equal(send_rc4("Secret-Pw1"), NT_OK);
	assert_int_equal(send_rc4("Secret-Pw1"), NT_INSUFFICIENT_RESOURCES);
	(void)redeem(NULL);			/* none: zeroes */
	pass_ms(TICKETS_LIFE_MS + 1);
	assert_int_equal(send_rc4("Secret-Pw1"), NT_OK);
}

static void
drop_ticket(const uint8_t *id)
{
	wr_bytes(far_begin(worker, MSG_TICKET_DROP, 0), id,
	    DOMAIN_TICKET_SIZE);
	far_end(worker);
	env_double_turn(&keeper_env);
}

static void
a_ticket_that_is_not_wanted_any_more_makes_room(void **state)
{
	static const uint8_t	 none[DOMAIN_TICKET_SIZE];
	int			 i;

	(void)state;
	for (i = 0; i < 2 * TICKETS_MAX; i++) {
		assert_int_equal(send_rc4("Secret-Pw1"), NT_OK);
		drop_ticket(none);
		drop_ticket(ticket);
	}
	assert_string_not_equal(redeem(NULL).why, "");
}

static void
without_a_key_there_is_no_ticket(void **state)
{
	const struct msg_ticket_make	 m = { PASSWORD_RC4,
					    rd_over(key, 16), rd_over("", 0) };
	struct msg_ticket		 a;
	struct rd			 r;

	(void)state;
	msg_put_ticket_make(far_begin(worker, MSG_TICKET_MAKE, 5), &m);
	far_end(worker);
	env_double_turn(&keeper_env);
	r = heard_body(far_heard(worker, MSG_TICKET));
	msg_get_ticket(&r, &a);
	assert_int_equal(a.status, NT_NO_USER_SESSION_KEY);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, keeper_up, keeper_down)
	const struct CMUnitTest	 tests[] = {
		T(each_form_is_opened_and_sealed_for_its_account),
		T(a_ticket_is_good_once),
		T(a_ticket_is_good_for_a_minute),
		T(a_ticket_that_was_made_up_is_refused),
		T(the_policy_judges_what_a_ticket_brings),
		T(what_does_not_open_gets_no_ticket),
		T(a_length_that_cannot_be_is_refused),
		T(a_worker_has_so_many_tickets_and_no_more),
		T(a_ticket_that_is_not_wanted_any_more_makes_room),
		T(without_a_key_there_is_no_ticket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
