/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/remove.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "server/smb/disk/sys.h"
#include "server/smb/disk/walk.h"

#define PREFIX		".sited:gone-"
#define NAME_SIZE	64
#define OLD		(60 * 10000000UL)	/* nobody takes a minute */
#define PUT_BACK_TRIES	8

static void
make_name(char name[static NAME_SIZE])
{
	uint64_t	 r;

	secret_random(&r, sizeof(r));
	(void)snprintf(name, NAME_SIZE, PREFIX "%016" PRIx64, r);
}

static int
move(int folder, const char *from, const char *to)
{
	return renameat2(folder, from, folder, to, RENAME_NOREPLACE) == -1 ?
	    -errno : 0;
}

/* Somebody may have taken the name once more: then it gets a number. */
static void
put_back(int folder, const char *from, const char *name)
{
	char	 other[NAME_MAX + 1];
	int	 error, i;

	error = move(folder, from, name);
	for (i = 1; error == -EEXIST && i <= PUT_BACK_TRIES; i++) {
		(void)snprintf(other, sizeof(other), "%.240s (%d)", name, i);
		error = move(folder, from, other);
	}
	if (error != 0)
		log_error("disk: file \"%s\" is left as \"%s\": %s",
		    VIS(name), VIS(from), strerror(-error));
}

static int
remove_folder(int folder, const char *name)
{
	int	 fd;

	if (unlinkat(folder, name, AT_REMOVEDIR) == 0)
		return 0;
	if (errno != ENOTEMPTY)
		return -errno;
	/* Perhaps only what a crash left behind is in it. */
	fd = open_beneath(folder, name, O_RDONLY | O_DIRECTORY, 0);
	if (fd >= 0) {
		(void)remove_leftovers(fd);
		(void)close(fd);
	}
	return unlinkat(folder, name, AT_REMOVEDIR) == -1 ? -errno : 0;
}

static int
remove_file(int folder, const char *name, const struct statx *st)
{
	struct statx	 now;
	char		 grabbed[NAME_SIZE];
	int		 error;

	make_name(grabbed);
	error = move(folder, name, grabbed);
	if (error != 0)
		return error;
	error = sys_statx_name(folder, grabbed, &now);
	if (error == 0 && !sys_same_file(&now, st))
		error = -ESTALE;
	if (error == 0 && unlinkat(folder, grabbed, 0) == -1)
		error = -errno;
	if (error != 0)
		put_back(folder, grabbed, name);
	return error;
}

int
remove_exactly(int folder, const char *name, const struct statx *st)
{
	return S_ISDIR(st->stx_mode) ? remove_folder(folder, name) :
	    remove_file(folder, name, st);
}

static bool
remove_if_old(void *arg, const struct dirent64 *d)
{
	struct statx	 st;
	int		 folder = *(const int *)arg;

	if (strncmp(d->d_name, PREFIX, strlen(PREFIX)) == 0 &&
	    sys_statx_name(folder, d->d_name, &st) == 0 &&
	    !S_ISDIR(st.stx_mode) &&
	    sys_nt_time(&st.stx_ctime) + OLD < nt_time_now())
		(void)unlinkat(folder, d->d_name, 0);
	return true;
}

int
remove_leftovers(int folder)
{
	return walk_folder(folder, remove_if_old, &folder);
}
