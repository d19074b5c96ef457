/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What operators bring: a component is offered when it is whole and higher,
 * a mirrored folder follows its master, and what clients are shown is made
 * again from the masters when it is damaged (Q307434, Q270912, Q287990).
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/sms/advert.h"
#include "protocol/sms/compcfg.h"
#include "server/director/cap/blobs.h"
#include "server/director/cap/set.h"
#include "server/director/cap/stock.h"
#include "tests/unit/director_double.h"

#define APM	"site/inboxes/clicomp.src/smsapm32"
#define HINV	"site/inboxes/clicomp.src/hinv"

/* --- bringing --- */

static void
folder(const char *path)
{
	char	 full[256];

	(void)snprintf(full, sizeof(full), "%s/%s", site_dir, path);
	if (mkdir(full, 0770) == -1)
		assert_int_equal(errno, EEXIST);
}

static void
bring(const char *path, const char *text)
{
	spit(path, text, strlen(text));
}

static void
version(const char *component, const char *version)
{
	char	 text[256], path[256];

	(void)snprintf(text, sizeof(text), "[ComponentVersion]\r\nVersion=%s"
	    "\r\n[IDENT]\r\nTYPE=Compver\r\n", version);
	(void)snprintf(path, sizeof(path), "%s/compver.ini", component);
	bring(path, text);
}

static void
bring_apm(const char *content, const char *number)
{
	folder(APM);
	folder(APM "/i386");
	bring(APM "/i386/apasetup.exe", content);
	version(APM, number);
}

static void
take_away(const char *path)
{
	char	 full[256];

	(void)snprintf(full, sizeof(full), "%s/%s", site_dir, path);
	if (remove(full) == -1)
		fail_msg("%s: %s", full, strerror(errno));
}

static int
set_up(void **state)
{
	if (director_up(state) != 0)
		return -1;
	director_env.config.masters_interval = 100;
	director_env.config.masters_settle = 0;
	if (import_sample() != 0)
		fail_msg("%s", outcome.text);
	director_ops.reconfigured(&director_env);
	return 0;
}

/* --- looking --- */

static bool	looked;

static void
note_look(void *arg, const struct err *failed, const struct catalogue *after)
{
	(void)arg;
	(void)after;
	if (failed != NULL)
		fail_msg("%s", failed->text);
	looked = true;
}

static void
look(enum survey_mode mode)
{
	struct err	 e;

	looked = false;
	assert_int_equal(stock_look(the_director(), mode, note_look, NULL,
	    &e), 0);
	until(looked);
}

static char *
shown(const char *path)
{
	char	 full[256];

	(void)snprintf(full, sizeof(full), "cap/sets/%llu/cap/%s",
	    (unsigned long long)publication().serial, path);
	return slurp(full, NULL);
}

static bool
shows(const char *path, const char *text)
{
	char	*s = shown(path);
	bool	 same = s != NULL && strcmp(s, text) == 0;

	free(s);
	return same;
}

static bool
is_shown(const char *path)
{
	char	*s = shown(path);

	free(s);
	return s != NULL;
}

static struct offer_entry
offered(const char *directory)
{
	static struct arena	 a;
	char			*s = shown("clicomp.box/CLINTX86.OFR");
	struct syntax_err	 e;
	struct offer		 o;
	struct offer_entry	 none = { .name = NULL };
	size_t			 i;

	arena_free(&a);
	arena_init(&a, 1 << 20);
	assert_non_null(s);
	assert_int_equal(offer_parse(s, strlen(s), &a, &o, &e), 0);
	free(s);
	for (i = 0; i < o.n; i++)
		if (strcmp(o.entry[i].directory, directory) == 0)
			return o.entry[i];
	return none;
}

/* The last field of the version that is offered; -1: it is not. */
static int
revision(const char *directory)
{
	struct offer_entry	 e = offered(directory);

	return e.name == NULL ? -1 : e.version.field[3];
}

static const char *
problem(const char *bundle)
{
	struct stock_problem	 p;
	size_t			 i;

	for (i = 0; stock_problem(the_director(), i, &p); i++)
		if (strcmp(p.bundle, bundle) == 0)
			return p.text;
	return "";
}

static bool
has_problem(const char *bundle, const char *words)
{
	return strstr(problem(bundle), words) != NULL;
}

