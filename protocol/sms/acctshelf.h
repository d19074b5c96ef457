/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * acctshelf - the sealed lists of several cohorts in one file, each under a
 * list key of its own: accounts.dat as whoever may have to move from one
 * cohort to another sees it.  A client opens the one that its key fits.
 *
 * Errors   false: it is no such file, is cut or has something behind it.
 * Memory   what is read are views of the file.
 * Source   algorithms.md A15; the layout is ours: doc/formats.
 */
#ifndef PROTOCOL_SMS_ACCTSHELF_H
#define PROTOCOL_SMS_ACCTSHELF_H

#include "base/buf.h"
#include "base/cohort.h"
#include "protocol/sms/acctlist.h"

struct acctshelf {
	size_t		 n;
	struct {
		unsigned	 cohort;	/* each more than that before */
		struct rd	 sealed;	/* acctlist.h */
	}		 list[COHORTS_MAX];
};

#define ACCTSHELF_SIZE_MAX	(8 + COHORTS_MAX * (6 + ACCTLIST_SEALED_MAX))

void	 acctshelf_put(struct buf *, const struct acctshelf *);
bool	 acctshelf_get(struct rd, struct acctshelf *out) MUST_CHECK;

#endif
