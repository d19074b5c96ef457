/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"

static const char	 prefix[] = "sited-key-1:";

#define PREFIX_SIZE	(sizeof(prefix) - 1)

int
keyfile_parse(struct rd r, struct seal_key *out)
{
	char		 id[9] = "", hex[2 * SEAL_KEY_SIZE + 1] = "";
	uint8_t		 number[4] = { 0 }, head[PREFIX_SIZE];
	struct rd	 n = rd_over(number, sizeof(number));
	uint8_t		 colon, newline;
	bool		 ok;

	rd_copy(&r, head, sizeof(head));
	rd_copy(&r, id, sizeof(id) - 1);
	colon = rd_u8(&r);
	rd_copy(&r, hex, sizeof(hex) - 1);
	newline = rd_u8(&r);
	ok = rd_end(&r) && memcmp(head, prefix, sizeof(head)) == 0 &&
	    colon == ':' && newline == '\n' &&
	    hex_decode(number, sizeof(number), id) &&
	    hex_decode(out->bytes, sizeof(out->bytes), hex);
	out->id = rd_be32(&n);
	secret_wipe(hex, sizeof(hex));
	if (!ok)
		secret_wipe(out, sizeof(*out));
	return ok ? 0 : -EBADMSG;
}

static void
print_key(const struct seal_key *key, char text[static KEYFILE_SIZE + 1])
{
	int	 n = snprintf(text, KEYFILE_SIZE + 1, "%s%08x:", prefix,
		    key->id);

	hex_encode(text + n, key->bytes, sizeof(key->bytes));
	text[KEYFILE_SIZE - 1] = '\n';
	text[KEYFILE_SIZE] = '\0';
}

/* Only what its owner alone can read, and the owner is us or root. */
static int
check_owner(int fd, const char *path, struct err *e)
{
	struct stat	 st;

	if (fstat(fd, &st) == -1)
		return err_sys(e, "cannot look at the key file %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, EPERM, "key file %s is not a regular file",
		    path);
	if ((st.st_mode & 077) != 0)
		return err_set(e, EPERM, "key file %s may be read by others "
		    "(mode %04o): chmod 600, and think of who has read it",
		    path, st.st_mode & 07777U);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return err_set(e, EPERM, "key file %s belongs to user %u, not "
		    "to root or to us", path, st.st_uid);
	return 0;
}

int
keyfile_read(const char *path, struct seal_key *out, struct err *e)
{
	char	 text[KEYFILE_SIZE + 1];
	ssize_t	 n;
	int	 fd, error;

	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "cannot open the key file %s", path);
	if ((error = check_owner(fd, path, e)) != 0) {
		(void)close(fd);
		return error;
	}
	n = read(fd, text, sizeof(text));
	if (n == -1)
		error = err_sys(e, "cannot read the key file %s", path);
	else if (keyfile_parse(rd_over(text, (size_t)n), out) != 0)
		error = err_set(e, EBADMSG, "%s is not a key file of sited",
		    path);
	secret_wipe(text, sizeof(text));
	(void)close(fd);
	return error;
}

static int
write_key(int fd, const struct seal_key *key)
{
	char	 text[KEYFILE_SIZE + 1];
	ssize_t	 n;

	print_key(key, text);
	n = write(fd, text, KEYFILE_SIZE);
	secret_wipe(text, sizeof(text));
	if (n != KEYFILE_SIZE) {
		if (n != -1)
			errno = ENOSPC;
		return -1;
	}
	return fsync(fd);
}

/*
 * Written beside its place and linked there when it is whole and on the disk:
 * link() does not replace, so that a key is never overwritten and half a key
 * is never seen.
 */
static int
install(int dirfd, const char *name, const struct seal_key *key)
{
	char	 fresh[NAME_MAX + 1];
	int	 fd, error = 0;

	(void)snprintf(fresh, sizeof(fresh), ".%.200s.%d", name, getpid());
	(void)unlinkat(dirfd, fresh, 0);
	fd = openat(dirfd, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	if (fd == -1)
		return -errno;
	if (write_key(fd, key) == -1 ||
	    linkat(dirfd, fresh, dirfd, name, 0) == -1)
		error = -errno;
	(void)close(fd);
	if (unlinkat(dirfd, fresh, 0) == -1 || fsync(dirfd) == -1)
		error = error == 0 ? -errno : error;
	return error;
}

static int
create_in(const char *path, const char *dir, const struct seal_key *key)
{
	const char	*slash = strrchr(path, '/');
	int		 dirfd, error;

	dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd == -1)
		return -errno;
	error = install(dirfd, slash == NULL ? path : slash + 1, key);
	(void)close(dirfd);
	return error;
}

int
keyfile_create(const char *path, struct seal_key *out, struct err *e)
{
	char	 dir[PATH_MAX];
	int	 error;

	if (strlcpy(dir, path, sizeof(dir)) >= sizeof(dir))
		return err_set(e, ENAMETOOLONG, "path too long: %s", path);
	secret_random(&out->id, sizeof(out->id));
	secret_random(out->bytes, sizeof(out->bytes));
	error = create_in(path, dirname(dir), out);
	if (error != 0)
		secret_wipe(out, sizeof(*out));
	if (error == -EEXIST)
		return err_set(e, EEXIST, "there is a key file %s already",
		    path);
	if (error != 0)
		return err_set(e, -error, "cannot create the key file %s: %s",
		    path, strerror(-error));
	return 0;
}
