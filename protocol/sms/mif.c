/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as trees and as text; mif_parse.c reads them. */
#include "protocol/sms/mif.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"
#include "protocol/sms/smstime.h"

#define ARENA_MAX	((size_t)64 << 20)
#define EOL		"\r\n"

const char *
mif_type_name(enum mif_type t)
{
	static const char *const	names[MIF_TYPES] = {
		[MIF_INTEGER] = "Integer",
		[MIF_COUNTER] = "Counter",
		[MIF_STRING] = "String",
		[MIF_DATE] = "Date",
	};

	return names[t];
}

const char *
mif_act_name(enum mif_act a)
{
	static const char *const	names[MIF_ACTS] = {
		[MIF_ADD] = "SMS:Add",
		[MIF_UPDATE] = "SMS:Update",
		[MIF_DELETE] = "SMS:Delete",
	};

	return names[a];
}

void
mif_init(struct mif *m, const struct report_head *head)
{
	memset(m, 0, sizeof(*m));
	arena_init(&m->arena, ARENA_MAX);
	STAILQ_INIT(&m->groups);
	m->head = *head;
	if (head->computer != NULL)
		m->head.computer = arena_text(&m->arena, head->computer,
		    strlen(head->computer));
}

void
mif_free(struct mif *m)
{
	arena_free(&m->arena);
	memset(m, 0, sizeof(*m));
	arena_init(&m->arena, ARENA_MAX);
	STAILQ_INIT(&m->groups);
}

/* --- making --- */

struct mif_group *
mif_add_group(struct mif *m, const char *name, const char *class)
{
	struct mif_group	*g = arena_alloc(&m->arena, sizeof(*g));

	if (g == NULL)
		return NULL;
	STAILQ_INIT(&g->attributes);
	g->name = arena_text(&m->arena, name, strlen(name));
	g->class = arena_text(&m->arena, class, strlen(class));
	STAILQ_INSERT_TAIL(&m->groups, g, next);
	m->ngroup++;
	return g;
}

static struct mif_attribute *
add(struct mif *m, struct mif_group *g, const char *name, const char *value)
{
	struct mif_attribute	*a;

	a = g == NULL ? NULL : arena_alloc(&m->arena, sizeof(*a));
	if (a == NULL)
		return NULL;
	a->name = arena_text(&m->arena, name, strlen(name));
	a->value = arena_text(&m->arena, value, strlen(value));
	a->id = (uint32_t)++g->nattribute;
	STAILQ_INSERT_TAIL(&g->attributes, a, next);
	return a;
}

struct mif_attribute *
mif_add(struct mif *m, struct mif_group *g, const char *name,
    const char *text)
{
	struct mif_attribute	*a = add(m, g, name, text);

	if (a != NULL)
		a->type = MIF_STRING;
	return a;
}

struct mif_attribute *
mif_add_number(struct mif *m, struct mif_group *g, const char *name,
    uint64_t n)
{
	struct mif_attribute	*a;
	char			 text[24];

	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	a = add(m, g, name, text);
	if (a != NULL)
		a->type = MIF_COUNTER;
	return a;
}

struct mif_attribute *
mif_add_date(struct mif *m, struct mif_group *g, const char *name,
    struct wall when)
{
	struct mif_attribute	*a;
	char			 text[SMSTIME_SIZE];

	a = add(m, g, name, smstime_text(when, text));
	if (a != NULL)
		a->type = MIF_DATE;
	return a;
}

void
mif_set_key(struct mif *m, struct mif_group *g,
    const struct mif_attribute *a)
{
	if (g == NULL || a == NULL || g->nkey == MIF_KEYS_MAX)
		m->arena.failed = true;
	else
		g->key[g->nkey++] = a->id;
}

/* --- asking --- */

static const struct mif_attribute *
find_attribute(const struct mif_group *g, uint32_t id)
{
	const struct mif_attribute	*a;

	STAILQ_FOREACH(a, &g->attributes, next)
		if (a->id == id)
			return a;
	return NULL;
}

const char *
mif_value(const struct mif *m, const char *group, const char *attribute)
{
	const struct mif_attribute	*a;
	const struct mif_group		*g;

	STAILQ_FOREACH(g, &m->groups, next) {
		if (g->act == MIF_DELETE ||
		    text_casecmp(g->name, group) != 0)
			continue;
		STAILQ_FOREACH(a, &g->attributes, next)
			if (text_casecmp(a->name, attribute) == 0)
				return a->value;
	}
	return NULL;
}

