/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clerk and workers' links in one process, over socket pairs and one loop.
 */
#include "tests/unit/check.h"

#include <event2/event.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol/role/clerk_msg.h"
#include "protocol/role/field.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "server/clerk/clerk.h"
#include "server/worker/clerk_link.h"
#include "tests/unit/smb_double.h"

#define WORKERS	3
#define BREAK_MS 400

static struct event_base	*base;
static bool			 may_be_bad;	/* a peer breaks the rules */
static struct clerk		*clerk;
static struct clerk_settings	 settings;

/* A worker, and the two ends of its channel. */
static struct worker {
	struct clerk_link	*link;
	const struct smb_shares	*books;
	struct smb_server	 server;
	struct chan		*chan, *clerks;
} workers[WORKERS];

/* The director: what it was answered last. */
static struct {
	struct chan		*chan, *clerks;
	enum msg_type		 type;
	uint64_t		 id;
	size_t			 len;
	uint8_t			 body[MSG_BODY_MAX];
} director;

/* --- channels --- */

static void
worker_lost(void *ctx, struct chan *ch, bool bad)
{
	struct worker	*w = ctx;

	assert_true(!bad || may_be_bad);
	clerk_link_down(w->link);
	w->chan = NULL;
	chan_free(&ch);
}

static void
clerk_lost(void *ctx, struct chan *ch, bool bad)
{
	size_t	 i;

	(void)ctx;
	assert_true(!bad || may_be_bad);
	clerk_peer_down(clerk, ch);
	for (i = 0; i < WORKERS; i++)
		if (workers[i].clerks == ch)
			workers[i].clerks = NULL;
	if (director.clerks == ch)
		director.clerks = NULL;
	chan_free(&ch);
}

static void
director_lost(void *ctx, struct chan *ch, bool bad)
{
	(void)ctx;
	assert_false(bad);
	director.chan = NULL;
	chan_free(&ch);
}

static void
director_hears(void *ctx, struct chan *ch, struct chan_msg *m)
{
	(void)ctx;
	(void)ch;
	director.type = m->type;
	director.id = m->id;
	director.len = rd_left(&m->body);
	rd_copy(&m->body, director.body, director.len);
}

static const struct chan_handler	clerk_rows[] = { CLERK_HANDLERS };
static const struct chan_handler	link_rows[] = { CLERK_LINK_HANDLERS };
static const struct chan_handler	director_rows[] = {
	{ MSG_SESSION_PAGE,	director_hears },
	{ MSG_ENDED,		director_hears },
	{ MSG_FILE_PAGE,	director_hears },
	{ MSG_CLERK_COUNTS,	director_hears },
};
static const struct chan_side	clerk_side = { .self = ROLE_CLERK,
	.handlers = clerk_rows, .nhandlers = nitems(clerk_rows),
	.lost = clerk_lost };
static const struct chan_side	director_side = { .self = ROLE_DIRECTOR,
	.handlers = director_rows, .nhandlers = nitems(director_rows),
	.lost = director_lost };
static struct chan_side		worker_sides[WORKERS];

/* Lets everything happen that can happen without time passing. */
static void
turn(void)
{
	int	 i;

	for (i = 0; i < 50; i++)
		(void)event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

static void
pass_ms(long ms)
{
	struct timeval	 tv = { ms / 1000, ms % 1000 * 1000 };

	(void)event_base_loopexit(base, &tv);
	(void)event_base_dispatch(base);
	turn();
}

static void
connect_worker(size_t i, bool claims)
{
	struct worker	*w = &workers[i];
	int		 fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    fd), 0);
	worker_sides[i] = (struct chan_side){ .self = ROLE_WORKER, .ctx = w,
	    .handlers = link_rows, .nhandlers = nitems(link_rows),
	    .lost = worker_lost };
	w->clerks = chan_new(base, fd[0], ROLE_WORKER, (unsigned)i,
	    &clerk_side);
	w->chan = chan_new(base, fd[1], ROLE_CLERK, 0, &worker_sides[i]);
	clerk_peer_up(clerk, w->clerks);
	if (claims)
		clerk_link_up(w->link, w->chan);
}

static void
connect_director(void)
{
	int	 fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    fd), 0);
	director.clerks = chan_new(base, fd[0], ROLE_DIRECTOR, 0,
	    &clerk_side);
	director.chan = chan_new(base, fd[1], ROLE_CLERK, 0, &director_side);
	clerk_peer_up(clerk, director.clerks);
}

static void
start_clerk(void)
{
	struct err	 e;

	assert_int_equal(clerk_new(base, &settings, &clerk, &e), 0);
	clerk_begin(clerk);
}

/* As if it had been killed: nobody is told anything. */
static void
kill_clerk(void)
{
	size_t	 i;

	for (i = 0; i < WORKERS; i++)
		chan_free(&workers[i].clerks);
	chan_free(&director.clerks);
	clerk_free(&clerk);
	turn();
}

static void
restart_clerk(void)
{
	size_t	 i;

	kill_clerk();
	start_clerk();
	for (i = 0; i < WORKERS; i++)
		if (workers[i].link != NULL)
			connect_worker(i, true);
	connect_director();
	turn();
}

static void
kill_worker(size_t i)
{
	chan_free(&workers[i].chan);
	clerk_link_free(&workers[i].link);
	turn();
}

static void
start_worker(size_t i)
{
	struct worker	*w = &workers[i];

	w->link = clerk_link_new();
	assert_non_null(w->link);
	w->books = clerk_link_books(w->link);
	w->server = (struct smb_server){ .books = w->books };
	clerk_link_serve(w->link, &w->server);
	connect_worker(i, true);
}

static int
set_up(void **state)
{
	size_t	 i;

	(void)state;
	may_be_bad = false;
	settings = (struct clerk_settings){
		.shares = { 1000, 100, BREAK_MS },
		.admission = { .half_open = 4, .half_open_of_address = 2,
		    .logged_on_of_address = 2 },
		.quotas = { 4, 1000, 2, 500 },
		.settle_ms = 80,
	};
	base = event_base_new();
	start_clerk();
	for (i = 0; i < WORKERS; i++)
		start_worker(i);
	connect_director();
	turn();
	return 0;
}

static int
tear_down(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < WORKERS; i++) {
		if (workers[i].link != NULL)
			smb_expect(&workers[i].server, "");
		chan_free(&workers[i].chan);
		chan_free(&workers[i].clerks);
		clerk_link_free(&workers[i].link);
	}
	chan_free(&director.chan);
	chan_free(&director.clerks);
	clerk_free(&clerk);
	event_base_free(base);
	return 0;
}

