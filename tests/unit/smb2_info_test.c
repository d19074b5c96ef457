/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "base/text.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/file_info.h"
#include "protocol/smb2/fs_info.h"

#define SIZE	1024

static const struct smb2_file_facts	facts = {
	.creation_time = 0x01d0baccadae8b11ULL, .last_access_time = 2,
	.last_write_time = 3, .change_time = 4, .allocation_size = 4096,
	.end_of_file = 1234, .attributes = FILE_ATTRIBUTE_ARCHIVE, .nlink = 1,
	.ea_size = 5, .reparse_tag = 6, .file_index = 0x7777777777ULL,
	.volume_id = 8, .position = 9, .access = FILE_ALL_ACCESS,
	.mode = 10, .alignment = 1, .delete_pending = true,
	.name = "\\dir\\f\xc3\xa4.txt", .short_name = "FA~1.TXT",
};

/* Number, bytes of the answer to `facts', as [MS-FSCC] adds them up. */
static const struct {
	uint8_t	 class;
	size_t	 bytes;
} sizes[] = {
	{ 4, 40 }, { 5, 24 }, { 6, 8 }, { 7, 4 }, { 8, 4 }, { 9, 4 + 22 },
	{ 14, 8 }, { 16, 4 }, { 17, 4 }, { 18, 100 + 22 }, { 21, 4 + 16 },
	{ 22, 24 + 14 }, { 28, 16 }, { 34, 56 }, { 35, 8 }, { 48, 4 + 20 },
	{ 59, 24 },
};

static void
every_class_has_the_size_that_fscc_gives_it(void **state)
{
	const struct smb2_query_class	*c;
	uint8_t				 mem[SIZE];
	struct wr			 w;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(sizes); i++) {
		c = smb2_query_class(sizes[i].class);
		assert_non_null(c);
		w = wr_over(mem, sizeof(mem));
		wr_zero(&w, 72);
		assert_int_equal(smb2_put_file_info(&w, c, &facts, SIZE), NT_OK);
		assert_true(wr_ok(&w));
		if (w.pos != 72 + sizes[i].bytes)
			fail_msg("%s: %zu", c->name, w.pos - 72);
	}
}

/* Whatever room is given: mismatch below the fixed size, then a whole prefix. */
static void
what_does_not_fit_is_cut_or_refused(void **state)
{
	const struct smb2_query_class	*c;
	uint8_t				 whole[SIZE], *p;
	struct wr			 w;
	enum ntstatus			 status;
	size_t				 i, n, most;

	(void)state;
	for (i = 0; i < nitems(sizes); i++) {
		c = smb2_query_class(sizes[i].class);
		w = wr_over(whole, sizeof(whole));
		assert_int_equal(smb2_put_file_info(&w, c, &facts, SIZE), NT_OK);
		n = w.pos;
		for (most = 0; most <= n + 8; most++) {
			p = malloc(most + 1);
			w = wr_over(p, most);
			status = smb2_put_file_info(&w, c, &facts, most);
			assert_true(wr_ok(&w));
			assert_true(w.pos <= most);
			if (most < c->fixed) {
				assert_int_equal(status, NT_INFO_LENGTH_MISMATCH);
				assert_int_equal(w.pos, 0);
			} else if (most < n) {
				assert_int_equal(status, NT_BUFFER_OVERFLOW);
				assert_true(w.pos + 1 >= most);
			} else
				assert_int_equal(status, NT_OK);
			assert_memory_equal(p, whole, w.pos);
			free(p);
		}
	}
}

static void
same_name(uint8_t class, const struct smb2_file_facts *f)
{
	const char	*want = facts.name;
	char		 shown[64];

	switch (class) {
	case FileStreamInformation:
		want = "::$DATA";
		break;
	case FileNormalizedNameInformation:
		want++;			/* relative: no backslash in front */
		break;
	case FileNameInformation:
	case FileAllInformation:
		break;
	default:
		return;
	}
	assert_int_equal(utf16_decode(f->wire_name, shown, sizeof(shown)), 0);
	assert_string_equal(shown, want);
}

