/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cycle of siteclient against a CAP in memory: what it does when all is
 * well, when each of its requests fails, when it is killed after each, and
 * when the CAP means it harm.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contrib/siteclient/apm.h"
#include "contrib/siteclient/cycle.h"
#include "contrib/siteclient/folder.h"
#include "contrib/siteclient/program.h"
#include "contrib/siteclient/queue.h"
#include "contrib/siteclient/recover.h"
#include "protocol/sms/acctlist.h"
#include "protocol/sms/envelope.h"
#include "protocol/sms/listkeys.h"
#include "protocol/sms/published.h"
#include "tests/unit/fake_cap.h"

#define OLD		"2.00.1493.2009"
#define NEW		"2.00.1493.4009"
#define CAP_PATH	"MSWNET:[\"SMS_SITE=S01\"]\\\\NODE7\\CAP_S01\\"

static struct event_base	*base;
static struct fake_cap		 cap;
static struct config		 config;
static struct agent		 agent;
static char			 folder[64];

/* --- the client --- */

static void
add_account(const char *name)
{
	struct account	*a = state_add_account(&agent.state);

	assert_non_null(a);
	(void)strlcpy(a->name, name, sizeof(a->name));
	(void)strlcpy(a->password, "Secret-1", sizeof(a->password));
}

static void
open_agent(void)
{
	struct err	 err;

	memset(&agent, 0, sizeof(agent));
	agent.base = base;
	agent.transport = &cap.transport;
	agent.config = &config;
	agent.existing_cap = -1;
	assert_int_equal(folder_open(folder, &agent.folder, &err), 0);
	agent.logs.folder = openat(agent.folder, "logs",
	    O_RDONLY | O_DIRECTORY);
	(void)strlcpy(agent.identity.name, "PC17", 16);
	(void)strlcpy(agent.identity.site, "S01", 4);
	agent.identity.id.b[0] = 7;
	memcpy(agent.identity.site_sign_key, cap.public_key, SIGN_KEY_SIZE);
	assert_true(card_parse("10.1.2.3/16", &agent.cards.card[0]));
	agent.cards.n = 1;
}

static void
close_agent(void)
{
	cycle_stop(&agent);
	state_free(&agent.state);
	(void)close(agent.logs.folder);
	(void)close(agent.folder);
}

static void
new_client(void)
{
	const char	*const caps[] = { CAP_PATH };

	open_agent();
	add_account("SMSClient_00002");
	add_account("SMSClient_00001");
	assert_int_equal(state_set_caps(&agent.state, caps, 1), 0);
	agent.state.installed = wall_now();
	(void)agent_save(&agent);
}

/* As after a kill: what the disk says is all there is. */
static void
come_back(void)
{
	struct err	 err;

	close_agent();
	open_agent();
	if (state_load(agent.folder, &agent.state, &err) != 0)
		fail_msg("%s", err.text);
	queue_mend(agent.folder, &agent.state);
}

static bool			 is_over;
static enum cycle_outcome	 outcome;

static void
on_end(struct agent *a, enum cycle_outcome o, void *arg)
{
	(void)a;
	(void)arg;
	is_over = true;
	outcome = o;
}

static void
start(enum cycle_kind kind)
{
	const struct cycle_end	 end = { on_end, NULL };

	is_over = false;
	cap.asked = 0;
	assert_int_equal(cycle_start(&agent, kind, &end), 0);
	assert_false(is_over);
}

static enum cycle_outcome
cycle(void)
{
	start(CYCLE_WHOLE);
	while (!is_over)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
	assert_null(agent.cycle);
	return outcome;
}

static char *
read_own(const char *name)
{
	struct buf	 b;
	char		*s;

	buf_init(&b, 4 << 20);
	if (folder_read(agent.folder, name, 1 << 20, &b) != 0) {
		buf_free(&b);
		return NULL;
	}
	s = strndup((const char *)b.data, b.len);
	buf_free(&b);
	return s;
}

static bool
has_file(const char *name, const char *content)
{
	char	*s = read_own(name);
	bool	 ok = s != NULL && strcmp(s, content) == 0;

	free(s);
	return ok;
}

static bool
logged(const char *text)
{
	char	*s = read_own("logs/Ccim32.log");
	bool	 ok = s != NULL && strstr(s, text) != NULL;

	free(s);
	return ok;
}

static void
forget_log(void)
{
	(void)unlinkat(agent.folder, "logs/Ccim32.log", 0);
}

static void
is_whole(const char *version)
{
	const struct installed	*c = state_component(&agent.state, "hinv");
	char			 text[VERSION_TEXT_SIZE];

	assert_non_null(c);
	assert_string_equal(version_text(&c->version, text), version);
	assert_int_equal(c->state, INSTALLED_WHOLE);
	assert_non_null(state_component(&agent.state, "base"));
	assert_true(has_file("clicomp/base/Setup.bin", "the base"));
	assert_true(has_file("clicomp/hinv/Setup.bin", "the inventory"));
	assert_true(has_file("clicomp/hinv/more/Two.bin", "hinv"));
	assert_true(has_file("sitefile/hinv/SMS_DEF.MOF", "what is asked\n"));
	assert_int_equal(agent.state.copy_list, 4711);
	assert_true(agent.state.is_assigned);
	assert_int_equal(agent.state.nitem, 0);
}

/* --- when all is well --- */

