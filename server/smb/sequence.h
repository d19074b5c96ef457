/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sequence - the ChannelSequence of an open: a client that lost a connection
 * counts up, and what is still on its way from before must not change
 * anything any more.  Pure.
 *
 * Source   [MS-SMB2] 3.3.1.10, 3.3.5.2.10.
 */
#ifndef SERVER_SMB_SEQUENCE_H
#define SERVER_SMB_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

struct sequence {
	uint16_t	 number;
	uint32_t	 running;	/* OutstandingRequestCount */
	uint32_t	 before;	/* OutstandingPreRequestCount */
};

/* false: it is too late, and not counted. */
bool	sequence_begin(struct sequence *, uint16_t number, bool replay);
/* Of one that was counted. */
void	sequence_end(struct sequence *, uint16_t number);

#endif
