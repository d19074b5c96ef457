/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drop boxes as clients see them (product.md 3): a free name is created, a
 * taken one collides; nothing lands but what was closed whole; nobody gets at
 * another's file; a *.tmp file is its session's own.
 */
#include "tests/unit/check.h"

#include <dirent.h>
#include <event2/event.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/log.h"
#include "protocol/smb2/access.h"
#include "server/smb/iopool.h"
#include "server/worker/drop.h"

#define RW		(FILE_GENERIC_READ | FILE_GENERIC_WRITE | DELETE)
#define TICKETS		64

static struct event_base	*base;
static struct iopool		*pool;
static struct cap		*cap;
static struct vfs_tree		*ours, *theirs;
static char			 dir[32];

/* The books: what was asked for each ticket, and what became of it. */
static struct {
	uint64_t	 most;		/* bytes that are granted */
	bool		 later;		/* answers come when asked to */
	enum ntstatus	 answer;
	unsigned	 asked;
	uint64_t	 bytes[TICKETS];
	unsigned	 ends[TICKETS];	/* landed or discarded */
	uint64_t	 landed_bytes;
	void		(*done)(void *, enum ntstatus);
	void		*ctx;
} books;

static size_t			 nlanded;
static struct msg_landed	 last;

static void
ask(void *arg, const struct cap_room *room,
    void (*done)(void *, enum ntstatus), void *ctx)
{
	(void)arg;
	books.asked++;
	assert_true(room->ticket > 0 && room->ticket < TICKETS);
	assert_true(room->bytes >= books.bytes[room->ticket]);
	if (books.later) {
		books.done = done;
		books.ctx = ctx;
	} else if (room->bytes > books.most)
		done(ctx, NT_DISK_FULL);
	else {
		books.bytes[room->ticket] = room->bytes;
		done(ctx, books.answer);
	}
}

static void
room_landed(void *arg, uint64_t ticket, uint64_t bytes)
{
	(void)arg;
	assert_true(bytes <= books.bytes[ticket]);
	books.landed_bytes = bytes;
	books.ends[ticket]++;
}

static void
room_discarded(void *arg, uint64_t ticket)
{
	(void)arg;
	books.ends[ticket]++;
}

static void
landed(void *arg, const struct msg_landed *m)
{
	(void)arg;
	nlanded++;
	last = *m;
}

/* --- the house --- */

static struct vfs_tree *
connect_as(uint64_t session, int64_t account)
{
	struct smb_user		 user = { .account = account,
				    .generation = 3, .workstation = "PC17" };
	struct vfs_who		 who = { .user = &user, .session = session };
	struct vfs_tree		*t;

	assert_true(addr_parse("10.1.2.3", &who.address));
	assert_int_equal(cap_ops.connect(cap, &who, &t), NT_OK);
	return t;
}

static void
open_cap(void)
{
	static struct cap_quota	 quota = { NULL, ask, room_landed,
				    room_discarded };
	char			 folder[64];
	struct cap_settings	 s = { .folder = folder, .label = "CAP",
				    .base = base, .quota = &quota,
				    .landed = landed };
	struct err		 e;

	(void)snprintf(folder, sizeof(folder), "%s/cap", dir);
	if (cap_new(&s, &cap, &e) != 0)
		fail_msg("%s", e.text);
	cap_set_pool(cap, pool);
}

static int
set_up(void **state)
{
	char	 path[64];

	(void)state;
	log_set(LVL_ERROR, LOG_PLAIN);
	memset(&books, 0, sizeof(books));
	books.most = UINT64_MAX;
	nlanded = 0;
	(void)strcpy(dir, "drop-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/cap", dir);
	assert_int_equal(mkdir(path, 0755), 0);
	(void)snprintf(path, sizeof(path), "%s/cap/sets", dir);
	assert_int_equal(mkdir(path, 0755), 0);
	(void)snprintf(path, sizeof(path), "%s/cap/up", dir);
	assert_int_equal(mkdir(path, 0755), 0);
	base = event_base_new();
	assert_int_equal(iopool_new(base, 2, 64, &pool, NULL), 0);
	open_cap();
	ours = connect_as(1, 7);
	theirs = connect_as(2, 8);
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int what, struct FTW *f)
{
	(void)st;
	(void)what;
	(void)f;
	return remove(path);
}

