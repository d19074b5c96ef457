/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/disk_help.h"

#include <sys/socket.h>
#include <sys/un.h>

static void
dispositions_do_what_they_say(void **state)
{
	static const struct {
		enum vfs_disposition	 disposition;
		bool			 there;
		enum ntstatus		 status;
		bool			 created;
	} rows[] = {
		{ VFS_SUPERSEDE,	true,	NT_OK, false },
		{ VFS_SUPERSEDE,	false,	NT_OK, true },
		{ VFS_OPEN,		true,	NT_OK, false },
		{ VFS_OPEN,		false,	NT_OBJECT_NAME_NOT_FOUND, false },
		{ VFS_CREATE,		true,	NT_OBJECT_NAME_COLLISION, false },
		{ VFS_CREATE,		false,	NT_OK, true },
		{ VFS_OPEN_IF,		true,	NT_OK, false },
		{ VFS_OPEN_IF,		false,	NT_OK, true },
		{ VFS_OVERWRITE,	true,	NT_OK, false },
		{ VFS_OVERWRITE,	false,	NT_OBJECT_NAME_NOT_FOUND, false },
		{ VFS_OVERWRITE_IF,	true,	NT_OK, false },
		{ VFS_OVERWRITE_IF,	false,	NT_OK, true },
	};
	struct fx	*f = *state;
	struct vfs_open	 o;
	char		 name[16];
	size_t		 i;

	for (i = 0; i < nitems(rows); i++) {
		snprintf(name, sizeof(name), "row%zu", i);
		if (rows[i].there)
			x_make(f, name, 0);
		o = (struct vfs_open){ .path = name,
		    .disposition = rows[i].disposition };
		assert_int_equal(x_open(f, &o), rows[i].status);
		assert_int_equal(o.created, rows[i].created);
		if (rows[i].status == NT_OK)
			x_close(o.file);
		else
			assert_null(o.file);
	}
}

/* Opening does not truncate: overwrite() does, once the clerk admits it. */
static void
the_old_bytes_stay_until_overwrite_is_called(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file;

	local_write(f, "a", "old");
	file = x_file(f, "a", VFS_OVERWRITE_IF);
	local_is(f, "a", "old");
	assert_int_equal(disk_ops.overwrite(file, 0, 0, false), NT_OK);
	local_is(f, "a", "");
	x_close(file);
}

static void
a_missing_folder_is_not_a_missing_name(void **state)
{
	struct fx	*f = *state;

	local_mkdir(f, "d");
	local_write(f, "file", "");
	assert_int_equal(OPEN(f, .path = "x", .disposition = VFS_OPEN),
	    NT_OBJECT_NAME_NOT_FOUND);
	assert_int_equal(OPEN(f, .path = "d/x", .disposition = VFS_OPEN),
	    NT_OBJECT_NAME_NOT_FOUND);
	assert_int_equal(OPEN(f, .path = "x/y", .disposition = VFS_OPEN),
	    NT_OBJECT_PATH_NOT_FOUND);
	assert_int_equal(OPEN(f, .path = "x/y", .disposition = VFS_CREATE),
	    NT_OBJECT_PATH_NOT_FOUND);
	assert_int_equal(OPEN(f, .path = "d/x/y", .disposition = VFS_OPEN_IF),
	    NT_OBJECT_PATH_NOT_FOUND);
	assert_int_equal(OPEN(f, .path = "file/y", .disposition = VFS_OPEN),
	    NT_OBJECT_PATH_NOT_FOUND);
	assert_int_equal(OPEN(f, .path = "file/y/z", .disposition = VFS_OPEN),
	    NT_OBJECT_PATH_NOT_FOUND);
	assert_int_equal(OPEN(f, .path = "d/x/y", .disposition = VFS_CREATE,
	    .must_be_directory = true), NT_OBJECT_PATH_NOT_FOUND);
}

