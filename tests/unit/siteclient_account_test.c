/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The software installation account: who the domain sees asking, what is given
 * for a run and taken back after it, also by who comes after an agent that was
 * killed; against our own SMB server with a made-up domain, a primary and a
 * backup.
 */
#include "tests/unit/check.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "contrib/siteclient/account_mgr.h"
#include "contrib/siteclient/domain.h"
#include "contrib/siteclient/folder.h"
#include "contrib/siteclient/machine.h"
#include "tests/unit/controller_double.h"

#define PASSWORD	"Pass-Word1"
#define ADMINISTRATORS	544

static struct controller primary, backup;
static char		dir[64];
static struct config	config;
static struct agent	agent;

static int
start(void **state)
{
	(void)state;
	controller_begin(&primary, false);
	controller_begin(&backup, true);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	controller_end(&primary);
	controller_end(&backup);
	return 0;
}

static void
set(const char *name, const char *value)
{
	char		 text[256];
	struct err	 e;

	(void)snprintf(text, sizeof(text), "%s=%s", name, value);
	assert_int_equal(config_set(&config, text, &e), 0);
}

static void
set_host(const char *name, const struct controller *c)
{
	char	 text[64];

	(void)snprintf(text, sizeof(text), "%s=%s", name, c->host);
	set("host", text);
}

static void
write_password(const char *password, mode_t mode)
{
	char	 path[128];
	int	 fd;

	(void)snprintf(path, sizeof(path), "%s/password", dir);
	(void)unlink(path);
	fd = open(path, O_CREAT | O_WRONLY, mode);
	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, password, strlen(password)),
	    strlen(password));
	assert_int_equal(write(fd, "\n", 1), 1);
	(void)close(fd);
}

static int
up(void **state)
{
	struct err	 e;
	char		 path[128];

	(void)state;
	(void)strcpy(dir, "/tmp/siteclient-account.XXXXXX");
	assert_non_null(mkdtemp(dir));
	memset(&agent, 0, sizeof(agent));
	assert_int_equal(folder_open(dir, &agent.folder, &e), 0);
	agent.logs.folder = openat(agent.folder, "logs", O_RDONLY |
	    O_DIRECTORY);
	assert_int_equal(config_init(&config, &e), 0);
	agent.config = &config;
	(void)strcpy(agent.identity.name, "PC1");
	(void)strcpy(agent.identity.site, "S01");
	set_host("SITE01", &primary);
	set_host("BDC1", &backup);
	set("install_account", "SMSSITE\\user");
	(void)snprintf(path, sizeof(path), "%s/password", dir);
	set("install_password", path);
	set("dcs", "SITE01");
	set("dcs", "BDC1");
	write_password(PASSWORD, 0600);
	return 0;
}

