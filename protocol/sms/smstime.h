/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smstime - "1998/11/02 06:00:00", UTC: times in the files that clients drop.
 * The order of the fields is the one SMS uses for dates that programs read
 * ("2000/06/13 06:28.53", Q265358).
 */
#ifndef PROTOCOL_SMS_SMSTIME_H
#define PROTOCOL_SMS_SMSTIME_H

#include <stdbool.h>

#include "base/clock.h"

#define SMSTIME_SIZE	20

bool		 smstime_parse(const char *, struct wall *out);
const char	*smstime_text(struct wall, char[static SMSTIME_SIZE]);

#endif
