/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dropped files from the box into the store: consumed once, whatever is told
 * twice or brought back by a crash; bad ones aside; room given back once.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "protocol/role/quota_msg.h"
#include "server/director/cap/inbox_file.h"
#include "server/director/cap/inboxes_int.h"
#include "store/client.h"
#include "store/inbox.h"
#include "store/request.h"
#include "tests/unit/director_double.h"
#include "tests/unit/landed.h"

static const char	heartbeat[] =
    "<System>\r\n"
    "AGENTINFO <Heartbeat Discovery><S01><1998/11/02 06:00:00>\r\n"
    "BEGIN_PROPERTY\r\n"
    "    <10><SMS Unique Identifier><STRING><48>\r\n"
    "    <GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"
    "    <65608><Netbios Name><STRING><16>\r\n"
    "    <PC17>\r\n"
    "END_PROPERTY\r\n"
    "END_OF_FILE\r\n";
static const char	request[] =
    "[NT Client Configuration Request]\r\n"
    "Machine Name=PC17\r\n"
    "Domain=DEMO\r\n"
    "[IDENT]\r\n"
    "TYPE=Client Config Request File\r\n";

static int
set_up(void **state)
{
	next_landing = 0;
	if (director_up(state) != 0)
		return -1;
	director_env.config.scan_interval = 100;
	director_ops.reconfigured(&director_env);
	return 0;
}

/* --- what the store knows --- */

static size_t		counted;
static uint64_t		asked;		/* how often, of the last request */

static void
count_requests(void *arg, const struct err *failed,
    const struct request_list *list)
{
	size_t	 i;

	(void)arg;
	assert_null(failed);
	counted = list->n;
	for (i = 0; i < list->n; i++)
		asked = list->rows[i].count;
}

static size_t
requests(void)
{
	struct request_query	 q = { 0 };

	counted = asked = 0;
	assert_int_equal(store_requests(the_director()->store, &q,
	    count_requests, NULL), 0);
	store_wait(the_director()->store);
	return counted;
}

static void
count_clients(void *arg, const struct err *failed,
    const struct client_list *list)
{
	(void)arg;
	assert_null(failed);
	counted = list->n;
}

static size_t
clients(void)
{
	struct client_query	 q = { 0 };

	counted = 0;
	assert_int_equal(store_clients(the_director()->store, &q,
	    count_clients, NULL), 0);
	store_wait(the_director()->store);
	return counted;
}

static enum inbox_state	row_state;
static struct wall	row_landed;
static char		row_result[512];

static void
look_at_row(void *arg, const struct err *failed,
    const struct inbox_list *list)
{
	(void)arg;
	assert_null(failed);
	row_state = list->n == 0 ? 0 : list->rows[0].state;
	if (list->n > 0)
		row_landed = list->rows[0].landed;
	(void)snprintf(row_result, sizeof(row_result), "%s",
	    list->n == 0 ? "" : list->rows[0].result);
}

/* 0: there is no row. */
static enum inbox_state
state_of(const struct msg_landed *m)
{
	struct inbox_query	 q = { .landing = &m->landing };

	assert_int_equal(store_inbox(the_director()->store, &q, look_at_row,
	    NULL), 0);
	store_wait(the_director()->store);
	return row_state;
}

static size_t
released(void)
{
	settle_down();
	return far_unread(clerk, MSG_QUOTA_RELEASE);
}

/* --- digesting --- */

static void
a_heartbeat_becomes_a_client_and_the_file_goes(void **state)
{
	struct msg_landed	 m = land(BOX_DDR, "EFLC4IYV.DDR", heartbeat);
	struct quota_amount	 a;
	struct heard		*h;
	struct rd		 r;

	(void)state;
	until(!lies(&m));
	until(state_of(&m) == INBOX_REMOVED);
	assert_int_equal(clients(), 1);
	assert_int_equal(released(), 1);
	h = far_heard(clerk, MSG_QUOTA_RELEASE);
	r = heard_body(h);
	msg_get_quota_amount(&r, &a);
	assert_true(rd_end(&r));
	assert_int_equal(a.who.account, ACCOUNT);
	assert_string_equal(a.who.box, "ddr.box");
	assert_int_equal(a.files, 1);
	assert_int_equal(a.bytes, strlen(heartbeat));
}