static int
down(void **state)
{
	char	 command[128];

	(void)state;
	state_free(&agent.state);
	config_free(&config);
	(void)close(agent.logs.folder);
	(void)close(agent.folder);
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static struct machine
local(void)
{
	struct machine	 m;
	struct err	 e;

	assert_int_equal(machine_load(agent.folder, &m, &e), 0);
	return m;
}

static bool
logged(const char *what)
{
	struct buf	 b;
	bool		 found;

	buf_init(&b, 2 << 20);
	assert_int_equal(folder_read(agent.folder, "logs/Smsapm32.log",
	    1 << 20, &b), 0);
	found = b.data != NULL && memmem(b.data, b.len, what, strlen(what)) !=
	    NULL;
	buf_free(&b);
	return found;
}

/* On the PDC, in BUILTIN\Administrators? */
static bool
is_administrator(void)
{
	const struct domain_how	 how = { .server = "SITE01",
				    .to = primary.at, .user = "user",
				    .domain = "SMSSITE",
				    .password = PASSWORD,
				    .workstation = "PC1",
				    .timeout_ms = 5000 };
	struct domain_facts	 f;
	struct domain_rids	 r;
	struct domain		*d;
	struct sid		 sid;

	assert_int_equal(domain_open(&how, &d), 0);
	assert_int_equal(domain_facts(d, &f), 0);
	assert_true(sid_join(&f.sid, 1000, &sid));
	assert_int_equal(domain_aliases_of(d, DOMAIN_BUILTIN, &sid, 1, &r), 0);
	domain_close(&d);
	return domain_has_rid(&r, ADMINISTRATORS);
}

/* --- */

static void
on_a_workstation_it_is_given_here_and_taken_back(void **state)
{
	struct machine	 m;

	(void)state;
	assert_true(account_mgr_is_set(&agent));
	assert_int_equal(account_mgr_begin(&agent), 0);
	m = local();
	assert_string_equal(m.administrator, "SMSSITE\\user");
	assert_string_equal(m.given, "SMSSITE\\user");
	assert_string_equal(m.given_at, "");
	assert_int_equal(strlen(m.token), 14);
	assert_true(logged("Switching from SMSCliToknAcct& to SMSSITE\\user"));
	assert_true(logged("Granting Local admin rights to user "
	    "'SMSSITE\\user'"));
	account_mgr_end(&agent);
	assert_string_equal(local().administrator, "");
	assert_string_equal(local().given, "");
	assert_string_equal(local().token, m.token);
	assert_true(logged("Reverting to SMSCliToknAcct&"));
	assert_false(is_administrator());
}

static void
who_comes_after_a_killed_agent_takes_back(void **state)
{
	(void)state;
	assert_int_equal(account_mgr_begin(&agent), 0);
	agent.refusal.error = 0;	/* all that it knew is gone */
	account_mgr_end(&agent);
	assert_string_equal(local().given, "");
	account_mgr_end(&agent);	/* there is no more */
	assert_int_equal(account_mgr_begin(&agent), 0);
	assert_int_equal(account_mgr_begin(&agent), 0);
	assert_string_equal(local().given, "SMSSITE\\user");
	account_mgr_end(&agent);
}

static void
on_a_controller_it_is_given_on_the_pdc(void **state)
{
	char	 path[128];

	(void)state;
	set("dc", "BDC1");
	set("dc_account", "SMSSITE\\user");
	(void)snprintf(path, sizeof(path), "%s/password", dir);
	set("dc_password", path);
	assert_false(is_administrator());
	assert_int_equal(account_mgr_begin(&agent), 0);
	assert_string_equal(local().given_at, "SITE01");
	assert_string_equal(local().administrator, "");
	assert_true(is_administrator());
	account_mgr_end(&agent);
	assert_false(is_administrator());
	assert_string_equal(local().given, "");
}

static void
what_the_pdc_does_not_take_back_now_is_taken_back_later(void **state)
{
	char		 path[128];
	struct machine	 m;
	struct err	 e;

	(void)state;
	set("dc", "BDC1");
	set("dc_account", "SMSSITE\\user");
	(void)snprintf(path, sizeof(path), "%s/password", dir);
	set("dc_password", path);
	assert_int_equal(account_mgr_begin(&agent), 0);
	m = local();
	(void)strcpy(m.given_at, "GONE");
	set("host", "GONE=127.0.0.1:1");
	assert_int_equal(machine_save(agent.folder, &m, &e), 0);
	account_mgr_end(&agent);
	assert_true(is_administrator());
	assert_string_equal(local().given, "SMSSITE\\user");
	assert_true(logged("NetLocalGroupDelMembers error for user "
	    "SMSSITE\\user (1722)"));
	(void)strcpy(m.given_at, "SITE01");
	assert_int_equal(machine_save(agent.folder, &m, &e), 0);
	account_mgr_end(&agent);
	assert_false(is_administrator());
}

static void
a_refused_account_is_not_shown_again_with_that_password(void **state)
{
	(void)state;
	write_password("wrong", 0600);
	assert_int_equal(account_mgr_begin(&agent), 1326);
	assert_false(logged("was refused"));
	assert_int_equal(account_mgr_begin(&agent), 1326);
	assert_true(logged("SMSSITE\\user was refused (1326)"));
	assert_string_equal(local().given, "");
	write_password(PASSWORD, 0600);
	assert_int_equal(account_mgr_begin(&agent), 0);
	account_mgr_end(&agent);
}

static void
without_its_data_nothing_is_asked(void **state)
{
	(void)state;
	write_password(PASSWORD, 0644);
	assert_int_equal(account_mgr_begin(&agent), 1315);
	assert_true(logged("ERROR: Could not get APM run account data for "
	    "site 'S01'"));
	write_password(PASSWORD, 0600);
	set("install_account", "user");	/* local: Q307434's note */
	assert_int_equal(account_mgr_begin(&agent), 1315);
	set("install_account", "SMSSITE\\SMSCliToknAcct&");
	assert_int_equal(account_mgr_begin(&agent), 1315);
	assert_false(logged("NetGetAnyDCName"));
}

static void
a_user_that_is_not_there_is_told_as_2221(void **state)
{
	(void)state;
	set("install_account", "SMSSITE\\nobody");
	assert_int_not_equal(account_mgr_begin(&agent), 0);
	assert_string_equal(local().given, "");
}

/* Q307434: the second controller is asked as the machine's own account. */
static void
the_old_way_shows_its_own_account_to_the_second_controller(void **state)
{
	struct account	*a = state_add_account(&agent.state);

	(void)state;
	assert_non_null(a);
	(void)strcpy(a->name, "user");
	(void)strcpy(a->domain, "SMSSITE");
	(void)strcpy(a->password, PASSWORD);
	set("behaviour", "sp3");
	assert_int_equal(account_mgr_begin(&agent), 0);
	assert_true(logged("NetGetAnyDCName as SMSSITE\\user: SITE01 (0)"));
	assert_true(logged("NetUserGetLocalGroups as PC1\\SMSCliToknAcct& at "
	    "BDC1: 1326"));
	assert_true(logged("WARNING: Could not ascertain rights for user"));
	account_mgr_end(&agent);
}

static void
nobody_there_is_2453_and_nothing_is_given(void **state)
{
	(void)state;
	set("host", "DOWN=127.0.0.1:1");
	while (config.dcs.n > 0)
		free(config.dcs.s[--config.dcs.n]);
	assert_int_equal(account_mgr_begin(&agent), 2453);	/* no CAP */
	set("dcs", "DOWN");
	assert_int_equal(account_mgr_begin(&agent), 1722);
	assert_string_equal(local().given, "");
	assert_string_equal(account_mgr_text(1317),
	    "The specified user does not exist");
}

/* --- local.ini --- */

static const char	good[] =
    "[Local Accounts]\r\n     SMSCliToknAcct&=41622d31\r\n"
    "     Administrators=SMSSITE\\user\r\n     Given=SMSSITE\\user\r\n"
    "     Given At=SITE01\r\n[IDENT]\r\n     TYPE=Local Accounts\r\n";

static void
its_file_is_read_as_it_was_written(void **state)
{
	struct machine	 m;
	struct buf	 b;
	struct err	 e;

	(void)state;
	assert_int_equal(machine_parse(good, strlen(good), &m, &e), 0);
	assert_string_equal(m.token, "Ab-1");
	assert_string_equal(m.given_at, "SITE01");
	buf_init(&b, 4096);
	machine_put(&b, &m);
	assert_int_equal(b.len, strlen(good));
	assert_memory_equal(b.data, good, b.len);
	buf_free(&b);
}

#define LOCAL(token, administrators, at, type)				\
	("[Local Accounts]\r\nSMSCliToknAcct&=" token "\r\nAdministrators=" \
	administrators "\r\nGiven=\r\nGiven At=" at "\r\n[IDENT]\r\nTYPE=" \
	type "\r\n")

static void
a_damaged_file_is_refused_and_gives_nothing(void **state)
{
	static const char	*const bad[] = {
		"", "[Local Accounts]\r\n",
		LOCAL("4", "", "", "Local Accounts"),
		LOCAL("004141", "", "", "Local Accounts"),
		LOCAL("", "user", "", "Local Accounts"),
		LOCAL("", "", "a b/c", "Local Accounts"),
		LOCAL("", "", "", "Other"),
	};
	struct machine		 m;
	struct err		 e;
	size_t			 i;

	(void)state;
	assert_int_equal(machine_parse(LOCAL("", "", "", "Local Accounts"),
	    strlen(LOCAL("", "", "", "Local Accounts")), &m, &e), 0);
	for (i = 0; i < nitems(bad); i++)
		assert_int_not_equal(machine_parse(bad[i], strlen(bad[i]), &m,
		    &e), 0);
	for (i = 0; i < strlen(good) - 2; i++)	/* the last line's end */
		assert_int_not_equal(machine_parse(good, i, &m, &e), 0);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, up, down)
	const struct CMUnitTest	 tests[] = {
		T(on_a_workstation_it_is_given_here_and_taken_back),
		T(who_comes_after_a_killed_agent_takes_back),
		T(on_a_controller_it_is_given_on_the_pdc),
		T(what_the_pdc_does_not_take_back_now_is_taken_back_later),
		T(a_refused_account_is_not_shown_again_with_that_password),
		T(without_its_data_nothing_is_asked),
		T(a_user_that_is_not_there_is_told_as_2221),
		T(the_old_way_shows_its_own_account_to_the_second_controller),
		T(nobody_there_is_2453_and_nothing_is_given),
		cmocka_unit_test(its_file_is_read_as_it_was_written),
		cmocka_unit_test(a_damaged_file_is_refused_and_gives_nothing),
	};

	return cmocka_run_group_tests(tests, start, end);
}
