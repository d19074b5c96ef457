/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client against an honest server, and against one that is not.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <sys/socket.h>

#include "protocol/smb2/access.h"
#include "protocol/smb2/frame.h"
#include "protocol/smb2/transform.h"
#include "tests/unit/client_peer.h"

struct rig {
	struct event_base	*base;
	struct client		*client;
	struct client_conn	*conn;
	struct client_how	 how;
	struct ntlm_identity	 who;
	struct peer		 peer;
	unsigned		 heard;		/* answers */
	int			 error;		/* of the last */
	enum ntstatus		 status;
	size_t			 len;		/* of its data */
	uint32_t		 tree;
	bool			 opened;
};

static struct rig	rig;
static uint8_t		megabyte[1 << 20];

static const struct client_settings	usual = {
	.timeout_ms = 2000, .max_frame = (1 << 20) + 65536, .calls = 16,
	.credits = 32,
};

static void
begin_with(const struct client_settings *given, const char *password)
{
	struct client_settings	 s = *given;

	memset(&rig, 0, sizeof(rig));
	rig.base = s.base = event_base_new();
	assert_non_null(rig.base);
	assert_int_equal(client_new(&s, &rig.client, NULL), 0);
	rig.who = (struct ntlm_identity){ .user = "user", .domain = "",
	    .workstation = "PC", .target = "" };
	assert_int_equal(nt_hash(client_ntlm(rig.client), password,
	    rig.who.nt_hash), 0);
	rig.how.who = &rig.who;
}

static void
on_open(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	assert_ptr_equal(arg, &rig);
	assert_false(rig.opened);
	rig.conn = conn;
	rig.opened = true;
	rig.error = a->error;
	rig.status = a->status;
	(void)event_base_loopbreak(rig.base);
}

static void
connect_peer(void)
{
	const struct client_done	 done = { on_open, &rig };
	int				 fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	peer_open(&rig.peer, rig.base, fd[1]);
	assert_int_equal(client_adopt(rig.client, &rig.how, fd[0], &done,
	    &rig.conn), 0);
	assert_false(rig.opened);
}

static void
run(void)
{
	(void)event_base_dispatch(rig.base);
}

static int
setup(void **state)
{
	(void)state;
	begin_with(&usual, "password");
	connect_peer();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	client_close(&rig.conn);
	peer_close(&rig.peer);
	peer_free(&rig.peer);
	client_free(&rig.client);
	event_base_free(rig.base);
	return 0;
}

/* --- talks --- */

static void
on_answer(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	assert_ptr_equal(arg, &rig);
	assert_ptr_equal(conn, rig.conn);
	rig.heard++;
	rig.error = a->error;
	rig.status = a->status;
	rig.tree = a->tree_id;
	(void)event_base_loopbreak(rig.base);
}

static void
on_data(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	on_answer(conn, a, arg);
	rig.len = a->error == 0 && a->status == NT_OK ? a->data.len : 0;
}

static void
on_written(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	on_answer(conn, a, arg);
	rig.len = a->error == 0 && a->status == NT_OK ? a->written : 0;
}

static const struct client_done	told = { on_answer, &rig };
static const struct client_done	told_data = { on_data, &rig };
static const struct client_done	told_written = { on_written, &rig };

static void
log_on(void)
{
	run();
	assert_true(rig.opened);
	assert_int_equal(rig.error, 0);
	assert_int_equal(rig.status, NT_OK);
}

static void
read_once(uint32_t n)
{
	const struct smb2_read_req	 q = { .length = n,
		.file_id = { 1, 2 } };

	assert_int_equal(client_read(rig.conn, PEER_TREE, &q, &told_data), 0);
	run();
	assert_int_equal(rig.error, 0);
	assert_int_equal(rig.status, NT_OK);
	assert_int_equal(rig.len, n);
}

static void
write_once(size_t n)
{
	const struct smb2_write_req	 q = { .file_id = { 1, 2 },
		.data = rd_over(megabyte, n) };

	assert_int_equal(client_write(rig.conn, PEER_TREE, &q, &told_written),
	    0);
	run();
	assert_int_equal(rig.error, 0);
	assert_int_equal(rig.len, n);
}

