/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of srvsvc's operations, [MS-SRVS] 3.1.4, and their table.
 */
#include "protocol/rpc/srvsvc.h"

static void
connection_enum_in(struct ndr *n, void *arg)
{
	struct srvs_enum	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr(n, &a->where);
	rpc_list_in(n, &srvs_connections, &a->list);
}

static void
connection_enum_out(struct ndr *n, void *arg)
{
	struct srvs_enum	*a = arg;

	rpc_list_out(n, &srvs_connections, &a->list);
}

static void
file_enum_in(struct ndr *n, void *arg)
{
	struct srvs_enum	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr(n, &a->where);
	ndr_wstr(n, &a->user);
	rpc_list_in(n, &srvs_files, &a->list);
}

static void
file_enum_out(struct ndr *n, void *arg)
{
	struct srvs_enum	*a = arg;

	rpc_list_out(n, &srvs_files, &a->list);
}

static void
session_enum_in(struct ndr *n, void *arg)
{
	struct srvs_enum	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr(n, &a->where);
	ndr_wstr(n, &a->user);
	rpc_list_in(n, &srvs_sessions, &a->list);
}

static void
session_enum_out(struct ndr *n, void *arg)
{
	struct srvs_enum	*a = arg;

	rpc_list_out(n, &srvs_sessions, &a->list);
}

static void
share_enum_in(struct ndr *n, void *arg)
{
	struct srvs_enum	*a = arg;

	ndr_wstr(n, &a->server);
	rpc_list_in(n, &srvs_shares, &a->list);
}

static void
share_enum_out(struct ndr *n, void *arg)
{
	struct srvs_enum	*a = arg;

	rpc_list_out(n, &srvs_shares, &a->list);
}

static void
share_add_in(struct ndr *n, void *arg)
{
	struct srvs_share_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_u32(n, &a->level);
	a->share = rpc_level_record(n, &srvs_shares, a->level, a->share);
	NDR_PTR(n, a->parameter, ndr_u32_fn);
}

static void
share_get_info_in(struct ndr *n, void *arg)
{
	struct srvs_share_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr_ref(n, &a->name);
	ndr_u32(n, &a->level);
}

static void
share_get_info_out(struct ndr *n, void *arg)
{
	struct srvs_share_args	*a = arg;

	a->share = rpc_level_record(n, &srvs_shares, a->level, a->share);
}

static void
share_set_info_in(struct ndr *n, void *arg)
{
	struct srvs_share_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr_ref(n, &a->name);
	ndr_u32(n, &a->level);
	a->share = rpc_level_record(n, &srvs_shares, a->level, a->share);
	NDR_PTR(n, a->parameter, ndr_u32_fn);
}

static void
parameter_out(struct ndr *n, void *arg)
{
	struct srvs_share_args	*a = arg;

	NDR_PTR(n, a->parameter, ndr_u32_fn);
}

static void
share_del_in(struct ndr *n, void *arg)
{
	struct srvs_share_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr_ref(n, &a->name);
	ndr_u32(n, &a->reserved);
}

static void
nothing(struct ndr *n, void *arg)
{
	(void)n;
	(void)arg;
}

static void
share_check_in(struct ndr *n, void *arg)
{
	struct srvs_share_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr_ref(n, &a->name);
}

static void
share_check_out(struct ndr *n, void *arg)
{
	struct srvs_share_args	*a = arg;

	ndr_u32(n, &a->type);
}

static void
server_get_info_in(struct ndr *n, void *arg)
{
	struct srvs_server_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_u32(n, &a->level);
}

static void
server_get_info_out(struct ndr *n, void *arg)
{
	struct srvs_server_args	*a = arg;

	a->info = rpc_level_record(n, &srvs_servers, a->level, a->info);
}

/*
 * DISK_INFO: WCHAR Disk[3], a string in place, with offset and count: "C:", and
 * as the list's last entry "".
 */
static void
disk(struct ndr *n, char *drive)
{
	uint32_t	 count = *drive == '\0' ? 1 : 3;
	uint16_t	 letter = (uint8_t)*drive;

	ndr_const32(n, 0);
	ndr_count(n, &count, 3);
	*drive = '\0';
	if (count == 3) {
		ndr_u16(n, &letter);
		ndr_const16(n, ':');
		if (letter < 'A' || letter > 'Z')
			ndr_fail(n);
		*drive = (char)letter;
	} else if (count != 1)
		ndr_fail(n);
	ndr_const16(n, 0);
}

