/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guid - sixteen bytes in wire order ([MS-DTYP] 2.3.4.2: the first three
 * fields little endian), shown as 8-4-4-4-12 hex digits.
 */
#ifndef BASE_GUID_H
#define BASE_GUID_H

#include <stdbool.h>
#include <stdint.h>

#define GUID_TEXT_SIZE	37

struct guid {
	uint8_t	 b[16];
};

struct guid	 guid_random(void);		/* version 4 */
const char	*guid_text(const struct guid *, char[static GUID_TEXT_SIZE]);
bool		 guid_parse(const char *, struct guid *out);	/* exactly that */
bool		 guid_equal(const struct guid *, const struct guid *);

#endif