static void
whole_talk(void)
{
	log_on();
	assert_int_equal(client_tree_connect(rig.conn, "\\\\peer\\x", &told),
	    0);
	run();
	assert_int_equal(rig.status, NT_OK);
	assert_int_equal(rig.tree, PEER_TREE);
	assert_int_equal(rig.peer.count[SMB2_IOCTL],
	    client_facts(rig.conn)->dialect < SMB2_DIALECT_311);
	read_once(10);
	read_once(65536);
	write_once(10);
	if (client_facts(rig.conn)->dialect > SMB2_DIALECT_202) {
		read_once(1 << 20);
		write_once(1 << 20);
	}
	assert_int_equal(client_log_off(rig.conn, &told), 0);
	run();
	assert_int_equal(rig.status, NT_OK);
}

static void
every_dialect_and_guard_carries_a_whole_talk(void **state)
{
	static const struct {
		uint16_t		 dialect;
		uint16_t		 signing;
		uint16_t		 cipher;
		enum client_guard	 guard;
		bool			 wants_signing;
	} rows[] = {
		{ 0x202, 0, 0, CLIENT_OPEN, false },
		{ 0x202, 0, 0, CLIENT_SIGNED, true },
		{ 0x210, 0, 0, CLIENT_OPEN, true },
		{ 0x300, 1, 1, CLIENT_OPEN, false },
		{ 0x300, 1, 1, CLIENT_SIGNED, false },
		{ 0x302, 1, 1, CLIENT_SEALED, false },
		{ 0x311, 2, 2, CLIENT_OPEN, true },
		{ 0x311, 1, 1, CLIENT_SEALED, false },
		{ 0x311, 0, 3, CLIENT_SEALED, true },
		{ 0x311, 2, 4, CLIENT_SEALED, false },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		if (i > 0)
			(void)setup(NULL);
		rig.peer.dialect = rows[i].dialect;
		rig.peer.signing = rows[i].signing;
		rig.peer.cipher = rows[i].cipher;
		rig.peer.wants_signing = rows[i].wants_signing;
		rig.how.guard = rows[i].guard;
		whole_talk();
		if (i + 1 < nitems(rows))
			(void)teardown(NULL);
	}
}

static void
a_wrong_password_is_a_status_and_no_session(void **state)
{
	(void)state;
	memset(rig.who.nt_hash, 1, sizeof(rig.who.nt_hash));
	run();
	assert_true(rig.opened);
	assert_int_equal(rig.error, 0);
	assert_int_equal(rig.status, NT_LOGON_FAILURE);
	assert_int_equal(client_echo(rig.conn, &told), -ENOTCONN);
}

static void
an_error_status_leaves_the_connection_alive(void **state)
{
	static const struct smb2_create_req	 q = { .access = 1 };

	(void)state;
	log_on();
	assert_int_equal(client_create(rig.conn, PEER_TREE, &q, &told), 0);
	run();
	assert_int_equal(rig.error, 0);
	assert_int_equal(rig.status, NT_OBJECT_NAME_NOT_FOUND);
	read_once(1);
}

static void
a_request_without_credits_waits_and_is_not_lost(void **state)
{
	unsigned	 i;

	(void)state;
	rig.peer.credits = 1;
	log_on();
	for (i = 0; i < 16; i++)
		assert_int_equal(client_echo(rig.conn, &told), 0);
	assert_int_equal(client_echo(rig.conn, &told), -EAGAIN);
	while (rig.heard < 16)
		run();
	assert_int_equal(rig.peer.count[SMB2_ECHO], 16);
}

static int
setup_hasty(void **state)
{
	struct client_settings	 hasty = usual;

	(void)state;
	hasty.timeout_ms = 100;
	begin_with(&hasty, "password");
	connect_peer();
	return 0;
}

static void
a_silent_server_times_out(void **state)
{
	(void)state;
	log_on();
	rig.peer.is_silent = true;
	assert_int_equal(client_echo(rig.conn, &told), 0);
	assert_int_equal(client_echo(rig.conn, &told), 0);
	while (rig.heard < 2)
		run();
	assert_int_equal(rig.error, -ETIMEDOUT);
	assert_int_equal(client_echo(rig.conn, &told), -ENOTCONN);
}

static void
a_close_forgets_what_is_outstanding(void **state)
{
	(void)state;
	log_on();
	assert_int_equal(client_echo(rig.conn, &told), 0);
	client_close(&rig.conn);
	assert_null(rig.conn);
	(void)event_base_loop(rig.base, EVLOOP_NONBLOCK);
	assert_int_equal(rig.heard, 0);
}

static void
close_within(struct client_conn *conn, const struct client_answer *a,
    void *arg)
{
	on_answer(conn, a, arg);
	client_close(&rig.conn);
}

