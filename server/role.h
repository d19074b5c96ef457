/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * role - what every role of sited has in common: how it comes to life, whom
 * it talks to, how it ends.
 *
 * Life     the parent executes `sited -r ROLE' with one channel on descriptor
 *          3.  Over it come the configuration, descriptors, and BEGIN.  The
 *          process then drops to its user, calls open() for what needs
 *          names or memory, enters its sandbox, calls run(), says READY.
 * Peers    channels to other roles come at any time after run(); when a peer
 *          dies, its channel goes and a new one comes with the restarted
 *          process.
 * End      STOP calls stop(); the role calls env_exit() when done.  The end of
 *          the parent ends the process at once.
 */
#ifndef SERVER_ROLE_H
#define SERVER_ROLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/sandbox.h"
#include "protocol/role/message.h"
#include "server/chan.h"
#include "server/config.h"

#define ENV_FOLDERS_MAX	8

struct env {
	enum role		 self;
	unsigned		 index;
	const struct role_ops	*ops;
	void			*state;		/* the role's own */
	struct event_base	*base;
	struct config		 config;
	struct chan		*parent;
	int			 listen[LISTENERS_MAX];
	uint32_t		 view[LISTENERS_MAX];	/* that each stands for */
	size_t			 nlisten;
	int			 control;	/* director: listening socket */
	int			 key;		/* keeper: key file; -1: none */
	struct sandbox_folder	 folders[ENV_FOLDERS_MAX];
	size_t			 nfolders;
	struct env_private	*private;
};

struct role_ops {
	enum role		 role;
	unsigned		 groups;	/* SB_... */
	bool			 tells_ready;	/* by env_ready(), after run() */
	/* Returns 0 or -errno with a sentence; then the role cannot run. */
	int			(*open)(struct env *, struct err *);
	int			(*run)(struct env *, struct err *);
	void			(*peer)(struct env *, struct chan *);
	void			(*peer_lost)(struct env *, struct chan *);
	void			(*reconfigured)(struct env *);	/* new env->config */
	void			(*stop)(struct env *);
	const struct chan_handler *handlers;	/* ctx is the struct env */
	size_t			 nhandlers;
};

extern const struct role_ops	director_ops, keeper_ops, clerk_ops, worker_ops,
				web_ops;

/* What a HANDOVER message brings. */
enum handover {
	HANDOVER_LOG,
	HANDOVER_LISTEN,		/* the index is the view */
	HANDOVER_CONTROL,
	HANDOVER_KEY,
	HANDOVER_PEER			/* followed by role and index */
};

/* The child's main(); parent_fd is its channel.  Does not return. */
void		 role_main(enum role, unsigned index, int parent_fd)
		    __attribute__((noreturn));

/* A channel to a peer, NULL while there is none. */
struct chan	*env_peer(struct env *, enum role, unsigned index);
/* All channels to peers of a role, by number from 0; NULL after the last. */
struct chan	*env_peer_at(struct env *, enum role, size_t n);
/* A folder that the sandbox shall allow; opens it.  Before run() only. */
int		 env_allow_folder(struct env *, const char *path, bool write,
		    struct err *);
/* The role does its work from now on; the first call counts. */
void		 env_ready(struct env *);
/* This peer breaks the protocol of roles, or does not read: the parent ends
   it. */
void		 env_blame(struct env *, const struct chan *);
void		 env_exit(struct env *);

#endif
