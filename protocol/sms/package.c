/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/package.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "protocol/sms/advert.h"
#include "protocol/sms/names.h"

#define TYPE		"Package File"
#define SECTION		"Package"

static void
section_name(char dst[static 32], size_t n)
{
	(void)snprintf(dst, 32, "Program %zu", n);
}

static const char *
command_check(const char *s)
{
	size_t	 n = strlen(s);

	return n > 0 && n <= PACKAGE_COMMAND_MAX ? NULL :
	    "a command line of 1 to 1023 bytes";
}

static const char *
type_check(const char *s)
{
	return strcasecmp(s, TYPE) == 0 ? NULL : TYPE;
}

static void
take_program(struct ini *ini, size_t i, struct package_program *p)
{
	char	 section[32];

	section_name(section, i);
	p->name = ini_text(ini, section, "Name", name_label);
	p->command = ini_text(ini, section, "Command Line", command_check);
	p->minutes = ini_number(ini, section, "Run Time (minutes)");
}

int
package_parse(const void *text, size_t len, struct arena *a,
    struct package *out, struct syntax_err *err)
{
	struct ini	 ini;
	size_t		 n;
	int		 error;

	memset(out, 0, sizeof(*out));
	error = ini_parse(text, len, INI_LENIENT, a, &ini, err);
	if (error != 0)
		return error;
	out->id = ini_text(&ini, SECTION, "ID", name_object_id);
	out->name = ini_text(&ini, SECTION, "Name", name_label);
	out->version = ini_text(&ini, SECTION, "Version", NULL);
	out->manufacturer = ini_text(&ini, SECTION, "Manufacturer", NULL);
	out->language = ini_text(&ini, SECTION, "Language", NULL);
	n = ini_number(&ini, SECTION, "Programs");
	if (n > ini.count)		/* each has a section of its own */
		n = ini.count;
	out->program = arena_array(a, n, sizeof(*out->program));
	for (; out->program != NULL && out->n < n; out->n++)
		take_program(&ini, out->n, &out->program[out->n]);
	(void)ini_text(&ini, "IDENT", "TYPE", type_check);
	return ini_end(&ini);
}

void
package_put(struct buf *b, const struct package *p)
{
	char	 section[32];
	size_t	 i;

	ini_put_section(b, SECTION);
	ini_put(b, "ID", p->id);
	ini_put(b, "Name", p->name);
	ini_put(b, "Version", p->version);
	ini_put(b, "Manufacturer", p->manufacturer);
	ini_put(b, "Language", p->language);
	ini_put_number(b, "Programs", (uint32_t)p->n);
	for (i = 0; i < p->n; i++) {
		section_name(section, i);
		ini_put_section(b, section);
		ini_put(b, "Name", p->program[i].name);
		ini_put(b, "Command Line", p->program[i].command);
		ini_put_number(b, "Run Time (minutes)",
		    p->program[i].minutes);
	}
	ini_put_section(b, "IDENT");
	ini_put(b, "TYPE", TYPE);
}

const struct package_program *
package_program(const struct package *p, const char *name)
{
	size_t	 i;

	for (i = 0; i < p->n; i++)
		if (strcasecmp(p->program[i].name, name) == 0)
			return &p->program[i];
	return NULL;
}
