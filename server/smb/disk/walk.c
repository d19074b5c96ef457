/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/walk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE	32768

int
walk_folder(int folder, bool (*each)(void *, const struct dirent64 *),
    void *arg)
{
	_Alignas(struct dirent64) char	 b[READ_SIZE];
	const struct dirent64		*d;
	ssize_t				 n, at;

	if (lseek(folder, 0, SEEK_SET) == -1)
		return -errno;
	while ((n = getdents64(folder, b, sizeof(b))) > 0) {
		for (at = 0; at < n; at += d->d_reclen) {
			d = (const struct dirent64 *)(const void *)(b + at);
			if (strcmp(d->d_name, ".") != 0 &&
			    strcmp(d->d_name, "..") != 0 && !each(arg, d))
				return 0;
		}
	}
	return n == -1 ? -errno : 0;
}

static bool
stop_at_once(void *arg, const struct dirent64 *d)
{
	(void)d;
	*(bool *)arg = true;
	return false;
}

int
walk_finds_any(int folder)
{
	bool	 any = false;
	int	 error;

	error = walk_folder(folder, stop_at_once, &any);
	return error != 0 ? error : any;
}
