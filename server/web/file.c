/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file - the same text as a file, for monitoring that reads a folder.  A
 * reader sees the old text or the new one; when the director does not answer
 * the file goes, for old numbers would look like news.
 */
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "server/timer.h"
#include "server/web/web.h"

#define NEW_NAME	".metrics.new"
#define FILE_MODE	0644

/* false: errno says why. */
static bool
write_all(int fd, const struct buf *text)
{
	size_t	 done = 0;
	ssize_t	 n;

	while (done < text->len) {
		n = write(fd, text->data + done, text->len - done);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return false;
		done += (size_t)n;
	}
	return true;
}

static bool
replace(struct web *w, const struct buf *text)
{
	int	 fd = openat(w->folder, NEW_NAME, O_WRONLY | O_CREAT |
		    O_TRUNC | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	bool	 ok;

	if (fd == -1)
		return false;
	ok = write_all(fd, text);
	ok = close(fd) == 0 && ok;
	return ok && renameat(w->folder, NEW_NAME, w->folder, w->leaf) == 0;
}

static void
next_time(struct web *w)
{
	timer_after(&w->file_timer, w->env->config.metrics_interval);
}

static void
on_scraped(void *arg, const struct buf *text)
{
	struct web	*w = arg;
	bool		 ok;

	ok = text != NULL ? replace(w, text) :
	    unlinkat(w->folder, w->leaf, 0) == 0 || errno == ENOENT;
	if (!ok && !w->file_failed)
		log_error("metrics_file %s: %s", w->leaf, strerror(errno));
	w->file_failed = !ok;
	next_time(w);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct web	*w = arg;

	(void)fd;
	(void)what;
	if (!scrape(w, on_scraped, w))
		next_time(w);
}

int
file_open(struct web *w, struct err *e)
{
	char	 path[CONFIG_PATH_MAX], copy[CONFIG_PATH_MAX];
	char	*folder;
	int	 rc;

	if (w->env->config.metrics_file[0] == '\0')
		return 0;
	config_path(&w->env->config, w->env->config.metrics_file, path);
	memcpy(copy, path, sizeof(copy));
	(void)snprintf(w->leaf, sizeof(w->leaf), "%s", basename(copy));
	memcpy(copy, path, sizeof(copy));
	folder = dirname(copy);
	rc = env_allow_folder(w->env, folder, true, e);
	if (rc != 0)
		return rc;
	w->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return w->folder == -1 ? err_sys(e, "metrics_file %s", path) : 0;
}

void
file_start(struct web *w)
{
	if (w->folder == -1)
		return;
	if (!event_initialized(&w->file_timer))
		(void)event_assign(&w->file_timer, w->env->base, -1, 0,
		    on_timer, w);
	timer_after(&w->file_timer, 0);
}

void
file_stop(struct web *w)
{
	if (w->folder == -1)
		return;
	(void)event_del(&w->file_timer);
	scrape_forget(w, w);
	(void)unlinkat(w->folder, w->leaf, 0);
	(void)close(w->folder);
	w->folder = -1;
}
