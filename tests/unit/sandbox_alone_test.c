/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process that has to stay alone: each row is asked in a child of its own.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "build_config.h"

static void *
nothing(void *arg)
{
	return arg;
}

static int
by_fork(void)
{
	const pid_t	 pid = fork();

	if (pid == 0)
		_exit(0);
	return (int)pid;
}

static int
by_clone(void)
{
	const long	 pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(0);
	return (int)pid;
}

static int
by_exec(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int
by_kill(void)
{
	return kill(getppid(), 0);
}

static int
by_tgkill(void)
{
	return (int)syscall(SYS_tgkill, getppid(), getppid(), 0);
}

static int
by_thread(void)
{
	pthread_t	 t;

	return pthread_create(&t, NULL, nothing, NULL) == 0 &&
	    pthread_join(t, NULL) == 0 ? 0 : -1;
}

static int
by_raise(void)
{
	(void)signal(SIGUSR1, SIG_IGN);
	return raise(SIGUSR1);
}

static const struct {
	int	(*deed)(void);
	bool	 may;
} rows[] = {
	{ by_fork, false }, { by_clone, false }, { by_exec, false },
	{ by_kill, false }, { by_tgkill, false }, { by_thread, true },
	{ by_raise, true },
};

/* 0: as the row says. */
static int
ask(size_t i)
{
	struct sandbox_gaps	 gaps = { false, false };
	struct err		 e;
	int			 rc;

	if (sandbox_alone(&gaps, &e) != 0)
		return 2;
	rc = rows[i].deed();
	if (gaps.seccomp)
		return 0;
	if (rows[i].may)
		return rc == 0 ? 0 : 1;
	return rc == -1 && errno == EPERM ? 0 : 1;
}

static void
it_begins_nothing_and_ends_nobody_but_has_threads(void **state)
{
	size_t	 i;
	int	 status;
	pid_t	 pid;

	(void)state;
#ifdef SITED_SANITIZERS
	skip();
#endif
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		pid = fork();
		if (pid == 0)
			_exit(ask(i));
		assert_true(pid > 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			print_error("row %zu\n", i);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(
		    it_begins_nothing_and_ends_nobody_but_has_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
