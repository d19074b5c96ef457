/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svcctl over the services of the host.  A handle is the manager's or a
 * service's and carries the access that it was opened with; a service that is
 * gone leaves handles that answer so.
 */
#include <string.h>

#include "base/text.h"
#include "protocol/rpc/service.h"
#include "protocol/rpc/services.h"
#include "protocol/rpc/werror.h"

#define MAXIMUM_ALLOWED		0x02000000U
#define GENERIC_ALL		0x10000000U
#define GENERIC_EXECUTE		0x20000000U
#define GENERIC_WRITE		0x40000000U
#define GENERIC_READ		0x80000000U
#define STANDARD		0x000e0000U	/* WRITE_OWNER .. READ_CONTROL */

#define ROWS_MAX		4096		/* that one listing shows */

enum handle_kind { MANAGER = 1, SERVICE };

/* What generic rights stand for, [MS-SCMR] 3.1.4. */
static const struct generic {
	uint32_t	 right;
	uint32_t	 of_manager, of_service;
} generics[] = {
	{ GENERIC_READ, SVC_MAY_LIST | 0x10, SVC_MAY_QUERY_CONFIG |
	    SVC_MAY_QUERY_STATUS | SVC_MAY_INTERROGATE | 0x08 },
	{ GENERIC_WRITE, SVC_MAY_CREATE | 0x20, SVC_MAY_CHANGE },
	{ GENERIC_EXECUTE, SVC_MAY_CONNECT | 0x08, SVC_MAY_START |
	    SVC_MAY_STOP | 0x40 | 0x100 },
	{ GENERIC_ALL, SVC_MANAGER_ALL, SVC_ALL },
	{ MAXIMUM_ALLOWED, SVC_MANAGER_ALL, SVC_ALL },
};

static uint32_t
granted(uint32_t wanted, bool of_manager)
{
	uint32_t	 access = wanted, all = 0;
	size_t		 i;

	for (i = 0; i < sizeof(generics) / sizeof(generics[0]); i++) {
		access &= ~generics[i].right;
		if (wanted & generics[i].right)
			all |= of_manager ? generics[i].of_manager :
			    generics[i].of_service;
	}
	return access | all;
}

static uint32_t
handle_new(struct rpc_call *c, const struct rpc_object *o,
    struct rpc_handle *out)
{
	uint32_t	 most = o->kind == MANAGER ? SVC_MANAGER_ALL : SVC_ALL;

	if (o->access & ~(most | STANDARD))
		return WERR_ACCESS_DENIED;
	return rpc_call_handle_new(c, o, out) != 0 ? WERR_NOT_ENOUGH_MEMORY :
	    WERR_OK;
}

static uint32_t
manager_of(struct rpc_call *c, const struct rpc_handle *h, uint32_t needs)
{
	struct rpc_object	 o;

	if (!rpc_call_handle(c, h, &o) || o.kind != MANAGER) {
		(void)rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
		return WERR_INVALID_HANDLE;
	}
	return (o.access & needs) == needs ? WERR_OK : WERR_ACCESS_DENIED;
}

static uint32_t
service_of(struct rpc_call *c, const struct rpc_handle *h, uint32_t needs,
    struct svc_service *out)
{
	const struct rpc_services	*s = rpc_call_services(c);
	struct rpc_object		 o;

	if (!rpc_call_handle(c, h, &o) || o.kind != SERVICE) {
		(void)rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
		return WERR_INVALID_HANDLE;
	}
	if ((o.access & needs) != needs)
		return WERR_ACCESS_DENIED;
	return s->get(s->arg, o.id, out) ? WERR_OK :
	    WERR_SERVICE_MARKED_FOR_DELETE;
}

/* --- opening and closing --- */

static uint32_t
open_manager(struct rpc_call *c, void *args)
{
	struct svc_open		*a = args;
	struct rpc_object	 o = { .kind = MANAGER };

	if (a->database != NULL &&
	    text_casecmp(a->database, "ServicesActive") != 0)
		return WERR_DATABASE_DOES_NOT_EXIST;
	o.access = granted(a->access, true) | SVC_MAY_CONNECT;
	return handle_new(c, &o, &a->opened);
}

static uint32_t
open_service(struct rpc_call *c, void *args)
{
	const struct rpc_services	*s = rpc_call_services(c);
	struct svc_open			*a = args;
	struct rpc_object		 o = { .kind = SERVICE };
	struct svc_service		 found;
	uint32_t			 status;

	status = manager_of(c, &a->manager, SVC_MAY_CONNECT);
	if (status != WERR_OK)
		return status;
	if (*a->name == '\0')
		return WERR_INVALID_NAME;
	if (!s->named(s->arg, a->name, &found))
		return WERR_SERVICE_DOES_NOT_EXIST;
	o.id = found.id;
	o.access = granted(a->access, false);
	return handle_new(c, &o, &a->opened);
}

