/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cohort.h"

#include <stdint.h>

/* FNV-1a, 64 bits: even, and the same for ever. */
static uint64_t
mix(uint64_t h, uint8_t byte)
{
	return (h ^ byte) * UINT64_C(0x100000001b3);
}

unsigned
cohort_of(unsigned was, unsigned count, const struct guid *site,
    const char *name)
{
	uint64_t	 h = UINT64_C(0xcbf29ce484222325);
	size_t		 i;

	if (count < 2)
		return 0;
	if (was != 0 && was < count)
		return was;
	for (i = 0; i < sizeof(site->b); i++)
		h = mix(h, site->b[i]);
	for (; *name != '\0'; name++)
		h = mix(h, (uint8_t)*name);
	return 1 + (unsigned)((h ^ h >> 32) % (count - 1));
}
