/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * user - which user a role runs as, and becoming that user for good.
 *
 * Without root, and with `sited -d', there is one user: the one who started
 * sited; then nothing is dropped and nothing is changed.
 */
#ifndef SERVER_USER_H
#define SERVER_USER_H

#include <sys/types.h>

#include "base/err.h"
#include "protocol/role/message.h"
#include "server/config.h"

struct user {
	uid_t	 uid;
	gid_t	 gid;
	gid_t	 shared;	/* the group of the CAP's files */
};

int	user_of_role(const struct config *, enum role, struct user *,
	    struct err *);
/* By an option that names one which is no role's. */
int	user_named(const struct config *, const char *name, struct user *,
	    struct err *);
/* Who has a right at the control socket: groups, and the role web. */
struct user_groups {
	gid_t	 operators, viewers;
	uid_t	 web;		/* a viewer; -1: there is none */
};

/* All of them: each role has a user of its own, none shares another's files. */
int	users_check(const struct config *, struct err *);
int	user_groups(const struct config *, struct user_groups *, struct err *);
int	user_drop(const struct config *, enum role, struct err *);
/* Folder with that owner, group and mode; made if missing. */
int	user_make_folder(const char *path, const struct user *, mode_t mode,
	    struct err *);

#endif
