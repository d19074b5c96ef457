/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/queue.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/text.h"
#include "protocol/sms/manifest.h"
#include "server/director/cap/survey_int.h"

#define NAMES_MAX	65536		/* read of one folder */

/* Files of a bundle while their number is not known. */
struct entry {
	STAILQ_ENTRY(entry)	 next;
	struct survey_file	 file;
};

struct walk {
	struct survey			*s;
	struct survey_bundle		*b;
	STAILQ_HEAD(, entry)		 files;
	size_t				 n;
	size_t				 names;
};

/* This name is left out; a component is not whole without it. */
static void
bad(struct walk *w, const char *what, const char *path)
{
	if (w->b->problem == NULL)
		w->b->problem = survey_note(w->s, "%s %s", VIS(path), what);
}

/* Nobody knows what else there is. */
static void
unlisted(struct walk *w, const char *what, const char *path)
{
	bad(w, what, path[0] == '\0' ? "its folder" : path);
	w->b->unlisted = true;
}

static void
add_file(struct walk *w, const char *path, const struct stat *st)
{
	struct entry	*x;

	if (w->n == w->b->row->files) {
		unlisted(w, "has too many files", "");
		return;
	}
	x = arena_alloc(&w->s->arena, sizeof(*x));
	if (x == NULL)
		return;
	x->file = (struct survey_file){
		.path = arena_text(&w->s->arena, path, strlen(path)),
		.size = (uint64_t)st->st_size,
		.mtime = st->st_mtim,
		.ctime = st->st_ctim,
		.inode = st->st_ino,
	};
	if (x->file.path == NULL)
		return;
	STAILQ_INSERT_TAIL(&w->files, x, next);
	w->n++;
}

static void	walk_folder(struct walk *, int fd, const char *prefix,
		    unsigned depth);

static void
walk_below(struct walk *w, int above, const char *name, const char *path,
    unsigned depth)
{
	char	 prefix[MANIFEST_PATH_SIZE + 1];
	int	 fd;

	if (depth == 0) {
		bad(w, "is a folder too deep", path);
		return;
	}
	fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (fd == -1) {
		unlisted(w, "cannot be read", path);
		return;
	}
	(void)snprintf(prefix, sizeof(prefix), "%s/", path);
	walk_folder(w, fd, prefix, depth - 1);
}

static void
walk_name(struct walk *w, int fd, const char *prefix, const char *name,
    unsigned depth)
{
	char		 path[MANIFEST_PATH_SIZE];
	struct stat	 st;

	if (master_is_ignored(name))
		return;
	if (snprintf(path, sizeof(path), "%s%s", prefix, name) >=
	    (int)sizeof(path) - 96 || !manifest_path_ok(path))
		bad(w, "is no name that clients could be shown", name);
	else if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1) {
		if (errno != ENOENT)	/* it went meanwhile */
			unlisted(w, "cannot be read", path);
	} else if (S_ISDIR(st.st_mode))
		walk_below(w, fd, name, path, depth);
	else if (S_ISREG(st.st_mode))
		add_file(w, path, &st);
	else
		bad(w, "is neither file nor folder", path);
}

/* Takes the descriptor. */
static void
walk_folder(struct walk *w, int fd, const char *prefix, unsigned depth)
{
	struct dirent	*entry;
	DIR		*dir = fdopendir(fd);

	if (dir == NULL) {
		unlisted(w, "cannot be read", prefix);
		(void)close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL && w->names++ < NAMES_MAX)
		walk_name(w, fd, prefix, entry->d_name, depth);
	if (entry != NULL)
		unlisted(w, "has too many names", prefix);
	(void)closedir(dir);
}

static int
file_order(const void *a, const void *b)
{
	const struct survey_file	*x = a, *y = b;

	return text_casecmp(x->path, y->path);
}

/* Sorted; names that are one to Windows are none. */
static void
gather(struct walk *w)
{
	struct survey_bundle	*b = w->b;
	struct entry		*x;
	size_t			 i, n;

	b->file = arena_array(&w->s->arena, w->n, sizeof(*b->file));
	if (b->file == NULL)
		return;
	STAILQ_FOREACH(x, &w->files, next)
		b->file[b->nfile++] = x->file;
	if (b->nfile > 1)
		qsort(b->file, b->nfile, sizeof(*b->file), file_order);
	for (i = n = 0; i < b->nfile; i++)
		if (n > 0 && file_order(&b->file[n - 1], &b->file[i]) == 0)
			bad(w, "is there twice, in another case",
			    b->file[i].path);
		else
			b->file[n++] = b->file[i];
	b->nfile = n;
}

