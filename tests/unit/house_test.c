/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parent opens before the first role lives: folders, key, sockets;
 * and that a second sited changes nothing of the first.
 */
#include "tests/unit/check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "server/house.h"
#include "store/keyfile.h"

static char		 dir[128];
static struct config	 config;
static struct house	 house;
static struct err	 why;

/* A port that was free a moment ago. */
static int
free_port(void)
{
	struct sockaddr_in	 in = { .sin_family = AF_INET,
				    .sin_addr.s_addr =
				    htonl(INADDR_LOOPBACK) };
	socklen_t		 n = sizeof(in);
	int			 fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &n), 0);
	(void)close(fd);
	return ntohs(in.sin_port);
}

/* --- a host without IPv6 --- */

static bool	has_no_ipv6;

int	__real_socket(int, int, int);
int	__wrap_socket(int, int, int);

int
__wrap_socket(int domain, int type, int protocol)
{
	if (domain == AF_INET6 && has_no_ipv6) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	return __real_socket(domain, type, protocol);
}

static int
set_up(void **state)
{
	(void)state;
	has_no_ipv6 = false;
	log_set(LVL_ERROR, LOG_PLAIN);
	/* Short: the name of a socket has 107 bytes. */
	(void)strcpy(dir, "/tmp/sited-house-XXXXXX");
	assert_non_null(mkdtemp(dir));
	config_defaults(&config);
	config.one_user = true;
	(void)snprintf(config.dir, sizeof(config.dir), "%s/site", dir);
	(void)strcpy(config.control_socket, "sock");
	config.listen.n = 1;
	(void)snprintf(config.listen.item[0], CONFIG_ITEM_MAX,
	    "127.0.0.1:%d", free_port());
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int what, struct FTW *f)
{
	(void)st;
	(void)what;
	(void)f;
	return remove(path);
}

static int
tear_down(void **state)
{
	(void)state;
	house_close(&house);
	house = (struct house){ .control = -1, .key = -1 };
	(void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}

static mode_t
mode_of(const char *path)
{
	char		 full[300];
	struct stat	 st;

	(void)snprintf(full, sizeof(full), "%s/site/%s", dir, path);
	if (stat(full, &st) == -1)
		fail_msg("%s: %s", path, strerror(errno));
	return st.st_mode & 07777;
}

static void
write_file(const char *path)
{
	char	 full[300];
	int	 fd;

	(void)snprintf(full, sizeof(full), "%s/site/%s", dir, path);
	fd = open(full, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	(void)close(fd);
}

static bool
is_there(const char *path)
{
	char		 full[300];
	struct stat	 st;

	(void)snprintf(full, sizeof(full), "%s/site/%s", dir, path);
	return lstat(full, &st) == 0;
}

static void
a_first_start_makes_folders_a_key_and_sockets(void **state)
{
	char		 text[KEYFILE_SIZE + 1];
	struct seal_key	 key;

	(void)state;
	if (house_open(&house, &config, NULL, &why) != 0)
		fail_msg("%s", why.text);
	assert_int_equal(mode_of("store"), 0700);
	assert_int_equal(mode_of("cap"), 02750);
	assert_int_equal(mode_of("cap/sets"), 02750);
	assert_int_equal(mode_of("cap/up"), 02770);
	assert_int_equal(mode_of("store/master.key"), 0600);
	assert_int_equal(pread(house.key, text, sizeof(text), 0),
	    KEYFILE_SIZE);
	assert_int_equal(keyfile_parse(rd_over(text, KEYFILE_SIZE), &key), 0);
	assert_int_equal(house.nlisten, 1);
	assert_true(house.control >= 0);
	house_close(&house);
	assert_false(is_there("sock"));
	assert_int_equal(house_open(&house, &config, NULL, &why), 0);
}

static void
modes_that_were_changed_are_set_right(void **state)
{
	char	 full[300];

	(void)state;
	assert_int_equal(house_open(&house, &config, NULL, &why), 0);
	house_close(&house);
	(void)snprintf(full, sizeof(full), "%s/store", config.dir);
	assert_int_equal(chmod(full, 0777), 0);
	assert_int_equal(house_open(&house, &config, NULL, &why), 0);
	assert_int_equal(mode_of("store"), 0700);
}

static void
a_folder_that_is_a_link_is_refused(void **state)
{
	char	 full[300];

	(void)state;
	assert_int_equal(mkdir(config.dir, 0755), 0);
	(void)snprintf(full, sizeof(full), "%s/store", config.dir);
	assert_int_equal(symlink("/etc", full), 0);
	assert_true(house_open(&house, &config, NULL, &why) < 0);
	assert_non_null(strstr(why.text, "store"));
}

/* A new key would make all that is sealed unreadable, without a word. */
static void
a_store_without_its_key_gets_no_new_one(void **state)
{
	char	 full[300];

	(void)state;
	assert_int_equal(house_open(&house, &config, NULL, &why), 0);
	house_close(&house);
	write_file("store/site.db");
	(void)snprintf(full, sizeof(full), "%s/store/master.key", config.dir);
	assert_int_equal(unlink(full), 0);
	assert_int_equal(house_open(&house, &config, NULL, &why), -ENOKEY);
	assert_non_null(strstr(why.text, "master.key"));
	assert_false(is_there("store/master.key"));
}

static void
a_credential_comes_before_the_key_file(void **state)
{
	char		 path[200], text[KEYFILE_SIZE + 1];
	struct seal_key	 mine, got;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/credential", dir);
	assert_int_equal(keyfile_create(path, &mine, &why), 0);
	assert_int_equal(house_open(&house, &config, path, &why), 0);
	assert_false(is_there("store/master.key"));
	assert_int_equal(pread(house.key, text, sizeof(text), 0),
	    KEYFILE_SIZE);
	assert_int_equal(keyfile_parse(rd_over(text, KEYFILE_SIZE), &got), 0);
	assert_memory_equal(got.bytes, mine.bytes, sizeof(got.bytes));
}

static int
knock(void)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	int			 fd = socket(AF_UNIX, SOCK_STREAM, 0), rc;

	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%.90s/sock",
	    config.dir);
	rc = connect(fd, (struct sockaddr *)&sun, sizeof(sun));
	(void)close(fd);
	return rc;
}

