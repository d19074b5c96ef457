/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sited.conf: what is right comes through unchanged by every way that it
 * takes, what is wrong is told with its line, and changes nothing.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <unistd.h>

#include "server/config.h"
#include "server/config_value.h"

static char		path[64];
static struct config	config;
static struct err	why;

static int
load_text(const char *text)
{
	FILE	*f;
	int	 fd, rc;

	(void)strcpy(path, "config-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	f = fdopen(fd, "w");
	assert_non_null(f);
	(void)fputs(text, f);
	(void)fclose(f);
	rc = config_load(path, &config, &why);
	(void)unlink(path);
	return rc;
}

static void
an_empty_file_gives_the_defaults(void **state)
{
	struct config	 d;

	(void)state;
	config_defaults(&d);
	assert_int_equal(load_text(""), 0);
	assert_memory_equal(&config, &d, sizeof(d));
	assert_int_equal(load_text("# nothing\n\n"), 0);
	assert_memory_equal(&config, &d, sizeof(d));
}

/* A default that its own row refuses would be 0 and nobody would know. */
static void
every_default_is_taken_by_its_own_row(void **state)
{
	const struct config_option	*o;
	struct config			 c;
	struct err			 e;
	size_t				 i, n;

	(void)state;
	o = config_options(&n);
	assert_true(n > 40);
	for (i = 0; i < n; i++) {
		if (o[i].kind == OPT_LIST)
			continue;
		if (config_value_set(&o[i], &c, o[i].def, &e) != 0)
			fail_msg("%s", e.text);
	}
	config_defaults(&c);
	assert_int_equal(c.listen.n, 2);
	assert_int_equal(c.unlimited_nets.n, 2);
	assert_int_equal(c.lockout_window, 30 * MINUTE);
	assert_int_equal(c.max_io, MIB);
	assert_int_equal(c.signing, SIGNING_REQUIRED);
	assert_string_equal(c.site, "S01");
}

static void
names_are_sorted_out_and_none_comes_twice(void **state)
{
	const struct config_option	*o;
	size_t				 i, k, n;

	(void)state;
	o = config_options(&n);
	for (i = 0; i < n; i++) {
		assert_true(strlen(o[i].help) > 10);
		for (k = i + 1; k < n; k++)
			assert_string_not_equal(o[i].name, o[k].name);
	}
}

#define FOUR(x)		x "," x "," x "," x ","
#define SEVENTEEN(x)	FOUR(x) FOUR(x) FOUR(x) FOUR(x) x

static const struct {
	const char	*text;
	const char	*line;		/* that the sentence names */
	const char	*says;
} bad[] = {
	{ "nonsense = 1\n", ":1:", "nonsense" },
	{ "replicas = {\"BDC1/5\"}\n", "", "not a duration" },
	{ "replicas = {\"BDC1\", \"bdc1/1m\"}\n", "", "two of the name" },
	{ "replicas = {\"bdc1/1m\"}\nserver_name = \"Bdc1\"\n", "",
	    "BDC1 is the name of this server" },
	{ "replicas = {\"BDC1@10.0.0.2:445\"}\n"
	    "listen = {\"[::]:445\", \"10.0.0.2:445\"}\n", "",
	    "BDC1 is to listen at 10.0.0.2:445, as the site itself" },
	{ "listen = {\"0.0.0.0:4450\"}\n"
	    "replicas = {\"BDC1@10.0.0.2:4450\"}\n", "", "its own" },
	{ "replicas = {\"BDC1@[::1]:4450\", \"BDC2@[::1]:4450\"}\n", "",
	    "BDC2 is to listen at [::1]:4450, as BDC1 does" },
	{ "push = {\"DEMO\\\\SMSInst\", \"DEMO\\SMSInst\"}\n", "",
	    "\"DEMOSMSInst\" is no DOMAIN\\name" },
	{ "\n\nworkers = x\n", ":3:", "\"x\" is not a number" },
	{ "workers = 65\n", ":1:", "not between 0 and 64" },
	{ "workers = -1\n", ":1:", "not between" },
	{ "workers = 99999999999999999999\n", ":1:", "not a number" },
	{ "workers = 1K\n", ":1:", "not a number" },
	{ "workers = \"\"\n", ":1:", "not a number" },
	{ "credits = auto\n", ":1:", "not a number" },
	{ "io_threads = 0\n", ":1:", "not between 1 and 128" },
	{ "oplock_timeout = 35\n", ":1:", "not a duration" },
	{ "oplock_timeout = 9ms\n", ":1:", "between 10ms and 1h" },
	{ "oplock_timeout = 0h\n", ":1:", "between 10ms and 1h" },
	{ "oplock_timeout = 61m\n", ":1:", "between 10ms and 1h" },
	{ "oplock_timeout = 1d\n", ":1:", "between 10ms and 1h" },
	{ "oplock_timeout = 9223372036854775807d\n", ":1:", "between" },
	{ "oplock_timeout = 35S\n", ":1:", "not a duration" },
	{ "oplock_timeout = 35ss\n", ":1:", "not a duration" },
	{ "max_io = 65535\n", ":1:", "between 64K and 8M" },
	{ "max_io = 9M\n", ":1:", "between 64K and 8M" },
	{ "max_io = 17179869184G\n", ":1:", "between 64K and 8M" },
	{ "max_io = 1T\n", ":1:", "not a size" },
	{ "anonymous_ipc = maybe\n", ":1:", "none of: no yes" },
	{ "anonymous_ipc = \"no yes\"\n", ":1:", "none of" },
	{ "anonymous_ipc = \"\"\n", ":1:", "none of" },
	{ "signing = Required\n", ":1:", "none of: enabled required" },
	{ "log_level = warning\n", ":1:", "none of: error warn info debug" },
	{ "site = S1\n", ":1:", "3 to 3" },
	{ "site = S001\n", ":1:", "3 to 3" },
	{ "site = s01\n", ":1:", "capital letters" },
	{ "site = AUX\n", ":1:", "device name" },
	{ "site = \"S 1\"\n", ":1:", "capital letters" },
	{ "domain = \"\"\n", ":1:", "1 to 15" },
	{ "domain = ABCDEFGHIJKLMNOP\n", ":1:", "1 to 15" },
	{ "domain = \"A\\\\B\"\n", ":1:", "domain name" },
	{ "domain = sms\n", ":1:", "upper case" },
	{ "server_name = \"A.B\"\n", ":1:", "computer name" },
	{ "dir = relative\n", ":1:", "begin with /" },
	{ "dir = \"\"\n", ":1:", "1 to" },
	{ "listen = {}\n", "", "listen: is empty" },
	{ "listen = {\"\"}\n", ":1:", "1 to 63" },
	{ "listen = {\"1.2.3.4\"}\n", ":1:", "ADDRESS:PORT" },
	{ "\nlisten = {\"1.2.3.4:445\",\n\"x:1\"}\n", ":3:", "\"x:1\"" },
	{ "unlimited_nets = {" SEVENTEEN("\"10.0.0.0/8\"") "}\n", ":1:",
	  "more than 16" },
	{ "unlimited_nets = {\"10.0.0.0/33\"}\n", ":1:", "ADDRESS/BITS" },
	{ "unlimited_nets = {\"10.0.0.0/8\", \"x\"}\n", ":1:", "\"x\"" },
	{ "site = S02\nsite\n", ":", "end of file" },
	{ "site = \"S02\n", ":", "" },
	{ "site = S02 }\n", ":1:", "" },
	{ "first_byte_timeout = 20s\n", "", "must not fall" },
	{ "logon_timeout = 14s\n", "", "must not fall" },
};

static void
what_is_wrong_is_told_with_its_line_and_changes_nothing(void **state)
{
	struct config	 before;
	size_t		 i;

	(void)state;
	memset(&config, 0x5a, sizeof(config));
	before = config;
	for (i = 0; i < nitems(bad); i++) {
		if (load_text(bad[i].text) == 0)
			fail_msg("taken: %s", bad[i].text);
		if (strncmp(why.text, path, strlen(path)) != 0 ||
		    strstr(why.text, bad[i].line) == NULL ||
		    strstr(why.text, bad[i].says) == NULL)
			fail_msg("%s gives: %s", bad[i].text, why.text);
		assert_memory_equal(&config, &before, sizeof(before));
	}
}

static const struct {
	const char	*text;
	const char	*option;
	const char	*value;		/* as it is shown */
} good[] = {
	{ "workers = auto\n", "workers", "0" },
	{ "workers = 64\n", "workers", "64" },
	{ "oplock_timeout = 10ms\n", "oplock_timeout", "10ms" },
	{ "oplock_timeout = 60m\n", "oplock_timeout", "1h" },
	{ "oplock_timeout = 1500ms\n", "oplock_timeout", "1500ms" },
	{ "lockout_duration = 0s\n", "lockout_duration", "0ms" },
	{ "session_lifetime = 365d\n", "session_lifetime", "365d" },
	{ "max_io = 64K\n", "max_io", "64K" },
	{ "max_io = 8M\n", "max_io", "8M" },
	{ "max_io = 65537\n", "max_io", "65537" },
	{ "slow_rate = 0\n", "slow_rate", "0" },
	{ "box_bytes = 1024G\n", "box_bytes", "1024G" },
	{ "anonymous_ipc = yes\n", "anonymous_ipc", "yes" },
	{ "encryption = off\n", "encryption", "off" },
	{ "cap_encryption = inherit\n", "cap_encryption", "inherit" },
	{ "log_format = sms\n", "log_format", "sms" },
	{ "site = \"A9Z\"\n", "site", "\"A9Z\"" },
	{ "server_name = sitesrv\n", "server_name", "\"sitesrv\"" },
	{ "listen = {\"127.0.0.1:4445\", \"[::1]:4445\"}\n", "listen",
	  "127.0.0.1:4445 [::1]:4445" },
	{ "unlimited_nets = {}\n", "unlimited_nets", "" },
	{ "key_file = /etc/key\n", "key_file", "\"/etc/key\"" },
	{ "workers = 1\nworkers = 2\n", "workers", "2" },
};

static const struct config_option *
option(const char *name)
{
	const struct config_option	*o;
	size_t				 n;

	for (o = config_options(&n); n > 0; o++, n--)
		if (strcmp(o->name, name) == 0)
			return o;
	fail_msg("there is no option %s", name);
	return NULL;
}

static void
what_is_right_is_shown_as_it_would_stand_in_the_file(void **state)
{
	char	 text[2048];
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(good); i++) {
		if (load_text(good[i].text) != 0)
			fail_msg("%s", why.text);
		config_show(option(good[i].option), &config, text,
		    sizeof(text));
		assert_string_equal(text, good[i].value);
	}
}

