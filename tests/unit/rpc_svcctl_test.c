/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svcctl as a client sees it: our client on our pipe, a made-up machine behind.
 */
#include "tests/unit/check.h"

#include "protocol/rpc/service.h"
#include "protocol/rpc/werror.h"
#include "tests/unit/rpc_machine.h"
#include "tests/unit/rpc_site.h"

struct fixture {
	struct machine		 machine;
	struct rpc_site		 site;
	struct rpc_pipe		*pipe;
	struct rpc_client	*client;
};

static const uint8_t	session_key[16] = { 1 };

static int
setup(void **state)
{
	struct fixture			*m = calloc(1, sizeof(*m));
	const struct rpc_client_how	 how = { .iface = &svcctl_iface };

	assert_non_null(m);
	assert_true(rpc_site_init(&m->site, RPC_OPERATOR));
	machine_init(&m->machine);
	m->site.host.services = &m->machine.ops;
	m->site.holder.key = rd_over(session_key, sizeof(session_key));
	assert_int_equal(rpc_pipe_new(rpc_endpoint_find("svcctl"),
	    &m->site.host, &m->site.holder, &m->pipe), 0);
	assert_int_equal(rpc_client_new(&how, &m->client), 0);
	assert_int_equal(rpc_site_talk(&m->site, m->pipe, m->client,
	    SIZE_MAX), RPC_READY);
	*state = m;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture	*m = *state;

	rpc_client_free(&m->client);
	rpc_pipe_free(&m->pipe);
	rpc_site_free(&m->site);
	free(m);
	return 0;
}

static uint32_t
call(struct fixture *m, uint16_t opnum, void *args)
{
	assert_int_equal(rpc_client_call(m->client, opnum, args), 0);
	assert_int_equal(rpc_site_talk(&m->site, m->pipe, m->client,
	    SIZE_MAX), RPC_READY);
	return rpc_client_status(m->client);
}

static uint32_t
fault(struct fixture *m, uint16_t opnum, void *args)
{
	assert_int_equal(rpc_client_call(m->client, opnum, args), 0);
	assert_int_equal(rpc_site_talk(&m->site, m->pipe, m->client,
	    SIZE_MAX), RPC_FAULTED);
	return rpc_client_fault(m->client);
}

static struct rpc_handle
manager(struct fixture *m, uint32_t access)
{
	struct svc_open	 a = { .machine = "\\\\PC17", .access = access };

	assert_int_equal(call(m, SVC_OPEN_MANAGER, &a), WERR_OK);
	return a.opened;
}

static struct svc_create
a_service(struct rpc_handle manager, const char *name)
{
	return (struct svc_create){ .manager = manager, .name = name,
	    .access = SVC_ALL, .config = { .type = SVC_OWN_PROCESS,
	    .start = SVC_DEMAND, .error_control = 1, .display = "a service",
	    .path = "%SystemRoot%\\sms_temp\\x.exe" } };
}

static struct rpc_handle
created(struct fixture *m, const char *name)
{
	struct svc_create	 a = a_service(manager(m, SVC_MANAGER_ALL),
				    name);

	assert_int_equal(call(m, SVC_CREATE, &a), WERR_OK);
	return a.opened;
}

static uint32_t
opened(struct fixture *m, const char *name, uint32_t access,
    struct rpc_handle *out)
{
	struct svc_open	 a = { .manager = manager(m, SVC_MAY_CONNECT),
			    .name = name, .access = access };
	uint32_t	 status = call(m, SVC_OPEN, &a);

	*out = a.opened;
	return status;
}

/* --- stories --- */

static void
a_service_is_made_run_watched_and_removed(void **state)
{
	struct fixture		*m = *state;
	const char		*args[] = { "/site:S01", NULL };
	struct svc_run		 run = { .count = 2, .args = args };
	struct svc_do		 d;
	struct svc_open		 again;

	run.handle = created(m, "CCMBoot");
	d = (struct svc_do){ .handle = run.handle };
	assert_int_equal(call(m, SVC_QUERY_STATUS, &d), WERR_OK);
	assert_int_equal(d.status.state, SVC_STOPPED);
	d.control = SVC_STOP;
	assert_int_equal(call(m, SVC_CONTROL, &d), WERR_SERVICE_NOT_ACTIVE);
	assert_int_equal(call(m, SVC_START, &run), WERR_OK);
	assert_int_equal(m->machine.args, 2);
	assert_string_equal(m->machine.arg, "/site:S01");
	assert_int_equal(call(m, SVC_START, &run),
	    WERR_SERVICE_ALREADY_RUNNING);
	assert_int_equal(m->machine.runs, 1);
	d.control = SVC_INTERROGATE;
	assert_int_equal(call(m, SVC_CONTROL, &d), WERR_OK);
	assert_int_equal(d.status.state, SVC_RUNNING);
	d.control = 2;				/* pause */
	assert_int_equal(call(m, SVC_CONTROL, &d),
	    WERR_SERVICE_CANNOT_ACCEPT_CTRL);
	d.control = SVC_STOP;
	assert_int_equal(call(m, SVC_CONTROL, &d), WERR_OK);
	assert_int_equal(d.status.state, SVC_STOPPED);
	assert_int_equal(call(m, SVC_DELETE, &d), WERR_OK);
	assert_int_equal(call(m, SVC_QUERY_STATUS, &d),
	    WERR_SERVICE_MARKED_FOR_DELETE);
	assert_int_equal(opened(m, "CCMBoot", SVC_ALL, &again.opened),
	    WERR_SERVICE_DOES_NOT_EXIST);
	assert_int_equal(call(m, SVC_CLOSE, &d), WERR_OK);
}

