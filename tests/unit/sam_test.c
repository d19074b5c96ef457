/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The account domain in a whole director: what samr and lsarpc ask is answered
 * from the book and the store, and what they change is kept.
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "server/director/account/accounts.h"
#include "server/director/domain/sam_int.h"
#include "tests/unit/sam_double.h"

#define TESTED(f) cmocka_unit_test_setup_teardown(f, director_up, director_down)

static const struct wish	client = { .name = "SMSClient_00001",
				    .password = "Right-1" };
static const struct wish	operator = { .name = "boss",
				    .password = "Right-2",
				    .is_operator = true };

static const struct sid		stranger = { .count = 5, .authority = 5,
				    .sub = { 21, 9, 8, 7, 1234 } };

static void
accounts_of_the_book_are_users(void **state)
{
	const struct rpc_account	*a;

	(void)state;
	assert_int_equal(add_account(&client), 0);
	assert_int_equal(ask_find("smsclient_00001"), NT_OK);
	a = &sam_answer.rows[0];
	assert_int_equal(a->kind, SID_USE_USER);
	assert_int_equal(a->rid, 1000);
	assert_string_equal(a->name, client.name);
	assert_int_equal(a->primary_group, SAM_DOMAIN_USERS);
	assert_int_equal(a->flags, USER_NORMAL | USER_KEEPS_PASSWORD);
}

static void
groups_and_aliases_that_every_domain_has_are_there(void **state)
{
	const struct sid	 users = sid_of(SAM_DOMAIN_USERS);

	(void)state;
	assert_int_equal(ask_list(SID_USE_GROUP, DOMAIN_ACCOUNTS, 0), NT_OK);
	assert_int_equal(sam_answer.count, 3);
	assert_int_equal(sam_answer.total, 3);
	assert_int_equal(sam_answer.rows[0].rid, SAM_DOMAIN_ADMINS);
	assert_string_equal(sam_answer.rows[1].name, "Domain Users");
	assert_int_equal(ask_list(SID_USE_ALIAS, DOMAIN_BUILTIN, 546), NT_OK);
	assert_int_equal(sam_answer.rows[0].rid, 548);
	assert_int_equal(ask_list(SID_USE_ALIAS, DOMAIN_ACCOUNTS, 0), NT_OK);
	assert_int_equal(sam_answer.count, 0);
	assert_int_equal(ask_list(SID_USE_USER, DOMAIN_BUILTIN, 0), NT_OK);
	assert_int_equal(sam_answer.count, 0);
	assert_int_equal(ask_alias(DOMAIN_MEMBERS, SAM_USERS, NULL), NT_OK);
	assert_true(has_sid(&users));
}

static void
what_is_not_there_is_not_found(void **state)
{
	(void)state;
	assert_int_equal(ask_find("nobody"), NT_NONE_MAPPED);
	assert_int_equal(ask_read(SID_USE_USER, 4711), NT_NO_SUCH_USER);
	assert_int_equal(ask_read(SID_USE_GROUP, 544), NT_NO_SUCH_GROUP);
	assert_int_equal(ask_read(SID_USE_ALIAS, 4711), NT_NO_SUCH_ALIAS);
	assert_int_equal(ask_delete(SID_USE_USER, 4711), NT_NO_SUCH_USER);
	assert_int_equal(ask_delete(SID_USE_ALIAS, 4711), NT_NO_SUCH_ALIAS);
	assert_int_equal(ask_write(4711, FIELD_COMMENT,
	    &(struct rpc_account){ .comment = "x" }), NT_NO_SUCH_USER);
	assert_int_equal(ask_group(DOMAIN_JOIN, 4711, 1), NT_NO_SUCH_GROUP);
	assert_int_equal(ask_group(DOMAIN_MEMBERS, 4711, 0),
	    NT_NO_SUCH_GROUP);
	assert_int_equal(ask_groups_of(4711), NT_NO_SUCH_USER);
	assert_int_equal(ask_rights(DOMAIN_RIGHTS, &stranger, NULL),
	    NT_OBJECT_NAME_NOT_FOUND);
	assert_int_equal(sam_ask(the_director(), 7, &(struct rpc_domain_ask){
	    .op = DOMAIN_FACTS }, sam_note, NULL), -ENODEV);
}

