/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/notify.h"

static int	supervisor;

static int
tear_down(void **state)
{
	(void)state;
	(void)unsetenv("NOTIFY_SOCKET");
	if (supervisor != -1)
		(void)close(supervisor);
	supervisor = -1;
	return 0;
}

/* `name' begins with '@' for an abstract one. */
static void
supervise(const char *name)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	size_t			 n = strlen(name);

	memcpy(sun.sun_path, name, n);
	if (name[0] == '@')
		sun.sun_path[0] = '\0';
	supervisor = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(supervisor, (struct sockaddr *)&sun,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)), 0);
	assert_int_equal(setenv("NOTIFY_SOCKET", name, 1), 0);
}

static void
assert_told(const char *expected)
{
	char	 got[64] = "";

	assert_int_equal(recv(supervisor, got, sizeof(got) - 1, 0),
	    strlen(expected));
	assert_string_equal(got, expected);
}

static void
a_supervisor_hears_each_state_in_a_message_of_its_own(void **state)
{
	(void)state;
	supervise("notify-test-socket");
	notify_supervisor("READY=1");
	notify_supervisor("STOPPING=1");
	assert_told("READY=1");
	assert_told("STOPPING=1");
	assert_int_equal(unlink("notify-test-socket"), 0);
}

static void
an_abstract_socket_is_found(void **state)
{
	(void)state;
	supervise("@sited-notify-test");
	notify_supervisor("READY=1");
	assert_told("READY=1");
}

static void
without_a_supervisor_nothing_happens(void **state)
{
	char	 longest[200];

	(void)state;
	supervisor = -1;
	notify_supervisor("READY=1");
	(void)setenv("NOTIFY_SOCKET", "", 1);
	notify_supervisor("READY=1");
	(void)setenv("NOTIFY_SOCKET", "/nowhere/socket", 1);
	notify_supervisor("READY=1");
	memset(longest, 'a', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	(void)setenv("NOTIFY_SOCKET", longest, 1);
	notify_supervisor("READY=1");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test_teardown(
		    a_supervisor_hears_each_state_in_a_message_of_its_own,
		    tear_down),
		cmocka_unit_test_teardown(an_abstract_socket_is_found,
		    tear_down),
		cmocka_unit_test_teardown(without_a_supervisor_nothing_happens,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
