/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * io - bytes: what the page cache has or takes at once is done at once, the
 * rest in the pool.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "server/smb/disk/file.h"
#include "server/smb/iopool.h"

#define WRITE_AT_ONCE	(64UL * 1024)
#define COPY_BUFFER	(256UL * 1024)

struct job {
	struct iojob	 io;
	struct vfs_wait	*wait;
	int		 fd, to;	/* to: of a copy */
	uint64_t	 off, to_off;
	uint8_t		*dst;
	const uint8_t	*src;
	size_t		 n;
	size_t		 count;		/* done so far */
	int		 error;
	bool		 is_read;
};

static struct job *
job_of(struct iojob *io)
{
	return (struct job *)(void *)io;
}

static enum ntstatus
job_status(const struct job *job)
{
	if (job->is_read && job->error == 0 && job->count == 0)
		return NT_END_OF_FILE;
	return nt_from_errno(job->error);
}

static enum ntstatus
job_end(struct job *job)
{
	enum ntstatus	 st = job_status(job);

	job->wait->count = job->count;
	free(job);
	return st;
}

static void
on_done(struct iojob *io)
{
	struct job	*job = job_of(io);
	struct vfs_wait	*wait = job->wait;
	enum ntstatus	 st;

	if (io->cancelled)
		job->error = -ECANCELED;
	st = job_end(job);
	wait->done(wait, st);
}

/* To the pool; here and now if that is full. */
static enum ntstatus
job_start(struct disk_share *share, const struct job *what,
    struct vfs_wait *wait)
{
	struct job	*job;

	job = malloc(sizeof(*job));
	if (job == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	*job = *what;
	job->wait = wait;
	job->io.done = on_done;
	if (iopool_submit(share->config.pool, &job->io) == 0)
		return NT_LATER;
	job->io.run(&job->io);
	return job_end(job);
}

static bool
in_range(uint64_t off, size_t n)
{
	return off <= INT64_MAX && n <= INT64_MAX - off;
}

static void
run_read(struct iojob *io)
{
	struct job	*job = job_of(io);
	ssize_t		 n;

	while (job->count < job->n) {
		n = pread(job->fd, job->dst + job->count, job->n - job->count,
		    (off_t)(job->off + job->count));
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			job->error = -errno;
		if (n <= 0)
			return;
		job->count += (size_t)n;
	}
}

/* 1: complete (or failed for good); 0: the rest would have to wait. */
static int
read_cached(struct job *job)
{
	struct iovec	 iov;
	ssize_t		 n;

	while (job->count < job->n) {
		iov.iov_base = job->dst + job->count;
		iov.iov_len = job->n - job->count;
		n = preadv2(job->fd, &iov, 1, (off_t)(job->off + job->count),
		    RWF_NOWAIT);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && (errno == EAGAIN || errno == EOPNOTSUPP))
			return 0;
		if (n == -1)
			job->error = -errno;
		if (n <= 0)
			return 1;
		job->count += (size_t)n;
	}
	return 1;
}

enum ntstatus
disk_read(struct vfs_file *vf, uint64_t off, void *dst, size_t n,
    struct vfs_wait *wait)
{
	struct disk_file	*f = disk_file_of(vf);
	struct job		 job = { .io.run = run_read, .fd = f->fd,
				    .off = off, .dst = dst, .n = n,
				    .is_read = true };

	wait->count = 0;
	if (f->is_folder)
		return NT_INVALID_DEVICE_REQUEST;
	if (!in_range(off, n))
		return NT_INVALID_PARAMETER;
	if (n == 0)
		return NT_OK;
	if (!read_cached(&job))
		return job_start(f->share, &job, wait);
	wait->count = job.count;
	return job_status(&job);
}

static void
run_write(struct iojob *io)
{
	struct job	*job = job_of(io);
	ssize_t		 n;

	while (job->count < job->n) {
		n = pwrite(job->fd, job->src + job->count,
		    job->n - job->count, (off_t)(job->off + job->count));
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0) {
			job->error = n == 0 ? -ENOSPC : -errno;
			return;
		}
		job->count += (size_t)n;
	}
}

