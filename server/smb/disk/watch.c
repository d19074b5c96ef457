/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/watch.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "server/smb/disk/sys.h"
#include "server/smb/disk/watcher.h"
#include "server/smb/path.h"

#define SEEN_EVENTS	(IN_CREATE | IN_DELETE | IN_MOVED_FROM | \
			 IN_MOVED_TO | IN_ATTRIB | IN_MODIFY | \
			 IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK)

static int
by_wd(const struct spot *a, const struct spot *b)
{
	return a->wd < b->wd ? -1 : a->wd > b->wd;
}

RB_PROTOTYPE(spots, spot, link, by_wd)
RB_GENERATE(spots, spot, link, by_wd)

struct spot *
watcher_spot(struct watcher *w, int wd)
{
	struct spot	 key = { .wd = wd };

	return RB_FIND(spots, &w->spots, &key);
}

/*
 * inotify knows paths only.  "." of a working folder that we enter by its
 * descriptor is the one path that nobody can put another folder under.
 */
static int
look_at(struct watcher *w, int folder)
{
	int	 wd;

	if (fchdir(folder) == -1)
		return -errno;
	wd = inotify_add_watch(w->fd, ".", SEEN_EVENTS);
	if (wd == -1)
		wd = -errno;
	(void)!fchdir(w->home);
	return wd;
}

static struct spot *
get_spot(struct watcher *w, int wd)
{
	struct spot	*s;

	s = watcher_spot(w, wd);
	if (s != NULL)
		return s;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	s->wd = wd;
	TAILQ_INIT(&s->limbs);
	RB_INSERT(spots, &w->spots, s);
	return s;
}

static void
free_limb(struct limb *l)
{
	TAILQ_REMOVE(&l->eye->limbs, l, of_eye);
	TAILQ_REMOVE(&l->spot->limbs, l, of_spot);
	l->eye->nlimbs--;
	if (l->eye->last_limb == l)
		l->eye->last_limb = NULL;
	free(l->path);
	free(l);
}

/* One limb more; what it looks at may be what another eye looks at, too. */
int
watcher_add_limb(struct watcher *w, struct eye *e, int folder, const char *path,
    enum limb_kind kind)
{
	struct limb	*l;
	struct spot	*s;
	int		 wd;

	if (e->nlimbs >= WATCH_LIMBS_MAX)
		return -ENOSPC;
	wd = look_at(w, folder);
	if (wd < 0)
		return wd;
	s = get_spot(w, wd);
	l = calloc(1, sizeof(*l));
	if (l != NULL)
		l->path = strdup(path);
	if (s == NULL || l == NULL || l->path == NULL) {
		free(l != NULL ? l->path : NULL);
		free(l);
		return -ENOMEM;
	}
	l->eye = e;
	l->spot = s;
	l->kind = kind;
	TAILQ_INSERT_TAIL(&e->limbs, l, of_eye);
	TAILQ_INSERT_TAIL(&s->limbs, l, of_spot);
	e->nlimbs++;
	return 0;
}

void
watcher_shrink(struct eye *e, const char *path)
{
	struct limb	*l, *next;
	size_t		 len = strlen(path);

	TAILQ_FOREACH_SAFE(l, &e->limbs, of_eye, next) {
		if (l->kind == LIMB_BELOW &&
		    strncmp(l->path, path, len) == 0 &&
		    (l->path[len] == '\0' || l->path[len] == '/'))
			free_limb(l);
	}
}

void
watcher_drop_spot(struct watcher *w, struct spot *s)
{
	struct limb	*l;

	while ((l = TAILQ_FIRST(&s->limbs)) != NULL)
		free_limb(l);
	RB_REMOVE(spots, &w->spots, s);
	free(s);
}

static void
free_eye(struct watcher *w, struct eye *e)
{
	struct limb	*l;

	while ((l = TAILQ_FIRST(&e->limbs)) != NULL)
		free_limb(l);
	watcher_forget_seen(w);
	TAILQ_REMOVE(&w->eyes, e, link);
	free(e);
}

void
watcher_reap(struct watcher *w)
{
	struct eye	*e, *next;
	struct spot	*s, *after;

	TAILQ_FOREACH_SAFE(e, &w->eyes, link, next) {
		if (e->dead)
			free_eye(w, e);
	}
	for (s = RB_MIN(spots, &w->spots); s != NULL; s = after) {
		after = RB_NEXT(spots, &w->spots, s);
		if (TAILQ_EMPTY(&s->limbs)) {
			(void)inotify_rm_watch(w->fd, s->wd);
			watcher_drop_spot(w, s);
		}
	}
}