/* A component's version stands beside its files, not among them. */
static void
set_compver_apart(struct survey *s, struct survey_bundle *b)
{
	size_t	 i, n = 0;

	for (i = 0; i < b->nfile; i++) {
		if (strcasecmp(b->file[i].path, COMPVER_NAME) == 0) {
			b->compver = arena_alloc(&s->arena,
			    sizeof(*b->compver));
			if (b->compver != NULL)
				*b->compver = b->file[i];
		} else if (strchr(b->file[i].path, '/') == NULL) {
			if (b->problem == NULL)
				b->problem = survey_note(s, "%s belongs into "
				    "the folder of a platform",
				    VIS(b->file[i].path));
		} else
			b->file[n++] = b->file[i];
	}
	b->nfile = n;
}

void
survey_list_one(const struct survey_order *o, struct survey *s,
    const struct master_folder *row, const char *name)
{
	struct survey_bundle	*b = &s->bundle[s->n];
	struct walk		 w = { .s = s, .b = b };
	int			 fd;

	STAILQ_INIT(&w.files);
	b->row = row;
	b->name = arena_text(&s->arena, name, strlen(name));
	if (b->name == NULL)
		return;
	s->n++;
	fd = open_beneath(o->masters_fd, name, O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0) {
		b->problem = survey_note(s, "its folder cannot be read: %s",
		    strerror(-fd));
		b->unlisted = true;
		return;
	}
	walk_folder(&w, fd, "", row->depth);
	gather(&w);
	if (row->components)
		set_compver_apart(s, b);
}

static bool
is_component(int fd, const char *name)
{
	struct stat	 st;

	return name_folder(name) == NULL && !master_is_ignored(name) &&
	    utf8_valid(name) &&
	    fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode);
}

/* Those that were taken before, or the others; false: there are too many. */
static bool
list_some(const struct survey_order *o, struct survey *s,
    const struct master_folder *row, DIR *dir, bool known)
{
	struct dirent	*entry;
	char		 name[MANIFEST_PATH_SIZE];
	size_t		 names = 0;

	rewinddir(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (names++ == NAMES_MAX)
			return false;
		(void)snprintf(name, sizeof(name), "%s/%.64s", row->folder,
		    entry->d_name);
		if ((catalogue_find(o->have, name) != NULL) != known ||
		    !is_component(dirfd(dir), entry->d_name))
			continue;
		if (s->ncomponent == COMPONENTS_MAX)
			return false;
		survey_list_one(o, s, row, name);
		s->ncomponent++;
	}
	return true;
}

/*
 * Folders of components; what is no folder, or no name, is none.  Junk must not
 * hide a hotfix: what clients have is looked at first.
 */
static void
list_components(const struct survey_order *o, struct survey *s,
    const struct master_folder *row)
{
	DIR	*dir;
	int	 fd;

	fd = open_beneath(o->masters_fd, row->folder, O_RDONLY | O_DIRECTORY,
	    0);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir != NULL && (!list_some(o, s, row, dir, true) ||
	    !list_some(o, s, row, dir, false)))
		s->crowded = "there are too many folders in it: some are not "
		    "looked at";
	if (dir != NULL)
		(void)closedir(dir);
	else if (fd >= 0)
		(void)close(fd);
}

static int
bundle_order(const void *a, const void *b)
{
	const struct survey_bundle	*x = a, *y = b;

	return text_casecmp(x->name, y->name);
}

bool
survey_begin(struct survey *s)
{
	s->bundle = arena_array(&s->arena, COMPONENTS_MAX + MASTER_FOLDERS,
	    sizeof(*s->bundle));
	return s->bundle != NULL;
}

void
survey_list(const struct survey_order *o, struct survey *s)
{
	size_t	 i;

	if (!survey_begin(s))
		return;
	for (i = 0; i < MASTER_FOLDERS; i++)
		if (master_folders[i].components)
			list_components(o, s, &master_folders[i]);
		else
			survey_list_one(o, s, &master_folders[i],
			    master_folders[i].folder);
	if (s->n > 1)
		qsort(s->bundle, s->n, sizeof(*s->bundle), bundle_order);
	for (i = 1; i < s->n; i++)
		if (bundle_order(&s->bundle[i - 1], &s->bundle[i]) == 0)
			s->bundle[i].problem = s->bundle[i - 1].problem =
			    "its folder is there twice, in another case";
}
