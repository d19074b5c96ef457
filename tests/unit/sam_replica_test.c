/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The account domain on a replica that is late: what it shows of users, groups
 * and memberships before a change has come, through restarts and crashes.
 */
#include "tests/unit/check.h"

#include "server/director/account/accounts.h"
#include "server/director/domain/sam_int.h"
#include "tests/unit/sam_double.h"

#define LATE	"BDC1/1h"

static const struct wish	operator = { .name = "boss",
				    .password = "Right-2",
				    .is_operator = true };

static int
up_with_a_late_replica(void **state)
{
	director_replica = LATE;
	return director_up(state);
}

static int
down(void **state)
{
	sam_server = 0;
	sam_caller = NULL;
	return director_down(state);
}

#define LAGGING(f) cmocka_unit_test_setup_teardown(f, up_with_a_late_replica, \
	down)

static bool		 finished;

static void
note_end(void *arg, const struct err *failed)
{
	(void)arg;
	assert_null(failed);
	finished = true;
}

static void
set_lag(int64_t ms)
{
	struct domain_wish	 w = { .server = 1, .act = DOMAIN_LAG,
				    .least = ms, .most = ms,
				    .audit = somebody() };

	finished = false;
	assert_int_equal(domain_change(the_director(), &w, note_end, NULL,
	    &outcome), 0);
	until(finished);
}

static bool
shows_all(void)
{
	struct dir_server	 s;

	directory_server(the_director(), 1, &s);
	return s.pending == 0;
}

static void
catch_up(void)
{
	set_lag(0);
	until(shows_all());
	set_lag(3600 * 1000);
}

static enum ntstatus
find_on(size_t server, const char *name)
{
	enum ntstatus	 status;

	sam_server = server;
	status = ask_find(name);
	sam_server = 0;
	return status;
}

static bool
is_member_on(size_t server, uint32_t group, uint32_t user)
{
	bool	 forth, back;

	sam_server = server;
	assert_int_equal(ask_group(DOMAIN_MEMBERS, group, 0), NT_OK);
	forth = has_row(user);
	back = ask_groups_of(user) == NT_OK && has_row(group);
	sam_server = 0;
	assert_int_equal(forth, back);
	return forth;
}

static uint32_t
count_on(size_t server, enum sid_use kind)
{
	sam_server = server;
	assert_int_equal(ask_list(kind, DOMAIN_ACCOUNTS, 0), NT_OK);
	sam_server = 0;
	assert_int_equal(sam_answer.count, sam_answer.total);
	return sam_answer.total;
}

static void
what_is_made_is_not_there_before_its_time(void **state)
{
	uint32_t	 user = made(SID_USE_USER, "one");
	uint32_t	 group = made(SID_USE_GROUP, "Helpers");

	(void)state;
	assert_int_equal(ask_group(DOMAIN_JOIN, group, user), NT_OK);
	assert_int_equal(find_on(0, "one"), NT_OK);
	assert_int_equal(find_on(1, "one"), NT_NONE_MAPPED);
	assert_int_equal(find_on(1, "Helpers"), NT_NONE_MAPPED);
	assert_int_equal(count_on(1, SID_USE_USER), 0);
	assert_int_equal(count_on(1, SID_USE_GROUP), 3);
	assert_int_equal(count_on(0, SID_USE_GROUP), 4);
	catch_up();
	assert_int_equal(find_on(1, "one"), NT_OK);
	assert_true(is_member_on(1, group, user));
	assert_int_equal(count_on(1, SID_USE_GROUP), 4);
}