static void
files_and_folders_are_not_taken_for_each_other(void **state)
{
	struct fx	*f = *state;

	local_mkdir(f, "d");
	local_write(f, "f", "");
	assert_int_equal(OPEN(f, .path = "d", .disposition = VFS_OPEN,
	    .must_be_file = true), NT_FILE_IS_A_DIRECTORY);
	assert_int_equal(OPEN(f, .path = "f", .disposition = VFS_OPEN,
	    .must_be_directory = true), NT_NOT_A_DIRECTORY);
	assert_int_equal(OPEN(f, .path = "d", .disposition = VFS_CREATE,
	    .must_be_file = true), NT_OBJECT_NAME_COLLISION);
	assert_int_equal(OPEN(f, .path = "f", .disposition = VFS_CREATE,
	    .must_be_directory = true), NT_OBJECT_NAME_COLLISION);
	assert_int_equal(OPEN(f, .path = "f", .disposition = VFS_OPEN_IF,
	    .must_be_directory = true), NT_NOT_A_DIRECTORY);
	assert_int_equal(OPEN(f, .path = "d", .disposition = VFS_OVERWRITE_IF),
	    NT_OBJECT_NAME_COLLISION);
	assert_int_equal(OPEN(f, .path = "d", .disposition = VFS_SUPERSEDE,
	    .must_be_directory = true), NT_INVALID_PARAMETER);
	assert_int_equal(OPEN(f, .path = "n", .disposition = VFS_CREATE,
	    .must_be_directory = true,
	    .attributes = FILE_ATTRIBUTE_TEMPORARY), NT_INVALID_PARAMETER);
	assert_false(local_exists(f, "n"));
}

static void
a_folder_is_made_and_opened(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "d", .disposition = VFS_OPEN_IF,
			    .must_be_directory = true,
			    .attributes = FILE_ATTRIBUTE_HIDDEN |
			    FILE_ATTRIBUTE_DIRECTORY, .allocation = 1 << 30 };
	struct vfs_stat	 st;

	assert_int_equal(x_open(f, &o), NT_OK);
	assert_true(o.created);
	st = x_stat(o.file);
	assert_true(st.is_directory);
	assert_int_equal(st.attributes, FILE_ATTRIBUTE_DIRECTORY |
	    FILE_ATTRIBUTE_HIDDEN);
	assert_int_equal(st.size, 0);
	assert_int_equal(st.allocation, 0);
	assert_int_equal(st.nlink, 1);
	x_close(o.file);
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_false(o.created);
	x_close(o.file);
}

static void
the_root_opens_but_is_never_made(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "", .disposition = VFS_OPEN_IF,
			    .must_be_directory = true };

	assert_int_equal(x_open(f, &o), NT_OK);
	assert_false(o.created);
	assert_true(x_stat(o.file).is_directory);
	x_close(o.file);
	assert_int_equal(OPEN(f, .path = "", .disposition = VFS_CREATE),
	    NT_OBJECT_NAME_COLLISION);
	assert_int_equal(OPEN(f, .path = "", .disposition = VFS_OPEN,
	    .must_be_file = true), NT_FILE_IS_A_DIRECTORY);
	assert_int_equal(OPEN(f, .path = "", .disposition = VFS_OPEN,
	    .delete_on_close = true), NT_CANNOT_DELETE);
}

