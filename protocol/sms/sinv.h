/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sinv - software inventory: sinv.box/XXXXXXXX.SIC has all files that were
 * found, XXXXXXXX.SID those that are new, have changed or are gone since the
 * report before.
 *
 * Units    bytes; file times are UTC, 0: not known.
 * Memory   everything lives in the report's arena; sinv_free() releases it,
 *          whatever the outcome was.
 * Source   cap.md 6.4: Q234360, Q325585; the text layout is ours, of one kind
 *          with that of discovery records: doc/formats/sinv.md.
 */
#ifndef PROTOCOL_SMS_SINV_H
#define PROTOCOL_SMS_SINV_H

#include <sys/queue.h>

#include "base/arena.h"
#include "base/buf.h"
#include "protocol/sms/report.h"
#include "protocol/sms/syntax.h"

#define SINV_SIZE_MAX	(16 << 20)
#define SINV_FILES_MAX	100000
#define SINV_TEXT_MAX	1024		/* bytes of a value */

struct sinv_file {
	STAILQ_ENTRY(sinv_file)	 next;
	bool			 gone;		/* the rest is not told then */
	const char		*folder;	/* "C:\WINNT" */
	const char		*name;
	uint64_t		 size;
	struct wall		 modified;
	const char		*version;	/* of the file; "": none */
	const char		*company;
	const char		*product;
	const char		*product_version;
};

struct sinv {
	struct arena		 arena;
	struct report_head	 head;
	STAILQ_HEAD(, sinv_file) files;
	size_t			 nfile;
};

enum report_outcome sinv_parse(const void *, size_t, struct wall now,
		    struct sinv *out, struct syntax_err *);
void		 sinv_free(struct sinv *);

/* Making one: copies the file; no memory fails sinv_put(). */
void		 sinv_init(struct sinv *, const struct report_head *);
void		 sinv_add(struct sinv *, const struct sinv_file *);
void		 sinv_put(struct buf *, const struct sinv *);

#endif
