/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/disk_help.h"

#include "protocol/smb2/notify.h"
#include "server/smb/disk/watch.h"

#define NAMES	(FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME)
#define ALL	0xfffU

/* A watch that writes down what it is told: "+a -b ~c <d >e". */
struct notes {
	struct vfs_watch	 watch;
	char			 text[4096];
	int			 overflows, gone;
	struct vfs_file		*closes;	/* unwatch from the callback */
	struct fx		*makes;		/* x in the first of two folders */
	char			 first[64];
};

static struct notes *
notes_of(struct vfs_watch *w)
{
	return (struct notes *)(void *)w;
}

/* Of two new folders the first is watched, but not yet visited, by now. */
static void
on_twin(struct notes *n, const char *name)
{
	struct fx	*f = n->makes;
	char		 path[128];

	if (n->first[0] == '\0') {
		snprintf(n->first, sizeof(n->first), "%s", name);
		return;
	}
	n->makes = NULL;
	snprintf(path, sizeof(path), "d/%s/x", n->first);
	local_write(f, path, "");
}

static void
on_changed(struct vfs_watch *w, const struct vfs_change *c)
{
	static const char	 signs[] = "?+-~<>";
	struct notes		*n = notes_of(w);
	size_t			 len = strlen(n->text);

	assert_in_range(c->action, 1, 5);
	assert_true((c->filter & w->filter) != 0);
	snprintf(n->text + len, sizeof(n->text) - len, "%s%c%s",
	    len > 0 ? " " : "", signs[c->action], c->name);
	if (n->makes != NULL && strstr(c->name, "twin") != NULL)
		on_twin(n, c->name);
	if (n->closes != NULL)
		disk_ops.unwatch(n->closes, w);
	n->closes = NULL;
}

static void
on_overflow(struct vfs_watch *w)
{
	notes_of(w)->overflows++;
}

static void
on_gone(struct vfs_watch *w)
{
	notes_of(w)->gone++;
}

static void
begin(struct vfs_file *d, struct notes *n, uint32_t filter, bool recursive)
{
	memset(n, 0, sizeof(*n));
	n->watch = (struct vfs_watch){ .filter = filter,
	    .recursive = recursive, .changed = on_changed,
	    .overflow = on_overflow, .gone = on_gone };
	assert_int_equal(disk_ops.watch(d, &n->watch), NT_OK);
}

/* Lets the loop turn until nothing comes any more. */
static void
turn(struct fx *f)
{
	const struct timeval	 quiet = { 0, 40000 };

	assert_int_equal(event_base_loopexit(f->base, &quiet), 0);
	assert_true(event_base_dispatch(f->base) >= 0);
}

static void
saw(struct fx *f, struct notes *n, const char *want)
{
	turn(f);
	assert_string_equal(n->text, want);
	n->text[0] = '\0';
}

static void
names_that_come_and_go_are_told(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d"), *h;
	struct notes	 n;

	begin(d, &n, NAMES, false);
	x_close(x_folder(f, "d/sub"));
	saw(f, &n, "+sub");
	h = x_file(f, "d/a", VFS_CREATE);
	saw(f, &n, "+a");
	assert_int_equal(x_rename(h, "d/b", false), NT_OK);
	saw(f, &n, "<a >b");
	assert_int_equal(disk_ops.remove(h, "d/b"), NT_OK);
	x_close(h);
	saw(f, &n, "-b");
	h = x_folder(f, "d/sub");
	assert_int_equal(disk_ops.remove(h, "d/sub"), NT_OK);
	x_close(h);
	saw(f, &n, "-sub");
	/* By a local program just the same, and many at once. */
	local_write(f, "d/x", "");
	assert_int_equal(renameat(f->fd, "d/x", f->fd, "d/y"), 0);
	assert_int_equal(unlinkat(f->fd, "d/y", 0), 0);
	local_mkdir(f, "d/z");
	saw(f, &n, "+x <x >y -y +z");
	disk_ops.unwatch(d, &n.watch);
	local_write(f, "d/later", "");
	saw(f, &n, "");
	x_close(d);
}