static void
a_request_joins_the_queue(void **state)
{
	struct msg_landed	 m = land(BOX_CCR, "PC17.CCR", request);

	(void)state;
	until(!lies(&m));
	assert_int_equal(requests(), 1);
	assert_int_equal(asked, 1);
}

static void
a_file_that_is_announced_twice_is_consumed_once(void **state)
{
	struct msg_landed	 m = land(BOX_CCR, "PC17.CCR", request);

	(void)state;
	announce(&m);
	until(!lies(&m));
	until(state_of(&m) == INBOX_REMOVED);
	announce(&m);		/* and late, when it is long gone */
	wait_for_scans();
	assert_int_equal(requests(), 1);
	assert_int_equal(asked, 1);
	assert_int_equal(released(), 1);
}

/* A worker that was taken over says of each file that it landed long ago. */
static void
the_place_of_a_file_is_not_looked_for_far_back(void **state)
{
	static struct inbox_item	 item[INBOX_WALK_MOST + 2];
	struct inboxes			 in = { 0 };
	struct inbox_item		 it = { 0 };
	size_t				 i;

	(void)state;
	TAILQ_INIT(&in.queue);
	assert_true(inbox_item_is_in_time(&in, &it));
	for (i = 0; i < nitems(item); i++) {
		item[i].landing.landed.us = (int64_t)(10 * i);
		TAILQ_INSERT_TAIL(&in.queue, &item[i], link);
	}
	it.landing.landed.us = 10;	/* behind the second: 1024 back */
	assert_true(inbox_item_is_in_time(&in, &it));
	it.landing.landed.us = 9;
	assert_false(inbox_item_is_in_time(&in, &it));
}

static void
a_file_that_nobody_announced_is_found(void **state)
{
	struct msg_landed	 m = record_for(BOX_CCR, "PC17.CCR",
				    strlen(request));

	(void)state;
	put(&m, request);
	until(!lies(&m));
	assert_int_equal(requests(), 1);
}

static void
after_files_that_nobody_announced_more_are_looked_for_at_once(void **state)
{
	struct msg_landed	 m = record_for(BOX_CCR, "PC17.CCR",
				    strlen(request));
	uint64_t		 scans;

	(void)state;
	director_stop();
	director_env.config.scan_interval = 3600 * 1000;
	put(&m, request);
	director_start();
	until(!lies(&m) && the_director()->inboxes->scans == 2);
	scans = the_director()->inboxes->scans;
	wait_for_scans();
	assert_int_equal(the_director()->inboxes->scans, scans);
}

static void
a_copy_under_another_name_is_consumed_once(void **state)
{
	struct msg_landed	 m = record_for(BOX_CCR, "ONE.CCR",
				    strlen(request));
	struct msg_landed	 twin = m;

	(void)state;
	(void)strcpy(twin.name, "TWO.CCR");
	put(&m, request);
	put_as(&m, "TWO.CCR", request);
	until(!lies(&m) && !lies(&twin));
	settle_down();
	assert_int_equal(requests(), 1);
	assert_int_equal(asked, 1);
}

/* The commit was durable, the removal was not. */
static void
a_consumed_file_that_a_crash_brings_back_goes_without_effect(void **state)
{
	struct msg_landed	 m = land(BOX_CCR, "PC17.CCR", request);

	(void)state;
	until(state_of(&m) == INBOX_REMOVED);
	director_stop();
	put(&m, request);
	director_start();
	until(!lies(&m));
	settle_down();
	assert_int_equal(requests(), 1);
	assert_int_equal(asked, 1);
}

