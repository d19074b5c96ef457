/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/clock.h"
#include "protocol/sms/trace.h"

static const struct {
	const char	*file, *old, *component;
} logs[LOG_COUNT] = {
	[LOG_CCIM] = { "Ccim32.log", "Ccim32.lo_", "CCIM32" },
	[LOG_CLISVC] = { "Clisvc.log", "Clisvc.lo_", "CLISVC" },
	[LOG_APM] = { "Smsapm32.log", "Smsapm32.lo_", "SMSAPM32" },
	[LOG_REMOTE] = { "Wnremote.log", "Wnremote.lo_", "CCMBOOT" },
};

/* What a line is made of may come from a CAP: one line, printable. */
static void
make_plain(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
}

static void
stamp(struct trace_line *t)
{
	const struct wall	 now = wall_now();
	const time_t		 s = (time_t)(now.us / 1000000);
	struct tm		 tm;

	if (localtime_r(&s, &tm) == NULL)
		memset(&tm, 0, sizeof(tm));
	if (tm.tm_zone != NULL)
		(void)strlcpy(t->zone, tm.tm_zone, sizeof(t->zone));
	t->local_ms = ((int64_t)s + tm.tm_gmtoff) * 1000 +
	    now.us / 1000 % 1000;
	t->thread = (uint32_t)gettid();
}

static int
open_log(const struct agent_logs *to, enum agent_log which)
{
	const int	 flags = O_WRONLY | O_APPEND | O_CREAT;
	int		 fd = open_beneath(to->folder, logs[which].file,
			    flags, 0600);
	struct stat	 st;

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > AGENT_LOG_MAX) {
		(void)close(fd);
		(void)renameat(to->folder, logs[which].file, to->folder,
		    logs[which].old);
		fd = open_beneath(to->folder, logs[which].file, flags, 0600);
	}
	return fd;
}

void
agent_log(const struct agent_logs *to, enum agent_log which, const char *fmt,
    ...)
{
	struct trace_line		 t = { .text = "" };
	struct buf			 b;
	va_list				 ap;
	ssize_t				 n;
	int				 fd;

	if (to->folder == -1)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(t.text, sizeof(t.text) - 256, fmt, ap);
	va_end(ap);
	make_plain(t.text);
	(void)strlcpy(t.component, logs[which].component,
	    sizeof(t.component));
	stamp(&t);
	if (to->echo)
		fprintf(stderr, "%s\n", t.text);
	buf_init(&b, 2 * TRACE_LINE_MAX);
	trace_put(&b, &t);
	fd = open_log(to, which);
	if (fd >= 0) {
		/* what cannot be logged, cannot: there is nobody to tell */
		n = buf_ok(&b) ? write(fd, b.data, b.len) : 0;
		(void)n;
		(void)close(fd);
	}
	buf_free(&b);
}