static void
what_a_service_is_can_be_asked_and_changed(void **state)
{
	struct fixture		*m = *state;
	struct svc_query	 q = { .handle = created(m, "CCMBoot") };
	struct svc_change	 c = { .handle = q.handle, .config = {
				    SVC_NO_CHANGE, SVC_DISABLED,
				    SVC_NO_CHANGE, NULL, NULL,
				    "DOM\\SMS#_DC1", NULL } };
	struct svc_run		 run = { .handle = q.handle };

	assert_int_equal(call(m, SVC_QUERY_CONFIG, &q),
	    WERR_INSUFFICIENT_BUFFER);
	q.room = q.needed;
	q.needed = 0;
	assert_int_equal(call(m, SVC_QUERY_CONFIG, &q), WERR_OK);
	assert_string_equal(q.config.path, "%SystemRoot%\\sms_temp\\x.exe");
	assert_string_equal(q.config.display, "a service");
	assert_string_equal(q.dependencies, "");
	assert_int_equal(q.config.start, SVC_DEMAND);
	assert_int_equal(m->machine.password_len, 0);
	c.extras.password = rd_over("secret", 6);
	assert_int_equal(call(m, SVC_CHANGE_CONFIG, &c), WERR_OK);
	assert_int_equal(m->machine.password_len, 6);
	assert_memory_equal(m->machine.password, "secret", 6);
	assert_int_equal(m->machine.key_len, 16);
	q.room = 8192;
	assert_int_equal(call(m, SVC_QUERY_CONFIG, &q), WERR_OK);
	assert_string_equal(q.config.account, "DOM\\SMS#_DC1");
	assert_string_equal(q.config.display, "a service");
	assert_int_equal(q.config.type, SVC_OWN_PROCESS);
	assert_int_equal(call(m, SVC_START, &run), WERR_SERVICE_DISABLED);
}

static void
services_are_listed_in_pieces(void **state)
{
	struct fixture	*m = *state;
	struct svc_run	 run = { .handle = created(m, "One") };
	uint32_t	 resume = 0;
	struct svc_list	 l = { .type = 0x30, .state = 3 };
	struct svc_row	 row;
	struct arena	 mem;

	arena_init(&mem, 4096);
	(void)created(m, "Two");
	assert_int_equal(call(m, SVC_START, &run), WERR_OK);
	l.manager = manager(m, SVC_MAY_LIST);
	assert_int_equal(call(m, SVC_LIST, &l), WERR_MORE_DATA);
	assert_int_equal(l.needed, 2 * (36 + 8 + 20));
	l.resume = &resume;
	l.room = 100;
	assert_int_equal(call(m, SVC_LIST, &l), WERR_MORE_DATA);
	assert_int_equal(l.count, 1);
	assert_int_equal(*l.resume, 1);
	assert_true(svc_rows_get(l.rows, l.count, 0, &mem, &row));
	assert_string_equal(row.name, "One");
	assert_int_equal(row.status.state, SVC_RUNNING);
	l.resume = &resume;
	resume = 1;
	assert_int_equal(call(m, SVC_LIST, &l), WERR_OK);
	assert_true(svc_rows_get(l.rows, l.count, 0, &mem, &row));
	assert_string_equal(row.name, "Two");
	assert_string_equal(row.display, "a service");
	assert_int_equal(*l.resume, 0);
	l = (struct svc_list){ .manager = l.manager, .type = 0x30,
	    .state = 2, .room = 4096 };		/* those that do not run */
	assert_int_equal(call(m, SVC_LIST, &l), WERR_OK);
	assert_int_equal(l.count, 1);
	assert_true(svc_rows_get(l.rows, l.count, 0, &mem, &row));
	assert_string_equal(row.name, "Two");
	assert_false(svc_rows_get(l.rows, l.count, 1, &mem, &row));
	arena_free(&mem);
}