/* Nobody is told of what a test breaks on purpose. */
static void
quietly(void)
{
	log_to(-1);
}

/* --- a component --- */

static void
a_component_copied_by_hand_is_offered(void **state)
{
	struct syntax_err	 e;
	struct compcfg		 cfg;
	struct arena		 a;
	char			*s;

	(void)state;
	assert_int_equal(revision("smsapm32"), -1);
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	assert_true(shows("clicomp.box/smsapm32/i386/apasetup.exe",
	    "bundle 1"));
	s = shown("clicomp.box/smsapm32/compver.ini");
	assert_int_equal(strlen(s), COMPVER_SIZE);
	free(s);
	s = shown("clicomp.box/smsapm32.CFG");
	assert_non_null(s);
	arena_init(&a, 1 << 20);
	assert_int_equal(compcfg_parse(s, strlen(s), &a, &cfg, &e), 0);
	assert_string_equal(cfg.own.value[1].text, "2.00.1493.3192");
	arena_free(&a);
	free(s);
	assert_false(is_shown("clicomp.box/hinv.CFG"));
}

static void
a_higher_version_takes_its_place_and_the_old_set_stays_readable(void **state)
{
	char		 path[128], text[16] = "";
	uint32_t	 first, second;
	uint64_t	 serial;
	int		 fd;

	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	assert_true(publisher_copy_list(the_director(), &first));
	serial = publication().serial;
	(void)snprintf(path, sizeof(path), "%s/cap/sets/%llu/cap/clicomp.box/"
	    "smsapm32/i386/apasetup.exe", site_dir,
	    (unsigned long long)serial);
	fd = open(path, O_RDONLY);
	bring_apm("bundle 2", "2.00.1493.3200");
	until(revision("smsapm32") == 3200);
	assert_true(shows("clicomp.box/smsapm32/i386/apasetup.exe",
	    "bundle 2"));
	assert_int_equal(read(fd, text, sizeof(text)), 8);
	assert_string_equal(text, "bundle 1");
	(void)close(fd);
	assert_true(publisher_copy_list(the_director(), &second));
	assert_int_not_equal(first, second);
	director_stop();
	director_start();
	assert_true(publisher_copy_list(the_director(), &first));
	assert_int_equal(first, second);
}

static void
the_same_files_under_two_names_share_their_content(void **state)
{
	struct stat	 st;
	char		 path[128];

	(void)state;
	folder(APM);
	folder(APM "/i386");
	bring(APM "/i386/two.exe", "bundle");
	bring_apm("bundle", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	(void)snprintf(path, sizeof(path), "%s/cap/sets/%llu/cap/clicomp.box/"
	    "smsapm32/i386/two.exe", site_dir,
	    (unsigned long long)publication().serial);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_nlink, 3);
	assert_int_equal(count_files("cap/blobs"), 1);
}

static void
what_is_not_whole_is_never_offered(void **state)
{
	(void)state;
	quietly();
	folder(APM);
	folder(APM "/i386");
	bring(APM "/i386/apasetup.exe", "bundle");
	until(has_problem("clicomp.src/smsapm32", "no compver.ini"));
	bring(APM "/compver.ini", "");
	until(has_problem("clicomp.src/smsapm32", "compver.ini:"));
	bring(APM "/i386/apasetup.exe", "");
	version(APM, "2.00.1493.3192");
	until(has_problem("clicomp.src/smsapm32", "is empty"));
	take_away(APM "/i386/apasetup.exe");
	until(has_problem("clicomp.src/smsapm32", "no file"));
	bring(APM "/i386/apasetup.exe", "bundle");
	bring(APM "/compver.ini", "[ComponentVersion]\nVersion=2.00.1.2\n"
	    "[Files]\ni386\\apasetup.exe=7\n[IDENT]\nTYPE=Compver\n");
	until(has_problem("clicomp.src/smsapm32", "is not the file"));
	bring(APM "/compver.ini", "[ComponentVersion]\nVersion=2.00.1.2\n"
	    "[Files]\ni386\\apasetup.exe=6, 00000000000000000000000000000000"
	    "00000000000000000000000000000000\n[IDENT]\nTYPE=Compver\n");
	look(SURVEY_NOW);
	assert_true(has_problem("clicomp.src/smsapm32", "is not the file"));
	bring(APM "/compver.ini", "[ComponentVersion]\nVersion=2.00.1.2\n"
	    "[Files]\ni386\\other.exe=7\n[IDENT]\nTYPE=Compver\n");
	until(has_problem("clicomp.src/smsapm32", "is missing"));
	bring(APM "/readme.txt", "x");
	until(has_problem("clicomp.src/smsapm32", "platform"));
	assert_int_equal(revision("smsapm32"), -1);
	assert_false(is_shown("clicomp.box/smsapm32/i386/apasetup.exe"));
	assert_int_equal(publication().serial, 1);
	/* And then it is whole. */
	take_away(APM "/readme.txt");
	bring(APM "/compver.ini", "[ComponentVersion]\nVersion=2.00.1.2\n"
	    "[Files]\ni386\\apasetup.exe=6\n[IDENT]\nTYPE=Compver\n");
	until(revision("smsapm32") == 2);
	until(strcmp(problem("clicomp.src/smsapm32"), "") == 0);
}