static int
tear_down(void **state)
{
	(void)state;
	if (ours != NULL)
		cap_ops.disconnect(ours, VFS_CLOSE);
	if (theirs != NULL)
		cap_ops.disconnect(theirs, VFS_CLOSE);
	iopool_free(&pool);
	cap_free(&cap);
	event_base_free(base);
	(void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}

/* --- what a client does --- */

struct sync {
	struct vfs_wait	 wait;
	bool		 done;
	enum ntstatus	 status;
};

static void
on_done(struct vfs_wait *wait, enum ntstatus status)
{
	struct sync	*s = (struct sync *)wait;

	assert_false(s->done);
	s->done = true;
	s->status = status;
}

static enum ntstatus
end(struct sync *s, enum ntstatus status)
{
	if (status != NT_LATER)
		return status;
	while (!s->done)
		(void)event_base_loop(base, EVLOOP_ONCE);
	return s->status;
}

#define SYNC	(struct sync){ .wait = { .done = on_done } }

static enum ntstatus
try_open(struct vfs_tree *t, const char *path, enum vfs_disposition how,
    struct vfs_file **out)
{
	struct vfs_open	 q = { .path = path, .disposition = how,
			    .access = RW, .must_be_file = true };
	struct sync	 s = SYNC;
	enum ntstatus	 status;

	*out = NULL;
	status = end(&s, cap_ops.open(t, &q, &s.wait));
	if (status == NT_OK)
		*out = q.file;
	return status;
}

static struct vfs_file *
create(struct vfs_tree *t, const char *path)
{
	struct vfs_file	*f;

	assert_int_equal(try_open(t, path, VFS_CREATE, &f), NT_OK);
	return f;
}

static enum ntstatus
put_at(struct vfs_file *f, uint64_t off, const void *src, size_t n)
{
	struct sync	 s = SYNC;

	return end(&s, f->ops->write(f, off, src, n, &s.wait));
}

static enum ntstatus
put(struct vfs_file *f, const char *text)
{
	return put_at(f, 0, text, strlen(text));
}

static enum ntstatus
close_how(struct vfs_file *f, enum vfs_close how)
{
	struct sync	 s = SYNC;

	return end(&s, f->ops->close(f, how, &s.wait));
}

static enum ntstatus
rename_to(struct vfs_file *f, const char *to)
{
	struct sync	 s = SYNC;

	return end(&s, f->ops->rename(f, to, true, &s.wait));
}

static void
drop_whole(struct vfs_tree *t, const char *path, const char *text)
{
	struct vfs_file	*f = create(t, path);

	assert_int_equal(put(f, text), NT_OK);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
}

/* --- what lies on the disk --- */

static void
full(const char *path, char dst[static 256])
{
	(void)snprintf(dst, 256, "%s/cap/up/%s", dir, path);
}

static bool
lies(const char *path)
{
	char	 name[256];

	full(path, name);
	return access(name, F_OK) == 0;
}

static void
assert_holds(const char *path, const char *text)
{
	char	 name[256], got[256] = "";
	int	 fd;

	full(path, name);
	fd = open(name, O_RDONLY);
	assert_true(fd >= 0);
	assert_true(read(fd, got, sizeof(got) - 1) >= 0);
	(void)close(fd);
	assert_string_equal(got, text);
}

static size_t
count(const char *path)
{
	char		 name[256];
	struct dirent	*e;
	DIR		*d;
	size_t		 n = 0;

	full(path, name);
	d = opendir(name);
	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	(void)closedir(d);
	return n;
}

/* --- dispositions --- */

/* product.md 3, first sentence of "Up is a drop box". */
static const struct {
	enum vfs_disposition	 how;
	enum ntstatus		 free, taken;
} dispositions[] = {
	{ VFS_CREATE,		NT_OK, NT_OBJECT_NAME_COLLISION },
	{ VFS_OPEN_IF,		NT_OK, NT_OBJECT_NAME_COLLISION },
	{ VFS_OVERWRITE_IF,	NT_OK, NT_OBJECT_NAME_COLLISION },
	{ VFS_SUPERSEDE,	NT_OK, NT_OBJECT_NAME_COLLISION },
	{ VFS_OPEN,		NT_OBJECT_NAME_NOT_FOUND, NT_ACCESS_DENIED },
	{ VFS_OVERWRITE,	NT_OBJECT_NAME_NOT_FOUND, NT_ACCESS_DENIED },
};

static void
a_free_name_is_created_and_a_taken_one_collides(void **state)
{
	struct vfs_file	*open_one = create(theirs, "ddr.box/OPEN.DDR");
	struct vfs_file	*tmp, *f;
	size_t		 i;

	(void)state;
	drop_whole(theirs, "ddr.box/landed.ddr", "x");
	tmp = create(theirs, "ddr.box/THEIRS.TMP");
	assert_int_equal(close_how(tmp, VFS_CLOSE), NT_OK);
	for (i = 0; i < nitems(dispositions); i++) {
		assert_int_equal(try_open(ours, "ddr.box/LANDED.DDR",
		    dispositions[i].how, &f), dispositions[i].taken);
		assert_int_equal(try_open(ours, "ddr.box/open.DDR",
		    dispositions[i].how, &f), dispositions[i].taken);
		assert_int_equal(try_open(ours, "ddr.box/theirs.tmp",
		    dispositions[i].how, &f), dispositions[i].taken);
		assert_int_equal(try_open(ours, "ddr.box/FREE.DDR",
		    dispositions[i].how, &f), dispositions[i].free);
		if (f != NULL)
			(void)close_how(f, VFS_DISCARD);
	}
	(void)close_how(open_one, VFS_DISCARD);
}

/* Not even whose it was: what has landed is the director's. */
static void
who_dropped_a_file_gets_at_it_no_more(void **state)
{
	struct vfs_file	*f;
	size_t		 i;

	(void)state;
	drop_whole(ours, "ddr.box/MINE.DDR", "x");
	for (i = 0; i < nitems(dispositions); i++)
		assert_int_equal(try_open(ours, "ddr.box/MINE.DDR",
		    dispositions[i].how, &f), dispositions[i].taken);
	assert_holds("ddr.box/MINE.DDR", "x");
}

static void
names_of_the_house_and_odd_ones_are_refused(void **state)
{
	static const char	*const names[] = { "ddr.box/.open",
	    "ddr.box/.bad", "ddr.box/.X.DDR", "ddr.box/.",
	    "ddr.box/.open/A.DDR", "ddr.box/A/B.DDR", "nobox/A.DDR",
	    "A.DDR", "clidata.box/A.DDR", "clidata.box/a/B.DDR" };
	struct vfs_file		*f;
	size_t			 i, k;

	(void)state;
	for (i = 0; i < nitems(names); i++)
		for (k = 0; k < nitems(dispositions); k++)
			if (try_open(ours, names[i], dispositions[k].how, &f)
			    == NT_OK)
				fail_msg("%s was opened", names[i]);
	assert_int_equal(count("ddr.box"), 0);
	assert_int_equal(count("ddr.box/.open"), 0);
}

static void
no_folder_is_made_in_a_box(void **state)
{
	struct vfs_open	 q = { .path = "ddr.box/FOLDER",
			    .disposition = VFS_CREATE, .access = RW,
			    .must_be_directory = true };
	struct sync	 s = SYNC;

	(void)state;
	assert_int_equal(end(&s, cap_ops.open(ours, &q, &s.wait)),
	    NT_ACCESS_DENIED);
}

/* --- landing --- */

static void
a_file_lands_when_it_is_closed_and_not_before(void **state)
{
	struct vfs_file		*f = create(ours, "ddr.box/Eflc4iyv.ddr");
	uint8_t			 value[DROP_XATTR_MAX];
	char			 name[256];
	struct msg_landed	 m;
	struct rd		 r;
	ssize_t			 n;

	(void)state;
	assert_int_equal(put(f, "whole"), NT_OK);
	assert_false(lies("ddr.box/EFLC4IYV.DDR"));
	assert_true(lies("ddr.box/.open/EFLC4IYV.DDR"));
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_holds("ddr.box/EFLC4IYV.DDR", "whole");
	assert_int_equal(count("ddr.box/.open"), 0);
	assert_int_equal(nlanded, 1);
	assert_string_equal(last.name, "Eflc4iyv.ddr");
	assert_int_equal(last.size, 5);
	assert_int_equal(last.account, 7);
	assert_int_equal(last.generation, 3);
	assert_int_equal(last.session, 1);
	full("ddr.box/EFLC4IYV.DDR", name);
	n = getxattr(name, DROP_XATTR, value, sizeof(value));
	assert_true(n > 0);
	r = rd_over(value, (size_t)n);
	msg_get_landed(&r, &m);
	assert_true(rd_end(&r));
	assert_true(guid_equal(&m.landing, &last.landing));
	assert_string_equal(m.workstation, "PC17");
	assert_int_equal(books.ends[1], 1);
	assert_int_equal(books.landed_bytes, 5);
}

/* One that was written before sited told which manifest was read. */
static void
a_record_of_the_first_version_can_still_be_read(void **state)
{
	struct msg_landed	 m = { .box = BOX_DDR, .size = 5,
				    .manifest = 12 };
	uint8_t			 value[DROP_XATTR_MAX];
	struct wr		 w = wr_over(value, sizeof(value));
	struct rd		 r;

	(void)state;
	assert_true(addr_parse("10.1.2.3", &m.address));
	msg_put_landed(&w, &m);
	r = rd_over(value, w.pos);
	msg_get_landed(&r, &m);
	assert_true(rd_end(&r));
	assert_int_equal(m.manifest, 12);
	value[0] = 1;
	r = rd_over(value, w.pos - sizeof(uint64_t));
	msg_get_landed(&r, &m);
	assert_true(rd_end(&r));
	assert_int_equal(m.size, 5);
	assert_int_equal(m.manifest, 0);
	value[0] = 3;
	r = rd_over(value, w.pos);
	msg_get_landed(&r, &m);
	assert_false(rd_end(&r));
}

static void
a_lost_connection_discards_what_is_open(void **state)
{
	struct vfs_file	*f = create(ours, "ddr.box/A.DDR");

	(void)state;
	assert_int_equal(put(f, "half"), NT_OK);
	assert_int_equal(close_how(f, VFS_DISCARD), NT_OK);
	assert_int_equal(count("ddr.box") + count("ddr.box/.open"), 0);
	assert_int_equal(nlanded, 0);
	assert_int_equal(books.ends[1], 1);
	drop_whole(theirs, "ddr.box/A.DDR", "the name is free again");
}

static void
a_file_marked_for_deletion_never_lands(void **state)
{
	struct vfs_file	*f = create(ours, "ddr.box/A.DDR");

	(void)state;
	assert_int_equal(put(f, "x"), NT_OK);
	assert_int_equal(f->ops->may_remove(f), NT_OK);
	assert_int_equal(f->ops->remove(f, NULL), NT_OK);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_int_equal(count("ddr.box") + count("ddr.box/.open"), 0);
	assert_int_equal(nlanded, 0);
	assert_int_equal(books.ends[1], 1);
}

/* Nothing that lies in the box is ever written over. */
static void
a_file_that_an_operator_put_there_meanwhile_stays(void **state)
{
	struct vfs_file	*f = create(ours, "ddr.box/A.DDR");
	char		 name[256];
	int		 fd;

	(void)state;
	full("ddr.box/A.DDR", name);
	fd = open(name, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(write(fd, "operator", 8), 8);
	(void)close(fd);
	log_to(-1);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OBJECT_NAME_COLLISION);
	log_to(STDERR_FILENO);
	assert_holds("ddr.box/A.DDR", "operator");
	assert_int_equal(count("ddr.box/.open"), 0);
	assert_int_equal(nlanded, 0);
}

static void
many_files_land_side_by_side(void **state)
{
	struct vfs_file	*f[40];
	struct sync	 s[40];
	char		 path[64];
	enum ntstatus	 status;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(f); i++) {
		(void)snprintf(path, sizeof(path), "ddr.box/F%zu.DDR", i);
		f[i] = create(ours, path);
		assert_int_equal(put(f[i], "x"), NT_OK);
	}
	for (i = 0; i < nitems(f); i++) {
		s[i] = SYNC;
		status = f[i]->ops->close(f[i], VFS_CLOSE, &s[i].wait);
		assert_int_equal(status, NT_LATER);
	}
	for (i = 0; i < nitems(f); i++)
		assert_int_equal(end(&s[i], NT_LATER), NT_OK);
	assert_int_equal(nlanded, nitems(f));
	assert_int_equal(count("ddr.box"), nitems(f));
}

