/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cap_vfs - sessions and trees of the CAP, and which way a path goes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/smb2/access.h"
#include "server/worker/drop.h"

#define FOLDER_RIGHTS	(FILE_GENERIC_READ | FILE_GENERIC_EXECUTE)
static struct cap_tree *
tree_of(struct vfs_tree *t)
{
	return (struct cap_tree *)t;
}

/* --- sessions --- */

static struct cap_session *
session_take(struct cap *cap, uint64_t id)
{
	struct cap_session	*s;

	HASH_FIND(hh, cap->sessions, &id, sizeof(id), s);
	if (s == NULL) {
		s = calloc(1, sizeof(*s));
		if (s == NULL)
			return NULL;
		s->id = id;
		TAILQ_INIT(&s->kept);
		HASH_ADD(hh, cap->sessions, id, sizeof(s->id), s);
	}
	s->refs++;
	return s;
}

static void
session_drop(struct cap *cap, struct cap_session *s)
{
	if (--s->refs > 0)
		return;
	drop_forget(s);
	HASH_DEL(cap->sessions, s);
	free(s);
}

/* --- trees --- */

static enum ntstatus
connect_side(void *share, const struct vfs_who *who, bool is_logon,
    struct vfs_tree **out)
{
	struct cap_tree	*t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	t->base.ops = is_logon ? &logon_ops : &cap_ops;
	t->cap = share;
	t->is_logon = is_logon;
	t->who = *who;
	t->user = *who->user;
	t->who.user = &t->user;
	t->session = session_take(t->cap, who->session);
	if (t->session == NULL) {
		free(t);
		return NT_INSUFFICIENT_RESOURCES;
	}
	*out = &t->base;
	return NT_OK;
}

static enum ntstatus
cap_connect(void *share, const struct vfs_who *who, struct vfs_tree **out)
{
	return connect_side(share, who, false, out);
}

static enum ntstatus
logon_connect(void *share, const struct vfs_who *who, struct vfs_tree **out)
{
	return connect_side(share, who, true, out);
}

static void
cap_disconnect(struct vfs_tree *tree, enum vfs_close how)
{
	struct cap_tree	*t = tree_of(tree);

	(void)how;
	pin_drop(t);
	session_drop(t->cap, t->session);
	free(t);
}

static uint32_t
cap_maximal(struct vfs_tree *t)
{
	return tree_of(t)->is_logon ? FOLDER_RIGHTS : FILE_ALL_ACCESS;
}

static unsigned
cap_flags(struct vfs_tree *t, struct vfs_file *f)
{
	(void)t;
	return f->ops == &drop_ops ? 0 : VFS_READ_ONLY;
}

static enum ntstatus
cap_space(struct vfs_tree *tree, struct vfs_space *s)
{
	struct cap	*cap = tree_of(tree)->cap;
	struct statvfs	 v;

	if (fstatvfs(cap->sets_fd, &v) == -1)
		return nt_from_errno(errno);
	*s = (struct vfs_space){
		.total_units = v.f_blocks,
		.free_units = v.f_bfree,
		.caller_free_units = v.f_bavail,
		.unit_bytes = (uint32_t)v.f_frsize,
		.serial = 0x53495445,
		.created = cap->started,
	};
	text_copy(s->label, sizeof(s->label), cap->settings.label);
	return NT_OK;
}

void
cap_security(const struct cap *cap, struct vfs_security *s)
{
	memset(s, 0, sizeof(*s));
	s->owner = cap->settings.operators;
	s->group = cap->settings.operators;
	s->aces[0].who = cap->settings.operators;
	s->aces[0].access = FILE_ALL_ACCESS;
	s->aces[1].who = sid_known(SID_AUTHENTICATED_USERS)->sid;
	s->aces[1].access = FILE_GENERIC_READ | FILE_GENERIC_EXECUTE;
	s->naces = 2;
}

static enum ntstatus
cap_lookup(struct vfs_tree *t, const char *path, uint64_t *dev, uint64_t *ino)
{
	(void)t;
	(void)path;
	*dev = *ino = 0;
	return NT_OK;
}

/* --- opening --- */

/* Nothing can be made in the root. */
static enum ntstatus
not_in_root(const struct vfs_open *q, bool is_last)
{
	if (!is_last)
		return NT_OBJECT_PATH_NOT_FOUND;
	return q->disposition == VFS_OPEN || q->disposition == VFS_OVERWRITE ?
	    NT_OBJECT_NAME_NOT_FOUND : NT_ACCESS_DENIED;
}

