/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ctl/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL_MAX	86400	/* seconds */
#define CLEAR		"\033[H\033[2J"

/* Whole turns only are on their way to the terminal: see watch(). */
static void
on_interrupt(int number)
{
	(void)number;
	_exit(CONTROL_DONE);
}

static int64_t
number(const struct control_request *q, const char *name, int64_t otherwise)
{
	return control_flag(q, name) ? control_number(q, name) : otherwise;
}

static void
rest(int64_t seconds)
{
	struct timespec	 left = { (time_t)seconds, 0 };

	while (nanosleep(&left, &left) == -1 && errno == EINTR)
		;
}

int
watch(const struct control_request *q, bool json, watch_turn *turn, void *arg,
    struct err *e)
{
	static char	 screen[1 << 16];
	const int64_t	 interval = number(q, "interval", 1);
	const int64_t	 count = number(q, "count", 0);
	const bool	 clears = !json && isatty(STDOUT_FILENO);
	int64_t		 n;

	if (interval < 1 || interval > INTERVAL_MAX)
		return err_set(e, EINVAL, "--interval: expected 1 to %d "
		    "seconds", INTERVAL_MAX);
	if (control_flag(q, "count") && count < 1)
		return err_set(e, EINVAL, "--count: expected at least one "
		    "turn");
	(void)setvbuf(stdout, screen, _IOFBF, sizeof(screen));
	(void)signal(SIGINT, on_interrupt);
	for (n = 1;; n++) {
		if (clears)
			(void)fputs(CLEAR, stdout);
		else if (n > 1 && !json)
			(void)putchar('\n');
		if (!turn(arg) || fflush(stdout) != 0 || n == count)
			return 0;
		rest(interval);
	}
}
