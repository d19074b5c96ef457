/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * storage - a store in a temporary folder of its own for each test, and a way
 * to use it as if it were synchronous.
 */
#ifndef TESTS_UNIT_STORAGE_H
#define TESTS_UNIT_STORAGE_H

#include "tests/unit/check.h"

#include <errno.h>
#include <stdio.h>

#include "base/arena.h"
#include "store/store.h"

struct storage {
	char		 dir[64];
	struct store	*st;
	struct arena	 kept;		/* what callbacks were shown */
	struct err	 err;		/* of the last commit or query */
};

/* Setup and teardown of a cmocka test: *state is a struct storage. */
int	storage_up(void **state);
int	storage_down(void **state);

void	storage_open(struct storage *);		/* fails the test on error */
void	storage_close(struct storage *);
char	*storage_path(struct storage *, const char *name);	/* kept */
void	storage_remove(const char *dir);	/* and all in it */

/* Submits, waits; 0 or the positive code, the sentence is in err. */
int	commit(struct storage *, struct batch *);
void	committed(struct storage *, struct batch *);	/* it must be 0 */
/* What a submit or query returned, once it was delivered: as commit(). */
int	waited(struct storage *, int submitted);
void	note_err(struct storage *, const struct err *);

const char *kept(struct storage *, const char *);

#define WITH_STORE(f)	cmocka_unit_test_setup_teardown(f, storage_up, \
	storage_down)
#define AT(s)	((struct wall){ 1000000LL * (int64_t)(s) })

/* The files as a crash would leave them now: a folder, kept. */
char	*storage_crash(struct storage *);
/* Opens that folder: 0 or the positive code, the sentence is in err. */
int	storage_try_open(struct storage *, const char *dir);

/*
 * SQL behind the store's back, as an attacker or a careless administrator
 * would; the store is closed meanwhile.
 */
bool	storage_try(struct storage *, const char *sql);	/* false: refused */
void	storage_force(struct storage *, const char *sql); /* no trigger fires */
void	storage_save(struct storage *);			/* the file */
void	storage_back(struct storage *);			/* as it was saved */

#endif
