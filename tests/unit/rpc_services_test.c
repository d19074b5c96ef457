/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The services as a client sees them: our client on our pipes.
 */
#include "tests/unit/check.h"

#include "base/clock.h"
#include "protocol/rpc/dssetup.h"
#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/service.h"
#include "protocol/rpc/werror.h"
#include "protocol/rpc/wkssvc.h"
#include "protocol/smb2/status.h"
#include "tests/unit/rpc_site.h"

struct line {
	struct rpc_pipe		*pipe;
	struct rpc_client	*client;
};

struct fixture {
	struct rpc_site	 site;
	struct line	 line;
};

static int
setup(void **state)
{
	struct fixture	*f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_true(rpc_site_init(&f->site, RPC_OPERATOR));
	*state = f;
	return 0;
}

static void
hang_up(struct line *l)
{
	rpc_client_free(&l->client);
	rpc_pipe_free(&l->pipe);
}

static int
teardown(void **state)
{
	struct fixture	*f = *state;

	hang_up(&f->line);
	rpc_site_free(&f->site);
	free(f);
	return 0;
}

static void
dial(struct fixture *f, struct line *l, const char *pipe,
    const struct rpc_iface *iface)
{
	const struct rpc_client_how	 how = { .iface = iface };

	hang_up(l);
	assert_int_equal(rpc_pipe_new(rpc_endpoint_find(pipe), &f->site.host,
	    &f->site.holder, &l->pipe), 0);
	assert_int_equal(rpc_client_new(&how, &l->client), 0);
	assert_int_equal(rpc_site_talk(&f->site, l->pipe, l->client, SIZE_MAX),
	    RPC_READY);
}

static void
connect_to(struct fixture *f, const struct rpc_iface *iface)
{
	dial(f, &f->line, iface == &dssetup_iface ? "lsarpc" : iface->name,
	    iface);
}

/* The call's own status; a fault fails the test. */
static uint32_t
call_on(struct fixture *f, struct line *l, uint16_t opnum, void *args)
{
	assert_int_equal(rpc_client_call(l->client, opnum, args), 0);
	assert_int_equal(rpc_site_talk(&f->site, l->pipe, l->client, SIZE_MAX),
	    RPC_READY);
	return rpc_client_status(l->client);
}

static uint32_t
call(struct fixture *f, uint16_t opnum, void *args)
{
	return call_on(f, &f->line, opnum, args);
}

static uint32_t
fault_on(struct fixture *f, struct line *l, uint16_t opnum, void *args)
{
	assert_int_equal(rpc_client_call(l->client, opnum, args), 0);
	assert_int_equal(rpc_site_talk(&f->site, l->pipe, l->client, SIZE_MAX),
	    RPC_FAULTED);
	return rpc_client_fault(l->client);
}

/* --- tables --- */

static void
every_operation_has_a_handler_and_every_handler_an_operation(void **state)
{
	static const struct rpc_service	*services[] = {
		&srvsvc_service, &wkssvc_service, &lsarpc_service,
		&dssetup_service, &samr_service, &netlogon_service,
		&winreg_service, &svcctl_service,
	};
	const struct rpc_service	*s;
	size_t				 i, op;

	(void)state;
	for (i = 0; i < nitems(services); i++) {
		s = services[i];
		assert_int_equal(s->count, s->iface->count);
		for (op = 0; op < s->count; op++) {
			if ((s->handlers[op].run != NULL) !=
			    (s->iface->ops[op].name != NULL))
				fail_msg("%s operation %zu", s->iface->name,
				    op);
		}
	}
}

