/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree - a session's connection to a share.  Source: [MS-SMB2] 3.3.1.9.
 */
#ifndef SERVER_SMB_TREE_H
#define SERVER_SMB_TREE_H

#include <sys/queue.h>

#include "server/smb/smb.h"

struct latch;
struct open;
struct session;

TAILQ_HEAD(open_list, open);

struct tree {
	TAILQ_ENTRY(tree)	 link;		/* session->trees */
	struct session		*session;
	const struct smb_share	*share;
	struct vfs_tree		*vfs;		/* NULL: IPC$ */
	unsigned		 refs;
	uint32_t		 id;
	uint32_t		 maximal_access;
	bool			 must_seal;
	bool			 dead;
	enum vfs_close		 how;		/* it ended, once dead */
	struct open_list	 opens;
};

struct tree	*tree_new(struct session *, const struct smb_share *);
struct tree	*tree_find(struct session *, uint32_t id);
void		 tree_ref(struct tree *);
void		 tree_unref(struct tree *);
/* Closes its files as `how' says; the latch (or NULL) falls with the last. */
void		 tree_end(struct tree *, enum vfs_close how, struct latch *);

#endif
