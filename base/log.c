/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
	const char	*component;
	int		 fd;
	enum log_level	 level;
	enum log_format	 format;
} sink = { "sited", STDERR_FILENO, LVL_INFO, LOG_PLAIN };

static const char *const	level_names[LVL_COUNT] = {
	"error", "warn", "info", "debug"
};

void
log_open(const char *component, int fd)
{
	sink.component = component;
	sink.fd = fd;
	/* The C library reads its time zone file at the first use of a date:
	   for a role without files the first line would be the last. */
	tzset();
}

void
log_to(int fd)
{
	sink.fd = fd;
}

void
log_set(enum log_level level, enum log_format format)
{
	sink.level = level;
	sink.format = format;
}

enum log_level
log_level(void)
{
	return sink.level;
}

enum log_format
log_format(void)
{
	return sink.format;
}

const char *
log_level_name(enum log_level level)
{
	return level_names[level];
}

bool
log_level_parse(const char *s, enum log_level *out)
{
	int	 i;

	for (i = 0; i < LVL_COUNT; i++) {
		if (strcmp(s, level_names[i]) == 0) {
			*out = (enum log_level)i;
			return true;
		}
	}
	return false;
}

/* "time role level: text", as a person and grep like it. */
static int
plain_line(char *dst, size_t size, enum log_level level, const char *text)
{
	char	 when[WALL_TEXT_SIZE];

	return snprintf(dst, size, "%s %s %s: %s\n",
	    wall_text(wall_now(), when), sink.component, level_names[level],
	    text);
}

/* As the trace lines of our roles are signed: "SITED_DIRECTOR". */
static void
own_component(char *dst, size_t size)
{
	size_t	 i;

	(void)snprintf(dst, size, "SITED_%s", sink.component);
	for (i = 0; dst[i] != '\0'; i++)
		if (dst[i] >= 'a' && dst[i] <= 'z')
			dst[i] = (char)(dst[i] - 32);
}

/* "text~  $$<COMPONENT><Day Mon dd hh:mm:ss.mmm yyyy TZ><thread=N (0xN)>" */
static int
sms_line(char *dst, size_t size, const char *component, const char *text)
{
	struct wall	 now = wall_now();
	time_t		 s = (time_t)(now.us / 1000000);
	struct tm	 tm;
	char		 day[32], rest[32], own[40];
	long		 tid = syscall(SYS_gettid);

	if (localtime_r(&s, &tm) == NULL)
		memset(&tm, 0, sizeof(tm));
	(void)strftime(day, sizeof(day), "%a %b %d %H:%M:%S", &tm);
	(void)strftime(rest, sizeof(rest), "%Y %Z", &tm);
	own_component(own, sizeof(own));
	return snprintf(dst, size, "%s~  $$<%s><%s.%03d %s>"
	    "<thread=%ld (0x%lX)>\n", text, component == NULL ? own :
	    component, day, (int)(now.us / 1000 % 1000), rest, tid,
	    (unsigned long)tid);
}

static void	write_line(enum log_level, const char *, const char *,
    va_list) __attribute__((format(printf, 3, 0)));

static void
write_line(enum log_level level, const char *component, const char *fmt,
    va_list ap)
{
	char	 text[LOG_LINE_MAX], line[LOG_LINE_MAX + 192];
	int	 saved = errno;
	int	 n;

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	n = sink.format == LOG_SMS ?
	    sms_line(line, sizeof(line), component, text) :
	    plain_line(line, sizeof(line), level, text);
	if (n >= (int)sizeof(line)) {
		n = (int)sizeof(line) - 1;
		line[n - 1] = '\n';
	}
	while (n > 0 && write(sink.fd, line, (size_t)n) == -1 &&
	    errno == EINTR)
		;
	errno = saved;
}

static void	emit(enum log_level, const char *, va_list)
    __attribute__((format(printf, 2, 0)));

static void
emit(enum log_level level, const char *fmt, va_list ap)
{
	write_line(level, NULL, fmt, ap);
}

#define EMIT(lvl, fmt) do {						\
	va_list ap;							\
									\
	if ((lvl) > sink.level)						\
		return;							\
	va_start(ap, fmt);						\
	emit((lvl), (fmt), ap);						\
	va_end(ap);							\
} while (0)

void
log_error(const char *fmt, ...)
{
	EMIT(LVL_ERROR, fmt);
}

void
log_warn(const char *fmt, ...)
{
	EMIT(LVL_WARN, fmt);
}

void
log_info(const char *fmt, ...)
{
	EMIT(LVL_INFO, fmt);
}

void
log_debug(const char *fmt, ...)
{
	EMIT(LVL_DEBUG, fmt);
}

void
log_trace(const char *component, const char *fmt, ...)
{
	va_list	 ap;

	if (LVL_INFO > sink.level)
		return;
	va_start(ap, fmt);
	write_line(LVL_INFO, component, fmt, ap);
	va_end(ap);
}

void
log_limited(struct log_limit *limit, enum log_level level, const char *fmt,
    ...)
{
	struct mono	 now = mono_now();
	int64_t		 seconds = mono_ms_between(limit->since, now) / 1000;
	va_list		 ap;

	if (level > sink.level)
		return;
	if (seconds > 0) {
		limit->spent = limit->spent > (uint64_t)seconds ?
		    limit->spent - (uint32_t)seconds : 0;
		limit->since = now;
	}
	if (limit->spent >= limit->burst) {
		limit->dropped++;
		return;
	}
	limit->spent++;
	va_start(ap, fmt);
	emit(level, fmt, ap);
	va_end(ap);
	if (limit->dropped > 0) {
		log_warn("log: %llu more lines like the one before were "
		    "left out", (unsigned long long)limit->dropped);
		limit->dropped = 0;
	}
}

void
fatal(const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	emit(LVL_ERROR, fmt, ap);
	va_end(ap);
	exit(1);
}