static uint32_t
close_handle(struct rpc_call *c, void *args)
{
	struct svc_do	*a = args;

	if (!rpc_call_handle_close(c, &a->handle))
		return rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
	return WERR_OK;
}

/* --- making and changing --- */

static bool
is_name(const char *name)
{
	return *name != '\0' && strpbrk(name, "/\\, ") == NULL &&
	    utf16_bytes(name) <= 2 * (size_t)SVC_NAME_MAX;
}

/* Drivers we do not run; SVC_NO_CHANGE has all bits. */
static bool
is_sane(const struct svc_config *c, bool change)
{
	if (!change || c->type != SVC_NO_CHANGE) {
		if ((c->type & ~0x130U) != 0 ||
		    (c->type & (SVC_OWN_PROCESS | SVC_SHARE_PROCESS)) == 0)
			return false;
	}
	if (!change || c->start != SVC_NO_CHANGE) {
		if (c->start < SVC_AUTO || c->start > SVC_DISABLED)
			return false;
	}
	return c->error_control <= 3 ||
	    (change && c->error_control == SVC_NO_CHANGE);
}

static uint32_t
create(struct rpc_call *c, void *args)
{
	const struct rpc_services	*s = rpc_call_services(c);
	struct svc_create		*a = args;
	const struct svc_wish		 wish = { a->name, &a->config,
					    a->extras.password,
					    rpc_call_key(c) };
	struct rpc_object		 o = { .kind = SERVICE };
	struct svc_service		 found;
	uint32_t			 status;

	status = manager_of(c, &a->manager, SVC_MAY_CREATE);
	if (status != WERR_OK)
		return status;
	if (!is_name(a->name))
		return WERR_INVALID_NAME;
	if (*a->config.path == '\0' || !is_sane(&a->config, false))
		return WERR_INVALID_PARAMETER;
	if (s->named(s->arg, a->name, &found))
		return WERR_SERVICE_EXISTS;
	status = s->create(s->arg, &wish, &o.id);
	if (status != WERR_OK)
		return status;
	o.access = granted(a->access, false);
	return handle_new(c, &o, &a->opened);
}

static uint32_t
change(struct rpc_call *c, void *args)
{
	const struct rpc_services	*s = rpc_call_services(c);
	struct svc_change		*a = args;
	const struct svc_wish		 wish = { NULL, &a->config,
					    a->extras.password,
					    rpc_call_key(c) };
	struct svc_service		 found;
	uint32_t			 status;

	status = service_of(c, &a->handle, SVC_MAY_CHANGE, &found);
	if (status != WERR_OK)
		return status;
	if ((a->config.path != NULL && *a->config.path == '\0') ||
	    !is_sane(&a->config, true))
		return WERR_INVALID_PARAMETER;
	return s->change(s->arg, found.id, &wish);
}

static uint32_t
delete(struct rpc_call *c, void *args)
{
	const struct rpc_services	*s = rpc_call_services(c);
	struct svc_do			*a = args;
	struct svc_service		 found;
	uint32_t			 status;

	status = service_of(c, &a->handle, SVC_MAY_DELETE, &found);
	return status != WERR_OK ? status : s->remove(s->arg, found.id);
}

/* --- running --- */

static uint32_t
start(struct rpc_call *c, void *args)
{
	const struct rpc_services	*s = rpc_call_services(c);
	struct svc_run			*a = args;
	struct svc_service		 found;
	uint32_t			 status;

	status = service_of(c, &a->handle, SVC_MAY_START, &found);
	if (status != WERR_OK)
		return status;
	if (found.config->start == SVC_DISABLED)
		return WERR_SERVICE_DISABLED;
	if (found.status.state != SVC_STOPPED)
		return WERR_SERVICE_ALREADY_RUNNING;
	return s->start(s->arg, found.id, a->args, a->count);
}

static uint32_t
query_status(struct rpc_call *c, void *args)
{
	struct svc_do		*a = args;
	struct svc_service	 found;
	uint32_t		 status;

	status = service_of(c, &a->handle, SVC_MAY_QUERY_STATUS, &found);
	if (status == WERR_OK)
		a->status = found.status;
	return status;
}

