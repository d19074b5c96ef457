/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rings - clicomp.box/rings.ini: components whose newest version is shown to a
 * part of the clients yet.  The offer, and what lies in the folder of the
 * component, is what all others see, and who does not know this file; the
 * newest lies in a folder beside it.  There is no such file while there is no
 * roll-out.
 *
 * Errors   rings_parse() is strict: 0, -EINVAL or -ENOMEM, line and column.
 * Memory   the arena given.
 * Source   ours; algorithms.md A16; doc/formats/rings.ini.md.
 */
#ifndef PROTOCOL_SMS_RINGS_H
#define PROTOCOL_SMS_RINGS_H

#include "protocol/sms/published.h"
#include "protocol/sms/slot.h"

#define RINGS_PATH	"clicomp.box/rings.ini"
#define RINGS_MAX	128		/* components */

struct ring_entry {
	const char	*directory;	/* of the component, as offered */
	const char	*folder;	/* of the newest, beside it */
	struct version	 version;	/* the newest */
	uint32_t	 below;		/* slots that see it; RING_SLOTS: all */
	bool		 held;		/* nobody further gets it */
};

struct rings {
	struct stamp		 stamp;
	struct ring_entry	*entry;
	size_t			 n;
};

void	 rings_put(struct buf *, const struct rings *);
int	 rings_parse(const void *, size_t, struct arena *, struct rings *,
	    struct syntax_err *);
/* NULL: all clients see the same of it. */
const struct ring_entry *rings_find(const struct rings *,
	    const char *directory);
/* Does a client see the newest?  `has' is its version, NULL: none. */
bool	 ring_shows(const struct ring_entry *, uint32_t slot,
	    const struct version *has);

#endif
