/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/target_program.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"
#include "protocol/rpc/werror.h"

#define LINE_SIZE	2048
#define SECRET_SIZE	1024

/* A child's descriptors; those that it does not inherit end here. */
enum child_fd { SECRET_FD = 3, TOLD_FD, PROGRAM_FD, CHILD_FDS };

static const struct {
	int		 error;
	uint32_t	 code;
} codes[] = {
	{ ENOENT, 2 }, { ENOTDIR, 3 }, { EACCES, 5 }, { EPERM, 5 },
	{ ENOMEM, 8 }, { EAGAIN, 8 }, { ETXTBSY, 32 }, { ELOOP, 2 },
	{ E2BIG, 87 }, { ENOEXEC, 193 }, { ENAMETOOLONG, 206 },
};

static uint32_t
code_of(int error)
{
	size_t	 i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].error == error)
			return codes[i].code;
	return 31;			/* ERROR_GEN_FAILURE */
}

/* --- finding it --- */

static const char	*const prefixes[] = {
	"%SystemRoot%\\", "%windir%\\", "\\SystemRoot\\", "C:\\WINNT\\",
	"C:\\Windows\\",
};

/* A path from the Windows folder on; NULL: from somewhere else. */
static const char *
below_root(const char *path)
{
	size_t	 i, n;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		n = strlen(prefixes[i]);
		if (strncasecmp(path, prefixes[i], n) == 0)
			return path + n;
	}
	return NULL;
}

/* The name as it stands in the folder, if it differs in case only. */
static void
spell(int folder, char *name, size_t size)
{
	int			 fd = openat(folder, ".", O_RDONLY |
				    O_DIRECTORY | O_CLOEXEC);
	DIR			*dir = fd == -1 ? NULL : fdopendir(fd);
	const struct dirent	*e;

	if (dir == NULL) {
		if (fd != -1)
			(void)close(fd);
		return;
	}
	while ((e = readdir(dir)) != NULL) {
		if (text_casecmp(e->d_name, name) == 0) {
			(void)strlcpy(name, e->d_name, size);
			break;
		}
	}
	(void)closedir(dir);
}

/* No symbolic link is followed, and no ".." is taken. */
static int
step(int folder, const char *part, int flags)
{
	char	 name[NAME_MAX + 1];
	int	 fd;

	if (strlcpy(name, part, sizeof(name)) >= sizeof(name))
		return -ENAMETOOLONG;
	if (*name == '\0' || strcmp(name, "..") == 0)
		return -ENOENT;
	flags |= O_NOFOLLOW | O_CLOEXEC;
	fd = openat(folder, name, flags);
	if (fd == -1 && errno == ENOENT) {
		spell(folder, name, sizeof(name));
		fd = openat(folder, name, flags);
	}
	return fd == -1 ? -errno : fd;
}

struct found {
	int	 folder;
	int	 program;
};

/* `path' is taken apart; 0 or -errno. */
static int
find(int root, char *path, struct found *out)
{
	char	*part, *rest = path;
	int	 fd;

	*out = (struct found){ -1, -1 };
	fd = fcntl(root, F_DUPFD_CLOEXEC, 4);
	while (fd >= 0 && (part = strsep(&rest, "\\/")) != NULL) {
		if (out->folder != -1)
			(void)close(out->folder);
		out->folder = fd;
		fd = step(out->folder, part, rest == NULL ? O_RDONLY :
		    O_RDONLY | O_DIRECTORY);
	}
	if (fd < 0) {
		if (out->folder != -1)
			(void)close(out->folder);
		return fd == -1 ? -EMFILE : fd;
	}
	out->program = fd;
	return 0;
}

/* --- its command line --- */

struct line {
	char	 text[LINE_SIZE];
	char	*argv[TARGET_ARGS_MAX + 1];
	size_t	 argc;
};

static bool
add(struct line *l, char *word)
{
	if (l->argc == TARGET_ARGS_MAX)
		return false;
	l->argv[l->argc++] = word;
	l->argv[l->argc] = NULL;
	return true;
}

/* Words parted by blanks; one may stand in quotes. */
static bool
split(struct line *l, const char *path)
{
	char	*s = l->text;

	if (strlcpy(l->text, path, sizeof(l->text)) >= sizeof(l->text))
		return false;
	for (;;) {
		s += strspn(s, " \t");
		if (*s == '\0')
			return l->argc > 0;
		if (*s == '"') {
			if (!add(l, ++s))
				return false;
			s += strcspn(s, "\"");
		} else {
			if (!add(l, s))
				return false;
			s += strcspn(s, " \t");
		}
		if (*s != '\0')
			*s++ = '\0';
	}
}

