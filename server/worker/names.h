/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names - what the pipes of IPC$ say this server is: the PDC on the site's own
 * listeners, a BDC on those of a replica; and the values of its registry.
 * domain_link.h has what they ask of accounts, presence.h who is connected.
 */
#ifndef SERVER_WORKER_NAMES_H
#define SERVER_WORKER_NAMES_H

#include "protocol/role/site_msg.h"

struct worker;

int	names_new(struct worker *);		/* 0 or -ENOMEM */
void	names_free(struct worker *);
/* Who the site is: now the pipes can answer. */
void	names_identify(struct worker *, const struct msg_site *);
void	names_reconfigured(struct worker *);

#endif
