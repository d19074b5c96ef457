/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports of clients from the box into the store: inventory in the order of
 * the clients' time, status messages, discovery by heartbeat and by others;
 * what each kind of broken file becomes.
 */
#include "tests/unit/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "protocol/sms/mif.h"
#include "protocol/sms/raw.h"
#include "protocol/sms/sinv.h"
#include "protocol/sms/statmsg.h"
#include "store/client.h"
#include "store/finding.h"
#include "store/inbox.h"
#include "store/inventory.h"
#include "store/message.h"
#include "store/request.h"
#include "tests/unit/landed.h"
#include "tests/unit/sms.h"

#define MINUTE_US	60000000LL

static struct guid	pc17;
static int64_t		base_us;	/* full reports were made then */

static int
set_up(void **state)
{
	next_landing = 0;
	memset(pc17.b, 0x17, sizeof(pc17.b));
	if (director_up(state) != 0)
		return -1;
	director_env.config.scan_interval = 100;
	director_ops.reconfigured(&director_env);
	base_us = (wall_now().us / 1000000 - 6000) * 1000000;
	return 0;
}

static struct wall
minute(int n)
{
	return (struct wall){ base_us + n * MINUTE_US };
}

/* --- reports --- */

static char	text[8 * 1024 * 1024];

static const char *
printed(struct buf *b)
{
	assert_true(buf_ok(b) && b->len < sizeof(text));
	memcpy(text, b->data, b->len);
	text[b->len] = '\0';
	buf_free(b);
	return text;
}

struct disk {
	const char	*drive;
	enum mif_act	 act;
	uint64_t	 free;
};

static const char *
hardware_of(struct wall time, bool full, const struct disk *disks,
    uint32_t copylist)
{
	struct report_head	 h = { pc17, "PC17", full, time };
	struct mif_group	*g;
	struct mif		 m;
	struct buf		 b;

	buf_init(&b, MIF_SIZE_MAX);
	mif_init(&m, &h);
	if (copylist != 0) {
		g = mif_add_group(&m, MIF_CLIENT_GROUP, MIF_CLIENT_CLASS);
		(void)mif_add_number(&m, g, MIF_COPYLIST, copylist);
	}
	for (; disks->drive != NULL; disks++) {
		g = mif_add_group(&m, "Disk", "MICROSOFT|DISK|1.0");
		g->act = disks->act;
		mif_set_key(&m, g, mif_add(&m, g, "Drive", disks->drive));
		(void)mif_add_number(&m, g, "Free", disks->free);
	}
	mif_put(&b, &m);
	mif_free(&m);
	return printed(&b);
}

static const struct disk	c_and_d[] = {
	{ "C:", MIF_ADD, 812 }, { "D:", MIF_ADD, 99 }, { NULL, 0, 0 }
};

static const char *
full_hardware(struct wall time)
{
	return hardware_of(time, true, c_and_d, 0);
}

static const char *
software_of(struct wall time, bool full, const struct sinv_file *files,
    size_t n)
{
	struct report_head	 h = { pc17, "PC17", full, time };
	struct sinv		 s;
	struct buf		 b;

	buf_init(&b, SINV_SIZE_MAX);
	sinv_init(&s, &h);
	while (n-- > 0)
		sinv_add(&s, files++);
	sinv_put(&b, &s);
	sinv_free(&s);
	return printed(&b);
}

static const char *
message_of(struct wall time, uint32_t id, const char *what)
{
	struct statmsg	 m = { .id = id, .severity = SEVERITY_WARNING,
			    .source = "SMS Client", .component = "APM",
			    .system = "PC17", .site = "S01", .time = time,
			    .string = { what } };
	struct buf	 b;

	buf_init(&b, STATMSG_SIZE_MAX);
	statmsg_put(&b, &m);
	return printed(&b);
}

/* --- what the store knows --- */

static char	known[4096];

static void
add_items(void *arg, const struct err *failed, const struct item_list *list)
{
	size_t	 i, n = 0;

	(void)arg;
	assert_null(failed);
	known[0] = '\0';
	for (i = 0; i < list->n; i++)
		n += (size_t)snprintf(known + n, sizeof(known) - n,
		    "%s[%s] %s", list->rows[i].class, list->rows[i].key,
		    list->rows[i].value);
}

static const char *
items(enum inventory_kind kind)
{
	struct item_query	 q = { .client = &pc17, .kind = kind,
				    .after_class = "", .after_key = "" };

	assert_int_equal(store_inventory_items(the_director()->store, &q,
	    add_items, NULL), 0);
	store_wait(the_director()->store);
	return known;
}