/* --- limits --- */

static void
what_is_over_its_kinds_limit_never_lands(void **state)
{
	struct vfs_file	*f = create(ours, "ccr.box/A.CCR");
	static char	 big[64 * 1024];

	(void)state;
	log_to(-1);
	assert_int_equal(put_at(f, 0, big, sizeof(big)), NT_OK);
	assert_int_equal(put_at(f, sizeof(big), "x", 1), NT_DISK_FULL);
	/* Whatever the client does now. */
	assert_int_equal(f->ops->set_size(f, 10), NT_OK);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_DISK_FULL);
	f = create(ours, "ccr.box/A.CCR");
	assert_int_equal(f->ops->set_size(f, 64 * 1024 + 1), NT_DISK_FULL);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_DISK_FULL);
	f = create(ours, "ccr.box/A.CCR");
	assert_int_equal(put_at(f, UINT64_MAX - 1, "xyz", 3), NT_DISK_FULL);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_DISK_FULL);
	log_to(STDERR_FILENO);
	assert_int_equal(nlanded, 0);
	assert_int_equal(count("ccr.box") + count("ccr.box/.open"), 0);
}

static void
without_room_no_name_is_taken(void **state)
{
	struct vfs_file	*f;

	(void)state;
	books.answer = NT_DISK_FULL;
	assert_int_equal(try_open(ours, "ddr.box/A.DDR", VFS_CREATE, &f),
	    NT_DISK_FULL);
	assert_false(lies("ddr.box/.open/A.DDR"));
}

