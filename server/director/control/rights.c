/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/rights.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define GROUPS_MAX	1024	/* of one user; more are not looked at */

static int
resolve(const char *option, const char *name, gid_t *out, struct err *e)
{
	struct group	*g = getgrnam(name);
	char		*end;
	unsigned long	 n = strtoul(name, &end, 10);

	if (g != NULL) {
		*out = g->gr_gid;
		return 0;
	}
	if (*end != '\0' || n >= (gid_t)-1)
		return err_set(e, ENOENT, "option %s: there is no group "
		    "\"%s\"", option, name);
	*out = (gid_t)n;
	return 0;
}

int
rights_resolve(const struct config *c, struct control_groups *g,
    struct err *e)
{
	int	 rc = resolve("operators", c->operators, &g->operators, e);

	return rc != 0 ? rc : resolve("viewers", c->viewers, &g->viewers, e);
}

static bool
has_group(const gid_t *list, size_t n, gid_t wanted)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (list[i] == wanted)
			return true;
	return false;
}

void
rights_of(const struct control_groups *g, int fd, struct control_peer *out)
{
	struct ucred	 u;
	gid_t		 list[GROUPS_MAX + 1];
	socklen_t	 len = sizeof(u);
	size_t		 n;

	*out = (struct control_peer){ .uid = (uid_t)-1, .gid = (gid_t)-1,
	    .right = RIGHT_NONE };
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &u, &len) == -1)
		return;
	out->uid = u.uid;
	out->gid = u.gid;
	out->pid = u.pid;
	list[0] = u.gid;
	len = GROUPS_MAX * sizeof(gid_t);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, list + 1, &len) == -1)
		len = 0;
	n = 1 + len / sizeof(gid_t);
	if (u.uid == 0 || u.uid == geteuid() ||
	    has_group(list, n, g->operators))
		out->right = RIGHT_OPERATOR;
	else if (has_group(list, n, g->viewers))
		out->right = RIGHT_VIEWER;
}