static void
who_may_call_what(void **state)
{
	static const struct {
		const struct rpc_iface	*iface;
		uint16_t		 op;
		uint32_t		 level;
		enum rpc_right		 least;
	} rows[] = {
		{ &srvsvc_iface, SRVS_SHARE_ENUM, 0, RPC_ANYBODY },
		{ &srvsvc_iface, SRVS_SHARE_ENUM, 1, RPC_ANYBODY },
		{ &srvsvc_iface, SRVS_SHARE_ENUM, 501, RPC_USER },
		{ &srvsvc_iface, SRVS_SHARE_ENUM, 2, RPC_OPERATOR },
		{ &srvsvc_iface, SRVS_SHARE_ENUM, 502, RPC_OPERATOR },
		{ &srvsvc_iface, SRVS_SHARE_ENUM_STICKY, 1, RPC_ANYBODY },
		{ &srvsvc_iface, SRVS_SESSION_ENUM, 10, RPC_OPERATOR },
		{ &srvsvc_iface, SRVS_FILE_ENUM, 3, RPC_OPERATOR },
		{ &wkssvc_iface, WKS_USER_ENUM, 1, RPC_OPERATOR },
	};
	struct fixture		*f = *state;
	struct srvs_enum	 a;
	struct wks_enum		 w;
	uint32_t		 status;
	size_t			 i;
	enum rpc_right		 right;

	for (i = 0; i < nitems(rows); i++) {
		for (right = RPC_ANYBODY; right <= RPC_OPERATOR; right++) {
			f->site.caller.right = right;
			connect_to(f, rows[i].iface);
			memset(&a, 0, sizeof(a));
			memset(&w, 0, sizeof(w));
			a.list.level = w.list.level = rows[i].level;
			a.list.there = w.list.there = true;
			status = call(f, rows[i].op, rows[i].iface ==
			    &wkssvc_iface ? (void *)&w : (void *)&a);
			if (status != (right >= rows[i].least ? WERR_OK :
			    WERR_ACCESS_DENIED))
				fail_msg("row %zu, right %d: %u", i, right,
				    status);
		}
	}
}

/* --- srvsvc --- */

static struct srvs_enum
list_of(struct fixture *f, uint16_t op, uint32_t level, uint32_t status)
{
	struct srvs_enum	 a = { .list = { .level = level } };

	assert_int_equal(call(f, op, &a), status);
	return a;
}

static void
shares_are_listed_with_what_the_level_asks(void **state)
{
	struct fixture		*f = *state;
	struct srvs_enum	 a;
	struct srvs_share	*s;

	connect_to(f, &srvsvc_iface);
	a = list_of(f, SRVS_SHARE_ENUM, 1, WERR_OK);
	assert_int_equal(a.list.count, 2);
	assert_int_equal(a.list.total, 2);
	s = a.list.rows;
	assert_string_equal(s[0].name, "CAP_S01");
	assert_string_equal(s[0].remark, "Client Access Point");
	assert_int_equal(s[0].type, SRVS_DISK);
	assert_null(s[0].path);			/* not of this level */
	assert_string_equal(s[1].name, "IPC$");
	assert_int_equal(s[1].type, 0x80000003U);
	a = list_of(f, SRVS_SHARE_ENUM, 502, WERR_OK);
	s = a.list.rows;
	assert_string_equal(s[0].path, "C:\\CAP_S01");
	assert_int_equal(s[0].max_uses, SRVS_UNLIMITED);
	assert_int_equal(s[0].uses, 1);
	a = list_of(f, SRVS_SHARE_ENUM_STICKY, 501, WERR_INVALID_LEVEL);
	assert_int_equal(a.list.count, 0);
	(void)list_of(f, SRVS_SHARE_ENUM, 7, WERR_INVALID_LEVEL);
	(void)list_of(f, SRVS_SHARE_ENUM, 1005, WERR_INVALID_LEVEL);
}

static void
a_listing_goes_on_where_the_caller_stopped(void **state)
{
	struct fixture		*f = *state;
	uint32_t		 resume = 1;
	struct srvs_enum	 a = { .list = { .level = 0,
				    .resume = &resume } };

	connect_to(f, &srvsvc_iface);
	assert_int_equal(call(f, SRVS_SHARE_ENUM, &a), WERR_OK);
	assert_int_equal(a.list.count, 1);
	assert_int_equal(*a.list.resume, 0);
	resume = 0xffffffffU;
	a.list.resume = &resume;
	assert_int_equal(call(f, SRVS_SHARE_ENUM, &a), WERR_OK);
	assert_int_equal(a.list.count, 0);
}

static void
a_long_answer_comes_in_fragments(void **state)
{
	static const size_t	 rooms[] = { SIZE_MAX, 4280, 1024, 16, 1 };
	struct fixture		*f = *state;
	struct srvs_enum	 a = { .list = { .level = 1 } };
	struct srvs_share	*s;
	size_t			 i;

	f->site.more_shares = 300;
	connect_to(f, &srvsvc_iface);
	for (i = 0; i < nitems(rooms); i++) {
		assert_int_equal(rpc_client_call(f->line.client,
		    SRVS_SHARE_ENUM, &a), 0);
		assert_int_equal(rpc_site_talk(&f->site, f->line.pipe,
		    f->line.client, rooms[i]), RPC_READY);
		assert_int_equal(a.list.count, 302);
		s = a.list.rows;
		assert_string_equal(s[301].name, "SHARE");
		a = (struct srvs_enum){ .list = { .level = 1 } };
	}
}

