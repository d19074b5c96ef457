/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/masters.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "server/director/director.h"

#define FOLDER_MODE	02770	/* the workers write there, by their group */

/* Each below one that stands before it. */
static const char	*const folders[] = {
	"inboxes",
	"inboxes/" MASTERS_COMPONENTS,
	"inboxes/" MASTERS_FILES,
	"inboxes/" MASTERS_OFFERS,
	"inboxes/" MASTERS_PACKAGES,
	"inboxes/" MASTERS_SITECTRL,
	"inboxes/" MASTERS_DELTAS,
	"inboxes/" MASTERS_PROCESS,
	"inboxes/" MASTERS_REFUSED,
	"inboxes/" MASTERS_HISTORY,
};

/* `site' is open; the folder above `path' is asked for as carefully. */
static int
make_folder(int site, const char *path, struct err *e)
{
	const char	*leaf = strrchr(path, '/');
	char		 above[64] = "";
	int		 fd, rc = 0;

	if (leaf != NULL)
		memcpy(above, path, (size_t)(leaf - path));
	leaf = leaf != NULL ? leaf + 1 : path;
	fd = open_beneath(site, above, O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return err_set(e, -fd, "folder site/%s: %s", above,
		    strerror(-fd));
	if (mkdirat(fd, leaf, 0700) == 0) {
		if (fchmodat(fd, leaf, FOLDER_MODE, 0) == -1)
			rc = err_sys(e, "folder site/%s", path);
	} else if (errno != EEXIST)
		rc = err_sys(e, "folder site/%s", path);
	(void)close(fd);
	return rc;
}

int
masters_new(struct director *d, struct err *e)
{
	char	 path[CONFIG_PATH_MAX];
	size_t	 i;
	int	 site, rc;

	d->masters_fd = -1;
	config_path(&d->env->config, "site", path);
	rc = env_allow_folder(d->env, path, true, e);
	if (rc != 0)
		return rc;
	site = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (site == -1)
		return err_sys(e, "folder %s", path);
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]) && rc == 0; i++)
		rc = make_folder(site, folders[i], e);
	if (rc == 0) {
		d->masters_fd = open_beneath(site, "inboxes",
		    O_RDONLY | O_DIRECTORY, 0);
		if (d->masters_fd < 0)
			rc = err_set(e, -d->masters_fd, "folder site/inboxes: "
			    "%s", strerror(-d->masters_fd));
	}
	(void)close(site);
	return rc;
}

void
masters_free(struct director *d)
{
	if (d->masters_fd >= 0)
		(void)close(d->masters_fd);
	d->masters_fd = -1;
}

int
masters_open(const struct director *d, const char *path, int flags,
    mode_t mode)
{
	return open_beneath(d->masters_fd, path, flags, mode);
}
