/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outcome - how a push has ended, and the lines in which whoever began it
 * hears of it (protocol/role/push_job.h).
 */
#ifndef SERVER_PUSH_OUTCOME_H
#define SERVER_PUSH_OUTCOME_H

#include "protocol/role/push_job.h"

struct outcome {
	enum push_end	 end;
	uint32_t	 number;	/* Win32, 0: none */
	char		 text[400];
};

/* False, so that a step can end all in one statement. */
bool	ends(struct outcome *, enum push_end, uint32_t number,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/*
 * A step failed with that number: what is refused is not asked again, all
 * else is, in an hour.  `what' begins the sentence.
 */
bool	fails(struct outcome *, uint32_t number, const char *what);

void	tell_step(const char *);
void	tell_sign(const char *);		/* of life */
void	tell_log(uint64_t size);		/* of the installation, there */
void	tell_address(const char *);		/* it was found there */
void	tell_wish(void);			/* for the credential */
void	tell_end(const struct outcome *);

#endif
