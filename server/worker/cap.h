/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cap - the Client Access Point as a share: five folders that flow down, read
 * from the published set and read-only in code; five that flow up, drop boxes.
 *
 *	cap_vfs.c	the root, and which way a path goes
 *	cap_set.c	published sets, and which one a tree is pinned to
 *	down.c		files of a set
 *	drop.c		files that are being dropped
 *	landing.c	their way into the box: durable before it is answered
 *
 * Source   product.md 3; cap.md 1.1, 2.
 */
#ifndef SERVER_WORKER_CAP_H
#define SERVER_WORKER_CAP_H

#include "base/err.h"
#include "protocol/role/landing_msg.h"
#include "protocol/sid.h"
#include "server/smb/vfs.h"

struct cap;
struct event_base;
struct iopool;

/* What a file under way needs in its box; the ticket names the file. */
struct cap_room {
	uint64_t		 ticket;
	enum box		 box;
	const struct vfs_who	*who;
	uint64_t		 bytes;
};

/*
 * Asked before a name is reserved in a drop box, and again when the file
 * outgrows what was asked for; told what became of it.
 */
struct cap_quota {
	void	*arg;
	/* Answered exactly once through `done'. */
	void	(*ask)(void *arg, const struct cap_room *,
		    void (*done)(void *ctx, enum ntstatus), void *ctx);
	/* What was admitted has landed with that size, or was discarded. */
	void	(*landed)(void *arg, uint64_t ticket, uint64_t bytes);
	void	(*discarded)(void *arg, uint64_t ticket);
};

struct cap_settings {
	const char		*folder;	/* of cap/sets and cap/up */
	const char		*label;		/* of the volume */
	struct sid		 operators;	/* for the security query */
	struct event_base	*base;
	const struct cap_quota	*quota;
	/* A file has landed. */
	void			(*landed)(void *arg, const struct msg_landed *);
	void			*arg;
};

/* Opens folders; the pool comes later, when threads may be started. */
int	cap_new(const struct cap_settings *, struct cap **out, struct err *);
void	cap_free(struct cap **);
void	cap_set_pool(struct cap *, struct iopool *);
/* A new set may be there: looks, and takes it for new pins. */
void	cap_published(struct cap *);

extern const struct vfs_ops	cap_ops;	/* share CAP_<site> */
extern const struct vfs_ops	logon_ops;	/* share SMSLOGON */

#endif
