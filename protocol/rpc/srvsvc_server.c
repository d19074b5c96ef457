/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What srvsvc answers, [MS-SRVS] 3.1.4.  Nothing can be changed through it:
 * shares are the configuration's.
 */
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"
#include "protocol/rpc/service.h"
#include "protocol/rpc/srvsvc_server.h"
#include "protocol/rpc/werror.h"

#define PLATFORM_NT	500
#define CLOCK_INTERVAL	310	/* 31 ms in units of 0.1 ms, as NT says */

static uint32_t
server_get_info(struct rpc_call *c, void *args)
{
	const struct rpc_facts	*f = rpc_call_facts(c);
	struct srvs_server_args	*a = args;
	struct srvs_server	*s;

	if (!rpc_level_known(&srvs_servers, a->level))
		return WERR_INVALID_LEVEL;
	if (a->level > 101 && !rpc_call_may(c, RPC_USER))
		return WERR_ACCESS_DENIED;
	s = arena_alloc(rpc_call_arena(c), sizeof(*s));
	if (s == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	s->platform = PLATFORM_NT;
	s->name = f->server;
	s->major = f->major;
	s->minor = f->minor;
	s->type = f->server_type;
	s->comment = f->comment;
	s->users = SRVS_UNLIMITED;
	s->idle_min = 15;
	s->user_path = "C:\\";
	a->info = s;
	return WERR_OK;
}

static uint32_t
disk_enum(struct rpc_call *c, void *args)
{
	struct srvs_disk_args	*a = args;

	(void)c;
	if (a->level != 0)
		return WERR_INVALID_LEVEL;
	a->drive[0] = 'C';
	a->drive[1] = '\0';
	a->there = true;
	a->count = 2;			/* with the list's end, as NT counts */
	a->total = 1;
	return WERR_OK;
}

static uint32_t
remote_tod(struct rpc_call *c, void *args)
{
	struct srvs_time_args	*a = args;
	struct srvs_time	*t;
	struct wall		 now = wall_now();
	time_t			 seconds = (time_t)(now.us / 1000000);
	struct tm		 utc, local;

	t = arena_alloc(rpc_call_arena(c), sizeof(*t));
	if (t == NULL || gmtime_r(&seconds, &utc) == NULL ||
	    localtime_r(&seconds, &local) == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	t->elapsed_s = (uint32_t)seconds;
	t->uptime_ms = (uint32_t)(mono_now().ns / 1000000);
	t->hours = (uint32_t)utc.tm_hour;
	t->minutes = (uint32_t)utc.tm_min;
	t->seconds = (uint32_t)utc.tm_sec;
	t->hundredths = (uint32_t)(now.us / 10000 % 100);
	t->west_min = (uint32_t)(-local.tm_gmtoff / 60);
	t->interval = CLOCK_INTERVAL;
	t->day = (uint32_t)utc.tm_mday;
	t->month = (uint32_t)utc.tm_mon + 1;
	t->year = (uint32_t)utc.tm_year + 1900;
	t->weekday = (uint32_t)utc.tm_wday;
	a->time = t;
	return WERR_OK;
}

/* How long names of a kind may be, now and for LAN Manager 2 (flag). */
#define LM_COMPATIBLE	0x80000000U

static const struct {
	uint32_t	 type;
	uint32_t	 most;
	uint32_t	 most_lm;
} name_kinds[] = {
	{ 1, 20, 20 },		/* user */
	{ 3, 256, 20 },		/* group */
	{ 4, 15, 15 },		/* computer */
	{ 6, 15, 15 },		/* domain */
	{ 9, 80, 12 },		/* share */
	{ 13, 15, 15 },		/* workgroup */
};

static bool
name_fit(const char *s, uint32_t most)
{
	const char	*at;

	for (at = s; *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20 ||
		    strchr("\"/\\[]:|<>+=;,*?", *at) != NULL)
			return false;
	}
	return *s != '\0' && utf16_bytes(s) / 2 <= most;
}

static uint32_t
name_validate(struct rpc_call *c, void *args)
{
	struct srvs_name_args	*a = args;
	size_t			 i;

	(void)c;
	if (a->flags & ~LM_COMPATIBLE)
		return WERR_INVALID_PARAMETER;
	for (i = 0; i < sizeof(name_kinds) / sizeof(name_kinds[0]); i++) {
		if (name_kinds[i].type == a->type)
			return name_fit(a->name, a->flags == 0 ?
			    name_kinds[i].most : name_kinds[i].most_lm) ?
			    WERR_OK : WERR_INVALID_NAME;
	}
	return WERR_INVALID_PARAMETER;
}

static uint32_t
refuse(struct rpc_call *c, void *args)
{
	(void)c;
	(void)args;
	return WERR_ACCESS_DENIED;
}

static const struct rpc_handler	handlers[] = {
[SRVS_CONNECTION_ENUM]	= { RPC_OPERATOR,	srvs_connection_enum },
[SRVS_FILE_ENUM]	= { RPC_OPERATOR,	srvs_file_enum },
[SRVS_SESSION_ENUM]	= { RPC_OPERATOR,	srvs_session_enum },
[SRVS_SHARE_ADD]	= { RPC_OPERATOR,	refuse },
[SRVS_SHARE_ENUM]	= { RPC_ANYBODY,	srvs_share_enum },
[SRVS_SHARE_GET_INFO]	= { RPC_ANYBODY,	srvs_share_get_info },
[SRVS_SHARE_SET_INFO]	= { RPC_OPERATOR,	refuse },
[SRVS_SHARE_DEL]	= { RPC_OPERATOR,	refuse },
[SRVS_SHARE_CHECK]	= { RPC_USER,		srvs_share_check },
[SRVS_SERVER_GET_INFO]	= { RPC_ANYBODY,	server_get_info },
[SRVS_SERVER_DISK_ENUM]	= { RPC_USER,		disk_enum },
[SRVS_REMOTE_TOD]	= { RPC_ANYBODY,	remote_tod },
[SRVS_NAME_VALIDATE]	= { RPC_ANYBODY,	name_validate },
[SRVS_SHARE_ENUM_STICKY] = { RPC_ANYBODY,	srvs_share_enum_sticky },
};

const struct rpc_service	srvsvc_service = {
	&srvsvc_iface, handlers, sizeof(handlers) / sizeof(handlers[0]),
	WERR_ACCESS_DENIED, RPC_NOTHING
};
