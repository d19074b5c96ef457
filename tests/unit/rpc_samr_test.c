/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * samr as a client sees it: our client on our pipe, a made-up domain behind.
 */
#include "tests/unit/check.h"

#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/samr.h"
#include "protocol/rpc/service.h"
#include "protocol/smb2/status.h"
#include "tests/unit/rpc_site.h"

#define MAXIMUM		0x02000000U
#define RID_USERS	513
#define RID_ME		1000
#define RID_ADMINS	544

struct fixture {
	struct rpc_site		 site;
	struct rpc_pipe		*pipe;
	struct rpc_client	*client;
	struct rpc_handle	 server;
	struct rpc_handle	 domain;
	struct rpc_handle	 builtin;
};

static void
hang_up(struct fixture *f)
{
	rpc_client_free(&f->client);
	rpc_pipe_free(&f->pipe);
}

static void
dial(struct fixture *f)
{
	const struct rpc_client_how	 how = { .iface = &samr_iface };

	hang_up(f);
	assert_int_equal(rpc_pipe_new(rpc_endpoint_find("samr"),
	    &f->site.host, &f->site.holder, &f->pipe), 0);
	assert_int_equal(rpc_client_new(&how, &f->client), 0);
	assert_int_equal(rpc_site_talk(&f->site, f->pipe, f->client, SIZE_MAX),
	    RPC_READY);
}

/* The call's own status; a fault fails the test. */
static uint32_t
call(struct fixture *f, uint16_t opnum, void *args)
{
	assert_int_equal(rpc_client_call(f->client, opnum, args), 0);
	assert_int_equal(rpc_site_talk(&f->site, f->pipe, f->client, SIZE_MAX),
	    RPC_READY);
	return rpc_client_status(f->client);
}

static uint32_t
fault(struct fixture *f, uint16_t opnum, void *args)
{
	assert_int_equal(rpc_client_call(f->client, opnum, args), 0);
	assert_int_equal(rpc_site_talk(&f->site, f->pipe, f->client, SIZE_MAX),
	    RPC_FAULTED);
	return rpc_client_fault(f->client);
}

#define ok(f, opnum, args)	want((f), (opnum), (args), NT_OK)

static void
want(struct fixture *f, uint16_t opnum, void *args, enum ntstatus status)
{
	uint32_t	 got = call(f, opnum, args);

	if (got != (uint32_t)status)
		fail_msg("operation %u: %s instead of %s", opnum, nt_name(got),
		    nt_name((uint32_t)status));
}

static struct rpc_handle
open_domain(struct fixture *f, const struct sid *sid)
{
	struct samr_open	 a = { .handle = f->server, .access = MAXIMUM,
				    .sid = *sid };

	ok(f, SAMR_OPEN_DOMAIN, &a);
	return a.opened;
}

static void
enter(struct fixture *f)
{
	struct samr_connect	 a = { .access = MAXIMUM };

	dial(f);
	ok(f, SAMR_CONNECT2, &a);
	f->server = a.handle;
	f->domain = open_domain(f, &rpc_site_sid);
	f->builtin = open_domain(f, &sid_known(SID_BUILTIN)->sid);
}

static int
setup(void **state)
{
	struct fixture	*f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_true(rpc_site_init(&f->site, RPC_OPERATOR));
	assert_true(rpc_site_people(&f->site));
	enter(f);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture	*f = *state;

	hang_up(f);
	rpc_site_free(&f->site);
	free(f);
	return 0;
}

static struct rpc_handle
open_one(struct fixture *f, uint16_t opnum, uint32_t rid, uint32_t access)
{
	struct samr_open	 a = { .handle = opnum == SAMR_OPEN_ALIAS &&
				    rid < 1000 ? f->builtin : f->domain,
				    .access = access, .rid = rid };

	ok(f, opnum, &a);
	return a.opened;
}

/* The relative id of what was made; its handle is closed. */
static uint32_t
make(struct fixture *f, uint16_t opnum, const char *name)
{
	struct samr_create	 a = { .handle = f->domain, .name = name,
				    .access = MAXIMUM };
	struct samr_close	 c;

	ok(f, opnum, &a);
	c.handle = a.opened;
	ok(f, SAMR_CLOSE, &c);
	return a.rid;
}

static uint32_t
find(struct fixture *f, const char *name)
{
	struct samr_lookup	 a = { .handle = f->domain, .count = 1,
				    .names = &name };

	return call(f, SAMR_LOOKUP_NAMES, &a) == NT_OK ? a.ids.v[0] : 0;
}

/* --- the server and its domains --- */

static void
the_server_has_two_domains(void **state)
{
	static const char		*names[] = { "SITE01", "BUILTIN" };
	struct fixture			*f = *state;
	struct samr_enum		 a = { .handle = f->server };
	struct samr_lookup_domain	 d = { .handle = f->server };
	size_t				 i;

	ok(f, SAMR_ENUM_DOMAINS, &a);
	assert_int_equal(a.count, 2);
	for (i = 0; i < nitems(names); i++)
		assert_string_equal(a.v[i].name, names[i]);
	d.name = "builtin";
	ok(f, SAMR_LOOKUP_DOMAIN, &d);
	assert_true(sid_equal(d.sid, &sid_known(SID_BUILTIN)->sid));
	d.name = "site01";
	ok(f, SAMR_LOOKUP_DOMAIN, &d);
	assert_true(sid_equal(d.sid, &rpc_site_sid));
	d.name = "OTHER";
	want(f, SAMR_LOOKUP_DOMAIN, &d, NT_NO_SUCH_DOMAIN);
	d.name = NULL;
	want(f, SAMR_LOOKUP_DOMAIN, &d, NT_INVALID_PARAMETER);
}

static void
every_way_to_connect_leads_there(void **state)
{
	static const uint16_t	 ways[] = {
		SAMR_CONNECT, SAMR_CONNECT2, SAMR_CONNECT4, SAMR_CONNECT5
	};
	struct fixture		*f = *state;
	struct samr_connect	 a;
	struct samr_enum	 e;
	size_t			 i;

	for (i = 0; i < nitems(ways); i++) {
		a = (struct samr_connect){ .access = 0x30, .version = 1 };
		ok(f, ways[i], &a);
		e = (struct samr_enum){ .handle = a.handle };
		ok(f, SAMR_ENUM_DOMAINS, &e);
	}
}

