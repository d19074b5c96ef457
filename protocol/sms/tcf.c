/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/tcf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define SERVER_SIZE	128

/* --- making --- */

static void
put_server(struct buf *b, const char *key, const struct tcf_server *s)
{
	char	 text[SERVER_SIZE] = "";

	if (*s->name != '\0' && *s->address != '\0')
		(void)snprintf(text, sizeof(text), "%s %s", s->name,
		    s->address);
	ini_put(b, key, text);
}

void
tcf_put(struct buf *b, const struct tcf *t)
{
	char	 text[VERSION_TEXT_SIZE] = "";

	if (t->version.nfield > 0)
		(void)version_text(&t->version, text);
	ini_put_section(b, TCF_BOOTSTRAP);
	ini_put(b, "Computer", t->computer);
	put_server(b, "PDC", &t->pdc);
	put_server(b, "DC", &t->dc);
	ini_put_section(b, "SMS Client Base Components");
	ini_put(b, "Client Version", text);
	ini_put_section(b, "DISCOVERY PROPERTIES");
	ini_put(b, "SMS Assigned Sites", t->site);
}

/* --- merging --- */

static const struct ini_section *
section_of(const struct ini *ini, const char *name)
{
	const struct ini_section	*s;

	if (ini == NULL)
		return NULL;
	STAILQ_FOREACH(s, &ini->sections, next)
		if (text_casecmp(s->name, name) == 0)
			return s;
	return NULL;
}

static bool
has_key(const struct ini_section *s, const char *name)
{
	const struct ini_key	*k;

	STAILQ_FOREACH(k, &s->keys, next)
		if (text_casecmp(k->name, name) == 0)
			return true;
	return false;
}

static void
put_ours(struct buf *b, const struct ini_section *s)
{
	const struct ini_key	*k;

	ini_put_section(b, s->name);
	STAILQ_FOREACH(k, &s->keys, next)
		if (*k->text != '\0')
			ini_put(b, k->name, k->text);
}

static void
put_theirs(struct buf *b, const struct ini_section *s,
    const struct ini_section *ours)
{
	const struct ini_key	*k;

	STAILQ_FOREACH(k, &s->keys, next)
		if (ours == NULL || !has_key(ours, k->name))
			ini_put(b, k->name, k->text);
}

void
tcf_merge(struct buf *b, const struct ini *theirs, const struct ini *ours)
{
	const struct ini_section	*s, *other;

	STAILQ_FOREACH(s, &ours->sections, next) {
		put_ours(b, s);
		other = section_of(theirs, s->name);
		if (other != NULL)
			put_theirs(b, other, s);
	}
	if (theirs == NULL)
		return;
	STAILQ_FOREACH(s, &theirs->sections, next) {
		if (section_of(ours, s->name) != NULL)
			continue;
		ini_put_section(b, s->name);
		put_theirs(b, s, NULL);
	}
}

/* --- addresses --- */

static int
fill(struct ini *ini, struct ini_key *k, const char *address)
{
	static const char *const	any[] = { " 0.0.0.0:", " [::]:" };
	char				 text[SERVER_SIZE];
	const char			*at = NULL;
	size_t				 i;

	for (i = 0; i < sizeof(any) / sizeof(any[0]) && at == NULL; i++)
		at = strstr(k->text, any[i]);
	if (at == NULL)
		return 0;
	if ((size_t)snprintf(text, sizeof(text), strchr(address, ':') == NULL ?
	    "%.*s %s%s" : "%.*s [%s]%s", (int)(at - k->text), k->text,
	    address, strrchr(at, ':')) >= sizeof(text))
		return -EINVAL;
	k->text = arena_text(ini->arena, text, strlen(text));
	return k->text == NULL ? -ENOMEM : 0;
}

int
tcf_fill(struct ini *ours, const char *address)
{
	static const char *const	keys[] = { "PDC", "DC" };
	struct ini_key			*k;
	size_t				 i;
	int				 error = 0;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]) && error == 0; i++) {
		k = ini_key(ours, TCF_BOOTSTRAP, keys[i]);
		if (k != NULL)
			error = fill(ours, k, address);
	}
	return error;
}
