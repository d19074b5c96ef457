/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The token account of a domain in memory: one PDC, replicas that show what
 * was there a while ago, and an agent on each, in whatever order.
 */
#include "tests/unit/check.h"

#include "contrib/siteclient/token.h"
#include "contrib/siteclient/token_rpc.h"

#define SERVERS		8
#define CHANGES_MAX	512
#define HOUR		(INT64_C(3600) * 1000)

struct shown {
	int64_t		 at;		/* ms */
	uint32_t	 has;		/* enum token_part */
	bool		 disabled;
	char		 comment[DOMAIN_TEXT_SIZE];
};

/* What the PDC has, all of its history, and what stands against it. */
static struct {
	int64_t		 now;
	struct shown	 log[CHANGES_MAX];
	size_t		 n;
	int64_t		 lag[SERVERS];		/* of server 0: none */
	bool		 compares;		/* as our PDC does */
	uint32_t	 error[SERVERS];	/* whoever asks that server */
	uint32_t	 refuses;		/* these parts... */
	uint32_t	 with;			/* ...with that number */
	int		 die_at;		/* the n-th change is the last */
	unsigned	 writes[8];		/* by part; the stamp's is [6] */
	int64_t		 minutes;		/* of patience; 0: not told */
} domain;

static struct token	agents[SERVERS];
static char		names[SERVERS][8];
static enum token_end	ends[SERVERS];
static int64_t		due[SERVERS];
static bool		busy[SERVERS];	/* in a step */
static bool		crossing;	/* others run between two requests */

static void	cross(void);

static size_t
index_of(const char *server)
{
	return (size_t)(server[2] - '0');
}

static const struct shown *
shown_by(size_t server)
{
	size_t	 i = domain.n;

	while (i > 1 && domain.log[i - 1].at + domain.lag[server] > domain.now)
		i--;
	return &domain.log[i - 1];
}

static struct shown *
change(unsigned what)
{
	assert_true(domain.n < CHANGES_MAX);
	domain.log[domain.n] = domain.log[domain.n - 1];
	domain.log[domain.n].at = domain.now;
	domain.writes[what]++;
	return &domain.log[domain.n++];
}

static uint32_t
fake_primary(void *arg, const char *server, char out[static DOMAIN_LABEL_SIZE])
{
	(void)arg;
	(void)strlcpy(out, "DC0", DOMAIN_LABEL_SIZE);
	return domain.error[index_of(server)];
}

static uint32_t
fake_look(void *arg, const char *server, struct token_view *v)
{
	const struct shown	*s;

	(void)arg;
	cross();
	s = shown_by(index_of(server));
	memset(v, 0, sizeof(*v));
	v->lacks = TOKEN_ALL & ~s->has;
	if (!(s->has & TOKEN_USER))
		v->lacks = TOKEN_ALL & ~(s->has & TOKEN_GROUPED);
	else if (s->disabled)
		v->lacks |= TOKEN_PASSWORD;
	(void)strlcpy(v->comment, s->comment, sizeof(v->comment));
	return domain.error[index_of(server)];
}

static bool
dies(void)
{
	return domain.die_at > 0 && --domain.die_at == 0;
}

static unsigned
number_of(enum token_part part)
{
	unsigned	 i = 0;

	while (UINT32_C(1) << i != (uint32_t)part)
		i++;
	return i;
}

static uint32_t
fake_mend(void *arg, const char *server, enum token_part part)
{
	struct shown	*s;

	(void)arg;
	cross();
	s = &domain.log[domain.n - 1];
	assert_string_equal(server, "DC0");
	if (domain.error[0] != 0)
		return domain.error[0];
	if (domain.refuses & part)
		return domain.with;
	if (s->has & part && !(part == TOKEN_PASSWORD && s->disabled))
		return WIN32_NERR_USER_EXISTS;
	if (dies())
		return WIN32_RPC_UNAVAILABLE;
	s = change(number_of(part));
	s->has |= part;
	if (part == TOKEN_PASSWORD)
		s->disabled = false;
	return 0;
}

static uint32_t
fake_stamp(void *arg, const char *server, const char *text)
{
	struct shown	*s;

	(void)arg;
	cross();
	s = &domain.log[domain.n - 1];
	assert_string_equal(server, "DC0");
	if (domain.error[0] != 0)
		return domain.error[0];
	if (domain.compares && !epoch_may_replace(s->comment, text))
		return WIN32_REVISION_MISMATCH;
	if (dies())
		return WIN32_RPC_UNAVAILABLE;
	s = change(6);
	(void)strlcpy(s->comment, text, sizeof(s->comment));
	return 0;
}

static uint32_t
fake_patience(void *arg, const char *server, int64_t *ms)
{
	(void)arg;
	(void)server;
	*ms = domain.minutes * 60 * 1000;
	return domain.minutes == 0 ? 2 : 0;
}