static void
a_cycle_installs_reports_and_stamps(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	new_client();
	assert_int_equal(cycle(), CYCLE_DONE);
	is_whole(NEW);
	assert_int_equal(cap.ndropped, 2);
	assert_int_equal(strncmp(cap.dropped[0], "ddr.box/", 8), 0);
	assert_int_equal(strncmp(cap.dropped[1], "inventry.box/", 13), 0);
	assert_int_equal(agent.state.manifest_serial, 1);
	assert_true(agent.state.config_checked.us > 0);
	assert_int_equal(agent.state.cycle_minutes, 1200);
	assert_int_equal(agent_orphan_ms(&agent), 50 * DAY_MS);
	assert_true(agent.state.next_cycle.us > wall_now().us +
	    1000LL * 1000 * 60 * 1000);
	assert_true(logged("CLIENT IS ASSIGNED"));
	assert_true(logged("needs to be installed (offer") == false);
	assert_true(logged("Component \"Hardware Inventory Agent\" needs to "
	    "be installed"));
	close_agent();
}

static void
a_second_cycle_reads_no_bundle_and_drops_nothing(void **state)
{
	unsigned	 reads;

	(void)state;
	fake_site(&cap, NEW);
	new_client();
	(void)cycle();
	reads = cap.reads;
	come_back();
	cap.ndropped = cap.reads = 0;
	assert_int_equal(cycle(), CYCLE_DONE);
	is_whole(NEW);
	assert_int_equal(cap.ndropped, 0);
	/* manifest, three of the site, offer, base's version */
	assert_int_equal(cap.reads, 6);
	assert_in_range(reads, 12, 30);
	close_agent();
}

static void
a_component_is_upgraded_never_downgraded_and_removed(void **state)
{
	const struct fake_offer	 only_base[] = {
		{ "SMS Client Base Components", "base", NEW } };

	(void)state;
	fake_site(&cap, OLD);
	new_client();
	(void)cycle();
	is_whole(OLD);
	fake_site(&cap, NEW);
	assert_int_equal(cycle(), CYCLE_DONE);
	is_whole(NEW);
	assert_true(logged("needs to be upgraded"));
	assert_true(agent.state.upgraded.us > 0);

	fake_component(&cap, "hinv", OLD, "an older inventory");
	fake_offer(&cap, (const struct fake_offer[]){
	    { "SMS Client Base Components", "base", NEW },
	    { "Hardware Inventory Agent", "hinv", OLD } }, 2);
	fake_publish(&cap);
	assert_int_equal(cycle(), CYCLE_DONE);
	is_whole(NEW);

	fake_offer(&cap, only_base, 1);
	fake_publish(&cap);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_null(state_component(&agent.state, "hinv"));
	assert_false(has_file("clicomp/hinv/Setup.bin", "the inventory"));
	assert_true(has_file("clicomp/base/Setup.bin", "the base"));
	close_agent();
}

static void
a_damaged_file_is_mended_when_it_is_verified(void **state)
{
	int	 fd;

	(void)state;
	fake_site(&cap, NEW);
	new_client();
	(void)cycle();
	fd = openat(agent.folder, "clicomp/hinv/Setup.bin", O_WRONLY);
	assert_int_equal(pwrite(fd, "THE", 3, 0), 3);
	(void)close(fd);
	state_component(&agent.state, "hinv")->done.us -=
	    31 * DAY_MS * 1000;
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_true(logged("needs to be verified"));
	is_whole(NEW);
	close_agent();
}

static void
a_client_outside_of_the_boundaries_is_removed_unless_it_travels(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	new_client();
	(void)cycle();
	agent.cards.card[0].address = 0x0a020203;	/* 10.2.2.3 */
	agent.state.travel_mode = 1;
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_true(logged("- No longer assigned to S01; checking for travel "
	    "mode override"));
	is_whole(NEW);
	agent.state.travel_mode = 0;
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_true(logged("Function return - Client not assigned"));
	assert_false(agent.state.is_assigned);
	assert_int_equal(agent.state.ncomponent, 0);
	assert_false(has_file("clicomp/base/Setup.bin", "the base"));
	close_agent();
}

static void
a_taken_name_costs_a_name_only(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	new_client();
	cap.taken_names = 7;
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cap.ndropped, 2);
	assert_int_equal(agent.state.nitem, 0);
	close_agent();
}

/* --- when the versions or the lock say no --- */

static void
what_is_out_of_sync_is_left_alone(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	fake_component(&cap, "hinv", OLD, "the inventory");
	fake_publish(&cap);
	new_client();
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_true(logged("Warning: \\\\NODE7\\CAP_S01\\clicomp.box\\hinv.CFG "
	    "version (" OLD ") out of sync with offer file version (" NEW
	    "); skipping operations"));
	assert_null(state_component(&agent.state, "hinv"));
	assert_non_null(state_component(&agent.state, "base"));
	assert_int_equal(agent.state.copy_list, 0);
	close_agent();
}

static void
a_locked_folder_is_waited_for_once_and_then_passed_over(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	fake_text(&cap, "clicomp.box/hinv/INBOXLCK.TOK", "");
	fake_file(&cap, "clicomp.box/hinv/inboxlck.tok")->secret = true;
	fake_publish(&cap);
	new_client();
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_true(logged("Warning: Inbox manager token file found "
	    "(\\\\NODE7\\CAP_S01\\clicomp.box\\hinv\\inboxlck.tok), waiting 0 "
	    "seconds for directory refresh to finish..."));
	assert_true(logged("Warning: Directory still in use by inbox manager; "
	    "skipping operations"));
	assert_null(state_component(&agent.state, "hinv"));
	fake_drop(&cap, "clicomp.box/hinv/inboxlck.tok");
	assert_int_equal(cycle(), CYCLE_DONE);
	is_whole(NEW);
	close_agent();
}

