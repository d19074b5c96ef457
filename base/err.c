/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list	 ap;

	if (e != NULL) {
		e->code = code;
		va_start(ap, fmt);
		(void)vsnprintf(e->text, sizeof(e->text), fmt, ap);
		va_end(ap);
	}
	return -code;
}

int
err_sys(struct err *e, const char *fmt, ...)
{
	int	 code = errno;
	va_list	 ap;
	size_t	 n;

	if (e != NULL) {
		e->code = code;
		va_start(ap, fmt);
		(void)vsnprintf(e->text, sizeof(e->text), fmt, ap);
		va_end(ap);
		n = strlen(e->text);
		(void)snprintf(e->text + n, sizeof(e->text) - n, ": %s",
		    strerror(code));
	}
	return -code;
}
