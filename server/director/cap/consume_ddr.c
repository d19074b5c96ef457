/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ddr.box: what a client says about itself becomes its row (cap.md 6.4), and
 * its session's account becomes evidence (A3): this client reached us with
 * that account.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/ddr.h"
#include "server/director/cap/consumer.h"
#include "store/client.h"

#define ADDRESSES_MAX	(CLIENT_ADDRESSES_MAX + 1)

/* The addresses that it names, and the one that it came from, if any. */
static size_t
collect_addresses(const struct ddr *d, const char *from,
    const char *out[ADDRESSES_MAX])
{
	size_t	 i, n = 0;

	if (strcmp(from, "::") != 0)
		out[n++] = from;
	for (i = 0; i < d->addresses.n && n < ADDRESSES_MAX; i++)
		if (text_casecmp(d->addresses.s[i], from) != 0)
			out[n++] = d->addresses.s[i];
	return n;
}

static void
add_client(const struct ddr *d, struct drop *drop, struct batch *b)
{
	const char		*addresses[ADDRESSES_MAX];
	char			 from[ADDR_TEXT_SIZE], version[VERSION_TEXT_SIZE];
	struct client_seen	 seen = {
		.guid = d->id,
		.name = d->computer,
		.domain = d->domain,
		.addresses = addresses,
		.source = SOURCE_DDR,
		.at = drop->landing->landed,
	};

	(void)addr_text(&drop->landing->address, from);
	seen.n_addresses = collect_addresses(d, from, addresses);
	if (d->has_version)
		(void)version_text(&d->version, version);
	seen.versions = d->has_version ? version : NULL;
	(void)store_client_seen(b, &seen);
}

static enum digest
judge(enum ddr_outcome outcome)
{
	switch (outcome) {
	case DDR_OK:
		return DIGEST_DONE;
	case DDR_EMPTY:
		return DIGEST_DROP;
	case DDR_FUTURE:
	case DDR_NO_MEMORY:
		return DIGEST_LATER;
	default:
		return DIGEST_BAD;
	}
}

enum digest
consume_ddr(struct director *site, struct drop *drop, struct batch *b)
{
	struct syntax_err	 why = { 0 };
	struct ddr		 d;
	enum ddr_outcome	 outcome;
	enum digest		 verdict;

	outcome = ddr_parse(drop->data, drop->len, drop->now, &d, &why);
	verdict = judge(outcome);
	if (verdict != DIGEST_DONE)
		(void)snprintf(drop->result, sizeof(drop->result),
		    why.line == 0 ? "%s" : "%s (line %u: %s)",
		    ddr_outcome_text(outcome), why.line, why.text);
	else if (!d.has_id || d.computer == NULL) {
		(void)snprintf(drop->result, sizeof(drop->result),
		    "no identity, or no name, of the client is in it");
		verdict = DIGEST_BAD;
	} else if (!drop_speaks_for(drop, &d.id))
		verdict = DIGEST_BAD;
	else {
		add_client(&d, drop, b);
		drop_evidence(site, drop, &d.id, b);
		(void)snprintf(drop->result, sizeof(drop->result),
		    "client %s", d.computer);
	}
	ddr_free(&d);
	return verdict;
}
