/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * director_double - a whole director over a site folder of its own, between a
 * keeper, a clerk and a worker of the test's.  The keeper of this house seals
 * nothing: its blobs are the texts themselves.
 *
 * Time     store and files have threads of their own: what they do is waited
 *          for with until(), for a minute of real time at most.
 */
#ifndef TESTS_UNIT_DIRECTOR_DOUBLE_H
#define TESTS_UNIT_DIRECTOR_DOUBLE_H

#include "server/director/account/accounts.h"
#include "server/director/cap/publisher.h"
#include "server/director/director.h"
#include "tests/unit/env_double.h"

extern struct env	 director_env;
extern struct far	*keeper, *clerk, *worker;
extern char		 site_dir[64];

/* cmocka's fixtures; a new site whose keeper has made its key. */
int		 director_up(void **);
int		 director_down(void **);
struct director	*the_director(void);

/* In parts, for tests of starts and ends. */
void		 director_start(void);
void		 director_stop(void);
/* All files as they are now, for a start of another director on them. */
void		 director_snapshot(void);
void		 director_start_on_snapshot(void);	/* after a stop */

/* An item of option `replicas' for the next start; NULL: none. */
extern const char *director_replica;
/* Option `cohorts' for the next start. */
extern int64_t	 director_cohorts;

extern bool	 keeper_is_deaf;	/* answers nothing any more */
extern bool	 keeper_cannot_sign;

void		 director_turn(void);	/* a moment, for everybody */
/* The same; false: it is too long since the first time. */
bool		 director_waits(time_t *since);
#define until(condition)	do {					\
	time_t	 since_ = 0;						\
	while (!(condition) && director_waits(&since_))			\
		;							\
	assert_true(condition);						\
} while (0)
void		 settle_down(void);	/* until nobody has anything to do */

/* --- changes, waited for --- */

/* What came of it: 0 or the positive code; the sentence is in outcome. */
extern struct err	 outcome;

struct wish {
	const char		*name;
	const char		*password;	/* NULL: generated */
	bool			 is_operator;
	bool			 force;
};
int		 add_account(const struct wish *);
int		 set_state(const char *name, enum account_state, bool force);
int		 unlock(const char *name);
int		 passwd(const char *name, const char *password, bool force);
int		 import_site(const char *text, size_t n);
int		 apply_delta(const char *text, size_t n);
int		 import_sample(void);
int		 publish_now(void);
struct publisher_status	publication(void);
const struct audit_row	*somebody(void);

/* What the keeper was told last of that account; false: nothing. */
bool		 keeper_knows(const char *name, struct msg_account *out);

/* Files of the site, by a path below it. */
char		*slurp(const char *path, size_t *n);	/* NULL: none; free */
void		 spit(const char *path, const void *, size_t);
bool		 exists(const char *path);
size_t		 count_files(const char *path);	/* names without a dot */

#endif