/* --- questions; contexts are "worker's digit, name" --- */

static struct smb_server *
server_of(const char *ctx)
{
	return &workers[ctx[0] - '0'].server;
}

static void
opened(void *ctx, const struct share_granted *g)
{
	smb_heard(server_of(ctx), "%s: %s %u\n", (const char *)ctx + 1,
	    nt_name((uint32_t)g->status), g->oplock);
}

static void
closed(void *ctx, const struct share_closed *c)
{
	smb_heard(server_of(ctx), "%s: %s\n", (const char *)ctx + 1,
	    c->remove ? c->path : "closed");
}

static void
done(void *ctx, enum ntstatus status)
{
	smb_heard(server_of(ctx), "%s: %s\n", (const char *)ctx + 1,
	    nt_name((uint32_t)status));
}

static void *
as(const char *ctx)
{
	return (void *)(uintptr_t)ctx;
}

static const struct smb_shares *
books_of(const char *ctx)
{
	return workers[ctx[0] - '0'].books;
}

static struct share_open
an_open(uint64_t id)
{
	return (struct share_open){ .id = id, .file = { 1, 2 },
	    .path = "dir/a", .access = FILE_ALL_ACCESS,
	    .sharing = FILE_SHARE_MASK, .can_wait = true };
}

static void
ask_open(const struct share_open *o, const char *ctx)
{
	books_of(ctx)->open(books_of(ctx)->arg, o, opened, as(ctx));
	turn();
}

static void
open_as(uint64_t id, uint8_t oplock, const char *ctx)
{
	struct share_open	 o = an_open(id);

	o.oplock = oplock;
	ask_open(&o, ctx);
}

static void
close_as(uint64_t id, const char *ctx)
{
	books_of(ctx)->close(books_of(ctx)->arg, id, closed, as(ctx));
	turn();
}

static void
lock_as(uint64_t id, const struct share_range *r, bool wait, const char *ctx)
{
	books_of(ctx)->lock(books_of(ctx)->arg, id, r, 1, wait, done, as(ctx));
	turn();
}

static void
io_as(uint64_t id, const char *ctx)
{
	static const struct share_range	write = { 5, 1, true, false };

	books_of(ctx)->may_io(books_of(ctx)->arg, id, &write, done, as(ctx));
	turn();
}

static void
hear(size_t worker, const char *lines)
{
	smb_expect(&workers[worker].server, lines);
}

static const struct share_range	 ten = { 0, 10, true, false };
static const struct share_range	 untie = { 0, 10, false, true };

/* What the director sees. */
static struct clerk_counts
counts(void)
{
	struct clerk_counts	 c;
	struct rd		 r;

	assert_int_equal(chan_send(director.chan, MSG_CLERK_STATS, 6), 0);
	turn();
	assert_int_equal(director.type, MSG_CLERK_COUNTS);
	r = rd_over(director.body, director.len);
	msg_get_clerk_counts(&r, &c);
	assert_true(rd_end(&r));
	return c;
}

/* --- open files --- */

static void
share_modes_hold_between_workers(void **state)
{
	struct share_open	 o = an_open(1);

	(void)state;
	o.sharing = FILE_SHARE_READ;
	ask_open(&o, "0first");
	o.id = 2;
	ask_open(&o, "1second");
	hear(0, "first: STATUS_OK 0\n");
	hear(1, "second: STATUS_SHARING_VIOLATION 0\n");
	close_as(1, "0close");
	ask_open(&o, "1second");
	hear(0, "close: closed\n");
	hear(1, "second: STATUS_OK 0\n");
}

static void
oplocks_are_broken_across_workers(void **state)
{
	(void)state;
	open_as(1, OPLOCK_BATCH, "0a");
	open_as(1, OPLOCK_BATCH, "1b");		/* ids are each worker's own */
	hear(0, "a: STATUS_OK 9\nbreak 1 to 1\n");
	hear(1, "");
	workers[0].books->oplock_ack(workers[0].books->arg, 1, OPLOCK_II);
	turn();
	hear(1, "b: STATUS_OK 1\n");
	workers[1].books->changed(workers[1].books->arg, 1);
	turn();
	hear(0, "break 1 to 0\n");
	hear(1, "break 1 to 0\n");
}

static void
a_break_that_nobody_acknowledges_ends_by_the_clock(void **state)
{
	(void)state;
	open_as(1, OPLOCK_BATCH, "0a");
	open_as(2, OPLOCK_II, "1b");
	hear(0, "a: STATUS_OK 9\nbreak 1 to 1\n");
	pass_ms(BREAK_MS / 3);
	hear(1, "");
	pass_ms(BREAK_MS * 2);
	hear(0, "lost 1\n");
	hear(1, "b: STATUS_OK 1\n");
	workers[0].books->oplock_ack(workers[0].books->arg, 1, OPLOCK_II);
	turn();
}

static void
locks_wait_across_workers_and_can_be_taken_back(void **state)
{
	static char	 again[] = "1again";

	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	open_as(2, OPLOCK_NONE, "1b");
	lock_as(1, &ten, false, "0lock");
	lock_as(2, &ten, false, "1try");
	lock_as(2, &ten, true, "1wait");
	io_as(2, "1write");
	hear(0, "a: STATUS_OK 0\nlock: STATUS_OK\n");
	hear(1, "b: STATUS_OK 0\ntry: STATUS_LOCK_NOT_GRANTED\n"
	    "write: STATUS_FILE_LOCK_CONFLICT\n");
	lock_as(1, &untie, false, "0unlock");
	hear(0, "unlock: STATUS_OK\n");
	hear(1, "wait: STATUS_OK\n");
	lock_as(2, &untie, false, "1unlock");
	lock_as(1, &ten, false, "0lock");
	lock_as(2, &ten, true, again);
	workers[1].books->cancel(workers[1].books->arg, again);
	lock_as(1, &untie, false, "0unlock");
	hear(0, "lock: STATUS_OK\nunlock: STATUS_OK\n");
	hear(1, "unlock: STATUS_OK\n");
	lock_as(1, &ten, false, "0free");
	hear(0, "free: STATUS_OK\n");
}

/* One that waits is found among others that were answered meanwhile. */
static void
a_lock_is_taken_back_whatever_else_was_asked(void **state)
{
	static char	 wait[] = "1wait";

	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	open_as(2, OPLOCK_NONE, "1b");
	lock_as(1, &ten, false, "0lock");
	lock_as(2, &ten, true, wait);
	io_as(2, "1io");
	assert_int_equal(counts().waiting, 1);
	workers[1].books->cancel(workers[1].books->arg, wait);
	assert_int_equal(counts().waiting, 0);
	close_as(1, "0c");
	assert_int_equal(workers[2].books->hint(workers[2].books->arg,
	    (struct share_file){ 1, 2 }), 0);
	hear(0, "a: STATUS_OK 0\nlock: STATUS_OK\nc: closed\n");
	hear(1, "b: STATUS_OK 0\nio: STATUS_FILE_LOCK_CONFLICT\n");
}