static void
case_does_not_matter_but_is_kept(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "INBOXES/ddr.BOX/readme.TXT",
			    .disposition = VFS_OPEN_IF };
	char		 path[VFS_PATH_MAX];

	local_mkdir(f, "Inboxes");
	local_mkdir(f, "Inboxes/Ddr.box");
	local_write(f, "Inboxes/Ddr.box/ReadMe.txt", "hello");
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_false(o.created);
	assert_int_equal(x_stat(o.file).size, 5);
	assert_int_equal(disk_ops.path(o.file, path, sizeof(path)), NT_OK);
	assert_string_equal(path, "Inboxes/Ddr.box/ReadMe.txt");
	x_close(o.file);
	assert_int_equal(OPEN(f, .path = "inboxes/ddr.box/README.TXT",
	    .disposition = VFS_CREATE), NT_OBJECT_NAME_COLLISION);
	assert_int_equal(OPEN(f, .path = "inboxes", .disposition = VFS_CREATE,
	    .must_be_directory = true), NT_OBJECT_NAME_COLLISION);

	x_close(x_file(f, "INBOXES/DDR.BOX/New.File", VFS_CREATE));
	assert_true(local_exists(f, "Inboxes/Ddr.box/New.File"));
	assert_int_equal(OPEN(f, .path = "INBOXES/Ddr.box/New.File",
	    .disposition = VFS_OPEN, .case_sensitive = true),
	    NT_OBJECT_PATH_NOT_FOUND);
	assert_int_equal(OPEN(f, .path = "Inboxes/Ddr.box/NEW.file",
	    .disposition = VFS_OPEN, .case_sensitive = true),
	    NT_OBJECT_NAME_NOT_FOUND);
}

static void
case_is_more_than_ascii(void **state)
{
	struct fx	*f = *state;

	local_write(f, "Gr\xc3\xb6\xc3\x9f" "e", "");
	x_close(x_file(f, "gR\xc3\x96\xc3\x9f" "E", VFS_OPEN));
	/* Composed and decomposed are two names. */
	assert_int_equal(OPEN(f, .path = "gro\xcc\x88\xc3\x9f" "e",
	    .disposition = VFS_OPEN), NT_OBJECT_NAME_NOT_FOUND);
}

static void
of_two_names_the_exact_one_is_meant(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file;
	char		 path[VFS_PATH_MAX];

	local_write(f, "name", "1");
	local_write(f, "NAME", "22");
	file = x_file(f, "name", VFS_OPEN);
	assert_int_equal(x_stat(file).size, 1);
	x_close(file);
	file = x_file(f, "NAME", VFS_OPEN);
	assert_int_equal(x_stat(file).size, 2);
	x_close(file);
	file = x_file(f, "Name", VFS_OPEN);
	assert_int_equal(disk_ops.path(file, path, sizeof(path)), NT_OK);
	assert_string_equal(path, "NAME");
	x_close(file);
}

/* What a listing remembered must not outlive a change of the folder. */
static void
a_name_in_another_case_is_found_at_once_and_gone_at_once(void **state)
{
	struct fx	*f = *state;
	char		 name[32], upper[32];
	int		 i;

	pause_ms(60);
	for (i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "file-%d", i);
		snprintf(upper, sizeof(upper), "FILE-%d", i);
		assert_int_equal(OPEN(f, .path = upper,
		    .disposition = VFS_OPEN), NT_OBJECT_NAME_NOT_FOUND);
		local_write(f, name, "");
		x_close(x_file(f, upper, VFS_OPEN));
		if (i % 10 == 0)
			pause_ms(60);	/* now the listing is kept */
		x_close(x_file(f, upper, VFS_OPEN));
		assert_int_equal(unlinkat(f->fd, name, 0), 0);
	}
}

/* Whoever sets a folder's write time back hides nothing. */
static void
a_listing_is_not_fooled_by_a_time_that_was_set(void **state)
{
	struct fx	*f = *state;
	struct timespec	 ts[2];
	struct stat	 st;

	local_write(f, "one", "");
	pause_ms(60);
	x_close(x_file(f, "ONE", VFS_OPEN));	/* now the listing is kept */
	assert_int_equal(fstat(f->fd, &st), 0);
	ts[0] = st.st_atim;
	ts[1] = st.st_mtim;
	local_write(f, "two", "");
	assert_int_equal(futimens(f->fd, ts), 0);
	x_close(x_file(f, "TWO", VFS_OPEN));
}

