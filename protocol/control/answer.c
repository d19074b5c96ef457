/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/answer.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

static const char *const	ways[] = { "take", "show" };

/* --- reading --- */

static int
take_cell(const struct control_column *c, const json_t *from,
    struct control_cell *cell)
{
	bool	 fits;

	cell->kind = json_is_null(from) ? CELL_NULL : c->kind;
	cell->text = json_string_value(from);
	cell->number = json_is_true(from) ? 1 : json_integer_value(from);
	switch (cell->kind) {
	case CELL_NULL:
		return 0;
	case CELL_TEXT:
		fits = json_is_string(from);
		break;
	case CELL_FLAG:
		fits = json_is_boolean(from);
		break;
	default:
		fits = json_is_integer(from);
	}
	return fits ? 0 : -EPROTO;
}

static int
take_row(struct control_answer *a, const struct control_verb *v)
{
	const struct control_column	*c;
	const char			*name;
	json_t				*row;
	size_t				 i, n;

	a->kind = ANSWER_ROW;
	if (json_unpack(a->json, "{s:i, s:s, s:o !}", "v", &(int){ 0 },
	    "table", &name, "row", &row) != 0)
		return -EPROTO;
	for (i = 0; v->tables[i] != NULL; i++)
		if (strcmp(v->tables[i]->name, name) == 0)
			a->table = v->tables[i];
	if (a->table == NULL)
		return -EPROTO;
	c = a->table->columns;
	n = control_columns(a->table);
	if (!json_is_array(row) || json_array_size(row) != n)
		return -EPROTO;
	for (i = 0; i < n; i++)
		if (take_cell(&c[i], json_array_get(row, i),
		    &a->cells[i]) != 0)
			return -EPROTO;
	return 0;
}

static int
take_note(struct control_answer *a, const struct control_verb *v)
{
	(void)v;
	a->kind = ANSWER_NOTE;
	return json_unpack(a->json, "{s:i, s:s !}", "v", &(int){ 0 },
	    "note", &a->text);
}

static int
take_progress(struct control_answer *a, const struct control_verb *v)
{
	json_int_t	 done, total;

	(void)v;
	a->kind = ANSWER_PROGRESS;
	if (json_unpack(a->json, "{s:i, s:I, s:I !}", "v", &(int){ 0 },
	    "done", &done, "total", &total) != 0)
		return -EPROTO;
	a->done = done;
	a->total = total;
	return done >= 0 && total >= 0 ? 0 : -EPROTO;
}

static int
take_secret(struct control_answer *a, const struct control_verb *v)
{
	const char	*way;

	(void)v;
	a->kind = ANSWER_SECRET;
	if (json_unpack(a->json, "{s:i, s:s !}", "v", &(int){ 0 },
	    "secret", &way) != 0)
		return -EPROTO;
	a->secret = strcmp(way, ways[ANSWER_SHOW]) == 0 ? ANSWER_SHOW :
	    ANSWER_TAKE;
	return strcmp(way, ways[a->secret]) == 0 ? 0 : -EPROTO;
}

static int
take_end(struct control_answer *a, const struct control_verb *v)
{
	int	 code;

	(void)v;
	a->kind = ANSWER_END;
	if (json_unpack(a->json, "{s:i, s:i, s:s, s:s !}", "v", &(int){ 0 },
	    "exit", &code, "message", &a->text, "hint", &a->hint) != 0 ||
	    code < 0 || code >= CONTROL_EXITS)
		return -EPROTO;
	a->exit = (enum control_exit)code;
	return 0;
}

/* The key that tells what an answer is. */
static const struct {
	const char	*key;
	int		(*take)(struct control_answer *,
			    const struct control_verb *);
} kinds[] = {
	{ "row",	take_row },
	{ "note",	take_note },
	{ "done",	take_progress },
	{ "secret",	take_secret },
	{ "exit",	take_end },
};

int
control_answer_get(struct rd body, const struct control_verb *v,
    struct control_answer *a, struct err *e)
{
	size_t	 i;
	int	 rc;

	memset(a, 0, sizeof(*a));
	rc = json_strict(body, &a->json, e);
	if (rc != 0)
		return rc;
	rc = -EPROTO;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (json_object_get(a->json, kinds[i].key) != NULL) {
			rc = kinds[i].take(a, v);
			break;
		}
	if (rc == 0)
		return 0;
	control_answer_free(a);
	return err_set(e, EPROTO, "not an answer to \"%s\"", v->words);
}

void
control_answer_free(struct control_answer *a)
{
	json_decref(a->json);
	memset(a, 0, sizeof(*a));
}

/* --- writing --- */

/* JSON holds Unicode only; what is none is made fit to be seen. */
static json_t *
text_json(const char *s)
{
	return json_string(utf8_valid(s) ? s : VIS(s));
}

static json_t *
cell_json(const struct control_column *c, const struct control_cell *cell)
{
	if (cell->kind == CELL_NULL ||
	    (cell->kind == CELL_TEXT && cell->text == NULL))
		return json_null();
	if (cell->kind != c->kind)
		return NULL;
	if (cell->kind == CELL_TEXT)
		return text_json(cell->text);
	if (cell->kind == CELL_FLAG)
		return json_boolean(cell->number != 0);
	return json_integer(cell->number);
}

static json_t *
row_json(const struct control_answer *a)
{
	const struct control_column	*c = a->table->columns;
	json_t				*row = json_array();
	size_t				 i;

	for (i = 0; c[i].name != NULL; i++)
		if (json_array_append_new(row, cell_json(&c[i],
		    &a->cells[i])) != 0) {
			json_decref(row);
			return NULL;
		}
	return json_pack("{s:i, s:o, s:s}", "v", CONTROL_VERSION, "row", row,
	    "table", a->table->name);
}

static json_t *
answer_json(const struct control_answer *a)
{
	switch (a->kind) {
	case ANSWER_ROW:
		return row_json(a);
	case ANSWER_NOTE:
		return json_pack("{s:i, s:o}", "v", CONTROL_VERSION,
		    "note", text_json(a->text));
	case ANSWER_PROGRESS:
		return json_pack("{s:i, s:I, s:I}", "v", CONTROL_VERSION,
		    "done", (json_int_t)a->done, "total",
		    (json_int_t)a->total);
	case ANSWER_SECRET:
		return json_pack("{s:i, s:s}", "v", CONTROL_VERSION,
		    "secret", ways[a->secret]);
	case ANSWER_END:
		return json_pack("{s:i, s:i, s:o, s:o}", "v",
		    CONTROL_VERSION, "exit", (int)a->exit,
		    "message", text_json(a->text),
		    "hint", text_json(a->hint));
	}
	return NULL;
}

int
control_answer_put(struct buf *b, const struct control_answer *a)
{
	json_t	*root = answer_json(a);
	int	 rc;

	if (root == NULL)
		return -EINVAL;
	rc = frame_add(b, root);
	json_decref(root);
	return rc;
}