static void
a_callback_may_close_its_connection(void **state)
{
	static const struct client_done	 closes = { close_within, &rig };

	(void)state;
	log_on();
	assert_int_equal(client_echo(rig.conn, &closes), 0);
	assert_int_equal(client_echo(rig.conn, &told), 0);
	run();
	(void)event_base_loop(rig.base, EVLOOP_NONBLOCK);
	assert_int_equal(rig.heard, 1);
}

/* --- servers that are not honest --- */

enum trick {
	CUT_FRAME, CUT_MESSAGE, TOO_LONG, NO_STREAM, ALIEN_BYTES, FLIP_TAG,
	WRONG_ID, OTHER_COMMAND, OTHER_SESSION, NOT_AN_ANSWER, BAD_NEXT,
	TWICE, NO_BODY, UNSIGNED, BAD_OFFSET
};

static enum trick	trick;
static uint16_t		victim;

static void
put(uint8_t *bytes, size_t n, size_t at, uint32_t value)
{
	struct wr	 w = wr_over(bytes, n);

	w.pos = n;
	wr_fill32(&w, at, value);
}

static void
spoil_message(uint8_t *m, size_t *n)
{
	switch (trick) {
	case CUT_MESSAGE:	*n -= 1; break;
	case WRONG_ID:		m[24] ^= 0x40; break;
	case OTHER_COMMAND:	m[12] ^= 1; break;
	case OTHER_SESSION:	m[40] ^= 1; break;
	case NOT_AN_ANSWER:	m[16] &= 0xfe; break;
	case BAD_NEXT:		m[20] = 7; break;
	case NO_BODY:		*n = SMB2_HEADER_SIZE; break;
	case UNSIGNED:		m[16] &= 0xf7; break;
	case BAD_OFFSET:	m[66] = 0xff; break;
	default:		break;
	}
}

static void
spoil_frame(struct peer *p, uint8_t *f, size_t *n)
{
	switch (trick) {
	case CUT_FRAME:
		*n -= 3;
		(void)shutdown(p->fd, SHUT_RD);
		break;
	case TOO_LONG:		put(f, *n, 0, 0xffffff00); break;
	case NO_STREAM:		f[0] = 1; break;
	case ALIEN_BYTES:	f[4] = 'x'; break;
	case FLIP_TAG:		f[4 + SMB2_SIGNATURE_AT] ^= 1; break;
	case TWICE:
		(void)send(p->fd, f, *n, MSG_NOSIGNAL);
		break;
	default:		break;
	}
}

static void
spoil(struct peer *p, uint16_t command, uint8_t *bytes, size_t *n, bool done)
{
	if (command != victim)
		return;
	if (done)
		spoil_frame(p, bytes, n);
	else
		spoil_message(bytes, n);
	if (done && trick == CUT_FRAME) {
		(void)send(p->fd, bytes, *n, MSG_NOSIGNAL);
		(void)shutdown(p->fd, SHUT_WR);
		*n = 0;
	}
}

static void
ask_victim(void)
{
	const struct smb2_read_req	 q = { .length = 8,
		.file_id = { 1, 2 } };

	if (victim == SMB2_READ)
		assert_int_equal(client_read(rig.conn, PEER_TREE, &q,
		    &told_data), 0);
	else
		assert_int_equal(client_tree_connect(rig.conn, "\\\\p\\x",
		    &told), 0);
}

static void
every_dishonest_answer_ends_the_connection(void **state)
{
	static const struct {
		enum trick	 trick;
		int		 signed_error;
	} rows[] = {
		{ CUT_FRAME, -ECONNRESET }, { CUT_MESSAGE, -EBADMSG },
		{ TOO_LONG, -EBADMSG }, { NO_STREAM, -EBADMSG },
		{ ALIEN_BYTES, -EBADMSG }, { FLIP_TAG, -EACCES },
		{ WRONG_ID, -EPROTO }, { OTHER_COMMAND, -EPROTO },
		{ OTHER_SESSION, -EPROTO }, { NOT_AN_ANSWER, -EPROTO },
		{ BAD_NEXT, -EBADMSG }, { NO_BODY, -EBADMSG },
		{ UNSIGNED, -EACCES }, { BAD_OFFSET, -EBADMSG },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		if (i > 0)
			(void)setup(NULL);
		victim = SMB2_READ;
		trick = rows[i].trick;
		rig.how.guard = CLIENT_SIGNED;
		log_on();
		rig.peer.spoil = spoil;
		ask_victim();
		run();
		if (rig.heard != 1 || rig.error != rows[i].signed_error)
			fail_msg("trick %d: %u answers, error %d", (int)trick,
			    rig.heard, rig.error);
		assert_int_equal(client_echo(rig.conn, &told), -ENOTCONN);
		if (i + 1 < nitems(rows))
			(void)teardown(NULL);
	}
}