/* A folder in which we make one file after the other is counted once. */
static void
a_busy_folder_knows_its_names(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h;
	char		 name[32], upper[32];
	int		 i;

	local_write(f, "Before", "");
	for (i = 0; i < 600; i++) {
		snprintf(name, sizeof(name), "file-%d", i);
		snprintf(upper, sizeof(upper), "FILE-%d", i);
		h = x_file(f, name, VFS_CREATE);
		if (i % 3 == 0)
			assert_int_equal(disk_ops.remove(h, name), NT_OK);
		x_close(h);
		if (i % 3 == 0)
			x_close(x_folder(f, upper));
		else
			assert_int_equal(OPEN(f, .path = upper,
			    .disposition = VFS_CREATE),
			    NT_OBJECT_NAME_COLLISION);
		assert_int_equal(OPEN(f, .path = "BEFORE",
		    .disposition = VFS_CREATE), NT_OBJECT_NAME_COLLISION);
		if (i % 50 == 0) {
			snprintf(name, sizeof(name), "local-%d", i);
			local_write(f, name, "");
			snprintf(name, sizeof(name), "LOCAL-%d", i);
			assert_int_equal(OPEN(f, .path = name,
			    .disposition = VFS_CREATE),
			    NT_OBJECT_NAME_COLLISION);
		}
	}
}

static void
a_short_name_is_no_other_name(void **state)
{
	struct fx	*f = *state;

	local_mkdir(f, "Program Files");
	assert_int_equal(OPEN(f, .path = "PROGRA~1", .disposition = VFS_OPEN),
	    NT_OBJECT_NAME_NOT_FOUND);
	x_close(x_file(f, "PROGRA~1", VFS_CREATE));
	assert_true(local_exists(f, "PROGRA~1"));
}

static void
what_is_neither_file_nor_folder_is_denied(void **state)
{
	struct fx		*f = *state;
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	static const char *const names[] = { "link", "dirlink", "dangling",
	    "fifo", "socket" };
	size_t			 i;
	int			 s;

	local_write(f, "target", "secret");
	local_mkdir(f, "dir");
	local_write(f, "dir/x", "");
	assert_int_equal(symlinkat("target", f->fd, "link"), 0);
	assert_int_equal(symlinkat("dir", f->fd, "dirlink"), 0);
	assert_int_equal(symlinkat("nowhere", f->fd, "dangling"), 0);
	assert_int_equal(mkfifoat(f->fd, "fifo", 0666), 0);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/socket", f->dir);
	assert_int_equal(bind(s, (struct sockaddr *)&sun, sizeof(sun)), 0);
	close(s);
	for (i = 0; i < nitems(names); i++) {
		assert_int_equal(OPEN(f, .path = names[i],
		    .disposition = VFS_OPEN), NT_ACCESS_DENIED);
		assert_int_equal(OPEN(f, .path = names[i],
		    .disposition = VFS_OPEN, .access = FILE_READ_ATTRIBUTES),
		    NT_ACCESS_DENIED);
		assert_int_equal(OPEN(f, .path = names[i],
		    .disposition = VFS_OPEN_IF), NT_ACCESS_DENIED);
		assert_int_equal(OPEN(f, .path = names[i],
		    .disposition = VFS_CREATE), NT_ACCESS_DENIED);
	}
	assert_int_equal(OPEN(f, .path = "dirlink/x", .disposition = VFS_OPEN),
	    NT_OBJECT_PATH_NOT_FOUND);
	assert_int_equal(OPEN(f, .path = "dirlink/y",
	    .disposition = VFS_CREATE), NT_OBJECT_PATH_NOT_FOUND);
	assert_false(local_exists(f, "nowhere"));
	assert_false(local_exists(f, "dir/y"));
}