enum ntstatus
disk_write(struct vfs_file *vf, uint64_t off, const void *src, size_t n,
    struct vfs_wait *wait)
{
	struct disk_file	*f = disk_file_of(vf);
	struct job		 job = { .io.run = run_write, .fd = f->fd,
				    .off = off, .src = src, .n = n };
	enum ntstatus		 st;

	wait->count = 0;
	if (f->is_folder)
		return NT_INVALID_DEVICE_REQUEST;
	if (!in_range(off, n))
		return NT_INVALID_PARAMETER;
	if (n == 0)
		return NT_OK;
	st = disk_before_write(f);
	if (st != NT_OK)
		return st;
	if (n > WRITE_AT_ONCE)
		return job_start(f->share, &job, wait);
	run_write(&job.io);
	wait->count = job.count;
	return nt_from_errno(job.error);
}

static void
run_flush(struct iojob *io)
{
	struct job	*job = job_of(io);

	if (fsync(job->fd) == -1 && errno != EINVAL && errno != EROFS)
		job->error = -errno;
}

enum ntstatus
disk_flush(struct vfs_file *vf, struct vfs_wait *wait)
{
	struct disk_file	*f = disk_file_of(vf);
	struct job		 job = { .io.run = run_flush, .fd = f->fd };
	enum ntstatus		 st;

	wait->count = 0;
	if (f->share->config.read_only)
		return NT_OK;
	st = disk_settle(f);
	return st != NT_OK ? st : job_start(f->share, &job, wait);
}

/*
 * By hand, where the kernel does not: within one file the ranges may overlap,
 * so the copy goes backwards when it moves towards the end.
 */
static int
copy_by_hand(struct job *job)
{
	struct job	 part = { .fd = job->fd };
	bool		 backwards = job->to_off > job->off;
	size_t		 left = job->n - job->count, chunk;
	uint64_t	 at;
	int		 error = 0;

	part.dst = malloc(COPY_BUFFER);
	part.src = part.dst;
	if (part.dst == NULL)
		return -ENOMEM;
	while (left > 0 && error == 0) {
		chunk = left < COPY_BUFFER ? left : COPY_BUFFER;
		at = backwards ? left - chunk : job->n - left;
		part.fd = job->fd;
		part.off = job->off + at;
		part.n = chunk;
		part.count = 0;
		run_read(&part.io);
		if (part.count < chunk && part.error == 0)
			part.error = -ENODATA;	/* the file has shrunk */
		part.fd = job->to;
		part.off = job->to_off + at;
		part.count = 0;
		if (part.error == 0)
			run_write(&part.io);
		error = part.error;
		left -= chunk;
	}
	free(part.dst);
	if (error == 0)
		job->count = job->n;
	return error;
}

static void
run_copy(struct iojob *io)
{
	struct job	*job = job_of(io);
	off_t		 from, to;
	ssize_t		 n;

	while (job->count < job->n) {
		from = (off_t)(job->off + job->count);
		to = (off_t)(job->to_off + job->count);
		n = copy_file_range(job->fd, &from, job->to, &to,
		    job->n - job->count, 0);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && job->count == 0 && (errno == EINVAL ||
		    errno == EXDEV || errno == EOPNOTSUPP || errno == ENOSYS)) {
			job->error = copy_by_hand(job);
			return;
		}
		if (n == -1)
			job->error = -errno;
		if (n <= 0)
			return;
		job->count += (size_t)n;
	}
}

enum ntstatus
disk_copy(struct vfs_file *vfrom, uint64_t from_off, struct vfs_file *vto,
    uint64_t to_off, size_t n, struct vfs_wait *wait)
{
	struct disk_file	*from = disk_file_of(vfrom);
	struct disk_file	*to = disk_file_of(vto);
	struct job		 job = { .io.run = run_copy, .fd = from->fd,
				    .to = to->fd, .off = from_off,
				    .to_off = to_off, .n = n };
	enum ntstatus		 st;

	wait->count = 0;
	if (from->is_folder || to->is_folder)
		return NT_INVALID_DEVICE_REQUEST;
	if (!in_range(from_off, n) || !in_range(to_off, n))
		return NT_INVALID_PARAMETER;
	if (n == 0)
		return NT_OK;
	st = disk_before_write(to);
	return st != NT_OK ? st : job_start(to->share, &job, wait);
}
