/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watcher - what watch.c (who looks where) and watch_event.c (what is seen)
 * share.  The words are explained in watch.h.
 *
 * While events are told (`busy') nothing is freed: an eye that is closed then
 * is dead until watcher_reap().
 */
#ifndef SERVER_SMB_DISK_WATCHER_H
#define SERVER_SMB_DISK_WATCHER_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/tree.h>

#include "server/smb/disk/watch.h"

struct event;

enum limb_kind {
	LIMB_ROOT,	/* the watched folder */
	LIMB_BELOW,
	LIMB_PARENT	/* the folder that it stands in: tells of its removal */
};

struct limb {
	struct eye		*eye;
	struct spot		*spot;
	enum limb_kind		 kind;
	char			*path;		/* from the eye's folder; "" */
	TAILQ_ENTRY(limb)	 of_eye, of_spot;
};

TAILQ_HEAD(limbs, limb);

struct spot {
	int			 wd;
	struct limbs		 limbs;
	RB_ENTRY(spot)		 link;
};

RB_HEAD(spots, spot);

struct eye {
	struct disk_file	*file;
	struct vfs_watch	*watch;
	struct limbs		 limbs;
	unsigned		 nlimbs;
	bool			 dead;
	bool			 cut;		/* too many folders: */
	bool			 told;		/* and overflow() said so */
	bool			 lost;		/* gone() was called */
	uint64_t		 born;		/* in this event: does not see it */
	char			 last[NAME_MAX + 1];	/* just told as modified */
	struct limb		*last_limb;
	TAILQ_ENTRY(eye)	 link;
};

/* A name told as added although its own event may still be in the queue. */
struct seen {
	int			 wd;
	struct eye		*eye;
	char			 name[NAME_MAX + 1];
	STAILQ_ENTRY(seen)	 link;
};

/* The first half of a rename; the second comes next, if at all. */
struct departure {
	bool			 waiting;
	bool			 is_folder;
	int			 wd;
	uint32_t		 cookie;
	char			 name[NAME_MAX + 1];
};

struct watcher {
	struct disk_share	*share;
	int			 fd;		/* inotify */
	int			 home;		/* the working folder */
	struct event		*readable;
	struct event		*later;
	struct spots		 spots;
	TAILQ_HEAD(, eye)	 eyes;
	STAILQ_HEAD(, seen)	 seen;
	struct departure	 left;
	uint64_t		 now;		/* number of the event */
	bool			 busy;
};

struct spot	*watcher_spot(struct watcher *, int wd);
/* One limb more; what it looks at may be what another eye looks at, too. */
int		 watcher_add_limb(struct watcher *, struct eye *, int folder,
		    const char *path, enum limb_kind);
/* Everything of the eye at or below the path goes. */
void		 watcher_shrink(struct eye *, const char *path);
void		 watcher_drop_spot(struct watcher *, struct spot *);
void		 watcher_reap(struct watcher *);

/* watch_visit.c */
/* From this limb on all that are behind it, which grow meanwhile. */
void		 watcher_visit(struct watcher *, struct limb *, bool tell);
/* The limb's eye looks at the folder `name' in it too, and at all below;
   what is in them is told as added if `tell'. */
void		 watcher_grow(struct watcher *, struct limb *,
		    const char *name, bool tell);
void		 watcher_forget_seen(struct watcher *);

/* watch_event.c */
void		 watcher_readable(int fd, short, void *);
void		 watcher_later(int fd, short, void *);
void		 watcher_tell_added(struct watcher *, struct limb *,
		    const char *name, bool is_folder);

#endif
