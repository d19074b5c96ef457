/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of svcctl, [MS-SCMR] 3.1.4.
 */
#include "protocol/rpc/svcctl.h"

#define BYTES_MAX	(256U << 10)	/* of a buffer that somebody claims */
#define ARGUMENTS_MAX	1024
#define DEPENDENCIES_MAX 4096		/* SC_MAX_DEPEND_SIZE */
#define PASSWORD_MAX	514		/* SC_MAX_PWD_SIZE */

static void
nothing(struct ndr *n, void *arg)
{
	(void)n;
	(void)arg;
}

static void
status_fields(struct ndr *n, void *arg)
{
	struct svc_status	*s = arg;

	ndr_u32(n, &s->type);
	ndr_u32(n, &s->state);
	ndr_u32(n, &s->accepts);
	ndr_u32(n, &s->win32_exit);
	ndr_u32(n, &s->service_exit);
	ndr_u32(n, &s->check_point);
	ndr_u32(n, &s->wait_hint);
}

static void
handle_both(struct ndr *n, void *arg)
{
	struct svc_do	*a = arg;

	ndr_handle(n, &a->handle);
}

static void
control_in(struct ndr *n, void *arg)
{
	struct svc_do	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->control);
}

static void
status_out(struct ndr *n, void *arg)
{
	struct svc_do	*a = arg;

	ndr_struct(n, status_fields, &a->status);
}

/* --- opening --- */

static void
open_manager_in(struct ndr *n, void *arg)
{
	struct svc_open	*a = arg;

	ndr_wstr(n, &a->machine);
	ndr_wstr(n, &a->database);
	ndr_u32(n, &a->access);
}

static void
open_in(struct ndr *n, void *arg)
{
	struct svc_open	*a = arg;

	ndr_handle(n, &a->manager);
	ndr_wstr_ref(n, &a->name);
	ndr_u32(n, &a->access);
}

static void
open_out(struct ndr *n, void *arg)
{
	struct svc_open	*a = arg;

	ndr_handle(n, &a->opened);
}

/* --- what a service is --- */

static void
kind(struct ndr *n, struct svc_config *c)
{
	ndr_u32(n, &c->type);
	ndr_u32(n, &c->start);
	ndr_u32(n, &c->error_control);
}

struct counted {
	struct rd	*bytes;
	uint32_t	 most;
};

static void
counted(struct ndr *n, void *arg)
{
	struct counted	*c = arg;
	uint32_t	 count = (uint32_t)c->bytes->len;

	ndr_count(n, &count, c->most);
	ndr_view(n, c->bytes, count);
}

/* Bytes behind a pointer whose size is the parameter that follows. */
static void
sized(struct ndr *n, struct rd *bytes, uint32_t most)
{
	struct counted	 c = { bytes, most };
	bool		 there = bytes->base != NULL;

	ndr_opt(n, &there, counted, &c);
	if (!there)
		*bytes = rd_over(NULL, 0);
	ndr_const32(n, (uint32_t)bytes->len);
}

static void
extras(struct ndr *n, struct svc_extras *x, const char **account)
{
	NDR_PTR(n, x->tag, ndr_u32_fn);
	sized(n, &x->dependencies, DEPENDENCIES_MAX);
	ndr_wstr(n, account);
	sized(n, &x->password, PASSWORD_MAX);
}

static void
create_in(struct ndr *n, void *arg)
{
	struct svc_create	*a = arg;

	ndr_handle(n, &a->manager);
	ndr_wstr_ref(n, &a->name);
	ndr_wstr(n, &a->config.display);
	ndr_u32(n, &a->access);
	kind(n, &a->config);
	ndr_wstr_ref(n, &a->config.path);
	ndr_wstr(n, &a->config.group);
	extras(n, &a->extras, &a->config.account);
}

static void
create_out(struct ndr *n, void *arg)
{
	struct svc_create	*a = arg;

	NDR_PTR(n, a->extras.tag, ndr_u32_fn);
	ndr_handle(n, &a->opened);
}

static void
change_in(struct ndr *n, void *arg)
{
	struct svc_change	*a = arg;

	ndr_handle(n, &a->handle);
	kind(n, &a->config);
	ndr_wstr(n, &a->config.path);
	ndr_wstr(n, &a->config.group);
	extras(n, &a->extras, &a->config.account);
	ndr_wstr(n, &a->config.display);
}