static void
what_is_put_is_got(void **state)
{
	struct smb2_file_facts	 f = { 0 };
	uint8_t			 mem[SIZE];
	struct wr		 w;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(sizes); i++) {
		w = wr_over(mem, sizeof(mem));
		(void)smb2_put_file_info(&w, smb2_query_class(sizes[i].class),
		    &facts, SIZE);
		memcpy(mem + w.pos, "x", 2);	/* more than the name */
		assert_int_equal(smb2_get_file_info(rd_over(mem, w.pos + 2),
		    smb2_query_class(sizes[i].class), &f), NT_OK);
		same_name(sizes[i].class, &f);
	}
	assert_true(f.creation_time == facts.creation_time);
	assert_true(f.last_access_time == 2 && f.last_write_time == 3);
	assert_true(f.change_time == 4 && f.allocation_size == 4096);
	assert_true(f.end_of_file == 1234 && f.nlink == 1 && f.ea_size == 5);
	assert_int_equal(f.attributes, FILE_ATTRIBUTE_ARCHIVE);
	assert_true(f.reparse_tag == 6 && f.file_index == facts.file_index);
	assert_true(f.volume_id == 8 && f.position == 9 && f.mode == 10);
	assert_true(f.access == FILE_ALL_ACCESS && f.alignment == 1);
	assert_true(f.delete_pending && !f.directory);
	assert_int_equal(f.wire_short_name.len, 16);
}

/* Names may be cut, and no stream at all is a list too; the rest must be there. */
static void
no_prefix_of_the_fixed_part_is_accepted(void **state)
{
	const struct smb2_query_class	*c;
	struct smb2_file_facts		 f, empty = facts;
	uint8_t				 mem[SIZE], *p;
	struct wr			 w;
	size_t				 i, n;

	(void)state;
	empty.name = empty.short_name = "";
	for (i = 0; i < nitems(sizes); i++) {
		c = smb2_query_class(sizes[i].class);
		w = wr_over(mem, sizeof(mem));
		(void)smb2_put_file_info(&w, c, &empty, SIZE);
		if (c->class == FileStreamInformation)
			w.pos = 24;
		for (n = c->class == FileStreamInformation; n < w.pos; n++) {
			p = exact(mem, n);
			if (smb2_get_file_info(rd_over(p, n), c, &f) == NT_OK)
				fail_msg("%s: %zu", c->name, n);
			free(p);
		}
	}
}

static void
a_directory_has_no_stream(void **state)
{
	struct smb2_file_facts	 f = facts;
	uint8_t			 mem[SIZE];
	struct wr		 w = wr_over(mem, sizeof(mem));

	(void)state;
	f.directory = true;
	assert_int_equal(smb2_put_file_info(&w,
	    smb2_query_class(FileStreamInformation), &f, SIZE), NT_OK);
	assert_int_equal(w.pos, 0);
	assert_int_equal(smb2_get_file_info(wr_written(&w),
	    smb2_query_class(FileStreamInformation), &f), NT_OK);
}

static void
classes_that_cannot_be_asked_for_are_told_apart(void **state)
{
	(void)state;
	assert_null(smb2_query_class(0));
	assert_null(smb2_query_class(FileRenameInformation));
	assert_null(smb2_query_class(FileBothDirectoryInformation));
	assert_null(smb2_query_class(255));
	assert_non_null(smb2_query_class(FileFullEaInformation));
	assert_null(smb2_query_class(FileFullEaInformation)->put);
	assert_int_equal(smb2_query_class(FileFullEaInformation)->access,
	    FILE_READ_EA);
	assert_int_equal(smb2_query_class(FileBasicInformation)->access,
	    FILE_READ_ATTRIBUTES);
	assert_int_equal(smb2_query_class(FileStandardInformation)->access, 0);
}

static const uint8_t	set_numbers[] = { 4, 10, 13, 14, 16, 19, 20 };