static void
a_domain_tells_its_policy_and_role(void **state)
{
	struct fixture			*f = *state;
	struct samr_query_domain	 a = { .handle = f->domain };
	struct samr_password_info	 p = { .least = 0 };
	uint16_t			 level;

	for (level = 0; level < 20; level++) {
		a.level = level;
		a.info = NULL;
		want(f, SAMR_QUERY_DOMAIN2, &a, samr_domain_level_known(level) ?
		    NT_OK : NT_INVALID_INFO_CLASS);
		assert_int_equal(a.info != NULL,
		    samr_domain_level_known(level));
	}
	a.level = SAMR_DOMAIN_LOCKOUT;
	ok(f, SAMR_QUERY_DOMAIN, &a);
	assert_int_equal(a.info->facts.lockout_after, 5);
	a.level = SAMR_DOMAIN_GENERAL;
	ok(f, SAMR_QUERY_DOMAIN, &a);
	assert_int_equal(a.info->facts.users, 3);
	assert_int_equal(a.info->role, SAMR_ROLE_PRIMARY);
	f->site.facts.is_backup = true;
	a.level = SAMR_DOMAIN_ROLE;
	ok(f, SAMR_QUERY_DOMAIN, &a);
	assert_int_equal(a.info->role, SAMR_ROLE_BACKUP);
	ok(f, SAMR_PASSWORD_INFO, &p);
	assert_int_equal(p.least, 6);
}

static void
a_policy_is_set_by_its_two_levels_and_no_other(void **state)
{
	struct fixture			*f = *state;
	struct samr_query_domain	 a = { .handle = f->domain };
	uint16_t			 level;

	for (level = 1; level < 14; level++) {
		if (!samr_domain_level_known(level))
			continue;
		a.level = a.set.level = level;
		a.set.facts.password_least = 9;
		a.set.facts.lockout_after = 3;
		want(f, SAMR_SET_DOMAIN, &a, level == SAMR_DOMAIN_PASSWORD ||
		    level == SAMR_DOMAIN_LOCKOUT ? NT_OK :
		    NT_INVALID_INFO_CLASS);
	}
	a.level = SAMR_DOMAIN_PASSWORD;
	ok(f, SAMR_QUERY_DOMAIN, &a);
	assert_int_equal(a.info->facts.password_least, 9);
	a.level = SAMR_DOMAIN_LOCKOUT;
	ok(f, SAMR_QUERY_DOMAIN, &a);
	assert_int_equal(a.info->facts.lockout_after, 3);
	f->site.facts.is_backup = true;
	a.set.level = a.level;
	want(f, SAMR_SET_DOMAIN, &a, NT_INVALID_DOMAIN_ROLE);
}

static void
an_id_becomes_a_sid_of_its_domain(void **state)
{
	struct fixture		*f = *state;
	struct samr_rid_to_sid	 a = { .handle = f->domain, .rid = 1234 };
	struct sid		 expected;

	ok(f, SAMR_RID_TO_SID, &a);
	assert_true(sid_join(&rpc_site_sid, 1234, &expected));
	assert_true(sid_equal(a.sid, &expected));
	a.handle.attributes = 1;
	assert_int_equal(fault(f, SAMR_RID_TO_SID, &a),
	    RPC_FAULT_CONTEXT_MISMATCH);
}

static void
what_protects_an_object_is_not_changed(void **state)
{
	struct fixture		*f = *state;
	struct samr_security	 a = { .handle = f->domain, .parts = 4,
				    .size = 4, .sd = rd_over("abcd", 4) };

	want(f, SAMR_SET_SECURITY, &a, NT_NOT_SUPPORTED);
	a.handle.attributes = 1;
	assert_int_equal(fault(f, SAMR_SET_SECURITY, &a),
	    RPC_FAULT_CONTEXT_MISMATCH);
}

/* --- handles --- */

static void
a_handle_that_is_none_is_a_fault(void **state)
{
	struct fixture		*f = *state;
	struct samr_close	 a = { .handle = f->builtin };
	struct samr_enum	 e = { .handle = { .id = guid_random() } };

	assert_int_equal(fault(f, SAMR_ENUM_USERS, &e),
	    RPC_FAULT_CONTEXT_MISMATCH);
	ok(f, SAMR_CLOSE, &a);
	a.handle = f->builtin;
	assert_int_equal(fault(f, SAMR_CLOSE, &a), RPC_FAULT_CONTEXT_MISMATCH);
	e.handle = f->builtin;
	assert_int_equal(fault(f, SAMR_ENUM_ALIASES, &e),
	    RPC_FAULT_CONTEXT_MISMATCH);
	memset(&e.handle, 0, sizeof(e.handle));
	assert_int_equal(fault(f, SAMR_ENUM_USERS, &e),
	    RPC_FAULT_CONTEXT_MISMATCH);
}

static void
a_handle_of_another_session_is_a_fault(void **state)
{
	struct fixture		*f = *state;
	struct samr_enum	 e = { .handle = f->domain };

	dial(f);			/* a pipe of its own, nothing shared */
	assert_int_equal(fault(f, SAMR_ENUM_USERS, &e),
	    RPC_FAULT_CONTEXT_MISMATCH);
}

static void
a_handle_of_another_kind_is_told_so(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 user = open_one(f, SAMR_OPEN_USER, RID_ME,
				    MAXIMUM);
	struct samr_enum	 e = { .handle = user };
	struct samr_members	 m = { .handle = user };
	struct samr_close	 c = { .handle = user };
	struct samr_open	 o = { .handle = f->server, .rid = RID_ME };

	want(f, SAMR_ENUM_USERS, &e, NT_OBJECT_TYPE_MISMATCH);
	want(f, SAMR_GROUP_MEMBERS, &m, NT_OBJECT_TYPE_MISMATCH);
	want(f, SAMR_DELETE_GROUP, &c, NT_OBJECT_TYPE_MISMATCH);
	want(f, SAMR_OPEN_USER, &o, NT_OBJECT_TYPE_MISMATCH);
}

static void
handles_are_limited_and_can_be_used_again(void **state)
{
	struct fixture		*f = *state;
	struct samr_open	 o = { .handle = f->domain, .rid = RID_ME,
				    .access = MAXIMUM };
	struct samr_close	 c;
	int			 n = 3;

	while (call(f, SAMR_OPEN_USER, &o) == NT_OK)
		n++;
	assert_int_equal(n, GROUP_HANDLES_MAX);
	want(f, SAMR_OPEN_USER, &o, NT_INSUFFICIENT_RESOURCES);
	c.handle = f->builtin;
	ok(f, SAMR_CLOSE, &c);
	ok(f, SAMR_OPEN_USER, &o);
}