static void
a_collision_gives_its_room_back(void **state)
{
	struct vfs_file	*f;

	(void)state;
	drop_whole(theirs, "ddr.box/A.DDR", "x");
	assert_int_equal(try_open(ours, "ddr.box/A.DDR", VFS_CREATE, &f),
	    NT_OBJECT_NAME_COLLISION);
	assert_int_equal(books.ends[2], 1);
}

/* Otherwise the disk is full of files that never land. */
static void
a_file_that_grows_asks_for_more_room_in_doubling_steps(void **state)
{
	struct vfs_file	*f = create(ours, "sinv.box/A.SIC");
	static char	 chunk[32 * 1024];
	uint64_t	 off;

	(void)state;
	for (off = 0; off < 4 * 1024 * 1024; off += sizeof(chunk)) {
		assert_int_equal(put_at(f, off, chunk, sizeof(chunk)), NT_OK);
		assert_true(books.bytes[1] >= off + sizeof(chunk));
	}
	assert_int_equal(books.bytes[1], 4 * 1024 * 1024);
	assert_int_equal(books.asked, 7);	/* 64K to 4M */
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_int_equal(books.ends[1], 1);
}

static void
a_file_never_asks_for_more_than_its_kind_may_hold(void **state)
{
	struct vfs_file	*f = create(ours, "statmsgs.box/A.SVF");
	static char	 big[200 * 1024];

	(void)state;
	assert_int_equal(put_at(f, 0, big, sizeof(big)), NT_OK);
	assert_int_equal(books.bytes[1], sizeof(big));
	assert_int_equal(put_at(f, sizeof(big), big, 1), NT_OK);
	assert_int_equal(books.bytes[1], 256 * 1024);
	assert_int_equal(close_how(f, VFS_DISCARD), NT_OK);
}

