/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/openmetrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WORD_CHARS	"abcdefghijklmnopqrstuvwxyz_0123456789"

/* Types that we use, and what the names of their samples end with. */
static const struct {
	const char	*name;
	const char	*suffix;
} types[] = {
	{ "counter",	"_total" },
	{ "gauge",	"" },
	{ "info",	"_info" },
};

static const char *
suffix_of(const char *type)
{
	size_t	 i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, type) == 0)
			return types[i].suffix;
	return NULL;
}

static bool
is_word(const char *s, size_t len)
{
	return len > 0 && s[0] >= 'a' && s[0] <= 'z' &&
	    strspn(s, WORD_CHARS) >= len;
}

/* No end of line may come from elsewhere: it would begin a sample. */
static bool
is_line(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == '\x7f')
			return false;
	return true;
}

/* word="text",word="text", where text has no bare quote or backslash. */
static bool
are_labels(const char *s)
{
	size_t	 n;

	if (*s == '\0')
		return true;
	for (;;) {
		n = strcspn(s, "=");
		if (!is_word(s, n) || s[n] != '=' || s[n + 1] != '"')
			return false;
		for (s += n + 2; *s != '"'; s++)
			if (*s == '\0' || (*s == '\\' && *++s == '\0'))
				return false;
		if (*++s == '\0')
			return true;
		if (*s++ != ',')
			return false;
	}
}

void
openmetrics_begin(struct openmetrics *om, struct buf *out)
{
	om->out = out;
	om->family[0] = '\0';
}

static void
begin_family(struct openmetrics *om, const struct metric *m)
{
	(void)snprintf(om->family, sizeof(om->family), "%s", m->name);
	buf_fmt(om->out, "# TYPE %s %s\n# HELP %s %s\n", m->name, m->type,
	    m->name, m->help);
}

bool
openmetrics_put(struct openmetrics *om, const struct metric *m)
{
	const char	*suffix = suffix_of(m->type);

	if (suffix == NULL || strlen(m->name) >= METRIC_NAME_MAX ||
	    !is_word(m->name, strlen(m->name)) || !is_line(m->help) ||
	    strpbrk(m->help, "\\\"") != NULL || !is_line(m->labels) ||
	    !are_labels(m->labels))
		return false;
	if (strcmp(om->family, m->name) != 0)
		begin_family(om, m);
	buf_fmt(om->out, "%s%s", m->name, suffix);
	if (m->labels[0] != '\0')
		buf_fmt(om->out, "{%s}", m->labels);
	buf_fmt(om->out, " %" PRId64 "\n", m->value);
	return buf_ok(om->out);
}

void
openmetrics_end(struct openmetrics *om)
{
	buf_fmt(om->out, "# EOF\n");
}

bool
metric_label(char labels[static METRIC_LABELS_MAX + 1], const char *name,
    const char *value)
{
	size_t		 old = strlen(labels), at = old;
	char		 text[2 * METRIC_LABELS_MAX + 2];
	size_t		 n = 0;
	int		 added;

	for (; *value != '\0' && n < sizeof(text) - 2; value++) {
		if (*value == '"' || *value == '\\')
			text[n++] = '\\';
		text[n++] = (unsigned char)*value < ' ' ||
		    *value == '\x7f' ? '?' : *value;
	}
	text[n] = '\0';
	added = snprintf(labels + at, METRIC_LABELS_MAX + 1 - at,
	    "%s%s=\"%s\"", at > 0 ? "," : "", name, text);
	if (*value == '\0' && added >= 0 &&
	    (size_t)added <= METRIC_LABELS_MAX - at)
		return true;
	labels[old] = '\0';
	return false;
}
