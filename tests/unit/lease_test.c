/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Leases in a whole director: the account is made, kept while there is life,
 * disabled, deleted and gone from every server; and a director that is killed
 * in any state goes on where it was.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "protocol/role/auth_msg.h"
#include "server/director/ccm/lease_int.h"
#include "server/director/domain/domain_int.h"
#include "server/director/domain/sam.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/director_double.h"

#define MINUTE_MS	INT64_C(60000)
#define HOUR_MS	(60 * MINUTE_MS)
#define LATE	"BDC1/20m"	/* longer than a ttl */

static struct leases *
leases(void)
{
	return the_director()->leases;
}

static struct lease *
lease(void)
{
	return lease_set_find(&leases()->set, "DC1");
}

static const struct account_entry *
account(void)
{
	return accounts_find(the_director()->accounts, "SMS#_DC1");
}

static bool
is_quiet(void)
{
	const struct lease	*l = NULL;

	lease_turn(leases());
	while ((l = lease_set_next(&leases()->set, l)) != NULL)
		if (l->storing || l->asking || l->waiting != 0 || (l->wants &&
		    mono_passed(l->again, mono_now())))
			return false;
	return leases()->flight == NULL &&
	    store_pending(the_director()->store) == 0;
}

/* Until there is nothing more to do at this moment. */
static void
rest(void)
{
	int	 quiet;

	for (quiet = 0; quiet < 3; quiet++) {
		until(is_quiet());
		director_turn();
		if (!is_quiet())
			quiet = -1;
	}
}

/* Step by step, so that probes are asked at their times. */
static void
pass_steps(int64_t n, int64_t minutes)
{
	for (; n > 0; n--) {
		pass_ms(minutes * MINUTE_MS);
		domain_arm(the_director());
		rest();
	}
}

static void
pass_minutes(int64_t n)
{
	pass_steps(n, 1);
}

static bool	 told;

static void
note_told(void *arg, const struct err *failed)
{
	(void)arg;
	told = true;
	outcome = failed == NULL ? (struct err){ 0 } : *failed;
}

/* --- beginning --- */

static int64_t		 begun_id;
static struct err	 begun_err;
static unsigned		 begun;

static void
note_begun(void *arg, int64_t id, const struct err *failed)
{
	(void)arg;
	begun++;
	begun_id = id;
	begun_err = failed == NULL ? (struct err){ 0 } : *failed;
}

static int
begin(const char *target)
{
	begun = 0;
	return lease_begin(the_director(), target, 7, note_begun, NULL,
	    &outcome);
}

static void
begin_dc1(void)
{
	assert_int_equal(begin("DC1"), 0);
	rest();
	assert_int_equal(begun, 1);
	assert_int_equal(begun_err.code, 0);
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
}

static void
the_account_is_made_with_our_mark_and_a_secret_that_nobody_saw(void **state)
{
	struct msg_account	 m;
	char			 mark[LEASE_MARKER_SIZE];

	(void)state;
	begin_dc1();
	assert_int_equal(begun_id, lease()->id);
	lease_marker(leases(), lease()->id, mark);
	assert_string_equal(account()->comment, mark);
	assert_int_equal(account()->id, lease()->account);
	assert_int_equal(account()->kind, ACCOUNT_DOMAIN);
	assert_int_equal(account()->state, ACCOUNT_ENABLED);
	assert_true(keeper_knows("SMS#_DC1", &m));
	assert_null(lease()->verifier);		/* the book has it now */
	assert_null(lease()->password);
}

/* --- what it may --- */

static struct rpc_account	 user;
static char			 first[64];
static uint32_t			 count;

static void
take_answer(void *arg, const struct rpc_domain_answer *r)
{
	(void)arg;
	assert_int_equal(r->status, NT_OK);
	count = r->count;
	if (r->rows != NULL && r->count > 0)
		user = r->rows[0];
	if (r->names != NULL && r->count > 0)
		(void)snprintf(first, sizeof(first), "%s", r->names[0]);
	if (user.workstations != NULL)
		(void)snprintf(first, sizeof(first), "%s", user.workstations);
}

