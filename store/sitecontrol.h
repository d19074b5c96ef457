/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitecontrol - every site control file that was ever in force, by serial.
 * Serials only rise; nothing is changed or removed afterwards.
 *
 * Errors   store_sitecontrol_add(): ESTALE, the serial is not above the last.
 * Source   domain/cap.md 4.
 */
#ifndef STORE_SITECONTROL_H
#define STORE_SITECONTROL_H

#include "store/store.h"

struct sitecontrol_row {
	uint64_t		 serial;
	const char		*origin;	/* "import site.ct0" */
	struct store_blob	 content;	/* empty in lists */
	uint8_t			 sha256[32];	/* made by the store */
	uint64_t		 size;		/* of the content; bytes */
	const char		*who;
	struct wall		 at;
	const char		*reason;
};

/* serial 0: the next one.  Returns the serial. */
const uint64_t	*store_sitecontrol_add(struct batch *,
		    const struct sitecontrol_row *);

/* One with its content (by serial, or the last), else a list, newest first. */
struct sitecontrol_query {
	uint64_t		 serial;
	bool			 last;
	uint64_t		 before;	/* serial; 0: first page */
	uint32_t		 limit;
};

struct sitecontrol_list {
	const struct sitecontrol_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	sitecontrol_done(void *arg, const struct err *,
		    const struct sitecontrol_list *);

int	store_sitecontrols(struct store *, const struct sitecontrol_query *,
	    sitecontrol_done *, void *arg);

#endif