static struct inventory_row	heads[4];
static size_t			nheads;

static void
take_heads(void *arg, const struct err *failed,
    const struct inventory_list *list)
{
	(void)arg;
	assert_null(failed);
	nheads = list->n;
	memcpy(heads, list->rows, list->n * sizeof(heads[0]));
}

static size_t
inventories(void)
{
	assert_int_equal(store_inventories(the_director()->store, &pc17,
	    take_heads, NULL), 0);
	store_wait(the_director()->store);
	return nheads;
}

static const char	*asked_kind;
static uint64_t		 asked_count;

static void
find_request(void *arg, const struct err *failed,
    const struct request_list *list)
{
	size_t	 i;

	(void)arg;
	assert_null(failed);
	for (i = 0; i < list->n; i++)
		if (strcmp(list->rows[i].kind, asked_kind) == 0 &&
		    strcmp(list->rows[i].computer, "PC17") == 0)
			asked_count = list->rows[i].count;
}

/* How often it was asked for; 0: nothing waits. */
static uint64_t
asked(const char *kind)
{
	struct request_query	 q = { 0 };

	asked_kind = kind;
	asked_count = 0;
	assert_int_equal(store_requests(the_director()->store, &q,
	    find_request, NULL), 0);
	store_wait(the_director()->store);
	return asked_count;
}

static enum inbox_state	row_state;
static char		row_result[512];

static void
look_at_row(void *arg, const struct err *failed,
    const struct inbox_list *list)
{
	(void)arg;
	assert_null(failed);
	row_state = list->n == 0 ? 0 : list->rows[0].state;
	(void)snprintf(row_result, sizeof(row_result), "%s",
	    list->n == 0 ? "" : list->rows[0].result);
}

static enum inbox_state
state_of(const struct msg_landed *m)
{
	struct inbox_query	 q = { .landing = &m->landing };

	assert_int_equal(store_inbox(the_director()->store, &q, look_at_row,
	    NULL), 0);
	store_wait(the_director()->store);
	return row_state;
}

