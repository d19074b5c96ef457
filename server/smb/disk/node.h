/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * node - a file that somebody has open here, once per inode: which write time
 * its clients see while writes are pending.
 *
 *	QUIET --write--> WAITING --2 s--> SHOWN --flush, close, set--> QUIET
 *	                    `------------flush, close, set-----------> QUIET
 *
 *	QUIET    clients see what the disk says
 *	WAITING  the time from before the first write
 *	SHOWN    the time of the writes until then; those after it (`again')
 *	         show at the end only
 *
 * A write through a handle that set the write time itself must not move it:
 * it goes to SHOWN with the time from before, `pinned'.  Where neither flag
 * says otherwise the disk is right, so that a time set by another process is
 * neither hidden nor undone.
 *
 * Source   the behaviour of NTFS up to Windows 2016; [MS-FSA] 2.1.5.14.2 for
 *          handles that set times.
 */
#ifndef SERVER_SMB_DISK_NODE_H
#define SERVER_SMB_DISK_NODE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/tree.h>

#include "base/clock.h"

#define NODE_DELAY_MS	2000

enum node_state { NODE_QUIET, NODE_WAITING, NODE_SHOWN };

struct node {
	uint64_t		 dev, ino;
	unsigned		 refs;
	enum node_state		 state;
	bool			 again, pinned;	/* of SHOWN */
	uint64_t		 shown;	/* NT time */
	struct mono		 due;	/* end of WAITING */
	RB_ENTRY(node)		 link;
};

RB_HEAD(nodes, node);

struct node	*node_get(struct nodes *, uint64_t dev, uint64_t ino);
struct node	*node_find(struct nodes *, uint64_t dev, uint64_t ino);
void		 node_drop(struct nodes *, struct node **);

/*
 * A write is about to happen; `on_disk' is the write time from before.
 * Call it when node_cares() only: that spares a look at the disk.
 */
bool		 node_cares(const struct node *, bool sticky);
void		 node_write(struct node *, bool sticky, uint64_t on_disk);

/* What clients see, given what the disk says. */
uint64_t	 node_written(struct node *, uint64_t on_disk);

enum node_end { NODE_AS_ON_DISK, NODE_SET_SHOWN, NODE_SET_NOW };

/* Nothing is pending any more; what is to be made of the disk's time. */
enum node_end	 node_settle(struct node *, uint64_t on_disk);

#endif