static void
roles_get_what_the_parent_read(void **state)
{
	static uint8_t	 bytes[65536];
	struct config	 other;
	struct wr	 w;
	struct rd	 r;
	size_t		 i, n;

	(void)state;
	for (i = 0; i < nitems(good); i++) {
		assert_int_equal(load_text(good[i].text), 0);
		config.one_user = i % 2 == 1;
		w = wr_over(bytes, sizeof(bytes));
		config_put(&w, &config);
		assert_true(wr_ok(&w));
		r = wr_written(&w);
		assert_int_equal(config_get(&r, &other), 0);
		assert_memory_equal(&other, &config, sizeof(config));
	}
	for (n = 0; n < w.pos; n++) {
		r = rd_over(bytes, n);
		assert_int_equal(config_get(&r, &other), -EINVAL);
	}
}

/* The sample without its comment signs is a configuration. */
static void
the_sample_says_the_defaults(void **state)
{
	struct config	 d;
	char		*text = NULL, *p;
	size_t		 n;
	FILE		*f = open_memstream(&text, &n);

	(void)state;
	assert_non_null(f);
	config_sample(f);
	(void)fclose(f);
	for (p = text; p != NULL; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (p[0] == '#' && p[1] != ' ')
			p[0] = ' ';
	}
	config_defaults(&d);
	if (load_text(text) != 0)
		fail_msg("%s", why.text);
	assert_memory_equal(&config, &d, sizeof(d));
	free(text);
}