static void
read_only_files_are_not_written_nor_deleted(void **state)
{
	static const struct {
		uint32_t		 access;
		enum vfs_disposition	 disposition;
		bool			 delete_on_close;
		enum ntstatus		 status;
	} rows[] = {
		{ FILE_READ_DATA,	VFS_OPEN, false, NT_OK },
		{ DELETE,		VFS_OPEN, false, NT_OK },
		{ FILE_WRITE_ATTRIBUTES, VFS_OPEN, false, NT_OK },
		{ MAXIMUM_ALLOWED,	VFS_OPEN, false, NT_OK },
		{ FILE_WRITE_DATA,	VFS_OPEN, false, NT_ACCESS_DENIED },
		{ FILE_APPEND_DATA,	VFS_OPEN, false, NT_ACCESS_DENIED },
		{ FILE_WRITE_DATA,	VFS_OPEN_IF, false, NT_ACCESS_DENIED },
		{ FILE_READ_DATA,	VFS_OVERWRITE, false, NT_ACCESS_DENIED },
		{ FILE_READ_DATA,	VFS_SUPERSEDE, false, NT_ACCESS_DENIED },
		{ DELETE,		VFS_OPEN, true,  NT_CANNOT_DELETE },
		{ FILE_ALL_ACCESS,	VFS_OPEN, true,  NT_CANNOT_DELETE },
	};
	struct fx	*f = *state;
	struct vfs_open	 o;
	size_t		 i;

	x_make(f, "ro", FILE_ATTRIBUTE_READONLY);
	assert_int_equal(x_attributes(f, "ro"), FILE_ATTRIBUTE_READONLY |
	    FILE_ATTRIBUTE_ARCHIVE);
	for (i = 0; i < nitems(rows); i++) {
		o = (struct vfs_open){ .path = "ro",
		    .access = rows[i].access,
		    .disposition = rows[i].disposition,
		    .attributes = FILE_ATTRIBUTE_READONLY,
		    .delete_on_close = rows[i].delete_on_close };
		if (x_open(f, &o) != rows[i].status)
			fail_msg("row %zu", i);
		if (rows[i].status == NT_OK)
			x_close(o.file);
	}
	assert_int_equal(OPEN(f, .path = "new", .disposition = VFS_CREATE,
	    .attributes = FILE_ATTRIBUTE_READONLY, .delete_on_close = true),
	    NT_CANNOT_DELETE);
	assert_false(local_exists(f, "new"));
}

static void
whoever_makes_a_read_only_file_may_fill_it(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "ro", .disposition = VFS_CREATE,
			    .access = FILE_WRITE_DATA,
			    .attributes = FILE_ATTRIBUTE_READONLY };

	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(o.granted, FILE_WRITE_DATA);
	assert_int_equal(x_write(f, o.file, 0, "x", 1), NT_OK);
	x_close(o.file);
	local_is(f, "ro", "x");
}

static void
a_hidden_file_is_overwritten_by_a_hidden_one_only(void **state)
{
	static const struct {
		uint32_t	 has, wants;
		enum ntstatus	 status;
	} rows[] = {
#define H	FILE_ATTRIBUTE_HIDDEN
#define S	FILE_ATTRIBUTE_SYSTEM
#define N	FILE_ATTRIBUTE_NORMAL
		{ N,	 N,	NT_OK },
		{ N,	 H,	NT_OK },
		{ H,	 N,	NT_ACCESS_DENIED },
		{ H,	 H,	NT_OK },
		{ H,	 H | S,	NT_OK },
		{ S,	 N,	NT_ACCESS_DENIED },
		{ S,	 H,	NT_ACCESS_DENIED },
		{ S,	 S,	NT_OK },
		{ H | S, H,	NT_ACCESS_DENIED },
		{ H | S, S,	NT_ACCESS_DENIED },
		{ H | S, H | S,	NT_OK },
	};
	struct fx	*f = *state;
	char		 name[16];
	size_t		 i;

	for (i = 0; i < nitems(rows); i++) {
		snprintf(name, sizeof(name), "row%zu", i);
		x_make(f, name, rows[i].has);
		struct vfs_open	 o = { .path = name, .disposition =
		    VFS_OVERWRITE_IF, .attributes = rows[i].wants };
		if (x_open(f, &o) != rows[i].status)
			fail_msg("row %zu", i);
		if (rows[i].status != NT_OK)
			continue;
		assert_int_equal(disk_ops.overwrite(o.file, rows[i].wants, 0,
		    false), NT_OK);
		assert_int_equal(x_stat(o.file).attributes &
		    (H | S | FILE_ATTRIBUTE_ARCHIVE),
		    ((rows[i].has | rows[i].wants) & (H | S)) |
		    FILE_ATTRIBUTE_ARCHIVE);
		x_close(o.file);
	}
}

