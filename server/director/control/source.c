/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS	(F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

int
source_check(int fd, uint64_t max, uint64_t *size_out, struct err *e)
{
	struct stat	 st;
	int		 seals = fcntl(fd, F_GET_SEALS);

	if (seals == -1 || (seals & SEALS) != SEALS || fstat(fd, &st) == -1)
		return err_set(e, EPROTO, "the file did not come as a sealed "
		    "memory file");
	if ((uint64_t)st.st_size > max)
		return err_set(e, EFBIG, "the file has %lld bytes, %llu are "
		    "allowed", (long long)st.st_size,
		    (unsigned long long)max);
	*size_out = (uint64_t)st.st_size;
	return 0;
}

int
source_read(int fd, size_t max, char **text_out, size_t *len_out,
    struct err *e)
{
	char		*text;
	uint64_t	 size;
	size_t		 n;
	int		 rc = source_check(fd, max, &size, e);

	if (rc != 0)
		return rc;
	n = (size_t)size;
	text = malloc(n + 1);
	if (text == NULL)
		return err_set(e, ENOMEM, "out of memory");
	if (pread(fd, text, n, 0) != (ssize_t)n) {
		(void)err_sys(e, "the file could not be read");
		free(text);
		return -e->code;
	}
	text[n] = '\0';
	*text_out = text;
	*len_out = n;
	return 0;
}
