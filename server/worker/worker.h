/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker - what the files of this role share.
 */
#ifndef SERVER_WORKER_WORKER_H
#define SERVER_WORKER_WORKER_H

#include "base/guid.h"
#include "protocol/rpc/host.h"
#include "server/role.h"
#include "server/smb/smb.h"

struct cap;
struct clerk_link;
struct disk_share;
struct domain_link;
struct iopool;
struct keeper_link;
struct names;
struct presence;

struct worker {
	struct env		*env;
	struct smb_server	*server;
	struct keeper_link	*keeper;
	struct clerk_link	*clerk;
	struct cap		*cap;
	struct disk_share	*site;
	struct iopool		*pool;
	struct names		*names;
	struct domain_link	*domain;
	struct presence		*presence;
	int			 site_fd;
	bool			 listens;	/* the director has said who we are */
	char			 cap_path[CONFIG_PATH_MAX];
	char			 cap_name[16];
	char			 site_name[16];
	char			 cap_place[16];
	char			 site_place[16];
};

/* The share that the books know by this number. */
const char	*worker_share_name(const struct worker *, uint32_t id);

#endif
