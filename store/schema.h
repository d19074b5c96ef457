/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema - what the database looks like, as a list of numbered steps forward.
 * A step that was ever released is never edited: add one at the end.
 *
 * The version stands in user_version, the program in application_id.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/db.h"

#define SCHEMA_APPLICATION	0x53495445	/* "SITE" */

struct migration {
	const char	*what;		/* for the log */
	const char	*sql;
};

#define SCHEMA_DIGEST_SIZE	32	/* SHA-256 over the tables' text */

struct schema {
	const struct migration	*steps;
	int			 version;	/* their number */
	/* In hex, of the first versions, so that they need not be made to
	   compare with; what is missing is made. */
	const char *const	*digests;
	int			 recorded;
};

extern const struct schema	site_schema;	/* migrations.c */

/* 0: empty, may be made.  -EUCLEAN, not ours; -ENOTSUP, newer than us. */
int	schema_version(struct db *, const struct schema *, int *version_out);
/* All steps that are missing, in one transaction. */
int	schema_migrate(struct db *, const struct schema *, int from);
/* Is it exactly what the steps up to the version make?  -EUCLEAN: no. */
int	schema_compare(struct db *, const struct schema *, int version);
/* Of what the steps up to the version make. */
int	schema_digest(const struct schema *, int version,
	    uint8_t[static SCHEMA_DIGEST_SIZE], struct err *);
/* Reads every page; deep also compares every index with its table. */
int	schema_check_pages(struct db *, bool deep);

#endif
