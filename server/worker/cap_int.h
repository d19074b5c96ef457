/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cap_int - what the files of cap.h share among themselves.
 */
#ifndef SERVER_WORKER_CAP_INT_H
#define SERVER_WORKER_CAP_INT_H

#include <sys/queue.h>

#include <uthash.h>

#include "base/clock.h"
#include "server/smb/auth.h"
#include "server/smb/iopool.h"
#include "server/smb/path.h"
#include "server/worker/cap.h"

struct cap_set;
struct drop_file;
struct landing;

STAILQ_HEAD(landing_list, landing);
TAILQ_HEAD(drop_list, drop_file);

/* A drop box on disk: <box>/ for what has landed, <box>/.open for the rest. */
struct dropbox {
	struct cap		*cap;
	enum box		 box;
	int			 fd;
	int			 open_fd;
	uint64_t		 ino;
	/* Renamed into the box, and waiting for its fsync. */
	struct landing_list	 renamed;
	struct landing_list	 syncing;
	struct iojob		 sync;
	int			 sync_error;
};

/* A session on the CAP, whatever number of trees it has. */
struct cap_session {
	UT_hash_handle		 hh;
	uint64_t		 id;
	unsigned		 refs;
	struct drop_list	 kept;		/* its *.tmp files, closed */
	uint64_t		 manifest;	/* read to its end, 0: none */
};

struct cap {
	struct cap_settings	 settings;
	struct iopool		*pool;
	int			 sets_fd;
	struct cap_set		*current;	/* NULL: nothing published yet */
	struct dropbox		 boxes[BOX_COUNT];	/* the up ones */
	struct cap_session	*sessions;
	uint64_t		 tickets;	/* given out so far */
	uint64_t		 started;	/* NT time, of the root */
};

/* Which set a tree reads from; see cap_set.c. */
struct pin {
	struct cap_set		*set;
	unsigned		 open;		/* handles */
	struct mono		 since;
	struct mono		 idle_since;
};

struct cap_tree {
	struct vfs_tree		 base;
	struct cap		*cap;
	bool			 is_logon;
	struct pin		 pin;
	struct cap_session	*session;
	struct vfs_who		 who;
	struct smb_user		 user;		/* who.user points here */
};

/* --- cap_set.c --- */

int		 cap_set_newest(struct cap *, struct cap_set **out);
void		 cap_set_ref(struct cap_set *);
void		 cap_set_unref(struct cap_set *);
uint64_t	 cap_set_serial(const struct cap_set *);
/* The vfs tree that files are opened in: that of the cohort, or if it has none
   of its own that of cohort 0. */
struct vfs_tree	*cap_set_tree(struct cap_set *, bool is_logon,
		    unsigned cohort);
/* The set for an open now; NULL: nothing is published. */
struct cap_set	*pin_take(struct cap_tree *);
void		 pin_opened(struct cap_tree *);
void		 pin_closed(struct cap_tree *);
void		 pin_drop(struct cap_tree *);

/* --- virtual.c --- */

/* The root (BOX_COUNT) or a drop box, as a folder. */
enum ntstatus	 virtual_open(struct cap_tree *, enum box, struct vfs_open *);

/* --- down.c --- */

enum ntstatus	 down_open(struct cap_tree *, struct vfs_open *,
		    struct vfs_wait *);

/* --- drop.c --- */

int		 dropbox_open(struct cap *, enum box, int up_fd, struct err *);
void		 dropbox_close(struct dropbox *);
enum ntstatus	 drop_open(struct cap_tree *, struct dropbox *,
		    struct vfs_open *, struct vfs_wait *);
/* The session is over: its *.tmp files go. */
void		 drop_forget(struct cap_session *);

/* --- rescue.c --- */

/* May the tree open that?  Whoever is to be rescued sees the sealed account
   list and the manifest that names it, nothing else (product.md 4); if he
   may be a thief, only in the form that needs a client's own key. */
bool		 rescue_allows(const struct cap_tree *,
		    const struct vfs_open *);

/* --- landing.c --- */

/* Makes the file durable under its name; done() or an immediate no. */
enum ntstatus	 landing_begin(struct drop_file *, struct vfs_wait *);
void		 landing_init(struct dropbox *);

/* --- what all files of the CAP have in common --- */

void		 cap_security(const struct cap *, struct vfs_security *);

#endif
