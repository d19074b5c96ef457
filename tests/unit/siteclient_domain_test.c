/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the agent asks of a domain controller, against our own SMB server with
 * a made-up domain: a primary in one process, a backup in another.
 */
#include "tests/unit/check.h"

#include <netinet/in.h>

#include "contrib/siteclient/domain.h"
#include "tests/unit/controller_double.h"

#define PASSWORD	"Pass-Word1"
#define TOKEN		"SMSCliToknAcct&"
#define ADMINISTRATORS	544
#define DOMAIN_USERS	513

static long	fail_at = -1;
static long	calls;

void	*__real_malloc(size_t);
void	*__real_calloc(size_t, size_t);
void	*__real_realloc(void *, size_t);
void	*__real_reallocarray(void *, size_t, size_t);
void	*__wrap_malloc(size_t);
void	*__wrap_calloc(size_t, size_t);
void	*__wrap_realloc(void *, size_t);
void	*__wrap_reallocarray(void *, size_t, size_t);

void *
__wrap_malloc(size_t n)
{
	return calls++ == fail_at ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return calls++ == fail_at ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return calls++ == fail_at ? NULL : __real_realloc(p, n);
}

void *
__wrap_reallocarray(void *p, size_t n, size_t size)
{
	return calls++ == fail_at ? NULL : __real_reallocarray(p, n, size);
}

static struct controller primary, backup;
static struct sid	site, me;	/* the domain's, and "user" of it */

static int
start(void **state)
{
	(void)state;
	assert_true(sid_parse("S-1-5-21-11-22-33", &site));
	assert_true(sid_join(&site, 1000, &me));
	controller_begin(&primary, false);
	controller_begin(&backup, true);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	controller_end(&primary);
	controller_end(&backup);
	return 0;
}

static uint32_t
try_as(const struct controller *s, const char *user, const char *password,
    struct domain **out)
{
	const struct domain_how	 how = { .server = "SITE01", .to = s->at,
				    .user = user, .domain = "SMSSITE",
				    .password = password,
				    .workstation = "PC1",
				    .timeout_ms = 5000 };

	return domain_open(&how, out);
}

static struct domain *
open_at(const struct controller *s)
{
	struct domain	*d;

	assert_int_equal(try_as(s, "user", PASSWORD, &d), 0);
	return d;
}

/* --- */

static void
a_wrong_password_is_1326_and_nobody_there_is_1722(void **state)
{
	struct controller	 nowhere = primary;
	struct sockaddr_in	*sin = (struct sockaddr_in *)&nowhere.at;
	struct domain		*d;

	(void)state;
	assert_int_equal(try_as(&primary, "user", "wrong", &d), 1326);
	assert_null(d);
	sin->sin_port = htons(1);
	assert_int_equal(try_as(&nowhere, "user", PASSWORD, &d),
	    1722);
	assert_null(d);
}

static void
a_server_says_which_domain_and_which_role_it_has(void **state)
{
	struct domain		*d = open_at(&primary);
	struct domain_facts	 f;
	struct domain_station	 s;
	char			 dc[DOMAIN_LABEL_SIZE];

	(void)state;
	assert_int_equal(domain_facts(d, &f), 0);
	assert_string_equal(f.name, "SMSSITE");
	assert_string_equal(f.primary, "SITE01");
	assert_true(f.is_primary);
	assert_true(sid_equal(&f.sid, &site));
	assert_int_equal(domain_station(d, &s), 0);
	assert_string_equal(s.domain, "SMSSITE");
	assert_int_equal(domain_any_dc(d, "SMSSITE", dc), 0);
	assert_string_equal(dc, "SITE01");
	assert_int_equal(domain_pdc(d, NULL, dc), 0);
	assert_int_equal(domain_any_dc(d, "OTHER", dc), 1355);
	domain_close(&d);
	d = open_at(&backup);
	assert_int_equal(domain_facts(d, &f), 0);
	assert_false(f.is_primary);
	domain_close(&d);
}

