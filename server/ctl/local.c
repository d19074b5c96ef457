/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ctl/local.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"

/* The sited that stands beside this sitectl (a build tree), or the system's. */
static void
find_sited(char *dst, size_t size)
{
	char	 self[512];
	ssize_t	 n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char	*slash;

	if (n > 0) {
		self[n] = '\0';
		slash = strrchr(self, '/');
		if (slash != NULL)
			*slash = '\0';
		(void)snprintf(dst, size, "%s/sited", self);
		if (access(dst, X_OK) == 0)
			return;
	}
	(void)snprintf(dst, size, "%s/sited", SBINDIR);
}

static void
be_sited(const char *path, const struct control_request *q, int out)
{
	const char	*argv[8] = { path };
	size_t		 n = 1;

	if (control_verb_id(q->verb) == VERB_SITE_REKEY) {
		argv[n++] = "-K";
		if (q->dry_run)
			argv[n++] = "-k";
	} else {
		argv[n++] = "-R";
		argv[n++] = control_text(q, "file");
	}
	if (control_text(q, "config") != NULL) {
		argv[n++] = "-f";
		argv[n++] = control_text(q, "config");
	}
	if (control_flag(q, "one-user"))
		argv[n++] = "-d";
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(out, STDERR_FILENO);
	(void)execv(path, (char *const *)(uintptr_t)argv);
	(void)dprintf(STDERR_FILENO, "%s: %s", path, strerror(errno));
	_exit(CONTROL_FAILED);
}

/* All that it says; line feeds become blanks, but for the last. */
static void
read_all(int fd, char text[static LOCAL_TEXT_SIZE])
{
	size_t	 i, n = 0;
	ssize_t	 got;

	while (n < LOCAL_TEXT_SIZE - 1 &&
	    (got = read(fd, text + n, LOCAL_TEXT_SIZE - 1 - n)) > 0)
		n += (size_t)got;
	if (n > 0 && text[n - 1] == '\n')
		n--;
	text[n] = '\0';
	for (i = 0; i < n; i++)
		if (text[i] == '\n')
			text[i] = ' ';
}

static enum control_exit
run_sited(const struct control_request *q, char text[static LOCAL_TEXT_SIZE])
{
	char	 path[600];
	int	 pair[2], status;
	pid_t	 pid;

	find_sited(path, sizeof(path));
	(void)snprintf(text, LOCAL_TEXT_SIZE, "%s cannot be run", path);
	if (pipe(pair) == -1)
		return CONTROL_FAILED;
	pid = fork();
	if (pid == 0)
		be_sited(path, q, pair[1]);
	(void)close(pair[1]);
	if (pid != -1)
		read_all(pair[0], text);
	(void)close(pair[0]);
	if (pid == -1 || waitpid(pid, &status, 0) != pid ||
	    !WIFEXITED(status) || WEXITSTATUS(status) >= CONTROL_EXITS)
		return CONTROL_FAILED;
	return (enum control_exit)WEXITSTATUS(status);
}

void
local_run(const struct control_request *q, struct control_answer *end,
    char text[static LOCAL_TEXT_SIZE])
{
	*end = (struct control_answer){ .kind = ANSWER_END, .text = text,
	    .hint = "" };
	if (q->dry_run && control_verb_id(q->verb) == VERB_SITE_RESTORE)
		(void)snprintf(text, LOCAL_TEXT_SIZE, "dry run: sited -R %s "
		    "would make the store", control_text(q, "file"));
	else
		end->exit = run_sited(q, text);
}