static void
ask(const struct rpc_domain_ask *q)
{
	user = (struct rpc_account){ 0 };
	first[0] = '\0';
	assert_int_equal(sam_ask(the_director(), 0, q, take_answer, NULL), 0);
}

static int64_t
expiry_ms(void)
{
	struct rpc_domain_ask	 q = { .op = DOMAIN_READ,
				    .kind = SID_USE_USER };

	q.rid = account()->rid;
	ask(&q);
	return (nt_time_to_wall((uint64_t)user.expires).us - wall_now().us) /
	    1000;
}

static uint32_t
members(enum rpc_domain_which domain, enum sid_use kind, uint32_t rid)
{
	struct rpc_domain_ask	 q = { .op = DOMAIN_MEMBERS, .kind = kind,
				    .domain = domain, .rid = rid };

	ask(&q);
	return count;
}

static void
r14_it_has_the_groups_the_rights_and_the_last_day_of_one(void **state)
{
	struct sid		 sid;
	struct rpc_domain_ask	 rights = { .op = DOMAIN_RIGHTS, .count = 1,
				    .sids = &sid };
	uint32_t		 group, before;

	(void)state;
	before = members(DOMAIN_BUILTIN, SID_USE_ALIAS, 544);
	begin_dc1();
	assert_in_range(expiry_ms(), 8 * HOUR_MS, 8 * HOUR_MS + 5 *
	    MINUTE_MS + 1000);
	assert_string_equal(first, "DC1");
	group = user.primary_group;
	assert_int_not_equal(group, SAM_DOMAIN_USERS);
	sid = director_sid(the_director(), account()->rid);
	ask(&rights);
	assert_int_equal(count, 5);
	assert_int_equal(members(DOMAIN_BUILTIN, SID_USE_ALIAS, 544),
	    before + 1);
	assert_int_equal(members(DOMAIN_ACCOUNTS, SID_USE_GROUP, group), 1);
	assert_int_equal(members(DOMAIN_ACCOUNTS, SID_USE_GROUP,
	    SAM_DOMAIN_USERS), 0);
	lease_report(the_director(), begun_id, LEASE_SUCCEEDED);
	rest();
	pass_steps(8, 4);
	assert_null(lease());
	assert_int_equal(members(DOMAIN_BUILTIN, SID_USE_ALIAS, 544),
	    before);
	assert_int_equal(members(DOMAIN_ACCOUNTS, SID_USE_GROUP, group), 0);
	begin_dc1();	/* the group is there, the name is free */
	assert_int_equal(members(DOMAIN_ACCOUNTS, SID_USE_GROUP, group), 1);
}

static void
several_that_begin_at_once_share_their_group(void **state)
{
	static const char *const	 names[] = { "DC1", "DC2", "DC3" };
	const struct account_entry	*a;
	struct lease			*l;
	char				 name[32];
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(names); i++)
		assert_int_equal(begin(names[i]), 0);
	rest();
	for (i = 0; i < nitems(names); i++) {
		l = lease_set_find(&leases()->set, names[i]);
		assert_int_equal(l->life.state, LEASE_ACTIVE);
		(void)snprintf(name, sizeof(name), "SMS#_%s", names[i]);
		a = accounts_find(the_director()->accounts, name);
		assert_int_equal(a->state, ACCOUNT_ENABLED);
	}
	assert_int_equal(members(DOMAIN_ACCOUNTS, SID_USE_GROUP, l->group),
	    3);
}

static void
its_last_day_moves_with_the_clock(void **state)
{
	(void)state;
	begin_dc1();
	step_wall_ms(24 * HOUR_MS);
	pass_minutes(2);
	assert_in_range(expiry_ms(), 7 * HOUR_MS, 9 * HOUR_MS);
}

static void
a_machine_that_has_a_lease_keeps_it(void **state)
{
	int64_t	 id, account_id;

	(void)state;
	begin_dc1();
	id = begun_id;
	account_id = account()->id;
	assert_int_equal(begin("dc1"), 0);
	rest();
	assert_int_equal(begun, 1);
	assert_int_equal(begun_id, id);
	assert_int_equal(account()->id, account_id);
	assert_int_equal(leases()->set.count, 1);
}