static void
a_file_that_came_back_does_not_stop_those_that_came_with_it(void **state)
{
	struct msg_landed	 m = land(BOX_CCR, "PC17.CCR", request), fresh;
	char			 name[16];
	int			 i;

	(void)state;
	until(state_of(&m) == INBOX_REMOVED);
	director_stop();
	put(&m, request);
	for (i = 0; i < 5; i++) {
		(void)snprintf(name, sizeof(name), "F%d.CCR", i);
		fresh = record_for(BOX_CCR, name, strlen(request));
		put(&fresh, request);
	}
	director_start();
	until(count_files("cap/up/ccr.box") == 0);
	settle_down();
	assert_int_equal(requests(), 1);
	assert_int_equal(asked, 6);
}

static void
a_file_landed_under_a_name_that_came_back_is_another(void **state)
{
	struct msg_landed	 m = land(BOX_CCR, "PC17.CCR", request);

	(void)state;
	until(state_of(&m) == INBOX_REMOVED);
	m = land(BOX_CCR, "PC17.CCR", request);
	until(!lies(&m));
	assert_int_equal(requests(), 1);
	assert_int_equal(asked, 2);
}

/* Found again, they would be refused, and with them whatever came with them. */
static void
what_goes_while_a_scan_is_under_way_is_not_found_by_it(void **state)
{
	struct inboxes		*in = the_director()->inboxes;
	struct msg_landed	 m[8];
	char			 name[16];
	size_t			 i;

	(void)state;
	until(in->scanned && !in->scanning);
	in->scanning = true;
	for (i = 0; i < nitems(m); i++) {
		(void)snprintf(name, sizeof(name), "F%zu.CCR", i);
		m[i] = land(BOX_CCR, name, request);
	}
	for (i = 0; i < nitems(m); i++)
		until(state_of(&m[i]) == INBOX_REMOVED);
	for (i = 0; i < nitems(m); i++)
		announce(&m[i]);
	settle_down();
	assert_int_equal(in->lane_max, LANE_MAX);
	for (i = 0; i < nitems(m); i++)
		assert_true(inbox_item_went(in, &m[i].landing));
	in->scanning = false;
	scan_soon(in, 0);	/* its turn may have come in vain */
	until(in->went == NULL);
	assert_int_equal(released(), nitems(m));
}

/* As a crash between the two leaves it: in the store, and on the disk. */
static void
a_name_is_not_removed_when_it_is_another_files(void **state)
{
	struct msg_landed	 old = record_for(BOX_CCR, "PC17.CCR", 0);
	struct msg_landed	 fresh = record_for(BOX_CCR, "PC17.CCR",
				    strlen(request));
	char			 full[128];
	int			 fd;

	(void)state;
	put(&fresh, request);
	director_stop();
	(void)snprintf(full, sizeof(full), "%s/cap/up/ccr.box", site_dir);
	fd = open(full, O_RDONLY | O_DIRECTORY);
	assert_int_equal(inbox_file_remove(fd, -1, "PC17.CCR",
	    &old), -ESTALE);
	assert_int_equal(inbox_file_put_aside(fd, "PC17.CCR", &old), -ESTALE);
	assert_true(lies(&fresh));
	assert_int_equal(inbox_file_remove(fd, -1, "NOBODY.CCR",
	    &old), INBOX_FILE_GONE);
	(void)close(fd);
	director_start();
	until(!lies(&fresh));
	assert_int_equal(requests(), 1);
}

/* --- off the disk --- */

static void
what_leaves_its_box_is_soon_off_the_disk(void **state)
{
	char			 name[32];
	struct msg_landed	 m = { .box = BOX_CCR };
	int			 i;

	(void)state;
	for (i = 0; i < 150; i++) {
		(void)snprintf(name, sizeof(name), "%d.CCR", i);
		m = land(BOX_CCR, name, request);
	}
	until(!lies(&m) && count_files("cap/up/ccr.box") == 0 &&
	    count_files("cap/gone") == 0);
	assert_int_equal(released(), 150);
}

static void
what_an_end_left_on_the_disk_goes_with_the_next_start(void **state)
{
	(void)state;
	director_stop();
	spit("cap/gone/00112233445566778899AABBCCDDEEFF", "x", 1);
	spit("cap/gone/two", "", 0);
	director_start();
	until(count_files("cap/gone") == 0);
}

