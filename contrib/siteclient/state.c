/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows come and go; state_text.c reads and writes them. */
#include "contrib/siteclient/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/secret.h"
#include "contrib/siteclient/folder.h"

#define FILE_NAME	"state.ini"
#define FILE_MAX	262144
#define GROW		8

/* Old rows are wiped: there may be passwords in them. */
static void *
add_row(void **rows, size_t *n, size_t size, size_t most)
{
	char	*fresh;

	if (*n >= most)
		return NULL;
	if (*n % GROW == 0) {
		fresh = calloc(*n + GROW, size);
		if (fresh == NULL)
			return NULL;
		if (*n > 0) {
			memcpy(fresh, *rows, *n * size);
			secret_wipe(*rows, *n * size);
		}
		free(*rows);
		*rows = fresh;
	}
	fresh = (char *)*rows + size * (*n)++;
	memset(fresh, 0, size);
	return fresh;
}

static void
drop_row(void *rows, size_t *n, size_t size, size_t i)
{
	char	*at = (char *)rows + i * size;

	memmove(at, at + size, (*n - i - 1) * size);
	--*n;
	secret_wipe((char *)rows + *n * size, size);
}

struct account *
state_add_account(struct state *s)
{
	return add_row((void **)&s->account, &s->naccount,
	    sizeof(*s->account), ACCOUNTS_MAX);
}

struct installed *
state_add_component(struct state *s)
{
	return add_row((void **)&s->component, &s->ncomponent,
	    sizeof(*s->component), COMPONENTS_MAX);
}

struct queue_item *
state_add_item(struct state *s)
{
	return add_row((void **)&s->item, &s->nitem, sizeof(*s->item),
	    QUEUE_MAX);
}

/* The one that ran longest ago makes room. */
struct advert *
state_add_advert(struct state *s)
{
	size_t	 i, oldest = 0;

	for (i = 1; i < s->nadvert; i++)
		if (s->advert[i].when.us < s->advert[oldest].when.us)
			oldest = i;
	if (s->nadvert == ADVERTS_MAX)
		drop_row(s->advert, &s->nadvert, sizeof(*s->advert), oldest);
	return add_row((void **)&s->advert, &s->nadvert, sizeof(*s->advert),
	    ADVERTS_MAX + GROW);
}

void
state_drop_accounts(struct state *s)
{
	if (s->account != NULL)
		secret_wipe(s->account, s->naccount * sizeof(*s->account));
	free(s->account);
	s->account = NULL;
	s->naccount = 0;
}

void
state_drop_component(struct state *s, struct installed *c)
{
	drop_row(s->component, &s->ncomponent, sizeof(*c),
	    (size_t)(c - s->component));
}

void
state_drop_item(struct state *s, struct queue_item *item)
{
	free(item->data);
	item->data = NULL;
	drop_row(s->item, &s->nitem, sizeof(*item),
	    (size_t)(item - s->item));
}

static void
drop_caps(struct state *s)
{
	while (s->ncap > 0)
		free(s->caps[--s->ncap]);
}

int
state_set_caps(struct state *s, const char *const *caps, size_t n)
{
	drop_caps(s);
	if (n > CAPS_MAX)
		n = CAPS_MAX;
	while (s->ncap < n) {
		s->caps[s->ncap] = strdup(caps[s->ncap]);
		if (s->caps[s->ncap] == NULL)
			return -ENOMEM;
		s->ncap++;
	}
	return 0;
}

struct installed *
state_component(const struct state *s, const char *directory)
{
	size_t	 i;

	for (i = 0; i < s->ncomponent; i++)
		if (strcasecmp(s->component[i].directory, directory) == 0)
			return &s->component[i];
	return NULL;
}

struct advert *
state_advert(const struct state *s, const char *id)
{
	size_t	 i;

	for (i = 0; i < s->nadvert; i++)
		if (strcasecmp(s->advert[i].id, id) == 0)
			return &s->advert[i];
	return NULL;
}

void
state_free(struct state *s)
{
	size_t	 i;

	state_drop_accounts(s);
	drop_caps(s);
	for (i = 0; i < s->nitem; i++)
		free(s->item[i].data);
	free(s->item);
	free(s->component);
	free(s->advert);
	memset(s, 0, sizeof(*s));
}

int
state_load(int folder, struct state *s, struct err *err)
{
	struct buf	 b;
	int		 error;

	memset(s, 0, sizeof(*s));
	buf_init(&b, FILE_MAX + 65536);
	error = folder_read(folder, FILE_NAME, FILE_MAX, &b);
	if (error == 0)
		error = state_parse(b.data, b.len, s, err);
	else if (error == -ENOENT)
		error = 0;
	else
		(void)err_set(err, -error, FILE_NAME ": %s",
		    strerror(-error));
	if (b.data != NULL)
		secret_wipe(b.data, b.len);
	buf_free(&b);
	return error;
}

int
state_save(int folder, const struct state *s)
{
	struct buf	 b;
	int		 error;

	if (folder == -1)
		return 0;
	buf_init(&b, FILE_MAX);
	state_put(&b, s);
	error = folder_write(folder, FILE_NAME, &b);
	if (b.data != NULL)
		secret_wipe(b.data, b.len);
	buf_free(&b);
	return error;
}