static void
a_share_is_found_by_name_or_path(void **state)
{
	struct fixture		*f = *state;
	struct srvs_share_args	 a = { .name = "cap_s01", .level = 2 };

	connect_to(f, &srvsvc_iface);
	assert_int_equal(call(f, SRVS_SHARE_GET_INFO, &a), WERR_OK);
	assert_string_equal(a.share->name, "CAP_S01");
	assert_string_equal(a.share->path, "C:\\CAP_S01");
	a = (struct srvs_share_args){ .name = "C:\\cap_s01" };
	assert_int_equal(call(f, SRVS_SHARE_CHECK, &a), WERR_OK);
	assert_int_equal(a.type, SRVS_DISK);
	a = (struct srvs_share_args){ .name = "C:\\other" };
	assert_int_equal(call(f, SRVS_SHARE_CHECK, &a),
	    NERR_DEVICE_NOT_SHARED);
	a = (struct srvs_share_args){ .name = "NOTHERE", .level = 1 };
	assert_int_equal(call(f, SRVS_SHARE_GET_INFO, &a),
	    NERR_NET_NAME_NOT_FOUND);
	assert_null(a.share);
	a = (struct srvs_share_args){ .name = "CAP_S01", .level = 1501 };
	assert_int_equal(call(f, SRVS_SHARE_GET_INFO, &a),
	    WERR_INVALID_LEVEL);
}

static void
nothing_can_be_changed(void **state)
{
	struct fixture		*f = *state;
	uint32_t		 parameter = 7;
	struct srvs_share	 share = { .name = "NEW" };
	struct srvs_share_args	 a = { .name = "CAP_S01", .level = 2,
				    .share = &share,
				    .parameter = &parameter };

	connect_to(f, &srvsvc_iface);
	assert_int_equal(call(f, SRVS_SHARE_ADD, &a), WERR_ACCESS_DENIED);
	assert_int_equal(*a.parameter, 7);
	a.share = &share;
	assert_int_equal(call(f, SRVS_SHARE_SET_INFO, &a),
	    WERR_ACCESS_DENIED);
	assert_int_equal(call(f, SRVS_SHARE_DEL, &a), WERR_ACCESS_DENIED);
}

static void
what_is_open_is_listed_and_filtered(void **state)
{
	struct fixture		*f = *state;
	struct srvs_enum	 a;
	struct srvs_session	*s;

	connect_to(f, &srvsvc_iface);
	a = list_of(f, SRVS_SESSION_ENUM, 502, WERR_OK);
	assert_int_equal(a.list.count, 1);
	s = a.list.rows;
	assert_string_equal(s->client, "127.0.0.1");
	a = (struct srvs_enum){ .where = "\\\\127.0.0.1", .user = "USER",
	    .list = { .level = 10 } };
	assert_int_equal(call(f, SRVS_SESSION_ENUM, &a), WERR_OK);
	assert_int_equal(a.list.count, 1);
	a = (struct srvs_enum){ .user = "other", .list = { .level = 10 } };
	assert_int_equal(call(f, SRVS_SESSION_ENUM, &a), WERR_OK);
	assert_int_equal(a.list.count, 0);
	a = (struct srvs_enum){ .where = "c:\\cap_s01",
	    .list = { .level = 3 } };
	assert_int_equal(call(f, SRVS_FILE_ENUM, &a), WERR_OK);
	assert_int_equal(a.list.count, 1);
	a = (struct srvs_enum){ .where = "D:\\", .list = { .level = 3 } };
	assert_int_equal(call(f, SRVS_FILE_ENUM, &a), WERR_OK);
	assert_int_equal(a.list.count, 0);
	a = (struct srvs_enum){ .where = "CAP_S01", .list = { .level = 1 } };
	assert_int_equal(call(f, SRVS_CONNECTION_ENUM, &a), WERR_OK);
	assert_int_equal(a.list.count, 1);
	(void)list_of(f, SRVS_CONNECTION_ENUM, 1, WERR_INVALID_PARAMETER);
	(void)list_of(f, SRVS_FILE_ENUM, 4, WERR_INVALID_LEVEL);
}