static void
a_copy_of_a_later_version_that_is_not_finished_keeps_the_good_one(void **state)
{
	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	quietly();
	bring(APM "/i386/apasetup.exe", "");
	version(APM, "2.00.1493.3200");
	until(has_problem("clicomp.src/smsapm32", "is empty"));
	assert_int_equal(publish_now(), 0);
	assert_int_equal(revision("smsapm32"), 3192);
	assert_true(shows("clicomp.box/smsapm32/i386/apasetup.exe",
	    "bundle 1"));
}

static void
a_lower_version_is_refused(void **state)
{
	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	quietly();
	bring_apm("bundle 0", "2.00.1493.999");
	until(has_problem("clicomp.src/smsapm32", "lower"));
	look(SURVEY_NOW);
	assert_int_equal(publish_now(), 0);
	assert_int_equal(revision("smsapm32"), 3192);
	bring_apm("bundle 2", "2.00.1494.1");
	until(revision("smsapm32") == 1);
}

static void
the_same_version_with_other_files_is_refused(void **state)
{
	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	quietly();
	bring(APM "/i386/apasetup.exe", "bundle X");
	until(has_problem("clicomp.src/smsapm32", "version is the same"));
	assert_int_equal(publish_now(), 0);
	assert_true(shows("clicomp.box/smsapm32/i386/apasetup.exe",
	    "bundle 1"));
	bring(APM "/i386/apasetup.exe", "bundle 1");
	until(strcmp(problem("clicomp.src/smsapm32"), "") == 0);
}

/* The hotfix article says: the files first, then compver.ini. */
static void
a_higher_version_without_other_files_waits_for_them(void **state)
{
	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	quietly();
	version(APM, "2.00.1493.3200");
	until(has_problem("clicomp.src/smsapm32", "copy the files first"));
	assert_int_equal(revision("smsapm32"), 3192);
	bring(APM "/i386/apasetup.exe", "bundle 2");
	until(revision("smsapm32") == 3200);
}

static void
nothing_is_taken_while_something_changes(void **state)
{
	(void)state;
	director_env.config.masters_settle = 3600000;
	bring_apm("bundle 1", "2.00.1493.3192");
	look(SURVEY_SCAN);
	look(SURVEY_SCAN);
	look(SURVEY_DEEP);
	assert_int_equal(revision("smsapm32"), -1);
	assert_string_equal(problem("clicomp.src/smsapm32"), "");
	assert_int_equal(stock_seen(the_director())->bundle[0].state,
	    STATE_COPYING);
	/* But somebody may say that it is finished. */
	look(SURVEY_NOW);
	until(revision("smsapm32") == 3192);
}

