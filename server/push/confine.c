/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/confine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sandbox.h"

/* libsmbclient loads what it needs when it needs it. */
static const char *const	read_only[] = {
	"/usr", "/etc", "/lib", "/lib64", "/dev", "/proc"
};

#define READ_ONLY	(sizeof(read_only) / sizeof(read_only[0]))

static int
open_folder(const char *path)
{
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* What the process before it left there, which may have been taken over. */
static bool
empty(int folder)
{
	DIR			*dir = folder == -1 ? NULL : fdopendir(folder);
	const struct dirent	*d;
	bool			 good = dir != NULL;

	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0 ||
		    unlinkat(folder, d->d_name, 0) == 0)
			continue;
		(void)!fchmodat(folder, d->d_name, 0700, 0);
		(void)empty(openat(folder, d->d_name, O_RDONLY |
		    O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
		good = unlinkat(folder, d->d_name, AT_REMOVEDIR) == 0 && good;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return good;
}

int
confine(const struct push_order *o, struct err *e)
{
	struct sandbox_folder	 folders[READ_ONLY + 2];
	struct sandbox_gaps	 gaps;
	size_t			 i, n = 0;
	int			 fd, rc = 0;

	for (i = 0; i < READ_ONLY; i++)
		if ((fd = open_folder(read_only[i])) != -1)
			folders[n++] = (struct sandbox_folder){ fd, false };
	if ((fd = open_folder(o->source)) != -1)
		folders[n++] = (struct sandbox_folder){ fd, false };
	fd = open_folder(o->work);
	if (fd == -1)
		rc = err_sys(e, "folder %s", o->work);
	else if (!empty(openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)))
		rc = err_set(e, ENOTEMPTY, "folder %s cannot be emptied",
		    o->work);
	if (fd != -1)
		folders[n++] = (struct sandbox_folder){ fd, true };
	if (rc == 0)
		rc = sandbox_folders(folders, n, &gaps, e);
	if (rc == 0)
		rc = sandbox_alone(&gaps, e);
	while (n > 0)
		(void)close(folders[--n].fd);
	return rc;
}
