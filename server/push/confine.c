/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/confine.h"

#include <fcntl.h>
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
	else
		folders[n++] = (struct sandbox_folder){ fd, true };
	if (rc == 0)
		rc = sandbox_folders(folders, n, &gaps, e);
	while (n > 0)
		(void)close(folders[--n].fd);
	return rc;
}
