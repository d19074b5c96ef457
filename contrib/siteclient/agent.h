/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * agent - one client: who it is, what it knows, how it reaches its site.  A
 * machine has one, a swarm thousands that share configuration, transport and
 * loop.
 */
#ifndef CONTRIB_SITECLIENT_AGENT_H
#define CONTRIB_SITECLIENT_AGENT_H

#include "contrib/siteclient/assign.h"
#include "contrib/siteclient/config.h"
#include "contrib/siteclient/identity.h"
#include "contrib/siteclient/log.h"
#include "contrib/siteclient/state.h"
#include "contrib/siteclient/transport.h"

struct cycle;
struct program;

/* The installation account was refused: not tried again for a while. */
struct agent_refusal {
	uint64_t	 secret;	/* what was refused; another may be tried */
	uint32_t	 error;		/* 0: nothing was */
	struct mono	 until;
};

struct agent {
	struct event_base	*base;
	struct transport	*transport;
	const struct config	*config;
	struct agent_logs	 logs;
	int			 folder;	/* -1: all in memory */
	struct identity		 identity;
	struct state		 state;
	struct cards		 cards;
	struct sockaddr_storage	 from;
	int			 existing_cap;	/* reached last, or -1 */
	struct cycle		*cycle;		/* NULL: none runs */
	struct program		*program;	/* that runs, or NULL */
	bool			 lacks_token;	/* a controller's programs wait */
	struct agent_refusal	 refusal;
};

/* What holds: set here, said by the site, or usual. */
int64_t	agent_cycle_ms(const struct agent *);
int64_t	agent_retry_ms(const struct agent *);
int64_t	agent_orphan_ms(const struct agent *);

/*
 * Saves the state.  false: it is not on the disk, which is logged; the agent
 * goes on, but for what must not happen twice.
 */
bool	agent_save(struct agent *);

/*
 * Removes every component, account and waiting drop.  Who it is stays, so
 * that it can be installed again.
 */
void	agent_remove(struct agent *, const char *why);

/* A status message into the copy queue: 10002 and such, up to 3 strings. */
void	agent_status(struct agent *, uint32_t id, const char *const *strings,
	    size_t n);

#endif
