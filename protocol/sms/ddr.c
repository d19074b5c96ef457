/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records as trees and as text; ddr_parse.c reads them. */
#include "protocol/sms/ddr.h"

#include <string.h>

#include "base/text.h"
#include "protocol/sms/angle.h"
#include "protocol/sms/ddr_known.h"
#include "protocol/sms/smstime.h"

#define ARENA_MAX	((size_t)1 << 20)
#define UNKNOWN_WIDTH	256
#define EOL		"\r\n"

static const struct {
	const char	*name, *text;
} outcomes[DDR_OUTCOMES] = {
	[DDR_OK] = { "ok", "the record is taken" },
	[DDR_EMPTY] = { "empty", "the file has no byte: a place-holder that "
	    "was never filled" },
	[DDR_TOO_LARGE] = { "too large", "the file has more than 65536 bytes" },
	[DDR_HALF] = { "half", "the end of the record is missing: the file was "
	    "cut short or is still being written" },
	[DDR_MALFORMED] = { "malformed", "the file is no discovery record" },
	[DDR_EDGE_BLANKS] = { "edge blanks", "a value begins or ends with "
	    "blanks" },
	[DDR_NAMELESS] = { "nameless", "the record has neither an SMS unique "
	    "identifier nor a computer's name" },
	[DDR_FUTURE] = { "future", "the record's time lies in the future: the "
	    "client's clock is ahead" },
	[DDR_NO_MEMORY] = { "no memory", "there is not enough memory to read "
	    "the record" },
};

const char *
ddr_outcome_name(enum ddr_outcome o)
{
	return outcomes[o].name;
}

const char *
ddr_outcome_text(enum ddr_outcome o)
{
	return outcomes[o].text;
}

void
ddr_init(struct ddr *d, const char *architecture, const char *agent,
    const char *site, struct wall time)
{
	memset(d, 0, sizeof(*d));
	arena_init(&d->arena, ARENA_MAX);
	STAILQ_INIT(&d->properties);
	d->architecture = arena_text(&d->arena, architecture,
	    strlen(architecture));
	d->agent = arena_text(&d->arena, agent, strlen(agent));
	d->site = arena_text(&d->arena, site, strlen(site));
	d->time = time;
}

void
ddr_free(struct ddr *d)
{
	arena_free(&d->arena);
	memset(d, 0, sizeof(*d));
	arena_init(&d->arena, ARENA_MAX);
	STAILQ_INIT(&d->properties);
}

struct ddr_property *
ddr_add(struct ddr *d, const char *name, const char *value)
{
	const struct ddr_known	*k = ddr_known(name);
	struct ddr_property	*p = arena_alloc(&d->arena, sizeof(*p));

	if (p == NULL)
		return NULL;
	STAILQ_INIT(&p->values);
	p->name = arena_text(&d->arena, name, strlen(name));
	p->type = k == NULL ? DDR_STRING : k->type;
	p->flags = k == NULL ? 0 : k->flags;
	p->width = k == NULL ? UNKNOWN_WIDTH : k->width;
	STAILQ_INSERT_TAIL(&d->properties, p, next);
	d->nproperty++;
	if (value != NULL)
		ddr_add_value(d, p, value);
	return p;
}

void
ddr_add_value(struct ddr *d, struct ddr_property *p, const char *s)
{
	struct ddr_value	*v = arena_alloc(&d->arena, sizeof(*v));

	if (v == NULL || p == NULL)
		return;
	v->s = arena_text(&d->arena, s, strlen(s));
	if (v->s == NULL)
		return;
	STAILQ_INSERT_TAIL(&p->values, v, next);
	p->nvalue++;
}

const struct ddr_property *
ddr_property(const struct ddr *d, const char *name)
{
	const struct ddr_property	*p;

	STAILQ_FOREACH(p, &d->properties, next)
		if (text_casecmp(p->name, name) == 0)
			return p;
	return NULL;
}

void
ddr_put(struct buf *b, const struct ddr *d)
{
	const struct ddr_property	*p;
	const struct ddr_value		*v;
	char				 when[SMSTIME_SIZE];

	buf_fmt(b, "<%s>" EOL "AGENTINFO <%s><%s><%s>" EOL, d->architecture,
	    d->agent, d->site, smstime_text(d->time, when));
	STAILQ_FOREACH(p, &d->properties, next) {
		buf_fmt(b, "BEGIN_PROPERTY" EOL "    <%u><%s><%s><%u>" EOL,
		    p->flags, p->name, ddr_type_name(p->type), p->width);
		STAILQ_FOREACH(v, &p->values, next)
			buf_fmt(b, "    <%s>" EOL, v->s);
		buf_str(b, "END_PROPERTY" EOL);
	}
	buf_str(b, "END_OF_FILE" EOL);
}
