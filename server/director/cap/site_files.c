/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A walk through the store, newest first: a page of serials, then each with
 * its content, which a thread compares with its file.
 */
#include "server/director/cap/site_files.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/log.h"
#include "protocol/sms/sitectrl.h"
#include "server/director/cap/masters.h"
#include "server/director/director.h"
#include "server/smb/iopool.h"
#include "server/timer.h"
#include "store/sitecontrol.h"

#define FILE_MODE	0640
#define NAME_SIZE	40
#define CURRENT		MASTERS_SITECTRL "/Sitectrl.ct0"

struct site_files {
	struct director	*d;
	struct event	 timer;
	bool		 stopping;
	bool		 walking;
	bool		 again;		/* a new one has come meanwhile */
	bool		 newest;	/* the file at hand is in force */
	uint64_t	 serial;	/* at hand; 0: before the first */
	/* For the thread. */
	struct iojob	 job;
	char		*text;
	size_t		 len;
	struct err	 e;
	char		 told[sizeof(((struct err *)0)->text)];
};

/* --- in a thread --- */

/* The canonical form; what this sited cannot read stays as it is. */
static void
make_content(const struct site_files *s, struct buf *out)
{
	struct syntax_err	 why;
	struct scf		 f;

	if (sitectrl_parse(s->text, s->len, &f, &why) == 0) {
		f.type = SCF_ACTUAL;
		f.serial = (uint32_t)s->serial;
		sitectrl_print(&f, out);
	} else
		buf_add(out, s->text, s->len);
	sitectrl_free(&f);
}

static bool
is_right(const struct director *d, const char *path, const struct buf *want)
{
	struct stat	 st;
	char		*have;
	bool		 same = false;
	int		 fd = masters_open(d, path, O_RDONLY, 0);

	if (fd < 0)
		return false;
	have = malloc(want->len + 1);
	if (have != NULL && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size == want->len)
		same = pread(fd, have, want->len, 0) == (ssize_t)want->len &&
		    memcmp(have, want->data, want->len) == 0;
	free(have);
	(void)close(fd);
	return same;
}

/* Beside it first; a reader sees all of it or nothing. */
static int
write_beside(int dir, const char *temporary, const struct buf *b)
{
	int	 fd, rc = 0;

	(void)unlinkat(dir, temporary, 0);
	fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, FILE_MODE);
	if (fd == -1)
		return -errno;
	errno = EIO;
	if (write(fd, b->data, b->len) != (ssize_t)b->len || fsync(fd) == -1)
		rc = -errno;
	(void)close(fd);
	return rc;
}

static int
put(const struct director *d, const char *path, const struct buf *b,
    struct err *e)
{
	char		 folder[64], temporary[NAME_SIZE];
	const char	*leaf = strrchr(path, '/') + 1;
	int		 dir, rc;

	if (is_right(d, path, b))
		return 0;
	(void)snprintf(folder, sizeof(folder), "%.*s",
	    (int)(leaf - 1 - path), path);
	(void)snprintf(temporary, sizeof(temporary), "%.20s.tmp", leaf);
	dir = masters_open(d, folder, O_RDONLY | O_DIRECTORY, 0);
	if (dir < 0)
		return err_set(e, -dir, "%s: %s", folder, strerror(-dir));
	rc = write_beside(dir, temporary, b);
	if (rc == 0 && renameat(dir, temporary, dir, leaf) == -1)
		rc = -errno;
	if (rc != 0) {
		(void)err_set(e, -rc, "%s cannot be written: %s", path,
		    strerror(-rc));
		(void)unlinkat(dir, temporary, 0);
	}
	(void)close(dir);
	return rc;
}

static struct site_files *
of_job(struct iojob *job)
{
	return (struct site_files *)((char *)job -
	    offsetof(struct site_files, job));
}