static bool
result_says(const struct msg_landed *m, const char *words)
{
	(void)state_of(m);
	if (strstr(row_result, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", row_result, words);
	return true;
}

static struct finding_row	found;
static char			found_other[64], found_detail[512];
static enum finding_kind	wanted;

static void
look_for(void *arg, const struct err *failed, const struct finding_list *l)
{
	size_t	 i;

	(void)arg;
	assert_null(failed);
	for (i = 0; i < l->n; i++) {
		if (l->rows[i].kind != wanted)
			continue;
		found = l->rows[i];
		(void)snprintf(found_other, sizeof(found_other), "%s",
		    l->rows[i].other);
		(void)snprintf(found_detail, sizeof(found_detail), "%s",
		    l->rows[i].detail);
	}
}

static bool
is_found(enum finding_kind kind)
{
	struct finding_query	 q = { .open_only = true };

	wanted = kind;
	found = (struct finding_row){ .seq = 0 };
	assert_int_equal(store_findings(the_director()->store, &q, look_for,
	    NULL), 0);
	store_wait(the_director()->store);
	return found.seq != 0;
}

/* A file that is through, for better or worse. */
static struct msg_landed
digested(enum box box, const char *name, const char *content)
{
	struct msg_landed	 m = land(box, name, content);

	until(!lies(&m));
	settle_down();
	return m;
}

/* --- hardware --- */

static void
a_full_report_replaces_all_that_was_known(void **state)
{
	static const struct disk	 only_e[] = {
		{ "E:", MIF_ADD, 1 }, { NULL, 0, 0 }
	};

	(void)state;
	(void)digested(BOX_INVENTRY, "ONE.NHM", full_hardware(minute(0)));
	assert_string_equal(items(INVENTORY_HARDWARE),
	    "Disk[C:] Drive=C:\nFree=812\nDisk[D:] Drive=D:\nFree=99\n");
	assert_int_equal(inventories(), 1);
	assert_int_equal(heads[0].items, 2);
	assert_int_equal(heads[0].told.us, minute(0).us);
	(void)digested(BOX_INVENTRY, "TWO.NHM",
	    hardware_of(minute(1), true, only_e, 0));
	assert_string_equal(items(INVENTORY_HARDWARE),
	    "Disk[E:] Drive=E:\nFree=1\n");
}

static void
a_delta_adds_changes_and_removes(void **state)
{
	static const struct disk	 delta[] = {
		{ "C:", MIF_UPDATE, 5 }, { "D:", MIF_DELETE, 0 },
		{ "E:", MIF_ADD, 7 }, { NULL, 0, 0 }
	};

	(void)state;
	(void)digested(BOX_INVENTRY, "ONE.NHM", full_hardware(minute(0)));
	(void)digested(BOX_INVENTRY, "TWO.NHM",
	    hardware_of(minute(1), false, delta, 0));
	assert_string_equal(items(INVENTORY_HARDWARE),
	    "Disk[C:] Drive=C:\nFree=5\nDisk[E:] Drive=E:\nFree=7\n");
	assert_int_equal(inventories(), 1);
	assert_int_equal(heads[0].deltas, 1);
	assert_int_equal(heads[0].told.us, minute(1).us);
	assert_int_equal(heads[0].complete.us, minute(0).us);
}

static void
a_delta_of_an_unknown_client_waits_and_asks_for_a_full_report(void **state)
{
	static const struct disk	 delta[] = {
		{ "C:", MIF_UPDATE, 5 }, { NULL, 0, 0 }
	};
	struct msg_landed		 m;

	(void)state;
	m = land(BOX_INVENTRY, "EARLY.NHM",
	    hardware_of(minute(1), false, delta, 0));
	wait_for_scans();
	assert_true(lies(&m));
	assert_int_equal(state_of(&m), INBOX_LANDED);
	assert_int_equal(asked("resync"), 1);
	(void)digested(BOX_INVENTRY, "LATE.NHM", full_hardware(minute(0)));
	until(!lies(&m));
	assert_int_equal(asked("resync"), 0);
	assert_string_equal(items(INVENTORY_HARDWARE),
	    "Disk[C:] Drive=C:\nFree=5\nDisk[D:] Drive=D:\nFree=99\n");
}

static void
a_delta_that_nobody_completes_is_put_aside_after_fourteen_days(void **state)
{
	static const struct disk	 delta[] = { { NULL, 0, 0 } };
	struct msg_landed		 m;
	const char			*content;

	(void)state;
	log_to(-1);
	content = hardware_of(minute(0), false, delta, 0);
	m = record_for(BOX_INVENTRY, "OLD.NHM", strlen(content));
	m.landed.us -= (INVENTORY_WAIT_S + 10) * 1000000LL;
	put(&m, content);
	announce(&m);
	until(!lies(&m));
	log_to(STDERR_FILENO);
	until(state_of(&m) == INBOX_QUARANTINED);
	assert_true(result_says(&m, "did not come in 14 days"));
	assert_int_equal(bad_files(BOX_INVENTRY), 1);
}

static void
a_delta_that_does_not_fit_changes_nothing_and_asks(void **state)
{
	static const struct disk	 delta[] = {
		{ "C:", MIF_DELETE, 0 }, { "X:", MIF_UPDATE, 5 },
		{ NULL, 0, 0 }
	};
	struct msg_landed		 m;

	(void)state;
	(void)digested(BOX_INVENTRY, "ONE.NHM", full_hardware(minute(0)));
	log_to(-1);
	m = digested(BOX_INVENTRY, "TWO.NHM",
	    hardware_of(minute(1), false, delta, 0));
	log_to(STDERR_FILENO);
	assert_int_equal(bad_files(BOX_INVENTRY), 1);
	assert_true(result_says(&m, "changes Disk \"X:\", which is not known"));
	assert_int_equal(asked("resync"), 1);
	assert_string_equal(items(INVENTORY_HARDWARE),
	    "Disk[C:] Drive=C:\nFree=812\nDisk[D:] Drive=D:\nFree=99\n");
	(void)digested(BOX_INVENTRY, "THREE.NHM", full_hardware(minute(2)));
	assert_int_equal(asked("resync"), 0);
}

static void
reports_are_taken_in_the_order_of_the_clients_time(void **state)
{
	static const struct disk	 delta[] = {
		{ "C:", MIF_UPDATE, 5 }, { NULL, 0, 0 }
	};
	struct msg_landed		 m;

	(void)state;
	(void)digested(BOX_INVENTRY, "A.NHM", full_hardware(minute(0)));
	(void)digested(BOX_INVENTRY, "B.NHM",
	    hardware_of(minute(5), false, delta, 0));
	m = digested(BOX_INVENTRY, "C.NHM",
	    hardware_of(minute(4), false, c_and_d, 0));
	assert_true(result_says(&m, "out of date"));
	m = digested(BOX_INVENTRY, "D.NHM",
	    hardware_of(minute(5), false, c_and_d, 0));
	assert_true(result_says(&m, "out of date"));
	m = digested(BOX_INVENTRY, "E.NHM", full_hardware(minute(3)));
	assert_true(result_says(&m, "out of date"));
	assert_string_equal(items(INVENTORY_HARDWARE),
	    "Disk[C:] Drive=C:\nFree=5\nDisk[D:] Drive=D:\nFree=99\n");
	assert_int_equal(bad_files(BOX_INVENTRY), 0);
}

/* --- CopyListVersion, Q174961 --- */

static void
a_differing_copy_list_is_one_request_and_an_equal_one_none(void **state)
{
	uint32_t	 ours = 0;

	(void)state;
	assert_int_equal(import_sample(), 0);
	assert_true(publisher_copy_list(the_director(), &ours));
	(void)digested(BOX_INVENTRY, "A.NHM",
	    hardware_of(minute(0), true, c_and_d, ours));
	assert_int_equal(asked("copylist"), 0);
	(void)digested(BOX_INVENTRY, "B.NHM",
	    hardware_of(minute(1), true, c_and_d, ours + 1));
	assert_int_equal(asked("copylist"), 1);
	(void)digested(BOX_INVENTRY, "C.NHM",
	    hardware_of(minute(2), true, c_and_d, ours + 1));
	assert_int_equal(asked("copylist"), 2);
	(void)digested(BOX_INVENTRY, "D.NHM",
	    hardware_of(minute(3), true, c_and_d, ours));
	assert_int_equal(asked("copylist"), 0);
}

/* --- SMS 1.2 --- */

static struct msg_landed
land_raw(unsigned service_pack)
{
	struct report_head	 h = { pc17, "PC17", true, minute(0) };
	struct msg_landed	 m;
	struct mif_group	*g;
	struct mif		 mif;
	struct buf		 b;

	buf_init(&b, MIF_SIZE_MAX);
	mif_init(&mif, &h);
	g = mif_add_group(&mif, "NT CPU", "MICROSOFT|NT CPU|1.2");
	(void)mif_add(&mif, g, "Name", "x86");
	raw_put(&b, &mif, service_pack);
	mif_free(&mif);
	m = record_for(BOX_INVENTRY, "OLD.RAW", b.len);
	put(&m, (const char *)b.data);
	buf_free(&b);
	announce(&m);
	until(!lies(&m));
	settle_down();
	return m;
}

static void
an_agent_that_is_out_of_date_is_a_finding_not_only_a_bad_file(void **state)
{
	struct msg_landed	 m;

	(void)state;
	log_to(-1);
	m = land_raw(2);
	log_to(STDERR_FILENO);
	assert_true(result_says(&m, "expected 64 got 54"));
	assert_int_equal(bad_files(BOX_INVENTRY), 1);
	assert_true(is_found(FINDING_AGENT_OUTDATED));
	assert_true(guid_equal(&found.client, &pc17));
	assert_non_null(strstr(found_detail, "out of date"));
	(void)land_raw(RAW_SERVICE_PACK);
	assert_int_equal(bad_files(BOX_INVENTRY), 1);
	assert_non_null(strstr(items(INVENTORY_HARDWARE), "NT CPU[x86]"));
}

/* --- software --- */

static const struct sinv_file	files[] = {
	{ .folder = "C:\\WINNT", .name = "notepad.exe", .size = 45328,
	    .version = "4.0" },
	{ .folder = "C:\\DATA", .name = "plan.txt", .size = 112 },
};

static void
a_full_report_comes_before_its_deltas(void **state)
{
	static const struct sinv_file	 gone = { .folder = "c:\\data",
		.name = "PLAN.TXT", .gone = true };
	struct msg_landed		 m;

	(void)state;
	m = land(BOX_SINV, "A.SID", software_of(minute(1), false, &gone, 1));
	wait_for_scans();
	assert_true(lies(&m));
	(void)digested(BOX_SINV, "B.SIC",
	    software_of(minute(0), true, files, 2));
	until(!lies(&m));
	until(state_of(&m) == INBOX_REMOVED);
	assert_string_equal(items(INVENTORY_SOFTWARE),
	    "C:\\WINNT[notepad.exe] 45328\n\n4.0\n\n\n\n");
	m = digested(BOX_SINV, "C.SID",
	    software_of(minute(1), false, files, 2));
	assert_true(result_says(&m, "out of date"));
}

/* --- status messages --- */

static size_t	nmessages;
static char	last_message[400];

static void
take_messages(void *arg, const struct err *failed,
    const struct message_list *list)
{
	(void)arg;
	assert_null(failed);
	nmessages = list->n;
	if (list->n > 0)
		(void)snprintf(last_message, sizeof(last_message),
		    "%u %u %s %s %s", list->rows[0].id,
		    list->rows[0].severity, list->rows[0].system,
		    list->rows[0].component, list->rows[0].strings);
}

static size_t
messages(uint32_t severity)
{
	struct message_query	 q = { .system = "pc17",
				    .severity = severity };

	assert_int_equal(store_messages(the_director()->store, &q,
	    take_messages, NULL), 0);
	store_wait(the_director()->store);
	return nmessages;
}

static void
a_status_message_is_kept_until_it_is_too_old(void **state)
{
	(void)state;
	(void)digested(BOX_STATMSGS, "A.SVF",
	    message_of(minute(0), 10002, "S0120001"));
	(void)digested(BOX_STATMSGS, "B.SVF",
	    message_of(minute(0), 10008, "done"));
	assert_int_equal(messages(SEVERITY_INFO), 2);
	assert_string_equal(last_message, "10008 1 PC17 APM done\n");
	assert_int_equal(messages(SEVERITY_ERROR), 0);
	director_env.config.status_history = 50;
	until(messages(SEVERITY_INFO) == 0);
}

/* Q246749, Q295450: parked, and released when it is due. */
static void
a_message_from_the_future_is_released_when_it_is_due(void **state)
{
	struct wall		 soon = wall_now();
	struct msg_landed	 m;

	(void)state;
	soon.us += (REPORT_TOLERANCE_S + 2) * 1000000LL;
	m = land(BOX_STATMSGS, "A.SVF", message_of(soon, 1, ""));
	wait_for_scans();
	assert_true(lies(&m));
	assert_int_equal(messages(SEVERITY_INFO), 0);
	until(!lies(&m));
	assert_int_equal(messages(SEVERITY_INFO), 1);
}

/* --- what is broken, of each kind --- */

static void
bad_files_are_put_aside_and_never_stop_the_others(void **state)
{
	static const struct {
		enum box	 box;
		const char	*name, *content, *words;
	} rows[] = {
		{ BOX_INVENTRY, "A.NHM", "x\n", "without End Component" },
		{ BOX_INVENTRY, "B.NHM", "x\nEnd Component\n",
		    "no such report" },
		{ BOX_INVENTRY, "C.RAW", "RAW1", "ends before its trailer" },
		{ BOX_SINV, "D.SIC", "<System>\n", "without END_OF_FILE" },
		{ BOX_SINV, "E.SID", "x\nEND_OF_FILE\n", "no such report" },
		{ BOX_STATMSGS, "F.SVF", "STATMSG: ID=1", "NUMATTRS=0" },
		{ BOX_STATMSGS, "G.SVF", "x NUMATTRS=0\n", "no such report" },
		{ BOX_DDR, "H.DDR", "x\nEND_OF_FILE\n", "no discovery" },
	};
	struct msg_landed	 m[nitems(rows)], good;
	size_t			 i;

	(void)state;
	log_to(-1);
	for (i = 0; i < nitems(rows); i++)
		m[i] = land(rows[i].box, rows[i].name, rows[i].content);
	good = digested(BOX_INVENTRY, "Z.NHM", full_hardware(minute(0)));
	for (i = 0; i < nitems(rows); i++) {
		until(!lies(&m[i]));
		until(state_of(&m[i]) == INBOX_QUARANTINED);
		assert_true(result_says(&m[i], rows[i].words));
	}
	log_to(STDERR_FILENO);
	until(state_of(&good) == INBOX_REMOVED);
	assert_int_equal(inventories(), 1);
	assert_int_equal(bad_files(BOX_INVENTRY), 3);
	assert_int_equal(bad_files(BOX_STATMSGS), 2);
}

static void
files_without_a_byte_are_thrown_away(void **state)
{
	static const struct {
		enum box	 box;
		const char	*name;
	} rows[] = {
		{ BOX_DDR, "A.DDR" }, { BOX_CCR, "B.CCR" },
		{ BOX_INVENTRY, "C.NHM" }, { BOX_INVENTRY, "D.RAW" },
		{ BOX_SINV, "E.SIC" }, { BOX_SINV, "F.SID" },
		{ BOX_STATMSGS, "G.SVF" },
	};
	struct msg_landed	 m;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		m = digested(rows[i].box, rows[i].name, "");
		until(state_of(&m) == INBOX_REMOVED);
		assert_int_equal(bad_files(rows[i].box), 0);
	}
}

static void
what_is_larger_than_the_site_allows_is_put_aside(void **state)
{
	struct msg_landed	 m;
	char			*sample, *site;

	(void)state;
	sample = read_source("conf/site.ct0");
	site = replaced(sample, "<Max MIF Size><REG_DWORD><><5000000>",
	    "<Max MIF Size><REG_DWORD><><1024>");
	assert_int_equal(import_site(site, strlen(site)), 0);
	free(site);
	free(sample);
	log_to(-1);
	m = digested(BOX_INVENTRY, "A.NHM",
	    hardware_of(minute(0), true, c_and_d, 4711));
	assert_true(m.size > 1024);
	log_to(STDERR_FILENO);
	assert_true(result_says(&m, "larger than"));
	assert_int_equal(bad_files(BOX_INVENTRY), 1);
}

#define LARGE	40000			/* files of a machine */

static int64_t
cpu_us(void)
{
	struct timespec	 ts;

	assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts), 0);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static const char *
