/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/syntax.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int
syntax_fail(struct syntax_err *e, uint32_t line, size_t column,
    const char *fmt, ...)
{
	va_list	 ap;

	if (e->line != 0)
		return -EINVAL;
	e->line = line == 0 ? 1 : line;
	e->column = column == 0 ? 1 : (uint32_t)column;
	va_start(ap, fmt);
	(void)vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return -EINVAL;
}

int
syntax_report(struct err *err, const char *file, const struct syntax_err *e)
{
	return err_set(err, EINVAL, "%s:%u:%u: %s", file, e->line, e->column,
	    e->text);
}
