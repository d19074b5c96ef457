/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names of open files, ordered by share and path, so that all that lies
 * below a folder stands together.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "server/smb/share_impl.h"

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* Two files can bear one name: one of them was removed or renamed outside. */
static int
compare(const struct name *a, const struct name *b)
{
	int	 order = compare_numbers(a->share, b->share);

	if (order == 0)
		order = strcmp(a->path, b->path);
	if (order == 0)
		order = compare_numbers(a->file->id.dev, b->file->id.dev);
	if (order == 0)
		order = compare_numbers(a->file->id.ino, b->file->id.ino);
	return order;
}

TREE_GENERATE(name_tree, name, node, compare)

/* The first name at or behind a path. */
static struct name *
first_from(struct share_table *t, uint32_t share, char *path)
{
	struct file	 nobody = { .id = { 0, 0 } };
	struct name	 key = { .share = share, .path = path,
			    .file = &nobody };

	return RB_NFIND(name_tree, &t->names, &key);
}

bool
name_link(struct share_table *t, struct handle *h, const struct share_open *o)
{
	struct name	*n = calloc(1, sizeof(*n));
	struct name	*known;

	if (n == NULL)
		return false;
	n->share = o->share;
	n->file = h->file;
	n->path = strdup(o->path);
	if (n->path == NULL) {
		free(n);
		return false;
	}
	known = RB_INSERT(name_tree, &t->names, n);
	if (known != NULL) {
		free(n->path);
		free(n);
		n = known;
	}
	h->name = n;
	LIST_INSERT_HEAD(&n->handles, h, of_name);
	return true;
}

void
name_unlink(struct share_table *t, struct handle *h)
{
	struct name	*n = h->name;

	h->name = NULL;
	LIST_REMOVE(h, of_name);
	if (!LIST_EMPTY(&n->handles))
		return;
	(void)RB_REMOVE(name_tree, &t->names, n);
	free(n->path);
	free(n);
}

/* "a/b" holds "a/b/c" and "a/b/c/d", not "a/bc". */
static bool
is_below(const struct name *n, uint32_t share, const char *folder)
{
	size_t	 len = strlen(folder);

	return n != NULL && n->share == share &&
	    strncmp(n->path, folder, len) == 0 &&
	    (len == 0 || n->path[len] == '/');
}

/* The first name below a folder; its own name stands before them. */
static struct name *
first_below(struct share_table *t, uint32_t share, const char *folder)
{
	char		 from[SHARE_PATH_SIZE + 1];
	size_t		 len = strlen(folder);
	struct name	*n;

	if (len >= SHARE_PATH_SIZE)
		return NULL;
	memcpy(from, folder, len);
	from[len] = len == 0 ? '\0' : '/';
	from[len + 1] = '\0';
	n = first_from(t, share, from);
	while (n != NULL && len == 0 && n->share == share &&
	    n->path[0] == '\0')
		n = RB_NEXT(name_tree, &t->names, n);
	return is_below(n, share, folder) ? n : NULL;
}

/*
 * The I/O manager opens the folder of a file's new name to add to it, sharing
 * reads and writes only ([MS-FSA] 2.1.5.15.11).  Folders are moved whoever
 * holds the one above, as Samba does it.
 */
static bool
parent_bars(struct share_table *t, uint32_t share, const char *to)
{
	char		 parent[SHARE_PATH_SIZE];
	const char	*slash = strrchr(to, '/');
	size_t		 len = slash == NULL ? 0 : (size_t)(slash - to);
	struct name	*n;

	if (len >= sizeof(parent))
		return false;
	memcpy(parent, to, len);
	parent[len] = '\0';
	for (n = first_from(t, share, parent); n != NULL &&
	    n->share == share && strcmp(n->path, parent) == 0;
	    n = RB_NEXT(name_tree, &t->names, n))
		if (modes_conflict(&n->file->modes, FILE_ADD_FILE,
		    FILE_SHARE_READ | FILE_SHARE_WRITE))
			return true;
	return false;
}

enum ntstatus
share_table_rename(struct share_table *t, struct share_key key,
    const char *to, struct share_file target)
{
	struct handle		*h = handle_find_open(t, key);
	struct share_modes	 others;

	if (h == NULL)
		return NT_FILE_CLOSED;
	others = h->file->modes;
	modes_take(&others, h);
	if (modes_conflict(&others, DELETE, FILE_SHARE_MASK) ||
	    (!h->is_directory && parent_bars(t, h->name->share, to)))
		return NT_SHARING_VIOLATION;
	if (h->is_directory &&
	    first_below(t, h->name->share, h->name->path) != NULL)
		return NT_ACCESS_DENIED;
	if (target.ino != 0 && (target.ino != h->file->id.ino ||
	    target.dev != h->file->id.dev) && file_find(t, target) != NULL)
		return NT_ACCESS_DENIED;
	return NT_OK;
}

/* Gives the name another path (taken); news for all its handles but one. */
static void
move_name(struct share_table *t, struct name *n, char *path,
    const struct handle *but)
{
	struct name	*known;
	struct handle	*h;

	LIST_FOREACH(h, &n->handles, of_name)
		if (h != but)
			news_add(t, h, SHARE_NEWS_RENAMED);
	(void)RB_REMOVE(name_tree, &t->names, n);
	free(n->path);
	n->path = path;
	known = RB_INSERT(name_tree, &t->names, n);
	if (known == NULL)
		return;
	/* A hard link was renamed over its own file. */
	while ((h = LIST_FIRST(&n->handles)) != NULL) {
		LIST_REMOVE(h, of_name);
		h->name = known;
		LIST_INSERT_HEAD(&known->handles, h, of_name);
	}
	free(n->path);
	free(n);
}

static char *
join(const char *head, const char *tail)
{
	size_t	 n = strlen(head), m = strlen(tail);
	char	*path;

	if (n + m >= SHARE_PATH_SIZE || (path = malloc(n + m + 1)) == NULL)
		return NULL;
	memcpy(path, head, n);
	memcpy(path + n, tail, m + 1);
	return path;
}

/* What lies below goes along.  A path that finds no memory stays the old. */
static void
move_below(struct share_table *t, uint32_t share, const char *from,
    const char *to)
{
	struct name	*n, *next;
	char		*path;

	for (n = first_below(t, share, from); is_below(n, share, from);
	    n = next) {
		next = RB_NEXT(name_tree, &t->names, n);
		path = join(to, n->path + strlen(from));
		if (path != NULL)
			move_name(t, n, path, NULL);
	}
}

void
share_table_renamed(struct share_table *t, struct share_key key,
    const char *to)
{
	struct handle	*h = handle_find_open(t, key);
	char		*from, *path;

	if (h == NULL || strcmp(h->name->path, to) == 0)
		return;
	from = join(h->name->path, "");
	path = join(to, "");
	if (from != NULL && path != NULL) {
		move_name(t, h->name, path, h);
		if (h->is_directory)
			move_below(t, h->name->share, from, to);
	} else
		free(path);
	free(from);
}
