/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What real clients and a real server said, decoded and encoded again: the
 * bytes must be the same.  talk.txt holds one message of each kind; the name
 * of another story may be given as argument.
 */
#include "tests/unit/check.h"

#include "protocol/smb2/close.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/create_context.h"
#include "protocol/smb2/error.h"
#include "protocol/smb2/frame.h"
#include "protocol/smb2/ioctl.h"
#include "protocol/smb2/lock.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/oplock.h"
#include "protocol/smb2/query.h"
#include "protocol/smb2/read.h"
#include "protocol/smb2/session.h"
#include "protocol/smb2/simple.h"
#include "protocol/smb2/tree.h"
#include "protocol/smb2/write.h"
#include "tests/unit/story.h"

static const char	*story_name = "talk";

typedef enum ntstatus	(*again_fn)(struct rd *, struct wr *);

/* The usual case: a struct, its decoder and its encoder. */
#define AGAIN(what)							\
static enum ntstatus							\
what##_again(struct rd *msg, struct wr *w)				\
{									\
	struct smb2_##what	 v;					\
	enum ntstatus		 status = smb2_get_##what(msg, &v);	\
									\
	if (status == NT_OK)						\
		smb2_put_##what(w, &v);					\
	return status;							\
}

AGAIN(negotiate_req)
AGAIN(negotiate_rsp)
AGAIN(session_setup_req)
AGAIN(session_setup_rsp)
AGAIN(tree_connect_req)
AGAIN(tree_connect_rsp)
AGAIN(close_req)
AGAIN(close_rsp)
AGAIN(read_req)
AGAIN(write_req)
AGAIN(oplock_break)
AGAIN(ioctl_req)
AGAIN(query_directory_req)
AGAIN(change_notify_req)
AGAIN(query_info_req)

static enum ntstatus
simple_again(struct rd *msg, struct wr *w)
{
	smb2_put_simple(w);
	return smb2_get_simple(msg);
}

static void
contexts_again(struct rd list, struct wr *w, struct smb2_create_body *body)
{
	enum smb2_context	 kind;
	struct rd		 data;

	while (smb2_next_context(&list, &kind, &data)) {
		assert_int_not_equal(kind, SMB2_CONTEXT_UNKNOWN);
		smb2_put_context(w, body, kind, &data);
	}
	assert_true(rd_ok(&list));
}

static enum ntstatus
create_req_again(struct rd *msg, struct wr *w)
{
	struct smb2_create_req	 req;
	struct smb2_create_body	 body;
	enum ntstatus		 status = smb2_get_create_req(msg, &req);

	if (status == NT_OK) {
		body = smb2_put_create_req(w, &req);
		contexts_again(req.contexts, w, &body);
	}
	return status;
}

static enum ntstatus
create_rsp_again(struct rd *msg, struct wr *w)
{
	struct smb2_create_rsp	 rsp;
	struct smb2_create_body	 body;
	enum ntstatus		 status = smb2_get_create_rsp(msg, &rsp);

	if (status == NT_OK) {
		body = smb2_put_create_rsp(w, &rsp);
		contexts_again(rsp.contexts, w, &body);
	}
	return status;
}

static enum ntstatus
flush_req_again(struct rd *msg, struct wr *w)
{
	struct smb2_file_id	 id;
	enum ntstatus		 status = smb2_get_flush_req(msg, &id);

	smb2_put_flush_req(w, &id);
	return status;
}

static enum ntstatus
read_rsp_again(struct rd *msg, struct wr *w)
{
	struct rd	 data;
	size_t		 begun;
	enum ntstatus	 status = smb2_get_read_rsp(msg, &data);

	begun = smb2_begin_read_rsp(w);
	wr_reader(w, &data);
	smb2_end_read_rsp(w, begun, data.len);
	return status;
}

