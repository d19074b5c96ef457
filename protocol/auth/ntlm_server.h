/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ntlm_server - the CHALLENGE that a worker sends.
 *
 * Errors   0 or -errno: -EBADMSG malformed, -EPROTO refused because of what
 *          the client does not offer, -ENOBUFS the writer is full.
 * Memory   the names are borrowed; nothing is kept.
 * Source   [MS-NLMP] 3.2.5.1.1, 2.2.1.2.
 */
#ifndef PROTOCOL_AUTH_NTLM_SERVER_H
#define PROTOCOL_AUTH_NTLM_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/auth/ntlm_message.h"

/* Who the server says it is: UTF-8, none NULL, "" is left out. */
struct ntlm_names {
	const char	*nb_computer;	/* NetBIOS, 15 characters */
	const char	*nb_domain;
	const char	*dns_computer;
	const char	*dns_domain;
	bool		 of_domain;	/* TargetName is the domain */
	struct ntlm_version version;	/* all zero: the usual one */
};

struct ntlm_question {
	const struct ntlm_names	*names;
	uint32_t		 offered;	/* NEGOTIATE's flags */
	const uint8_t		*challenge;	/* NTLM_CHALLENGE_SIZE bytes */
	uint64_t		 now;		/* NT time */
};

/*
 * What we take of the flags offered, 0 if that is not enough: extended
 * session security and a character set are wanted, NTLMv2 goes without saying.
 */
uint32_t	ntlm_server_flags(uint32_t offered);

int		ntlm_server_challenge(const struct ntlm_question *,
		    struct wr *);

#endif
