/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence - who logged on, and who was refused: told to the director in
 * batches, so that a logon costs no message of its own; a lock at once.  At
 * most one batch is lost when this role dies.
 */
#ifndef SERVER_KEEPER_EVIDENCE_H
#define SERVER_KEEPER_EVIDENCE_H

#include "protocol/role/auth_msg.h"

struct account;
struct env;
struct evidence;

struct evidence	*evidence_new(struct env *);	/* NULL: no memory */
void		 evidence_free(struct evidence **);	/* sends what is left */
void		 evidence_add(struct evidence *, const struct msg_evidence *);
void		 evidence_send(struct evidence *);	/* what there is, now */
/* This account is locked, since a try from account->bad_from. */
void		 evidence_lock(struct evidence *, const struct account *);

#endif
