/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bodies that workers, clerk and director exchange: each comes back as it
 * was sent, between exactly the sizes of its row, and no part of one passes.
 */
#include "tests/unit/check.h"

#include "protocol/role/clerk_msg.h"
#include "protocol/role/field.h"
#include "protocol/role/quota_msg.h"
#include "protocol/role/session_msg.h"
#include "tests/unit/role_again.h"

static char			 longest[SHARE_PATH_SIZE];
static uint8_t			 mem[MSG_BODY_MAX], again[MSG_BODY_MAX];
static const struct addr	 peer = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };

static const char *
text(bool big, size_t size)
{
	memset(longest, 'x', size - 1);
	longest[size - 1] = '\0';
	return big ? longest : "";
}

static struct share_open
an_open(bool big)
{
	return (struct share_open){ .id = 1, .file = { 2, 3 },
	    .path = text(big, SHARE_PATH_SIZE), .share = 4, .session = 5,
	    .access = 6, .sharing = 7, .oplock = OPLOCK_BATCH,
	    .is_directory = big, .delete_on_close = !big, .overwrite = big,
	    .can_wait = !big };
}

static void
put_open(struct wr *w, bool big)
{
	struct share_open	 o = an_open(big);

	msg_put_share_open(w, &o);
}

static void
put_granted(struct wr *w, bool big)
{
	struct share_granted	 g = { NT_SHARING_VIOLATION, OPLOCK_II };

	(void)big;
	msg_put_share_granted(w, &g);
}

static void
put_claim(struct wr *w, bool big)
{
	struct share_claim	 c = { an_open(big), OPLOCK_EXCLUSIVE, big,
				    OPLOCK_NONE, !big, big };

	msg_put_share_claim(w, &c);
}

static void
put_closed(struct wr *w, bool big)
{
	struct share_closed	 c = { big, text(big, SHARE_PATH_SIZE) };

	msg_put_share_closed(w, &c);
}

static void
put_id(struct wr *w, bool big)
{
	(void)big;
	msg_put_open_id(w, 99);
}

static void
put_io(struct wr *w, bool big)
{
	struct share_range	 r = { 1, UINT64_MAX, big, !big };

	msg_put_open_id(w, 99);
	msg_put_share_range(w, &r);
}

static void
put_locking(struct wr *w, bool big)
{
	struct share_locking	 l = { .open = 1, .wait = big,
				    .n = big ? SHARE_RANGES_MAX : 1 };
	struct share_range	 r = { 7, 8, big, !big };
	size_t			 i;

	msg_put_share_locking(w, &l);
	for (i = 0; i < l.n; i++)
		msg_put_share_range(w, &r);
}

static void
put_flag(struct wr *w, bool big)
{
	msg_put_open_id(w, 99);
	msg_put_bool(w, big);
}

static void
put_rename(struct wr *w, bool big)
{
	struct share_rename	 m = { 1, { 2, 3 },
				    text(big, SHARE_PATH_SIZE) };

	msg_put_share_rename(w, &m);
}

static void
put_renamed(struct wr *w, bool big)
{
	msg_put_open_id(w, 99);
	msg_put_text(w, text(big, SHARE_PATH_SIZE));
}

static void
put_break(struct wr *w, bool big)
{
	struct share_break	 b = { 1, OPLOCK_II, big };

	msg_put_share_break(w, &b);
}

static void
put_session(struct wr *w, bool big)
{
	static char		 station[SESSION_STATION_SIZE];
	struct session_info	 s = { .id = 1, .account = -2,
				    .generation = 3, .dialect = 0x311,
				    .since = { 4 }, .address = peer,
				    .is_signed = big, .is_encrypted = !big };

	memset(station, 'y', big ? sizeof(station) - 1 : 0);
	s.user = text(big, SESSION_USER_SIZE);
	s.workstation = big ? station : "";
	msg_put_session(w, &s);
}

static void
put_session_close(struct wr *w, bool big)
{
	struct session_close	 c = { 1, NT_NETWORK_SESSION_EXPIRED };

	(void)big;
	msg_put_session_close(w, &c);
}

