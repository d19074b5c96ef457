/* SPDX-License-Identifier: GPL-3.0-or-later */
/* manual_verbs - the verbs of sitectl, for the manual and for bash. */
#include <stdbool.h>
#include <string.h>

#include "doc/manual.h"
#include "protocol/control/verb.h"

static const struct control_verb *
at(int i)
{
	return control_verb((enum control_verb_id)i);
}

/* --- mdoc --- */

static const char *
value_name(const struct control_param *p)
{
	switch (p->kind) {
	case PARAM_FLAG:
		return NULL;
	case PARAM_NUMBER:
		return "number";
	case PARAM_SOURCE:
	case PARAM_TARGET:
	case PARAM_KEPT:
		return "file";
	case PARAM_FOLDER:
		return "folder";
	case PARAM_WORD:
		break;
	}
	return strcmp(p->name, "config") == 0 ? "file" : "text";
}

static void
put_param(FILE *f, const struct control_param *p)
{
	const char	*value = value_name(p);

	(void)fprintf(f, p->required ? "." : ".Op ");
	if (p->positional)
		(void)fprintf(f, "Ar %s\n", p->name);
	else if (value == NULL)
		(void)fprintf(f, "Fl -%s\n", p->name);
	else
		(void)fprintf(f, "Fl -%s Ns = Ns Ar %s\n", p->name, value);
}

static void
put_param_help(FILE *f, const struct control_param *p)
{
	const char	*value = value_name(p);

	if (p->positional)
		(void)fprintf(f, ".It Ar %s\n", p->name);
	else if (value == NULL)
		(void)fprintf(f, ".It Fl -%s\n", p->name);
	else
		(void)fprintf(f, ".It Fl -%s Ns = Ns Ar %s\n", p->name, value);
	manual_text(f, p->help);
}

static void
put_verb(FILE *f, const struct control_verb *v)
{
	const struct control_param	*p;

	(void)fprintf(f, ".It Xo\n.Cm %s\n", v->words);
	for (p = v->params; p->name != NULL; p++)
		put_param(f, p);
	(void)fputs(".Xc\n", f);
	manual_text(f, v->help);
	if (v->right == RIGHT_OPERATOR)
		(void)fputs("Only for operators.\n", f);
	if (v->more[0] != '\0')
		manual_text(f, v->more);
	if (v->params[0].name == NULL)
		return;
	(void)fputs(".Bl -tag -width Ds\n", f);
	for (p = v->params; p->name != NULL; p++)
		put_param_help(f, p);
	(void)fputs(".El\n", f);
}

void
manual_verbs(FILE *f)
{
	int	 i;

	(void)fputs(".Bl -tag -width Ds\n", f);
	for (i = 0; i < VERB_COUNT; i++)
		put_verb(f, at(i));
	(void)fputs(".El\n", f);
}

/* --- bash --- */

static size_t
noun_length(const char *words)
{
	return strcspn(words, " ");
}

/* Verbs of one noun stand together in the table. */
static bool
begins_noun(int i)
{
	size_t	 n = noun_length(at(i)->words);

	return i == 0 || noun_length(at(i - 1)->words) != n ||
	    memcmp(at(i - 1)->words, at(i)->words, n) != 0;
}

static void
put_nouns(FILE *f)
{
	int	 i;

	(void)fputs("\tnouns='help", f);
	for (i = 0; i < VERB_COUNT; i++)
		if (begins_noun(i))
			(void)fprintf(f, " %.*s",
			    (int)noun_length(at(i)->words), at(i)->words);
	(void)fputs("'\n", f);
}

/* A verb of one word may begin others: "status", "status watch". */
static bool
is_one_word(int i)
{
	return at(i)->words[noun_length(at(i)->words)] == '\0';
}

/* Up to and with the second word; 0: it has no third. */
static size_t
pair_length(const char *words)
{
	size_t	 n = noun_length(words);

	if (words[n] == '\0')
		return 0;
	n += 1 + strcspn(words + n + 1, " ");
	return words[n] == '\0' ? 0 : n;
}

/* So do those of one noun and second word. */
static bool
begins_pair(int i)
{
	size_t	 n = pair_length(at(i)->words);

	return i == 0 || pair_length(at(i - 1)->words) != n ||
	    memcmp(at(i - 1)->words, at(i)->words, n) != 0;
}

static void
put_second_words(FILE *f)
{
	size_t	 n;
	int	 i;

	(void)fputs("\tcase $noun in\n", f);
	for (i = 0; i < VERB_COUNT; i++) {
		n = noun_length(at(i)->words);
		if (is_one_word(i))
			continue;
		if (begins_noun(i) || is_one_word(i - 1))
			(void)fprintf(f, "\t%.*s) seconds='", (int)n,
			    at(i)->words);
		else if (pair_length(at(i)->words) == 0 || begins_pair(i))
			(void)fputc(' ', f);
		if (pair_length(at(i)->words) == 0 || begins_pair(i))
			(void)fprintf(f, "%.*s", (int)strcspn(
			    at(i)->words + n + 1, " "),
			    at(i)->words + n + 1);
		if (i + 1 == VERB_COUNT || begins_noun(i + 1))
			(void)fputs("' ;;\n", f);
	}
	(void)fputs("\tesac\n", f);
}

static void
put_third_words(FILE *f)
{
	size_t	 n;
	int	 i;

	(void)fputs("\tcase \"$noun $second\" in\n", f);
	for (i = 0; i < VERB_COUNT; i++) {
		n = pair_length(at(i)->words);
		if (n == 0)
			continue;
		if (begins_pair(i))
			(void)fprintf(f, "\t'%.*s') thirds='", (int)n,
			    at(i)->words);
		else
			(void)fputc(' ', f);
		(void)fputs(at(i)->words + n + 1, f);
		if (i + 1 == VERB_COUNT || begins_pair(i + 1))
			(void)fputs("' ;;\n", f);
	}
	(void)fputs("\tesac\n", f);
}

static void
put_options(FILE *f)
{
	const struct control_param	*p;
	int				 i;

	(void)fputs("\tcase \"$noun $second $third\" in\n", f);
	for (i = 0; i < VERB_COUNT; i++) {
		if (at(i)->params[0].name == NULL)
			continue;
		(void)fprintf(f, "\t'%s%s) options='", at(i)->words,
		    pair_length(at(i)->words) == 0 ? " '*" : "'");
		for (p = at(i)->params; p->name != NULL; p++)
			if (!p->positional)
				(void)fprintf(f, "--%s%s ", p->name,
				    p->kind == PARAM_FLAG ? "" : "=");
		(void)fputc('\'', f);
		for (p = at(i)->params; p->name != NULL; p++)
			if (p->positional && (p->kind == PARAM_SOURCE ||
			    p->kind == PARAM_FOLDER ||
			    p->kind == PARAM_TARGET ||
			    strcmp(p->name, "file") == 0))
				(void)fputs(" files=yes", f);
		(void)fputs(" ;;\n", f);
	}
	(void)fputs("\tesac\n", f);
}

void
manual_cases(FILE *f)
{
	put_nouns(f);
	put_second_words(f);
	put_third_words(f);
	put_options(f);
}
