/* SPDX-License-Identifier: GPL-3.0-or-later */
/* component_int - from component.c to component_master.c. */
#ifndef SERVER_DIRECTOR_CAP_COMPONENT_INT_H
#define SERVER_DIRECTOR_CAP_COMPONENT_INT_H

#include "protocol/sms/manifest.h"
#include "server/director/cap/survey_int.h"

/* A component in a pack: where the content of each of its files stands. */
struct brought {
	struct survey		*s;		/* with one bundle */
	struct survey_bundle	*b;
	int			 fd;
	const uint64_t		*at;		/* of file[i] */
	uint64_t		 compver_at;
};

/* The name that the folder has there already, in whatever case. */
void	component_folder(const struct survey_order *,
	    char name[static MANIFEST_PATH_SIZE]);
/* The folder below clicomp.src becomes what was brought. */
int	component_write_master(const struct survey_order *,
	    const struct brought *, struct err *);

#endif
