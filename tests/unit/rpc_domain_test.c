/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rights of accounts (lsarpc), controllers (netlogon) and the registry (winreg)
 * as a client sees them: our client on our pipes, a made-up domain behind.
 */
#include "tests/unit/check.h"

#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/netlogon.h"
#include "protocol/rpc/privilege.h"
#include "protocol/rpc/service.h"
#include "protocol/rpc/werror.h"
#include "protocol/rpc/winreg.h"
#include "protocol/smb2/status.h"
#include "tests/unit/rpc_site.h"

#define MAXIMUM		0x02000000U
#define SMS		"SOFTWARE\\Microsoft\\SMS\\Client\\Configuration\\"
#define WAIT		"Account Synchronization Max Wait (minutes)"

struct fixture {
	struct rpc_site		 site;
	struct rpc_pipe		*pipe;
	struct rpc_client	*client;
};

static void
hang_up(struct fixture *f)
{
	rpc_client_free(&f->client);
	rpc_pipe_free(&f->pipe);
}

static enum rpc_event
try_to_dial(struct fixture *f, const struct rpc_iface *iface)
{
	const struct rpc_client_how	 how = { .iface = iface };

	hang_up(f);
	assert_int_equal(rpc_pipe_new(rpc_endpoint_find(iface->name),
	    &f->site.host, &f->site.holder, &f->pipe), 0);
	assert_int_equal(rpc_client_new(&how, &f->client), 0);
	return rpc_site_talk(&f->site, f->pipe, f->client, SIZE_MAX);
}

static void
dial(struct fixture *f, const struct rpc_iface *iface)
{
	assert_int_equal(try_to_dial(f, iface), RPC_READY);
}

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

static void
want(struct fixture *f, uint16_t opnum, void *args, int status)
{
	uint32_t	 got = call(f, opnum, args);

	if (got != (uint32_t)status)
		fail_msg("operation %u: %s instead of %s", opnum, nt_name(got),
		    nt_name((uint32_t)status));
}

#define ok(f, opnum, args)	want((f), (opnum), (args), NT_OK)