static void
what_is_no_name_of_a_machine_gets_none(void **state)
{
	static const char *const	 bad[] = { "", "ABCDEFGHIJKLMNOP",
	    "A B", "a.b", "x/y", "x\\y", "\xff" };
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++)
		assert_int_equal(begin(bad[i]), -EINVAL);
	assert_int_equal(leases()->set.count, 0);
}

static void
a_name_that_another_account_has_is_not_touched(void **state)
{
	struct account_sealed	 a = { .id = 77, .name = "SMS#_DC1",
				    .kind = ACCOUNT_DOMAIN,
				    .verifier = { "theirs", 6 } };

	(void)state;
	assert_int_equal(accounts_add_sealed(the_director(), &a, note_told,
	    NULL, &outcome), 0);
	until(told);
	assert_int_equal(begin("DC1"), 0);
	rest();
	assert_int_equal(begun, 1);
	assert_int_equal(begun_err.code, ECANCELED);
	assert_null(lease());
	lease_sweep(leases());
	rest();
	assert_int_equal(account()->state, ACCOUNT_ENABLED);
	assert_int_equal(account()->id, 77);
	assert_string_equal(account()->comment, "");
}

static void
a_secret_that_the_keeper_lost_is_asked_for_again(void **state)
{
	(void)state;
	keeper_is_deaf = true;
	assert_int_equal(begin("DC1"), 0);
	for (int i = 0; i < 40; i++) {
		lease_turn(leases());
		director_turn();
	}
	assert_int_equal(lease()->life.state, LEASE_CREATED);
	assert_true(lease()->asking);
	lease_keeper_lost(the_director());
	keeper_is_deaf = false;
	pass_ms(2000);
	rest();
	assert_int_equal(begun, 1);
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
}

static void
in_the_words_of_sms_its_name_is_generated(void **state)
{
	const int	 fd = memfd_create("log", MFD_CLOEXEC);
	char		 text[4096];
	ssize_t		 n;

	(void)state;
	log_to(fd);
	log_set(LVL_INFO, LOG_SMS);
	begin_dc1();
	log_to(STDERR_FILENO);
	log_set(LVL_INFO, LOG_PLAIN);
	n = pread(fd, text, sizeof(text) - 1, 0);
	assert_true(n > 0);
	text[n] = '\0';
	assert_non_null(strstr(text, "---> Generated account name 'SMS#_DC1'"
	    "~  $$<SMS_CLIENT_CONFIG_MANAGER><"));
	(void)close(fd);
}

/* --- its end --- */

static void
without_a_sign_of_life_it_ends_and_is_gone(void **state)
{
	(void)state;
	begin_dc1();
	pass_minutes(14);
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	pass_minutes(3);
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
	assert_int_equal(account()->state, ACCOUNT_DISABLED);
	pass_minutes(12);
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
	pass_minutes(4);
	assert_null(lease());
	assert_int_equal(account()->state, ACCOUNT_DELETED);
}

static void
a_reported_success_ends_it_at_once(void **state)
{
	(void)state;
	begin_dc1();
	lease_report(the_director(), begun_id, LEASE_SUCCEEDED);
	rest();
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
	assert_int_equal(account()->state, ACCOUNT_DISABLED);
}

/* Workers tell of logons a moment later. */
static void
a_logon_from_before_the_end_brings_nothing_back(void **state)
{
	struct wall	 before;

	(void)state;
	begin_dc1();
	pass_minutes(1);
	before = wall_now();
	lease_report(the_director(), begun_id, LEASE_SUCCEEDED);
	lease_logon(the_director(), account()->id, before);
	rest();
	lease_logon(the_director(), account()->id, before);
	rest();
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
	/* The clock was set: a logon now. */
	before.us -= INT64_C(3600000000);
	lease_logon(the_director(), account()->id, before);
	rest();
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
}

static void
signs_of_life_keep_it_and_bring_it_back(void **state)
{
	const struct account_entry	*a;
	int				 i;

	(void)state;
	begin_dc1();
	a = account();
	for (i = 0; i < 4; i++) {
		pass_minutes(12);
		lease_evidence(the_director(), begun_id, LEASE_SIGN_CHILD);
	}
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	lease_report(the_director(), begun_id, LEASE_GAVE_UP);
	rest();
	assert_int_equal(account()->state, ACCOUNT_DISABLED);
	pass_minutes(1);
	lease_logon(the_director(), a->id, wall_now());
	rest();
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	assert_int_equal(account()->state, ACCOUNT_ENABLED);
	assert_ptr_equal(account(), a);
}

