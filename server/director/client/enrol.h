/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enrol - what operators do about clients with keys of their own: a bundle
 * for a new one, whose token the keeper makes and shows sitectl alone; and
 * that one is forgotten.
 *
 * Async    a function that returns 0 calls `done' once: NULL when the change
 *          is on the disk, else why not.
 * Errors   -errno and a sentence: EINVAL no name of a computer, ENOENT no
 *          such client, or nothing to enrol at; EAGAIN keeper or account list
 *          are not there yet.
 */
#ifndef SERVER_DIRECTOR_CLIENT_ENROL_H
#define SERVER_DIRECTOR_CLIENT_ENROL_H

#include "base/err.h"
#include "server/director/client/token.h"
#include "store/audit.h"

struct chan;
struct chan_msg;

#define ENROL_HOURS	72	/* a token holds for so long */

typedef void	enrol_done(void *arg, const struct err *failed,
		    const struct enrol_token *);

/* `name' gets the form that clients bear: upper case. */
int	enrol_may(struct director *, char name[static NETBIOS_NAME_SIZE],
	    const char *given, struct err *);
struct enrol_wish {
	const char		*name;
	const struct guid	*client;	/* NULL: whoever bears the name;
						   else a lost one, alone */
	const struct audit_row	*audit;
};

/* *fd is the end that sitectl reads the bundle from; the caller owns it. */
int	enrol_begin(struct director *, const struct enrol_wish *, int *fd,
	    enrol_done *, void *arg, struct err *);
/* By GUID or, if one bears it, by name; NULL and why not. */
const struct enrolled *enrol_find(const struct director *, const char *client,
	    struct err *);
int	enrol_forget(struct director *, const struct enrolled *,
	    const struct audit_row *, enrol_done *, void *arg, struct err *);

void	enrol_answered(struct director *, struct chan *, struct chan_msg *);
void	enrol_keeper_lost(struct director *);

#endif