static void
a_new_user_is_disabled_and_in_domain_users(void **state)
{
	uint32_t	 rid = made(SID_USE_USER, "SMS&_NTD-MD-01");

	(void)state;
	assert_int_equal(ask_read(SID_USE_USER, rid), NT_OK);
	assert_int_equal(sam_answer.rows[0].flags, USER_NORMAL |
	    USER_DISABLED);
	assert_int_equal(sam_answer.rows[0].password_set, 0);
	assert_int_equal(ask_group(DOMAIN_MEMBERS, SAM_DOMAIN_USERS, 0),
	    NT_OK);
	assert_true(has_row(rid));
	assert_int_equal(ask_groups_of(rid), NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_int_equal(sam_answer.rows[0].rid, SAM_DOMAIN_USERS);
	assert_int_equal(ask_facts(), NT_OK);
	assert_int_equal(sam_answer.facts->users, 1);
}

static void
what_is_known_of_a_user_is_kept(void **state)
{
	static const struct rpc_account	 as = {
		.full_name = "One", .comment = "E=1;W=S01;O=7",
		.user_comment = "", .workstations = "PC1,PC2",
		.profile = "\\\\S\\p", .script = "go.cmd", .country = 49,
		.expires = INT64_C(132000000000000000)
	};
	uint32_t	 rid = made(SID_USE_USER, "one");

	(void)state;
	assert_int_equal(ask_write(rid, FIELD_FULL_NAME | FIELD_COMMENT |
	    FIELD_WORKSTATIONS | FIELD_PROFILE | FIELD_COUNTRY |
	    FIELD_EXPIRES, &as), NT_OK);
	assert_int_equal(ask_write(rid, FIELD_SCRIPT, &as), NT_OK);
	director_stop();
	director_start();
	assert_int_equal(ask_read(SID_USE_USER, rid), NT_OK);
	assert_string_equal(sam_answer.rows[0].comment, as.comment);
	assert_int_equal(sam_answer.rows[0].country, 49);
	assert_string_equal(sam_comment(the_director(), accounts_find(
	    the_director()->accounts, "one")), as.comment);
	assert_int_equal(sam_answer.rows[0].expires, as.expires);
	assert_int_equal(ask_write(rid, FIELD_COMMENT | FIELD_EXPIRES,
	    &(struct rpc_account){ .expires = DOMAIN_NEVER }), NT_OK);
	assert_int_equal(ask_read(SID_USE_USER, rid), NT_OK);
	assert_string_equal(sam_answer.rows[0].comment, "");
	assert_true(sam_answer.rows[0].expires == DOMAIN_NEVER);
	assert_int_equal(sam_answer.rows[0].country, 49);
}

/* A worker that was taken over brings more than a session could. */
static void
what_a_session_could_not_bring_is_refused(void **state)
{
	static char	 text[DOMAIN_TEXT_MAX + 2];
	static uint8_t	 bytes[DOMAIN_PARAMETERS_MAX + 1];
	uint32_t	 rid = made(SID_USE_USER, "one");

	(void)state;
	memset(text, 'x', DOMAIN_TEXT_MAX + 1);
	assert_int_equal(ask_write(rid, FIELD_WORKSTATIONS,
	    &(struct rpc_account){ .workstations = text }),
	    NT_INVALID_PARAMETER);
	text[DOMAIN_TEXT_MAX] = '\0';
	assert_int_equal(ask_write(rid, FIELD_WORKSTATIONS,
	    &(struct rpc_account){ .workstations = text }), NT_OK);
	assert_int_equal(ask_write(rid, FIELD_PARAMETERS,
	    &(struct rpc_account){ .parameters = rd_over(bytes,
	    sizeof(bytes)) }), NT_INVALID_PARAMETER);
	assert_int_equal(ask_write(rid, FIELD_HOURS,
	    &(struct rpc_account){ .hours = rd_over(bytes, 20) }),
	    NT_INVALID_PARAMETER);
}

static enum ntstatus
comment(uint32_t rid, const char *text)
{
	return ask_write(rid, FIELD_COMMENT,
	    &(struct rpc_account){ .comment = text });
}

/* Two that saw E=1 write E=2 each: the second has to look again. */
static void
a_stamp_gives_way_to_a_larger_one_only(void **state)
{
	uint32_t	 rid = made(SID_USE_USER, "SMSCliToknAcct&");

	(void)state;
	assert_int_equal(comment(rid, "E=1;W=S01;O=a"), NT_OK);
	assert_int_equal(comment(rid, "E=2;W=S01;O=b"), NT_OK);
	assert_int_equal(comment(rid, "E=2;W=S02;O=c"), NT_REVISION_MISMATCH);
	assert_int_equal(comment(rid, "E=1;W=S02;O=c"), NT_REVISION_MISMATCH);
	assert_int_equal(ask_read(SID_USE_USER, rid), NT_OK);
	assert_string_equal(sam_answer.rows[0].comment, "E=2;W=S01;O=b");
	assert_int_equal(comment(rid, "an operator's own words"), NT_OK);
	assert_int_equal(comment(rid, "E=1;W=S01;O=d"), NT_OK);
}

/* Algorithms A9: neither the log of changes nor the audit hear of it. */
static void
what_is_as_it_was_is_not_written(void **state)
{
	uint32_t		 rid = made(SID_USE_USER, "one");
	const struct sid	 sid = sid_of(rid);
	uint64_t		 before;

	(void)state;
	assert_int_equal(comment(rid, "a note"), NT_OK);
	assert_int_equal(ask_rights(DOMAIN_GRANT, &sid, "SeTcbPrivilege"),
	    NT_OK);
	before = the_director()->sam->version;
	assert_int_equal(comment(rid, "a note"), NT_OK);
	assert_int_equal(ask_rights(DOMAIN_GRANT, &sid, "setcbprivilege"),
	    NT_OK);
	assert_int_equal(the_director()->sam->version, before);
	assert_int_equal(comment(rid, "another"), NT_OK);
	assert_true(the_director()->sam->version > before);
}

static void
names_that_cannot_be_are_refused(void **state)
{
	char	 long_name[258];

	(void)state;
	memset(long_name, 'x', sizeof(long_name));
	long_name[257] = '\0';
	assert_int_equal(ask_create(SID_USE_USER, ""),
	    NT_INVALID_ACCOUNT_NAME);
	assert_int_equal(ask_create(SID_USE_USER, NULL),
	    NT_INVALID_ACCOUNT_NAME);
	assert_int_equal(ask_create(SID_USE_USER, "a/b"),
	    NT_INVALID_ACCOUNT_NAME);
	assert_int_equal(ask_create(SID_USE_USER, "123456789012345678901"),
	    NT_INVALID_ACCOUNT_NAME);
	assert_int_equal(ask_create(SID_USE_USER, "boss "),
	    NT_INVALID_ACCOUNT_NAME);
	assert_int_equal(ask_create(SID_USE_GROUP, " boss"),
	    NT_INVALID_ACCOUNT_NAME);
	(void)made(SID_USE_USER, "12345678901234567890");
	assert_int_equal(ask_create(SID_USE_GROUP, long_name),
	    NT_INVALID_ACCOUNT_NAME);
	long_name[256] = '\0';
	assert_int_equal(ask_create(SID_USE_USER, long_name),
	    NT_INVALID_ACCOUNT_NAME);
	assert_int_equal(ask_create(SID_USE_GROUP, long_name), NT_OK);
	assert_int_equal(ask_create(SID_USE_USER,
	    director_env.config.domain), NT_INVALID_ACCOUNT_NAME);
}

static void
a_name_is_given_once(void **state)
{
	uint32_t	 user = made(SID_USE_USER, "Staff");
	uint32_t	 group, alias;

	(void)state;
	assert_int_equal(ask_create(SID_USE_USER, "STAFF"), NT_USER_EXISTS);
	assert_int_equal(ask_create(SID_USE_GROUP, "staff"), NT_USER_EXISTS);
	group = made(SID_USE_GROUP, "SMSInternalCliGrp");
	alias = made(SID_USE_ALIAS, "Local");
	assert_int_equal(ask_create(SID_USE_USER, "local"), NT_ALIAS_EXISTS);
	assert_int_equal(ask_create(SID_USE_ALIAS, "SMSINTERNALCLIGRP"),
	    NT_GROUP_EXISTS);
	assert_int_equal(ask_create(SID_USE_USER, "Administrators"),
	    NT_ALIAS_EXISTS);
	assert_true(user < group && group < alias);
	assert_int_equal(ask_delete(SID_USE_USER, user), NT_OK);
	assert_int_equal(ask_find("staff"), NT_NONE_MAPPED);
	assert_true(made(SID_USE_USER, "staff") > alias);
	director_stop();
	director_start();
	assert_int_equal(ask_find("STAFF"), NT_OK);
	assert_true(sam_answer.rows[0].rid > alias);
	assert_int_equal(ask_read(SID_USE_USER, user), NT_NO_SUCH_USER);
}

static void
clients_and_operators_are_not_changed_over_samr(void **state)
{
	static const struct rpc_account	 as = { .flags = USER_NORMAL |
					    USER_DISABLED, .comment = "x" };

	(void)state;
	assert_int_equal(add_account(&client), 0);
	assert_int_equal(add_account(&operator), 0);
	assert_int_equal(ask_delete(SID_USE_USER, 1000), NT_ACCESS_DENIED);
	assert_int_equal(ask_delete(SID_USE_USER, 1001), NT_ACCESS_DENIED);
	assert_int_equal(ask_write(1000, FIELD_FLAGS, &as), NT_ACCESS_DENIED);
	assert_int_equal(ask_write(1001, FIELD_COMMENT, &as),
	    NT_ACCESS_DENIED);
	assert_int_equal(ask_passwd(1000, "Good-1"), NT_ACCESS_DENIED);
	assert_int_equal(ask_group(DOMAIN_JOIN, SAM_DOMAIN_ADMINS, 1000),
	    NT_ACCESS_DENIED);
	assert_int_equal(ask_alias(DOMAIN_JOIN, SAM_ADMINISTRATORS,
	    &(struct sid){ 5, 5, { 21, sid_of(0).sub[1], sid_of(0).sub[2],
	    sid_of(0).sub[3], 1000 } }), NT_ACCESS_DENIED);
	/* The name of a client is never another's. */
	assert_int_equal(set_state(client.name, ACCOUNT_DELETED, true), 0);
	assert_int_equal(ask_create(SID_USE_USER, client.name),
	    NT_USER_EXISTS);
}

static void
names_that_the_rotation_gives_are_nobody_elses(void **state)
{
	struct rpc_domain_ask	 q = { .op = DOMAIN_WRITE,
				    .kind = SID_USE_GROUP,
				    .fields = FIELD_NAME,
				    .account = { .name = "smsclient_00042" } };

	(void)state;
	assert_int_equal(ask_create(SID_USE_USER, "SMSClient_00042"),
	    NT_INVALID_ACCOUNT_NAME);
	assert_int_equal(ask_create(SID_USE_GROUP, "smsCLIENT_00042"),
	    NT_INVALID_ACCOUNT_NAME);
	q.rid = made(SID_USE_GROUP, "SMSClient");
	assert_int_equal(asked(&q), NT_INVALID_ACCOUNT_NAME);
}

static struct rpc_caller
caller(uint32_t rid)
{
	return (struct rpc_caller){ .right = RPC_OPERATOR,
	    .sid = sid_of(rid), .account = "someone" };
}

static void
only_operators_and_administrators_change_anything(void **state)
{
	uint32_t		 rid = made(SID_USE_USER, "one");
	struct rpc_caller	 who = caller(rid);
	struct msg_account	 m;

	(void)state;
	assert_int_equal(add_account(&operator), 0);
	assert_int_equal(ask_passwd(rid, "Good-1"), NT_OK);
	assert_int_equal(ask_write(rid, FIELD_FLAGS, &(struct rpc_account){
	    .flags = USER_NORMAL }), NT_OK);
	sam_caller = &who;
	assert_int_equal(ask_create(SID_USE_USER, "two"), NT_ACCESS_DENIED);
	assert_int_equal(ask_find("one"), NT_OK);
	sam_caller = NULL;
	assert_int_equal(ask_group(DOMAIN_JOIN, SAM_DOMAIN_ADMINS, rid),
	    NT_OK);
	settle_down();
	assert_true(keeper_knows("one", &m));
	assert_true(m.facts.is_admin);
	sam_caller = &who;
	assert_int_equal(ask_create(SID_USE_USER, "two"), NT_OK);
	/* Nobody deletes himself: who would be told of it? */
	assert_int_equal(ask_delete(SID_USE_USER, rid), NT_ACCESS_DENIED);
	who = caller(1001);			/* the operator */
	assert_int_equal(ask_create(SID_USE_USER, "three"), NT_OK);
	assert_int_equal(ask_group(DOMAIN_PART, SAM_DOMAIN_ADMINS, rid),
	    NT_OK);
	who = caller(rid);
	assert_int_equal(ask_create(SID_USE_USER, "four"), NT_ACCESS_DENIED);
	who.sid = stranger;
	assert_int_equal(ask_create(SID_USE_USER, "four"), NT_ACCESS_DENIED);
	settle_down();
	assert_true(keeper_knows("one", &m));
	assert_false(m.facts.is_admin);
	sam_caller = NULL;
}

static void
an_administrator_by_a_group_of_his_is_one(void **state)
{
	uint32_t		 rid = made(SID_USE_USER, "one");
	uint32_t		 group = made(SID_USE_GROUP, "Helpers");
	const struct sid	 helpers = sid_of(group);
	struct msg_account	 m;

	(void)state;
	assert_int_equal(ask_group(DOMAIN_JOIN, group, rid), NT_OK);
	assert_false(sam_is_admin(the_director(), 0, rid));
	assert_int_equal(ask_alias(DOMAIN_JOIN, SAM_ADMINISTRATORS, &helpers),
	    NT_OK);
	assert_true(sam_is_admin(the_director(), 0, rid));
	settle_down();
	assert_true(keeper_knows("one", &m));
	assert_true(m.facts.is_admin);
	assert_int_equal(ask_group(DOMAIN_PART, group, rid), NT_OK);
	assert_false(sam_is_admin(the_director(), 0, rid));
}

static void
a_client_account_is_no_administrator_by_any_group(void **state)
{
	const struct sid	 users = sid_of(SAM_DOMAIN_USERS);
	struct rpc_caller	 who = caller(1000);
	struct msg_account	 m;
	uint32_t		 rid;

	(void)state;
	assert_int_equal(add_account(&client), 0);
	rid = made(SID_USE_USER, "one");
	assert_int_equal(ask_alias(DOMAIN_JOIN, SAM_ADMINISTRATORS, &users),
	    NT_OK);
	assert_true(sam_is_admin(the_director(), 0, rid));
	settle_down();
	assert_true(keeper_knows(client.name, &m));
	assert_false(m.facts.is_admin);
	sam_caller = &who;
	assert_int_equal(ask_create(SID_USE_USER, "two"), NT_ACCESS_DENIED);
	sam_caller = NULL;
}

static void
a_password_is_sealed_by_the_keeper_who_has_it(void **state)
{
	uint32_t		 rid = made(SID_USE_USER, "one");
	struct msg_account	 m;

	(void)state;
	assert_int_equal(ask_passwd(rid, "Good-1"), NT_OK);
	settle_down();
	assert_true(keeper_knows("one", &m));
	assert_memory_equal(m.verifier.base, "Good-1", 6);
	assert_true(m.is_domain);
	assert_int_equal(ask_passwd(rid, "bad"), NT_PASSWORD_RESTRICTION);
	assert_int_equal(asked(&(struct rpc_domain_ask){ .op = DOMAIN_WRITE,
	    .kind = SID_USE_USER, .rid = rid, .fields = FIELD_PASSWORD }),
	    NT_INVALID_PARAMETER);
	assert_int_equal(ask_read(SID_USE_USER, rid), NT_OK);
	assert_true(sam_answer.rows[0].password_set > 0);
	/* A keeper that ends meanwhile is not waited for. */
	keeper_is_deaf = true;
	assert_int_equal(begin_passwd(rid, "Good-2"), 0);
	sam_keeper_lost(the_director());
	assert_int_equal(sam_answer.status, NT_INSUFFICIENT_RESOURCES);
	assert_int_equal(ask_create(SID_USE_USER, "two"), NT_OK);
}

static void
what_matters_at_a_logon_the_keeper_is_told(void **state)
{
	static const struct rpc_account	 as = { .workstations = "PC1,PC2",
		    .expires = INT64_C(132000000000000000) };
	uint32_t		 rid = made(SID_USE_USER, "one");
	struct msg_account	 m;

	(void)state;
	assert_int_equal(ask_write(rid, FIELD_WORKSTATIONS | FIELD_EXPIRES,
	    &as), NT_OK);
	settle_down();
	assert_true(keeper_knows("one", &m));
	assert_int_equal(m.facts.workstations.len, 7);
	assert_memory_equal(m.facts.workstations.base, "PC1,PC2", 7);
	assert_int_equal(m.facts.expires.us, nt_time_to_wall(
	    (uint64_t)as.expires).us);
	assert_int_equal(m.state, MSG_ACCOUNT_DISABLED);
	assert_int_equal(ask_delete(SID_USE_USER, rid), NT_OK);
	settle_down();
	assert_true(keeper_knows("one", &m));
	assert_int_equal(m.state, MSG_ACCOUNT_DELETED);
	assert_int_equal(m.verifier.len, 0);
}

static void
a_group_has_users_and_is_not_left_by_those_whose_first_it_is(void **state)
{
	uint32_t	 rid = made(SID_USE_USER, "one");
	uint32_t	 group = made(SID_USE_GROUP, "SMSInternalCliGrp");
	const struct rpc_account as = { .primary_group = group };

	(void)state;
	assert_int_equal(ask_write(rid, FIELD_PRIMARY_GROUP, &as),
	    NT_MEMBER_NOT_IN_GROUP);
	assert_int_equal(ask_group(DOMAIN_JOIN, group, 4711),
	    NT_NO_SUCH_USER);
	assert_int_equal(ask_group(DOMAIN_JOIN, group, group),
	    NT_NO_SUCH_USER);		/* no group in a group: no loop */
	assert_int_equal(ask_group(DOMAIN_JOIN, group, rid), NT_OK);
	assert_int_equal(ask_group(DOMAIN_JOIN, group, rid),
	    NT_MEMBER_IN_GROUP);
	assert_int_equal(ask_group(DOMAIN_PART, SAM_DOMAIN_USERS, rid),
	    NT_MEMBERS_PRIMARY_GROUP);
	assert_int_equal(ask_write(rid, FIELD_PRIMARY_GROUP, &as), NT_OK);
	assert_int_equal(ask_group(DOMAIN_MEMBERS, SAM_DOMAIN_USERS, 0),
	    NT_OK);
	assert_true(has_row(rid));
	assert_int_equal(ask_group(DOMAIN_PART, SAM_DOMAIN_USERS, rid), NT_OK);
	assert_int_equal(ask_group(DOMAIN_PART, SAM_DOMAIN_USERS, rid),
	    NT_MEMBER_NOT_IN_GROUP);
	assert_int_equal(ask_groups_of(rid), NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_int_equal(sam_answer.rows[0].rid, group);
	assert_int_equal(ask_group(DOMAIN_MEMBERS, group, 0), NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_true(has_row(rid));
	assert_int_equal(ask_read(SID_USE_GROUP, group), NT_OK);
	assert_int_equal(sam_answer.rows[0].members, 1);
	assert_int_equal(ask_delete(SID_USE_GROUP, group),
	    NT_MEMBER_IN_GROUP);
	assert_int_equal(ask_delete(SID_USE_GROUP, SAM_DOMAIN_USERS),
	    NT_SPECIAL_GROUP);
	assert_int_equal(ask_delete(SID_USE_USER, rid), NT_OK);
	assert_int_equal(ask_delete(SID_USE_GROUP, group), NT_OK);
	assert_int_equal(ask_find("SMSInternalCliGrp"), NT_NONE_MAPPED);
}

static uint32_t
count_of(uint32_t group)
{
	assert_int_equal(ask_read(SID_USE_GROUP, group), NT_OK);
	return sam_answer.rows[0].members;
}

/* The count is made otherwise than the list. */
static void
domain_users_are_as_many_as_are_listed(void **state)
{
	uint32_t	 one = made(SID_USE_USER, "one");
	uint32_t	 two = made(SID_USE_USER, "two");
	uint32_t	 three = made(SID_USE_USER, "three");
	uint32_t	 group = made(SID_USE_GROUP, "SMSInternalCliGrp");
	const struct rpc_account as = { .primary_group = group };
	const struct rpc_account back = { .primary_group = SAM_DOMAIN_USERS };

	(void)state;
	assert_int_equal(count_of(SAM_DOMAIN_USERS), 3);
	assert_int_equal(ask_group(DOMAIN_JOIN, group, one), NT_OK);
	assert_int_equal(ask_group(DOMAIN_JOIN, group, two), NT_OK);
	assert_int_equal(ask_write(one, FIELD_PRIMARY_GROUP, &as), NT_OK);
	assert_int_equal(ask_write(two, FIELD_PRIMARY_GROUP, &as), NT_OK);
	assert_int_equal(count_of(SAM_DOMAIN_USERS), 3);
	assert_int_equal(count_of(group), 2);
	assert_int_equal(ask_group(DOMAIN_PART, SAM_DOMAIN_USERS, one),
	    NT_OK);
	assert_int_equal(count_of(SAM_DOMAIN_USERS), 2);
	assert_int_equal(ask_write(two, FIELD_PRIMARY_GROUP, &back), NT_OK);
	assert_int_equal(count_of(SAM_DOMAIN_USERS), 2);
	assert_int_equal(ask_delete(SID_USE_USER, one), NT_OK);
	assert_int_equal(ask_delete(SID_USE_USER, three), NT_OK);
	assert_int_equal(ask_group(DOMAIN_MEMBERS, SAM_DOMAIN_USERS, 0),
	    NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_int_equal(count_of(SAM_DOMAIN_USERS), 1);
}

static void
an_alias_has_anybody_but_aliases(void **state)
{
	uint32_t	 rid = made(SID_USE_USER, "one");
	uint32_t	 alias = made(SID_USE_ALIAS, "Local");
	struct sid	 user = sid_of(rid), self = sid_of(alias);
	struct sid	 none = sid_of(4711);

	(void)state;
	assert_int_equal(ask_alias(DOMAIN_JOIN, alias, &user), NT_OK);
	assert_int_equal(ask_alias(DOMAIN_JOIN, alias, &user),
	    NT_MEMBER_IN_ALIAS);
	assert_int_equal(ask_alias(DOMAIN_JOIN, alias, &stranger), NT_OK);
	assert_int_equal(ask_alias(DOMAIN_JOIN, alias, &self),
	    NT_INVALID_MEMBER);
	assert_int_equal(ask_alias(DOMAIN_JOIN, alias, &none),
	    NT_NO_SUCH_MEMBER);
	assert_int_equal(ask_alias(DOMAIN_JOIN, SAM_ADMINISTRATORS,
	    &sid_known(SID_USERS)->sid), NT_INVALID_MEMBER);
	assert_int_equal(ask_alias(DOMAIN_JOIN, SAM_USERS, &user), NT_OK);
	assert_int_equal(ask_alias(DOMAIN_MEMBERS, alias, NULL), NT_OK);
	assert_int_equal(sam_answer.count, 2);
	assert_true(has_sid(&user) && has_sid(&stranger));
	assert_int_equal(ask_aliases_of(&user, DOMAIN_ACCOUNTS), NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_int_equal(sam_answer.rows[0].rid, alias);
	assert_int_equal(ask_aliases_of(&user, DOMAIN_BUILTIN), NT_OK);
	assert_int_equal(sam_answer.rows[0].rid, SAM_USERS);
	assert_int_equal(ask_alias(DOMAIN_PART, alias, &stranger), NT_OK);
	assert_int_equal(ask_alias(DOMAIN_PART, alias, &stranger),
	    NT_MEMBER_NOT_IN_ALIAS);
	assert_int_equal(asked(&(struct rpc_domain_ask){ .op = DOMAIN_PART,
	    .kind = SID_USE_ALIAS, .all = true, .sids = &user, .count = 1 }),
	    NT_OK);
	assert_int_equal(ask_aliases_of(&user, DOMAIN_ACCOUNTS), NT_OK);
	assert_int_equal(sam_answer.count, 0);
	assert_int_equal(ask_aliases_of(&user, DOMAIN_BUILTIN), NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_int_equal(ask_delete(SID_USE_USER, rid), NT_OK);
	assert_int_equal(ask_aliases_of(&user, DOMAIN_BUILTIN), NT_OK);
	assert_int_equal(sam_answer.count, 0);
	assert_int_equal(ask_delete(SID_USE_ALIAS, SAM_USERS),
	    NT_SPECIAL_ACCOUNT);
	assert_int_equal(ask_delete(SID_USE_ALIAS, alias), NT_OK);
}

static void
of_several_members_all_join_or_none(void **state)
{
	uint32_t	 alias = made(SID_USE_ALIAS, "Local");
	struct sid	 sids[] = { stranger, sid_of(4711) };

	(void)state;
	assert_int_equal(asked(&(struct rpc_domain_ask){ .op = DOMAIN_JOIN,
	    .kind = SID_USE_ALIAS, .rid = alias, .sids = sids, .count = 2 }),
	    NT_NO_SUCH_MEMBER);
	assert_int_equal(ask_alias(DOMAIN_MEMBERS, alias, NULL), NT_OK);
	assert_int_equal(sam_answer.count, 0);
}

static void
rights_are_given_and_taken(void **state)
{
	struct sid	 user = sid_of(made(SID_USE_USER, "one"));

	(void)state;
	assert_int_equal(ask_rights(DOMAIN_GRANT, &user,
	    "SeServiceLogonRight"), NT_OK);
	assert_int_equal(ask_rights(DOMAIN_GRANT, &user, "SeTcbPrivilege"),
	    NT_OK);
	assert_int_equal(ask_rights(DOMAIN_GRANT, &user, "SeTcbPrivilege"),
	    NT_OK);
	director_stop();
	director_start();
	assert_int_equal(ask_rights(DOMAIN_RIGHTS, &user, NULL), NT_OK);
	assert_int_equal(sam_answer.count, 2);
	assert_string_equal(sam_answer.names[1], "SeTcbPrivilege");
	assert_int_equal(ask_rights(DOMAIN_HOLDERS, NULL, "setcbprivilege"),
	    NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_true(has_sid(&user));
	assert_int_equal(ask_rights(DOMAIN_HOLDERS, NULL, "SeNoneSuch"),
	    NT_OK);
	assert_int_equal(sam_answer.count, 0);
	assert_int_equal(ask_rights(DOMAIN_REVOKE, &user, "SeNoneSuch"),
	    NT_OBJECT_NAME_NOT_FOUND);
	assert_int_equal(ask_rights(DOMAIN_REVOKE, &user, "SeTcbPrivilege"),
	    NT_OK);
	assert_int_equal(ask_rights(DOMAIN_RIGHTS, &user, NULL), NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_int_equal(ask_rights(DOMAIN_REVOKE, &user, NULL), NT_OK);
	assert_int_equal(ask_rights(DOMAIN_RIGHTS, &user, NULL),
	    NT_OBJECT_NAME_NOT_FOUND);
}

static void
groups_get_names_and_comments(void **state)
{
	uint32_t		 group = made(SID_USE_GROUP, "Old");
	struct rpc_domain_ask	 q = { .op = DOMAIN_WRITE,
				    .kind = SID_USE_GROUP, .rid = group,
				    .fields = FIELD_NAME | FIELD_COMMENT,
				    .account = { .name = "New",
				    .comment = "of old" } };

	(void)state;
	assert_int_equal(asked(&q), NT_OK);
	assert_int_equal(ask_find("old"), NT_NONE_MAPPED);
	assert_int_equal(ask_find("new"), NT_OK);
	assert_string_equal(sam_answer.rows[0].comment, "of old");
	q.account.name = "Domain Users";
	assert_int_equal(asked(&q), NT_GROUP_EXISTS);
	q.account.name = "";
	assert_int_equal(asked(&q), NT_INVALID_ACCOUNT_NAME);
	q.rid = SAM_DOMAIN_ADMINS;
	assert_int_equal(asked(&q), NT_SPECIAL_ACCOUNT);
}

static void
what_a_question_counts_it_has_to_bring(void **state)
{
	static const enum rpc_domain_op	 ops[] = { DOMAIN_FIND, DOMAIN_NAME,
		    DOMAIN_RIGHTS, DOMAIN_GRANT, DOMAIN_REVOKE,
		    DOMAIN_HOLDERS, DOMAIN_MEMBER_OF, DOMAIN_JOIN,
		    DOMAIN_PART, DOMAIN_OP_COUNT };
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(ops); i++)
		assert_int_equal(asked(&(struct rpc_domain_ask){
		    .op = ops[i], .count = 3, .kind = SID_USE_ALIAS }),
		    NT_INVALID_PARAMETER);
}

static void
listings_go_on_where_they_are_told_to(void **state)
{
	struct rpc_domain_ask	 q = { .op = DOMAIN_LIST,
				    .kind = SID_USE_USER, .most = 2 };
	uint32_t		 first = made(SID_USE_USER, "a");

	(void)state;
	(void)made(SID_USE_USER, "b");
	(void)made(SID_USE_USER, "c");
	assert_int_equal(asked(&q), NT_OK);
	assert_int_equal(sam_answer.count, 2);
	assert_int_equal(sam_answer.total, 3);
	assert_true(sam_answer.more);
	q.begin = first + 1;
	assert_int_equal(asked(&q), NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_string_equal(sam_answer.rows[0].name, "c");
	assert_false(sam_answer.more);
	q.by_place = true;
	q.begin = 1;
	assert_int_equal(asked(&q), NT_OK);
	assert_string_equal(sam_answer.rows[0].name, "b");
	q.begin = UINT32_MAX;
	assert_int_equal(asked(&q), NT_OK);
	assert_int_equal(sam_answer.count, 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		TESTED(accounts_of_the_book_are_users),
		TESTED(groups_and_aliases_that_every_domain_has_are_there),
		TESTED(what_is_not_there_is_not_found),
		TESTED(a_new_user_is_disabled_and_in_domain_users),
		TESTED(what_is_known_of_a_user_is_kept),
		TESTED(what_a_session_could_not_bring_is_refused),
		TESTED(a_stamp_gives_way_to_a_larger_one_only),
		TESTED(what_is_as_it_was_is_not_written),
		TESTED(names_that_cannot_be_are_refused),
		TESTED(a_name_is_given_once),
		TESTED(clients_and_operators_are_not_changed_over_samr),
		TESTED(names_that_the_rotation_gives_are_nobody_elses),
		TESTED(only_operators_and_administrators_change_anything),
		TESTED(an_administrator_by_a_group_of_his_is_one),
		TESTED(a_client_account_is_no_administrator_by_any_group),
		TESTED(a_password_is_sealed_by_the_keeper_who_has_it),
		TESTED(what_matters_at_a_logon_the_keeper_is_told),
		TESTED(
		    a_group_has_users_and_is_not_left_by_those_whose_first_it_is),
		TESTED(an_alias_has_anybody_but_aliases),
		TESTED(of_several_members_all_join_or_none),
		TESTED(domain_users_are_as_many_as_are_listed),
		TESTED(rights_are_given_and_taken),
		TESTED(groups_get_names_and_comments),
		TESTED(what_a_question_counts_it_has_to_bring),
		TESTED(listings_go_on_where_they_are_told_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
