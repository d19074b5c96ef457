/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * down - a file or folder of a published set.  The set's own vfs does the
 * work; what stands here is that nothing of it can ever be changed, whatever
 * the handle says, and that the set lives as long as the handle.  So a handle
 * asks for the facts of its file once only.
 *
 * Which manifest a session has read to its end is kept: what it drops then
 * tells how far its client is (product.md 5).
 */
#include <stdlib.h>

#include "base/text.h"
#include "protocol/sms/manifest.h"
#include "protocol/smb2/access.h"
#include "server/worker/cap_int.h"
#include "server/worker/readonly.h"

#define DOWN_RIGHTS	(FILE_GENERIC_READ | FILE_GENERIC_EXECUTE)

struct down_file {
	struct vfs_file		 base;
	struct vfs_file		*inner;
	struct cap_set		*set;
	struct cap_tree		*tree;
	bool			 is_manifest;
	bool			 has_stat;
	struct vfs_stat		 stat;
};

extern const struct vfs_ops	down_ops;

static struct vfs_file *
inner(struct vfs_file *f)
{
	return ((struct down_file *)f)->inner;
}

static bool
changes(const struct vfs_open *q)
{
	return (q->disposition != VFS_OPEN && q->disposition != VFS_OPEN_IF) ||
	    q->delete_on_close ||
	    (q->access & ~(DOWN_RIGHTS | MAXIMUM_ALLOWED)) != 0;
}

/* OPEN_IF is harmless for a file that is there. */
enum ntstatus
down_open(struct cap_tree *t, struct vfs_open *q, struct vfs_wait *wait)
{
	struct cap_set		*set = pin_take(t);
	struct vfs_tree		*tree;
	struct down_file	*d;
	struct vfs_open		 ask = *q;
	enum ntstatus		 status;

	if (set == NULL)
		return NT_OBJECT_PATH_NOT_FOUND;
	if (changes(q))
		return NT_ACCESS_DENIED;
	d = calloc(1, sizeof(*d));
	if (d == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	tree = cap_set_tree(set, t->is_logon, t->user.cohort);
	ask.disposition = VFS_OPEN;
	status = tree->ops->open(tree, &ask, wait);
	if (status != NT_OK) {		/* never later: disk opens at once */
		free(d);
		return status == NT_OBJECT_NAME_NOT_FOUND &&
		    q->disposition == VFS_OPEN_IF ? NT_ACCESS_DENIED : status;
	}
	d->base = (struct vfs_file){ &down_ops, &t->base };
	d->inner = ask.file;
	d->tree = t;
	d->set = set;
	d->is_manifest = !t->is_logon &&
	    text_casecmp(q->path, MANIFEST_PATH) == 0;
	cap_set_ref(set);
	pin_opened(t);
	q->file = &d->base;
	q->created = false;
	q->maximal = ask.maximal & DOWN_RIGHTS;
	q->granted = ask.granted & DOWN_RIGHTS;
	return NT_OK;
}

static enum ntstatus
down_close(struct vfs_file *f, enum vfs_close how, struct vfs_wait *wait)
{
	struct down_file	*d = (struct down_file *)f;
	enum ntstatus		 status;

	status = d->inner->ops->close(d->inner, how, wait);
	pin_closed(d->tree);
	cap_set_unref(d->set);
	free(d);
	return status;
}

static enum ntstatus
down_stat(struct vfs_file *f, struct vfs_stat *st)
{
	struct down_file	*d = (struct down_file *)f;
	enum ntstatus		 status = NT_OK;

	if (!d->has_stat)
		status = d->inner->ops->stat(d->inner, &d->stat);
	d->has_stat = status == NT_OK;
	if (d->has_stat)
		*st = d->stat;
	return status;
}

static void
note_manifest(struct down_file *d)
{
	struct cap_session	*s = d->tree->session;
	const uint64_t		 serial = cap_set_serial(d->set);

	if (d->is_manifest && s->manifest < serial)
		s->manifest = serial;
}

/* No more than there is: then nobody has to look whether that was all. */
static enum ntstatus
down_read(struct vfs_file *f, uint64_t off, void *dst, size_t n,
    struct vfs_wait *wait)
{
	struct vfs_stat	 st;

	if (down_stat(f, &st) == NT_OK && off < st.size &&
	    n >= st.size - off) {
		n = st.size - off;
		note_manifest((struct down_file *)f);
	}
	return inner(f)->ops->read(inner(f), off, dst, n, wait);
}

static enum ntstatus
down_path(struct vfs_file *f, char *dst, size_t size)
{
	return inner(f)->ops->path(inner(f), dst, size);
}

static enum ntstatus
down_next_entry(struct vfs_file *f, bool restart, struct vfs_entry *e)
{
	return inner(f)->ops->next_entry(inner(f), restart, e);
}

static enum ntstatus
down_next_wanted(struct vfs_file *f, bool restart,
    const struct vfs_wanted *wanted, struct vfs_entry *e)
{
	return inner(f)->ops->next_wanted(inner(f), restart, wanted, e);
}

static enum ntstatus
down_security(struct vfs_file *f, struct vfs_security *s)
{
	return inner(f)->ops->security(inner(f), s);
}

const struct vfs_ops	down_ops = {
	.name = "down",
	READ_ONLY_OPS,
	.close = down_close,
	.read = down_read,
	.stat = down_stat,
	.path = down_path,
	.next_entry = down_next_entry,
	.next_wanted = down_next_wanted,
	.security = down_security,
};
