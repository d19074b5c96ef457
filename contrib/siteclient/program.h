/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * program - runs one command line at a time under a local user, in a session
 * of its own, with a clean environment and no descriptor of ours.  When its
 * time is up, all of it is killed.
 *
 * Errors   -ENOENT: no such user; -EPERM: only root may run others'; else what
 *          the kernel says.  Nothing has run then.
 */
#ifndef CONTRIB_SITECLIENT_PROGRAM_H
#define CONTRIB_SITECLIENT_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct program;

struct program_end {
	/* Exit status; `killed': by a signal, or its time was up. */
	void	(*fn)(void *arg, int status, bool killed);
	void	*arg;		/* malloc()ed; it goes with the program */
};

int	program_start(struct event_base *, const char *user,
	    const char *command, int64_t time_ms, const struct program_end *,
	    struct program **out);
void	program_stop(struct program **);	/* killed; its end is not told */

#endif
