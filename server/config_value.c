/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/config_value.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
	const char	*name;
	int64_t		 factor;
};

/* Largest first: text is made with the largest that divides the value. */
static const struct unit	times[] = {
	{ "d", DAY }, { "h", HOUR }, { "m", MINUTE }, { "s", SECOND },
	{ "ms", MS }, { NULL, 0 }
};
static const struct unit	sizes[] = {
	{ "G", 1024 * MIB }, { "M", MIB }, { "K", KIB }, { "", 1 },
	{ NULL, 0 }
};
static const struct unit	plain[] = { { "", 1 }, { NULL, 0 } };

static const struct unit *
units_of(const struct config_option *o)
{
	return o->kind == OPT_TIME ? times : o->kind == OPT_SIZE ? sizes :
	    plain;
}

void *
config_value_at(const struct config_option *o, struct config *c)
{
	return (char *)c + o->offset;
}

static const void *
look_at(const struct config_option *o, const struct config *c)
{
	return (const char *)c + o->offset;
}

static void
number_text(const struct unit *u, int64_t v, char *dst, size_t size)
{
	while (u[1].name != NULL && (v == 0 || v % u->factor != 0))
		u++;
	(void)snprintf(dst, size, "%" PRId64 "%s", v / u->factor, u->name);
}

void
config_value_number(const struct config_option *o, int64_t v, char *dst,
    size_t size)
{
	number_text(units_of(o), v, dst, size);
}

void
config_duration_text(int64_t v, char *dst, size_t size)
{
	number_text(times, v, dst, size);
}

int
config_duration_parse(const char *text, int64_t most, int64_t *out,
    struct err *e)
{
	const struct unit	*u = times;
	char			 limit[32], *end;
	long long		 v = strtoll(text, &end, 10);

	while (u->name != NULL && strcmp(u->name, end) != 0)
		u++;
	if (end == text || u->name == NULL || v < 0)
		return err_set(e, EINVAL, "\"%s\" is not a duration (a number "
		    "and ms, s, m, h or d)", text);
	if (v > most / u->factor) {
		number_text(times, most, limit, sizeof(limit));
		return err_set(e, EINVAL, "%s is more than %s", text, limit);
	}
	*out = v * u->factor;
	return 0;
}

static int
set_number(const struct config_option *o, struct config *c, const char *text,
    struct err *e)
{
	const struct unit	*u = units_of(o);
	char			 least[32], most[32], *end;
	long long		 v;
	int64_t			*at = config_value_at(o, c);

	if (o->kind == OPT_NUMBER && strcmp(text, "auto") == 0 && o->min == 0) {
		*at = 0;
		return 0;
	}
	errno = 0;
	v = strtoll(text, &end, 10);
	for (; u->name != NULL && strcmp(u->name, end) != 0; u++)
		;
	if (end == text || errno != 0 || u->name == NULL)
		return err_set(e, EINVAL, "%s: \"%s\" is not a %s", o->name,
		    text, o->kind == OPT_TIME ?
		    "duration (a number and ms, s, m, h or d)" :
		    o->kind == OPT_SIZE ? "size (a number and K, M or G)" :
		    "number");
	if (v < o->min / u->factor || v > o->max / u->factor ||
	    v * u->factor < o->min) {
		number_text(units_of(o), o->min, least, sizeof(least));
		number_text(units_of(o), o->max, most, sizeof(most));
		return err_set(e, EINVAL, "%s: %s is not between %s and %s",
		    o->name, text, least, most);
	}
	*at = v * u->factor;
	return 0;
}

static int
set_string(const struct config_option *o, struct config *c, const char *text,
    struct err *e)
{
	size_t	 room = o->kind == OPT_PATH ? CONFIG_PATH_MAX : CONFIG_NAME_MAX;
	size_t	 most = o->max > 0 ? (size_t)o->max : room - 1;
	size_t	 len = strlen(text);

