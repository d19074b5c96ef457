/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What real clients and a real server said, decoded and encoded again: the
 * bytes must be the same.  talk.txt holds one message of each kind; the name
 * of another story may be given as argument.
 */
#include "tests/unit/check.h"

#include "protocol/smb2/frame.h"
#include "protocol/smb2/read.h"
#include "tests/unit/smb2_again.h"
#include "tests/unit/story.h"

static const char	*story_name = "talk";

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
		if (smb2_again(h, p + 64) == smb2_error_again && p[68] == 0)
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
	smb2_again_fn		 again;
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

	c.again = smb2_again(&m->header, m->body.base + SMB2_HEADER_SIZE);
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