static void
put_session_list(struct wr *w, bool big)
{
	struct session_list	 l = { 1, 2 };

	(void)big;
	msg_put_session_list(w, &l);
}

static void
put_session_page(struct wr *w, bool big)
{
	struct page_head	 h = { big, big ? 2 : 0 };
	size_t			 begun = msg_begin_page(w);
	int			 i;

	for (i = 0; i < h.n; i++) {
		wr_le16(w, 5);
		put_session(w, i == 1);
	}
	msg_end_page(w, begun, &h);
}

static void
put_two(struct wr *w, bool big)
{
	(void)big;
	wr_le64(w, 1);
	wr_le64(w, UINT64_MAX);
}

static void
put_status(struct wr *w, bool big)
{
	(void)big;
	msg_put_status(w, NT_DELETE_PENDING);
}

static void
put_conn_up(struct wr *w, bool big)
{
	(void)big;
	msg_put_conn_up(w, 9, &peer);
}

static void
put_conn_refuse(struct wr *w, bool big)
{
	msg_put_conn_refuse(w, 9, big ? CONN_TOO_MANY_LOGGED_ON :
	    CONN_TOO_MANY);
}

static struct quota_who
who(bool big)
{
	struct quota_who	 q = { .account = 6, .address = peer };

	memset(q.box, 'b', big ? sizeof(q.box) - 1 : 0);
	return q;
}

static void
put_quota_ask(struct wr *w, bool big)
{
	struct quota_ask	 a = { 4, who(big), 1 };

	msg_put_quota_ask(w, &a);
}

static void
put_quota_amount(struct wr *w, bool big)
{
	struct quota_amount	 a = { who(big), 3, 5 };

	msg_put_quota_amount(w, &a);
}

static void
put_quota_state(struct wr *w, bool big)
{
	struct quota_state	 s = { true, !big, big ? 2 : 0 };
	int			 i;

	msg_put_quota_state(w, &s);
	for (i = 0; i < s.n; i++)
		put_quota_amount(w, i == 1);
}

static void
put_file_list(struct wr *w, bool big)
{
	struct file_list	 l = { 1, 2, 3 };

	(void)big;
	msg_put_file_list(w, &l);
}

static void
put_file_page(struct wr *w, bool big)
{
	struct page_head	 h = { big, big ? 2 : 0 };
	struct file_row		 f = { .process = 1, .open = 2, .locks = 3,
				    .oplock = OPLOCK_BATCH, .deleting = true,
				    .path = "a/b" };
	size_t			 begun = msg_begin_page(w);
	int			 i;

	for (i = 0; i < h.n; i++)
		msg_put_file_row(w, &f);
	msg_end_page(w, begun, &h);
}

static void
put_counts(struct wr *w, bool big)
{
	struct clerk_counts	 c = { .half_open = 1, .drops_refused = 2 };

	(void)big;
	msg_put_clerk_counts(w, &c);
}