static void
the_filter_says_what_is_told(void **state)
{
	static const struct {
		uint32_t	 filter;
		const char	*saw;
	} rows[] = {
		{ FILE_NOTIFY_CHANGE_FILE_NAME,	"+f <f >g -g" },
		{ FILE_NOTIFY_CHANGE_DIR_NAME,	"+e -e" },
		{ FILE_NOTIFY_CHANGE_ATTRIBUTES, "~f ~g" },
		{ FILE_NOTIFY_CHANGE_ATTRIBUTES |
		    FILE_NOTIFY_CHANGE_FILE_NAME, "+f ~f <f >g -g" },
		{ FILE_NOTIFY_CHANGE_SIZE,	"~f" },
		{ FILE_NOTIFY_CHANGE_SECURITY,	"~f" },
		{ FILE_NOTIFY_CHANGE_STREAM_NAME, "" },
	};
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d"), *h;
	struct notes	 n;
	size_t		 i;

	for (i = 0; i < nitems(rows); i++) {
		begin(d, &n, rows[i].filter, false);
		local_mkdir(f, "d/e");
		assert_int_equal(unlinkat(f->fd, "d/e", AT_REMOVEDIR), 0);
		h = x_file(f, "d/f", VFS_CREATE);
		assert_int_equal(x_write(f, h, 0, "1", 1), NT_OK);
		assert_int_equal(SET(h, .attributes = FILE_ATTRIBUTE_HIDDEN),
		    NT_OK);
		assert_int_equal(x_rename(h, "d/g", false), NT_OK);
		assert_int_equal(disk_ops.remove(h, "d/g"), NT_OK);
		x_close(h);
		saw(f, &n, rows[i].saw);
		disk_ops.unwatch(d, &n.watch);
	}
	x_close(d);
}

/* smbtorture's notify.mask: making a plain one changes no attribute. */
static void
creating_is_one_change(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d"), *h;
	struct notes	 n;

	begin(d, &n, ALL, true);
	x_close(x_folder(f, "d/sub"));
	saw(f, &n, "+sub");
	x_close(x_file(f, "d/a", VFS_CREATE));
	saw(f, &n, "+a");
	h = x_file(f, "d/a", VFS_OPEN);
	assert_int_equal(SET(h, .attributes = FILE_ATTRIBUTE_HIDDEN), NT_OK);
	saw(f, &n, "~a");
	assert_int_equal(SET(h, .written = 1000), NT_OK);
	saw(f, &n, "~a");
	assert_int_equal(x_write(f, h, 10000, "c", 1), NT_OK);
	saw(f, &n, "~a");
	x_close(h);
	x_close(d);
}

static void
the_folder_itself_is_not_told_of(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d"), *h;
	struct notes	 n;

	x_close(x_file(f, "d/tname1", VFS_CREATE));
	begin(d, &n, FILE_NOTIFY_CHANGE_ATTRIBUTES, true);
	assert_int_equal(SET(d, .attributes = FILE_ATTRIBUTE_HIDDEN), NT_OK);
	h = x_file(f, "d/tname1", VFS_OPEN);
	assert_int_equal(SET(h, .attributes = FILE_ATTRIBUTE_HIDDEN), NT_OK);
	saw(f, &n, "~tname1");
	x_close(h);
	x_close(d);
}

static void
a_recursive_watch_sees_below(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d"), *h;
	struct notes	 n, flat;

	local_mkdir(f, "d/one");
	local_mkdir(f, "d/one/two");
	begin(d, &n, NAMES, true);
	begin(d, &flat, NAMES, false);
	local_write(f, "d/one/two/x", "");
	saw(f, &n, "+one/two/x");
	assert_string_equal(flat.text, "");
	/* New folders, too. */
	local_mkdir(f, "d/one/three");
	saw(f, &n, "+one/three");
	local_write(f, "d/one/three/y", "");
	saw(f, &n, "+one/three/y");
	/* Between folders: removed and added; within one: a rename. */
	assert_int_equal(renameat(f->fd, "d/one/three/y", f->fd, "d/y"), 0);
	saw(f, &n, "-one/three/y +y");
	assert_string_equal(flat.text, "+y");
	flat.text[0] = '\0';
	h = x_folder(f, "d/one");
	assert_int_equal(x_rename(h, "d/uno", false), NT_OK);
	x_close(h);
	saw(f, &n, "<one >uno");
	local_write(f, "d/uno/two/z", "");
	saw(f, &n, "+uno/two/z");
	assert_string_equal(flat.text, "<one >uno");
	disk_ops.unwatch(d, &n.watch);
	disk_ops.unwatch(d, &flat.watch);
	x_close(d);
}