static void
a_changed_cfg_is_kept_and_the_files_stay(void **state)
{
	unsigned	 reads;

	(void)state;
	fake_site(&cap, NEW);
	new_client();
	(void)cycle();
	fake_text(&cap, "clicomp.box/hinv.CFG", "[Component Configuration]\r\n"
	    "     LastUpdate=29228490, 1\r\n     Name=hinv\r\n     KeyFlags=0"
	    "\r\n       (REG_SZ) Component Version=" NEW "\r\n[IDENT]\r\n"
	    "     TYPE=Base Config File Type\r\n");
	fake_publish(&cap);
	cap.reads = 0;
	assert_int_equal(cycle(), CYCLE_DONE);
	reads = cap.reads;
	assert_int_equal(reads, 7);
	is_whole(NEW);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cap.reads, reads + 6);
	close_agent();
}

static void
two_caps(void)
{
	const char	*const caps[] = { CAP_PATH,
			    "MSWNET:[\"SMS_SITE=S01\"]\\\\NODE8\\CAP_S01\\" };
	struct caplist	 list = { { "S01", 1 }, { (const char **)caps, 2 } };
	struct err	 err;
	struct buf	 b;

	assert_int_equal(config_set(&config, "host = NODE8=127.0.0.1", &err),
	    0);
	buf_init(&b, 65536);
	caplist_put(&b, &list);
	fake_put(&cap, "clidata.box/Caplist.ini", b.data, b.len);
	buf_free(&b);
	fake_publish(&cap);
}

static void
another_cap_is_tried_when_one_is_silent_lies_or_is_older(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	two_caps();
	new_client();
	assert_int_equal(cycle(), CYCLE_DONE);	/* it learns of the second */
	assert_int_equal(agent.state.ncap, 2);
	cap.fail_at = 1;
	cap.failure = (struct link_reply){ -ECONNREFUSED, NT_OK };
	assert_int_equal(cycle(), CYCLE_DONE);
	cap.fail_at = 0;

	forget_log();
	fake_site(&cap, OLD);
	two_caps();
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_true(logged("(from \\\\NODE7\\CAP_S01\\clicomp.box\\base)"));
	assert_true(logged("(from \\\\NODE8\\CAP_S01\\clicomp.box\\base)"));
	is_whole(NEW);

	forget_log();
	agent.state.manifest_serial = 99;
	assert_int_equal(cycle(), CYCLE_UNREACHED);
	assert_true(logged("manifest on \\\\NODE7"));
	assert_true(logged("manifest on \\\\NODE8"));
	close_agent();
}

/* It lets everybody in, and then gives nothing, or is silent. */
static void
a_cap_that_serves_nothing_keeps_no_client_from_the_other(void **state)
{
	static const struct link_reply	 rows[] = {
		{ 0, NT_OBJECT_NAME_NOT_FOUND }, { 0, NT_ACCESS_DENIED },
		{ -ETIMEDOUT, NT_OK }, { -ECONNRESET, NT_OK },
	};
	size_t				 i;
	int				 turn;

	(void)state;
	fake_site(&cap, NEW);
	two_caps();
	new_client();
	assert_int_equal(cycle(), CYCLE_DONE);
	for (i = 0; i < nitems(rows); i++)
		for (turn = 0; turn < 4; turn++) {
			cap.broken = turn % 2 == 0 ? "NODE7" : "NODE8";
			cap.failure = rows[i];
			assert_int_equal(cycle(), CYCLE_DONE);
			assert_int_equal(agent.state.hresult, 0);
		}
	cap.broken = NULL;
	close_agent();
}

/* --- the account list of one that is enrolled --- */

#define KEYS		"clidata.box/keys.dat"
#define SEALED		"clidata.box/accounts.dat"

static unsigned		 manifests;	/* read */
static struct buf	 other_keys;	/* put there from the second on */

static void
make_enrolled(void)
{
	uint8_t	 site[CIPHER_KEY_SIZE];

	memset(site, 3, sizeof(site));
	memset(agent.identity.box_secret, 4, CIPHER_KEY_SIZE);
	memset(agent.identity.sign_secret, 5, SIGN_KEY_SIZE);
	assert_true(agree_public_key(site, agent.identity.site_box_key));
	agent.identity.is_enrolled = true;
}

/* keys.dat of a list: one client, and its list key. */
static void
put_keys(uint64_t serial, const uint8_t key[static CIPHER_KEY_SIZE])
{
	const struct identity	*i = &agent.identity;
	struct keys_head	 head = { "S01", serial, 1 };
	struct keys_record	 row = { .guid = i->id };
	struct wrapper		*wrapper = wrapper_new();
	uint8_t			 shared[CIPHER_KEY_SIZE], file[128];
	uint8_t			 kek[CIPHER_KEY_SIZE];
	struct wr		 w = wr_over(file, sizeof(file));

	assert_true(agree(i->box_secret, i->site_box_key, shared));
	assert_true(keys_kek(shared, "S01", &i->id, kek));
	assert_true(wrap_key(wrapper, kek, key, row.wrapped));
	wrapper_free(&wrapper);
	keys_put_head(&w, &head);
	keys_put_record(&w, &row);
	fake_put(&cap, KEYS, file, w.pos);
}