static void
a_file_that_leaves_lies_under_its_id_until_the_disk_has_time(void **state)
{
	struct msg_landed	 m = record_for(BOX_CCR, "PC17.CCR",
				    strlen(request));
	char			 box[128], gone[128];
	int			 fd, to;

	(void)state;
	put(&m, request);
	director_stop();
	(void)snprintf(box, sizeof(box), "%s/cap/up/ccr.box", site_dir);
	(void)snprintf(gone, sizeof(gone), "%s/cap/gone", site_dir);
	fd = open(box, O_RDONLY | O_DIRECTORY);
	to = open(gone, O_RDONLY | O_DIRECTORY);
	assert_int_equal(inbox_file_remove(fd, to, "PC17.CCR", &m), 0);
	assert_false(lies(&m));
	assert_int_equal(count_files("cap/gone"), 1);
	put(&m, request);
	assert_int_equal(inbox_file_remove(fd, -1, "PC17.CCR", &m), 0);
	assert_false(lies(&m));
	assert_int_equal(count_files("cap/gone"), 1);
	(void)close(fd);
	(void)close(to);
	director_start();
}

static void
no_more_than_so_much_waits_for_the_disk(void **state)
{
	struct inboxes		*in = the_director()->inboxes;
	struct inbox_item	 it = { .landing.size = 1000 };

	(void)state;
	assert_int_equal(gone_folder(in), in->gone.fd);
	in->gone.files = INBOX_GONE_FILES - 1;
	assert_int_equal(gone_folder(in), in->gone.fd);
	gone_add(in, &it);
	assert_int_equal(gone_folder(in), -1);
	in->gone.files = 0;
	in->gone.bytes = INBOX_GONE_BYTES - 1000;
	gone_add(in, &it);
	assert_int_equal(gone_folder(in), -1);
	in->gone.bytes = 0;
}

/* --- files of other kinds --- */

static void
a_file_put_there_by_hand_is_consumed_and_frees_nobodys_room(void **state)
{
	(void)state;
	spit("cap/up/ddr.box/HAND.DDR", heartbeat, strlen(heartbeat));
	until(!exists("cap/up/ddr.box/HAND.DDR"));
	assert_int_equal(clients(), 1);
	assert_int_equal(released(), 0);
}

static void
an_empty_request_is_thrown_away(void **state)
{
	struct msg_landed	 m = land(BOX_CCR, "PC17.CCR", "");

	(void)state;
	until(!lies(&m));
	assert_int_equal(requests(), 0);
	assert_int_equal(bad_files(BOX_CCR), 0);
}

static void
what_is_no_file_is_left_alone(void **state)
{
	char	 path[512];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/cap/up/ddr.box/LINK.DDR",
	    site_dir);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	(void)snprintf(path, sizeof(path), "%s/cap/up/ddr.box/PIPE.DDR",
	    site_dir);
	assert_int_equal(mkfifo(path, 0666), 0);
	(void)snprintf(path, sizeof(path), "%s/cap/up/ddr.box/FOLDER",
	    site_dir);
	assert_int_equal(mkdir(path, 0777), 0);
	wait_for_scans();
	assert_int_equal(count_files("cap/up/ddr.box"), 3);
	assert_int_equal(bad_files(BOX_DDR), 0);
	assert_int_equal(clients(), 0);
}

/* --- bad ones --- */

static void
a_bad_file_is_put_aside_with_its_reason(void **state)
{
	struct msg_landed	 m;

	(void)state;
	log_to(-1);
	m = land(BOX_DDR, "BAD.DDR", "<System>\r\nnonsense\r\n");
	until(!lies(&m));
	until(state_of(&m) == INBOX_QUARANTINED);
	log_to(STDERR_FILENO);
	assert_non_null(strstr(row_result, "line 2"));
	assert_int_equal(bad_files(BOX_DDR), 1);
	assert_int_equal(clients(), 0);
	assert_int_equal(released(), 1);
}