static int
setup(void **state)
{
	struct fixture	*f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_true(rpc_site_init(&f->site, RPC_OPERATOR));
	assert_true(rpc_site_people(&f->site));
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

/* --- rights --- */

static struct rpc_handle
policy(struct fixture *f)
{
	struct lsa_open	 a = { .access = MAXIMUM };

	dial(f, &lsarpc_iface);
	ok(f, LSA_OPEN_POLICY2, &a);
	return a.handle;
}

static const char	*two[] = { "SeTcbPrivilege", "SeServiceLogonRight" };

static struct lsa_rights
about(const struct rpc_handle *h, const char **names, uint32_t count)
{
	return (struct lsa_rights){ .handle = *h, .sid = rpc_site_user,
	    .count = count, .names = names };
}

static struct lsa_account
account(struct fixture *f, const struct rpc_handle *h, uint16_t opnum)
{
	struct lsa_account	 a = { .handle = *h, .access = MAXIMUM,
				    .sid = rpc_site_user };

	ok(f, opnum, &a);
	return (struct lsa_account){ .handle = a.opened };
}

static void
privileges_of_an_account_have_numbers(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = policy(f);
	struct lsa_luid		 both[] = { { .low = 7 }, { .low = 23 } };
	struct lsa_account	 a = account(f, &h, LSA_CREATE_ACCOUNT);

	a.set = (struct lsa_luids){ .count = 2, .v = both };
	ok(f, LSA_ADD_PRIVILEGES, &a);
	a = account(f, &h, LSA_OPEN_ACCOUNT);
	ok(f, LSA_ACCOUNT_PRIVILEGES, &a);
	assert_int_equal(a.luids->count, 2);
	assert_int_equal(a.luids->v[0].low, 7);
	assert_int_equal(a.luids->v[1].low, 23);
	a.luids->count = 1;
	ok(f, LSA_REMOVE_PRIVILEGES, &a);
	ok(f, LSA_ACCOUNT_PRIVILEGES, &a);
	assert_int_equal(a.luids->count, 1);
	assert_int_equal(a.luids->v[0].low, 23);
	a.all = 1;
	a.luids = NULL;
	ok(f, LSA_REMOVE_PRIVILEGES, &a);
	ok(f, LSA_ACCOUNT_PRIVILEGES, &a);
	assert_int_equal(a.luids->count, 0);
	ok(f, LSA_DELETE_OBJECT, &a);
	assert_int_equal(fault(f, LSA_DELETE_OBJECT, &a),
	    RPC_FAULT_CONTEXT_MISMATCH);
}

static void
what_is_no_privilege_or_account_is_refused(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = policy(f);
	struct lsa_luid		 none = { .low = 99 };
	struct lsa_account	 a = account(f, &h, LSA_CREATE_ACCOUNT);

	a.set = (struct lsa_luids){ .count = 1, .v = &none };
	want(f, LSA_ADD_PRIVILEGES, &a, NT_NO_SUCH_PRIVILEGE);
	none = (struct lsa_luid){ .low = 7, .high = 1 };
	want(f, LSA_ADD_PRIVILEGES, &a, NT_NO_SUCH_PRIVILEGE);
	a.luids = NULL;
	want(f, LSA_REMOVE_PRIVILEGES, &a, NT_INVALID_PARAMETER);
	/* Its handle is no policy's, nor is the policy's an account's. */
	assert_int_equal(fault(f, LSA_ENUM_ACCOUNTS,
	    &(struct lsa_accounts){ .handle = a.handle }),
	    RPC_FAULT_CONTEXT_MISMATCH);
	a = (struct lsa_account){ .handle = h };
	assert_int_equal(fault(f, LSA_ACCOUNT_PRIVILEGES, &a),
	    RPC_FAULT_CONTEXT_MISMATCH);
	a.sid = (struct sid){ .count = 5, .authority = 5,
	    .sub = { 21, 9, 9, 9, 500 } };
	want(f, LSA_CREATE_ACCOUNT, &a, NT_INVALID_SID);
}

static void
an_account_of_the_policy_is_made_by_an_operator_at_the_pdc(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = policy(f);
	struct lsa_account	 a = { .handle = h, .sid = rpc_site_user };

	f->site.facts.is_backup = true;
	want(f, LSA_CREATE_ACCOUNT, &a, NT_INVALID_DOMAIN_ROLE);
	f->site.caller.right = RPC_USER;
	want(f, LSA_CREATE_ACCOUNT, &a, NT_ACCESS_DENIED);
}

static void
rights_are_given_shown_and_taken(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = policy(f);
	struct lsa_rights	 a = about(&h, NULL, 0);
	struct lsa_accounts	 w = { .handle = h, .right = &two[0] };

	want(f, LSA_RIGHTS_OF, &a, NT_OBJECT_NAME_NOT_FOUND);
	a = about(&h, two, 2);
	ok(f, LSA_ADD_RIGHTS, &a);
	a = about(&h, two, 1);
	ok(f, LSA_ADD_RIGHTS, &a);		/* it has it: no harm */
	a = about(&h, NULL, 0);
	ok(f, LSA_RIGHTS_OF, &a);
	assert_int_equal(a.count, 2);
	assert_string_equal(a.names[1], "SeServiceLogonRight");
	ok(f, LSA_ACCOUNTS_WITH, &w);
	assert_int_equal(w.count, 1);
	assert_true(sid_equal(w.sids[0], &rpc_site_user));
	a = about(&h, two, 1);
	ok(f, LSA_REMOVE_RIGHTS, &a);
	a = about(&h, two, 1);
	want(f, LSA_REMOVE_RIGHTS, &a, NT_OBJECT_NAME_NOT_FOUND);
	w = (struct lsa_accounts){ .handle = h, .right = &two[0] };
	want(f, LSA_ACCOUNTS_WITH, &w, NT_NO_MORE_ENTRIES);
	a = about(&h, NULL, 0);
	a.all = 1;
	ok(f, LSA_REMOVE_RIGHTS, &a);
	a = about(&h, NULL, 0);
	want(f, LSA_RIGHTS_OF, &a, NT_OBJECT_NAME_NOT_FOUND);
}

static void
what_is_no_right_changes_nothing(void **state)
{
	static const char	*rows[][2] = {
		{ "SeTcbPrivilege", "SeNoSuchPrivilege" },
		{ "SeTcbPrivilege", "" },
		{ "SeTcbPrivilege", NULL },
	};
	struct fixture		*f = *state;
	struct rpc_handle	 h = policy(f);
	struct lsa_rights	 a;
	struct lsa_accounts	 w = { .handle = h, .right = &rows[0][1] };
	size_t			 i;

	for (i = 0; i < nitems(rows); i++) {
		a = about(&h, rows[i], 2);
		want(f, LSA_ADD_RIGHTS, &a, NT_NO_SUCH_PRIVILEGE);
		a = about(&h, rows[i], 2);
		want(f, LSA_REMOVE_RIGHTS, &a, NT_NO_SUCH_PRIVILEGE);
	}
	a = about(&h, NULL, 0);
	want(f, LSA_RIGHTS_OF, &a, NT_OBJECT_NAME_NOT_FOUND);
	want(f, LSA_ACCOUNTS_WITH, &w, NT_NO_SUCH_PRIVILEGE);
}

static void
rights_change_by_operators_on_the_primary_only(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = policy(f);
	struct lsa_rights	 a = about(&h, two, 2);

	f->site.facts.is_backup = true;
	want(f, LSA_ADD_RIGHTS, &a, NT_INVALID_DOMAIN_ROLE);
	a = about(&h, two, 2);
	want(f, LSA_REMOVE_RIGHTS, &a, NT_INVALID_DOMAIN_ROLE);
	f->site.facts.is_backup = false;
	f->site.caller.right = RPC_USER;
	a = about(&h, two, 2);
	want(f, LSA_ADD_RIGHTS, &a, NT_ACCESS_DENIED);
	a = about(&h, NULL, 0);
	want(f, LSA_RIGHTS_OF, &a, NT_OBJECT_NAME_NOT_FOUND);
	f->site.caller.right = RPC_ANYBODY;
	a = about(&h, NULL, 0);
	want(f, LSA_RIGHTS_OF, &a, NT_ACCESS_DENIED);
}

static void
accounts_with_rights_are_listed_in_pages(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = policy(f);
	struct lsa_rights	 a;
	struct lsa_accounts	 e = { .handle = h, .preferred = 100 };
	uint32_t		 i, seen = 0, status;

	want(f, LSA_ENUM_ACCOUNTS, &e, NT_NO_MORE_ENTRIES);
	for (i = 0; i < 20; i++) {
		a = about(&h, two, 2);
		a.sid.sub[4] = 1000 + i;
		ok(f, LSA_ADD_RIGHTS, &a);
	}
	e.resume = 0;
	do {
		e.sids = NULL;
		e.preferred = 100;
		status = call(f, LSA_ENUM_ACCOUNTS, &e);
		seen += e.count;
	} while (status == NT_MORE_ENTRIES && e.count > 0);
	assert_int_equal(status, NT_OK);
	assert_int_equal(seen, 20);
	want(f, LSA_ENUM_ACCOUNTS, &e, NT_NO_MORE_ENTRIES);
	e.resume = UINT32_MAX;
	want(f, LSA_ENUM_ACCOUNTS, &e, NT_NO_MORE_ENTRIES);
}

static void
privileges_have_names_and_numbers(void **state)
{
	struct fixture			*f = *state;
	struct rpc_handle		 h = policy(f);
	struct lsa_privileges		 e = { .handle = h };
	struct lsa_privilege_args	 a = { .handle = h,
					    .name = "setcbprivilege" };

	ok(f, LSA_ENUM_PRIVILEGES, &e);
	assert_int_equal(e.count, 23);
	assert_string_equal(e.v[5].name, "SeTcbPrivilege");
	want(f, LSA_ENUM_PRIVILEGES, &e, NT_NO_MORE_ENTRIES);
	ok(f, LSA_PRIVILEGE_VALUE, &a);
	assert_int_equal(a.luid, 7);
	ok(f, LSA_PRIVILEGE_NAME, &a);
	assert_string_equal(*a.found, "SeTcbPrivilege");
	a.name = "SeServiceLogonRight";
	want(f, LSA_PRIVILEGE_VALUE, &a, NT_NO_SUCH_PRIVILEGE);
	ok(f, LSA_PRIVILEGE_SHOWN, &a);
	assert_string_equal(*a.found, "Log on as a service");
	a.luid = 7;
	a.luid_high = 1;
	want(f, LSA_PRIVILEGE_NAME, &a, NT_NO_SUCH_PRIVILEGE);
	a.luid = a.luid_high = 0;
	want(f, LSA_PRIVILEGE_NAME, &a, NT_NO_SUCH_PRIVILEGE);
}

static void
rights_take_a_policy_and_accounts_behind_it(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = policy(f);
	struct lsa_rights	 a = about(&h, two, 2);

	a.handle.id = guid_random();
	assert_int_equal(fault(f, LSA_ADD_RIGHTS, &a),
	    RPC_FAULT_CONTEXT_MISMATCH);
	assert_int_equal(fault(f, LSA_RIGHTS_OF, &a),
	    RPC_FAULT_CONTEXT_MISMATCH);
	f->site.host.domain = NULL;
	a = about(&h, two, 2);
	assert_int_equal(fault(f, LSA_ADD_RIGHTS, &a), RPC_FAULT_OP_RANGE);
}

/* --- controllers --- */

static void
controllers_are_found_by_domain(void **state)
{
	struct fixture		*f = *state;
	struct netlogon_name	 a = { .server = "", .domain = "smssite" };

	f->site.facts.is_controller = true;
	f->site.facts.is_backup = true;
	f->site.facts.server = "BDC1";
	dial(f, &netlogon_iface);
	ok(f, NETLOGON_GET_DC, &a);
	assert_string_equal(a.found, "\\\\SITE01");
	ok(f, NETLOGON_GET_ANY_DC, &a);
	assert_string_equal(a.found, "\\\\BDC1");
	a.domain = NULL;
	ok(f, NETLOGON_GET_ANY_DC, &a);
	a.domain = "OTHER";
	want(f, NETLOGON_GET_ANY_DC, &a, WERR_NO_SUCH_DOMAIN);
	want(f, NETLOGON_GET_DC, &a, NERR_DC_NOT_FOUND);
}

static void
a_controller_is_described(void **state)
{
	struct fixture		*f = *state;
	struct netlogon_dc_args	 a = { .domain = "SMSSITE" };

	f->site.facts.is_controller = true;
	f->site.facts.is_backup = true;
	f->site.facts.server = "BDC1";
	dial(f, &netlogon_iface);
	ok(f, NETLOGON_DC_NAME, &a);
	assert_string_equal(a.found->name, "\\\\BDC1");
	assert_int_equal(a.found->flags, 0);
	a.flags = NETLOGON_WANT_PDC;
	ok(f, NETLOGON_DC_NAME_EX, &a);
	assert_string_equal(a.found->name, "\\\\SITE01");
	assert_int_equal(a.found->flags, NETLOGON_IS_PDC |
	    NETLOGON_IS_WRITABLE);
	a.account = "user";
	ok(f, NETLOGON_DC_NAME_EX2, &a);
	a.account = "Domain Users";
	want(f, NETLOGON_DC_NAME_EX2, &a, WERR_NO_SUCH_USER);
	a.account = "";
	want(f, NETLOGON_DC_NAME_EX2, &a, WERR_NO_SUCH_USER);
	a.account = NULL;
	a.flags = NETLOGON_RETURN_DNS;
	want(f, NETLOGON_DC_NAME, &a, WERR_NO_SUCH_DOMAIN);
	a.flags = 0;
	a.domain = "OTHER";
	want(f, NETLOGON_DC_NAME, &a, WERR_NO_SUCH_DOMAIN);
}

static void
a_secure_channel_is_refused(void **state)
{
	struct fixture			*f = *state;
	struct netlogon_challenge	 a = { .computer = "PC17" };

	dial(f, &netlogon_iface);
	want(f, NETLOGON_REQ_CHALLENGE, &a, NT_ACCESS_DENIED);
	f->site.caller.right = RPC_ANYBODY;
	dial(f, &netlogon_iface);
	want(f, NETLOGON_REQ_CHALLENGE, &a, NT_ACCESS_DENIED);
	want(f, NETLOGON_GET_DC, &(struct netlogon_name){ .server = "" },
	    WERR_ACCESS_DENIED);
}

/* --- the registry --- */

static struct rpc_handle
hklm(struct fixture *f)
{
	struct winreg_open	 a = { .access = MAXIMUM };

	dial(f, &winreg_iface);
	ok(f, WINREG_OPEN_HKLM, &a);
	return a.opened;
}

static struct rpc_handle
open_key(struct fixture *f, const struct rpc_handle *h, const char *name)
{
	struct winreg_open	 a = { .handle = *h, .access = MAXIMUM,
				    .name = name };

	ok(f, WINREG_OPEN_KEY, &a);
	return a.opened;
}

/* How it is asked: with a buffer of `room' bytes. */
static uint32_t
query(struct fixture *f, const struct rpc_handle *h, const char *name,
    uint32_t room, uint32_t *type_out, uint32_t *value_out)
{
	static const uint8_t	 none[64];
	uint32_t		 type = 0, size = room, length = 0, status;
	struct winreg_value	 a = { .handle = *h, .name = name,
				    .data = { .type = &type, .there = true,
				    .most = room, .room = &size,
				    .length = &length } };
	struct rd		 r;

	a.data.bytes = rd_over(none, 0);
	status = call(f, WINREG_QUERY_VALUE, &a);
	*type_out = *a.data.type;
	r = a.data.bytes;
	*value_out = a.data.bytes.len == 4 ? rd_le32(&r) : *a.data.room;
	return status;
}

static void
the_two_values_of_the_controller_are_read(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = hklm(f);
	struct rpc_handle	 k = open_key(f, &h, SMS "domain controller");
	uint32_t		 type, v;

	assert_int_equal(query(f, &k, WAIT, 4, &type, &v), WERR_OK);
	assert_int_equal(type, WINREG_DWORD);
	assert_int_equal(v, 300);
	assert_int_equal(query(f, &k,
	    "ENABLE DOMAIN USER GROUP MEMBERSHIP", 64, &type, &v), WERR_OK);
	assert_int_equal(v, 1);
	assert_int_equal(query(f, &k, WAIT, 3, &type, &v), WERR_MORE_DATA);
	assert_int_equal(v, 4);			/* this much is needed */
	assert_int_equal(query(f, &k, WAIT, 0, &type, &v), WERR_MORE_DATA);
	assert_int_equal(query(f, &k, "Other", 4, &type, &v),
	    WERR_FILE_NOT_FOUND);
	assert_int_equal(query(f, &k, "", 4, &type, &v), WERR_FILE_NOT_FOUND);
	assert_int_equal(query(f, &h, WAIT, 4, &type, &v),
	    WERR_FILE_NOT_FOUND);
}

static void
keys_are_where_values_are(void **state)
{
	static const struct {
		const char	*name;
		enum werror	 status;
	} rows[] = {
		{ "", WERR_OK },
		{ NULL, WERR_OK },
		{ "SOFTWARE", WERR_OK },
		{ "SOFTWARE\\", WERR_OK },
		{ "software\\microsoft\\sms", WERR_OK },
		{ "SOFTWAR", WERR_FILE_NOT_FOUND },
		{ "SOFTWARE\\Micro", WERR_FILE_NOT_FOUND },
		{ "\\", WERR_FILE_NOT_FOUND },
		{ "\\SOFTWARE", WERR_FILE_NOT_FOUND },
		{ "SOFTWARE\\\\Microsoft", WERR_FILE_NOT_FOUND },
		{ SMS "Domain Controller\\More", WERR_FILE_NOT_FOUND },
	};
	struct fixture		*f = *state;
	struct winreg_open	 a = { .access = MAXIMUM };
	struct rpc_handle	 h = hklm(f);
	char			 name[2000];
	size_t			 i;

	for (i = 0; i < nitems(rows); i++) {
		a.handle = h;
		a.name = rows[i].name;
		want(f, WINREG_OPEN_KEY, &a, (int)rows[i].status);
	}
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	a.name = name;
	want(f, WINREG_OPEN_KEY, &a, WERR_FILE_NOT_FOUND);
	a.name = "SOFTWARE";
	a.access = 2;				/* to write */
	want(f, WINREG_OPEN_KEY, &a, WERR_ACCESS_DENIED);
	a.handle.id = guid_random();
	assert_int_equal(fault(f, WINREG_OPEN_KEY, &a),
	    RPC_FAULT_CONTEXT_MISMATCH);
}

static uint32_t
nth_key(struct fixture *f, const struct rpc_handle *h, uint32_t index,
    uint16_t room, char *name, size_t size)
{
	struct winreg_enum_key	 a = { .handle = *h, .index = index,
				    .name = { room, "" } };
	uint32_t		 status = call(f, WINREG_ENUM_KEY, &a);

	(void)strlcpy(name, a.name.text == NULL ? "" : a.name.text, size);
	return status;
}

static uint32_t
nth_value(struct fixture *f, const struct rpc_handle *h, uint32_t index,
    uint16_t room, char *name, size_t size)
{
	struct winreg_value	 a = { .handle = *h, .index = index,
				    .found = { room, "" } };
	uint32_t		 status = call(f, WINREG_ENUM_VALUE, &a);

	(void)strlcpy(name, a.found.text == NULL ? "" : a.found.text, size);
	return status;
}

static void
a_key_tells_what_is_in_it(void **state)
{
	struct fixture		*f = *state;
	struct rpc_handle	 h = hklm(f);
	struct rpc_handle	 k = open_key(f, &h, "SOFTWARE\\Microsoft");
	struct winreg_key	 q = { .handle = h, .class = "" };
	struct winreg_handle	 c;
	char			 name[64];

	assert_int_equal(nth_key(f, &h, 0, 64, name, sizeof(name)), WERR_OK);
	assert_string_equal(name, "SYSTEM");
	assert_int_equal(nth_key(f, &h, 1, 64, name, sizeof(name)), WERR_OK);
	assert_string_equal(name, "SOFTWARE");
	assert_int_equal(nth_key(f, &h, 2, 64, name, sizeof(name)),
	    WERR_NO_MORE_ITEMS);
	assert_int_equal(nth_key(f, &h, 1, 17, name, sizeof(name)),
	    WERR_MORE_DATA);
	assert_int_equal(nth_key(f, &h, 1, 18, name, sizeof(name)), WERR_OK);
	assert_int_equal(nth_key(f, &h, UINT32_MAX, 64, name, sizeof(name)),
	    WERR_NO_MORE_ITEMS);
	ok(f, WINREG_QUERY_KEY, &q);
	assert_int_equal(q.keys, 2);
	assert_int_equal(q.key_most, 16);
	assert_int_equal(q.values, 0);
	q = (struct winreg_key){ .handle = k, .class = "" };
	ok(f, WINREG_QUERY_KEY, &q);
	assert_int_equal(q.keys, 1);
	assert_int_equal(q.values, 1);
	assert_int_equal(nth_value(f, &k, 0, 100, name, sizeof(name)),
	    WERR_OK);				/* that without a name */
	k = open_key(f, &h, SMS "Domain Controller");
	assert_int_equal(nth_value(f, &k, 1, 100, name, sizeof(name)),
	    WERR_OK);
	assert_string_equal(name, "Enable Domain User Group Membership");
	assert_int_equal(nth_value(f, &k, 2, 100, name, sizeof(name)),
	    WERR_NO_MORE_ITEMS);
	assert_int_equal(nth_value(f, &k, 0, 10, name, sizeof(name)),
	    WERR_MORE_DATA);
	c.handle = k;
	ok(f, WINREG_GET_VERSION, &c);
	ok(f, WINREG_CLOSE, &c);
	c.handle = k;
	assert_int_equal(fault(f, WINREG_CLOSE, &c),
	    RPC_FAULT_CONTEXT_MISMATCH);
}

static void
nobody_reads_the_registry_and_without_values_there_is_none(void **state)
{
	struct fixture		*f = *state;
	struct winreg_open	 a = { .access = MAXIMUM };

	f->site.caller.right = RPC_ANYBODY;
	dial(f, &winreg_iface);
	want(f, WINREG_OPEN_HKLM, &a, WERR_ACCESS_DENIED);
	f->site.host.value_count = 0;
	assert_int_equal(try_to_dial(f, &winreg_iface), RPC_OVER);
}

#define T(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(privileges_of_an_account_have_numbers),
		T(what_is_no_privilege_or_account_is_refused),
		T(an_account_of_the_policy_is_made_by_an_operator_at_the_pdc),
		T(rights_are_given_shown_and_taken),
		T(what_is_no_right_changes_nothing),
		T(rights_change_by_operators_on_the_primary_only),
		T(accounts_with_rights_are_listed_in_pages),
		T(privileges_have_names_and_numbers),
		T(rights_take_a_policy_and_accounts_behind_it),
		T(controllers_are_found_by_domain),
		T(a_controller_is_described),
		T(a_secure_channel_is_refused),
		T(the_two_values_of_the_controller_are_read),
		T(keys_are_where_values_are),
		T(a_key_tells_what_is_in_it),
		T(nobody_reads_the_registry_and_without_values_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