/* --- who may what --- */

static void
nobody_sees_nothing(void **state)
{
	struct fixture			*f = *state;
	struct samr_connect		 a = { .access = MAXIMUM,
					    .version = 1 };
	struct samr_password_info	 p = { .least = 0 };

	f->site.caller.right = RPC_ANYBODY;
	dial(f);
	want(f, SAMR_CONNECT, &a, NT_ACCESS_DENIED);
	want(f, SAMR_CONNECT2, &a, NT_ACCESS_DENIED);
	want(f, SAMR_CONNECT5, &a, NT_ACCESS_DENIED);
	want(f, SAMR_PASSWORD_INFO, &p, NT_ACCESS_DENIED);
}

static void
a_user_reads_and_changes_nothing(void **state)
{
	struct fixture		*f = *state;
	struct samr_create	 c = { .access = MAXIMUM, .name = "new" };
	struct samr_open	 o = { .access = SAM_USER_WRITE_ACCOUNT,
				    .rid = RID_ME };
	struct samr_user_args	 u = { .level = SAMR_USER_COMMENT, .set = {
				    .level = SAMR_USER_COMMENT,
				    .a.comment = "mine" } };
	struct samr_member	 m = { .rid = RID_ME };
	struct samr_close	 d;

	f->site.caller.right = RPC_USER;
	enter(f);
	assert_int_equal(find(f, "Administrator"), 500);
	c.handle = o.handle = f->domain;
	want(f, SAMR_CREATE_USER, &c, NT_ACCESS_DENIED);
	want(f, SAMR_CREATE_GROUP, &c, NT_ACCESS_DENIED);
	want(f, SAMR_CREATE_ALIAS, &c, NT_ACCESS_DENIED);
	want(f, SAMR_OPEN_USER, &o, NT_ACCESS_DENIED);
	o.access = 0x10000000;
	want(f, SAMR_OPEN_USER, &o, NT_ACCESS_DENIED);
	u.handle = open_one(f, SAMR_OPEN_USER, RID_ME, MAXIMUM);
	want(f, SAMR_SET_USER, &u, NT_ACCESS_DENIED);
	d.handle = u.handle;
	want(f, SAMR_DELETE_USER, &d, NT_ACCESS_DENIED);
	u.level = SAMR_USER_ALL;
	ok(f, SAMR_QUERY_USER, &u);
	m.handle = open_one(f, SAMR_OPEN_GROUP, RID_USERS, MAXIMUM);
	want(f, SAMR_ADD_TO_GROUP, &m, NT_ACCESS_DENIED);
	want(f, SAMR_REMOVE_FROM_GROUP, &m, NT_ACCESS_DENIED);
}

/* A right that was lost while the handle stayed does not help. */
static void
an_old_handle_does_not_outlive_the_right(void **state)
{
	struct fixture		*f = *state;
	struct samr_create	 c = { .handle = f->domain, .access = MAXIMUM,
				    .name = "new" };

	f->site.caller.right = RPC_USER;
	want(f, SAMR_CREATE_USER, &c, NT_ACCESS_DENIED);
	assert_int_equal(find(f, "new"), 0);
}

static void
a_handle_gives_what_was_asked_for_only(void **state)
{
	struct fixture		*f = *state;
	struct samr_user_args	 u = { .level = SAMR_USER_ALL };
	struct samr_user_args	 s = { .level = SAMR_USER_COMMENT, .set = {
				    .level = SAMR_USER_COMMENT,
				    .a.comment = "mine" } };

	u.handle = s.handle = open_one(f, SAMR_OPEN_USER, RID_ME,
	    SAM_USER_WRITE_ACCOUNT);
	want(f, SAMR_QUERY_USER, &u, NT_ACCESS_DENIED);
	ok(f, SAMR_SET_USER, &s);
	s.handle = open_one(f, SAMR_OPEN_USER, RID_ME, 0x80000000U);
	want(f, SAMR_SET_USER, &s, NT_ACCESS_DENIED);
}

static void
a_backup_controller_takes_no_changes(void **state)
{
	struct fixture		*f = *state;
	struct samr_create	 c = { .handle = f->domain, .access = MAXIMUM,
				    .name = "new", .flags = USER_NORMAL };
	struct samr_user_args	 u = { .level = SAMR_USER_COMMENT, .set = {
				    .level = SAMR_USER_COMMENT,
				    .a.comment = "mine" } };
	struct samr_group_args	 g = { .level = SAMR_GROUP_NAME, .set = {
				    .level = SAMR_GROUP_NAME, .a.name = "x" } };
	struct samr_member	 m = { .rid = RID_ME, .sid = rpc_site_user };
	struct samr_close	 d;

	f->site.facts.is_backup = true;
	want(f, SAMR_CREATE_USER, &c, NT_INVALID_DOMAIN_ROLE);
	want(f, SAMR_CREATE_USER2, &c, NT_INVALID_DOMAIN_ROLE);
	want(f, SAMR_CREATE_GROUP, &c, NT_INVALID_DOMAIN_ROLE);
	want(f, SAMR_CREATE_ALIAS, &c, NT_INVALID_DOMAIN_ROLE);
	u.handle = open_one(f, SAMR_OPEN_USER, 501, MAXIMUM);
	want(f, SAMR_SET_USER2, &u, NT_INVALID_DOMAIN_ROLE);
	d.handle = u.handle;
	want(f, SAMR_DELETE_USER, &d, NT_INVALID_DOMAIN_ROLE);
	m.handle = g.handle = open_one(f, SAMR_OPEN_GROUP, RID_USERS, MAXIMUM);
	want(f, SAMR_ADD_TO_GROUP, &m, NT_INVALID_DOMAIN_ROLE);
	want(f, SAMR_REMOVE_FROM_GROUP, &m, NT_INVALID_DOMAIN_ROLE);
	want(f, SAMR_SET_GROUP, &g, NT_INVALID_DOMAIN_ROLE);
	m.handle = open_one(f, SAMR_OPEN_ALIAS, RID_ADMINS, MAXIMUM);
	want(f, SAMR_ADD_TO_ALIAS, &m, NT_INVALID_DOMAIN_ROLE);
	u.level = SAMR_USER_ALL;
	ok(f, SAMR_QUERY_USER, &u);	/* reading goes on */
}

/* --- names --- */

