/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests from their coming to their end, in a whole director with a pusher
 * of the test's: it does nothing but end as it is told.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/sms/trace.h"
#include "server/director/ccm/ccm.h"
#include "server/director/ccm/push.h"
#include "store/message.h"
#include "store/request.h"
#include "tests/unit/director_double.h"
#include "tests/unit/landed.h"

#define JOBS_MAX	64

/* --- the pusher --- */

static struct job {
	bool		 open;
	int64_t		 request;
	uint64_t	 attempt;
	char		 computer[16], domain[16];
	enum request_class class;
	bool		 upgrade, forced;
	push_done	*done;
	void		*arg;
}		 jobs[JOBS_MAX];
static size_t	 begun, under_way, most_under_way;
static bool	 possible;

/* All of push.h stands here: nothing of push.c is linked. */
void
push_forget(struct director *d)
{
	(void)d;
}

int
push_new(struct director *d, struct err *e)
{
	(void)d;
	(void)e;
	return 0;
}

bool
push_progress(const struct director *d, const char *computer,
    struct push_progress *p)
{
	(void)d;
	(void)computer;
	(void)p;
	return false;
}

void
push_run(struct director *d)
{
	(void)d;
}

void
push_stop(struct director *d)
{
	(void)d;
}

void
push_free(struct director *d)
{
	(void)d;
}

bool
push_possible(const struct director *d, struct err *e)
{
	(void)d;
	if (!possible)
		(void)err_set(e, ENOTSUP, "push is not configured");
	return possible;
}

int
push_start(struct director *d, const struct push_job *j, push_done *done,
    void *arg)
{
	struct job	*at = &jobs[begun];

	(void)d;
	assert_true(begun < JOBS_MAX);
	*at = (struct job){ true, j->request, j->attempt, "", "", j->class,
	    j->upgrade, j->ccr->forced, done, arg };
	text_copy(at->computer, sizeof(at->computer), j->computer);
	text_copy(at->domain, sizeof(at->domain), j->domain);
	begun++;
	if (++under_way > most_under_way)
		most_under_way = under_way;
	return 0;
}

static void
end_job(size_t i, enum push_verdict verdict, uint32_t error)
{
	const struct push_result	 p = { verdict, error, "DEMO\\Admin",
					    error == 67 ? "no share admin$" :
					    "" };

	assert_true(jobs[i].open);
	jobs[i].open = false;
	under_way--;
	jobs[i].done(jobs[i].arg, &p);
}

/* --- the site --- */

static void
reconfigure(void)
{
	director_ops.reconfigured(&director_env);
}

static void
options(void)
{
	director_env.config.push_approval = false;
	director_env.config.push_interval = 60;
	director_env.config.push_scan = 3600000;
	director_env.config.scan_interval = 100;
	reconfigure();
}

static int
set_up(void **state)
{
	next_landing = 0;
	begun = under_way = most_under_way = 0;
	memset(jobs, 0, sizeof(jobs));
	possible = true;
	if (director_up(state) != 0)
		return -1;
	options();
	return 0;
}

static void
ask_for(const char *computer, const char *domain)
{
	char	 text[256], name[32];

	(void)snprintf(text, sizeof(text),
	    "[NT Client Configuration Request]\r\nMachine Name=%s\r\n"
	    "Domain=%s\r\n", computer, domain);
	(void)snprintf(name, sizeof(name), "A%u.CCR", next_landing);
	(void)land(BOX_CCR, name, text);
}

static struct request_row	 rows[32];
static char			 results[32][256];
static size_t			 nrows;

static void
take_rows(void *arg, const struct err *failed,
    const struct request_list *list)
{
	size_t	 i;

	(void)arg;
	assert_null(failed);
	nrows = list->n;
	for (i = 0; i < list->n && i < 32; i++) {
		rows[i] = list->rows[i];
		text_copy(results[i], sizeof(results[i]),
		    list->rows[i].result);
	}
}

static size_t
look(void)
{
	const struct request_query	 q = { 0 };

	assert_int_equal(store_requests(the_director()->store, &q, take_rows,
	    NULL), 0);
	store_wait(the_director()->store);
	return nrows;
}

static bool
is_in(enum request_state s)
{
	return look() == 1 && rows[0].state == s;
}