static enum ntstatus
cap_open(struct vfs_tree *tree, struct vfs_open *q, struct vfs_wait *wait)
{
	struct cap_tree	*t = tree_of(tree);
	const char	*slash = strchr(q->path, '/');
	char		 first[VFS_PATH_MAX];
	size_t		 n;
	enum box	 box;

	if (!rescue_allows(t, q))
		return NT_ACCESS_DENIED;
	if (q->path[0] == '\0')
		return virtual_open(t, BOX_COUNT, q);
	n = slash == NULL ? strlen(q->path) : (size_t)(slash - q->path);
	memcpy(first, q->path, n);
	first[n] = '\0';
	if (!box_find(first, &box))
		return not_in_root(q, slash == NULL);
	if (box_row(box)->flow == BOX_DOWN)
		return down_open(t, q, wait);
	if (slash == NULL)
		return virtual_open(t, box, q);
	if (strchr(slash + 1, '/') != NULL)
		return NT_OBJECT_PATH_NOT_FOUND;
	return drop_open(t, &t->cap->boxes[box], q, wait);
}

static enum ntstatus
logon_open(struct vfs_tree *tree, struct vfs_open *q, struct vfs_wait *wait)
{
	struct cap_tree	*t = tree_of(tree);

	return rescue_allows(t, q) ? down_open(t, q, wait) :
	    NT_ACCESS_DENIED;
}

const struct vfs_ops	cap_ops = {
	.name = "cap",
	.connect = cap_connect,
	.disconnect = cap_disconnect,
	.maximal_access = cap_maximal,
	.flags = cap_flags,
	.space = cap_space,
	.open = cap_open,
	.lookup = cap_lookup,
};

const struct vfs_ops	logon_ops = {
	.name = "logon",
	.connect = logon_connect,
	.disconnect = cap_disconnect,
	.maximal_access = cap_maximal,
	.flags = cap_flags,
	.space = cap_space,
	.open = logon_open,
	.lookup = cap_lookup,
};

/* --- life --- */

static int
open_boxes(struct cap *cap, int folder, struct err *e)
{
	int	 fd, i, rc = 0;

	fd = openat(folder, "up", O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "folder %s/up", cap->settings.folder);
	for (i = 0; i < BOX_COUNT && rc == 0; i++)
		if (box_row((enum box)i)->flow == BOX_UP)
			rc = dropbox_open(cap, (enum box)i, fd, e);
	/* A box that is gone after a power cut takes its files along. */
	if (rc == 0 && fsync(fd) == -1)
		rc = err_sys(e, "folder %s/up cannot be made durable",
		    cap->settings.folder);
	(void)close(fd);
	return rc;
}

int
cap_new(const struct cap_settings *settings, struct cap **out, struct err *e)
{
	struct cap	*cap = calloc(1, sizeof(*cap));
	int		 fd, rc;

	if (cap == NULL)
		return err_set(e, ENOMEM, "out of memory");
	cap->settings = *settings;
	cap->started = nt_time_now();
	cap->sets_fd = -1;
	fd = open(settings->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		rc = err_sys(e, "folder %s", settings->folder);
	else
		rc = open_boxes(cap, fd, e);
	if (rc == 0) {
		cap->sets_fd = openat(fd, "sets", O_RDONLY | O_DIRECTORY |
		    O_NOFOLLOW | O_CLOEXEC);
		if (cap->sets_fd == -1)
			rc = err_sys(e, "folder %s/sets", settings->folder);
	}
	if (fd != -1)
		(void)close(fd);
	if (rc != 0) {
		cap_free(&cap);
		return rc;
	}
	*out = cap;
	return 0;
}

void
cap_free(struct cap **capp)
{
	struct cap	*cap = *capp;
	int		 i;

	if (cap == NULL)
		return;
	*capp = NULL;
	cap_set_unref(cap->current);
	for (i = 0; i < BOX_COUNT; i++)
		dropbox_close(&cap->boxes[i]);
	if (cap->sets_fd != -1)
		(void)close(cap->sets_fd);
	free(cap);
}

void
cap_set_pool(struct cap *cap, struct iopool *pool)
{
	cap->pool = pool;
}

void
cap_published(struct cap *cap)
{
	struct cap_set	*set;

	if (cap_set_newest(cap, &set) != 0)
		return;
	cap_set_unref(cap->current);
	cap->current = set;
}
