/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * latch - waits until several things have ended, then calls once.
 *
 * Use: latch_new(); latch_add() for each before it is begun; latch_drop() by
 * each as it ends; latch_drop() once by the maker when all are begun.
 */
#ifndef SERVER_SMB_LATCH_H
#define SERVER_SMB_LATCH_H

struct latch;

/* One count is the maker's.  NULL: no memory; then done() is not called. */
struct latch	*latch_new(void (*done)(void *), void *arg);
void		 latch_add(struct latch *);	/* NULL is allowed */
void		 latch_drop(struct latch *);

#endif