large_software(void)
{
	struct sinv_file	*list = calloc(LARGE, sizeof(*list));
	static char		 names[LARGE][16];
	const char		*report;
	size_t			 i;

	assert_non_null(list);
	for (i = 0; i < LARGE; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "%zu.exe", i);
		list[i] = (struct sinv_file){ .folder = "C:\\PROGRAM FILES",
		    .name = names[i], .size = i, .modified = minute(0),
		    .version = "1.00.0001", .company = "Some Corporation",
		    .product = "One of its products",
		    .product_version = "1.00" };
	}
	report = software_of(minute(0), true, list, LARGE);
	free(list);
	return report;
}

/* Everybody waits for the loop; who drops what is large must not hold it. */
static void
a_large_report_is_read_by_a_thread_not_by_the_loop(void **state)
{
	const char		*report = large_software();
	struct syntax_err	 e;
	struct sinv		 s;
	int64_t			 parsing, began;

	(void)state;
	began = cpu_us();
	assert_int_equal(sinv_parse(report, strlen(report), wall_now(), &s,
	    &e), REPORT_OK);
	parsing = cpu_us() - began;
	sinv_free(&s);
	began = cpu_us();
	(void)digested(BOX_SINV, "A.SIC", report);
	/* to write, copy and ask; three times that if the loop parsed it */
	assert_in_range(cpu_us() - began, 0, 2 * parsing);
	assert_int_equal(inventories(), 1);
	assert_int_equal(heads[0].items, LARGE);
}

