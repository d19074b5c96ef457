/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * angle - one line of SMS's own text form: an optional keyword, then values
 * in angle brackets.
 *
 *	PROPERTY <Poll (minutes)><REG_DWORD><><240>
 *
 * Keywords are compared without case and given in upper case.  A value holds
 * no '<' and no '>'; blanks inside it count, blanks between values do not.
 *
 * Errors   false, and the complaint in the syntax_err.
 * Memory   values borrow from the line.
 * Source   cap.md 4.2: [SDK-SCF], [RK1x].
 */
#ifndef PROTOCOL_SMS_ANGLE_H
#define PROTOCOL_SMS_ANGLE_H

#include "base/buf.h"
#include "protocol/sms/lines.h"

#define ANGLE_VALUES_MAX	8
#define ANGLE_VALUE_MAX		2000	/* bytes */
#define ANGLE_KEYWORD_SIZE	64

struct angle_value {
	const char	*s;
	size_t		 len;
	uint32_t	 column;	/* of its '<' */
};

struct angle_line {
	uint32_t		 number;
	uint32_t		 column;	/* keyword or first value */
	char			 keyword[ANGLE_KEYWORD_SIZE];	/* "": none */
	size_t			 nvalue;
	struct angle_value	 value[ANGLE_VALUES_MAX];
};

bool	angle_parse(const struct line *, struct angle_line *,
	    struct syntax_err *);
void	angle_put(struct buf *, const char *);		/* "<text>" */

#endif