static void
a_user_is_made_found_changed_and_deleted(void **state)
{
	struct domain		*d = open_at(&primary);
	struct domain_user	 u;
	uint32_t		 rid, again;

	(void)state;
	assert_int_equal(domain_find(d, DOMAIN_ACCOUNTS, SID_USE_USER, TOKEN,
	    &rid), 2221);
	assert_int_equal(domain_create(d, SID_USE_USER, TOKEN, &rid), 0);
	assert_int_equal(domain_create(d, SID_USE_USER, TOKEN, &again), 2224);
	assert_int_equal(domain_find(d, DOMAIN_ACCOUNTS, SID_USE_USER,
	    "smsclitoknacct&", &again), 0);
	assert_int_equal(again, rid);
	assert_int_equal(domain_find(d, DOMAIN_ACCOUNTS, SID_USE_GROUP, TOKEN,
	    &again), 2220);
	assert_int_equal(domain_user(d, rid, &u), 0);
	assert_string_equal(u.comment, "");
	assert_true(u.flags & USER_DISABLED);
	assert_int_equal(domain_set_comment(d, rid, "E=1;W=S01;O=0"), 0);
	assert_int_equal(domain_set_password(d, rid, "Secret-Pw1"), 0);
	assert_int_equal(domain_set_flags(d, rid, USER_NORMAL |
	    USER_KEEPS_PASSWORD), 0);
	assert_int_equal(domain_user(d, rid, &u), 0);
	assert_string_equal(u.comment, "E=1;W=S01;O=0");
	assert_int_equal(u.flags, USER_NORMAL | USER_KEEPS_PASSWORD);
	assert_int_equal(domain_delete(d, SID_USE_USER, rid), 0);
	assert_int_equal(domain_user(d, rid, &u), 2221);
	domain_close(&d);
}

static void
members_come_and_go_with_the_numbers_of_the_net_functions(void **state)
{
	struct domain		*d = open_at(&primary);
	struct domain_rids	 rids;
	struct sid		 sid;
	uint32_t		 user, group;

	(void)state;
	assert_int_equal(domain_create(d, SID_USE_USER, TOKEN, &user), 0);
	assert_int_equal(domain_create(d, SID_USE_GROUP, "SMSInternalCliGrp",
	    &group), 0);
	assert_int_equal(domain_join(d, group, user), 0);
	assert_int_equal(domain_join(d, group, user), 2236);
	assert_int_equal(domain_groups_of(d, user, &rids), 0);
	assert_true(domain_has_rid(&rids, DOMAIN_USERS));
	assert_true(domain_has_rid(&rids, group));
	assert_int_equal(domain_part(d, group, user), 0);
	assert_int_equal(domain_part(d, group, user), 2237);
	assert_true(sid_join(&site, user, &sid));
	assert_int_equal(domain_join_alias(d, DOMAIN_BUILTIN, ADMINISTRATORS,
	    &sid), 0);
	assert_int_equal(domain_join_alias(d, DOMAIN_BUILTIN, ADMINISTRATORS,
	    &sid), 1378);
	assert_int_equal(domain_aliases_of(d, DOMAIN_BUILTIN, &sid, 1, &rids),
	    0);
	assert_true(domain_has_rid(&rids, ADMINISTRATORS));
	assert_int_equal(domain_part_alias(d, DOMAIN_BUILTIN, ADMINISTRATORS,
	    &sid), 0);
	assert_int_equal(domain_part_alias(d, DOMAIN_BUILTIN, ADMINISTRATORS,
	    &sid), 1377);
	assert_int_equal(domain_delete(d, SID_USE_GROUP, group), 0);
	assert_int_equal(domain_delete(d, SID_USE_USER, user), 0);
	domain_close(&d);
}

static void
rights_are_granted_and_missed_one_by_one(void **state)
{
	static const char *const names[] = { "SeTcbPrivilege",
					    "SeIncreaseQuotaPrivilege" };
	static const char *const nonsense[] = { "SeNope" };
	struct domain		*d = open_at(&primary);
	uint32_t		 bits;

	(void)state;
	assert_int_equal(domain_lacks(d, &me, names, 2, &bits), 0);
	assert_int_equal(bits, 3);
	assert_int_equal(domain_grant(d, &me, &names[1], 1), 0);
	assert_int_equal(domain_lacks(d, &me, names, 2, &bits), 0);
	assert_int_equal(bits, 1);
	assert_int_equal(domain_grant(d, &me, nonsense, 1), 1313);
	assert_int_equal(domain_revoke(d, &me, &names[1], 1), 0);
	assert_int_equal(domain_lacks(d, &me, names, 2, &bits), 0);
	assert_int_equal(bits, 3);
	domain_close(&d);
}

static void
r12_the_registry_has_the_wait_for_replication(void **state)
{
	static const char	 key[] = "SOFTWARE\\Microsoft\\SMS\\Client"
				    "\\Configuration\\Domain Controller";
	struct domain		*d = open_at(&primary);
	uint32_t		 v = 0;

	(void)state;
	assert_int_equal(domain_value(d, key,
	    "Account Synchronization Max Wait (minutes)", &v), 0);
	assert_int_equal(v, 300);
	assert_int_equal(domain_value(d, key, "Nothing", &v), 2);
	assert_int_equal(domain_value(d, "SOFTWARE\\Nothing", "x", &v), 2);
	domain_close(&d);
}

