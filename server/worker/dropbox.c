/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "server/worker/drop.h"

/* The director takes files away from here: the shared group may write. */
#define FOLDER_MODE	02770

static int
open_folder(int parent, const char *name, struct err *e)
{
	int	 fd;

	if (mkdirat(parent, name, FOLDER_MODE) == -1) {
		if (errno != EEXIST)
			return err_sys(e, "drop box %s", name);
	} else if (fchmodat(parent, name, FOLDER_MODE, 0) == -1)
		return err_sys(e, "drop box %s", name);
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	return fd == -1 ? err_sys(e, "drop box %s", name) : fd;
}

int
dropbox_open(struct cap *cap, enum box box, int up_fd, struct err *e)
{
	struct dropbox	*b = &cap->boxes[box];
	struct stat	 st;

	b->cap = cap;
	b->box = box;
	b->open_fd = -1;
	landing_init(b);
	b->fd = open_folder(up_fd, box_row(box)->name, e);
	if (b->fd >= 0)
		b->open_fd = open_folder(b->fd, DROP_OPEN_FOLDER, e);
	if (b->fd < 0 || b->open_fd < 0)
		return -e->code;
	if (fstat(b->fd, &st) == -1)
		return err_sys(e, "drop box %s", box_row(box)->name);
	b->ino = st.st_ino;
	drop_sweep(b);
	return 0;
}

void
dropbox_close(struct dropbox *b)
{
	if (b->fd > 0)
		(void)close(b->fd);
	if (b->open_fd > 0)
		(void)close(b->open_fd);
	b->fd = b->open_fd = -1;
}
