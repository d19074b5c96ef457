/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json - one object: each table of the verb under its name, then notes, exit,
 * message and hint.  Rows are printed as they come, in pure ASCII.
 */
#include <stdlib.h>
#include <string.h>

#include "server/ctl/output.h"

static struct {
	const struct control_verb *verb;
	size_t		 table;		/* which of the verb's is next */
	bool		 is_open;
	json_t		*notes;
} now;

static void
print_value(const json_t *v)
{
	char	*text = json_dumps(v, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);

	if (text == NULL)
		abort();
	(void)fputs(text, stdout);
	free(text);
}

static void
print_pair(const char *key, json_t *value)
{
	(void)printf(",\n\"%s\": ", key);
	print_value(value);
	json_decref(value);
}

static json_t *
cell_value(const struct control_cell *c)
{
	char	 text[WALL_TEXT_SIZE];

	switch (c->kind) {
	case CELL_NULL:
		return json_null();
	case CELL_TEXT:
		return json_string(c->text);
	case CELL_FLAG:
		return json_boolean(c->number != 0);
	case CELL_TIME:
		return json_string(wall_text((struct wall){ c->number },
		    text));
	default:
		return json_integer(c->number);
	}
}

static void
close_table(void)
{
	const struct control_table	*t = now.verb->tables[now.table];

	if (now.is_open)
		(void)fputs(t->record ? "" : "\n]", stdout);
	else
		(void)printf(",\n\"%s\": %s", t->name, t->record ? "null" :
		    "[]");
	now.is_open = false;
	now.table++;
}

static void
json_begin(const struct control_verb *v)
{
	now.verb = v;
	now.table = 0;
	now.is_open = false;
	now.notes = json_array();
	(void)printf("{\"verb\": \"%s\"", v->words);
}

/* Tables come in the order of the verb's row. */
static void
json_row(const struct control_answer *a)
{
	const struct control_column	*c = a->table->columns;
	json_t				*row = json_object();
	size_t				 i;

	while (now.verb->tables[now.table] != NULL &&
	    now.verb->tables[now.table] != a->table)
		close_table();
	if (now.verb->tables[now.table] == NULL)
		return;
	if (now.is_open)
		(void)fputs(",\n", stdout);
	else
		(void)printf(a->table->record ? ",\n\"%s\": " : ",\n\"%s\": [\n",
		    a->table->name);
	now.is_open = true;
	for (i = 0; c[i].name != NULL; i++)
		(void)json_object_set_new(row, c[i].name,
		    cell_value(&a->cells[i]));
	print_value(row);
	json_decref(row);
}

static void
json_note(const char *text)
{
	(void)json_array_append_new(now.notes, json_string(text));
}

static void
json_secret(const char *text)
{
	while (now.verb->tables[now.table] != NULL)
		close_table();
	print_pair("password", json_string(text));
}

static void
json_end(const struct control_answer *a)
{
	while (now.verb->tables[now.table] != NULL)
		close_table();
	print_pair("notes", now.notes);
	print_pair("exit", json_integer((json_int_t)a->exit));
	print_pair("message", json_string(a->text));
	print_pair("hint", json_string(a->hint));
	(void)fputs("\n}\n", stdout);
}

const struct output	output_json = {
	json_begin, json_row, json_note, json_secret, json_end
};
