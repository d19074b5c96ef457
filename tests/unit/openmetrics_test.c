/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "protocol/control/openmetrics.h"
#include "tests/unit/check.h"

static void
rows_of_a_family_share_its_head(void **state)
{
	static const struct metric	rows[] = {
		{ "sited_files", "gauge", "box=\"ddr.box\"", 3, "Files." },
		{ "sited_files", "gauge", "box=\"ccr.box\"", 0, "Files." },
		{ "sited_starts", "counter", "", 7, "Starts." },
		{ "sited_build", "info", "v=\"1\"", 1, "Version." },
	};
	struct openmetrics		om;
	struct buf			b;
	size_t				i;

	(void)state;
	buf_init(&b, 4096);
	openmetrics_begin(&om, &b);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_true(openmetrics_put(&om, &rows[i]));
	openmetrics_end(&om);
	assert_string_equal(buf_text(&b),
	    "# TYPE sited_files gauge\n# HELP sited_files Files.\n"
	    "sited_files{box=\"ddr.box\"} 3\nsited_files{box=\"ccr.box\"} 0\n"
	    "# TYPE sited_starts counter\n# HELP sited_starts Starts.\n"
	    "sited_starts_total 7\n"
	    "# TYPE sited_build info\n# HELP sited_build Version.\n"
	    "sited_build_info{v=\"1\"} 1\n# EOF\n");
	buf_free(&b);
}

static void
what_would_be_another_line_is_refused(void **state)
{
	static const struct metric	bad[] = {
		{ "", "gauge", "", 0, "x" },
		{ "Sited", "gauge", "", 0, "x" },
		{ "a b", "gauge", "", 0, "x" },
		{ "a", "histogram", "", 0, "x" },
		{ "a", "gauge", "b", 0, "x" },
		{ "a", "gauge", "b=\"c", 0, "x" },
		{ "a", "gauge", "b=\"c\\", 0, "x" },
		{ "a", "gauge", "b=\"c\"d", 0, "x" },
		{ "a", "gauge", "b=\"c\",", 0, "x" },
		{ "a", "gauge", "b=\"c\"} 1\nz{", 0, "x" },
		{ "a", "gauge", "b=\"\n\"", 0, "x" },
		{ "a", "gauge", "", 0, "x\n# EOF" },
		{ "a", "gauge", "", 0, "a \"word\"" },
	};
	struct openmetrics		om;
	struct buf			b;
	size_t				i;

	(void)state;
	buf_init(&b, 4096);
	openmetrics_begin(&om, &b);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(openmetrics_put(&om, &bad[i]));
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void
labels_are_escaped_and_never_cut(void **state)
{
	char	 labels[METRIC_LABELS_MAX + 1] = "";
	char	 much[METRIC_LABELS_MAX];

	(void)state;
	assert_true(metric_label(labels, "a", "q\"b\\\n"));
	assert_true(metric_label(labels, "b", ""));
	assert_string_equal(labels, "a=\"q\\\"b\\\\?\",b=\"\"");
	memset(much, '"', sizeof(much) - 1);
	much[sizeof(much) - 1] = '\0';
	assert_false(metric_label(labels, "c", much));
	assert_string_equal(labels, "a=\"q\\\"b\\\\?\",b=\"\"");
}

int
main(void)
{
	static const struct CMUnitTest	tests[] = {
		cmocka_unit_test(rows_of_a_family_share_its_head),
		cmocka_unit_test(what_would_be_another_line_is_refused),
		cmocka_unit_test(labels_are_escaped_and_never_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