/* What is put into a new folder before we could look at it. */
static void
nothing_in_a_new_folder_is_missed_or_told_twice(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct notes	 n;
	char		 want[1024] = "+new", name[64];
	int		 i;

	begin(d, &n, NAMES, true);
	local_mkdir(f, "d/new");
	for (i = 0; i < 9; i++) {
		snprintf(name, sizeof(name), "d/new/f%d", i);
		local_write(f, name, "");
	}
	local_mkdir(f, "d/new/sub");
	local_write(f, "d/new/sub/g", "");
	turn(f);
	/* The visit tells in the folder's own order. */
	assert_int_equal(strncmp(n.text, want, strlen(want)), 0);
	for (i = 0; i < 9; i++) {
		snprintf(name, sizeof(name), " +new/f%d", i);
		assert_non_null(strstr(n.text, name));
		assert_null(strstr(strstr(n.text, name) + 1, name));
	}
	assert_non_null(strstr(n.text, " +new/sub/g"));
	n.text[0] = '\0';
	local_write(f, "d/new/late", "");
	saw(f, &n, "+new/late");
	/* Told as seen once, not for ever. */
	assert_int_equal(unlinkat(f->fd, "d/new/f0", 0), 0);
	local_write(f, "d/new/f0", "");
	saw(f, &n, "-new/f0 +new/f0");
	disk_ops.unwatch(d, &n.watch);
	x_close(d);
}

/* Made between our watching and our visiting: event and visit both see it. */
static void
what_is_seen_twice_is_told_once(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct notes	 n;
	char		 want[80];

	begin(d, &n, NAMES, true);
	n.makes = f;
	local_mkdir(f, "d/new");
	local_mkdir(f, "d/new/twin1");
	local_mkdir(f, "d/new/twin2");
	turn(f);
	snprintf(want, sizeof(want), "+%s/x", n.first);
	assert_non_null(strstr(n.text, want));
	assert_null(strstr(strstr(n.text, want) + 1, want));
	disk_ops.unwatch(d, &n.watch);
	x_close(d);
}

static void
what_moves_out_of_sight_is_removed_and_into_it_added(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct notes	 n;

	local_mkdir(f, "e");
	local_mkdir(f, "d/sub");
	local_write(f, "d/a", "");
	begin(d, &n, NAMES, true);
	assert_int_equal(renameat(f->fd, "d/a", f->fd, "e/a"), 0);
	saw(f, &n, "-a");
	assert_int_equal(renameat(f->fd, "e/a", f->fd, "d/b"), 0);
	saw(f, &n, "+b");
	/* What leaves is told before what comes after it. */
	assert_int_equal(renameat(f->fd, "d/b", f->fd, "e/b"), 0);
	local_write(f, "d/next", "");
	saw(f, &n, "-b +next");
	assert_int_equal(renameat(f->fd, "d/sub", f->fd, "e/sub"), 0);
	saw(f, &n, "-sub");
	local_write(f, "e/sub/x", "");
	saw(f, &n, "");
	assert_int_equal(renameat(f->fd, "e/sub", f->fd, "d/sub2"), 0);
	saw(f, &n, "+sub2");
	local_write(f, "d/sub2/y", "");
	saw(f, &n, "+sub2/y");
	disk_ops.unwatch(d, &n.watch);
	x_close(d);
}

static void
names_that_no_client_can_say_do_not_exist(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct notes	 n;

	begin(d, &n, ALL, true);
	local_write(f, "d/a:b", "x");
	local_mkdir(f, "d/con");
	saw(f, &n, "");
	assert_int_equal(renameat(f->fd, "d/a:b", f->fd, "d/ab"), 0);
	saw(f, &n, "+ab");
	assert_int_equal(renameat(f->fd, "d/ab", f->fd, "d/ab:"), 0);
	saw(f, &n, "-ab");
	disk_ops.unwatch(d, &n.watch);
	x_close(d);
}