static void
names_that_lead_elsewhere_are_not_followed(void **state)
{
	char	 full[256];

	(void)state;
	quietly();
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	(void)snprintf(full, sizeof(full), "%s/" APM "/i386/passwd",
	    site_dir);
	assert_int_equal(symlink("/etc/passwd", full), 0);
	until(has_problem("clicomp.src/smsapm32", "neither file nor folder"));
	take_away(APM "/i386/passwd");
	assert_int_equal(mkfifo(full, 0600), 0);
	look(SURVEY_NOW);
	assert_true(has_problem("clicomp.src/smsapm32", "neither"));
	take_away(APM "/i386/passwd");
	folder(APM "/i386/deep");
	until(has_problem("clicomp.src/smsapm32", "too deep"));
	take_away(APM "/i386/deep");
	bring(APM "/i386/half.tmp", "x");
	bring(APM "/i386/.hidden", "x");
	bring(APM "/Inboxlck.tok", "x");
	until(strcmp(problem("clicomp.src/smsapm32"), "") == 0);
	bring(APM "/i386/APASETUP.EXE", "x");
	until(has_problem("clicomp.src/smsapm32", "twice"));
	(void)snprintf(full, sizeof(full), "%s/site/inboxes/clicomp.src/link",
	    site_dir);
	assert_int_equal(symlink("/etc", full), 0);
	look(SURVEY_NOW);
	assert_null(survey_find(stock_seen(the_director()),
	    "clicomp.src/link"));
}

static void
what_was_taken_is_known_after_a_restart_and_without_its_master(void **state)
{
	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	take_away(APM "/i386/apasetup.exe");
	take_away(APM "/compver.ini");
	take_away(APM "/i386");
	take_away(APM);
	director_stop();
	director_start();
	assert_int_equal(publish_now(), 0);
	assert_int_equal(revision("smsapm32"), 3192);
	assert_int_equal(publication().serial, 3);
}

/* --- too much of it --- */

static void
junk(char letter, int n, bool there)
{
	char	 path[64], below[96];

	while (n-- > 0) {
		(void)snprintf(path, sizeof(path),
		    "site/inboxes/clicomp.src/%c%03d", letter, n);
		(void)snprintf(below, sizeof(below), "%s/i386", path);
		if (there) {
			folder(path);
			folder(below);
			(void)snprintf(below, sizeof(below), "%s/i386/a.bin",
			    path);
			bring(below, "junk");
			version(path, "1.0.0.1");
			continue;
		}
		(void)snprintf(below, sizeof(below), "%s/i386/a.bin", path);
		take_away(below);
		(void)snprintf(below, sizeof(below), "%s/compver.ini", path);
		take_away(below);
		(void)snprintf(below, sizeof(below), "%s/i386", path);
		take_away(below);
		take_away(path);
	}
}

/* What is taken stays: there is an end to it, and it hides no hotfix. */
static void
junk_hides_no_hotfix_and_there_is_an_end_to_it(void **state)
{
	size_t	 n;

	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	director_env.config.masters_interval = 3600000;
	director_ops.reconfigured(&director_env);
	log_to(-1);
	junk('a', COMPONENTS_MAX + 5, true);
	look(SURVEY_SCAN);
	n = stock_catalogue(the_director())->n;
	assert_in_range(n, COMPONENTS_MAX, COMPONENTS_MAX + MASTER_FOLDERS);
	junk('a', COMPONENTS_MAX + 5, false);
	junk('z', 20, true);
	look(SURVEY_SCAN);
	assert_int_equal(stock_catalogue(the_director())->n, n);
	junk('b', 20, true);
	bring_apm("bundle 2", "2.00.1493.3193");
	look(SURVEY_SCAN);
	until(revision("smsapm32") == 3193);
	director_stop();
	director_start();
	assert_int_equal(stock_catalogue(the_director())->n, n);
	log_to(STDERR_FILENO);
}

/* --- mirrors --- */

#define OFFERS	"site/inboxes/offerinf.box"

static void
a_mirror_follows_its_master(void **state)
{
	(void)state;
	bring(OFFERS "/one.dat", "one");
	bring(OFFERS "/a.dat", "two");
	folder("site/inboxes/clifiles.src/HINV");
	bring("site/inboxes/clifiles.src/HINV/SMS_DEF.MOF", "mof");
	until(shows("offerinf.box/one.dat", "one") &&
	    shows("clifiles.box/HINV/SMS_DEF.MOF", "mof"));
	assert_true(shows("offerinf.box/a.dat", "two"));
	bring(OFFERS "/a.dat", "three");
	until(shows("offerinf.box/a.dat", "three"));
	take_away(OFFERS "/a.dat");
	until(!is_shown("offerinf.box/a.dat"));
	assert_true(shows("offerinf.box/one.dat", "one"));
	take_away(OFFERS "/one.dat");
	until(!is_shown("offerinf.box/one.dat"));
	assert_true(is_shown("clifiles.box/HINV/SMS_DEF.MOF"));
}

