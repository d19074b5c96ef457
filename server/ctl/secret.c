/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ctl/secret.h"

#include <errno.h>
#include <readpassphrase.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/secret.h"

#define KEPT_MAX	65537	/* more than a bundle ever has */

/* Up to a line feed or the end; -EMSGSIZE: it does not fit. */
static int
read_line(int fd, char dst[static SECRET_TEXT_SIZE])
{
	size_t	 n = 0;
	ssize_t	 got;

	while (n < SECRET_TEXT_SIZE - 1) {
		got = read(fd, dst + n, 1);
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			return -errno;
		if (got == 0 || dst[n] == '\n') {
			dst[n] = '\0';
			return 0;
		}
		n++;
	}
	return -EMSGSIZE;
}

/* Somebody types it: unseen. */
static int
read_terminal(char dst[static SECRET_TEXT_SIZE])
{
	return readpassphrase("Password: ", dst, SECRET_TEXT_SIZE,
	    RPP_STDIN) == NULL ? -errno : 0;
}

int
secret_read_stdin(char dst[static SECRET_TEXT_SIZE], struct err *e)
{
	int	 rc = isatty(STDIN_FILENO) ? read_terminal(dst) :
		    read_line(STDIN_FILENO, dst);

	if (rc != 0)
		return err_set(e, -rc, "the password cannot be read from "
		    "standard input: %s", strerror(-rc));
	if (dst[0] == '\0')
		return err_set(e, EINVAL, "standard input holds no password");
	return 0;
}

int
secret_give(int fd, const char *secret, struct err *e)
{
	size_t	 n = strlen(secret);

	if (send(fd, secret, n, MSG_NOSIGNAL) != (ssize_t)n ||
	    shutdown(fd, SHUT_WR) == -1)
		return err_sys(e, "the keeper does not take the password");
	return 0;
}

int
secret_get(int fd, char dst[static SECRET_TEXT_SIZE], struct err *e)
{
	int	 rc = read_line(fd, dst);

	return rc == 0 ? 0 : err_set(e, -rc, "the new password cannot be "
	    "read: %s", strerror(-rc));
}

int
secret_keep(int fd, int file, const char *path, struct err *e)
{
	static char	 text[KEPT_MAX];
	size_t		 n = 0;
	ssize_t		 got;
	int		 rc = 0;

	while (n < sizeof(text) &&
	    (got = read(fd, text + n, sizeof(text) - n)) > 0)
		n += (size_t)got;
	if (n == 0 || n == sizeof(text))
		rc = err_set(e, EPROTO, "the keeper showed nothing");
	else if (write(file, text, n) != (ssize_t)n || fsync(file) == -1)
		rc = err_sys(e, "%s: cannot be written", path);
	secret_wipe(text, sizeof(text));
	return rc;
}