static void
maximum_allowed_is_told(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "a", .disposition = VFS_CREATE,
			    .access = MAXIMUM_ALLOWED };

	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(o.granted, FILE_ALL_ACCESS);
	assert_int_equal(o.maximal, FILE_ALL_ACCESS);
	x_close(o.file);
	x_make(f, "ro", FILE_ATTRIBUTE_READONLY);
	o.path = "ro";
	o.disposition = VFS_OPEN;
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(o.granted, FILE_ALL_ACCESS & ~(FILE_WRITE_DATA |
	    FILE_APPEND_DATA));
	assert_int_equal(o.maximal, FILE_ALL_ACCESS);
	x_close(o.file);
	o.access = FILE_READ_DATA;
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(o.granted, FILE_READ_DATA);
	x_close(o.file);
	o.access = ACCESS_SYSTEM_SECURITY;
	assert_int_equal(x_open(f, &o), NT_ACCESS_DENIED);
}

static void
nothing_of_a_read_only_share_changes(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "a", .disposition = VFS_OPEN,
			    .access = MAXIMUM_ALLOWED };

	local_write(f, "a", "text");
	fx_reconnect(f, true);
	assert_int_equal(disk_ops.flags(f->tree, NULL), VFS_READ_ONLY);
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(o.granted, disk_ops.maximal_access(f->tree));
	assert_int_equal(o.granted & (FILE_WRITE_DATA | DELETE), 0);
	assert_int_equal(SET(o.file, .attributes = H), NT_ACCESS_DENIED);
	assert_int_equal(disk_ops.set_size(o.file, 0), NT_ACCESS_DENIED);
	assert_int_equal(disk_ops.set_allocation(o.file, 0), NT_ACCESS_DENIED);
	assert_int_equal(disk_ops.overwrite(o.file, 0, 0, false),
	    NT_ACCESS_DENIED);
	assert_int_equal(disk_ops.may_remove(o.file), NT_ACCESS_DENIED);
	assert_int_equal(disk_ops.remove(o.file, "a"), NT_ACCESS_DENIED);
	assert_int_equal(x_rename(o.file, "b", false), NT_ACCESS_DENIED);
	assert_int_equal(x_flush(f, o.file), NT_OK);
	x_close(o.file);
	assert_int_equal(OPEN(f, .path = "a", .disposition = VFS_OPEN,
	    .access = FILE_WRITE_DATA), NT_ACCESS_DENIED);
	assert_int_equal(OPEN(f, .path = "a", .disposition = VFS_OPEN,
	    .access = DELETE), NT_ACCESS_DENIED);
	assert_int_equal(OPEN(f, .path = "n", .disposition = VFS_OPEN_IF,
	    .access = FILE_READ_DATA), NT_ACCESS_DENIED);
	assert_int_equal(OPEN(f, .path = "a", .disposition = VFS_OVERWRITE,
	    .access = FILE_READ_DATA), NT_ACCESS_DENIED);
	assert_int_equal(OPEN(f, .path = "d", .disposition = VFS_CREATE,
	    .must_be_directory = true, .access = FILE_READ_DATA),
	    NT_ACCESS_DENIED);
	local_is(f, "a", "text");
}

static void
room_is_kept_for_a_new_file(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "a", .disposition = VFS_CREATE,
			    .allocation = 1 << 20 };
	struct vfs_stat	 st;

	assert_int_equal(x_open(f, &o), NT_OK);
	st = x_stat(o.file);
	assert_int_equal(st.size, 0);
	assert_int_equal(st.allocation, 1 << 20);
	x_close(o.file);
	o.path = "b";
	o.allocation = UINT64_MAX;
	assert_int_equal(x_open(f, &o), NT_INVALID_PARAMETER);
	assert_false(local_exists(f, "b"));
	/* More than any disk here has. */
	o.allocation = 1ULL << 50;
	assert_int_equal(x_open(f, &o), NT_DISK_FULL);
	assert_false(local_exists(f, "b"));
}