static void
a_file_that_finds_no_more_room_never_lands(void **state)
{
	struct vfs_file	*f = create(ours, "sinv.box/A.SIC");
	static char	 big[100 * 1024];

	(void)state;
	log_to(-1);
	books.most = 90 * 1024;
	assert_int_equal(put_at(f, 0, big, 64 * 1024), NT_OK);
	assert_int_equal(put_at(f, 0, big, sizeof(big)), NT_DISK_FULL);
	log_to(STDERR_FILENO);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_DISK_FULL);
	assert_int_equal(nlanded, 0);
	assert_int_equal(books.ends[1], 1);
}

/* No write asks for a size that is only set: it would land unpaid. */
static void
a_size_that_was_only_set_needs_room_to_land(void **state)
{
	struct vfs_file	*f = create(ours, "sinv.box/A.SIC");

	(void)state;
	log_to(-1);
	books.most = 90 * 1024;
	assert_int_equal(f->ops->set_size(f, 80 * 1024), NT_OK);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_int_equal(books.bytes[1], 80 * 1024);
	f = create(ours, "sinv.box/B.SIC");
	assert_int_equal(f->ops->set_size(f, 100 * 1024), NT_OK);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_DISK_FULL);
	log_to(STDERR_FILENO);
	assert_int_equal(nlanded, 1);
	assert_int_equal(count("sinv.box"), 1);
	assert_int_equal(books.ends[2], 1);
}

