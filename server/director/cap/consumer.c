/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/consumer.h"

#include <string.h>

#include "base/text.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

/* The first row that fits is asked. */
static const struct row {
	enum box	 box;
	const char	*ext;		/* NULL: of any kind */
	consume		*run;
} rows[] = {
	{ BOX_DDR,	 NULL,		consume_ddr },
	{ BOX_CCR,	 ".ENR",	consume_enrol },
	{ BOX_CCR,	 NULL,		consume_ccr },
	{ BOX_INVENTRY,	 ".nhm",	consume_nhm },
	{ BOX_INVENTRY,	 ".raw",	consume_raw },
	{ BOX_SINV,	 ".sic",	consume_sinv },
	{ BOX_SINV,	 ".sid",	consume_sinv },
	{ BOX_STATMSGS,	 ".svf",	consume_status },
};

static bool
has_extension(const char *name, const char *ext)
{
	const char	*dot = strrchr(name, '.');

	return ext == NULL || (dot != NULL && text_casecmp(dot, ext) == 0);
}

consume *
consumer_of(enum box box, const char *name)
{
	size_t	 i;

	for (i = 0; i < nitems(rows); i++)
		if (rows[i].box == box && has_extension(name, rows[i].ext))
			return rows[i].run;
	return NULL;
}

bool
consumer_any(enum box box)
{
	size_t	 i;

	for (i = 0; i < nitems(rows); i++)
		if (rows[i].box == box)
			return true;
	return false;
}