static void
what_may_not_be_a_name_is_refused(void **state)
{
	static const char	 signs[] = "\"/\\[]:|<>+=;,?*\x01\x1f\x7f";
	static const char	*bad[] = { "", ".", "..", " ", " . ", "a." };
	struct fixture		*f = *state;
	struct samr_create	 c = { .handle = f->domain, .access = MAXIMUM };
	char			 name[300] = "a?b";
	size_t			 i;

	for (i = 0; i < nitems(bad); i++) {
		c.name = bad[i];
		want(f, SAMR_CREATE_USER, &c, NT_INVALID_ACCOUNT_NAME);
		want(f, SAMR_CREATE_GROUP, &c, NT_INVALID_ACCOUNT_NAME);
	}
	c.name = name;
	for (i = 0; signs[i] != '\0'; i++) {
		name[1] = signs[i];
		want(f, SAMR_CREATE_USER, &c, NT_INVALID_ACCOUNT_NAME);
		want(f, SAMR_CREATE_ALIAS, &c, NT_INVALID_ACCOUNT_NAME);
	}
	c.name = NULL;
	want(f, SAMR_CREATE_USER, &c, NT_INVALID_ACCOUNT_NAME);
}

static void
names_are_as_long_as_their_kind_allows(void **state)
{
	static const struct {
		uint16_t	 op;
		size_t		 length;
		enum ntstatus	 status;
	} rows[] = {
		{ SAMR_CREATE_USER,	20,	NT_OK },
		{ SAMR_CREATE_USER,	21,	NT_INVALID_ACCOUNT_NAME },
		{ SAMR_CREATE_USER,	256,	NT_INVALID_ACCOUNT_NAME },
		{ SAMR_CREATE_GROUP,	21,	NT_OK },
		{ SAMR_CREATE_GROUP,	256,	NT_OK },
		{ SAMR_CREATE_GROUP,	257,	NT_INVALID_ACCOUNT_NAME },
		{ SAMR_CREATE_ALIAS,	255,	NT_OK },
		{ SAMR_CREATE_ALIAS,	257,	NT_INVALID_ACCOUNT_NAME },
	};
	struct fixture		*f = *state;
	struct samr_create	 c = { .handle = f->domain, .access = MAXIMUM };
	char			 name[300];
	size_t			 i;

	for (i = 0; i < nitems(rows); i++) {
		memset(name, 'x', rows[i].length);
		name[rows[i].length] = '\0';
		c.name = name;
		want(f, rows[i].op, &c, rows[i].status);
		assert_int_equal(find(f, name) != 0,
		    rows[i].status == NT_OK);
	}
}

/* The names that SMS gives its own accounts (accounts.md 1). */
static void
the_names_of_the_products_accounts_are_good(void **state)
{
	static const char	*names[] = {
		"SMSCliToknAcct&", "SMSCliSvcAcct&", "SMSCCMBootAcct&",
		"SMS#_NTD-MD-01", "SMS&_ABCDEFGHIJKLMNO", "SMSClient_S01",
		"\xc3\xbc\xc3\xa4\xc3\xb6",
	};
	struct fixture		*f = *state;
	uint32_t		 rid;
	size_t			 i;

	for (i = 0; i < nitems(names); i++) {
		rid = make(f, SAMR_CREATE_USER, names[i]);
		assert_int_equal(find(f, names[i]), rid);
	}
}

static void
a_name_is_given_once(void **state)
{
	struct fixture		*f = *state;
	struct samr_create	 c = { .handle = f->domain, .access = MAXIMUM };

	c.name = "USER";
	want(f, SAMR_CREATE_USER, &c, NT_USER_EXISTS);
	want(f, SAMR_CREATE_GROUP, &c, NT_USER_EXISTS);
	c.name = "domain users";
	want(f, SAMR_CREATE_ALIAS, &c, NT_GROUP_EXISTS);
}

static void
computers_do_not_join(void **state)
{
	struct fixture		*f = *state;
	struct samr_create	 c = { .handle = f->domain, .access = MAXIMUM,
				    .name = "PC17$",
				    .flags = USER_WORKSTATION };

	want(f, SAMR_CREATE_USER2, &c, NT_NOT_SUPPORTED);
	c.flags = USER_NORMAL | USER_DISABLED;
	want(f, SAMR_CREATE_USER2, &c, NT_INVALID_PARAMETER);
	c.flags = USER_NORMAL;
	c.handle = f->builtin;
	want(f, SAMR_CREATE_USER2, &c, NT_ACCESS_DENIED);
}

static void
names_and_ids_are_looked_up_both_ways(void **state)
{
	static const char	*names[] = { "user", "NOBODY", "Domain Users" };
	static uint32_t		 rids[] = { RID_ME, 77, RID_USERS };
	struct fixture		*f = *state;
	struct samr_lookup	 a = { .handle = f->domain, .count = 3,
				    .names = names };

	want(f, SAMR_LOOKUP_NAMES, &a, NT_SOME_NOT_MAPPED);
	assert_int_equal(a.ids.count, 3);
	assert_int_equal(a.ids.v[0], RID_ME);
	assert_int_equal(a.types.v[0], SID_USE_USER);
	assert_int_equal(a.types.v[1], SID_USE_UNKNOWN);
	assert_int_equal(a.ids.v[2], RID_USERS);
	assert_int_equal(a.types.v[2], SID_USE_GROUP);
	a = (struct samr_lookup){ .handle = f->domain, .count = 3,
	    .rids = rids };
	want(f, SAMR_LOOKUP_IDS, &a, NT_SOME_NOT_MAPPED);
	assert_int_equal(a.name_count, 3);
	assert_string_equal(a.found[0], "user");
	assert_null(a.found[1]);
	assert_int_equal(a.types.v[2], SID_USE_GROUP);
	a = (struct samr_lookup){ .handle = f->domain, .count = 1,
	    .names = &names[1] };
	want(f, SAMR_LOOKUP_NAMES, &a, NT_NONE_MAPPED);
	a = (struct samr_lookup){ .handle = f->domain };
	ok(f, SAMR_LOOKUP_NAMES, &a);
}

/* --- listings --- */