static void
a_write_waits_for_the_books(void **state)
{
	struct vfs_file	*f = create(ours, "sinv.box/A.SIC");
	static char	 big[100 * 1024];
	struct sync	 s = SYNC;

	(void)state;
	books.later = true;
	assert_int_equal(f->ops->write(f, 0, big, sizeof(big), &s.wait),
	    NT_LATER);
	assert_false(s.done);
	books.later = false;
	books.bytes[1] = sizeof(big);
	books.done(books.ctx, NT_OK);
	assert_int_equal(end(&s, NT_LATER), NT_OK);
	assert_int_equal(s.wait.count, sizeof(big));
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_int_equal(last.size, sizeof(big));
}

static void
an_open_waits_for_the_books(void **state)
{
	struct vfs_open	 q = { .path = "ddr.box/A.DDR",
			    .disposition = VFS_CREATE, .access = RW };
	struct sync	 s = SYNC;

	(void)state;
	books.later = true;
	assert_int_equal(cap_ops.open(ours, &q, &s.wait), NT_LATER);
	assert_false(lies("ddr.box/.open/A.DDR"));
	books.later = false;
	books.done(books.ctx, NT_OK);
	assert_int_equal(end(&s, NT_LATER), NT_OK);
	assert_true(q.created);
	assert_int_equal(close_how(q.file, VFS_DISCARD), NT_OK);
}

/* --- *.tmp files --- */

