/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * beneath - how names that others may choose or change become descriptors.
 *
 * Errors   a descriptor, else -errno: ELOOP for a symbolic link, EXDEV for a
 *          way out of the folder, ENOSYS where the kernel has no openat2().
 */
#ifndef BASE_BENEATH_H
#define BASE_BENEATH_H

#include <sys/types.h>

/*
 * Opens below `folder': no symbolic link anywhere on the path, nothing above
 * the folder, no magic.  "" is the folder itself, opened anew.  O_CLOEXEC,
 * O_NOCTTY and O_NONBLOCK are added.
 */
int	open_beneath(int folder, const char *path, int flags, mode_t);

#endif