static void
stored(void *arg, const struct err *failed)
{
	(void)arg;
	assert_null(failed);
}

/* On all that there are. */
static void
act(enum request_act what)
{
	struct batch	*b = store_batch_new();
	int64_t		 seqs[32];
	size_t		 i, n = look();

	for (i = 0; i < n; i++)
		seqs[i] = rows[i].seq;
	(void)store_requests_act(b, what, seqs, n);
	assert_int_equal(store_submit(the_director()->store, &b, stored,
	    NULL), 0);
	store_wait(the_director()->store);
	ccm_notice(the_director());
}

static uint64_t	messages;
static char	last_message[256];
static uint32_t	last_severity;

static void
count_messages(void *arg, const struct err *failed,
    const struct message_list *list)
{
	(void)arg;
	assert_null(failed);
	messages = list->n;
	if (list->n > 0) {
		text_copy(last_message, sizeof(last_message),
		    list->rows[0].strings);
		last_severity = list->rows[0].severity;
	}
}

static uint64_t
told(void)
{
	const struct message_query	 q = { 0 };

	assert_int_equal(store_messages(the_director()->store, &q,
	    count_messages, NULL), 0);
	store_wait(the_director()->store);
	return messages;
}

/* --- tests --- */

static void
without_a_pusher_a_request_stays_as_it_came(void **state)
{
	(void)state;
	possible = false;
	ask_for("PC17", "DEMO");
	until(look() == 1);
	settle_down();
	assert_true(is_in(REQUEST_INCOMING));
	assert_int_equal(begun, 0);
	possible = true;
	ccm_wake(the_director());
	until(begun == 1);
}

static void
a_request_is_worked_on_and_goes_when_the_client_runs(void **state)
{
	(void)state;
	ask_for("pc17", "Demo");
	until(begun == 1);
	assert_true(is_in(REQUEST_PROCESSING));
	assert_int_equal(rows[0].tries, 1);
	assert_string_equal(jobs[0].computer, "PC17");
	assert_string_equal(jobs[0].domain, "DEMO");
	assert_int_equal(jobs[0].attempt, 1);
	end_job(0, PUSH_INSTALLED, 0);
	until(look() == 0);
	assert_int_equal(told(), 0);
}

static void
nothing_is_begun_before_it_is_approved(void **state)
{
	(void)state;
	director_env.config.push_approval = true;
	reconfigure();
	ask_for("PC17", "DEMO");
	until(look() == 1);
	settle_down();
	assert_int_equal(begun, 0);
	act(REQUEST_APPROVE);
	until(begun == 1);
	assert_true(is_in(REQUEST_PROCESSING));
}

/* R1, R27: one of COMPUTER.DOMAIN, in any case; also within a second. */
static void
r1_two_requests_of_a_machine_are_one(void **state)
{
	(void)state;
	possible = false;
	ask_for("PC17", "DEMO");
	ask_for("pc17", "demo");
	until(look() == 1 && rows[0].count == 2);
	possible = true;
	ccm_wake(the_director());
	until(begun == 1);
	settle_down();
	assert_int_equal(begun, 1);
	ask_for("PC17", "DEMO");	/* while it is being worked on */
	until(look() == 1 && rows[0].count == 3);
	settle_down();
	assert_int_equal(begun, 1);
	assert_int_equal(look(), 1);
	end_job(0, PUSH_INSTALLED, 0);
	until(look() == 0);
	settle_down();
	assert_int_equal(begun, 1);
}

/* R2: a domain of three letters is no extension. */
static void
r2_a_request_of_a_short_domain_is_tried_again(void **state)
{
	(void)state;
	ask_for("PC17", "DEM");
	until(begun == 1);
	end_job(0, PUSH_RETRY, 67);
	until(begun == 2);
	assert_string_equal(jobs[1].domain, "DEM");
}