static void
a_tmp_file_stays_its_sessions_own_when_it_is_closed(void **state)
{
	struct vfs_file	*f = create(ours, "ddr.box/A.tmp");
	char		 got[16] = "";
	struct sync	 s = SYNC;

	(void)state;
	assert_int_equal(put(f, "first"), NT_OK);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_int_equal(nlanded, 0);
	assert_int_equal(try_open(ours, "ddr.box/a.TMP", VFS_CREATE, &f),
	    NT_OBJECT_NAME_COLLISION);
	assert_int_equal(try_open(ours, "ddr.box/a.TMP", VFS_OPEN, &f),
	    NT_OK);
	assert_int_equal(end(&s, f->ops->read(f, 0, got, 5, &s.wait)), NT_OK);
	assert_string_equal(got, "first");
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	cap_ops.disconnect(ours, VFS_CLOSE);
	ours = NULL;
	assert_int_equal(count("ddr.box/.open"), 0);
	assert_int_equal(books.ends[1], 1);
}

static void
a_tmp_file_lands_when_it_gets_its_final_name(void **state)
{
	struct vfs_file	*f = create(ours, "ddr.box/A.TMP");

	(void)state;
	assert_int_equal(put(f, "whole"), NT_OK);
	assert_int_equal(rename_to(f, "ddr.box/Final.ddr"), NT_OK);
	assert_int_equal(nlanded, 1);
	assert_string_equal(last.name, "Final.ddr");
	assert_holds("ddr.box/FINAL.DDR", "whole");
	assert_int_equal(put(f, "late"), NT_ACCESS_DENIED);
	assert_int_equal(rename_to(f, "ddr.box/X.DDR"), NT_ACCESS_DENIED);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_holds("ddr.box/FINAL.DDR", "whole");
	assert_int_equal(nlanded, 1);
	assert_int_equal(books.ends[1], 1);
	assert_int_equal(count("ddr.box/.open"), 0);
}

/* cap.md 5.3: up to 50 names are tried for one file. */
static void
a_final_name_that_is_taken_leaves_the_tmp_file_as_it_is(void **state)
{
	struct vfs_file	*f = create(ours, "ddr.box/A.TMP");
	struct vfs_file	*open_one = create(theirs, "ddr.box/OPEN.DDR");

	(void)state;
	drop_whole(theirs, "ddr.box/LANDED.DDR", "theirs");
	assert_int_equal(put(f, "whole"), NT_OK);
	assert_int_equal(rename_to(f, "ddr.box/LANDED.DDR"),
	    NT_OBJECT_NAME_COLLISION);
	/* Somebody's name from the moment that it is being written. */
	assert_int_equal(rename_to(f, "ddr.box/open.ddr"),
	    NT_OBJECT_NAME_COLLISION);
	assert_true(lies("ddr.box/.open/A.TMP"));
	assert_int_equal(rename_to(f, "ddr.box/THIRD.DDR"), NT_OK);
	assert_holds("ddr.box/THIRD.DDR", "whole");
	assert_holds("ddr.box/LANDED.DDR", "theirs");
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_int_equal(put(open_one, "theirs too"), NT_OK);
	assert_int_equal(close_how(open_one, VFS_CLOSE), NT_OK);
	assert_holds("ddr.box/OPEN.DDR", "theirs too");
}

static void
a_file_renamed_to_a_tmp_name_does_not_land_under_it(void **state)
{
	struct vfs_file	*f = create(ours, "ddr.box/A.DDR");

	(void)state;
	assert_int_equal(put(f, "x"), NT_OK);
	assert_int_equal(rename_to(f, "ddr.box/A.TMP"), NT_OK);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_int_equal(nlanded, 0);
	assert_true(lies("ddr.box/.open/A.TMP"));
	assert_false(lies("ddr.box/.open/A.DDR"));
	assert_int_equal(try_open(ours, "ddr.box/A.TMP", VFS_OPEN, &f),
	    NT_OK);
	assert_int_equal(rename_to(f, "ddr.box/A.DDR"), NT_OK);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_int_equal(nlanded, 1);
}

