/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/story.h"

#include "tests/unit/check.h"

#include <stdio.h>

#include "base/text.h"

static void
add_frame(struct story *s, char who, const char *hex)
{
	struct story_frame	*f;

	s->frames = realloc(s->frames, (s->count + 1) * sizeof(*f));
	assert_non_null(s->frames);
	f = &s->frames[s->count++];
	f->from_server = who == 'S';
	f->len = strlen(hex) / 2;
	f->bytes = malloc(f->len + (f->len == 0));
	assert_non_null(f->bytes);
	assert_true(hex_decode(f->bytes, f->len, hex));
}

static void
add_value(struct story *s, const char *key, const char *hex)
{
	size_t	 i = s->nkeys++;

	assert_true(i < nitems(s->keys));
	(void)snprintf(s->keys[i], sizeof(s->keys[i]), "%s", key);
	s->sizes[i] = strlen(hex) / 2;
	assert_true(s->sizes[i] <= sizeof(s->values[i]));
	assert_true(hex_decode(s->values[i], s->sizes[i], hex));
}

void
story_load(struct story *s, const char *name)
{
	const char	*src = getenv("srcdir");
	char		 path[4096], *line = NULL, *value;
	size_t		 cap = 0;
	FILE		*f;

	memset(s, 0, sizeof(*s));
	(void)snprintf(path, sizeof(path), "%s/tests/data/smb2/%s.txt",
	    src == NULL ? "." : src, name);
	f = fopen(path, "r");
	if (f == NULL)
		fail_msg("cannot open %s", path);
	while (getline(&line, &cap, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		value = strchr(line, ' ');
		if (line[0] == '#' || value == NULL)
			continue;
		*value++ = '\0';
		if (strcmp(line, "C") == 0 || strcmp(line, "S") == 0)
			add_frame(s, line[0], value);
		else
			add_value(s, line, value);
	}
	free(line);
	(void)fclose(f);
}

void
story_free(struct story *s)
{
	size_t	 i;

	for (i = 0; i < s->count; i++)
		free(s->frames[i].bytes);
	free(s->frames);
	memset(s, 0, sizeof(*s));
}

const uint8_t *
story_value(const struct story *s, const char *key, size_t *size)
{
	size_t	 i;

	for (i = 0; i < s->nkeys; i++) {
		if (strcmp(s->keys[i], key) == 0) {
			*size = s->sizes[i];
			return s->values[i];
		}
	}
	return NULL;
}
