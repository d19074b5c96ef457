/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * raw - hardware inventory of SMS 1.2 clients, inventry.box/XXXXXXXX.RAW: a
 * binary header, then records whose fields are text and numbers.
 *
 * Each service pack of the client made some records longer, and tells only
 * their length.  A record of another length than the site knows comes from an
 * agent that is out of date (REPORT_OUTDATED): that is the client's fault to
 * be mended, not a broken file to be forgotten.
 *
 * Memory   what is read becomes a full report of mif.h; mif_free() it.
 * Source   ccm.md 9.4: Q169038 (lengths of the NT CPU record: 44, 54, more in
 *          SP4), Q126642, Q122178; the rest of the layout is ours:
 *          doc/formats/raw.md.
 */
#ifndef PROTOCOL_SMS_RAW_H
#define PROTOCOL_SMS_RAW_H

#include "protocol/sms/mif.h"

#define RAW_SERVICE_PACK	4	/* of SMS 1.2, what the site knows */
#define RAW_RECORDS_MAX		256

enum report_outcome raw_parse(const void *, size_t, struct wall now,
		    struct mif *out, struct syntax_err *);
/*
 * The records of a report as the agent of that service pack wrote them; what
 * has no record is left out.  Texts are cut to their fields.
 */
void		 raw_put(struct buf *, const struct mif *,
		    unsigned service_pack);

#endif