static void
the_server_says_what_it_is(void **state)
{
	struct fixture		*f = *state;
	struct srvs_server_args	 a = { .level = 102 };
	struct srvs_disk_args	 d = { .level = 0 };
	struct srvs_name_args	 n = { .name = "CAP_S01", .type = 9 };

	connect_to(f, &srvsvc_iface);
	assert_int_equal(call(f, SRVS_SERVER_GET_INFO, &a), WERR_OK);
	assert_int_equal(a.info->platform, 500);
	assert_string_equal(a.info->name, "SITE01");
	assert_string_equal(a.info->comment, "a site server");
	a = (struct srvs_server_args){ .level = 502 };
	assert_int_equal(call(f, SRVS_SERVER_GET_INFO, &a),
	    WERR_INVALID_LEVEL);
	assert_null(a.info);
	assert_int_equal(call(f, SRVS_SERVER_DISK_ENUM, &d), WERR_OK);
	assert_int_equal(d.count, 2);
	assert_memory_equal(d.drive, "C\0", 2);
	assert_int_equal(call(f, SRVS_NAME_VALIDATE, &n), WERR_OK);
	n.name = "A/B";
	assert_int_equal(call(f, SRVS_NAME_VALIDATE, &n), WERR_INVALID_NAME);
	n.name = "CAP_S01_LONGER";
	n.flags = 0x80000000U;
	assert_int_equal(call(f, SRVS_NAME_VALIDATE, &n), WERR_INVALID_NAME);
	n.type = 99;
	assert_int_equal(call(f, SRVS_NAME_VALIDATE, &n),
	    WERR_INVALID_PARAMETER);
}

static struct wall
noon(void *arg)
{
	struct wall	 w;

	(void)arg;
	assert_true(wall_parse("2026-11-21T12:34:56.780000Z", &w));
	return w;
}

static struct mono
an_hour(void *arg)
{
	(void)arg;
	return (struct mono){ .ns = 3600LL * 1000000000 };
}

static void
the_time_of_day_is_utc(void **state)
{
	static const struct clock_source	 fixed = { an_hour, noon, NULL };
	struct fixture				*f = *state;
	struct srvs_time_args			 a = { NULL, NULL };

	connect_to(f, &srvsvc_iface);
	clock_simulate(&fixed);
	assert_int_equal(call(f, SRVS_REMOTE_TOD, &a), WERR_OK);
	clock_simulate(NULL);
	assert_int_equal(a.time->elapsed_s, 1795264496);
	assert_int_equal(a.time->uptime_ms, 3600000);
	assert_int_equal(a.time->hours, 12);
	assert_int_equal(a.time->minutes, 34);
	assert_int_equal(a.time->seconds, 56);
	assert_int_equal(a.time->hundredths, 78);
	assert_int_equal(a.time->day, 21);
	assert_int_equal(a.time->month, 11);
	assert_int_equal(a.time->year, 2026);
	assert_int_equal(a.time->weekday, 6);
}

/* --- wkssvc, dssetup --- */

static void
the_workstation_says_what_it_is(void **state)
{
	struct fixture		*f = *state;
	struct wks_info_args	 a = { .level = 102 };
	struct ds_args		 d = { .level = DS_BASIC };

	connect_to(f, &wkssvc_iface);
	assert_int_equal(call(f, WKS_GET_INFO, &a), WERR_OK);
	assert_string_equal(a.info->computer, "SITE01");
	assert_string_equal(a.info->domain, "SMSSITE");
	a = (struct wks_info_args){ .level = 502 };
	assert_int_equal(call(f, WKS_GET_INFO, &a), WERR_INVALID_LEVEL);
	connect_to(f, &dssetup_iface);
	assert_int_equal(call(f, DS_GET_PRIMARY_DOMAIN, &d), WERR_OK);
	assert_int_equal(d.info->role, DS_STANDALONE_SERVER);
	assert_string_equal(d.info->flat_name, "SMSSITE");
	d = (struct ds_args){ .level = DS_OPERATION };
	assert_int_equal(call(f, DS_GET_PRIMARY_DOMAIN, &d), WERR_OK);
	d = (struct ds_args){ .level = 4 };
	assert_int_equal(call(f, DS_GET_PRIMARY_DOMAIN, &d),
	    WERR_INVALID_PARAMETER);
}

/* --- lsarpc --- */

static struct rpc_handle
policy(struct fixture *f, struct line *l)
{
	struct lsa_open	 a = { .access = 0x02000000 };

	assert_int_equal(call_on(f, l, LSA_OPEN_POLICY2, &a), NT_OK);
	return a.handle;
}

