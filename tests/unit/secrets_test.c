/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A secret comes in, or is made and shown, over a one-use descriptor: taken,
 * refused, never cut (Q318396), and seen by nobody else.
 */
#include "tests/unit/check.h"

#include <ctype.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol/role/push_msg.h"
#include "tests/unit/keeper_double.h"

#define ACCOUNT	42

/* Sealed verifiers of what it was before. */
static uint8_t	old[2][128];
static size_t	old_len[2];

/* The end that sitectl holds. */
static int
begin(enum msg_secret_task task)
{
	struct msg_secret	 m = { .task = task, .account = ACCOUNT,
				    .name = "Smith" };
	int			 pair[2];

	while (m.nold < nitems(old) && old_len[m.nold] > 0) {
		m.old[m.nold] = rd_over(old[m.nold], old_len[m.nold]);
		m.nold++;
	}
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    pair), 0);
	msg_put_secret(far_begin(director, MSG_SECRET_TASK, 9), &m);
	far_end_fd(director, pair[0]);
	return pair[1];
}

static bool
answered(struct msg_secret_sealed *out)
{
	struct heard	*h = far_heard(director, MSG_SECRET_SEALED);
	struct rd	 r;

	if (h == NULL)
		return false;
	assert_int_equal(h->id, 9);
	r = heard_body(h);
	msg_get_secret_sealed(&r, out);
	assert_true(rd_end(&r));
	assert_int_equal(out->account, ACCOUNT);
	return true;
}

static struct msg_secret_sealed
enter(const void *text, size_t n)
{
	struct msg_secret_sealed	 s;
	int				 fd = begin(SECRET_TAKE);

	assert_int_equal(send(fd, text, n, MSG_NOSIGNAL), n);
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	env_double_turn(&keeper_env);
	assert_true(answered(&s));
	(void)close(fd);
	return s;
}

/* Both blobs hold that password, and for that account. */
static void
assert_seals(const struct msg_secret_sealed *s, const char *password)
{
	struct seal_what	 what = { SEAL_VERIFIER, ACCOUNT };
	uint8_t			 hash[NT_HASH_SIZE], text[512];
	uint8_t			 expected[NT_HASH_SIZE];
	struct wr		 h = wr_over(hash, sizeof(hash));
	struct wr		 t = wr_over(text, sizeof(text));

	assert_string_equal(s->why, "");
	assert_int_equal(unseal(&master, &what, s->verifier, &h), 0);
	what.kind = SEAL_PASSWORD;
	assert_int_equal(unseal(&master, &what, s->password, &t), 0);
	assert_int_equal(t.pos, strlen(password));
	assert_memory_equal(text, password, t.pos);
	assert_int_equal(nt_hash(client_crypto, password, expected), 0);
	assert_memory_equal(hash, expected, sizeof(hash));
}

static void
an_entered_password_is_sealed(void **state)
{
	static const char	*const good[] = { "Cap-Pass1", "x",
				    "12345678901234", "P\xc3\xa4ss w\xc3\xb6rd",
				    "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2"
				    "\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82"
				    "\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
				    "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2"
				    "\x82\xac" };
	struct msg_secret_sealed	 s;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(good); i++) {
		s = enter(good[i], strlen(good[i]));
		assert_seals(&s, good[i]);
	}
}