/* cap.md 8, 18: one bad advertisement stops no other. */
static void
a_bad_file_of_a_mirror_hurts_no_other(void **state)
{
	(void)state;
	bring(OFFERS "/a.dat", "good");
	until(shows("offerinf.box/a.dat", "good"));
	quietly();
	bring(OFFERS "/a.dat", "");
	bring(OFFERS "/b.dat", "");
	bring(OFFERS "/c.dat", "new");
	until(shows("offerinf.box/c.dat", "new"));
	until(has_problem("offerinf.box", "a.dat is empty"));
	assert_true(shows("offerinf.box/a.dat", "good"));
	assert_false(is_shown("offerinf.box/b.dat"));
}

/* What agents read is read here first. */
static void
an_offer_that_no_agent_could_read_is_kept_out(void **state)
{
	static const struct advertisement	 right = {
		.id = "S0120001", .name = "Trial", .package = "S0100001",
		.program = "Run", .start = { 1000000 },
	};
	struct buf				 b;

	(void)state;
	quietly();
	bring(OFFERS "/S0120002.OFR", "nonsense");
	bring("site/inboxes/pkginfo.box/S0100001.pkg", "nonsense");
	until(has_problem("offerinf.box", "S0120002.OFR:1:"));
	until(has_problem("pkginfo.box", "S0100001.pkg:1:"));
	buf_init(&b, 4096);
	advertisement_put(&b, &right);
	bring(OFFERS "/S0120002.OFR", buf_text(&b));
	until(is_shown("offerinf.box/S0120002.OFR"));
	assert_string_equal(problem("offerinf.box"), "");
	assert_false(is_shown("pkginfo.box/S0100001.pkg"));
	buf_free(&b);
}

static void
a_folder_that_went_is_not_an_empty_one(void **state)
{
	char	 from[256], to[256];

	(void)state;
	bring(OFFERS "/a.dat", "good");
	until(shows("offerinf.box/a.dat", "good"));
	quietly();
	(void)snprintf(from, sizeof(from), "%s/" OFFERS, site_dir);
	(void)snprintf(to, sizeof(to), "%s/away", site_dir);
	assert_int_equal(rename(from, to), 0);
	until(has_problem("offerinf.box", "cannot be read"));
	assert_int_equal(publish_now(), 0);
	assert_true(shows("offerinf.box/a.dat", "good"));
}

/* --- damage --- */

static void
in_set(const char *path, char dst[static 256])
{
	(void)snprintf(dst, 256, "cap/sets/%llu/cap/%s",
	    (unsigned long long)publication().serial, path);
}

static void
check_often(void)
{
	director_env.config.verify_interval = 100;
	director_ops.reconfigured(&director_env);
}

#define BUNDLE	"clicomp.box/smsapm32/i386/apasetup.exe"
#define LOCK	"clicomp.box/smsapm32/Inboxlck.tok"

static void
a_damaged_bundle_is_made_again_from_its_master(void **state)
{
	char		 path[256];
	uint64_t	 serial;

	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	quietly();
	serial = publication().serial;
	in_set(BUNDLE, path);
	spit(path, "bundle X", 8);
	check_often();
	until(publication().serial > serial);
	until(shows(BUNDLE, "bundle 1"));
	assert_false(is_shown(LOCK));
	/* Who still reads the damaged one is kept off. */
	(void)snprintf(path, sizeof(path), "cap/sets/%llu/cap/" LOCK,
	    (unsigned long long)serial);
	assert_true(exists(path));
}

static void
a_bundle_deleted_from_the_set_is_linked_again(void **state)
{
	char		 path[256];
	uint64_t	 serial;

	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	quietly();
	serial = publication().serial;
	in_set(BUNDLE, path);
	take_away(path);
	check_often();
	until(publication().serial > serial);
	assert_true(shows(BUNDLE, "bundle 1"));
}

static void
something_put_into_the_set_by_hand_goes(void **state)
{
	char		 path[256];
	uint64_t	 serial = publication().serial;

	(void)state;
	quietly();
	in_set("clicomp.box/evil.exe", path);
	spit(path, "x", 1);
	check_often();
	until(publication().serial > serial);
	assert_false(is_shown("clicomp.box/evil.exe"));
}

