/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Listings: directory entries and change notifications.
 */
#include "tests/unit/check.h"

#include "base/text.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/dir_info.h"
#include "protocol/smb2/notify.h"

#define SIZE	1024
#define FRONT	72		/* where the output of a response begins */

static const struct smb2_file_facts	entry = {
	.creation_time = 1, .last_access_time = 2, .last_write_time = 3,
	.change_time = 4, .allocation_size = 4096, .end_of_file = 100,
	.attributes = FILE_ATTRIBUTE_DIRECTORY, .ea_size = 5,
	.file_index = 0x0102030405060708ULL, .name = "abc",
	.short_name = "ABC~1.TXT",
};

static const uint8_t	numbers[] = { 1, 2, 3, 12, 37, 38 };
static const char *const names[] = { "abc", "d", "efghijk", "\xc3\xa4" };

static size_t
put_all(struct wr *w, struct smb2_dir_list *list)
{
	struct smb2_file_facts	 f = entry;
	size_t			 i;

	for (i = 0; i < nitems(names); i++) {
		f.name = names[i];
		if (!smb2_put_dir_entry(w, list, 0, &f))
			break;
	}
	return i;
}

static void
same_entry(uint8_t class, const struct smb2_file_facts *f, const char *name)
{
	char	 shown[64];

	assert_int_equal(utf16_decode(f->wire_name, shown, sizeof(shown)), 0);
	assert_string_equal(shown, name);
	if (class == FileNamesInformation)
		return;
	assert_true(f->creation_time == 1 && f->last_access_time == 2 &&
	    f->last_write_time == 3 && f->change_time == 4);
	assert_true(f->allocation_size == 4096 && f->end_of_file == 100);
	assert_true(f->directory);
	if (class != FileDirectoryInformation)
		assert_int_equal(f->ea_size, 5);
	if (class == FileBothDirectoryInformation ||
	    class == FileIdBothDirectoryInformation)
		assert_int_equal(f->wire_short_name.len, 18);
	if (class >= FileIdBothDirectoryInformation)
		assert_true(f->file_index == entry.file_index);
}

static void
entries_are_chained_aligned_and_read_back(void **state)
{
	const struct smb2_dir_class	*c;
	struct smb2_dir_list		 list;
	struct smb2_file_facts		 f;
	uint8_t				 mem[SIZE];
	struct wr			 w;
	struct rd			 r;
	size_t				 i, n;

	(void)state;
	for (i = 0; i < nitems(numbers); i++) {
		c = smb2_dir_class(numbers[i]);
		w = wr_over(mem, sizeof(mem));
		wr_zero(&w, FRONT);
		list = (struct smb2_dir_list){ .class = c, .start = FRONT,
		    .most = SIZE };
		assert_int_equal(put_all(&w, &list), nitems(names));
		assert_true(wr_ok(&w));
		r = rd_over(mem + FRONT, w.pos - FRONT);
		for (n = 0; smb2_next_dir_entry(&r, c, &f); n++) {
			same_entry(numbers[i], &f, names[n]);
			assert_int_equal(r.pos % 8 == 0 || rd_end(&r), 1);
		}
		assert_true(rd_end(&r));
		assert_int_equal(n, nitems(names));
	}
}

/* [MS-FSCC] 2.4: sizes up to FileName. */
static void
the_name_stands_where_the_class_says(void **state)
{
	static const size_t	 fixed[] = { 64, 68, 94, 12, 104, 80 };
	struct smb2_dir_list	 list;
	uint8_t			 mem[SIZE];
	struct wr		 w;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(numbers); i++) {
		w = wr_over(mem, sizeof(mem));
		list = (struct smb2_dir_list){
		    .class = smb2_dir_class(numbers[i]), .most = SIZE };
		assert_true(smb2_put_dir_entry(&w, &list, 7, &entry));
		assert_int_equal(list.class->fixed, fixed[i]);
		assert_int_equal(w.pos, fixed[i] + 6);
		assert_memory_equal(mem + fixed[i], "a\0b\0c\0", 6);
		assert_int_equal(mem[4], 7);
	}
}

