/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccr.box, *.ENR: a client answers its enrolment bundle.  Its keys are taken
 * and its token is spent in one commit; who comes with a token that does not
 * hold is refused, and the audit tells.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "server/director/cap/consumer.h"
#include "server/director/client/token.h"
#include "store/audit.h"

#define VERB	"client enrol answer"

static void
audit(const struct drop *drop, const struct enrol_reply *r,
    enum audit_outcome outcome, struct batch *b)
{
	char			 detail[256], id[GUID_TEXT_SIZE];
	char			 from[ADDR_TEXT_SIZE];
	struct audit_row	 row = {
		.at = drop->now, .uid = UINT32_MAX, .who = "client",
		.verb = VERB, .object = r->name, .outcome = outcome,
		.detail = detail
	};

	(void)snprintf(detail, sizeof(detail), "{\"guid\":\"%s\","
	    "\"from\":\"%s\"}", guid_text(&r->guid, id),
	    addr_text(&drop->landing->address, from));
	(void)store_audit(b, &row);
}

/* NULL, or why this holder of a token is not enrolled. */
static const char *
objection(struct director *d, const struct drop *drop,
    const struct enrol_token *t, const struct enrol_reply *r)
{
	const struct enrolled	*known = enrolled_find(d, &r->guid);

	if (t->used)
		return "its token was used already";
	if (t->expires.us < drop->landing->landed.us)
		return "its token has expired";
	if (token_is_bound(t) && !guid_equal(&t->client, &r->guid))
		return "its token was made for another client of that name";
	if (strcmp(t->name, r->name) != 0)
		return "its token was made for another name";
	if (known != NULL && strcmp(known->name, r->name) != 0)
		return "its id is that of another enrolled client";
	return NULL;
}

enum digest
consume_enrol(struct director *d, struct drop *drop, struct batch *b)
{
	const struct enrol_token	*t;
	struct enrol_reply		 r;
	const char			*why;

	if (!enrol_get_reply(drop->data, drop->len, &r) ||
	    strcmp(r.site, d->site.code) != 0) {
		(void)snprintf(drop->result, sizeof(drop->result),
		    "it is no answer of a client to this site");
		return DIGEST_BAD;
	}
	t = token_find(d, r.id);
	if (t == NULL || !enrol_verify_reply(drop->data, drop->len,
	    t->public_key)) {
		(void)snprintf(drop->result, sizeof(drop->result),
		    "\"%s\" did not get its token from this site",
		    VIS(r.name));
		return DIGEST_BAD;
	}
	why = objection(d, drop, t, &r);
	audit(drop, &r, why == NULL ? AUDIT_DONE : AUDIT_REFUSED, b);
	(void)snprintf(drop->result, sizeof(drop->result), why == NULL ?
	    "client %s is enrolled" : "client %s is not enrolled: %s",
	    VIS(r.name), why);
	if (why == NULL)
		enrolled_put(d, &r, b);
	return why == NULL ? DIGEST_DONE : DIGEST_BAD;
}