/* Pages and states are limited by the message alone. */
static const struct body {
	enum msg_type	 type;
	void		(*put)(struct wr *, bool big);
	bool		 open_ended;
} bodies[] = {
	{ MSG_SHARE_OPEN,	put_open, false },
	{ MSG_SHARE_OPENED,	put_granted, false },
	{ MSG_SHARE_CLAIM,	put_claim, false },
	{ MSG_SHARE_CLOSE,	put_id, false },
	{ MSG_SHARE_CLOSED,	put_closed, false },
	{ MSG_SHARE_REMOVED,	put_id, false },
	{ MSG_SHARE_IO,		put_io, false },
	{ MSG_SHARE_CHANGED,	put_id, false },
	{ MSG_SHARE_LOCK,	put_locking, false },
	{ MSG_LOCK_CLAIM,	put_locking, false },
	{ MSG_SHARE_DELETE,	put_flag, false },
	{ MSG_SHARE_DELETING,	put_flag, false },
	{ MSG_SHARE_RENAME,	put_rename, false },
	{ MSG_SHARE_RENAMED,	put_renamed, false },
	{ MSG_SHARE_BREAK,	put_break, false },
	{ MSG_SHARE_ACK,	put_flag, false },
	{ MSG_SHARE_CANCEL,	put_id, false },
	{ MSG_SESSION_UP,	put_session, false },
	{ MSG_SESSION_DOWN,	put_id, false },
	{ MSG_SESSION_PREVIOUS,	put_two, false },
	{ MSG_SESSION_CLOSE,	put_session_close, false },
	{ MSG_SESSION_LIST,	put_session_list, false },
	{ MSG_SESSION_PAGE,	put_session_page, true },
	{ MSG_SESSION_END,	put_id, false },
	{ MSG_ACCOUNT_END,	put_id, false },
	{ MSG_ACCOUNT_BACK,	put_id, false },
	{ MSG_ENDED,		put_status, false },
	{ MSG_CONN_UP,		put_conn_up, false },
	{ MSG_CONN_LOGGED_ON,	put_two, false },
	{ MSG_CONN_FAILED,	put_id, false },
	{ MSG_CONN_DOWN,	put_id, false },
	{ MSG_CONN_REFUSE,	put_conn_refuse, false },
	{ MSG_QUOTA_ASK,	put_quota_ask, false },
	{ MSG_QUOTA_CHARGE,	put_two, false },
	{ MSG_QUOTA_DROP,	put_id, false },
	{ MSG_QUOTA_STATE,	put_quota_state, true },
	{ MSG_QUOTA_RELEASE,	put_quota_amount, false },
	{ MSG_CLERK_DONE,	put_status, false },
	{ MSG_FILE_LIST,	put_file_list, false },
	{ MSG_FILE_PAGE,	put_file_page, true },
	{ MSG_CLERK_COUNTS,	put_counts, false },
};

static size_t
encode(const struct body *b, bool big)
{
	struct wr	 w = wr_over(mem, sizeof(mem));

	b->put(&w, big);
	assert_true(wr_ok(&w));
	return w.pos;
}

static void
sizes_are_those_of_the_row(void **state)
{
	const struct msg_row	*row;
	size_t			 i, least, most;

	(void)state;
	for (i = 0; i < nitems(bodies); i++) {
		row = msg_row((uint16_t)bodies[i].type);
		least = encode(&bodies[i], false);
		most = encode(&bodies[i], true);
		if (least != row->min ||
		    (bodies[i].open_ended ? row->max != MSG_BODY_MAX :
		    most != row->max))
			fail_msg("%s: %zu to %zu", row->name, least, most);
	}
}

static void
every_body_comes_back_as_it_was_sent(void **state)
{
	struct wr	 w;
	size_t		 i, n;

	(void)state;
	for (i = 0; i < 2 * nitems(bodies); i++) {
		n = encode(&bodies[i / 2], i % 2 == 1);
		w = wr_over(again, sizeof(again));
		if (!role_again(bodies[i / 2].type, rd_over(mem, n), &w) ||
		    w.pos != n || memcmp(mem, again, n) != 0)
			fail_msg("%s", msg_row((uint16_t)
			    bodies[i / 2].type)->name);
	}
}

static enum msg_type	 tried;

static bool
accepts(const uint8_t *p, size_t n)
{
	struct wr	 w = wr_over(again, sizeof(again));

	return role_again(tried, rd_over(p, n), &w);
}

static void
no_prefix_of_a_body_passes(void **state)
{
	size_t	 i, n;

	(void)state;
	for (i = 0; i < nitems(bodies); i++) {
		n = encode(&bodies[i], !bodies[i].open_ended &&
		    bodies[i].put != put_locking);
		tried = bodies[i].type;
		no_prefix_is_accepted(accepts, mem, n);
		mem[n] = 0;
		assert_false(accepts(mem, n + 1));
	}
}

