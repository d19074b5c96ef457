/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secret - a password on its way between standard input or output and the
 * keeper, which has the other end of the descriptor.
 */
#ifndef SERVER_CTL_SECRET_H
#define SERVER_CTL_SECRET_H

#include <stddef.h>

#include "base/err.h"

#define SECRET_TEXT_SIZE	512

/* One line of standard input, without its line feed; unseen if typed. */
int	secret_read_stdin(char [static SECRET_TEXT_SIZE], struct err *);
int	secret_give(int fd, const char *, struct err *);
int	secret_get(int fd, char [static SECRET_TEXT_SIZE], struct err *);
/* All that the keeper shows, into a file and onto the disk. */
int	secret_keep(int fd, int file, const char *path, struct err *);

#endif
