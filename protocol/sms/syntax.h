/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * syntax - what is wrong in a text, and where: the answer of every parser in
 * this folder.
 *
 * Units    lines and columns count from 1, columns in bytes; line 0 means
 *          that nothing is wrong.
 * Errors   the first complaint stays, later ones are ignored, so that callers
 *          may go on in a straight line and ask once.  The text says what is
 *          wrong and what was expected, fit for a log line.
 * Memory   the struct is the caller's and starts as { 0 }.
 */
#ifndef PROTOCOL_SMS_SYNTAX_H
#define PROTOCOL_SMS_SYNTAX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct syntax_err {
	uint32_t	 line;
	uint32_t	 column;
	char		 text[320];
};

int	syntax_fail(struct syntax_err *, uint32_t line, size_t column,
	    const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));	/* returns -EINVAL */

/* "FILE:LINE:COLUMN: what is wrong" for an operator; returns -EINVAL. */
int	syntax_report(struct err *, const char *file,
	    const struct syntax_err *);

#endif