/* Before there are keys nothing is signed; what is wrong is still seen. */
static void
every_dishonest_greeting_fails_the_logon(void **state)
{
	static const enum trick	 tricks[] = { CUT_FRAME, CUT_MESSAGE, TOO_LONG,
		NO_STREAM, ALIEN_BYTES, WRONG_ID, OTHER_COMMAND,
		NOT_AN_ANSWER, BAD_NEXT, TWICE, NO_BODY, BAD_OFFSET };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(tricks); i++) {
		if (i > 0)
			(void)setup(NULL);
		victim = SMB2_NEGOTIATE;
		trick = tricks[i];
		rig.peer.spoil = spoil;
		run();
		assert_true(rig.opened);
		if (rig.error >= 0)
			fail_msg("trick %d was not seen", (int)trick);
		if (i + 1 < nitems(tricks))
			(void)teardown(NULL);
	}
}

static void
an_unsigned_end_of_a_311_logon_is_refused(void **state)
{
	(void)state;
	victim = SMB2_SESSION_SETUP;
	trick = UNSIGNED;
	rig.peer.spoil = spoil;
	run();
	assert_true(rig.opened);
	assert_int_equal(rig.error, -EACCES);
}

static void
touched(struct peer *p, uint16_t command, uint8_t *bytes, size_t *n, bool done)
{
	(void)p;
	(void)n;
	if (done && command == SMB2_NEGOTIATE)
		bytes[SMB2_PREFIX_SIZE + SMB2_HEADER_SIZE + 20] ^= 1;
}

/* One bit of the server's GUID: only the preauth hash covers it. */
static void
a_touched_negotiation_fails_the_logon(void **state)
{
	(void)state;
	rig.peer.spoil = touched;
	run();
	assert_true(rig.opened);
	assert_int_equal(rig.error, -EACCES);
}

static void
connect_tree(void)
{
	assert_int_equal(client_tree_connect(rig.conn, "\\\\peer\\x", &told),
	    0);
	run();
	assert_int_equal(rig.heard, 1);
}

static void
negotiated(uint16_t dialect)
{
	rig.peer.dialect = dialect;
	rig.peer.signing = dialect < SMB2_DIALECT_300 ?
	    SMB2_SIGNING_HMAC_SHA256 : SMB2_SIGNING_AES_CMAC;
	rig.peer.cipher = SMB2_ENCRYPTION_AES128_CCM;
}

/* What 3.1.1 would have noticed by its keys is asked for before. */
static void
a_touched_negotiation_of_old_fails_the_first_tree(void **state)
{
	static const uint16_t	 old[] = { 0x202, 0x210, 0x300, 0x302 };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(old); i++) {
		if (i > 0)
			(void)setup(NULL);
		negotiated(old[i]);
		rig.peer.is_touched = true;
		log_on();
		connect_tree();
		assert_int_equal(rig.error, -EACCES);
		assert_int_equal(client_echo(rig.conn, &told), -ENOTCONN);
		if (i + 1 < nitems(old))
			(void)teardown(NULL);
	}
}

static void
an_unsigned_word_about_the_negotiation_is_no_word(void **state)
{
	(void)state;
	negotiated(SMB2_DIALECT_302);
	victim = SMB2_IOCTL;
	trick = UNSIGNED;
	log_on();
	rig.peer.spoil = spoil;
	connect_tree();
	assert_int_equal(rig.error, -EACCES);
}

static void
who_offers_no_3x_does_not_ask(void **state)
{
	(void)state;
	negotiated(SMB2_DIALECT_210);
	rig.how.dialects = (struct smb2_list){ .count = 2,
	    .id = { 0x202, 0x210 } };
	log_on();
	connect_tree();
	assert_int_equal(rig.error, 0);
	assert_int_equal(rig.peer.count[SMB2_IOCTL], 0);
}

static void
a_tree_is_asked_about_once_and_the_owner_hears_of_the_tree(void **state)
{
	(void)state;
	negotiated(SMB2_DIALECT_302);
	log_on();
	connect_tree();
	assert_int_equal(rig.status, NT_OK);
	assert_int_equal(rig.tree, PEER_TREE);
	rig.heard = 0;
	connect_tree();
	assert_int_equal(rig.peer.count[SMB2_IOCTL], 1);
}