/* Walks through all users; the number of pages. */
static unsigned
walk(struct fixture *f, uint32_t preferred, unsigned users)
{
	struct samr_enum	 a = { .handle = f->domain,
				    .preferred = preferred };
	uint32_t		 status, last = 0, i;
	unsigned		 pages = 0, seen = 0;

	do {
		a.v = NULL;
		status = call(f, SAMR_ENUM_USERS, &a);
		assert_true(status == NT_OK || status == NT_MORE_ENTRIES);
		for (i = 0; i < a.count; i++) {
			assert_true(a.v[i].rid > last);
			last = a.v[i].rid;
		}
		assert_true(a.count > 0 || status == NT_OK);
		seen += a.count;
		pages++;
	} while (status == NT_MORE_ENTRIES);
	assert_int_equal(seen, users);
	return pages;
}

static void
ten_thousand_users_are_listed_in_small_buffers(void **state)
{
	struct fixture	*f = *state;
	unsigned	 pages;

	assert_true(people_add(f->site.people, 9997));
	(void)people_work(f->site.people);
	pages = walk(f, 4096, 10000);
	assert_true(pages > 50 && pages < 200);
	/* a page costs what it has, wherever it begins */
	assert_int_equal(people_work(f->site.people), 10000);
	assert_int_equal(walk(f, UINT32_MAX, 10000),
	    (10000 + DOMAIN_PAGE_MAX - 1) / DOMAIN_PAGE_MAX);
	assert_true(people_add(f->site.people, 0));
}

static void
a_buffer_of_nothing_gets_one_at_a_time(void **state)
{
	struct fixture		*f = *state;

	assert_int_equal(walk(f, 0, 3), 3);
}

static void
a_resume_handle_that_was_made_up_leads_to_what_follows(void **state)
{
	struct fixture		*f = *state;
	struct samr_enum	 a = { .handle = f->domain, .resume = 700,
				    .preferred = 65535 };

	ok(f, SAMR_ENUM_USERS, &a);
	assert_int_equal(a.count, 1);
	assert_int_equal(a.v[0].rid, RID_ME);
	a = (struct samr_enum){ .handle = f->domain, .resume = UINT32_MAX,
	    .preferred = 65535 };
	ok(f, SAMR_ENUM_USERS, &a);
	assert_int_equal(a.count, 0);
	a = (struct samr_enum){ .handle = f->domain, .preferred = 65535,
	    .flags = USER_WORKSTATION };
	ok(f, SAMR_ENUM_USERS, &a);
	assert_int_equal(a.count, 0);
	a = (struct samr_enum){ .handle = f->server, .resume = 7 };
	ok(f, SAMR_ENUM_DOMAINS, &a);
	assert_int_equal(a.count, 0);
}

static void
groups_and_aliases_are_listed(void **state)
{
	struct fixture		*f = *state;
	struct samr_enum	 a = { .handle = f->domain,
				    .preferred = 65535 };

	ok(f, SAMR_ENUM_GROUPS, &a);
	assert_int_equal(a.count, 3);
	assert_string_equal(a.v[1].name, "Domain Users");
	a = (struct samr_enum){ .handle = f->builtin, .preferred = 65535 };
	ok(f, SAMR_ENUM_ALIASES, &a);
	assert_int_equal(a.count, 3);
	assert_string_equal(a.v[0].name, "Administrators");
	a = (struct samr_enum){ .handle = f->domain, .preferred = 65535 };
	ok(f, SAMR_ENUM_ALIASES, &a);
	assert_int_equal(a.count, 0);
}

static void
a_display_goes_on_from_its_place(void **state)
{
	struct fixture		*f = *state;
	struct samr_display	 a;
	uint32_t		 status, place = 0;
	unsigned		 seen = 0;

	assert_true(people_add(f->site.people, 1997));
	(void)people_work(f->site.people);
	do {
		a = (struct samr_display){ .handle = f->domain, .level = 1,
		    .begin = place, .most = 100, .preferred = 65535 };
		status = call(f, SAMR_QUERY_DISPLAY, &a);
		assert_true(a.count > 0);
		assert_int_equal(a.v[0].place, place + 1);
		place += a.count;
		seen += a.count;
	} while (status == NT_MORE_ENTRIES);
	assert_int_equal(status, NT_OK);
	assert_int_equal(seen, 2000);
	assert_int_equal(people_work(f->site.people), 2000);
	a = (struct samr_display){ .handle = f->domain, .level = 3,
	    .most = 100, .preferred = 65535 };
	ok(f, SAMR_QUERY_DISPLAY3, &a);
	assert_int_equal(a.count, 3);
	a = (struct samr_display){ .handle = f->domain, .level = 2,
	    .most = 100, .preferred = 65535 };
	ok(f, SAMR_QUERY_DISPLAY2, &a);
	assert_int_equal(a.count, 0);
	a.level = 4;
	want(f, SAMR_QUERY_DISPLAY, &a, NT_INVALID_INFO_CLASS);
	a = (struct samr_display){ .handle = f->domain, .level = 1,
	    .begin = UINT32_MAX, .most = 100, .preferred = 65535 };
	ok(f, SAMR_QUERY_DISPLAY, &a);
	assert_int_equal(a.count, 0);
}

/* --- users --- */

static struct samr_user
user_info(struct fixture *f, const struct rpc_handle *h, uint16_t level)
{
	struct samr_user_args	 a = { .handle = *h, .level = level };

	ok(f, SAMR_QUERY_USER2, &a);
	return *a.info;
}

static void
what_was_set_is_shown(void **state)
{
	struct fixture		*f = *state;
	uint32_t		 rid = make(f, SAMR_CREATE_USER, "someone");
	struct rpc_handle	 h = open_one(f, SAMR_OPEN_USER, rid, MAXIMUM);
	struct samr_user_args	 a = { .handle = h, .level = SAMR_USER_ALL,
				    .set = { .level = SAMR_USER_ALL,
				    .fields = FIELD_FULL_NAME | FIELD_COMMENT |
				    FIELD_WORKSTATIONS | FIELD_EXPIRES,
				    .a = { .full_name = "Some One",
				    .comment = "generation 7",
				    .workstations = "PC1,PC2", .home = "no",
				    .expires = 42 } } };
	struct samr_user	 u;

	ok(f, SAMR_SET_USER2, &a);
	u = user_info(f, &h, SAMR_USER_ALL);
	assert_string_equal(u.a.name, "someone");
	assert_string_equal(u.a.full_name, "Some One");
	assert_string_equal(u.a.comment, "generation 7");
	assert_string_equal(u.a.workstations, "PC1,PC2");
	assert_null(u.a.home);		/* not among the fields */
	assert_int_equal(u.a.expires, 42);
	assert_int_equal(u.hours, DOMAIN_HOURS);
	assert_int_equal(u.a.hours.len, 21);
	a = (struct samr_user_args){ .handle = h, .level = SAMR_USER_CONTROL,
	    .set = { .level = SAMR_USER_CONTROL,
	    .a.flags = USER_NORMAL | USER_KEEPS_PASSWORD } };
	ok(f, SAMR_SET_USER, &a);
	assert_int_equal(user_info(f, &h, SAMR_USER_CONTROL).a.flags, 0x210);
	a = (struct samr_user_args){ .handle = h, .level = SAMR_USER_NAME,
	    .set = { .level = SAMR_USER_NAME, .a.name = "renamed" } };
	ok(f, SAMR_SET_USER, &a);
	assert_int_equal(find(f, "renamed"), rid);
	a.set.a.name = "user";
	want(f, SAMR_SET_USER, &a, NT_USER_EXISTS);
	a.set.a.name = "a/b";
	want(f, SAMR_SET_USER, &a, NT_INVALID_ACCOUNT_NAME);
}