/* The grant is on its way when the worker cancels. */
static void
what_is_granted_too_late_is_given_back(void **state)
{
	static char	 wait[] = "1wait", open[] = "1open";
	struct share_open o = an_open(3);

	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	open_as(2, OPLOCK_NONE, "1b");
	hear(0, "a: STATUS_OK 0\n");
	hear(1, "b: STATUS_OK 0\n");
	workers[1].books->lock(workers[1].books->arg, 2, &ten, 1, true, done,
	    wait);
	workers[1].books->open(workers[1].books->arg, &o, opened, open);
	workers[1].books->cancel(workers[1].books->arg, wait);
	workers[1].books->cancel(workers[1].books->arg, open);
	turn();
	hear(1, "");
	lock_as(1, &ten, false, "0lock");
	close_as(1, "0c");
	close_as(2, "1c");
	hear(0, "lock: STATUS_OK\nc: closed\n");
	hear(1, "c: closed\n");
	open_as(4, OPLOCK_BATCH, "2alone");
	hear(2, "alone: STATUS_OK 9\n");
}

static void
removal_keeps_the_others_waiting(void **state)
{
	struct share_open	 o = an_open(1);

	(void)state;
	o.delete_on_close = true;
	ask_open(&o, "0a");
	close_as(1, "0close");
	open_as(2, OPLOCK_NONE, "1b");
	hear(0, "a: STATUS_OK 0\nclose: dir/a\n");
	hear(1, "");
	workers[0].books->removed(workers[0].books->arg, 1);
	turn();
	hear(1, "b: STATUS_OK 0\n");
}

static void
names_and_marks_reach_the_other_workers(void **state)
{
	const struct smb_shares	*b = workers[0].books;

	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	open_as(2, OPLOCK_NONE, "1b");
	b->rename(b->arg, 1, "dir/new", (struct share_file){ 0, 0 }, done,
	    as("0rename"));
	turn();
	b->renamed(b->arg, 1, "dir/new");
	b->set_delete(b->arg, 1, true, done, as("0mark"));
	turn();
	hear(0, "a: STATUS_OK 0\nrename: STATUS_OK\ndeleting 1 1\n"
	    "mark: STATUS_OK\n");
	hear(1, "b: STATUS_OK 0\nrenamed 2 dir/new\ndeleting 2 1\n");
	close_as(1, "0c");
	close_as(2, "1c");
	hear(0, "c: closed\n");
	hear(1, "c: dir/new\n");
	b->removed(b->arg, 2);			/* of another worker: nothing */
}

static void
hints_are_seen_by_every_worker_before_the_answer(void **state)
{
	struct share_file	 f = { 1, 2 };
	const struct smb_shares	*b = workers[2].books;

	(void)state;
	assert_int_equal(b->hint(b->arg, f), 0);
	open_as(1, OPLOCK_II, "0a");
	assert_int_equal(b->hint(b->arg, f), SHARE_HAS_LEVEL_II);
	lock_as(1, &ten, false, "0lock");
	assert_int_equal(b->hint(b->arg, f), SHARE_HAS_LOCKS);
	lock_as(1, &untie, false, "0unlock");
	assert_int_equal(b->hint(b->arg, f), 0);
	hear(0, "a: STATUS_OK 1\nbreak 1 to 0\nlock: STATUS_OK\n"
	    "unlock: STATUS_OK\n");
}

/* A client may ask for an oplock level that does not exist. */
static void
an_unknown_oplock_level_is_asked_as_none(void **state)
{
	(void)state;
	open_as(1, 0x55, "0a");
	hear(0, "a: STATUS_OK 0\n");
}

static void
a_name_that_no_message_holds_is_refused(void **state)
{
	static char		 longest[SHARE_PATH_SIZE + 1];
	struct share_open	 o = an_open(1);
	const struct smb_shares	*b = workers[0].books;

	(void)state;
	memset(longest, 'x', SHARE_PATH_SIZE);
	o.path = longest;
	ask_open(&o, "0long");
	open_as(2, OPLOCK_NONE, "0a");
	b->rename(b->arg, 2, longest, (struct share_file){ 0, 0 }, done,
	    as("0rename"));
	hear(0, "long: STATUS_NAME_TOO_LONG 0\na: STATUS_OK 0\n"
	    "rename: STATUS_NAME_TOO_LONG\n");
	longest[SHARE_PATH_SIZE - 1] = '\0';
	ask_open(&o, "0fits");
	hear(0, "fits: STATUS_OK 0\n");
}

static void
the_end_of_a_worker_frees_all_that_it_held(void **state)
{
	(void)state;
	open_as(1, OPLOCK_BATCH, "0a");
	open_as(2, OPLOCK_BATCH, "1b");
	hear(0, "a: STATUS_OK 9\nbreak 1 to 1\n");
	kill_worker(0);
	hear(1, "b: STATUS_OK 9\n");
	start_worker(0);
	turn();
	open_as(1, OPLOCK_NONE, "0new");
	hear(1, "break 2 to 1\n");
	kill_worker(0);				/* with a question under way */
	workers[1].books->oplock_ack(workers[1].books->arg, 2, OPLOCK_II);
	turn();
}

/* --- sessions, connections, quota --- */

static void
session_up(size_t worker, uint64_t id, int64_t account)
{
	struct session_info	 info = { .id = id, .account = account,
				    .user = "SMSClient_00001",
				    .workstation = "PC17", .dialect = 0x311,
				    .since = { 5 }, .is_signed = true };

	workers[worker].books->session_up(workers[worker].books->arg, &info);
	turn();
}

static void
end_at_once(struct smb_server *s, uint64_t session)
{
	s->books->session_down(s->books->arg, session);
}

static void
previous_as(uint64_t id, int64_t account, const char *ctx)
{
	books_of(ctx)->previous_session(books_of(ctx)->arg, id, account, done,
	    as(ctx));
	turn();
}

