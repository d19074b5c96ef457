/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/where.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/number.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

const char *
request_state_name(enum request_state s)
{
	static const char *const	 names[] = {
		"", "incoming", "processing", "retry", "parked"
	};

	return names[s];
}

const char *
request_source_name(enum request_source s)
{
	static const char *const	 names[] = {
		"", "client", "discovery", "operator", "inventory"
	};

	return names[s];
}

const char *
request_class_name(enum request_class c)
{
	static const char *const	 names[] = {
		"", "workstation", "server", "controller"
	};

	return names[c];
}

/* --- fields --- */

static const char *
computer(const struct request_row *r)
{
	return r->computer;
}

static const char *
domain(const struct request_row *r)
{
	return r->domain;
}

static const char *
kind(const struct request_row *r)
{
	return r->kind;
}

static const char *
state(const struct request_row *r)
{
	return request_state_name(r->state);
}

static const char *
source(const struct request_row *r)
{
	return request_source_name(r->source);
}

static const char *
class(const struct request_row *r)
{
	return request_class_name(r->class);
}

static const char *
approved(const struct request_row *r)
{
	return r->approved ? "yes" : "no";
}

static const char *
result(const struct request_row *r)
{
	return r->result;
}

static uint64_t
number(const struct request_row *r)
{
	return (uint64_t)r->seq;
}

static uint64_t
error_of(const struct request_row *r)
{
	return r->error;
}

static uint64_t
tries(const struct request_row *r)
{
	return r->tries;
}

static const struct where_field {
	const char	*name;
	const char	*(*text)(const struct request_row *);
	uint64_t	 (*number)(const struct request_row *);
} fields[] = {
	{ "computer",	computer,	NULL },
	{ "domain",	domain,		NULL },
	{ "kind",	kind,		NULL },
	{ "state",	state,		NULL },
	{ "source",	source,		NULL },
	{ "class",	class,		NULL },
	{ "approved",	approved,	NULL },
	{ "result",	result,		NULL },
	{ "number",	NULL,		number },
	{ "error",	NULL,		error_of },
	{ "tries",	NULL,		tries },
};

static const struct where_field *
find_field(const char *name, size_t len)
{
	size_t	 i;

	for (i = 0; i < nitems(fields); i++)
		if (strlen(fields[i].name) == len &&
		    strncmp(fields[i].name, name, len) == 0)
			return &fields[i];
	return NULL;
}

/* --- parsing --- */

/* The longer one is found first. */
static const struct {
	const char	*text;
	enum where_op	 op;
} ops[] = {
	{ "!=", WHERE_NOT }, { "<=", WHERE_MOST }, { ">=", WHERE_LEAST },
	{ "=", WHERE_IS }, { "<", WHERE_LESS }, { ">", WHERE_MORE },
};

static bool
take_op(const char **s, struct where_term *t)
{
	size_t	 i, n;

	for (i = 0; i < nitems(ops); i++) {
		n = strlen(ops[i].text);
		if (strncmp(*s, ops[i].text, n) != 0)
			continue;
		*s += n;
		t->op = ops[i].op;
		return true;
	}
	return false;
}

static int
take_value(struct where_term *t, const char *s, size_t len, struct err *e)
{
	uint32_t	 n;

	if (len == 0 || len >= sizeof(t->text))
		return err_set(e, EINVAL, "\"%s\" takes a value of 1 to %zu "
		    "characters", t->field->name, sizeof(t->text) - 1);
	memcpy(t->text, s, len);
	t->text[len] = '\0';
	if (t->field->number == NULL && t->op != WHERE_IS &&
	    t->op != WHERE_NOT)
		return err_set(e, EINVAL, "\"%s\" is compared by = or !=",
		    t->field->name);
	if (t->field->number == NULL)
		return 0;
	if (!number_u32(t->text, &n))
		return err_set(e, EINVAL, "\"%s\" is a number", t->field->name);
	t->number = n;
	return 0;
}

static int
take_term(struct where *w, const char *s, size_t len, struct err *e)
{
	const size_t		 name = strcspn(s, "=!<>,");
	const char		*at = s + name;
	struct where_term	*t = &w->term[w->n];

	if (w->n == WHERE_TERMS_MAX)
		return err_set(e, EINVAL, "at most %d terms are taken",
		    WHERE_TERMS_MAX);
	t->field = find_field(s, name);
	if (t->field == NULL)
		return err_set(e, EINVAL, "\"%s\" is no field: computer, "
		    "domain, kind, state, source, class, approved, result, "
		    "number, error or tries is expected", VISN(s, name));
	if (!take_op(&at, t))
		return err_set(e, EINVAL, "= != < <= > or >= is expected "
		    "behind \"%s\"", t->field->name);
	w->n++;
	return take_value(t, at, len - (size_t)(at - s), e);
}

int
where_parse(const char *s, struct where *w, struct err *e)
{
	size_t	 len;
	int	 rc;

	*w = (struct where){ 0 };
	for (;; s += len + 1) {
		len = strcspn(s, ",");
		if ((rc = take_term(w, s, len, e)) != 0 || s[len] == '\0')
			return rc;
	}
}

int
where_one(const char *s, struct where *w, struct err *e)
{
	char		 text[2 * WHERE_TEXT_SIZE + 32];
	const char	*dot = strchr(s, '.');
	uint32_t	 n;

	if (strpbrk(s, ",=!<>*?[") != NULL || s[0] == '\0' ||
	    strlen(s) >= WHERE_TEXT_SIZE)
		return err_set(e, EINVAL, "a request's number, or COMPUTER or "
		    "COMPUTER.DOMAIN is expected");
	if (number_u32(s, &n))
		(void)snprintf(text, sizeof(text), "number=%s", s);
	else if (dot == NULL || dot[1] == '\0')
		(void)snprintf(text, sizeof(text), "computer=%.*s",
		    dot == NULL ? (int)strlen(s) : (int)(dot - s), s);
	else
		(void)snprintf(text, sizeof(text), "computer=%.*s,domain=%s",
		    (int)(dot - s), s, dot + 1);
	return where_parse(text, w, e);
}

/* --- asking --- */

static bool
compares(const struct where_term *t, uint64_t n)
{
	switch (t->op) {
	case WHERE_IS:
		return n == t->number;
	case WHERE_NOT:
		return n != t->number;
	case WHERE_LESS:
		return n < t->number;
	case WHERE_MOST:
		return n <= t->number;
	case WHERE_MORE:
		return n > t->number;
	case WHERE_LEAST:
		return n >= t->number;
	}
	return false;
}

static bool
term_holds(const struct where_term *t, const struct request_row *r)
{
	bool	 same;

	if (t->field->number != NULL)
		return compares(t, t->field->number(r));
	same = fnmatch(t->text, t->field->text(r), FNM_CASEFOLD |
	    FNM_NOESCAPE) == 0;
	return same == (t->op == WHERE_IS);
}

bool
where_holds(const struct where *w, const struct request_row *r)
{
	size_t	 i;

	for (i = 0; i < w->n; i++)
		if (!term_holds(&w->term[i], r))
			return false;
	return true;
}
