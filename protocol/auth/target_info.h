/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target_info - the AV_PAIR list by which an NTLM server says who it is and
 * which the client sends back, with pairs of its own, under its proof.
 *
 * Units    times are NT time (base/clock.h); names are UTF-16LE.
 * Errors   decoding returns 0 or -EBADMSG: a pair runs over the end, the list
 *          has no MsvAvEOL, a known pair comes twice or has a wrong size.
 *          Unknown pairs are passed over; what follows MsvAvEOL is ignored
 *          (clients put four zero bytes there).
 * Memory   decoded readers are views into the list.
 * Source   [MS-NLMP] 2.2.2.1.
 */
#ifndef PROTOCOL_AUTH_TARGET_INFO_H
#define PROTOCOL_AUTH_TARGET_INFO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"

enum av_id {
	AV_EOL,
	AV_NB_COMPUTER_NAME,
	AV_NB_DOMAIN_NAME,
	AV_DNS_COMPUTER_NAME,
	AV_DNS_DOMAIN_NAME,
	AV_DNS_TREE_NAME,
	AV_FLAGS,
	AV_TIMESTAMP,
	AV_SINGLE_HOST,
	AV_TARGET_NAME,
	AV_CHANNEL_BINDINGS,
	AV_COUNT
};

#define AV_FLAG_MIC	0x2U		/* the AUTHENTICATE has a MIC */

struct target_info {
	size_t		 pairs;			/* bytes before MsvAvEOL */
	bool		 has[AV_COUNT];
	struct rd	 value[AV_COUNT];	/* empty where has[] is false */
	uint32_t	 flags;			/* 0: absent */
	uint64_t	 timestamp;		/* 0: absent */
};

int	target_info_decode(struct rd, struct target_info *) MUST_CHECK;
void	target_info_put(struct wr *, enum av_id, const struct rd *value);
void	target_info_put_end(struct wr *);

/* The pairs of both that a server sends are the same in number and value. */
bool	target_info_echoed(const struct target_info *sent,
	    const struct target_info *echo);

#endif
