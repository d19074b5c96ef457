/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder - a folder that an operator names, as a pack in a sealed memory
 * file: the director may open nothing of his.
 */
#ifndef SERVER_CTL_FOLDER_H
#define SERVER_CTL_FOLDER_H

#include "base/err.h"

/* Paths begin with the folder's own name.  A descriptor, or -errno. */
int	folder_source(const char *path, int *fd_out, struct err *);

#endif
