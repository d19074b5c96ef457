/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * questions - what workers ask of the accounts, DOMAIN_ASK: sam.h has the
 * answers, which go back in parts.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_QUESTIONS_H
#define SERVER_DIRECTOR_DOMAIN_QUESTIONS_H

struct chan;
struct chan_msg;
struct director;

void	questions_take(struct director *, struct chan *, struct chan_msg *);
/* What it asked is done; nobody hears of it but the audit. */
void	questions_worker_lost(struct director *, const struct chan *);

#endif
