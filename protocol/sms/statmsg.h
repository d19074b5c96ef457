/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * statmsg - status messages, statmsgs.box/XXXXXXXX.SVF: one line in the form
 * of SMS's own logs, ended by CR LF.
 *
 *	STATMSG: ID=10008 SEV=I LEV=M SOURCE="SMS Client" COMP="Available
 *	    Programs Manager" SYS=PC17 SITE=S01 PID=292 TID=301 GMTDATE=Mon Nov
 *	    02 06:00:00.250 1998 ISTR0="S0120001" ISTR1="" ... ISTR9=""
 *	    NUMATTRS=0
 *
 * (one line in the file).  A quote inside of a string is written twice.
 *
 * Memory   everything lives in the message's arena; statmsg_free().
 * Source   cap.md 6.4: Q303279, Q311212.
 */
#ifndef PROTOCOL_SMS_STATMSG_H
#define PROTOCOL_SMS_STATMSG_H

#include "base/arena.h"
#include "base/buf.h"
#include "protocol/sms/report.h"
#include "protocol/sms/syntax.h"

#define STATMSG_SIZE_MAX	16384
#define STATMSG_STRINGS		10
#define STATMSG_STRING_MAX	255	/* characters */

/* Written as I, W, E and M, D, A. */
enum statmsg_severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };
enum statmsg_level { LEVEL_MILESTONE, LEVEL_DETAIL, LEVEL_AUDIT };

struct statmsg {
	struct arena		 arena;
	uint32_t		 id;		/* statusid.h */
	enum statmsg_severity	 severity;
	enum statmsg_level	 level;
	const char		*source;	/* "SMS Client" */
	const char		*component;
	const char		*system;	/* computer, upper case */
	const char		*site;
	uint32_t		 pid, tid;
	struct wall		 time;		/* milliseconds count */
	const char		*string[STATMSG_STRINGS];	/* never NULL */
};

enum report_outcome statmsg_parse(const void *, size_t, struct wall now,
		    struct statmsg *out, struct syntax_err *);
void		 statmsg_free(struct statmsg *);
/*
 * Reads all but the arena; a NULL string is empty, one that is too long is
 * cut, control characters become blanks.
 */
void		 statmsg_put(struct buf *, const struct statmsg *);

#endif
