/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ccr.box: a client configuration request goes into the queue (ccm.md 3, 4). */
#include <stdio.h>

#include "protocol/sms/ccr.h"
#include "server/director/cap/newcomers.h"
#include "store/request.h"

enum digest
consume_ccr(struct director *site, struct drop *drop, struct batch *b)
{
	struct syntax_err	 why = { 0 };
	struct ccr		 ccr;
	const struct request_merge *merge;
	struct request_row	 row = {
		.kind = "ccr",
		.payload = { drop->data, drop->len },
		.latest = drop->landing->landed,
		.source = REQUEST_OF_CLIENT,
	};

	if (drop->len == 0) {
		(void)snprintf(drop->result, sizeof(drop->result),
		    "the file is empty");
		return DIGEST_DROP;
	}
	if (ccr_parse(drop->data, drop->len, &ccr, &why) != 0) {
		(void)snprintf(drop->result, sizeof(drop->result),
		    "line %u: %s", why.line, why.text);
		return DIGEST_BAD;
	}
	row.computer = ccr.machine;
	row.domain = ccr.domain;
	row.forced = ccr.forced;
	if (newcomers_full(site, drop)) {
		(void)snprintf(drop->result, sizeof(drop->result),
		    "its address has brought enough within this hour");
		return DIGEST_LATER;
	}
	merge = store_request_add(b, &row);
	if (merge != NULL)
		newcomers_asked(drop, &merge->fresh);
	(void)snprintf(drop->result, sizeof(drop->result), "request for %s",
	    ccr.machine);
	return DIGEST_DONE;
}
