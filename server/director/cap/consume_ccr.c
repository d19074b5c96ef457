/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ccr.box: a client configuration request goes into the queue (ccm.md 3, 4). */
#include <stdio.h>

#include "protocol/sms/ccr.h"
#include "server/director/cap/consumer.h"
#include "store/request.h"

enum digest
consume_ccr(struct director *site, struct drop *drop, struct batch *b)
{
	struct syntax_err	 why = { 0 };
	struct ccr		 ccr;
	struct request_row	 row = {
		.kind = "ccr",
		.payload = { drop->data, drop->len },
		.latest = drop->landing->landed,
		.source = REQUEST_OF_CLIENT,
	};

	(void)site;
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
	(void)store_request_add(b, &row);
	(void)snprintf(drop->result, sizeof(drop->result), "request for %s",
	    ccr.machine);
	return DIGEST_DONE;
}
