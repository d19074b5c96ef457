/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/compcfg.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/manifest.h"
#include "protocol/sms/number.h"

#define OWN		"Component Configuration"
#define CFG_TYPE	"Base Config File Type"
#define VER		"ComponentVersion"
#define VER_FILES	"Files"
#define VER_TYPE	"Compver"
#define VER_ARENA	((size_t)2 << 20)

/* The value whose name is that of a known property; its text is replaced. */
static void
set_version(struct arena *a, struct reg_key *k, const struct version *v)
{
	char	 text[VERSION_TEXT_SIZE];
	size_t	 i;

	(void)version_text(v, text);
	for (i = 0; i < k->nvalue; i++)
		if (strcasecmp(k->value[i].name,
		    properties[PROP_VERSION].name) == 0)
			k->value[i].text = arena_text(a, text, strlen(text));
}

bool
compcfg_make(struct arena *a, const struct site *s,
    const struct site_agent *g, const struct component *c,
    struct compcfg *out)
{
	struct reg_keys	 all;
	size_t		 i;

	if (!regkeys_of_item(a, g->item, "", &all))
		return false;
	out->last_update.us = s->file->time * 1000000;
	if (c->since.us > out->last_update.us)
		out->last_update = c->since;
	out->name = g->name;
	out->own = all.key[0];
	set_version(a, &out->own, &c->version);
	out->lists = (struct reg_keys){ all.key + 1, all.nkey - 1 };
	for (i = 0; i < out->lists.nkey; i++)
		out->lists.key[i].name++;	/* the joining backslash */
	return arena_ok(a);
}

/* FILETIME, high and low word in decimal: 29228490, 61154480. */
void
compcfg_put(struct buf *b, const struct compcfg *c)
{
	uint64_t	 t = nt_time_from_wall(c->last_update);
	char		 when[32];
	size_t		 i;

	(void)snprintf(when, sizeof(when), "%u, %u", (uint32_t)(t >> 32),
	    (uint32_t)t);
	ini_put_section(b, OWN);
	ini_put(b, "LastUpdate", when);
	ini_put(b, "Name", c->name);
	ini_put_number(b, "KeyFlags", c->own.flags);
	reg_values_put(b, &c->own);
	for (i = 0; i < c->lists.nkey; i++) {
		ini_put_section(b, c->lists.key[i].name);
		reg_values_put(b, &c->lists.key[i]);
	}
	ini_put_section(b, "IDENT");
	ini_put(b, "TYPE", CFG_TYPE);
}

static bool
last_update(const char *s, uint64_t *out)
{
	const char	*comma = strstr(s, ", ");
	uint64_t	 high, low;

	if (comma == NULL ||
	    !number_u64(s, (size_t)(comma - s), INT32_MAX, &high) ||
	    !number_u64(comma + 2, strlen(comma + 2), UINT32_MAX, &low))
		return false;
	*out = high << 32 | low;
	return true;
}

static const char *
last_update_check(const char *s)
{
	uint64_t	 t;

	return last_update(s, &t) ? NULL : "a FILETIME: high, low";
}

static const char *
cfg_type_check(const char *s)
{
	return strcasecmp(s, CFG_TYPE) == 0 ? NULL : CFG_TYPE;
}

/* Every section but the first and the last is a list. */
static void
take_lists(struct ini *ini, struct reg_keys *out)
{
	struct ini_section	*sec;
	struct reg_key		*k;
	size_t			 n = 0;

	STAILQ_FOREACH(sec, &ini->sections, next)
		n++;
	out->nkey = 0;
	out->key = arena_array(ini->arena, n, sizeof(*out->key));
	if (out->key == NULL)
		return;
	STAILQ_FOREACH(sec, &ini->sections, next) {
		if (sec->used)
			continue;
		k = &out->key[out->nkey++];
		k->name = sec->name;
		reg_values_take(ini, sec, k);
	}
}

int
compcfg_parse(const void *text, size_t len, struct arena *a,
    struct compcfg *out, struct syntax_err *err)
{
	struct ini_section	*own;
	struct ini		 ini;
	uint64_t		 t = 0;
	int			 error;

