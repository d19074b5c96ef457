/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/nalpath.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

static const char *const	providers[] = {
	[NAL_MSWNET] = "MSWNET",
	[NAL_NWNDS] = "NWNDS",
	[NAL_NWBIND] = "NWBIND",
	[NAL_LOCAL] = "LOCAL",
	[NAL_ABEXPRT] = "ABEXPRT",
};

const char *
nal_provider_name(enum nal_provider p)
{
	return (size_t)p < nitems(providers) ? providers[p] : "";
}

/* Steps over `word', compared without case, if it stands there. */
static bool
eat(const char **s, const char *word)
{
	size_t	 n = strlen(word);

	if (strncasecmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

static bool
characters_ok(const char *s)
{
	const char	*p;

	for (p = s; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f || *p == '"' ||
		    *p == '<' || *p == '>')
			return false;
	return p != s && utf8_valid(s);
}

/* Everything up to the quote; NAL paths know no escape. */
static bool
take_quoted(const char **s, char *dst, size_t size)
{
	size_t	 n = strcspn(*s, "\"");

	if ((*s)[n] == '\0' || n >= size)
		return false;
	memcpy(dst, *s, n);
	dst[n] = '\0';
	*s += n + 1;
	return characters_ok(dst);
}

static bool
add_qualifier(struct nalpath *p, const char *text)
{
	const char	*s = text;

	if (eat(&s, "SMS_SITE=")) {
		if (p->site[0] != '\0' || strlen(s) != SITE_CODE_LEN)
			return false;
		memcpy(p->site, s, SITE_CODE_SIZE);
		name_upper(p->site);
		return name_site_code(p->site) == NULL;
	}
	if (strcasecmp(text, "PREFERRED") == 0) {
		p->preferred = true;
		return true;
	}
	if (p->nother == NALPATH_OTHER_MAX)
		return false;
	memcpy(p->other[p->nother++], text, strlen(text) + 1);
	return true;
}

/* ["SMS_SITE=A01","PREFERRED"] */
static bool
take_qualifiers(const char **s, struct nalpath *p)
{
	char	 text[NALPATH_OTHER_SIZE];

	do {
		*s += strspn(*s, " ");
		if (!eat(s, "\"") || !take_quoted(s, text, sizeof(text)) ||
		    !add_qualifier(p, text))
			return false;
	} while (eat(s, ","));
	return eat(s, "]");
}

static bool
take_provider(const char **s, struct nalpath *p)
{
	size_t	 i;

	for (i = 0; i < nitems(providers); i++) {
		if (eat(s, providers[i])) {
			p->provider = (enum nal_provider)i;
			return eat(s, ":");
		}
	}
	return false;
}

bool
nalpath_parse(const char *s, struct nalpath *out)
{
	struct nalpath	 p = { .provider = NAL_MSWNET };

	if (eat(&s, "[\"Display=") &&
	    (!take_quoted(&s, p.display, sizeof(p.display)) || !eat(&s, "]")))
		return false;
	if (!take_provider(&s, &p))
		return false;
	if (eat(&s, "[") && !take_qualifiers(&s, &p))
		return false;
	if (!characters_ok(s) || strlen(s) >= NALPATH_TARGET_SIZE)
		return false;
	memcpy(p.target, s, strlen(s) + 1);
	*out = p;
	return true;
}

static void
put_qualifier(struct buf *b, size_t *n, const char *key, const char *text)
{
	buf_str(b, (*n)++ == 0 ? "[\"" : ",\"");
	buf_str(b, key);
	buf_str(b, text);
	buf_str(b, "\"");
}

void
nalpath_put(struct buf *b, const struct nalpath *p)
{
	size_t	 i, n = 0;

	if (p->display[0] != '\0')
		buf_fmt(b, "[\"Display=%s\"]", p->display);
	buf_fmt(b, "%s:", nal_provider_name(p->provider));
	if (p->site[0] != '\0')
		put_qualifier(b, &n, "SMS_SITE=", p->site);
	if (p->preferred)
		put_qualifier(b, &n, "", "PREFERRED");
	for (i = 0; i < p->nother; i++)
		put_qualifier(b, &n, "", p->other[i]);
	if (n > 0)
		buf_str(b, "]");
	buf_str(b, p->target);
}

/* Copies up to the next backslash; false if empty or too long. */
static bool
take_component(const char **s, char *dst, size_t size)
{
	size_t	 n = strcspn(*s, "\\");

	if (n == 0 || n >= size)
		return false;
	memcpy(dst, *s, n);
	dst[n] = '\0';
	*s += n;
	return true;
}

bool
nalpath_unc(const struct nalpath *p, char server[static 64],
    char share[static 81])
{
	const char	*s = p->target;

	return eat(&s, "\\\\") && take_component(&s, server, 64) &&
	    eat(&s, "\\") && take_component(&s, share, 81);
}