static void
what_does_not_fit_leaves_the_list_as_it_was(void **state)
{
	struct smb2_dir_list	 list;
	struct smb2_file_facts	 f;
	uint8_t			 mem[SIZE];
	struct wr		 w;
	struct rd		 r;
	size_t			 most, put, got, last = 0;

	(void)state;
	for (most = 0; most < 520; most++) {
		w = wr_over(mem, sizeof(mem));
		wr_zero(&w, FRONT);
		list = (struct smb2_dir_list){ .class = smb2_dir_class(37),
		    .start = FRONT, .most = most };
		put = put_all(&w, &list);
		assert_true(wr_ok(&w) && w.pos - FRONT <= most);
		assert_true(put >= last);
		last = put;
		r = rd_over(mem + FRONT, w.pos - FRONT);
		for (got = 0; smb2_next_dir_entry(&r, list.class, &f); got++)
			continue;
		assert_int_equal(got, put);
		assert_true(rd_end(&r));
	}
	assert_int_equal(last, nitems(names));
}

static void
the_room_of_the_writer_counts_too(void **state)
{
	struct smb2_dir_list	 list = { .class = smb2_dir_class(12),
	    .most = SIZE };
	struct smb2_notify_list	 news = { .most = SIZE };
	uint8_t			*p = malloc(40);
	struct wr		 w = wr_over(p, 40);

	(void)state;
	assert_int_equal(put_all(&w, &list), 2);
	assert_true(wr_ok(&w));
	w = wr_over(p, 29);
	assert_true(smb2_put_notify(&w, &news, FILE_ACTION_ADDED, "a"));
	assert_false(smb2_put_notify(&w, &news, FILE_ACTION_ADDED, "b"));
	assert_true(wr_ok(&w));
	free(p);
}

static void
a_short_name_that_is_none_is_left_out(void **state)
{
	struct smb2_dir_list	 list = { .class = smb2_dir_class(3),
	    .most = SIZE };
	struct smb2_file_facts	 f = entry, back;
	uint8_t			 mem[SIZE];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct rd		 r;

	(void)state;
	f.short_name = "thirteen.char";
	assert_true(smb2_put_dir_entry(&w, &list, 0, &f));
	f.short_name = NULL;
	assert_true(smb2_put_dir_entry(&w, &list, 0, &f));
	r = wr_written(&w);
	while (smb2_next_dir_entry(&r, list.class, &back))
		assert_int_equal(back.wire_short_name.len, 0);
	assert_true(rd_end(&r));
}

static bool
accepts_notify(const uint8_t *p, size_t n)
{
	struct rd		 r = rd_over(p, n);
	struct smb2_notify	 one;

	return smb2_next_notify(&r, &one);
}

static bool
accepts_entry(const uint8_t *p, size_t n)
{
	struct rd		 r = rd_over(p, n);
	struct smb2_file_facts	 f;

	return smb2_next_dir_entry(&r, smb2_dir_class(37), &f);
}

static void
entries_that_lie_are_refused(void **state)
{
	static const struct {
		size_t	 at;
		uint8_t	 value;
	} rows[] = {
		{ 0, 4 },		/* not aligned */
		{ 0, 8 },		/* into itself */
		{ 1, 8 },		/* behind the end */
		{ 60, 7 },		/* a longer name than there is */
		{ 63, 0xff },
		{ 68, 25 },		/* a short name beyond its field */
	};
	struct smb2_dir_list	 list = { .class = smb2_dir_class(37),
	    .most = SIZE };
	uint8_t			 mem[SIZE], *p;
	struct wr		 w = wr_over(mem, sizeof(mem));
	size_t			 i;

	(void)state;
	assert_true(smb2_put_dir_entry(&w, &list, 0, &entry));
	no_prefix_is_accepted(accepts_entry, mem, w.pos);
	for (i = 0; i < nitems(rows); i++) {
		p = exact(mem, w.pos);
		p[rows[i].at] = rows[i].value;
		if (accepts_entry(p, w.pos))
			fail_msg("row %zu", i);
		free(p);
	}
	assert_null(smb2_dir_class(4));
	assert_null(smb2_dir_class(60));
}