static void
a_bad_file_that_a_crash_brings_back_goes_aside_again(void **state)
{
	struct msg_landed	 m;

	(void)state;
	log_to(-1);
	m = land(BOX_DDR, "BAD.DDR", "<System>\r\nnonsense\r\n");
	until(state_of(&m) == INBOX_QUARANTINED && !lies(&m));
	settle_down();
	director_stop();
	put(&m, "<System>\r\nnonsense\r\n");
	director_start();
	until(!lies(&m));
	log_to(STDERR_FILENO);
	assert_int_equal(bad_files(BOX_DDR), 1);
	assert_int_equal(state_of(&m), INBOX_QUARANTINED);
}

static void
two_bad_files_of_one_name_are_both_kept(void **state)
{
	struct msg_landed	 m;

	(void)state;
	log_to(-1);
	m = land(BOX_DDR, "BAD.DDR", "<System>\r\n");
	until(!lies(&m));
	m = land(BOX_DDR, "BAD.DDR", "<System>\r\n");
	until(!lies(&m));
	log_to(STDERR_FILENO);
	assert_int_equal(bad_files(BOX_DDR), 2);
}

static void
r29_one_bad_file_does_not_stop_the_others(void **state)
{
	struct msg_landed	 m[60];
	char			 name[32];
	size_t			 i;

	(void)state;
	log_to(-1);
	for (i = 0; i < nitems(m); i++) {
		(void)snprintf(name, sizeof(name), "F%zu.CCR", i);
		m[i] = record_for(BOX_CCR, name, i % 7 == 3 ? 3 :
		    strlen(request));
		put(&m[i], i % 7 == 3 ? "xyz" : request);
	}
	for (i = 0; i < nitems(m); i++)
		announce(&m[i]);
	until(count_files("cap/up/ccr.box") == 0);
	log_to(STDERR_FILENO);
	settle_down();
	assert_int_equal(bad_files(BOX_CCR), 9);
	assert_int_equal(requests(), 1);
	assert_int_equal(asked, 51);
	assert_int_equal(released(), 60);
}

/* Otherwise whoever sends nothing but bad files fills the disk. */
static void
bad_files_are_kept_up_to_a_number(void **state)
{
	char			 path[128];
	struct msg_landed	 m;
	int			 i;

	(void)state;
	log_to(-1);
	m = land(BOX_DDR, "FIRST.DDR", "x");
	until(!lies(&m));
	assert_int_equal(bad_files(BOX_DDR), 1);
	for (i = 1; i < BAD_FILES; i++) {
		(void)snprintf(path, sizeof(path),
		    "cap/up/ddr.box/.bad/old%d", i);
		spit(path, "y", 1);
	}
	m = land(BOX_DDR, "LAST.DDR", "x");
	until(!lies(&m));
	log_to(STDERR_FILENO);
	assert_int_equal(bad_files(BOX_DDR), BAD_FILES);
	assert_false(exists("cap/up/ddr.box/.bad/01010101.FIRST.DDR"));
	assert_true(exists("cap/up/ddr.box/.bad/02020202.LAST.DDR"));
}

static void
bad_files_are_kept_up_to_a_size(void **state)
{
	char			 path[128];
	struct msg_landed	 m;

	(void)state;
	log_to(-1);
	m = land(BOX_DDR, "FIRST.DDR", "x");
	until(!lies(&m));
	(void)snprintf(path, sizeof(path), "%s/cap/up/ddr.box/.bad/"
	    "01010101.FIRST.DDR", site_dir);
	assert_int_equal(truncate(path, (off_t)BAD_BYTES), 0);
	m = land(BOX_DDR, "LAST.DDR", "x");
	until(!lies(&m));
	log_to(STDERR_FILENO);
	assert_int_equal(bad_files(BOX_DDR), 1);
	assert_true(exists("cap/up/ddr.box/.bad/02020202.LAST.DDR"));
}

static void
a_record_that_is_too_long_is_bad(void **state)
{
	size_t			 n = 2 * 1024 * 1024;
	char			*big = malloc(n + 1);
	struct msg_landed	 m;

	(void)state;
	assert_non_null(big);
	memset(big, 'x', n);
	big[n] = '\0';
	log_to(-1);
	m = land(BOX_DDR, "BIG.DDR", big);
	until(!lies(&m));
	log_to(STDERR_FILENO);
	assert_int_equal(bad_files(BOX_DDR), 1);
	free(big);
}

