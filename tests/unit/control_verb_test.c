/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of verbs: what the director, sitectl and the manual rely upon. */
#include "protocol/control/verb.h"
#include "tests/unit/check.h"

static const struct control_verb *
at(size_t i)
{
	return control_verb((enum control_verb_id)i);
}

static bool
is_word(const char *s)
{
	return s[0] != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz-_"
	    "0123456789")] == '\0';
}

static void
every_verb_is_found_by_its_words(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < VERB_COUNT; i++) {
		assert_ptr_equal(control_verb_find(at(i)->words), at(i));
		assert_int_equal(control_verb_id(at(i)), i);
	}
	assert_null(control_verb_find(""));
	assert_null(control_verb_find("account"));
	assert_null(control_verb_find("account list "));
}

/* sitectl takes one word for a whole verb only if no other begins so. */
static void
a_verb_that_begins_another_takes_no_words_of_its_own(void **state)
{
	size_t	 i, k, n;

	(void)state;
	for (i = 0; i < VERB_COUNT; i++) {
		n = strlen(at(i)->words);
		for (k = 0; k < VERB_COUNT; k++)
			if (k != i && strncmp(at(k)->words, at(i)->words, n)
			    == 0 && at(k)->words[n] == ' ' &&
			    at(i)->params[0].name != NULL)
				fail_msg("%s begins %s", at(i)->words,
				    at(k)->words);
	}
}

static void
no_verb_has_more_words_than_sitectl_looks_at(void **state)
{
	const char	*s;
	size_t		 i, n;

	(void)state;
	for (i = 0; i < VERB_COUNT; i++) {
		for (s = at(i)->words, n = 1; *s != '\0'; s++)
			n += *s == ' ';
		assert_in_range(n, 1, CONTROL_VERB_WORDS);
	}
}

static void
who_changes_is_an_operator(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < VERB_COUNT; i++)
		switch (at(i)->effect) {
		case EFFECT_LOOKS:
			assert_int_equal(at(i)->right, RIGHT_VIEWER);
			break;
		case EFFECT_CHANGES:
			assert_int_equal(at(i)->right, RIGHT_OPERATOR);
			break;
		case EFFECT_LOCAL:
			assert_int_equal(at(i)->right, RIGHT_NONE);
			break;
		}
}

static void
every_verb_is_explained(void **state)
{
	const struct control_param	*p;
	size_t				 i, n;

	(void)state;
	for (i = 0; i < VERB_COUNT; i++) {
		n = strlen(at(i)->help);
		assert_true(n > 10 && n < 72 && at(i)->help[n - 1] == '.');
		assert_non_null(at(i)->more);
		for (p = at(i)->params; p->name != NULL; p++)
			assert_true(strlen(p->help) > 5);
	}
}

/* What sitectl itself understands, and how it tells them apart. */
static void
parameters_are_unambiguous(void **state)
{
	static const char *const	taken[] = { "json", "dry-run", "help" };
	const struct control_param	*p, *q;
	size_t				 i, k, files;
	bool				 optional;

	(void)state;
	for (i = 0; i < VERB_COUNT; i++) {
		files = 0;
		optional = false;
		for (p = at(i)->params; p->name != NULL; p++) {
			assert_true(is_word(p->name));
			for (k = 0; k < nitems(taken); k++)
				assert_string_not_equal(p->name, taken[k]);
			for (q = at(i)->params; q < p; q++)
				assert_string_not_equal(p->name, q->name);
			files += p->kind == PARAM_SOURCE ||
			    p->kind == PARAM_FOLDER ||
			    p->kind == PARAM_TARGET;
			if (p->positional && p->required && optional)
				fail_msg("%s: %s is required behind one that "
				    "is not", at(i)->words, p->name);
			optional |= p->positional && !p->required;
			assert_false(p->positional && p->kind == PARAM_FLAG);
			assert_false(p->required && !p->positional);
		}
		assert_true(p - at(i)->params <= CONTROL_PARAMS_MAX);
		assert_true(files <= 1);
	}
}

static void
check_columns(const struct control_table *t)
{
	const struct control_column	*c, *d;

	assert_true(is_word(t->name));
	assert_in_range(control_columns(t), 1, CONTROL_COLUMNS_MAX);
	for (c = t->columns; c->name != NULL; c++) {
		assert_true(is_word(c->name));
		assert_true(c->title[0] != '\0');
		assert_true(c->kind != CELL_NULL);
		for (d = t->columns; d < c; d++)
			assert_string_not_equal(c->name, d->name);
	}
}

/* In JSON a table is a key beside these. */
static void
tables_have_columns_and_names_of_their_own(void **state)
{
	static const char *const	taken[] = {
		"verb", "notes", "password", "exit", "message", "hint"
	};
	const struct control_table *const	*t;
	size_t					 i, k, n;

	(void)state;
	for (i = 0; i < VERB_COUNT; i++) {
		t = at(i)->tables;
		for (n = 0; t[n] != NULL; n++) {
			check_columns(t[n]);
			for (k = 0; k < nitems(taken); k++)
				assert_string_not_equal(t[n]->name, taken[k]);
			for (k = 0; k < n; k++)
				assert_string_not_equal(t[n]->name,
				    t[k]->name);
		}
		assert_true(n <= CONTROL_TABLES_MAX);
		if (at(i)->effect == EFFECT_LOOKS &&
		    at(i) != control_verb(VERB_CONFIG_CHECK))
			assert_true(n > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(every_verb_is_found_by_its_words),
		cmocka_unit_test(
		    a_verb_that_begins_another_takes_no_words_of_its_own),
		cmocka_unit_test(no_verb_has_more_words_than_sitectl_looks_at),
		cmocka_unit_test(who_changes_is_an_operator),
		cmocka_unit_test(every_verb_is_explained),
		cmocka_unit_test(parameters_are_unambiguous),
		cmocka_unit_test(tables_have_columns_and_names_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