static void
a_previous_session_ends_wherever_it_lives(void **state)
{
	(void)state;
	workers[0].server.on_close = end_at_once;
	session_up(0, 7, 3);
	previous_as(7, 4, "1stranger");
	previous_as(8, 3, "1unknown");
	hear(1, "stranger: STATUS_NOT_FOUND\nunknown: STATUS_NOT_FOUND\n");
	previous_as(7, 3, "1owner");
	hear(0, "end 7 STATUS_USER_SESSION_DELETED\n");
	hear(1, "owner: STATUS_OK\n");
	previous_as(7, 3, "0again");
	hear(0, "again: STATUS_NOT_FOUND\n");
}

static void
the_end_of_its_worker_is_an_end_of_a_session_too(void **state)
{
	(void)state;
	session_up(0, 7, 3);
	previous_as(7, 3, "1owner");
	hear(0, "end 7 STATUS_USER_SESSION_DELETED\n");
	hear(1, "");
	kill_worker(0);
	hear(1, "owner: STATUS_OK\n");
}

static uint32_t
director_ends(enum msg_type type, uint64_t number)
{
	struct rd	 r;

	wr_le64(chan_begin(director.chan, type, 77), number);
	assert_int_equal(chan_end(director.chan), 0);
	turn();
	assert_int_equal(director.type, MSG_ENDED);
	assert_int_equal(director.id, 77);
	r = rd_over(director.body, director.len);
	return rd_le32(&r);
}

static void
the_director_ends_a_session_or_all_of_an_account(void **state)
{
	(void)state;
	session_up(0, 7, 3);
	session_up(1, 8, 3);
	session_up(1, 9, 4);
	assert_int_equal(director_ends(MSG_SESSION_END, 9), 1);
	assert_int_equal(director_ends(MSG_SESSION_END, 99), 0);
	assert_int_equal(director_ends(MSG_ACCOUNT_END, 3), 2);
	assert_int_equal(director_ends(MSG_ACCOUNT_END, 5), 0);
	hear(0, "end 7 STATUS_NETWORK_SESSION_EXPIRED\n");
	hear(1, "end 9 STATUS_USER_SESSION_DELETED\n"
	    "end 8 STATUS_NETWORK_SESSION_EXPIRED\n");
}

/* The keeper had let it in just before the account was disabled. */
static void
a_logon_that_crosses_the_end_of_its_account_ends(void **state)
{
	(void)state;
	assert_int_equal(director_ends(MSG_ACCOUNT_END, 3), 0);
	session_up(0, 7, 3);
	session_up(0, 8, 4);
	hear(0, "end 7 STATUS_NETWORK_SESSION_EXPIRED\n");
	wr_le64(chan_begin(director.chan, MSG_ACCOUNT_BACK, 0), 3);
	assert_int_equal(chan_end(director.chan), 0);
	session_up(0, 9, 3);
	hear(0, "");
}

static struct page_head
list_sessions(uint64_t after, uint16_t most, uint64_t *last)
{
	struct session_list	 l = { after, most };
	struct page_head	 h;
	struct session_info	 info;
	struct session_text	 text;
	struct rd		 r;
	size_t			 i;

	msg_put_session_list(chan_begin(director.chan, MSG_SESSION_LIST, 5),
	    &l);
	assert_int_equal(chan_end(director.chan), 0);
	turn();
	assert_int_equal(director.type, MSG_SESSION_PAGE);
	r = rd_over(director.body, director.len);
	msg_get_page_head(&r, &h);
	for (i = 0; i < h.n; i++) {
		assert_int_equal(rd_le16(&r), 0);
		msg_get_session(&r, &info, &text);
		*last = info.id;
	}
	assert_true(rd_end(&r));
	if (h.n > 0) {
		assert_string_equal(info.user, "SMSClient_00001");
		assert_string_equal(info.workstation, "PC17");
		assert_int_equal(info.dialect, 0x311);
		assert_true(info.is_signed);
		assert_false(info.is_encrypted);
		assert_int_equal(info.since.us, 5);
	}
	return h;
}

static void
sessions_are_listed_page_by_page(void **state)
{
	struct page_head	 h;
	uint64_t		 id, last = 0, n = 0;

	(void)state;
	for (id = 1; id <= 5000; id++)
		session_up(0, id * 3, 3);
	h = list_sessions(0, 2, &last);
	assert_int_equal(h.n, 2);
	assert_true(h.more);
	assert_int_equal(last, 6);
	for (last = 0, h.more = true; h.more; n += h.n)
		h = list_sessions(last, UINT16_MAX, &last);
	assert_int_equal(n, 5000);
	assert_int_equal(last, 15000);
	h = list_sessions(15000, 10, &last);
	assert_int_equal(h.n, 0);
	assert_false(h.more);
}

static void
connect_as(size_t worker, uint64_t conn, const char *from)
{
	struct addr	 a;

	assert_true(addr_parse(from, &a));
	workers[worker].books->connected(workers[worker].books->arg, conn,
	    &a);
	turn();
}

static void
log_on(size_t worker, uint64_t conn)
{
	workers[worker].books->logged_on(workers[worker].books->arg, conn, 3);
	turn();
}

static void
fail_logon(size_t worker, uint64_t conn)
{
	workers[worker].books->failed(workers[worker].books->arg, conn);
	turn();
}

static void
disconnect(size_t worker, uint64_t conn)
{
	workers[worker].books->disconnected(workers[worker].books->arg, conn);
	turn();
}

static void
connections_are_counted_over_all_workers(void **state)
{
	(void)state;
	connect_as(0, 1, "10.0.0.1");
	connect_as(1, 1, "10.0.0.1");
	fail_logon(0, 1);
	fail_logon(0, 99);		/* nobody's */
	connect_as(2, 1, "10.0.0.1");
	hear(0, "refuse 1: too many connections of its address that have not "
	    "logged on\n");
	disconnect(0, 1);
	log_on(1, 1);
	log_on(2, 1);
	connect_as(0, 2, "10.0.0.1");
	log_on(0, 2);
	hear(0, "refuse 2: too many connections of its address\n");
	disconnect(1, 1);
	disconnect(0, 2);
	connect_as(0, 3, "10.0.0.1");
	log_on(0, 3);
	connect_as(1, 5, "10.0.1.1");
	connect_as(1, 6, "10.0.1.2");
	connect_as(1, 7, "10.0.1.3");
	connect_as(1, 8, "10.0.1.4");
	connect_as(1, 9, "10.0.1.5");
	hear(1, "refuse 5: too many connections that have not logged on\n");
	assert_int_equal(counts().dropped, 1);
	assert_int_equal(counts().dropped_address, 1);
	assert_int_equal(counts().refused_address, 1);
	assert_int_equal(counts().connections, 10);
	assert_int_equal(counts().half_open, 4);
	assert_int_equal(counts().half_open_most, 5);
}

