/* SPDX-License-Identifier: GPL-3.0-or-later */
/* manual_options - the options of sited.conf, for the manual. */
#include <string.h>

#include "doc/manual.h"
#include "server/config.h"
#include "server/config_value.h"

static const char *
kind_name(const struct config_option *o)
{
	switch (o->kind) {
	case OPT_NAME:
		return "text";
	case OPT_PATH:
		return "path";
	case OPT_LIST:
		return "list";
	case OPT_BOOL:
		return "yes | no";
	case OPT_NUMBER:
		return "number";
	case OPT_TIME:
		return "time";
	case OPT_SIZE:
		return "size";
	default:
		return NULL;
	}
}

/* "error | warn | info", from "error warn info". */
static void
put_words(FILE *f, const char *words)
{
	for (; *words != '\0'; words++)
		if (*words == ' ')
			(void)fputs(" | ", f);
		else
			(void)fputc(*words, f);
}

static void
put_default(FILE *f, const struct config_option *o)
{
	if (o->def[0] == '\0')
		(void)fputs("The default is empty.\n", f);
	else
		(void)fprintf(f, "The default is\n.Li %s .\n", o->def);
}

static void
put_range(FILE *f, const struct config_option *o)
{
	char	 low[64], high[64];

	if (o->kind != OPT_NUMBER && o->kind != OPT_TIME &&
	    o->kind != OPT_SIZE)
		return;
	config_value_number(o, o->min, low, sizeof(low));
	config_value_number(o, o->max, high, sizeof(high));
	(void)fprintf(f, "From %s to %s.\n", low, high);
}

static void
put_option(FILE *f, const struct config_option *o)
{
	(void)fprintf(f, ".It Ic %s No = Ar ", o->name);
	if (kind_name(o) != NULL)
		(void)fputs(kind_name(o), f);
	else
		put_words(f, o->words);
	(void)fputc('\n', f);
	manual_text(f, o->help);
	put_range(f, o);
	put_default(f, o);
	if (!o->live)
		(void)fputs("A change needs a restart.\n", f);
}

void
manual_options(FILE *f)
{
	const struct config_option	*o;
	size_t				 i, n;

	o = config_options(&n);
	(void)fputs(".Bl -tag -width Ds\n", f);
	for (i = 0; i < n; i++)
		put_option(f, &o[i]);
	(void)fputs(".El\n", f);
}