static void
what_is_deleted_is_there_until_its_time(void **state)
{
	uint32_t	 user = made(SID_USE_USER, "one");
	uint32_t	 group = made(SID_USE_GROUP, "Helpers");

	(void)state;
	assert_int_equal(ask_group(DOMAIN_JOIN, group, user), NT_OK);
	catch_up();
	assert_int_equal(ask_delete(SID_USE_USER, user), NT_OK);
	assert_int_equal(ask_delete(SID_USE_GROUP, group), NT_OK);
	assert_int_equal(find_on(0, "one"), NT_NONE_MAPPED);
	assert_int_equal(find_on(1, "ONE"), NT_OK);
	assert_int_equal(sam_answer.rows[0].rid, user);
	assert_true(is_member_on(1, group, user));
	assert_int_equal(count_on(1, SID_USE_GROUP), 4);
	/* Another is called so now, and each server knows its own. */
	assert_true(made(SID_USE_USER, "one") > group);
	assert_int_equal(find_on(1, "one"), NT_OK);
	assert_int_equal(sam_answer.rows[0].rid, user);
	assert_int_equal(count_on(1, SID_USE_USER), 1);
	catch_up();
	assert_int_equal(find_on(1, "one"), NT_OK);
	assert_true(sam_answer.rows[0].rid > group);
	assert_int_equal(find_on(1, "Helpers"), NT_NONE_MAPPED);
}

static void
a_group_has_its_old_name_and_comment_there(void **state)
{
	uint32_t		 group = made(SID_USE_GROUP, "First");
	struct rpc_domain_ask	 q = { .op = DOMAIN_WRITE,
				    .kind = SID_USE_GROUP, .rid = group,
				    .fields = FIELD_NAME,
				    .account = { .name = "Second" } };

	(void)state;
	catch_up();
	assert_int_equal(asked(&q), NT_OK);
	q.account.name = "Third";
	assert_int_equal(asked(&q), NT_OK);
	assert_int_equal(find_on(0, "Third"), NT_OK);
	assert_int_equal(find_on(0, "First"), NT_NONE_MAPPED);
	assert_int_equal(find_on(1, "First"), NT_OK);
	assert_int_equal(find_on(1, "Second"), NT_NONE_MAPPED);
	assert_int_equal(find_on(1, "Third"), NT_NONE_MAPPED);
	catch_up();
	assert_int_equal(find_on(1, "Third"), NT_OK);
	assert_int_equal(find_on(1, "First"), NT_NONE_MAPPED);
}

static void
a_comment_is_the_old_one_there_through_a_restart_and_a_crash(void **state)
{
	static const struct rpc_account	 old = { .comment = "E=1" };
	static const struct rpc_account	 new = { .comment = "E=2" };
	uint32_t			 user = made(SID_USE_USER, "one");
	int				 i;

	(void)state;
	assert_int_equal(ask_write(user, FIELD_COMMENT, &old), NT_OK);
	catch_up();
	assert_int_equal(ask_write(user, FIELD_COMMENT, &new), NT_OK);
	director_snapshot();
	for (i = 0; i < 3; i++) {
		sam_server = 1;
		assert_int_equal(ask_read(SID_USE_USER, user), NT_OK);
		assert_string_equal(sam_answer.rows[0].comment, "E=1");
		sam_server = 0;
		assert_int_equal(ask_read(SID_USE_USER, user), NT_OK);
		assert_string_equal(sam_answer.rows[0].comment, "E=2");
		director_stop();
		if (i == 0)
			director_start();
		else
			director_start_on_snapshot();
	}
}

static void
a_crash_between_leaves_all_of_a_change_or_nothing(void **state)
{
	uint32_t	 user = made(SID_USE_USER, "one");
	struct sid	 sid = sid_of(user);

	(void)state;
	assert_int_equal(ask_group(DOMAIN_JOIN, SAM_DOMAIN_ADMINS, user),
	    NT_OK);
	assert_int_equal(ask_alias(DOMAIN_JOIN, SAM_USERS, &sid), NT_OK);
	director_snapshot();		/* before the rights */
	assert_int_equal(ask_rights(DOMAIN_GRANT, &sid, "SeTcbPrivilege"),
	    NT_OK);
	assert_int_equal(ask_delete(SID_USE_USER, user), NT_OK);
	director_stop();
	director_start_on_snapshot();
	assert_int_equal(find_on(0, "one"), NT_OK);
	assert_true(is_member_on(0, SAM_DOMAIN_ADMINS, user));
	assert_int_equal(ask_aliases_of(&sid, DOMAIN_BUILTIN), NT_OK);
	assert_true(has_row(SAM_USERS));
	assert_int_equal(ask_rights(DOMAIN_RIGHTS, &sid, NULL),
	    NT_OBJECT_NAME_NOT_FOUND);
	assert_int_equal(ask_delete(SID_USE_USER, user), NT_OK);
	director_stop();
	director_start();
	assert_int_equal(find_on(0, "one"), NT_NONE_MAPPED);
	assert_int_equal(ask_aliases_of(&sid, DOMAIN_BUILTIN), NT_OK);
	assert_int_equal(sam_answer.count, 0);
}