/* --- files that somebody puts there by hand --- */

static void
age(const char *path, int seconds)
{
	struct timespec	 times[2];
	char		 full[700];

	(void)clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= seconds;
	times[1] = times[0];
	(void)snprintf(full, sizeof(full), "%s/%s", site_dir, path);
	assert_int_equal(utimensat(AT_FDCWD, full, times, 0), 0);
}

static void
a_file_that_is_still_being_written_is_left_alone(void **state)
{
	const char	*content = full_hardware(minute(0));
	size_t		 n = strlen(content);

	(void)state;
	spit("cap/up/inventry.box/HALF.NHM", content, n / 2);
	spit("cap/up/inventry.box/EMPTY.NHM", "", 0);
	spit("cap/up/inventry.box/WHOLE.tmp", content, n);
	wait_for_scans();
	assert_true(exists("cap/up/inventry.box/HALF.NHM"));
	assert_true(exists("cap/up/inventry.box/EMPTY.NHM"));
	assert_true(exists("cap/up/inventry.box/WHOLE.tmp"));
	assert_int_equal(inventories(), 0);
	spit("cap/up/inventry.box/HALF.NHM", content, n);
	until(!exists("cap/up/inventry.box/HALF.NHM"));
	assert_int_equal(inventories(), 1);
}

