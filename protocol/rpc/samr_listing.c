/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Listings, a page at a time, [MS-SAMR] 3.1.5.2, 3.1.5.3.  An enumeration goes
 * on after a relative id, a display after a place; both are the caller's to
 * make up, and lead to what there is from there on.
 */
#include "protocol/rpc/samr_server.h"

#define ENTRY_BYTES	40	/* of the caller's buffer, about */
#define DISPLAY_BYTES	128
#define DISPLAY_MAX	512	/* rows: theirs may be long */

static uint32_t
rows_wanted(uint32_t preferred, uint32_t bytes, uint32_t most)
{
	uint32_t	 n = preferred / bytes + 1;

	return n < most ? n : most;
}

static uint32_t
page_status(const struct rpc_domain_answer *r)
{
	return (uint32_t)(r->more ? NT_MORE_ENTRIES : NT_OK);
}

static uint32_t
enumerated(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_enum	*a = args;
	uint32_t		 i;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	a->v = arena_array(rpc_call_arena(c), r->count, sizeof(*a->v));
	if (a->v == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < r->count; i++)
		a->v[i] = (struct samr_entry){ r->rows[i].rid,
		    r->rows[i].name };
	if (i > 0)
		a->resume = r->rows[i - 1].rid;
	a->there = true;
	a->count = a->returned = r->count;
	return page_status(r);
}

static uint32_t
enumerate(struct rpc_call *c, struct samr_enum *a, enum sid_use kind)
{
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_DOMAIN, SAM_DOMAIN_LIST, &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_LIST);
	ask.kind = kind;
	ask.begin = a->resume;
	ask.most = rows_wanted(a->preferred, ENTRY_BYTES, DOMAIN_PAGE_MAX);
	return rpc_call_domain(c, &ask, enumerated);
}

/* All our users are normal ones. */
uint32_t
samsrv_enum_users(struct rpc_call *c, void *args)
{
	static const struct rpc_domain_answer	 none;
	struct samr_enum			*a = args;
	struct sam				 s;
	uint32_t				 status;

	if (a->flags == 0 || a->flags & USER_NORMAL)
		return enumerate(c, a, SID_USE_USER);
	status = samsrv_find(c, &a->handle, SAM_DOMAIN, SAM_DOMAIN_LIST, &s);
	return status != NT_OK ? status : enumerated(c, a, &none);
}

uint32_t
samsrv_enum_groups(struct rpc_call *c, void *args)
{
	return enumerate(c, args, SID_USE_GROUP);
}

uint32_t
samsrv_enum_aliases(struct rpc_call *c, void *args)
{
	return enumerate(c, args, SID_USE_ALIAS);
}

/* Users, machines (we have none), groups. */
#define DISPLAY_USERS		1
#define DISPLAY_MACHINES	2

static uint32_t
times(uint32_t rows, uint32_t bytes)
{
	return rows < UINT32_MAX / bytes ? rows * bytes : UINT32_MAX;
}

static uint32_t
displayed(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_display		*a = args;
	const struct rpc_account	*from = r->rows;
	uint32_t			 i;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	a->v = arena_array(rpc_call_arena(c), r->count, sizeof(*a->v));
	if (a->v == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < r->count; i++, from++)
		a->v[i] = (struct samr_display_row){ a->begin + i + 1,
		    from->rid, a->level == DISPLAY_USERS ? from->flags :
		    from->attributes, from->name, from->comment,
		    from->full_name };
	a->count = r->count;
	a->total = times(r->total, DISPLAY_BYTES);
	a->returned = times(r->count, DISPLAY_BYTES);
	return page_status(r);
}

uint32_t
samsrv_display(struct rpc_call *c, void *args)
{
	static const struct rpc_domain_answer	 none;
	struct samr_display			*a = args;
	struct rpc_domain_ask			 ask;
	struct sam				 s;
	uint32_t				 status;

	status = samsrv_find(c, &a->handle, SAM_DOMAIN, SAM_DOMAIN_LIST, &s);
	if (status != NT_OK)
		return status;
	if (!samr_display_level_known(a->level))
		return (uint32_t)NT_INVALID_INFO_CLASS;
	if (a->level == DISPLAY_MACHINES || a->most == 0)
		return displayed(c, a, &none);
	ask = samsrv_ask(&s, DOMAIN_LIST);
	ask.kind = a->level == DISPLAY_USERS ? SID_USE_USER : SID_USE_GROUP;
	ask.by_place = true;
	ask.begin = a->begin;
	ask.most = rows_wanted(a->preferred, DISPLAY_BYTES, DISPLAY_MAX);
	if (ask.most > a->most)
		ask.most = a->most;
	return rpc_call_domain(c, &ask, displayed);
}
