/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The n-th allocation fails, ours and SQLite's counted together (the linker
 * puts __wrap_malloc() and its like in the place of ours): each ends in a
 * clear error, and nothing that was acknowledged is lost.
 */
#include "build_config.h"

#include "tests/unit/new_store.h"
#include "tests/unit/storage.h"

#include <malloc.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "tests/fault/story.h"

/*
 * How many faults are tried unless all are: the story grows with each step of
 * the schema, and takes longer with a sanitizer by an order of magnitude.
 */
#ifdef SITED_SANITIZERS
#define FAULTS	60
#else
#define FAULTS	300
#endif

static atomic_long	 count;
static atomic_long	 fail_at;	/* 0: never */

void	*__real_malloc(size_t);
void	*__real_calloc(size_t, size_t);
void	*__real_realloc(void *, size_t);
void	*__wrap_malloc(size_t);
void	*__wrap_calloc(size_t, size_t);
void	*__wrap_realloc(void *, size_t);

static bool
refuse(void)
{
	return ++count == fail_at;
}

void *
__wrap_malloc(size_t n)
{
	return refuse() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return refuse() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return refuse() ? NULL : __real_realloc(p, n);
}

static void *
take(int n)
{
	return refuse() ? NULL : __real_malloc((size_t)n);
}

static void *
resize(void *p, int n)
{
	return refuse() ? NULL : __real_realloc(p, (size_t)n);
}

static int
size_of(void *p)
{
	return (int)malloc_usable_size(p);
}

static int
round_up(int n)
{
	return (n + 7) & ~7;
}

static int
start(void *arg)
{
	(void)arg;
	return SQLITE_OK;
}

static void
stop(void *arg)
{
	(void)arg;
}

static const sqlite3_mem_methods	 methods = {
	take, free, resize, size_of, round_up, start, stop, NULL
};

static int
folder_up(void **state)
{
	static char	 dir[64];

	log_set(LVL_ERROR, LOG_PLAIN);
	(void)strcpy(dir, access("/dev/shm", W_OK) == 0 ?
	    "/dev/shm/sited-memory-XXXXXX" : "memory-XXXXXX");
	assert_non_null(mkdtemp(dir));
	*state = dir;
	return 0;
}

static int
folder_down(void **state)
{
	storage_remove(*state);
	return 0;
}

static void
check_code(const struct err *e, long n)
{
	if (e->code > 0 && e->code != ENOMEM && e->code != EIO)
		fail_msg("allocation %ld: %d %s", n, e->code, e->text);
	if (e->code == EIO && strstr(e->text, "cannot be") == NULL)
		fail_msg("allocation %ld: %s", n, e->text);
}

/* How many allocations the story made: with the making of the store, or in
   one that is there. */
static long
tell(const char *dir, bool is_new, long n)
{
	struct story	 s;
	long		 made;
	int		 i;

	storage_remove(dir);
	assert_int_equal(mkdir(dir, 0700), 0);
	if (!is_new)
		new_store(dir);
	count = 0;
	fail_at = n;
	story_begin(&s, dir, NULL);
	made = count;
	fail_at = 0;
	check_code(&s.opened, n);
	for (i = 1; i < s.next; i++)
		check_code(&s.fate[i], n);
	if (story_refused(&s) > 1)
		fail_msg("allocation %ld: %d batches refused", n,
		    story_refused(&s));
	if (s.st != NULL && !story_go_on(&s))
		fail_msg("allocation %ld: does not go on: %s", n,
		    s.fate[s.next - 1].text);
	store_close(&s.st);
	story_check(&s, dir, false);
	return made;
}

static void
no_failed_allocation_loses_anything(void **state)
{
	long	 n, made = tell(*state, false, 0);
	long	 stride = story_stride(made / FAULTS + 1);

	print_message("%ld allocations\n", made);
	for (n = 1; n <= made; n += n < 100 ? 1 : stride)
		(void)tell(*state, false, n);
}

/* Most of them are those of SQLite that makes table after table. */
static void
none_that_fails_spoils_a_store_that_is_made(void **state)
{
	long	 n, made = tell(*state, true, 0);
	long	 stride = story_stride(made / (FAULTS / 3) + 1);

	print_message("%ld allocations\n", made);
	for (n = 1; n <= made; n += stride)
		(void)tell(*state, true, n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    no_failed_allocation_loses_anything, folder_up,
		    folder_down),
		cmocka_unit_test_setup_teardown(
		    none_that_fails_spoils_a_store_that_is_made, folder_up,
		    folder_down),
	};

	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
