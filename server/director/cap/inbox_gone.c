/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inbox_gone - files that have left their boxes, on their way off the disk.
 *
 * To remove a file may take a round trip to the disk, which frees its blocks
 * there and then; to rename one does not.  So what is digested is renamed into
 * cap/gone, and one thread removes what lies there, at the disk's own pace.
 * Nobody asks for it any more, as its effect is committed: it waits while files
 * that somebody does ask for wait to be digested, until half of what may lie
 * there does.  When the disk falls behind by INBOX_GONE_FILES or _BYTES, files
 * are removed from their boxes without this detour, and the digesting slows
 * down to that.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "server/director/cap/inboxes_int.h"

#define FOLDER		"cap/gone"
#define FOLDER_MODE	0700
#define ROUND		64	/* files in one job: a stop waits for it */

static struct inboxes *
of_job(struct iojob *job)
{
	return (struct inboxes *)((char *)job -
	    offsetof(struct inboxes, gone.job));
}

int
gone_init(struct inboxes *in, struct err *e)
{
	char	 path[CONFIG_PATH_MAX];

	config_path(&in->d->env->config, FOLDER, path);
	if (mkdir(path, FOLDER_MODE) == -1 && errno != EEXIST)
		return err_sys(e, "folder %s", path);
	in->gone.fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	return in->gone.fd == -1 ? err_sys(e, "folder %s", path) : 0;
}

void
gone_free(struct inboxes *in)
{
	if (in->gone.dir != NULL)
		(void)closedir(in->gone.dir);
	if (in->gone.fd != -1)
		(void)close(in->gone.fd);
}

int
gone_folder(const struct inboxes *in)
{
	const struct inbox_gone	*g = &in->gone;

	return g->files < INBOX_GONE_FILES && g->bytes < INBOX_GONE_BYTES ?
	    g->fd : -1;
}

/* --- in the pool --- */

static bool
open_pass(struct inbox_gone *g)
{
	int	 fd;

	if (g->dir != NULL)
		return true;
	fd = openat(g->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	g->dir = fd == -1 ? NULL : fdopendir(fd);
	if (g->dir == NULL && fd != -1)
		(void)close(fd);
	g->pass = 0;
	return g->dir != NULL;
}

static void
sweep(struct inbox_gone *g, const char *name)
{
	struct stat	 st;

	if (fstatat(g->fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
	    !S_ISREG(st.st_mode) || unlinkat(g->fd, name, 0) == -1)
		return;
	g->swept_files++;
	g->swept_bytes += (uint64_t)st.st_size;
	g->pass++;
}

static void
run_sweep(struct iojob *job)
{
	struct inbox_gone	*g = &of_job(job)->gone;
	struct dirent		*entry = NULL;
	size_t			 n;

	g->swept_files = 0;
	g->swept_bytes = 0;
	g->more = open_pass(g);
	for (n = 0; g->more && n < ROUND; n++) {
		if ((entry = readdir(g->dir)) == NULL)
			break;
		sweep(g, entry->d_name);
	}
	if (g->dir == NULL || entry != NULL)
		return;
	(void)closedir(g->dir);
	g->dir = NULL;
	g->more = g->pass > 0;		/* some may have come meanwhile */
}

/* --- in the loop --- */

static void
swept(struct iojob *job)
{
	struct inboxes		*in = of_job(job);
	struct inbox_gone	*g = &in->gone;

	g->busy = false;
	if (job->cancelled || in->stopping)
		return;			/* the next start does it */
	g->files -= g->swept_files < g->files ? g->swept_files : g->files;
	g->bytes -= g->swept_bytes < g->bytes ? g->swept_bytes : g->bytes;
	if (g->more)
		gone_sweep(in);
}

static bool
others_first(const struct inboxes *in)
{
	return (in->lane.busy || !TAILQ_EMPTY(&in->queue)) &&
	    in->gone.files < INBOX_GONE_FILES / 2 &&
	    in->gone.bytes < INBOX_GONE_BYTES / 2;
}

void
gone_sweep(struct inboxes *in)
{
	struct inbox_gone	*g = &in->gone;

	if (g->busy || in->stopping || others_first(in))
		return;
	g->job = (struct iojob){ .run = run_sweep, .done = swept };
	g->busy = iopool_submit(in->d->pool, &g->job) == 0;
}

void
gone_add(struct inboxes *in, const struct inbox_item *it)
{
	in->gone.files++;
	in->gone.bytes += it->landing.size;
}
