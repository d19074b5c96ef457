/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ctl/help.h"

#include <ctype.h>
#include <string.h>

#define WIDTH	76

static void
print_upper(FILE *f, const char *s)
{
	for (; *s != '\0'; s++)
		(void)fputc(toupper((unsigned char)*s), f);
}

static void
print_param(FILE *f, const struct control_param *p)
{
	(void)fputs(p->required ? " " : " [", f);
	if (p->positional)
		print_upper(f, p->name);
	else
		(void)fprintf(f, "--%s", p->name);
	if (!p->positional && p->kind == PARAM_NUMBER)
		(void)fputs("=N", f);
	else if (!p->positional && p->kind != PARAM_FLAG)
		(void)fputs("=TEXT", f);
	(void)fputs(p->required ? "" : "]", f);
}

void
help_usage(FILE *f, const struct control_verb *v)
{
	const struct control_param	*p;

	(void)fprintf(f, "sitectl %s", v->words);
	for (p = v->params; p->name != NULL; p++)
		print_param(f, p);
	if (v->effect != EFFECT_LOOKS)
		(void)fputs(" [--dry-run]", f);
	(void)fputs(" [--json]\n", f);
}

/* Broken at blanks. */
static void
print_paragraph(FILE *f, const char *s)
{
	size_t	 column = 0, n;

	while (*s != '\0') {
		n = strcspn(s, " ");
		if (column > 0 && column + 1 + n > WIDTH) {
			(void)fputc('\n', f);
			column = 0;
		} else if (column > 0)
			column += (size_t)fprintf(f, " ");
		column += (size_t)fprintf(f, "%.*s", (int)n, s);
		s += n;
		s += strspn(s, " ");
	}
	(void)fputc('\n', f);
}

void
help_verb(FILE *f, const struct control_verb *v)
{
	const struct control_param	*p;
	char				 name[64];

	(void)fputs("usage: ", f);
	help_usage(f, v);
	(void)fputc('\n', f);
	print_paragraph(f, v->help);
	if (v->right != RIGHT_NONE)
		(void)fprintf(f, "Needs the right of %s %s.\n",
		    v->right == RIGHT_OPERATOR ? "an" : "a",
		    control_right_name(v->right));
	(void)fputc('\n', f);
	for (p = v->params; p->name != NULL; p++) {
		(void)snprintf(name, sizeof(name), "%s%s",
		    p->positional ? "" : "--", p->name);
		(void)fprintf(f, "  %-25s %s\n", name, p->help);
	}
	if (v->params[0].name != NULL)
		(void)fputc('\n', f);
	if (v->more[0] != '\0')
		print_paragraph(f, v->more);
}

static void
print_line(FILE *f, const struct control_verb *v)
{
	(void)fprintf(f, "  %-25s %s\n", v->words, v->help);
}

void
help_all(FILE *f)
{
	int	 i;

	(void)fputs("usage: sitectl [-s SOCKET] VERB [ARGUMENTS] [--json] "
	    "[--dry-run]\n       sitectl help VERB\n       sitectl --version\n\n", f);
	for (i = 0; i < VERB_COUNT; i++)
		print_line(f, control_verb((enum control_verb_id)i));
	(void)fputs("\nexit status: 0 done, 1 failed, 2 wrong usage, 3 refused"
	    " by a guard, 4 degraded\n", f);
}

bool
help_has_group(const char *word)
{
	size_t	 n = strlen(word);
	int	 i;

	for (i = 0; i < VERB_COUNT; i++)
		if (strncmp(control_verb((enum control_verb_id)i)->words, word,
		    n) == 0 &&
		    control_verb((enum control_verb_id)i)->words[n] == ' ')
			return true;
	return false;
}

int
help_group(FILE *f, const char *word)
{
	const struct control_verb	*v;
	size_t				 n = strlen(word);
	int				 i, found = 0;

	for (i = 0; i < VERB_COUNT; i++) {
		v = control_verb((enum control_verb_id)i);
		if (strncmp(v->words, word, n) != 0 || v->words[n] != ' ')
			continue;
		print_line(f, v);
		found++;
	}
	return found;
}
