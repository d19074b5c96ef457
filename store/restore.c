/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore - the copy is checked, then made ready as a store in a folder of its
 * own below, and moved to its place when it is whole: at any moment there is
 * no store, or the restored one.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/audit.h"
#include "store/backup.h"
#include "store/backups.h"
#include "store/batch.h"
#include "store/files.h"
#include "store/site.h"

#define WORK	"restore"

struct restore {
	int		 fd;		/* the copy */
	int		 dirfd;
	const char	*dir;		/* for sentences and SQLite */
	const char	*who;
	uint32_t	 uid;
	struct err	*e;		/* not NULL */
};

static int
copy_bytes(int from, int to)
{
	char	 mem[65536];
	off_t	 at = 0;
	ssize_t	 n;

	while ((n = pread(from, mem, sizeof(mem), at)) > 0) {
		if (pwrite(to, mem, (size_t)n, at) != n)
			return -1;
		at += n;
	}
	return n == 0 ? fsync(to) : -1;
}

static void
clean(int dirfd)
{
	(void)unlinkat(dirfd, WORK "/" STORE_FILE, 0);
	(void)unlinkat(dirfd, WORK "/" STORE_LOG, 0);
	(void)unlinkat(dirfd, WORK "/" STORE_LOCK, 0);
	(void)unlinkat(dirfd, WORK, AT_REMOVEDIR);
}

static int
copy_in(const struct restore *r)
{
	int	 fd, error = 0;

	clean(r->dirfd);
	if (mkdirat(r->dirfd, WORK, 0700) == -1)
		return err_sys(r->e, "cannot make %s/" WORK, r->dir);
	fd = openat(r->dirfd, WORK "/" STORE_FILE, O_WRONLY | O_CREAT |
	    O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == -1 || copy_bytes(r->fd, fd) == -1)
		error = err_sys(r->e, "cannot copy the backup into %s/" WORK,
		    r->dir);
	if (fd != -1)
		(void)close(fd);
	return error;
}

/*
 * Between the backup and its return others may have been given out.  A client
 * takes no account list that is older than its own: it is made anew.
 */
static int
skip_numbers(struct db *db, void *payload)
{
	struct sql	 q;
	int		 error;

	(void)payload;
	q = sql_make(db, "UPDATE sequence SET last = last + "
	    "iif(kind = 'rid', 100000, 1000) "
	    "WHERE kind IN ('rid', 'publication')");
	error = sql_run(&q);
	if (error != 0)
		return error;
	q = sql_make(db, "UPDATE accountlist SET digest = zeroblob(32), "
	    "serial = max(serial, ?) + 1000");
	put_i64(&q, wall_now().us / 1000000);
	return sql_run(&q);
}

void
store_numbers_skip(struct batch *b)
{
	(void)batch_change(b, skip_numbers, 1);
}

static void
note(void *arg, const struct err *failed)
{
	struct err	*e = arg;

	if (failed != NULL)
		*e = *failed;
}

static int
mark(const struct restore *r, struct store *st)
{
	const struct wall	 now = wall_now();
	struct batch		*b = store_batch_new();
	char			 text[WALL_TEXT_SIZE];
	int			 error;

	r->e->code = 0;
	store_numbers_skip(b);
	store_setting_set(b, "restored", wall_text(now, text));
	(void)store_audit(b, &(struct audit_row){ .at = now, .uid = r->uid,
	    .who = r->who, .verb = "site restore", .object = "store",
	    .outcome = AUDIT_DONE });
	error = store_submit(st, &b, note, r->e);
	if (error != 0)
		return err_set(r->e, -error, "cannot mark the store as "
		    "restored: %s", strerror(-error));
	store_wait(st);
	return -r->e->code;
}

static int
make_ready(const struct restore *r)
{
	const struct store_options	 opt = { 0 };
	struct store			*st = NULL;
	char				 work[PATH_MAX];
	int				 error;

	if (snprintf(work, sizeof(work), "%s/" WORK, r->dir) >=
	    (int)sizeof(work))
		return err_set(r->e, ENAMETOOLONG, "path too long: %s",
		    r->dir);
	error = store_open(work, &opt, &st, r->e);
	if (error == 0)
		error = mark(r, st);
	store_close(&st);
	return error;
}

static int
move_in(const struct restore *r)
{
	struct stat	 st;

	/* Closed and whole: the log has gone into it. */
	if (fstatat(r->dirfd, WORK "/" STORE_LOG, &st, 0) == 0)
		return err_set(r->e, EIO, "the store in %s/" WORK " could not "
		    "be closed", r->dir);
	if (renameat(r->dirfd, WORK "/" STORE_FILE, r->dirfd, STORE_FILE) ==
	    -1 || fsync(r->dirfd) == -1)
		return err_sys(r->e, "cannot move the store into %s", r->dir);
	return 0;
}

static int
check_vacant(const struct restore *r)
{
	struct stat	 st;

	if ((fstatat(r->dirfd, STORE_FILE, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    st.st_size > 0) ||
	    fstatat(r->dirfd, STORE_LOG, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return err_set(r->e, EEXIST, "there is a store in %s already: "
		    "move it away first", r->dir);
	return 0;
}

static int
restore(const struct restore *r)
{
	int	 error;

	if ((error = check_vacant(r)) != 0 ||
	    (error = backup_check(r->fd, NULL, r->e)) != 0)
		return error;
	if ((error = copy_in(r)) == 0 && (error = make_ready(r)) == 0)
		error = move_in(r);
	clean(r->dirfd);
	return error;
}

int
store_restore(int fd, const char *dir, const char *who, uint32_t uid,
    struct err *e)
{
	struct err	 own;
	struct restore	 r = {
		.fd = fd, .dir = dir, .who = who, .uid = uid,
		.e = e != NULL ? e : &own
	};
	int		 lock, error;

	r.dirfd = files_open_dir(dir, r.e);
	if (r.dirfd < 0)
		return r.dirfd;
	lock = files_lock(r.dirfd, dir, r.e);
	error = lock < 0 ? lock : restore(&r);
	if (lock >= 0)
		(void)close(lock);
	(void)close(r.dirfd);
	return error;
}
