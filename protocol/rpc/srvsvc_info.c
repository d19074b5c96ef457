/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The records of srvsvc, level by level, [MS-SRVS] 2.2.4.
 */
#include "protocol/rpc/srvsvc.h"

static void
share_0(struct ndr *n, void *arg)
{
	struct srvs_share	*s = arg;

	ndr_wstr(n, &s->name);
}

static void
share_1(struct ndr *n, void *arg)
{
	struct srvs_share	*s = arg;

	ndr_wstr(n, &s->name);
	ndr_u32(n, &s->type);
	ndr_wstr(n, &s->remark);
}

static void
share_2(struct ndr *n, void *arg)
{
	struct srvs_share	*s = arg;

	share_1(n, s);
	ndr_u32(n, &s->permissions);
	ndr_u32(n, &s->max_uses);
	ndr_u32(n, &s->uses);
	ndr_wstr(n, &s->path);
	ndr_wstr(n, &s->password);
}

static void
share_501(struct ndr *n, void *arg)
{
	struct srvs_share	*s = arg;

	share_1(n, s);
	ndr_u32(n, &s->flags);
}

static void
share_1501(struct ndr *n, void *arg)
{
	struct srvs_share	*s = arg;

	ndr_u32(n, &s->sd_size);
	ndr_blob(n, &s->sd, s->sd_size);
}

static void
share_502(struct ndr *n, void *arg)
{
	share_2(n, arg);
	share_1501(n, arg);
}

static void
share_503(struct ndr *n, void *arg)
{
	struct srvs_share	*s = arg;

	share_2(n, s);
	ndr_wstr(n, &s->server);
	share_1501(n, s);
}

static void
share_1004(struct ndr *n, void *arg)
{
	struct srvs_share	*s = arg;

	ndr_wstr(n, &s->remark);
}

static void
share_1005(struct ndr *n, void *arg)
{
	struct srvs_share	*s = arg;

	ndr_u32(n, &s->flags);
}

static void
share_1006(struct ndr *n, void *arg)
{
	struct srvs_share	*s = arg;

	ndr_u32(n, &s->max_uses);
}

static const struct rpc_level	share_levels[] = {
	{ 0, share_0 }, { 1, share_1 }, { 2, share_2 }, { 501, share_501 },
	{ 502, share_502 }, { 503, share_503 }, { 1004, share_1004 },
	{ 1005, share_1005 }, { 1006, share_1006 }, { 1501, share_1501 },
};

static void
session_0(struct ndr *n, void *arg)
{
	struct srvs_session	*s = arg;

	ndr_wstr(n, &s->client);
}

static void
session_1(struct ndr *n, void *arg)
{
	struct srvs_session	*s = arg;

	ndr_wstr(n, &s->client);
	ndr_wstr(n, &s->user);
	ndr_u32(n, &s->opens);
	ndr_u32(n, &s->active_s);
	ndr_u32(n, &s->idle_s);
	ndr_u32(n, &s->flags);
}

static void
session_2(struct ndr *n, void *arg)
{
	struct srvs_session	*s = arg;

	session_1(n, s);
	ndr_wstr(n, &s->client_type);
}

static void
session_10(struct ndr *n, void *arg)
{
	struct srvs_session	*s = arg;

	ndr_wstr(n, &s->client);
	ndr_wstr(n, &s->user);
	ndr_u32(n, &s->active_s);
	ndr_u32(n, &s->idle_s);
}

static void
session_502(struct ndr *n, void *arg)
{
	struct srvs_session	*s = arg;

	session_2(n, s);
	ndr_wstr(n, &s->transport);
}

static const struct rpc_level	session_levels[] = {
	{ 0, session_0 }, { 1, session_1 }, { 2, session_2 },
	{ 10, session_10 }, { 502, session_502 },
};

static void
file_2(struct ndr *n, void *arg)
{
	struct srvs_file	*f = arg;

	ndr_u32(n, &f->id);
}

static void
file_3(struct ndr *n, void *arg)
{
	struct srvs_file	*f = arg;

	ndr_u32(n, &f->id);
	ndr_u32(n, &f->permissions);
	ndr_u32(n, &f->locks);
	ndr_wstr(n, &f->path);
	ndr_wstr(n, &f->user);
}

static const struct rpc_level	file_levels[] = {
	{ 2, file_2 }, { 3, file_3 },
};

static void
connection_0(struct ndr *n, void *arg)
{
	struct srvs_connection	*c = arg;

	ndr_u32(n, &c->id);
}

static void
connection_1(struct ndr *n, void *arg)
{
	struct srvs_connection	*c = arg;

	ndr_u32(n, &c->id);
	ndr_u32(n, &c->type);
	ndr_u32(n, &c->opens);
	ndr_u32(n, &c->users);
	ndr_u32(n, &c->active_s);
	ndr_wstr(n, &c->user);
	ndr_wstr(n, &c->share);
}

static const struct rpc_level	connection_levels[] = {
	{ 0, connection_0 }, { 1, connection_1 },
};

static void
server_100(struct ndr *n, void *arg)
{
	struct srvs_server	*s = arg;

	ndr_u32(n, &s->platform);
	ndr_wstr(n, &s->name);
}

static void
server_101(struct ndr *n, void *arg)
{
	struct srvs_server	*s = arg;

	server_100(n, s);
	ndr_u32(n, &s->major);
	ndr_u32(n, &s->minor);
	ndr_u32(n, &s->type);
	ndr_wstr(n, &s->comment);
}

static void
server_102(struct ndr *n, void *arg)
{
	struct srvs_server	*s = arg;

	server_101(n, s);
	ndr_u32(n, &s->users);
	ndr_u32(n, &s->idle_min);
	ndr_u32(n, &s->hidden);
	ndr_u32(n, &s->announce_s);
	ndr_u32(n, &s->announce_delta_ms);
	ndr_u32(n, &s->licenses);
	ndr_wstr(n, &s->user_path);
}

static const struct rpc_level	server_levels[] = {
	{ 100, server_100 }, { 101, server_101 }, { 102, server_102 },
};

const struct rpc_levels	srvs_shares = RPC_LEVELS(share_levels,
    struct srvs_share);
const struct rpc_levels	srvs_sessions = RPC_LEVELS(session_levels,
    struct srvs_session);
const struct rpc_levels	srvs_files = RPC_LEVELS(file_levels, struct srvs_file);
const struct rpc_levels	srvs_connections = RPC_LEVELS(connection_levels,
    struct srvs_connection);
const struct rpc_levels	srvs_servers = RPC_LEVELS(server_levels,
    struct srvs_server);