static void
put_sealed(uint64_t serial, const uint8_t key[static CIPHER_KEY_SIZE])
{
	const struct acctlist_head	 head = { ACCTLIST_LIST, "S01",
					    serial };
	static struct acctlist		 list = { .n = 1 };
	uint8_t				 file[ACCTLIST_SEALED_MAX];
	struct wr			 w = wr_over(file, sizeof(file));

	(void)strlcpy(list.acct[0].domain, "DEMO", NETBIOS_NAME_SIZE);
	(void)strlcpy(list.acct[0].name, "SMSClient_00003", ACCT_NAME_SIZE);
	(void)strlcpy(list.acct[0].password, "Secret-3", ACCT_PASSWORD_SIZE);
	assert_true(acctlist_seal(&head, key, &list, &w));
	fake_put(&cap, SEALED, file, w.pos);
}

static void
change_keys(const char *path)
{
	if (strcmp(path, MANIFEST_PATH) == 0 && ++manifests == 2)
		fake_put(&cap, KEYS, other_keys.data, other_keys.len);
}

static void
keys_and_list_are_taken_of_one_publication(void **state)
{
	const uint8_t	 old[CIPHER_KEY_SIZE] = { 1 };
	const uint8_t	 new[CIPHER_KEY_SIZE] = { 2 };
	int		 mends;

	(void)state;
	for (mends = 1; mends >= 0; mends--) {
		forget_log();
		fake_site(&cap, OLD);
		new_client();
		make_enrolled();
		put_sealed(2, new);
		put_keys(mends ? 2 : 1, mends ? new : old);
		buf_init(&other_keys, 1024);
		buf_add(&other_keys, fake_file(&cap, KEYS)->data.data,
		    fake_file(&cap, KEYS)->data.len);
		put_keys(1, old);
		fake_publish(&cap);
		manifests = 0;
		cap.on_fetch = change_keys;
		assert_int_equal(cycle(), CYCLE_DONE);
		cap.on_fetch = NULL;
		assert_int_equal(manifests, 2);
		assert_true(logged("are of two lists"));
		assert_int_equal(agent.state.naccount, mends ? 1 : 2);
		assert_int_equal(logged("the key does not fit"), !mends);
		buf_free(&other_keys);
		close_agent();
	}
}

static uint64_t
number_of_last_drop(void)
{
	struct envelope	 e;

	assert_true(envelope_parse(cap.last_drop.data, cap.last_drop.len,
	    &e));
	return e.sequence;
}

/* Killed, or cut off, between landing and hearing of it. */
static void
what_may_have_landed_is_sent_again_as_the_same(void **state)
{
	uint64_t	 number;
	char		 name[64];

	(void)state;
	fake_site(&cap, OLD);
	new_client();
	make_enrolled();
	cap.lose_answer = true;
	assert_int_equal(cycle(), CYCLE_UNREACHED);
	assert_int_equal(cap.ndropped, 1);
	number = number_of_last_drop();
	(void)strlcpy(name, cap.dropped[0], sizeof(name));
	come_back();
	make_enrolled();
	assert_int_equal(agent.state.nitem, 2);
	assert_true(agent.state.sequence >= number);
	agent.state.item[0].next = agent.state.item[1].next =
	    (struct wall){ 0 };
	cap.lose_answer = true;
	assert_int_equal(cycle(), CYCLE_UNREACHED);
	assert_int_equal(cap.ndropped, 2);
	assert_int_equal(number_of_last_drop(), number);
	assert_string_equal(cap.dropped[1], name);
	/* still in its box: then it has its own name, and has landed */
	agent.state.item[0].next = (struct wall){ 0 };
	cap.taken_names = 1;
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cap.ndropped, 3);
	assert_string_not_equal(cap.dropped[2], name);
	assert_true(number_of_last_drop() > number);
	assert_int_equal(agent.state.nitem, 0);
	close_agent();
}

static void
a_cap_that_is_older_than_the_client_has_nothing_for_it(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	new_client();
	(void)cycle();
	fake_site(&cap, OLD);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_true(logged("Warning: The CAP base release (from \\\\NODE7\\"
	    "CAP_S01\\clicomp.box\\base) is " OLD " (client release is " NEW
	    ")"));
	is_whole(NEW);
	close_agent();
}

static void
a_new_copy_list_is_reported_at_once_but_not_by_who_leaves_it(void **state)
{
	struct err	 err;

	(void)state;
	fake_site(&cap, OLD);
	new_client();
	assert_int_equal(config_set(&config, "components=leave", &err), 0);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(agent.state.ncomponent, 0);
	assert_int_equal(agent.state.copy_list, 0);
	assert_int_equal(cap.ndropped, 2);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cap.ndropped, 2);
	assert_int_equal(config_set(&config, "components=take", &err), 0);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(agent.state.copy_list, 4711);
	assert_int_equal(cap.ndropped, 3);
	assert_int_equal(strncmp(cap.dropped[2], "inventry.box/", 13), 0);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cap.ndropped, 3);
	close_agent();
}

/* --- advertised programs --- */

static void
put_advert(const char *id, const char *program, const char *start)
{
	char	 path[64], text[512];

	(void)snprintf(path, sizeof(path), "offerinf.box/%s.OFR", id);
	(void)snprintf(text, sizeof(text), "[Advertisement]\nID=%s\n"
	    "Name=An offer\nPackage=S0100001\nProgram=%s\nStart=%s\n"
	    "Expires=\n[IDENT]\nTYPE=Advertisement File\n", id, program,
	    start);
	fake_text(&cap, path, text);
}

