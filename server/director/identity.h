/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity - who this site is, and whether the keeper's key is the one that
 * its secrets were sealed with.  A new store gets its identity when a keeper
 * has made the first blobs.
 */
#ifndef SERVER_DIRECTOR_IDENTITY_H
#define SERVER_DIRECTOR_IDENTITY_H

#include "base/err.h"

struct chan;
struct chan_msg;
struct director;

/* From the store, or made up; blocks, at start only. */
int	identity_load(struct director *, struct err *);
/* A keeper has come up: does its key fit? */
void	identity_ask_keeper(struct director *, struct chan *);
/* SITE_KEY_ANSWER; then the keeper is told the accounts. */
void	identity_answered(struct director *, struct chan *, struct chan_msg *);

#endif