static void
what_the_policy_does_not_take_is_refused_by_its_number(void **state)
{
	static const struct {
		struct msg_policy	 policy;
		const char		*text;
		bool			 taken;
	} tries[] = {
		{ { .min_length = 8 }, "1234567", false },
		{ { .min_length = 8 }, "12345678", true },
		{ { .min_length = 8 }, "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
		  false },		/* four characters */
		{ { .min_length = 14 }, "12345678901234", true },
		{ { .complex = true }, "Aa1!b", false },	/* five */
		{ { .complex = true }, "Aa1bcd", true },
		{ { .complex = true }, "aa1bcd", false },
		{ { .complex = true }, "aa1b-d", true },
		{ { .complex = true }, "aab\xc3\xa4" "Cd", true },
		{ { .complex = true }, "12345!", false },
		{ { .complex = true }, "1!sMiTh!A", false },
		{ { .complex = true }, "1!sMiT!A", true },
		{ { .min_length = 3 }, "smith", true },
	};
	struct msg_secret_sealed	 s;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(tries); i++) {
		tell_policy(&tries[i].policy);
		s = enter(tries[i].text, strlen(tries[i].text));
		if (tries[i].taken)
			assert_seals(&s, tries[i].text);
		else {
			assert_non_null(strstr(s.why, "2245"));
			assert_null(strstr(s.why, tries[i].text));
			assert_int_equal(s.verifier.len, 0);
		}
	}
}

static void
a_password_of_before_is_refused_and_only_that(void **state)
{
	static const char		*const before[] = { "Cap-1", "Cap-2" };
	struct msg_secret_sealed	 s;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(before); i++) {
		s = enter(before[i], strlen(before[i]));
		assert_seals(&s, before[i]);
		memcpy(old[i], s.verifier.base, s.verifier.len);
		old_len[i] = s.verifier.len;
	}
	for (i = 0; i < nitems(before); i++) {
		s = enter(before[i], strlen(before[i]));
		assert_non_null(strstr(s.why, "2245"));
	}
	s = enter("Cap-3", 5);
	assert_seals(&s, "Cap-3");
	old[1][3] ^= 1;		/* does not open any more */
	s = enter(before[1], strlen(before[1]));
	assert_seals(&s, before[1]);
	memset(old_len, 0, sizeof(old_len));
}

static void
one_newline_at_the_end_is_not_part_of_it(void **state)
{
	struct msg_secret_sealed	 s = enter("Cap-Pass1\n", 10);

	(void)state;
	assert_seals(&s, "Cap-Pass1");
	s = enter("Cap-Pass1\n\n", 11);
	assert_seals(&s, "Cap-Pass1\n");
}

static void
what_cannot_be_a_password_is_refused_and_never_cut(void **state)
{
	static const struct {
		const char	*text;
		size_t		 n;
	} bad[] = {
		{ "", 0 }, { "\n", 1 }, { "123456789012345", 15 },
		{ "pass\0word", 9 }, { "\0", 1 }, { "\xff\xfe", 2 },
		{ "\xed\xa0\x80", 3 },	/* half of a pair */
	};
	struct msg_secret_sealed	 s;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		s = enter(bad[i].text, bad[i].n);
		if (s.why[0] == '\0' || s.verifier.len != 0 ||
		    s.password.len != 0)
			fail_msg("row %zu was taken", i);
	}
}

static void
input_without_end_is_refused_before_it_ends(void **state)
{
	struct msg_secret_sealed	 s;
	char				 flood[1000];
	int				 fd = begin(SECRET_TAKE);

	(void)state;
	memset(flood, 'x', sizeof(flood));
	assert_int_equal(send(fd, flood, sizeof(flood), MSG_NOSIGNAL),
	    sizeof(flood));
	env_double_turn(&keeper_env);
	assert_true(answered(&s));
	assert_true(s.why[0] != '\0');
	/* Nobody reads on. */
	assert_int_equal(send(fd, flood, 1, MSG_NOSIGNAL), -1);
	(void)close(fd);
}

static void
a_password_may_come_in_pieces(void **state)
{
	struct msg_secret_sealed	 s;
	int				 fd = begin(SECRET_TAKE);

	(void)state;
	assert_int_equal(send(fd, "Cap-", 4, MSG_NOSIGNAL), 4);
	env_double_turn(&keeper_env);
	assert_false(answered(&s));
	assert_int_equal(send(fd, "Pass1", 5, MSG_NOSIGNAL), 5);
	env_double_turn(&keeper_env);
	assert_false(answered(&s));
	(void)close(fd);
	env_double_turn(&keeper_env);
	assert_true(answered(&s));
	assert_seals(&s, "Cap-Pass1");
}

