/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A frame as it comes from the network, whichever side sent it: split, every
 * message decoded, and all that a message may carry.  What was understood is
 * encoded; understood once more it must not change.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/create_context.h"
#include "protocol/smb2/dir_info.h"
#include "protocol/smb2/file_info.h"
#include "protocol/smb2/frame.h"
#include "protocol/smb2/fs_info.h"
#include "protocol/smb2/fsctl.h"
#include "protocol/smb2/ioctl.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/notify.h"
#include "protocol/smb2/query.h"
#include "protocol/smb2/security.h"
#include "protocol/smb2/smb1.h"
#include "protocol/smb2/wildcard.h"
#include "tests/unit/smb2_again.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
try_input(struct rd input, uint8_t class)
{
	struct smb2_copychunk_req	 chunks;
	struct smb2_pipe_wait		 wait;
	struct smb2_validate_req	 validate;
	struct smb2_file_change		 change;
	struct smb2_security		 sd;
	struct smb2_chunk		 one;
	const struct smb2_set_class	*c = smb2_set_class(class);

	(void)smb2_get_pipe_wait(input, &wait);
	(void)smb2_get_validate_req(input, &validate);
	(void)smb2_get_security(input, &sd);
	if (smb2_get_copychunk_req(input, &chunks) == NT_OK) {
		while (smb2_next_chunk(&chunks.chunks, &one))
			chunks.count--;
		must(chunks.count == 0);
	}
	if (c != NULL && c->get != NULL)
		(void)smb2_get_file_change(input, c, &change);
}

static void
try_lists(struct rd output)
{
	struct smb2_file_facts	 f;
	struct smb2_notify	 n;
	struct rd		 r;
	int			 class;

	for (class = 0; class < 64; class++) {
		const struct smb2_dir_class *c = smb2_dir_class((uint8_t)class);

		r = output;
		while (c != NULL && smb2_next_dir_entry(&r, c, &f))
			must(rd_ok(&f.wire_name));
	}
	r = output;
	while (smb2_next_notify(&r, &n))
		must(rd_ok(&n.name));
}

static void
try_classes(struct rd output)
{
	struct smb2_file_facts	 f = { 0 };
	struct smb2_volume_facts v = { 0 };
	int			 class;

	for (class = 0; class < 64; class++) {
		const struct smb2_query_class *q;
		const struct smb2_fs_class_row *s;

		q = smb2_query_class((uint8_t)class);
		s = smb2_fs_class((uint8_t)class);
		if (q != NULL && q->get != NULL)
			(void)smb2_get_file_info(output, q, &f);
		if (s != NULL && s->get != NULL)
			(void)smb2_get_fs_info(output, s, &v);
	}
}

/* What is accepted as a descriptor is written, and accepted again. */
static void
try_security(struct rd output)
{
	static struct smb2_ace	 aces[2][64];
	static uint8_t		 mem[16384];
	struct smb2_security	 s, again;
	struct smb2_acl		*acls[2] = { &s.dacl, &s.sacl };
	struct wr		 w = wr_over(mem, sizeof(mem));
	uint16_t		 i, n;

	if (smb2_get_security(output, &s) != NT_OK)
		return;
	for (i = 0; i < 2; i++) {
		for (n = 0; n < 64 && smb2_next_ace(&acls[i]->entries,
		    &aces[i][n]); n++)
			continue;
		must(rd_ok(&acls[i]->entries));
		acls[i]->count = n;
		acls[i]->aces = aces[i];
	}
	smb2_put_security(&w, &s);
	must(wr_ok(&w) && w.pos == smb2_security_size(&s));
	must(smb2_get_security(wr_written(&w), &again) == NT_OK);
	must(again.dacl.count == s.dacl.count);
}

