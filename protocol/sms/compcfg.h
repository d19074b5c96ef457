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
#include "protocol/sms/regkey.h"
#include "protocol/sms/site.h"

struct compcfg {
	struct wall	 last_update;
	const char	*name;
	struct reg_key	 own;			/* [Component Configuration] */
	struct reg_keys	 lists;			/* [list name], no flags */
};

bool	 compcfg_make(struct arena *, const struct site_agent *, struct wall,
	    struct compcfg *);
void	 compcfg_put(struct buf *, const struct compcfg *);
int	 compcfg_parse(const void *, size_t, struct arena *,
	    struct compcfg *, struct syntax_err *);

#define COMPVER_SIZE	67			/* of a four-digit revision */
void	 compver_put(struct buf *, const struct version *);
int	 compver_parse(const void *, size_t, struct version *,
	    struct syntax_err *);

#endif
