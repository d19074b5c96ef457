/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/runas.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"

/* The first line of a file that is its owner's only. */
static int
read_password(const char *what, const char *path, struct runas *r,
    struct err *err)
{
	int		 fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat	 st;
	ssize_t		 n = -1;

	if (fd == -1)
		return err_set(err, errno, "%s: the file with its password: "
		    "%s: %s", what, path, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & 077) == 0)
		n = read(fd, r->password, sizeof(r->password));
	(void)close(fd);
	if (n < 0)
		return err_set(err, EPERM, "%s: %s is not a file that its "
		    "owner alone may read (mode 600)", what, path);
	if ((size_t)n == sizeof(r->password))
		return err_set(err, EMSGSIZE, "%s: the password in %s is too "
		    "long", what, path);
	r->password[n] = '\0';
	r->password[strcspn(r->password, "\r\n")] = '\0';
	return 0;
}

int
runas_take(const char *what, const char *account, const char *file,
    struct runas *r, struct err *err)
{
	const char	*expected = name_account(account);
	const char	*name;
	int		 error;

	memset(r, 0, sizeof(*r));
	if (expected != NULL)
		return err_set(err, EINVAL, "%s: \"%s\", expected %s", what,
		    VIS(account), expected);
	name = strchr(account, '\\');
	memcpy(r->domain, account, (size_t)(name - account));
	text_copy(r->user, sizeof(r->user), name + 1);
	error = read_password(what, file, r, err);
	if (error != 0)
		runas_wipe(r);
	return error;
}

void
runas_wipe(struct runas *r)
{
	secret_wipe(r, sizeof(*r));
}
