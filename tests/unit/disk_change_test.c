/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/disk_help.h"

#include <sys/statvfs.h>
#include <sys/xattr.h>

#define H	FILE_ATTRIBUTE_HIDDEN
#define A	FILE_ATTRIBUTE_ARCHIVE
#define R	FILE_ATTRIBUTE_READONLY
#define N	FILE_ATTRIBUTE_NORMAL
#define D	FILE_ATTRIBUTE_DIRECTORY
#define STOP	UINT64_MAX
#define RESUME	(UINT64_MAX - 1)

/* NT time of seconds since 1970. */
static uint64_t
nt(int64_t s)
{
	return nt_time_from_timespec((struct timespec){ .tv_sec = s });
}

static bool
has_record(struct fx *f, const char *path)
{
	char	 b[128];
	int	 fd = openat(f->fd, path, O_RDONLY);
	bool	 has = fgetxattr(fd, "user.sited.nt", b, sizeof(b)) >= 0;

	close(fd);
	return has;
}

static void
a_plain_file_needs_no_record(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	struct vfs_stat	 st = x_stat(file);

	assert_int_equal(st.attributes, A);
	assert_int_equal(x_write(f, file, 0, "x", 1), NT_OK);
	x_close(file);
	assert_false(has_record(f, "a"));
	assert_true(st.created == st.written && st.created == st.changed);
	x_close(x_folder(f, "d"));
	assert_false(has_record(f, "d"));
	assert_int_equal(x_attributes(f, "d"), D);
}

static void
attributes_are_kept(void **state)
{
	static const uint32_t	 rows[] = { N, A, R, H, FILE_ATTRIBUTE_SYSTEM,
	    A | R, A | H, A | R | H | FILE_ATTRIBUTE_SYSTEM, R | H,
	    FILE_ATTRIBUTE_TEMPORARY, FILE_ATTRIBUTE_OFFLINE,
	    FILE_ATTRIBUTE_NOT_CONTENT_INDEXED };
	struct fx		*f = *state;
	struct vfs_file		*file;
	size_t			 i;

	x_close(x_file(f, "a", VFS_CREATE));
	x_close(x_folder(f, "d"));
	for (i = 0; i < nitems(rows); i++) {
		struct vfs_open	 o = { .path = "a", .disposition = VFS_OPEN,
		    .access = FILE_READ_DATA | FILE_WRITE_ATTRIBUTES };

		assert_int_equal(x_open(f, &o), NT_OK);
		assert_int_equal(SET(o.file, .attributes = rows[i]), NT_OK);
		assert_int_equal(x_stat(o.file).attributes, rows[i]);
		x_close(o.file);
		fx_reconnect(f, false);
		assert_int_equal(x_attributes(f, "a"), rows[i]);
		if (rows[i] == FILE_ATTRIBUTE_TEMPORARY)
			continue;
		file = x_folder(f, "d");
		assert_int_equal(SET(file, .attributes = rows[i]), NT_OK);
		x_close(file);
		assert_int_equal(x_attributes(f, "d"),
		    (rows[i] & ~N) | D);
	}
}

static void
attributes_that_cannot_be_are_refused_or_left_out(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	struct vfs_file	*d = x_folder(f, "d");

	assert_int_equal(SET(file, .attributes = D), NT_INVALID_PARAMETER);
	assert_int_equal(SET(d, .attributes = FILE_ATTRIBUTE_TEMPORARY),
	    NT_INVALID_PARAMETER);
	assert_int_equal(SET(d, .attributes = D | H), NT_OK);
	assert_int_equal(SET(file, .attributes = FILE_ATTRIBUTE_COMPRESSED |
	    FILE_ATTRIBUTE_ENCRYPTED | FILE_ATTRIBUTE_REPARSE_POINT | R),
	    NT_OK);
	assert_int_equal(x_stat(file).attributes, R);
	/* 0 leaves them. */
	assert_int_equal(SET(file, .attributes = 0), NT_OK);
	assert_int_equal(x_stat(file).attributes, R);
	x_close(file);
	x_close(d);
}

