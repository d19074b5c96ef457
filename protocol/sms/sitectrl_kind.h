/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitectrl_kind - the kinds of items whose layout is known: which values
 * follow BEGIN_<kind>, and what each may be.
 *
 * The first `nkey' values name the item: no two items of a kind agree in all
 * of them.  A check returns NULL or the words after "expected ".  Site codes
 * and names of computers come in any case and are kept in upper case
 * (Q271885, Q278334).
 */
#ifndef PROTOCOL_SMS_SITECTRL_KIND_H
#define PROTOCOL_SMS_SITECTRL_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/sms/sitectrl.h"

struct scf_field {
	const char	*what;			/* "site code" */
	const char	*(*check)(const char *);
	bool		 upper;			/* made so before the check */
};

struct scf_kind {
	const char		*name;		/* after BEGIN_ */
	size_t			 nkey;
	size_t			 nfield;
	struct scf_field	 field[SCF_HEADS_MAX];
	bool			 holds_items;	/* TRANSACTION */
	bool			 for_clients;	/* values are registry values */
};

const struct scf_kind	*sitectrl_kinds(size_t *n);
const struct scf_kind	*sitectrl_kind(const char *name);	/* or NULL */

/* The block that every file starts with; its fields in this order. */
enum {
	FILE_TYPE, FILE_COMMENT, FILE_FROM_SITE, FILE_FOR_SITE, FILE_TIME,
	FILE_SERIAL
};
extern const struct scf_kind	 sitectrl_file_definition;

/* What a TRANSACTION does with the items inside it. */
#define SCF_SET		"SET"		/* add, or replace whole */
#define SCF_MERGE	"MERGE"		/* replace the attributes given */
#define SCF_DELETE	"DELETE"

#endif
