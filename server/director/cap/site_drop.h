/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_drop - deltas of the site control file that somebody copies into
 * SMS_<site>\inboxes\sitectrl.box\incoming.
 *
 * One at a time, the oldest first: taken into process, judged, then applied
 * and removed, or moved to refused with the reason beside it.  Either leaves
 * an audit record.  A refused one is never looked at again (Q297870), and what
 * cannot be moved away stops the queue rather than being judged for ever.
 * After a crash a delta has been applied once, or not at all: the commit that
 * applies it also notes its hash, until the file is gone.
 */
#ifndef SERVER_DIRECTOR_CAP_SITE_DROP_H
#define SERVER_DIRECTOR_CAP_SITE_DROP_H

#include "base/err.h"

struct director;
struct site_drop;

int	site_drop_new(struct director *, struct err *);
void	site_drop_start(struct director *);
void	site_drop_reconfigured(struct director *);
void	site_drop_stop(struct director *);
/* Why no delta is taken; NULL: they are. */
const char *site_drop_alarm(const struct director *);
void	site_drop_free(struct site_drop **);

#endif
