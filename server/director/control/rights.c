/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/rights.h"

#include <sys/socket.h>
#include <unistd.h>

#define GROUPS_MAX	1024	/* of one user; more are not looked at */

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
rights_of(const struct user_groups *g, int fd, struct control_peer *out)
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
	else if (has_group(list, n, g->viewers) || u.uid == g->web)
		out->right = RIGHT_VIEWER;
}

void
rights_told(struct user_groups *g, struct chan *ch, struct chan_msg *m)
{
	struct user_groups	 fresh;

	fresh.operators = rd_le32(&m->body);
	fresh.viewers = rd_le32(&m->body);
	fresh.web = rd_le32(&m->body);
	if (rd_end(&m->body))
		*g = fresh;
	else
		chan_malformed(ch, m);
}