static void
an_empty_folder_that_went_is_made_again(void **state)
{
	char		 path[256];
	uint64_t	 serial = publication().serial;

	(void)state;
	quietly();
	in_set("pkginfo.box", path);
	take_away(path);
	check_often();
	until(publication().serial > serial);
	in_set("pkginfo.box", path);
	assert_true(exists(path));
}

/* The name of what the master has, as a blob. */
static void
blob_path(const char *content, char dst[static 256])
{
	uint8_t		 sha256[32];
	uint64_t	 size;
	char		 hex[65];
	int		 fd = memfd_create("x", 0);

	assert_int_equal(write(fd, content, strlen(content)),
	    strlen(content));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(file_digest(fd, UINT64_MAX - 1, &size, sha256),
	    0);
	(void)close(fd);
	hex_encode(hex, sha256, 32);
	(void)snprintf(dst, 256, "cap/blobs/%s", hex);
}

static void
a_content_that_was_deleted_comes_back_from_the_set(void **state)
{
	char		 path[256];
	uint64_t	 serial;

	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	serial = publication().serial;
	take_away(APM "/i386/apasetup.exe");
	take_away(APM "/compver.ini");
	take_away(APM "/i386");
	take_away(APM);
	blob_path("bundle 1", path);
	take_away(path);
	until(exists(path));
	assert_int_equal(publication().serial, serial);
}

static void
what_no_master_has_any_more_is_locked_until_somebody_brings_it(void **state)
{
	char		 path[256];

	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	quietly();
	take_away(APM "/i386/apasetup.exe");
	in_set(BUNDLE, path);
	spit(path, "bundle X", 8);
	check_often();
	until(has_problem("published files", "cannot be made again"));
	until(is_shown(LOCK));
	/* A lock never survives a restart; the next check makes its own. */
	director_stop();
	director_start();
	assert_false(is_shown(LOCK));
	bring(APM "/i386/apasetup.exe", "bundle 1");
	check_often();
	until(shows(BUNDLE, "bundle 1"));
	assert_false(is_shown(LOCK));
}

/* A file that grows while it is read has no end. */
static void
no_more_is_read_than_was_listed(void **state)
{
	uint8_t		 sha256[32];
	uint64_t	 size;
	int		 fd = memfd_create("x", 0);

	(void)state;
	assert_int_equal(ftruncate(fd, 1LL << 40), 0);	/* a day of hashing */
	assert_int_equal(file_digest(fd, 1000, &size, sha256), 0);
	assert_true(size > 1000 && size < 1 << 20);
	(void)close(fd);
}

static void
contents_that_nobody_has_are_swept(void **state)
{
	char	 path[256], old[256];

	(void)state;
	bring_apm("bundle 1", "2.00.1493.3192");
	until(revision("smsapm32") == 3192);
	bring_apm("bundle 2", "2.00.1493.3193");
	until(revision("smsapm32") == 3193);
	blob_path("bundle 1", path);
	look(SURVEY_DEEP);
	assert_true(exists(path));	/* the old set has it */
	(void)snprintf(old, sizeof(old), "cap/sets/%llu/cap/" BUNDLE,
	    (unsigned long long)publication().serial - 1);
	take_away(old);
	look(SURVEY_DEEP);
	assert_false(exists(path));
	blob_path("bundle 2", path);
	assert_true(exists(path));
}

/* --- what would be --- */

static struct publisher_changes	*changes;

static void
note_trial(void *arg, const struct err *failed, const struct catalogue *after)
{
	struct err	 e;

	(void)arg;
	assert_null(failed);
	free(changes);
	changes = publisher_compare(the_director(), after, &e);
	assert_non_null(changes);
	looked = true;
}

static const struct publisher_change *
changed(const char *name)
{
	size_t	 i;

	for (i = 0; i < changes->n; i++)
		if (strcmp(changes->row[i].name, name) == 0)
			return &changes->row[i];
	return NULL;
}

static void
try_out(void)
{
	struct err	 e;

	looked = false;
	assert_int_equal(stock_look(the_director(), SURVEY_TRIAL, note_trial,
	    NULL, &e), 0);
	until(looked);
}