static void
put_programs(const char *command)
{
	char	 text[1024];

	fake_text(&cap, "offerinf.box/S01Systm.lkp", "[Lookup]\nKind=System\n"
	    "[Recipients]\n*=S01ZZ001.INS\n[IDENT]\n"
	    "TYPE=Advertisement Lookup File\n");
	fake_text(&cap, "offerinf.box/S01ZZ001.INS", "[Instruction]\n"
	    "Advert1=S0120001,S0100001\nAdvert2=S0120002,S0100001\n"
	    "Advert3=S0120003,S0100001\n[IDENT]\n"
	    "TYPE=Advertisement Instruction File\n");
	(void)snprintf(text, sizeof(text), "[Package]\nID=S0100001\n"
	    "Name=Tools\nVersion=1\nManufacturer=\nLanguage=\nPrograms=1\n"
	    "[Program 0]\nName=Run\nCommand Line=%s\nRun Time (minutes)=0\n"
	    "[IDENT]\nTYPE=Package File\n", command);
	fake_text(&cap, "pkginfo.box/S0100001.PKG", text);
}

static unsigned
told(const char *id)
{
	char		 words[32], *s = read_own("logs/Smsapm32.log");
	const char	*at;
	unsigned	 n = 0;

	(void)snprintf(words, sizeof(words), "[status=%s]", id);
	for (at = s; at != NULL && (at = strstr(at, words)) != NULL; at++)
		n++;
	free(s);
	return n;
}

static void
wait_for_program(void)
{
	while (agent.program != NULL)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
}

static void
a_due_program_runs_once_and_one_bad_advert_stops_no_other(void **state)
{
	struct err	 err;
	char		 command[128];

	(void)state;
	(void)snprintf(command, sizeof(command), "program_user = %s",
	    geteuid() == 0 ? "root" : getenv("USER"));
	assert_int_equal(config_set(&config, command, &err), 0);
	fake_site(&cap, NEW);
	new_client();
	(void)snprintf(command, sizeof(command), "echo ran >>%s%s/ran",
	    folder[0] == '/' ? "" : "$OLDPWD/", folder);
	put_programs(folder[0] == '/' ? command : "true");
	fake_text(&cap, "offerinf.box/S0120001.OFR", "damaged\n");
	put_advert("S0120002", "Run", "1998/11/02 06:00:00");
	put_advert("S0120003", "Run", "2033/11/02 06:00:00");
	fake_publish(&cap);
	assert_int_equal(cycle(), CYCLE_DONE);
	wait_for_program();
	assert_int_equal(told("10000"), 1);
	assert_int_equal(told("10002"), 2);
	assert_int_equal(told("10008"), 1);
	assert_true(folder[0] != '/' || has_file("ran", "ran\n"));
	come_back();
	assert_int_equal(cycle(), CYCLE_DONE);
	wait_for_program();
	assert_int_equal(told("10000"), 1);
	assert_int_equal(told("10002"), 2);
	assert_int_equal(told("10008"), 1);
	assert_int_equal(agent.state.nitem, 0);
	close_agent();
}

static void
what_cannot_run_is_told_once(void **state)
{
	struct err	 err;

	(void)state;
	assert_int_equal(config_set(&config, "program_user = nobody-at-all",
	    &err), 0);
	fake_site(&cap, NEW);
	new_client();
	put_programs("true");
	put_advert("S0120001", "Run", "1998/11/02 06:00:00");
	put_advert("S0120002", "Other", "1998/11/02 06:00:00");
	fake_text(&cap, "offerinf.box/S0120003.OFR", "");
	fake_publish(&cap);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_null(agent.program);
	assert_int_equal(told("10003"), 2);
	assert_int_equal(told("10008"), 0);
	close_agent();
}

static void
a_program_that_was_cut_short_is_not_started_again(void **state)
{
	struct err	 err;
	char		 user[64];

	(void)state;
	(void)snprintf(user, sizeof(user), "program_user = %s",
	    geteuid() == 0 ? "root" : getenv("USER"));
	assert_int_equal(config_set(&config, user, &err), 0);
	fake_site(&cap, NEW);
	new_client();
	put_programs("sleep 600");
	put_advert("S0120001", "Run", "1998/11/02 06:00:00");
	put_advert("S0120002", "Run", "2033/11/02 06:00:00");
	put_advert("S0120003", "Run", "2033/11/02 06:00:00");
	fake_publish(&cap);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_non_null(agent.program);
	program_stop(&agent.program);		/* with the agent */
	come_back();
	apm_mend(&agent);
	assert_int_equal(told("10006"), 1);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_null(agent.program);
	close_agent();
}

/* --- when something fails --- */

static const struct link_reply	failures[] = {
	{ -ECONNRESET, NT_OK }, { -ETIMEDOUT, NT_OK }, { -EACCES, NT_OK },
	{ 0, NT_ACCESS_DENIED }, { 0, NT_OBJECT_NAME_NOT_FOUND },
	{ 0, NT_SHARING_VIOLATION }, { 0, NT_NETWORK_SESSION_EXPIRED },
	{ 0, NT_DISK_FULL },
};

static void
empty_folder(void)
{
	static const char	*const names[] = { "clicomp", "sitefile",
				    "queue", "state.ini", "logs" };
	struct err		 err;
	size_t			 i;
	int			 fd;

	assert_int_equal(folder_open(folder, &fd, &err), 0);
	for (i = 0; i < nitems(names); i++)
		assert_int_equal(folder_remove(fd, names[i]), 0);
	(void)close(fd);
}

