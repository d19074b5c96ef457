/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is connected and what is open, as the host knows it, [MS-SRVS] 3.1.4.1
 * to 3.1.4.5.  The host lists everything; the caller's filter is applied here.
 */
#include <string.h>

#include "base/text.h"
#include "protocol/rpc/srvsvc_server.h"
#include "protocol/rpc/werror.h"

/* A filter that is NULL or empty lets everything through. */
static bool
any(const char *filter)
{
	return filter == NULL || *filter == '\0';
}

static bool
is(const char *filter, const char *value)
{
	return any(filter) ||
	    (value != NULL && text_casecmp(filter, value) == 0);
}

/* Computers are written "\\NAME". */
static bool
is_computer(const char *filter, const char *value)
{
	if (!any(filter) && strncmp(filter, "\\\\", 2) == 0)
		filter += 2;
	return is(filter, value);
}

static bool
session_wanted(const struct srvs_enum *a, const void *row)
{
	const struct srvs_session	*s = row;

	return is_computer(a->where, s->client) && is(a->user, s->user);
}

static bool
file_wanted(const struct srvs_enum *a, const void *row)
{
	const struct srvs_file	*f = row;

	return (any(a->where) || (f->path != NULL &&
	    strncasecmp(f->path, a->where, strlen(a->where)) == 0)) &&
	    is(a->user, f->user);
}

/* The qualifier is a share, or a computer, which our rows do not tell. */
static bool
connection_wanted(const struct srvs_enum *a, const void *row)
{
	const struct srvs_connection	*n = row;

	return is(a->where, n->share);
}

/* Rows that are wanted, shallow: their texts are the host's until encoded. */
static uint32_t
select_rows(struct rpc_call *c, struct srvs_enum *a,
    const struct rpc_rows *all,
    bool (*wanted)(const struct srvs_enum *, const void *))
{
	size_t		 size = a->list.levels->size;
	const uint8_t	*from = all->rows;
	uint8_t		*to;
	uint32_t	 i;

	if (all->status != WERR_OK)
		return all->status;
	to = arena_array(rpc_call_arena(c), all->count, size);
	if (to == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	a->list.rows = to;
	for (i = 0; i < all->count; i++, from += size) {
		if (!wanted(a, from))
			continue;
		memcpy(to + a->list.count++ * size, from, size);
	}
	a->list.total = a->list.count;
	if (a->list.resume != NULL)
		*a->list.resume = 0;
	return WERR_OK;
}

static uint32_t
sessions(struct rpc_call *c, void *args, const struct rpc_rows *rows)
{
	return select_rows(c, args, rows, session_wanted);
}

static uint32_t
files(struct rpc_call *c, void *args, const struct rpc_rows *rows)
{
	return select_rows(c, args, rows, file_wanted);
}

static uint32_t
connections(struct rpc_call *c, void *args, const struct rpc_rows *rows)
{
	return select_rows(c, args, rows, connection_wanted);
}

static uint32_t
ask(struct rpc_call *c, struct srvs_enum *a, enum rpc_rows_kind kind,
    rpc_run_rows *then)
{
	struct rpc_list	*l = &a->list;

	l->there = true;
	l->count = 0;
	l->rows = NULL;
	if (!rpc_level_known(l->levels, l->level))
		return WERR_INVALID_LEVEL;
	return rpc_call_list(c, kind, then);
}

uint32_t
srvs_session_enum(struct rpc_call *c, void *args)
{
	return ask(c, args, RPC_SESSIONS, sessions);
}

uint32_t
srvs_file_enum(struct rpc_call *c, void *args)
{
	return ask(c, args, RPC_FILES, files);
}

uint32_t
srvs_connection_enum(struct rpc_call *c, void *args)
{
	struct srvs_enum	*a = args;

	if (any(a->where))
		return WERR_INVALID_PARAMETER;
	return ask(c, a, RPC_CONNECTIONS, connections);
}
