/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows, and what follows from them without a file: values, bytes, text. */
#include "server/config.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/config_value.h"

enum { START, LIVE };

#define W(set, words)	static const char words_##set[] = words;
CONFIG_WORDS(W)
#undef W
#define words_NAME	NULL
#define words_PATH	NULL
#define words_LIST	NULL
#define words_BOOL	NULL
#define words_NUMBER	NULL
#define words_TIME	NULL
#define words_SIZE	NULL

static const struct config_option	options[] = {
#define O(kind, name, def, min, max, when, help)			\
	{ #name, OPT_##kind, offsetof(struct config, name), def, min, max, \
	  (when) == LIVE, words_##kind, help },
	CONFIG_TABLE(O)
#undef O
};

#define NOPTIONS	(sizeof(options) / sizeof(options[0]))

const struct config_option *
config_options(size_t *n)
{
	*n = NOPTIONS;
	return options;
}

/* Splits the default of a list at its blanks. */
static void
default_list(const struct config_option *o, struct config *c)
{
	char	 copy[CONFIG_LIST_MAX * CONFIG_ITEM_MAX];
	char	*p = copy, *item;

	(void)snprintf(copy, sizeof(copy), "%s", o->def);
	while ((item = strsep(&p, " ")) != NULL)
		if (*item != '\0')
			(void)config_value_add(o, c, item, NULL);
}

void
config_defaults(struct config *c)
{
	size_t	 i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < NOPTIONS; i++) {
		if (options[i].kind == OPT_LIST)
			default_list(&options[i], c);
		else
			(void)config_value_set(&options[i], c, options[i].def,
			    NULL);
	}
}

static size_t
value_size(const struct config_option *o)
{
	switch (o->kind) {
	case OPT_NAME:
		return CONFIG_NAME_MAX;
	case OPT_PATH:
		return CONFIG_PATH_MAX;
	case OPT_LIST:
		return sizeof(struct config_list);
	case OPT_BOOL:
		return sizeof(bool);
	case OPT_NUMBER:
	case OPT_TIME:
	case OPT_SIZE:
		return sizeof(int64_t);
	default:
		return sizeof(int);
	}
}

int
config_reloadable(const struct config *from, const struct config *to,
    struct err *e)
{
	const char	*a = (const char *)from, *b = (const char *)to;
	size_t		 i;

	for (i = 0; i < NOPTIONS; i++) {
		if (!options[i].live && memcmp(a + options[i].offset,
		    b + options[i].offset, value_size(&options[i])) != 0)
			return err_set(e, EBUSY, "option %s can only change "
			    "with a restart; nothing was changed",
			    options[i].name);
	}
	return 0;
}

void
config_put(struct wr *w, const struct config *c)
{
	char		 text[CONFIG_LIST_MAX * CONFIG_ITEM_MAX];
	const struct config_list *list;
	size_t		 i, k;

	for (i = 0; i < NOPTIONS; i++) {
		if (options[i].kind != OPT_LIST) {
			config_value_text(&options[i], c, text, sizeof(text));
			wr_le16(w, (uint16_t)strlen(text));
			wr_bytes(w, text, strlen(text));
			continue;
		}
		list = config_value_at(&options[i], (struct config *)(uintptr_t)c);
		wr_le16(w, (uint16_t)list->n);
		for (k = 0; k < list->n; k++) {
			wr_le16(w, (uint16_t)strlen(list->item[k]));
			wr_bytes(w, list->item[k], strlen(list->item[k]));
		}
	}
	wr_u8(w, c->one_user);
}

static bool
get_text(struct rd *r, char *dst, size_t size)
{
	size_t	 n = rd_le16(r);

	if (n >= size) {
		rd_fail(r);
		return false;
	}
	rd_copy(r, dst, n);
	dst[n] = '\0';
	return rd_ok(r);
}

int
config_get(struct rd *r, struct config *c)
{
	char	 text[CONFIG_PATH_MAX];
	size_t	 i, k, n;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < NOPTIONS; i++) {
		if (options[i].kind != OPT_LIST) {
			if (!get_text(r, text, sizeof(text)) ||
			    config_value_set(&options[i], c, text, NULL) != 0)
				return -EINVAL;
			continue;
		}
		n = rd_le16(r);
		for (k = 0; k < n; k++) {
			if (!get_text(r, text, sizeof(text)) ||
			    config_value_add(&options[i], c, text, NULL) != 0)
				return -EINVAL;
		}
	}
	c->one_user = rd_u8(r) != 0;
	return rd_end(r) ? 0 : -EINVAL;
}

bool
config_has_web(const struct config *c)
{
	return c->web_listen[0] != '\0' || c->metrics_file[0] != '\0';
}

void
config_path(const struct config *c, const char *path,
    char dst[static CONFIG_PATH_MAX])
{
	if (path[0] == '/')
		(void)snprintf(dst, CONFIG_PATH_MAX, "%s", path);
	else
		(void)snprintf(dst, CONFIG_PATH_MAX, "%.*s/%s",
		    CONFIG_DIR_MAX, c->dir, path);
}
