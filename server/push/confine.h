/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confine - from here on the process reads the files that it brings and those
 * of the system, and writes below its own folder only (Landlock).  What the
 * parent allowed it besides, it has from its birth: server/pushers.h.
 *
 * Errors   -errno with a sentence; a kernel without Landlock is none.
 */
#ifndef SERVER_PUSH_CONFINE_H
#define SERVER_PUSH_CONFINE_H

#include "base/err.h"
#include "protocol/role/push_job.h"

int	confine(const struct push_order *, struct err *);

#endif
