/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * property - the client properties whose meaning is known: type, range, what
 * holds when they are not set.  Others are published as they stand.
 *
 * Source   cap.md 4.3, 7; names marked "ours" are not SMS's.
 */
#ifndef PROTOCOL_SMS_PROPERTY_H
#define PROTOCOL_SMS_PROPERTY_H

#include <stddef.h>
#include <stdint.h>

#include "protocol/sms/regvalue.h"

enum property_id {
	PROP_CYCLE_MINUTES, PROP_RETRY_MINUTES, PROP_ORPHAN_DAYS,
	PROP_TRAVEL_MODE, PROP_VERIFY, PROP_MAINTENANCE, PROP_SCHEDULE,
	PROP_POLL_MINUTES, PROP_MAX_MIF, PROP_VERSION, PROP_DIRECTORY,
	PROP_COUNT
};

struct property {
	const char	*name;
	enum reg_type	 type;
	uint32_t	 least, most;	/* of a REG_DWORD */
	uint32_t	 usual;		/* when it is not set */
	const char	*(*check)(const char *);	/* of a REG_SZ */
	const char	*expected;	/* in words */
};

extern const struct property	 properties[PROP_COUNT];

const struct property	*property_find(const char *name);	/* or NULL */
/* NULL if the value is right or the name unknown, else what is expected. */
const char	*property_check(const char *name, enum reg_type,
		    const char *text, uint32_t number);

#endif