static struct smb2_file_change
a_change(void)
{
	return (struct smb2_file_change){ .creation_time = 1,
	    .last_access_time = UINT64_MAX, .last_write_time = 3,
	    .change_time = 4, .attributes = 0x20, .size = 6, .position = 7,
	    .mode = 8, .delete_pending = true, .replace = true, .root = 0,
	    .name = rd_over("n\0e\0w\0", 6) };
}

static void
every_change_is_read_as_it_was_written(void **state)
{
	struct smb2_file_change	 in = a_change(), out;
	uint8_t			 mem[SIZE];
	struct wr		 w;
	const struct smb2_set_class *c;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(set_numbers); i++) {
		c = smb2_set_class(set_numbers[i]);
		w = wr_over(mem, sizeof(mem));
		c->put(&w, &in);
		assert_true(wr_ok(&w) && w.pos >= c->fixed);
		assert_int_equal(smb2_get_file_change(wr_written(&w), c, &out),
		    NT_OK);
		switch (set_numbers[i]) {
		case FileBasicInformation:
			assert_true(out.creation_time == 1 &&
			    out.last_access_time == UINT64_MAX &&
			    out.last_write_time == 3 && out.change_time == 4 &&
			    out.attributes == 0x20);
			break;
		case FileRenameInformation:
			assert_true(out.replace && out.root == 0);
			assert_int_equal(out.name.len, 6);
			assert_memory_equal(out.name.base, in.name.base, 6);
			break;
		case FileDispositionInformation:
			assert_true(out.delete_pending);
			break;
		case FilePositionInformation:
			assert_true(out.position == 7);
			break;
		case FileModeInformation:
			assert_int_equal(out.mode, 8);
			break;
		default:
			assert_true(out.size == 6);
		}
	}
}

static void
a_change_that_is_cut_is_refused(void **state)
{
	struct smb2_file_change	 in = a_change(), out;
	uint8_t			 mem[SIZE], *p;
	struct wr		 w;
	const struct smb2_set_class *c;
	size_t			 i, n;

	(void)state;
	for (i = 0; i < nitems(set_numbers); i++) {
		c = smb2_set_class(set_numbers[i]);
		w = wr_over(mem, sizeof(mem));
		c->put(&w, &in);
		for (n = 0; n < w.pos; n++) {
			p = exact(mem, n);
			assert_int_equal(smb2_get_file_change(rd_over(p, n), c,
			    &out), n < c->fixed ? NT_INFO_LENGTH_MISMATCH :
			    NT_INVALID_PARAMETER);
			free(p);
		}
	}
}

static void
a_rename_to_half_a_character_is_refused(void **state)
{
	struct smb2_file_change	 in = a_change(), out;
	uint8_t			 mem[SIZE];
	struct wr		 w = wr_over(mem, sizeof(mem));
	const struct smb2_set_class *c = smb2_set_class(FileRenameInformation);

	(void)state;
	c->put(&w, &in);
	mem[16] = 5;
	assert_int_equal(smb2_get_file_change(wr_written(&w), c, &out),
	    NT_INVALID_PARAMETER);
	mem[16] = 6;
	mem[19] = 0xff;
	assert_int_equal(smb2_get_file_change(wr_written(&w), c, &out),
	    NT_INVALID_PARAMETER);
}

static void
classes_that_cannot_be_set_are_told_apart(void **state)
{
	static const uint8_t	 known[] = { 11, 39, 40, 64, 65 };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(known); i++) {
		assert_non_null(smb2_set_class(known[i]));
		assert_null(smb2_set_class(known[i])->get);
	}
	assert_null(smb2_set_class(FileAllInformation));
	assert_null(smb2_set_class(FileNetworkOpenInformation));
	assert_null(smb2_set_class(27));
	assert_null(smb2_set_class(0));
	assert_int_equal(smb2_set_class(FileRenameInformation)->access, DELETE);
	assert_int_equal(smb2_set_class(FileEndOfFileInformation)->access,
	    FILE_WRITE_DATA);
}

