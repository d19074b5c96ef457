/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/user.h"
#include "store/backup.h"

/* As the parent makes it at a start. */
static int
make_store_folder(const struct config *c, const char *path, struct err *e)
{
	struct user	 u;
	int		 rc = user_of_role(c, ROLE_DIRECTOR, &u, e);

	if (rc != 0)
		return rc;
	if (mkdir(c->dir, 0755) == -1 && errno != EEXIST)
		return err_sys(e, "cannot make folder %s", c->dir);
	return user_make_folder(path, &u, 0700, e);
}

int
restore_site(const struct config *c, const char *backup, struct err *e)
{
	char	 path[CONFIG_PATH_MAX], who[24];
	uid_t	 uid = getuid();
	int	 fd, rc;

	fd = open(backup, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "backup %s", backup);
	config_path(c, "store", path);
	(void)snprintf(who, sizeof(who), uid == 0 ? "root" : "uid %u",
	    (unsigned)uid);
	rc = make_store_folder(c, path, e);
	if (rc == 0)
		rc = user_drop(c, ROLE_DIRECTOR, e);
	if (rc == 0)
		rc = store_restore(fd, path, who, (uint32_t)uid, e);
	(void)close(fd);
	return rc;
}