static void
fake_rest(void *arg)
{
	(void)arg;
}

static const struct agent_logs	nowhere = { .folder = -1 };

static void
begin(size_t i, bool sp3, int64_t wait_ms)
{
	static const struct token_domain fake = { fake_primary, fake_look,
					    fake_mend, fake_stamp,
					    fake_patience, fake_rest, NULL };
	struct token_how		 how = { .site = "S01",
					    .poll_ms = 1000,
					    .splay_ms = 2000,
					    .sp3 = sp3, .wait_ms = wait_ms,
					    .logs = &nowhere };

	(void)snprintf(names[i], sizeof(names[i]), "DC%zu", i);
	how.dc = names[i];
	token_begin(&agents[i], &how, &fake, 0);
}

static int
setup(void **state)
{
	size_t	 i;

	(void)state;
	memset(&domain, 0, sizeof(domain));
	crossing = false;
	domain.now = 1;
	domain.n = 1;
	domain.compares = true;
	domain.log[0] = (struct shown){ .has = TOKEN_ALL,
	    .comment = "E=4;W=S01;O=a" };
	for (i = 0; i < SERVERS; i++) {
		begin(i, false, 0);
		if (i > 0)
			domain.lag[i] = 1 + rand() % 20000;
	}
	return 0;
}

static unsigned
writes(void)
{
	unsigned	 n = 0;
	size_t		 i;

	for (i = 0; i < nitems(domain.writes); i++)
		n += domain.writes[i];
	return n;
}

static enum token_end
step(size_t i, int64_t *ms)
{
	enum token_end	 end;

	busy[i] = true;
	end = token_step(&agents[i], (struct mono){ domain.now * 1000000 },
	    ms);
	busy[i] = false;
	return end;
}

static void
take_turn(size_t i)
{
	int64_t	 ms = 0;

	ends[i] = step(i, &ms);
	due[i] = domain.now + ms;
}

/* Somebody else may have his turn before a request is answered. */
static void
cross(void)
{
	const size_t	 i = (size_t)rand() % SERVERS;

	if (crossing && rand() % 2 == 0 && !busy[i] &&
	    ends[i] == TOKEN_GOES_ON)
		take_turn(i);
}

/* All of them until each has ended or `limit' ms are over. */
static void
play(int64_t limit)
{
	size_t	 i, next;

	for (i = 0; i < SERVERS; i++) {
		ends[i] = TOKEN_GOES_ON;
		due[i] = domain.now + rand() % 50;
	}
	for (;;) {
		next = SERVERS;
		for (i = 0; i < SERVERS; i++)
			if (ends[i] == TOKEN_GOES_ON &&
			    (next == SERVERS || due[i] < due[next]))
				next = i;
		if (next == SERVERS || due[next] > limit)
			return;
		domain.now = due[next] > domain.now ? due[next] : domain.now;
		take_turn(next);
	}
}

static size_t
count(enum token_end wanted)
{
	size_t	 i, n = 0;

	for (i = 0; i < SERVERS; i++)
		n += ends[i] == wanted;
	return n;
}

/* One agent alone, until it ends. */
static enum token_end
alone(size_t i)
{
	enum token_end	 end;
	int64_t		 ms = 0;
	int		 steps;

	for (steps = 0; steps < 10000; steps++) {
		if ((end = step(i, &ms)) != TOKEN_GOES_ON)
			return end;
		domain.now += ms;
	}
	fail_msg("it never ended");
	return TOKEN_GOES_ON;
}

/* --- */

static void
what_is_right_already_is_not_written(void **state)
{
	(void)state;
	play(HOUR);
	assert_int_equal(count(TOKEN_READY), SERVERS);
	assert_int_equal(writes(), 0);
	assert_int_equal(agents[3].known, 4);
}

static void
eight_that_start_at_once_write_one_stamp_in_all(void **state)
{
	int		 i;

	for (i = 0; i < 200; i++) {
		(void)setup(state);
		crossing = i % 2 == 0;
		domain.log[0].comment[0] = '\0';
		play(HOUR);
		assert_int_equal(count(TOKEN_READY), SERVERS);
		assert_int_equal(writes(), 1);
	}
}

static void
each_part_that_lacks_is_written_once(void **state)
{
	size_t		 part;
	int		 i;

	for (i = 0; i < 200; i++) {
		(void)setup(state);
		crossing = i % 2 == 0;
		domain.log[0] = (struct shown){ .disabled = true };
		play(HOUR);
		assert_int_equal(count(TOKEN_READY), SERVERS);
		for (part = 0; part < 7; part++)
			assert_int_equal(domain.writes[part], 1);
	}
}