/* smbtorture's time_t_*, and what no time_t holds. */
static void
times_go_round_to_the_last_100_ns(void **state)
{
	const uint64_t	 times[] = { nt(15032385535), nt(10000000000),
	    nt(4294967295), nt(1), nt(0), nt(-1), nt(-2), nt(-63158400),
	    nt(1700000000) + 1234567, 1, 2, 9999999, INT64_MAX,
	    INT64_MAX - 1 };
	struct fx	*f = *state;
	struct vfs_file	*file;
	struct vfs_stat	 st;
	size_t		 i;

	for (i = 0; i < nitems(times); i++) {
		file = x_file(f, "a", VFS_OPEN_IF);
		assert_int_equal(SET(file, .created = times[i],
		    .accessed = times[i] - (i > 0), .written = times[i],
		    .changed = times[i]), NT_OK);
		st = x_stat(file);
		assert_true(st.created == times[i]);
		assert_true(st.written == times[i]);
		assert_true(st.changed == times[i]);
		x_close(file);
		fx_reconnect(f, false);
		file = x_file(f, "a", VFS_OPEN);
		st = x_stat(file);
		assert_true(st.created == times[i]);
		assert_true(st.written == times[i]);
		assert_true(st.changed == times[i]);
		x_close(file);
	}
}

static void
local_programs_see_the_write_time(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	struct stat	 st;

	assert_int_equal(SET(file, .written = nt(1000000000) + 5), NT_OK);
	assert_int_equal(fstatat(f->fd, "a", &st, 0), 0);
	assert_int_equal(st.st_mtim.tv_sec, 1000000000);
	assert_int_equal(st.st_mtim.tv_nsec, 500);
	x_close(file);
	assert_false(has_record(f, "a"));
}

static void
a_change_made_by_a_local_program_shows(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	struct vfs_stat	 st;

	/* One that the file system cannot keep, so the record has it. */
	assert_int_equal(SET(file, .written = 5, .changed = 6,
	    .created = 7), NT_OK);
	st = x_stat(file);
	assert_true(st.written == 5 && st.changed == 6 && st.created == 7);
	pause_ms(50);
	local_write(f, "a", "new");
	st = x_stat(file);
	assert_true(st.written > nt(1700000000));
	assert_true(st.changed > nt(1700000000));
	assert_true(st.created == 7);
	x_close(file);
}

static void
zero_leaves_a_time(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	struct vfs_stat	 st;

	assert_int_equal(SET(file, .created = nt(100), .accessed = nt(200),
	    .written = nt(300), .changed = nt(400), .attributes = R), NT_OK);
	assert_int_equal(SET(file, .attributes = N), NT_OK);
	st = x_stat(file);
	assert_true(st.created == nt(100));
	assert_true(st.accessed == nt(200));
	assert_true(st.written == nt(300));
	/* This handle set it, so its own changes leave it. */
	assert_true(st.changed == nt(400));
	assert_int_equal(st.attributes, N);
	x_close(file);
	/* Another handle's do not. */
	file = x_file(f, "a", VFS_OPEN);
	assert_true(x_stat(file).changed == nt(400));
	assert_int_equal(SET(file, .attributes = H), NT_OK);
	assert_true(x_stat(file).changed > nt(1700000000));
	assert_true(x_stat(file).written == nt(300));
	x_close(file);
}

static void
no_other_number_is_a_time(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	const uint64_t	 bad[] = { UINT64_MAX - 2, 1ULL << 63,
	    (1ULL << 63) + 1 };
	size_t		 i;

	for (i = 0; i < nitems(bad); i++) {
		assert_int_equal(SET(file, .created = bad[i]),
		    NT_INVALID_PARAMETER);
		assert_int_equal(SET(file, .accessed = bad[i]),
		    NT_INVALID_PARAMETER);
		assert_int_equal(SET(file, .written = bad[i]),
		    NT_INVALID_PARAMETER);
		assert_int_equal(SET(file, .changed = bad[i]),
		    NT_INVALID_PARAMETER);
	}
	x_close(file);
}

static void
stop_and_resume_change_no_time(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);
	struct vfs_stat	 st;

	assert_int_equal(SET(file, .created = nt(100), .written = nt(300),
	    .changed = nt(400)), NT_OK);
	assert_int_equal(SET(file, .created = STOP, .written = STOP,
	    .changed = STOP), NT_OK);
	st = x_stat(file);
	assert_true(st.created == nt(100) && st.written == nt(300) &&
	    st.changed == nt(400));
	assert_int_equal(SET(file, .created = RESUME, .written = RESUME,
	    .changed = RESUME), NT_OK);
	st = x_stat(file);
	assert_true(st.created == nt(100) && st.written == nt(300) &&
	    st.changed == nt(400));
	assert_int_equal(SET(file, .attributes = H), NT_OK);
	assert_true(x_stat(file).changed > nt(1700000000));
	x_close(file);
}