static void
a_file_that_stays_broken_goes_after_a_while(void **state)
{
	(void)state;
	log_to(-1);
	spit("cap/up/inventry.box/HALF.NHM", "x", 1);
	age("cap/up/inventry.box/HALF.NHM", 100);
	spit("cap/up/ddr.box/EMPTY.DDR", "", 0);
	age("cap/up/ddr.box/EMPTY.DDR", 100);
	until(!exists("cap/up/inventry.box/HALF.NHM"));
	until(!exists("cap/up/ddr.box/EMPTY.DDR"));
	log_to(STDERR_FILENO);
	assert_int_equal(bad_files(BOX_INVENTRY), 1);
	assert_int_equal(bad_files(BOX_DDR), 0);
}

/* Q264524 */
static void
a_file_that_is_read_only_goes_as_well(void **state)
{
	struct msg_landed	 m = record_for(BOX_STATMSGS, "A.SVF", 0);
	const char		*content = message_of(minute(0), 1, "");
	char			 full[700];

	(void)state;
	m.size = strlen(content);
	put(&m, content);
	(void)snprintf(full, sizeof(full), "%s/cap/up/statmsgs.box/A.SVF",
	    site_dir);
	assert_int_equal(chmod(full, 0400), 0);
	announce(&m);
	until(!lies(&m));
	assert_int_equal(messages(SEVERITY_INFO), 1);
}

