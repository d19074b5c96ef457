/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/site_check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "server/user.h"

static int
check_users(const struct config *c, struct err *e)
{
	struct user_groups g;
	int		 rc = users_check(c, e);

	return rc != 0 ? rc : user_groups(c, &g, e);
}

/* The folder, or the nearest one above it that exists. */
static void
existing_part(char *path)
{
	char	*slash;

	while (access(path, F_OK) == -1) {
		slash = strrchr(path, '/');
		if (slash == NULL || slash == path) {
			path[1] = '\0';
			return;
		}
		*slash = '\0';
	}
}

/* NT times and attributes live in user extended attributes. */
static int
check_attributes(const struct config *c, struct err *e)
{
	char	 path[CONFIG_PATH_MAX];
	int	 fd, rc = 0;

	(void)snprintf(path, sizeof(path), "%s", c->dir);
	existing_part(path);
	fd = open(path, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd == -1)
		return err_sys(e, "dir: cannot make a file in %s", path);
	if (fsetxattr(fd, "user.sited.check", "1", 1, 0) == -1)
		rc = err_sys(e, "dir: the file system of %s has no extended "
		    "attributes (mount it with user_xattr)", path);
	(void)close(fd);
	return rc;
}

int
site_check(const struct config *c, struct err *e)
{
	int	 rc = check_users(c, e);

	return rc != 0 ? rc : check_attributes(c, e);
}