static void
a_failure_waits_for_its_hour_and_is_told(void **state)
{
	(void)state;
	director_env.config.push_interval = 3600000;
	reconfigure();
	ask_for("SPARC", "HAMPTON");
	until(begun == 1);
	end_job(0, PUSH_RETRY, 67);
	until(is_in(REQUEST_RETRY));
	assert_int_equal(rows[0].error, 67);
	assert_string_equal(results[0], "no share admin$");
	assert_int_equal(rows[0].tries, 1);
	assert_true(rows[0].due.wall.us > wall_now().us + 53 * 60000000LL);
	assert_true(rows[0].due.wall.us < wall_now().us + 67 * 60000000LL);
	settle_down();
	assert_int_equal(begun, 1);
	assert_int_equal(told(), 1);
}

/* R3: a Samba host makes two messages, not 168. */
static void
r3_it_is_given_up_and_told_of_once(void **state)
{
	size_t	 i;

	(void)state;
	director_env.config.push_tries = 4;
	director_env.config.push_interval = 20;
	reconfigure();
	ask_for("SMB7", "DEMO");
	for (i = 0; i < 4; i++) {
		until(begun == i + 1);
		assert_int_equal(jobs[i].attempt, i + 1);
		end_job(i, PUSH_RETRY, 67);
	}
	until(look() == 0);
	settle_down();
	assert_int_equal(begun, 4);
	assert_int_equal(told(), 2);
	assert_string_equal(last_message, "given up: no share admin$\n");
	assert_int_equal(last_severity, 2);
}

static void
another_error_is_told_again(void **state)
{
	(void)state;
	director_env.config.push_interval = 20;
	reconfigure();
	ask_for("SMB7", "DEMO");
	until(begun == 1);
	end_job(0, PUSH_RETRY, 67);
	until(begun == 2);
	end_job(1, PUSH_RETRY, 53);
	until(told() == 2);
}

static void
a_newer_request_is_tried_at_once_and_its_days_begin_again(void **state)
{
	(void)state;
	director_env.config.push_interval = 3600000;
	reconfigure();
	ask_for("PC17", "DEMO");
	until(begun == 1);
	end_job(0, PUSH_RETRY, 53);
	until(is_in(REQUEST_RETRY));
	settle_down();
	ask_for("PC17", "DEMO");
	until(begun == 2);
	assert_int_equal(jobs[1].attempt, 1);
	assert_int_equal(jobs[1].request, jobs[0].request);
}

static void
a_refusal_waits_for_other_accounts(void **state)
{
	struct config_list	*l = &director_env.config.push;

	(void)state;
	ask_for("PC17", "DEMO");
	until(begun == 1);
	end_job(0, PUSH_PARK, 1327);
	until(is_in(REQUEST_PARKED));
	assert_int_equal(rows[0].hold, HOLD_REFUSED);
	reconfigure();
	settle_down();
	assert_int_equal(begun, 1);
	text_copy(l->item[l->n++], CONFIG_ITEM_MAX, "DEMO\\Other");
	reconfigure();
	until(begun == 2);
}

static void
what_an_operator_parked_stays_so(void **state)
{
	(void)state;
	possible = false;
	ask_for("PC17", "DEMO");
	until(look() == 1);
	act(REQUEST_PARK);
	possible = true;
	ccm_wake(the_director());
	ask_for("PC17", "DEMO");
	until(look() == 1 && rows[0].count == 2);
	settle_down();
	assert_true(is_in(REQUEST_PARKED));
	assert_int_equal(begun, 0);
	act(REQUEST_TRY);
	until(begun == 1);
}

static void
what_is_in_work_is_left_alone(void **state)
{
	(void)state;
	ask_for("PC17", "DEMO");
	until(begun == 1);
	act(REQUEST_REMOVE);
	act(REQUEST_PARK);
	act(REQUEST_TRY);
	assert_true(is_in(REQUEST_PROCESSING));
	end_job(0, PUSH_INSTALLED, 0);
	until(look() == 0);
}

static void
one_that_was_dropped_is_not_begun(void **state)
{
	(void)state;
	director_env.config.push_interval = 200;
	reconfigure();
	ask_for("PC17", "DEMO");
	until(begun == 1);
	end_job(0, PUSH_RETRY, 53);
	until(is_in(REQUEST_RETRY));
	act(REQUEST_REMOVE);
	assert_int_equal(look(), 0);
	wait_for_scans();
	assert_int_equal(begun, 1);
}