static void
a_file_that_is_not_there_is_told(void **state)
{
	(void)state;
	assert_int_equal(config_load("/nowhere/sited.conf", &config, &why),
	    -ENOENT);
	assert_non_null(strstr(why.text, "/nowhere/sited.conf"));
	assert_true(config_load("/", &config, &why) < 0);
}

static void
a_path_that_does_not_fit_is_refused_and_not_cut(void **state)
{
	char	 text[1024], name[300];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[0] = '/';
	name[CONFIG_DIR_MAX] = '\0';
	(void)snprintf(text, sizeof(text), "dir = \"%s\"\n", name);
	assert_int_equal(load_text(text), 0);
	name[CONFIG_DIR_MAX] = 'a';
	name[CONFIG_DIR_MAX + 1] = '\0';
	(void)snprintf(text, sizeof(text), "dir = \"%s\"\n", name);
	assert_int_equal(load_text(text), -EINVAL);
	assert_non_null(strstr(why.text, "longer than 127"));

	name[0] = 'a';
	name[CONFIG_DIR_MAX + 1] = 'a';
	name[250] = '\0';
	(void)snprintf(text, sizeof(text), "dir = /tmp\nkey_file = \"%s\"\n",
	    name);
	assert_int_equal(load_text(text), 0);
	(void)snprintf(text, sizeof(text), "dir = /tmp12\nkey_file = \"%s\"\n",
	    name);
	assert_int_equal(load_text(text), -EINVAL);
	assert_non_null(strstr(why.text, "key_file"));
}

