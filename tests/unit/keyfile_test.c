/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/keyfile.h"

#define KEY16	"00112233445566778899aabbccddeeff"
#define GOOD	"sited-key-1:0badcafe:" KEY16 KEY16 "\n"

static int
in_folder(void **state)
{
	char	*dir = strdup("keyfile-XXXXXX");

	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	*state = dir;
	return 0;
}

static int
out_again(void **state)
{
	(void)unlink("key");
	(void)unlink("other");
	assert_int_equal(chdir(".."), 0);
	assert_int_equal(rmdir(*state), 0);	/* nothing else is left */
	free(*state);
	return 0;
}

static void
put(const char *name, const char *text, mode_t mode)
{
	int	 fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	(void)close(fd);
}

static void
a_created_key_is_read_again(void **state)
{
	struct seal_key	 made, found;
	struct stat	 st;
	struct err	 e;

	(void)state;
	assert_int_equal(keyfile_create("key", &made, &e), 0);
	assert_int_equal(stat("key", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, KEYFILE_SIZE);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(keyfile_read("key", &found, &e), 0);
	assert_int_equal(made.id, found.id);
	assert_memory_equal(made.bytes, found.bytes, SEAL_KEY_SIZE);
}

static void
a_key_is_never_overwritten(void **state)
{
	struct seal_key	 made, other, found;
	struct err	 e;

	(void)state;
	assert_int_equal(keyfile_create("key", &made, &e), 0);
	assert_int_equal(keyfile_create("key", &other, &e), -EEXIST);
	assert_string_equal(e.text, "there is a key file key already");
	assert_int_equal(keyfile_read("key", &found, &e), 0);
	assert_memory_equal(made.bytes, found.bytes, SEAL_KEY_SIZE);
}

static void
two_keys_differ(void **state)
{
	struct seal_key	 one, two;
	struct err	 e;

	(void)state;
	assert_int_equal(keyfile_create("key", &one, &e), 0);
	assert_int_equal(keyfile_create("./other", &two, &e), 0);
	assert_memory_not_equal(one.bytes, two.bytes, SEAL_KEY_SIZE);
	assert_int_not_equal(one.id, two.id);
}

static void
a_missing_key_is_told(void **state)
{
	struct seal_key	 k;
	struct err	 e;

	(void)state;
	assert_int_equal(keyfile_read("key", &k, &e), -ENOENT);
	assert_int_equal(keyfile_create("no/such/key", &k, &e), -ENOENT);
}

static void
a_key_that_others_may_read_is_refused(void **state)
{
	static const mode_t	 modes[] = { 0640, 0604, 0660, 0601, 0644 };
	struct seal_key		 k;
	struct err		 e;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(modes); i++) {
		put("key", GOOD, modes[i]);
		assert_int_equal(keyfile_read("key", &k, &e), -EPERM);
		assert_non_null(strstr(e.text, "may be read by others"));
	}
	put("key", GOOD, 0400);		/* as systemd hands it over */
	assert_int_equal(keyfile_read("key", &k, &e), 0);
	assert_int_equal(k.id, 0x0badcafe);
	assert_int_equal(k.bytes[31], 0xff);
}

static void
what_is_no_file_is_refused(void **state)
{
	struct seal_key	 k;
	struct err	 e;

	(void)state;
	put("other", GOOD, 0600);
	assert_int_equal(symlink("other", "key"), 0);
	assert_int_equal(keyfile_read("key", &k, &e), -ELOOP);
	assert_int_equal(keyfile_create("key", &k, &e), -EEXIST);
	assert_int_equal(unlink("key"), 0);
	assert_int_equal(mkfifo("key", 0600), 0);
	assert_int_equal(keyfile_read("key", &k, &e), -EPERM);
}

static void
what_is_no_key_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "\n", GOOD "x", GOOD "\n",
		"sited-key-2:0badcafe:" KEY16 KEY16 "\n",
		"Sited-key-1:0badcafe:" KEY16 KEY16 "\n",
		"sited-key-1:0badcaf:0" KEY16 KEY16 "\n",
		"sited-key-1:0badcafeg" KEY16 KEY16 "\n",
		"sited-key-1:0badcafe:" KEY16 KEY16 " ",
		"sited-key-1:0badcafe:" KEY16 "00112233445566778899aabbccddeefg"
		    "\n",
		"sited-key-1:0badcafg:" KEY16 KEY16 "\n",
	};
	struct seal_key	 k;
	struct err	 e;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		put("key", bad[i], 0600);
		if (keyfile_read("key", &k, &e) != -EBADMSG)
			fail_msg("row %zu", i);
	}
}

static bool
accepts(const uint8_t *p, size_t n)
{
	struct seal_key	 k;

	return keyfile_parse(rd_over(p, n), &k) == 0;
}

static void
no_prefix_is_a_key(void **state)
{
	(void)state;
	no_prefix_is_accepted(accepts, GOOD, KEYFILE_SIZE);
}

#define IN_FOLDER(f)	cmocka_unit_test_setup_teardown(f, in_folder, \
	out_again)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_created_key_is_read_again),
		IN_FOLDER(a_key_is_never_overwritten),
		IN_FOLDER(two_keys_differ),
		IN_FOLDER(a_missing_key_is_told),
		IN_FOLDER(a_key_that_others_may_read_is_refused),
		IN_FOLDER(what_is_no_file_is_refused),
		IN_FOLDER(what_is_no_key_is_refused),
		cmocka_unit_test(no_prefix_is_a_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