bool
mif_copylist(const struct mif *m, uint32_t *version)
{
	const char	*s = mif_value(m, MIF_CLIENT_GROUP, MIF_COPYLIST);

	return s != NULL && number_u32(s, version);
}

/* What is between two '|' has neither '|' nor '\' without a '\' before it. */
static void
key_part(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '|' || *s == '\\')
			buf_str(b, "\\");
		buf_add(b, s, 1);
	}
}

const char *
mif_key_text(struct arena *mem, const struct mif_group *g)
{
	const struct mif_attribute	*a;
	const char			*text;
	struct buf			 b;
	size_t				 i;

	buf_init(&b, MIF_SIZE_MAX);
	for (i = 0; i < g->nkey; i++) {
		a = find_attribute(g, g->key[i]);
		if (i > 0)
			buf_str(&b, "|");
		key_part(&b, a == NULL ? "" : a->value);
	}
	text = buf_text(&b);
	if (text != NULL)
		text = arena_text(mem, text, b.len);
	buf_free(&b);
	return text;
}

/* --- writing --- */

static void
put_quoted(struct buf *b, const char *s)
{
	const char	*from;
	uint32_t	 cp;
	size_t		 n;

	buf_str(b, "\"");
	for (n = 0; *s != '\0' && n < MIF_STRING_MAX; n++) {
		from = s;
		cp = utf8_next(&s);
		if (cp == 0xfffd && s - from == 1)
			buf_str(b, "?");
		else if ((cp < 0x20 && cp != '\t') || cp == 0x7f)
			buf_str(b, " ");
		else
			buf_fmt(b, "%s%.*s", cp == '"' || cp == '\\' ? "\\" :
			    "", (int)(s - from), from);
	}
	buf_str(b, "\"");
}

static void
put_named(struct buf *b, const char *indent, const char *key, const char *s)
{
	buf_fmt(b, "%s%s = ", indent, key);
	put_quoted(b, s);
	buf_str(b, EOL);
}

static void
put_attribute(struct buf *b, const struct mif_attribute *a)
{
	static const char	 indent[] = "            ";
	bool			 bare = a->type == MIF_INTEGER ||
				    a->type == MIF_COUNTER;

	buf_str(b, "        Start Attribute" EOL);
	put_named(b, indent, "Name", a->name);
	buf_fmt(b, "%sID = %u" EOL "%sType = %s" EOL, indent, a->id, indent,
	    mif_type_name(a->type));
	if (bare)
		buf_fmt(b, "%sValue = %s" EOL, indent, a->value);
	else
		put_named(b, indent, "Value", a->value);
	buf_str(b, "        End Attribute" EOL);
}

static void
put_group(struct buf *b, const struct mif_group *g, unsigned id)
{
	static const char		 indent[] = "        ";
	const struct mif_attribute	*a;
	size_t				 i;

	buf_str(b, "    Start Group" EOL);
	put_named(b, indent, "Name", g->name);
	buf_fmt(b, "%sID = %u" EOL, indent, id);
	put_named(b, indent, "Class", g->class);
	for (i = 0; i < g->nkey; i++)
		buf_fmt(b, "%s%u%s", i == 0 ? "        Key = " : ",",
		    g->key[i], i + 1 == g->nkey ? EOL : "");
	if (g->act != MIF_ADD)
		put_named(b, indent, "Pragma", mif_act_name(g->act));
	STAILQ_FOREACH(a, &g->attributes, next)
		put_attribute(b, a);
	buf_str(b, "    End Group" EOL);
}

void
mif_put(struct buf *b, const struct mif *m)
{
	const struct mif_group	*g;
	char			 id[SMS_ID_SIZE], when[SMSTIME_SIZE];
	unsigned		 n = 0;

	if (!arena_ok(&m->arena)) {
		b->failed = true;
		return;
	}
	sms_id_text(&m->head.id, id);
	buf_fmt(b, "//Architecture<System>" EOL "//UniqueId<%s>" EOL
	    "//Report<%s>" EOL "//Time<%s>" EOL "Start Component" EOL, id,
	    m->head.full ? "Full" : "Delta",
	    smstime_text(m->head.time, when));
	put_named(b, "    ", "Name", m->head.computer);
	STAILQ_FOREACH(g, &m->groups, next)
		put_group(b, g, ++n);
	buf_str(b, "End Component" EOL);
}