	error = ini_parse(text, len, INI_STRICT, a, &ini, err);
	if (error != 0)
		return error;
	(void)last_update(ini_text(&ini, OWN, "LastUpdate",
	    last_update_check), &t);
	out->last_update = nt_time_to_wall(t);
	out->name = ini_text(&ini, OWN, "Name", name_label);
	own = ini_section(&ini, OWN);
	if (own != NULL)
		reg_values_take(&ini, own, &out->own);
	out->own.name = OWN;
	out->own.flags = ini_number(&ini, OWN, "KeyFlags");
	(void)ini_text(&ini, "IDENT", "TYPE", cfg_type_check);
	take_lists(&ini, &out->lists);
	return ini_end(&ini);
}

void
compver_put(struct buf *b, const struct version *v)
{
	char	 text[VERSION_TEXT_SIZE];

	buf_fmt(b, "[" VER "]\r\nVersion=%s\r\n[IDENT]\r\nTYPE=" VER_TYPE
	    "\r\n", version_text(v, text));
}

static const char *
version_check(const char *s)
{
	struct version	 v;

	return version_parse(s, &v) ? NULL :
	    "a version number such as 2.00.1493.2009";
}

static const char *
ver_type_check(const char *s)
{
	return strcasecmp(s, VER_TYPE) == 0 ? NULL : VER_TYPE;
}

/* "i386\\apasetup.exe" as "i386/apasetup.exe"; NULL: no such path. */
static const char *
file_path(struct arena *a, const char *name)
{
	char	*path = arena_text(a, name, strlen(name)), *p;

	if (path == NULL)
		return NULL;
	for (p = path; *p != '\0'; p++)
		if (*p == '\\')
			*p = '/';
	return strchr(path, '/') != NULL && manifest_path_ok(path) ? path :
	    NULL;
}

static bool
file_facts(const char *s, struct compver_file *f)
{
	size_t	 n = strcspn(s, ",");

	if (!number_u64(s, n, INT64_MAX, &f->size))
		return false;
	if (s[n] == '\0')
		return true;
	s += n + 1;
	s += strspn(s, " ");
	f->has_sha256 = true;
	return hex_decode(f->sha256, sizeof(f->sha256), s);
}

static void
take_files(struct ini *ini, struct compver *out)
{
	struct ini_section	*sec = ini_section(ini, VER_FILES);
	struct compver_file	*f;
	struct ini_key		*k;
	size_t			 most = 0;

	out->nfile = 0;
	if (sec == NULL)
		return;
	/* [IDENT] is the end: a file that was cut off lacks it. */
	if (ini_section(ini, "IDENT") != NULL &&
	    ini_section(ini, "IDENT")->line < sec->line)
		(void)syntax_fail(ini->err, sec->line, 1, "expected ["
		    VER_FILES "] before [IDENT]");
	STAILQ_FOREACH(k, &sec->keys, next)
		most++;
	out->file = arena_array(ini->arena, most, sizeof(*out->file));
	if (out->file == NULL)
		return;
	STAILQ_FOREACH(k, &sec->keys, next) {
		f = &out->file[out->nfile++];
		k->used = true;
		f->path = file_path(ini->arena, k->name);
		if (f->path == NULL)
			(void)syntax_fail(ini->err, k->line, 1, "expected "
			    "PLATFORM\\FILE as the name of a file");
		else if (!file_facts(k->text, f))
			ini_expected(ini, k, "a size in bytes, or a size, a "
			    "comma and a SHA-256");
	}
}

int
compver_read(const void *text, size_t len, struct arena *a,
    struct compver *out, struct syntax_err *err)
{
	struct ini	 ini;
	int		 error;

	*out = (struct compver){ .nfile = 0 };
	error = ini_parse(text, len, INI_LENIENT, a, &ini, err);
	if (error != 0)
		return error;
	(void)version_parse(ini_text(&ini, VER, "Version", version_check),
	    &out->version);
	(void)ini_text(&ini, "IDENT", "TYPE", ver_type_check);
	take_files(&ini, out);
	return ini_end(&ini);
}

int
compver_parse(const void *text, size_t len, struct version *out,
    struct syntax_err *err)
{
	struct compver	 c;
	struct arena	 a;
	int		 error;

	arena_init(&a, VER_ARENA);
	error = compver_read(text, len, &a, &c, err);
	if (error == 0)
		*out = c.version;
	arena_free(&a);
	return error;
}
