/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * info.txt: requests for information and the answers of smbd.  Each answer is
 * decoded and encoded again; the bytes must be the same.
 */
#include "tests/unit/check.h"

#include "base/text.h"
#include "protocol/smb2/dir_info.h"
#include "protocol/smb2/file_info.h"
#include "protocol/smb2/frame.h"
#include "protocol/smb2/fs_info.h"
#include "protocol/smb2/notify.h"
#include "protocol/smb2/query.h"
#include "protocol/smb2/security.h"
#include "tests/unit/story.h"

#define SIZE	4096

static size_t	compared;

static const char *
utf8(struct rd wire, char mem[static 512])
{
	if (wire.len == 0)
		return "";
	assert_int_equal(utf16_decode(wire, mem, 512), 0);
	return mem;
}

static void
same(const struct rd *was, const struct wr *is)
{
	size_t	 pad = is->pos - (is->pos < was->len ? is->pos : was->len);

	/* Samba pads the last entry of a list, or does not. */
	assert_true(wr_ok(is) && pad <= 7);
	if (memcmp(was->base, is->base, is->pos - pad) != 0)
		fail_msg("answer %zu differs", compared);
	assert_true(was->len - (is->pos - pad) <= 7);
	compared++;
}

static void
file_again(uint8_t class, struct rd output)
{
	const struct smb2_query_class	*c = smb2_query_class(class);
	struct smb2_file_facts		 f = { 0 };
	uint8_t				 mem[SIZE];
	char				 name[513] = "\\", short_name[512];
	struct wr			 w = wr_over(mem, sizeof(mem));

	if (c->get == NULL)
		return;
	assert_int_equal(smb2_get_file_info(output, c, &f), NT_OK);
	f.name = utf8(f.wire_name, name + 1);
	if (class == FileNormalizedNameInformation)
		f.name = name;
	f.short_name = utf8(f.wire_short_name, short_name);
	assert_int_equal(smb2_put_file_info(&w, c, &f, SIZE), NT_OK);
	same(&output, &w);
}

static void
fs_again(uint8_t class, struct rd output)
{
	const struct smb2_fs_class_row	*c = smb2_fs_class(class);
	struct smb2_volume_facts	 v = { 0 };
	uint8_t				 mem[SIZE];
	char				 label[512], fs_name[512];
	struct wr			 w = wr_over(mem, sizeof(mem));

	assert_int_equal(smb2_get_fs_info(output, c, &v), NT_OK);
	v.label = utf8(v.wire_label, label);
	v.fs_name = utf8(v.wire_fs_name, fs_name);
	assert_int_equal(smb2_put_fs_info(&w, c, &v, SIZE), NT_OK);
	if (class == FileFsObjectIdInformation)
		memcpy(mem + 16, output.base + 16, 48);	/* ExtendedInfo */
	same(&output, &w);
}

static void
security_again(struct rd output)
{
	struct smb2_security	 s;
	struct smb2_ace		 aces[16];
	uint8_t			 mem[SIZE];
	struct wr		 w = wr_over(mem, sizeof(mem));
	uint16_t		 n = 0;

	assert_int_equal(smb2_get_security(output, &s), NT_OK);
	while (n < nitems(aces) && smb2_next_ace(&s.dacl.entries, &aces[n]))
		n++;
	assert_int_equal(n, s.dacl.count);
	s.dacl.aces = aces;
	smb2_put_security(&w, &s);
	same(&output, &w);
}

static void
directory_again(uint8_t class, struct rd output)
{
	const struct smb2_dir_class	*c = smb2_dir_class(class);
	struct smb2_dir_list		 list = { .class = c, .most = SIZE };
	struct smb2_file_facts		 f;
	uint8_t				 mem[SIZE];
	char				 name[512], short_name[512];
	struct wr			 w = wr_over(mem, sizeof(mem));
	struct rd			 r = output;

	while (smb2_next_dir_entry(&r, c, &f)) {
		f.name = utf8(f.wire_name, name);
		f.short_name = utf8(f.wire_short_name, short_name);
		assert_true(smb2_put_dir_entry(&w, &list, 0, &f));
	}
	assert_true(rd_end(&r));
	same(&output, &w);
}

static void
notify_again(struct rd output)
{
	struct smb2_notify_list	 list = { .most = SIZE };
	struct smb2_notify	 n;
	uint8_t			 mem[SIZE];
	char			 name[512];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct rd		 r = output;

	while (smb2_next_notify(&r, &n))
		assert_true(smb2_put_notify(&w, &list,
		    (enum smb2_notify_action)n.action, utf8(n.name, name)));
	assert_true(rd_end(&r));
	same(&output, &w);
}

static void
set_again(struct rd *msg)
{
	struct smb2_set_info_req	 req;
	struct smb2_file_change		 change;
	const struct smb2_set_class	*c;
	uint8_t				 mem[SIZE];
	struct wr			 w = wr_over(mem, sizeof(mem));

	assert_int_equal(smb2_get_set_info_req(msg, &req), NT_OK);
	if (req.type == SMB2_0_INFO_SECURITY) {
		security_again(req.input);
		return;
	}
	c = smb2_set_class(req.class);
	assert_int_equal(smb2_get_file_change(req.input, c, &change), NT_OK);
	c->put(&w, &change);
	same(&req.input, &w);
}

static void
info_again(struct rd *asked, struct rd output)
{
	struct smb2_query_info_req	 req;

	assert_int_equal(smb2_get_query_info_req(asked, &req), NT_OK);
	switch (req.type) {
	case SMB2_0_INFO_FILE:
		file_again(req.class, output);
		break;
	case SMB2_0_INFO_FILESYSTEM:
		fs_again(req.class, output);
		break;
	default:
		security_again(output);
	}
}

static void
pair_again(const struct story_frame *question, const struct story_frame *answer)
{
	struct rd			 q, a, output;
	struct smb2_header		 h;
	struct smb2_query_directory_req	 dir;

	q = rd_over(question->bytes, question->len);
	a = rd_over(answer->bytes, answer->len);
	assert_int_equal(smb2_get_header(&q, &h), NT_OK);
	assert_int_equal(smb2_get_header(&a, &h), NT_OK);
	if (h.command == SMB2_SET_INFO) {
		set_again(&q);
		return;
	}
	assert_int_equal(smb2_get_output(&a, &output), NT_OK);
	switch (h.command) {
	case SMB2_QUERY_INFO:
		info_again(&q, output);
		break;
	case SMB2_QUERY_DIRECTORY:
		assert_int_equal(smb2_get_query_directory_req(&q, &dir), NT_OK);
		directory_again(dir.class, output);
		break;
	default:
		notify_again(output);
	}
}

static void
what_smbd_tells_encodes_to_the_same_bytes(void **state)
{
	struct story	 s;
	size_t		 i;

	(void)state;
	story_load(&s, "info");
	assert_int_equal(s.count % 2, 0);
	for (i = 0; i < s.count; i += 2)
		pair_again(&s.frames[i], &s.frames[i + 1]);
	assert_int_equal(compared, s.count / 2 - 1);	/* all but FullEa */
	story_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_smbd_tells_encodes_to_the_same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
