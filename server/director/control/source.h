/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source - a file that came with a request.  It is a memory file that nobody
 * can change or cut any more, so that reading it neither waits nor faults.
 */
#ifndef SERVER_DIRECTOR_CONTROL_SOURCE_H
#define SERVER_DIRECTOR_CONTROL_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* The whole of it, with a NUL behind; the caller frees. */
int	source_read(int fd, size_t max, char **text_out, size_t *len_out,
	    struct err *);

/* The same for one that is read where it is. */
int	source_check(int fd, uint64_t max, uint64_t *size_out, struct err *);

#endif