static void
a_backup_reads_and_answers_2226_to_each_change(void **state)
{
	static const char *const names[] = { "SeTcbPrivilege" };
	struct domain		*d = open_at(&backup);
	uint32_t		 rid;

	(void)state;
	assert_int_equal(domain_find(d, DOMAIN_ACCOUNTS, SID_USE_USER,
	    "u00001", &rid), 0);
	assert_int_equal(domain_create(d, SID_USE_USER, TOKEN, &rid), 2226);
	assert_int_equal(domain_set_comment(d, 1001, "x"), 2226);
	assert_int_equal(domain_join(d, 512, 1001), 2226);
	assert_int_equal(domain_grant(d, &me, names, 1), 2226);
	domain_close(&d);
}

static void
a_mere_user_is_told_5(void **state)
{
	struct domain	*d;
	uint32_t	 rid;

	(void)state;
	assert_int_equal(try_as(&primary, "other", PASSWORD, &d), 0);
	assert_int_equal(domain_create(d, SID_USE_USER, TOKEN, &rid), 5);
	domain_close(&d);
}

static void
a_server_that_dies_in_between_is_told_of_and_never_waited_for(void **state)
{
	struct controller	 s;
	struct domain		*d;
	uint32_t		 rid, error;

	(void)state;
	controller_begin(&s, false);
	d = open_at(&s);
	assert_int_equal(domain_create(d, SID_USE_USER, TOKEN, &rid), 0);
	controller_end(&s);
	error = domain_set_comment(d, rid, "x");
	assert_true(error == 64 || error == 1722);
	assert_int_equal(domain_set_comment(d, rid, "x"), 1722);
	domain_close(&d);
}

/* The n-th allocation fails, for every n: no wait is for ever, none lost. */
static uint32_t
short_story(void)
{
	static const char *const names[] = { "SeTcbPrivilege" };
	struct domain_facts	 f;
	struct domain_user	 u;
	struct domain_rids	 rids;
	struct domain		*d;
	uint32_t		 bits, rid, error;
	char			 dc[DOMAIN_LABEL_SIZE];

	if ((error = try_as(&primary, "user", PASSWORD, &d)) != 0)
		return error;
	if ((error = domain_facts(d, &f)) == 0 &&
	    (error = domain_find(d, DOMAIN_ACCOUNTS, SID_USE_USER, "u00001",
	    &rid)) == 0 && (error = domain_user(d, rid, &u)) == 0 &&
	    (error = domain_groups_of(d, rid, &rids)) == 0 &&
	    (error = domain_lacks(d, &me, names, 1, &bits)) == 0)
		error = domain_pdc(d, NULL, dc);
	domain_close(&d);
	return error;
}

static void
no_memory_is_an_error_each_time_and_never_a_wait(void **state)
{
	const time_t	 begun = time(NULL);
	long		 n, all, step;
	unsigned	 failed = 0;

	(void)state;
	calls = 0;
	assert_int_equal(short_story(), 0);
	all = calls;
	step = all / 60 + 1;
	for (n = rand() % step; n < all; n += step) {
		calls = 0;
		fail_at = n;
		failed += short_story() != 0;
		fail_at = -1;
	}
	assert_true(failed > 20);
	assert_true(time(NULL) - begun < 20);
	assert_int_equal(short_story(), 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(
		    a_wrong_password_is_1326_and_nobody_there_is_1722),
		cmocka_unit_test(
		    a_server_says_which_domain_and_which_role_it_has),
		cmocka_unit_test(a_user_is_made_found_changed_and_deleted),
		cmocka_unit_test(
		    members_come_and_go_with_the_numbers_of_the_net_functions),
		cmocka_unit_test(rights_are_granted_and_missed_one_by_one),
		cmocka_unit_test(r12_the_registry_has_the_wait_for_replication),
		cmocka_unit_test(
		    a_backup_reads_and_answers_2226_to_each_change),
		cmocka_unit_test(a_mere_user_is_told_5),
		cmocka_unit_test(
		    no_memory_is_an_error_each_time_and_never_a_wait),
		cmocka_unit_test(
		a_server_that_dies_in_between_is_told_of_and_never_waited_for),
	};

	seed_random();
	return cmocka_run_group_tests(tests, start, end);
}
