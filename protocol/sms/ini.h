/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ini - sections and key=value lines, the form of most SMS text files.
 *
 *	[Section]
 *	     Key=value
 *
 * Indentation and blank lines are free; names are compared without case; no
 * key stands twice in a section, no section twice in a file; anything else is
 * refused.  INI_STRICT takes a value as it stands after the '=';
 * INI_LENIENT, for files that others write, trims names and values.
 *
 * Errors   ini_parse() returns 0, -EINVAL or -ENOMEM.  The readers complain
 *          into the same syntax_err and go on: decode in a straight line, ask
 *          ini_end() once, which also refuses what nobody asked for.
 * Memory   everything lives in the arena given.
 */
#ifndef PROTOCOL_SMS_INI_H
#define PROTOCOL_SMS_INI_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/arena.h"
#include "base/buf.h"
#include "protocol/sms/syntax.h"

#define INI_SIZE_MAX	262144
#define INI_LINE_MAX	8192
#define INI_KEYS_MAX	2048		/* sections and keys of a file */

enum ini_mode { INI_STRICT, INI_LENIENT };

struct ini_key {
	STAILQ_ENTRY(ini_key)	 next;
	const char		*name;
	const char		*text;
	uint32_t		 line;
	uint32_t		 column;	/* of the text */
	bool			 used;
};
STAILQ_HEAD(ini_keys, ini_key);

struct ini_section {
	STAILQ_ENTRY(ini_section)	 next;
	const char			*name;
	uint32_t			 line;
	struct ini_keys			 keys;
	bool				 used;
};

struct ini {
	STAILQ_HEAD(, ini_section)	 sections;
	struct arena			*arena;
	struct syntax_err		*err;
	enum ini_mode			 mode;
	size_t				 count;
	uint32_t			 lines;
};

int	 ini_parse(const void *, size_t, enum ini_mode, struct arena *,
	    struct ini *out, struct syntax_err *);

/* A section or key that may be absent: NULL.  Marks what it finds. */
struct ini_section *ini_section(struct ini *, const char *);
struct ini_key	*ini_key(struct ini *, const char *section, const char *);

/* What must be there; a check returns NULL or the words after "expected ". */
const char	*ini_text(struct ini *, const char *section, const char *,
		    const char *(*check)(const char *));
uint32_t	 ini_number(struct ini *, const char *section, const char *);
/* Key1, Key2, ... until one is missing; a value that may be absent. */
struct ini_key	*ini_nth(struct ini *, const char *section, const char *,
		    size_t n);
void		 ini_expected(struct ini *, const struct ini_key *,
		    const char *expected);
/* Nothing is left over, nothing was complained about: 0, -EINVAL, -ENOMEM. */
int		 ini_end(struct ini *);

/* Writing: CR LF, five blanks of indentation as in LICMTR.CFG. */
void	 ini_put_section(struct buf *, const char *);
void	 ini_put(struct buf *, const char *key, const char *text);
void	 ini_put_number(struct buf *, const char *key, uint32_t);
void	 ini_put_nth(struct buf *, const char *key, size_t n, const char *);

#endif
