/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/queue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/secret.h"
#include "contrib/siteclient/folder.h"

#define PATH_SIZE	32
#define FOLDER		"queue"

void
queue_name(char name[static QUEUE_NAME_SIZE])
{
	static const char	 letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "012345";	/* 32: no remainder */
	uint8_t			 r[QUEUE_NAME_SIZE - 1];
	size_t			 i;

	secret_random(r, sizeof(r));
	for (i = 0; i < sizeof(r); i++)
		name[i] = letters[r[i] % 32];
	name[i] = '\0';
}

static void
path_of(const struct queue_item *q, char path[static PATH_SIZE])
{
	(void)snprintf(path, PATH_SIZE, FOLDER "/%s", q->name);
}

static bool
is_taken(const struct state *s, const char *name)
{
	size_t	 i;

	for (i = 0; i < s->nitem; i++)
		if (strcmp(s->item[i].name, name) == 0)
			return true;
	return false;
}

static int
keep(int folder, struct queue_item *q, const void *data, size_t n)
{
	struct buf	 b;
	char		 path[PATH_SIZE];
	int		 error;

	q->len = n;
	if (folder == -1) {
		q->data = malloc(n);
		if (q->data == NULL)
			return -ENOMEM;
		memcpy(q->data, data, n);
		return 0;
	}
	path_of(q, path);
	buf_init(&b, QUEUE_FILE_MAX);
	buf_add(&b, data, n);
	error = folder_write(folder, path, &b);
	buf_free(&b);
	return error;
}

int
queue_add(int folder, struct state *s, enum box box, const char *ext,
    const void *data, size_t n, struct wall now)
{
	struct queue_item	*q;
	char			 name[QUEUE_NAME_SIZE];
	int			 error;

	if (n == 0 || n > QUEUE_FILE_MAX)
		return -EINVAL;
	do
		queue_name(name);
	while (is_taken(s, name));
	q = state_add_item(s);
	if (q == NULL)
		return -ENOSPC;
	memcpy(q->name, name, sizeof(name));
	(void)strlcpy(q->ext, ext, sizeof(q->ext));
	q->box = box;
	q->made = q->next = now;
	error = keep(folder, q, data, n);
	if (error != 0)
		state_drop_item(s, q);
	return error;
}

int
queue_read(int folder, const struct queue_item *q, struct buf *b)
{
	char	 path[PATH_SIZE];

	if (folder != -1) {
		path_of(q, path);
		return folder_read(folder, path, QUEUE_FILE_MAX, b);
	}
	buf_clear(b);
	buf_add(b, q->data, q->len);
	return buf_ok(b) ? 0 : -ENOMEM;
}

/*
 * The answer to an enrolment goes first: before it nothing signed counts.  Nor
 * is what may have landed overtaken: its number must not fall behind.
 */
static struct queue_item *
first(struct state *s)
{
	struct queue_item	*under_way = NULL;
	size_t			 i;

	for (i = 0; i < s->nitem; i++) {
		if (strcmp(s->item[i].ext, QUEUE_ANSWER) == 0)
			return &s->item[i];
		if (s->item[i].number != 0)
			under_way = &s->item[i];
	}
	return under_way;
}

struct queue_item *
queue_due(struct state *s, struct wall now)
{
	struct queue_item	*q = first(s);
	size_t			 i;

	if (q != NULL)
		return q->next.us <= now.us ? q : NULL;
	for (i = 0; i < s->nitem; i++)
		if (s->item[i].next.us <= now.us)
			return &s->item[i];
	return NULL;
}

void
queue_sent(int folder, struct state *s, struct queue_item *q)
{
	char	 path[PATH_SIZE];

	path_of(q, path);
	if (folder != -1)
		(void)unlinkat(folder, path, 0);
	state_drop_item(s, q);
}

void
queue_failed(struct queue_item *q, const struct config_list *retries,
    struct wall now)
{
	size_t	 i = q->tries < retries->n ? q->tries : retries->n - 1;
	int64_t	 ms = HOUR_MS;

	if (retries->n > 0)
		(void)config_time(retries->s[i], &ms);
	q->tries++;
	q->next.us = now.us + ms * 1000;
}

size_t
queue_expire(int folder, struct state *s, struct wall now, int64_t life_ms)
{
	size_t	 i, n = 0;

	for (i = s->nitem; i-- > 0;)
		if (now.us - s->item[i].made.us > life_ms * 1000) {
			queue_sent(folder, s, &s->item[i]);
			n++;
		}
	return n;
}

static bool
is_there(int folder, const struct queue_item *q)
{
	char	 path[PATH_SIZE];

	path_of(q, path);
	return faccessat(folder, path, R_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void
queue_mend(int folder, struct state *s)
{
	struct dirent	*e;
	DIR		*d;
	size_t		 i;
	int		 fd;

	if (folder == -1)
		return;
	for (i = s->nitem; i-- > 0;)
		if (!is_there(folder, &s->item[i]))
			state_drop_item(s, &s->item[i]);
	fd = open_beneath(folder, FOLDER, O_RDONLY | O_DIRECTORY, 0);
	d = fd < 0 ? NULL : fdopendir(fd);
	while (d != NULL && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' && !is_taken(s, e->d_name))
			(void)unlinkat(dirfd(d), e->d_name, 0);
	if (d != NULL)
		(void)closedir(d);
	else if (fd >= 0)
		(void)close(fd);
}
