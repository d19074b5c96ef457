/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report - what becomes of a report that a client dropped: inventory (mif.h,
 * raw.h, sinv.h) and status messages (statmsg.h).  Each fate has its own name,
 * because each is handled differently (cap.md 8): an empty file is deleted, a
 * half one may still be growing, one from the future is parked until it is
 * due, the rest is put aside.
 */
#ifndef PROTOCOL_SMS_REPORT_H
#define PROTOCOL_SMS_REPORT_H

#include "base/clock.h"
#include "base/guid.h"

#define REPORT_TOLERANCE_S	300	/* a clock may be ahead so far, Q295450 */

enum report_outcome {
	REPORT_OK,
	REPORT_EMPTY,		/* no byte */
	REPORT_TOO_LARGE,
	REPORT_HALF,		/* the end is missing */
	REPORT_MALFORMED,
	REPORT_OUTDATED,	/* made by an agent that is too old, Q169038 */
	REPORT_FUTURE,		/* taken whole, but not to be used yet */
	REPORT_NO_MEMORY,
	REPORT_OUTCOMES
};

/* What each inventory says of itself. */
struct report_head {
	struct guid	 id;		/* of the client */
	const char	*computer;	/* upper case */
	bool		 full;		/* else only what has changed */
	struct wall	 time;		/* of the client's clock */
};

const char	*report_outcome_name(enum report_outcome);	/* "half" */
const char	*report_outcome_text(enum report_outcome);	/* a sentence */
bool		 report_is_future(struct wall time, struct wall now);

#endif