/* One byte of a good body is changed to what cannot be. */
static void
bodies_that_cannot_be_are_refused(void **state)
{
	static const struct {
		enum msg_type	type;
		size_t		at;
		uint8_t		value;
	} rows[] = {
		{ MSG_SHARE_OPEN, 0, 0 },	/* the id of no open */
		{ MSG_SHARE_OPEN, 44, 2 },	/* oplock */
		{ MSG_SHARE_OPEN, 45, 0x10 },	/* flags */
		{ MSG_SHARE_OPEN, 60, 0 },	/* NUL in the path */
		{ MSG_SHARE_OPENED, 4, 3 },
		{ MSG_SHARE_CLAIM, 0, 0xff },
		{ MSG_SHARE_CLAIM, 1, 0xff },
		{ MSG_SHARE_CLAIM, 2, 8 },
		{ MSG_SHARE_CLOSE, 0, 0 },
		{ MSG_SHARE_CLOSED, 0, 2 },
		{ MSG_SHARE_IO, 24, 4 },
		{ MSG_SHARE_LOCK, 8, 2 },
		{ MSG_SHARE_LOCK, 10, 0 },	/* fewer ranges than follow */
		{ MSG_SHARE_LOCK, 10, 0x21 },	/* more than may be */
		{ MSG_SHARE_LOCK, 27, 7 },
		{ MSG_SHARE_DELETE, 8, 2 },
		{ MSG_SHARE_BREAK, 8, 7 },
		{ MSG_SHARE_BREAK, 9, 2 },
		{ MSG_SHARE_ACK, 8, 2 },
		{ MSG_SESSION_UP, 22, 4 },	/* flags */
		{ MSG_SESSION_PAGE, 2, 2 },
		{ MSG_SESSION_PAGE, 0, 3 },	/* rows */
		{ MSG_CONN_REFUSE, 8, CONN_REFUSALS },
		{ MSG_QUOTA_STATE, 1, 9 },
		{ MSG_QUOTA_STATE, 2, 3 },
		{ MSG_FILE_PAGE, 2, 2 },
		{ MSG_FILE_PAGE, 0, 1 },
	};
	size_t	 i, k, n;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		for (k = 0; bodies[k].type != rows[i].type; k++)
			continue;
		n = encode(&bodies[k], true);
		tried = rows[i].type;
		assert_true(accepts(mem, n));
		mem[rows[i].at] = rows[i].value;
		if (accepts(mem, n))
			fail_msg("row %zu", i);
	}
}

static void
a_lock_request_without_a_range_is_refused(void **state)
{
	static const uint8_t	 none[11] = { 1 };
	struct share_locking	 l;
	struct rd		 r = rd_over(none, sizeof(none));

	(void)state;
	msg_get_share_locking(&r, &l);
	assert_false(rd_ok(&r));
}

static void
a_text_leaves_room_for_its_end(void **state)
{
	struct rd	 r;
	struct wr	 w;
	char		 text4[4];

	(void)state;
	w = wr_over(mem, sizeof(mem));
	msg_put_text(&w, "abc");
	r = wr_written(&w);
	msg_get_text(&r, text4, sizeof(text4));
	assert_true(rd_end(&r));
	assert_string_equal(text4, "abc");
	w = wr_over(mem, sizeof(mem));
	msg_put_text(&w, "abcd");
	r = wr_written(&w);
	msg_get_text(&r, text4, sizeof(text4));
	assert_false(rd_ok(&r));
}

static void
every_refusal_has_a_text(void **state)
{
	int	 i, k;

	(void)state;
	for (i = 0; i < CONN_REFUSALS; i++)
		for (k = 0; k <= i; k++)
			assert_int_equal(i == k, strcmp(
			    conn_refusal_text((enum conn_refusal)i),
			    conn_refusal_text((enum conn_refusal)k)) == 0);
	assert_string_equal(conn_refusal_text(CONN_REFUSALS), "refused");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_those_of_the_row),
		cmocka_unit_test(every_body_comes_back_as_it_was_sent),
		cmocka_unit_test(no_prefix_of_a_body_passes),
		cmocka_unit_test(bodies_that_cannot_be_are_refused),
		cmocka_unit_test(a_lock_request_without_a_range_is_refused),
		cmocka_unit_test(a_text_leaves_room_for_its_end),
		cmocka_unit_test(every_refusal_has_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
