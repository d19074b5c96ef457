/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/lines.h"
#include "protocol/sms/number.h"

#define FILE_MAX	65536
#define NAME_MAX_LEN	32

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

enum kind { TIME, TEXT, LIST };

struct row {
	struct config_row	 row;
	enum kind		 kind;
	size_t			 at;
	size_t			 set;		/* of a TIME */
};

static const struct row	rows[] = {
#define AS_TIME(n, u, h) { { #n, u, h }, TIME,				\
	    offsetof(struct config, n##_ms), offsetof(struct config, n##_set) },
#define AS_TEXT(n, u, h) { { #n, u, h }, TEXT, offsetof(struct config, n), 0 },
#define AS_LIST(n, u, h) { { #n, u, h }, LIST, offsetof(struct config, n), 0 },
	CONFIG_OPTIONS(AS_TIME, AS_TEXT, AS_LIST)
};

const struct config_row *
config_rows(size_t *n)
{
#define AS_ROW(n, u, h) { #n, u, h },
	static const struct config_row	 told[] = {
		CONFIG_OPTIONS(AS_ROW, AS_ROW, AS_ROW)
	};
#undef AS_ROW

	*n = nitems(told);
	return told;
}

bool
config_time(const char *s, int64_t *out)
{
	static const struct {
		const char	*name;
		int64_t		 ms;
	} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", MINUTE_MS },
	    { "h", HOUR_MS }, { "d", DAY_MS } };
	size_t		 i, n = strspn(s, "0123456789");
	uint64_t	 v;

	if (!number_u64(s, n, 1000000000, &v))
		return false;
	for (i = 0; i < nitems(units); i++)
		if (strcmp(s + n, units[i].name) == 0) {
			*out = (int64_t)v * units[i].ms;
			return true;
		}
	return false;
}

/* --- values --- */

static int
add_word(struct config_list *l, const char *s, size_t n, struct err *err)
{
	if (l->n == CONFIG_LIST_MAX)
		return err_set(err, EINVAL, "more than %d values",
		    CONFIG_LIST_MAX);
	l->s[l->n] = strndup(s, n);
	if (l->s[l->n] == NULL)
		return err_set(err, ENOMEM, "out of memory");
	l->n++;
	return 0;
}

/* Blanks part the values; what was set before is kept: host may stand twice. */
static int
set_list(struct config_list *l, const char *s, struct err *err)
{
	size_t	 n;
	int	 error = 0;

	while (error == 0 && *(s += strspn(s, " \t")) != '\0') {
		n = strcspn(s, " \t");
		error = add_word(l, s, n, err);
		s += n;
	}
	return error;
}

static int
set_value(struct config *c, const struct row *r, const char *s,
    struct err *err)
{
	char	*at = (char *)c + r->at;
	char	*text;

	switch (r->kind) {
	case TIME:
		if (!config_time(s, (int64_t *)(void *)at))
			return err_set(err, EINVAL, "%s: \"%s\" is no time "
			    "such as 60m (ms, s, m, h, d)", r->row.name,
			    VIS(s));
		*(bool *)((char *)c + r->set) = true;
		return 0;
	case TEXT:
		if ((text = strdup(s)) == NULL)
			return err_set(err, ENOMEM, "out of memory");
		free(*(char **)(void *)at);
		*(char **)(void *)at = text;
		return 0;
	default:
		return set_list((struct config_list *)(void *)at, s, err);
	}
}

static const struct row *
find(const char *s, size_t n)
{
	size_t	 i;

	for (i = 0; i < nitems(rows); i++)
		if (strlen(rows[i].row.name) == n &&
		    memcmp(rows[i].row.name, s, n) == 0)
			return &rows[i];
	return NULL;
}

int
config_init(struct config *c, struct err *err)
{
	size_t	 i;
	int	 error = 0;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < nitems(rows) && error == 0; i++) {
		error = set_value(c, &rows[i], rows[i].row.usual, err);
		if (rows[i].kind == TIME)
			*(bool *)((char *)c + rows[i].set) = false;
	}
	return error;
}

void
config_free(struct config *c)
{
	struct config_list	*l;
	size_t			 i;

	for (i = 0; i < nitems(rows); i++) {
		if (rows[i].kind == TEXT)
			free(*(char **)(void *)((char *)c + rows[i].at));
		if (rows[i].kind != LIST)
			continue;
		l = (struct config_list *)(void *)((char *)c + rows[i].at);
		while (l->n > 0)
			free(l->s[--l->n]);
	}
	memset(c, 0, sizeof(*c));
}

/* A list that is set for the first time loses its usual values. */
static void
drop_usual(struct config *c, const struct row *r)
{
	struct config_list	*l;

	if (r->kind != LIST || r->row.usual[0] == '\0')
		return;
	l = (struct config_list *)(void *)((char *)c + r->at);
	while (l->n > 0)
		free(l->s[--l->n]);
}

int
config_set(struct config *c, const char *s, struct err *err)
{
	const char		*eq = strchr(s, '=');
	const struct row	*r;
	size_t			 n;

	if (eq == NULL)
		return err_set(err, EINVAL, "\"%s\": expected name = value",
		    VIS(s));
	n = (size_t)(eq - s);
	s = blank_trim(s, &n);
	r = find(s, n);
	if (r == NULL)
		return err_set(err, EINVAL, "there is no option \"%s\"",
		    VISN(s, n < NAME_MAX_LEN ? n : NAME_MAX_LEN));
	drop_usual(c, r);
	eq++;
	return set_value(c, r, eq + strspn(eq, " \t"), err);
}

/* --- the file --- */

static int
set_line(struct config *c, const char *path, const struct line *line,
    struct err *err)
{
	char		 text[1024];
	size_t		 n = line->len;
	const char	*s = blank_trim(line->s, &n);
	struct err	 why = { 0 };

	if (n == 0 || *s == '#')
		return 0;
	if (n >= sizeof(text))
		return err_set(err, EINVAL, "%s:%u: the line is too long",
		    path, line->number);
	memcpy(text, s, n);
	text[n] = '\0';
	if (config_set(c, text, &why) == 0)
		return 0;
	return err_set(err, why.code, "%s:%u: %s", path, line->number,
	    why.text);
}

static int
set_lines(struct config *c, const char *path, const char *s, size_t n,
    struct err *err)
{
	struct syntax_err	 e = { 0 };
	struct lines		 lines = lines_over(s, n, 1024, &e);
	struct line		 line;
	int			 error = 0;

	while (error == 0 && lines_next(&lines, &line))
		error = set_line(c, path, &line, err);
	if (error == 0 && e.line != 0)
		error = syntax_report(err, path, &e);
	return error;
}

bool
config_plays(const struct config *c, const char *behaviour)
{
	return strcmp(c->behaviour, behaviour) == 0;
}

int
config_read(struct config *c, const char *path, struct err *err)
{
	FILE	*f = fopen(path, "re");
	char	*s;
	size_t	 n;
	int	 error;

	if (f == NULL)
		return errno == ENOENT ? 0 : err_sys(err, "%s", path);
	s = malloc(FILE_MAX);
	if (s == NULL)
		error = err_set(err, ENOMEM, "out of memory");
	else if ((n = fread(s, 1, FILE_MAX, f)) == FILE_MAX || ferror(f))
		error = err_set(err, EINVAL, "%s: cannot be read, or is "
		    "larger than %d bytes", path, FILE_MAX);
	else
		error = set_lines(c, path, s, n, err);
	free(s);
	(void)fclose(f);
	return error;
}
