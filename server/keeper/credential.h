/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * credential - what a site-push logs on with: unsealed here, written to the
 * descriptor that its process reads, and seen by nobody between.  What does
 * not open is not written: the other end reads nothing.
 */
#ifndef SERVER_KEEPER_CREDENTIAL_H
#define SERVER_KEEPER_CREDENTIAL_H

#include "protocol/role/push_msg.h"

struct keeper;

/* Takes the descriptor. */
void	credential_give(struct keeper *, const struct msg_push_credential *,
	    int fd);

#endif