static void
what_the_kernel_denies_is_denied(void **state)
{
	struct fx	*f = *state;
	char		 longest[300];

	memset(longest, 'a', sizeof(longest));
	longest[256] = '\0';
	assert_int_equal(OPEN(f, .path = longest, .disposition = VFS_CREATE),
	    NT_OBJECT_NAME_INVALID);
	assert_int_equal(OPEN(f, .path = "a", .disposition = VFS_OPEN,
	    .access = 0x80000000U), NT_ACCESS_DENIED);
}

static void
the_share_tells_of_its_space_and_security(void **state)
{
	struct fx		*f = *state;
	struct vfs_space	 space;
	struct vfs_security	 sec;
	struct vfs_file		*file = x_file(f, "a", VFS_CREATE);
	struct vfs_file		*folder = x_folder(f, "d");

	assert_int_equal(disk_ops.space(f->tree, &space), NT_OK);
	assert_true(space.total_units >= space.free_units);
	assert_true(space.free_units >= space.caller_free_units);
	assert_true(space.unit_bytes >= 512);
	assert_string_equal(space.label, "SMS_S01");
	assert_int_equal(disk_ops.security(file, &sec), NT_OK);
	assert_int_equal(sec.naces, 1);
	assert_int_equal(sec.aces[0].flags, 0);
	assert_int_equal(disk_ops.security(folder, &sec), NT_OK);
	assert_int_equal(sec.aces[0].flags, 3);
	x_close(file);
	x_close(folder);
}

static void
this_file_system_keeps_the_contract(void **state)
{
	struct fx	*f = *state;
	struct err	 e;
	int		 fd;

	assert_int_equal(disk_check(f->fd, &e), 0);
	assert_false(local_exists(f, ".sited:check"));
	assert_false(local_exists(f, ".sited:check-moved"));
	fd = open("/proc/self", O_RDONLY | O_DIRECTORY);
	assert_true(disk_check(fd, &e) < 0);
	assert_true(strlen(e.text) > 0);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		DISK_TEST(dispositions_do_what_they_say),
		DISK_TEST(the_old_bytes_stay_until_overwrite_is_called),
		DISK_TEST(a_missing_folder_is_not_a_missing_name),
		DISK_TEST(files_and_folders_are_not_taken_for_each_other),
		DISK_TEST(a_folder_is_made_and_opened),
		DISK_TEST(the_root_opens_but_is_never_made),
		DISK_TEST(case_does_not_matter_but_is_kept),
		DISK_TEST(case_is_more_than_ascii),
		DISK_TEST(of_two_names_the_exact_one_is_meant),
		DISK_TEST(a_name_in_another_case_is_found_at_once_and_gone_at_once),
		DISK_TEST(a_listing_is_not_fooled_by_a_time_that_was_set),
		DISK_TEST(a_busy_folder_knows_its_names),
		DISK_TEST(a_short_name_is_no_other_name),
		DISK_TEST(what_is_neither_file_nor_folder_is_denied),
		DISK_TEST(read_only_files_are_not_written_nor_deleted),
		DISK_TEST(whoever_makes_a_read_only_file_may_fill_it),
		DISK_TEST(a_hidden_file_is_overwritten_by_a_hidden_one_only),
		DISK_TEST(maximum_allowed_is_told),
		DISK_TEST(nothing_of_a_read_only_share_changes),
		DISK_TEST(room_is_kept_for_a_new_file),
		DISK_TEST(what_the_kernel_denies_is_denied),
		DISK_TEST(the_share_tells_of_its_space_and_security),
		DISK_TEST(this_file_system_keeps_the_contract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
