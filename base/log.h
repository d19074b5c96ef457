/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log - one line per event: subject, act, reason, then a key=value tail, in
 * lower case without a full stop.
 *
 *	client 10.1.2.3 "PC17$": tree connect refused: no share "X" [status=...]
 *
 * Untrusted text goes through VIS() of base/text.h.  Each line is one write()
 * to a descriptor opened with O_APPEND, so that roles can share the file.
 * errno is kept.  Lines are cut at LOG_LINE_MAX bytes.
 *
 * Threads  safe; the settings are changed by the main thread only.
 * Source   the "sms" form is SMS 2.0's trace format, Q248969, Q241001.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

#define LOG_LINE_MAX	2048

enum log_level { LVL_ERROR, LVL_WARN, LVL_INFO, LVL_DEBUG, LVL_COUNT };
enum log_format { LOG_PLAIN, LOG_SMS };

void		 log_open(const char *component, int fd);	/* borrows both */
void		 log_to(int fd);
void		 log_set(enum log_level, enum log_format);
enum log_level	 log_level(void);
enum log_format	 log_format(void);
const char	*log_level_name(enum log_level);
bool		 log_level_parse(const char *, enum log_level *);

void	log_error(const char *, ...) __attribute__((format(printf, 1, 2)));
void	log_warn(const char *, ...) __attribute__((format(printf, 1, 2)));
void	log_info(const char *, ...) __attribute__((format(printf, 1, 2)));
void	log_debug(const char *, ...) __attribute__((format(printf, 1, 2)));

/*
 * A line that a component of SMS 2.0 wrote, in its words and under its name:
 * for tools that read such logs.  In the plain form it is a line like others.
 */
void	log_trace(const char *component, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/*
 * A limit for lines that a peer can cause at will: `burst' lines, then one a
 * second; the next line that passes tells how many were left out.
 */
struct log_limit {
	uint32_t	 burst;
	uint32_t	 spent;
	uint64_t	 dropped;
	struct mono	 since;
};
void	log_limited(struct log_limit *, enum log_level, const char *, ...)
	    __attribute__((format(printf, 3, 4)));

/* A broken invariant of our own, or a start that cannot go on: exit(1). */
void	fatal(const char *, ...)
	    __attribute__((format(printf, 1, 2), noreturn));

#endif
