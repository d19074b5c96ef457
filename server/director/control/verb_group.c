/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_group - groups and aliases of the account domain, and who is in one. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/director/control/errand.h"
#include "server/director/domain/sam.h"

/* The three lists; samr has one domain for what is BUILTIN's. */
static const struct roll {
	enum rpc_domain_which	 domain;
	enum sid_use		 kind;
	const char		*what;
} rolls[] = {
	{ DOMAIN_ACCOUNTS, SID_USE_GROUP, "group" },
	{ DOMAIN_ACCOUNTS, SID_USE_ALIAS, "alias" },
	{ DOMAIN_BUILTIN, SID_USE_ALIAS, "BUILTIN alias" },
};

#define ROLLS	(sizeof(rolls) / sizeof(rolls[0]))

struct groups {
	size_t			 roll;
	uint32_t		 begin;
	bool			 more;
	bool			 found;
	struct rpc_account	 one;		/* of the name that was told */
	uint32_t		 first;		/* member of the next page */
};

/* --- all of them --- */

static void
take_page(void *arg, const struct rpc_domain_answer *a)
{
	struct errand	*r = arg;
	struct groups	*g = r->state;
	uint32_t	 i;

	for (i = 0; i < a->count; i++)
		ERRAND_ROW(r, &table_groups, TEXT(a->rows[i].name),
		    TEXT(rolls[g->roll].what), NUMBER(a->rows[i].rid),
		    TEXT(a->rows[i].comment == NULL ? "" :
		    a->rows[i].comment));
	g->begin += a->count;
	g->more = a->status == NT_OK && a->more;
}

static void
next_groups(struct errand *r)
{
	struct groups		*g = r->state;
	struct rpc_domain_ask	 q = {
		.op = DOMAIN_LIST, .domain = rolls[g->roll].domain,
		.kind = rolls[g->roll].kind, .by_place = true,
		.begin = g->begin, .most = ERRAND_PAGE
	};

	g->more = false;
	(void)sam_ask(r->d, 0, &q, take_page, r);
	if (!g->more) {
		g->roll++;
		g->begin = 0;
	}
	if (g->roll < ROLLS)
		errand_next(r, next_groups);
	else
		errand_done(r);
}

/* --- one, and who is in it --- */

static void
take_found(void *arg, const struct rpc_domain_answer *a)
{
	struct errand	*r = arg;
	struct groups	*g = r->state;

	if (a->count == 1 && a->rows[0].kind == rolls[g->roll].kind) {
		g->one = a->rows[0];
		g->found = true;
	}
}

static void
take_named(void *arg, const struct rpc_domain_answer *a)
{
	if (a->count == 1 && a->rows[0].kind != 0)
		text_copy(arg, CONTROL_WORD_MAX, a->rows[0].name);
}

/* What an alias holds: of this domain a name, else the SID itself. */
static void
tell_side(struct errand *r, const struct sid *sid)
{
	const struct sid	 own = director_sid(r->d, 0);
	struct rpc_domain_ask	 q = { .op = DOMAIN_NAME, .count = 1 };
	char			 text[SID_TEXT_SIZE];
	char			 name[CONTROL_WORD_MAX] = "";
	struct sid		 parent;
	uint32_t		 rid;

	if (sid_split(sid, &parent, &rid) && sid_equal(&parent, &own)) {
		q.rids = &rid;
		(void)sam_ask(r->d, 0, &q, take_named, name);
	}
	ERRAND_ROW(r, &table_belonging, TEXT(name),
	    TEXT(sid_text(sid, text)));
}

static void
tell_user(struct errand *r, const struct rpc_account *a)
{
	const struct sid	 sid = director_sid(r->d, a->rid);
	char			 text[SID_TEXT_SIZE];

	ERRAND_ROW(r, &table_belonging, TEXT(a->name),
	    TEXT(sid_text(&sid, text)));
}

static void
take_members(void *arg, const struct rpc_domain_answer *a)
{
	struct errand	*r = arg;
	struct groups	*g = r->state;
	uint32_t	 i, end = g->first + ERRAND_PAGE;

	for (i = g->first; i < a->count && i < end; i++)
		if (g->one.kind == SID_USE_GROUP)
			tell_user(r, &a->rows[i]);
		else
			tell_side(r, &a->sids[i]);
	g->first = i;
	g->more = a->status == NT_OK && i < a->count;
}

static void
next_members(struct errand *r)
{
	struct groups		*g = r->state;
	struct rpc_domain_ask	 q = {
		.op = DOMAIN_MEMBERS, .domain = rolls[g->roll].domain,
		.kind = g->one.kind, .rid = g->one.rid
	};

	g->more = false;
	(void)sam_ask(r->d, 0, &q, take_members, r);
	if (g->more)
		errand_next(r, next_members);
	else
		errand_done(r);
}

static void
find_one(struct errand *r)
{
	struct groups		*g = r->state;
	const char		*name = errand_text(r, "name");
	struct rpc_domain_ask	 q = { .op = DOMAIN_FIND, .count = 1,
				    .names = &name };

	for (; g->roll < ROLLS; g->roll++) {
		q.domain = rolls[g->roll].domain;
		(void)sam_ask(r->d, 0, &q, take_found, r);
		if (g->found)
			break;
	}
	if (g->found)
		next_members(r);
	else
		errand_end(r, CONTROL_FAILED, "see: sitectl domain groups",
		    "there is no group or alias \"%s\"", VIS(name));
}

void
verb_run_DOMAIN_GROUPS(struct errand *r)
{
	r->state = calloc(1, sizeof(struct groups));
	if (r->state == NULL)
		errand_end(r, CONTROL_FAILED, "", "out of memory");
	else if (errand_flag(r, "name"))
		find_one(r);
	else
		next_groups(r);
}
