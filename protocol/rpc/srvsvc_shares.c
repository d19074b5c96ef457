/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shares, as the host lists them, [MS-SRVS] 3.1.4.8 to 3.1.4.13.
 */
#include "base/text.h"
#include "protocol/rpc/srvsvc_server.h"
#include "protocol/rpc/werror.h"

/* Who may see a level; levels without a row cannot be asked for. */
struct level_right {
	uint32_t	 level;
	enum rpc_right	 right;
};

/* Levels with the server's own paths are for operators, as on Windows. */
static const struct level_right	enum_rights[] = {
	{ 0, RPC_ANYBODY }, { 1, RPC_ANYBODY }, { 2, RPC_OPERATOR },
	{ 501, RPC_USER }, { 502, RPC_OPERATOR }, { 503, RPC_OPERATOR },
};

static const struct level_right	info_rights[] = {
	{ 0, RPC_ANYBODY }, { 1, RPC_ANYBODY }, { 2, RPC_OPERATOR },
	{ 501, RPC_ANYBODY }, { 502, RPC_OPERATOR }, { 503, RPC_OPERATOR },
	{ 1005, RPC_ANYBODY },
};

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

static uint32_t
level_check(const struct rpc_call *c, uint32_t level,
    const struct level_right *rights, size_t count)
{
	size_t	 i;

	for (i = 0; i < count; i++) {
		if (rights[i].level == level)
			return rpc_call_may(c, rights[i].right) ? WERR_OK :
			    WERR_ACCESS_DENIED;
	}
	return WERR_INVALID_LEVEL;
}

static void
fill(struct srvs_share *s, const struct rpc_share *from)
{
	*s = (struct srvs_share){
		.name = from->name,
		.type = from->type,
		.remark = from->comment,
		.max_uses = SRVS_UNLIMITED,
		.uses = from->uses,
		.path = from->path,
		.password = "",
		.server = "*",		/* no scope, [MS-SRVS] 2.2.4.27 */
		.flags = from->flags,
		.sd_size = (uint32_t)from->security.len,
		.sd = from->security,
	};
}

/* All from where the caller stopped, or a call that cannot go on: all. */
uint32_t
srvs_share_enum(struct rpc_call *c, void *args)
{
	struct srvs_enum	*a = args;
	struct rpc_list		*l = &a->list;
	size_t			 from = l->resume == NULL ? 0 : *l->resume;
	size_t			 count = from;
	size_t			 i;
	struct srvs_share	*rows;
	struct rpc_share	 share;
	uint32_t		 status;

	l->there = true;
	l->count = 0;
	l->rows = NULL;
	status = level_check(c, l->level, enum_rights, nitems(enum_rights));
	if (status != WERR_OK)
		return status;
	while (rpc_call_share(c, count, &share))
		count++;
	rows = arena_array(rpc_call_arena(c), count - from, sizeof(*rows));
	if (rows == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	for (i = from; i < count && rpc_call_share(c, i, &share); i++)
		fill(&rows[i - from], &share);
	l->rows = rows;
	l->count = (uint32_t)(count - from);
	l->total = l->count;
	if (l->resume != NULL)
		*l->resume = 0;
	return WERR_OK;
}

/* Ours are all "sticky", that is, there after a restart; 501 is not asked. */
uint32_t
srvs_share_enum_sticky(struct rpc_call *c, void *args)
{
	struct srvs_enum	*a = args;

	if (a->list.level != 501)
		return srvs_share_enum(c, args);
	a->list.count = 0;
	a->list.rows = NULL;
	return WERR_INVALID_LEVEL;
}

static bool
find(struct rpc_call *c, const char *name, struct rpc_share *out)
{
	size_t	 i;

	for (i = 0; rpc_call_share(c, i, out); i++) {
		if (text_casecmp(out->name, name) == 0)
			return true;
	}
	return false;
}

uint32_t
srvs_share_get_info(struct rpc_call *c, void *args)
{
	struct srvs_share_args	*a = args;
	struct rpc_share	 share;
	uint32_t		 status;

	status = level_check(c, a->level, info_rights, nitems(info_rights));
	if (status != WERR_OK)
		return status;
	if (!find(c, a->name, &share))
		return NERR_NET_NAME_NOT_FOUND;
	a->share = arena_alloc(rpc_call_arena(c), sizeof(*a->share));
	if (a->share == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	fill(a->share, &share);
	return WERR_OK;
}

uint32_t
srvs_share_check(struct rpc_call *c, void *args)
{
	struct srvs_share_args	*a = args;
	struct rpc_share	 share;
	size_t			 i;

	for (i = 0; rpc_call_share(c, i, &share); i++) {
		if (text_casecmp(share.path, a->name) == 0) {
			a->type = share.type;
			return WERR_OK;
		}
	}
	return NERR_DEVICE_NOT_SHARED;
}
