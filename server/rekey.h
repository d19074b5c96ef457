/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rekey - `sited -K`: the master key of a site that does not run is replaced.
 *
 *	KEY.new		the new key, before anything uses it
 *			the store is sealed anew, in one commit
 *	KEY.<id>	the old key, for backups of before
 *	KEY		the new key, renamed into its place
 *
 * After a crash the same is called again and goes on; sited does not start in
 * between (house.c).  A dry run tries all but changes nothing.
 */
#ifndef SERVER_REKEY_H
#define SERVER_REKEY_H

#include "base/err.h"
#include "server/config.h"

#define REKEY_NEW	".new"		/* behind the path of the key */

/* What was done goes to `said'. */
int	rekey_site(const struct config *, bool dry_run, char *said,
	    size_t size, struct err *);

#endif