void
watcher_free(struct watcher **wp)
{
	struct watcher	*w = *wp;
	struct eye	*e;

	if (w == NULL)
		return;
	*wp = NULL;
	while ((e = TAILQ_FIRST(&w->eyes)) != NULL)
		free_eye(w, e);
	if (w->fd >= 0)
		watcher_reap(w);
	if (w->readable != NULL)
		event_free(w->readable);
	if (w->later != NULL)
		event_free(w->later);
	if (w->fd >= 0)
		(void)close(w->fd);
	if (w->home >= 0)
		(void)close(w->home);
	free(w);
}

static struct watcher *
watcher_new(struct disk_share *share)
{
	struct event_base	*base = share->config.base;
	struct watcher		*w;

	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return NULL;
	w->share = share;
	TAILQ_INIT(&w->eyes);
	STAILQ_INIT(&w->seen);
	RB_INIT(&w->spots);
	w->home = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	w->later = event_new(base, -1, 0, watcher_later, w);
	if (w->fd >= 0)
		w->readable = event_new(base, w->fd, EV_READ | EV_PERSIST,
		    watcher_readable, w);
	if (w->home < 0 || w->fd < 0 || w->later == NULL ||
	    w->readable == NULL || event_add(w->readable, NULL) == -1)
		watcher_free(&w);
	return w;
}

static struct eye *
new_eye(struct watcher *w, struct disk_file *f, struct vfs_watch *watch)
{
	struct eye	*e;

	e = calloc(1, sizeof(*e));
	if (e == NULL)
		return NULL;
	e->file = f;
	e->watch = watch;
	e->born = w->busy ? w->now : 0;
	TAILQ_INIT(&e->limbs);
	TAILQ_INSERT_TAIL(&w->eyes, e, link);
	return e;
}

/* That a folder is gone is told by its parent; the share's root has none. */
static void
look_at_parent(struct watcher *w, struct eye *e)
{
	char	 parent[VFS_PATH_MAX];
	int	 fd;

	if (e->file->path[0] == '\0')
		return;
	path_parent(e->file->path, parent);
	fd = open_beneath(w->share->config.root, parent,
	    O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return;
	(void)watcher_add_limb(w, e, fd, "", LIMB_PARENT);
	(void)close(fd);
}

enum ntstatus
disk_watch(struct vfs_file *vf, struct vfs_watch *watch)
{
	static const struct timeval	 at_once = { 0, 0 };
	struct disk_file		*f = disk_file_of(vf);
	struct watcher			*w;
	struct eye			*e;
	int				 error;

	if (!f->is_folder)
		return NT_INVALID_PARAMETER;
	if (f->share->watcher == NULL)
		f->share->watcher = watcher_new(f->share);
	w = f->share->watcher;
	e = w == NULL ? NULL : new_eye(w, f, watch);
	if (e == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	error = watcher_add_limb(w, e, f->fd, "", LIMB_ROOT);
	if (error != 0) {
		e->dead = true;
		if (!w->busy)
			watcher_reap(w);
		return error == -ENOSPC ? NT_INSUFFICIENT_RESOURCES :
		    nt_from_errno(error);
	}
	look_at_parent(w, e);
	if (watch->recursive)
		watcher_visit(w, TAILQ_FIRST(&e->limbs), false);
	if (e->cut)
		(void)event_add(w->later, &at_once);
	watch->private = e;
	f->watches++;
	return NT_OK;
}

static void
close_eye(struct watcher *w, struct eye *e)
{
	e->dead = true;
	e->file->watches--;
	e->watch->private = NULL;
	if (!w->busy)
		watcher_reap(w);
}

void
disk_unwatch(struct vfs_file *vf, struct vfs_watch *watch)
{
	if (watch->private != NULL)
		close_eye(disk_file_of(vf)->share->watcher, watch->private);
}

void
watch_close(struct disk_file *f)
{
	struct watcher	*w = f->share->watcher;
	struct eye	*e, *next;

	if (f->watches == 0)
		return;
	TAILQ_FOREACH_SAFE(e, &w->eyes, link, next) {
		if (e->file == f && !e->dead)
			close_eye(w, e);
	}
}
