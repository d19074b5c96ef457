/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doc/manual.h"

#include <stdbool.h>
#include <string.h>

#define WIDTH	72

static const struct {
	const char	*line;
	void		(*write)(FILE *);
} lists[] = {
	{ "@verbs@\n",		manual_verbs },
	{ "@options@\n",	manual_options },
	{ "@cases@\n",		manual_cases },
};

static bool
ends_sentence(const char *word, size_t n)
{
	return n > 1 && word[n - 1] == '.' && word[n - 2] != '.';
}

/* A word at the start of a line must not look like a request. */
static void
put_word(FILE *f, const char *word, size_t n, bool first)
{
	if (first && (*word == '.' || *word == '\''))
		(void)fputs("\\&", f);
	for (; n > 0; n--, word++)
		if (*word == '\\')
			(void)fputs("\\e", f);
		else
			(void)fputc(*word, f);
}

void
manual_text(FILE *f, const char *s)
{
	size_t	 column = 0, n;

	for (s += strspn(s, " "); *s != '\0'; s += strspn(s, " ")) {
		n = strcspn(s, " ");
		if (column > 0 && column + 1 + n > WIDTH) {
			(void)fputc('\n', f);
			column = 0;
		}
		if (column > 0)
			(void)fputc(' ', f);
		put_word(f, s, n, column == 0);
		column += n + (column > 0);
		if (ends_sentence(s, n) && s[n] != '\0') {
			(void)fputc('\n', f);
			column = 0;
		}
		s += n;
	}
	(void)fputc('\n', f);
}

/* Where this sited was told to look. */
static void
put_paths(const char *line)
{
	const char	*at;

	while ((at = strstr(line, "@sysconfdir@")) != NULL) {
		(void)printf("%.*s" SYSCONFDIR, (int)(at - line), line);
		line = at + strlen("@sysconfdir@");
	}
	(void)fputs(line, stdout);
}

static void
put_line(const char *line)
{
	size_t	 i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(lists[i].line, line) == 0) {
			lists[i].write(stdout);
			return;
		}
	put_paths(line);
}

int
main(void)
{
	char	 line[512];

	while (fgets(line, sizeof(line), stdin) != NULL)
		put_line(line);
	return fflush(stdout) == 0 && !ferror(stdin) ? 0 : 1;
}
