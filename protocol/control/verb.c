/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb.h"

#include <string.h>

#include "protocol/control/verb_def.h"

static const struct control_verb	control_verbs[VERB_COUNT] = {
#define V(id, words, right, effect, help)				\
	{ words, RIGHT_##right, EFFECT_##effect, help, params_##id,	\
	  tables_##id, more_##id },
	CONTROL_VERBS(V)
#undef V
};

const struct control_verb *
control_verb(enum control_verb_id id)
{
	return &control_verbs[id];
}

const struct control_verb *
control_verb_find(const char *words)
{
	size_t	 i;

	for (i = 0; i < VERB_COUNT; i++)
		if (strcmp(control_verbs[i].words, words) == 0)
			return &control_verbs[i];
	return NULL;
}

enum control_verb_id
control_verb_id(const struct control_verb *v)
{
	return (enum control_verb_id)(v - control_verbs);
}

size_t
control_columns(const struct control_table *t)
{
	size_t	 n = 0;

	while (t->columns[n].name != NULL)
		n++;
	return n;
}

const char *
control_right_name(enum control_right r)
{
	static const char *const	names[] = {
		"nobody", "viewer", "operator"
	};

	return names[r];
}
