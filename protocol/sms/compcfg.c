/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/compcfg.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "protocol/sms/number.h"

#define OWN		"Component Configuration"
#define CFG_TYPE	"Base Config File Type"
#define VER		"ComponentVersion"
#define VER_TYPE	"Compver"
#define VER_ARENA	8192

bool
compcfg_make(struct arena *a, const struct site_agent *g, struct wall now,
    struct compcfg *out)
{
	struct reg_keys	 all;
	size_t		 i;

	if (!regkeys_of_item(a, g->item, "", &all))
		return false;
	out->last_update = now;
	out->name = g->name;
	out->own = all.key[0];
	out->lists = (struct reg_keys){ all.key + 1, all.nkey - 1 };
	for (i = 0; i < out->lists.nkey; i++)
		out->lists.key[i].name++;	/* the joining backslash */
	return true;
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

int
compver_parse(const void *text, size_t len, struct version *out,
    struct syntax_err *err)
{
	struct arena	 a;
	struct ini	 ini;
	int		 error;

	arena_init(&a, VER_ARENA);
	error = ini_parse(text, len, INI_LENIENT, &a, &ini, err);
	if (error == 0) {
		(void)version_parse(ini_text(&ini, VER, "Version",
		    version_check), out);
		(void)ini_text(&ini, "IDENT", "TYPE", ver_type_check);
		error = ini_end(&ini);
	}
	arena_free(&a);
	return error;
}