static void
try_contexts(struct rd list)
{
	struct smb2_create_asks	 asks;
	enum smb2_context	 kind;
	struct rd		 data;

	(void)smb2_get_create_asks(list, &asks);
	while (smb2_next_context(&list, &kind, &data))
		must(kind < SMB2_CONTEXT_COUNT && rd_ok(&data));
}

static void
try_pattern(struct rd pattern)
{
	static struct smb2_pattern	 p;
	char				 s[600];

	if (utf16_decode(pattern, s, sizeof(s)) == 0 &&
	    smb2_pattern_compile(&p, s) && !smb2_has_wildcard(s))
		must(smb2_pattern_matches(&p, s));
}

static void
inside_request(struct rd msg, uint16_t command)
{
	struct smb2_create_req		 create;
	struct smb2_ioctl_req		 ioctl;
	struct smb2_set_info_req	 set;
	struct smb2_query_directory_req	 dir;

	if (command == SMB2_CREATE &&
	    smb2_get_create_req(&msg, &create) == NT_OK)
		try_contexts(create.contexts);
	if (command == SMB2_IOCTL && smb2_get_ioctl_req(&msg, &ioctl) == NT_OK)
		try_input(ioctl.input, 0);
	if (command == SMB2_SET_INFO &&
	    smb2_get_set_info_req(&msg, &set) == NT_OK)
		try_input(set.input, set.class);
	if (command == SMB2_QUERY_DIRECTORY &&
	    smb2_get_query_directory_req(&msg, &dir) == NT_OK)
		try_pattern(dir.pattern);
}

static void
inside_response(struct rd msg, uint16_t command)
{
	struct smb2_create_rsp	 create;
	struct rd		 output;

	if (command == SMB2_CREATE) {
		if (smb2_get_create_rsp(&msg, &create) == NT_OK)
			try_contexts(create.contexts);
	} else if (smb2_get_output(&msg, &output) == NT_OK) {
		try_lists(output);
		try_classes(output);
		try_security(output);
	}
}

/* decode, encode, decode, encode: the two encodings are the same. */
static void
twice(const struct smb2_message *m)
{
	static uint8_t	 first[1 << 17], second[1 << 17];
	struct wr	 w = wr_over(first, sizeof(first));
	struct wr	 x = wr_over(second, sizeof(second));
	struct rd	 msg = m->body;
	uint8_t		 body[9] = { 0 };
	smb2_again_fn	 again;

	memcpy(body, msg.base + SMB2_HEADER_SIZE, rd_left(&msg) < 9 ?
	    rd_left(&msg) : 9);
	again = smb2_again(&m->header, body);
	smb2_put_header(&w, &m->header);
	if (again == NULL || again(&msg, &w) != NT_OK || !wr_ok(&w))
		return;
	msg = wr_written(&w);
	rd_skip(&msg, SMB2_HEADER_SIZE);
	smb2_put_header(&x, &m->header);
	if (again(&msg, &x) != NT_OK) {
		/* A list of which nothing was known is empty now. */
		must(m->header.command == SMB2_NEGOTIATE);
		return;
	}
	must(wr_ok(&x) && x.pos == w.pos && memcmp(first, second, w.pos) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd			 frame = rd_over(data, size);
	struct smb2_chain		 chain = smb2_chain_over(frame);
	struct smb2_smb1_negotiate	 smb1;
	struct smb2_message		 m;
	size_t				 total = 0;

	if (smb2_frame_kind(&frame) == SMB2_FRAME_SMB1)
		(void)smb2_get_smb1_negotiate(frame, &smb1);
	if (size > 1 << 16)
		return 0;
	while (smb2_chain_next(&chain, &m) == SMB2_CHAIN_MESSAGE) {
		must(m.body.len >= SMB2_HEADER_SIZE);
		total += m.body.len;
		twice(&m);
		if (m.header.flags & SMB2_FLAGS_SERVER_TO_REDIR)
			inside_response(m.body, m.header.command);
		else
			inside_request(m.body, m.header.command);
	}
	must(total <= size);
	return 0;
}