/* Time may be wrong there or here: asked again later, not thrown away. */
static void
a_record_from_the_future_waits(void **state)
{
	char			 text[sizeof(heartbeat)];
	struct msg_landed	 m;
	char			*year;

	(void)state;
	(void)strcpy(text, heartbeat);
	year = strstr(text, "1998/");
	memcpy(year, "2090", 4);
	m = land(BOX_DDR, "LATER.DDR", text);
	wait_for_scans();
	assert_true(lies(&m));
	assert_int_equal(state_of(&m), INBOX_LANDED);
	assert_int_equal(clients(), 0);
	director_stop();
	director_start();
	settle_down();
	assert_true(lies(&m));
}

/* A worker that was taken over may say so. */
static void
a_file_landed_at_no_time_that_can_be_is_dated_all_the_same(void **state)
{
	static const int64_t	 times[] = { INT64_MIN, -1, INT64_MAX };
	struct msg_landed	 m;
	char			 name[16];
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(times); i++) {
		(void)snprintf(name, sizeof(name), "T%zu.DDR", i);
		m = record_for(BOX_DDR, name, strlen(heartbeat));
		m.landed.us = times[i];
		put(&m, heartbeat);
		announce(&m);
		until(state_of(&m) == INBOX_REMOVED);
		assert_true(row_landed.us >= 0 &&
		    row_landed.us <= wall_now().us);
	}
	assert_int_equal(clients(), 1);
}

/* --- clients that nobody knows, T16 --- */

static struct msg_landed
land_client(unsigned number, const char *address)
{
	char			 text[sizeof(heartbeat)], name[16];
	struct msg_landed	 m;

	(void)strcpy(text, heartbeat);
	*strstr(text, "0F1E2D3C") = (char)('A' + number);
	(void)snprintf(name, sizeof(name), "C%u.DDR", number);
	m = record_for(BOX_DDR, name, strlen(text));
	assert_true(addr_parse(address, &m.address));
	put(&m, text);
	announce(&m);
	return m;
}

static void
clients_beyond_what_an_address_may_bring_wait(void **state)
{
	struct msg_landed	 m[5];

	(void)state;
	director_env.config.new_clients = 2;
	m[0] = land_client(0, "2001:db8::1");
	m[1] = land_client(1, "2001:db8::2");	/* as one, of that /64 */
	log_to(-1);
	until(!lies(&m[0]) && !lies(&m[1]));
	log_to(STDERR_FILENO);
	m[2] = land_client(2, "2001:db8::3");
	m[3] = land_client(3, "10.0.0.1");
	until(!lies(&m[3]));
	m[4] = land_client(0, "2001:db8::1");	/* known */
	until(!lies(&m[4]));
	wait_for_scans();
	assert_true(lies(&m[2]));
	assert_int_equal(state_of(&m[2]), INBOX_LANDED);
	assert_int_equal(clients(), 3);
	director_env.config.new_clients = 3;
	until(!lies(&m[2]));
	assert_int_equal(clients(), 4);
}

/* --- what nobody digests --- */

static void
a_file_of_a_kind_that_nobody_digests_is_kept(void **state)
{
	struct msg_landed	 m = land(BOX_STATMSGS, "A.DAT", "status");

	(void)state;
	wait_for_scans();
	assert_true(lies(&m));
	assert_int_equal(state_of(&m), INBOX_LANDED);
	assert_int_equal(released(), 0);
}

static void
a_kept_file_that_is_fetched_frees_its_room(void **state)
{
	struct msg_landed	 m = land(BOX_STATMSGS, "A.DAT", "status");
	char			 path[512];

	(void)state;
	until(state_of(&m) == INBOX_LANDED);
	wait_for_scans();
	(void)snprintf(path, sizeof(path), "%s/cap/up/statmsgs.box/A.DAT",
	    site_dir);
	assert_int_equal(unlink(path), 0);
	until(state_of(&m) == INBOX_REMOVED);
	assert_int_equal(released(), 1);
	wait_for_scans();
	assert_int_equal(released(), 1);
}