static void
clerk_refuses(size_t worker, uint64_t conn, enum conn_refusal why)
{
	msg_put_conn_refuse(chan_begin(workers[worker].clerks,
	    MSG_CONN_REFUSE, 0), conn, why);
	assert_int_equal(chan_end(workers[worker].clerks), 0);
	turn();
}

/* Refused as half-open, while the worker already knows better. */
static void
a_logged_on_connection_ignores_a_refusal_that_is_too_late(void **state)
{
	(void)state;
	connect_as(0, 1, "10.0.0.1");
	log_on(0, 1);
	clerk_refuses(0, 1, CONN_TOO_MANY);
	clerk_refuses(0, 1, CONN_TOO_MANY_OF_ADDRESS);
	clerk_refuses(0, 9, CONN_TOO_MANY);
	hear(0, "");
	clerk_refuses(0, 1, CONN_TOO_MANY_LOGGED_ON);
	hear(0, "refuse 1: too many connections of its address\n");
}

static void
answers_to_nobody_are_passed_over(void **state)
{
	struct share_granted	 g = { NT_OK, OPLOCK_BATCH };
	struct share_closed	 c = { true, "x" };
	struct share_break	 b = { 5, OPLOCK_II, false };
	struct chan		*ch = workers[0].clerks;

	(void)state;
	msg_put_share_granted(chan_begin(ch, MSG_SHARE_OPENED, 5), &g);
	assert_int_equal(chan_end(ch), 0);
	msg_put_share_closed(chan_begin(ch, MSG_SHARE_CLOSED, 5), &c);
	assert_int_equal(chan_end(ch), 0);
	msg_put_share_break(chan_begin(ch, MSG_SHARE_BREAK, 0), &b);
	assert_int_equal(chan_end(ch), 0);
	msg_put_status(chan_begin(ch, MSG_CLERK_DONE, 5), NT_OK);
	assert_int_equal(chan_end(ch), 0);
	turn();
	hear(0, "");
	close_as(77, "0unknown");
	hear(0, "unknown: closed\n");
	open_as(1, OPLOCK_NONE, "0a");
	open_as(1, OPLOCK_NONE, "0twice");
	hear(0, "a: STATUS_OK 0\ntwice: STATUS_INSUFFICIENT_RESOURCES 0\n");
}

static struct quota_ask
a_drop(uint64_t ticket, uint64_t bytes)
{
	struct quota_ask	 a = { .ticket = ticket, .bytes = bytes,
				    .who = { .box = "ddr.box",
				    .account = 3 } };

	assert_true(addr_parse("10.0.0.1", &a.who.address));
	return a;
}

static void
quota_as(uint64_t ticket, uint64_t bytes, const char *ctx)
{
	struct quota_ask	 a = a_drop(ticket, bytes);

	clerk_link_quota_ask(workers[ctx[0] - '0'].link, &a, done, as(ctx));
	turn();
}

static void
director_says(enum msg_type type, uint32_t files, uint64_t bytes)
{
	struct quota_amount	 a = { a_drop(1, 0).who, files, bytes };
	struct quota_state	 s = { true, true, 1 };
	struct wr		*w = chan_begin(director.chan, type, 0);

	if (type == MSG_QUOTA_STATE)
		msg_put_quota_state(w, &s);
	msg_put_quota_amount(w, &a);
	assert_int_equal(chan_end(director.chan), 0);
	turn();
}

static void
quota_counts_over_all_workers(void **state)
{
	(void)state;
	quota_as(1, 100, "0a");
	quota_as(1, 100, "1b");
	quota_as(2, 1, "1c");
	hear(0, "a: STATUS_OK\n");
	hear(1, "b: STATUS_OK\nc: STATUS_QUOTA_EXCEEDED\n");
	clerk_link_quota_charge(workers[0].link, 1, 90);
	clerk_link_quota_drop(workers[1].link, 1);
	clerk_link_quota_drop(workers[1].link, 1);
	quota_as(2, 411, "1c");
	quota_as(2, 410, "1d");
	quota_as(2, 411, "1grow");
	hear(1, "c: STATUS_QUOTA_EXCEEDED\nd: STATUS_OK\n"
	    "grow: STATUS_QUOTA_EXCEEDED\n");
	director_says(MSG_QUOTA_RELEASE, 1, 90);
	quota_as(2, 411, "1grow");
	hear(1, "grow: STATUS_OK\n");
	director_says(MSG_QUOTA_STATE, 2, 20);
	quota_as(3, 1, "2e");
	hear(2, "e: STATUS_QUOTA_EXCEEDED\n");
}

static void
a_quota_question_can_be_taken_back(void **state)
{
	struct quota_ask	 a = a_drop(9, 10);

	(void)state;
	clerk_link_quota_ask(workers[0].link, &a, done, as("0never"));
	clerk_link_quota_drop(workers[0].link, 9);
	turn();
	quota_as(1, 1, "0a");
	quota_as(2, 1, "0b");
	hear(0, "a: STATUS_OK\nb: STATUS_OK\n");
}

/* --- what the director can see --- */

static void
files_and_counts_are_shown(void **state)
{
	static char		 path[SHARE_PATH_SIZE];
	struct file_list	 l = { 0, 0, 1 };
	struct page_head	 h;
	struct file_row		 f;
	struct rd		 r;

	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	open_as(2, OPLOCK_II, "1b");
	lock_as(2, &ten, false, "1lock");
	session_up(0, 7, 3);
	connect_as(0, 1, "10.0.0.1");
	hear(0, "a: STATUS_OK 0\n");
	hear(1, "b: STATUS_OK 1\nbreak 2 to 0\nlock: STATUS_OK\n");
	msg_put_file_list(chan_begin(director.chan, MSG_FILE_LIST, 5), &l);
	assert_int_equal(chan_end(director.chan), 0);
	turn();
	assert_int_equal(director.type, MSG_FILE_PAGE);
	r = rd_over(director.body, director.len);
	msg_get_page_head(&r, &h);
	assert_int_equal(h.n, 1);
	assert_true(h.more);
	l = (struct file_list){ 0, 1, 9 };
	msg_put_file_list(chan_begin(director.chan, MSG_FILE_LIST, 5), &l);
	assert_int_equal(chan_end(director.chan), 0);
	turn();
	r = rd_over(director.body, director.len);
	msg_get_page_head(&r, &h);
	msg_get_file_row(&r, &f, path);
	assert_true(rd_end(&r));
	assert_int_equal(f.process, 1);
	assert_int_equal(f.open, 2);
	assert_int_equal(f.locks, 1);
	assert_string_equal(f.path, "dir/a");
	assert_int_equal(counts().opens, 2);
	assert_int_equal(counts().files, 1);
	assert_int_equal(counts().locks, 1);
	assert_int_equal(counts().sessions, 1);
	assert_int_equal(counts().half_open, 1);
	assert_int_equal(counts().breaks, 1);
}