static void
ten_are_worked_on_at_a_time(void **state)
{
	char	 name[16];
	size_t	 i;

	(void)state;
	for (i = 0; i < 14; i++) {
		(void)snprintf(name, sizeof(name), "PC%zu", i);
		ask_for(name, "DEMO");
	}
	until(begun == 10);
	settle_down();
	assert_int_equal(begun, 10);
	for (i = 0; i < 14; i++) {
		until(begun > i);
		end_job(i, PUSH_INSTALLED, 0);
	}
	until(look() == 0);
	assert_int_equal(most_under_way, 10);
}

/* Which they are, the pusher finds out. */
static void
domain_controllers_go_one_by_one(void **state)
{
	size_t	 i;
	char	 name[16];

	(void)state;
	for (i = 0; i < 3; i++) {
		(void)snprintf(name, sizeof(name), "DC%zu", i);
		ask_for(name, "DEMO");
	}
	until(begun == 3);
	for (i = 0; i < 3; i++)
		end_job(i, PUSH_CONTROLLER, 0);
	for (i = 3; i < 6; i++) {
		until(begun == i + 1);
		settle_down();
		assert_int_equal(begun, i + 1);
		assert_int_equal(jobs[i].class, CLASS_CONTROLLER);
		assert_int_equal(jobs[i].attempt, 1);
		end_job(i, PUSH_INSTALLED, 0);
	}
	until(look() == 0);
}

/* --- the log --- */

static char	logged[65536];

static void
log_into(int fd)
{
	log_to(fd);
	log_set(LVL_INFO, LOG_SMS);
}

static void
read_log(int fd)
{
	ssize_t	 n;

	log_to(STDERR_FILENO);
	log_set(LVL_INFO, LOG_PLAIN);
	n = pread(fd, logged, sizeof(logged) - 1, 0);
	assert_true(n > 0);
	logged[n] = '\0';
	(void)close(fd);
}

/* The next line of Ccm.log with that text; those between are of others. */
static const char *
next_line(const char *from, const char *text)
{
	static struct trace_line	 line;
	const char			*end;

	for (; (end = strchr(from, '\n')) != NULL; from = end + 1) {
		if (!trace_parse(from, (size_t)(end - from), &line) ||
		    strcmp(line.component, "SMS_CLIENT_CONFIG_MANAGER") != 0)
			continue;
		if (strcmp(line.text, text) == 0)
			return end + 1;
	}
	fail_msg("no line \"%s\" in:\n%s", text, from);
	return NULL;
}

/* Q262298: a Samba host without admin$, in the words of then. */
static void
the_log_has_the_lines_of_ccm_log(void **state)
{
	static const char *const lines[] = {
		"Received request: \"00000001\" for machine name: \"SPARC\" on "
		    "queue: \"Incoming\".",
		"Stored request \"00000001\", machine name \"SPARC\", in queue "
		    "\"Processing\".",
		"----- Started a new CCR processing thread. Thread ID is 0x1. "
		    "There are now 1 processing threads",
		"Submitted request successfully",
		"======>Begin Processing request: \"00000001\", machine name: "
		    "\"SPARC\"",
		"---> ERROR: Unable to access target machine for request: "
		    "\"00000001\", machine name: \"SPARC\", error code: 67",
		"Stored request \"00000001\", machine name \"SPARC\", in queue "
		    "\"Retry\".",
	};
	const int		 fd = memfd_create("log", MFD_CLOEXEC);
	const char		*at = logged;
	size_t			 i;

	(void)state;
	log_into(fd);
	ask_for("SPARC", "HAMPTON");
	until(begun == 1);
	end_job(0, PUSH_RETRY, 67);
	until(is_in(REQUEST_RETRY));
	read_log(fd);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		at = next_line(at, lines[i]);
}

/* R6: it is known which account was shown to a machine, also in vain. */
static void
r6_the_account_is_told_when_none_worked(void **state)
{
	const int	 fd = memfd_create("log", MFD_CLOEXEC);

	(void)state;
	log_into(fd);
	ask_for("PC17", "DEMO");
	until(begun == 1);
	end_job(0, PUSH_RETRY, 5);
	until(is_in(REQUEST_RETRY));
	read_log(fd);
	(void)next_line(logged, "---> ERROR: The account 'DEMO\\Admin' does "
	    "not have administrative rights on machine \"PC17\".");
}

