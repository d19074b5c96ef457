/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names - what the pipes of IPC$ ask: who this server is, which account has
 * which SID (the director knows); presence.h has who is connected.
 */
#ifndef SERVER_WORKER_NAMES_H
#define SERVER_WORKER_NAMES_H

#include "protocol/role/site_msg.h"

struct chan;
struct chan_msg;
struct worker;

int	names_new(struct worker *);		/* 0 or -ENOMEM */
void	names_free(struct worker *);
/* Who the site is: now the pipes can answer. */
void	names_identify(struct worker *, const struct msg_site *);
void	names_answered(struct worker *, struct chan *, struct chan_msg *);
void	names_director_lost(struct worker *);	/* open questions: unknown */

#endif
