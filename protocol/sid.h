/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sid - security identifiers: on the wire, as text, and those that everybody
 * knows.
 *
 * Errors   sid_get() marks the reader failed when the bytes are no SID.
 * Memory   struct sid is a value; nothing is allocated.
 * Source   [MS-DTYP] 2.4.2; names and types as LsarLookupSids shows them,
 *          [MS-LSAT] 2.2.13, [MS-SAMR] 2.2.2.3 (SID_NAME_USE).
 */
#ifndef PROTOCOL_SID_H
#define PROTOCOL_SID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

#define SID_SUBS_MAX	15
#define SID_TEXT_SIZE	192	/* the longest text form and its NUL */
#define SID_SIZE_MAX	(8 + 4 * SID_SUBS_MAX)	/* bytes on the wire */

struct sid {
	uint8_t		 count;			/* of sub */
	uint64_t	 authority;		/* 48 bits */
	uint32_t	 sub[SID_SUBS_MAX];
};

void		 sid_get(struct rd *, struct sid *);
void		 sid_put(struct wr *, const struct sid *);
size_t		 sid_size(const struct sid *);	/* what sid_put() writes */
bool		 sid_equal(const struct sid *, const struct sid *);

/* "S-1-5-21-1-2-3"; an authority of 2^32 or more is shown as 0x and hex. */
const char	*sid_text(const struct sid *, char[static SID_TEXT_SIZE]);
bool		 sid_parse(const char *, struct sid *out);	/* exactly that */

/* A domain and a relative id; both fail when there is no room or no rid. */
bool		 sid_join(const struct sid *domain, uint32_t rid,
		    struct sid *out);
bool		 sid_split(const struct sid *, struct sid *domain_out,
		    uint32_t *rid_out);

enum sid_use {
	SID_USE_USER = 1, SID_USE_GROUP, SID_USE_DOMAIN, SID_USE_ALIAS,
	SID_USE_WELL_KNOWN_GROUP, SID_USE_DELETED, SID_USE_INVALID,
	SID_USE_UNKNOWN, SID_USE_COMPUTER
};

enum sid_known {
	SID_NULL, SID_WORLD, SID_LOCAL, SID_CREATOR_OWNER, SID_CREATOR_GROUP,
	SID_NETWORK, SID_BATCH, SID_INTERACTIVE, SID_SERVICE, SID_ANONYMOUS,
	SID_AUTHENTICATED_USERS, SID_SYSTEM, SID_LOCAL_SERVICE,
	SID_NETWORK_SERVICE, SID_BUILTIN, SID_ADMINISTRATORS, SID_USERS,
	SID_GUESTS, SID_POWER_USERS, SID_ACCOUNT_OPERATORS,
	SID_SERVER_OPERATORS, SID_PRINT_OPERATORS, SID_BACKUP_OPERATORS,
	SID_KNOWN_COUNT
};

struct sid_known_row {
	struct sid	 sid;
	const char	*domain;
	const char	*name;
	enum sid_use	 use;
};

const struct sid_known_row	*sid_known(enum sid_known);
const struct sid_known_row	*sid_known_find(const struct sid *);
const struct sid_known_row	*sid_known_named(const char *);	/* any case */

#endif
