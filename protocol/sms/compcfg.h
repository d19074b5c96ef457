/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compcfg - two small files beside each client component on the CAP: its
 * configuration, <component>.CFG, and its version, compver.ini.
 *
 * Errors   0, -EINVAL or -ENOMEM with line and column.
 * Memory   the arena given.
 * Source   cap.md 3.3 (LICMTR.CFG, Q199747).  compver.ini is known by its size
 *          of 67 bytes (Q266130); the layout is ours and has that size.
 */
#ifndef PROTOCOL_SMS_COMPCFG_H
#define PROTOCOL_SMS_COMPCFG_H

#include "base/clock.h"
#include "protocol/sms/published.h"
#include "protocol/sms/regkey.h"

struct compcfg {
	struct wall	 last_update;
	const char	*name;
	struct reg_key	 own;			/* [Component Configuration] */
	struct reg_keys	 lists;			/* [list name], no flags */
};

/*
 * Of an agent that lies on the CAP as `c': its version stands in the place of
 * the one that the site control file names, and last_update is that of the
 * later change of the two, so that the same makes the same file.
 */
bool	 compcfg_make(struct arena *, const struct site *,
	    const struct site_agent *, const struct component *c,
	    struct compcfg *);
void	 compcfg_put(struct buf *, const struct compcfg *);
int	 compcfg_parse(const void *, size_t, struct arena *,
	    struct compcfg *, struct syntax_err *);

#define COMPVER_SIZE	67			/* of a four-digit revision */
void	 compver_put(struct buf *, const struct version *);
int	 compver_parse(const void *, size_t, struct version *,
	    struct syntax_err *);

/*
 * A master's may also say, in [Files], what belongs to that version: a size,
 * or size and SHA-256, of each file, so that a half-copied one is seen.
 */
struct compver_file {
	const char	*path;			/* "i386/apasetup.exe" */
	uint64_t	 size;
	bool		 has_sha256;
	uint8_t		 sha256[32];
};

struct compver {
	struct version		 version;
	struct compver_file	*file;
	size_t			 nfile;
};
int	 compver_read(const void *, size_t, struct arena *, struct compver *,
	    struct syntax_err *);

#endif