/* --- the write time while writes are pending; smbtorture's delayed-* --- */

static uint64_t
close_time(struct vfs_file *file)
{
	uint64_t	 t;

	disk_ops.settle(file);
	t = x_stat(file).written;
	x_close(file);
	return t;
}

static void
a_write_shows_late_and_a_set_size_at_once(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h1 = x_file(f, "a", VFS_CREATE), *h2;
	uint64_t	 created = x_stat(h1).written;

	pause_ms(30);
	assert_int_equal(x_write(f, h1, 0, "s", 1), NT_OK);
	assert_true(x_stat(h1).written == created);
	h2 = x_file(f, "a", VFS_OPEN);
	assert_true(x_stat(h2).written == created);
	assert_int_equal(disk_ops.set_size(h1, 1), NT_OK);
	assert_true(x_stat(h1).written > created);
	assert_true(x_stat(h2).written > created);
	assert_int_equal(SET(h2, .written = nt(2000000000)), NT_OK);
	x_close(h2);
	assert_true(close_time(h1) == nt(2000000000));
}

static void
a_flush_shows_the_write_and_the_close_adds_nothing(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h = x_file(f, "a", VFS_CREATE);
	uint64_t	 created = x_stat(h).written, flushed;

	pause_ms(30);
	assert_int_equal(x_write(f, h, 0, "s", 1), NT_OK);
	assert_true(x_stat(h).written == created);
	assert_int_equal(x_flush(f, h), NT_OK);
	flushed = x_stat(h).written;
	assert_true(flushed > created);
	pause_ms(30);
	assert_true(close_time(h) == flushed);
}

static void
setting_anything_shows_the_write(void **state)
{
	const struct vfs_basic	 rows[] = { { .created = 0 },
	    { .created = 1000 }, { .accessed = 1000 }, { .changed = 1000 } };
	struct fx		*f = *state;
	struct vfs_file		*h;
	uint64_t		 created;
	size_t			 i;
	char			 name[8];

	for (i = 0; i < nitems(rows); i++) {
		snprintf(name, sizeof(name), "f%zu", i);
		h = x_file(f, name, VFS_CREATE);
		created = x_stat(h).written;
		pause_ms(30);
		assert_int_equal(x_write(f, h, 0, "s", 1), NT_OK);
		assert_true(x_stat(h).written == created);
		assert_int_equal(x_set(h, &rows[i]), NT_OK);
		assert_true(x_stat(h).written > created);
		x_close(h);
	}
}

static void
one_write_shows_after_two_seconds_and_stays(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h = x_file(f, "a", VFS_CREATE), *h2;
	uint64_t	 created = x_stat(h).written, written;

	pause_ms(30);
	assert_int_equal(x_write(f, h, 0, "s", 1), NT_OK);
	pause_ms(2100);
	written = x_stat(h).written;
	assert_true(written > created);
	assert_true(close_time(h) == written);
	fx_reconnect(f, false);
	h2 = x_file(f, "a", VFS_OPEN);
	assert_true(x_stat(h2).written == written);
	x_close(h2);
}

static void
a_second_write_shows_at_close(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h = x_file(f, "a", VFS_CREATE), *h2;
	uint64_t	 first, at_close, before;

	assert_int_equal(x_write(f, h, 0, "s", 1), NT_OK);
	pause_ms(2100);
	first = x_stat(h).written;
	assert_int_equal(x_write(f, h, 0, "s", 1), NT_OK);
	pause_ms(2100);
	assert_true(x_stat(h).written == first);
	before = nt_time_now();
	at_close = close_time(h);
	assert_true(at_close > before);
	fx_reconnect(f, false);
	h2 = x_file(f, "a", VFS_OPEN);
	assert_true(x_stat(h2).written == at_close);
	x_close(h2);
}