static void
a_handle_does_what_it_was_opened_for(void **state)
{
	static const struct {
		uint16_t	 op;
		uint32_t	 needs;
		bool		 stops;
	} rows[] = {
		{ SVC_QUERY_STATUS, SVC_MAY_QUERY_STATUS, false },
		{ SVC_CONTROL, SVC_MAY_STOP, true },
		{ SVC_CONTROL, SVC_MAY_INTERROGATE, false },
		{ SVC_DELETE, SVC_MAY_DELETE, false },
	};
	struct fixture		*m = *state;
	struct svc_query	 q = { .room = 8192 };
	struct svc_change	 c = { .config = { SVC_NO_CHANGE,
				    SVC_NO_CHANGE, SVC_NO_CHANGE, NULL, NULL,
				    NULL, NULL } };
	struct svc_run		 run = { 0 };
	struct svc_do		 d = { 0 };
	size_t			 i;

	(void)created(m, "X");
	for (i = 0; i < nitems(rows); i++) {
		assert_int_equal(opened(m, "x", SVC_ALL & ~rows[i].needs,
		    &d.handle), WERR_OK);
		d.control = rows[i].stops ? SVC_STOP : SVC_INTERROGATE;
		if (call(m, rows[i].op, &d) != WERR_ACCESS_DENIED)
			fail_msg("row %zu", i);
	}
	assert_int_equal(opened(m, "X", 0x80000000U | SVC_MAY_STOP,
	    &d.handle), WERR_OK);
	assert_int_equal(call(m, SVC_QUERY_STATUS, &d), WERR_OK);
	q.handle = c.handle = run.handle = d.handle;
	assert_int_equal(call(m, SVC_QUERY_CONFIG, &q), WERR_OK);
	assert_int_equal(call(m, SVC_CHANGE_CONFIG, &c), WERR_ACCESS_DENIED);
	assert_int_equal(call(m, SVC_START, &run), WERR_ACCESS_DENIED);
	assert_int_equal(opened(m, "X", SVC_MAY_STOP, &q.handle), WERR_OK);
	assert_int_equal(call(m, SVC_QUERY_CONFIG, &q), WERR_ACCESS_DENIED);
	assert_int_equal(opened(m, "X", 0x01000000, &q.handle),
	    WERR_ACCESS_DENIED);
}

static void
the_manager_does_what_it_was_opened_for(void **state)
{
	struct fixture		*m = *state;
	struct svc_create	 c = a_service(manager(m, SVC_MAY_LIST), "X");
	struct svc_list		 l = { .manager = manager(m, SVC_MAY_CREATE),
				    .type = 0x30, .state = 3, .room = 512 };
	struct svc_open		 o = { .database = "ServicesFailed",
				    .access = SVC_MAY_CONNECT };

	assert_int_equal(call(m, SVC_CREATE, &c), WERR_ACCESS_DENIED);
	assert_int_equal(call(m, SVC_LIST, &l), WERR_ACCESS_DENIED);
	assert_int_equal(call(m, SVC_OPEN_MANAGER, &o),
	    WERR_DATABASE_DOES_NOT_EXIST);
	o.database = "servicesactive";
	assert_int_equal(call(m, SVC_OPEN_MANAGER, &o), WERR_OK);
	o.access = 0x100;
	assert_int_equal(call(m, SVC_OPEN_MANAGER, &o), WERR_ACCESS_DENIED);
}

static void
bad_wishes_make_no_service(void **state)
{
	static const struct {
		const char	*name, *path;
		uint32_t	 type, start, error, status;
	} rows[] = {
		{ "", "x", 0x10, 3, 1, WERR_INVALID_NAME },
		{ "a b", "x", 0x10, 3, 1, WERR_INVALID_NAME },
		{ "a\\b", "x", 0x10, 3, 1, WERR_INVALID_NAME },
		{ "a/b", "x", 0x10, 3, 1, WERR_INVALID_NAME },
		{ "a,b", "x", 0x10, 3, 1, WERR_INVALID_NAME },
		{ "x", "", 0x10, 3, 1, WERR_INVALID_PARAMETER },
		{ "x", "x", 0x01, 3, 1, WERR_INVALID_PARAMETER },
		{ "x", "x", 0x100, 3, 1, WERR_INVALID_PARAMETER },
		{ "x", "x", SVC_NO_CHANGE, 3, 1, WERR_INVALID_PARAMETER },
		{ "x", "x", 0x10, 1, 1, WERR_INVALID_PARAMETER },
		{ "x", "x", 0x10, 5, 1, WERR_INVALID_PARAMETER },
		{ "x", "x", 0x10, 3, 4, WERR_INVALID_PARAMETER },
		{ "there", "x", 0x10, 3, 1, WERR_SERVICE_EXISTS },
	};
	struct fixture		*m = *state;
	struct svc_create	 c;
	size_t			 i;
	char			 name[300];

	(void)created(m, "There");
	for (i = 0; i < nitems(rows); i++) {
		c = a_service(manager(m, SVC_MAY_CREATE), rows[i].name);
		c.config.path = rows[i].path;
		c.config.type = rows[i].type;
		c.config.start = rows[i].start;
		c.config.error_control = rows[i].error;
		if (call(m, SVC_CREATE, &c) != rows[i].status)
			fail_msg("row %zu", i);
	}
	memset(name, 'a', 257);
	name[257] = '\0';
	c = a_service(manager(m, SVC_MAY_CREATE), name);
	assert_int_equal(call(m, SVC_CREATE, &c), WERR_INVALID_NAME);
}

