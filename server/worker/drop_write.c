/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drop_write - what a dropped file takes in: never more than its kind may
 * hold, nor than the books have room for.  What once failed does not land.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "server/worker/drop.h"

#define INLINE_WRITE	(64 * 1024)	/* more than that goes to the pool */

enum ntstatus
drop_spoil(struct drop_file *d, enum ntstatus status, const char *why)
{
	static struct log_limit	 limit = { .burst = 5 };
	char			 address[ADDR_TEXT_SIZE];

	if (d->failed == NT_OK)
		log_limited(&limit, LVL_WARN, "client %s \"%s\": file \"%s\" "
		    "in %s cannot be written: %s [largest=%llu]",
		    addr_text(&d->who.address, address), VIS(d->workstation),
		    VIS(d->name), box_row(d->box->box)->name, why,
		    (unsigned long long)d->largest);
	d->failed = status;
	return status;
}

enum ntstatus
drop_too_large(struct drop_file *d)
{
	return drop_spoil(d, NT_DISK_FULL, "it is over its limit");
}

struct writing {
	struct iojob		 job;		/* first */
	struct drop_file	*d;
	const void		*src;
	size_t			 n;
	uint64_t		 off;
	ssize_t			 result;
	struct vfs_wait		*wait;
};

static ssize_t
write_all(int fd, const uint8_t *p, size_t n, uint64_t off)
{
	size_t	 done = 0;
	ssize_t	 k;

	while (done < n) {
		k = pwrite(fd, p + done, n - done, (off_t)(off + done));
		if (k == -1 && errno == EINTR)
			continue;
		if (k == -1)
			return -errno;
		done += (size_t)k;
	}
	return (ssize_t)done;
}

static enum ntstatus
wrote(struct drop_file *d, uint64_t off, ssize_t k, struct vfs_wait *wait)
{
	if (k < 0)
		return drop_spoil(d, nt_from_errno((int)-k), strerror((int)-k));
	wait->count = (size_t)k;
	if (off + (uint64_t)k > d->size)
		d->size = off + (uint64_t)k;
	d->written = d->changed = nt_time_now();
	return NT_OK;
}

static void
run_write(struct iojob *job)
{
	struct writing	*w = (struct writing *)job;

	w->result = write_all(w->d->fd, w->src, w->n, w->off);
}

static void
write_done(struct iojob *job)
{
	struct writing	*w = (struct writing *)job;
	struct vfs_wait	*wait = w->wait;
	enum ntstatus	 status;

	status = job->cancelled ? NT_CANCELLED :
	    wrote(w->d, w->off, w->result, wait);
	free(w);
	wait->done(wait, status);
}

static enum ntstatus
write_now(struct drop_file *d, uint64_t off, const void *src, size_t n,
    struct vfs_wait *wait)
{
	struct writing	*w;

	if (n <= INLINE_WRITE || (w = calloc(1, sizeof(*w))) == NULL)
		return wrote(d, off, write_all(d->fd, src, n, off), wait);
	*w = (struct writing){ .job = { .run = run_write,
	    .done = write_done }, .d = d, .src = src, .n = n, .off = off,
	    .wait = wait };
	if (iopool_submit(d->box->cap->pool, &w->job) == 0)
		return NT_LATER;
	free(w);
	return wrote(d, off, write_all(d->fd, src, n, off), wait);
}

/* --- room for more than was asked for --- */

struct growth {
	struct drop_file	*d;
	uint64_t		 off, bytes;
	const void		*src;
	size_t			 n;
	struct vfs_wait		*wait;
	bool			 asking;	/* inside ask() */
	bool			 answered;
	enum ntstatus		 status;
};

static void
grown(void *ctx, enum ntstatus status)
{
	struct growth	*g = ctx;
	struct vfs_wait	*wait = g->wait;

	if (status == NT_OK) {
		g->d->admitted = g->bytes;
		status = write_now(g->d, g->off, g->src, g->n, wait);
	} else
		status = drop_spoil(g->d, status, "there is no room for it");
	g->answered = true;
	g->status = status;
	if (g->asking)
		return;
	free(g);
	if (status != NT_LATER)
		wait->done(wait, status);
}

/* In steps that double, so that the clerk is asked few times. */
static enum ntstatus
grow(struct drop_file *d, struct growth *from)
{
	const struct cap_quota	*quota = d->box->cap->settings.quota;
	struct growth		*g = malloc(sizeof(*g));
	uint64_t		 end = from->off + from->n;
	enum ntstatus		 status;

	if (g == NULL)
		return drop_spoil(d, NT_INSUFFICIENT_RESOURCES,
		    "out of memory");
	*g = *from;
	g->d = d;
	g->bytes = end > 2 * d->admitted ? end : 2 * d->admitted;
	if (g->bytes > d->largest)
		g->bytes = d->largest;
	g->asking = true;
	quota->ask(quota->arg, &(struct cap_room){ d->ticket, d->box->box,
	    &d->who, g->bytes }, grown, g);
	g->asking = false;
	if (!g->answered)
		return NT_LATER;
	status = g->status;
	free(g);
	return status;
}

enum ntstatus
drop_write(struct vfs_file *f, uint64_t off, const void *src, size_t n,
    struct vfs_wait *wait)
{
	struct drop_file	*d = (struct drop_file *)f;

	if (d->state != DROP_RESERVED)
		return NT_ACCESS_DENIED;
	if (off > d->largest || n > d->largest - off)
		return drop_too_large(d);
	if (off + n <= d->admitted)
		return write_now(d, off, src, n, wait);
	return grow(d, &(struct growth){ .off = off, .src = src, .n = n,
	    .wait = wait });
}