static void
a_handle_is_good_until_closed_and_nowhere_else(void **state)
{
	struct fixture		*f = *state;
	struct line		 other = { NULL, NULL };
	struct lsa_close	 a, b;

	connect_to(f, &lsarpc_iface);
	dial(f, &other, "lsarpc", &lsarpc_iface);
	a.handle = b.handle = policy(f, &f->line);
	assert_int_equal(fault_on(f, &other, LSA_CLOSE, &b),
	    RPC_FAULT_CONTEXT_MISMATCH);
	b.handle.attributes = 1;
	assert_int_equal(fault_on(f, &f->line, LSA_CLOSE, &b),
	    RPC_FAULT_CONTEXT_MISMATCH);
	b = a;
	assert_int_equal(call(f, LSA_CLOSE, &b), NT_OK);
	assert_memory_equal(&b.handle, &(struct rpc_handle){ 0 },
	    sizeof(b.handle));
	assert_int_equal(fault_on(f, &f->line, LSA_CLOSE, &a),
	    RPC_FAULT_CONTEXT_MISMATCH);
	hang_up(&other);
}

static void
handles_are_limited(void **state)
{
	struct fixture	*f = *state;
	struct lsa_open	 a = { .access = 0 };
	int		 i;

	connect_to(f, &lsarpc_iface);
	for (i = 0; i < GROUP_HANDLES_MAX; i++)
		(void)policy(f, &f->line);
	assert_int_equal(call(f, LSA_OPEN_POLICY2, &a),
	    (uint32_t)NT_INSUFFICIENT_RESOURCES);
}

static void
the_policy_tells_domain_and_accounts(void **state)
{
	struct fixture		*f = *state;
	struct lsa_query	 a = { .level = LSA_PRIMARY_DOMAIN };
	struct rpc_handle	 handle;

	connect_to(f, &lsarpc_iface);
	handle = a.handle = policy(f, &f->line);
	assert_int_equal(call(f, LSA_QUERY_INFO, &a), NT_OK);
	assert_string_equal(a.info->name, "SMSSITE");
	assert_null(a.info->sid);		/* a workgroup has none */
	a = (struct lsa_query){ handle, LSA_ACCOUNT_DOMAIN, NULL };
	assert_int_equal(call(f, LSA_QUERY_INFO2, &a), NT_OK);
	assert_string_equal(a.info->name, "SITE01");
	assert_true(sid_equal(a.info->sid, &rpc_site_sid));
	a = (struct lsa_query){ handle, LSA_SERVER_ROLE, NULL };
	assert_int_equal(call(f, LSA_QUERY_INFO, &a), NT_OK);
	assert_int_equal(a.info->role, LSA_ROLE_PRIMARY);
	a = (struct lsa_query){ handle, LSA_DNS_DOMAIN, NULL };
	assert_int_equal(call(f, LSA_QUERY_INFO2, &a), NT_OK);
	assert_string_equal(a.info->dns_name, "");
	a = (struct lsa_query){ handle, 2, NULL };
	assert_int_equal(call(f, LSA_QUERY_INFO, &a),
	    (uint32_t)NT_INVALID_PARAMETER);
	a.handle.id = guid_random();
	assert_int_equal(fault_on(f, &f->line, LSA_QUERY_INFO, &a),
	    RPC_FAULT_CONTEXT_MISMATCH);
}

static struct sid
sid_of(const char *text)
{
	struct sid	 sid;

	assert_true(sid_parse(text, &sid));
	return sid;
}

