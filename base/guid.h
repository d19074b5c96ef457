/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guid - sixteen bytes in wire order ([MS-DTYP] 2.3.4.2: the first three
 * fields little endian), shown as 8-4-4-4-12 hex digits.
 */
#ifndef BASE_GUID_H
#define BASE_GUID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

#define GUID_TEXT_SIZE	37

struct guid {
	uint8_t	 b[16];
};

struct guid	 guid_random(void);		/* version 4 */
/*
 * Version 8 (RFC 9562 5.8): six bytes of time, milliseconds, first byte
 * highest, then random ones.  Those that are made one after another stand side
 * by side in an index of their bytes.
 */
struct guid	 guid_ordered(struct wall);
const char	*guid_text(const struct guid *, char[static GUID_TEXT_SIZE]);
bool		 guid_parse(const char *, struct guid *out);	/* exactly that */
bool		 guid_equal(const struct guid *, const struct guid *);

#endif
