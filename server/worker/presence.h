/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * presence - who is connected and what is open on the whole site, for the
 * operators who ask over a pipe (NetrSessionEnum, NetrFileEnum,
 * NetrConnectionEnum): collected page by page from the clerk.
 *
 * Scope    files are those of shares with share modes; who reads the CAP
 *          stands in nobody's way and is a session without files.  A
 *          connection is a session's use of a share, seen by its files.
 * Limits   PRESENCE_ROWS_MAX rows and PRESENCE_ASKERS_MAX questions at a
 *          time; past them the call fails, it is never half an answer.
 * Memory   a question lives until rpc_rows_done() or presence_free().
 */
#ifndef SERVER_WORKER_PRESENCE_H
#define SERVER_WORKER_PRESENCE_H

#include "protocol/rpc/host.h"

#define PRESENCE_ROWS_MAX	20000
#define PRESENCE_ASKERS_MAX	8

struct chan;
struct chan_msg;
struct presence;
struct worker;

struct presence	*presence_new(struct worker *);	/* NULL: no memory */
void		 presence_free(struct presence **);
/* Answers by rpc_rows_done(), now or later. */
void		 presence_list(struct presence *, struct rpc_call *,
		    enum rpc_rows_kind);
/* SESSION_PAGE and FILE_PAGE. */
void		 presence_sessions(struct presence *, struct chan *,
		    struct chan_msg *);
void		 presence_files(struct presence *, struct chan *,
		    struct chan_msg *);
void		 presence_clerk_lost(struct presence *);

#endif
