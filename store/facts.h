/* SPDX-License-Identifier: GPL-3.0-or-later */
/* facts - what discovery records tell of a client, inside of a change. */
#ifndef STORE_FACTS_H
#define STORE_FACTS_H

#include "store/batch.h"
#include "store/client.h"

/* Copies into the batch; NULL: nothing was told, or no memory. */
const struct client_facts *facts_take(struct batch *,
	    const struct client_facts *);
/* Other cards than before are a finding, counted in *found. */
int	facts_set(struct db *, int64_t client, const struct client_seen *,
	    uint32_t *found);
void	facts_get(struct sql *, struct arena *, struct client_facts *);
#define FACTS_COLUMNS	"agent, agent_site, agent_time, installed, travel, " \
	"os, user, subnets, macs, sites, assigned"

/* Texts with a line each: is it one of them; both together. */
bool		 lines_have(const char *lines, const char *one, size_t len);
bool		 lines_meet(const char *, const char *);
const char	*lines_joined(struct arena *, const char *old,
		    const char *fresh, size_t most);

#endif
