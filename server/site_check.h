/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_check - what `sited -n' looks at beyond the file itself: the users
 * exist, and the file system below `dir' can do what the shares need.
 */
#ifndef SERVER_SITE_CHECK_H
#define SERVER_SITE_CHECK_H

#include "base/err.h"
#include "server/config.h"

int	site_check(const struct config *, struct err *);

#endif