/* --- the clerk, and workers that lie --- */

static void
the_clerk_is_told_what_waits(void **state)
{
	struct msg_landed	 m = land(BOX_STATMSGS, "A.DAT", "status");
	struct quota_state	 head;
	struct quota_amount	 a;
	struct heard		*h, *last = NULL;
	struct rd		 r;

	(void)state;
	until(state_of(&m) == INBOX_LANDED);
	director_stop();
	director_start();
	until(far_unread(clerk, MSG_QUOTA_STATE) > 0);
	while ((h = far_heard(clerk, MSG_QUOTA_STATE)) != NULL)
		last = h;
	r = heard_body(last);
	msg_get_quota_state(&r, &head);
	assert_true(head.first && head.last);
	assert_int_equal(head.n, 1);
	msg_get_quota_amount(&r, &a);
	assert_true(rd_end(&r));
	assert_int_equal(a.who.account, ACCOUNT);
	assert_string_equal(a.who.box, "statmsgs.box");
	assert_int_equal(a.bytes, 6);
}

static void
a_name_that_leads_elsewhere_blames_the_worker(void **state)
{
	static const char	*const names[] = { "../../../store/site.db",
				    "a/b", "..", ".", "",
				    "/etc/passwd" };
	struct msg_landed	 m;
	size_t			 i;

	(void)state;
	log_to(-1);
	for (i = 0; i < nitems(names); i++) {
		m = record_for(BOX_DDR, names[i], 10);
		announce(&m);
		settle_down();
		if (!far_is_cut(worker))
			fail_msg("\"%s\" was taken", names[i]);
		assert_int_equal(state_of(&m), 0);
		worker = env_double_peer(&director_env, &director_ops,
		    ROLE_WORKER, (unsigned)(i + 1));
	}
	log_to(STDERR_FILENO);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, director_down)
	const struct CMUnitTest	 tests[] = {
		T(a_heartbeat_becomes_a_client_and_the_file_goes),
		T(a_request_joins_the_queue),
		T(a_file_that_is_announced_twice_is_consumed_once),
		T(the_place_of_a_file_is_not_looked_for_far_back),
		T(a_file_that_nobody_announced_is_found),
		T(after_files_that_nobody_announced_more_are_looked_for_at_once),
		T(a_copy_under_another_name_is_consumed_once),
		T(a_consumed_file_that_a_crash_brings_back_goes_without_effect),
		T(a_file_that_came_back_does_not_stop_those_that_came_with_it),
		T(what_goes_while_a_scan_is_under_way_is_not_found_by_it),
		T(a_file_landed_under_a_name_that_came_back_is_another),
		T(a_name_is_not_removed_when_it_is_another_files),
		T(what_leaves_its_box_is_soon_off_the_disk),
		T(what_an_end_left_on_the_disk_goes_with_the_next_start),
		T(a_file_that_leaves_lies_under_its_id_until_the_disk_has_time),
		T(no_more_than_so_much_waits_for_the_disk),
		T(a_file_put_there_by_hand_is_consumed_and_frees_nobodys_room),
		T(an_empty_request_is_thrown_away),
		T(what_is_no_file_is_left_alone),
		T(a_bad_file_is_put_aside_with_its_reason),
		T(a_bad_file_that_a_crash_brings_back_goes_aside_again),
		T(two_bad_files_of_one_name_are_both_kept),
		T(r29_one_bad_file_does_not_stop_the_others),
		T(bad_files_are_kept_up_to_a_number),
		T(bad_files_are_kept_up_to_a_size),
		T(a_record_that_is_too_long_is_bad),
		T(a_record_from_the_future_waits),
		T(a_file_landed_at_no_time_that_can_be_is_dated_all_the_same),
		T(clients_beyond_what_an_address_may_bring_wait),
		T(a_file_of_a_kind_that_nobody_digests_is_kept),
		T(a_kept_file_that_is_fetched_frees_its_room),
		T(the_clerk_is_told_what_waits),
		T(a_name_that_leads_elsewhere_blames_the_worker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
