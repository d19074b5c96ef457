/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/outcome.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/rpc/win32.h"

#define LINE_SIZE	600

bool
ends(struct outcome *o, enum push_end end, uint32_t number, const char *fmt,
    ...)
{
	va_list	 ap;

	o->end = end;
	o->number = number;
	va_start(ap, fmt);
	(void)vsnprintf(o->text, sizeof(o->text), fmt, ap);
	va_end(ap);
	return false;
}

bool
fails(struct outcome *o, uint32_t number, const char *what)
{
	enum push_end	 end = PUSH_END_RETRY;

	switch (win32_class(number)) {
	case WIN32_REFUSED: case WIN32_POLICY: case WIN32_PERMISSION:
		end = PUSH_END_REFUSED;
		break;
	default:
		break;
	}
	/* Whoever has not got the account yet is asked again, but not with
	   a password that may be wrong: that locks accounts. */
	if (number == WIN32_LOGON_FAILURE)
		end = PUSH_END_REFUSED;
	/* Somebody else's session, a share that comes with a service. */
	if (number == WIN32_WRONG_TARGET_NAME)
		end = PUSH_END_RETRY;
	return ends(o, end, number, "%s: %s", what, win32_text(number));
}

/* One write a line; what a dead parent does not read is lost. */
static void
tell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void
tell(const char *fmt, ...)
{
	char	 line[LINE_SIZE];
	va_list	 ap;
	int	 n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line) - 1, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= sizeof(line) - 1)
		n = sizeof(line) - 2;
	line[n++] = '\n';
	(void)!write(PUSH_REPORT_FD, line, (size_t)n);
}

void
tell_step(const char *step)
{
	tell("step %s", step);
}

void
tell_sign(const char *what)
{
	tell("sign %s", what);
}

void
tell_log(uint64_t size)
{
	tell("log %llu", (unsigned long long)size);
}

void
tell_address(const char *address)
{
	tell("address %s", address);
}

void
tell_wish(void)
{
	tell("credential");
}

void
tell_end(const struct outcome *o)
{
	tell("end %s %u %s", push_end_word(o->end), o->number,
	    PLAINN(o->text, sizeof(o->text) - 1));
}