static enum ntstatus
write_rsp_again(struct rd *msg, struct wr *w)
{
	uint32_t	 count;
	enum ntstatus	 status = smb2_get_write_rsp(msg, &count);

	smb2_put_write_rsp(w, count);
	return status;
}

static enum ntstatus
lock_req_again(struct rd *msg, struct wr *w)
{
	struct smb2_lock_req	 req;
	struct smb2_lock	 locks[16];
	enum ntstatus		 status = smb2_get_lock_req(msg, &req);
	size_t			 n = 0;

	if (status == NT_OK) {
		assert_true(req.count <= nitems(locks));
		while (smb2_next_lock(&req.locks, &locks[n]))
			n++;
		assert_int_equal(n, req.count);
		smb2_put_lock_req(w, &req, locks);
	}
	return status;
}

static enum ntstatus
ioctl_rsp_again(struct rd *msg, struct wr *w)
{
	struct smb2_ioctl_rsp	 rsp;
	enum ntstatus		 status = smb2_get_ioctl_rsp(msg, &rsp);
	size_t			 begun;

	begun = smb2_begin_ioctl_rsp(w, &rsp);
	wr_reader(w, &rsp.output);
	smb2_end_ioctl_rsp(w, begun);
	return status;
}

static enum ntstatus
output_again(struct rd *msg, struct wr *w)
{
	struct rd	 output;
	enum ntstatus	 status = smb2_get_output(msg, &output);
	size_t		 begun;

	begun = smb2_begin_output(w);
	wr_reader(w, &output);
	smb2_end_output(w, begun);
	return status;
}

static enum ntstatus
set_info_req_again(struct rd *msg, struct wr *w)
{
	struct smb2_set_info_req req;
	enum ntstatus		 status = smb2_get_set_info_req(msg, &req);
	size_t			 begun;

	begun = smb2_begin_set_info_req(w, &req);
	wr_reader(w, &req.input);
	smb2_end_set_info_req(w, begun);
	return status;
}

static enum ntstatus
set_info_rsp_again(struct rd *msg, struct wr *w)
{
	smb2_put_set_info_rsp(w);
	return smb2_get_set_info_rsp(msg);
}

/* Samba does not wrap error data in a context, whatever the dialect. */
static enum ntstatus
error_again(struct rd *msg, struct wr *w)
{
	struct rd	 data;
	enum ntstatus	 status = smb2_get_error(msg, &data);

	if (data.len == 4)
		smb2_put_error_size(w, SMB2_DIALECT_210, rd_le32(&data));
	else
		smb2_put_error(w);
	return status;
}

static const struct {
	again_fn	 req, rsp;
} commands[SMB2_COMMAND_COUNT] = {
[SMB2_NEGOTIATE]	= { negotiate_req_again, negotiate_rsp_again },
[SMB2_SESSION_SETUP]	= { session_setup_req_again, session_setup_rsp_again },
[SMB2_LOGOFF]		= { simple_again, simple_again },
[SMB2_TREE_CONNECT]	= { tree_connect_req_again, tree_connect_rsp_again },
[SMB2_TREE_DISCONNECT]	= { simple_again, simple_again },
[SMB2_CREATE]		= { create_req_again, create_rsp_again },
[SMB2_CLOSE]		= { close_req_again, close_rsp_again },
[SMB2_FLUSH]		= { flush_req_again, simple_again },
[SMB2_READ]		= { read_req_again, read_rsp_again },
[SMB2_WRITE]		= { write_req_again, write_rsp_again },
[SMB2_LOCK]		= { lock_req_again, simple_again },
[SMB2_IOCTL]		= { ioctl_req_again, ioctl_rsp_again },
[SMB2_CANCEL]		= { simple_again, NULL },
[SMB2_ECHO]		= { simple_again, simple_again },
[SMB2_QUERY_DIRECTORY]	= { query_directory_req_again, output_again },
[SMB2_CHANGE_NOTIFY]	= { change_notify_req_again, output_again },
[SMB2_QUERY_INFO]	= { query_info_req_again, output_again },
[SMB2_SET_INFO]		= { set_info_req_again, set_info_rsp_again },
[SMB2_OPLOCK_BREAK]	= { oplock_break_again, oplock_break_again },
};

