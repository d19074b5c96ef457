/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * past - verifiers of deleted accounts, and how long they are kept: for
 * orphan_limit, so that the recovery window can tell their clients apart
 * (product.md 4); who is away longer is lost anyway.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_PAST_H
#define SERVER_DIRECTOR_ACCOUNT_PAST_H

struct director;

/* Those that are too old are forgotten here, in the store and by the keeper. */
void	past_purge(struct director *);

#endif
