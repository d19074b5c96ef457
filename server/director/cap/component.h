/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * component - a client component brought by `sitectl component publish', and
 * what is known of all of them.
 *
 * Order    contents first, then the files of the master, its compver.ini last
 *          (as the hotfix article says, Q307434), then the catalogue: after a
 *          crash in between the next scan takes the master.
 */
#ifndef SERVER_DIRECTOR_CAP_COMPONENT_H
#define SERVER_DIRECTOR_CAP_COMPONENT_H

#include "base/clock.h"
#include "base/err.h"
#include "protocol/sms/version.h"
#include "store/audit.h"

struct director;

#define COMPONENT_PACK_MAX	(256ULL << 20)	/* bytes */

struct component_order {
	int			 fd;		/* a pack; borrowed */
	uint64_t		 size;
	bool			 dry_run;
	const char		*reason;	/* NULL: it is not forced */
	const struct audit_row	*audit;		/* copied */
};

struct component_outcome {
	char		 name[65];
	struct version	 version, before;	/* nfield 0: none */
	size_t		 files;
	uint64_t	 bytes;
};

/*
 * Refusals have the code EPERM.  `out' tells of what was brought, as far as
 * it was understood.
 */
typedef void	component_done(void *arg, const struct err *failed,
		    const struct component_outcome *out);
int	component_publish(struct director *, const struct component_order *,
	    component_done *, void *arg, struct err *);

/* One for each component and platform. */
struct component_row {
	char		 component[65];		/* folder */
	char		 platform[65];		/* "": no file of it yet */
	const char	*name;			/* in the site control file */
	struct version	 master, shown;		/* nfield 0: none */
	bool		 offered;
	size_t		 files;
	uint64_t	 bytes;
	struct wall	 since;
	const char	*state;
	const char	*detail;		/* "": none */
};
#define COMPONENT_ROWS_MAX	256

/* Texts live until the next survey, site control file or catalogue. */
size_t	component_list(const struct director *, struct component_row *,
	    size_t max);
/* Is something wanted of it: brought, mended, or taken out? */
bool	component_is_amiss(const struct component_row *);

#endif
