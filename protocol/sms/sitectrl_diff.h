/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitectrl_diff - what differs between two site control files, item by item
 * and attribute by attribute; not what stands in their FILE_DEFINITION.
 *
 * Order    items and attributes are matched by their names (sitectrl_order.h)
 *          and told in that order; if nothing but their order in the file
 *          differs, one row says so.
 * Errors   the number of rows, or -ENOMEM.
 * Memory   texts of a row live until the callback returns.
 */
#ifndef PROTOCOL_SMS_SITECTRL_DIFF_H
#define PROTOCOL_SMS_SITECTRL_DIFF_H

#include "protocol/sms/sitectrl.h"

enum scf_change { SCF_ADDED, SCF_REMOVED, SCF_CHANGED };

struct scf_difference {
	enum scf_change	 change;
	const char	*kind;		/* "CLIENT_COMPONENT"; "": the file */
	const char	*name;
	const char	*what;		/* "PROPERTY Schedule"; "": the item */
	const char	*old, *fresh;	/* "" where there is none */
};

typedef void	scf_diff_fn(void *arg, const struct scf_difference *);

long	sitectrl_diff(const struct scf *old, const struct scf *fresh,
	    scf_diff_fn *, void *arg);
const char *scf_change_name(enum scf_change);	/* "added" */

#endif