static void
sids_get_names(void **state)
{
	static const struct {
		const char	*sid;
		const char	*name;
		const char	*domain;	/* NULL: not mapped */
		const char	*domain_sid;
		enum sid_use	 use;
	} rows[] = {
		{ "S-1-1-0", "Everyone", "", "S-1-1", 5 },
		{ "S-1-3-0", "CREATOR OWNER", "", "S-1-3", 5 },
		{ "S-1-5-18", "SYSTEM", "NT AUTHORITY", "S-1-5", 5 },
		{ "S-1-5-32-544", "Administrators", "BUILTIN", "S-1-5-32", 4 },
		{ "S-1-5-32", "BUILTIN", "BUILTIN", "S-1-5-32", 3 },
		{ "S-1-5-21-11-22-33", "SITE01", "SITE01",
		    "S-1-5-21-11-22-33", 3 },
		{ "S-1-5-21-11-22-33-1000", "user", "SITE01",
		    "S-1-5-21-11-22-33", 1 },
		{ "S-1-5-21-11-22-33-1001", "S-1-5-21-11-22-33-1001", NULL,
		    NULL, 8 },
		{ "S-1-5-21-9-9-9-9", "S-1-5-21-9-9-9-9", NULL, NULL, 8 },
	};
	struct fixture		*f = *state;
	struct sid		 sids[nitems(rows)];
	struct sid		*ptrs[nitems(rows)];
	struct lsa_lookup_sids	 a = { .count = nitems(rows), .sids = ptrs,
				    .level = LSA_LOOKUP_FIRST };
	char			 text[SID_TEXT_SIZE];
	struct lsa_domain	*d;
	size_t			 i;

	for (i = 0; i < nitems(rows); i++) {
		sids[i] = sid_of(rows[i].sid);
		ptrs[i] = &sids[i];
	}
	connect_to(f, &lsarpc_iface);
	a.handle = policy(f, &f->line);
	assert_int_equal(call(f, LSA_LOOKUP_SIDS, &a), NT_SOME_NOT_MAPPED);
	assert_int_equal(a.mapped, 7);
	assert_int_equal(a.name_count, nitems(rows));
	assert_int_equal(a.domains->count, 5);
	for (i = 0; i < nitems(rows); i++) {
		assert_string_equal(a.names[i].name, rows[i].name);
		assert_int_equal(a.names[i].use, rows[i].use);
		if (rows[i].domain == NULL) {
			assert_int_equal(a.names[i].domain, LSA_NO_DOMAIN);
			continue;
		}
		d = &a.domains->v[a.names[i].domain];
		assert_string_equal(d->name, rows[i].domain);
		assert_string_equal(sid_text(d->sid, text),
		    rows[i].domain_sid);
	}
}

static void
names_get_sids(void **state)
{
	static const struct {
		const char	*name;
		const char	*sid;		/* NULL: not mapped */
		enum sid_use	 use;
	} rows[] = {
		{ "Everyone", "S-1-1-0", 5 },
		{ "system", "S-1-5-18", 5 },
		{ "NT AUTHORITY\\SYSTEM", "S-1-5-18", 5 },
		{ "NT AUTHORITY\\BOGUS", NULL, 8 },
		{ "BUILTIN\\Administrators", "S-1-5-32-544", 4 },
		{ "BUILTIN\\", "S-1-5-32", 3 },
		{ "BUILTIN\\SYSTEM", NULL, 8 },
		{ "SITE01", "S-1-5-21-11-22-33", 3 },
		{ "SITE01\\", "S-1-5-21-11-22-33", 3 },
		{ "user", "S-1-5-21-11-22-33-1000", 1 },
		{ "site01\\USER", "S-1-5-21-11-22-33-1000", 1 },
		{ "user@SITE01", "S-1-5-21-11-22-33-1000", 1 },
		{ "OTHER\\user", NULL, 8 },
		{ "nobody", NULL, 8 },
		{ "", "S-1-5-32", 3 },
		{ NULL, "S-1-5-32", 3 },
		{ "\\", NULL, 8 },
		{ "a-name-that-is-much-too-long-to-be-one-of-ours-and-so-"
		    "is-nobody's", NULL, 8 },
		{ "a-domain-that-is-much-too-long-to-be-one-of-ours-and-so-"
		    "is-nobody's\\user", NULL, 8 },
	};
	struct fixture		*f = *state;
	const char		*names[nitems(rows)];
	struct lsa_lookup_names	 a = { .count = nitems(rows),
				    .names = names,
				    .level = LSA_LOOKUP_FIRST };
	char			 text[SID_TEXT_SIZE];
	size_t			 i;

	for (i = 0; i < nitems(rows); i++)
		names[i] = rows[i].name;
	connect_to(f, &lsarpc_iface);
	a.handle = policy(f, &f->line);
	assert_int_equal(call(f, LSA_LOOKUP_NAMES3, &a), NT_SOME_NOT_MAPPED);
	assert_int_equal(a.sid_count, nitems(rows));
	for (i = 0; i < nitems(rows); i++) {
		if (a.sids[i].use != rows[i].use)
			fail_msg("row %zu: %u", i, a.sids[i].use);
		if (rows[i].sid == NULL)
			assert_null(a.sids[i].sid);
		else
			assert_string_equal(sid_text(a.sids[i].sid, text),
			    rows[i].sid);
	}
}

static void
old_lookups_give_the_relative_id(void **state)
{
	struct fixture		*f = *state;
	const char		*names[] = { "user", "SITE01" };
	struct lsa_lookup_names	 a = { .count = 2, .names = names,
				    .level = 2 };

	connect_to(f, &lsarpc_iface);
	a.handle = policy(f, &f->line);
	assert_int_equal(call(f, LSA_LOOKUP_NAMES, &a), NT_OK);
	assert_int_equal(a.sids[0].rid, 1000);
	assert_int_equal(a.sids[1].rid, 0xffffffffU);
	assert_int_equal(a.domains->count, 1);
}