static void
change_out(struct ndr *n, void *arg)
{
	struct svc_change	*a = arg;

	NDR_PTR(n, a->extras.tag, ndr_u32_fn);
}

static void
query_in(struct ndr *n, void *arg)
{
	struct svc_query	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->room);
}

/* QUERY_SERVICE_CONFIGW */
static void
config_fields(struct ndr *n, void *arg)
{
	struct svc_query	*a = arg;

	kind(n, &a->config);
	ndr_wstr(n, &a->config.path);
	ndr_wstr(n, &a->config.group);
	ndr_u32(n, &a->tag);
	ndr_wstr(n, &a->dependencies);
	ndr_wstr(n, &a->config.account);
	ndr_wstr(n, &a->config.display);
}

static void
query_out(struct ndr *n, void *arg)
{
	struct svc_query	*a = arg;

	ndr_struct(n, config_fields, a);
	ndr_u32(n, &a->needed);
}

/* --- running --- */

static void
argument(struct ndr *n, void *arg)
{
	ndr_wstr(n, arg);
}

static void
start_in(struct ndr *n, void *arg)
{
	struct svc_run	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_count(n, &a->count, ARGUMENTS_MAX);
	NDR_ARRAY(n, a->args, a->count, argument);
}

/* The buffer comes back in its whole length, also with a refusal. */
static void
blank(struct ndr *n, struct svc_list *a)
{
	uint8_t	*p = arena_array(n->mem, (size_t)a->room + 1, 1);

	if (p == NULL)
		ndr_fail(n);
	a->rows = rd_over(p, p == NULL ? 0 : a->room);
}

static void
list_in(struct ndr *n, void *arg)
{
	struct svc_list	*a = arg;

	ndr_handle(n, &a->manager);
	ndr_u32(n, &a->type);
	ndr_u32(n, &a->state);
	ndr_count(n, &a->room, BYTES_MAX);
	NDR_PTR(n, a->resume, ndr_u32_fn);
	if (ndr_reads(n))
		blank(n, a);
}

static void
list_out(struct ndr *n, void *arg)
{
	struct svc_list	*a = arg;

	ndr_const32(n, a->room);
	ndr_view(n, &a->rows, a->room);
	ndr_u32(n, &a->needed);
	ndr_u32(n, &a->count);
	NDR_PTR(n, a->resume, ndr_u32_fn);
}

#define DO	sizeof(struct svc_do)
#define OPEN	sizeof(struct svc_open)

static const struct rpc_op	ops[] = {
[SVC_CLOSE]		= { "CloseServiceHandle", DO,
			    handle_both, handle_both },
[SVC_CONTROL]		= { "ControlService", DO, control_in, status_out },
[SVC_DELETE]		= { "DeleteService", DO, handle_both, nothing },
[SVC_QUERY_STATUS]	= { "QueryServiceStatus", DO,
			    handle_both, status_out },
[SVC_CHANGE_CONFIG]	= { "ChangeServiceConfigW", sizeof(struct svc_change),
			    change_in, change_out },
[SVC_CREATE]		= { "CreateServiceW", sizeof(struct svc_create),
			    create_in, create_out },
[SVC_LIST]		= { "EnumServicesStatusW", sizeof(struct svc_list),
			    list_in, list_out },
[SVC_OPEN_MANAGER]	= { "OpenSCManagerW", OPEN,
			    open_manager_in, open_out },
[SVC_OPEN]		= { "OpenServiceW", OPEN, open_in, open_out },
[SVC_QUERY_CONFIG]	= { "QueryServiceConfigW", sizeof(struct svc_query),
			    query_in, query_out },
[SVC_START]		= { "StartServiceW", sizeof(struct svc_run),
			    start_in, nothing },
};

const struct rpc_iface	svcctl_iface = {
	"svcctl",
	{ RPC_UUID(0x367abb81U, 0x9844, 0x35f1, 0xad32, 0x98f038001003ULL),
	    2, 0 },
	ops, sizeof(ops) / sizeof(ops[0])
};
