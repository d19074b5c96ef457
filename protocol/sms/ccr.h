/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccr - client configuration requests, ccr.box/XXXXXXXX.CCR: install or
 * update the client on this machine.
 *
 * Read leniently, as others write them: blanks around '=', blank lines, any
 * case, keys we do not know.  Only the machine's name must be there, so that a
 * file of two lines is one; but every line must be ended, or half a name would
 * pass for a whole one.
 *
 * Times    "1998/11/02 06:00:00", UTC; another form counts as not said, for
 *          the original's is not known.
 * Names    given in upper case.
 * Memory   a plain struct; nothing to free.
 * Source   ccm.md 2.1, 2.2, 4: Q168518, Q242926, Q265882.
 */
#ifndef PROTOCOL_SMS_CCR_H
#define PROTOCOL_SMS_CCR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "protocol/sms/names.h"
#include "protocol/sms/syntax.h"

#define CCR_SIZE_MAX	16384
#define CCR_LIST_MAX	16
#define CCR_TEXT_SIZE	64
#define CCR_KEY_SIZE	(2 * NETBIOS_NAME_SIZE)	/* "COMPUTER.DOMAIN" */
#define CCR_FILE_SIZE	(CCR_KEY_SIZE + 4)	/* and ".CCR" */

struct ccr_list {
	size_t	 n;
	char	 text[CCR_LIST_MAX][CCR_TEXT_SIZE];
};

struct ccr {
	char		 machine[NETBIOS_NAME_SIZE];
	char		 domain[NETBIOS_NAME_SIZE];	/* or "" */
	struct wall	 initial_request;	/* 0: not said, like the rest */
	struct wall	 latest_request;
	uint32_t	 request_count;
	bool		 forced;		/* though a client is there */
	struct ccr_list	 addresses;
	struct ccr_list	 names;			/* Resource Names */
	struct wall	 initial_attempt;	/* [Request Processing] */
	struct wall	 retry_start;
	bool		 has_ident;		/* a 2.0 file */
};

int	 ccr_parse(const void *, size_t, struct ccr *out,
	    struct syntax_err *);		/* 0 or -EINVAL */
void	 ccr_put(struct buf *, const struct ccr *);	/* the 2.0 form */

/*
 * The newer request merges into the older one, which keeps its place in the
 * queue; the seven days of retries start again.
 */
void	 ccr_merge(struct ccr *older, const struct ccr *newer);

/* "PC17.DEMO"; without a domain "PC17". */
void	 ccr_key(const struct ccr *, char[static CCR_KEY_SIZE]);
/* That and ".CCR" always, however short the domain is: Q265882. */
void	 ccr_file_name(const struct ccr *, char[static CCR_FILE_SIZE]);

#endif