static bool
command(const struct target_program *p, struct line *l)
{
	uint32_t	 i;

	l->argc = 0;
	if (!split(l, p->path))
		return false;
	for (i = 0; i < p->count; i++) {
		/* The callee keeps them as they are, as execve() promises. */
		if (p->args[i] != NULL && !add(l, (char *)(uintptr_t)
		    p->args[i]))
			return false;
	}
	return true;
}

/* --- running it --- */

/* A pipe's end from which the account can be read, or -1: there is none. */
static int
secret_end(const struct target_program *p)
{
	const char	*slash = strchr(p->account, '\\');
	char		 text[SECRET_SIZE];
	int		 ends[2], n;

	if (*p->account == '\0' || *p->password == '\0')
		return -1;
	n = snprintf(text, sizeof(text), "%.*s\n%s\n%s\n", slash == NULL ? 0 :
	    (int)(slash - p->account), p->account, slash == NULL ?
	    p->account : slash + 1, p->password);
	if (n < 0 || (size_t)n >= sizeof(text) || pipe2(ends, O_CLOEXEC) != 0)
		ends[0] = -1;
	else {
		if (write(ends[1], text, (size_t)n) != n) {
			(void)close(ends[0]);
			ends[0] = -1;
		}
		(void)close(ends[1]);
	}
	secret_wipe(text, sizeof(text));
	return ends[0];
}

/* In two steps: where they shall go others of them may be. */
static bool
place(const int from[static CHILD_FDS])
{
	int	 up[CHILD_FDS], i;

	for (i = SECRET_FD; i < CHILD_FDS; i++)
		up[i] = from[i] == -1 ? -1 : fcntl(from[i], F_DUPFD, 64);
	for (i = SECRET_FD; i < CHILD_FDS; i++) {
		if (up[i] == -1)
			(void)close(i);
		else if (dup2(up[i], i) != i)
			return false;
	}
	closefrom(CHILD_FDS);
	return fcntl(TOLD_FD, F_SETFD, FD_CLOEXEC) == 0;
}

static void
run_child(const struct target_program *p, const struct found *f,
    char *const *argv, int secret, int told)
{
	char		 name[600], root[64 + PATH_MAX], folder[PATH_MAX];
	char		 link[40];
	const int	 fds[CHILD_FDS] = { [SECRET_FD] = secret,
			    [TOLD_FD] = told, [PROGRAM_FD] = f->program };
	char		*const env[] = { name, root,
			    (char[]){ "PATH=/usr/local/bin:/usr/bin:/bin:"
			    "/usr/sbin:/sbin" }, NULL };
	ssize_t		 n;
	int		 error;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", p->root);
	n = readlink(link, folder, sizeof(folder) - 1);
	folder[n < 0 ? 0 : n] = '\0';
	(void)snprintf(name, sizeof(name), "SERVICE_NAME=%s", p->service);
	(void)snprintf(root, sizeof(root), "SYSTEMROOT=%s", folder);
	(void)signal(SIGPIPE, SIG_DFL);
	if (setsid() != -1 && fchdir(f->folder) == 0 && place(fds))
		(void)fexecve(PROGRAM_FD, argv, env);
	error = errno;
	(void)!write(TOLD_FD, &error, sizeof(error));
	_exit(127);
}

/* Returns once it runs, or cannot: a good exec closes the pipe. */
static int
begin(const struct target_program *p, const struct found *f,
    char *const *argv, pid_t *pid_out)
{
	int	 told[2], error = 0, secret;
	ssize_t	 n;
	pid_t	 pid;

	if (pipe2(told, O_CLOEXEC) != 0)
		return errno;
	secret = secret_end(p);
	pid = fork();
	if (pid == 0)
		run_child(p, f, argv, secret, told[1]);
	(void)close(told[1]);
	if (secret != -1)
		(void)close(secret);
	if (pid == -1) {
		error = errno;
	} else {
		n = read(told[0], &error, sizeof(error));
		if (n == (ssize_t)sizeof(error))
			(void)waitpid(pid, NULL, 0);
		else
			error = 0;
	}
	(void)close(told[0]);
	*pid_out = pid;
	return error;
}

uint32_t
target_program_run(const struct target_program *p, pid_t *pid_out)
{
	char		 path[LINE_SIZE];
	const char	*below;
	struct line	 l;
	struct found	 f;
	int		 error;

	if (!command(p, &l))
		return WERR_INVALID_PARAMETER;
	below = below_root(l.argv[0]);
	if (below == NULL)
		return 3;			/* ERROR_PATH_NOT_FOUND */
	(void)strlcpy(path, below, sizeof(path));
	error = find(p->root, path, &f);
	if (error != 0)
		return code_of(-error);
	if (fchmod(f.program, 0700) != 0)
		error = errno;
	else
		error = begin(p, &f, l.argv, pid_out);
	(void)close(f.folder);
	(void)close(f.program);
	return error == 0 ? WERR_OK : code_of(error);
}