static bool
has(const char *s, int (*is)(int))
{
	while (*s != '\0')
		if (is((unsigned char)*s++))
			return true;
	return false;
}

static void
a_made_password_is_shown_and_sealed(void **state)
{
	struct msg_secret_sealed	 s;
	char				 line[64], before[64] = "";
	int				 fd, i;

	(void)state;
	for (i = 0; i < 200; i++) {
		fd = begin(SECRET_MAKE);
		assert_int_equal(read(fd, line, sizeof(line)), 15);
		assert_int_equal(line[14], '\n');
		line[14] = '\0';
		assert_true(answered(&s));
		assert_seals(&s, line);
		assert_true(has(line, islower) && has(line, isupper) &&
		    has(line, isdigit) && has(line, ispunct));
		assert_null(strpbrk(line, " \"'\\`"));
		assert_string_not_equal(line, before);
		(void)strcpy(before, line);
		assert_int_equal(read(fd, line, 1), 0);
		(void)close(fd);
	}
}

/* The places of the four classes must not be known beforehand. */
static void
every_class_stands_everywhere(void **state)
{
	struct msg_secret_sealed	 s;
	bool				 digit[14] = { false };
	char				 line[64];
	int				 fd, i, k;

	(void)state;
	for (i = 0; i < 600; i++) {
		fd = begin(SECRET_MAKE);
		assert_int_equal(read(fd, line, sizeof(line)), 15);
		for (k = 0; k < 14; k++)
			digit[k] |= isdigit((unsigned char)line[k]) != 0;
		assert_true(answered(&s));
		(void)close(fd);
	}
	for (k = 0; k < 14; k++)
		assert_true(digit[k]);
}

static void
a_password_that_nobody_sees_is_not_kept(void **state)
{
	struct msg_secret	 m = { .task = SECRET_MAKE,
				    .account = ACCOUNT };
	struct msg_secret_sealed s;
	int			 pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    pair), 0);
	(void)close(pair[1]);
	msg_put_secret(far_begin(director, MSG_SECRET_TASK, 9), &m);
	far_end_fd(director, pair[0]);
	assert_true(answered(&s));
	assert_true(s.why[0] != '\0');
	assert_int_equal(s.verifier.len, 0);
}

static bool
prove(int64_t account, struct rd verifier, struct rd password)
{
	const struct msg_secret_proof	 q = { account, verifier, password };
	struct msg_secret_proven	 a;
	struct heard			*h;
	struct rd			 r;

	msg_put_secret_proof(far_begin(director, MSG_SECRET_PROVE, 5), &q);
	far_end(director);
	env_double_turn(&keeper_env);
	h = far_heard(director, MSG_SECRET_PROVEN);
	assert_non_null(h);
	assert_int_equal(h->id, 5);
	r = heard_body(h);
	msg_get_secret_proven(&r, &a);
	assert_true(rd_end(&r));
	assert_int_equal(a.account, account);
	return a.fits;
}

static void
only_a_password_that_makes_the_verifier_is_proven(void **state)
{
	struct msg_secret_sealed	 one, other;
	uint8_t				 bad[256];

	(void)state;
	one = enter("Cap-Pass1", 9);
	other = enter("Cap-Pass2", 9);
	assert_true(prove(ACCOUNT, one.verifier, one.password));
	assert_false(prove(ACCOUNT, one.verifier, other.password));
	assert_false(prove(ACCOUNT + 1, one.verifier, one.password));
	assert_false(prove(ACCOUNT, one.verifier, rd_over("", 0)));
	assert_false(prove(ACCOUNT, rd_over("", 0), one.password));
	assert_false(prove(ACCOUNT, one.password, one.password));
	assert_true(one.verifier.len <= sizeof(bad));
	memcpy(bad, one.verifier.base, one.verifier.len);
	bad[one.verifier.len - 1] ^= 1;
	assert_false(prove(ACCOUNT, rd_over(bad, one.verifier.len),
	    one.password));
}

/* --- accounts of others, with which clients are installed --- */