static void
what_the_next_set_would_change_is_told(void **state)
{
	const struct wish	 w = { .name = "c1", .password = "Right-1" };

	(void)state;
	try_out();
	assert_int_equal(changes->n, 0);
	director_env.config.masters_settle = 3600000;
	look(SURVEY_SCAN);
	bring_apm("bundle 1", "2.00.1493.3192");
	assert_int_equal(add_account(&w), 0);
	until(publication().serial == 2);
	keeper_is_deaf = true;		/* no set comes in between */
	assert_int_equal(set_state("c1", ACCOUNT_DISABLED, true), 0);
	try_out();
	assert_int_equal(changed(BUNDLE)->kind, CHANGE_ADDED);
	assert_int_equal(changed(BUNDLE)->after, 8);
	assert_int_equal(changed("clicomp.box/CLINTX86.OFR")->kind,
	    CHANGE_CHANGED);
	assert_int_equal(changed("SMS\\c1")->kind, CHANGE_REMOVED);
	assert_true(changed("SMS\\c1")->is_account);
	assert_int_equal(count_files("cap/blobs"), 0);
	free(changes);
	changes = NULL;
}

static void
versions_are_judged_field_by_field(void **state)
{
	static const struct component_file	 one[] = { { "i386/a", 1, { 1 } } };
	static const struct component_file	 two[] = { { "i386/a", 1, { 2 } } };
	static const struct {
		const char			*have, *found;
		const struct component_file	*files;
		enum verdict			 verdict;
	} rows[] = {
		{ "2.00.1493.3192", "2.00.1493.3192", one, BUNDLE_SAME },
		{ "2.00.1493.3192", "2.00.1493.3192", two, BUNDLE_CHANGED },
		{ "2.00.1493.3192", "2.00.1493.3193", two, BUNDLE_NEWER },
		{ "2.00.1493.3192", "2.00.1493.3193", one, BUNDLE_RENAMED },
		{ "2.00.1493.3192", "2.00.1493.999", two, BUNDLE_OLDER },
		{ "2.00.1493.3192", "2.00.999.9999", two, BUNDLE_OLDER },
		{ "2.00.1493.3192", "10.00.1.1", two, BUNDLE_NEWER },
		{ "2.00.1493.2", "2.0.1493.0002", one, BUNDLE_SAME },
		{ "698.0012", "698.0013", two, BUNDLE_NEWER },
	};
	struct bundle	 have = { .file = one, .nfile = 1 }, found = have;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		assert_true(version_parse(rows[i].have, &have.version));
		assert_true(version_parse(rows[i].found, &found.version));
		found.file = rows[i].files;
		if (bundle_judge(&have, &found) != rows[i].verdict)
			fail_msg("row %zu", i);
		assert_int_equal(bundle_judge(NULL, &found), BUNDLE_NEWER);
	}
}

static int
tear_down(void **state)
{
	log_to(STDERR_FILENO);
	return director_down(state);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(versions_are_judged_field_by_field),
		T(a_component_copied_by_hand_is_offered),
		T(a_higher_version_takes_its_place_and_the_old_set_stays_readable),
		T(the_same_files_under_two_names_share_their_content),
		T(what_is_not_whole_is_never_offered),
		T(a_copy_of_a_later_version_that_is_not_finished_keeps_the_good_one),
		T(a_lower_version_is_refused),
		T(the_same_version_with_other_files_is_refused),
		T(a_higher_version_without_other_files_waits_for_them),
		T(nothing_is_taken_while_something_changes),
		T(names_that_lead_elsewhere_are_not_followed),
		T(what_was_taken_is_known_after_a_restart_and_without_its_master),
		T(junk_hides_no_hotfix_and_there_is_an_end_to_it),
		T(a_mirror_follows_its_master),
		T(a_bad_file_of_a_mirror_hurts_no_other),
		T(an_offer_that_no_agent_could_read_is_kept_out),
		T(a_folder_that_went_is_not_an_empty_one),
		T(a_damaged_bundle_is_made_again_from_its_master),
		T(a_bundle_deleted_from_the_set_is_linked_again),
		T(something_put_into_the_set_by_hand_goes),
		T(an_empty_folder_that_went_is_made_again),
		T(a_content_that_was_deleted_comes_back_from_the_set),
		T(what_no_master_has_any_more_is_locked_until_somebody_brings_it),
		T(no_more_is_read_than_was_listed),
		T(contents_that_nobody_has_are_swept),
		T(what_the_next_set_would_change_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