static void
lookups_beyond_the_first_level_know_domains_only(void **state)
{
	struct fixture		*f = *state;
	struct sid		 world = sid_of("S-1-1-0");
	struct sid		*ptr = &world;
	struct lsa_lookup_sids	 a = { .count = 1, .sids = &ptr, .level = 2 };
	struct rpc_handle	 handle;
	uint16_t		 bad[] = { 0, 7, 8, 65535 };
	size_t			 i;

	connect_to(f, &lsarpc_iface);
	handle = a.handle = policy(f, &f->line);
	assert_int_equal(call(f, LSA_LOOKUP_SIDS2, &a),
	    (uint32_t)NT_NONE_MAPPED);
	for (i = 0; i < nitems(bad); i++) {
		a = (struct lsa_lookup_sids){ .handle = handle, .count = 1,
		    .sids = &ptr, .level = bad[i] };
		assert_int_equal(call(f, LSA_LOOKUP_SIDS2, &a),
		    (uint32_t)NT_INVALID_PARAMETER);
	}
	ptr = NULL;
	a = (struct lsa_lookup_sids){ .handle = handle, .count = 1,
	    .sids = &ptr, .level = 1 };
	assert_int_equal(call(f, LSA_LOOKUP_SIDS, &a),
	    (uint32_t)NT_INVALID_PARAMETER);
	a = (struct lsa_lookup_sids){ .handle = handle, .level = 1 };
	assert_int_equal(call(f, LSA_LOOKUP_SIDS, &a), NT_OK);
}

static void
the_caller_learns_its_own_name(void **state)
{
	struct fixture		*f = *state;
	struct lsa_user_name	 a = { .wants_domain = true };
	const char		*given = "x";

	connect_to(f, &lsarpc_iface);
	assert_int_equal(call(f, LSA_GET_USER_NAME, &a), NT_OK);
	assert_string_equal(*a.account, "user");
	assert_string_equal(*a.domain, "SITE01");
	a = (struct lsa_user_name){ .account = &given };
	assert_int_equal(call(f, LSA_GET_USER_NAME, &a),
	    (uint32_t)NT_INVALID_PARAMETER);
	f->site.caller = (struct rpc_caller){ .right = RPC_ANYBODY };
	connect_to(f, &lsarpc_iface);
	a = (struct lsa_user_name){ .wants_domain = true };
	assert_int_equal(call(f, LSA_GET_USER_NAME, &a), NT_OK);
	assert_string_equal(*a.account, "ANONYMOUS LOGON");
	assert_string_equal(*a.domain, "NT AUTHORITY");
}

static void
nobody_is_trusted(void **state)
{
	struct fixture		*f = *state;
	struct lsa_trusted	 a = { .preferred = 1000 };

	connect_to(f, &lsarpc_iface);
	a.handle = policy(f, &f->line);
	assert_int_equal(call(f, LSA_ENUM_TRUSTED, &a),
	    (uint32_t)NT_NO_MORE_ENTRIES);
	assert_int_equal(a.count, 0);
	assert_int_equal(call(f, LSA_ENUM_TRUSTED_EX, &a),
	    (uint32_t)NT_NO_MORE_ENTRIES);
}

static void
a_stranger_gets_no_policy(void **state)
{
	struct fixture	*f = *state;
	struct lsa_open	 a = { .access = 0 };

	f->site.caller.right = RPC_ANYBODY;
	connect_to(f, &lsarpc_iface);
	assert_int_equal(call(f, LSA_OPEN_POLICY2, &a),
	    (uint32_t)NT_ACCESS_DENIED);
	assert_memory_equal(&a.handle, &(struct rpc_handle){ 0 },
	    sizeof(a.handle));
}

/* --- answers that come later --- */

static void
ask_for_user(struct fixture *f, struct lsa_lookup_sids *a, struct sid **ptr)
{
	struct rd	 pdu;

	connect_to(f, &lsarpc_iface);
	*a = (struct lsa_lookup_sids){ .count = 1, .sids = ptr, .level = 1 };
	a->handle = policy(f, &f->line);
	f->site.woken = 0;
	assert_int_equal(rpc_client_call(f->line.client, LSA_LOOKUP_SIDS, a),
	    0);
	pdu = rpc_client_next(f->line.client);
	assert_int_equal(rpc_pipe_write(f->line.pipe, pdu), NT_OK);
	assert_int_equal(rpc_pipe_left(f->line.pipe), 0);
}

