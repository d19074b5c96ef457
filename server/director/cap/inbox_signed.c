/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inbox_signed - a dropped file before and after its consumer: a signed one is taken
 * out of its envelope, its signature and number are judged; what it proves of
 * its client becomes evidence (product.md 4).
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/envelope.h"
#include "server/director/account/accounts.h"
#include "server/director/account/rotation.h"
#include "server/director/cap/consumer.h"
#include "store/client.h"
#include "store/finding.h"

static enum digest
bad(struct drop *drop, const char *why)
{
	(void)snprintf(drop->result, sizeof(drop->result), "a signed file %s",
	    why);
	return DIGEST_BAD;
}

enum digest
drop_unwrap(struct director *d, struct drop *drop)
{
	struct envelope		 e;
	const struct enrolled	*signer;

	if (!envelope_is(drop->data, drop->len))
		return DIGEST_DONE;
	if (!envelope_parse(drop->data, drop->len, &e))
		return bad(drop, "is not whole");
	if (strcmp(e.site, d->site.code) != 0 ||
	    e.box != drop->landing->box)
		return bad(drop, "was made for another site or box");
	signer = enrolled_find(d, &e.guid);
	if (signer == NULL)
		return bad(drop, "of a client that is not enrolled");
	if (!envelope_verify(drop->data, drop->len, signer->signing))
		return bad(drop, "whose signature does not fit");
	if (!sequence_is_fresh(&signer->window, e.sequence))
		return bad(drop, "came before: it is a replay, or its client "
		    "did not hear that it had landed");
	drop->signer = signer;
	drop->sequence = e.sequence;
	drop->data = e.payload.base;
	drop->len = e.payload.len;
	return DIGEST_DONE;
}

void
drop_spend(struct director *d, const struct drop *drop, enum digest verdict,
    struct batch *b)
{
	const struct enrolled	*e = drop->signer;

	if (e == NULL || verdict == DIGEST_LATER || verdict == DIGEST_KEEP)
		return;
	enrolled_spend(d, &e->guid, drop->sequence);
	store_enrolled_sequence(b, &e->guid, drop->sequence, drop->outcome);
}

bool
drop_speaks_for(struct drop *drop, const struct guid *client)
{
	char	 id[GUID_TEXT_SIZE];

	if (drop->signer == NULL || guid_equal(&drop->signer->guid, client))
		return true;
	(void)snprintf(drop->result, sizeof(drop->result), "it speaks for "
	    "another client than %s, which signed it",
	    guid_text(&drop->signer->guid, id));
	return false;
}

static void
find_unsigned(const struct enrolled *e, const struct drop *drop,
    struct batch *b)
{
	struct finding_row	 f = {
		.kind = FINDING_UNSIGNED_FILE, .client = e->guid,
		.other = box_row(drop->landing->box)->name,
		.last = drop->landing->landed
	};
	char			 detail[320], from[ADDR_TEXT_SIZE];

	(void)snprintf(detail, sizeof(detail), "\"%s\" is enrolled, but a "
	    "file of its from %s was not signed", VIS(e->name),
	    addr_text(&drop->landing->address, from));
	f.detail = detail;
	store_finding(b, &f);
}

void
drop_evidence(struct director *d, const struct drop *drop,
    const struct guid *client, struct batch *b)
{
	const struct enrolled	*e = enrolled_find(d, client);
	char			 from[ADDR_TEXT_SIZE];
	const struct account_entry *a = accounts_by_id(d->accounts,
				    drop->landing->account);
	struct evidence_row	 ev = {
		.client = *client,
		.account = drop->landing->account,
		.generation = drop->landing->generation,
		.class = drop->signer != NULL ? EVIDENCE_A_PLUS : EVIDENCE_A,
		.last = rotation_time_of(d, drop->landing->landed),
		.address = from,
		.node = d->site.node,
		.rid = a != NULL && a->kind == ACCOUNT_CLIENT ? a->rid : 0,
		.session = drop->landing->session,
		.enrolled = e != NULL,
	};

	if (e != NULL && drop->signer == NULL)
		find_unsigned(e, drop, b);
	if (ev.account == 0)
		return;		/* an operator put it there by hand */
	(void)addr_text(&drop->landing->address, from);
	store_client_evidence(b, &ev);
	if (drop->landing->manifest != 0)
		store_client_fetched(b, client, drop->landing->manifest);
}
