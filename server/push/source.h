/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source - the folder of the client that is to be installed: whether what a
 * job takes from there is there and whole.
 *
 * Is there a file SHA256SUMS in it, as sha256sum(1) writes it, then each of
 * these files has to be in it, with its sum.
 *
 * Errors   0 or a Win32 number: 2, 5, 13.
 */
#ifndef SERVER_PUSH_SOURCE_H
#define SERVER_PUSH_SOURCE_H

#include "base/arena.h"
#include "protocol/role/push_job.h"

/* A file of it that is neither folder, link nor empty: a descriptor. */
uint32_t	source_open(const struct push_order *, const char *name,
		    int *fd_out);
/* A small one, into the arena. */
uint32_t	source_read(const struct push_order *, const char *name,
		    size_t most, struct arena *, struct rd *out);
/* All that the job does not bring itself; `file' says at which file. */
uint32_t	source_check(const struct push_order *,
		    const char **file_out);

#endif