static void
the_keeper_knows_who_administers_where(void **state)
{
	uint32_t		 user = made(SID_USE_USER, "one");
	struct msg_account	 m;

	(void)state;
	assert_int_equal(ask_passwd(user, "Good-1"), NT_OK);
	catch_up();
	assert_int_equal(ask_group(DOMAIN_JOIN, SAM_DOMAIN_ADMINS, user),
	    NT_OK);
	settle_down();
	assert_true(keeper_knows("one", &m));
	assert_true(m.facts.is_admin);
	assert_int_equal(m.nviews, 1);
	assert_true(m.views[0].exists);
	assert_false(m.views[0].facts.is_admin);
	assert_memory_equal(m.views[0].verifier.base, "Good-1", 6);
	catch_up();
	settle_down();
	assert_true(keeper_knows("one", &m));
	assert_int_equal(m.nviews, 0);
}

static void
a_backup_controller_takes_no_changes(void **state)
{
	struct rpc_caller	 who = { .right = RPC_OPERATOR,
				    .account = "boss" };

	(void)state;
	assert_int_equal(add_account(&operator), 0);
	who.sid = sid_of(1000);
	sam_caller = &who;
	sam_server = 1;
	assert_int_equal(ask_create(SID_USE_USER, "one"),
	    NT_INVALID_DOMAIN_ROLE);
	assert_int_equal(ask_rights(DOMAIN_GRANT, &who.sid,
	    "SeTcbPrivilege"), NT_INVALID_DOMAIN_ROLE);
	assert_int_equal(ask_facts(), NT_OK);
}

/* A paused replica keeps what was before each change, for ever. */
static void
what_replicas_have_not_got_is_bounded(void **state)
{
	const struct rpc_account	 as = { .comment = "new" };
	uint32_t			 rid = made(SID_USE_USER, "one");
	struct replicas			*set = &the_director()->domain->set;
	size_t				 held = set->bytes;

	(void)state;
	assert_true(held > 0);
	set->bytes = SAM_BYTES_MAX;
	assert_int_equal(ask_create(SID_USE_USER, "two"),
	    NT_INSUFFICIENT_RESOURCES);
	assert_int_equal(ask_write(rid, FIELD_COMMENT, &as),
	    NT_INSUFFICIENT_RESOURCES);
	assert_int_equal(ask_delete(SID_USE_USER, rid), NT_OK);
	assert_true(set->bytes > SAM_BYTES_MAX);
	set->bytes -= SAM_BYTES_MAX - held;
	assert_int_equal(ask_create(SID_USE_USER, "two"), NT_OK);
	catch_up();
	assert_int_equal(set->bytes, 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		LAGGING(what_is_made_is_not_there_before_its_time),
		LAGGING(what_is_deleted_is_there_until_its_time),
		LAGGING(a_group_has_its_old_name_and_comment_there),
		LAGGING(
		    a_comment_is_the_old_one_there_through_a_restart_and_a_crash),
		LAGGING(a_crash_between_leaves_all_of_a_change_or_nothing),
		LAGGING(the_keeper_knows_who_administers_where),
		LAGGING(a_backup_controller_takes_no_changes),
		LAGGING(what_replicas_have_not_got_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