static void
r17_the_fourth_installation_of_a_month_is_parked(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < 3; i++) {
		ask_for(i == 1 ? "pc17" : "PC17", "DEMO");
		until(begun == i + 1);
		end_job(i, PUSH_INSTALLED, 0);
		until(look() == 0);
	}
	ask_for("PC17", "DEMO");
	until(is_in(REQUEST_PARKED));
	assert_int_equal(begun, 3);
	ask_for("PC18", "DEMO");
	until(begun == 4);
}

/* --- gates, discovery --- */

static const char	found[] =
    "<System>\r\n"
    "AGENTINFO <%s><S01><1998/11/02 06:00:00>\r\n"
    "BEGIN_PROPERTY\r\n"
    "    <65608><Netbios Name><STRING><16>\r\n"
    "    <%s>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"
    "    <0><Operating System Name and Version><STRING><128>\r\n"
    "    <Microsoft Windows NT Advanced Server 4.0>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"
    "    <17><IP Subnets><STRING><64>\r\n"
    "    <10.1.0.0>\r\n"
    "END_PROPERTY\r\n"
    "END_OF_FILE\r\n";

static void
a_found_machine_is_asked_for_if_all_rules_say_yes(void **state)
{
	struct ccm_status	 s;
	char			 text[1024];

	(void)state;
	assert_int_equal(import_sample(), 0);
	(void)snprintf(text, sizeof(text), found, "SMS_NETWORK_DISCOVERY",
	    "DC9");
	(void)land(BOX_DDR, "A.DDR", text);
	settle_down();
	until((ccm_status(the_director(), &s), s.no[DISCOVERY_CLASS]) == 1);
	assert_int_equal(look(), 0);
	/* A site system needs no switch. */
	(void)snprintf(text, sizeof(text), found, "SMS_NETWORK_DISCOVERY",
	    "SITESRV");
	(void)land(BOX_DDR, "B.DDR", text);
	until(begun == 1);
	assert_string_equal(jobs[0].computer, "SITESRV");
	assert_int_equal(jobs[0].class, CLASS_CONTROLLER);
	assert_int_equal(look(), 1);
	assert_int_equal(rows[0].source, REQUEST_OF_DISCOVERY);
	/* Found again, it is no news. */
	end_job(0, PUSH_RETRY, 53);
	until(begun == 2);
	(void)land(BOX_DDR, "C.DDR", text);
	settle_down();
	assert_int_equal(look(), 1);
	assert_int_equal(rows[0].count, 1);
}

static void
r8_a_client_that_reports_is_discarded_without_a_push(void **state)
{
	struct ccm_status	 s;

	(void)state;
	(void)land(BOX_DDR, "A.DDR",
	    "<System>\r\n"
	    "AGENTINFO <Heartbeat Discovery><S01><1998/11/02 06:00:00>\r\n"
	    "BEGIN_PROPERTY\r\n"
	    "    <10><SMS Unique Identifier><STRING><48>\r\n"
	    "    <GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0>\r\n"
	    "END_PROPERTY\r\n"
	    "BEGIN_PROPERTY\r\n"
	    "    <0><Client><INTEGER><4>\r\n"
	    "    <1>\r\n"
	    "END_PROPERTY\r\n"
	    "BEGIN_PROPERTY\r\n"
	    "    <65608><Netbios Name><STRING><16>\r\n"
	    "    <PC17>\r\n"
	    "END_PROPERTY\r\n"
	    "END_OF_FILE\r\n");
	settle_down();
	wait_for_scans();
	assert_int_equal(import_sample(), 0);
	ask_for("PC17", "");
	until((ccm_status(the_director(), &s), s.discarded) == 1);
	assert_int_equal(look(), 0);
	assert_int_equal(begun, 0);
}

static void
what_an_address_asks_for_is_limited(void **state)
{
	char	 name[16];
	size_t	 i;

	(void)state;
	possible = false;
	director_env.config.new_clients = 3;
	reconfigure();
	for (i = 0; i < 3; i++) {
		(void)snprintf(name, sizeof(name), "PC%zu", i);
		ask_for(name, "DEMO");
	}
	until(look() == 3);
	settle_down();
	ask_for("PC7", "DEMO");
	wait_for_scans();
	assert_int_equal(look(), 3);
	director_env.config.new_clients = 4;
	reconfigure();
	until(look() == 4);
}

