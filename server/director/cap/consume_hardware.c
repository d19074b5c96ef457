/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inventry.box: hardware inventory of SMS 2.0 (.nhm) and 1.2 (.raw) becomes
 * items of its client, a group instance each; what the client was installed
 * from is compared with what is published now (Q174961).
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "protocol/sms/mif.h"
#include "protocol/sms/raw.h"
#include "protocol/sms/site.h"
#include "server/director/cap/consume_report.h"
#include "server/director/cap/publisher.h"
#include "store/finding.h"

#define AGENT	"Hardware Inventory Agent"

/* What the site control file allows, Q319167. */
static uint32_t
largest(const struct director *site)
{
	const struct property	*p = &properties[PROP_MAX_MIF];
	const struct site	*s = publisher_site(site);
	const struct site_agent	*agent;
	const struct scf_attr	*a;

	agent = s == NULL ? NULL : site_agent(s, AGENT);
	a = agent == NULL ? NULL : item_property(agent->item, p->name);
	return a == NULL ? p->usual : a->number;
}

static enum copylist
compare(const struct director *site, const struct mif *m)
{
	uint32_t	 theirs, ours;

	/* Before it was mended, nobody looked until the user logged off. */
	if (site->env->config.behaviour == BEHAVIOUR_SP3)
		return COPYLIST_UNKNOWN;
	if (!mif_copylist(m, &theirs) || !publisher_copy_list(site, &ours))
		return COPYLIST_UNKNOWN;
	return theirs == ours ? COPYLIST_EQUAL : COPYLIST_DIFFERS;
}

/* "Name=Value", a line each. */
static const char *
facts_of(struct mif *m, const struct mif_group *g)
{
	const struct mif_attribute	*a;
	const char			*text;
	struct buf			 b;

	buf_init(&b, MIF_SIZE_MAX);
	STAILQ_FOREACH(a, &g->attributes, next)
		buf_fmt(&b, "%s=%s\n", a->name, a->value);
	text = buf_text(&b);
	if (text != NULL)
		text = arena_text(&m->arena, text, b.len);
	buf_free(&b);
	return text;
}

static struct inventory_item *
items_of(struct mif *m)
{
	static const enum inventory_act	 acts[MIF_ACTS] = {
		[MIF_ADD] = ITEM_PUT, [MIF_UPDATE] = ITEM_CHANGE,
		[MIF_DELETE] = ITEM_REMOVE,
	};
	struct inventory_item		*items;
	const struct mif_group		*g;
	size_t				 i = 0;

	items = arena_array(&m->arena, m->ngroup, sizeof(*items));
	if (items == NULL)
		return NULL;
	STAILQ_FOREACH(g, &m->groups, next) {
		items[i].act = acts[g->act];
		items[i].class = g->name;
		items[i].key = mif_key_text(&m->arena, g);
		items[i++].value = facts_of(m, g);
	}
	return arena_ok(&m->arena) ? items : NULL;
}

/* Its file is put aside; it will go on so until somebody upgrades it. */
static void
tell_outdated(const struct mif *m, const struct drop *drop,
    const struct syntax_err *why, struct batch *b)
{
	struct finding_row	 f = {
		.kind = FINDING_AGENT_OUTDATED,
		.client = m->head.id,
		.other = "RAW",
		.last = drop->landing->landed,
	};
	char			 detail[RESULT_SIZE];

	(void)snprintf(detail, sizeof(detail), "client agent of \"%s\" is out "
	    "of date: %s", m->head.computer, why->text);
	f.detail = detail;
	store_finding(b, &f);
}

static enum digest
take(struct director *site, struct drop *drop, struct mif *m, struct batch *b)
{
	struct inventory_report	 r = {
		.kind = INVENTORY_HARDWARE,
		.copylist = compare(site, m),
		.items = items_of(m),
		.n = m->ngroup,
	};

	if (r.items == NULL)
		return DIGEST_LATER;
	return drop_inventory(site, drop, &m->head, &r, b);
}

enum digest
consume_nhm(struct director *site, struct drop *drop, struct batch *b)
{
	struct syntax_err	 why = { 0 };
	struct mif		 m;
	enum report_outcome	 outcome;
	enum digest		 verdict;

	outcome = mif_parse(drop->data, drop->len, drop->now, &m, &why);
	if (drop->len > largest(site))
		outcome = REPORT_TOO_LARGE;
	verdict = drop_judge(drop, outcome, &why);
	if (verdict == DIGEST_DONE)
		verdict = take(site, drop, &m, b);
	mif_free(&m);
	return verdict;
}

enum digest
consume_raw(struct director *site, struct drop *drop, struct batch *b)
{
	struct syntax_err	 why = { 0 };
	struct mif		 m;
	enum report_outcome	 outcome;
	enum digest		 verdict;

	outcome = raw_parse(drop->data, drop->len, drop->now, &m, &why);
	if (drop->len > largest(site))
		outcome = REPORT_TOO_LARGE;
	verdict = drop_judge(drop, outcome, &why);
	if (outcome == REPORT_OUTDATED)
		tell_outdated(&m, drop, &why, b);
	if (verdict == DIGEST_DONE)
		verdict = take(site, drop, &m, b);
	mif_free(&m);
	return verdict;
}
