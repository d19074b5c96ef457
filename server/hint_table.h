/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hint_table - what a worker knows of a file's locks and level II oplocks
 * without asking: 64 KiB shared memory, a byte a slot, slots chosen by hash of
 * device and inode.  The clerk writes, workers read.  A bit that is set says
 * "ask": some file of the slot has it.  Wrong hints are only ever of that kind.
 *
 * Safety   the memory is sealed: it cannot shrink under a reader, and nobody
 *          but its maker can ever map it for writing or write to it.
 * Order    The clerk sets a bit (sequentially consistent) before it sends the
 *          answer that grants the lock or level II.
 *          Locks: a worker loads before the I/O.  If the client of the I/O can
 *          know of the lock, its request came after the answer, through
 *          sockets, and the load sees the bit.  If it cannot, the I/O may as
 *          well have come before the lock.
 *          Level II: a worker writes the file's bytes, passes a full fence,
 *          then loads, then answers.  The new holder reads the file after its
 *          grant, so after the bit was set.  Of two threads that each write
 *          one place and then, behind a full fence, read the other's, at least
 *          one sees the other: either the worker sees the bit, and has level II
 *          broken, or the holder reads the new bytes.
 *          Clearing a bit needs no order: what it stood for is gone.
 * Restart  a fresh clerk makes a fresh table, all bits set until every worker
 *          has told what it holds.
 */
#ifndef SERVER_HINT_TABLE_H
#define SERVER_HINT_TABLE_H

#include "base/err.h"
#include "protocol/role/share_msg.h"

#define HINT_SLOTS	65536

/* The clerk's side; needs what its sandbox forbids. */
struct hint_table;

int	 hint_table_new(struct hint_table **, struct err *);
void	 hint_table_free(struct hint_table **);
int	 hint_table_fd(const struct hint_table *);	/* borrowed */
/* One file's hints (enum share_hint) change. */
void	 hint_table_change(struct hint_table *, struct share_file,
	    unsigned from, unsigned to);
/* Until then every hint says "ask". */
void	 hint_table_begin(struct hint_table *);

/* A worker's side. */
struct hint_view;

int	 hint_view_new(int fd, struct hint_view **);	/* the fd stays the
							   caller's; -errno */
void	 hint_view_free(struct hint_view **);
unsigned hint_view_of(const struct hint_view *, struct share_file);

#endif
