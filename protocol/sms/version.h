/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * version - version numbers of client components: "2.00.1493.2009", and the
 * two-part ones of Windows Management, "698.0012".
 *
 * Fields compare as numbers, from the left; a missing one counts as 0, so
 * that the "2.00.1493.2" of a log equals 2.00.1493.0002.
 *
 * Source   cap.md 6.1: Q213410, Q266130, Q264630.
 */
#ifndef PROTOCOL_SMS_VERSION_H
#define PROTOCOL_SMS_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#define VERSION_FIELDS		4
#define VERSION_TEXT_SIZE	24	/* "65535.65535.65535.65535", NUL */

struct version {
	uint16_t	 field[VERSION_FIELDS];
	uint8_t		 nfield;	/* 2 to 4 */
};

bool		 version_parse(const char *, struct version *out);
const char	*version_text(const struct version *,
		    char[static VERSION_TEXT_SIZE]);
int		 version_compare(const struct version *,
		    const struct version *);	/* <0, 0, >0 */

#endif
