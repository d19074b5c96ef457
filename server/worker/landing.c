/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landing - from .open/NAME to its box, durable before anybody is told:
 *
 *	0  the books are asked for what its size was only set to
 *	1  who dropped it is written into the file, the file is fsynced (many
 *	   files side by side in the pool)
 *	2  it is renamed into the box, if the name is still free
 *	3  the box is fsynced: one fsync for all that were renamed meanwhile
 *	4  the director and the client are told
 *
 * A crash before 3 may lose the file, which was not acknowledged; a crash
 * after it loses the message only, and the director's scan finds the file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "server/worker/drop.h"

struct landing {
	struct iojob		 job;		/* first */
	STAILQ_ENTRY(landing)	 link;
	struct drop_file	*d;
	struct vfs_wait		*wait;
	struct msg_landed	 record;
	uint8_t			 value[DROP_XATTR_MAX];
	size_t			 value_len;
	struct timespec		 written;
	int			 error;		/* -errno */
	enum ntstatus		 refused;	/* by the books */
};

static void	sync_box(struct dropbox *);

static void
tell_failure(const struct landing *l)
{
	static struct log_limit	 limit = { .burst = 5 };
	char			 address[ADDR_TEXT_SIZE];

	log_limited(&limit, LVL_WARN, "client %s \"%s\": file "
	    "\"%s\" did not land in %s: %s", addr_text(&l->d->who.address,
	    address), VIS(l->d->workstation), VIS(l->record.name),
	    box_row(l->d->box->box)->name, strerror(-l->error));
}

static void
finish(struct landing *l)
{
	struct cap		*cap = l->d->box->cap;
	const struct cap_quota	*quota = cap->settings.quota;
	struct vfs_wait		*wait = l->wait;
	enum ntstatus		 status = l->refused != NT_OK ? l->refused :
				    nt_from_errno(l->error);

	if (l->error == 0) {
		l->d->state = DROP_LANDED;
		quota->landed(quota->arg, l->d->ticket, l->record.size);
		cap->settings.landed(cap->settings.arg, &l->record);
	} else {
		tell_failure(l);
		drop_discard(l->d);
	}
	free(l);
	wait->done(wait, status);
}

/* --- 3: the box --- */

static void
run_sync(struct iojob *job)
{
	struct dropbox	*box = (struct dropbox *)((char *)job -
			    offsetof(struct dropbox, sync));

	box->sync_error = fsync(box->fd) == -1 ? -errno : 0;
}

static void
sync_done(struct iojob *job)
{
	struct dropbox	*box = (struct dropbox *)((char *)job -
			    offsetof(struct dropbox, sync));
	struct landing_list	 done = STAILQ_HEAD_INITIALIZER(done);
	struct landing	*l;
	int		 error = job->cancelled ? -ECANCELED :
			    box->sync_error;

	STAILQ_CONCAT(&done, &box->syncing);
	if (!STAILQ_EMPTY(&box->renamed))
		sync_box(box);
	while ((l = STAILQ_FIRST(&done)) != NULL) {
		STAILQ_REMOVE_HEAD(&done, link);
		l->error = error;
		if (error != 0)		/* nobody will hear that it is there */
			(void)unlinkat(box->fd, l->d->key, 0);
		finish(l);
	}
}

static void
sync_box(struct dropbox *box)
{
	STAILQ_CONCAT(&box->syncing, &box->renamed);
	box->sync = (struct iojob){ .run = run_sync, .done = sync_done };
	if (iopool_submit(box->cap->pool, &box->sync) == 0)
		return;
	run_sync(&box->sync);
	sync_done(&box->sync);
}

/* --- 2: the name --- */

static void
file_synced(struct iojob *job)
{
	struct landing	*l = (struct landing *)job;
	struct dropbox	*box = l->d->box;

	if (job->cancelled)
		l->error = -ECANCELED;
	if (l->error == 0 && renameat2(box->open_fd, l->d->key, box->fd,
	    l->d->key, RENAME_NOREPLACE) == -1)
		l->error = -errno;
	if (l->error != 0) {
		finish(l);
		return;
	}
	STAILQ_INSERT_TAIL(&box->renamed, l, link);
	if (STAILQ_EMPTY(&box->syncing))
		sync_box(box);
}

/* --- 1: the file --- */

static void
sync_file(struct iojob *job)
{
	struct landing	*l = (struct landing *)job;
	struct timespec	 times[2] = { { .tv_nsec = UTIME_OMIT },
			    l->written };

	(void)futimens(l->d->fd, times);
	if (fsetxattr(l->d->fd, DROP_XATTR, l->value, l->value_len, 0) == -1
	    || fsync(l->d->fd) == -1)
		l->error = -errno;
}

static void
describe(struct landing *l)
{
	struct drop_file	*d = l->d;
	struct wr		 w = wr_over(l->value, sizeof(l->value));

	l->record = (struct msg_landed){
		.landing = guid_ordered(wall_now()),
		.box = d->box->box,
		.size = d->size,
		.account = d->who.user->account,
		.generation = d->who.user->generation,
		.session = d->who.session,
		.address = d->who.address,
		.landed = wall_now(),
		.manifest = d->session->manifest,
	};
	text_copy(l->record.name, sizeof(l->record.name), d->name);
	text_copy(l->record.workstation, sizeof(l->record.workstation),
	    d->workstation);
	msg_put_landed(&w, &l->record);
	l->value_len = wr_ok(&w) ? w.pos : 0;
	l->written = nt_time_to_timespec(d->written);
}

void
landing_init(struct dropbox *box)
{
	STAILQ_INIT(&box->renamed);
	STAILQ_INIT(&box->syncing);
}

/* --- 0: room --- */

static void
sync_it(struct landing *l)
{
	l->job = (struct iojob){ .run = sync_file, .done = file_synced };
	if (iopool_submit(l->d->box->cap->pool, &l->job) != 0) {
		sync_file(&l->job);
		file_synced(&l->job);
	}
}

static void
admitted(void *ctx, enum ntstatus status)
{
	struct landing	*l = ctx;

	if (status == NT_OK) {
		l->d->admitted = l->d->size;
		sync_it(l);
		return;
	}
	l->refused = status;
	l->error = -EDQUOT;
	finish(l);
}

enum ntstatus
landing_begin(struct drop_file *d, struct vfs_wait *wait)
{
	const struct cap_quota	*quota = d->box->cap->settings.quota;
	struct landing		*l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	l->d = d;
	l->wait = wait;
	describe(l);
	if (l->value_len == 0) {
		free(l);
		return NT_OBJECT_NAME_INVALID;
	}
	d->state = DROP_LANDING;
	if (d->size > d->admitted)
		quota->ask(quota->arg, &(struct cap_room){ d->ticket,
		    d->box->box, &d->who, d->size }, admitted, l);
	else
		sync_it(l);
	return NT_LATER;
}
