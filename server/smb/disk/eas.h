/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eas - the extended attribute user.sited.ea: those that a client set, in the
 * chain of [MS-FSCC] 2.4.16, byte for byte.  How much of them fits is up to the
 * file system; ext4 takes some 4 KiB of all kinds together.
 *
 * Errors   -errno; -E2BIG when they do not fit, full disk or not.
 */
#ifndef SERVER_SMB_DISK_EAS_H
#define SERVER_SMB_DISK_EAS_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

int		 eas_load(int fd, void *dst, size_t size, size_t *len_out);
int		 eas_store(int fd, struct rd);		/* empty: removes it */
uint32_t	 eas_size(int fd);			/* 0: there are none */

#endif