static void
a_child_that_never_ends_has_the_cap_twice(void **state)
{
	int	 i;

	(void)state;
	begin_dc1();
	the_director()->env->config.lease_cap = HOUR_MS;
	lease_reconfigured(the_director());
	for (i = 0; i < 48 * 6 && lease() != NULL; i++) {
		pass_steps(1, 10);
		lease_evidence(the_director(), begun_id, LEASE_SIGN_CHILD);
	}
	assert_null(lease());
	assert_in_range(i, 54, 60);	/* 8 h, 1 h, a ttl */
	assert_int_equal(account()->state, ACCOUNT_DELETED);
}

static void
under_sp3_it_goes_a_ttl_after_the_loader(void **state)
{
	(void)state;
	the_director()->env->config.behaviour = BEHAVIOUR_SP3;
	lease_reconfigured(the_director());
	begin_dc1();
	lease_report(the_director(), begun_id, LEASE_LOADER_STOPPED);
	pass_minutes(14);
	lease_evidence(the_director(), begun_id, LEASE_SIGN_CHILD);
	assert_int_equal(account()->state, ACCOUNT_ENABLED);
	pass_minutes(1);
	assert_null(lease());
	assert_int_equal(account()->state, ACCOUNT_DELETED);
}

/* --- probes --- */

static unsigned	 probes;
static bool	 is_alive;
static uint64_t	 log_size, log_grows;

static void
on_probe(void *arg, int64_t id)
{
	probes++;
	log_size += log_grows;
	if (is_alive)
		lease_evidence(arg, id, LEASE_SIGN_LOADER);
	else if (!lease_log(arg, id, log_size))
		lease_report(arg, id, LEASE_NO_LIFE);
}

/* The first length says nothing, nor does one that stays. */
static void
a_log_that_grows_keeps_it(void **state)
{
	(void)state;
	lease_probe_by(the_director(), on_probe, the_director());
	begin_dc1();
	is_alive = false;
	log_size = 1000;
	log_grows = 10;
	pass_minutes(40);
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	assert_int_equal(lease()->sign_kind, LEASE_SIGN_LOG);
	log_grows = 0;
	pass_minutes(18);
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
	log_size = 0;
	assert_false(lease_log(the_director(), begun_id, 0));
	assert_false(lease_log(the_director(), begun_id + 1, 5));
}

static void
probes_are_asked_and_keep_it_while_they_are_answered(void **state)
{
	(void)state;
	lease_probe_by(the_director(), on_probe, the_director());
	begin_dc1();
	probes = 0;
	is_alive = true;
	pass_minutes(40);
	assert_in_range(probes, 39, 41);
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	is_alive = false;
	pass_minutes(18);
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
}

/* --- replicas --- */

static void
a_replica_that_is_late_is_waited_for_twice(void **state)
{
	(void)state;
	begin_dc1();
	pass_minutes(25);	/* the replica has it, silence has ended it */
	assert_int_equal(lease()->life.state, LEASE_ENDING);
	assert_int_equal(account()->state, ACCOUNT_DISABLED);
	pass_minutes(22);
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
	pass_minutes(16);
	assert_int_equal(lease()->life.state, LEASE_DELETING);
	assert_int_equal(account()->state, ACCOUNT_DELETED);
	pass_minutes(22);
	assert_null(lease());
}

/* --- clocks --- */

static void
a_day_that_the_wall_clock_jumps_ends_nothing(void **state)
{
	int64_t	 was;

	(void)state;
	begin_dc1();
	pass_minutes(5);
	was = lease()->life.deadline.ns;
	step_wall_ms(24 * HOUR_MS);
	pass_minutes(2);
	assert_int_equal(lease()->life.deadline.ns, was);
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	assert_true(lease_doubt(the_director()) != NULL);
	pass_minutes(2);
	assert_true(lease_doubt(the_director()) == NULL);
	step_wall_ms(-48 * HOUR_MS);
	pass_minutes(3);
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	pass_minutes(8);
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
}