static void
after_each_failure_the_next_cycle_makes_it_whole(void **state)
{
	unsigned	 n, last;
	size_t		 i;

	(void)state;
	fake_site(&cap, NEW);
	new_client();
	(void)cycle();
	last = cap.asked;
	close_agent();
	assert_in_range(last, 15, 60);
	for (i = 0; i < nitems(failures); i++)
		for (n = 1; n <= last; n++) {
			empty_folder();
			new_client();
			cap.ndropped = 0;
			cap.fail_at = n;
			cap.failure = failures[i];
			(void)cycle();
			assert_int_not_equal(outcome, CYCLE_ORPHAN);
			cap.fail_at = 0;
			come_back();
			for (size_t q = 0; q < agent.state.nitem; q++)
				agent.state.item[q].next.us = 0;
			if (cycle() != CYCLE_DONE)
				fail_msg("request %u, failure %zu", n, i);
			is_whole(NEW);
			assert_in_range(cap.ndropped, 2, 3);
			close_agent();
		}
}

static void
killed_after_each_request_the_next_cycle_makes_it_whole(void **state)
{
	unsigned	 n, last;

	(void)state;
	fake_site(&cap, OLD);
	new_client();
	(void)cycle();
	last = cap.asked;
	close_agent();
	for (n = 1; n <= last; n++) {
		empty_folder();
		fake_site(&cap, OLD);
		new_client();
		(void)cycle();
		fake_site(&cap, NEW);		/* an upgrade is cut short */
		start(CYCLE_WHOLE);
		while (!is_over && cap.asked < n)
			assert_int_equal(event_base_loop(base, EVLOOP_ONCE),
			    0);
		come_back();
		assert_int_equal(cycle(), CYCLE_DONE);
		is_whole(NEW);
		close_agent();
	}
}

/* As a full disk, but for one process: no file grows beyond so many bytes. */
static void
limit_files(rlim_t bytes)
{
	struct rlimit	 r;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
	r.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

static void
without_room_nothing_is_half_and_later_it_is_whole(void **state)
{
	static char	 large[40000];
	rlim_t		 n;

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	memset(large, 'x', sizeof(large) - 1);
	for (n = 500; n < 45000; n = n * 3 / 2) {
		empty_folder();
		fake_site(&cap, OLD);
		new_client();
		assert_int_equal(cycle(), CYCLE_DONE);
		fake_site(&cap, NEW);
		fake_text(&cap, "clicomp.box/hinv/i386/Setup.bin", large);
		fake_publish(&cap);
		limit_files(n);
		(void)cycle();
		limit_files(RLIM_INFINITY);
		assert_true(has_file("clicomp/hinv/Setup.bin",
		    "the inventory") || n >= sizeof(large) - 1);
		come_back();
		assert_int_equal(cycle(), CYCLE_DONE);
		assert_true(has_file("clicomp/hinv/Setup.bin", large));
		fake_text(&cap, "clicomp.box/hinv/i386/Setup.bin",
		    "the inventory");
		close_agent();
	}
}

static void
reaches_nothing(const char *number)
{
	char	 first[128], second[128];

	(void)snprintf(first, sizeof(first), "Warning - could not read files "
	    "from site S01 (#%s)~ ", number);
	(void)snprintf(second, sizeof(second), "Warning - CNALPathEx::"
	    "GetAccessiblePath returned error %s~ ", number);
	forget_log();
	assert_int_equal(cycle(), CYCLE_UNREACHED);
	assert_true(logged(first));
	assert_true(logged(second));
	assert_true(logged("CClientSiteCfgArray - Can't get accessible path "
	    "for site S01 config info~ "));
	assert_true(logged("CCIM32 - Retry in 60 minutes~ "));
}

static void
each_failure_has_the_number_of_what_was_received(void **state)
{
	static const struct {
		struct link_reply	 reply;
		const char		*number;
	} rows[] = {
		{ { 0, NT_LOGON_FAILURE }, "2147942405" },
		{ { 0, NT_ACCOUNT_DISABLED }, "2147942405" },
		{ { 0, NT_ACCOUNT_LOCKED_OUT }, "2147942405" },
		{ { 0, NT_ACCESS_DENIED }, "2147942405" },
		{ { -ECONNREFUSED, NT_OK }, "2147942453" },
		{ { -ETIMEDOUT, NT_OK }, "2147942453" },
		{ { -ECONNRESET, NT_OK }, "2147942464" },
		{ { 0, NT_BAD_NETWORK_NAME }, "2147942467" },
	};
	size_t	 i;

	(void)state;
	fake_site(&cap, NEW);
	new_client();
	while (agent.state.naccount > 1)
		agent.state.naccount--;
	for (i = 0; i < nitems(rows); i++) {
		agent.state.account[0].trouble = ACCOUNT_FINE;
		cap.fail_at = 1;
		cap.failure = rows[i].reply;
		reaches_nothing(rows[i].number);
	}
	close_agent();
}

static void
a_refused_account_is_not_tried_again_a_disabled_one_is(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	new_client();
	cap.refused = "SMSClient_00002";
	cap.refusal = NT_LOGON_FAILURE;
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cap.logons, 2);
	come_back();
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cap.logons, 3);

	agent.state.account[0].trouble = ACCOUNT_FINE;
	cap.refusal = NT_ACCOUNT_DISABLED;
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cap.logons, 7);
	cap.refused = NULL;
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_int_equal(cap.logons, 8);
	close_agent();
}

