/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * masters - the folders below SMS_<site>\inboxes in which operators leave what
 * the site shall take: sources of components, files of clients, offers,
 * deltas of the site control file.
 *
 * Whoever writes there is a worker, and so whatever lies there may be hostile:
 * a name becomes a descriptor by masters_open() only, and what is read is
 * bounded by its reader.
 *
 * Source   cap.md 1.2.
 */
#ifndef SERVER_DIRECTOR_CAP_MASTERS_H
#define SERVER_DIRECTOR_CAP_MASTERS_H

#include <sys/types.h>

#include "base/err.h"

struct director;

#define MASTERS_COMPONENTS	"clicomp.src"
#define MASTERS_FILES		"clifiles.src"
#define MASTERS_OFFERS		"offerinf.box"
#define MASTERS_PACKAGES	"pkginfo.box"
#define MASTERS_DELTAS		"sitectrl.box/incoming"
#define MASTERS_SITECTRL	"sitectrl.box"
#define MASTERS_PROCESS		"sitectrl.box/process"
#define MASTERS_REFUSED		"sitectrl.box/refused"
#define MASTERS_HISTORY		"sitectrl.box/history"

int	masters_new(struct director *, struct err *);	/* makes them */
void	masters_free(struct director *);
/* Path below inboxes, as for open_beneath(): a descriptor or -errno. */
int	masters_open(const struct director *, const char *path, int flags,
	    mode_t);

#endif
