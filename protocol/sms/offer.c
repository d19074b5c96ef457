/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CLINTX86.OFR: the components that an NT client on x86 must have. */
#include "protocol/sms/published_ident.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define OFFER_TYPE	"Client Offer File"
#define SECTION		"Client Offer"
#define PLATFORM	"i386"

bool
offer_make(struct arena *a, const struct publication *p, struct offer *out)
{
	const struct site_agent	*g;
	const struct component	*c;
	struct offer_entry	*e;
	size_t			 i;

	out->stamp = published_stamp(p);
	out->platform = PLATFORM;
	out->n = 0;
	out->entry = arena_array(a, p->site->nagent, sizeof(*out->entry));
	if (out->entry == NULL)
		return false;
	for (i = 0; i < p->site->nagent; i++) {
		g = &p->site->agent[i];
		c = offered_component(p, g);
		if (c == NULL)
			continue;
		e = &out->entry[out->n++];
		e->name = g->name;
		e->directory = g->directory;
		e->version = c->version;
		e->flags = g->flags;
	}
	return copy_list_version(a, p, &out->copy_list);
}

/* Read by index, as the client's log shows it ("offer index [5]"). */
static void
section_name(char dst[static 32], size_t n)
{
	(void)snprintf(dst, 32, "Offer %zu", n);
}

void
offer_put(struct buf *b, const struct offer *o)
{
	char	 text[VERSION_TEXT_SIZE], section[32];
	size_t	 i;

	ini_put_section(b, SECTION);
	ini_put(b, "Platform", o->platform);
	ini_put_number(b, "Components", (uint32_t)o->n);
	ini_put_number(b, "CopyListVersion", o->copy_list);
	for (i = 0; i < o->n; i++) {
		section_name(section, i);
		ini_put_section(b, section);
		ini_put(b, "Name", o->entry[i].name);
		ini_put(b, "Directory", o->entry[i].directory);
		ini_put(b, "Version", version_text(&o->entry[i].version,
		    text));
		ini_put_number(b, "Flags", o->entry[i].flags);
	}
	ident_put(b, OFFER_TYPE, &o->stamp);
}

static const char *
is_version(const char *s)
{
	struct version	 v;

	return version_parse(s, &v) ? NULL :
	    "a version number such as 2.00.1493.2009";
}

static void
take_entry(struct ini *ini, size_t i, struct offer_entry *e)
{
	char	 section[32];

	section_name(section, i);
	e->name = ini_text(ini, section, "Name", name_label);
	e->directory = ini_text(ini, section, "Directory", name_folder);
	(void)version_parse(ini_text(ini, section, "Version", is_version),
	    &e->version);
	e->flags = ini_number(ini, section, "Flags");
}

int
offer_parse(const void *text, size_t len, struct arena *a, struct offer *out,
    struct syntax_err *err)
{
	struct ini	 ini;
	size_t		 n;
	int		 error;

	error = ini_parse(text, len, INI_STRICT, a, &ini, err);
	if (error != 0)
		return error;
	out->platform = ini_text(&ini, SECTION, "Platform", name_label);
	n = ini_number(&ini, SECTION, "Components");
	out->copy_list = ini_number(&ini, SECTION, "CopyListVersion");
	if (n > ini.count)		/* each has a section of its own */
		n = ini.count;
	out->entry = arena_array(a, n, sizeof(*out->entry));
	for (out->n = 0; out->entry != NULL && out->n < n; out->n++)
		take_entry(&ini, out->n, &out->entry[out->n]);
	ident_take(&ini, OFFER_TYPE, &out->stamp);
	return ini_end(&ini);
}