	if (len < (size_t)o->min || len > most)
		return err_set(e, EINVAL, "%s: \"%s\" must have %d to %zu "
		    "characters", o->name, text, (int)o->min, most);
	/* Wholly: reloads compare the memory. */
	memset(config_value_at(o, c), 0, room);
	memcpy(config_value_at(o, c), text, len);
	return 0;
}

/* The position of a word in "word word word", or -1. */
static int
word_index(const char *words, const char *text)
{
	size_t	 n = strlen(text);
	int	 i;

	for (i = 0; *words != '\0'; i++) {
		if (n > 0 && strcspn(words, " ") == n &&
		    strncmp(words, text, n) == 0)
			return i;
		words += strcspn(words, " ");
		words += strspn(words, " ");
	}
	return -1;
}

static int
set_word(const struct config_option *o, struct config *c, const char *text,
    struct err *e)
{
	const char	*words = o->kind == OPT_BOOL ? "no yes" : o->words;
	int		 i = word_index(words, text);

	if (i == -1)
		return err_set(e, EINVAL, "%s: \"%s\" is none of: %s", o->name,
		    text, words);
	if (o->kind == OPT_BOOL)
		*(bool *)config_value_at(o, c) = i == 1;
	else
		*(int *)config_value_at(o, c) = i;
	return 0;
}

int
config_value_set(const struct config_option *o, struct config *c,
    const char *text, struct err *e)
{
	switch (o->kind) {
	case OPT_NAME:
	case OPT_PATH:
		return set_string(o, c, text, e);
	case OPT_NUMBER:
	case OPT_TIME:
	case OPT_SIZE:
		return set_number(o, c, text, e);
	case OPT_LIST:
		return err_set(e, EINVAL, "%s: expects a list", o->name);
	default:
		return set_word(o, c, text, e);
	}
}

int
config_value_add(const struct config_option *o, struct config *c,
    const char *item, struct err *e)
{
	struct config_list	*list = config_value_at(o, c);

	if (list->n == (size_t)o->max)
		return err_set(e, EINVAL, "%s: has more than %d items",
		    o->name, (int)o->max);
	if (*item == '\0' || strlen(item) >= CONFIG_ITEM_MAX)
		return err_set(e, EINVAL, "%s: \"%s\" must have 1 to %d "
		    "characters", o->name, item, CONFIG_ITEM_MAX - 1);
	memset(list->item[list->n], 0, CONFIG_ITEM_MAX);
	memcpy(list->item[list->n++], item, strlen(item));
	return 0;
}

static void
word_text(const char *words, int i, char *dst, size_t size)
{
	for (; i > 0; i--) {
		words += strcspn(words, " ");
		words += strspn(words, " ");
	}
	(void)snprintf(dst, size, "%.*s", (int)strcspn(words, " "), words);
}

static void
list_text(const struct config_list *list, char *dst, size_t size)
{
	size_t	 i, len = 0;

	dst[0] = '\0';
	for (i = 0; i < list->n && len < size; i++)
		len += (size_t)snprintf(dst + len, size - len, "%s%s",
		    i == 0 ? "" : " ", list->item[i]);
}

void
config_value_text(const struct config_option *o, const struct config *c,
    char *dst, size_t size)
{
	const void	*at = look_at(o, c);

	switch (o->kind) {
	case OPT_NAME:
	case OPT_PATH:
		(void)snprintf(dst, size, "%s", (const char *)at);
		break;
	case OPT_LIST:
		list_text(at, dst, size);
		break;
	case OPT_BOOL:
		word_text("no yes", *(const bool *)at, dst, size);
		break;
	case OPT_NUMBER:
	case OPT_TIME:
	case OPT_SIZE:
		number_text(units_of(o), *(const int64_t *)at, dst, size);
		break;
	default:
		word_text(o->words, *(const int *)at, dst, size);
		break;
	}
}
