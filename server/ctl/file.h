/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file - files named on the command line, as descriptors for sited. */
#ifndef SERVER_CTL_FILE_H
#define SERVER_CTL_FILE_H

#include "base/err.h"

/* The whole of it ("-": standard input) as a sealed memory file. */
int	file_source(const char *path, int *fd_out, struct err *);
/* A new one, for its owner only; must not exist. */
int	file_target(const char *path, int *fd_out, struct err *);

#endif
