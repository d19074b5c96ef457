/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch_event - inotify's events become [MS-FSCC]'s and go to whom they
 * concern.
 */
#include <errno.h>
#include <event2/event.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "protocol/smb2/notify.h"
#include "server/smb/disk/sys.h"
#include "server/smb/disk/watcher.h"
#include "server/smb/path.h"

#define READ_SIZE	16384
#define READS_MAX	16
#define PAIR_MS		20	/* a second half that is later is none */

#define BY_ATTRIB	(FILE_NOTIFY_CHANGE_ATTRIBUTES | \
			 FILE_NOTIFY_CHANGE_LAST_WRITE | \
			 FILE_NOTIFY_CHANGE_LAST_ACCESS | \
			 FILE_NOTIFY_CHANGE_CREATION | \
			 FILE_NOTIFY_CHANGE_EA | FILE_NOTIFY_CHANGE_SECURITY)
#define BY_MODIFY	(FILE_NOTIFY_CHANGE_SIZE | \
			 FILE_NOTIFY_CHANGE_LAST_WRITE)

struct change {
	struct spot	*spot;
	const char	*name;
	bool		 is_folder;
};

static bool
is_shown(const char *name)
{
	return path_check_name(name) == NT_OK;
}

static bool
sees(const struct watcher *w, const struct limb *l)
{
	return l->kind != LIMB_PARENT && !l->eye->dead &&
	    l->eye->born != w->now;
}

static void
tell(struct limb *l, const char *name, uint32_t action, uint32_t filter)
{
	struct eye		*e = l->eye;
	char			 path[VFS_PATH_MAX];
	struct vfs_change	 c = { .action = action, .filter = filter,
				    .name = path };

	if ((filter & e->watch->filter) == 0 || !path_join(l->path, name, path))
		return;
	/* Many writes in a row are one change. */
	if (action == FILE_ACTION_MODIFIED && e->last_limb == l &&
	    strcmp(e->last, name) == 0)
		return;
	e->last_limb = action == FILE_ACTION_MODIFIED ? l : NULL;
	(void)strlcpy(e->last, name, sizeof(e->last));
	e->watch->changed(e->watch, &c);
}

static uint32_t
name_filter(bool is_folder)
{
	return is_folder ? FILE_NOTIFY_CHANGE_DIR_NAME :
	    FILE_NOTIFY_CHANGE_FILE_NAME;
}

void
watcher_tell_added(struct watcher *w, struct limb *l, const char *name,
    bool is_folder)
{
	if (sees(w, l))
		tell(l, name, FILE_ACTION_ADDED, name_filter(is_folder));
}

/* Was it told already, when its folder was first looked at? */
static bool
was_seen(struct watcher *w, const struct limb *l, const char *name)
{
	struct seen	*s;

	STAILQ_FOREACH(s, &w->seen, link) {
		if (s->wd == l->spot->wd && s->eye == l->eye &&
		    strcmp(s->name, name) == 0)
			break;
	}
	if (s == NULL)
		return false;
	STAILQ_REMOVE(&w->seen, s, seen, link);
	free(s);
	return true;
}

/* `filling': a folder just made may have got contents that we did not see. */
static void
added(struct watcher *w, const struct change *c, bool filling)
{
	struct limb	*l, *next;

	TAILQ_FOREACH_SAFE(l, &c->spot->limbs, of_spot, next) {
		if (!sees(w, l) || was_seen(w, l, c->name))
			continue;
		tell(l, c->name, FILE_ACTION_ADDED, name_filter(c->is_folder));
		if (c->is_folder && l->eye->watch->recursive)
			watcher_grow(w, l, c->name, filling);
	}
}

static void
lost(struct eye *e)
{
	if (e->dead || e->lost || e->watch->gone == NULL)
		return;
	e->lost = true;
	e->watch->gone(e->watch);
}

/* The parent's event: is it the watched folder itself that went? */
static void
parent_lost(const struct limb *l)
{
	struct statx	 st;

	if (sys_statx(l->eye->file->fd, &st) == 0 && st.stx_nlink == 0)
		lost(l->eye);
}

static void
removed(struct watcher *w, const struct change *c)
{
	struct limb	*l, *next;
	char		 path[VFS_PATH_MAX];

	TAILQ_FOREACH_SAFE(l, &c->spot->limbs, of_spot, next) {
		if (l->kind == LIMB_PARENT && c->is_folder)
			parent_lost(l);
		if (!sees(w, l))
			continue;
		(void)was_seen(w, l, c->name);
		tell(l, c->name, FILE_ACTION_REMOVED,
		    name_filter(c->is_folder));
		if (c->is_folder && path_join(l->path, c->name, path))
			watcher_shrink(l->eye, path);
	}
}

