/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>
#include <netinet/in.h>

#include "contrib/siteclient/boot.h"

static const char	good[] =
    "[DISCOVERY PROPERTIES]\r\n"
    "[Bootstrap]\r\n"
    "Computer=PC17\r\n"
    "PDC=SITE01 10.1.2.3:445\r\n"
    "DC=SITE02 [fd00::2]:1445\r\n"
    "Wait=90\r\n"
    "Poll=2\r\n"
    "Install=siteclient install\r\n";

static int
parse(const char *text, size_t n, struct arena *mem, struct boot_plan *p)
{
	uint8_t	*copy = exact(text, n);
	int	 error = boot_plan_parse(copy, n, mem, p, NULL);

	free(copy);
	return error;
}

static void
a_plan_is_read(void **state)
{
	const struct sockaddr_in	*pdc;
	const struct sockaddr_in6	*dc;
	struct boot_plan		 p;
	struct arena			 mem;

	(void)state;
	arena_init(&mem, 1 << 18);
	assert_int_equal(parse(good, sizeof(good) - 1, &mem, &p), 0);
	assert_string_equal(p.computer, "PC17");
	assert_string_equal(p.pdc.name, "SITE01");
	assert_string_equal(p.dc.name, "SITE02");
	pdc = (const void *)&p.pdc.to;
	dc = (const void *)&p.dc.to;
	assert_int_equal(ntohs(pdc->sin_port), 445);
	assert_int_equal(ntohs(dc->sin6_port), 1445);
	assert_int_equal(p.wait, 90);
	assert_int_equal(p.poll, 2);
	assert_string_equal(p.install, "siteclient install");
	arena_free(&mem);
}

static void
a_computer_is_enough(void **state)
{
	static const char	 least[] = "[Bootstrap]\nComputer=PC17\n";
	struct boot_plan	 p;
	struct arena		 mem;

	(void)state;
	arena_init(&mem, 1 << 18);
	assert_int_equal(parse(least, sizeof(least) - 1, &mem, &p), 0);
	assert_null(p.pdc.name);
	assert_null(p.dc.name);
	assert_null(p.install);
	assert_int_equal(p.wait, 0);
	assert_int_equal(p.poll, 1);
	arena_free(&mem);
}

static void
what_is_no_plan_is_refused(void **state)
{
	static const struct {
		const char	*old, *new;
	} rows[] = {
		{ "[Bootstrap]", "[Bootstrop]" },
		{ "Computer=PC17", "Computer=" },
		{ "Computer=PC17", "Computer=PC17PC17PC17PC17" },
		{ "Computer=PC17\r\n", "" },
		{ "SITE01 10", "SITE0110" },
		{ "SITE01 ", " " },
		{ "10.1.2.3", "10.1.2" },
		{ ":445", ":x" },
		{ ":445", ":99999" },
		{ "Wait=90", "Wait=long" },
		{ "Poll=2", "Poll=-1" },
		{ "Poll=2", "Wait=2" },
	};
	struct boot_plan	 p;
	struct arena		 mem;
	char			 text[2 * sizeof(good)];
	const char		*at;
	size_t			 i, n;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		arena_init(&mem, 1 << 18);
		at = strstr(good, rows[i].old);
		assert_non_null(at);
		n = (size_t)snprintf(text, sizeof(text), "%.*s%s%s",
		    (int)(at - good), good, rows[i].new,
		    at + strlen(rows[i].old));
		if (parse(text, n, &mem, &p) != -EINVAL)
			fail_msg("row %zu", i);
		arena_free(&mem);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_is_read),
		cmocka_unit_test(a_computer_is_enough),
		cmocka_unit_test(what_is_no_plan_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
