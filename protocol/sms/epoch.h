/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epoch - the stamp in the comment of an account that several writers share:
 *
 *	E=<number>;W=<site>;O=<operation>
 *	E=5;W=S01;O=9f3c01ab
 *
 * E counts up with each change; whoever waits for his change waits for an E
 * that is at least his own, never for his own text (Q278345).  W is the site
 * of the writer, three letters and digits; O names the operation, 1 to 16 of
 * them.
 *
 * Compare  a stamp takes the place of one with a smaller E only, or of what
 *          is no stamp: two writers that saw the same one make the same next
 *          number, and the second of them is refused.
 * Source   ours: algorithms A8.
 */
#ifndef PROTOCOL_SMS_EPOCH_H
#define PROTOCOL_SMS_EPOCH_H

#include <stdbool.h>
#include <stdint.h>

#define EPOCH_SITE_SIZE	4
#define EPOCH_OP_SIZE	17
#define EPOCH_TEXT_SIZE	48

struct epoch {
	uint32_t	 number;		/* from 1 on */
	char		 site[EPOCH_SITE_SIZE];
	char		 op[EPOCH_OP_SIZE];
};

/* Exactly that; false: it is no stamp, and *out all zero. */
bool	epoch_parse(const char *, struct epoch *out);
/* false: it would be none. */
bool	epoch_text(const struct epoch *, char out[static EPOCH_TEXT_SIZE]);
bool	epoch_may_replace(const char *present, const char *next);

#endif
