/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table - aligned columns.  The first rows are held back until their widths
 * are known; a longer cell that comes later only shifts its own line.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/ctl/output.h"

#define HELD_MAX	1000	/* rows */
#define LINE_MAX_SIZE	(1024 * 1024)	/* bytes */

static struct {
	const struct control_table *table;
	size_t		 columns;
	size_t		 width[CONTROL_COLUMNS_MAX];
	char		*held[HELD_MAX][CONTROL_COLUMNS_MAX];
	size_t		 nheld;
	bool		 is_open;	/* the head was printed */
	bool		 printed;	/* a table before this one */
	bool		 titled;	/* the verb has several lists */
} now;

static size_t
characters(const char *s)
{
	size_t	 n = 0;

	for (; *s != '\0'; n++)
		(void)utf8_next(&s);
	return n;
}

static void
widen(size_t column, const char *text)
{
	size_t	 n = characters(text);

	if (n > now.width[column])
		now.width[column] = n;
}

static void
pad(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_str(b, " ");
}

static bool
is_right(size_t column)
{
	enum control_kind	 k = now.table->columns[column].kind;

	return k == CELL_NUMBER || k == CELL_BYTES;
}

/* Without the blanks at its end. */
static void
print_line(const char *const *cells)
{
	struct buf	 b;
	size_t		 i, n, space;

	buf_init(&b, LINE_MAX_SIZE);
	for (i = 0; i < now.columns; i++) {
		n = characters(cells[i]);
		space = n < now.width[i] ? now.width[i] - n : 0;
		if (i > 0)
			pad(&b, 2);
		pad(&b, is_right(i) ? space : 0);
		buf_str(&b, cells[i]);
		pad(&b, is_right(i) ? 0 : space);
	}
	while (b.len > 0 && b.data[b.len - 1] == ' ')
		b.len--;
	(void)fwrite(b.data, 1, b.len, stdout);
	(void)putchar('\n');
	buf_free(&b);
}

/* "open_files" is called Open files. */
static void
print_title(const char *name)
{
	(void)putchar(toupper((unsigned char)*name));
	for (name++; *name != '\0'; name++)
		(void)putchar(*name == '_' ? ' ' : *name);
	(void)fputs(":\n", stdout);
}

static void
print_head(void)
{
	const char	*titles[CONTROL_COLUMNS_MAX];
	size_t		 i;

	if (now.printed)
		(void)putchar('\n');
	now.printed = now.is_open = true;
	if (now.titled)
		print_title(now.table->name);
	for (i = 0; i < now.columns; i++)
		titles[i] = now.table->columns[i].title;
	print_line(titles);
}

static void
release(void)
{
	size_t	 i, k;

	if (now.nheld > 0 && !now.is_open)
		print_head();
	for (i = 0; i < now.nheld; i++) {
		print_line((const char *const *)now.held[i]);
		for (k = 0; k < now.columns; k++)
			free(now.held[i][k]);
	}
	now.nheld = 0;
}

static char *
cell_text(const struct control_cell *c)
{
	struct buf	 b;
	char		*text;

	buf_init(&b, CONTROL_BODY_MAX * 4 + 1);
	show_cell(&b, c);
	text = strdup(buf_text(&b) == NULL ? "?" : buf_text(&b));
	buf_free(&b);
	if (text == NULL)
		abort();
	return text;
}

static void
open_table(const struct control_table *t)
{
	size_t	 i;

	release();
	now.table = t;
	now.columns = control_columns(t);
	now.is_open = false;
	for (i = 0; i < now.columns; i++)
		now.width[i] = characters(t->columns[i].title);
}

/* A line for each column. */
static void
print_record(const struct control_answer *a)
{
	const struct control_column	*c = a->table->columns;
	size_t				 i, n = 0;
	char				*text;

	if (now.printed)
		(void)putchar('\n');
	now.printed = true;
	for (i = 0; c[i].name != NULL; i++)
		if (characters(c[i].title) > n)
			n = characters(c[i].title);
	for (i = 0; c[i].name != NULL; i++) {
		text = cell_text(&a->cells[i]);
		(void)printf("%-*s%s%s\n", text[0] == '\0' ? 0 : (int)n,
		    c[i].title, text[0] == '\0' ? "" : "  ", text);
		free(text);
	}
}

static void
table_begin(const struct control_verb *v)
{
	size_t	 i, lists = 0;

	now.table = NULL;
	now.is_open = now.printed = false;
	for (i = 0; v->tables[i] != NULL; i++)
		lists += !v->tables[i]->record;
	now.titled = lists > 1;
}

static void
table_row(const struct control_answer *a)
{
	size_t	 i;

	if (a->table != now.table)
		open_table(a->table);
	if (a->table->record || a->table->tall) {
		print_record(a);
		return;
	}
	if (now.nheld == HELD_MAX)
		release();
	for (i = 0; i < now.columns; i++) {
		now.held[now.nheld][i] = cell_text(&a->cells[i]);
		if (!now.is_open)
			widen(i, now.held[now.nheld][i]);
	}
	now.nheld++;
}

static void
table_note(const char *text)
{
	release();
	now.printed = true;
	print_text(stdout, text);
	(void)putchar('\n');
}

static void
table_secret(const char *text)
{
	release();
	now.printed = true;
	(void)printf("Password (shown this once): %s\n", text);
}

static void
table_end(const struct control_answer *a)
{
	FILE	*f = a->exit == CONTROL_DONE ? stdout : stderr;

	release();
	if (!now.printed && a->exit == CONTROL_DONE && a->text[0] == '\0')
		(void)puts("none");
	(void)fflush(stdout);
	if (a->text[0] == '\0')
		return;
	if (f == stderr)
		(void)fputs("sitectl: ", f);
	print_text(f, a->text);
	(void)fputc('\n', f);
	if (a->hint[0] != '\0') {
		if (f == stderr)
			(void)fputs("sitectl: ", f);
		print_text(f, a->hint);
		(void)fputc('\n', f);
	}
}

const struct output	output_table = {
	table_begin, table_row, table_note, table_secret, table_end
};
