/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/access.h"

#include "protocol/smb2/field.h"

static const struct {
	uint32_t	 generic;
	uint32_t	 rights;
} mapping[] = {
	{ GENERIC_READ,		FILE_GENERIC_READ },
	{ GENERIC_WRITE,	FILE_GENERIC_WRITE },
	{ GENERIC_EXECUTE,	FILE_GENERIC_EXECUTE },
	{ GENERIC_ALL,		FILE_ALL_ACCESS },
};

uint32_t
smb2_map_generic(uint32_t access)
{
	size_t	 i;

	for (i = 0; i < nitems(mapping); i++) {
		if (access & mapping[i].generic)
			access |= mapping[i].rights;
	}
	return access & ~(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE |
	    GENERIC_ALL);
}
