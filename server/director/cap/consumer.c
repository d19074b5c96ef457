/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/consumer.h"

#include <string.h>

#include "base/text.h"
#include "protocol/sms/envelope.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

/* The first row that fits is asked. */
static const struct row {
	enum box	 box;
	const char	*ext;		/* NULL: of any kind */
	consume		*run;
	prepare		*prepare;
} rows[] = {
	{ BOX_DDR,	 NULL,		consume_ddr,	NULL },
	{ BOX_CCR,	 ".ENR",	consume_enrol,	NULL },
	{ BOX_CCR,	 NULL,		consume_ccr,	NULL },
	{ BOX_INVENTRY,	 ".nhm",	consume_nhm,	prepare_nhm },
	{ BOX_INVENTRY,	 ".raw",	consume_raw,	prepare_raw },
	{ BOX_SINV,	 ".sic",	consume_sinv,	prepare_sinv },
	{ BOX_SINV,	 ".sid",	consume_sinv,	prepare_sinv },
	{ BOX_STATMSGS,	 ".svf",	consume_status,	NULL },
};

static bool
has_extension(const char *name, const char *ext)
{
	const char	*dot = strrchr(name, '.');

	return ext == NULL || (dot != NULL && text_casecmp(dot, ext) == 0);
}

static const struct row *
find(enum box box, const char *name)
{
	size_t	 i;

	for (i = 0; i < nitems(rows); i++)
		if (rows[i].box == box && has_extension(name, rows[i].ext))
			return &rows[i];
	return NULL;
}

consume *
consumer_of(enum box box, const char *name)
{
	const struct row	*row = find(box, name);

	return row == NULL ? NULL : row->run;
}

struct prepared *
consumer_prepare(enum box box, const char *name, const void *data, size_t len)
{
	const struct row	*row = find(box, name);
	struct envelope		 e;

	if (row == NULL || row->prepare == NULL)
		return NULL;
	if (!envelope_is(data, len))
		return row->prepare(data, len, wall_now());
	return envelope_parse(data, len, &e) ?
	    row->prepare(e.payload.base, e.payload.len, wall_now()) : NULL;
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
