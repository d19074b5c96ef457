/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ddr.box: what a client says about itself becomes its row (cap.md 6.4), and
 * its session's account becomes evidence (A3): this client reached us with
 * that account.
 *
 * What the client itself tells, by heartbeat or logon, replaces what was known
 * of its addresses; what others found out about it is only added (Q241279,
 * Q313660).
 *
 * A machine without a client is asked for, if the rules of discovery say so
 * (ccm.md 3.1), whether its record is kept or not.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/ddr.h"
#include "server/director/cap/newcomers.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/rollout.h"
#include "server/director/ccm/ccm.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))
#define ADDRESSES_MAX	(CLIENT_ADDRESSES_MAX + 1)

/* Agents that speak for the client on which they run. */
static bool
is_clients_own(const char *agent)
{
	static const char *const	 agents[] = {
		"Client Installation", "Heartbeat Discovery",
		"Logon Discovery", "NetWare Bindery Logon Discovery",
		"NetWare NDS Logon Discovery", "Windows NT Logon Discovery",
		"Windows Networking Logon Discovery",
	};
	size_t				 i;

	for (i = 0; i < nitems(agents); i++)
		if (strcasecmp(agent, agents[i]) == 0)
			return true;
	return false;
}

/* Each list says for itself whether it is the whole; one is enough to add. */
static bool
replaces(const struct ddr *d)
{
	const struct ddr_property	*p;

	STAILQ_FOREACH(p, &d->properties, next)
		if ((p->flags & DDR_ARRAY) != 0 &&
		    (p->flags & DDR_FULL_REPLACE) == 0)
			return false;
	return is_clients_own(d->agent);
}

/* The addresses that it names, and the one that it came from, if any. */
static size_t
collect_addresses(const struct ddr *d, const char *from,
    const char *out[ADDRESSES_MAX])
{
	size_t	 i, n = 0;

	if (strcmp(from, "::") != 0 && is_clients_own(d->agent))
		out[n++] = from;
	for (i = 0; i < d->addresses.n && n < ADDRESSES_MAX; i++)
		if (text_casecmp(d->addresses.s[i], from) != 0)
			out[n++] = d->addresses.s[i];
	return n;
}

/* A line each; NULL: the record does not tell it. */
static const char *
joined(struct ddr *d, const char *property, const struct text_list *list)
{
	char	*all, *to;
	size_t	 i, size = 1;

	if (ddr_property(d, property) == NULL)
		return NULL;
	for (i = 0; i < list->n; i++)
		size += strlen(list->s[i]) + 1;
	all = to = arena_alloc(&d->arena, size);
	for (i = 0; all != NULL && i < list->n; i++)
		to = stpcpy(stpcpy(to, list->s[i]), "\n");
	return all;
}

static const char *
user_of(struct ddr *d)
{
	char	 name[512];

	if (d->user == NULL || d->user_domain == NULL)
		return d->user;
	(void)snprintf(name, sizeof(name), "%s\\%s", d->user_domain, d->user);
	return arena_text(&d->arena, name, strlen(name));
}

static void
add_client(struct director *site, struct drop *drop, struct ddr *d,
    struct batch *b)
{
	const char		*addresses[ADDRESSES_MAX];
	char			 from[ADDR_TEXT_SIZE], version[VERSION_TEXT_SIZE];
	struct client_facts	 facts = {
		.agent = d->agent,
		.agent_site = d->site,
		.agent_time = d->time,
		.installed = d->is_client,
		.travel = d->travel_mode,
		.os = d->os,
		.user = user_of(d),
		.subnets = joined(d, "IP Subnets", &d->subnets),
		.macs = joined(d, "MAC Addresses", &d->macs),
		.sites = joined(d, "SMS Installed Sites",
		    &d->installed_sites),
		.assigned = joined(d, "SMS Assigned Sites",
		    &d->assigned_sites),
	};
	struct client_seen	 seen = {
		.guid = d->id,
		.name = d->computer,
		.domain = d->domain,
		.addresses = addresses,
		.source = SOURCE_DDR,
		.at = drop->landing->landed,
		.adds = !replaces(d),
		.facts = &facts,
	};

	(void)addr_text(&drop->landing->address, from);
	seen.n_addresses = collect_addresses(d, from, addresses);
	if (d->has_version)
		(void)version_text(&d->version, version);
	seen.versions = d->has_version ? version : NULL;
	drop_seen(site, drop, &seen, b);
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

/* What came of that is added to the file's result. */
static void
tell_request(struct drop *drop, unsigned no)
{
	const size_t	 n = strlen(drop->result);

	if ((no & 1U << DISCOVERY_NO_CLIENT) != 0)
		return;
	(void)snprintf(drop->result + n, sizeof(drop->result) - n, "; %s%s",
	    no == 0 ? "a client for it is asked for" : "no request: ",
	    discovery_no(no));
}

/* true: a request is in the batch. */
static bool
ask_for_client(struct director *site, struct drop *drop, const struct ddr *d,
    struct batch *b)
{
	const struct request_found *found = NULL;
	struct site_rules	 rules;
	unsigned		 no;

	site_rules_of(publisher_site(site), &rules);
	no = discovery_judge(d, &rules);
	ccm_discovered(site, no);
	if (no == 0 && newcomers_full(site, drop))
		return false;
	if (no == 0)
		found = store_request_discovered(b, &(struct request_row){
		    .computer = d->computer,
		    .domain = d->domain == NULL ? "" : d->domain,
		    .kind = "ccr",
		    .latest = drop->landing->landed,
		    .source = REQUEST_OF_DISCOVERY,
		    .class = discovery_class(d->os) });
	if (found != NULL)
		newcomers_asked(drop, &found->fresh);
	tell_request(drop, no);
	return no == 0;
}

/* Whether a record that is right is one of a client. */
static enum digest
judge_kind(const struct ddr *d, struct drop *drop)
{
	if (strcasecmp(d->architecture, "System") != 0) {
		(void)snprintf(drop->result, sizeof(drop->result),
		    "a record of a %s: only machines are kept",
		    VIS(d->architecture));
		return DIGEST_DROP;
	}
	if (d->has_id && d->computer != NULL)
		return DIGEST_DONE;
	(void)snprintf(drop->result, sizeof(drop->result),
	    "no identity, or no name, of the client is in it");
	return is_clients_own(d->agent) ? DIGEST_BAD : DIGEST_DROP;
}

static void
take(struct director *site, struct drop *drop, struct ddr *d, struct batch *b)
{
	add_client(site, drop, d, b);
	rollouts_told(site, drop, d, b);
	if (is_clients_own(d->agent))
		drop_evidence(site, drop, &d->id, b);
	(void)snprintf(drop->result, sizeof(drop->result), "client %s",
	    d->computer);
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
	else
		verdict = judge_kind(&d, drop);
	if (verdict == DIGEST_DONE && !drop_speaks_for(drop, &d.id))
		verdict = DIGEST_BAD;
	if (verdict == DIGEST_DONE)
		take(site, drop, &d, b);
	if ((verdict == DIGEST_DONE || verdict == DIGEST_DROP) &&
	    outcome == DDR_OK && ask_for_client(site, drop, &d, b))
		verdict = DIGEST_DONE;
	ddr_free(&d);
	return verdict;
}