static struct msg_secret_sealed
enter_foreign(const char *text)
{
	struct msg_secret_sealed	 s;
	int				 fd = begin(SECRET_PUSH);

	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL),
	    strlen(text));
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	env_double_turn(&keeper_env);
	assert_true(answered(&s));
	(void)close(fd);
	return s;
}

/* What comes out where the pusher reads; "": nothing does. */
static void
give(const struct msg_push_credential *m, char out[static 512])
{
	int	 pair[2];
	ssize_t	 n;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    pair), 0);
	msg_put_push_credential(far_begin(director, MSG_PUSH_CREDENTIAL, 0),
	    m);
	far_end_fd(director, pair[0]);
	env_double_turn(&keeper_env);
	n = read(pair[1], out, 511);
	assert_true(n >= 0);
	out[n] = '\0';
	(void)close(pair[1]);
}

static void
a_password_of_others_goes_to_the_pusher_alone(void **state)
{
	struct msg_secret_sealed	 s = enter_foreign("Long-Word-of-Others");
	uint8_t				 copy[256];
	char				 text[512];
	struct msg_push_credential	 m = { .id = ACCOUNT,
					    .name = "DOM\\inst" };

	(void)state;
	assert_string_equal(s.why, "");
	assert_int_equal(s.verifier.len, 0);
	memcpy(copy, s.password.base, s.password.len);
	m.password = rd_over(copy, s.password.len);
	give(&m, text);
	assert_string_equal(text, "DOM\ninst\nLong-Word-of-Others\n");
	/* Of another account, or as the password of one of ours. */
	m.id++;
	give(&m, text);
	assert_string_equal(text, "");
	m.id = ACCOUNT;
	m.account = ACCOUNT;
	(void)strcpy(m.account_name, "DOM\\SMS#_PC");
	m.account_password = m.password;
	give(&m, text);
	assert_string_equal(text, "");
}

static void
a_service_gets_the_password_of_its_own_account(void **state)
{
	struct msg_secret_sealed	 s = enter_foreign("Word");
	uint8_t				 foreign[256], own[256];
	size_t				 n = s.password.len;
	char				 text[512];
	struct msg_push_credential	 m = { .id = ACCOUNT, .name = "inst",
					    .account = ACCOUNT,
					    .account_name = "DOM\\SMS#_PC" };

	(void)state;
	memcpy(foreign, s.password.base, n);
	m.password = rd_over(foreign, n);
	s = enter("Boot-Pw-14char", 14);
	memcpy(own, s.password.base, s.password.len);
	m.account_password = rd_over(own, s.password.len);
	give(&m, text);
	assert_string_equal(text,
	    "\ninst\nWord\nDOM\\SMS#_PC\nBoot-Pw-14char\n");
}

static void
what_is_no_line_is_no_password_of_others(void **state)
{
	char	 text[200];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[128] = '\0';
	assert_string_not_equal(enter_foreign(text).why, "");
	text[127] = '\0';
	assert_string_equal(enter_foreign(text).why, "");
	assert_string_not_equal(enter_foreign("a\nb").why, "");
	assert_string_not_equal(enter_foreign("").why, "");
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, keeper_up, keeper_down)
	const struct CMUnitTest	 tests[] = {
		T(an_entered_password_is_sealed),
		T(what_the_policy_does_not_take_is_refused_by_its_number),
		T(a_password_of_before_is_refused_and_only_that),
		T(one_newline_at_the_end_is_not_part_of_it),
		T(what_cannot_be_a_password_is_refused_and_never_cut),
		T(input_without_end_is_refused_before_it_ends),
		T(a_password_may_come_in_pieces),
		T(a_made_password_is_shown_and_sealed),
		T(every_class_stands_everywhere),
		T(a_password_that_nobody_sees_is_not_kept),
		T(only_a_password_that_makes_the_verifier_is_proven),
		T(a_password_of_others_goes_to_the_pusher_alone),
		T(a_service_gets_the_password_of_its_own_account),
		T(what_is_no_line_is_no_password_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