/* StructureSize 9 is that of an error, and of five other responses too. */
static bool
is_error(const struct smb2_header *h, const uint8_t *body)
{
	bool	 offset = body[2] != 0;

	switch ((enum ntstatus)h->status) {
	case NT_OK:
	case NT_MORE_PROCESSING_REQUIRED:
		return false;
	case NT_BUFFER_OVERFLOW:
		return body[0] == 9 && !offset;
	default:
		return body[0] == 9;
	}
}

static again_fn
function_for(const struct smb2_header *h, const uint8_t *body)
{
	if ((h->flags & SMB2_FLAGS_SERVER_TO_REDIR) == 0)
		return commands[h->command].req;
	return is_error(h, body) ? error_again : commands[h->command].rsp;
}

/* An empty context may give an offset for its missing data. */
static void
mask_contexts(uint8_t *p, size_t n)
{
	struct rd	 r = rd_over(p, n);
	uint32_t	 off, next;

	rd_skip(&r, 112);
	off = rd_le32(&r);
	for (next = off; next != 0 && rd_ok(&r); off += next) {
		r = rd_at(&r, off, n - off);
		next = rd_le32(&r);
		rd_skip(&r, 8);
		if (rd_le32(&r) == 0)
			memset(p + off + 10, 0, 2);
		r = rd_over(p, n);
	}
}

/* Fields that nobody reads and that we do not carry over. */
static void
mask(const struct smb2_header *h, uint8_t *p, size_t n)
{
	if (h->flags & SMB2_FLAGS_SERVER_TO_REDIR) {
		if (function_for(h, p + 64) == error_again && p[68] == 0)
			p[72] = 0;		/* ErrorData: any byte */
		return;
	}
	switch (h->command) {
	case SMB2_READ:
		p[66] = SMB2_READ_RSP_DATA;	/* Padding: a wish */
		break;
	case SMB2_IOCTL:
		memset(p + 100, 0, 4);		/* OutputOffset */
		break;
	case SMB2_LOCK:
		memset(p + 108, 0, 4);		/* Reserved */
		break;
	case SMB2_CREATE:
		memset(p + 72, 0, 16);		/* SmbCreateFlags, Reserved */
		mask_contexts(p, n);
		break;
	}
}

static void
hex_dump(const char *what, const uint8_t *p, size_t n)
{
	size_t	 i;

	print_error(" %s", what);
	for (i = 0; i < n; i++)
		print_error("%s%02x", i % 8 ? "" : " ", p[i]);
	print_error("\n");
}

struct case_of {
	struct smb2_header	 header;
	again_fn		 again;
	const uint8_t		*was;
	size_t			 len;
	uint8_t			*is;		/* what we make of it */
	size_t			 is_len;
};

static enum ntstatus
take(const struct case_of *c, const uint8_t *p, size_t n, struct wr *w)
{
	struct rd	 r = rd_over(p, n);

	rd_skip(&r, SMB2_HEADER_SIZE);
	smb2_put_header(w, &c->header);
	return c->again(&r, w);
}

/* A byte of an empty buffer and padding may stand behind either. */
static void
same_again(const struct case_of *c)
{
	uint8_t	*was = exact(c->was, c->len);
	size_t	 both = c->is_len < c->len ? c->is_len : c->len;

	mask(&c->header, was, c->len);
	if (c->len - both > 8 || memcmp(was, c->is, both) != 0) {
		hex_dump("was", was, c->len);
		hex_dump("is ", c->is, c->is_len);
		fail_msg("%s", smb2_command_name(c->header.command));
	}
	free(was);
}

