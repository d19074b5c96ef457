/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret_pool.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build_config.h"
#include "tests/unit/check.h"

/* The sanitizers' runtime turns mlock() into nothing. */
#ifdef SITED_SANITIZERS
#define MLOCK_WORKS	false
#else
#define MLOCK_WORKS	true
#endif

#define PIECE	256
#define MANY	(3 * SECRET_CHUNK / PIECE)

static bool
is_zero(const uint8_t *p, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (p[i] != 0)
			return false;
	return true;
}

static struct secret_pool *
pool_of(size_t size)
{
	struct secret_pool	*p = secret_pool_new(size);

	assert_non_null(p);
	return p;
}

static void
pieces_are_apart_and_zeroed(void **state)
{
	struct secret_pool	*p = pool_of(PIECE);
	uint8_t			*piece[MANY];
	size_t			 i;

	(void)state;
	for (i = 0; i < MANY; i++) {
		piece[i] = secret_pool_take(p);
		assert_non_null(piece[i]);
		assert_true(is_zero(piece[i], PIECE));
		memset(piece[i], (int)i & 0xff, PIECE);
	}
	for (i = 0; i < MANY; i++)
		assert_int_equal(piece[i][PIECE - 1], i & 0xff);
	secret_pool_free(&p);
	assert_null(p);
}

static void
a_piece_given_back_is_wiped_and_comes_again(void **state)
{
	struct secret_pool	*p = pool_of(PIECE);
	uint8_t			*piece = secret_pool_take(p);

	(void)state;
	memset(piece, 0xaa, PIECE);
	secret_pool_give(p, piece);
	assert_true(is_zero(piece + sizeof(void *), PIECE - sizeof(void *)));
	assert_ptr_equal(secret_pool_take(p), piece);
	assert_true(is_zero(piece, PIECE));
	secret_pool_give(p, NULL);
	secret_pool_free(&p);
	secret_pool_free(&p);
}

/* The flags of the mapping that holds an address, as the kernel lists them. */
static void
flags_of(const void *address, char *dst, size_t size)
{
	char		 line[512];
	unsigned long	 from, to;
	bool		 here = false;
	FILE		*f = fopen("/proc/self/smaps", "r");

	assert_non_null(f);
	dst[0] = '\0';
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			here = from <= (uintptr_t)address &&
			    (uintptr_t)address < to;
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			(void)snprintf(dst, size, "%s", line);
	}
	(void)fclose(f);
}

static void
the_kernel_keeps_them_from_swap_and_dump(void **state)
{
	struct secret_pool	*p = pool_of(PIECE);
	uint8_t			*piece = secret_pool_take(p);
	char			 flags[512];

	(void)state;
	flags_of(piece, flags, sizeof(flags));
	assert_non_null(strstr(flags, " dd"));
	assert_non_null(strstr(flags, " wf"));
	if (MLOCK_WORKS && secret_pool_is_locked(p))
		assert_non_null(strstr(flags, " lo"));
	secret_pool_free(&p);
}

/* In a child; returns its status, 0: it lived. */
static int
in_child(void (*run)(uint8_t *), uint8_t *piece)
{
	pid_t	 pid = fork();
	int	 status;

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		(void)signal(SIGSEGV, SIG_DFL);
		run(piece);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
read_zeroes(uint8_t *piece)
{
	if (!is_zero(piece, PIECE))
		_exit(1);
}

static void
a_forked_child_finds_nothing(void **state)
{
	struct secret_pool	*p = pool_of(PIECE);
	uint8_t			*piece = secret_pool_take(p);

	(void)state;
	memset(piece, 0x55, PIECE);
	assert_int_equal(in_child(read_zeroes, piece), 0);
	assert_int_equal(piece[0], 0x55);
	secret_pool_free(&p);
}

static void
write_behind(uint8_t *piece)
{
	*(volatile uint8_t *)(piece + SECRET_CHUNK) = 1;
}

static void
write_before(uint8_t *piece)
{
	*(volatile uint8_t *)(piece - 1) = 1;
}

static void
the_pages_around_kill(void **state)
{
	struct secret_pool	*p = pool_of(SECRET_CHUNK);
	uint8_t			*piece = secret_pool_take(p);

	(void)state;
	assert_true(WIFSIGNALED(in_child(write_behind, piece)));
	assert_true(WIFSIGNALED(in_child(write_before, piece)));
	secret_pool_free(&p);
}

static void
grow_without_a_lock(uint8_t *piece)
{
	struct rlimit		 none = { 0, 0 };
	struct secret_pool	*p;

	(void)piece;
	if (setrlimit(RLIMIT_MEMLOCK, &none) == -1 || setuid(65534) == -1)
		_exit(2);
	p = secret_pool_new(PIECE);
	if (p == NULL || !secret_pool_is_locked(p))
		_exit(3);
	if (secret_pool_take(p) == NULL || secret_pool_is_locked(p))
		_exit(4);
}

static void
pages_that_cannot_be_locked_are_told(void **state)
{
	(void)state;
	if (geteuid() != 0 || !MLOCK_WORKS)
		skip();
	assert_int_equal(in_child(grow_without_a_lock, NULL), 0);
}

static void
sizes_beyond_a_chunk_are_refused(void **state)
{
	(void)state;
	assert_null(secret_pool_new(0));
	assert_null(secret_pool_new(SECRET_CHUNK + 1));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(pieces_are_apart_and_zeroed),
		cmocka_unit_test(a_piece_given_back_is_wiped_and_comes_again),
		cmocka_unit_test(the_kernel_keeps_them_from_swap_and_dump),
		cmocka_unit_test(a_forked_child_finds_nothing),
		cmocka_unit_test(the_pages_around_kill),
		cmocka_unit_test(pages_that_cannot_be_locked_are_told),
		cmocka_unit_test(sizes_beyond_a_chunk_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