/* --- discovery --- */

static const char *
record(const char *agent, unsigned flags, const char *address,
    const char *mac)
{
	static char	 ddr[2000];

	(void)snprintf(ddr, sizeof(ddr), "<System>\r\n"
	    "AGENTINFO <%s><S01><1998/11/02 06:00:00>\r\n"
	    "BEGIN_PROPERTY\r\n<10><SMS Unique Identifier><STRING><48>\r\n"
	    "<GUID:17171717-1717-1717-1717-171717171717>\r\nEND_PROPERTY\r\n"
	    "BEGIN_PROPERTY\r\n<65608><Netbios Name><STRING><16>\r\n<PC17>\r\n"
	    "END_PROPERTY\r\n"
	    "BEGIN_PROPERTY\r\n<%u><IP Addresses><STRING><64>\r\n<%s>\r\n"
	    "END_PROPERTY\r\n"
	    "BEGIN_PROPERTY\r\n<%u><IP Subnets><STRING><64>\r\n<%.8s0>\r\n"
	    "END_PROPERTY\r\n"
	    "BEGIN_PROPERTY\r\n<%u><MAC Addresses><STRING><17>\r\n<%s>\r\n"
	    "END_PROPERTY\r\n"
	    "BEGIN_PROPERTY\r\n<0><TravelMode><INTEGER><4>\r\n<2>\r\n"
	    "END_PROPERTY\r\nEND_OF_FILE\r\n", agent, flags, address, flags,
	    address, flags, mac);
	return ddr;
}

static char	places[400], nets[400], cards[400], who[80];
static uint32_t	travel;
static char	proofs[200];

static void
take_client(void *arg, const struct err *failed,
    const struct client_list *list)
{
	const struct client_row	*c = list->rows;
	size_t			 i, n = 0;

	(void)arg;
	assert_null(failed);
	assert_int_equal(list->n, 1);
	places[0] = '\0';
	proofs[0] = '\0';
	for (i = 0; i < c->n_addresses; i++)
		n += (size_t)snprintf(places + n, sizeof(places) - n, "%s ",
		    c->addresses[i].address);
	for (i = 0, n = 0; i < c->n_evidence; i++)
		n += (size_t)snprintf(proofs + n, sizeof(proofs) - n,
		    "%d:%lld:%llu ", c->evidence[i].class,
		    (long long)c->evidence[i].account,
		    (unsigned long long)c->evidence[i].count);
	(void)snprintf(nets, sizeof(nets), "%s", c->facts.subnets);
	(void)snprintf(cards, sizeof(cards), "%s", c->facts.macs);
	(void)snprintf(who, sizeof(who), "%s", c->facts.agent);
	travel = c->facts.travel;
}

static void
look_at_client(void)
{
	struct client_query	 q = { .guid = &pc17 };

	assert_int_equal(store_clients(the_director()->store, &q,
	    take_client, NULL), 0);
	store_wait(the_director()->store);
}

#define MAC_1	"00:10:5A:01:02:03"
#define MAC_2	"00:10:5A:0A:0B:0C"

