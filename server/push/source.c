/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/source.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/rpc/win32.h"
#include "protocol/sms/lines.h"
#include "server/push/stage.h"

#define SUMS		"SHA256SUMS"
#define SUMS_MAX	65536
#define SUM_LINE_MAX	512
#define HASH_SIZE	32
#define PIECE		65536

/* --- its files --- */

uint32_t
source_open(const struct push_order *o, const char *name, int *fd_out)
{
	int		 folder = open(o->source, O_RDONLY | O_DIRECTORY |
			    O_CLOEXEC);
	struct stat	 st;
	uint32_t	 error = 0;

	*fd_out = -1;
	if (folder == -1)
		return stage_number(errno);
	*fd_out = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_out == -1 || fstat(*fd_out, &st) == -1)
		error = errno == ELOOP ? WIN32_INVALID_DATA :
		    stage_number(errno);
	else if (!S_ISREG(st.st_mode) || st.st_size == 0)
		error = WIN32_INVALID_DATA;
	(void)close(folder);
	if (error != 0 && *fd_out != -1) {
		(void)close(*fd_out);
		*fd_out = -1;
	}
	return error;
}

uint32_t
source_read(const struct push_order *o, const char *name, size_t most,
    struct arena *mem, struct rd *out)
{
	char		*text = arena_alloc(mem, most + 1);
	size_t		 n = 0;
	ssize_t		 got = 1;
	uint32_t	 error;
	int		 fd;

	*out = rd_over("", 0);
	if (text == NULL)
		return WIN32_NOT_ENOUGH_MEMORY;
	error = source_open(o, name, &fd);
	if (error != 0)
		return error;
	while (got > 0 && n <= most) {
		got = read(fd, text + n, most + 1 - n);
		n += got > 0 ? (size_t)got : 0;
	}
	(void)close(fd);
	*out = rd_over(text, n);
	return got == 0 ? 0 : WIN32_INVALID_DATA;
}

/* --- their sums --- */

static bool
hash_of(int fd, uint8_t out[static HASH_SIZE])
{
	static uint8_t	 piece[PIECE];
	EVP_MD_CTX	*md = EVP_MD_CTX_new();
	bool		 good = md != NULL &&
			    EVP_DigestInit_ex2(md, EVP_sha256(), NULL) == 1;
	ssize_t		 n = 1;

	while (good && n > 0) {
		n = read(fd, piece, sizeof(piece));
		good = n >= 0 && EVP_DigestUpdate(md, piece, (size_t)n) == 1;
	}
	good = good && EVP_DigestFinal_ex(md, out, NULL) == 1;
	EVP_MD_CTX_free(md);
	return good;
}

static int
digit(char c)
{
	const char	*const digits = "0123456789abcdef";
	const char	*at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* "SUM  NAME" or "SUM *NAME". */
static bool
line_is_of(const struct line *l, const char *name,
    uint8_t sum[static HASH_SIZE])
{
	const size_t	 n = strlen(name), head = 2 * HASH_SIZE + 2;
	size_t		 i;
	int		 hi, lo;

	if (l->len != head + n || memcmp(l->s + head, name, n) != 0)
		return false;
	for (i = 0; i < HASH_SIZE; i++) {
		hi = digit(l->s[2 * i]);
		lo = digit(l->s[2 * i + 1]);
		if (hi < 0 || lo < 0)
			return false;
		sum[i] = (uint8_t)(hi << 4 | lo);
	}
	return true;
}

static bool
find_sum(struct rd sums, const char *name, uint8_t sum[static HASH_SIZE])
{
	struct syntax_err	 why = { 0 };
	struct lines		 lines = lines_over(sums.base, sums.len,
				    SUM_LINE_MAX, &why);
	struct line		 l;

	while (lines_next_filled(&lines, &l))
		if (line_is_of(&l, name, sum))
			return true;
	return false;
}

/* --- all of it --- */

static uint32_t
check_one(const struct push_order *o, const char *name, struct rd sums)
{
	uint8_t		 want[HASH_SIZE], have[HASH_SIZE];
	uint32_t	 error;
	int		 fd;

	error = source_open(o, name, &fd);
	if (error != 0)
		return error;
	if (sums.len > 0 && (!find_sum(sums, name, want) ||
	    !hash_of(fd, have) || memcmp(want, have, HASH_SIZE) != 0))
		error = WIN32_INVALID_DATA;
	(void)close(fd);
	return error;
}

uint32_t
source_check(const struct push_order *o, const char **file_out)
{
	struct arena	 mem;
	struct rd	 sums;
	uint32_t	 i, error;

	arena_init(&mem, 2 * SUMS_MAX);
	*file_out = SUMS;
	error = source_read(o, SUMS, SUMS_MAX, &mem, &sums);
	if (error == WIN32_FILE_NOT_FOUND)
		error = 0;
	for (i = 0; i < o->files && error == 0; i++) {
		*file_out = o->file[i];
		if (o->content[i].len == 0)
			error = check_one(o, o->file[i], sums);
	}
	arena_free(&mem);
	return error;
}
