/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "store/store.h"
#include "tests/unit/new_store.h"

#define NAME	"site.db"

int
fsync(int fd)
{
	(void)fd;
	return 0;
}

int
fdatasync(int fd)
{
	(void)fd;
	return 0;
}

#define MEMORY	"/dev/shm"
#define ENOUGH	((uint64_t)1 << 30)

/* Files of a site have user extended attributes: Linux 6.6. */
static bool
has_attributes(const char *dir)
{
	return setxattr(dir, "user.test", "", 0, 0) == 0 &&
	    removexattr(dir, "user.test") == 0;
}

void
quick_folder(const char *name, char dst[static QUICK_FOLDER_SIZE])
{
	struct statvfs	 v;

	(void)snprintf(dst, QUICK_FOLDER_SIZE, MEMORY "/%s-XXXXXX", name);
	if (statvfs(MEMORY, &v) == 0 && v.f_bavail * v.f_frsize >= ENOUGH &&
	    mkdtemp(dst) != NULL) {
		if (has_attributes(dst))
			return;
		(void)rmdir(dst);
	}
	(void)snprintf(dst, QUICK_FOLDER_SIZE, "%s-XXXXXX", name);
	assert_non_null(mkdtemp(dst));
}

static struct {
	uint8_t	*data;
	size_t	 len;
} image;

static void
read_image(const char *path)
{
	struct stat	 st;
	int		 fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_int_equal(fstat(fd, &st), 0);
	image.len = (size_t)st.st_size;
	image.data = malloc(image.len);
	assert_non_null(image.data);
	assert_int_equal(read(fd, image.data, image.len), image.len);
	(void)close(fd);
}

static void
make_image(void)
{
	const struct store_options	 options = { .create = true };
	char				 dir[QUICK_FOLDER_SIZE], path[80];
	struct store			*st;
	struct err			 e;

	quick_folder("new-store", dir);
	if (store_open(dir, &options, &st, &e) != 0)
		fail_msg("%s", e.text);
	store_close(&st);
	(void)snprintf(path, sizeof(path), "%s/" NAME, dir);
	read_image(path);
	assert_int_equal(unlink(path), 0);
	(void)snprintf(path, sizeof(path), "%s/lock", dir);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

void
new_store(const char *dir)
{
	char	 path[512];
	int	 fd;

	if (image.data == NULL)
		make_image();
	(void)snprintf(path, sizeof(path), "%s/" NAME, dir);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, image.data, image.len), image.len);
	(void)close(fd);
}