static void
every_level_is_shown_or_refused(void **state)
{
	struct fixture			*f = *state;
	struct rpc_handle		 h = open_one(f, SAMR_OPEN_USER,
					    RID_ME, MAXIMUM);
	struct samr_user_args		 a;
	const struct samr_user_row	*row;
	uint16_t			 level;

	for (level = 0; level < 40; level++) {
		row = samr_user_row(level);
		a = (struct samr_user_args){ .handle = h, .level = level };
		want(f, SAMR_QUERY_USER, &a, row != NULL && row->reads != 0 ?
		    NT_OK : NT_INVALID_INFO_CLASS);
		if (row == NULL)
			continue;
		a = (struct samr_user_args){ .handle = h, .level = level,
		    .set = { .level = level, .a = { .name = "user",
		    .flags = USER_NORMAL }, .nt_set = 1,
		    .fields = FIELD_COMMENT } };
		want(f, SAMR_SET_USER, &a, row->fields != 0 ? NT_OK :
		    NT_INVALID_INFO_CLASS);
	}
}

static void
values_that_make_no_sense_are_refused(void **state)
{
	static uint8_t		 hours[200];
	struct fixture		*f = *state;
	struct rpc_handle	 h = open_one(f, SAMR_OPEN_USER, RID_ME,
				    MAXIMUM);
	struct samr_user_args	 a = { .handle = h, .level = SAMR_USER_ALL,
				    .set = { .level = SAMR_USER_ALL } };
	char			 text[300];

	want(f, SAMR_SET_USER, &a, NT_INVALID_PARAMETER);	/* no field */
	a.set.fields = FIELD_RID;
	want(f, SAMR_SET_USER, &a, NT_ACCESS_DENIED);
	a.set.fields = FIELD_COMMENT | 0x80000000U;
	want(f, SAMR_SET_USER, &a, NT_ACCESS_DENIED);
	a.set.fields = FIELD_FLAGS;
	a.set.a.flags = USER_SERVER;
	want(f, SAMR_SET_USER, &a, NT_INVALID_PARAMETER);
	a.set.fields = FIELD_HOURS;
	a.set.hours = 24;
	a.set.a.hours = rd_over(hours, 3);
	want(f, SAMR_SET_USER, &a, NT_INVALID_PARAMETER);
	a.set.hours = 168;
	a.set.a.hours = rd_over(hours, 21);
	ok(f, SAMR_SET_USER, &a);
	memset(text, 'x', 257);
	text[257] = '\0';
	a.set.fields = FIELD_COMMENT;
	a.set.a.comment = text;
	want(f, SAMR_SET_USER, &a, NT_INVALID_PARAMETER);
	text[256] = '\0';
	ok(f, SAMR_SET_USER, &a);
	a = (struct samr_user_args){ .handle = h, .level = SAMR_USER_HASHES,
	    .set = { .level = SAMR_USER_HASHES, .lm_set = 1 } };
	want(f, SAMR_SET_USER, &a, NT_INVALID_PARAMETER);
}

static void
a_password_goes_on_as_it_came(void **state)
{
	static const struct {
		uint16_t		 level;
		enum rpc_password_form	 form;
		size_t			 size;
	} rows[] = {
		{ SAMR_USER_ALL_RC4,	PASSWORD_RC4,		516 },
		{ SAMR_USER_RC4,	PASSWORD_RC4,		516 },
		{ SAMR_USER_ALL_SALTED,	PASSWORD_RC4_SALTED,	532 },
		{ SAMR_USER_SALTED,	PASSWORD_RC4_SALTED,	532 },
		{ SAMR_USER_HASHES,	PASSWORD_HASHES,	32 },
	};
	struct fixture			*f = *state;
	struct samr_user_args		 a;
	const struct rpc_password	*p;
	size_t				 i, k;

	for (i = 0; i < nitems(rows); i++) {
		a = (struct samr_user_args){ .level = rows[i].level };
		a.handle = open_one(f, SAMR_OPEN_USER, RID_ME, MAXIMUM);
		a.set.level = rows[i].level;
		a.set.fields = FIELD_PASSWORD;
		a.set.nt_set = 1;
		for (k = 0; k < rows[i].size; k++)
			a.set.password[k] = (uint8_t)(i + 7 * k);
		ok(f, SAMR_SET_USER2, &a);
		p = people_password(f->site.people);
		assert_int_equal(p->form, rows[i].form);
		assert_int_equal(p->bytes.len, rows[i].size);
		assert_memory_equal(p->bytes.base, a.set.password,
		    rows[i].size);
	}
	a.handle = open_one(f, SAMR_OPEN_USER, RID_ME, SAM_USER_WRITE_ACCOUNT);
	want(f, SAMR_SET_USER2, &a, NT_ACCESS_DENIED);
}