static void
the_next_entry_begins_at_an_aligned_place(void **state)
{
	struct smb2_dir_list	 list = { .class = smb2_dir_class(37),
	    .most = SIZE };
	struct smb2_notify_list	 news = { .most = SIZE };
	uint8_t			 mem[SIZE];
	struct wr		 w = wr_over(mem, sizeof(mem));

	(void)state;
	assert_int_equal(put_all(&w, &list), nitems(names));
	assert_true(accepts_entry(mem, w.pos));
	mem[0]--;
	assert_false(accepts_entry(mem, w.pos));
	w = wr_over(mem, sizeof(mem));
	assert_true(smb2_put_notify(&w, &news, FILE_ACTION_ADDED, "a"));
	assert_true(smb2_put_notify(&w, &news, FILE_ACTION_ADDED, "b"));
	assert_true(accepts_notify(mem, w.pos));
	mem[0]--;
	assert_false(accepts_notify(mem, w.pos));
}

static void
notifications_are_chained_and_read_back(void **state)
{
	static const enum smb2_notify_action actions[] = {
		FILE_ACTION_RENAMED_OLD_NAME, FILE_ACTION_RENAMED_NEW_NAME,
		FILE_ACTION_ADDED, FILE_ACTION_REMOVED
	};
	struct smb2_notify_list	 list;
	struct smb2_notify	 one;
	uint8_t			 mem[SIZE];
	char			 shown[64];
	struct wr		 w;
	struct rd		 r;
	size_t			 i, put, most;

	(void)state;
	for (most = 0; most < 90; most++) {
		w = wr_over(mem, sizeof(mem));
		wr_zero(&w, FRONT);
		list = (struct smb2_notify_list){ .start = FRONT,
		    .most = most };
		for (put = 0; put < nitems(names); put++) {
			if (!smb2_put_notify(&w, &list, actions[put],
			    names[put]))
				break;
		}
		assert_true(wr_ok(&w) && w.pos - FRONT <= most);
		r = rd_over(mem + FRONT, w.pos - FRONT);
		for (i = 0; smb2_next_notify(&r, &one); i++) {
			assert_int_equal(one.action, actions[i]);
			assert_int_equal(utf16_decode(one.name, shown,
			    sizeof(shown)), 0);
			assert_string_equal(shown, names[i]);
		}
		assert_int_equal(i, put);
		assert_true(rd_end(&r));
	}
	assert_int_equal(put, nitems(names));
}

static void
notifications_that_lie_are_refused(void **state)
{
	uint8_t			 mem[SIZE];
	struct smb2_notify_list	 list = { .most = SIZE };
	struct wr		 w = wr_over(mem, sizeof(mem));

	(void)state;
	assert_true(smb2_put_notify(&w, &list, FILE_ACTION_ADDED, "ab"));
	no_prefix_is_accepted(accepts_notify, mem, w.pos);
	mem[0] = 15;
	assert_false(accepts_notify(mem, w.pos));
	mem[0] = 20;
	assert_false(accepts_notify(mem, w.pos));
	mem[0] = 4;
	assert_false(accepts_notify(mem, w.pos));
	mem[0] = 0;
	mem[8] = 5;
	assert_false(accepts_notify(mem, w.pos));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_chained_aligned_and_read_back),
		cmocka_unit_test(the_name_stands_where_the_class_says),
		cmocka_unit_test(what_does_not_fit_leaves_the_list_as_it_was),
		cmocka_unit_test(the_room_of_the_writer_counts_too),
		cmocka_unit_test(a_short_name_that_is_none_is_left_out),
		cmocka_unit_test(entries_that_lie_are_refused),
		cmocka_unit_test(the_next_entry_begins_at_an_aligned_place),
		cmocka_unit_test(notifications_are_chained_and_read_back),
		cmocka_unit_test(notifications_that_lie_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
