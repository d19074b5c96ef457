/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * advert - advertisements, offerinf.box: who is told of which program.
 *
 *	<site>Systm.lkp		recipient -> instruction file
 *	<site><5>.INS		instruction: advertisements and their packages
 *	<advert>.OFR		one advertisement: program, times
 *
 * Read leniently, as operators write them; what is not known is refused.
 *
 * Errors   0, -EINVAL or -ENOMEM with line and column.
 * Memory   the arena given.
 * Source   the files and what they are for: cap.md 6.3 (Q226114, Q227032,
 *          Q200967, Q272436); the layouts are ours: doc/formats/advert.md.
 */
#ifndef PROTOCOL_SMS_ADVERT_H
#define PROTOCOL_SMS_ADVERT_H

#include "base/buf.h"
#include "base/clock.h"
#include "protocol/sms/ini.h"
#include "protocol/sms/schedule.h"

#define SMS_OBJECT_ID_SIZE	9	/* "S0120001", "S0100001" and a NUL */
#define LOOKUP_ALL		"*"	/* every client of the site */
#define INSTRUCTION_MAX		64	/* advertisements of one file */

enum lookup_kind { LOOKUP_SYSTEM, LOOKUP_USER, LOOKUP_GROUP };

struct lookup_row {
	const char	*recipient;	/* "GUID:...", DOMAIN\name, or "*" */
	const char	*instruction;	/* "S01A7K2Q.INS" */
};

struct lookup {
	enum lookup_kind	 kind;
	struct lookup_row	*row;
	size_t			 n;
};

struct instruction {
	size_t	 n;
	struct instruction_row {
		char	 advert[SMS_OBJECT_ID_SIZE];
		char	 package[SMS_OBJECT_ID_SIZE];
	} row[INSTRUCTION_MAX];
};

struct advertisement {
	const char	*id;
	const char	*name;
	const char	*package;
	const char	*program;
	struct wall	 start;
	struct wall	 expires;	/* 0: never */
	bool		 has_schedule;	/* else once */
	struct schedule	 schedule;
};

int	 lookup_parse(const void *, size_t, struct arena *, struct lookup *,
	    struct syntax_err *);
void	 lookup_put(struct buf *, const struct lookup *);
/* The instruction file of one recipient, NULL: it has none. */
const char *lookup_find(const struct lookup *, const char *recipient);

int	 instruction_parse(const void *, size_t, struct arena *,
	    struct instruction *, struct syntax_err *);
void	 instruction_put(struct buf *, const struct instruction *);

int	 advertisement_parse(const void *, size_t, struct arena *,
	    struct advertisement *, struct syntax_err *);
void	 advertisement_put(struct buf *, const struct advertisement *);
/* Whether it has to run now; `last' 0: it never did. */
bool	 advertisement_is_due(const struct advertisement *, struct wall last,
	    struct wall now);

/* NULL, or what is expected: SSS2hhhh, SSSnnnnn. */
const char *name_object_id(const char *);

#endif