/* --- the clerk dies --- */

static void
opens_locks_and_oplocks_outlive_the_clerk(void **state)
{
	struct share_open	 other = an_open(9);

	(void)state;
	other.file.ino = 3;
	other.oplock = OPLOCK_BATCH;
	open_as(1, OPLOCK_NONE, "0a");
	open_as(2, OPLOCK_NONE, "1b");
	lock_as(1, &ten, false, "0lock");
	ask_open(&other, "0batch");
	hear(0, "a: STATUS_OK 0\nlock: STATUS_OK\nbatch: STATUS_OK 9\n");
	hear(1, "b: STATUS_OK 0\n");
	restart_clerk();
	io_as(2, "1write");
	lock_as(2, &ten, true, "1wait");
	hear(1, "write: STATUS_FILE_LOCK_CONFLICT\n");
	lock_as(1, &untie, false, "0unlock");
	hear(0, "unlock: STATUS_OK\n");
	hear(1, "wait: STATUS_OK\n");
	other.id = 3;
	ask_open(&other, "1second");
	hear(0, "break 9 to 1\n");
	close_as(9, "0c");
	hear(0, "c: closed\n");
	hear(1, "second: STATUS_OK 9\n");
	assert_int_equal(counts().opens, 3);
	assert_int_equal(counts().locks, 1);
}

static void
questions_under_way_are_asked_again(void **state)
{
	static char	 taken_back[] = "1back";
	struct share_open o = an_open(9);

	(void)state;
	open_as(1, OPLOCK_BATCH, "0a");
	open_as(2, OPLOCK_NONE, "1b");
	hear(0, "a: STATUS_OK 9\nbreak 1 to 1\n");
	kill_clerk();
	io_as(1, "0io");
	workers[1].books->open(workers[1].books->arg, &o, opened, taken_back);
	workers[1].books->cancel(workers[1].books->arg, taken_back);
	workers[0].books->oplock_ack(workers[0].books->arg, 1, OPLOCK_II);
	start_clerk();
	connect_worker(0, true);
	connect_worker(1, true);
	turn();
	hear(0, "io: STATUS_OK\n");
	hear(1, "b: STATUS_OK 0\n");
	workers[1].books->changed(workers[1].books->arg, 2);
	turn();
	hear(0, "break 1 to 0\n");
	connect_worker(2, true);
	connect_director();
	assert_int_equal(counts().opens, 2);
}

static void
a_break_under_way_goes_on_with_the_next_clerk(void **state)
{
	(void)state;
	open_as(1, OPLOCK_BATCH, "0a");
	open_as(2, OPLOCK_II, "1b");
	hear(0, "a: STATUS_OK 9\nbreak 1 to 1\n");
	restart_clerk();
	hear(0, "");
	workers[0].books->oplock_ack(workers[0].books->arg, 1, OPLOCK_NONE);
	turn();
	hear(1, "b: STATUS_OK 1\n");
	restart_clerk();
	assert_int_equal(counts().opens, 2);
}

static void
a_lock_that_waits_waits_on(void **state)
{
	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	open_as(2, OPLOCK_NONE, "1b");
	lock_as(1, &ten, false, "0lock");
	lock_as(2, &ten, true, "1wait");
	restart_clerk();
	hear(1, "b: STATUS_OK 0\n");
	close_as(1, "0c");
	hear(0, "a: STATUS_OK 0\nlock: STATUS_OK\nc: closed\n");
	hear(1, "wait: STATUS_OK\n");
}

static void
what_changes_without_a_clerk_is_told_to_the_next(void **state)
{
	const struct smb_shares	*b = workers[0].books;

	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	open_as(2, OPLOCK_II, "1b");
	hear(0, "a: STATUS_OK 0\n");
	hear(1, "b: STATUS_OK 1\n");
	kill_clerk();
	b->changed(b->arg, 1);
	b->renamed(b->arg, 1, "dir/new");
	close_as(1, "0c");
	start_clerk();
	connect_worker(0, true);
	connect_worker(1, true);
	turn();
	hear(0, "c: closed\n");
	hear(1, "break 2 to 0\nrenamed 2 dir/new\n");
	open_as(3, OPLOCK_II, "1again");
	restart_clerk();			/* it is told only once */
	hear(1, "again: STATUS_OK 1\n");
}

static void
a_mark_outlives_the_clerk_by_the_handle_that_made_it(void **state)
{
	const struct smb_shares	*b = workers[0].books;

	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	b->set_delete(b->arg, 1, true, done, as("0mark"));
	turn();
	hear(0, "a: STATUS_OK 0\ndeleting 1 1\nmark: STATUS_OK\n");
	restart_clerk();
	open_as(2, OPLOCK_NONE, "1late");
	hear(1, "late: STATUS_DELETE_PENDING 0\n");
	close_as(1, "0c");
	hear(0, "c: dir/a\n");
}

static void
removals_and_marks_outlive_the_clerk(void **state)
{
	struct share_open	 o = an_open(1);

	(void)state;
	o.delete_on_close = true;
	ask_open(&o, "0a");
	open_as(2, OPLOCK_NONE, "1b");
	close_as(1, "0c");
	hear(0, "a: STATUS_OK 0\nc: closed\n");
	hear(1, "b: STATUS_OK 0\ndeleting 2 1\n");
	restart_clerk();
	open_as(3, OPLOCK_NONE, "2late");
	hear(2, "late: STATUS_DELETE_PENDING 0\n");
	close_as(2, "1c");
	hear(1, "c: dir/a\n");
	restart_clerk();
	open_as(3, OPLOCK_NONE, "2late");
	hear(2, "");
	workers[1].books->removed(workers[1].books->arg, 2);
	turn();
	hear(2, "late: STATUS_OK 0\n");
}

static void
people_and_quota_outlive_the_clerk(void **state)
{
	(void)state;
	workers[0].server.on_close = end_at_once;
	session_up(0, 7, 3);
	session_up(1, 8, 3);
	connect_as(0, 1, "10.0.0.1");
	connect_as(0, 2, "10.0.0.1");
	log_on(0, 2);
	quota_as(1, 100, "0a");
	quota_as(2, 100, "0b");
	clerk_link_quota_charge(workers[0].link, 2, 100);
	hear(0, "a: STATUS_OK\nb: STATUS_OK\n");
	restart_clerk();
	assert_int_equal(counts().sessions, 2);
	assert_int_equal(counts().half_open, 1);
	assert_int_equal(counts().logged_on, 1);
	assert_int_equal(counts().drops_under_way, 1);
	director_says(MSG_QUOTA_STATE, 1, 100);
	quota_as(3, 1, "1c");
	hear(1, "c: STATUS_QUOTA_EXCEEDED\n");
	previous_as(7, 3, "1owner");
	hear(0, "end 7 STATUS_USER_SESSION_DELETED\n");
	hear(1, "owner: STATUS_OK\n");
}