static void
heartbeats_replace_and_others_only_add(void **state)
{
	(void)state;
	(void)digested(BOX_DDR, "A.DDR",
	    record("Heartbeat Discovery", 17, "10.9.1.1", MAC_1));
	look_at_client();
	assert_string_equal(nets, "10.9.1.10\n");
	assert_string_equal(cards, MAC_1 "\n");
	assert_string_equal(who, "Heartbeat Discovery");
	assert_int_equal(travel, 2);
	(void)digested(BOX_DDR, "B.DDR",
	    record("Network Discovery", 17, "10.9.2.2", MAC_2));
	look_at_client();
	assert_string_equal(nets, "10.9.1.10\n10.9.2.20\n");
	assert_string_equal(cards, MAC_1 "\n" MAC_2 "\n");
	(void)digested(BOX_DDR, "C.DDR",
	    record("Heartbeat Discovery", 16, "10.9.3.3", MAC_1));
	look_at_client();
	assert_string_equal(nets, "10.9.1.10\n10.9.2.20\n10.9.3.30\n");
	(void)digested(BOX_DDR, "D.DDR",
	    record("Heartbeat Discovery", 17, "10.9.4.4", MAC_1));
	look_at_client();
	assert_string_equal(nets, "10.9.4.40\n");
	assert_false(is_found(FINDING_OTHER_MACS));
}

static void
one_id_with_other_network_cards_is_a_finding(void **state)
{
	(void)state;
	(void)digested(BOX_DDR, "A.DDR",
	    record("Heartbeat Discovery", 17, "10.9.1.1", MAC_1));
	(void)digested(BOX_DDR, "B.DDR",
	    record("Heartbeat Discovery", 17, "10.9.1.1", MAC_2));
	assert_true(is_found(FINDING_OTHER_MACS));
	assert_string_equal(found_other, MAC_1);
}

static void
one_id_from_two_addresses_within_an_hour_proves_nothing(void **state)
{
	const char		*beat = record("Heartbeat Discovery", 17,
				    "10.9.1.1", MAC_1);
	struct msg_landed	 m;

	(void)state;
	(void)digested(BOX_DDR, "A.DDR", beat);
	look_at_client();
	assert_string_equal(proofs, "3:4711:1 ");
	m = record_for(BOX_DDR, "B.DDR", strlen(beat));
	assert_true(addr_parse("10.1.2.99", &m.address));
	put(&m, beat);
	announce(&m);
	until(!lies(&m));
	look_at_client();
	assert_string_equal(proofs, "1:4711:2 ");
	assert_true(is_found(FINDING_TWO_ADDRESSES));
	assert_string_equal(found_other, "10.1.2.3");
}

static void
only_machines_with_an_identity_are_kept(void **state)
{
	static const char	 user[] = "<User>\r\n"
	    "AGENTINFO <x><S01><1998/11/02 06:00:00>\r\nEND_OF_FILE\r\n";
	static const char	 found_one[] = "<System>\r\n"
	    "AGENTINFO <Network Discovery><S01><1998/11/02 06:00:00>\r\n"
	    "BEGIN_PROPERTY\r\n<65608><Netbios Name><STRING><16>\r\n<PC1>\r\n"
	    "END_PROPERTY\r\nEND_OF_FILE\r\n";
	struct msg_landed	 m;

	(void)state;
	m = digested(BOX_DDR, "USRA.DDR", user);
	assert_true(result_says(&m, "only machines are kept"));
	m = digested(BOX_DDR, "B.DDR", found_one);
	assert_true(result_says(&m, "no identity"));
	assert_int_equal(bad_files(BOX_DDR), 0);
}

#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, director_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_full_report_replaces_all_that_was_known),
		T(a_delta_adds_changes_and_removes),
		T(a_delta_of_an_unknown_client_waits_and_asks_for_a_full_report),
		T(a_delta_that_nobody_completes_is_put_aside_after_fourteen_days),
		T(a_delta_that_does_not_fit_changes_nothing_and_asks),
		T(reports_are_taken_in_the_order_of_the_clients_time),
		T(a_differing_copy_list_is_one_request_and_an_equal_one_none),
		T(an_agent_that_is_out_of_date_is_a_finding_not_only_a_bad_file),
		T(a_full_report_comes_before_its_deltas),
		T(a_status_message_is_kept_until_it_is_too_old),
		T(a_message_from_the_future_is_released_when_it_is_due),
		T(bad_files_are_put_aside_and_never_stop_the_others),
		T(files_without_a_byte_are_thrown_away),
		T(what_is_larger_than_the_site_allows_is_put_aside),
		T(a_large_report_is_read_by_a_thread_not_by_the_loop),
		T(a_file_that_is_still_being_written_is_left_alone),
		T(a_file_that_stays_broken_goes_after_a_while),
		T(a_file_that_is_read_only_goes_as_well),
		T(heartbeats_replace_and_others_only_add),
		T(one_id_with_other_network_cards_is_a_finding),
		T(one_id_from_two_addresses_within_an_hour_proves_nothing),
		T(only_machines_with_an_identity_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