static void
a_share_may_want_what_the_session_does_not(void **state)
{
	(void)state;
	rig.peer.seals_share = true;
	log_on();
	connect_tree();
	assert_int_equal(rig.error, 0);
	read_once(100000);
	write_once(100000);
}

static void
a_share_that_cannot_be_sealed_ends_the_connection(void **state)
{
	(void)state;
	negotiated(SMB2_DIALECT_210);
	rig.peer.seals_share = true;
	log_on();
	connect_tree();
	assert_int_equal(rig.error, -EPROTONOSUPPORT);
}

static void
a_dialect_that_was_not_offered_is_refused(void **state)
{
	(void)state;
	rig.how.dialects = (struct smb2_list){ .count = 1, .id = { 0x311 } };
	rig.peer.dialect = SMB2_DIALECT_202;
	run();
	assert_int_equal(rig.error, -EPROTO);
}

static void
a_cipher_that_was_not_offered_is_refused(void **state)
{
	(void)state;
	rig.how.ciphers = (struct smb2_list){ .count = 1, .id = { 1 } };
	run();
	assert_int_equal(rig.error, -EPROTO);
}

static void
sealing_that_the_server_cannot_do_fails_the_logon(void **state)
{
	(void)state;
	rig.how.guard = CLIENT_SEALED;
	rig.peer.dialect = SMB2_DIALECT_210;
	rig.peer.signing = SMB2_SIGNING_HMAC_SHA256;
	run();
	assert_true(rig.opened);
	assert_int_equal(rig.error, -EPROTONOSUPPORT);
}

static void
plain_answer(struct peer *p, uint16_t command, uint8_t *bytes, size_t *n,
    bool done)
{
	struct rd		 frame;
	struct smb2_transform	 t;

	if (!done || command != SMB2_READ)
		return;
	frame = rd_over(bytes + SMB2_PREFIX_SIZE, *n - SMB2_PREFIX_SIZE);
	assert_int_equal(smb2_get_transform(&frame, &t), NT_OK);
	assert_true(smb2_unseal(p->crypto, &p->keys.to_client,
	    bytes + SMB2_PREFIX_SIZE, *n - SMB2_PREFIX_SIZE));
	*n -= SMB2_TRANSFORM_SIZE;
	memmove(bytes + SMB2_PREFIX_SIZE, bytes + SMB2_PREFIX_SIZE +
	    SMB2_TRANSFORM_SIZE, *n - SMB2_PREFIX_SIZE);
	smb2_put_prefix(bytes, *n - SMB2_PREFIX_SIZE);
}

static void
a_plain_answer_in_a_sealed_session_is_refused(void **state)
{
	(void)state;
	victim = SMB2_READ;
	rig.how.guard = CLIENT_SEALED;
	log_on();
	rig.peer.spoil = plain_answer;
	ask_victim();
	run();
	assert_int_equal(rig.error, -EACCES);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest	 tests[] = {
		T(every_dialect_and_guard_carries_a_whole_talk),
		T(a_wrong_password_is_a_status_and_no_session),
		T(an_error_status_leaves_the_connection_alive),
		T(a_request_without_credits_waits_and_is_not_lost),
		cmocka_unit_test_setup_teardown(a_silent_server_times_out,
		    setup_hasty, teardown),
		T(a_close_forgets_what_is_outstanding),
		T(a_callback_may_close_its_connection),
		T(every_dishonest_answer_ends_the_connection),
		T(every_dishonest_greeting_fails_the_logon),
		T(an_unsigned_end_of_a_311_logon_is_refused),
		T(a_touched_negotiation_fails_the_logon),
		T(a_touched_negotiation_of_old_fails_the_first_tree),
		T(an_unsigned_word_about_the_negotiation_is_no_word),
		T(who_offers_no_3x_does_not_ask),
		T(a_tree_is_asked_about_once_and_the_owner_hears_of_the_tree),
		T(a_share_may_want_what_the_session_does_not),
		T(a_share_that_cannot_be_sealed_ends_the_connection),
		T(a_dialect_that_was_not_offered_is_refused),
		T(a_cipher_that_was_not_offered_is_refused),
		T(sealing_that_the_server_cannot_do_fails_the_logon),
		T(a_plain_answer_in_a_sealed_session_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
