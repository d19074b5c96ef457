/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/consume_report.h"

#include <stdio.h>

#include "server/director/cap/newcomers.h"

void
prepared_free(struct prepared **p)
{
	if (*p != NULL)
		(*p)->free(*p);
	*p = NULL;
}

enum digest
drop_judge(struct drop *drop, enum report_outcome outcome,
    const struct syntax_err *why)
{
	static const enum digest	 verdicts[REPORT_OUTCOMES] = {
		[REPORT_OK] = DIGEST_DONE,
		[REPORT_EMPTY] = DIGEST_DROP,
		[REPORT_TOO_LARGE] = DIGEST_BAD,
		[REPORT_HALF] = DIGEST_BAD,
		[REPORT_MALFORMED] = DIGEST_BAD,
		[REPORT_OUTDATED] = DIGEST_BAD,
		[REPORT_FUTURE] = DIGEST_LATER,
		[REPORT_NO_MEMORY] = DIGEST_LATER,
	};

	if (outcome != REPORT_OK)
		(void)snprintf(drop->result, sizeof(drop->result),
		    why->line == 0 ? "%s" : "%s (line %u: %s)",
		    report_outcome_text(outcome), why->line, why->text);
	return verdicts[outcome];
}

/* A full report is news of its client, a delta only of a known one. */
static void
add_client(struct director *site, struct drop *drop,
    const struct report_head *h, struct batch *b)
{
	struct client_seen	 seen = {
		.guid = h->id,
		.name = h->computer,
		.source = SOURCE_INVENTORY,
		.at = drop->landing->landed,
	};

	drop_seen(site, drop, &seen, b);
	drop_evidence(site, drop, &h->id, b);
}

enum digest
drop_inventory(struct director *site, struct drop *drop,
    const struct report_head *h, struct inventory_report *r, struct batch *b)
{
	if (!drop_speaks_for(drop, &h->id))
		return DIGEST_BAD;
	if (h->full)
		add_client(site, drop, h, b);
	r->client = h->id;
	r->computer = h->computer;
	r->full = h->full;
	r->told = h->time;
	r->landed = drop->landing->landed;
	r->at = drop->now;
	drop->outcome = store_inventory(b, r);
	return DIGEST_DONE;
}