/* Conformant and varying: maximum, offset, count. */
static void
disks(struct ndr *n, void *arg)
{
	struct srvs_disk_args	*a = arg;
	uint32_t		 i;

	ndr_const32(n, a->count);
	ndr_const32(n, 0);
	ndr_const32(n, a->count);
	for (i = 0; i < a->count; i++)
		disk(n, &a->drive[i]);
}

static void
disk_container(struct ndr *n, struct srvs_disk_args *a)
{
	ndr_count(n, &a->count, SRVS_DISKS_MAX);
	a->there = ndr_pointer(n, a->there);
	if (a->there)
		disks(n, a);
}

static void
disk_enum_in(struct ndr *n, void *arg)
{
	struct srvs_disk_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_u32(n, &a->level);
	disk_container(n, a);
	ndr_u32(n, &a->preferred);
	NDR_PTR(n, a->resume, ndr_u32_fn);
}

static void
disk_enum_out(struct ndr *n, void *arg)
{
	struct srvs_disk_args	*a = arg;

	disk_container(n, a);
	ndr_u32(n, &a->total);
	NDR_PTR(n, a->resume, ndr_u32_fn);
}

static void
time_of_day(struct ndr *n, void *arg)
{
	struct srvs_time	*t = arg;

	ndr_u32(n, &t->elapsed_s);
	ndr_u32(n, &t->uptime_ms);
	ndr_u32(n, &t->hours);
	ndr_u32(n, &t->minutes);
	ndr_u32(n, &t->seconds);
	ndr_u32(n, &t->hundredths);
	ndr_u32(n, &t->west_min);
	ndr_u32(n, &t->interval);
	ndr_u32(n, &t->day);
	ndr_u32(n, &t->month);
	ndr_u32(n, &t->year);
	ndr_u32(n, &t->weekday);
}

static void
remote_tod_in(struct ndr *n, void *arg)
{
	struct srvs_time_args	*a = arg;

	ndr_wstr(n, &a->server);
}

static void
remote_tod_out(struct ndr *n, void *arg)
{
	struct srvs_time_args	*a = arg;

	NDR_PTR(n, a->time, time_of_day);
}

static void
name_validate_in(struct ndr *n, void *arg)
{
	struct srvs_name_args	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_wstr_ref(n, &a->name);
	ndr_u32(n, &a->type);
	ndr_u32(n, &a->flags);
}

#define ENUM	sizeof(struct srvs_enum)
#define SHARE	sizeof(struct srvs_share_args)

static const struct rpc_op	ops[] = {
[SRVS_CONNECTION_ENUM]	= { "NetrConnectionEnum", ENUM,
			    connection_enum_in, connection_enum_out },
[SRVS_FILE_ENUM]	= { "NetrFileEnum", ENUM, file_enum_in, file_enum_out },
[SRVS_SESSION_ENUM]	= { "NetrSessionEnum", ENUM,
			    session_enum_in, session_enum_out },
[SRVS_SHARE_ADD]	= { "NetrShareAdd", SHARE,
			    share_add_in, parameter_out },
[SRVS_SHARE_ENUM]	= { "NetrShareEnum", ENUM,
			    share_enum_in, share_enum_out },
[SRVS_SHARE_GET_INFO]	= { "NetrShareGetInfo", SHARE,
			    share_get_info_in, share_get_info_out },
[SRVS_SHARE_SET_INFO]	= { "NetrShareSetInfo", SHARE,
			    share_set_info_in, parameter_out },
[SRVS_SHARE_DEL]	= { "NetrShareDel", SHARE, share_del_in, nothing },
[SRVS_SHARE_CHECK]	= { "NetrShareCheck", SHARE,
			    share_check_in, share_check_out },
[SRVS_SERVER_GET_INFO]	= { "NetrServerGetInfo",
			    sizeof(struct srvs_server_args),
			    server_get_info_in, server_get_info_out },
[SRVS_SERVER_DISK_ENUM]	= { "NetrServerDiskEnum", sizeof(struct srvs_disk_args),
			    disk_enum_in, disk_enum_out },
[SRVS_REMOTE_TOD]	= { "NetrRemoteTOD", sizeof(struct srvs_time_args),
			    remote_tod_in, remote_tod_out },
[SRVS_NAME_VALIDATE]	= { "NetprNameValidate", sizeof(struct srvs_name_args),
			    name_validate_in, nothing },
[SRVS_SHARE_ENUM_STICKY] = { "NetrShareEnumSticky", ENUM,
			    share_enum_in, share_enum_out },
};

const struct rpc_iface	srvsvc_iface = {
	"srvsvc",
	{ RPC_UUID(0x4b324fc8U, 0x1670, 0x01d3, 0x1278, 0x5a47bf6ee188ULL),
	    3, 0 },
	ops, sizeof(ops) / sizeof(ops[0])
};
