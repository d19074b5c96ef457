/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitectrl_apply - what a site control file becomes by a delta.
 *
 * Its transactions are carried out from top to bottom, item by item: SET adds
 * an item or replaces it whole, MERGE replaces the attributes given, DELETE
 * removes.  MERGE and DELETE of what is not there are refused, and so is a
 * delta for another site, or one made for another serial number than the
 * master's (0 fits all).
 *
 * Errors   0, or -EINVAL / -ENOMEM with the delta's line and a sentence.
 * Memory   *out borrows texts and lists from both: it dies before them.  To
 *          keep it, print it and parse what was printed.
 * Lines    what comes from the delta keeps its line; heads of the master's
 *          items stand in line 1, where complaints about a whole file stand.
 * Source   ours: doc/formats/site-control-file.md.
 */
#ifndef PROTOCOL_SMS_SITECTRL_APPLY_H
#define PROTOCOL_SMS_SITECTRL_APPLY_H

#include "protocol/sms/sitectrl.h"

/* How many items its transactions hold: the steps of a delta. */
size_t	sitectrl_steps(const struct scf *delta);
/* The line of the n-th of them, from 0. */
uint32_t sitectrl_step_line(const struct scf *delta, size_t n);
/* Carries out the first `steps' of them. */
int	sitectrl_apply(const struct scf *master, const struct scf *delta,
	    size_t steps, struct scf *out, struct syntax_err *);

#endif