static void
a_user_is_deleted_with_its_handle_but_not_by_itself(void **state)
{
	struct fixture		*f = *state;
	uint32_t		 rid = make(f, SAMR_CREATE_USER, "someone");
	struct rpc_handle	 h = open_one(f, SAMR_OPEN_USER, rid, MAXIMUM);
	struct rpc_handle	 other = open_one(f, SAMR_OPEN_USER, rid,
				    MAXIMUM);
	struct samr_close	 a = { .handle = h };
	struct samr_user_args	 u = { .handle = h, .level = SAMR_USER_NAME };
	struct samr_open	 o = { .handle = f->domain, .rid = rid };

	ok(f, SAMR_DELETE_USER, &a);
	assert_int_equal(fault(f, SAMR_QUERY_USER, &u),
	    RPC_FAULT_CONTEXT_MISMATCH);
	u.handle = other;
	want(f, SAMR_QUERY_USER, &u, NT_NO_SUCH_USER);
	a.handle = other;
	want(f, SAMR_DELETE_USER, &a, NT_NO_SUCH_USER);
	want(f, SAMR_OPEN_USER, &o, NT_NO_SUCH_USER);
	assert_int_equal(find(f, "someone"), 0);
	a.handle = open_one(f, SAMR_OPEN_USER, RID_ME, MAXIMUM);
	want(f, SAMR_DELETE_USER, &a, NT_SPECIAL_ACCOUNT);
	a.handle = open_one(f, SAMR_OPEN_USER, 500, MAXIMUM);
	want(f, SAMR_DELETE_USER, &a, NT_SPECIAL_ACCOUNT);
}

/* --- groups --- */

static void
a_group_has_users_and_nothing_else(void **state)
{
	struct fixture		*f = *state;
	uint32_t		 rid = make(f, SAMR_CREATE_GROUP, "SMSInternalCliGrp");
	struct rpc_handle	 h = open_one(f, SAMR_OPEN_GROUP, rid, MAXIMUM);
	struct samr_member	 m = { .handle = h, .rid = RID_ME };
	struct samr_members	 all = { .handle = h };

	ok(f, SAMR_ADD_TO_GROUP, &m);
	want(f, SAMR_ADD_TO_GROUP, &m, NT_MEMBER_IN_GROUP);
	m.rid = rid;			/* itself: no loops */
	want(f, SAMR_ADD_TO_GROUP, &m, NT_NO_SUCH_USER);
	m.rid = RID_USERS;
	want(f, SAMR_ADD_TO_GROUP, &m, NT_NO_SUCH_USER);
	m.rid = 12345;
	want(f, SAMR_ADD_TO_GROUP, &m, NT_NO_SUCH_USER);
	ok(f, SAMR_GROUP_MEMBERS, &all);
	assert_int_equal(all.count, 1);
	assert_int_equal(all.rids[0], RID_ME);
	assert_int_equal(all.attributes[0], 7);
	all = (struct samr_members){ .handle = open_one(f, SAMR_OPEN_USER,
	    RID_ME, MAXIMUM) };
	ok(f, SAMR_GROUPS_OF, &all);
	assert_int_equal(all.count, 2);
	assert_int_equal(all.groups[0].rid, RID_USERS);
	assert_int_equal(all.groups[1].rid, rid);
	m.rid = RID_ME;
	ok(f, SAMR_REMOVE_FROM_GROUP, &m);
	want(f, SAMR_REMOVE_FROM_GROUP, &m, NT_MEMBER_NOT_IN_GROUP);
}

static void
an_alias_has_anybody_but_aliases(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = open_one(f, SAMR_OPEN_ALIAS, RID_ADMINS,
				    MAXIMUM);
	struct samr_member	 m = { .handle = h, .sid = rpc_site_user };
	struct sid		 two[2] = { rpc_site_user };
	struct sid		*both[2] = { &two[0], &two[1] };
	struct samr_sids	 s = { .handle = f->builtin, .count = 2,
				    .sids = both };

	ok(f, SAMR_ADD_TO_ALIAS, &m);
	want(f, SAMR_ADD_TO_ALIAS, &m, NT_MEMBER_IN_ALIAS);
	assert_true(sid_join(&rpc_site_sid, RID_USERS, &two[1]));
	ok(f, SAMR_ALIASES_OF, &s);
	assert_int_equal(s.ids.count, 1);
	assert_int_equal(s.ids.v[0], RID_ADMINS);
	m.sid = sid_known(SID_USERS)->sid;
	want(f, SAMR_ADD_TO_ALIAS, &m, NT_INVALID_MEMBER);
	m.sid = sid_known(SID_ADMINISTRATORS)->sid;	/* itself */
	want(f, SAMR_ADD_TO_ALIAS, &m, NT_INVALID_MEMBER);
	assert_true(sid_join(&rpc_site_sid, 4711, &m.sid));
	want(f, SAMR_ADD_TO_ALIAS, &m, NT_NO_SUCH_MEMBER);
	assert_true(sid_parse("S-1-5-21-9-9-9-1000", &m.sid));
	ok(f, SAMR_ADD_TO_ALIAS, &m);
	s = (struct samr_sids){ .handle = h };
	ok(f, SAMR_ALIAS_MEMBERS, &s);
	assert_int_equal(s.count, 2);
	assert_true(sid_equal(s.sids[0], &rpc_site_user));
	m.sid = rpc_site_user;
	ok(f, SAMR_REMOVE_FROM_ALIAS, &m);
	want(f, SAMR_REMOVE_FROM_ALIAS, &m, NT_MEMBER_NOT_IN_ALIAS);
	s = (struct samr_sids){ .handle = h, .count = 2, .sids = both };
	ok(f, SAMR_ADD_ALL_TO_ALIAS, &s);
	s = (struct samr_sids){ .handle = h, .count = 2, .sids = both };
	ok(f, SAMR_REMOVE_ALL_FROM_ALIAS, &s);
	ok(f, SAMR_ADD_TO_ALIAS, &m);
	m.handle = f->builtin;			/* out of every one */
	ok(f, SAMR_REMOVE_FROM_ALL, &m);
	m.handle = h;
	want(f, SAMR_REMOVE_FROM_ALIAS, &m, NT_MEMBER_NOT_IN_ALIAS);
	m.handle = f->server;
	want(f, SAMR_REMOVE_FROM_ALL, &m, NT_OBJECT_TYPE_MISMATCH);
	both[1] = NULL;
	s = (struct samr_sids){ .handle = h, .count = 2, .sids = both };
	want(f, SAMR_ADD_ALL_TO_ALIAS, &s, NT_INVALID_PARAMETER);
}