static void
run_write(struct iojob *job)
{
	struct site_files	*s = of_job(job);
	char			 path[64];
	struct buf		 b;

	s->e = (struct err){ 0 };
	buf_init(&b, SCF_SIZE_MAX);
	make_content(s, &b);
	(void)snprintf(path, sizeof(path), MASTERS_HISTORY "/%08llu.ct0",
	    (unsigned long long)s->serial);
	if (!buf_ok(&b))
		(void)err_set(&s->e, ENOMEM, "%s: out of memory", path);
	else if (put(s->d, path, &b, &s->e) == 0 && s->newest)
		(void)put(s->d, CURRENT, &b, &s->e);
	buf_free(&b);
}

/* --- on the loop --- */

static void	next_serial(struct site_files *);

static void
rest(struct site_files *s)
{
	s->walking = false;
	if (!s->stopping)
		timer_after(&s->timer, s->again ? 0 :
		    s->d->env->config.verify_interval);
}

/* One line for one fault. */
static void
complain(struct site_files *s, const struct err *e)
{
	if (strcmp(s->told, e->text) != 0)
		log_error("site control files: %s", e->text);
	(void)snprintf(s->told, sizeof(s->told), "%s", e->text);
}

static void
written(struct iojob *job)
{
	struct site_files	*s = of_job(job);

	free(s->text);
	s->text = NULL;
	if (job->cancelled) {
		s->walking = false;
		return;
	}
	if (s->e.code != 0) {
		complain(s, &s->e);
		rest(s);
		return;
	}
	s->newest = false;
	next_serial(s);
}

static void
got_content(void *arg, const struct err *failed,
    const struct sitecontrol_list *list)
{
	struct site_files	*s = arg;

	if (failed != NULL)
		complain(s, failed);
	if (failed != NULL || list->n == 0 || s->stopping) {
		rest(s);
		return;
	}
	s->len = list->rows[0].content.len;
	s->text = malloc(s->len + 1);
	if (s->text == NULL) {
		rest(s);
		return;
	}
	memcpy(s->text, list->rows[0].content.data, s->len);
	s->job = (struct iojob){ .run = run_write, .done = written };
	if (iopool_submit(s->d->pool, &s->job) != 0) {
		free(s->text);
		s->text = NULL;
		rest(s);
	}
}

static void
got_serial(void *arg, const struct err *failed,
    const struct sitecontrol_list *list)
{
	struct site_files		*s = arg;
	struct sitecontrol_query	 q = { .serial = 0 };

	if (failed != NULL)
		complain(s, failed);
	if (failed != NULL || list->n == 0 || s->stopping) {
		if (failed == NULL)
			s->told[0] = '\0';
		rest(s);
		return;
	}
	s->serial = q.serial = list->rows[0].serial;
	if (store_sitecontrols(s->d->store, &q, got_content, s) != 0)
		rest(s);
}

static void
next_serial(struct site_files *s)
{
	struct sitecontrol_query	 q = { .limit = 1 };

	if (s->again) {
		s->again = false;
		s->newest = true;
		s->serial = 0;
	}
	q.before = s->serial;
	if (s->stopping ||
	    store_sitecontrols(s->d->store, &q, got_serial, s) != 0)
		rest(s);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct site_files	*s = arg;

	(void)fd;
	(void)what;
	if (s->walking || s->stopping)
		return;
	s->walking = true;
	s->again = true;
	next_serial(s);
}

void
site_files_wanted(struct director *d)
{
	struct site_files	*s = d->site_files;

	s->again = true;
	if (!s->walking && !s->stopping)
		timer_after(&s->timer, 0);
}

/* --- life --- */

int
site_files_new(struct director *d, struct err *e)
{
	struct site_files	*s = calloc(1, sizeof(*s));

	if (s == NULL)
		return err_set(e, ENOMEM, "out of memory");
	s->d = d;
	(void)event_assign(&s->timer, d->env->base, -1, 0, on_timer, s);
	d->site_files = s;
	return 0;
}

void
site_files_start(struct director *d)
{
	timer_after(&d->site_files->timer, 0);
}

void
site_files_reconfigured(struct director *d)
{
	if (!d->site_files->walking)
		rest(d->site_files);
}

void
site_files_stop(struct director *d)
{
	d->site_files->stopping = true;
	(void)event_del(&d->site_files->timer);
}

void
site_files_free(struct site_files **sp)
{
	free(*sp);
	*sp = NULL;
}