static const struct smb2_volume_facts	volume = {
	.creation_time = 1, .serial = 0x12345678, .label = "CAP_S01",
	.total_units = 1000, .caller_units = 500, .free_units = 600,
	.sectors_per_unit = 8, .bytes_per_sector = 512,
	.device_type = FILE_DEVICE_DISK,
	.characteristics = FILE_DEVICE_IS_MOUNTED,
	.attributes = FILE_UNICODE_ON_DISK, .name_max = 255,
	.fs_name = "NTFS", .object_id = { { 1, 2, 3 } },
};

static const struct {
	uint8_t	 class;
	size_t	 bytes;
} fs_sizes[] = {
	{ 1, 18 + 14 }, { 3, 24 }, { 4, 8 }, { 5, 12 + 8 }, { 7, 32 },
	{ 8, 64 }, { 11, 28 },
};

static void
file_system_classes_are_put_cut_and_got(void **state)
{
	const struct smb2_fs_class_row	*c;
	struct smb2_volume_facts	 v = { 0 };
	uint8_t				 mem[SIZE], small[SIZE];
	struct wr			 w, s;
	enum ntstatus			 status;
	size_t				 i, most;

	(void)state;
	for (i = 0; i < nitems(fs_sizes); i++) {
		c = smb2_fs_class(fs_sizes[i].class);
		assert_non_null(c);
		w = wr_over(mem, sizeof(mem));
		assert_int_equal(smb2_put_fs_info(&w, c, &volume, SIZE), NT_OK);
		assert_int_equal(w.pos, fs_sizes[i].bytes);
		assert_int_equal(smb2_get_fs_info(wr_written(&w), c, &v), NT_OK);
		assert_int_equal(smb2_get_fs_info(rd_over(mem, 3), c, &v),
		    NT_INVALID_PARAMETER);
		for (most = 0; most < w.pos; most++) {
			s = wr_over(small, sizeof(small));
			status = smb2_put_fs_info(&s, c, &volume, most);
			assert_int_equal(status, most < c->fixed ?
			    NT_INFO_LENGTH_MISMATCH : NT_BUFFER_OVERFLOW);
			assert_true(s.pos <= most);
			assert_memory_equal(small, mem, s.pos);
		}
		(void)smb2_get_fs_info(wr_written(&w), c, &v);
	}
	assert_true(v.creation_time == 1 && v.serial == 0x12345678);
	assert_true(v.total_units == 1000 && v.caller_units == 500);
	assert_true(v.free_units == 600 && v.sectors_per_unit == 8);
	assert_true(v.bytes_per_sector == 512 && v.name_max == 255);
	assert_true(v.device_type == FILE_DEVICE_DISK);
	assert_true(v.characteristics == FILE_DEVICE_IS_MOUNTED);
	assert_true(v.attributes == FILE_UNICODE_ON_DISK);
	assert_memory_equal(v.object_id.b, volume.object_id.b, 16);
}

static void
file_system_classes_that_are_not_answered(void **state)
{
	(void)state;
	assert_non_null(smb2_fs_class(FileFsControlInformation));
	assert_null(smb2_fs_class(FileFsControlInformation)->put);
	assert_null(smb2_fs_class(FileFsLabelInformation));
	assert_null(smb2_fs_class(0));
	assert_null(smb2_fs_class(12));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_class_has_the_size_that_fscc_gives_it),
		cmocka_unit_test(what_does_not_fit_is_cut_or_refused),
		cmocka_unit_test(what_is_put_is_got),
		cmocka_unit_test(no_prefix_of_the_fixed_part_is_accepted),
		cmocka_unit_test(a_directory_has_no_stream),
		cmocka_unit_test(classes_that_cannot_be_asked_for_are_told_apart),
		cmocka_unit_test(every_change_is_read_as_it_was_written),
		cmocka_unit_test(a_change_that_is_cut_is_refused),
		cmocka_unit_test(a_rename_to_half_a_character_is_refused),
		cmocka_unit_test(classes_that_cannot_be_set_are_told_apart),
		cmocka_unit_test(file_system_classes_are_put_cut_and_got),
		cmocka_unit_test(file_system_classes_that_are_not_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
