/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "server/director/client/namesakes.h"

#define TOKEN	"SMSCliToknAcct&"

static struct namesakes	*n;

static int
up(void **state)
{
	(void)state;
	n = calloc(1, sizeof(*n));
	assert_non_null(n);
	n->period_ms = 3600 * 1000;
	return 0;
}

static int
down(void **state)
{
	(void)state;
	free(n);
	return 0;
}

static struct mono
at(int64_t s)
{
	return (struct mono){ (1000000 + s) * 1000000000 };
}

static const struct namesake_client *
try_name(const char *name, const char *workstation, unsigned host,
    int64_t when)
{
	struct msg_evidence	 ev = { .reason = REASON_RESERVED,
				    .at = { (1000 + when) * 1000000 } };

	text_copy(ev.name, sizeof(ev.name), name);
	text_copy(ev.workstation, sizeof(ev.workstation), workstation);
	ev.peer.b[14] = (uint8_t)(host >> 8);
	ev.peer.b[15] = (uint8_t)host;
	return namesakes_add(n, &ev, at(when));
}

static size_t
known(const char *workstation, uint64_t *tries)
{
	const struct namesake_client	*c;
	size_t				 i = 0, k, clients = 0;

	*tries = 0;
	for (; namesakes_next(n, workstation, &i, &c); clients++)
		for (k = 0; k < NAMESAKES; k++)
			*tries += c->count[k];
	return clients;
}

static void
a_client_is_told_of_once_in_a_period_and_counted_each_time(void **state)
{
	const struct namesake_client	*c;
	uint64_t			 tries;
	int				 i;

	(void)state;
	c = try_name(TOKEN, "PC17", 1, 0);
	assert_non_null(c);
	assert_int_equal(c->count[name_namesake(TOKEN)], 1);
	for (i = 1; i < 3600; i++)
		assert_null(try_name(i % 2 == 0 ? TOKEN : "smsCLIsvcacct&",
		    "pc17", 1, i));
	assert_non_null(try_name(TOKEN, "PC17", 1, 3600));
	assert_int_equal(known("PC17", &tries), 1);
	assert_int_equal(tries, 3601);
	assert_int_equal(known("PC18", &tries), 0);
}

static void
a_client_is_its_address_and_its_workstation(void **state)
{
	uint64_t	 tries;

	(void)state;
	assert_non_null(try_name(TOKEN, "PC17", 1, 0));
	assert_non_null(try_name(TOKEN, "PC17", 2, 0));
	assert_non_null(try_name(TOKEN, "PC18", 1, 0));
	assert_non_null(try_name(TOKEN, "", 1, 0));
	assert_int_equal(known("PC17", &tries), 2);
	assert_int_equal(known("::1", &tries), 3);
	assert_int_equal(known("::2", &tries), 1);
	assert_int_equal(known(NULL, &tries), 4);
	assert_int_equal(tries, 4);
}

static void
names_of_others_are_not_counted(void **state)
{
	uint64_t	 tries;

	(void)state;
	assert_null(try_name("SMS&_PC17", "PC17", 1, 0));
	assert_null(try_name("SMSCliToknAcct", "PC17", 1, 0));
	assert_int_equal(known(NULL, &tries), 0);
}

/* Names that are made up push out who was silent longest, nobody else. */
static void
whoever_makes_names_up_neither_fills_memory_nor_the_log(void **state)
{
	char		 name[16];
	uint64_t	 tries;
	size_t		 told = 0;
	int		 i;

	(void)state;
	(void)try_name(TOKEN, "FIRST", 1, 0);
	(void)try_name(TOKEN, "SECOND", 1, 1);
	for (i = 0; i < NAMESAKE_CLIENTS - 2; i++) {
		(void)snprintf(name, sizeof(name), "PC%d", i);
		told += try_name(TOKEN, name, 1, 2) != NULL;
	}
	assert_int_equal(told, NAMESAKE_TOLD_MAX - 2);
	(void)try_name(TOKEN, "FIRST", 1, 3);
	(void)try_name(TOKEN, "LAST", 1, 4);
	assert_int_equal(known(NULL, &tries), NAMESAKE_CLIENTS);
	assert_int_equal(known("FIRST", &tries), 1);
	assert_int_equal(known("SECOND", &tries), 0);
	assert_int_equal(known("LAST", &tries), 1);
	/* In the next minute there is room for a line again. */
	assert_non_null(try_name(TOKEN, "PC500", 1, 61));
}

static void
each_name_has_its_advice(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < NAMESAKES; i++) {
		assert_true(strlen(namesake_advice(i)) > 20);
		assert_int_equal(name_namesake(name_of_namesake(i)), i);
	}
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, up, down)
	const struct CMUnitTest	 tests[] = {
		T(a_client_is_told_of_once_in_a_period_and_counted_each_time),
		T(a_client_is_its_address_and_its_workstation),
		T(names_of_others_are_not_counted),
		T(whoever_makes_names_up_neither_fills_memory_nor_the_log),
		T(each_name_has_its_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