static void
a_rename_leads_nowhere_else(void **state)
{
	static const char	*const names[] = { "ccr.box/A.CCR",
	    "ddr.box/.open", "ddr.box/.A.DDR", "A.DDR", "ddr.box/X/A.DDR",
	    "clidata.box/A.CFG" };
	struct vfs_file		*f = create(ours, "ddr.box/A.TMP");
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(names); i++)
		if (rename_to(f, names[i]) == NT_OK)
			fail_msg("renamed to %s", names[i]);
	assert_int_equal(nlanded, 0);
	assert_int_equal(rename_to(f, "ddr.box/A.DDR"), NT_OK);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
}

static void
a_tmp_file_is_held_to_the_limit_of_its_final_name(void **state)
{
	struct vfs_file	*f = create(ours, "sinv.box/A.TMP");
	static char	 mb[1024 * 1024];
	uint64_t	 off;

	(void)state;
	for (off = 0; off <= 16 * sizeof(mb); off += sizeof(mb))
		assert_int_equal(put_at(f, off, mb, sizeof(mb)), NT_OK);
	log_to(-1);
	assert_int_equal(rename_to(f, "sinv.box/A.SIC"), NT_DISK_FULL);
	log_to(STDERR_FILENO);
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_int_equal(nlanded, 0);
}

/* --- starts --- */

static void
what_a_dead_server_left_is_cleared_and_what_a_living_one_holds_is_not(
    void **state)
{
	struct vfs_file	*f = create(ours, "ddr.box/LIVES.DDR");
	char		 name[256];
	struct cap	*first = cap;
	int		 fd;

	(void)state;
	full("ddr.box/.open/DEAD.DDR", name);
	fd = open(name, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	(void)close(fd);
	open_cap();			/* another worker starts */
	assert_false(lies("ddr.box/.open/DEAD.DDR"));
	assert_true(lies("ddr.box/.open/LIVES.DDR"));
	cap_free(&cap);
	cap = first;
	assert_int_equal(close_how(f, VFS_CLOSE), NT_OK);
	assert_holds("ddr.box/LIVES.DDR", "");
}

static void
the_name_of_a_dead_servers_file_is_free(void **state)
{
	char	 name[256];
	int	 fd;

	(void)state;
	full("ddr.box/.open/DEAD.DDR", name);
	fd = open(name, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(write(fd, "old", 3), 3);
	(void)close(fd);
	drop_whole(ours, "ddr.box/DEAD.DDR", "new");
	assert_holds("ddr.box/DEAD.DDR", "new");
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(a_free_name_is_created_and_a_taken_one_collides),
		T(who_dropped_a_file_gets_at_it_no_more),
		T(names_of_the_house_and_odd_ones_are_refused),
		T(no_folder_is_made_in_a_box),
		T(a_file_lands_when_it_is_closed_and_not_before),
		T(a_record_of_the_first_version_can_still_be_read),
		T(a_lost_connection_discards_what_is_open),
		T(a_file_marked_for_deletion_never_lands),
		T(a_file_that_an_operator_put_there_meanwhile_stays),
		T(many_files_land_side_by_side),
		T(what_is_over_its_kinds_limit_never_lands),
		T(without_room_no_name_is_taken),
		T(a_collision_gives_its_room_back),
		T(a_file_that_grows_asks_for_more_room_in_doubling_steps),
		T(a_file_never_asks_for_more_than_its_kind_may_hold),
		T(a_file_that_finds_no_more_room_never_lands),
		T(a_size_that_was_only_set_needs_room_to_land),
		T(a_write_waits_for_the_books),
		T(an_open_waits_for_the_books),
		T(a_tmp_file_stays_its_sessions_own_when_it_is_closed),
		T(a_tmp_file_lands_when_it_gets_its_final_name),
		T(a_final_name_that_is_taken_leaves_the_tmp_file_as_it_is),
		T(a_file_renamed_to_a_tmp_name_does_not_land_under_it),
		T(a_rename_leads_nowhere_else),
		T(a_tmp_file_is_held_to_the_limit_of_its_final_name),
		T(what_a_dead_server_left_is_cleared_and_what_a_living_one_holds_is_not),
		T(the_name_of_a_dead_servers_file_is_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
