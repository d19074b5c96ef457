/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * role_again - decodes the body of a message between roles and encodes what
 * was understood, one row a message with a codec.
 */
#ifndef TESTS_UNIT_ROLE_AGAIN_H
#define TESTS_UNIT_ROLE_AGAIN_H

#include "base/wire.h"
#include "protocol/role/message.h"

/* True: the body was accepted as a whole; ask wr_ok() as well. */
typedef void	role_again_fn(struct rd *body, struct wr *);

role_again_fn	*role_again_of(enum msg_type);	/* NULL: it has no codec */
bool		 role_again(enum msg_type, struct rd body, struct wr *);

#endif