static void
a_reload_changes_live_options_only(void **state)
{
	struct config	 running, fresh;

	(void)state;
	assert_int_equal(load_text("dir = /very/long/name/of/a/folder\n"
	    "listen = {\"127.0.0.1:4445\", \"127.0.0.1:4446\"}\n"), 0);
	running = config;
	assert_int_equal(load_text("dir = /very/long/name/of/a/folder\n"
	    "listen = {\"127.0.0.1:4445\", \"127.0.0.1:4446\"}\n"
	    "log_level = debug\nlockout_threshold = 9\n"), 0);
	fresh = config;
	assert_int_equal(config_reloadable(&running, &fresh, &why), 0);
	fresh.workers = 3;
	assert_int_equal(config_reloadable(&running, &fresh, &why), -EBUSY);
	assert_non_null(strstr(why.text, "workers"));
	fresh = config;
	(void)strcpy(fresh.listen.item[1], "127.0.0.1:4447");
	assert_int_equal(config_reloadable(&running, &fresh, &why), -EBUSY);
	assert_non_null(strstr(why.text, "listen"));
}

/* What a line said before another one of that name is not remembered. */
static void
only_the_last_word_on_an_option_counts(void **state)
{
	struct config	 running;

	(void)state;
	assert_int_equal(load_text("dir = /short\nlisten = "
	    "{\"127.0.0.1:4445\"}\n"), 0);
	running = config;
	assert_int_equal(load_text("dir = /a/much/longer/name\n"
	    "dir = /short\nlisten = {\"127.0.0.1:1\", \"127.0.0.1:2\"}\n"
	    "listen = {\"127.0.0.1:4445\"}\n"), 0);
	assert_int_equal(config_reloadable(&running, &config, &why), 0);
}

static void
relative_paths_lie_below_dir(void **state)
{
	char	 out[CONFIG_PATH_MAX];

	(void)state;
	assert_int_equal(load_text("dir = /srv/site\n"), 0);
	config_path(&config, "store/master.key", out);
	assert_string_equal(out, "/srv/site/store/master.key");
	config_path(&config, "/run/x", out);
	assert_string_equal(out, "/run/x");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(an_empty_file_gives_the_defaults),
		cmocka_unit_test(every_default_is_taken_by_its_own_row),
		cmocka_unit_test(names_are_sorted_out_and_none_comes_twice),
		cmocka_unit_test(what_is_wrong_is_told_with_its_line_and_changes_nothing),
		cmocka_unit_test(what_is_right_is_shown_as_it_would_stand_in_the_file),
		cmocka_unit_test(roles_get_what_the_parent_read),
		cmocka_unit_test(the_sample_says_the_defaults),
		cmocka_unit_test(a_file_that_is_not_there_is_told),
		cmocka_unit_test(a_path_that_does_not_fit_is_refused_and_not_cut),
		cmocka_unit_test(a_reload_changes_live_options_only),
		cmocka_unit_test(only_the_last_word_on_an_option_counts),
		cmocka_unit_test(relative_paths_lie_below_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
