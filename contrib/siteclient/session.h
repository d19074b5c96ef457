/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session - one run of siteclient: the agent of this machine with its folder,
 * its options and the loop, and what verbs need of them.
 *
 * Exit     0 done, 1 failed, 2 usage, 3 refused by a guard, 4 degraded: it was
 *          done here, but no CAP was reached.
 */
#ifndef CONTRIB_SITECLIENT_SESSION_H
#define CONTRIB_SITECLIENT_SESSION_H

#include "contrib/siteclient/agent.h"
#include "contrib/siteclient/cycle.h"

enum exit_status { EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_REFUSED,
	EXIT_DEGRADED };

#define SESSION_OPTIONS_MAX	64

struct session {
	const char	*folder_path;
	const char	*config_path;	/* NULL: siteclient.conf of the folder */
	const char	*options[SESSION_OPTIONS_MAX];	/* of -o */
	size_t		 noption;
	bool		 verbose;
	struct config	 config;
	struct agent	 agent;
	int		 lock;
	struct err	 err;
};

struct verb {
	const char	*name;
	const char	*arguments;
	const char	*help;
	int		 (*run)(struct session *, int argc, char **argv);
};

/* Folder, lock, options; then who this client is (-ENOENT: nobody yet). */
int	session_open(struct session *);
int	session_config(struct session *);	/* a part of it */
int	session_load(struct session *);
/* Loop and transport. */
int	session_connect(struct session *);
void	session_close(struct session *);

/* Runs one cycle to its end, and the program that it may have started. */
int	session_cycle(struct session *, enum cycle_kind,
	    enum cycle_outcome *);
bool	session_is_installed(const struct session *);

int	verb_enrol(struct session *, int, char **);
int	verb_install(struct session *, int, char **);
int	verb_remove(struct session *, int, char **);
int	verb_cycle(struct session *, int, char **);
int	verb_run(struct session *, int, char **);
int	verb_status(struct session *, int, char **);
int	verb_swarm(struct session *, int, char **);
int	verb_target(struct session *, int, char **);

#endif