static void
many_writes_in_a_row_are_one_change(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct vfs_file	*a = x_file(f, "d/a", VFS_CREATE);
	struct notes	 n;
	int		 i;

	begin(d, &n, ALL, false);
	for (i = 0; i < 100; i++)
		assert_int_equal(x_write(f, a, (uint64_t)i, "x", 1), NT_OK);
	saw(f, &n, "~a");
	assert_int_equal(x_write(f, a, 0, "x", 1), NT_OK);
	saw(f, &n, "~a");
	disk_ops.unwatch(d, &n.watch);
	x_close(a);
	x_close(d);
}

static void
a_removed_folder_is_gone(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct notes	 n;

	local_mkdir(f, "other");
	begin(d, &n, NAMES, true);
	assert_int_equal(unlinkat(f->fd, "other", AT_REMOVEDIR), 0);
	turn(f);
	assert_int_equal(n.gone, 0);
	assert_int_equal(unlinkat(f->fd, "d", AT_REMOVEDIR), 0);
	turn(f);
	assert_int_equal(n.gone, 1);
	disk_ops.unwatch(d, &n.watch);
	x_close(d);
}

static void
too_many_folders_are_told_once(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct notes	 n;
	char		 name[32];
	int		 i;

	for (i = 0; i < WATCH_LIMBS_MAX + 10; i++) {
		snprintf(name, sizeof(name), "d/%d", i);
		local_mkdir(f, name);
	}
	begin(d, &n, NAMES, true);
	assert_int_equal(n.overflows, 0);
	turn(f);
	assert_int_equal(n.overflows, 1);
	local_write(f, "d/x", "");
	saw(f, &n, "+x");
	assert_int_equal(n.overflows, 1);
	disk_ops.unwatch(d, &n.watch);
	x_close(d);
}

/* The kernel's queue holds so many: more is "look for yourself". */
static void
too_many_changes_overflow(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct notes	 n;
	FILE		*fp = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
	int		 max = 16384, i;

	if (fp != NULL) {
		assert_int_equal(fscanf(fp, "%d", &max), 1);
		fclose(fp);
	}
	local_write(f, "d/a", "");
	local_write(f, "d/b", "");
	begin(d, &n, FILE_NOTIFY_CHANGE_STREAM_NAME, false);
	for (i = 0; i < max / 2 + 10; i++) {
		assert_int_equal(renameat(f->fd, i % 2 ? "d/b1" : "d/b", f->fd,
		    i % 2 ? "d/b" : "d/b1"), 0);
	}
	turn(f);
	turn(f);
	assert_int_equal(n.overflows, 1);
	disk_ops.unwatch(d, &n.watch);
	x_close(d);
}

static void
a_watch_may_end_in_its_own_call(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "d");
	struct notes	 n, m;

	begin(d, &n, NAMES, true);
	begin(d, &m, NAMES, true);
	n.closes = d;
	local_write(f, "d/a", "");
	local_write(f, "d/b", "");
	saw(f, &n, "+a");
	assert_string_equal(m.text, "+a +b");
	/* Closing the file ends what is left. */
	x_close(d);
	local_write(f, "d/c", "");
	turn(f);
	assert_string_equal(m.text, "+a +b");
}

static void
a_file_cannot_be_watched(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h = x_file(f, "a", VFS_CREATE);
	struct notes	 n = { .watch = { .filter = ALL } };

	assert_int_equal(disk_ops.watch(h, &n.watch), NT_INVALID_PARAMETER);
	disk_ops.unwatch(h, &n.watch);
	x_close(h);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		DISK_TEST(names_that_come_and_go_are_told),
		DISK_TEST(the_filter_says_what_is_told),
		DISK_TEST(creating_is_one_change),
		DISK_TEST(the_folder_itself_is_not_told_of),
		DISK_TEST(a_recursive_watch_sees_below),
		DISK_TEST(nothing_in_a_new_folder_is_missed_or_told_twice),
		DISK_TEST(what_is_seen_twice_is_told_once),
		DISK_TEST(what_moves_out_of_sight_is_removed_and_into_it_added),
		DISK_TEST(names_that_no_client_can_say_do_not_exist),
		DISK_TEST(many_writes_in_a_row_are_one_change),
		DISK_TEST(a_removed_folder_is_gone),
		DISK_TEST(too_many_folders_are_told_once),
		DISK_TEST(too_many_changes_overflow),
		DISK_TEST(a_watch_may_end_in_its_own_call),
		DISK_TEST(a_file_cannot_be_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
