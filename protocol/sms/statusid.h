/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * statusid - the status messages of SMS 2.0 that we send or recognise.
 *
 * Source   cap.md 6.6, ccm.md 11; each row of the table names its article.
 */
#ifndef PROTOCOL_SMS_STATUSID_H
#define PROTOCOL_SMS_STATUSID_H

#include <stddef.h>
#include <stdint.h>

enum status_id {
	STATUS_SITE_CONTROL_508 = 508,
	STATUS_FILE_NOT_OPENED = 523,
	STATUS_CLIENT_EXCEPTION = 669,
	STATUS_SITES_NOT_ENUMERATED = 679,
	STATUS_CLOCK_AHEAD = 1215,
	STATUS_DDR_FAILED = 2636,
	STATUS_BAD_DELTA_MIF = 2703,
	STATUS_SITE_CONTROL_2800 = 2800,
	STATUS_SITE_CONTROL_2804 = 2804,
	STATUS_SITE_CONTROL_2808 = 2808,
	STATUS_SITE_CONTROL_2847 = 2847,
	STATUS_INSTALL_DATA_DISK_FULL = 2918,
	STATUS_HIERARCHY_3304 = 3304,
	STATUS_HIERARCHY_3309 = 3309,
	STATUS_NO_ADDRESS = 3400,
	STATUS_SINV_RESYNC = 3703,
	STATUS_BAD_COMPONENT_SUMMARY = 4613,
	STATUS_NO_SPACE = 4711,
	STATUS_OFFER_DAMAGED = 10000,
	STATUS_ADVERT_RECEIVED = 10002,
	STATUS_PROGRAM_CANNOT_RUN = 10003,
	STATUS_PROGRAM_FAILED = 10006,
	STATUS_PROGRAM_FAILED_MIF = 10007,
	STATUS_PROGRAM_DONE = 10008,
	STATUS_PROGRAM_DONE_10009 = 10009,
	STATUS_TOKEN_NOT_RIGHT = 10980,		/* ours, like ... */
	STATUS_COMPONENT_FAILED = 10981
};

struct status_text {
	enum status_id	 id;
	const char	*meaning;
	const char	*article;
};

const struct status_text *status_text(uint32_t id);	/* NULL: unknown */
const struct status_text *status_texts(size_t *n);

#endif
