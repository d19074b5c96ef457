/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines - untrusted text, one line at a time.
 *
 * A line ends with LF or CR LF, the last one too: what does not is a file cut
 * short.  Lines hold UTF-8 without control characters except the tab; a byte
 * order mark is refused.
 *
 * Errors   lines_next() returns false at the end and after a complaint, which
 *          then stands in the syntax_err given to lines_over().
 * Memory   borrowed from the text; nothing is allocated.
 */
#ifndef PROTOCOL_SMS_LINES_H
#define PROTOCOL_SMS_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/sms/syntax.h"

struct line {
	const char	*s;		/* without its end */
	size_t		 len;
	uint32_t	 number;
};

struct lines {
	const char		*at;
	const char		*end;
	size_t			 line_max;	/* bytes of one line */
	uint32_t		 number;	/* of the line returned last */
	struct syntax_err	*err;
};

struct lines	 lines_over(const void *, size_t, size_t line_max,
		    struct syntax_err *);
bool		 lines_next(struct lines *, struct line *out);
bool		 lines_next_filled(struct lines *, struct line *out);

/* Is the last line that is not blank this one, and ended?  Without case. */
bool		 lines_end_with(const void *, size_t, const char *last);
uint32_t	 lines_count(const void *, size_t);	/* 1 for none */

/* The part of [s, s + *len) without blanks at its edges. */
const char	*blank_trim(const char *s, size_t *len);
bool		 is_blank(char);		/* space or tab */

#endif
