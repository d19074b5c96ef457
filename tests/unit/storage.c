/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/new_store.h"
#include "tests/unit/storage.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int
storage_up(void **state)
{
	struct storage	*s = calloc(1, sizeof(*s));

	assert_non_null(s);
	quick_folder("store", s->dir);
	arena_init(&s->kept, 64 << 20);
	*state = s;
	new_store(s->dir);
	storage_open(s);
	return 0;
}

void
storage_remove(const char *dir)
{
	struct dirent	*e;
	char		 path[512];
	DIR		*d = opendir(dir);

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (unlink(path) == -1)
			storage_remove(path);
	}
	if (d != NULL)
		(void)closedir(d);
	(void)rmdir(dir);
}

int
storage_down(void **state)
{
	struct storage	*s = *state;

	storage_close(s);
	storage_remove(s->dir);
	arena_free(&s->kept);
	free(s);
	return 0;
}

void
storage_open(struct storage *s)
{
	const struct store_options	 opt = { .create = true };
	struct err			 e = { 0 };

	if (store_open(s->dir, &opt, &s->st, &e) != 0)
		fail_msg("%s", e.text);
}

void
storage_close(struct storage *s)
{
	store_close(&s->st);
	assert_null(s->st);
}

char *
storage_path(struct storage *s, const char *name)
{
	char	 path[512];

	(void)snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	return arena_text(&s->kept, path, strlen(path));
}

void
note_err(struct storage *s, const struct err *failed)
{
	s->err = (struct err){ 0 };
	if (failed != NULL)
		s->err = *failed;
}

static void
done(void *arg, const struct err *failed)
{
	note_err(arg, failed);
}

int
waited(struct storage *s, int submitted)
{
	assert_int_equal(submitted, 0);
	store_wait(s->st);
	return s->err.code;
}

int
commit(struct storage *s, struct batch *b)
{
	return waited(s, store_submit(s->st, &b, done, s));
}

void
committed(struct storage *s, struct batch *b)
{
	if (commit(s, b) != 0)
		fail_msg("%s", s->err.text);
}

const char *
kept(struct storage *s, const char *text)
{
	return arena_text(&s->kept, text, strlen(text));
}

static void
copy_file(const char *from, const char *to)
{
	char	 mem[65536];
	size_t	 n;
	FILE	*in = fopen(from, "r"), *out = fopen(to, "w");

	assert_true(in != NULL && out != NULL);
	while ((n = fread(mem, 1, sizeof(mem), in)) > 0)
		assert_int_equal(fwrite(mem, 1, n, out), n);
	(void)fclose(in);
	assert_int_equal(fclose(out), 0);
}

char *
storage_crash(struct storage *s)
{
	char	*dir = storage_path(s, "crash-XXXXXX");
	char	 to[512];

	assert_non_null(mkdtemp(dir));
	(void)snprintf(to, sizeof(to), "%s/site.db", dir);
	copy_file(storage_path(s, "site.db"), to);
	(void)snprintf(to, sizeof(to), "%s/site.db-wal", dir);
	copy_file(storage_path(s, "site.db-wal"), to);
	return dir;
}

int
storage_try_open(struct storage *s, const char *dir)
{
	const struct store_options	 opt = { .create = false };

	if (s->st != NULL)
		storage_close(s);
	s->err = (struct err){ 0 };
	return -store_open(dir, &opt, &s->st, &s->err);
}

static bool
run_sql(struct storage *s, const char *sql, bool triggers)
{
	sqlite3	*h;
	bool	 done;

	storage_close(s);
	assert_int_equal(sqlite3_open(storage_path(s, "site.db"), &h), 0);
	(void)sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_TRIGGER, triggers,
	    NULL);
	done = sqlite3_exec(h, sql, NULL, NULL, NULL) == SQLITE_OK;
	(void)sqlite3_close(h);
	storage_open(s);
	return done;
}

bool
storage_try(struct storage *s, const char *sql)
{
	return run_sql(s, sql, true);
}

void
storage_force(struct storage *s, const char *sql)
{
	assert_true(run_sql(s, sql, false));
}

void
storage_save(struct storage *s)
{
	storage_close(s);
	copy_file(storage_path(s, "site.db"), storage_path(s, "saved"));
	storage_open(s);
}

void
storage_back(struct storage *s)
{
	storage_close(s);
	copy_file(storage_path(s, "saved"), storage_path(s, "site.db"));
	storage_open(s);
}