static void
groups_and_aliases_are_shown_and_changed(void **state)
{
	struct fixture		*f = *state;
	uint32_t		 rid = make(f, SAMR_CREATE_GROUP, "some");
	struct samr_group_args	 g = { .level = SAMR_GROUP_COMMENT, .set = {
				    .level = SAMR_GROUP_COMMENT,
				    .a.comment = "of ours" } };
	struct samr_close	 d;

	g.handle = open_one(f, SAMR_OPEN_GROUP, rid, MAXIMUM);
	ok(f, SAMR_SET_GROUP, &g);
	g.level = SAMR_GROUP_GENERAL;
	ok(f, SAMR_QUERY_GROUP, &g);
	assert_string_equal(g.info->a.name, "some");
	assert_string_equal(g.info->a.comment, "of ours");
	g.set.level = SAMR_GROUP_GENERAL;
	want(f, SAMR_SET_GROUP, &g, NT_INVALID_INFO_CLASS);
	g.level = 9;
	want(f, SAMR_QUERY_GROUP, &g, NT_INVALID_INFO_CLASS);
	d.handle = g.handle;
	ok(f, SAMR_DELETE_GROUP, &d);
	rid = make(f, SAMR_CREATE_ALIAS, "local");
	g = (struct samr_group_args){ .level = SAMR_GROUP_NAME, .set = {
	    .level = SAMR_GROUP_NAME, .a.name = "a*b" } };
	g.handle = open_one(f, SAMR_OPEN_ALIAS, rid, MAXIMUM);
	want(f, SAMR_SET_ALIAS, &g, NT_INVALID_ACCOUNT_NAME);
	g.level = g.set.level = SAMR_ALIAS_COMMENT;
	g.set.a.comment = "of ours, too";
	ok(f, SAMR_SET_ALIAS, &g);
	g.level = SAMR_GROUP_GENERAL;
	ok(f, SAMR_QUERY_ALIAS, &g);
	assert_string_equal(g.info->a.comment, "of ours, too");
	d.handle = g.handle;
	ok(f, SAMR_DELETE_ALIAS, &d);
	d.handle = open_one(f, SAMR_OPEN_ALIAS, RID_ADMINS, MAXIMUM);
	want(f, SAMR_DELETE_ALIAS, &d, NT_SPECIAL_ACCOUNT);
}

static void
an_object_shows_who_may_do_what_with_it(void **state)
{
	struct fixture		*f = *state;
	struct samr_security	 a = { .handle = f->domain, .parts = 7 };

	ok(f, SAMR_QUERY_SECURITY, &a);
	assert_true(a.there && a.size > 20);
	assert_int_equal(a.sd.base[0], 1);
	a.parts = 8;
	want(f, SAMR_QUERY_SECURITY, &a, NT_ACCESS_DENIED);
}

/* --- where nothing is behind it --- */

static void
without_accounts_there_is_no_such_interface(void **state)
{
	const struct rpc_client_how	 how = { .iface = &samr_iface };
	struct fixture			*f = *state;

	hang_up(f);
	f->site.host.domain = NULL;
	assert_int_equal(rpc_pipe_new(rpc_endpoint_find("samr"),
	    &f->site.host, &f->site.holder, &f->pipe), 0);
	assert_int_equal(rpc_client_new(&how, &f->client), 0);
	assert_int_equal(rpc_site_talk(&f->site, f->pipe, f->client, SIZE_MAX),
	    RPC_OVER);
}

static void
an_answer_for_a_closed_pipe_goes_nowhere(void **state)
{
	struct fixture		*f = *state;
	struct samr_create	 c = { .handle = f->domain, .access = MAXIMUM,
				    .name = "late" };

	assert_int_equal(rpc_client_call(f->client, SAMR_CREATE_USER, &c), 0);
	assert_int_equal(rpc_pipe_write(f->pipe, rpc_client_next(f->client)),
	    NT_OK);
	assert_int_equal(f->site.waiting, 1);
	hang_up(f);
	assert_true(rpc_site_answer(&f->site));
	enter(f);
	assert_int_equal(find(f, "late"), 1001);	/* it was done, though */
}

/* The pipe goes with its session while the keeper still opens a password. */
static void
who_asked_is_known_when_the_pipe_is_gone(void **state)
{
	struct fixture		*f = *state;
	struct samr_create	 c = { .handle = f->domain, .access = MAXIMUM,
				    .name = "late" };

	assert_int_equal(rpc_client_call(f->client, SAMR_CREATE_USER, &c), 0);
	assert_int_equal(rpc_pipe_write(f->pipe, rpc_client_next(f->client)),
	    NT_OK);
	assert_int_equal(f->site.waiting, 1);
	hang_up(f);
	memset(&f->site.caller, 0, sizeof(f->site.caller));
	assert_string_equal(f->site.questions[0].ask->caller->account, "user");
	assert_true(sid_equal(&f->site.questions[0].ask->caller->sid,
	    &rpc_site_user));
	assert_true(rpc_site_answer(&f->site));
}

#define T(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_server_has_two_domains),
		T(every_way_to_connect_leads_there),
		T(a_domain_tells_its_policy_and_role),
		T(a_policy_is_set_by_its_two_levels_and_no_other),
		T(an_id_becomes_a_sid_of_its_domain),
		T(what_protects_an_object_is_not_changed),
		T(a_handle_that_is_none_is_a_fault),
		T(a_handle_of_another_session_is_a_fault),
		T(a_handle_of_another_kind_is_told_so),
		T(handles_are_limited_and_can_be_used_again),
		T(nobody_sees_nothing),
		T(a_user_reads_and_changes_nothing),
		T(an_old_handle_does_not_outlive_the_right),
		T(a_handle_gives_what_was_asked_for_only),
		T(a_backup_controller_takes_no_changes),
		T(what_may_not_be_a_name_is_refused),
		T(names_are_as_long_as_their_kind_allows),
		T(the_names_of_the_products_accounts_are_good),
		T(a_name_is_given_once),
		T(computers_do_not_join),
		T(names_and_ids_are_looked_up_both_ways),
		T(ten_thousand_users_are_listed_in_small_buffers),
		T(a_buffer_of_nothing_gets_one_at_a_time),
		T(a_resume_handle_that_was_made_up_leads_to_what_follows),
		T(groups_and_aliases_are_listed),
		T(a_display_goes_on_from_its_place),
		T(what_was_set_is_shown),
		T(every_level_is_shown_or_refused),
		T(values_that_make_no_sense_are_refused),
		T(a_password_goes_on_as_it_came),
		T(a_user_is_deleted_with_its_handle_but_not_by_itself),
		T(a_group_has_users_and_nothing_else),
		T(an_alias_has_anybody_but_aliases),
		T(groups_and_aliases_are_shown_and_changed),
		T(an_object_shows_who_may_do_what_with_it),
		T(without_accounts_there_is_no_such_interface),
		T(an_answer_for_a_closed_pipe_goes_nowhere),
		T(who_asked_is_known_when_the_pipe_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
