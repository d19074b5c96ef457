/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * challenges - eight random bytes each, good once and for a minute.
 *
 * A ring: the id counts up and is the place.  Whoever asks for so many that
 * the ring comes round only makes its own old ones void.
 */
#ifndef SERVER_KEEPER_CHALLENGES_H
#define SERVER_KEEPER_CHALLENGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "protocol/role/auth_msg.h"

#define CHALLENGE_LIFE_MS	60000

struct challenges;

struct challenges	*challenges_new(void);	/* NULL: no memory */
void			 challenges_free(struct challenges **);
struct msg_challenge	 challenges_issue(struct challenges *, struct mono now);
/* Spends it.  false: never given out, spent, or too old. */
bool			 challenges_redeem(struct challenges *, uint64_t id,
			    struct mono now, uint8_t out[static 8]);

#endif
