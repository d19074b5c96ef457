/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence - who logged on, and who was refused: told to the director in
 * batches, so that a logon costs no message of its own.  At most one batch is
 * lost when this role dies.
 */
#ifndef SERVER_KEEPER_EVIDENCE_H
#define SERVER_KEEPER_EVIDENCE_H

#include "protocol/role/auth_msg.h"

struct env;
struct evidence;

struct evidence	*evidence_new(struct env *);	/* NULL: no memory */
void		 evidence_free(struct evidence **);	/* sends what is left */
void		 evidence_add(struct evidence *, const struct msg_evidence *);

#endif