static void
a_handle_that_set_the_write_time_keeps_it(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h1 = x_file(f, "a", VFS_CREATE), *h2;
	uint64_t	 set = nt(2000000000);

	assert_int_equal(SET(h1, .written = set), NT_OK);
	assert_int_equal(x_write(f, h1, 0, "1", 1), NT_OK);
	assert_int_equal(disk_ops.set_size(h1, 10), NT_OK);
	assert_true(x_stat(h1).written == set);
	assert_true(close_time(h1) == set);
	h1 = x_file(f, "a", VFS_OPEN);
	assert_true(x_stat(h1).written == set);
	assert_int_equal(SET(h1, .written = STOP), NT_OK);
	assert_int_equal(x_write(f, h1, 0, "1", 1), NT_OK);
	assert_int_equal(x_flush(f, h1), NT_OK);
	assert_true(x_stat(h1).written == set);
	/* Another handle is not bound by that. */
	h2 = x_file(f, "a", VFS_OPEN);
	assert_int_equal(x_write(f, h2, 0, "2", 1), NT_OK);
	assert_true(close_time(h2) != set);
	assert_true(x_stat(h1).written != set);
	assert_int_equal(SET(h1, .written = RESUME), NT_OK);
	x_close(h1);
}

static void
a_write_marks_the_file_for_the_archive(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h1, *h2;

	x_make(f, "a", 0);
	h1 = x_file(f, "a", VFS_OPEN);
	h2 = x_file(f, "a", VFS_OPEN);
	assert_int_equal(SET(h1, .attributes = H), NT_OK);
	assert_int_equal(x_stat(h2).attributes, H);
	assert_int_equal(x_write(f, h1, 0, "s", 1), NT_OK);
	assert_int_equal(x_stat(h2).attributes, H | A);
	assert_int_equal(SET(h1, .attributes = N), NT_OK);
	assert_int_equal(disk_ops.set_size(h1, 0), NT_OK);
	assert_int_equal(x_stat(h2).attributes, A);
	x_close(h1);
	x_close(h2);
	assert_false(has_record(f, "a"));
	/* And is a change, whatever time somebody had set. */
	h1 = x_file(f, "a", VFS_OPEN);
	assert_int_equal(SET(h1, .attributes = N, .changed = nt(400)), NT_OK);
	x_close(h1);
	h1 = x_file(f, "a", VFS_OPEN);
	assert_true(x_stat(h1).changed == nt(400));
	assert_int_equal(x_write(f, h1, 0, "s", 1), NT_OK);
	assert_true(x_stat(h1).changed != nt(400));
	x_close(h1);
}

/* --- sizes --- */

static void
size_and_allocation(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h = x_file(f, "a", VFS_CREATE);
	struct vfs_stat	 st;

	assert_int_equal(x_write(f, h, 0, "0123456789", 10), NT_OK);
	assert_int_equal(disk_ops.set_size(h, 37), NT_OK);
	assert_int_equal(x_stat(h).size, 37);
	assert_int_equal(disk_ops.set_size(h, 7), NT_OK);
	assert_int_equal(x_stat(h).size, 7);
	assert_int_equal(disk_ops.set_allocation(h, 1 << 20), NT_OK);
	st = x_stat(h);
	assert_int_equal(st.size, 7);
	assert_int_equal(st.allocation, 1 << 20);
	assert_int_equal(disk_ops.set_allocation(h, 4096), NT_OK);
	st = x_stat(h);
	assert_int_equal(st.size, 7);
	assert_int_equal(st.allocation, 4096);
	/* Less than the size cuts. */
	assert_int_equal(disk_ops.set_allocation(h, 3), NT_OK);
	assert_int_equal(x_stat(h).size, 3);
	assert_int_equal(disk_ops.set_allocation(h, 0), NT_OK);
	st = x_stat(h);
	assert_int_equal(st.size, 0);
	assert_int_equal(st.allocation, 0);
	assert_int_equal(disk_ops.set_allocation(h, 4096), NT_OK);
	assert_int_equal(x_stat(h).allocation, 4096);
	assert_int_equal(disk_ops.set_size(h, 1ULL << 63),
	    NT_INVALID_PARAMETER);
	assert_int_equal(disk_ops.set_size(h, INT64_MAX), NT_DISK_FULL);
	assert_int_equal(disk_ops.set_allocation(h, 1ULL << 50), NT_DISK_FULL);
	assert_int_equal(x_stat(h).size, 0);
	x_close(h);
}

/* One request of a few bytes must not take the disk from all others. */
static void
no_request_takes_more_than_half_of_what_is_free(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h = x_file(f, "a", VFS_CREATE);
	struct statvfs	 disk;
	uint64_t	 most;

	assert_int_equal(fstatvfs(f->fd, &disk), 0);
	most = (uint64_t)disk.f_bavail * disk.f_frsize;
	assert_int_equal(x_write(f, h, 0, "0123456789", 10), NT_OK);
	assert_int_equal(disk_ops.set_allocation(h, most - most / 10),
	    NT_DISK_FULL);
	assert_int_equal(disk_ops.set_allocation(h, 2 * most), NT_DISK_FULL);
	assert_in_range(x_stat(h).allocation, 10, 65536);
	assert_int_equal(x_stat(h).size, 10);
	assert_int_equal(disk_ops.overwrite(h, 0, most - most / 10, false),
	    NT_DISK_FULL);
	assert_in_range(x_stat(h).allocation, 0, 65536);
	x_close(h);
}