static void
one_right_that_lacks_is_one_right_and_one_stamp(void **state)
{
	(void)state;
	domain.log[0].has &= ~(uint32_t)TOKEN_RIGHTS;
	play(HOUR);
	assert_int_equal(count(TOKEN_READY), SERVERS);
	assert_int_equal(writes(), 2);
	assert_int_equal(agents[5].known, 5);
}

/* As on NT: whoever comes second writes the same number, and nobody hangs. */
static void
a_pdc_that_does_not_compare_makes_nobody_hang(void **state)
{
	unsigned	 all = 0;
	int		 i;

	for (i = 0; i < 100; i++) {
		(void)setup(state);
		domain.compares = false;
		crossing = i % 2 == 0;
		domain.log[0].comment[0] = '\0';
		play(HOUR);
		assert_int_equal(count(TOKEN_READY), SERVERS);
		all += writes();
	}
	assert_true(all < 200);
}

static void
sp3_writes_as_often_as_it_starts_and_waits_for_its_own_words(void **state)
{
	size_t		 i;

	(void)state;
	for (i = 0; i < SERVERS; i++) {
		begin(i, true, 0);
		domain.lag[i] = i == 0 ? 0 : 10000 + (int64_t)i;
	}
	play(24 * HOUR);
	assert_int_equal(domain.writes[6], SERVERS);
	assert_true(count(TOKEN_GOES_ON) >= SERVERS / 2);
	assert_int_equal(count(TOKEN_FAILED), 0);
}

static void
sp3_can_be_told_how_long(void **state)
{
	(void)state;
	begin(1, true, 5000);
	domain.lag[1] = 24 * HOUR;
	assert_int_equal(alone(1), TOKEN_FAILED);
	assert_true(domain.now < 10000);
}

static void
a_policy_ends_it_at_once_and_is_named(void **state)
{
	static const struct {
		uint32_t	 error;
		const char	*words;
	} rows[] = {
		{ 1327, "1327 (the minimum password age" },
		{ 2245, "2245 (the password is shorter" },
		{ 5, "5 (access is denied" }, { 2226, "only the PDC" },
	};
	char		 why[512];
	int64_t		 begun;
	size_t		 i;

	for (i = 0; i < nitems(rows); i++) {
		(void)setup(state);
		domain.log[0] = (struct shown){ .disabled = true };
		domain.refuses = TOKEN_PASSWORD;
		domain.with = rows[i].error;
		begun = domain.now;
		assert_int_equal(alone(1), TOKEN_FAILED);
		assert_true(domain.now - begun <= 2000);	/* CLAIM's */
		token_why(&agents[1], why, sizeof(why));
		assert_non_null(strstr(why, rows[i].words));
		assert_non_null(strstr(why, "its password"));
	}
}

static void
what_may_replicate_yet_is_waited_for_until_the_time_is_over(void **state)
{
	static const uint32_t	 errors[] = { 1722, 1326, 1317 };
	size_t			 i;

	for (i = 0; i < nitems(errors); i++) {
		(void)setup(state);
		begin(1, false, 30000);
		domain.error[1] = errors[i];
		assert_int_equal(alone(1), TOKEN_FAILED);
		assert_in_range(domain.now, 30000, 33000);
		(void)setup(state);
		domain.error[0] = errors[i];
		begin(1, false, 30000);
		domain.log[0].comment[0] = '\0';
		assert_int_equal(alone(1), TOKEN_LATE);
	}
}

/* Threshold 5, window 30 minutes: whatever is wrong, it locks nobody. */
static void
a_logon_that_is_refused_is_not_repeated_into_a_lock(void **state)
{
	const int64_t	 window = HOUR / 2;
	int64_t		 tries[64], ms;
	size_t		 n, k;

	(void)state;
	agents[1].how.poll_ms = 10000;
	domain.error[1] = 1326;
	for (n = 0; n < nitems(tries); n++) {
		tries[n] = domain.now;
		if (step(1, &ms) != TOKEN_GOES_ON)
			break;
		domain.now += ms;
	}
	assert_in_range(n, 4, 12);
	for (k = 0; k + 4 <= n; k++)
		assert_true(tries[k + 4] - tries[k] > window);
	assert_in_range(domain.now, HOUR, HOUR + 10);
}

static void
a_pdc_that_comes_back_is_asked_again(void **state)
{
	int64_t	 ms;
	int	 i;

	(void)state;
	domain.log[0].comment[0] = '\0';
	domain.error[0] = 1722;
	for (i = 0; i < 20; i++) {
		assert_int_equal(step(1, &ms), TOKEN_GOES_ON);
		domain.now += ms;
	}
	domain.error[0] = 0;
	assert_int_equal(alone(1), TOKEN_READY);
	assert_int_equal(writes(), 1);
}

