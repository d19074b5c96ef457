/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parent's processes that install clients: what one is born with, and that
 * it ends when its time is over, when nobody needs it, or with the director.
 */
#include "tests/unit/check.h"

#include <event2/event.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/pushers.h"

#define LONG_MS		60000

/* It tells what it was given, then waits to be killed. */
static const char	script[] =
    "#!/bin/sh\n"
    "read job\n"
    "read secret <&3\n"
    "privileges=$(grep NoNewPrivs /proc/self/status)\n"
    "echo \"$job $secret $(ulimit -c) $(ulimit -n) ${privileges##*\t}"
    " $(ls /proc/self/fd | wc -l) ${HOME##*/} $PWD\"\n"
    "exec sleep 60\n";

static char			 dir[128], program[160];
static struct event_base	*base;
static struct parent_pushers	*pushers;
static struct config		 config;
static int			 report, secret;

static int
up(void **state)
{
	FILE	*f;

	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/pushers.XXXXXX");
	assert_non_null(mkdtemp(dir));
	(void)snprintf(program, sizeof(program), "%s/program", dir);
	f = fopen(program, "w");
	assert_non_null(f);
	assert_true(fputs(script, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(program, 0700), 0);
	config_defaults(&config);
	config.one_user = true;
	(void)snprintf(config.dir, sizeof(config.dir), "%s", dir);
	base = event_base_new();
	pushers = pushers_new(base, program);
	assert_non_null(pushers);
	report = secret = -1;
	return 0;
}

static int
down(void **state)
{
	char	 command[200];

	(void)state;
	(void)close(report);
	(void)close(secret);
	free(pushers);
	event_base_free(base);
	(void)snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

static void
begin(unsigned slot, uint32_t deadline)
{
	const struct msg_push_start	 m = { (uint16_t)slot, deadline };
	int				 job[2], lent[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    job), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    lent), 0);
	assert_int_equal(write(job[0], "job\n", 4), 4);
	assert_int_equal(write(lent[0], "word\n", 5), 5);
	(void)close(report);
	(void)close(secret);
	report = job[0];
	secret = lent[0];
	pushers_lend(pushers, slot, lent[1]);
	pushers_begin(pushers, &config, &m, job[1]);
}

/* What it said; "": it has no end of ours any more. */
static const char *
line(void)
{
	static char	 text[256];
	ssize_t		 n = read(report, text, sizeof(text) - 1);

	text[n < 0 ? 0 : n] = '\0';
	return text;
}

/* The signal that it died of. */
static int
reaped(void)
{
	int	 status;
	pid_t	 pid = waitpid(-1, &status, 0);

	assert_true(pid > 0);
	assert_true(pushers_reaped(pushers, pid, status));
	assert_false(pushers_reaped(pushers, pid, status));
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void
it_is_born_with_a_job_a_credential_and_little_else(void **state)
{
	(void)state;
	begin(7, LONG_MS);
	/* Of descriptors: 0 to 3, and the folder that ls reads. */
	assert_string_equal(line(), "job word 0 64 1 5 7 /\n");
	pushers_end(pushers, 7);
	assert_int_equal(reaped(), SIGKILL);
	assert_string_equal(line(), "");
}

static void
its_time_ends_it(void **state)
{
	int	 left = 100;

	(void)state;
	begin(0, 50);
	while (waitid(P_ALL, 0, &(siginfo_t){ 0 }, WEXITED | WNOHANG |
	    WNOWAIT) == 0 && left-- > 0 && line()[0] != '\0')
		(void)event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(reaped(), SIGKILL);
}

static void
a_slot_in_use_is_not_taken_again(void **state)
{
	int	 first;

	(void)state;
	begin(3, LONG_MS);
	assert_string_not_equal(line(), "");
	first = dup(report);
	begin(3, LONG_MS);
	assert_string_equal(line(), "");
	pushers_end_all(pushers);
	assert_int_equal(reaped(), SIGKILL);
	(void)close(first);
	begin(3, LONG_MS);
	assert_string_not_equal(line(), "");
	pushers_end_all(pushers);
	assert_int_equal(reaped(), SIGKILL);
}

static void
what_cannot_be_executed_hangs_up(void **state)
{
	(void)state;
	(void)snprintf(config.push_program, sizeof(config.push_program),
	    "%s/nothing", dir);
	begin(1, LONG_MS);
	assert_string_equal(line(), "");
	assert_int_equal(reaped(), 0);
}

static void
others_children_are_not_its_own(void **state)
{
	(void)state;
	assert_false(pushers_reaped(pushers, 1, 0));
	pushers_end_all(pushers);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, up, down)
	const struct CMUnitTest	 tests[] = {
		T(it_is_born_with_a_job_a_credential_and_little_else),
		T(its_time_ends_it),
		T(a_slot_in_use_is_not_taken_again),
		T(what_cannot_be_executed_hangs_up),
		T(others_children_are_not_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