/* Only the byte that an empty buffer must have may be missing. */
static void
no_prefix(const struct case_of *c)
{
	uint8_t		 mem[2048], *p;
	struct wr	 w;
	size_t		 n;

	for (n = SMB2_HEADER_SIZE; n + 1 < c->is_len; n++) {
		p = exact(c->is, n);
		w = wr_over(mem, sizeof(mem));
		if (take(c, p, n, &w) == NT_OK)
			fail_msg("%s: %zu of %zu bytes were accepted",
			    smb2_command_name(c->header.command), n, c->is_len);
		free(p);
	}
}

/* Responses check StructureSize themselves. */
static void
no_other_size(const struct case_of *c)
{
	uint8_t		 mem[2048], *p = exact(c->was, c->len);
	struct wr	 w = wr_over(mem, sizeof(mem));

	p[SMB2_HEADER_SIZE] ^= 0x20;
	if (c->header.flags & SMB2_FLAGS_SERVER_TO_REDIR)
		assert_int_equal(take(c, p, c->len, &w), NT_INVALID_PARAMETER);
	free(p);
}

static void
play_message(struct smb2_message *m, void (*check)(const struct case_of *))
{
	struct case_of	 c = { .header = m->header, .was = m->body.base,
	    .len = m->body.len };
	struct wr	 w;

	c.again = function_for(&m->header, m->body.base + SMB2_HEADER_SIZE);
	c.is = calloc(1, c.len + 8);
	w = wr_over(c.is, c.len + 8);
	assert_non_null(c.is);
	assert_non_null(c.again);
	assert_int_equal(take(&c, c.was, c.len, &w), NT_OK);
	assert_true(wr_ok(&w));
	c.is_len = w.pos;
	check(&c);
	free(c.is);
}

/* We refuse an empty list of locks; Samba's test sends one. */
static bool
is_ours_to_refuse(const struct smb2_message *m)
{
	return m->header.command == SMB2_LOCK && m->body.len >= 88 &&
	    m->body.base[66] == 0 && m->body.base[67] == 0 &&
	    (m->header.flags & SMB2_FLAGS_SERVER_TO_REDIR) == 0;
}

static size_t
play_frame(const struct story_frame *f, void (*check)(const struct case_of *))
{
	struct smb2_chain	 chain = smb2_chain_over(rd_over(f->bytes, f->len));
	struct smb2_message	 m;
	enum smb2_chain_step	 step;
	size_t			 n = 0;

	while ((step = smb2_chain_next(&chain, &m)) == SMB2_CHAIN_MESSAGE) {
		if (m.header.command < SMB2_COMMAND_COUNT &&
		    !is_ours_to_refuse(&m))
			play_message(&m, check);
		n++;
	}
	assert_int_equal(step, SMB2_CHAIN_END);
	return n;
}

static void
play(void (*check)(const struct case_of *))
{
	struct story	 s;
	struct rd	 frame;
	size_t		 i, n = 0;

	story_load(&s, story_name);
	for (i = 0; i < s.count; i++) {
		frame = rd_over(s.frames[i].bytes, s.frames[i].len);
		if (smb2_frame_kind(&frame) == SMB2_FRAME_PLAIN)
			n += play_frame(&s.frames[i], check);
	}
	assert_true(n >= s.count);
	story_free(&s);
}

static void
what_a_peer_said_encodes_to_the_same_bytes(void **state)
{
	(void)state;
	play(same_again);
}

static void
no_prefix_of_a_message_is_accepted(void **state)
{
	(void)state;
	play(no_prefix);
}

static void
a_response_with_another_structure_size_is_refused(void **state)
{
	(void)state;
	play(no_other_size);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_peer_said_encodes_to_the_same_bytes),
		cmocka_unit_test(no_prefix_of_a_message_is_accepted),
		cmocka_unit_test(a_response_with_another_structure_size_is_refused),
	};

	if (argc > 1)
		story_name = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
