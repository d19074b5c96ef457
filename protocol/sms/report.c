/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/report.h"

#define US_PER_S	1000000LL

static const struct {
	const char	*name, *text;
} outcomes[REPORT_OUTCOMES] = {
	[REPORT_OK] = { "ok", "the report is taken" },
	[REPORT_EMPTY] = { "empty", "the file has no byte: a place-holder that "
	    "was never filled" },
	[REPORT_TOO_LARGE] = { "too large", "the file is larger than a report "
	    "of its kind may be" },
	[REPORT_HALF] = { "half", "the end of the report is missing: the file "
	    "was cut short or is still being written" },
	[REPORT_MALFORMED] = { "malformed", "the file is no such report" },
	[REPORT_OUTDATED] = { "outdated", "the client's inventory agent is out "
	    "of date: its records have another length" },
	[REPORT_FUTURE] = { "future", "the report's time lies in the future: "
	    "the client's clock is ahead" },
	[REPORT_NO_MEMORY] = { "no memory", "there is not enough memory to "
	    "read the report" },
};

const char *
report_outcome_name(enum report_outcome o)
{
	return outcomes[o].name;
}

const char *
report_outcome_text(enum report_outcome o)
{
	return outcomes[o].text;
}

bool
report_is_future(struct wall time, struct wall now)
{
	return time.us > now.us + REPORT_TOLERANCE_S * US_PER_S;
}
