/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/disk_help.h"

static void
fill(uint8_t *p, size_t n, unsigned seed)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		p[i] = (uint8_t)(i * 31 + i / 251 + seed);
}

static void
what_is_written_is_read(void **state)
{
	static const size_t	 sizes[] = { 1, 4096, 65536, 65537, 1 << 20 };
	struct fx		*f = *state;
	uint8_t			*out = malloc(1 << 20), *in = malloc(1 << 20);
	struct vfs_file		*file = x_file(f, "a", VFS_CREATE);
	size_t			 i, n;

	for (i = 0; i < nitems(sizes); i++) {
		fill(out, sizes[i], (unsigned)i);
		assert_int_equal(x_write(f, file, i * 100, out, sizes[i]),
		    NT_OK);
		assert_int_equal(x_read(f, file, i * 100, in, sizes[i], &n),
		    NT_OK);
		assert_int_equal(n, sizes[i]);
		assert_memory_equal(in, out, sizes[i]);
	}
	assert_int_equal(x_stat(file).size, 400 + (1 << 20));
	x_close(file);
	free(out);
	free(in);
}

/* What the page cache does not hold is read by the pool. */
static void
a_cold_file_is_read_all_the_same(void **state)
{
	struct fx	*f = *state;
	uint8_t		*out = malloc(1 << 20), *in = malloc(1 << 20);
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	size_t		 n;
	int		 fd;

	fill(out, 1 << 20, 7);
	assert_int_equal(x_write(f, file, 0, out, 1 << 20), NT_OK);
	assert_int_equal(x_flush(f, file), NT_OK);
	fd = openat(f->fd, "a", O_RDONLY);
	assert_int_equal(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
	assert_int_equal(x_read(f, file, 0, in, 1 << 20, &n), NT_OK);
	assert_int_equal(n, 1 << 20);
	assert_memory_equal(in, out, 1 << 20);
	/* Cold, and the end of the file within. */
	assert_int_equal(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
	assert_int_equal(x_read(f, file, (1 << 20) - 100, in, 1000, &n),
	    NT_OK);
	assert_int_equal(n, 100);
	close(fd);
	x_close(file);
	free(out);
	free(in);
}

static void
the_end_of_the_file_is_an_end(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file;
	char		 b[16];
	size_t		 n;

	local_write(f, "a", "hello");
	file = x_file(f, "a", VFS_OPEN);
	assert_int_equal(x_read(f, file, 3, b, 16, &n), NT_OK);
	assert_int_equal(n, 2);
	assert_int_equal(x_read(f, file, 5, b, 16, &n), NT_END_OF_FILE);
	assert_int_equal(n, 0);
	assert_int_equal(x_read(f, file, 1000, b, 1, &n), NT_END_OF_FILE);
	assert_int_equal(x_read(f, file, 1000, b, 0, &n), NT_OK);
	assert_int_equal(x_read(f, file, UINT64_MAX, b, 1, &n),
	    NT_INVALID_PARAMETER);
	assert_int_equal(x_read(f, file, INT64_MAX, b, 1, &n),
	    NT_INVALID_PARAMETER);
	assert_int_equal(x_read(f, file, INT64_MAX - 1, b, 1, &n),
	    NT_END_OF_FILE);
	x_close(file);
}

static void
a_write_beyond_the_end_leaves_a_hole(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	struct vfs_stat	 st;
	char		 b[8];
	size_t		 n;

	assert_int_equal(x_write(f, file, 1 << 30, "x", 1), NT_OK);
	st = x_stat(file);
	assert_int_equal(st.size, (1 << 30) + 1);
	assert_true(st.allocation < 1 << 20);
	assert_int_equal(x_read(f, file, 4, b, 8, &n), NT_OK);
	assert_memory_equal(b, "\0\0\0\0\0\0\0\0", 8);
	assert_int_equal(x_write(f, file, 0, "x", 0), NT_OK);
	x_close(file);
}

static void
a_write_beyond_all_limits_is_refused(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	uint8_t		*big = calloc(1, 100000);

	assert_int_equal(x_write(f, file, UINT64_MAX, "x", 1),
	    NT_INVALID_PARAMETER);
	assert_int_equal(x_write(f, file, UINT64_MAX - 1, "x", 1),
	    NT_INVALID_PARAMETER);
	assert_int_equal(x_write(f, file, INT64_MAX, "x", 1),
	    NT_INVALID_PARAMETER);
	assert_int_equal(x_write(f, file, INT64_MAX - 1, "x", 1),
	    NT_DISK_FULL);
	assert_int_equal(x_write(f, file, INT64_MAX - 100000, big, 100000),
	    NT_DISK_FULL);
	assert_int_equal(x_stat(file).size, 0);
	x_close(file);
	free(big);
}

static void
a_folder_holds_no_bytes(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	char		 b[4];
	size_t		 n;

	assert_int_equal(x_read(f, d, 0, b, 4, &n), NT_INVALID_DEVICE_REQUEST);
	assert_int_equal(x_write(f, d, 0, b, 4), NT_INVALID_DEVICE_REQUEST);
	assert_int_equal(x_copy(f, d, 0, file, 0, 1, &n),
	    NT_INVALID_DEVICE_REQUEST);
	assert_int_equal(disk_ops.set_size(d, 0), NT_INVALID_PARAMETER);
	assert_int_equal(x_flush(f, d), NT_OK);
	x_close(d);
	x_close(file);
}

static void
a_copy_is_the_same_bytes(void **state)
{
	struct fx	*f = *state;
	uint8_t		*out = malloc(1 << 20), *in = malloc(1 << 20);
	struct vfs_file	*from = x_file(f, "a", VFS_CREATE);
	struct vfs_file	*to = x_file(f, "b", VFS_CREATE);
	size_t		 n;

	fill(out, 1 << 20, 3);
	assert_int_equal(x_write(f, from, 0, out, 1 << 20), NT_OK);
	assert_int_equal(x_copy(f, from, 100, to, 50, 500000, &n), NT_OK);
	assert_int_equal(n, 500000);
	assert_int_equal(x_read(f, to, 50, in, 500000, &n), NT_OK);
	assert_memory_equal(in, out + 100, 500000);
	/* The source ends: what there was. */
	assert_int_equal(x_copy(f, from, (1 << 20) - 10, to, 0, 100, &n),
	    NT_OK);
	assert_int_equal(n, 10);
	x_close(from);
	x_close(to);
	free(out);
	free(in);
}

/* One file as source and target: as if it were read whole before. */
static void
overlapping_ranges_are_copied_right(void **state)
{
	static const struct {
		uint64_t	 from, to;
	} rows[] = { { 0, 1000 }, { 1000, 0 }, { 0, 300000 }, { 300000, 0 },
	    { 0, 1 }, { 1, 0 }, { 5, 5 } };
	const size_t	 n = 600000;
	struct fx	*f = *state;
	uint8_t		*was = malloc(1 << 20), *is = malloc(1 << 20);
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	size_t		 i, got;

	for (i = 0; i < nitems(rows); i++) {
		fill(was, 1 << 20, (unsigned)i);
		assert_int_equal(x_write(f, file, 0, was, 1 << 20), NT_OK);
		assert_int_equal(x_copy(f, file, rows[i].from, file,
		    rows[i].to, n, &got), NT_OK);
		assert_int_equal(got, n);
		memmove(was + rows[i].to, was + rows[i].from, n);
		assert_int_equal(x_read(f, file, 0, is, 1 << 20, &got), NT_OK);
		assert_memory_equal(is, was, 1 << 20);
	}
	x_close(file);
	free(was);
	free(is);
}

static void
many_calls_are_under_way_at_once(void **state)
{
	enum { CALLS = 40, SIZE = 100000 };
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	struct sync	 s[CALLS];
	uint8_t		*b = malloc(CALLS * SIZE), *in = malloc(CALLS * SIZE);
	size_t		 n;
	int		 i;

	fill(b, CALLS * SIZE, 1);
	for (i = 0; i < CALLS; i++) {
		s[i] = SYNC;
		s[i].status = disk_ops.write(file, (uint64_t)i * SIZE,
		    b + i * SIZE, SIZE, &s[i].wait);
		assert_true(s[i].status == NT_LATER || s[i].status == NT_OK);
	}
	for (i = 0; i < CALLS; i++) {
		assert_int_equal(sync_end(f, &s[i], s[i].status), NT_OK);
		assert_int_equal(s[i].wait.count, SIZE);
	}
	assert_int_equal(x_read(f, file, 0, in, CALLS * SIZE, &n), NT_OK);
	assert_memory_equal(in, b, CALLS * SIZE);
	x_close(file);
	free(b);
	free(in);
}

/* A pool that takes nothing more: the caller does the work. */
static void
a_full_pool_slows_down_and_loses_nothing(void **state)
{
	enum { CALLS = 8, SIZE = 100000 };
	struct fx	*f = *state;
	struct vfs_file	*file;
	struct sync	 s[CALLS];
	uint8_t		*b = calloc(1, SIZE);
	int		 i, at_once = 0;

	fx_disconnect(f);
	iopool_free(&f->pool);
	assert_int_equal(iopool_new(f->base, 1, 0, &f->pool, NULL), 0);
	fx_connect(f, false);
	file = x_file(f, "a", VFS_CREATE);
	for (i = 0; i < CALLS; i++) {
		s[i] = SYNC;
		s[i].status = disk_ops.write(file, (uint64_t)i * SIZE, b, SIZE,
		    &s[i].wait);
		at_once += s[i].status == NT_OK && s[i].wait.count == SIZE;
	}
	assert_int_equal(at_once, CALLS);
	assert_int_equal(x_flush(f, file), NT_OK);
	assert_int_equal(x_stat(file).size, CALLS * SIZE);
	x_close(file);
	free(b);
}

static void
what_waits_when_the_pool_ends_is_cancelled(void **state)
{
	enum { CALLS = 30, SIZE = 1 << 20 };
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	struct sync	 s[CALLS];
	uint8_t		*b = calloc(1, SIZE);
	int		 i, ended = 0;

	for (i = 0; i < CALLS; i++) {
		s[i] = SYNC;
		s[i].status = disk_ops.write(file, (uint64_t)i * SIZE, b, SIZE,
		    &s[i].wait);
		s[i].done = s[i].status != NT_LATER;
	}
	iopool_free(&f->pool);
	for (i = 0; i < CALLS; i++)
		ended += s[i].done && (s[i].status == NT_CANCELLED ||
		    (s[i].status == NT_OK && s[i].wait.count == SIZE));
	assert_int_equal(ended, CALLS);
	x_close(file);
	free(b);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		DISK_TEST(what_is_written_is_read),
		DISK_TEST(a_cold_file_is_read_all_the_same),
		DISK_TEST(the_end_of_the_file_is_an_end),
		DISK_TEST(a_write_beyond_the_end_leaves_a_hole),
		DISK_TEST(a_write_beyond_all_limits_is_refused),
		DISK_TEST(a_folder_holds_no_bytes),
		DISK_TEST(a_copy_is_the_same_bytes),
		DISK_TEST(overlapping_ranges_are_copied_right),
		DISK_TEST(many_calls_are_under_way_at_once),
		DISK_TEST(a_full_pool_slows_down_and_loses_nothing),
		DISK_TEST(what_waits_when_the_pool_ends_is_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
