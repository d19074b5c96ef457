/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_files - what a push copies to a machine: the two programs and what else
 * operators brought lie in option push_source; Caplist.ini and Cli_inst.cfg
 * are those that the site shows now, and CCMData.tcf is made for that machine.
 *
 * Errors   -errno and a sentence.
 * Memory   published files are borrowed until the next set is in force.
 * Source   ccm.md 2.3, 5.2: Q260168, Q267929, Q319462.
 */
#ifndef SERVER_DIRECTOR_CCM_PUSH_FILES_H
#define SERVER_DIRECTOR_CCM_PUSH_FILES_H

#include "base/buf.h"
#include "base/err.h"
#include "protocol/role/push_job.h"

struct director;

/* For a machine of that name; `tcf' keeps the bytes of CCMData.tcf. */
int	push_files(const struct director *, const char *computer,
	    bool is_controller, struct buf *tcf, struct push_order *,
	    struct err *);

#endif