static void
when_all_are_refused_one_is_tried_each_time_in_turn(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	new_client();
	cap.all_refused = true;
	cap.refusal = NT_LOGON_FAILURE;
	reaches_nothing("2147942405");
	assert_int_equal(cap.logons, 2);
	reaches_nothing("2147942405");
	assert_int_equal(cap.logons, 3);
	assert_true(logged("refused SMSClient_00002"));
	reaches_nothing("2147942405");
	assert_int_equal(cap.logons, 4);
	assert_true(logged("refused SMSClient_00001"));
	cap.all_refused = false;
	assert_int_equal(cycle(), CYCLE_DONE);
	close_agent();
}

static void
an_orphan_removes_itself_even_without_a_stamp(void **state)
{
	int	 with;

	(void)state;
	for (with = 0; with < 2; with++) {
		empty_folder();
		fake_site(&cap, NEW);
		new_client();
		cap.all_refused = false;
		assert_int_equal(cycle(), CYCLE_DONE);
		cap.all_refused = true;
		cap.refusal = NT_LOGON_FAILURE;
		agent.state.config_checked.us = with == 0 ? 0 :
		    wall_now().us - 49 * DAY_MS * 1000;
		agent.state.installed.us = wall_now().us -
		    (with == 0 ? 49 : 400) * DAY_MS * 1000;
		assert_int_equal(cycle(), CYCLE_UNREACHED);
		agent.state.config_checked.us -= with * 2 * DAY_MS * 1000;
		agent.state.installed.us -= 2 * DAY_MS * 1000;
		assert_int_equal(cycle(), CYCLE_ORPHAN);
		come_back();
		assert_int_equal(agent.state.ncomponent, 0);
		assert_int_equal(agent.state.naccount, 0);
		assert_false(has_file("clicomp/base/Setup.bin", "the base"));
		close_agent();
	}
}

/* --- when the CAP means harm --- */

static void
older_serial(void)
{
	agent.state.manifest_serial = 99;
}

static void
foreign_key(void)
{
	memset(agent.identity.site_sign_key, 1, SIGN_KEY_SIZE);
}

static void
expired(void)
{
	cap.valid_until.us = wall_now().us - 60 * 1000000LL;
	fake_publish(&cap);
}

static void
other_bundle(void)
{
	fake_text(&cap, "clicomp.box/hinv/i386/Setup.bin", "THE INVENTORY");
}

static void
longer_bundle(void)
{
	fake_text(&cap, "clicomp.box/hinv/i386/Setup.bin",
	    "the inventory, and more than the manifest says");
}

static void
other_offer(void)
{
	fake_offer(&cap, NULL, 0);
}

static void
other_caplist(void)
{
	fake_text(&cap, "clidata.box/Caplist.ini", "[CAP List]\r\n     CAP1="
	    "MSWNET:[\"SMS_SITE=S01\"]\\\\EVIL7\\CAP_S01\\\r\n");
}

static void
missing_bundle(void)
{
	fake_drop(&cap, "clicomp.box/hinv/i386/Setup.bin");
}

static void
bent_manifest(void)
{
	struct fake_file	*f = fake_file(&cap, MANIFEST_PATH);

	f->data.data[f->data.len / 2] ^= 1;
}

static void
a_cap_that_lies_changes_nothing(void **state)
{
	static const struct {
		const char	*what;
		void		(*lie)(void);
	} rows[] = {
		{ "an older serial", older_serial },
		{ "signed by another", foreign_key },
		{ "no longer valid", expired },
		{ "another bundle", other_bundle },
		{ "a longer bundle", longer_bundle },
		{ "no bundle", missing_bundle },
		{ "another offer", other_offer },
		{ "another CAP list", other_caplist },
		{ "a bent manifest", bent_manifest },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		empty_folder();
		fake_site(&cap, OLD);
		fake_component(&cap, "hinv", OLD, "an old inventory");
		fake_publish(&cap);
		new_client();
		assert_int_equal(cycle(), CYCLE_DONE);
		fake_site(&cap, NEW);
		rows[i].lie();
		if (cycle() != CYCLE_UNREACHED)
			fail_msg("%s was believed", rows[i].what);
		assert_true(logged("(#2147500037)"));
		assert_true(has_file("clicomp/hinv/Setup.bin",
		    "an old inventory"));
		assert_true(has_file("clicomp/base/Setup.bin", "the base"));
		assert_string_equal(agent.state.caps[0], CAP_PATH);
		cap.valid_until.us = wall_now().us + DAY_MS * 1000;
		close_agent();
	}
}

static void
put_list(const char *path, uint64_t serial, const char *account)
{
	struct acctlist_head	 head = { ACCTLIST_SITE, "S01", serial };
	struct acctlist		 list = { .n = 1 };
	uint8_t			 bytes[ACCTLIST_SEALED_MAX];
	struct wr		 w = wr_over(bytes, sizeof(bytes));

	(void)strlcpy(list.acct[0].domain, "DEMO", NETBIOS_NAME_SIZE);
	(void)strlcpy(list.acct[0].name, account, ACCT_NAME_SIZE);
	(void)strlcpy(list.acct[0].password, "Secret-1", ACCT_PASSWORD_SIZE);
	assert_true(acctlist_seal(&head, agent.identity.site_list_key, &list,
	    &w));
	fake_put(&cap, path, bytes, w.pos);
}

static void
on_recovered(void *arg, const char *trouble)
{
	(void)arg;
	assert_null(trouble);
	is_over = true;
}

