/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs: what is written is read again, what is cut or odd is refused. */
#include "tests/unit/check.h"

#include <errno.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/pack_file.h"

static int
file_with(const void *data, size_t n)
{
	int	 fd = memfd_create("pack", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, data, n, 0), n);
	return fd;
}

static void
add(struct pack_file *p, const char *path, const char *content)
{
	struct pack_entry	 x = { .size = strlen(content),
				    .changed = { 1234567 } };
	struct err		 e;
	int			 fd = file_with(content, strlen(content));

	(void)strcpy(x.path, path);
	assert_int_equal(EVP_Digest(content, strlen(content), x.sha256, NULL,
	    EVP_sha256(), NULL), 1);
	if (pack_file_add(p, &x, fd, &e) != 0)
		fail_msg("%s", e.text);
	(void)close(fd);
}

/* Two files behind `at' bytes of something else. */
static int
sample(uint64_t at, uint64_t *end)
{
	struct pack_file p;
	struct err	 e;
	int		 fd = file_with("", 0);

	assert_int_equal(pack_file_begin(&p, fd, at, 2, &e), 0);
	add(&p, "hinv/compver.ini", "version");
	add(&p, "hinv/i386/a.exe", "the content of a bundle");
	*end = p.at;
	return fd;
}

/* 0 when all of it was read, and every content is right. */
static int
read_all(int fd, uint64_t at, uint64_t end)
{
	struct pack_file	 p;
	struct pack_entry	 x;
	struct err		 e;
	uint64_t		 content;
	int			 rc, rc2;

	rc = pack_file_open(&p, fd, at, end, &e);
	while (rc == 0 && (rc = pack_file_next(&p, &x, &content, &e)) == 1) {
		rc2 = pack_file_check(&p, &x, content, &e);
		rc = rc2;
	}
	if (rc != 0)
		assert_int_not_equal(e.text[0], 0);
	return rc;
}

static void
what_is_packed_is_read_again(void **state)
{
	struct pack_file	 p;
	struct pack_entry	 x;
	struct err		 e;
	uint64_t		 end, at;
	char			 text[32] = "";
	int			 fd = sample(777, &end);
	int			 to = file_with("", 0);

	(void)state;
	assert_int_equal(pack_file_open(&p, fd, 777, end, &e), 0);
	assert_int_equal(p.left, 2);
	assert_int_equal(pack_file_next(&p, &x, &at, &e), 1);
	assert_string_equal(x.path, "hinv/compver.ini");
	assert_int_equal(x.size, 7);
	assert_int_equal(x.changed.us, 1234567);
	assert_int_equal(pack_file_next(&p, &x, &at, &e), 1);
	assert_int_equal(pack_file_copy(&p, &x, at, to, &e), 0);
	assert_int_equal(pread(to, text, sizeof(text), 0), 23);
	assert_string_equal(text, "the content of a bundle");
	assert_int_equal(pack_file_next(&p, &x, &at, &e), 0);
	(void)close(fd);
	(void)close(to);
}

static void
no_prefix_of_a_pack_is_one(void **state)
{
	uint64_t	 end, n;
	int		 fd = sample(0, &end);

	(void)state;
	assert_int_equal(read_all(fd, 0, end), 0);
	for (n = 0; n < end; n++)
		assert_int_equal(read_all(fd, 0, n), -EINVAL);
	assert_int_equal(pwrite(fd, "x", 1, (off_t)end), 1);
	assert_int_equal(read_all(fd, 0, end + 1), -EINVAL);
	assert_int_equal(read_all(fd, end, 0), -EINVAL);
	assert_int_equal(ftruncate(fd, (off_t)end - 1), 0);
	assert_int_equal(read_all(fd, 0, end), -EINVAL);
	(void)close(fd);
}

/* Each byte of it changed: refused, or a time that means nothing. */
static void
a_changed_byte_is_noticed(void **state)
{
	uint64_t	 end, i;
	uint8_t		 byte;
	int		 fd = sample(0, &end), taken = 0;

	(void)state;
	for (i = 0; i < end; i++) {
		assert_int_equal(pread(fd, &byte, 1, (off_t)i), 1);
		byte ^= 1;
		assert_int_equal(pwrite(fd, &byte, 1, (off_t)i), 1);
		taken += read_all(fd, 0, end) == 0;
		byte ^= 1;
		assert_int_equal(pwrite(fd, &byte, 1, (off_t)i), 1);
	}
	/* Two times of eight bytes, and letters of two paths. */
	assert_true(taken <= 2 * 8 + 16 + 15);
	(void)close(fd);
}

static void
an_odd_entry_is_refused(void **state)
{
	static const char *const	 bad[] = { "", "/etc/passwd", "../x",
	    "a/../b", "a//b", "a/", "a\\b", "a:b", "nul", "a/b\n", "\xff" };
	struct pack_entry		 x = { .size = 1 }, y;
	uint8_t				 mem[PACK_ENTRY_MAX];
	struct wr			 w;
	struct rd			 r;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		(void)strcpy(x.path, bad[i]);
		w = wr_over(mem, sizeof(mem));
		pack_entry_put(&w, &x);
		r = wr_written(&w);
		if (pack_entry_get(&r, &y))
			fail_msg("row %zu", i);
	}
	(void)strcpy(x.path, "a/b");
	x.size = UINT64_MAX;
	w = wr_over(mem, sizeof(mem));
	pack_entry_put(&w, &x);
	r = wr_written(&w);
	assert_false(pack_entry_get(&r, &y));
}

static void
a_head_with_too_many_files_or_of_another_version_is_refused(void **state)
{
	uint8_t		 mem[PACK_HEAD_SIZE];
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct rd	 r;
	uint32_t	 n;

	(void)state;
	pack_head_put(&w, PACK_FILES_MAX);
	r = rd_over(mem, sizeof(mem));
	assert_true(pack_head_get(&r, &n));
	assert_int_equal(n, PACK_FILES_MAX);
	mem[8] = 2;
	r = rd_over(mem, sizeof(mem));
	assert_false(pack_head_get(&r, &n));
	w = wr_over(mem, sizeof(mem));
	pack_head_put(&w, PACK_FILES_MAX + 1);
	r = rd_over(mem, sizeof(mem));
	assert_false(pack_head_get(&r, &n));
}

static void
a_tail_says_where_the_pack_begins(void **state)
{
	uint8_t		 mem[PACK_TAIL_SIZE];
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct rd	 r;
	uint64_t	 begin;
	size_t		 n;

	(void)state;
	pack_tail_put(&w, 1ULL << 40);
	r = rd_over(mem, sizeof(mem));
	assert_true(pack_tail_get(&r, &begin));
	assert_true(begin == 1ULL << 40);
	for (n = 0; n < sizeof(mem); n++) {
		r = rd_over(mem, n);
		assert_false(pack_tail_get(&r, &begin));
	}
	mem[0] ^= 1;
	r = rd_over(mem, sizeof(mem));
	assert_false(pack_tail_get(&r, &begin));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_is_packed_is_read_again),
		cmocka_unit_test(no_prefix_of_a_pack_is_one),
		cmocka_unit_test(a_changed_byte_is_noticed),
		cmocka_unit_test(an_odd_entry_is_refused),
		cmocka_unit_test(
		    a_head_with_too_many_files_or_of_another_version_is_refused),
		cmocka_unit_test(a_tail_says_where_the_pack_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