/* --- starts --- */

static void
start_again(void)
{
	director_stop();
	director_start();
	rest();
}

static void
after_an_hours_pause_it_is_overdue_and_asked_first(void **state)
{
	(void)state;
	begin_dc1();
	director_stop();
	pass_ms(HOUR_MS);
	director_start();
	lease_probe_by(the_director(), on_probe, the_director());
	is_alive = false;
	rest();
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	pass_minutes(1);
	lease_evidence(the_director(), lease()->id, LEASE_SIGN_CHILD);
	rest();
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	assert_true(mono_ms_between(mono_now(), lease()->life.deadline) >
	    14 * MINUTE_MS);
	pass_minutes(10);
	start_again();
	assert_true(mono_ms_between(mono_now(), lease()->life.deadline) >=
	    4 * MINUTE_MS);
	pass_minutes(9);
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
}

static void
stored(void *arg, const struct err *failed)
{
	(void)arg;
	assert_null(failed);
}

static void
an_account_with_our_mark_and_no_lease_goes(void **state)
{
	struct batch	*b = store_batch_new();
	struct lease_row row;

	(void)state;
	begin_dc1();
	lease_row(lease(), &lease()->life, &row);
	row.state = LEASE_FAILED;	/* as if its row were lost */
	row.ended = wall_now();
	store_lease_set(b, &row);
	assert_int_equal(store_submit(the_director()->store, &b, stored,
	    NULL), 0);
	settle_down();
	lease_set_clear(&leases()->set);
	lease_sweep(leases());
	rest();
	assert_non_null(lease());
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
	pass_minutes(16);
	assert_null(lease());
	assert_int_equal(account()->state, ACCOUNT_DELETED);
}

/* --- killed at any point --- */

#define POINTS_MAX	64

static uint32_t
where(void)
{
	const struct lease		*l = lease();
	const struct account_entry	*a = account();

	return (l == NULL ? 0 : (uint32_t)l->life.state * 64 +
	    (uint32_t)(l->verifier != NULL) * 32 + (uint32_t)l->step) * 8 +
	    (a == NULL ? 0 : (uint32_t)a->state);
}

static void
restart_anew(void)
{
	assert_int_equal(director_down(NULL), 0);
	assert_int_equal(director_up(NULL), 0);
}

/* Another director begins on what the disk has at the n-th place. */
static bool
kill_at(size_t n, bool (*is_over)(void))
{
	uint32_t	 seen[POINTS_MAX], h;
	size_t		 k, nseen = 0;

	while (!is_over()) {
		h = where();
		for (k = 0; k < nseen && seen[k] != h; k++)
			;
		if (k == nseen) {
			assert_true(nseen < POINTS_MAX);
			seen[nseen++] = h;
		}
		if (nseen == n) {
			director_snapshot();
			director_stop();
			director_start_on_snapshot();
			rest();
			return true;
		}
		lease_turn(leases());
		director_turn();
		if (is_quiet())
			pass_ms(MINUTE_MS);
	}
	return false;
}

static bool
is_made(void)
{
	return lease() != NULL && lease()->life.state == LEASE_ACTIVE;
}

static bool
is_gone(void)
{
	return lease() == NULL;
}

/* One account under that name, of that lease, and nothing half made. */
static void
r13_killed_while_it_is_made_it_is_made_once(void **state)
{
	size_t	 n;

	(void)state;
	for (n = 1;; n++) {
		assert_int_equal(begin("DC1"), 0);
		if (!kill_at(n, is_made))
			break;
		if (lease() != NULL && lease()->life.state == LEASE_CREATED)
			rest();
		assert_true(lease() == NULL || is_made());
		if (lease() != NULL) {
			assert_int_equal(account()->id, lease()->account);
			assert_int_equal(account()->state, ACCOUNT_ENABLED);
		} else
			assert_null(account());
		restart_anew();
	}
	assert_true(n > 3);
}