static void
an_answer_that_comes_later_wakes_the_holder_once(void **state)
{
	struct fixture		*f = *state;
	struct sid		 user = rpc_site_user;
	struct sid		*ptr = &user;
	struct lsa_lookup_sids	 a;
	uint8_t			 mem[16];
	struct wr		 w = wr_over(mem, sizeof(mem));

	ask_for_user(f, &a, &ptr);
	assert_int_equal(rpc_pipe_read(f->line.pipe, &w), NT_LATER);
	assert_int_equal(f->site.woken, 0);
	assert_true(rpc_site_answer(&f->site));
	assert_int_equal(f->site.woken, 1);
	assert_int_equal(rpc_site_talk(&f->site, f->line.pipe, f->line.client,
	    SIZE_MAX), RPC_READY);
	assert_string_equal(a.names[0].name, "user");
}

static void
an_answer_within_the_write_wakes_nobody(void **state)
{
	struct fixture		*f = *state;
	struct sid		 user = rpc_site_user;
	struct sid		*ptr = &user;
	struct lsa_lookup_sids	 a = { .count = 1, .sids = &ptr, .level = 1 };

	connect_to(f, &lsarpc_iface);
	a.handle = policy(f, &f->line);
	f->site.at_once = true;
	f->site.woken = 0;
	assert_int_equal(call(f, LSA_LOOKUP_SIDS, &a), NT_OK);
	assert_int_equal(f->site.woken, 0);
}

static void
an_answer_for_a_closed_pipe_goes_nowhere(void **state)
{
	struct fixture		*f = *state;
	struct sid		 user = rpc_site_user;
	struct sid		*ptr = &user;
	struct lsa_lookup_sids	 a;

	ask_for_user(f, &a, &ptr);
	rpc_pipe_free(&f->line.pipe);
	assert_true(rpc_site_answer(&f->site));
	assert_int_equal(f->site.woken, 0);
}

static void
the_next_request_waits_for_the_answer(void **state)
{
	struct fixture		*f = *state;
	struct sid		 user = rpc_site_user;
	struct sid		*ptr = &user;
	struct lsa_lookup_sids	 a;
	struct lsa_close	 c;
	struct line		 spare = { NULL, NULL };
	struct rd		 pdu;

	ask_for_user(f, &a, &ptr);
	dial(f, &spare, "lsarpc", &lsarpc_iface);	/* answers all */
	c.handle = policy(f, &spare);
	assert_int_equal(rpc_client_call(spare.client, LSA_CLOSE, &c), 0);
	pdu = rpc_client_next(spare.client);
	ask_for_user(f, &a, &ptr);
	assert_int_equal(rpc_pipe_write(f->line.pipe, pdu), NT_OK);
	assert_int_equal(rpc_pipe_left(f->line.pipe), 0);
	assert_int_equal(rpc_site_talk(&f->site, f->line.pipe, f->line.client,
	    SIZE_MAX), RPC_READY);
	assert_int_not_equal(rpc_pipe_left(f->line.pipe), 0);
	hang_up(&spare);
}

#define T(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_operation_has_a_handler_and_every_handler_an_operation),
		T(who_may_call_what),
		T(shares_are_listed_with_what_the_level_asks),
		T(a_listing_goes_on_where_the_caller_stopped),
		T(a_long_answer_comes_in_fragments),
		T(a_share_is_found_by_name_or_path),
		T(nothing_can_be_changed),
		T(what_is_open_is_listed_and_filtered),
		T(the_server_says_what_it_is),
		T(the_time_of_day_is_utc),
		T(the_workstation_says_what_it_is),
		T(a_handle_is_good_until_closed_and_nowhere_else),
		T(handles_are_limited),
		T(the_policy_tells_domain_and_accounts),
		T(sids_get_names),
		T(names_get_sids),
		T(old_lookups_give_the_relative_id),
		T(lookups_beyond_the_first_level_know_domains_only),
		T(the_caller_learns_its_own_name),
		T(nobody_is_trusted),
		T(a_stranger_gets_no_policy),
		T(an_answer_that_comes_later_wakes_the_holder_once),
		T(an_answer_within_the_write_wakes_nobody),
		T(an_answer_for_a_closed_pipe_goes_nowhere),
		T(the_next_request_waits_for_the_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