static void
modified(struct watcher *w, const struct change *c, uint32_t filter)
{
	struct limb	*l;

	TAILQ_FOREACH(l, &c->spot->limbs, of_spot) {
		if (sees(w, l))
			tell(l, c->name, FILE_ACTION_MODIFIED, filter);
	}
}

static struct limb *
limb_of(const struct eye *e, const struct spot *s)
{
	struct limb	*l;

	TAILQ_FOREACH(l, &s->limbs, of_spot) {
		if (l->eye == e && l->kind != LIMB_PARENT)
			return l;
	}
	return NULL;
}

/* The folders that an eye knows below a renamed one have new paths. */
static void
repath(struct eye *e, const char *from, const char *to)
{
	struct limb	*l;
	size_t		 len = strlen(from);
	char		 path[VFS_PATH_MAX], *copy;

	TAILQ_FOREACH(l, &e->limbs, of_eye) {
		if (l->kind != LIMB_BELOW || strncmp(l->path, from, len) != 0 ||
		    (l->path[len] != '\0' && l->path[len] != '/') ||
		    strlen(to) + strlen(l->path + len) >= sizeof(path))
			continue;
		(void)strlcpy(path, to, sizeof(path));
		(void)strlcat(path, l->path + len, sizeof(path));
		copy = strdup(path);
		if (copy == NULL)
			continue;
		free(l->path);
		l->path = copy;
	}
}

/*
 * Who does not look at names, but at attributes, sees a renamed file changed:
 * so does Windows, and nobody knows why.
 */
static void
renamed_unnamed(struct limb *l, const struct change *is)
{
	if (!is->is_folder &&
	    (l->eye->watch->filter & FILE_NOTIFY_CHANGE_FILE_NAME) == 0)
		tell(l, is->name, FILE_ACTION_MODIFIED,
		    FILE_NOTIFY_CHANGE_ATTRIBUTES |
		    FILE_NOTIFY_CHANGE_CREATION);
}

/* For an eye that sees both ends. */
static void
moved_within(struct limb *from, struct limb *to, const struct change *was,
    const struct change *is)
{
	uint32_t	 filter = name_filter(is->is_folder);
	bool		 same = from->spot == to->spot;
	char		 old[VFS_PATH_MAX], new[VFS_PATH_MAX];

	tell(from, was->name, same ? FILE_ACTION_RENAMED_OLD_NAME :
	    FILE_ACTION_REMOVED, filter);
	tell(to, is->name, same ? FILE_ACTION_RENAMED_NEW_NAME :
	    FILE_ACTION_ADDED, filter);
	renamed_unnamed(to, is);
	if (is->is_folder && path_join(from->path, was->name, old) &&
	    path_join(to->path, is->name, new))
		repath(to->eye, old, new);
}

/* Those who see both ends are told of a move; the others of their end. */
static void
moved(struct watcher *w, const struct change *was, const struct change *is)
{
	struct limb	*l, *next, *from;
	char		 path[VFS_PATH_MAX];

	TAILQ_FOREACH_SAFE(l, &was->spot->limbs, of_spot, next) {
		if (!sees(w, l) || limb_of(l->eye, is->spot) != NULL)
			continue;
		tell(l, was->name, FILE_ACTION_REMOVED,
		    name_filter(was->is_folder));
		if (was->is_folder && path_join(l->path, was->name, path))
			watcher_shrink(l->eye, path);
	}
	TAILQ_FOREACH_SAFE(l, &is->spot->limbs, of_spot, next) {
		if (!sees(w, l))
			continue;
		from = limb_of(l->eye, was->spot);
		if (from != NULL) {
			moved_within(from, l, was, is);
			continue;
		}
		tell(l, is->name, FILE_ACTION_ADDED,
		    name_filter(is->is_folder));
		if (is->is_folder && l->eye->watch->recursive)
			watcher_grow(w, l, is->name, false);
	}
}

/* The second half did not come: it went out of sight. */
static void
flush_departure(struct watcher *w)
{
	struct change	 was = { .name = w->left.name,
			    .is_folder = w->left.is_folder };

	if (!w->left.waiting)
		return;
	w->left.waiting = false;
	was.spot = watcher_spot(w, w->left.wd);
	if (was.spot != NULL && is_shown(was.name))
		removed(w, &was);
}

static void
depart(struct watcher *w, const struct inotify_event *ev)
{
	w->left.waiting = true;
	w->left.is_folder = (ev->mask & IN_ISDIR) != 0;
	w->left.wd = ev->wd;
	w->left.cookie = ev->cookie;
	(void)strlcpy(w->left.name, ev->name, sizeof(w->left.name));
}