static uint32_t
control(struct rpc_call *c, void *args)
{
	const struct rpc_services	*s = rpc_call_services(c);
	struct svc_do			*a = args;
	struct svc_service		 found;
	uint32_t			 status;

	status = service_of(c, &a->handle, a->control == SVC_STOP ?
	    SVC_MAY_STOP : SVC_MAY_INTERROGATE, &found);
	if (status != WERR_OK)
		return status;
	a->status = found.status;
	if (a->control != SVC_STOP && a->control != SVC_INTERROGATE)
		return WERR_SERVICE_CANNOT_ACCEPT_CTRL;
	if (found.status.state == SVC_STOPPED)
		return WERR_SERVICE_NOT_ACTIVE;
	if (a->control == SVC_STOP)
		status = s->control(s->arg, found.id, a->control);
	if (s->get(s->arg, found.id, &found))
		a->status = found.status;
	return status;
}

/* --- looking --- */

static uint32_t
query_config(struct rpc_call *c, void *args)
{
	struct svc_query	*a = args;
	struct svc_service	 found;
	uint32_t		 status;

	status = service_of(c, &a->handle, SVC_MAY_QUERY_CONFIG, &found);
	if (status != WERR_OK)
		return status;
	a->needed = (uint32_t)(36 + 2 + utf16_bytes(found.config->path) + 2 +
	    utf16_bytes(found.config->group) + 2 +
	    utf16_bytes(found.config->account) + 2 +
	    utf16_bytes(found.config->display) + 2);
	if (a->room < a->needed)
		return WERR_INSUFFICIENT_BUFFER;
	a->config = *found.config;
	a->dependencies = "";
	return WERR_OK;
}

static bool
is_wanted(const struct svc_list *a, const struct svc_service *s)
{
	bool	 active = s->status.state != SVC_STOPPED;

	return (s->status.type & a->type) != 0 &&
	    (a->state & (active ? 1U : 2U)) != 0;
}

/* Texts of a service live until the next call only. */
static bool
row_keep(struct rpc_call *c, const struct svc_service *s, struct svc_row *row)
{
	struct arena	*mem = rpc_call_arena(c);

	row->name = arena_text(mem, s->name, strlen(s->name));
	row->display = arena_text(mem, s->config->display,
	    strlen(s->config->display));
	row->status = s->status;
	return arena_ok(mem);
}

/* All from the index on that fit; the rest is only counted. */
static uint32_t
list(struct rpc_call *c, void *args)
{
	const struct rpc_services	*s = rpc_call_services(c);
	struct svc_list			*a = args;
	struct svc_service		 at;
	struct svc_row			*rows, one;
	uint32_t			 status, from, all = 0;
	size_t				 i, used = 0;
	uint8_t				*dst;

	status = manager_of(c, &a->manager, SVC_MAY_LIST);
	if (status != WERR_OK)
		return status;
	rows = arena_array(rpc_call_arena(c), ROWS_MAX, sizeof(*rows));
	dst = arena_array(rpc_call_arena(c), a->room + 1, 1);
	if (rows == NULL || dst == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	from = a->resume != NULL ? *a->resume : 0;
	for (i = 0; i < ROWS_MAX && s->at(s->arg, i, &at); i++) {
		if (!is_wanted(a, &at) || all++ < from)
			continue;
		one = (struct svc_row){ at.name, at.config->display,
		    at.status };
		if (a->needed == 0 && used + svc_row_size(&one) <= a->room &&
		    row_keep(c, &at, &rows[a->count])) {
			used += svc_row_size(&one);
			a->count++;
		} else {
			a->needed += (uint32_t)svc_row_size(&one);
		}
	}
	svc_rows_put(dst, a->room, rows, a->count);
	a->rows = rd_over(dst, a->room);
	if (a->resume != NULL)
		*a->resume = a->needed > 0 ? from + a->count : 0;
	return a->needed > 0 ? WERR_MORE_DATA : WERR_OK;
}

static const struct rpc_handler	handlers[] = {
[SVC_CLOSE]		= { RPC_ANYBODY,  close_handle },
[SVC_CONTROL]		= { RPC_OPERATOR, control },
[SVC_DELETE]		= { RPC_OPERATOR, delete },
[SVC_QUERY_STATUS]	= { RPC_OPERATOR, query_status },
[SVC_CHANGE_CONFIG]	= { RPC_OPERATOR, change },
[SVC_CREATE]		= { RPC_OPERATOR, create },
[SVC_LIST]		= { RPC_OPERATOR, list },
[SVC_OPEN_MANAGER]	= { RPC_OPERATOR, open_manager },
[SVC_OPEN]		= { RPC_OPERATOR, open_service },
[SVC_QUERY_CONFIG]	= { RPC_OPERATOR, query_config },
[SVC_START]		= { RPC_OPERATOR, start },
};

const struct rpc_service	svcctl_service = {
	&svcctl_iface, handlers, sizeof(handlers) / sizeof(handlers[0]),
	WERR_ACCESS_DENIED, RPC_SERVICES
};