static void
the_pdc_says_how_long_unless_it_is_set_here(void **state)
{
	(void)state;
	domain.minutes = 5;
	domain.lag[1] = 24 * HOUR;
	domain.log[0].has &= ~(uint32_t)TOKEN_RIGHTS;
	assert_int_equal(alone(1), TOKEN_FAILED);
	assert_in_range(domain.now, 300000, 310000);
	begin(1, false, 60000);
	domain.now = 1;
	domain.log[0].has = TOKEN_ALL;
	domain.log[0].comment[0] = '\0';
	domain.n = 1;
	assert_int_equal(alone(1), TOKEN_LATE);
	assert_in_range(domain.now, 60000, 64000);
}

/* kill -9 after each number of changes: somebody else does the rest. */
static void
whoever_is_killed_in_between_is_followed_by_another(void **state)
{
	unsigned	 n;
	int64_t		 ms;
	size_t		 part;

	for (n = 1; n <= 7; n++) {
		(void)setup(state);
		domain.log[0] = (struct shown){ .disabled = true };
		domain.die_at = (int)n;
		while (domain.die_at > 0) {
			assert_int_equal(step(1, &ms), TOKEN_GOES_ON);
			domain.now += ms;
		}
		assert_int_equal(writes(), n - 1);
		domain.now += 60000;
		assert_int_equal(alone(2), TOKEN_READY);
		for (part = 0; part < 7; part++)
			assert_int_equal(domain.writes[part], 1);
	}
}

static void
an_account_that_is_being_made_is_left_to_its_maker_once(void **state)
{
	int64_t	 ms;
	int	 i;

	(void)state;
	domain.log[0] = (struct shown){ .has = TOKEN_USER, .disabled = true };
	for (i = 0; i < 2; i++)		/* LOOK, CLAIM */
		assert_int_equal(step(0, &ms), TOKEN_GOES_ON);
	assert_int_equal(writes(), 0);
	assert_in_range(ms, 800, 1200);
	assert_int_equal(alone(0), TOKEN_READY);
	assert_int_equal(domain.writes[0], 0);
	assert_int_equal(domain.writes[1], 1);
}

static void
an_account_that_an_operator_disabled_stays_disabled(void **state)
{
	char	 why[512];

	(void)state;
	domain.log[0].disabled = true;
	assert_int_equal(alone(1), TOKEN_FAILED);
	assert_int_equal(writes(), 0);
	token_why(&agents[1], why, sizeof(why));
	assert_non_null(strstr(why, "1331"));
}

static void
an_older_stamp_than_one_was_seen_is_not_right(void **state)
{
	(void)state;
	agents[1].known = 9;
	assert_int_equal(alone(1), TOKEN_READY);
	assert_int_equal(agents[1].known, 10);
	assert_int_equal(writes(), 1);
}

static void
another_comment_is_replaced_once(void **state)
{
	(void)state;
	(void)strlcpy(domain.log[0].comment, "SMS Client User Token account, "
	    "DC7, 2000/06/13 06:28.53", sizeof(domain.log[0].comment));
	play(HOUR);
	assert_int_equal(count(TOKEN_READY), SERVERS);
	assert_int_equal(writes(), 1);
}

static void
the_password_has_14_signs_of_four_classes(void **state)
{
	static const char *const classes[] = {
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz",
		"0123456789", "!#$%()*+,-./:;<=>?@[]^_{|}~" };
	char			 a[TOKEN_PASSWORD_SIZE];
	size_t			 i;
	int			 n;

	(void)state;
	for (n = 0; n < 200; n++) {
		token_password(a);
		assert_int_equal(strlen(a), 14);
		for (i = 0; i < nitems(classes); i++)
			assert_non_null(strpbrk(a, classes[i]));
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define T(f) cmocka_unit_test_setup(f, setup)
		T(what_is_right_already_is_not_written),
		T(eight_that_start_at_once_write_one_stamp_in_all),
		T(each_part_that_lacks_is_written_once),
		T(one_right_that_lacks_is_one_right_and_one_stamp),
		T(a_pdc_that_does_not_compare_makes_nobody_hang),
		T(sp3_writes_as_often_as_it_starts_and_waits_for_its_own_words),
		T(sp3_can_be_told_how_long),
		T(a_policy_ends_it_at_once_and_is_named),
		T(what_may_replicate_yet_is_waited_for_until_the_time_is_over),
		T(a_logon_that_is_refused_is_not_repeated_into_a_lock),
		T(a_pdc_that_comes_back_is_asked_again),
		T(the_pdc_says_how_long_unless_it_is_set_here),
		T(whoever_is_killed_in_between_is_followed_by_another),
		T(an_account_that_is_being_made_is_left_to_its_maker_once),
		T(an_account_that_an_operator_disabled_stays_disabled),
		T(an_older_stamp_than_one_was_seen_is_not_right),
		T(another_comment_is_replaced_once),
		T(the_password_has_14_signs_of_four_classes),
#undef T
	};

	seed_random();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
