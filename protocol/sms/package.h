/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * package - pkginfo.box/<package>.PKG: what a package is and which programs it
 * has, each with its command line.  Read leniently.
 *
 * Errors   0, -EINVAL or -ENOMEM with line and column.
 * Memory   the arena given.
 * Source   cap.md 6.3 (Q272436, Q227034); the layout is ours:
 *          doc/formats/advert.md.
 */
#ifndef PROTOCOL_SMS_PACKAGE_H
#define PROTOCOL_SMS_PACKAGE_H

#include "base/buf.h"
#include "protocol/sms/ini.h"

#define PACKAGE_COMMAND_MAX	1023	/* bytes of a command line */

struct package_program {
	const char	*name;
	const char	*command;
	uint32_t	 minutes;	/* that it may run, 0: not said */
};

struct package {
	const char		*id;
	const char		*name;
	const char		*version;
	const char		*manufacturer;
	const char		*language;
	struct package_program	*program;
	size_t			 n;
};

int	 package_parse(const void *, size_t, struct arena *, struct package *,
	    struct syntax_err *);
void	 package_put(struct buf *, const struct package *);
const struct package_program *package_program(const struct package *,
	    const char *name);		/* NULL: it has none of that name */

#endif
