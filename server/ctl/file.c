/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ctl/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SOURCE_MAX	(64 * 1024 * 1024)	/* bytes; sited takes less */

static int
copy(int from, int to, const char *path, struct err *e)
{
	char	 piece[65536];
	size_t	 total = 0;
	ssize_t	 n;

	while ((n = read(from, piece, sizeof(piece))) > 0) {
		total += (size_t)n;
		if (total > SOURCE_MAX)
			return err_set(e, EFBIG, "%s: is larger than %d bytes",
			    path, SOURCE_MAX);
		if (write(to, piece, (size_t)n) != n)
			return err_sys(e, "%s: cannot be copied to memory",
			    path);
	}
	return n == -1 ? err_sys(e, "%s: cannot be read", path) : 0;
}

int
file_source(const char *path, int *fd_out, struct err *e)
{
	int	 from = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) :
		    open(path, O_RDONLY | O_CLOEXEC);
	int	 to, rc;

	if (from == -1)
		return err_sys(e, "%s: cannot be opened", path);
	to = memfd_create("sitectl", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	rc = to == -1 ? err_sys(e, "no memory file") : copy(from, to, path, e);
	(void)close(from);
	if (rc == 0 && fcntl(to, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_WRITE | F_SEAL_SEAL) == -1)
		rc = err_sys(e, "the memory file cannot be sealed");
	if (rc == 0)
		*fd_out = to;
	else if (to != -1)
		(void)close(to);
	return rc;
}

int
file_target(const char *path, int *fd_out, struct err *e)
{
	int	 fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1)
		return err_sys(e, "%s: cannot be made%s", path,
		    errno == EEXIST ? ", it is never overwritten" : "");
	*fd_out = fd;
	return 0;
}