static void
arrive(struct watcher *w, const struct change *is)
{
	struct change	 was = { .name = w->left.name,
			    .is_folder = w->left.is_folder };

	was.spot = w->left.waiting ? watcher_spot(w, w->left.wd) : NULL;
	w->left.waiting = false;
	if (was.spot != NULL && is_shown(was.name) && is_shown(is->name))
		moved(w, &was, is);
	else if (was.spot != NULL && is_shown(was.name))
		removed(w, &was);
	else if (is_shown(is->name))
		added(w, is, false);
}

static void
overflow_all(struct watcher *w)
{
	struct eye	*e, *next;

	TAILQ_FOREACH_SAFE(e, &w->eyes, link, next) {
		if (!e->dead)
			e->watch->overflow(e->watch);
	}
}

/* The kernel looks no longer: the folder is no more, or unmounted. */
static void
ignored(struct watcher *w, struct spot *s)
{
	struct limb	*l, *next;

	TAILQ_FOREACH_SAFE(l, &s->limbs, of_spot, next) {
		if (l->kind == LIMB_ROOT)
			lost(l->eye);
	}
	watcher_drop_spot(w, s);
}

static void
happened(struct watcher *w, const struct inotify_event *ev)
{
	struct change	 c = { .is_folder = (ev->mask & IN_ISDIR) != 0 };

	w->now++;
	if ((ev->mask & IN_Q_OVERFLOW) != 0) {
		overflow_all(w);
		return;
	}
	if (w->left.waiting && ((ev->mask & IN_MOVED_TO) == 0 ||
	    ev->cookie != w->left.cookie))
		flush_departure(w);
	c.spot = watcher_spot(w, ev->wd);
	if (c.spot == NULL)
		return;
	c.name = ev->len > 0 ? ev->name : "";
	if ((ev->mask & IN_IGNORED) != 0)
		ignored(w, c.spot);
	else if ((ev->mask & IN_MOVED_FROM) != 0)
		depart(w, ev);
	else if ((ev->mask & IN_MOVED_TO) != 0)
		arrive(w, &c);
	else if (!is_shown(c.name))	/* also "": the folder's own */
		return;
	else if ((ev->mask & IN_CREATE) != 0)
		added(w, &c, true);
	else if ((ev->mask & IN_DELETE) != 0)
		removed(w, &c);
	else if ((ev->mask & IN_ATTRIB) != 0)
		modified(w, &c, BY_ATTRIB);
	else if ((ev->mask & IN_MODIFY) != 0)
		modified(w, &c, BY_MODIFY);
}

/* 1: there may be more; 0: the queue is empty. */
static int
read_events(struct watcher *w)
{
	_Alignas(struct inotify_event) char	 b[READ_SIZE];
	const struct inotify_event		*ev;
	ssize_t					 n, at;

	n = read(w->fd, b, sizeof(b));
	for (at = 0; at < n; at += (ssize_t)(sizeof(*ev) + ev->len)) {
		ev = (const struct inotify_event *)(const void *)(b + at);
		happened(w, ev);
	}
	return n > 0;
}

/* Eyes that see a part only are told so once, when they have just grown. */
static void
tell_cut(struct watcher *w)
{
	struct eye	*e, *next;

	TAILQ_FOREACH_SAFE(e, &w->eyes, link, next) {
		if (e->cut && !e->told && !e->dead) {
			e->told = true;
			e->watch->overflow(e->watch);
		}
	}
}

static void
end_of_batch(struct watcher *w)
{
	struct eye	*e;

	tell_cut(w);
	TAILQ_FOREACH(e, &w->eyes, link)
		e->last_limb = NULL;
	w->busy = false;
	w->now++;
	watcher_reap(w);
}

void
watcher_readable(int fd, short what, void *arg)
{
	static const struct timeval	 pair = { 0, PAIR_MS * 1000 };
	struct watcher			*w = arg;
	int				 i, more = 1;

	(void)fd;
	(void)what;
	w->busy = true;
	for (i = 0; i < READS_MAX && more; i++)
		more = read_events(w);
	/* Whatever was queued when a new folder was visited has come by. */
	if (!more)
		watcher_forget_seen(w);
	if (w->left.waiting)
		(void)event_add(w->later, &pair);
	end_of_batch(w);
}

void
watcher_later(int fd, short what, void *arg)
{
	struct watcher	*w = arg;

	(void)fd;
	(void)what;
	w->busy = true;
	w->now++;
	flush_departure(w);
	end_of_batch(w);
}
