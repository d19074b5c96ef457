/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch_visit - how an eye gets to know the folders below the one that it
 * looks at, and who is in them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/smb/disk/sys.h"
#include "server/smb/disk/walk.h"
#include "server/smb/disk/watcher.h"
#include "server/smb/path.h"

/* Where a folder's contents are told and its folders looked at. */
struct visit {
	struct watcher	*w;
	struct limb	*limb;
	int		 folder;
	bool		 tell;
};

static void
remember_seen(const struct visit *v, const char *name)
{
	struct seen	*s;

	s = malloc(sizeof(*s));
	if (s == NULL)
		return;
	s->wd = v->limb->spot->wd;
	s->eye = v->limb->eye;
	(void)strlcpy(s->name, name, sizeof(s->name));
	STAILQ_INSERT_TAIL(&v->w->seen, s, link);
}

void
watcher_forget_seen(struct watcher *w)
{
	struct seen	*s;

	while ((s = STAILQ_FIRST(&w->seen)) != NULL) {
		STAILQ_REMOVE_HEAD(&w->seen, link);
		free(s);
	}
}

static void
add_below(const struct visit *v, const char *name)
{
	char	 path[VFS_PATH_MAX];
	int	 fd, error;

	if (!path_join(v->limb->path, name, path))
		return;
	fd = open_beneath(v->folder, name, O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return;
	error = watcher_add_limb(v->w, v->limb->eye, fd, path, LIMB_BELOW);
	if (error == -ENOSPC || error == -ENOMEM)
		v->limb->eye->cut = true;
	(void)close(fd);
}

static bool
visit_entry(void *arg, const struct dirent64 *d)
{
	const struct visit	*v = arg;
	bool			 is_folder = d->d_type == DT_DIR;

	if ((!is_folder && d->d_type != DT_REG && d->d_type != DT_UNKNOWN) ||
	    path_check_name(d->d_name) != NT_OK)
		return true;
	if (v->tell) {
		remember_seen(v, d->d_name);
		watcher_tell_added(v->w, v->limb, d->d_name, is_folder);
	}
	if (is_folder || d->d_type == DT_UNKNOWN)
		add_below(v, d->d_name);
	return !v->limb->eye->cut && !v->limb->eye->dead;
}

/* From this limb on all that are behind it, which grow while we go. */
void
watcher_visit(struct watcher *w, struct limb *l, bool tell)
{
	struct visit	 v = { .w = w, .tell = tell };

	for (; l != NULL && !l->eye->cut; l = TAILQ_NEXT(l, of_eye)) {
		if (l->kind == LIMB_PARENT)
			continue;
		v.limb = l;
		v.folder = open_beneath(l->eye->file->fd, l->path,
		    O_RDONLY | O_DIRECTORY, 0);
		if (v.folder < 0)
			continue;
		(void)walk_folder(v.folder, visit_entry, &v);
		(void)close(v.folder);
	}
}

void
watcher_grow(struct watcher *w, struct limb *l, const char *name, bool tell)
{
	struct visit	 v = { .w = w, .limb = l };
	struct limb	*last = TAILQ_LAST(&l->eye->limbs, limbs);

	v.folder = open_beneath(l->eye->file->fd, l->path,
	    O_RDONLY | O_DIRECTORY, 0);
	if (v.folder < 0)
		return;
	add_below(&v, name);
	(void)close(v.folder);
	watcher_visit(w, TAILQ_NEXT(last, of_eye), tell);
}
