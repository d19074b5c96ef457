/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * env_double - the surroundings of a role for tests: what role.h promises,
 * without a parent, a sandbox or processes.  The other end of each channel is
 * a `far' that keeps every message for the test to look at.
 *
 * Memory   env_double_close() frees all that is here; a far lives until then.
 */
#ifndef TESTS_UNIT_ENV_DOUBLE_H
#define TESTS_UNIT_ENV_DOUBLE_H

#include "server/role.h"

struct far;

/* What came over a channel. */
struct heard {
	struct heard	*next;
	enum msg_type	 type;
	uint64_t	 id;
	int		 fd;		/* -1: none, or taken by the test */
	size_t		 len;
	uint8_t		 body[];
};

/* A fresh env with a loop and the default configuration. */
void		 env_double_open(struct env *, enum role self);
void		 env_double_close(struct env *);

/* The role `self' gets a channel to this peer; ops' handlers run. */
struct far	*env_double_peer(struct env *, const struct role_ops *,
		    enum role, unsigned index);
void		 env_double_lose(struct far *);	/* the peer dies */
unsigned	 env_double_blamed(void);	/* calls of env_blame() so far */
bool		 env_double_ended(void);	/* env_exit() was called */

/* Lets everything happen that can happen without time passing; false: there
   was nothing. */
bool		 env_double_turn(struct env *);
/* Until something happens, for half a millisecond at most. */
void		 env_double_wait(struct env *);

/* The far end speaks: fill, then say. */
struct wr	*far_begin(struct far *, enum msg_type, uint64_t id);
void		 far_end(struct far *);
void		 far_end_fd(struct far *, int fd);
/* The oldest unread message of that type, or NULL; it is read then. */
struct heard	*far_heard(struct far *, enum msg_type);
/* Its body. */
struct rd	 heard_body(const struct heard *);
size_t		 far_unread(const struct far *, enum msg_type);
/* Of those that came behind the last one of another type. */
size_t		 far_unread_behind(const struct far *, enum msg_type other,
		    enum msg_type);
bool		 far_is_cut(const struct far *);	/* the role closed it */

#endif