static void
a_handle_of_the_wrong_kind_is_none(void **state)
{
	struct fixture		*m = *state;
	struct svc_do		 d = { .handle = manager(m, 1) };
	struct svc_open		 o = { .manager = created(m, "X"),
				    .name = "X", .access = 1 };
	struct svc_list		 l = { .manager = o.manager };

	assert_int_equal(fault(m, SVC_QUERY_STATUS, &d),
	    RPC_FAULT_CONTEXT_MISMATCH);
	assert_int_equal(fault(m, SVC_OPEN, &o), RPC_FAULT_CONTEXT_MISMATCH);
	assert_int_equal(fault(m, SVC_LIST, &l), RPC_FAULT_CONTEXT_MISMATCH);
	d.handle.id.b[3] ^= 1;
	assert_int_equal(fault(m, SVC_CLOSE, &d), RPC_FAULT_CONTEXT_MISMATCH);
}

static void
nobody_has_more_handles_than_a_group_may(void **state)
{
	struct fixture	*m = *state;
	struct svc_open	 a = { .access = SVC_MAY_CONNECT };
	uint32_t	 i;

	for (i = 0; i < GROUP_HANDLES_MAX; i++)
		assert_int_equal(call(m, SVC_OPEN_MANAGER, &a), WERR_OK);
	assert_int_equal(call(m, SVC_OPEN_MANAGER, &a),
	    WERR_NOT_ENOUGH_MEMORY);
}

static void
who_is_no_operator_may_nothing(void **state)
{
	struct fixture	*m = *state;
	struct svc_open	 a = { .access = SVC_MAY_CONNECT };

	m->site.caller.right = RPC_USER;
	assert_int_equal(call(m, SVC_OPEN_MANAGER, &a), WERR_ACCESS_DENIED);
	m->site.caller.right = RPC_ANYBODY;
	assert_int_equal(call(m, SVC_OPEN_MANAGER, &a), WERR_ACCESS_DENIED);
}

static void
rows_that_point_nowhere_are_refused(void **state)
{
	struct svc_row	 row = { .name = "abc", .display = "d" };
	uint8_t		 good[48], bad[48];
	struct arena	 mem;
	size_t		 i;

	(void)state;
	arena_init(&mem, 65536);
	assert_int_equal(svc_row_size(&row), 36 + 8 + 4);
	svc_rows_put(good, sizeof(good), &row, 1);
	assert_true(svc_rows_get(rd_over(good, 48), 1, 0, &mem, &row));
	for (i = 0; i < 48; i++) {
		uint8_t	*p = exact(good, i);

		assert_false(svc_rows_get(rd_over(p, i), 1, 0, &mem, &row));
		free(p);
	}
	for (i = 0; i < 8; i += 4) {
		memcpy(bad, good, sizeof(bad));
		bad[i] = 49;			/* beyond the end */
		assert_false(svc_rows_get(rd_over(bad, 48), 1, 0, &mem,
		    &row));
		bad[i] = 47;			/* no NUL any more */
		assert_false(svc_rows_get(rd_over(bad, 48), 1, 0, &mem,
		    &row));
	}
	assert_false(svc_rows_get(rd_over(good, 48), 2, 0, &mem, &row));
	arena_free(&mem);
}

int
main(void)
{
#define STORY(t)	cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		STORY(a_service_is_made_run_watched_and_removed),
		STORY(what_a_service_is_can_be_asked_and_changed),
		STORY(services_are_listed_in_pieces),
		STORY(a_handle_does_what_it_was_opened_for),
		STORY(the_manager_does_what_it_was_opened_for),
		STORY(bad_wishes_make_no_service),
		STORY(a_handle_of_the_wrong_kind_is_none),
		STORY(nobody_has_more_handles_than_a_group_may),
		STORY(who_is_no_operator_may_nothing),
		cmocka_unit_test(rows_that_point_nowhere_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
