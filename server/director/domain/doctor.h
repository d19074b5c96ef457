/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor - looks at the account domain as a whole: what is wrong with it, and
 * what is to be done.
 *
 * A WRONG is to be put right; a NOTE may be as it is wanted.
 * Source   accounts.md 5, 6, 9; Q278345, Q307434, Q223138.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_DOCTOR_H
#define SERVER_DIRECTOR_DOMAIN_DOCTOR_H

#include <stdbool.h>

struct director;

struct finding {
	bool		 is_note;
	char		 where[64];	/* a server, account or machine */
	char		 what[256];
	char		 advice[320];
};

typedef void	doctor_tell(void *arg, const struct finding *);

/* At once; what is told lives until doctor_tell() returns. */
void	doctor_examine(struct director *, doctor_tell *, void *arg);

#endif
