/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <unistd.h>

#include "server/endpoint.h"

static void
an_address_and_port_of_either_family_is_taken(void **state)
{
	struct endpoint			 ep;
	const struct sockaddr_in	*in = (const void *)&ep.sa;
	const struct sockaddr_in6	*in6 = (const void *)&ep.sa;

	(void)state;
	assert_true(endpoint_parse("10.1.2.3:445", &ep));
	assert_int_equal(ep.len, sizeof(*in));
	assert_int_equal(in->sin_family, AF_INET);
	assert_int_equal(ntohs(in->sin_port), 445);
	assert_int_equal(ntohl(in->sin_addr.s_addr), 0x0a010203);
	assert_true(endpoint_parse("[2001:db8::1]:65535", &ep));
	assert_int_equal(ep.len, sizeof(*in6));
	assert_int_equal(in6->sin6_family, AF_INET6);
	assert_int_equal(ntohs(in6->sin6_port), 65535);
	assert_int_equal(in6->sin6_addr.s6_addr[15], 1);
	assert_true(endpoint_parse("[::]:1", &ep));
	assert_true(endpoint_parse("0.0.0.0:1", &ep));
}

static void
anything_else_is_refused(void **state)
{
	static const char	*const texts[] = { "", ":", ":445", "10.1.2.3",
	    "10.1.2.3:", "10.1.2.3:0", "10.1.2.3:65536", "10.1.2.3:-1",
	    "10.1.2.3:+445", "10.1.2.3: 445", "10.1.2.3:445 ",
	    "10.1.2.3:0x1bd", "10.1.2.3:99999999999999999999", "10.1.2:445",
	    "10.1.2.256:445", "10.1.2.3.4:445", "host:445", "::1:445",
	    "[::1]", "[::1]:", "[::1:445", "::1]:445", "[]:445", "[:445",
	    "]:445", "[10.1.2.3]:445", "[::1%lo]:445", "10.1.2.3:44:5",
	    "[1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19:20:21:22]:445" };
	struct endpoint		 ep;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(texts); i++)
		if (endpoint_parse(texts[i], &ep))
			fail_msg("\"%s\" was taken", texts[i]);
}

static void
one_port_of_one_address_or_any_is_one_listeners(void **state)
{
	(void)state;
	assert_true(endpoint_clash("10.1.2.3:445", "10.1.2.3:445"));
	assert_true(endpoint_clash("0.0.0.0:445", "10.1.2.3:445"));
	assert_true(endpoint_clash("[::1]:445", "[::]:445"));
	assert_true(endpoint_clash("[::1]:445", "[0:0::1]:445"));
	assert_false(endpoint_clash("10.1.2.3:445", "10.1.2.4:445"));
	assert_false(endpoint_clash("10.1.2.3:445", "0.0.0.0:446"));
	assert_false(endpoint_clash("10.1.2.3:445", "[::]:445"));
	assert_false(endpoint_clash("10.1.2.3:445", ""));
}

static int
port_of(int fd)
{
	struct sockaddr_in	 in;
	socklen_t		 n = sizeof(in);

	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &n), 0);
	return ntohs(in.sin_port);
}

/* A second sited on the same port has to fail, and say why. */
static void
a_busy_port_is_told_and_not_shared(void **state)
{
	struct sockaddr_in	 any = { .sin_family = AF_INET,
				    .sin_addr.s_addr =
				    htonl(INADDR_LOOPBACK) };
	char			 text[32];
	struct err		 e;
	int			 taken, fd = -1;

	(void)state;
	taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(taken, (struct sockaddr *)&any, sizeof(any)),
	    0);
	assert_int_equal(listen(taken, 1), 0);
	(void)snprintf(text, sizeof(text), "127.0.0.1:%d", port_of(taken));
	assert_int_equal(endpoint_listen(text, &fd, &e), -EADDRINUSE);
	assert_int_equal(fd, -1);
	assert_non_null(strstr(e.text, text));
	assert_non_null(strstr(e.text, "another server"));
	(void)close(taken);
	assert_int_equal(endpoint_listen(text, &fd, &e), 0);
	assert_true(fd >= 0);
	assert_int_equal(endpoint_listen(text, &taken, &e), -EADDRINUSE);
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(an_address_and_port_of_either_family_is_taken),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(
		    one_port_of_one_address_or_any_is_one_listeners),
		cmocka_unit_test(a_busy_port_is_told_and_not_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
