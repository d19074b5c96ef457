/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inboxes - what clients dropped: each file becomes a row, consumers digest
 * those that they understand, the file goes when its effect is committed.
 *
 * The file is the truth: what a lost message did not tell, the scan finds;
 * what a crash left half done is done again, and the landing id that the file
 * carries makes that harmless.
 *
 * A new inbox is a row in protocol/sms/box.c and, with a consumer, a row in
 * consumer.c and a file.
 */
#ifndef SERVER_DIRECTOR_CAP_INBOXES_H
#define SERVER_DIRECTOR_CAP_INBOXES_H

#include "base/err.h"
#include "protocol/sms/box.h"

struct chan;
struct chan_msg;
struct director;
struct inboxes;

int	inboxes_new(struct director *, struct err *);
void	inboxes_start(struct director *);	/* the first scan */
void	inboxes_stop(struct director *);
void	inboxes_free(struct inboxes **);
void	inboxes_reconfigured(struct director *);
void	inboxes_tell_clerk(struct director *, struct chan *);	/* quotas */
void	inboxes_worker_lost(struct director *);	/* scan soon */
/* Files lie there that are not merely kept. */
bool	inboxes_owe(const struct director *, enum box);
void	inboxes_landed(struct director *, struct chan *, struct chan_msg *);

#endif
