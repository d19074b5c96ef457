/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RETRIES		32

int
open_beneath(int folder, const char *path, int flags, mode_t mode)
{
	struct open_how	 how = {
		.flags = (unsigned)(flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK),
		.mode = (flags & O_CREAT) != 0 ? mode : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
		    RESOLVE_NO_MAGICLINKS,
	};
	long		 fd;
	int		 tries = 0;

	if (path[0] == '\0')
		path = ".";
	if ((flags & O_PATH) != 0)
		how.flags &= ~(unsigned)(O_NOCTTY | O_NONBLOCK);
	/* EAGAIN: somebody renamed on the way, and the kernel is not sure. */
	do
		fd = syscall(SYS_openat2, folder, path, &how, sizeof(how));
	while (fd == -1 && (errno == EINTR ||
	    (errno == EAGAIN && ++tries < RETRIES)));
	return fd == -1 ? -errno : (int)fd;
}
