/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/box.h"

#include <string.h>

#include "base/text.h"

#define KIB		1024ULL
#define MIF_LARGEST	5000000ULL	/* "Max MIF Size", Q319167 */

static const struct box_row	rows[BOX_COUNT] = {
[BOX_CLICOMP]	= { .name = "clicomp.box",	.flow = BOX_DOWN },
[BOX_CLIDATA]	= { .name = "clidata.box",	.flow = BOX_DOWN },
[BOX_CLIFILES]	= { .name = "clifiles.box",	.flow = BOX_DOWN },
[BOX_OFFERINF]	= { .name = "offerinf.box",	.flow = BOX_DOWN },
[BOX_PKGINFO]	= { .name = "pkginfo.box",	.flow = BOX_DOWN },
[BOX_CCR]	= { .name = "ccr.box",		.flow = BOX_UP,
	.largest = 64 * KIB },
[BOX_DDR]	= { .name = "ddr.box",		.flow = BOX_UP,
	.largest = 64 * KIB },
[BOX_INVENTRY]	= { .name = "inventry.box",	.flow = BOX_UP,
	.largest = MIF_LARGEST },
[BOX_SINV]	= { .name = "sinv.box",		.flow = BOX_UP,
	.largest = 64 * KIB * KIB,
	.kinds = { { ".sic", 16 * KIB * KIB }, { ".sid", 16 * KIB * KIB } } },
[BOX_STATMSGS]	= { .name = "statmsgs.box",	.flow = BOX_UP,
	.largest = 256 * KIB },
};

const struct box_row *
box_row(enum box box)
{
	return &rows[box];
}

bool
box_find(const char *name, enum box *out)
{
	int	 i;

	for (i = 0; i < BOX_COUNT; i++) {
		if (text_casecmp(rows[i].name, name) == 0) {
			*out = (enum box)i;
			return true;
		}
	}
	return false;
}

uint64_t
box_largest(enum box box, const char *file)
{
	const struct box_kind	*kind = rows[box].kinds;
	const char		*dot = strrchr(file, '.');
	size_t			 i;

	for (i = 0; dot != NULL && i < BOX_KINDS_MAX && kind[i].ext != NULL;
	    i++)
		if (text_casecmp(kind[i].ext, dot) == 0)
			return kind[i].largest;
	return rows[box].largest;
}
