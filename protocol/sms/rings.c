/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/rings.h"

#include <stdio.h>
#include <strings.h>

#include "protocol/sms/published_ident.h"

#define SECTION		"Rings"
#define TYPE		"Client Rings File"

static void
section_name(char dst[static 32], size_t n)
{
	(void)snprintf(dst, 32, "Ring %zu", n);
}

void
rings_put(struct buf *b, const struct rings *r)
{
	char	 text[VERSION_TEXT_SIZE], section[32];
	size_t	 i;

	ini_put_section(b, SECTION);
	ini_put_number(b, "Components", (uint32_t)r->n);
	for (i = 0; i < r->n; i++) {
		section_name(section, i);
		ini_put_section(b, section);
		ini_put(b, "Directory", r->entry[i].directory);
		ini_put(b, "Folder", r->entry[i].folder);
		ini_put(b, "Version", version_text(&r->entry[i].version,
		    text));
		ini_put_number(b, "Below", r->entry[i].below);
		ini_put_number(b, "Held", r->entry[i].held);
	}
	ident_put(b, TYPE, &r->stamp);
}

static const char *
is_version(const char *s)
{
	struct version	 v;

	return version_parse(s, &v) ? NULL :
	    "a version number such as 2.00.1493.2009";
}

static void
in_range(struct ini *ini, const char *section, const char *key, uint32_t n,
    uint32_t most)
{
	struct ini_key	*k = ini_key(ini, section, key);

	if (k != NULL && n > most)
		ini_expected(ini, k, most == 1 ? "0 or 1" : "0 to 10000");
}

static void
take_entry(struct ini *ini, size_t i, struct ring_entry *e)
{
	char		 section[32];
	uint32_t	 held;

	section_name(section, i);
	e->directory = ini_text(ini, section, "Directory", name_folder);
	e->folder = ini_text(ini, section, "Folder", name_folder);
	(void)version_parse(ini_text(ini, section, "Version", is_version),
	    &e->version);
	e->below = ini_number(ini, section, "Below");
	in_range(ini, section, "Below", e->below, RING_SLOTS);
	held = ini_number(ini, section, "Held");
	in_range(ini, section, "Held", held, 1);
	e->held = held != 0;
}

int
rings_parse(const void *text, size_t len, struct arena *a, struct rings *out,
    struct syntax_err *err)
{
	struct ini	 ini;
	size_t		 n;
	int		 error;

	*out = (struct rings){ .n = 0 };
	error = ini_parse(text, len, INI_STRICT, a, &ini, err);
	if (error != 0)
		return error;
	n = ini_number(&ini, SECTION, "Components");
	if (n > RINGS_MAX)
		n = RINGS_MAX;		/* the rest is left over, and refused */
	out->entry = arena_array(a, n, sizeof(*out->entry));
	for (; out->entry != NULL && out->n < n; out->n++)
		take_entry(&ini, out->n, &out->entry[out->n]);
	ident_take(&ini, TYPE, &out->stamp);
	return ini_end(&ini);
}

const struct ring_entry *
rings_find(const struct rings *r, const char *directory)
{
	size_t	 i;

	for (i = 0; i < r->n; i++)
		if (strcasecmp(r->entry[i].directory, directory) == 0)
			return &r->entry[i];
	return NULL;
}

/* Who has it keeps it, to be mended if need be. */
bool
ring_shows(const struct ring_entry *e, uint32_t slot,
    const struct version *has)
{
	if (has != NULL && version_compare(has, &e->version) >= 0)
		return true;
	return !e->held && slot < e->below;
}
