/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inventry.box: hardware inventory of SMS 2.0 (.nhm) and 1.2 (.raw) becomes
 * items of its client, a group instance each; what the client was installed
 * from is compared with what is published now (Q174961).
 */
#include <stdio.h>
#include <stdlib.h>
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

struct hardware {
	struct prepared	 base;
	struct mif	 mif;
};

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

/* --- in a thread --- */

static void
forget(struct prepared *p)
{
	mif_free(&((struct hardware *)p)->mif);
	free(p);
}

static struct prepared *
prepare_report(enum report_outcome (*parse)(const void *, size_t, struct wall,
    struct mif *, struct syntax_err *), struct rd data, struct wall now)
{
	struct hardware	*h = calloc(1, sizeof(*h));

	if (h == NULL)
		return NULL;
	h->base.free = forget;
	h->base.outcome = parse(data.base, data.len, now, &h->mif,
	    &h->base.why);
	if (h->base.outcome == REPORT_OK)
		h->base.items = items_of(&h->mif);
	h->base.n = h->mif.ngroup;
	return &h->base;
}

struct prepared *
prepare_nhm(const void *data, size_t len, struct wall now)
{
	return prepare_report(mif_parse, rd_over(data, len), now);
}

struct prepared *
prepare_raw(const void *data, size_t len, struct wall now)
{
	return prepare_report(raw_parse, rd_over(data, len), now);
}

/* --- in the loop --- */

static enum digest
take(struct director *site, struct drop *drop, struct hardware *h,
    struct batch *b)
{
	struct inventory_report	 r = {
		.kind = INVENTORY_HARDWARE,
		.copylist = compare(site, &h->mif),
		.items = h->base.items,
		.n = h->base.n,
	};

	if (r.items == NULL)
		return DIGEST_LATER;
	return drop_inventory(site, drop, &h->mif.head, &r, b);
}

enum digest
consume_nhm(struct director *site, struct drop *drop, struct batch *b)
{
	struct hardware		*h = (struct hardware *)drop->prepared;
	enum report_outcome	 outcome;
	enum digest		 verdict;

	if (h == NULL)
		return DIGEST_LATER;
	outcome = drop->len > largest(site) ? REPORT_TOO_LARGE :
	    h->base.outcome;
	verdict = drop_judge(drop, outcome, &h->base.why);
	if (outcome == REPORT_OUTDATED)
		tell_outdated(&h->mif, drop, &h->base.why, b);
	return verdict == DIGEST_DONE ? take(site, drop, h, b) : verdict;
}

enum digest
consume_raw(struct director *site, struct drop *drop, struct batch *b)
{
	return consume_nhm(site, drop, b);
}
