/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wildcard - the patterns of QUERY_DIRECTORY, case-blind.
 *
 *	*	any characters, also none
 *	?	one character
 *	<	DOS_STAR: any characters up to and including the final dot
 *	>	DOS_QM: one character, or none before a dot and at the end
 *	"	DOS_DOT: a dot, or nothing at the end
 *
 * A pattern is compiled once for a listing; matching takes time in proportion
 * to pattern times name, whatever they hold.
 *
 * Source   [MS-FSA] 2.1.4.4.
 */
#ifndef PROTOCOL_SMB2_WILDCARD_H
#define PROTOCOL_SMB2_WILDCARD_H

#include <stdbool.h>
#include <stdint.h>

#define SMB2_PATTERN_MAX	255	/* characters, runs of * counted once */

struct smb2_pattern {
	uint16_t	 count;
	bool		 all;		/* "*" or empty */
	bool		 literal;	/* no wildcard: look it up instead */
	uint32_t	 ch[SMB2_PATTERN_MAX];	/* upper case */
};

/* UTF-8; an empty pattern means "*".  false: too long. */
bool	smb2_pattern_compile(struct smb2_pattern *, const char *);
bool	smb2_pattern_matches(const struct smb2_pattern *, const char *name);
bool	smb2_has_wildcard(const char *);

#endif