/* One worker has told all, the other not yet: the first one's questions must
   not be answered as if the second held nothing. */
static void
a_fresh_clerk_answers_when_all_have_claimed(void **state)
{
	struct share_open	 o = an_open(2);

	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	lock_as(1, &ten, false, "0lock");
	hear(0, "a: STATUS_OK 0\nlock: STATUS_OK\n");
	o.sharing = 0;
	kill_clerk();
	start_clerk();
	connect_worker(1, true);
	connect_worker(0, false);
	turn();
	ask_open(&o, "1exclusive");
	hear(1, "");
	assert_int_equal(workers[1].books->hint(workers[1].books->arg,
	    (struct share_file){ 1, 99 }), SHARE_HAS_LOCKS |
	    SHARE_HAS_LEVEL_II);
	clerk_link_up(workers[0].link, workers[0].chan);
	turn();
	hear(1, "exclusive: STATUS_SHARING_VIOLATION 0\n");
	assert_int_equal(workers[1].books->hint(workers[1].books->arg,
	    (struct share_file){ 1, 99 }), 0);
	assert_int_equal(workers[1].books->hint(workers[1].books->arg,
	    (struct share_file){ 1, 2 }), SHARE_HAS_LOCKS);
}

static void
a_worker_that_tells_nothing_is_not_waited_for_for_ever(void **state)
{
	(void)state;
	kill_clerk();
	start_clerk();
	connect_worker(1, true);
	connect_worker(0, false);
	turn();
	open_as(2, OPLOCK_NONE, "1b");
	hear(1, "");
	pass_ms(200);
	hear(1, "b: STATUS_OK 0\n");
}

static void
nor_is_one_that_dies_meanwhile(void **state)
{
	(void)state;
	kill_clerk();
	start_clerk();
	connect_worker(1, true);
	connect_worker(0, false);
	turn();
	open_as(2, OPLOCK_NONE, "1b");
	hear(1, "");
	kill_worker(0);
	hear(1, "b: STATUS_OK 0\n");
}

static void
a_name_that_changed_is_claimed_as_it_is_now(void **state)
{
	const struct smb_shares	*b = workers[0].books;
	struct share_open	 o = an_open(1);

	(void)state;
	o.delete_on_close = true;
	ask_open(&o, "0a");
	open_as(2, OPLOCK_NONE, "1b");
	b->renamed(b->arg, 1, "dir/new");
	turn();
	hear(1, "b: STATUS_OK 0\nrenamed 2 dir/new\n");
	kill_clerk();
	b->renamed(b->arg, 1, "dir/newer");
	start_clerk();
	connect_worker(0, true);
	connect_worker(1, true);
	turn();
	hear(1, "renamed 2 dir/newer\n");
	restart_clerk();
	close_as(2, "1c");
	close_as(1, "0c");
	hear(0, "a: STATUS_OK 0\nc: dir/newer\n");
	hear(1, "c: closed\n");
}

static void
every_lock_of_an_open_is_claimed(void **state)
{
	const struct smb_shares	*b = workers[0].books;
	struct share_range	 r[3] = { { 1, 1, true, false },
				    { 2, 1, false, false },
				    { 3, 1, true, false } };
	struct share_range	 undo[3] = { { 2, 1, false, true },
				    { 9, 1, false, true },
				    { 3, 1, false, true } };

	(void)state;
	open_as(1, OPLOCK_NONE, "0a");
	b->lock(b->arg, 1, r, 3, false, done, as("0locks"));
	turn();
	restart_clerk();
	assert_int_equal(counts().locks, 3);
	b->lock(b->arg, 1, undo, 3, false, done, as("0undo"));
	b->lock(b->arg, 1, r, 3, false, done, as("0again"));
	turn();
	restart_clerk();
	assert_int_equal(counts().locks, 2);
	hear(0, "a: STATUS_OK 0\nlocks: STATUS_OK\n"
	    "undo: STATUS_RANGE_NOT_LOCKED\n"
	    "again: STATUS_LOCK_NOT_GRANTED\n");
}

static void
what_was_taken_back_without_a_clerk_is_not_asked_again(void **state)
{
	static char	 open[] = "1open", lock[] = "1lock";
	struct share_open o = an_open(3);

	(void)state;
	open_as(1, OPLOCK_BATCH, "0a");
	hear(0, "a: STATUS_OK 9\n");
	workers[1].books->open(workers[1].books->arg, &o, opened, open);
	workers[1].books->cancel(workers[1].books->arg, open);
	kill_clerk();
	workers[1].books->lock(workers[1].books->arg, 1, &ten, 1, true, done,
	    lock);
	workers[1].books->cancel(workers[1].books->arg, lock);
	restart_clerk();
	hear(0, "");
	hear(1, "");
}

/* --- peers that break the rules --- */

static void
put_raw(struct chan *ch, enum msg_type type, const void *body, size_t n)
{
	wr_bytes(chan_begin(ch, type, 1), body, n);
	assert_int_equal(chan_end(ch), 0);
	turn();
}

static void
a_worker_that_sends_nonsense_is_cut_off_and_its_opens_freed(void **state)
{
	static const uint8_t	 bad_range[28] = { 1, [9] = 1, [27] = 0xff };

	(void)state;
	may_be_bad = true;
	open_as(1, OPLOCK_BATCH, "0a");
	put_raw(workers[0].chan, MSG_SHARE_LOCK, bad_range,
	    sizeof(bad_range));
	assert_null(workers[0].clerks);
	hear(0, "a: STATUS_OK 9\n");
	open_as(2, OPLOCK_BATCH, "1b");
	hear(1, "b: STATUS_OK 9\n");
	put_raw(workers[1].chan, MSG_SHARE_CLOSE, "\0\0\0\0\0\0\0\0", 8);
	assert_null(workers[1].clerks);
	assert_int_equal(counts().opens, 0);
}

static void
a_director_that_sends_nonsense_is_cut_off(void **state)
{
	(void)state;
	may_be_bad = true;
	put_raw(director.chan, MSG_QUOTA_STATE, "\1\1\2\0", 4);
	assert_null(director.clerks);
}