static void
a_second_sited_fails_and_leaves_the_first_alone(void **state)
{
	struct house	 second;

	(void)state;
	assert_int_equal(house_open(&house, &config, NULL, &why), 0);
	assert_int_equal(house_open(&second, &config, NULL, &why),
	    -EADDRINUSE);
	house_close(&second);
	assert_int_equal(knock(), 0);
	/* Another port, the same socket. */
	(void)snprintf(config.listen.item[0], CONFIG_ITEM_MAX,
	    "127.0.0.1:%d", free_port());
	assert_int_equal(house_open(&second, &config, NULL, &why),
	    -EADDRINUSE);
	assert_non_null(strstr(why.text, "another sited"));
	house_close(&second);
	assert_int_equal(knock(), 0);
}

static void
listen_on(size_t i, const char *host)
{
	(void)snprintf(config.listen.item[i], CONFIG_ITEM_MAX, "%s:%d", host,
	    free_port());
	config.listen.n = i + 1;
}

/* The default is [::]:445 beside 0.0.0.0:445. */
static void
without_ipv6_the_rest_is_served(void **state)
{
	(void)state;
	has_no_ipv6 = true;
	listen_on(1, "[::]");
	assert_int_equal(house_open(&house, &config, NULL, &why), 0);
	assert_int_equal(house.nlisten, 1);
}

static void
an_ipv6_address_of_its_own_is_not_left_out(void **state)
{
	(void)state;
	has_no_ipv6 = true;
	listen_on(1, "[::1]");
	assert_int_equal(house_open(&house, &config, NULL, &why),
	    -EAFNOSUPPORT);
	assert_non_null(strstr(why.text, "no IPv6"));
	house_close(&house);
	listen_on(0, "[::]");
	assert_int_equal(house_open(&house, &config, NULL, &why),
	    -EAFNOSUPPORT);
	assert_non_null(strstr(why.text, "no address is left"));
}

static void
two_roles_are_never_one_user(void **state)
{
	static const char *const	 users[][3] = {
		{ "64501", "64502", "64502" },
		{ "64501", "64501", "64503" },
		{ "64503", "64502", "64503" },
	};
	size_t				 i;

	(void)state;
	if (geteuid() != 0)
		skip();
	config.one_user = false;
	(void)strcpy(config.group, "64500");
	(void)strcpy(config.operators, "64500");
	(void)strcpy(config.viewers, "64500");
	for (i = 0; i < nitems(users); i++) {
		(void)strcpy(config.user_director, users[i][0]);
		(void)strcpy(config.user_keeper, users[i][1]);
		(void)strcpy(config.user_worker, users[i][2]);
		assert_int_equal(house_open(&house, &config, NULL, &why),
		    -EINVAL);
		assert_non_null(strstr(why.text, "are the same user"));
		house_close(&house);
	}
	assert_int_equal(access(config.dir, F_OK), -1);
}

static void
a_busy_port_changes_nothing_on_the_disk(void **state)
{
	struct house	 second;

	(void)state;
	assert_int_equal(house_open(&house, &config, NULL, &why), 0);
	(void)snprintf(config.dir, sizeof(config.dir), "%s/other", dir);
	assert_int_equal(house_open(&second, &config, NULL, &why),
	    -EADDRINUSE);
	house_close(&second);
	assert_int_equal(access(config.dir, F_OK), -1);
}

static void
the_socket_of_a_dead_sited_is_taken_over(void **state)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	int			 fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(mkdir(config.dir, 0755), 0);
	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%.90s/sock",
	    config.dir);
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	(void)close(fd);
	assert_int_equal(house_open(&house, &config, NULL, &why), 0);
	assert_int_equal(knock(), 0);
}

/* A wrong line in sited.conf must not cost a file. */
static void
what_is_no_socket_is_never_removed(void **state)
{
	(void)state;
	assert_int_equal(mkdir(config.dir, 0755), 0);
	write_file("sock");
	assert_int_equal(house_open(&house, &config, NULL, &why), -EEXIST);
	house_close(&house);
	house = (struct house){ .control = -1, .key = -1 };
	assert_true(is_there("sock"));
}

static void
the_name_of_a_socket_has_room(void **state)
{
	(void)state;
	memset(config.control_socket, 'a', 120);
	config.control_socket[120] = '\0';
	assert_int_equal(house_open(&house, &config, NULL, &why),
	    -ENAMETOOLONG);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(a_first_start_makes_folders_a_key_and_sockets),
		T(modes_that_were_changed_are_set_right),
		T(a_folder_that_is_a_link_is_refused),
		T(a_store_without_its_key_gets_no_new_one),
		T(a_credential_comes_before_the_key_file),
		T(a_second_sited_fails_and_leaves_the_first_alone),
		T(without_ipv6_the_rest_is_served),
		T(an_ipv6_address_of_its_own_is_not_left_out),
		T(two_roles_are_never_one_user),
		T(a_busy_port_changes_nothing_on_the_disk),
		T(the_socket_of_a_dead_sited_is_taken_over),
		T(what_is_no_socket_is_never_removed),
		T(the_name_of_a_socket_has_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
