/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/stamp.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"

#define WORD		"sited-stamp-1"
#define NEW_FILE	STAMP_FILE ".new"

bool
stamp_equal(const struct stamp *a, const struct stamp *b)
{
	return a->count == b->count &&
	    memcmp(a->version, b->version, sizeof(a->version)) == 0;
}

enum stamp_verdict
stamp_compare(const struct stamp *store, const struct stamp *before,
    const struct stamp *dir)
{
	if (stamp_equal(store, dir))
		return STAMP_WHOLE;
	if (before != NULL && stamp_equal(before, dir))
		return STAMP_UNFINISHED;
	if (dir->count == 0)
		return STAMP_LOST;
	if (dir->count == store->count)
		return STAMP_FORKED;
	return dir->count > store->count ? STAMP_STORE_OLDER :
	    STAMP_DIRECTORY_OLDER;
}

struct stamp
stamp_after(const struct stamp *s, uint32_t last)
{
	struct stamp	 next = { .count = s->count + 1, .last = last };

	secret_random(next.version, sizeof(next.version));
	return next;
}

/* --- one line --- */

const char *
stamp_text(const struct stamp *s, const struct guid *site,
    char dst[static STAMP_TEXT_SIZE])
{
	char	 guid[GUID_TEXT_SIZE];
	char	 version[2 * STAMP_VERSION_SIZE + 1];

	hex_encode(version, s->version, sizeof(s->version));
	(void)snprintf(dst, STAMP_TEXT_SIZE, WORD ":%s:%" PRIu64 ":%s:%" PRIu32,
	    guid_text(site, guid), s->count, version, s->last);
	return dst;
}

/* The next field, cut off at its colon; NULL: there is none. */
static char *
next_field(char **at)
{
	return *at == NULL ? NULL : strsep(at, ":");
}

bool
stamp_parse(const char *text, struct stamp *s, struct guid *site)
{
	char		 copy[STAMP_TEXT_SIZE], again[STAMP_TEXT_SIZE];
	char		*at = copy, *field[5];
	size_t		 i;

	if (strlen(text) >= sizeof(copy))
		return false;
	(void)strcpy(copy, text);
	for (i = 0; i < 5; i++)
		if ((field[i] = next_field(&at)) == NULL)
			return false;
	if (!guid_parse(field[1], site) ||
	    strlen(field[3]) != 2 * sizeof(s->version) ||
	    !hex_decode(s->version, sizeof(s->version), field[3]))
		return false;
	s->count = strtoull(field[2], NULL, 10);
	s->last = (uint32_t)strtoul(field[4], NULL, 10);
	return s->count > 0 && strcmp(stamp_text(s, site, again), text) == 0;
}

/* --- the file --- */

int
stamp_read(int folder, const struct guid *site, struct stamp *s)
{
	char		 text[STAMP_TEXT_SIZE + 2];
	struct guid	 whose;
	ssize_t		 n;
	int		 fd;

	memset(s, 0, sizeof(*s));
	fd = openat(folder, STAMP_FILE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return -errno;
	n = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	if (n < 0)
		return -EIO;
	text[n] = '\0';
	if (n == 0 || text[n - 1] != '\n' || strlen(text) != (size_t)n)
		return -EBADMSG;
	text[n - 1] = '\0';
	if (!stamp_parse(text, s, &whose)) {
		memset(s, 0, sizeof(*s));
		return -EBADMSG;
	}
	if (guid_equal(&whose, site))
		return 0;
	memset(s, 0, sizeof(*s));
	return -ESTALE;
}

static int
put(int folder, const char *line, size_t n)
{
	int	 fd, error = 0;

	fd = openat(folder, NEW_FILE, O_WRONLY | O_CREAT | O_TRUNC |
	    O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == -1)
		return -errno;
	if (write(fd, line, n) != (ssize_t)n || fsync(fd) == -1)
		error = errno == 0 ? -EIO : -errno;
	(void)close(fd);
	return error;
}

int
stamp_write(int folder, const struct guid *site, const struct stamp *s)
{
	char	 text[STAMP_TEXT_SIZE], line[STAMP_TEXT_SIZE + 1];
	int	 error;

	(void)snprintf(line, sizeof(line), "%s\n", stamp_text(s, site, text));
	errno = 0;
	error = put(folder, line, strlen(line));
	if (error == 0 && (renameat(folder, NEW_FILE, folder, STAMP_FILE) ==
	    -1 || fsync(folder) == -1))
		error = -errno;
	return error;
}