/* --- crashes --- */

static void
a_crash_while_one_is_worked_on_begins_it_again(void **state)
{
	(void)state;
	ask_for("PC17", "DEMO");
	until(begun == 1);
	assert_true(is_in(REQUEST_PROCESSING));
	director_snapshot();
	director_stop();
	director_start_on_snapshot();
	options();
	until(begun == 2);
	assert_int_equal(jobs[1].request, jobs[0].request);
	assert_int_equal(jobs[1].attempt, 2);
	end_job(1, PUSH_INSTALLED, 0);
	until(look() == 0);
}

/* The moment of the crash, and what must come of it. */
static void
at_every_point_a_crash_loses_nothing(void **state)
{
	enum { QUEUED, IN_WORK, HAS_FAILED, HAS_ENDED, POINTS } point;
	size_t	 had;

	(void)state;
	for (point = QUEUED; point < POINTS; point++) {
		options();
		director_env.config.push_interval = 3600000;
		reconfigure();
		possible = point != QUEUED;
		had = begun;
		ask_for("PC17", "DEMO");
		until(point == QUEUED ? look() == 1 : begun == had + 1);
		if (point == HAS_FAILED)
			end_job(had, PUSH_RETRY, 53);
		if (point == HAS_ENDED)
			end_job(had, PUSH_INSTALLED, 0);
		director_snapshot();	/* the end is stored, or it is not */
		director_stop();
		possible = true;
		had = begun;
		director_start_on_snapshot();
		options();
		if (point == QUEUED || point == IN_WORK)
			until(begun == had + 1);
		settle_down();
		assert_in_range(begun, had, had + 1);
		assert_in_range(look(), point != HAS_ENDED, 1);
		if (begun > had)
			end_job(had, PUSH_INSTALLED, 0);
		else
			act(REQUEST_REMOVE);
		until(look() == 0);
		under_way = 0;
	}
}

static void
a_restart_waits_for_the_hour_that_had_begun(void **state)
{
	(void)state;
	director_env.config.push_interval = 3600000;
	reconfigure();
	ask_for("PC17", "DEMO");
	until(begun == 1);
	end_job(0, PUSH_RETRY, 53);
	until(is_in(REQUEST_RETRY));
	director_stop();
	director_start();
	director_env.config.push_interval = 3600000;
	director_env.config.push_approval = false;
	reconfigure();
	settle_down();
	wait_for_scans();
	assert_int_equal(begun, 1);
	assert_true(is_in(REQUEST_RETRY));
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, director_down)
	const struct CMUnitTest	 tests[] = {
		T(without_a_pusher_a_request_stays_as_it_came),
		T(a_request_is_worked_on_and_goes_when_the_client_runs),
		T(nothing_is_begun_before_it_is_approved),
		T(r1_two_requests_of_a_machine_are_one),
		T(r2_a_request_of_a_short_domain_is_tried_again),
		T(a_failure_waits_for_its_hour_and_is_told),
		T(r3_it_is_given_up_and_told_of_once),
		T(another_error_is_told_again),
		T(a_newer_request_is_tried_at_once_and_its_days_begin_again),
		T(a_refusal_waits_for_other_accounts),
		T(what_an_operator_parked_stays_so),
		T(what_is_in_work_is_left_alone),
		T(one_that_was_dropped_is_not_begun),
		T(ten_are_worked_on_at_a_time),
		T(domain_controllers_go_one_by_one),
		T(the_log_has_the_lines_of_ccm_log),
		T(r6_the_account_is_told_when_none_worked),
		T(r17_the_fourth_installation_of_a_month_is_parked),
		T(a_found_machine_is_asked_for_if_all_rules_say_yes),
		T(r8_a_client_that_reports_is_discarded_without_a_push),
		T(what_an_address_asks_for_is_limited),
		T(a_crash_while_one_is_worked_on_begins_it_again),
		T(at_every_point_a_crash_loses_nothing),
		T(a_restart_waits_for_the_hour_that_had_begun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