static void
killed_while_it_goes_it_goes_and_not_early(void **state)
{
	size_t	 n;

	(void)state;
	for (n = 1;; n++) {
		begin_dc1();
		lease_report(the_director(), begun_id, LEASE_SUCCEEDED);
		if (!kill_at(n, is_gone))
			break;
		if (lease() != NULL && lease()->life.state < LEASE_DELETING)
			assert_true(account()->state != ACCOUNT_DELETED);
		pass_steps(9, 4);
		assert_null(lease());
		assert_int_equal(account()->state, ACCOUNT_DELETED);
	}
	assert_true(n > 3);
}

/* --- operators --- */

static int
say(enum lease_event ev, int64_t ms, bool force)
{
	struct lease_wish	 w = { "dc1", ev, ms, force, somebody() };
	int			 rc;

	told = false;
	rc = lease_wish(the_director(), &w, note_told, NULL, &outcome);
	if (rc != 0)
		return rc;
	until(told);
	rest();
	return -outcome.code;
}

static void
an_operator_ends_it_and_nothing_brings_it_back(void **state)
{
	(void)state;
	begin_dc1();
	lease_evidence(the_director(), begun_id, LEASE_SIGN_CHILD);
	rest();
	assert_int_equal(say(LEASE_END, 0, false), -EBUSY);
	assert_int_equal(say(LEASE_END, 0, true), 0);
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
	lease_evidence(the_director(), begun_id, LEASE_SIGN_CHILD);
	rest();
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
	assert_int_equal(begin("DC1"), -EBUSY);
	assert_int_equal(say(LEASE_END, 0, true), -EALREADY);
	assert_int_equal(say(LEASE_EXTEND, HOUR_MS, false), -EBUSY);
}

static void
an_operator_extends_it(void **state)
{
	(void)state;
	begin_dc1();
	assert_int_equal(say(LEASE_EXTEND, 0, false), -EINVAL);
	assert_int_equal(say(LEASE_EXTEND, 9 * HOUR_MS, false), -EINVAL);
	assert_int_equal(say(LEASE_EXTEND, 2 * HOUR_MS, false), 0);
	pass_minutes(119);
	assert_int_equal(lease()->life.state, LEASE_ACTIVE);
	pass_minutes(3);
	assert_int_equal(lease()->life.state, LEASE_DISABLED);
}

static int
up(void **state)
{
	clock_double_start();
	return director_up(state);
}

static int
up_with_replica(void **state)
{
	director_replica = LATE;
	return up(state);
}

static int
down(void **state)
{
	int	 rc = director_down(state);

	clock_double_stop();
	return rc;
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, up, down)
#define R(f)	cmocka_unit_test_setup_teardown(f, up_with_replica, down)
		T(the_account_is_made_with_our_mark_and_a_secret_that_nobody_saw),
		T(r14_it_has_the_groups_the_rights_and_the_last_day_of_one),
		T(several_that_begin_at_once_share_their_group),
		T(in_the_words_of_sms_its_name_is_generated),
		T(its_last_day_moves_with_the_clock),
		T(a_machine_that_has_a_lease_keeps_it),
		T(what_is_no_name_of_a_machine_gets_none),
		T(a_name_that_another_account_has_is_not_touched),
		T(a_secret_that_the_keeper_lost_is_asked_for_again),
		T(without_a_sign_of_life_it_ends_and_is_gone),
		T(a_reported_success_ends_it_at_once),
		T(a_logon_from_before_the_end_brings_nothing_back),
		T(signs_of_life_keep_it_and_bring_it_back),
		T(a_child_that_never_ends_has_the_cap_twice),
		T(under_sp3_it_goes_a_ttl_after_the_loader),
		T(probes_are_asked_and_keep_it_while_they_are_answered),
		T(a_log_that_grows_keeps_it),
		R(a_replica_that_is_late_is_waited_for_twice),
		T(a_day_that_the_wall_clock_jumps_ends_nothing),
		T(after_an_hours_pause_it_is_overdue_and_asked_first),
		T(an_account_with_our_mark_and_no_lease_goes),
		T(r13_killed_while_it_is_made_it_is_made_once),
		T(killed_while_it_goes_it_goes_and_not_early),
		T(an_operator_ends_it_and_nothing_brings_it_back),
		T(an_operator_extends_it),
#undef R
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
