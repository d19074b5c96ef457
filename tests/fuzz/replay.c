/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay - feeds every file of a corpus folder to a fuzz target, for builds
 * without libFuzzer.  `tests/fuzz/x_fuzz' takes $srcdir/tests/fuzz/corpus/x;
 * files or folders given as arguments are taken instead.  Each file is also
 * played with every byte cut off its end and every bit of a byte flipped in
 * turn (up to a limit), so that the corpus stands for its neighbours too.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MUTATE_MAX	2048	/* bytes of a file that are cut or flipped */

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static size_t	inputs;

/* An exact heap copy, so that a sanitizer sees one byte over. */
static void
feed(const uint8_t *p, size_t n)
{
	uint8_t	*copy = malloc(n + (n == 0));

	if (copy == NULL)
		exit(1);
	if (n > 0)
		memcpy(copy, p, n);
	(void)LLVMFuzzerTestOneInput(copy, n);
	free(copy);
	inputs++;
}

static void
mutate(uint8_t *p, size_t n)
{
	size_t	 i, most = n < MUTATE_MAX ? n : MUTATE_MAX;

	feed(p, n);
	for (i = 0; i < most; i++)
		feed(p, n - 1 - i);
	for (i = 0; i < most; i++) {
		p[i] ^= (uint8_t)(1 << i % 8);
		feed(p, n);
		p[i] ^= (uint8_t)(1 << i % 8);
		p[i] ^= 0xff;
		feed(p, n);
		p[i] ^= 0xff;
	}
}

static void
play_file(const char *path)
{
	struct stat	 st;
	uint8_t		*p;
	ssize_t		 n;
	int		 fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1) {
		perror(path);
		exit(1);
	}
	p = malloc((size_t)st.st_size + 1);
	n = p == NULL ? -1 : read(fd, p, (size_t)st.st_size);
	if (n != st.st_size) {
		perror(path);
		exit(1);
	}
	mutate(p, (size_t)n);
	free(p);
	(void)close(fd);
}

static void
play(const char *path)
{
	struct dirent	*e;
	struct stat	 st;
	char		 sub[4096];
	DIR		*d;

	if (stat(path, &st) == -1) {
		perror(path);
		exit(1);
	}
	if (!S_ISDIR(st.st_mode)) {
		play_file(path);
		return;
	}
	d = opendir(path);
	while (d != NULL && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(sub, sizeof(sub), "%s/%s", path, e->d_name);
		play(sub);
	}
	if (d != NULL)
		(void)closedir(d);
}

int
main(int argc, char **argv)
{
	const char	*src = getenv("srcdir");
	const char	*name = strrchr(argv[0], '/');
	char		 path[4096];
	int		 i;

	name = name == NULL ? argv[0] : name + 1;
	(void)snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%.*s",
	    src == NULL ? "." : src, (int)(strlen(name) - strlen("_fuzz")),
	    name);
	if (argc < 2)
		play(path);
	for (i = 1; i < argc; i++)
		play(argv[i]);
	printf("%s: %zu inputs\n", name, inputs);
	return inputs == 0;
}