static void
overwriting_empties_and_superseding_forgets(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h;
	struct vfs_stat	 st;

	x_make(f, "a", H);
	local_write(f, "a", "text");
	h = x_file(f, "a", VFS_OPEN);
	assert_int_equal(disk_ops.overwrite(h, H | R, 8192, false), NT_OK);
	st = x_stat(h);
	assert_int_equal(st.size, 0);
	assert_int_equal(st.allocation, 8192);
	assert_int_equal(st.attributes, H | R | A);
	assert_int_equal(disk_ops.overwrite(h, FILE_ATTRIBUTE_SYSTEM, 0, true),
	    NT_OK);
	assert_int_equal(x_stat(h).attributes, FILE_ATTRIBUTE_SYSTEM | A);
	x_close(h);
}

static void
a_damaged_record_is_none(void **state)
{
	struct fx	*f = *state;
	char		 big[200];
	int		 fd;

	x_make(f, "a", H);
	fd = openat(f->fd, "a", O_RDONLY);
	assert_int_equal(fsetxattr(fd, "user.sited.nt", "\2garbage", 8, 0), 0);
	assert_int_equal(x_attributes(f, "a"), A);
	memset(big, 1, sizeof(big));
	assert_int_equal(fsetxattr(fd, "user.sited.nt", big, sizeof(big), 0),
	    0);
	assert_int_equal(x_attributes(f, "a"), A);
	assert_int_equal(fsetxattr(fd, "user.sited.nt", "", 0, 0), 0);
	assert_int_equal(x_attributes(f, "a"), A);
	close(fd);
}

/* Another process has the file open, too: two shares over one folder. */
static void
two_processes_see_the_same_facts(void **state)
{
	struct fx	*f = *state, g = *f;
	struct vfs_file	*h1, *h2;

	fx_connect(&g, false);
	h1 = x_file(f, "a", VFS_CREATE);
	h2 = x_file(&g, "A", VFS_OPEN);
	assert_int_equal(SET(h1, .created = nt(5), .written = nt(6),
	    .attributes = H), NT_OK);
	assert_true(x_stat(h2).created == nt(5));
	assert_true(x_stat(h2).written == nt(6));
	assert_int_equal(x_stat(h2).attributes, H);
	/* Neither undoes what the other set meanwhile. */
	assert_int_equal(x_write(&g, h2, 0, "x", 1), NT_OK);
	assert_int_equal(SET(h1, .written = nt(7)), NT_OK);
	pause_ms(2100);
	assert_true(x_stat(h2).written == nt(7));
	x_close(h2);
	assert_true(x_stat(h1).written == nt(7));
	x_close(h1);
	fx_disconnect(&g);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		DISK_TEST(a_plain_file_needs_no_record),
		DISK_TEST(attributes_are_kept),
		DISK_TEST(attributes_that_cannot_be_are_refused_or_left_out),
		DISK_TEST(times_go_round_to_the_last_100_ns),
		DISK_TEST(local_programs_see_the_write_time),
		DISK_TEST(a_change_made_by_a_local_program_shows),
		DISK_TEST(zero_leaves_a_time),
		DISK_TEST(no_other_number_is_a_time),
		DISK_TEST(stop_and_resume_change_no_time),
		DISK_TEST(a_write_shows_late_and_a_set_size_at_once),
		DISK_TEST(a_flush_shows_the_write_and_the_close_adds_nothing),
		DISK_TEST(setting_anything_shows_the_write),
		DISK_TEST(one_write_shows_after_two_seconds_and_stays),
		DISK_TEST(a_second_write_shows_at_close),
		DISK_TEST(a_handle_that_set_the_write_time_keeps_it),
		DISK_TEST(a_write_marks_the_file_for_the_archive),
		DISK_TEST(size_and_allocation),
		DISK_TEST(no_request_takes_more_than_half_of_what_is_free),
		DISK_TEST(overwriting_empties_and_superseding_forgets),
		DISK_TEST(a_damaged_record_is_none),
		DISK_TEST(two_processes_see_the_same_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
