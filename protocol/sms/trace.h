/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace - a line of an SMS log file.
 *
 *	CCIM32 - Retry in 60 minutes~  $$<CCIM32><Tue Jan 04 15:19:28.663 2000
 *	    W. Europe Standard Time><thread=112 (0x70)>
 *
 * (one line in the file).  The '~' stands for a line break in the text; the
 * zone's name is missing in older logs.
 *
 * Errors   false for a line of another form.
 * Source   cap.md 6.4, ccm.md 10: Q248969, Q263359, Q236052, Q308945.
 */
#ifndef PROTOCOL_SMS_TRACE_H
#define PROTOCOL_SMS_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define TRACE_LINE_MAX		4096
#define TRACE_COMPONENT_SIZE	128
#define TRACE_ZONE_SIZE		64

struct trace_line {
	char		 text[TRACE_LINE_MAX];
	char		 component[TRACE_COMPONENT_SIZE];
	int64_t		 local_ms;	/* local time as ms since 1970 */
	char		 zone[TRACE_ZONE_SIZE];		/* or "" */
	uint32_t	 thread;
};

bool	 trace_parse(const char *, size_t, struct trace_line *out);
void	 trace_put(struct buf *, const struct trace_line *);	/* CR LF */

#endif
