/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cap_set - published sets and pins.
 *
 * A set is the folder cap/sets/<serial>, which the director put there whole
 * by one rename; the highest serial is the current one.  A tree connection
 * reads from the set of its first open until it has had no open handle for
 * PIN_IDLE_MS, or is PIN_AGE_MS old: so one poll never mixes two sets.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cohort.h"
#include "base/log.h"
#include "protocol/smb2/access.h"
#include "server/smb/disk/disk.h"
#include "server/worker/cap_int.h"

#define PIN_IDLE_MS	10000
#define PIN_AGE_MS	(15 * 60 * 1000)
#define SET_ACCESS	(FILE_GENERIC_READ | FILE_GENERIC_EXECUTE)

/* Its two sides: the folders of the CAP, and the logon point. */
enum side { SIDE_CAP, SIDE_LOGON, SIDE_COUNT };

static const char *const	side_folders[SIDE_COUNT] = { "cap", "logon" };

/* As the sessions of a cohort see it. */
struct view {
	struct disk_share	*shares[SIDE_COUNT];
	struct vfs_tree		*trees[SIDE_COUNT];	/* NULL: none */
};

struct cap_set {
	unsigned		 refs;
	uint64_t		 serial;
	struct view		 views[COHORTS_MAX];
};

void
cap_set_ref(struct cap_set *s)
{
	s->refs++;
}

static void
view_close(struct view *v)
{
	int	 i;

	for (i = 0; i < SIDE_COUNT; i++) {
		if (v->trees[i] != NULL)
			disk_ops.disconnect(v->trees[i], VFS_CLOSE);
		disk_share_free(&v->shares[i]);
	}
}

void
cap_set_unref(struct cap_set *s)
{
	unsigned	 c;

	if (s == NULL || --s->refs > 0)
		return;
	for (c = 0; c < COHORTS_MAX; c++)
		view_close(&s->views[c]);
	free(s);
}

uint64_t
cap_set_serial(const struct cap_set *s)
{
	return s->serial;
}

struct vfs_tree *
cap_set_tree(struct cap_set *s, bool is_logon, unsigned cohort)
{
	enum side	 side = is_logon ? SIDE_LOGON : SIDE_CAP;
	struct vfs_tree	*own = s->views[cohort].trees[side];

	return own != NULL ? own : s->views[0].trees[side];
}

static int
open_side(struct cap *cap, struct view *s, int set_fd, enum side side)
{
	struct disk_config	 c = {
		.base = cap->settings.base,
		.pool = cap->pool,
		.read_only = true,
		.access = SET_ACCESS,
		.label = cap->settings.label,
	};
	struct vfs_who		 nobody = { NULL, { { 0 } }, 0 };
	struct err		 e;
	int			 rc;

	c.root = openat(set_fd, side_folders[side], O_RDONLY | O_DIRECTORY |
	    O_NOFOLLOW | O_CLOEXEC);
	if (c.root == -1)
		return -errno;
	cap_security(cap, &c.security);
	rc = disk_share_new(&c, &s->shares[side], &e);
	(void)close(c.root);
	if (rc != 0)
		return rc;
	return disk_ops.connect(s->shares[side], &nobody, &s->trees[side]) ==
	    NT_OK ? 0 : -ENOMEM;
}

static int
open_view(struct cap *cap, struct view *v, int fd)
{
	int	 i, rc = 0;

	for (i = 0; i < SIDE_COUNT && rc == 0; i++)
		rc = open_side(cap, v, fd, (enum side)i);
	return rc;
}

/* Cohorts without accounts have none. */
static int
open_views(struct cap *cap, struct cap_set *s, int set_fd)
{
	char		 name[16];
	unsigned	 c;
	int		 fd, rc = open_view(cap, &s->views[0], set_fd);

	for (c = 1; c < COHORTS_MAX && rc == 0; c++) {
		(void)snprintf(name, sizeof(name), "cohort%u", c);
		fd = openat(set_fd, name, O_RDONLY | O_DIRECTORY |
		    O_NOFOLLOW | O_CLOEXEC);
		if (fd == -1 && errno == ENOENT)
			continue;
		rc = fd == -1 ? -errno : open_view(cap, &s->views[c], fd);
		if (fd != -1)
			(void)close(fd);
	}
	return rc;
}

static int
set_open(struct cap *cap, uint64_t serial, struct cap_set **out)
{
	struct cap_set	*s = calloc(1, sizeof(*s));
	char		 name[24];
	int		 fd, rc;

	if (s == NULL)
		return -ENOMEM;
	s->refs = 1;
	s->serial = serial;
	(void)snprintf(name, sizeof(name), "%llu",
	    (unsigned long long)serial);
	fd = openat(cap->sets_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	rc = fd == -1 ? -errno : open_views(cap, s, fd);
	if (fd != -1)
		(void)close(fd);
	if (rc != 0) {
		cap_set_unref(s);
		return rc;
	}
	*out = s;
	return 0;
}

/* Sets being built have names that are no numbers. */
static uint64_t
newest_serial(struct cap *cap)
{
	struct dirent	*entry;
	unsigned long long serial;
	uint64_t	 newest = 0;
	char		*end;
	DIR		*dir;
	int		 fd;

	fd = openat(cap->sets_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return 0;
	while ((entry = readdir(dir)) != NULL) {
		serial = strtoull(entry->d_name, &end, 10);
		if (*end == '\0' && end != entry->d_name && serial > newest)
			newest = serial;
	}
	(void)closedir(dir);
	return newest;
}

int
cap_set_newest(struct cap *cap, struct cap_set **out)
{
	uint64_t	 serial = newest_serial(cap);

	if (serial == 0)
		return -ENOENT;
	if (cap->current != NULL && cap->current->serial >= serial)
		return -EALREADY;
	return set_open(cap, serial, out);
}

/* --- pins --- */

static bool
pin_is_stale(const struct pin *p, struct mono now)
{
	if (p->set == NULL)
		return true;
	if (mono_ms_between(p->since, now) >= PIN_AGE_MS)
		return true;
	return p->open == 0 &&
	    mono_ms_between(p->idle_since, now) >= PIN_IDLE_MS;
}

struct cap_set *
pin_take(struct cap_tree *t)
{
	struct mono	 now = mono_now();
	struct pin	*p = &t->pin;

	if (!pin_is_stale(p, now) || t->cap->current == NULL)
		return p->set;
	cap_set_ref(t->cap->current);
	cap_set_unref(p->set);
	p->set = t->cap->current;
	p->since = p->idle_since = now;
	return p->set;
}

void
pin_opened(struct cap_tree *t)
{
	t->pin.open++;
}

void
pin_closed(struct cap_tree *t)
{
	if (--t->pin.open == 0)
		t->pin.idle_since = mono_now();
}

void
pin_drop(struct cap_tree *t)
{
	cap_set_unref(t->pin.set);
	t->pin.set = NULL;
}