/* Every former client can write a list; its number must not shut others out. */
static void
a_logon_point_that_lies_keeps_no_signed_list_out(void **state)
{
	const struct account		 by = { .name = "operator" };
	const struct recover_end	 end = { on_recovered, NULL };
	struct fake_file		*caps;
	struct recover			*r;

	(void)state;
	fake_site(&cap, NEW);
	new_client();
	put_list("clidata.box/accounts.site", 5, "SMSClient_00003");
	fake_publish(&cap);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_string_equal(agent.state.account[0].name, "SMSClient_00003");

	put_list("Sites/S01/accounts.site", UINT64_MAX, "EVIL");
	fake_file(&cap, "Sites/S01/accounts.site")->secret = true;
	caps = fake_file(&cap, "clidata.box/Caplist.ini");
	fake_put(&cap, "Sites/S01/Caplist.ini", caps->data.data,
	    caps->data.len);
	fake_file(&cap, "Sites/S01/Caplist.ini")->secret = true;
	is_over = false;
	assert_int_equal(recover_start(&agent, "\\\\NODE7\\SMSLOGON", &by,
	    &end, &r), 0);
	while (!is_over)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
	recover_free(&r);
	assert_string_equal(agent.state.account[0].name, "EVIL");
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_string_equal(agent.state.account[0].name, "SMSClient_00003");
	put_list("clidata.box/accounts.site", 6, "SMSClient_00004");
	fake_publish(&cap);
	assert_int_equal(cycle(), CYCLE_DONE);
	assert_string_equal(agent.state.account[0].name, "SMSClient_00004");
	close_agent();
}

static void
no_name_of_a_set_leads_out_of_the_folder(void **state)
{
	char	 link[128], outside[128];
	int	 fd;

	(void)state;
	fake_site(&cap, OLD);
	new_client();
	(void)cycle();
	/* somebody has put a link where the files go */
	(void)snprintf(outside, sizeof(outside), "%s-outside", folder);
	(void)snprintf(link, sizeof(link), "%s/clicomp/hinv", folder);
	assert_int_equal(mkdir(outside, 0700), 0);
	assert_int_equal(folder_remove(agent.folder, "clicomp/hinv"), 0);
	assert_int_equal(symlink(outside, link), 0);
	fake_site(&cap, NEW);
	assert_int_equal(cycle(), CYCLE_DONE);
	is_whole(NEW);
	fd = open(outside, O_RDONLY | O_DIRECTORY);
	assert_int_equal(openat(fd, "Setup.bin", O_RDONLY), -1);
	(void)close(fd);
	assert_int_equal(rmdir(outside), 0);
	close_agent();
}

static void
no_password_stands_in_a_log(void **state)
{
	(void)state;
	fake_site(&cap, NEW);
	new_client();
	cap.refused = "SMSClient_00002";
	cap.refusal = NT_LOGON_FAILURE;
	(void)cycle();
	cap.all_refused = true;
	(void)cycle();
	assert_false(logged("Secret-1"));
	close_agent();
}

/* --- */

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *w)
{
	(void)st;
	(void)type;
	(void)w;
	return remove(path);
}

static int
begin(void **state)
{
	struct err	 err;

	(void)state;
	/* what is synced so often is better in memory */
	(void)snprintf(folder, sizeof(folder), "%ssiteclient-test.XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm/" : "");
	assert_non_null(mkdtemp(folder));
	base = event_base_new();
	assert_non_null(base);
	fake_init(&cap, base);
	assert_int_equal(config_init(&config, &err), 0);
	assert_int_equal(config_set(&config, "host = NODE7=127.0.0.1", &err),
	    0);
	return config_set(&config, "lock_wait = 1ms", &err);
}

static int
end(void **state)
{
	(void)state;
	fake_free(&cap);
	config_free(&config);
	event_base_free(base);
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#define T(name)	cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_cycle_installs_reports_and_stamps),
		T(a_second_cycle_reads_no_bundle_and_drops_nothing),
		T(what_may_have_landed_is_sent_again_as_the_same),
		T(keys_and_list_are_taken_of_one_publication),
		T(a_component_is_upgraded_never_downgraded_and_removed),
		T(a_damaged_file_is_mended_when_it_is_verified),
		T(a_client_outside_of_the_boundaries_is_removed_unless_it_travels),
		T(a_taken_name_costs_a_name_only),
		T(what_is_out_of_sync_is_left_alone),
		T(a_locked_folder_is_waited_for_once_and_then_passed_over),
		T(a_changed_cfg_is_kept_and_the_files_stay),
		T(another_cap_is_tried_when_one_is_silent_lies_or_is_older),
		T(a_cap_that_serves_nothing_keeps_no_client_from_the_other),
		T(a_cap_that_is_older_than_the_client_has_nothing_for_it),
		T(a_new_copy_list_is_reported_at_once_but_not_by_who_leaves_it),
		T(a_due_program_runs_once_and_one_bad_advert_stops_no_other),
		T(what_cannot_run_is_told_once),
		T(a_program_that_was_cut_short_is_not_started_again),
		T(after_each_failure_the_next_cycle_makes_it_whole),
		T(killed_after_each_request_the_next_cycle_makes_it_whole),
		T(without_room_nothing_is_half_and_later_it_is_whole),
		T(each_failure_has_the_number_of_what_was_received),
		T(a_refused_account_is_not_tried_again_a_disabled_one_is),
		T(when_all_are_refused_one_is_tried_each_time_in_turn),
		T(an_orphan_removes_itself_even_without_a_stamp),
		T(a_cap_that_lies_changes_nothing),
		T(a_logon_point_that_lies_keeps_no_signed_list_out),
		T(no_name_of_a_set_leads_out_of_the_folder),
		T(no_password_stands_in_a_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