static void
a_clerk_that_sends_nonsense_is_cut_off(void **state)
{
	(void)state;
	may_be_bad = true;
	put_raw(workers[0].clerks, MSG_SHARE_DELETING,
	    "\1\0\0\0\0\0\0\0\7", 9);
	assert_null(workers[0].chan);
	assert_int_equal(workers[0].books->hint(workers[0].books->arg,
	    (struct share_file){ 1, 2 }), SHARE_HAS_LOCKS |
	    SHARE_HAS_LEVEL_II);
}

static void
note_stuck(void *arg, struct chan *ch)
{
	(void)ch;
	(*(int *)arg)++;
}

/* Asks for the list of sessions again and again, and never reads it. */
static void
a_peer_that_does_not_take_its_answers_is_reported_once(void **state)
{
	uint8_t		 mem[26];
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct chan	*ch;
	int		 i, fd[2], stuck = 0;

	(void)state;
	clerk_on_stuck(clerk, note_stuck, &stuck);
	for (i = 1; i <= 3000; i++)
		session_up(0, (uint64_t)i, 3);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    fd), 0);
	ch = chan_new(base, fd[0], ROLE_DIRECTOR, 0, &clerk_side);
	clerk_peer_up(clerk, ch);
	wr_le32(&w, sizeof(mem));
	wr_le16(&w, MSG_SESSION_LIST);
	wr_le16(&w, 0);
	wr_le64(&w, 1);
	wr_le64(&w, 0);
	wr_le16(&w, UINT16_MAX);
	for (i = 0; i < 300; i++) {
		assert_int_equal(write(fd[1], mem, sizeof(mem)),
		    sizeof(mem));
		turn();
	}
	assert_int_equal(stuck, 1);
	clerk_peer_down(clerk, ch);
	chan_free(&ch);
	(void)close(fd[1]);
	turn();
}

static void
a_clerk_that_does_not_read_is_reported(void **state)
{
	static char	 path[SHARE_PATH_SIZE];
	struct share_open o = an_open(1);
	int		 stuck = 0;

	(void)state;
	clerk_link_on_stuck(workers[0].link, note_stuck, &stuck);
	memset(path, 'x', sizeof(path) - 1);
	o.path = path;
	for (o.id = 1; o.id < 9000; o.id++)
		workers[0].books->open(workers[0].books->arg, &o, opened,
		    as("0open"));
	assert_int_equal(stuck, 1);
	kill_worker(0);
}

/* A thousand opens and locks, and the clerk dies every now and then. */
static void
nothing_is_lost_in_many_restarts(void **state)
{
	struct share_open	 o;
	struct share_range	 r;
	uint64_t		 id;

	(void)state;
	for (id = 1; id <= 300; id++) {
		o = an_open(id);
		o.file.ino = id % 50 + 1;
		ask_open(&o, id % 2 == 0 ? "0o" : "1o");
		r = (struct share_range){ id, 1, true, false };
		lock_as(id, &r, false, id % 2 == 0 ? "0l" : "1l");
		if (id % 60 == 0)
			restart_clerk();
	}
	assert_int_equal(counts().opens, 300);
	assert_int_equal(counts().locks, 300);
	for (id = 1; id <= 300; id++) {
		close_as(id, id % 2 == 0 ? "0c" : "1c");
		if (id % 70 == 0)
			restart_clerk();
	}
	assert_int_equal(counts().opens, 0);
	assert_int_equal(counts().locks, 0);
	workers[0].server.heard[0] = workers[1].server.heard[0] = '\0';
}

#define clerk_test(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		clerk_test(share_modes_hold_between_workers),
		clerk_test(oplocks_are_broken_across_workers),
		clerk_test(a_break_that_nobody_acknowledges_ends_by_the_clock),
		clerk_test(locks_wait_across_workers_and_can_be_taken_back),
		clerk_test(a_lock_is_taken_back_whatever_else_was_asked),
		clerk_test(what_is_granted_too_late_is_given_back),
		clerk_test(removal_keeps_the_others_waiting),
		clerk_test(names_and_marks_reach_the_other_workers),
		clerk_test(hints_are_seen_by_every_worker_before_the_answer),
		clerk_test(an_unknown_oplock_level_is_asked_as_none),
		clerk_test(a_name_that_no_message_holds_is_refused),
		clerk_test(the_end_of_a_worker_frees_all_that_it_held),
		clerk_test(a_previous_session_ends_wherever_it_lives),
		clerk_test(the_end_of_its_worker_is_an_end_of_a_session_too),
		clerk_test(the_director_ends_a_session_or_all_of_an_account),
		clerk_test(a_logon_that_crosses_the_end_of_its_account_ends),
		clerk_test(sessions_are_listed_page_by_page),
		clerk_test(connections_are_counted_over_all_workers),
		clerk_test(
		    a_logged_on_connection_ignores_a_refusal_that_is_too_late),
		clerk_test(answers_to_nobody_are_passed_over),
		clerk_test(quota_counts_over_all_workers),
		clerk_test(a_quota_question_can_be_taken_back),
		clerk_test(files_and_counts_are_shown),
		clerk_test(opens_locks_and_oplocks_outlive_the_clerk),
		clerk_test(questions_under_way_are_asked_again),
		clerk_test(a_break_under_way_goes_on_with_the_next_clerk),
		clerk_test(a_lock_that_waits_waits_on),
		clerk_test(what_changes_without_a_clerk_is_told_to_the_next),
		clerk_test(removals_and_marks_outlive_the_clerk),
		clerk_test(a_mark_outlives_the_clerk_by_the_handle_that_made_it),
		clerk_test(people_and_quota_outlive_the_clerk),
		clerk_test(a_fresh_clerk_answers_when_all_have_claimed),
		clerk_test(
		    a_worker_that_tells_nothing_is_not_waited_for_for_ever),
		clerk_test(nor_is_one_that_dies_meanwhile),
		clerk_test(a_name_that_changed_is_claimed_as_it_is_now),
		clerk_test(every_lock_of_an_open_is_claimed),
		clerk_test(
		    what_was_taken_back_without_a_clerk_is_not_asked_again),
		clerk_test(
		    a_worker_that_sends_nonsense_is_cut_off_and_its_opens_freed),
		clerk_test(a_director_that_sends_nonsense_is_cut_off),
		clerk_test(a_clerk_that_sends_nonsense_is_cut_off),
		clerk_test(
		    a_peer_that_does_not_take_its_answers_is_reported_once),
		clerk_test(a_clerk_that_does_not_read_is_reported),
		clerk_test(nothing_is_lost_in_many_restarts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
