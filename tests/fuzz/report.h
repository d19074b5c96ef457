/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the targets of the reports share: what is taken prints, and is read
   back the same. */
#ifndef TESTS_FUZZ_REPORT_H
#define TESTS_FUZZ_REPORT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "protocol/sms/report.h"
#include "protocol/sms/syntax.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct wall	now = { 909986400000000 };

static inline void
same(const struct buf *a, const struct buf *b)
{
	if (!buf_ok(a) || !buf_ok(b) || a->len != b->len ||
	    memcmp(a->data, b->data, a->len) != 0)
		abort();
}

static inline bool
is_taken(enum report_outcome o, const struct syntax_err *e)
{
	bool	 complains = o == REPORT_MALFORMED || o == REPORT_HALF ||
		    o == REPORT_OUTDATED;

	if (complains != (e->line != 0))
		abort();
	return o == REPORT_OK || o == REPORT_FUTURE;
}

#endif
